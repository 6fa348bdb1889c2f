//! Tests of a rule.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::findings::Severity;
use crate::rules::written::{Raw, Spanned, Table};

/// A test: what is given, and what the rule makes of it.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default)]
#[schemars(deny_unknown_fields, extend("required" = ["name", "given", "expect"]))]
pub struct TestSpec {
    /// What the test shows, in a few words.
    pub name: Spanned<String>,
    /// What there is.
    pub given: Given,
    /// Values of parameters.
    pub params: Table<String>,
    /// What the rule makes of it. Only what is written is compared.
    pub expect: Expect,
}

/// What there is: objects, or a whole must-gather.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default)]
#[schemars(deny_unknown_fields)]
pub struct Given {
    /// The gather time (RFC 3339).
    pub now: Option<Spanned<String>>,
    /// The gather time where it is only known that it was not earlier, as without a `timestamp` file.
    pub now_at_least: Option<Spanned<String>>,
    /// What gathered: the first line of the `version` file, for rules that require a product.
    pub product: Option<String>,
    /// API objects.
    #[schemars(with = "Vec<serde_json::Map<String, serde_json::Value>>")]
    pub resources: Vec<Raw>,
    /// Kinds that were gathered although there is no object of them.
    pub gathered: Vec<String>,
    /// Logs.
    pub logs: Vec<GivenLog>,
    /// Events, in the form that rules see: `type`, `reason`, `message`, `count`, `first`, `last`, `object`.
    #[schemars(with = "Option<Vec<serde_json::Map<String, serde_json::Value>>>")]
    pub events: Option<Vec<Raw>>,
    /// Documents that are no API objects.
    pub documents: Vec<GivenDocument>,
    /// Other files.
    pub files: Vec<GivenFile>,
    /// A must-gather, as a path from the file that holds the test.
    pub archive: Option<Spanned<String>>,
}

impl Given {
    /// Whether nothing is written but perhaps an archive.
    #[must_use]
    pub fn has_no_parts(&self) -> bool {
        self.resources.is_empty()
            && self.gathered.is_empty()
            && self.now.is_none()
            && self.now_at_least.is_none()
            && self.product.is_none()
            && self.logs.is_empty()
            && self.events.is_none()
            && self.documents.is_empty()
            && self.files.is_empty()
    }
}

/// A log: of a pod, of a node, or any other.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default)]
#[schemars(deny_unknown_fields, extend("required" = ["text"]))]
pub struct GivenLog {
    /// Namespace of the pod.
    pub namespace: Option<String>,
    /// Name of the pod.
    pub pod: Option<String>,
    /// Name of the container; that of the pod unless written.
    pub container: Option<String>,
    /// Which log of the container.
    pub file: super::LogPart,
    /// Name of the node; without it, and with a unit, the log is of all control-plane nodes.
    pub node: Option<String>,
    /// Service of the node.
    pub unit: Option<String>,
    /// Path of any other log.
    pub path: Option<String>,
    /// Its lines.
    pub text: String,
}

impl GivenLog {
    /// Where the log lies in a must-gather.
    #[must_use]
    pub fn path(&self) -> String {
        let name = |text: &Option<String>, other: &str| text.clone().unwrap_or_else(|| other.to_owned());
        match (&self.path, &self.pod, &self.unit) {
            (Some(path), _, _) => path.clone(),
            (None, Some(pod), _) => {
                let container = name(&self.container, pod);
                let file = match self.file {
                    super::LogPart::Current => "current.log",
                    super::LogPart::Previous => "previous.log",
                    super::LogPart::Rotated => "rotated/0.log.20260101-000000",
                };
                let namespace = name(&self.namespace, "default");
                format!("namespaces/{namespace}/pods/{pod}/{container}/{container}/logs/{file}")
            }
            (None, None, unit) => {
                let unit = name(unit, "kubelet");
                match &self.node {
                    Some(node) => format!("nodes/{node}/{node}_logs_{unit}"),
                    None => format!("host_service_logs/masters/{unit}_service.log"),
                }
            }
        }
    }
}

/// A document that is no API object.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default)]
#[schemars(deny_unknown_fields, extend("required" = ["file", "content"]))]
pub struct GivenDocument {
    /// Path from the root.
    pub file: String,
    /// What is in it.
    pub content: Option<Raw>,
}

/// A file as such.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default)]
#[schemars(deny_unknown_fields, extend("required" = ["path"]))]
pub struct GivenFile {
    /// Path from the root.
    pub path: String,
    /// Its size; 1 unless written.
    pub size: Option<u64>,
    /// Its lines.
    pub lines: Option<u64>,
    /// Whether it is JSON or YAML.
    pub parses: Option<bool>,
}

/// What the rule must make of it.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default)]
#[schemars(deny_unknown_fields)]
pub struct Expect {
    /// How the rule ends.
    pub outcome: Option<Spanned<ExpectedOutcome>>,
    /// The reason contains this text (skip, error).
    pub reason: Option<Spanned<String>>,
    /// The findings, in their order.
    pub findings: Option<Vec<ExpectedFinding>>,
}

/// How a rule ends.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum ExpectedOutcome {
    /// Nothing is wrong.
    #[default]
    Pass,
    /// There are findings.
    Fail,
    /// It could not be judged.
    Skip,
    /// It broke.
    Error,
}

impl ExpectedOutcome {
    /// The word.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Fail => "fail",
            Self::Skip => "skip",
            Self::Error => "error",
        }
    }
}

/// What a finding must have.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default)]
#[schemars(deny_unknown_fields)]
pub struct ExpectedFinding {
    /// `Kind/namespace/name`, or `Kind/name`.
    pub subject: Option<Spanned<String>>,
    /// Its severity.
    pub severity: Option<Spanned<Severity>>,
    /// The whole message.
    pub message: Option<Spanned<String>>,
    /// The file, inside the archive.
    pub file: Option<Spanned<String>>,
    /// The line, 1-based.
    pub line: Option<Spanned<usize>>,
    /// The text of that line, without white space around it.
    pub text: Option<Spanned<String>>,
}

/// Tests of one rule in a file of their own, `<id>.test.yaml` beside the rule.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default)]
#[schemars(title = "camgi rule tests", deny_unknown_fields, extend("required" = ["tests"]))]
pub struct TestFile {
    /// The rule's id; the name of the file unless written.
    pub rule: Option<Spanned<String>>,
    /// The tests.
    pub tests: Vec<TestSpec>,
}
