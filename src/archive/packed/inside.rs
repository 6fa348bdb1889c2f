//! Archives inside of a packed one: looking into them, and the pass over the one that is read instead.

use std::io::Read;
use std::ops::ControlFlow;

use super::{Form, Packed, has_root, listing, tar, tar_pass, zip};
use crate::archive::error::reason;
use crate::archive::inflated::Inflated;
use crate::archive::inner::{Choice, InnerArchives, Look, around, choose};
use crate::archive::members::{Kind, Pass};
use crate::archive::reading::Reading;
use crate::archive::sniff;
use crate::archive::{ArchiveError, ArchivePath, Limits, Listing};

/// The pass over an archive inside of this one; the first is over this one.
const SECOND: u32 = 1;

/// Members that are looked for: of each path the first file, as it is the first that is listed.
pub(super) struct Wanted<'w> {
    paths: &'w [ArchivePath],
    met: Vec<bool>,
}

impl Wanted<'_> {
    /// The number of the path that this member is, if it is one.
    pub(super) fn take(&mut self, raw: &[u8], kind: Kind) -> Option<usize> {
        if !matches!(kind, Kind::File | Kind::Unreadable(_)) {
            return None;
        }
        let path = ArchivePath::from_raw(raw).ok()?;
        let nr = self.paths.iter().position(|wanted| *wanted == path).filter(|nr| !self.met[*nr])?;
        self.met[nr] = true;
        (kind == Kind::File).then_some(nr)
    }

    pub(super) fn are_all_met(&self) -> bool {
        self.met.iter().all(|met| *met)
    }
}

impl Packed {
    /// Reads the first of the archives in this one that holds a must-gather, or says what archives there are.
    pub(super) fn read_inside(&self, outer: Pass, reading: Reading<'_>) -> Result<Listing, ArchiveError> {
        let mut look = |paths: &[ArchivePath], bytes: u64| self.look_inside(paths, bytes, reading.limits);
        let Choice { found, beside, all } = choose(outer.archives.clone(), reading.limits, &mut look);
        let Some(inside) = found else { return listing(outer, &self.origin.shown(), all) };
        let inflated = &Inflated::default();
        match self.read_one(&inside, Reading { pass: SECOND, inflated, ..reading }) {
            Ok(inner) if has_root(&inner) => {
                let mut listing = listing(inner, inside.as_str(), InnerArchives::default())?;
                listing.pass = SECOND;
                listing.oddities.extend(beside);
                listing.oddities.extend(around(&self.origin.name(), &inside, outer.oddities));
                Ok(listing)
            }
            // More of it is read than was looked at, and that may go over a limit.
            other => {
                let why = other
                    .err()
                    .map_or_else(|| "its must-gather is over a limit".into(), |error| error.brief());
                let paths = outer.archives.clone();
                let archives =
                    InnerArchives { looked_into: paths.len(), paths, trouble: Some((inside, why)) };
                listing(outer, &self.origin.shown(), archives)
            }
        }
    }

    fn look_inside(&self, paths: &[ArchivePath], bytes: u64, limits: &Limits) -> Vec<Look> {
        let mut looks = vec![Look::Failed("its data cannot be read".into()); paths.len()];
        let inner = Limits { total_bytes: bytes, ..limits.clone() };
        let lent = self.lend(paths, limits, &mut |nr, stream| looks[nr] = look_stream(stream, &inner));
        if let Err(error) = lent {
            return vec![Look::from(&error); paths.len()];
        }
        looks
    }

    /// Reads the archive at `inside` in this one.
    fn read_one(&self, inside: &ArchivePath, reading: Reading<'_>) -> Result<Pass, ArchiveError> {
        let shown = format!("{} in {}", inside.as_str(), self.origin.shown());
        let mut read = None;
        self.lend(std::slice::from_ref(inside), reading.limits, &mut |_, stream| {
            read = Some(read_stream(stream, &shown, reading));
        })?;
        read.unwrap_or(Err(ArchiveError::Missing { path: shown }))
    }

    /// Lets `use_it` read the members at `paths`, each with its number; in the order that they have in this archive.
    fn lend(
        &self,
        paths: &[ArchivePath],
        limits: &Limits,
        use_it: &mut dyn FnMut(usize, &mut dyn Read),
    ) -> Result<(), ArchiveError> {
        let mut wanted = Wanted { paths, met: vec![false; paths.len()] };
        let Form::Tar(packing) = self.form else {
            return zip::lend(&self.origin, limits, &mut wanted, use_it);
        };
        tar::walk(&self.origin, packing, limits, &mut |member| {
            if let Some(nr) = wanted.take(&member.path, member.kind) {
                // How it ended shows to the one who reads.
                let _ = member.lend(&mut |data| use_it(nr, data));
            }
            if wanted.are_all_met() { ControlFlow::Break(None) } else { ControlFlow::Continue(()) }
        })?;
        Ok(())
    }
}

/// The form of an archive on a stream, and its first bytes.
fn form_of(stream: &mut dyn Read, shown: &str) -> Result<(Form, Vec<u8>), ArchiveError> {
    let (head, error) = sniff::head(stream);
    if let Some(error) = error.filter(|_| head.is_empty()) {
        return Err(ArchiveError::Damaged { path: shown.to_owned(), reason: reason(&error) });
    }
    Ok((Form::of(&head, shown)?, head))
}

fn look_stream(stream: &mut dyn Read, limits: &Limits) -> Look {
    match form_of(stream, "") {
        Ok((Form::Tar(packing), head)) => tar_pass::look_stream(&mut head.chain(stream), packing, "", limits),
        Ok((Form::Zip, head)) => zip::look_stream(&mut head.chain(stream), "", limits),
        Err(error) => Look::from(&error),
    }
}

fn read_stream(stream: &mut dyn Read, shown: &str, reading: Reading<'_>) -> Result<Pass, ArchiveError> {
    let (form, head) = form_of(stream, shown)?;
    let mut whole = head.chain(stream);
    match form {
        Form::Tar(packing) => tar_pass::read_stream(&mut whole, packing, shown, reading),
        Form::Zip => zip::read_stream(&mut whole, shown, reading),
    }
}
