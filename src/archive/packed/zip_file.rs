//! A zip file: finding its table, the members that it names, and their data. What the table says of sizes is checked
//! against the data.

use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::Path;
use std::rc::Rc;

use flate2::bufread::DeflateDecoder;
use rawzip::{
    CompressionMethod, FileReader, RECOMMENDED_BUFFER_SIZE, ReaderAt, ZipArchive, ZipArchiveEntryWayfinder,
};

use super::origin::Origin;
use crate::archive::error::reason;
use crate::archive::gauge::{Bound, Counted, Gauge, Gauged};
use crate::archive::members::{End, Kind};
use crate::archive::reading::over_ratio;
use crate::archive::{ArchiveError, Limits, OddityKind};

const BUFFER: usize = 64 << 10;

/// The bytes of a zip file, which must be read from any place.
enum Bytes {
    File(FileReader),
    Memory(Vec<u8>),
}

impl ReaderAt for Bytes {
    fn read_at(&self, into: &mut [u8], offset: u64) -> io::Result<usize> {
        match self {
            Self::File(file) => file.read_at(into, offset),
            Self::Memory(bytes) => bytes.as_slice().read_at(into, offset),
        }
    }
}

/// A zip file whose table was found.
pub(super) struct Zip {
    archive: ZipArchive<Bytes>,
    pub(super) shown: String,
}

/// One line of the table.
pub(super) struct Entry {
    pub(super) path: Vec<u8>,
    pub(super) kind: Kind,
    pub(super) bytes: u64,
    method: CompressionMethod,
    place: ZipArchiveEntryWayfinder,
    /// Where its data begins at the earliest, and how much there is.
    pub(super) stored: (u64, u64),
}

impl Zip {
    pub(super) fn open(origin: &Origin, limits: &Limits) -> Result<Self, ArchiveError> {
        let failed = |error| origin.error(error);
        match origin.file() {
            Some(path) => Self::of_file(path, origin.shown()).map_err(failed)?,
            None => Self::buffered(&mut origin.open().map_err(failed)?, &origin.shown(), limits),
        }
    }

    fn of_file(path: &Path, shown: String) -> io::Result<Result<Self, ArchiveError>> {
        let file = File::open(path)?;
        let bytes = file.metadata()?.len();
        Ok(Self::locate(Bytes::File(file.into()), bytes, shown))
    }

    pub(super) fn buffered(
        stored: &mut dyn Read,
        shown: &str,
        limits: &Limits,
    ) -> Result<Self, ArchiveError> {
        let mut bytes = Vec::new();
        stored
            .take(limits.buffered_bytes.saturating_add(1))
            .read_to_end(&mut bytes)
            .map_err(|error| ArchiveError::Damaged { path: shown.to_owned(), reason: reason(&error) })?;
        let length = bytes.len() as u64;
        if length > limits.buffered_bytes {
            return Err(ArchiveError::TooLargeToBuffer {
                path: shown.to_owned(),
                most: limits.buffered_bytes,
            });
        }
        Self::locate(Bytes::Memory(bytes), length, shown.to_owned())
    }

    fn locate(bytes: Bytes, length: u64, shown: String) -> Result<Self, ArchiveError> {
        let mut buffer = vec![0; RECOMMENDED_BUFFER_SIZE];
        // A comment has at most 64 KiB; what is behind it is not searched further.
        match ZipArchive::with_max_search_space(1 << 20).locate_in_reader(bytes, &mut buffer, length) {
            Ok(archive) => Ok(Self { archive, shown }),
            Err((_, error)) => Err(ArchiveError::Damaged {
                path: shown,
                reason: format!("the table at the end of the zip file is missing: {}", plain(&error)),
            }),
        }
    }

    /// Visits the lines of the table until the visitor has enough.
    pub(super) fn entries(&self, visit: &mut dyn FnMut(Entry) -> bool) -> End {
        let mut buffer = vec![0; rawzip::MAX_CENTRAL_DIRECTORY_RECORD_SIZE];
        let mut entries = self.archive.entries(&mut buffer);
        loop {
            let record = match entries.next_entry() {
                Ok(Some(record)) => record,
                Ok(None) => return End::Whole,
                Err(error) => return End::Broken(plain(&error)),
            };
            let mut path = record.file_path().as_ref().to_vec();
            // Old Windows programs wrote their own separator (APPNOTE.TXT, section 4.4.17.1 asks for `/`).
            if !path.contains(&b'/') {
                path.iter_mut().filter(|byte| **byte == b'\\').for_each(|byte| *byte = b'/');
            }
            let kind = if record.mode().is_symlink() {
                Kind::Foreign("a symbolic link")
            } else if path.ends_with(b"/") {
                Kind::Directory
            } else if record.flags().is_encrypted() {
                Kind::Foreign("an encrypted file")
            } else {
                Kind::File
            };
            let entry = Entry {
                path,
                kind,
                bytes: record.uncompressed_size_hint(),
                method: record.compression_method(),
                place: record.wayfinder(),
                stored: (record.local_header_offset(), record.compressed_size_hint()),
            };
            if !visit(entry) {
                return End::Stopped;
            }
        }
    }

    /// Lets `use_it` read the data of a member, decompressed and held against its size and checksum.
    pub(super) fn data(
        &self,
        entry: &Entry,
        limits: &Limits,
        use_it: &mut dyn FnMut(&mut dyn Read),
    ) -> Result<(), (OddityKind, String)> {
        let damaged = |error: rawzip::Error| {
            (OddityKind::Unreadable, format!("its entry in the zip file is damaged ({})", plain(&error)))
        };
        let found = self.archive.get_entry(entry.place).map_err(damaged)?;
        let gauge = Gauge::new(limits.total_bytes);
        // What the table says of the stored bytes may be a lie, and would lift the limit on the ratio.
        let stored = Counted::new(found.reader(), Rc::clone(&gauge));
        let stored = BufReader::with_capacity(BUFFER, stored);
        gauge.allow(entry.bytes.saturating_add(1));
        gauge.limit_ratio(limits.ratio, limits.ratio_floor);
        match entry.method {
            CompressionMethod::STORE => use_it(&mut found.verifying_reader(Gauged::new(stored, &*gauge))),
            CompressionMethod::DEFLATE => {
                let decoder = Gauged::new(DeflateDecoder::new(stored), &*gauge);
                use_it(&mut found.verifying_reader(decoder));
            }
            other => {
                let message = format!(
                    "it is compressed in a way that is not supported ({other:?}); pack it again with deflate"
                );
                return Err((OddityKind::Unreadable, message));
            }
        }
        match gauge.over() {
            None => Ok(()),
            Some(Bound::Ratio) => Err(over_ratio(limits.ratio)),
            Some(Bound::Step | Bound::Total) => {
                let message = "it has more bytes than the table of the zip file says; it was not read on";
                Err((OddityKind::OverLimit, message.into()))
            }
        }
    }
}

/// The library's word for what is wrong.
fn plain(error: &rawzip::Error) -> String {
    reason(&io::Error::other(error.to_string()))
}
