//! What changed from one gather to another: what is new, what is gone, what is still there, and what cannot be told
//! because a rule could not. How that is shown is not known here.

use std::collections::BTreeMap;

use super::{ArchiveInfo, Baseline, Digest, Digested, FailOn, Fingerprint, Known, Severity};

/// The changes from an old run to a new one. Findings are in the order of their report.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Changes {
    /// The old archive.
    pub old: ArchiveInfo,
    /// The new one.
    pub new: ArchiveInfo,
    /// Findings of the new run that the old one does not have.
    pub appeared: Vec<Appeared>,
    /// Findings of the old run that the new one does not have, although their rule could tell.
    pub gone: Vec<Digested>,
    /// Findings of both, as they are now.
    pub still: Vec<Still>,
    /// Findings of the old run that the new one could not tell.
    pub untold: Vec<Untold>,
    /// Titles of the rules, by id.
    pub titles: BTreeMap<String, String>,
    /// How many rules broke, in both runs together.
    pub broke: usize,
}

/// A finding that is new.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Appeared {
    /// The finding.
    pub finding: Digested,
    /// Why the old run could not have told, if so.
    pub untold_before: Option<String>,
}

/// A finding that is still there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Still {
    /// The finding, as it is now.
    pub finding: Digested,
    /// Its severity before.
    pub was: Severity,
}

/// A finding that may still be there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Untold {
    /// The finding, as it was.
    pub finding: Digested,
    /// Why the new run could not tell.
    pub why: String,
}

impl Changes {
    /// Compares two runs.
    #[must_use]
    pub fn between(old: &Digest, new: &Digest) -> Self {
        let mut before: BTreeMap<&Fingerprint, Vec<&Digested>> = BTreeMap::new();
        // The last comes first, because it is taken off the end: several roots may have the same finding.
        for finding in old.findings.iter().rev() {
            before.entry(&finding.fingerprint).or_default().push(finding);
        }
        let mut changes = Self { old: old.archive.clone(), new: new.archive.clone(), ..Self::default() };
        for finding in &new.findings {
            let finding = finding.clone();
            match before.get_mut(&finding.fingerprint).and_then(Vec::pop) {
                Some(was) => changes.still.push(Still { finding, was: was.severity }),
                None => {
                    let untold_before = untold(old, &finding.rule);
                    changes.appeared.push(Appeared { finding, untold_before });
                }
            }
        }
        let is_left = |finding: &&Digested| {
            before
                .get(&finding.fingerprint)
                .is_some_and(|left| left.iter().any(|one| std::ptr::eq(*one, *finding)))
        };
        for finding in old.findings.iter().filter(is_left) {
            let finding = finding.clone();
            match untold(new, &finding.rule) {
                None => changes.gone.push(finding),
                Some(why) => changes.untold.push(Untold { finding, why }),
            }
        }
        let rules = old.rules.iter().chain(&new.rules);
        changes.broke = rules.clone().filter(|(_, told)| told.broke).count();
        changes.titles = rules.map(|(id, told)| (id.clone(), told.title.clone())).collect();
        changes
    }

    /// How many new findings, and findings that are worse than before, are at or over a threshold.
    #[must_use]
    pub fn gating(&self, threshold: FailOn) -> usize {
        let appeared = self.appeared.iter().map(|appeared| appeared.finding.severity);
        let worse = self.still.iter().filter(|still| still.finding.severity > still.was);
        let all = appeared.chain(worse.map(|still| still.finding.severity));
        all.filter(|severity| threshold.is_met_by(*severity)).count()
    }

    /// Whether both archives are of one cluster; nothing where one does not say.
    #[must_use]
    pub fn same_cluster(&self) -> Option<bool> {
        Some(self.old.cluster_id.as_ref()? == self.new.cluster_id.as_ref()?)
    }
}

/// Why a run could not tell what a rule is about.
fn untold(run: &Digest, rule: &str) -> Option<String> {
    match run.rules.get(rule) {
        None => Some("the rule took no part".to_owned()),
        Some(told) => told.untold.clone(),
    }
}

/// What of a baseline holds against a run: what is still there, and what the run could not tell. The rest is gone.
#[must_use]
pub fn prune(baseline: &Baseline, run: &Digest) -> Pruned {
    let mut pruned = Pruned::default();
    for (fingerprint, known) in &baseline.known {
        let there = run.findings.iter().find(|finding| finding.fingerprint == *fingerprint);
        if there.is_none() && untold(run, &known.rule).is_none() {
            pruned.gone.push(known.clone());
            continue;
        }
        pruned.untold += usize::from(there.is_none());
        pruned.kept.known.insert(fingerprint.clone(), known.clone());
    }
    pruned
}

/// What is left of a baseline.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Pruned {
    /// What stays in it.
    pub kept: Baseline,
    /// How much of that stays only because the run could not tell.
    pub untold: usize,
    /// What is gone.
    pub gone: Vec<Known>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::findings::{Subject, Told};

    fn digest(findings: &[(&str, &str, Severity)], untold: &[&str]) -> Digest {
        let findings = findings.iter().map(|&(rule, name, severity)| {
            let subject = Subject { kind: "Pod".into(), name: name.into(), ..Subject::default() };
            Digested {
                fingerprint: Fingerprint::of(rule, &subject, "", 0),
                rule: rule.into(),
                severity,
                message: "m".into(),
                subject: subject.to_string(),
                place: "f:1".into(),
                caused_by: None,
            }
        });
        let rules = ["a", "b", "c"].map(|id| {
            let why = untold.contains(&id).then(|| "no data".to_owned());
            (id.to_owned(), Told { title: "t".into(), untold: why, broke: false })
        });
        Digest { rules: rules.into(), findings: findings.collect(), ..Digest::default() }
    }

    fn names(findings: &[Digested]) -> Vec<String> {
        findings.iter().map(|finding| format!("{} {}", finding.rule, finding.subject)).collect()
    }

    #[test]
    fn new_gone_still_there_and_not_to_be_told() {
        use Severity::{Error, Warning};
        let old =
            digest(&[("a", "x", Warning), ("a", "y", Error), ("b", "x", Error), ("z", "x", Error)], &["c"]);
        let new = digest(&[("a", "x", Error), ("a", "w", Warning), ("c", "x", Error)], &["b"]);
        let changes = Changes::between(&old, &new);
        let appeared: Vec<_> = changes.appeared.iter().map(|one| one.finding.clone()).collect();
        assert_eq!(names(&appeared), ["a Pod/w", "c Pod/x"]);
        assert_eq!(changes.appeared[1].untold_before.as_deref(), Some("no data"));
        assert_eq!(names(&changes.gone), ["a Pod/y"]);
        let still: Vec<_> = changes.still.iter().map(|one| (one.finding.subject.as_str(), one.was)).collect();
        assert_eq!(still, [("Pod/x", Warning)]);
        let untold: Vec<_> =
            changes.untold.iter().map(|one| (one.finding.rule.as_str(), one.why.as_str())).collect();
        assert_eq!(untold, [("b", "no data"), ("z", "the rule took no part")]);
        // Two errors are new or worse, and one warning is new.
        assert_eq!((changes.gating(FailOn::Error), changes.gating(FailOn::Warning)), (2, 3));
        assert_eq!(changes.gating(FailOn::Never), 0);
    }

    #[test]
    fn the_same_finding_of_two_roots_is_two() {
        let one = digest(&[("a", "x", Severity::Error)], &[]);
        let two = digest(&[("a", "x", Severity::Error), ("a", "x", Severity::Error)], &[]);
        let more = Changes::between(&one, &two);
        assert_eq!((more.still.len(), more.appeared.len(), more.gone.len()), (1, 1, 0));
        let less = Changes::between(&two, &one);
        assert_eq!((less.still.len(), less.appeared.len(), less.gone.len()), (1, 0, 1));
    }

    #[test]
    fn a_baseline_loses_only_what_is_proven_to_be_gone() {
        let old = digest(
            &[("a", "x", Severity::Error), ("a", "y", Severity::Error), ("b", "x", Severity::Error)],
            &[],
        );
        let pruned = prune(&Baseline::from(&old), &digest(&[("a", "x", Severity::Error)], &["b"]));
        assert_eq!((pruned.kept.known.len(), pruned.untold), (2, 1));
        assert_eq!(pruned.gone.iter().map(|known| known.subject.as_str()).collect::<Vec<_>>(), ["Pod/y"]);
    }
}
