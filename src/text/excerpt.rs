//! A few lines of a file around a place, ready to be shown. Holds its own copy, so that a report is closed:
//! whoever prints it needs neither the file nor the archive.

use super::{Point, Span, clip, line_span, printable};

/// Lines of a text with one place in them marked. The text is safe to print.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Excerpt {
    /// 1-based number of the first line.
    pub first_line: usize,
    /// The lines, with long ones cut and unsafe characters shown as escapes.
    pub text: String,
    /// The marked place: bytes in `text`.
    pub mark: Span,
}

/// Longer lines are cut in an excerpt.
const WIDTH: usize = 160;

impl Excerpt {
    /// The line at `span` with `context` lines before and after it. A span of several lines is marked on its
    /// first line only.
    #[must_use]
    pub fn around(text: &str, span: Span, context: usize) -> Self {
        Self::at_line(text, span, context, Point::at(text, span.start).line)
    }

    /// The same, for a span that is known to begin on the line `number` (1-based).
    #[must_use]
    pub fn at_line(text: &str, span: Span, context: usize, number: usize) -> Self {
        let line = line_span(text, span.start);
        let (mut from, mut to) = (line.start, line.end);
        let mut before = Vec::new();
        for _ in 0..context {
            if from == 0 {
                break;
            }
            let previous = line_span(text, from - 1);
            before.push(previous);
            from = previous.start;
        }
        let mut lines: Vec<Span> = before.into_iter().rev().collect();
        let marked = lines.len();
        lines.push(line);
        for _ in 0..context {
            let Some(next) = memchr::memchr(b'\n', &text.as_bytes()[to..]).map(|at| to + at + 1) else {
                break;
            };
            if next >= text.len() {
                break;
            }
            let after = line_span(text, next);
            lines.push(after);
            to = after.end;
        }

        let mut shown = String::new();
        let mut mark = Span::default();
        for (nr, line_of_text) in lines.iter().enumerate() {
            let raw = line_of_text.of(text);
            let start = shown.len();
            if nr == marked {
                let until = span.end.min(line.end).max(span.start);
                let head = printable(Span::new(line.start, span.start).of(text)).len();
                let body = printable(Span::new(span.start, until).of(text)).len();
                mark = Span::new(start + head, start + head + body);
            }
            shown.push_str(&clip(&printable(raw), WIDTH));
            if nr == marked {
                mark = Span::new(mark.start.min(shown.len()), mark.end.min(shown.len()));
            }
            shown.push('\n');
        }
        while !shown.is_char_boundary(mark.start) {
            mark.start -= 1;
        }
        while !shown.is_char_boundary(mark.end) {
            mark.end -= 1;
        }
        Self { first_line: number.saturating_sub(marked).max(1), text: shown, mark }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shows_the_lines_around_a_place() {
        let text = "a: 1\nb: 2\nc: 3\nd: 4\n";
        let excerpt = Excerpt::around(text, Span::new(13, 14), 1);
        assert_eq!(
            excerpt,
            Excerpt { first_line: 2, text: "b: 2\nc: 3\nd: 4\n".into(), mark: Span::new(8, 9) }
        );
        let first = Excerpt::around(text, Span::new(0, 1), 1);
        assert_eq!((first.first_line, first.text.as_str(), first.mark), (1, "a: 1\nb: 2\n", Span::new(0, 1)));
        let last = Excerpt::around(text, Span::new(18, 19), 3);
        assert_eq!((last.first_line, last.mark.of(&last.text)), (1, "4"));
        assert_eq!(Excerpt::around("", Span::default(), 2).text, "\n");
    }

    #[test]
    fn marks_what_is_left_of_a_long_or_foreign_line() {
        let text = format!("k: \"\x1b[31m{}\"\nnext", "x".repeat(500));
        let excerpt = Excerpt::around(&text, Span::new(3, text.len() - 5), 0);
        assert!(excerpt.mark.of(&excerpt.text).starts_with("\"\\x1b[31mxx"));
        assert!(excerpt.text.chars().count() <= WIDTH + 1);
        let block = "m: |\n  one\n  two\n";
        let multi = Excerpt::around(block, Span::new(3, block.len()), 0);
        assert_eq!(multi.mark.of(&multi.text), "|");
    }
}
