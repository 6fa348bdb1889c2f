//! The members of a tarball in order, and how the stream ended. What to make of a member is the visitor's
//! matter; paths are still as the archive has them.

use std::io::{self, Read};
use std::ops::ControlFlow;
use std::rc::Rc;

use super::gauge::{Bound, Gauge, Gauged, HEADER_BYTES};
use super::{Packing, Tarball};
use crate::archive::error::reason;

/// After the end of a tar there is only padding; so much is read to have the checksum compared.
const TAIL_BYTES: u64 = 1 << 20;
/// Memory is not set aside for more than this because a header says so.
const TRUSTED_BYTES: u64 = 16 << 20;

/// What a member is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::archive) enum Kind {
    File,
    Directory,
    /// Nothing of the archived tree, such as the comment that `git archive` writes.
    Comment,
    /// A link, a device or a thing we do not know, with its article.
    Foreign(&'static str),
}

/// One member, whose data can be read once.
pub(in crate::archive) struct Member<'m> {
    pub(in crate::archive) path: Vec<u8>,
    pub(in crate::archive) kind: Kind,
    /// Size of its content.
    pub(in crate::archive) bytes: u64,
    data: &'m mut dyn Read,
}

impl Member<'_> {
    /// All its bytes; an error when there are fewer than it should have. The caller has looked at the size.
    pub(in crate::archive) fn read(&mut self) -> io::Result<Vec<u8>> {
        let size = usize::try_from(self.bytes.min(TRUSTED_BYTES)).unwrap_or(0);
        let mut bytes = Vec::with_capacity(size);
        self.data.read_to_end(&mut bytes)?;
        if bytes.len() as u64 == self.bytes {
            Ok(bytes)
        } else {
            Err(io::Error::new(io::ErrorKind::UnexpectedEof, "the data ends in the middle of a file"))
        }
    }
}

/// What a visitor says: go on, or stop, because it has enough or because a member could not be read.
pub(in crate::archive) type Step = ControlFlow<Option<io::Error>>;

/// How a walk over the members ended.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::archive) enum End {
    /// All members were visited.
    Whole,
    /// The visitor had enough.
    Stopped,
    /// The stream is damaged or cut off; why.
    Broken(String),
    /// The stream goes over a limit; which.
    Over(String),
}

/// Visits the members of `tarball` in order. At most `total` bytes are decompressed.
pub(in crate::archive) fn walk(
    tarball: &Tarball,
    total: u64,
    visit: &mut dyn FnMut(&mut Member<'_>) -> Step,
) -> io::Result<End> {
    let gauge = Gauge::new(total);
    if tarball.packing == Packing::Plain {
        // Members nobody wants are passed over without reading them.
        let mut tar = tar::Archive::new(Gauged::new(tarball.stored()?, Rc::clone(&gauge)));
        return Ok(members(tar.entries_with_seek()?, &gauge, visit));
    }
    let mut tar = tar::Archive::new(Gauged::new(tarball.decoded()?, Rc::clone(&gauge)));
    let end = members(tar.entries()?, &gauge, visit);
    if end != End::Whole {
        return Ok(end);
    }
    gauge.allow(TAIL_BYTES);
    match io::copy(&mut tar.into_inner(), &mut io::sink()) {
        Err(error) if gauge.over().is_none() => Ok(End::Broken(reason(&error))),
        _ => Ok(End::Whole),
    }
}

fn members<R: Read>(
    mut entries: tar::Entries<'_, R>,
    gauge: &Gauge,
    visit: &mut dyn FnMut(&mut Member<'_>) -> Step,
) -> End {
    loop {
        let mut entry = match entries.next() {
            None if gauge.is_dry() => return End::Broken("the mark at the end of a tar is missing".into()),
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
        let (path, bytes) = (entry.path_bytes().into_owned(), entry.size());
        let kind = kind(&entry, &path);
        match visit(&mut Member { path, kind, bytes, data: &mut entry }) {
            ControlFlow::Continue(()) => {}
            ControlFlow::Break(None) => return End::Stopped,
            ControlFlow::Break(Some(error)) => return stopped(gauge, &error),
        }
    }
}

fn stopped(gauge: &Gauge, error: &io::Error) -> End {
    match gauge.over() {
        Some(Bound::Total) => End::Over("it has more bytes than the limit for an archive".into()),
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
