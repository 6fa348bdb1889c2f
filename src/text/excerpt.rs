//! A few lines of a file around a place, ready to be shown. Holds its own copy, so that a report is closed:
//! whoever prints it needs neither the file nor the archive.

use super::secret::{MARGIN, mask_lines};
use super::{LineIndex, Span, clip, printable};

/// Lines of a text with one place in them marked. The text is safe to print, and secrets in it are masked.
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
/// Lines before and behind an excerpt that tell whether a secret goes on in it.
const BESIDE: usize = 1;

impl Excerpt {
    /// The line at `span` with `context` lines before and after it. A span of several lines is marked on its
    /// first line only.
    #[must_use]
    pub fn around(text: &str, span: Span, context: usize) -> Self {
        Self::indexed(text, span, context, &LineIndex::new(text))
    }

    /// The same, where the lines of the text are known. However long the lines are, only a bit more than what is shown of
    /// them is looked at.
    #[must_use]
    pub fn indexed(text: &str, span: Span, context: usize, index: &LineIndex) -> Self {
        Self::with_line(text, span, context, index, 0).0
    }

    /// The same, and the line at `span`, cut to `kept` characters. In both, what looks like a secret is masked, sign by
    /// sign, so that every other one stays at its place.
    #[must_use]
    pub fn with_line(
        text: &str,
        span: Span,
        context: usize,
        index: &LineIndex,
        kept: usize,
    ) -> (Self, String) {
        Self::made(text, span, context, (index, false), kept)
    }

    /// The same for a text that is the part of a line which begins at the byte `from`.
    #[must_use]
    pub fn of_part(text: &str, from: usize, span: Span, kept: usize) -> (Self, String) {
        Self::made(text, span, 0, (&LineIndex::new(text), from > 0), kept)
    }

    fn made(
        text: &str,
        span: Span,
        context: usize,
        (index, is_cut): (&LineIndex, bool),
        kept: usize,
    ) -> (Self, String) {
        let number = index.point(text, span.start).line;
        let first = number.saturating_sub(context).max(1);
        let from = first.saturating_sub(BESIDE).max(1);
        let looked_at = WIDTH.max(kept) + MARGIN;
        let mut lines = Vec::new();
        let mut window = String::new();
        for nr in from..=number + context + BESIDE {
            let line = index.line_span(text, nr);
            // Behind the last line end there is no line more to show.
            if nr > number && line.start >= text.len() {
                break;
            }
            window.push_str(head_of(line.of(text), looked_at));
            window.push('\n');
            lines.push(line);
        }

        let masked = mask_lines(&window, is_cut);
        let (mut shown, mut whole, mut mark) = (String::new(), String::new(), Span::default());
        for ((nr, line), masked) in (from..).zip(lines).zip(masked.split('\n')) {
            if nr < first || nr > number + context {
                continue;
            }
            // As much as can be shown of it, and a bit more, so that it shows that it was cut.
            let head = head_of(masked, WIDTH + 4);
            if nr == number {
                let raw = head_of(line.of(text), WIDTH + 4);
                let until = |at: usize| {
                    let before =
                        Span::new(0, at.clamp(line.start, line.start + raw.len()) - line.start).of(raw);
                    let masked = head_of(head, before.chars().count());
                    shown.len() + printable(masked).len()
                };
                mark = Span::new(until(span.start), until(span.end));
                whole = clip(masked, kept).into_owned();
            }
            shown.push_str(&clip(&printable(head), WIDTH));
            if nr == number {
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
        (Self { first_line: first, text: shown, mark }, whole)
    }
}

/// The first characters of a line.
fn head_of(line: &str, most: usize) -> &str {
    line.char_indices().nth(most).map_or(line, |(end, _)| &line[..end])
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
    #[test]
    fn what_stands_behind_a_secret_stays_where_it_is() {
        let text = "a: 1\nurl: https://me:pässwörd@host:1 phase: Failed\nb: 2\n";
        let start = text.find("Failed").expect("it is there");
        let (excerpt, line) =
            Excerpt::with_line(text, Span::new(start, start + 6), 1, &LineIndex::new(text), 400);
        assert_eq!(excerpt.mark.of(&excerpt.text), "Failed");
        assert_eq!(line, "url: https://me:********@host:1 phase: Failed");
        assert_eq!(excerpt.text, format!("a: 1\n{line}\nb: 2\n"));
        // A mark on the secret itself is as long as that.
        let start = text.find("pässwörd").expect("it is there");
        let marked = Excerpt::around(text, Span::new(start, start + "pässwörd".len()), 0);
        assert_eq!(marked.mark.of(&marked.text), "********");
    }

    #[test]
    fn a_secret_is_masked_before_its_line_is_cut() {
        let token = format!("eyJhbGciOiJSUzI1NiJ9.{}.{}", "eyJzdWIiOiJ4In0".repeat(20), "aB3".repeat(100));
        for before in [0, 100, 140, 158, 390, 398, 500] {
            let text = format!("{} {token}", "x".repeat(before));
            let (excerpt, line) = Excerpt::with_line(&text, Span::new(0, 1), 1, &LineIndex::new(&text), 400);
            for shown in [&excerpt.text, &line] {
                assert!(!shown.contains("ey"), "{before}: {shown}");
            }
        }
        let part = format!("{} failed", "aB3dE5gH7jK9".repeat(5));
        let (excerpt, line) = Excerpt::of_part(&part, 1 << 20, Span::new(61, 67), 400);
        assert_eq!(
            (line.as_str(), excerpt.mark.of(&excerpt.text)),
            (format!("{} failed", "*".repeat(60)).as_str(), "failed")
        );
        assert_eq!(
            Excerpt::of_part(&part, 0, Span::new(61, 67), 400).1,
            part,
            "not cut, it is whatever it is"
        );
    }

    #[test]
    fn the_inside_of_a_key_is_masked_without_its_beginning() {
        let line = "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj";
        let text = format!(
            "  -----BEGIN PRIVATE KEY-----\n  {line}\n  {line}\n  {line}\n  q2w3==\n  -----END PRIVATE KEY-----\nphase: x\n"
        );
        for (at, _) in text.match_indices('\n') {
            let (excerpt, line) =
                Excerpt::with_line(&text, Span::new(at - 1, at), 1, &LineIndex::new(&text), 400);
            for shown in [&excerpt.text, &line] {
                assert!(!shown.contains("MIIE") && !shown.contains("q2w3"), "{shown}");
            }
        }
    }
}
