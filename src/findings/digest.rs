//! What is compared of two runs: findings by fingerprint, and what each rule could tell. Made from a report, or read back
//! from one that was written.

use std::collections::BTreeMap;

use super::{ArchiveInfo, Fingerprint, Outcome, Report, Severity, Status};

/// The parts of a report that are compared.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Digest {
    /// The archive and its cluster.
    pub archive: ArchiveInfo,
    /// The title of each rule that took part, and whether it could tell, by id.
    pub rules: BTreeMap<String, Told>,
    /// All findings, in the report's order.
    pub findings: Vec<Digested>,
}

/// What a rule came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// The bad state, in a few words.
    pub title: String,
    /// Why it could not tell, or not all, if so.
    pub untold: Option<String>,
    /// Whether it could tell anything.
    pub judged: bool,
    /// Whether it broke.
    pub broke: bool,
    /// Whether its findings take part in the gate.
    pub gates: bool,
    /// Ids that it had before.
    pub renamed_from: Vec<String>,
}

impl Told {
    /// A rule that could tell.
    #[cfg(test)]
    pub(crate) fn fine(title: &str) -> Self {
        let (untold, renamed_from) = (None, Vec::new());
        Self { title: title.to_owned(), untold, judged: true, broke: false, gates: true, renamed_from }
    }
}

/// One finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Digested {
    /// Its identity.
    pub fingerprint: Fingerprint,
    /// Id of the rule.
    pub rule: String,
    /// Severity.
    pub severity: Severity,
    /// What is wrong.
    pub message: String,
    /// The object, as `Kind/namespace/name`.
    pub subject: String,
    /// `file:line`, with the root in front where the archive has several.
    pub place: String,
    /// The finding that explains it.
    pub caused_by: Option<Fingerprint>,
    /// The root it was found in, where the archive has several.
    pub root: Option<String>,
    /// Whether it is suppressed.
    pub is_suppressed: bool,
}

impl Digest {
    /// The rule that has this id, or had it before.
    #[must_use]
    pub fn rule(&self, id: &str) -> Option<&Told> {
        let renamed = || self.rules.values().find(|rule| rule.renamed_from.iter().any(|old| old == id));
        self.rules.get(id).or_else(renamed)
    }

    /// Why it could not tell what a rule is about.
    #[must_use]
    pub fn untold(&self, rule: &str) -> Option<String> {
        match self.rule(rule) {
            None => Some("the rule took no part".to_owned()),
            Some(told) => told.untold.clone(),
        }
    }

    /// Whether no rule could be judged.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        !self.rules.values().any(|rule| rule.judged)
    }

    /// How many rules broke.
    #[must_use]
    pub fn broke(&self) -> usize {
        self.rules.values().filter(|rule| rule.broke).count()
    }
}

impl From<&Report> for Digest {
    fn from(report: &Report) -> Self {
        let rules = report.rules.iter().map(|rule| {
            let told = Told {
                title: rule.info.title.clone(),
                untold: rule.outcome.reason().map(str::to_owned).or_else(|| rule.incomplete.clone()),
                judged: matches!(rule.outcome, Outcome::Pass | Outcome::Fail),
                broke: matches!(rule.outcome, Outcome::Error(_)),
                gates: rule.info.status != Status::Preview,
                renamed_from: rule.info.renamed_from.clone(),
            };
            (rule.info.id.clone(), told)
        });
        let findings = report.all_findings().map(|finding| {
            let (root, location) = (finding.root.as_deref(), &finding.location);
            Digested {
                fingerprint: finding.fingerprint.clone(),
                rule: finding.rule.clone(),
                severity: finding.severity,
                message: finding.message.clone(),
                subject: finding.subject.to_string(),
                place: place(root, &location.file, location.start.line),
                caused_by: finding.caused_by.clone(),
                root: finding.root.clone(),
                is_suppressed: finding.suppressed.is_some(),
            }
        });
        Self { archive: report.archive.clone(), rules: rules.collect(), findings: findings.collect() }
    }
}

/// `file:line`, with the root in front.
#[must_use]
pub fn place(root: Option<&str>, file: &str, line: usize) -> String {
    match root {
        Some(root) => format!("{}/{file}:{line}", root.trim_end_matches('/')),
        None => format!("{file}:{line}"),
    }
}
