//! A file in pieces that end at line ends: of a log of any size only one buffer is in memory. Does not decompress, and
//! knows nothing of where the bytes come from.

use std::cell::Cell;
use std::io::{self, ErrorKind, Read};

/// Bytes of a piece at most, and so of a line that is handed out whole.
pub(super) const PIECE: usize = 1 << 20;
/// Bytes that are read before lines are handed out: so few that they are still in the cache when they are searched.
const READ: usize = 1 << 18;

thread_local! {
    /// The buffer of this thread while nobody uses it.
    static BUFFER: Cell<Vec<u8>> = const { Cell::new(Vec::new()) };
}

/// What came of reading the lines of a file.
#[derive(Debug, Default)]
pub(super) struct LinesEnd {
    /// How many lines were longer than a piece.
    pub(super) long_lines: u64,
    /// Why reading failed, if it did.
    pub(super) error: Option<io::Error>,
}

/// The pieces of one file, in order. The same content always gives the same pieces, whatever it is read from.
pub struct Lines<'r> {
    reader: &'r mut (dyn Read + 'r),
    end: &'r mut LinesEnd,
    buffer: Vec<u8>,
    /// What was handed out last is `..handed` of the buffer, what is left `handed..filled`.
    handed: usize,
    filled: usize,
    at_end: bool,
    in_long_line: bool,
}

impl<'r> Lines<'r> {
    pub(super) fn new(reader: &'r mut (dyn Read + 'r), end: &'r mut LinesEnd) -> Self {
        let mut buffer = BUFFER.take();
        buffer.resize(PIECE, 0);
        Self { reader, end, buffer, handed: 0, filled: 0, at_end: false, in_long_line: false }
    }

    /// The next lines, with their line ends; `None` behind the last, and when reading fails. Only the last line of
    /// a file and parts of a line longer than a piece (1 MiB) come without a line end; the next piece goes on there.
    // Not an iterator: a piece lives until the next one is asked for.
    #[expect(clippy::should_implement_trait, reason = "it lends its items")]
    pub fn next(&mut self) -> Option<&[u8]> {
        self.buffer.copy_within(self.handed..self.filled, 0);
        self.filled -= self.handed;
        self.handed = 0;
        let mut end = None;
        let mut wanted = self.filled;
        // What was left over has no line end in it.
        while end.is_none() && !self.at_end && wanted < PIECE {
            let known = self.filled;
            wanted = (wanted + READ).min(PIECE);
            self.fill(wanted);
            end = memchr::memrchr(b'\n', &self.buffer[known..self.filled]).map(|at| known + at + 1);
        }
        self.handed = if self.at_end { self.filled } else { end.unwrap_or(self.filled) };
        let is_long = self.handed == PIECE && end.is_none();
        self.end.long_lines += u64::from(is_long && !self.in_long_line);
        self.in_long_line = is_long || (self.in_long_line && end.is_none());
        (self.handed > 0).then(|| &self.buffer[..self.handed])
    }

    fn fill(&mut self, wanted: usize) {
        while !self.at_end && self.filled < wanted {
            match self.reader.read(&mut self.buffer[self.filled..wanted]) {
                Ok(0) => self.at_end = true,
                Ok(count) => self.filled += count,
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => {
                    self.end.error = Some(error);
                    self.at_end = true;
                }
            }
        }
    }
}

impl Drop for Lines<'_> {
    fn drop(&mut self) {
        BUFFER.set(std::mem::take(&mut self.buffer));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Hands out few bytes at a time, and fails in the end if told to.
    struct Drip<'d>(&'d [u8], usize, bool);

    impl Read for Drip<'_> {
        fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
            let count = self.1.min(into.len()).min(self.0.len());
            if count == 0 && self.2 {
                return Err(io::Error::other("broken"));
            }
            into[..count].copy_from_slice(&self.0[..count]);
            self.0 = &self.0[count..];
            Ok(count)
        }
    }

    fn pieces(text: &[u8], step: usize, fails: bool) -> (Vec<Vec<u8>>, u64, bool) {
        let mut reader = Drip(text, step, fails);
        let mut end = LinesEnd::default();
        let mut lines = Lines::new(&mut reader, &mut end);
        let mut all = Vec::new();
        while let Some(piece) = lines.next() {
            all.push(piece.to_vec());
        }
        drop(lines);
        (all, end.long_lines, end.error.is_some())
    }

    #[test]
    fn pieces_end_at_line_ends_and_do_not_depend_on_the_source() {
        let line = |length: usize| [vec![b'x'; length - 1], vec![b'\n']].concat();
        let text = [line(PIECE / 2), line(PIECE / 2 + 1), line(5), vec![b'y'; 3]].concat();
        for step in [7777, PIECE, usize::MAX] {
            let (all, long, failed) = pieces(&text, step, false);
            let lengths: Vec<usize> = all.iter().map(Vec::len).collect();
            assert_eq!(lengths, [PIECE / 2, PIECE / 2 + 9], "{step}");
            assert!(all.concat() == text && long == 0 && !failed);
        }
        assert_eq!(pieces(b"", 1, false), (vec![], 0, false));
        assert_eq!(pieces(b"a\n\nb", 1, false), (vec![b"a\n\nb".to_vec()], 0, false));
    }

    #[test]
    fn a_long_line_comes_in_parts_and_is_counted_once() {
        let text = [vec![b'x'; 3 * PIECE - 1], b"\nshort\n".to_vec(), vec![b'y'; PIECE], vec![b'z']].concat();
        let (all, long, _) = pieces(&text, 100_000, false);
        assert!(all.concat() == text);
        assert!(all.iter().all(|piece| piece.len() <= PIECE));
        assert_eq!(long, 2);
        // One that just fits is not long.
        let fits = [vec![b'x'; PIECE - 1], vec![b'\n']].concat();
        assert_eq!(pieces(&[fits.clone(), fits].concat(), PIECE, false).1, 0);
    }

    #[test]
    fn what_comes_before_a_failure_is_handed_out() {
        let (all, _, failed) = pieces(b"one\ntwo", 2, true);
        assert_eq!((all, failed), (vec![b"one\ntwo".to_vec()], true));
    }
}
