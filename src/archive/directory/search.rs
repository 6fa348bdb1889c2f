//! Whether a directory holds a must-gather, and if not, which archives. Stops at the first sign of one, so that a
//! must-gather costs no second walk.

use std::collections::VecDeque;
use std::path::{Path, PathBuf};

use super::walk::{Open, Seen, look_into, unreadable};
use crate::archive::oddity::Oddities;
use crate::archive::{ArchivePath, Limits, Oddity, OddityKind, endings, layout};

/// What a directory holds.
pub(in crate::archive) enum Search {
    /// A must-gather.
    Root,
    /// None. Its files with the names of archives, sorted, and what could not be searched.
    Archives(Vec<(ArchivePath, PathBuf)>, Vec<Oddity>),
}

/// Searches the directory `root`. That it cannot be read at all is told when it is read.
pub(in crate::archive) fn search(root: &Path, limits: &Limits) -> Search {
    let (mut files, mut oddities) = (Vec::new(), Oddities::new(limits.oddities));
    let mut left = limits.entries;
    let mut open: VecDeque<Open> = VecDeque::from([(root.to_path_buf(), Vec::new())]);
    'all: while let Some(directory) = open.pop_front() {
        // One more than may be used, to see that there are too many.
        let seen = match look_into(&directory, left + 1, limits) {
            Ok(seen) => seen,
            Err(error) => {
                let path = String::from_utf8_lossy(&directory.1);
                oddities.push(Oddity::about(OddityKind::Unreadable, &path, unreadable("directory", &error)));
                continue;
            }
        };
        for one in seen {
            if left == 0 {
                let message = format!("it was not searched on: it has more than {} entries", limits.entries);
                oddities.push_always(Oddity::new(OddityKind::OverLimit, message));
                break 'all;
            }
            left -= 1;
            match one {
                Seen::File(file) if layout::is_in_root(file.path.as_str()) => return Search::Root,
                Seen::File(file) if endings::is_archive(file.path.as_str()) => {
                    files.push((file.path, file.file));
                }
                Seen::File(_) => {}
                // What looks like a root is searched first.
                Seen::Directory(below) if layout::is_in_tree(&String::from_utf8_lossy(&below.1)) => {
                    open.push_front(below);
                }
                Seen::Directory(below) => open.push_back(below),
                Seen::Odd(oddity) => oddities.push(oddity),
            }
        }
    }
    files.sort();
    // Two names of the directory may read the same.
    files.dedup_by(|next, first| next.0 == first.0);
    Search::Archives(files, oddities.finish())
}
