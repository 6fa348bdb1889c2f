//! The lines of the archive under a finding, as miette reads them: a window that fits the terminal, with the
//! file's real name and line numbers. miette draws it; nothing is read from an archive here.

use miette::{MietteError, MietteSpanContents, SourceCode, SourceSpan, SpanContents};

use crate::findings::{Finding, Location};
use crate::output::place;
use crate::text::{clip, printable};

/// An excerpt, ready to be drawn. Its text is safe to print and its mark is inside of it.
#[derive(Debug)]
pub(super) struct Source {
    name: String,
    text: String,
    lines: usize,
    /// 0-based, as miette wants them.
    first_line: usize,
    line: usize,
    column: usize,
    mark: SourceSpan,
}

impl Source {
    /// The excerpt of `finding` with lines of at most `width` characters.
    pub(super) fn new(finding: &Finding, width: usize) -> Self {
        let location = &finding.location;
        let excerpt = &location.excerpt;
        let mut text = String::new();
        let mut mark = (0, 0);
        for (nr, line) in (excerpt.first_line..).zip(excerpt.text.split_terminator('\n')) {
            if nr == location.start.line {
                let window = window(parts(location), width);
                mark = (text.len() + window.start, window.length);
                text.push_str(&window.text);
            } else {
                text.push_str(&clip(&printable(line), width));
            }
            text.push('\n');
        }
        Self {
            name: place::file(finding.root.as_deref(), &location.file),
            lines: text.lines().count(),
            text,
            first_line: excerpt.first_line.saturating_sub(1),
            line: location.start.line.saturating_sub(1),
            column: location.start.column.saturating_sub(1),
            mark: mark.into(),
        }
    }

    /// The marked place.
    pub(super) fn mark(&self) -> SourceSpan {
        self.mark
    }
}

struct Window {
    text: String,
    start: usize,
    length: usize,
}

/// What is before, in and after the place on its first line. The location keeps more of a long line than the
/// excerpt does, and log lines are long; past that the mark is the end of what is kept.
fn parts(location: &Location) -> [&str; 3] {
    let text = location.text.as_str();
    let byte =
        |column: usize| text.char_indices().nth(column.saturating_sub(1)).map_or(text.len(), |(at, _)| at);
    let start = byte(location.start.column);
    let one_line = location.start.line == location.end.line;
    let end = if one_line { byte(location.end.column).max(start) } else { text.len() };
    [&text[..start], &text[start..end], &text[end..]]
}

/// The part of a line that shows the mark; a mark far to the right moves what is before it out of sight.
fn window([before, marked, after]: [&str; 3], width: usize) -> Window {
    let (mut before, marked) = (printable(before).into_owned(), printable(marked));
    let left = before.chars().count();
    if left + marked.chars().count().min(width / 2) > width {
        let kept = width / 4;
        before = format!("…{}", before.chars().skip(left.saturating_sub(kept)).collect::<String>());
    }
    let whole = format!("{before}{marked}{}", printable(after));
    let text = clip(&whole, width).into_owned();
    let start = floor(&text, before.len());
    let end = floor(&text, before.len() + marked.len()).max(start);
    Window { text, start, length: end - start }
}

/// The nearest place in `text` at or before `at` that does not cut a character.
fn floor(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

impl SourceCode for Source {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        lines_before: usize,
        lines_after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let bytes = self.text.as_bytes();
        let contents = if (lines_before, lines_after) == (0, 0) {
            // miette asks for the bare mark to print `file:line:column`.
            let data =
                bytes.get(span.offset()..span.offset() + span.len()).ok_or(MietteError::OutOfBounds)?;
            MietteSpanContents::new_named(self.name.clone(), data, *span, self.line, self.column, 1)
        } else {
            let whole = (0, bytes.len()).into();
            MietteSpanContents::new_named(self.name.clone(), bytes, whole, self.first_line, 0, self.lines)
        };
        Ok(Box::new(contents))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::findings::{Severity, Subject};
    use crate::text::{Excerpt, Point, Span};

    fn finding(text: &str, what: &str) -> Finding {
        let start = text.find(what).expect("it is there");
        let location = Location::new("f.yaml", text, Span::new(start, start + what.len()));
        Finding::new("r", Severity::Error, "m".into(), Subject::default(), location)
    }

    fn marked(source: &Source) -> &str {
        &source.text[source.mark.offset()..source.mark.offset() + source.mark.len()]
    }

    #[test]
    fn lines_are_numbered_as_in_the_file() {
        let source = Source::new(&finding("a\nb\nc: dd\ne\nf\n", "dd"), 80);
        assert_eq!((source.text.as_str(), source.first_line, source.lines), ("b\nc: dd\ne\n", 1, 3));
        assert_eq!((marked(&source), source.line, source.column), ("dd", 2, 3));
    }

    #[test]
    fn a_mark_far_to_the_right_stays_in_sight() {
        let text = format!("{}MARK{}\n", "x".repeat(100), "y".repeat(30));
        let source = Source::new(&finding(&text, "MARK"), 40);
        assert_eq!(marked(&source), "MARK");
        assert_eq!(source.text, format!("…{}MARK{}…\n", "x".repeat(10), "y".repeat(24)));
        assert_eq!(source.column, 100, "the column stays the file's own");
        let long = format!("k: {}\n", "z".repeat(120));
        let source = Source::new(&finding(&long, &"z".repeat(120)), 40);
        assert_eq!(source.text.chars().count(), 41);
    }

    #[test]
    fn a_log_line_longer_than_its_excerpt_is_still_marked() {
        let text = format!("{}MARK{}\n", "x".repeat(250), "y".repeat(300));
        let source = Source::new(&finding(&text, "MARK"), 60);
        assert_eq!((marked(&source), source.column), ("MARK", 250));
        let beyond = format!("{}MARK\n", "x".repeat(900));
        let source = Source::new(&finding(&beyond, "MARK"), 60);
        assert_eq!((marked(&source), source.column), ("", 900));
    }

    #[test]
    fn a_place_that_does_not_fit_its_text_does_no_harm() {
        for (line, column) in [(1, 1), (2, 90), (7, 1), (0, 0)] {
            let mut finding = finding("\u{e9}\u{e9}\u{e9}\nb\n", "b");
            finding.location.start = Point { line, column };
            finding.location.text = "\u{e9}\u{1b}".into();
            let text = "\u{e9}\u{1b}\u{e9}\nb\n".into();
            finding.location.excerpt = Excerpt { first_line: 0, text, mark: Span::new(90, 99) };
            let source = Source::new(&finding, 40);
            assert!(source.mark.offset() + source.mark.len() <= source.text.len());
            assert!(!source.text.contains('\u{1b}'));
        }
    }
}
