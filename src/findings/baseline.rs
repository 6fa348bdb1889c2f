//! What was known before: the findings of another run of the same cluster, by fingerprint. How a baseline is written to a
//! file is not known here.

use std::collections::BTreeMap;

use super::{Digest, Digested, Finding, Fingerprint, Severity, State};

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

impl From<&Digested> for Known {
    fn from(finding: &Digested) -> Self {
        Self { rule: finding.rule.clone(), severity: finding.severity, subject: finding.subject.clone() }
    }
}

/// All findings of a run that are not suppressed. Of several with one fingerprint the most severe counts.
impl From<&Digest> for Baseline {
    fn from(run: &Digest) -> Self {
        let mut known: BTreeMap<Fingerprint, Known> = BTreeMap::new();
        for finding in &run.findings {
            let entry = known.entry(finding.fingerprint.clone()).or_insert_with(|| finding.into());
            entry.severity = entry.severity.max(finding.severity);
        }
        Self { known }
    }
}

impl Baseline {
    /// Whether a finding is known and no worse than it was.
    pub(super) fn state_of(&self, finding: &Finding) -> State {
        match self.known.get(&finding.fingerprint) {
            Some(known) if finding.severity <= known.severity => State::Unchanged,
            _ => State::New,
        }
    }
}
