//! Opening an archive and handing out its files: a directory, a `.tar`, `.tar.gz`, `.tar.xz`, `.tar.zst` or `.zip`
//! file, or any of these on a stream, told apart by their first bytes and never by their name.
//!
//! Nothing is unpacked to disk: a tar is a stream, read in order, and so is an archive inside of another. Paths, links,
//! sizes and counts in it are foreign data: they are checked against [`Limits`], and what does not fit becomes
//! an [`Oddity`] and never stops the run. What a file *means* (its role, its root) is not known here.

mod directory;
mod endings;
mod error;
mod gauge;
mod inflated;
mod inner;
mod limits;
mod lines;
mod listing;
mod members;
mod nested;
mod oddity;
mod open;
mod packed;
mod path;
mod progress;
mod reading;
mod sniff;
#[cfg(test)]
mod testing;

pub mod layout;
pub mod logs;

pub use error::ArchiveError;
pub use inner::InnerArchives;
pub use limits::Limits;
pub use lines::Lines;
pub use listing::{Content, FileData, ListedFile, Listing, Need, Turn};
pub(crate) use oddity::shown as shown_path;
pub use oddity::{Oddity, OddityKind};
pub use open::Archive;
pub use path::{ArchivePath, PathFault};
pub use progress::Progress;
