//! The form of the JSON inventory, version 1. Doc comments become the descriptions in its schema. Holds no logic:
//! `build` fills it.

use schemars::JsonSchema;
use serde::Serialize;

use crate::output::json::v1::{Notice, Tool};

/// What a must-gather archive holds. The same archive gives the same bytes, but for the archive's name and form.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields, title = "camgi inventory, version 1")]
pub struct Document<'i> {
    /// The form of this document.
    #[schemars(extend("const" = "camgi/inventory/v1"))]
    pub schema: &'static str,
    /// What wrote it.
    pub tool: Tool,
    /// The archive.
    pub archive: Archive<'i>,
    /// Its roots; the one that speaks for the archive comes first. Never empty.
    pub roots: Vec<Root<'i>>,
    /// Files that belong to no root, by directory.
    pub outside: Vec<Directory<'i>>,
    /// What was odd about the archive or could not be read.
    pub notices: Vec<Notice<'i>>,
}

/// The archive as a whole.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Archive<'i> {
    /// Base name of the input.
    pub name: &'i str,
    /// What was opened, with its name, such as `directory mg` or `tar.gz file mg.tgz`.
    pub form: &'i str,
    /// Files in the archive.
    pub files: u64,
    /// Their bytes.
    pub bytes: u64,
}

/// One root. Each of its files is counted once: under `objects`, `logs` or `others`.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Root<'i> {
    /// Path inside the archive; `.` where the archive is the root.
    pub path: &'i str,
    /// The product that gathered, as line 1 of the `version` file has it; null without such a file, which only a
    /// must-gather has.
    pub product: Option<&'i str>,
    /// The version of the image that gathered, as line 2 of the `version` file has it; not the cluster's.
    pub image_version: Option<&'i str>,
    /// What is known of the cluster.
    pub cluster: Cluster<'i>,
    /// When it was gathered.
    pub gather: Gather<'i>,
    /// All files of the root.
    pub files: u64,
    /// Their bytes.
    pub bytes: u64,
    /// Namespaces that objects lie in.
    pub namespaces: u64,
    /// Files of objects.
    pub objects: Objects,
    /// Kinds with at least one object, by group and kind.
    pub kinds: Vec<Kind<'i>>,
    /// Resources that have files and no object, by group and plural: gathered, and there was none, unless files of
    /// them are unreadable.
    pub without_objects: Vec<Resource<'i>>,
    /// Logs, by whose they are; what there is none of is left out.
    pub logs: Vec<Log>,
    /// All other files, by directory.
    pub others: Vec<Directory<'i>>,
}

/// What is known of a cluster; null is unknown.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Cluster<'i> {
    /// Version of OpenShift: the newest completed one, else the desired one.
    pub openshift_version: Option<&'i str>,
    /// Version of the newest kubelet.
    pub kubernetes_version: Option<&'i str>,
    /// Platform, as the Infrastructure object calls it.
    pub platform: Option<&'i str>,
    /// Topology of the control plane, as the Infrastructure object calls it.
    pub topology: Option<&'i str>,
    /// Id of the cluster.
    pub cluster_id: Option<&'i str>,
    /// The first installation had not completed.
    pub installing: Option<bool>,
    /// An update was under way.
    pub upgrading: Option<bool>,
    /// The installation had been complete for ten minutes.
    pub settled: Option<bool>,
}

/// When a root was gathered.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Gather<'i> {
    /// The time (RFC 3339, UTC); null if nothing tells.
    pub at: Option<&'i str>,
    /// How it is known; null if it is not.
    pub source: Option<TimeSource>,
    /// Whether every gather that began has its end in the `timestamp` file; null without such a file.
    pub ended: Option<bool>,
}

/// How a gather time is known.
#[derive(Debug, Clone, Copy, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum TimeSource {
    /// The gather wrote it down.
    Recorded,
    /// It is that of the newest event or lease.
    NewestEvent,
    /// It was then or later: the newest heartbeat or condition change.
    AtLeast,
}

/// Files of objects.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Objects {
    /// How many.
    pub files: u64,
    /// Their bytes.
    pub bytes: u64,
    /// Those that could not be read or parsed as a whole; `notices` has the reasons.
    pub unreadable: u64,
}

/// Objects of one kind. An object that several files hold is counted once.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Kind<'i> {
    /// API group; empty for the core group.
    pub group: &'i str,
    /// Kind.
    pub kind: &'i str,
    /// Objects.
    pub objects: u64,
    /// Namespaces that they lie in; 0 for cluster-scoped objects.
    pub namespaces: u64,
    /// Files with at least one of them.
    pub files: u64,
    /// Files of the same resource that could not be read as a whole: there may be more objects.
    pub unreadable: u64,
}

/// Files of a resource; no object in them tells the kind.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Resource<'i> {
    /// API group; empty for the core group.
    pub group: &'i str,
    /// Plural, as in the path.
    pub plural: &'i str,
    /// Files.
    pub files: u64,
    /// Those that could not be read: there may be objects.
    pub unreadable: u64,
}

/// Logs of one sort.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Log {
    /// Whose they are: `pod-current`, `pod-previous`, `pod-rotated`, `node`, `audit`, `other`; more may be added.
    pub kind: &'static str,
    /// How many.
    pub files: u64,
    /// Their bytes, as stored.
    pub bytes: u64,
    /// Those without content. Most previous logs are.
    pub empty: u64,
}

/// Files below one directory.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Directory<'i> {
    /// The first part of their paths; `.` for files that lie in no directory.
    pub directory: &'i str,
    /// How many.
    pub files: u64,
    /// Their bytes.
    pub bytes: u64,
    /// Those that are compressed or archives of their own, by their names.
    pub packed: u64,
}
