//! How each rule ended. Every enabled rule has exactly one outcome: "could not tell" is never "fine".

use super::{Confidence, ExplainedBy, Severity, Status};

/// How a rule ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// Its data was there, and nothing is wrong.
    Pass,
    /// It has findings.
    Fail,
    /// It could not be judged; the reason says why.
    Skip(String),
    /// It broke (template, expression, budget, panic); the reason says how. Never the archive's fault.
    Error(String),
}

impl Outcome {
    /// The word used in every format.
    #[must_use]
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Fail => "fail",
            Self::Skip(_) => "skip",
            Self::Error(_) => "error",
        }
    }

    /// Why it was skipped or broke.
    #[must_use]
    pub fn reason(&self) -> Option<&str> {
        match self {
            Self::Pass | Self::Fail => None,
            Self::Skip(why) | Self::Error(why) => Some(why),
        }
    }
}

/// What a report needs to know of a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleInfo {
    /// Permanent id, kebab-case.
    pub id: String,
    /// Ids it had before, the oldest first. Fingerprints are made with that, so that they outlive a new name.
    pub renamed_from: Vec<String>,
    /// The bad state, in a few words; static.
    pub title: String,
    /// Severity of its findings unless the rule escalates.
    pub severity: Severity,
    /// How sure it is.
    pub confidence: Confidence,
    /// Where it is in its life.
    pub status: Status,
    /// OpenShift component.
    pub component: String,
    /// Special interest group.
    pub sig: String,
    /// Teams that own the rule.
    pub owners: Vec<String>,
    /// Words to select it by.
    pub tags: Vec<String>,
    /// Why it matters.
    pub description: String,
    /// What to do, in Markdown.
    pub help: String,
    /// Where to read on.
    pub references: Vec<String>,
    /// Rules whose findings explain those of this one; the first that has one wins.
    pub explained_by: Vec<ExplainedBy>,
}

impl RuleInfo {
    /// Whether it judges how a must-gather was gathered, and not the cluster: rules of the component `must-gather`. That
    /// nothing is wrong with the archive does not say that anything is known of the cluster.
    #[must_use]
    pub fn is_about_gather(&self) -> bool {
        self.component == "must-gather"
    }

    /// A rule of which the id is all that is known.
    #[cfg(test)]
    pub(crate) fn named(id: &str) -> Self {
        Self {
            id: id.into(),
            renamed_from: vec![],
            title: String::new(),
            severity: Severity::Error,
            confidence: Confidence::High,
            status: Status::Stable,
            component: String::new(),
            sig: String::new(),
            owners: vec![],
            tags: vec![],
            description: String::new(),
            help: String::new(),
            references: vec![],
            explained_by: vec![],
        }
    }
}

/// A rule with its outcome in this run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleReport {
    /// The rule.
    pub info: RuleInfo,
    /// How it ended.
    pub outcome: Outcome,
    /// How many findings it has, suppressed ones and those that are not displayed, too.
    pub findings: usize,
    /// How many of them are suppressed.
    pub suppressed: usize,
    /// Why there may be more findings than these: not all that it asks for could be read.
    pub incomplete: Option<String>,
}
