//! Byte spans and human positions. Not a line table: the one becomes the other by [`super::LineIndex`].

/// A half-open range of bytes in one text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Span {
    /// First byte.
    pub start: usize,
    /// One past the last byte; never less than `start`.
    pub end: usize,
}

impl Span {
    /// The span from `start` to `end`; an end before the start makes it empty.
    #[must_use]
    pub fn new(start: usize, end: usize) -> Self {
        Self { start, end: end.max(start) }
    }

    /// The part of `text` under this span. Cut to what `text` has, and empty when an edge is inside a character.
    #[must_use]
    pub fn of<'t>(&self, text: &'t str) -> &'t str {
        text.get(self.start.min(text.len())..self.end.min(text.len())).unwrap_or_default()
    }
}

/// A place a person can go to: line and column, both 1-based, columns counted in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Point {
    /// 1-based line.
    pub line: usize,
    /// 1-based column, in characters.
    pub column: usize,
}

/// What [`super::LineIndex`] is held to: the same by counting from the beginning.
#[cfg(test)]
impl Point {
    /// The place of the byte `offset` in `text`; past the end it is the end.
    pub(crate) fn at(text: &str, offset: usize) -> Self {
        let offset = floor_char_boundary(text, offset);
        let before = &text.as_bytes()[..offset];
        let line = memchr::memchr_iter(b'\n', before).count() + 1;
        let start = memchr::memrchr(b'\n', before).map_or(0, |at| at + 1);
        Self { line, column: text[start..offset].chars().count() + 1 }
    }
}

/// The line that holds the byte `offset`, without its line end.
#[cfg(test)]
pub(crate) fn line_at(text: &str, offset: usize) -> &str {
    line_span(text, offset).of(text)
}

/// The span of the line that holds the byte `offset`, without its line end (`\n` or `\r\n`).
#[cfg(test)]
fn line_span(text: &str, offset: usize) -> Span {
    let offset = floor_char_boundary(text, offset);
    let bytes = text.as_bytes();
    let start = memchr::memrchr(b'\n', &bytes[..offset]).map_or(0, |at| at + 1);
    let mut end = memchr::memchr(b'\n', &bytes[offset..]).map_or(text.len(), |at| offset + at);
    if end > start && bytes[end - 1] == b'\r' {
        end -= 1;
    }
    Span::new(start, end)
}

/// The start of the character that holds the byte `offset`; past the end it is the end.
pub(super) fn floor_char_boundary(text: &str, offset: usize) -> usize {
    let mut offset = offset.min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    offset
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_are_one_based_and_count_characters() {
        let text = "a: b\nc: \u{e9}\u{e9}x\r\nlast";
        for (offset, line, column) in
            [(0, 1, 1), (3, 1, 4), (4, 1, 5), (5, 2, 1), (12, 2, 6), (15, 3, 1), (999, 3, 5)]
        {
            assert_eq!(Point::at(text, offset), Point { line, column }, "offset {offset}");
        }
        assert_eq!(Point::at(text, 9), Point { line: 2, column: 4 }, "inside a character is its start");
        assert_eq!(Point::at("", 0), Point { line: 1, column: 1 });
    }

    #[test]
    fn lines_leave_out_their_ends() {
        let text = "one\r\ntwo\n\nfour";
        for (offset, line) in
            [(0, "one"), (3, "one"), (4, "one"), (5, "two"), (8, "two"), (9, ""), (10, "four"), (50, "four")]
        {
            assert_eq!(line_at(text, offset), line, "offset {offset}");
        }
    }

    #[test]
    fn a_span_outside_of_the_text_is_cut() {
        assert_eq!(Span::new(2, 90).of("abcd"), "cd");
        assert_eq!(Span::new(7, 90).of("abcd"), "");
        assert_eq!(Span::new(5, 2), Span { start: 5, end: 5 });
    }
}
