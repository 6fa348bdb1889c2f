//! What a reading gives: the data of a file, and the list of all files. Knows nothing of where they came from.

use super::error::shown_text;
use super::{ArchiveError, ArchivePath, InnerArchives, Lines, Oddity};

/// What somebody needs of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// Nothing: it is listed and not opened.
    Nothing,
    /// All its bytes at once, up to [`super::Limits::entry_bytes`].
    Whole,
    /// Its lines, piece by piece; of any size.
    Lines,
}

/// A file that somebody needs.
pub struct FileData<'f> {
    /// Where it lies in the archive.
    pub path: ArchivePath,
    /// What is in it. What was stored as gzip is decompressed, whatever its name.
    pub content: Content<'f>,
    /// The turn in which it was handed out; whether that counts, [`Listing::counts`] says in the end.
    pub turn: Turn,
}

/// A turn in which files are handed out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Turn {
    pub(super) pass: u32,
    /// What comes out of gzip files inside of the archive.
    pub(super) is_inflated: bool,
}

/// The content of a file, as it was asked for.
pub enum Content<'f> {
    /// All of it. May be empty.
    Whole(Vec<u8>),
    /// Its lines.
    Lines(Lines<'f>),
}

/// All files of an archive, and all that was odd about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listing {
    /// Sorted by path, each path once; never empty. Directories are not listed.
    pub files: Vec<ListedFile>,
    /// Sorted by path (those about the whole archive first), but for one that tells how many were left out, and
    /// then those about other archives beside this one.
    pub oddities: Vec<Oddity>,
    /// The pass that this is the listing of. That an archive is only the wrapping of another shows when it was read:
    /// then there is another pass, over what is inside, and what was handed out in earlier passes is void.
    pub(super) pass: u32,
    /// What came out of gzip files inside of the archive is void, too: all of it together is over a limit.
    pub(super) is_inflated_void: bool,
    /// What archives there are instead, where no must-gather was found.
    pub archives: InnerArchives,
}

/// One file of an archive. That it is listed does not promise that its bytes could be read: if not, an oddity
/// has its path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedFile {
    /// Where it lies in the archive.
    pub path: ArchivePath,
    /// Its size as stored.
    pub bytes: u64,
}

impl Listing {
    /// Whether what was handed out in this turn is a part of this listing.
    #[must_use]
    pub fn counts(&self, turn: Turn) -> bool {
        turn.pass == self.pass && !(turn.is_inflated && self.is_inflated_void)
    }

    /// The listing of the archive that is shown as `name`; an error when there is no file in it.
    pub(super) fn new(
        files: Vec<ListedFile>,
        oddities: Vec<Oddity>,
        name: &str,
    ) -> Result<Self, ArchiveError> {
        if !files.is_empty() {
            return Ok(Self {
                files,
                oddities,
                pass: 0,
                is_inflated_void: false,
                archives: InnerArchives::default(),
            });
        }
        let detail = match oddities.as_slice() {
            [] => String::new(),
            [first, ..] => format!(" that can be read ({} left out, the first: {first})", oddities.len()),
        };
        Err(ArchiveError::HoldsNothing { path: shown_text(name), detail })
    }
}
