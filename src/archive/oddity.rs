//! What was odd about an archive and did not stop the reading, and a collector that stays small when all of it
//! is odd. How much an oddity matters is judged elsewhere.

use std::collections::BinaryHeap;
use std::fmt;

use crate::text::{clip, printable};

/// Longer paths are cut where an oddity is shown.
const PATH_WIDTH: usize = 512;
/// Of longer paths only the beginning is kept.
const PATH_KEPT: usize = 16 << 10;

/// What kind of oddity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum OddityKind {
    /// A file or directory is there and could not be read.
    Unreadable,
    /// It goes over one of the limits and was left out.
    OverLimit,
    /// The archive is damaged or cut off; what follows was not read.
    Truncated,
    /// A link, a device, or a path that leaves the archive; never opened.
    UnsafeEntry,
    /// A path that came before; only the first was used.
    Duplicate,
    /// A file has lines so long that they were read in parts; nothing of it is left out.
    LongLine,
    /// Another archive that lies beside the one that was read.
    NotRead,
}

/// One oddity.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Oddity {
    /// The path it is about, as it is in the archive; none when it is about the whole archive.
    pub path: Option<String>,
    /// What kind.
    pub kind: OddityKind,
    /// What happened, without the path, safe to show; lower-case and without a full stop.
    pub message: String,
    /// Whether nothing behind it was read.
    pub ends_reading: bool,
}

impl Oddity {
    /// An oddity about the whole archive.
    pub(super) fn new(kind: OddityKind, message: impl Into<String>) -> Self {
        Self { path: None, kind, message: message.into(), ends_reading: false }
    }

    /// An oddity about one path.
    pub(super) fn about(kind: OddityKind, path: &str, message: impl Into<String>) -> Self {
        let end = (0..=PATH_KEPT.min(path.len())).rev().find(|end| path.is_char_boundary(*end)).unwrap_or(0);
        Self { path: Some(path[..end].to_owned()), kind, message: message.into(), ends_reading: false }
    }

    /// The same, where the reading of the archive ended with it.
    pub(super) fn ending(self) -> Self {
        Self { ends_reading: true, ..self }
    }

    /// The path it is about, safe to show.
    #[must_use]
    pub fn shown_path(&self) -> Option<String> {
        self.path.as_deref().map(shown)
    }
}

impl fmt::Display for Oddity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.shown_path() {
            Some(path) => write!(f, "{path}: {}", self.message),
            None => f.write_str(&self.message),
        }
    }
}

/// A path as it may be shown.
pub(crate) fn shown(path: &str) -> String {
    clip(&printable(path), PATH_WIDTH).replace('\n', "\\n")
}

/// Collects oddities, up to a number: of more the first in their order, in whatever order they are met.
#[derive(Clone, Debug)]
pub(super) struct Oddities {
    /// The last of them comes out first.
    kept: BinaryHeap<Oddity>,
    always: Vec<Oddity>,
    most: usize,
    more: u64,
}

impl Oddities {
    pub(super) fn new(most: usize) -> Self {
        Self { kept: BinaryHeap::new(), always: Vec::new(), most, more: 0 }
    }

    /// Keeps `oddity`, or counts the last one when there are too many.
    pub(super) fn push(&mut self, oddity: Oddity) {
        self.kept.push(oddity);
        if self.kept.len() > self.most {
            self.kept.pop();
            self.more += 1;
        }
    }

    /// Keeps `oddity` whatever the number: for the few that say why reading stopped.
    pub(super) fn push_always(&mut self, oddity: Oddity) {
        self.always.push(oddity);
    }

    /// All of them, sorted, and then how many more there were.
    pub(super) fn finish(self) -> Vec<Oddity> {
        let mut all = self.kept.into_vec();
        all.extend(self.always);
        all.sort();
        if self.more > 0 {
            all.push(Oddity::new(
                OddityKind::OverLimit,
                format!("{} more oddities are not shown", self.more),
            ));
        }
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn too_many_are_counted_and_the_reason_to_stop_is_kept() {
        let mut oddities = Oddities::new(2);
        oddities.push_always(Oddity::new(OddityKind::Truncated, "cut"));
        for path in ["c", "b", "a", "d"] {
            oddities.push(Oddity::about(OddityKind::Unreadable, path, "why"));
        }
        let shown: Vec<String> = oddities.finish().iter().map(ToString::to_string).collect();
        assert_eq!(shown, ["cut", "a: why", "b: why", "2 more oddities are not shown"]);
    }

    #[test]
    fn a_foreign_path_is_safe_to_show() {
        let oddity = Oddity::about(OddityKind::Duplicate, "a\x1b[31m\nb", "why");
        assert_eq!(oddity.shown_path().as_deref(), Some("a\\x1b[31m\\nb"));
        let long = Oddity::about(OddityKind::Duplicate, &"x".repeat(9999), "why");
        assert_eq!(long.shown_path().map_or(0, |path| path.chars().count()), PATH_WIDTH);
    }
}
