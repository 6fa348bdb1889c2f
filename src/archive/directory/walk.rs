//! Listing a directory with all that is under it, in an order that does not depend on the file system. Opens
//! no file.

use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

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
pub(in crate::archive) struct Child {
    pub(in crate::archive) name: OsString,
    pub(in crate::archive) file_type: io::Result<fs::FileType>,
}

/// What is in `directory`, sorted by name; at most `most` of it.
pub(in crate::archive) fn children(directory: &Path, most: u64) -> io::Result<Vec<Child>> {
    let mut children = Vec::new();
    for child in fs::read_dir(directory)? {
        if children.len() as u64 >= most {
            break;
        }
        let child = child?;
        children.push(Child { name: child.file_name(), file_type: child.file_type() });
    }
    children.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(children)
}

/// All regular files under `root`, sorted by path and unique. All else is noted in `oddities`.
pub(super) fn list(
    root: &Path,
    limits: &Limits,
    oddities: &mut Oddities,
) -> Result<Vec<Found>, ArchiveError> {
    let mut found = Vec::new();
    let mut entries = 0;
    // Directories to visit, with their path inside the archive.
    let mut open = vec![(root.to_path_buf(), Vec::new())];
    'all: while let Some((directory, inside)) = open.pop() {
        // One more than may be used, to see that there are too many.
        let children = match children(&directory, limits.entries - entries + 1) {
            Ok(children) => children,
            Err(error) if inside.is_empty() => return Err(ArchiveError::from_io(root, error)),
            Err(error) => {
                oddities.push(Oddity::about(
                    OddityKind::Unreadable,
                    &lossy(&inside),
                    unreadable("directory", &error),
                ));
                continue;
            }
        };
        let mut below = Vec::new();
        for child in children {
            if entries == limits.entries {
                let message =
                    format!("reading stopped in `{}`: it has more than {entries} entries", lossy(&inside));
                oddities
                    .push_always(Oddity::new(OddityKind::OverLimit, crate::text::one_line(&message, 300)));
                break 'all;
            }
            entries += 1;
            let mut raw = inside.clone();
            if !raw.is_empty() {
                raw.push(b'/');
            }
            raw.extend_from_slice(child.name.as_encoded_bytes());
            let file = directory.join(&child.name);
            match look(&raw, &file, child, limits) {
                Ok(Seen::File(path, bytes)) => found.push(Found { path, file, bytes }),
                Ok(Seen::Directory) => below.push((file, raw)),
                Err((kind, message)) => oddities.push(Oddity::about(kind, &lossy(&raw), message)),
            }
        }
        open.extend(below.into_iter().rev());
    }
    found.sort_by(|a, b| a.path.cmp(&b.path));
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

enum Seen {
    File(ArchivePath, u64),
    Directory,
}

/// Why a file or directory cannot be read, for an oddity.
pub(super) fn unreadable(what: &str, error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => format!("the {what} vanished while the archive was read"),
        io::ErrorKind::PermissionDenied => format!("permission to read the {what} is denied"),
        _ => format!("the {what} cannot be read ({})", reason(error)),
    }
}

fn look(raw: &[u8], file: &Path, child: Child, limits: &Limits) -> Result<Seen, (OddityKind, String)> {
    let unreadable = |error: io::Error| (OddityKind::Unreadable, unreadable("file", &error));
    let path = ArchivePath::from_raw(raw).map_err(|fault| (OddityKind::UnsafeEntry, fault.to_string()))?;
    let file_type = child.file_type.map_err(unreadable)?;
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
        return Ok(Seen::Directory);
    }
    let bytes = fs::symlink_metadata(file).map_err(unreadable)?.len();
    Ok(Seen::File(path, bytes))
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
