//! What a page shows beside the findings: resources as tables, a time line, and the files behind both. Bounded, closed and
//! self-contained as the report is, and filled only when a format asks for it. Knows nothing of how a page looks, and
//! nothing of which finding is about which row: that is told by the subjects.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;

use super::{Severity, Subject};

/// What stands behind a report.
#[derive(Debug, Default)]
pub struct Appendix {
    /// Resources, a table for each kind or for pods of one component, in the order in which they are shown.
    pub tables: Vec<Table>,
    /// What happened around the gather, by time.
    pub moments: Vec<Moment>,
    /// How many more moments there were.
    pub moments_left_out: u64,
    /// Files, those first that are wanted most.
    pub files: Vec<Carried>,
}

/// Objects of one kind, or pods of one component, as `oc get` would print them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// A word that is not used by another table; part of links into the page.
    pub id: &'static str,
    /// What stands above it.
    pub title: &'static str,
    /// The heads of the columns.
    pub columns: Vec<&'static str>,
    /// The rows, by namespace and name; events with the newest first.
    pub rows: Vec<Row>,
    /// How many more rows there were.
    pub left_out: u64,
}

/// One object in a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// A text for each column. Text of the archive stands in it.
    pub cells: Vec<String>,
    /// The object.
    pub subject: Subject,
    /// The root it is in, where there are several.
    pub root: Option<String>,
    /// The Node that it is, or is on; empty for others.
    pub node: String,
    /// Where it stands.
    pub place: LineRange,
    /// Logs of it: a label (`machine-controller`, `machine-controller, previous`) and the [`path_from_base`] of the file.
    pub logs: Vec<(String, String)>,
}

/// Some lines of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineRange {
    /// The path inside the root, as findings show it.
    pub file: String,
    /// The first line, from 1.
    pub first: usize,
    /// The last line.
    pub last: usize,
}

/// What kind of thing happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum MomentKind {
    /// A condition changed.
    Condition,
    /// An event was recorded.
    Event,
    /// A line was logged that a finding shows.
    Log,
}

/// Something that happened at a time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moment {
    /// When (RFC 3339, UTC); for what happened several times, the last time.
    pub at: String,
    /// When it happened first, where that is another time.
    pub since: Option<String>,
    /// What kind of thing.
    pub kind: MomentKind,
    /// How bad it is; none where it is not bad.
    pub severity: Option<Severity>,
    /// What happened, on one line.
    pub what: String,
    /// The object it happened to.
    pub subject: Subject,
    /// The root it is in, where there are several.
    pub root: Option<String>,
    /// The Node that it is, or is on; empty for others.
    pub node: String,
    /// How many times it happened.
    pub count: u64,
    /// The path of the file that says so, as in [`LineRange`].
    pub file: String,
    /// The line that says so, from 1.
    pub line: usize,
}

/// What is in a file, for the one who shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileKind {
    /// YAML or JSON.
    Yaml,
    /// A log.
    Log,
    /// Another text.
    Text,
}

/// A file, or parts of it, that may be carried by a page.
#[derive(Debug, Clone)]
pub struct Carried {
    /// The [`path_from_base`].
    pub path: String,
    /// What is in it.
    pub kind: FileKind,
    /// Size of the whole file.
    pub bytes: u64,
    /// Lines of the whole file, where they were counted.
    pub lines: Option<u64>,
    /// The lines that findings point at: what is around these is carried whatever the budget is.
    pub pointed: BTreeSet<u64>,
    /// What there is of it, in order.
    pub parts: Vec<Part>,
}

/// The path of a file from the directory that all roots lie in: what is shown where roots are not told apart.
#[must_use]
pub fn path_from_base(root: Option<&str>, file: &str) -> String {
    match root {
        Some(root) if root != "." => format!("{root}/{file}"),
        _ => file.to_owned(),
    }
}

/// Whole lines of a file that follow each other.
#[derive(Clone)]
pub struct Part {
    /// The number of the first, from 1.
    pub first_line: u64,
    /// The lines.
    pub text: Arc<dyn AsRef<str> + Send + Sync>,
}

impl fmt::Debug for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bytes = self.text.as_ref().as_ref().len();
        f.debug_struct("Part").field("first_line", &self.first_line).field("bytes", &bytes).finish()
    }
}
