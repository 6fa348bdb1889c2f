//! Reading the needed files of a directory, in parallel.

use std::fs::File;
use std::io::{self, ErrorKind, Read};
use std::path::Path;

use rayon::prelude::{IntoParallelIterator, IntoParallelRefIterator, ParallelIterator};

use super::walk::{self, Found, unreadable};
use crate::archive::error::shown;
use crate::archive::oddity::Oddities;
use crate::archive::reading::{Reading, Stored, over_entry};
use crate::archive::{ArchiveError, Limits, ListedFile, Listing, Need, Oddity, OddityKind};

/// What there is in a directory.
#[derive(Debug)]
pub(in crate::archive) struct Listed {
    found: Vec<Found>,
    oddities: Oddities,
}

/// Lists the directory `root`.
pub(in crate::archive) fn list(root: &Path, limits: &Limits) -> Result<Listed, ArchiveError> {
    let mut oddities = Oddities::new(limits.oddities);
    let found = walk::list(root, limits, &mut oddities)?;
    Ok(Listed { found, oddities })
}

/// Reads the directory `root`, in which there are these; see [`crate::archive::Archive::read`].
pub(in crate::archive) fn read(
    root: &Path,
    listed: &Listed,
    reading: Reading<'_>,
) -> Result<Listing, ArchiveError> {
    let limits = reading.limits;
    let (found, mut oddities) = (&listed.found, listed.oddities.clone());
    let mut total = 0_u64;
    let mut stopped = false;
    let (mut files, mut needed) = (Vec::with_capacity(found.len()), Vec::new());
    // Thousands of questions, and each is answered by comparing texts.
    let needs: Vec<Need> = found.par_iter().map(|file| (reading.needs)(&file.path)).collect();
    for (file, need) in found.iter().zip(needs) {
        files.push(ListedFile { path: file.path.clone(), bytes: file.bytes });
        let fits = need == Need::Lines || file.bytes <= limits.entry_bytes;
        // By the sizes listed and in path order, so that the same files are left out every time.
        total = total.saturating_add(if need != Need::Nothing && fits { file.bytes } else { 0 });
        if need != Need::Nothing && total > limits.total_bytes && !stopped {
            stopped = true;
            let message =
                "reading stopped before this file: the archive has more bytes than the limit for an archive";
            oddities.push_always(Oddity::about(OddityKind::OverLimit, file.path.as_str(), message).ending());
        }
        if need == Need::Nothing || stopped {
            reading.progress.add(file.bytes);
        } else if fits {
            needed.push((file, need));
        } else {
            reading.progress.add(file.bytes);
            let (kind, message) = over_entry(file.bytes, limits.entry_bytes);
            oddities.push(Oddity::about(kind, file.path.as_str(), message));
        }
    }
    let odd: Vec<Oddity> = needed
        .into_par_iter()
        .filter_map(|(found, need)| {
            let bytes = found.bytes;
            let odd = hand(found, need, reading);
            reading.progress.add(bytes);
            odd
        })
        .collect();
    let (of_gzip_files, is_inflated_void) = reading.inflated.settle(limits);
    odd.into_iter().chain(of_gzip_files).for_each(|oddity| oddities.push(oddity));
    Ok(Listing { is_inflated_void, ..Listing::new(files, oddities.finish(), &shown(root))? })
}

/// A file that grows meanwhile is what was read of it. Of one that shrinks something is lost, which may still look whole.
fn hand(found: &Found, need: Need, reading: Reading<'_>) -> Option<Oddity> {
    match File::open(&found.file) {
        Ok(file) => {
            let mut file = Shrinking { file, missing: found.bytes };
            reading.hand(found.path.clone(), need, Stored::Reader(&mut file, found.bytes))
        }
        Err(error) => {
            let message = unreadable("file", &error);
            Some(Oddity::about(OddityKind::Unreadable, found.path.as_str(), message))
        }
    }
}

/// A file that should have at least as many bytes as were listed.
struct Shrinking {
    file: File,
    missing: u64,
}

impl Read for Shrinking {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let count = self.file.read(into)?;
        if count == 0 && !into.is_empty() && self.missing > 0 {
            return Err(io::Error::new(ErrorKind::UnexpectedEof, "it shrank while the archive was read"));
        }
        self.missing = self.missing.saturating_sub(count as u64);
        Ok(count)
    }
}
