//! What is kept of a log for the page while it is read: its end, and what stands around lines that somebody points at. Of a log
//! of any size only so much is in memory.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::findings::Part;
use crate::text::decode;

/// Lines before and behind a line that somebody points at.
const AROUND: u64 = 200;

/// The end of a log, and more of it where that is asked for.
#[derive(Debug)]
pub(in crate::engine) struct Tail {
    /// Bytes of the end that are kept.
    most: usize,
    /// Lines around which more is kept, wherever they are.
    pointed: BTreeSet<u64>,
    end: Vec<u8>,
    /// The number of the line that the end begins with.
    end_from: u64,
    /// Lines around those that are pointed at, by their numbers.
    around: BTreeMap<u64, Vec<u8>>,
    /// Line ends so far.
    lines: u64,
    is_open: bool,
    /// Whether the line that is open is too long to be kept.
    passes_over: bool,
    /// Bytes so far.
    bytes: u64,
}

impl Tail {
    pub(in crate::engine) fn new(most: usize, pointed: BTreeSet<u64>) -> Self {
        Self {
            most,
            pointed,
            end: Vec::new(),
            end_from: 1,
            around: BTreeMap::new(),
            lines: 0,
            is_open: false,
            passes_over: false,
            bytes: 0,
        }
    }

    /// Takes in what comes next: whole lines, but for the last of a file and for very long ones.
    pub(in crate::engine) fn piece(&mut self, piece: &[u8]) {
        if piece.is_empty() {
            return;
        }
        let first = self.lines + 1;
        let ends = memchr::memchr_iter(b'\n', piece).count() as u64;
        let last = first + ends;
        if self.pointed.range(first.saturating_sub(AROUND)..=last.saturating_add(AROUND)).next().is_some() {
            self.keep_around(first, piece);
        }
        self.lines += ends;
        self.is_open = !piece.ends_with(b"\n");
        self.bytes += piece.len() as u64;
        let mut rest = piece;
        if self.passes_over {
            match memchr::memchr(b'\n', piece) {
                None => return,
                Some(at) => {
                    (self.passes_over, self.end_from) = (false, first + 1);
                    rest = &piece[at + 1..];
                }
            }
        }
        self.end.extend_from_slice(rest);
        if self.end.len() > self.most.saturating_mul(2) {
            self.shrink();
        }
    }

    fn keep_around(&mut self, first: u64, piece: &[u8]) {
        for (number, line) in (first..).zip(piece.split_inclusive(|byte| *byte == b'\n')) {
            let near = number.saturating_sub(AROUND)..=number.saturating_add(AROUND);
            if self.pointed.range(near).next().is_some() {
                self.around.entry(number).or_default().extend_from_slice(line);
            }
        }
    }

    /// Lets go of whole lines until the end is as short as it should be.
    fn shrink(&mut self) {
        let too_many = self.end.len().saturating_sub(self.most);
        if too_many == 0 {
            return;
        }
        // From the first line on that begins in what may stay; none of a line that is longer than that.
        let cut = memchr::memchr(b'\n', &self.end[too_many - 1..]).map_or(self.end.len(), |at| too_many + at);
        self.passes_over = cut == self.end.len() && self.is_open;
        self.end_from += memchr::memchr_iter(b'\n', &self.end[..cut]).count() as u64;
        self.end.drain(..cut);
    }

    /// What there is of the log.
    pub(super) fn finish(mut self) -> Kept {
        self.shrink();
        let lines = self.lines + u64::from(self.is_open);
        let mut parts: Vec<(u64, Vec<u8>)> = Vec::new();
        let mut last = 0;
        for (number, line) in self.around.into_iter().take_while(|(number, _)| *number < self.end_from) {
            match parts.last_mut().filter(|_| last + 1 == number) {
                Some((_, text)) => text.extend(line),
                None => parts.push((number, line)),
            }
            last = number;
        }
        if !self.end.is_empty() {
            match parts.last_mut().filter(|_| last + 1 == self.end_from) {
                Some((_, text)) => text.extend(self.end),
                None => parts.push((self.end_from, self.end)),
            }
        }
        let part = |(first_line, text)| {
            let text: Arc<dyn AsRef<str> + Send + Sync> = Arc::new(decode(text).text);
            Part { first_line, text }
        };
        Kept { parts: parts.into_iter().map(part).collect(), lines, bytes: self.bytes }
    }
}

/// What there is of a log.
#[derive(Debug, Clone)]
pub(super) struct Kept {
    /// Its parts, in their order.
    pub(super) parts: Vec<Part>,
    /// Lines of all of it.
    pub(super) lines: u64,
    /// Bytes of all of it.
    pub(super) bytes: u64,
}

impl Kept {
    /// Whether a line is in it.
    pub(super) fn has(&self, line: u64) -> bool {
        self.parts.iter().any(|part| {
            let lines = memchr::memchr_iter(b'\n', part.text.as_ref().as_ref().as_bytes()).count() as u64;
            (part.first_line..=part.first_line + lines).contains(&line)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The parts of a log whose lines are `line 1`, `line 2`, ….
    fn kept(lines: u64, most: usize, pointed: &[u64], step: usize) -> Vec<(u64, u64)> {
        let mut tail = Tail::new(most, pointed.iter().copied().collect());
        let all: Vec<String> = (1..=lines).map(|number| format!("line {number}\n")).collect();
        for piece in all.chunks(step) {
            tail.piece(piece.concat().as_bytes());
        }
        let kept = tail.finish();
        assert_eq!(kept.lines, lines);
        assert_eq!(kept.bytes, all.concat().len() as u64);
        for part in &kept.parts {
            let text = part.text.as_ref().as_ref();
            assert!(text.starts_with(&format!("line {}\n", part.first_line)), "{}", part.first_line);
        }
        let count = |part: &Part| part.text.as_ref().as_ref().lines().count() as u64;
        kept.parts.iter().map(|part| (part.first_line, part.first_line + count(part) - 1)).collect()
    }

    #[test]
    fn the_end_stays_and_what_is_around_lines_that_are_pointed_at() {
        for step in [1, 7, 5000] {
            assert_eq!(kept(10, 1000, &[], step), [(1, 10)], "{step}");
            // `line 9999` and its line end are ten bytes.
            assert_eq!(kept(9999, 100, &[], step), [(9990, 9999)], "{step}");
            assert_eq!(kept(9999, 100, &[1, 3000], step), [(1, 201), (2800, 3200), (9990, 9999)], "{step}");
            assert_eq!(kept(9999, 100, &[9700, 9990], step), [(9500, 9999)], "{step}");
        }
    }

    #[test]
    fn a_line_that_has_no_end_counts_and_long_ones_are_let_go() {
        let mut tail = Tail::new(10, BTreeSet::new());
        tail.piece(b"a\n");
        tail.piece(&[b'x'; 100]);
        tail.piece(b"y\nz");
        let kept = tail.finish();
        assert_eq!((kept.lines, kept.bytes), (3, 105));
        assert_eq!(kept.parts.iter().map(|part| part.first_line).collect::<Vec<_>>(), [3], "`z`");
        assert!(kept.has(3) && !kept.has(2));
        assert!(Tail::new(10, BTreeSet::new()).finish().parts.is_empty());
    }
}
