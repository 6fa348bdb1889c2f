//! What was known before: the findings of another run of the same cluster, by fingerprint. How a baseline is written to a
//! file is not known here.

use std::collections::BTreeMap;

use super::{Digest, Digested, Finding, Fingerprint, Severity, State};

/// Findings that are known, by fingerprint.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Baseline {
    /// What is known of each, for those who read the file.
    pub known: BTreeMap<Fingerprint, Known>,
    /// The cluster, if that is known.
    pub cluster_id: Option<String>,
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
    /// How many findings with this fingerprint there are: several roots may have the same one.
    pub count: usize,
}

impl From<&Digested> for Known {
    fn from(finding: &Digested) -> Self {
        let (rule, subject) = (finding.rule.clone(), finding.subject.clone());
        Self { rule, severity: finding.severity, subject, count: 0 }
    }
}

/// All findings of a run that are not suppressed. Of several with one fingerprint the most severe counts.
impl From<&Digest> for Baseline {
    fn from(run: &Digest) -> Self {
        let mut known: BTreeMap<Fingerprint, Known> = BTreeMap::new();
        for finding in run.findings.iter().filter(|finding| !finding.is_suppressed) {
            let entry = known.entry(finding.fingerprint.clone()).or_insert_with(|| finding.into());
            entry.severity = entry.severity.max(finding.severity);
            entry.count += 1;
        }
        Self { known, cluster_id: run.archive.cluster_id.clone() }
    }
}

impl Baseline {
    /// Marks the findings that are known and no worse than they were. Of more than there were the surplus is new.
    pub(super) fn mark<'f>(&self, findings: impl Iterator<Item = &'f mut Finding>) {
        let mut seen: BTreeMap<Fingerprint, usize> = BTreeMap::new();
        for finding in findings {
            let seen = seen.entry(finding.fingerprint.clone()).or_default();
            finding.state = match self.known.get(&finding.fingerprint) {
                Some(known) if finding.severity <= known.severity && *seen < known.count => State::Unchanged,
                _ => State::New,
            };
            *seen += usize::from(finding.suppressed.is_none());
        }
    }
}
