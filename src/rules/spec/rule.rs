//! The header of a rule, its parameters, guards, severities and report.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{CorrelateSpec, ExplainedBy, GroupSpec, JoinSpec, SourceSpec, SubjectSpec, TestSpec};
use crate::findings::{Confidence, Severity, Status};
use crate::rules::written::{Raw, Spanned, Table, Words};

/// The version of the rule language.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
pub enum ApiVersion {
    /// The first and only one.
    #[default]
    #[serde(rename = "camgi/v1")]
    V1,
}

/// What the document is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
pub enum DocumentKind {
    /// A rule.
    #[default]
    Rule,
}

/// A camgi rule: one bad state of a cluster, how to see it, and what to do about it.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", default)]
#[schemars(title = "camgi rule", deny_unknown_fields)]
#[schemars(extend("required" = ["apiVersion", "kind", "id", "title", "severity", "component", "description", "help", "sources"]))]
pub struct RuleSpec {
    /// Version of the rule language: `camgi/v1`.
    #[serde(rename = "apiVersion")]
    pub api_version: ApiVersion,
    /// `Rule`.
    pub kind: DocumentKind,
    /// Permanent name in kebab-case; it names the bad state and never changes.
    pub id: Option<Spanned<String>>,
    /// Ids that the rule had before; suppressions and selections by them still work.
    pub renamed_from: Vec<Spanned<String>>,
    /// The bad state in a few words. Static: it becomes part of a test name.
    pub title: Option<Spanned<String>>,
    /// Severity of the findings, unless `escalate` says otherwise.
    pub severity: Option<Severity>,
    /// How sure the rule is when it speaks; `high` unless written.
    pub confidence: Option<Confidence>,
    /// `stable` unless written. Findings of `preview` rules never fail a run.
    pub status: Option<Status>,
    /// OpenShift component, as in bug reports: `machine-api`, `node`, `olm`.
    pub component: String,
    /// Special interest group, for test names; the component unless written.
    pub sig: Option<String>,
    /// Teams that own the rule.
    pub owners: Vec<String>,
    /// Words to select the rule by (`--select tag:capacity`).
    pub tags: Vec<String>,
    /// Why it matters, in a sentence or two.
    pub description: String,
    /// What to do, in Markdown; starts with the first command or field to look at.
    pub help: String,
    /// Where to read on.
    pub references: Vec<String>,
    /// What the cluster must be for the rule to be judged; otherwise it is skipped, with that reason.
    pub requires: Requires,
    /// Values that a user may set: `--param RULE.NAME=VALUE`.
    pub params: Table<ParamSpec>,
    /// Where the rule looks, by names that the rest of the rule uses.
    pub sources: Table<SourceSpec>,
    /// The source whose items are judged, one finding an item; the only source unless written.
    pub foreach: Option<Spanned<String>>,
    /// What belongs to each item, by names that the rest of the rule uses.
    pub join: Table<JoinSpec>,
    /// Groups of items of several sources, in the place of `foreach` and `join`.
    pub correlate: Option<CorrelateSpec>,
    /// Whether an item counts, as an expression (rhai) over the names of sources and joins, and `params`.
    pub condition: Option<Spanned<String>>,
    /// A program (rhai) in the place of `foreach`, `join`, `correlate` and `condition`.
    pub script: Option<Spanned<String>>,
    /// Findings that are shown together.
    pub group: Option<GroupSpec>,
    /// Facts by which causes are found, as paths: `node: machine.status.nodeRef.name`.
    pub links: Table<Spanned<String>>,
    /// Rules whose findings explain those of this one; the first that has one wins.
    pub explained_by: Vec<ExplainedBy>,
    /// Other severities: read in order, the first that matches wins, and may lower.
    pub escalate: Vec<Escalate>,
    /// What a finding says, and where.
    pub report: Report,
    /// Tests of the rule, run by `camgi rules test`.
    pub tests: Vec<TestSpec>,
}

/// Guards. A fact that cannot be known from the archive skips the rule too.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default)]
#[schemars(deny_unknown_fields)]
pub struct Requires {
    /// Range of OpenShift versions: `>=4.10`, `>=4.10, <4.16`.
    pub openshift: Option<Spanned<String>>,
    /// Range of Kubernetes versions, by the newest kubelet.
    pub kubernetes: Option<Spanned<String>>,
    /// Platform, as in the Infrastructure object: `AWS`, `None`, …
    pub platform: Words,
    /// Control-plane topology: `HighlyAvailable`, `SingleReplica`, `External`, …
    pub topology: Words,
    /// What gathered: the first line of the `version` file.
    pub product: Words,
    /// Whether the first installation was still under way.
    pub installing: Option<bool>,
    /// Whether an update was under way.
    pub upgrading: Option<bool>,
    /// Whether the installation was complete for ten minutes.
    pub settled: Option<bool>,
    /// Kinds that must have been gathered.
    pub has: Words,
}

/// A value that a user may set.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default)]
#[schemars(deny_unknown_fields, extend("required" = ["type", "default", "description"]))]
pub struct ParamSpec {
    /// What sort of value it is.
    #[serde(rename = "type")]
    pub sort: ParamType,
    /// The value unless a user sets another.
    pub default: Option<Spanned<String>>,
    /// What it does, in a sentence.
    pub description: String,
}

/// Sorts of parameters.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum ParamType {
    /// `30m`, `1h30m`, `2d`; in programs the seconds.
    Duration,
    /// A whole number.
    Integer,
    /// A number or Kubernetes quantity: `0.8`, `10Gi`; in programs the number that it is.
    Quantity,
    /// `true` or `false`.
    Boolean,
    /// Any text.
    #[default]
    String,
}

/// One step of the ladder of severities.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default)]
#[schemars(deny_unknown_fields, extend("required" = ["to", "when"]))]
pub struct Escalate {
    /// The severity.
    pub to: Option<Severity>,
    /// When: a map as in `where`, or a list of them.
    #[schemars(with = "Option<super::source::ConditionShape>")]
    pub when: Option<Raw>,
}

/// What a finding says, and where.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default)]
#[schemars(deny_unknown_fields)]
pub struct Report {
    /// What is wrong with this object (minijinja; a missing name is an error unless `default`). A script says it itself.
    pub message: Option<Spanned<String>>,
    /// What it is about, where that is not the object that was looked at.
    pub subject: Option<SubjectSpec>,
    /// Path of the place that is underlined; falls back to the nearest parent that exists.
    pub at: Option<Spanned<String>>,
    /// What is written under the place (minijinja).
    pub label: Option<Spanned<String>>,
    /// Paths of facts that support the finding; those that are not there are left out.
    pub evidence: Vec<Spanned<String>>,
    /// Sets findings of the same subject apart in fingerprints (minijinja).
    pub key: Option<Spanned<String>>,
}
