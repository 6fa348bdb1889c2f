//! Where the bytes of a packed archive are: in a file, which can be read again, or on a stream, which cannot.

use std::fmt;
use std::fs::File;
use std::io::{self, BufReader, Cursor, Read};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use crate::archive::ArchiveError;
use crate::archive::error::shown;

const BUFFER: usize = 128 << 10;

/// Where the bytes are.
pub(in crate::archive) enum Origin {
    File(PathBuf),
    Stream(Stream),
}

/// A stream; empty once it was taken.
pub(in crate::archive) struct Stream {
    name: String,
    left: Mutex<Option<Box<dyn Read + Send>>>,
}

impl Origin {
    /// A stream that messages call `name`.
    pub(in crate::archive) fn stream(name: &str, reader: Box<dyn Read + Send>) -> Self {
        Self::Stream(Stream { name: name.to_owned(), left: Mutex::new(Some(reader)) })
    }

    /// Its name in messages; safe to show.
    pub(in crate::archive) fn shown(&self) -> String {
        match self {
            Self::File(path) => shown(path),
            Self::Stream(stream) => stream.name.clone(),
        }
    }

    /// The last part of that.
    pub(super) fn name(&self) -> String {
        match self {
            Self::File(path) => path.file_name().map_or_else(|| shown(path), |name| shown(Path::new(name))),
            Self::Stream(stream) => stream.name.clone(),
        }
    }

    /// An error of the system about it.
    pub(super) fn error(&self, error: io::Error) -> ArchiveError {
        match self {
            Self::File(path) => ArchiveError::from_io(path, error),
            Self::Stream(_) => ArchiveError::Io { path: self.shown(), source: error },
        }
    }

    /// The file, unless it is a stream.
    pub(super) fn file(&self) -> Option<&Path> {
        match self {
            Self::File(path) => Some(path),
            Self::Stream(_) => None,
        }
    }

    /// The first bytes, at most `most`. They can be read again.
    pub(super) fn head(&self, most: usize) -> io::Result<Vec<u8>> {
        let mut head = Vec::with_capacity(most);
        match self {
            Self::File(path) => {
                File::open(path)?.take(most as u64).read_to_end(&mut head)?;
            }
            Self::Stream(stream) => {
                let mut reader = stream.take()?;
                reader.by_ref().take(most as u64).read_to_end(&mut head)?;
                let again = Cursor::new(head.clone()).chain(reader);
                *stream.left.lock().unwrap_or_else(PoisonError::into_inner) = Some(Box::new(again));
            }
        }
        Ok(head)
    }

    /// All bytes from the first, buffered. A stream has them once.
    pub(super) fn open(&self) -> io::Result<BufReader<Box<dyn Read>>> {
        let reader: Box<dyn Read> = match self {
            Self::File(path) => Box::new(File::open(path)?),
            Self::Stream(stream) => stream.take()?,
        };
        Ok(BufReader::with_capacity(BUFFER, reader))
    }

    /// The file, to be read from any place.
    pub(super) fn seekable(path: &Path) -> io::Result<BufReader<File>> {
        Ok(BufReader::with_capacity(BUFFER, File::open(path)?))
    }
}

impl Stream {
    fn take(&self) -> io::Result<Box<dyn Read + Send>> {
        let taken = self.left.lock().unwrap_or_else(PoisonError::into_inner).take();
        taken.ok_or_else(|| io::Error::other("a stream can be read only once"))
    }
}

impl fmt::Debug for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.shown())
    }
}
