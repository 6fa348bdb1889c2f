//! Where the lines of a text begin: worth making once for a text in which many places are shown, so that a thousand
//! findings in one file do not count its lines a thousand times.

use std::sync::OnceLock;

use super::span::floor_char_boundary;
use super::{Point, Span};

/// Bytes between two places up to which the characters are counted.
const STEP: usize = 4 << 10;

/// The first byte of every line.
#[derive(Debug)]
pub struct LineIndex {
    starts: Vec<u32>,
    /// How many characters begin before each [`STEP`]th byte; counted for a text with a long line, when a place on that
    /// is asked for.
    counts: OnceLock<Vec<u32>>,
}

impl LineIndex {
    /// The lines of `text`, which is shorter than 4 GiB; places behind that are taken for its end.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let after = memchr::memchr_iter(b'\n', text.as_bytes()).filter_map(|at| u32::try_from(at + 1).ok());
        Self { starts: std::iter::once(0).chain(after).collect(), counts: OnceLock::new() }
    }

    /// The place of the byte `offset` in `text`, which must be the text of this index.
    #[must_use]
    pub fn point(&self, text: &str, offset: usize) -> Point {
        let offset = floor_char_boundary(text, offset);
        let line = self.line(offset);
        let start = self.start(line).unwrap_or_default();
        let characters = if offset - start <= STEP {
            characters(&text.as_bytes()[start..offset])
        } else {
            self.characters_before(text, offset) - self.characters_before(text, start)
        };
        Point { line, column: characters + 1 }
    }

    /// The line that holds the byte `offset` of `text`, which must be the text of this index, without its line end.
    #[must_use]
    pub fn line_at<'t>(&self, text: &'t str, offset: usize) -> &'t str {
        self.line_span(text, self.line(offset.min(text.len()))).of(text)
    }

    /// The number of the line that holds the byte `offset`.
    fn line(&self, offset: usize) -> usize {
        self.starts.partition_point(|start| *start as usize <= offset).max(1)
    }

    /// The first byte of the line `number`.
    fn start(&self, number: usize) -> Option<usize> {
        self.starts.get(number.checked_sub(1)?).map(|start| *start as usize)
    }

    /// The span of the line `number`, without its line end (`\n` or `\r\n`); empty behind the last.
    pub(super) fn line_span(&self, text: &str, number: usize) -> Span {
        let start = self.start(number).unwrap_or(text.len());
        let end = self.start(number + 1).map_or(text.len(), |next| next - 1);
        let has_return = end > start && text.as_bytes()[end - 1] == b'\r';
        Span::new(start, if has_return { end - 1 } else { end })
    }

    fn characters_before(&self, text: &str, offset: usize) -> usize {
        let bytes = text.as_bytes();
        let counts = self.counts.get_or_init(|| {
            let mut before = 0;
            let count = |step: &[u8]| {
                let here = before;
                // Shorter than 4 GiB, as the whole text is.
                before += u32::try_from(characters(step)).unwrap_or(u32::MAX);
                here
            };
            bytes.chunks(STEP).map(count).collect()
        });
        let step = (offset / STEP).min(counts.len().saturating_sub(1));
        counts.get(step).map_or(0, |before| *before as usize) + characters(&bytes[step * STEP..offset])
    }

    /// The places of both ends of a span.
    #[must_use]
    pub fn points(&self, text: &str, span: Span) -> (Point, Point) {
        (self.point(text, span.start), self.point(text, span.end))
    }
}

/// How many characters begin in a part of a text.
fn characters(bytes: &[u8]) -> usize {
    // The other bytes of a character are 10xxxxxx.
    bytes.iter().filter(|byte| **byte & 0xc0 != 0x80).count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::line_at;

    #[test]
    fn agrees_with_counting() {
        for text in ["", "a", "a\n", "\n\n", "a\nb\u{e9}\u{e9}c\r\n\nlast", "\u{4e2d}\n"] {
            let index = LineIndex::new(text);
            for offset in 0..=text.len() + 2 {
                assert_eq!(index.point(text, offset), Point::at(text, offset), "{text:?} at {offset}");
                assert_eq!(index.line_at(text, offset), line_at(text, offset), "{text:?} at {offset}");
            }
        }
    }

    #[test]
    fn agrees_with_counting_on_long_lines() {
        let long = "x\u{e9}\u{4e2d}\u{1f600}".repeat(3000);
        let text = format!("a\n{long}\n{long}\r\nb");
        let index = LineIndex::new(&text);
        let steps = (STEP - 5..STEP + 5).chain(2 * STEP - 5..2 * STEP + 5);
        for offset in (0..text.len()).step_by(997).chain(steps).chain(text.len() - 5..=text.len() + 1) {
            assert_eq!(index.point(&text, offset), Point::at(&text, offset), "at {offset}");
            assert_eq!(index.line_at(&text, offset), line_at(&text, offset), "at {offset}");
        }
    }

    #[test]
    fn many_places_on_one_line_are_found_without_counting_it_again() {
        let text = "x".repeat(8 << 20);
        let index = LineIndex::new(&text);
        let start = std::time::Instant::now();
        for offset in (0..text.len()).step_by(1000) {
            assert_eq!(index.point(&text, offset).column, offset + 1);
        }
        assert!(start.elapsed() < std::time::Duration::from_secs(2), "{:?}", start.elapsed());
    }
}
