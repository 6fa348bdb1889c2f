//! What the name of a file says of its form. What it is, its first bytes tell; a name only says where to look.

/// Endings of archives that are read.
const ARCHIVES: [&str; 8] = [".tar", ".tar.gz", ".tgz", ".tar.xz", ".txz", ".tar.zst", ".tzst", ".zip"];
/// Endings of all other compressed files, and of archives that are not read.
const COMPRESSED: [&str; 4] = [".gz", ".xz", ".bz2", ".zst"];

/// Whether the name is that of an archive that may be read.
pub(super) fn is_archive(path: &str) -> bool {
    ARCHIVES.iter().any(|ending| path.ends_with(ending))
}

/// Whether the name says that the file is compressed or an archive of its own.
#[must_use]
pub fn is_packed(path: &str) -> bool {
    is_archive(path) || COMPRESSED.iter().any(|ending| path.ends_with(ending))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_names_say() {
        for (path, archive, packed) in [
            ("a.tar.gz", true, true),
            ("a.tgz", true, true),
            ("a.tar.bz2", false, true),
            ("a.log.gz", false, true),
            ("a.gz/b", false, false),
            ("tar", false, false),
        ] {
            assert_eq!((is_archive(path), is_packed(path)), (archive, packed), "{path}");
        }
    }
}
