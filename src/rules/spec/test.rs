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
    /// API objects.
    #[schemars(with = "Vec<serde_json::Map<String, serde_json::Value>>")]
    pub resources: Vec<Raw>,
    /// Kinds that were gathered although there is no object of them.
    pub gathered: Vec<String>,
    /// A must-gather, as a path from the file that holds the test.
    pub archive: Option<Spanned<String>>,
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
