//! What an archive holds, whatever rules say about it: closed and self-contained, as the report is. Only counts and
//! names; no text of an object.

use super::Notice;
use super::notice::settle;

/// What an archive holds.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Inventory {
    /// Base name of the input; it and `form` are all that depends on how the archive was handed over.
    pub name: String,
    /// What was opened, with its name: `directory mg`, `tar.gz file mg.tgz`.
    pub form: String,
    /// All files.
    pub files: Amount,
    /// Roots; the one that speaks for the archive comes first. Never empty.
    pub roots: Vec<RootInventory>,
    /// Files that belong to no root, by directory.
    pub outside: Vec<DirectoryCount>,
    /// What was odd about the archive or could not be read, by code, file, message.
    pub notices: Vec<Notice>,
}

impl Inventory {
    /// The inventory with its notices in their one order, each once.
    #[must_use]
    pub fn close(mut self) -> Self {
        self.notices = settle(self.notices);
        self
    }
}

/// Files, counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Amount {
    /// How many.
    pub files: u64,
    /// Their bytes.
    pub bytes: u64,
    /// How many of them have no content.
    pub empty: u64,
}

impl Amount {
    /// Counts one more file.
    pub fn add(&mut self, bytes: u64) {
        self.files += 1;
        self.bytes = self.bytes.saturating_add(bytes);
        self.empty += u64::from(bytes == 0);
    }
}

/// What one root holds. Each of its files is counted once: under `objects`, `logs` or `others`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RootInventory {
    /// Path inside the archive; `.` where the archive is the root.
    pub path: String,
    /// First line of its `version` file: the product that gathered. Only a must-gather has it.
    pub product: Option<String>,
    /// Second line of it: the version of the image that gathered.
    pub image_version: Option<String>,
    /// What is known of the cluster.
    pub cluster: ClusterInfo,
    /// When it was gathered.
    pub gathered: Option<Gathered>,
    /// Whether every gather that began has its end in the `timestamp` file; `None` where there is no such file.
    pub ended: Option<bool>,
    /// All its files.
    pub files: Amount,
    /// Its files of objects.
    pub objects: Amount,
    /// Those of them that could not be read or parsed as a whole.
    pub unreadable: u64,
    /// Namespaces that objects lie in.
    pub namespaces: u64,
    /// Kinds with at least one object, by group and kind.
    pub kinds: Vec<KindCount>,
    /// Resources that have files and no object, by group and plural.
    pub without_objects: Vec<ResourceCount>,
    /// Logs, by whose they are.
    pub logs: Vec<LogCount>,
    /// Everything else, by directory.
    pub others: Vec<DirectoryCount>,
}

/// What is known of a cluster; what cannot be told is `None`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ClusterInfo {
    /// Version of OpenShift: the newest completed one, else the desired one.
    pub openshift: Option<String>,
    /// Version of the newest kubelet.
    pub kubernetes: Option<String>,
    /// Platform, as the Infrastructure object calls it.
    pub platform: Option<String>,
    /// Topology of the control plane, as the Infrastructure object calls it.
    pub topology: Option<String>,
    /// Id of the cluster.
    pub id: Option<String>,
    /// The first installation had not completed.
    pub installing: Option<bool>,
    /// An update was under way.
    pub upgrading: Option<bool>,
    /// The installation had been complete for some minutes.
    pub settled: Option<bool>,
}

/// When a root was gathered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gathered {
    /// The time (RFC 3339, UTC).
    pub at: String,
    /// How it is known.
    pub source: TimeSource,
}

/// How a gather time is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TimeSource {
    /// The gather wrote it down.
    Recorded,
    /// It is that of the newest event or lease.
    NewestEvent,
    /// It was then or later: the newest heartbeat or condition change.
    AtLeast,
}

/// Objects of one kind. An object that several files hold is counted once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KindCount {
    /// API group; empty for the core group.
    pub group: String,
    /// Kind.
    pub kind: String,
    /// Objects.
    pub objects: u64,
    /// Namespaces that they lie in; 0 for cluster-scoped objects.
    pub namespaces: u64,
    /// Files with at least one of them.
    pub files: u64,
    /// Files of the same resource that could not be read as a whole: there may be more objects.
    pub unreadable: u64,
}

/// Files of a resource, named by plural, because no object in them tells the kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResourceCount {
    /// API group; empty for the core group.
    pub group: String,
    /// Plural, as in the path.
    pub plural: String,
    /// Files.
    pub files: u64,
    /// Those of them that could not be read: there may be objects.
    pub unreadable: u64,
}

/// Logs of one sort.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LogCount {
    /// Whose they are.
    pub kind: LogKind,
    /// How many.
    pub amount: Amount,
}

/// Whose a log is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum LogKind {
    /// Of a container that ran when the archive was gathered.
    PodCurrent,
    /// Of a container's instance before that one.
    PodPrevious,
    /// An older part of a container's log.
    PodRotated,
    /// Of a service of a node.
    Node,
    /// Of an API server: who asked it for what.
    Audit,
    /// Any other, such as the gather's own.
    Other,
}

impl LogKind {
    /// The text form, which is an interface.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::PodCurrent => "pod-current",
            Self::PodPrevious => "pod-previous",
            Self::PodRotated => "pod-rotated",
            Self::Node => "node",
            Self::Audit => "audit",
            Self::Other => "other",
        }
    }
}

/// Files below one directory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DirectoryCount {
    /// The first part of their paths; `.` for files that lie in no directory.
    pub directory: String,
    /// How many.
    pub amount: Amount,
    /// Those of them that are compressed or archives of their own, by their names.
    pub packed: u64,
}
