//! One reading of an archive: what is needed of it and who takes it, and handing a file on, with what is compressed
//! inside the archive decompressed on the way. Does not know the form of the archive.

use std::io::{self, BufReader, Read};

use flate2::bufread::MultiGzDecoder;

use super::error::reason;
use super::gauge::{Bound, Gauge, Gauged};
use super::inflated::Inflated;
use super::lines::{Lines, LinesEnd, PIECE};
use super::listing::Turn;
use super::sniff::GZIP;
use super::{ArchivePath, Content, FileData, Limits, Need, Oddity, OddityKind, Progress};

const BUFFER: usize = 64 << 10;
/// Bytes that are read to see whether a file is a gzip file.
const FIRST: usize = 4 << 10;

/// What one reading of an archive works with.
#[derive(Clone, Copy)]
pub(super) struct Reading<'r> {
    pub(super) limits: &'r Limits,
    pub(super) progress: &'r Progress,
    pub(super) needs: &'r (dyn Fn(&ArchivePath) -> Need + Sync),
    pub(super) sink: &'r (dyn Fn(FileData<'_>) + Sync),
    /// The gzip files inside the archive.
    pub(super) inflated: &'r Inflated,
    pub(super) pass: u32,
}

/// The bytes of a file as they are stored.
pub(super) enum Stored<'s> {
    Bytes(Vec<u8>),
    /// A reader, and how many bytes it should give.
    Reader(&'s mut dyn Read, u64),
}

impl Reading<'_> {
    /// Hands a file to the sink, and says what was odd about its bytes; of gzip files that is told in the end, by
    /// [`Inflated::settle`]. A file that cannot be read whole is not handed out when it is needed whole; of one that is
    /// needed by lines everything before the fault is.
    pub(super) fn hand(&self, path: ArchivePath, need: Need, stored: Stored<'_>) -> Option<Oddity> {
        let mut inflated = None;
        let trouble = match need {
            Need::Nothing => None,
            Need::Whole => match self.whole(stored, &mut inflated) {
                Ok(bytes) => {
                    self.give(&path, inflated.is_some(), Content::Whole(bytes));
                    None
                }
                Err(trouble) => Some(trouble),
            },
            Need::Lines => match stored {
                Stored::Bytes(bytes) => {
                    let size = bytes.len() as u64;
                    self.lines(&path, &mut bytes.as_slice(), size, &mut inflated)
                }
                Stored::Reader(reader, size) => self.lines(&path, reader, size, &mut inflated),
            },
        };
        let odd = trouble.map(|(kind, message)| Oddity::about(kind, path.as_str(), message));
        match inflated {
            Some(bytes) => {
                self.inflated.add(path, bytes, odd);
                None
            }
            None => odd,
        }
    }

    fn give(&self, path: &ArchivePath, is_inflated: bool, content: Content<'_>) {
        let turn = Turn { pass: self.pass, is_inflated };
        (self.sink)(FileData { path: path.clone(), content, turn });
    }

    /// All bytes of a file. Of a gzip file it says how many came out.
    fn whole(&self, stored: Stored<'_>, inflated: &mut Option<u64>) -> Result<Vec<u8>, (OddityKind, String)> {
        let most = self.limits.entry_bytes;
        let bytes = match stored {
            Stored::Bytes(bytes) => bytes,
            Stored::Reader(reader, size) => {
                // Memory is not set aside because a header says so.
                let mut bytes = Vec::with_capacity(usize::try_from(size.min(16 << 20)).unwrap_or(0) + 1);
                reader
                    .take(most.saturating_add(1))
                    .read_to_end(&mut bytes)
                    .map_err(|error| broken(&error))?;
                bytes
            }
        };
        if bytes.len() as u64 > most {
            return Err(over_entry(bytes.len() as u64, most));
        }
        if !bytes.starts_with(GZIP) {
            return Ok(bytes);
        }
        let gauge = self.gauge(bytes.len() as u64, most);
        let mut all = Vec::new();
        let read = Gauged::new(MultiGzDecoder::new(bytes.as_slice()), &*gauge).read_to_end(&mut all);
        *inflated = Some(gauge.given());
        match (read, gauge.over()) {
            (Ok(_), _) => Ok(all),
            (Err(_), Some(bound)) => Err(self.over(bound, most)),
            (Err(error), None) => Err(damaged_gzip(&error)),
        }
    }

    /// Hands out the lines of a file. Of a gzip file it says how many bytes came out.
    fn lines(
        &self,
        path: &ArchivePath,
        reader: &mut dyn Read,
        size: u64,
        inflated: &mut Option<u64>,
    ) -> Option<(OddityKind, String)> {
        // Most files are small, and clearing a large buffer for each takes longer than reading it.
        let mut first = [0; FIRST];
        let found = match read_some(reader, &mut first, GZIP.len()) {
            Ok(found) => found,
            Err(error) => return Some(broken(&error)),
        };
        let is_gzip = first[..found].starts_with(GZIP);
        let mut stored = first[..found].chain(reader);
        let mut end = LinesEnd::default();
        let hand = |reader: &mut dyn Read, end: &mut LinesEnd| {
            self.give(path, is_gzip, Content::Lines(Lines::new(reader, end)));
        };
        let mut over = None;
        if is_gzip {
            let gauge = self.gauge(size, u64::MAX);
            let mut decoder =
                Gauged::new(MultiGzDecoder::new(BufReader::with_capacity(BUFFER, stored)), &*gauge);
            hand(&mut decoder, &mut end);
            *inflated = Some(gauge.given());
            over = gauge.over();
        } else {
            hand(&mut stored, &mut end);
        }
        match (over, end.error) {
            (Some(bound), _) => Some(self.over(bound, u64::MAX)),
            (None, Some(error)) if is_gzip => Some(damaged_gzip(&error)),
            (None, Some(error)) => Some(broken(&error)),
            (None, None) if end.long_lines > 0 => {
                let lines = if end.long_lines == 1 { "line is" } else { "lines are" };
                let message =
                    format!("{} {lines} longer than {PIECE} bytes and read in parts", end.long_lines);
                Some((OddityKind::LongLine, message))
            }
            (None, None) => None,
        }
    }

    /// The bounds on a gzip file of `stored` bytes inside the archive.
    fn gauge(&self, stored: u64, most: u64) -> std::rc::Rc<Gauge> {
        // Each by itself: what others take depends on the order in which the threads come to them.
        let gauge = Gauge::new(if self.inflated.is_over(self.limits) { 0 } else { self.limits.total_bytes });
        gauge.allow(most);
        gauge.limit_ratio(self.limits.ratio, self.limits.ratio_floor);
        gauge.add_stored(stored);
        gauge
    }

    fn over(&self, bound: Bound, most: u64) -> (OddityKind, String) {
        match bound {
            Bound::Step => over_entry(most.saturating_add(1), most),
            Bound::Ratio => over_ratio(self.limits.ratio),
            Bound::Total => {
                let message = "it has more bytes than the limit for an archive; it was not read on";
                (OddityKind::OverLimit, message.into())
            }
        }
    }
}

/// What is wrong with a file of more than `most` bytes.
pub(super) fn over_entry(bytes: u64, most: u64) -> (OddityKind, String) {
    let more = if bytes > most + 1 {
        format!("it has {bytes} bytes, more than")
    } else {
        "it has more bytes than".into()
    };
    (OddityKind::OverLimit, format!("{more} the limit of {most}; it was not read"))
}

/// What is wrong with a file that is compressed too well to be true.
pub(super) fn over_ratio(ratio: u64) -> (OddityKind, String) {
    (
        OddityKind::OverLimit,
        format!("it has more than {ratio} bytes for each byte stored; it was not read on"),
    )
}

fn broken(error: &io::Error) -> (OddityKind, String) {
    (OddityKind::Unreadable, format!("the file cannot be read ({})", reason(error)))
}

fn damaged_gzip(error: &io::Error) -> (OddityKind, String) {
    (OddityKind::Unreadable, format!("its gzip data is damaged or cut off ({})", reason(error)))
}

/// Reads until there are at least so many bytes, or no more.
fn read_some(reader: &mut dyn Read, into: &mut [u8], least: usize) -> io::Result<usize> {
    let mut filled = 0;
    while filled < least {
        match reader.read(&mut into[filled..]) {
            Ok(0) => break,
            Ok(count) => filled += count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(filled)
}
