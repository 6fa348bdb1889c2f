//! The form of the JSON report, version 1. Doc comments become the descriptions in its schema. Holds no logic:
//! `build` fills it from a report.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use crate::findings::{Severity, Status};

/// What one run of camgi found in one must-gather archive. Lines and columns are 1-based. The same archive and
/// the same rules give the same bytes, but for the archive's name.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields, title = "camgi report, version 1")]
pub struct Document<'r> {
    /// The form of this document.
    #[schemars(extend("const" = "camgi/report/v1"))]
    pub schema: &'static str,
    /// What wrote it.
    pub tool: Tool,
    /// The archive and its cluster.
    pub archive: Archive<'r>,
    /// Counts.
    pub summary: Summary,
    /// Every enabled rule with its outcome, by id.
    pub rules: Vec<Rule<'r>>,
    /// Findings by severity (most severe first), rule, subject, place. Flat: each subject has its own.
    pub findings: Vec<Finding<'r>>,
    /// What was odd about the archive and did not stop the run.
    pub notices: Vec<Notice<'r>>,
}

/// The program that wrote the report.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Tool {
    /// Its name.
    pub name: &'static str,
    /// Its version.
    pub version: &'static str,
}

/// What is known of the archive and its cluster; null is unknown.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Archive<'r> {
    /// Base name of the input; the only field that depends on how the archive was handed over.
    pub name: &'r str,
    /// Layout that was recognised.
    pub layout: &'r str,
    /// The product that gathered.
    pub product: Option<&'r str>,
    /// Version of the cluster.
    pub openshift_version: Option<&'r str>,
    /// Platform, as the Infrastructure object calls it.
    pub platform: Option<&'r str>,
    /// Id of the cluster.
    pub cluster_id: Option<&'r str>,
    /// When the archive was gathered (RFC 3339, UTC).
    pub gathered_at: Option<&'r str>,
    /// Files in the archive.
    pub files: u64,
    /// Their bytes.
    pub bytes: u64,
    /// Roots of must-gathers, as paths inside the archive; `.` where the archive is the root.
    pub roots: &'r [String],
}

/// Everything found, counted; also what is not displayed.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Summary {
    /// Findings of severity error, without suppressed ones.
    pub errors: usize,
    /// Findings of severity warning, without suppressed ones.
    pub warnings: usize,
    /// Findings of severity info, without suppressed ones.
    pub infos: usize,
    /// Suppressed findings.
    pub suppressed: usize,
    /// Findings that are in the baseline; they are in the counts by severity too.
    pub unchanged: usize,
    /// Findings that another finding explains; they are in the counts by severity too.
    pub consequences: usize,
    /// Rules by outcome.
    pub rules: RuleCounts,
}

/// Rules by outcome.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct RuleCounts {
    /// Their data was there, and nothing is wrong.
    pub pass: usize,
    /// They have findings.
    pub fail: usize,
    /// They could not be judged.
    pub skip: usize,
    /// They broke.
    pub error: usize,
}

/// A rule and how it ended.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Rule<'r> {
    /// Permanent id.
    pub id: &'r str,
    /// The bad state, in a few words.
    pub title: &'r str,
    /// Severity of its findings unless the rule escalates.
    pub severity: Severity,
    /// OpenShift component.
    pub component: &'r str,
    /// How it ended.
    pub outcome: Outcome,
    /// Why it was skipped or broke; null for pass and fail.
    pub reason: Option<&'r str>,
    /// How many findings it has, suppressed ones and those that are not displayed, too.
    pub findings: usize,
    /// How many of them are suppressed.
    pub suppressed: usize,
    /// Where it is in its life; findings of previews never fail a run.
    pub status: Status,
    /// Why a rule that failed may have more findings: not all that it asks for could be read. Null if all could be.
    pub incomplete: Option<&'r str>,
    /// Ids that it had before, the oldest first.
    pub renamed_from: &'r [String],
}

/// How a rule ended.
#[derive(Debug, Clone, Copy, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    /// Its data was there, and nothing is wrong.
    Pass,
    /// It has findings.
    Fail,
    /// It could not be judged: not the same as fine.
    Skip,
    /// It broke.
    Error,
}

/// Something wrong with an object, at a place.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Finding<'r> {
    /// Id of the rule.
    pub rule: &'r str,
    /// Severity of this finding, which may differ from the rule's.
    pub severity: Severity,
    /// What is wrong. Text of the archive may stand in it.
    pub message: &'r str,
    /// The object.
    pub subject: Subject<'r>,
    /// The place that shows it.
    pub location: Location<'r>,
    /// Facts that support it.
    pub evidence: Vec<Evidence<'r>>,
    /// Other objects that belong to it.
    pub related: Vec<Related<'r>>,
    /// How often it was seen.
    pub count: u64,
    /// When it was first seen (RFC 3339), where the source knows.
    pub first_seen: Option<&'r str>,
    /// When it was last seen (RFC 3339), where the source knows.
    pub last_seen: Option<&'r str>,
    /// Facts by which causes are found (`node`, `machineset`, …).
    pub links: BTreeMap<&'r str, &'r str>,
    /// All values of those facts that have several; `links` has the first of them.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub all_links: BTreeMap<&'r str, &'r [String]>,
    /// Its identity over time: rule, subject and the rule's key.
    pub fingerprint: &'r str,
    /// Fingerprint of the finding that explains it.
    pub caused_by: Option<&'r str>,
    /// Whether it is in the baseline.
    pub state: State,
    /// Why it is suppressed, if it is.
    pub suppressed: Option<&'r str>,
    /// The root it was found in; only where the archive has several.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub root: Option<&'r str>,
    /// What it has in common with other findings of its rule that tell the same story; only where the rule says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group: Option<&'r str>,
}

/// Whether a finding is in the baseline.
#[derive(Debug, Clone, Copy, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// Not in the baseline, or there is none.
    New,
    /// In the baseline.
    Unchanged,
}

/// A Kubernetes object. What does not apply is empty.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Subject<'r> {
    /// API group; empty for the core group.
    pub group: &'r str,
    /// API version.
    pub version: &'r str,
    /// Kind.
    pub kind: &'r str,
    /// Namespace; empty for cluster-scoped objects.
    pub namespace: &'r str,
    /// Name.
    pub name: &'r str,
}

/// A place in a file of the archive. Columns count characters.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Location<'r> {
    /// Path inside the root of the must-gather, with `/`.
    pub file: &'r str,
    /// Line of the first character.
    #[schemars(range(min = 1))]
    pub line: usize,
    /// Column of the first character.
    #[schemars(range(min = 1))]
    pub column: usize,
    /// Line of the last character.
    #[schemars(range(min = 1))]
    pub end_line: usize,
    /// Column one past the last character.
    #[schemars(range(min = 1))]
    pub end_column: usize,
    /// The first line of the place; a long one is cut.
    pub text: &'r str,
}

/// A fact that supports a finding.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Evidence<'r> {
    /// The path in the object.
    pub path: &'r str,
    /// The value found there.
    pub value: &'r str,
    /// Path inside the root of the must-gather.
    pub file: &'r str,
    /// Its line.
    #[schemars(range(min = 1))]
    pub line: usize,
}

/// Another object that belongs to a finding.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Related<'r> {
    /// The object.
    pub subject: Subject<'r>,
    /// Where it stands.
    pub location: Location<'r>,
}

/// What was odd about the archive.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Notice<'r> {
    /// What kind of oddity; more may be added.
    pub code: &'static str,
    /// A warning says that something was not judged.
    pub severity: Severity,
    /// What happened, in a sentence.
    pub message: &'r str,
    /// The file; null if it is about the archive as a whole.
    pub file: Option<&'r str>,
}
