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
    /// Whether its rule takes part in the gate.
    pub gates: bool,
}

/// A finding that is still there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Still {
    /// The finding, as it is now.
    pub finding: Digested,
    /// Its severity before.
    pub was: Severity,
    /// Whether it was suppressed before.
    pub was_suppressed: bool,
    /// Whether its rule takes part in the gate.
    pub gates: bool,
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
    /// Compares two runs. What is suppressed in one of them is there all the same: it is neither new nor gone.
    #[must_use]
    pub fn between(old: &Digest, new: &Digest) -> Self {
        let pairs = pairs(old, new);
        let mut changes = Self { old: old.archive.clone(), new: new.archive.clone(), ..Self::default() };
        for (finding, was) in new.findings.iter().zip(&pairs) {
            let gates = new.rule(&finding.rule).is_none_or(|rule| rule.gates);
            match was.map(|at| &old.findings[at]) {
                Some(was) if !(finding.is_suppressed && was.is_suppressed) => changes.still.push(Still {
                    finding: finding.clone(),
                    was: was.severity,
                    was_suppressed: was.is_suppressed,
                    gates,
                }),
                None if !finding.is_suppressed => changes.appeared.push(Appeared {
                    finding: finding.clone(),
                    untold_before: old.untold(&finding.rule),
                    gates,
                }),
                _ => {}
            }
        }
        let is_left = |at: &usize| !pairs.contains(&Some(*at)) && !old.findings[*at].is_suppressed;
        for finding in (0..old.findings.len()).filter(is_left).map(|at| old.findings[at].clone()) {
            match new.untold(&finding.rule) {
                None => changes.gone.push(finding),
                Some(why) => changes.untold.push(Untold { finding, why }),
            }
        }
        changes.broke = old.broke() + new.broke();
        let rules = old.rules.iter().chain(&new.rules);
        changes.titles = rules.map(|(id, told)| (id.clone(), told.title.clone())).collect();
        changes
    }

    /// How many new findings, and findings that are worse than before, are at or over a threshold.
    #[must_use]
    pub fn gating(&self, threshold: FailOn) -> usize {
        let appeared = self.appeared.iter().filter(|one| one.gates).map(|one| one.finding.severity);
        let worse = self.still.iter().filter(|still| still.gates && still.is_worse());
        let all = appeared.chain(worse.map(|still| still.finding.severity));
        all.filter(|severity| threshold.is_met_by(*severity)).count()
    }

    /// Whether both archives are of one cluster; nothing where one does not say.
    #[must_use]
    pub fn same_cluster(&self) -> Option<bool> {
        Some(self.old.cluster_id.as_ref()? == self.new.cluster_id.as_ref()?)
    }
}

impl Still {
    /// Whether it is worse than it was, and not suppressed.
    #[must_use]
    pub fn is_worse(&self) -> bool {
        !self.finding.is_suppressed && self.finding.severity > self.was
    }
}

/// For each finding of the new run the place of the same one in the old run. Of several roots the same one comes first; a
/// root that the old run does not have may be one of its roots under another name.
fn pairs(old: &Digest, new: &Digest) -> Vec<Option<usize>> {
    let mut before: BTreeMap<&Fingerprint, Vec<usize>> = BTreeMap::new();
    for (at, finding) in old.findings.iter().enumerate() {
        before.entry(&finding.fingerprint).or_default().push(at);
    }
    let mut pairs = vec![None; new.findings.len()];
    for same_root in [true, false] {
        for (at, finding) in
            new.findings.iter().enumerate().filter(|(at, _)| pairs[*at].is_none()).collect::<Vec<_>>()
        {
            let is_known = finding.root.as_ref().is_some_and(|root| old.archive.roots.contains(root));
            let Some(left) = before.get_mut(&finding.fingerprint) else { continue };
            let fits = |was: &usize| match same_root {
                true => old.findings[*was].root == finding.root,
                false => !is_known,
            };
            pairs[at] = left.iter().position(fits).map(|position| left.remove(position));
        }
    }
    pairs
}

/// What of a baseline holds against a run: what is still there, and what the run could not tell. The rest is gone.
#[must_use]
pub fn prune(baseline: &Baseline, run: &Digest) -> Pruned {
    let kept = Baseline { cluster_id: baseline.cluster_id.clone(), ..Baseline::default() };
    let mut pruned = Pruned { kept, ..Pruned::default() };
    for (fingerprint, known) in &baseline.known {
        let there = run.findings.iter().find(|finding| finding.fingerprint == *fingerprint);
        if there.is_none() && run.untold(&known.rule).is_none() {
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
                root: None,
                is_suppressed: false,
            }
        });
        let rules = ["a", "b", "c"].map(|id| {
            let why = untold.contains(&id).then(|| "no data".to_owned());
            (id.to_owned(), Told { untold: why, ..Told::fine("t") })
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
    fn each_root_has_its_own() {
        let of_roots = |roots: &[&str]| {
            let mut digest = digest(&vec![("a", "x", Severity::Error); roots.len()], &[]);
            for (finding, root) in digest.findings.iter_mut().zip(roots) {
                finding.root = Some((*root).to_owned());
            }
            digest.archive.roots = vec!["one".into(), "two".into()];
            digest
        };
        let counts = |old: &[&str], new: &[&str]| {
            let changes = Changes::between(&of_roots(old), &of_roots(new));
            (changes.appeared.len(), changes.still.len(), changes.gone.len())
        };
        assert_eq!(counts(&["one"], &["two"]), (1, 0, 1), "one is repaired, and the other broke");
        assert_eq!(counts(&["one", "two"], &["two"]), (0, 1, 1));
        assert_eq!(counts(&["one", "two"], &["two-renamed", "one"]), (0, 2, 0));
    }

    #[test]
    fn what_is_suppressed_is_neither_new_nor_gone() {
        let open = digest(&[("a", "x", Severity::Error)], &[]);
        let mut suppressed = open.clone();
        suppressed.findings[0].is_suppressed = true;
        let none = digest(&[], &[]);
        let counts = |old: &Digest, new: &Digest| {
            let changes = Changes::between(old, new);
            [changes.appeared.len(), changes.still.len(), changes.gone.len(), changes.gating(FailOn::Error)]
        };
        assert_eq!(counts(&open, &suppressed), [0, 1, 0, 0]);
        assert_eq!(counts(&suppressed, &open), [0, 1, 0, 0]);
        assert_eq!(counts(&suppressed, &suppressed), [0, 0, 0, 0]);
        assert_eq!(counts(&none, &suppressed), [0, 0, 0, 0]);
        assert_eq!(counts(&suppressed, &none), [0, 0, 0, 0]);
        let pruned = prune(&Baseline::from(&open), &suppressed);
        assert_eq!((pruned.kept.known.len(), pruned.gone.len()), (1, 0));
        assert!(Baseline::from(&suppressed).known.is_empty());
    }

    #[test]
    fn previews_gate_nothing_and_old_ids_are_known() {
        let old = digest(&[("once-a", "x", Severity::Error)], &[]);
        let mut new = digest(&[("a", "y", Severity::Error)], &[]);
        let a = new.rules.get_mut("a").expect("the rule");
        (a.gates, a.renamed_from) = (false, vec!["once-a".into()]);
        let changes = Changes::between(&old, &new);
        assert_eq!(
            (changes.gone.len(), changes.untold.len()),
            (1, 0),
            "the rule could tell under its new id"
        );
        assert_eq!((changes.appeared.len(), changes.gating(FailOn::Error)), (1, 0));
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
