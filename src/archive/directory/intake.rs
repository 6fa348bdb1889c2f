//! Reading the wanted files of a directory, in parallel, each whole and into memory.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use rayon::prelude::{IntoParallelIterator, ParallelIterator};

use super::walk::{Found, list, unreadable};
use crate::archive::oddity::Oddities;
use crate::archive::{
    ArchiveError, ArchivePath, FileData, Limits, ListedFile, Listing, Oddity, OddityKind, Progress,
};

/// Reads the directory `root`; see [`crate::archive::Archive::read`].
pub(in crate::archive) fn read<W, S>(
    root: &Path,
    limits: &Limits,
    progress: &Progress,
    wants: &W,
    sink: &S,
) -> Result<Listing, ArchiveError>
where
    W: Fn(&ArchivePath) -> bool + Sync,
    S: Fn(FileData) + Sync,
{
    let mut oddities = Oddities::new(limits.oddities);
    let found = list(root, limits, &mut oddities)?;
    let mut total = 0_u64;
    let mut stopped = false;
    let mut plan = Vec::with_capacity(found.len());
    for file in found {
        let fits = file.bytes <= limits.entry_bytes;
        let wanted = wants(&file.path);
        // By the sizes listed and in path order, so that the same files are left out every time.
        total = total.saturating_add(if wanted && fits { file.bytes } else { 0 });
        if wanted && total > limits.total_bytes && !stopped {
            stopped = true;
            let message =
                "reading stopped before this file: the archive has more bytes than the limit for an archive";
            oddities.push_always(Oddity::about(OddityKind::OverLimit, file.path.as_str(), message));
        }
        plan.push((file, wanted && !stopped));
    }
    let read: Vec<(ListedFile, Option<Oddity>)> = plan
        .into_par_iter()
        .map(|(found, wanted)| {
            let path = found.path.clone();
            let (bytes, oddity) = match wanted.then(|| whole(&found, limits.entry_bytes)) {
                None => (found.bytes, None),
                Some(Err(oddity)) => (found.bytes, Some(oddity)),
                Some(Ok(bytes)) => {
                    let count = bytes.len() as u64;
                    sink(FileData { path: found.path, bytes });
                    (count, None)
                }
            };
            progress.add(bytes);
            (ListedFile { path, bytes }, oddity)
        })
        .collect();
    let mut files = Vec::with_capacity(read.len());
    for (file, oddity) in read {
        files.push(file);
        if let Some(oddity) = oddity {
            oddities.push(oddity);
        }
    }
    Listing::new(files, oddities.finish(), root)
}

/// All bytes of a file, unless they are more than `most`. A file that grows or shrinks meanwhile is what was
/// read of it.
fn whole(found: &Found, most: u64) -> Result<Vec<u8>, Oddity> {
    let path = found.path.as_str();
    let over = || {
        let message = format!(
            "it has {} bytes, more than the limit of {most}; it was not read",
            found.bytes.max(most + 1)
        );
        Oddity::about(OddityKind::OverLimit, path, message)
    };
    if found.bytes > most {
        return Err(over());
    }
    let read = || {
        let mut bytes = Vec::with_capacity(usize::try_from(found.bytes).unwrap_or(0) + 1);
        File::open(&found.file)?.take(most.saturating_add(1)).read_to_end(&mut bytes)?;
        Ok(bytes)
    };
    let bytes: Vec<u8> =
        read().map_err(|error| Oddity::about(OddityKind::Unreadable, path, unreadable("file", &error)))?;
    if bytes.len() as u64 > most { Err(over()) } else { Ok(bytes) }
}
