//! Why an archive cannot be read at all. What is odd and does not stop the run is an oddity, not an error.

use std::io;
use std::path::Path;

use crate::text::{clip, one_line, printable};

/// What camgi reads, for the end of a sentence.
pub(super) const EXPECTED: &str =
    "a must-gather directory, or a .tar, .tar.gz, .tar.xz, .tar.zst or .zip of one";

/// Why an archive cannot be read. Every message names the file as given (safe to show), says what was found,
/// and what to do.
#[derive(Debug, thiserror::Error)]
pub enum ArchiveError {
    /// The caller's: nothing is at that path.
    #[error("{path}: no such file or directory; give the path of {EXPECTED}")]
    Missing {
        /// The path as given.
        path: String,
    },
    /// The caller's: the system does not let us read it.
    #[error("{path}: permission denied; make it readable for the user that runs camgi")]
    Denied {
        /// The path as given.
        path: String,
    },
    /// The system's: reading failed.
    #[error("{path}: cannot be read ({source}); check the disk or copy the archive again")]
    Io {
        /// The path as given.
        path: String,
        /// What the system says.
        source: io::Error,
    },
    /// The caller's: it is a device, a pipe or a socket.
    #[error("{path}: neither a file nor a directory; give the path of {EXPECTED}")]
    NotAFile {
        /// The path as given.
        path: String,
    },
    /// The caller's: a file of another kind.
    #[error("{path}: {found}, not an archive; give the path of {EXPECTED}")]
    NotAnArchive {
        /// The path as given.
        path: String,
        /// What its first bytes look like.
        found: String,
    },
    /// Ours: an archive in a form that we do not read.
    #[error("{path}: {form} is not supported yet; unpack it, or pack it again as .tar.gz")]
    Unsupported {
        /// The path as given.
        path: String,
        /// The form, such as `a zip archive`.
        form: &'static str,
    },
    /// The caller's: compressed, but something else than a tar.
    #[error("{path}: {packing} with {found} inside, not a tar; give the path of {EXPECTED}")]
    NotATar {
        /// The path as given.
        path: String,
        /// How it is compressed, such as `a gzip file`.
        packing: &'static str,
        /// What is inside.
        found: String,
    },
    /// Ours: it would have to be in memory, and is too large for that.
    #[error(
        "{path}: a zip file that cannot be read from any place, and has more than the {most} bytes that are kept in memory; save it to a file and give its path"
    )]
    TooLargeToBuffer {
        /// The path as given.
        path: String,
        /// The limit, in bytes.
        most: u64,
    },
    /// The archive's: not one file of it can be read.
    #[error("{path}: damaged or cut off before its first file ({reason}); copy or download it again")]
    Damaged {
        /// The path as given.
        path: String,
        /// Where reading failed.
        reason: String,
    },
    /// The archive's: it is whole and has nothing in it that can be read.
    #[error("{path}: holds no files{detail}; give the path of {EXPECTED}")]
    HoldsNothing {
        /// The path as given.
        path: String,
        /// Empty, or an addition such as ` that can be read (2 left out, the first: …)`.
        detail: String,
    },
}

impl ArchiveError {
    /// The error for a `path` that could not be opened.
    pub(super) fn from_io(path: &Path, source: io::Error) -> Self {
        let path = shown(path);
        match source.kind() {
            io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => Self::Missing { path },
            io::ErrorKind::PermissionDenied => Self::Denied { path },
            _ => Self::Io { path, source },
        }
    }

    /// The same in few words, for a sentence that has the path already and says what to do.
    pub(super) fn brief(&self) -> String {
        match self {
            Self::Missing { .. } => "it is not there any more".into(),
            Self::Denied { .. } => "permission denied".into(),
            Self::Io { source, .. } => format!("it cannot be read: {}", reason(source)),
            Self::NotAFile { .. } => "neither a file nor a directory".into(),
            Self::NotAnArchive { found, .. } => format!("{found}, not an archive"),
            Self::Unsupported { form, .. } => format!("{form}, which is not supported"),
            Self::NotATar { packing, found, .. } => format!("{packing} with {found} inside, not a tar"),
            Self::TooLargeToBuffer { most, .. } => {
                format!("a zip file of more than the {most} bytes that are kept in memory")
            }
            Self::Damaged { reason, .. } => format!("damaged or cut off: {reason}"),
            Self::HoldsNothing { .. } => "it holds no files".into(),
        }
    }
}

/// A path of this machine in a message, on one line and safe to show.
pub(super) fn shown(path: &Path) -> String {
    shown_text(&path.to_string_lossy())
}

/// Any path in a message, on one line and safe to show.
pub(super) fn shown_text(path: &str) -> String {
    printable(path).replace('\n', "\\n")
}

/// An error of a decoder in a message. Some quote the archive, so they are cleaned and cut.
pub(super) fn reason(error: &io::Error) -> String {
    clip(&one_line(&error.to_string(), 120), 120).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_systems_errors_become_ours() {
        let path = Path::new("x/\x1b[2Jmg");
        for (kind, start) in [
            (io::ErrorKind::NotFound, "x/\\x1b[2Jmg: no such file"),
            (io::ErrorKind::NotADirectory, "x/\\x1b[2Jmg: no such file"),
            (io::ErrorKind::PermissionDenied, "x/\\x1b[2Jmg: permission denied"),
            (io::ErrorKind::Other, "x/\\x1b[2Jmg: cannot be read ("),
        ] {
            let message = ArchiveError::from_io(path, io::Error::from(kind)).to_string();
            assert!(message.starts_with(start), "{message}");
            assert!(!message.ends_with('.'), "{message}");
        }
    }
}
