//! What a reading gives: the data of a file, and the list of all files. Knows nothing of where they came from.

use std::path::Path;

use super::error::shown;
use super::{ArchiveError, ArchivePath, Oddity};

/// A file that somebody wanted, with all its bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileData {
    /// Where it lies in the archive.
    pub path: ArchivePath,
    /// Its content as stored; a `.gz` inside the archive is still compressed. May be empty.
    pub bytes: Vec<u8>,
}

/// All files of an archive, and all that was odd about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listing {
    /// Sorted by path, each path once; never empty. Directories are not listed.
    pub files: Vec<ListedFile>,
    /// Sorted by path (those about the whole archive first), but for one that tells how many were left out, and
    /// then those about other archives beside this one.
    pub oddities: Vec<Oddity>,
}

/// One file of an archive. That it is listed does not promise that its bytes could be read: if not, an oddity
/// has its path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedFile {
    /// Where it lies in the archive.
    pub path: ArchivePath,
    /// Its size: of what was read, and for a file that was not read, as the archive says.
    pub bytes: u64,
}

impl Listing {
    /// The listing of the archive at `path`; an error when there is no file in it.
    pub(super) fn new(
        files: Vec<ListedFile>,
        oddities: Vec<Oddity>,
        path: &Path,
    ) -> Result<Self, ArchiveError> {
        if !files.is_empty() {
            return Ok(Self { files, oddities });
        }
        let detail = match oddities.as_slice() {
            [] => String::new(),
            [first, ..] => format!(" that can be read ({} left out, the first: {first})", oddities.len()),
        };
        Err(ArchiveError::HoldsNothing { path: shown(path), detail })
    }
}
