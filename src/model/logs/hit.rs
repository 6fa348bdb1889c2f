//! A line that a pattern matches. What costs more than knowing that is made on demand.

use std::ops::Range;

use super::patterns::Patterns;

/// Bytes of a line that are shown at most.
const SHOWN: usize = 16 << 10;

/// A line that a pattern matches. Lives only as long as the piece that it stands in.
#[derive(Debug, Clone, Copy)]
pub struct Hit<'h> {
    /// Which pattern.
    pub pattern: usize,
    /// The number of the line in its file, from 1.
    pub line: u64,
    /// The line without its end. Of a line that came in parts: the part.
    pub text: &'h [u8],
    /// How many bytes of the line come before this text: 0 unless it came in parts.
    pub before: u64,
    pub(super) patterns: &'h Patterns,
}

/// Where in its line a pattern matches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found<'h> {
    /// The bytes of the line that match, counted from 0.
    pub columns: Range<u64>,
    /// The line; when it is very long, what stands around the match (16 KiB).
    pub shown: &'h [u8],
    /// How many bytes of the line come before what is shown.
    pub shown_from: u64,
}

impl<'h> Hit<'h> {
    /// Searches the line for the first match. Of a match that is longer than what is shown, its beginning is shown.
    #[must_use]
    pub fn found(&self) -> Found<'h> {
        let found = self.patterns.regex(self.pattern).find(self.text);
        // A hit matches, so the whole line is a guess that is never made.
        let place = found.map_or(0..self.text.len(), |found| found.range());
        let shown = around(self.text, &place, SHOWN);
        let column = |at: usize| self.before + at as u64;
        Found {
            columns: column(place.start)..column(place.end),
            shown_from: column(shown.start),
            shown: &self.text[shown],
        }
    }

    /// The named groups of the first match that took part in it, in the order of the pattern.
    #[must_use]
    pub fn captures(&self) -> Vec<(&'h str, &'h [u8])> {
        let regex = self.patterns.regex(self.pattern);
        let Some(captures) = regex.captures(self.text) else { return Vec::new() };
        let groups = regex.capture_names().enumerate();
        groups.filter_map(|(nr, name)| Some((name?, captures.get(nr)?.as_bytes()))).collect()
    }
}

/// What is shown of a text when only so many bytes are: a place in it with as much before as behind, not cut within a
/// character.
fn around(text: &[u8], place: &Range<usize>, bytes: usize) -> Range<usize> {
    if text.len() <= bytes {
        return 0..text.len();
    }
    let margin = bytes.saturating_sub(place.len()) / 2;
    let start = place.start.saturating_sub(margin).min(text.len() - bytes);
    let is_inside = |at: &usize| text.get(*at).is_some_and(|byte| byte & 0xC0 == 0x80);
    // Text that is not UTF-8 may have any number of such bytes.
    let whole = |at: usize| (at..at + 4).find(|at| !is_inside(at)).unwrap_or(at).min(text.len());
    let start = whole(start).min(place.start);
    start..whole(start.saturating_add(bytes).saturating_sub(3))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_shown_lies_around_the_match() {
        let text = "0123456789".repeat(3);
        for (place, shown) in [(0..2, 0..7), (12..14, 8..15), (28..30, 20..27), (5..25, 5..12), (9..9, 4..11)]
        {
            assert_eq!(around(text.as_bytes(), &place, 10), shown, "{place:?}");
        }
        assert_eq!(around(text.as_bytes(), &(3..4), 30), 0..30);
    }

    #[test]
    fn characters_stay_whole() {
        let text = "\u{e9}".repeat(20);
        for start in 0..20 {
            let shown = around(text.as_bytes(), &(2 * start..2 * start + 2), 10);
            assert!(text.get(shown.clone()).is_some_and(|text| text.len() <= 10), "{start} {shown:?}");
        }
        let odd = [0x80; 40];
        assert!(around(&odd, &(20..21), 10).contains(&20));
    }
}
