//! Where the lines of a text begin: worth making once for a text in which many places are shown, so that a thousand
//! findings in one file do not count its lines a thousand times.

use super::{Point, Span};

/// The first byte of every line.
#[derive(Debug)]
pub struct LineIndex {
    starts: Vec<u32>,
}

impl LineIndex {
    /// The lines of `text`, which is shorter than 4 GiB; places behind that are taken for its end.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let after = memchr::memchr_iter(b'\n', text.as_bytes()).filter_map(|at| u32::try_from(at + 1).ok());
        Self { starts: std::iter::once(0).chain(after).collect() }
    }

    /// The place of the byte `offset` in `text`, which must be the text of this index.
    #[must_use]
    pub fn point(&self, text: &str, offset: usize) -> Point {
        let offset = offset.min(text.len());
        let line = self.starts.partition_point(|start| *start as usize <= offset).max(1);
        let start = self.starts[line - 1] as usize;
        // Within one line nothing has to be counted but characters.
        let Point { column, .. } = Point::at(text.get(start..).unwrap_or_default(), offset - start);
        Point { line, column }
    }

    /// The places of both ends of a span.
    #[must_use]
    pub fn points(&self, text: &str, span: Span) -> (Point, Point) {
        (self.point(text, span.start), self.point(text, span.end))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn agrees_with_counting() {
        for text in ["", "a", "a\n", "\n\n", "a\nb\u{e9}\u{e9}c\r\n\nlast", "\u{4e2d}\n"] {
            let index = LineIndex::new(text);
            for offset in 0..=text.len() + 2 {
                assert_eq!(index.point(text, offset), Point::at(text, offset), "{text:?} at {offset}");
            }
        }
    }
}
