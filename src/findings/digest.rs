//! What is compared of two runs: findings by fingerprint, and what each rule could tell. Made from a report, or read back
//! from one that was written.

use std::collections::BTreeMap;

use super::{ArchiveInfo, Fingerprint, Outcome, Report, Severity};

/// The parts of a report that are compared.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Digest {
    /// The archive and its cluster.
    pub archive: ArchiveInfo,
    /// The title of each rule that took part, and whether it could tell, by id.
    pub rules: BTreeMap<String, Told>,
    /// Findings that are not suppressed, in the report's order.
    pub findings: Vec<Digested>,
}

/// What a rule came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// The bad state, in a few words.
    pub title: String,
    /// Why it could not tell, if so.
    pub untold: Option<String>,
    /// Whether it broke.
    pub broke: bool,
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
}

impl From<&Report> for Digest {
    fn from(report: &Report) -> Self {
        let rules = report.rules.iter().map(|rule| {
            let untold = match &rule.outcome {
                Outcome::Pass | Outcome::Fail => None,
                Outcome::Skip(why) | Outcome::Error(why) => Some(why.clone()),
            };
            let broke = matches!(rule.outcome, Outcome::Error(_));
            (rule.info.id.clone(), Told { title: rule.info.title.clone(), untold, broke })
        });
        let counted = report.all_findings().filter(|finding| finding.suppressed.is_none());
        let findings = counted.map(|finding| {
            let (root, location) = (finding.root.as_deref(), &finding.location);
            Digested {
                fingerprint: finding.fingerprint.clone(),
                rule: finding.rule.clone(),
                severity: finding.severity,
                message: finding.message.clone(),
                subject: finding.subject.to_string(),
                place: place(root, &location.file, location.start.line),
                caused_by: finding.caused_by.clone(),
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
