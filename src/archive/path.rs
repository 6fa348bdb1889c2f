//! The path of a file inside an archive, cleaned once and the same way for every form of archive. Never a
//! path on this machine, and never used to open a file.

use std::str::Split;

/// A relative path inside an archive. Its components are separated by `/`; none is empty, `.` or `..`, and
/// there is at least one. Bytes that are not UTF-8 show as U+FFFD, so two odd names may become one path.
///
/// Control characters stay as they are: pass it through [`crate::text::printable`] before it is shown.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ArchivePath(Box<str>);

/// Why the bytes of a name are no path inside an archive. Always the archive's fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PathFault {
    /// Nothing is left after cleaning.
    #[error("the path is empty")]
    Empty,
    /// It starts with `/`.
    #[error("the path is absolute")]
    Absolute,
    /// A component is `..`.
    #[error("the path climbs out of its directory with `..`")]
    Climbs,
    /// It contains a NUL byte.
    #[error("the path contains a NUL byte")]
    Nul,
}

impl ArchivePath {
    /// Cleans `raw`: takes out `.` components and doubled or trailing `/`.
    ///
    /// # Errors
    /// Refuses what is absolute, empty, has a `..` component or a NUL byte. It is never repaired: a name that
    /// climbs out is not a name that a gather writes.
    pub fn from_raw(raw: &[u8]) -> Result<Self, PathFault> {
        if memchr::memchr(0, raw).is_some() {
            return Err(PathFault::Nul);
        }
        if raw.first() == Some(&b'/') {
            return Err(PathFault::Absolute);
        }
        let is_clean = |text: &&str| !text.split('/').any(|part| matches!(part, "" | "." | ".."));
        if let Some(text) = std::str::from_utf8(raw).ok().filter(is_clean) {
            return Ok(Self(text.into()));
        }
        let mut path = String::with_capacity(raw.len());
        for part in raw.split(|&byte| byte == b'/') {
            match part {
                b"" | b"." => {}
                b".." => return Err(PathFault::Climbs),
                part => {
                    if !path.is_empty() {
                        path.push('/');
                    }
                    path.push_str(&String::from_utf8_lossy(part));
                }
            }
        }
        if path.is_empty() { Err(PathFault::Empty) } else { Ok(Self(path.into_boxed_str())) }
    }

    /// The whole path, such as `namespaces/a/core/pods.yaml`.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Its components, from the outermost to the file name; never none.
    pub fn components(&self) -> Split<'_, char> {
        self.0.split('/')
    }

    /// The last component; never empty.
    #[must_use]
    pub fn file_name(&self) -> &str {
        memchr::memrchr(b'/', self.0.as_bytes()).map_or(&self.0, |at| &self.0[at + 1..])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cleans_what_different_tools_write() {
        for (raw, clean) in [
            (&b"a/b.yaml"[..], "a/b.yaml"),
            (b"./a/b.yaml", "a/b.yaml"),
            (b"././a/./b//c/", "a/b/c"),
            (b"a", "a"),
            (b"...", "..."),
            (b"..a/b..", "..a/b.."),
            (b"a b/\x1b[31m\n", "a b/\x1b[31m\n"),
            (b"a\\b", "a\\b"),
            (b"bad\xff/\xc3\xa9", "bad\u{fffd}/\u{e9}"),
        ] {
            assert_eq!(ArchivePath::from_raw(raw).expect("a clean path").as_str(), clean);
        }
    }

    #[test]
    fn refuses_what_leaves_the_archive() {
        for (raw, fault) in [
            (&b""[..], PathFault::Empty),
            (b".", PathFault::Empty),
            (b"./", PathFault::Empty),
            (b"/", PathFault::Absolute),
            (b"/etc/x", PathFault::Absolute),
            (b"../x", PathFault::Climbs),
            (b"a/../b", PathFault::Climbs),
            (b"a/..", PathFault::Climbs),
            (b"./..", PathFault::Climbs),
            (b"a\0b", PathFault::Nul),
        ] {
            assert_eq!(ArchivePath::from_raw(raw), Err(fault), "{raw:?}");
        }
    }

    #[test]
    fn has_components_and_a_name() {
        let path = ArchivePath::from_raw(b"a/b/c.log").expect("a clean path");
        assert_eq!(path.components().collect::<Vec<_>>(), ["a", "b", "c.log"]);
        assert_eq!(path.file_name(), "c.log");
        assert_eq!(ArchivePath::from_raw(b"c").expect("a clean path").file_name(), "c");
    }
}
