//! Knowing a tarball: whether a file is one, how it is packed, and its decompressed bytes.

use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::{Path, PathBuf};

use flate2::bufread::MultiGzDecoder;
use liblzma::bufread::XzDecoder;
use liblzma::stream::{CONCATENATED, Stream};

use crate::archive::ArchiveError;
use crate::archive::error::{reason, shown};
use crate::archive::sniff::{self, Form};

/// Memory that an xz file may ask for. `xz -9` needs 65 MiB; a hostile header can ask for 4 GiB.
const XZ_MEMORY: u64 = 1 << 30;
const BUFFER: usize = 128 << 10;

/// How a tar is compressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::archive) enum Packing {
    Plain,
    Gzip,
    Xz,
}

impl Packing {
    /// What such a tarball is called.
    pub(in crate::archive) fn name(self) -> &'static str {
        match self {
            Self::Plain => "tar",
            Self::Gzip => "tar.gz",
            Self::Xz => "tar.xz",
        }
    }
}

/// A file that was a tarball when it was looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::archive) struct Tarball {
    pub(in crate::archive) path: PathBuf,
    pub(in crate::archive) packing: Packing,
}

impl Tarball {
    /// Looks at the first bytes of the file at `path`, and at those inside when it is compressed. The caller
    /// ensures that it is a regular file.
    pub(in crate::archive) fn open(path: &Path) -> Result<Self, ArchiveError> {
        let failed = |error| ArchiveError::from_io(path, error);
        let (head, error) = sniff::head(&mut File::open(path).map_err(failed)?);
        if let Some(error) = error {
            return Err(failed(error));
        }
        let (packing, name) = match sniff::form(&head) {
            Form::Tar => return Ok(Self { path: path.into(), packing: Packing::Plain }),
            Form::Gzip => (Packing::Gzip, "a gzip file"),
            Form::Xz => (Packing::Xz, "an xz file"),
            Form::Unsupported(form) => return Err(ArchiveError::Unsupported { path: shown(path), form }),
            Form::Other(found) => return Err(ArchiveError::NotAnArchive { path: shown(path), found }),
        };
        let tarball = Self { path: path.into(), packing };
        let (inside, error) = sniff::head(&mut tarball.decoded().map_err(failed)?);
        if let Some(error) = error.filter(|_| inside.len() < sniff::HEAD) {
            return Err(ArchiveError::Damaged { path: shown(path), reason: reason(&error) });
        }
        let found = match sniff::form(&inside) {
            Form::Tar => return Ok(tarball),
            Form::Gzip => "another gzip file".into(),
            Form::Xz => "another xz file".into(),
            Form::Unsupported(form) => form.into(),
            Form::Other(found) => found,
        };
        Err(ArchiveError::NotATar { path: shown(path), packing: name, found })
    }

    /// The file, buffered, as it is on disk.
    pub(super) fn stored(&self) -> io::Result<BufReader<File>> {
        Ok(BufReader::with_capacity(BUFFER, File::open(&self.path)?))
    }

    /// The bytes of the tar. Several gzip members or xz streams after each other are one tar.
    pub(super) fn decoded(&self) -> io::Result<Box<dyn Read>> {
        let file = self.stored()?;
        Ok(match self.packing {
            Packing::Plain => Box::new(file),
            Packing::Gzip => Box::new(MultiGzDecoder::new(file)),
            Packing::Xz => {
                let stream = Stream::new_stream_decoder(XZ_MEMORY, CONCATENATED)?;
                Box::new(XzDecoder::new_stream(file, stream))
            }
        })
    }
}
