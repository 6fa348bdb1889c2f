//! What was known before: the findings of another run of the same cluster, by fingerprint. How a baseline is written to a
//! file is not known here.

use std::collections::BTreeMap;

use super::{Finding, Fingerprint, Report, Severity, State};

/// Findings that are known, by fingerprint.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Baseline {
    /// What is known of each, for those who read the file.
    pub known: BTreeMap<Fingerprint, Known>,
}

/// One finding of a baseline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    /// Id of the rule.
    pub rule: String,
    /// Severity that it had.
    pub severity: Severity,
    /// The object, as `Kind/namespace/name`.
    pub subject: String,
}

impl From<&Finding> for Known {
    fn from(finding: &Finding) -> Self {
        Self { rule: finding.rule.clone(), severity: finding.severity, subject: finding.subject.to_string() }
    }
}

impl Baseline {
    /// All findings of a report that are not suppressed, displayed or not.
    #[must_use]
    pub fn of(report: &Report) -> Self {
        let counted = report.all_findings().filter(|finding| finding.suppressed.is_none());
        Self { known: counted.map(|finding| (finding.fingerprint.clone(), Known::from(finding))).collect() }
    }

    /// Whether a finding is known and no worse than it was.
    pub(super) fn state_of(&self, finding: &Finding) -> State {
        match self.known.get(&finding.fingerprint) {
            Some(known) if finding.severity <= known.severity => State::Unchanged,
            _ => State::New,
        }
    }
}
