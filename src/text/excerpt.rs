//! A few lines of a file around a place, ready to be shown. Holds its own copy, so that a report is closed:
//! whoever prints it needs neither the file nor the archive.

use super::{LineIndex, Span, clip, printable};

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
        Self::indexed(text, span, context, &LineIndex::new(text))
    }

    /// The same, where the lines of the text are known. However long the lines are, only what is shown of them is looked
    /// at.
    #[must_use]
    pub fn indexed(text: &str, span: Span, context: usize, index: &LineIndex) -> Self {
        let number = index.point(text, span.start).line;
        let first = number.saturating_sub(context).max(1);
        let marked = number - first;
        let mut lines = Vec::new();
        for nr in first..=number + context {
            let span = index.line_span(text, nr);
            // Behind the last line end there is no line more to show.
            if nr > number && span.start >= text.len() {
                break;
            }
            lines.push(span);
        }

        let mut shown = String::new();
        let mut mark = Span::default();
        for (nr, line_of_text) in lines.iter().enumerate() {
            let raw = head_of(*line_of_text, text);
            let start = shown.len();
            if nr == marked {
                let from = span.start.min(raw.end);
                let until = span.end.clamp(from, raw.end);
                let head = printable(Span::new(raw.start, from).of(text)).len();
                let body = printable(Span::new(from, until).of(text)).len();
                mark = Span::new(start + head, start + head + body);
            }
            shown.push_str(&clip(&printable(raw.of(text)), WIDTH));
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
        Self { first_line: first, text: shown, mark }
    }
}

/// As much of a line as can be shown of it, and a bit more, so that it shows that it was cut.
fn head_of(line: Span, text: &str) -> Span {
    let line_text = line.of(text);
    let end = line_text.char_indices().nth(WIDTH + 4).map_or(line_text.len(), |(at, _)| at);
    Span::new(line.start, line.start + end)
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
        // What begins behind the cut is marked at its end.
        let wide = "\u{e9}".repeat(500);
        for (start, mark) in [(300, 300), (318, 318), (320, 318), (322, 321), (330, 321), (900, 321)] {
            let far = Excerpt::around(&wide, Span::new(start, start + 4), 0);
            assert_eq!((far.mark.start, far.text.len()), (mark, 322), "{start}");
        }
    }
}
