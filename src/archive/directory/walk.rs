//! Listing a directory with all that is under it, in an order that does not depend on the file system. Opens
//! no file.

use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use rayon::prelude::{IntoParallelRefIterator, ParallelIterator, ParallelSliceMut};

use crate::archive::error::reason;
use crate::archive::oddity::Oddities;
use crate::archive::{ArchiveError, ArchivePath, Limits, Oddity, OddityKind};

/// A regular file of the directory.
#[derive(Debug)]
pub(super) struct Found {
    pub(super) path: ArchivePath,
    pub(super) file: PathBuf,
    pub(super) bytes: u64,
}

/// One thing in a directory.
struct Child {
    name: OsString,
    /// Knows the open directory, so that asking for more of it takes no path.
    entry: fs::DirEntry,
}

/// What is in `directory`, sorted by name; at most `most` of it.
fn children(directory: &Path, most: u64) -> io::Result<Vec<Child>> {
    let mut children = Vec::new();
    for child in fs::read_dir(directory)? {
        if children.len() as u64 >= most {
            break;
        }
        let child = child?;
        children.push(Child { name: child.file_name(), entry: child });
    }
    children.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(children)
}

/// Directories that are listed at once. Between two lots the limit on entries is looked at, so that what is left out
/// does not depend on the number of threads.
const LOT: usize = 256;

/// A directory to list, with its path inside the archive.
pub(super) type Open = (PathBuf, Vec<u8>);

/// All regular files under `root`, sorted by path and unique. All else is noted in `oddities`. The directories of a
/// level are listed in parallel: a must-gather has thousands.
pub(super) fn list(
    root: &Path,
    limits: &Limits,
    oddities: &mut Oddities,
) -> Result<Vec<Found>, ArchiveError> {
    let mut found = Vec::new();
    let mut left = limits.entries;
    let mut level: Vec<Open> = vec![(root.to_path_buf(), Vec::new())];
    'all: while !level.is_empty() {
        let mut below = Vec::new();
        for lot in level.chunks(LOT) {
            // One more than may be used, to see that there are too many.
            let listed: Vec<io::Result<Vec<Seen>>> =
                lot.par_iter().map(|directory| look_into(directory, left + 1, limits)).collect();
            for ((_, inside), seen) in lot.iter().zip(listed) {
                let seen = match seen {
                    Ok(seen) => seen,
                    Err(error) if inside.is_empty() => return Err(ArchiveError::from_io(root, error)),
                    Err(error) => {
                        let message = unreadable("directory", &error);
                        oddities.push(Oddity::about(OddityKind::Unreadable, &lossy(inside), message));
                        continue;
                    }
                };
                for one in seen {
                    if left == 0 {
                        let entries = limits.entries;
                        let message = format!(
                            "reading stopped in `{}`: it has more than {entries} entries",
                            lossy(inside)
                        );
                        let message = crate::text::one_line(&message, 300);
                        oddities.push_always(Oddity::new(OddityKind::OverLimit, message).ending());
                        break 'all;
                    }
                    left -= 1;
                    match one {
                        Seen::File(file) => found.push(file),
                        Seen::Directory(open) => below.push(open),
                        Seen::Odd(oddity) => oddities.push(oddity),
                    }
                }
            }
        }
        level = below;
    }
    found.par_sort_by(|a, b| a.path.cmp(&b.path));
    found.dedup_by(|next, first| {
        let same = next.path == first.path;
        if same {
            let message = "two names of the directory read the same; the first was used";
            oddities.push(Oddity::about(OddityKind::Duplicate, next.path.as_str(), message));
        }
        same
    });
    Ok(found)
}

/// What there is in a directory.
pub(super) enum Seen {
    File(Found),
    Directory(Open),
    Odd(Oddity),
}

/// What is in a directory, sorted by name; at most `most` of it.
pub(super) fn look_into((directory, inside): &Open, most: u64, limits: &Limits) -> io::Result<Vec<Seen>> {
    let children = children(directory, most)?;
    let seen = children.into_iter().map(|child| {
        let mut raw = inside.clone();
        if !raw.is_empty() {
            raw.push(b'/');
        }
        raw.extend_from_slice(child.name.as_encoded_bytes());
        let file = directory.join(&child.name);
        look(&raw, file, child, limits)
            .unwrap_or_else(|(kind, message)| Seen::Odd(Oddity::about(kind, &lossy(&raw), message)))
    });
    Ok(seen.collect())
}

/// Why a file or directory cannot be read, for an oddity.
pub(super) fn unreadable(what: &str, error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => format!("the {what} vanished while the archive was read"),
        io::ErrorKind::PermissionDenied => format!("permission to read the {what} is denied"),
        _ => format!("the {what} cannot be read ({})", reason(error)),
    }
}

fn look(raw: &[u8], file: PathBuf, child: Child, limits: &Limits) -> Result<Seen, (OddityKind, String)> {
    let unreadable = |error: io::Error| (OddityKind::Unreadable, unreadable("file", &error));
    let path = ArchivePath::from_raw(raw).map_err(|fault| (OddityKind::UnsafeEntry, fault.to_string()))?;
    let file_type = child.entry.file_type().map_err(unreadable)?;
    if file_type.is_symlink() {
        return Err((OddityKind::UnsafeEntry, "a symbolic link; it was left out".into()));
    }
    if !file_type.is_file() && !file_type.is_dir() {
        return Err((OddityKind::UnsafeEntry, "a pipe, socket or device; it was left out".into()));
    }
    if let Some(message) = limits.refuse(&path) {
        return Err((OddityKind::OverLimit, message));
    }
    if file_type.is_dir() {
        return Ok(Seen::Directory((file, raw.to_vec())));
    }
    let bytes = child.entry.metadata().map_err(unreadable)?.len();
    Ok(Seen::File(Found { path, file, bytes }))
}

fn lossy(raw: &[u8]) -> String {
    String::from_utf8_lossy(raw).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn says_why_a_file_is_unreadable() {
        for (kind, message) in [
            (io::ErrorKind::NotFound, "the file vanished while the archive was read"),
            (io::ErrorKind::PermissionDenied, "permission to read the file is denied"),
            (io::ErrorKind::TimedOut, "the file cannot be read (timed out)"),
        ] {
            assert_eq!(unreadable("file", &io::Error::from(kind)), message);
        }
    }
}
