//! The members of a tar in order, and how the stream ended. What to make of a member is the visitor's matter; paths
//! are still as the archive has them.

use std::io::{self, BufReader, Read};
use std::ops::ControlFlow;
use std::rc::Rc;

use super::origin::Origin;
use super::packing::Packing;
use super::sparse;
use crate::archive::ArchiveError;
use crate::archive::Limits;
use crate::archive::error::reason;
use crate::archive::gauge::{Bound, Counted, Gauge, Gauged};
use crate::archive::members::{End, Kind};
use crate::archive::sniff::{self, Form};

/// Bytes that the headers of one member may have: names and extended attributes.
const HEADER_BYTES: u64 = 256 << 10;
/// After the end of a tar there is only padding; so much is read to have the checksum compared.
const TAIL_BYTES: u64 = 1 << 20;
/// Memory is not set aside for more than this because a header says so.
const TRUSTED_BYTES: u64 = 16 << 20;
const BUFFER: usize = 64 << 10;

/// One member, whose data can be read once.
pub(super) struct Member<'m> {
    pub(super) path: Vec<u8>,
    pub(super) kind: Kind,
    /// Size of its content.
    pub(super) bytes: u64,
    /// How much of that is stored: all but the holes of a sparse file.
    pub(super) stored: u64,
    data: &'m mut dyn Read,
}

impl Member<'_> {
    /// All its bytes; an error when there are fewer than it should have. The caller has looked at the size.
    pub(super) fn read(&mut self) -> io::Result<Vec<u8>> {
        let size = usize::try_from(self.bytes.min(TRUSTED_BYTES)).unwrap_or(0);
        let mut bytes = Vec::with_capacity(size);
        self.data.read_to_end(&mut bytes)?;
        if bytes.len() as u64 == self.bytes { Ok(bytes) } else { Err(cut_short()) }
    }

    /// Lets `use_it` read the data; an error when that met one, or the end before its time.
    pub(super) fn lend(&mut self, use_it: &mut dyn FnMut(&mut dyn Read)) -> io::Result<()> {
        let mut watched = Watched { inner: &mut *self.data, given: 0, is_dry: false, error: None };
        use_it(&mut watched);
        match watched.error {
            Some(error) => Err(error),
            None if watched.is_dry && watched.given < self.bytes => Err(cut_short()),
            None => Ok(()),
        }
    }
}

fn cut_short() -> io::Error {
    io::Error::new(io::ErrorKind::UnexpectedEof, "the data ends in the middle of a file")
}

/// Remembers what the reader of a member met.
struct Watched<'w> {
    inner: &'w mut dyn Read,
    given: u64,
    is_dry: bool,
    error: Option<io::Error>,
}

impl Read for Watched<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        match self.inner.read(into) {
            Ok(count) => {
                self.given += count as u64;
                self.is_dry |= count == 0 && !into.is_empty();
                Ok(count)
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => Err(error),
            Err(error) => {
                let copy = io::Error::new(error.kind(), error.to_string());
                self.error = Some(error);
                Err(copy)
            }
        }
    }
}

/// What a visitor says: go on, or stop, because it has enough or because a member could not be read.
pub(super) type Step = ControlFlow<Option<io::Error>>;

/// Visits the members of the tar in `origin` in order.
///
/// # Errors
/// When it cannot be opened, or is compressed and what is inside is no tar.
pub(super) fn walk(
    origin: &Origin,
    packing: Packing,
    limits: &Limits,
    visit: &mut dyn FnMut(&mut Member<'_>) -> Step,
) -> Result<End, ArchiveError> {
    let failed = |error| origin.error(error);
    if packing == Packing::Plain
        && let Some(path) = origin.file()
    {
        // Members nobody needs are passed over without reading them.
        let gauge = Gauge::new(limits.total_bytes);
        let mut tar =
            tar::Archive::new(Gauged::new(Origin::seekable(path).map_err(failed)?, Rc::clone(&gauge)));
        return Ok(members(tar.entries_with_seek().map_err(failed)?, &gauge, visit));
    }
    walk_stream(&mut origin.open().map_err(failed)?, packing, limits, &origin.shown(), visit)
}

/// Visits the members of the tar in `stored`, which messages call `shown`.
///
/// # Errors
/// When it is compressed and what is inside is no tar.
pub(super) fn walk_stream(
    stored: &mut dyn Read,
    packing: Packing,
    limits: &Limits,
    shown: &str,
    visit: &mut dyn FnMut(&mut Member<'_>) -> Step,
) -> Result<End, ArchiveError> {
    let damaged = |error: &io::Error| ArchiveError::Damaged { path: shown.to_owned(), reason: reason(error) };
    let gauge = Gauge::new(limits.total_bytes);
    let stored = BufReader::with_capacity(BUFFER, Counted::new(stored, Rc::clone(&gauge)));
    let mut decoded = packing.decoder(stored).map_err(|error| damaged(&error))?;
    let mut head = Vec::new();
    if packing != Packing::Plain {
        gauge.limit_ratio(limits.ratio, limits.ratio_floor);
        head = look_inside(&mut decoded, packing, shown)?;
    }
    let decoded = io::Cursor::new(head).chain(decoded);
    let mut tar = tar::Archive::new(Gauged::new(decoded, Rc::clone(&gauge)));
    let end = members(tar.entries().map_err(|error| damaged(&error))?, &gauge, visit);
    if end != End::Whole {
        return Ok(end);
    }
    gauge.allow(TAIL_BYTES);
    match io::copy(&mut tar.into_inner(), &mut io::sink()) {
        Err(error) if gauge.over().is_none() => Ok(End::Broken(reason(&error))),
        _ => Ok(End::Whole),
    }
}

/// The first bytes behind the compression, which must be those of a tar.
fn look_inside(decoded: &mut dyn Read, packing: Packing, shown: &str) -> Result<Vec<u8>, ArchiveError> {
    let (head, error) = sniff::head(decoded);
    if let Some(error) = error.filter(|_| head.len() < sniff::HEAD) {
        return Err(ArchiveError::Damaged { path: shown.to_owned(), reason: reason(&error) });
    }
    let found = match sniff::form(&head) {
        Form::Tar => return Ok(head),
        Form::Gzip => "another gzip file".into(),
        Form::Xz => "another xz file".into(),
        Form::Zstd => "another zstd file".into(),
        Form::Zip => "a zip archive".into(),
        Form::Unsupported(form) => form.into(),
        Form::Other(found) => found,
    };
    Err(ArchiveError::NotATar { path: shown.to_owned(), packing: packing.file(), found })
}

fn members<R: Read>(
    mut entries: tar::Entries<'_, R>,
    gauge: &Gauge,
    visit: &mut dyn FnMut(&mut Member<'_>) -> Step,
) -> End {
    gauge.allow(HEADER_BYTES);
    loop {
        let mut entry = match entries.next() {
            // Whether the data of the last member was passed over by reading it or by seeking shows in no message.
            None | Some(Err(_)) if gauge.is_dry() => {
                return End::Broken("the mark at the end of a tar is missing".into());
            }
            None => return End::Whole,
            Some(Err(error)) => return stopped(gauge, &error),
            Some(Ok(entry)) => entry,
        };
        // A sparse file's content is larger than what is stored of it.
        let stored = if entry.header().entry_type().is_gnu_sparse() {
            entry.header().entry_size().unwrap_or(0)
        } else {
            entry.size()
        };
        gauge.allow(stored.saturating_add(HEADER_BYTES));
        let (mut path, mut bytes) = (entry.path_bytes().into_owned(), entry.size());
        let mut kind = kind(&entry, &path);
        if kind == Kind::File
            && let Some(sparse) = sparse::by_extensions(&mut entry)
        {
            kind = Kind::Unreadable(sparse::REFUSED);
            path = sparse.path.unwrap_or(path);
            bytes = sparse.bytes.unwrap_or(bytes);
        }
        match visit(&mut Member { path, kind, bytes, stored, data: &mut entry }) {
            ControlFlow::Continue(()) => {}
            ControlFlow::Break(None) => return End::Stopped,
            ControlFlow::Break(Some(error)) => return stopped(gauge, &error),
        }
    }
}

fn stopped(gauge: &Gauge, error: &io::Error) -> End {
    match gauge.over() {
        Some(Bound::Total) => End::Over("it has more bytes than the limit for an archive".into()),
        Some(Bound::Ratio) => End::Over("it has more bytes for each byte stored than the limit".into()),
        Some(Bound::Step) => End::Over(format!("a header has more than {HEADER_BYTES} bytes")),
        None => End::Broken(reason(error)),
    }
}

fn kind<R: Read>(entry: &tar::Entry<'_, R>, path: &[u8]) -> Kind {
    use tar::EntryType as T;
    match entry.header().entry_type() {
        // The oldest tars mark a directory only by its name.
        T::Regular if path.ends_with(b"/") && entry.size() == 0 => Kind::Directory,
        T::Regular | T::Continuous | T::GNUSparse => Kind::File,
        T::Directory => Kind::Directory,
        T::XGlobalHeader => Kind::Comment,
        T::Symlink => Kind::Foreign("a symbolic link"),
        T::Link => Kind::Foreign("a hard link"),
        T::Char | T::Block => Kind::Foreign("a device"),
        T::Fifo => Kind::Foreign("a pipe"),
        _ => Kind::Foreign("an entry of an unknown type"),
    }
}
