//! One pass over a zip file: its table names the members, which are then decompressed in parallel.

use std::io::Read;

use rayon::prelude::{IntoParallelIterator, ParallelIterator};

use super::inside::Wanted;
use super::origin::Origin;
use super::zip_file::{Entry, Zip};
use crate::archive::inner::Look;
use crate::archive::members::{End, Members, Pass, is_in_root};
use crate::archive::reading::{Reading, Stored};
use crate::archive::{ArchiveError, ArchivePath, Limits, Need, Oddity, OddityKind};

/// Reads the zip file in `origin`.
pub(super) fn read(origin: &Origin, reading: Reading<'_>) -> Result<Pass, ArchiveError> {
    Zip::open(origin, reading.limits)?.pass(reading)
}

/// Reads the zip file in `stored`, which is kept in memory.
pub(super) fn read_stream(
    stored: &mut dyn Read,
    shown: &str,
    reading: Reading<'_>,
) -> Result<Pass, ArchiveError> {
    Zip::buffered(stored, shown, reading.limits)?.pass(reading)
}

/// Looks for a root among the members of the zip file in `origin`.
pub(super) fn look(origin: &Origin, limits: &Limits) -> Look {
    look_at(Zip::open(origin, limits))
}

/// Looks for a root among the members of the zip file in `stored`, which is kept in memory.
pub(super) fn look_stream(stored: &mut dyn Read, shown: &str, limits: &Limits) -> Look {
    look_at(Zip::buffered(stored, shown, limits))
}

fn look_at(zip: Result<Zip, ArchiveError>) -> Look {
    let zip = match zip {
        Ok(zip) => zip,
        Err(error) => return Look::from(&error),
    };
    let mut found = false;
    let end = zip.entries(&mut |entry| {
        found |= is_in_root(&entry.path, entry.kind);
        !found
    });
    match end {
        _ if found => Look::Root,
        End::Broken(reason) | End::Over(reason) => Look::Failed(format!("damaged or cut off: {reason}")),
        End::Whole | End::Stopped => Look::NoRoot,
    }
}

/// Lets `use_it` read the members at `wanted`; see [`super::Packed::lend`].
pub(super) fn lend(
    origin: &Origin,
    limits: &Limits,
    wanted: &mut Wanted<'_>,
    use_it: &mut dyn FnMut(usize, &mut dyn Read),
) -> Result<(), ArchiveError> {
    let zip = Zip::open(origin, limits)?;
    let mut members = Vec::new();
    let _ = zip.entries(&mut |entry| {
        members.extend(wanted.take(&entry.path, entry.kind).map(|nr| (nr, entry)));
        !wanted.are_all_met()
    });
    for (nr, entry) in members {
        // What cannot be decompressed is no archive that could be read.
        let _ = zip.data(&entry, limits, &mut |data| use_it(nr, data));
    }
    Ok(())
}

impl Zip {
    fn pass(&self, reading: Reading<'_>) -> Result<Pass, ArchiveError> {
        let mut members = Members::new(reading);
        let (mut needed, mut over) = (Vec::new(), None);
        // Each member is held to the ratio when it is read, by what it really takes.
        let mut admit = |entry: &Entry| members.admit(&entry.path, entry.kind, entry.bytes, entry.bytes);
        let end = self.entries(&mut |entry| match admit(&entry) {
            Ok(None) => true,
            Ok(Some((path, need))) => {
                needed.push((path, need, entry));
                true
            }
            Err(limit) => {
                over = Some(limit);
                false
            }
        });
        let needed = without_overlaps(needed, &mut members);
        let odd: Vec<Oddity> = needed
            .into_par_iter()
            .filter_map(|(path, need, entry)| self.hand(path, need, &entry, reading))
            .collect();
        let end = over.map_or(end, End::Over);
        members
            .finish(end, None, odd)
            .map_err(|reason| ArchiveError::Damaged { path: self.shown.clone(), reason })
    }

    fn hand(&self, path: ArchivePath, need: Need, entry: &Entry, reading: Reading<'_>) -> Option<Oddity> {
        let shown = path.as_str().to_owned();
        let mut odd = None;
        let read = self.data(entry, reading.limits, &mut |data| {
            odd = reading.hand(path.clone(), need, Stored::Reader(data, entry.bytes));
        });
        match read {
            Ok(()) => odd,
            Err((kind, message)) => Some(Oddity::about(kind, &shown, message)),
        }
    }
}

type Needed = (ArchivePath, Need, Entry);

/// Takes out members whose data is, in part, another's: so a small file is made to decompress to any size.
fn without_overlaps(mut needed: Vec<Needed>, members: &mut Members<'_>) -> Vec<Needed> {
    needed.sort_by(|a, b| (a.2.stored, &a.0).cmp(&(b.2.stored, &b.0)));
    let mut end = 0;
    needed.retain(|(path, _, entry)| {
        let (start, bytes) = entry.stored;
        let is_free = start >= end;
        if is_free {
            end = start.saturating_add(bytes);
        } else {
            let message = "its data overlaps that of another member; it was left out";
            members.odd(Oddity::about(OddityKind::UnsafeEntry, path.as_str(), message));
        }
        is_free
    });
    needed
}
