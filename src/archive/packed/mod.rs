//! An archive that is one file or one stream: knowing its form, one pass over it, and the passes over archives inside
//! of it when it holds no must-gather itself. Tars are in [`tar`] and [`tar_pass`], zip files in [`zip`].

mod origin;
mod packing;
mod parts;
mod sparse;
mod tar;
mod tar_pass;
#[cfg(test)]
mod tests;
mod zip;
mod zstd;

use std::io::Read;

pub(super) use origin::Origin;
use packing::Packing;
use tar::Member;

use super::error::reason;
use super::inflated::Inflated;
use super::layout;
use super::members::Pass;
use super::reading::Reading;
use super::sniff::{self, Form as Sniffed};
use super::{ArchiveError, ArchivePath, Limits, Listing, Oddity, OddityKind};

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

    /// Reads it; see [`super::Archive::read`].
    pub(super) fn read(&self, reading: Reading<'_>) -> Result<Listing, ArchiveError> {
        let shown = self.origin.shown();
        let outer = match self.form {
            Form::Tar(packing) => tar_pass::read(&self.origin, packing, reading)?,
            Form::Zip => zip::read(&self.origin, reading)?,
        };
        if !has_root(&outer)
            && let Some(listing) = self.read_inner(&outer, reading)
        {
            return Ok(listing);
        }
        let archives = if has_root(&outer) { Vec::new() } else { outer.archives };
        let listing = Listing::new(outer.files, outer.oddities, &shown)?;
        Ok(Listing { archives, is_inflated_void: outer.is_inflated_void, ..listing })
    }

    /// Reads the first of the archives in this one that holds a must-gather.
    fn read_inner(&self, outer: &Pass, reading: Reading<'_>) -> Option<Listing> {
        // A stream cannot be read again; what to do then is told by the caller, who gets the names.
        self.origin.file()?;
        let tried = outer.archives.iter().take(reading.limits.inner_archives).enumerate();
        for (nr, inside) in tried {
            let pass = u32::try_from(nr + 1).ok()?;
            let inflated = &Inflated::default();
            let reading = Reading { pass, inflated, ..reading };
            let Some(inner) = self.read_one(inside, reading).filter(has_root) else { continue };
            let mut listing = Listing::new(inner.files, inner.oddities, inside.as_str()).ok()?;
            (listing.pass, listing.is_inflated_void) = (pass, inner.is_inflated_void);
            let others = outer.archives.iter().filter(|other| *other != inside);
            listing.oddities.extend(others.map(|other| not_read(other.as_str(), inside.as_str())));
            return Some(listing);
        }
        None
    }

    /// Reads the archive at `inside` in this one, unless it is none.
    fn read_one(&self, inside: &ArchivePath, reading: Reading<'_>) -> Option<Pass> {
        let mut found = None;
        let shown = format!("{} in {}", inside.as_str(), self.origin.shown());
        let mut read = |stream: &mut dyn Read| found = read_stream(stream, &shown, reading).ok();
        match self.form {
            Form::Tar(packing) => {
                let mut visit = |member: &mut Member<'_>| {
                    if ArchivePath::from_raw(&member.path).ok().as_ref() != Some(inside) {
                        return std::ops::ControlFlow::Continue(());
                    }
                    // How it ended is in the pass.
                    let _ = member.lend(&mut read);
                    std::ops::ControlFlow::Break(None)
                };
                tar::walk(&self.origin, packing, reading.limits, &mut visit).ok()?;
            }
            Form::Zip => zip::lend(&self.origin, inside, reading.limits, &mut read).ok()?,
        }
        found
    }

    /// Whether there is a root in the first `bytes`; nothing if that is not the whole of it.
    pub(super) fn has_root(&self, bytes: u64, limits: &Limits) -> Option<bool> {
        match self.form {
            Form::Tar(packing) => {
                let limits = Limits { total_bytes: bytes, ..limits.clone() };
                tar_pass::has_root(&self.origin, packing, &limits)
            }
            Form::Zip => Some(zip::has_root(&self.origin, limits)),
        }
    }
}

/// Reads an archive from a stream; one inside of another.
fn read_stream(stream: &mut dyn Read, shown: &str, reading: Reading<'_>) -> Result<Pass, ArchiveError> {
    let (head, error) = sniff::head(stream);
    if let Some(error) = error.filter(|_| head.is_empty()) {
        return Err(ArchiveError::Damaged { path: shown.to_owned(), reason: reason(&error) });
    }
    let form = Form::of(&head, shown)?;
    let mut whole = head.chain(stream);
    match form {
        Form::Tar(packing) => tar_pass::read_stream(&mut whole, packing, shown, reading),
        Form::Zip => zip::read_stream(&mut whole, shown, reading),
    }
}

fn has_root(pass: &Pass) -> bool {
    pass.files.iter().any(|file| layout::split(file.path.as_str()).is_some())
}

/// An oddity about an archive that lies beside the one that was read.
pub(super) fn not_read(other: &str, read: &str) -> Oddity {
    let read = super::error::shown_text(read);
    let message = format!("only {read} was read; to judge this one too, give its path");
    Oddity::about(OddityKind::NotRead, other, message)
}
