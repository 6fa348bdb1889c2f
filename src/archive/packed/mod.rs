//! An archive that is one file or one stream: knowing its form, and one pass over it. Archives inside of it, which are
//! read when it holds no must-gather itself, are in [`inside`], tars in [`tar`] and [`tar_pass`], zip files in [`zip`]
//! and [`zip_file`].

mod inside;
mod origin;
mod packing;
mod parts;
mod sparse;
mod tar;
mod tar_pass;
#[cfg(test)]
mod tests;
mod zip;
mod zip_file;
mod zstd;

pub(super) use origin::Origin;
use packing::Packing;

use super::inner::{InnerArchives, Look};
use super::layout;
use super::members::Pass;
use super::reading::Reading;
use super::sniff::{self, Form as Sniffed};
use super::{ArchiveError, Limits, Listing};

/// An archive whose form is known by its first bytes. Holds no open file.
#[derive(Debug)]
pub(super) struct Packed {
    origin: Origin,
    form: Form,
}

#[derive(Clone, Copy, Debug)]
enum Form {
    Tar(Packing),
    Zip,
}

impl Form {
    fn of(head: &[u8], shown: &str) -> Result<Self, ArchiveError> {
        let path = shown.to_owned();
        match sniff::form(head) {
            Sniffed::Tar => Ok(Self::Tar(Packing::Plain)),
            Sniffed::Gzip => Ok(Self::Tar(Packing::Gzip)),
            Sniffed::Xz => Ok(Self::Tar(Packing::Xz)),
            Sniffed::Zstd => Ok(Self::Tar(Packing::Zstd)),
            Sniffed::Zip => Ok(Self::Zip),
            Sniffed::Unsupported(form) => Err(ArchiveError::Unsupported { path, form }),
            Sniffed::Other(found) => Err(ArchiveError::NotAnArchive { path, found }),
        }
    }
}

impl Packed {
    /// Looks at the first bytes. The caller ensures that a file is a regular one.
    pub(super) fn open(origin: Origin) -> Result<Self, ArchiveError> {
        let head = origin.head(sniff::HEAD).map_err(|error| origin.error(error))?;
        let form = Form::of(&head, &origin.shown())?;
        Ok(Self { origin, form })
    }

    /// What it is called, such as `tar.gz`.
    pub(super) fn form(&self) -> &'static str {
        match self.form {
            Form::Tar(packing) => packing.name(),
            Form::Zip => "zip",
        }
    }

    /// Whether it is gone when it was read.
    pub(super) fn is_stream(&self) -> bool {
        self.origin.file().is_none()
    }

    /// Reads it; see [`super::Archive::read`].
    pub(super) fn read(&self, reading: Reading<'_>) -> Result<Listing, ArchiveError> {
        let shown = self.origin.shown();
        let outer = match self.form {
            Form::Tar(packing) => tar_pass::read(&self.origin, packing, reading)?,
            Form::Zip => zip::read(&self.origin, reading)?,
        };
        if has_root(&outer) {
            return listing(outer, &shown, InnerArchives::default());
        }
        // A stream cannot be read again; what to do then is told by the caller, who gets the names.
        if self.is_stream() {
            let archives = InnerArchives { paths: outer.archives.clone(), ..InnerArchives::default() };
            return listing(outer, &shown, archives);
        }
        self.read_inside(outer, reading)
    }

    /// Looks for a root in the first `bytes`.
    pub(super) fn look(&self, bytes: u64, limits: &Limits) -> Look {
        let limits = Limits { total_bytes: bytes, ..limits.clone() };
        match self.form {
            Form::Tar(packing) => tar_pass::look(&self.origin, packing, &limits),
            Form::Zip => zip::look(&self.origin, &limits),
        }
    }
}

fn listing(pass: Pass, shown: &str, archives: InnerArchives) -> Result<Listing, ArchiveError> {
    let Pass { files, oddities, is_inflated_void, .. } = pass;
    Ok(Listing { archives, is_inflated_void, ..Listing::new(files, oddities, shown)? })
}

fn has_root(pass: &Pass) -> bool {
    pass.files.iter().any(|file| layout::is_in_root(file.path.as_str()))
}
