//! Which findings stand together, what is folded under what, and in which order a person meets them.
//! Causes first: what explains others stands before what explains nothing, and what stands lower in a cluster
//! before what stands on it. The latter is a tie-break by the kind of the subject until rules say their causes.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::View;
use crate::findings::{Finding, FindingGroup, Fingerprint, Report, Severity};

/// Kinds that others stand on, lowest first.
const LOW: [&str; 7] = [
    "Node",
    "Machine",
    "MachineSet",
    "MachineConfigPool",
    "CertificateSigningRequest",
    "ClusterVersion",
    "ClusterOperator",
];
/// Kinds that stand on everything else.
const HIGH: [&str; 1] = ["ClusterServiceVersion"];

/// A finding with the findings that are folded under it, in the report's order.
#[derive(Debug)]
pub(super) struct Entry<'r> {
    pub(super) finding: &'r Finding,
    pub(super) explains: Vec<&'r Finding>,
}

/// Findings of one rule and severity, and of one story where the rule tells them apart; never empty.
#[derive(Debug)]
pub(super) struct Group<'r> {
    pub(super) rule: &'r str,
    pub(super) severity: Severity,
    /// What they have in common.
    pub(super) story: Option<&'r FindingGroup>,
    pub(super) entries: Vec<Entry<'r>>,
}

impl Group<'_> {
    /// Smaller stands first.
    fn rank(&self) -> impl Ord + use<> {
        let explained = self.entries.iter().flat_map(|entry| &entry.explains).map(|finding| finding.severity);
        // A warning that explains errors must not stand below the errors of others.
        let worst = explained.clone().chain([self.severity]).max();
        let lowest = self.entries.iter().map(|entry| rank_of_kind(&entry.finding.subject.kind)).min();
        let number = explained.count();
        (Reverse(worst), Reverse(number > 0), Reverse(number), lowest)
    }
}

/// What stands lower in a cluster has the smaller rank.
pub(super) fn rank_of_kind(kind: &str) -> usize {
    match LOW.iter().position(|&low| low == kind) {
        Some(at) => at,
        None if HIGH.contains(&kind) => LOW.len() + 1,
        None => LOW.len(),
    }
}

/// Severity, rule and story.
type Key<'r> = (Reverse<Severity>, &'r str, Option<&'r str>);

/// The findings that are shown, grouped and in order. Every one is in exactly one place: as an entry, or folded under
/// one.
pub(super) fn groups(report: &Report, view: View) -> Vec<Group<'_>> {
    let counts = |finding: &&Finding| view.set_aside || finding.suppressed.is_none();
    let shown: Vec<&Finding> = report.findings.iter().filter(counts).collect();
    let mut causes = if view.unfolded { (0..shown.len()).collect() } else { root_causes(&shown) };
    for at in 0..shown.len() {
        // What is new is not hidden under what is known.
        if view.shows(shown[at]) && !view.shows(shown[causes[at]]) {
            causes[at] = at;
        }
    }
    let mut folded: BTreeMap<usize, Vec<&Finding>> = BTreeMap::new();
    for (at, cause) in causes.iter().enumerate().filter(|&(at, &cause)| at != cause) {
        folded.entry(*cause).or_default().push(shown[at]);
    }

    let mut groups: BTreeMap<Key<'_>, Vec<Entry<'_>>> = BTreeMap::new();
    for (at, finding) in shown.iter().enumerate().filter(|&(at, _)| causes[at] == at) {
        let explains = folded.remove(&at).unwrap_or_default();
        if !view.shows(finding) {
            continue;
        }
        let story = finding.group.as_ref().map(|group| group.key.as_str());
        let key = (Reverse(finding.severity), finding.rule.as_str(), story);
        groups.entry(key).or_default().push(Entry { finding, explains });
    }
    let mut groups: Vec<Group<'_>> = groups
        .into_iter()
        .map(|((Reverse(severity), rule, _), mut entries)| {
            entries.sort_by_key(|entry| Reverse(entry.explains.len()));
            let story = entries.first().and_then(|entry| entry.finding.group.as_ref());
            Group { rule, severity, story, entries }
        })
        .collect();
    groups.sort_by_cached_key(Group::rank);
    groups
}

/// A longer chain of causes is taken for a circle.
const LONGEST_CHAIN: usize = 64;

/// For each finding the one that explains it in the end, or itself. A cause that is not shown (suppressed, or
/// below the displayed severity) explains nothing, and neither does a circle: a finding is never lost.
fn root_causes(shown: &[&Finding]) -> Vec<usize> {
    let by_identity: BTreeMap<(Option<&str>, &Fingerprint), usize> = shown
        .iter()
        .enumerate()
        .map(|(at, finding)| ((finding.root.as_deref(), &finding.fingerprint), at))
        .collect();
    let parent = |at: usize| -> Option<usize> {
        let cause = shown[at].caused_by.as_ref()?;
        by_identity.get(&(shown[at].root.as_deref(), cause)).copied()
    };
    (0..shown.len())
        .map(|start| {
            let mut at = start;
            for _ in 0..LONGEST_CHAIN {
                match parent(at) {
                    Some(cause) => at = cause,
                    None => return at,
                }
            }
            start
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::findings::{ArchiveInfo, Baseline, Digest, Location, Subject};
    use crate::text::Span;

    fn finding(rule: &str, severity: Severity, kind: &str, name: &str) -> Finding {
        let subject = Subject { kind: kind.into(), name: name.into(), ..Subject::default() };
        Finding::new(rule, severity, "m".into(), subject, Location::new("f", "a\n", Span::new(0, 1)))
    }

    fn shape(findings: Vec<Finding>) -> Vec<String> {
        let report = Report::close(ArchiveInfo::default(), vec![], findings, vec![]);
        let entry = |entry: &Entry<'_>| {
            let explains: Vec<_> = entry.explains.iter().map(|f| f.subject.name.as_str()).collect();
            format!("{}({})", entry.finding.subject.name, explains.join(" "))
        };
        groups(&report, View::default())
            .iter()
            .map(|g| format!("{} {}", g.rule, g.entries.iter().map(entry).collect::<Vec<_>>().join(" ")))
            .collect()
    }

    #[test]
    fn what_stands_lower_comes_first_inside_a_severity() {
        use Severity::{Error, Warning};
        let order = shape(vec![
            finding("a", Error, "ClusterServiceVersion", "csv"),
            finding("b", Error, "Pod", "pod"),
            finding("c", Error, "ClusterOperator", "co"),
            finding("d", Error, "Machine", "machine"),
            finding("e", Error, "Node", "node"),
            finding("f", Warning, "Node", "other"),
        ]);
        assert_eq!(order, ["e node()", "d machine()", "c co()", "b pod()", "a csv()", "f other()"]);
    }

    #[test]
    fn consequences_are_folded_under_the_last_cause() {
        let pool = finding("pool", Severity::Warning, "MachineConfigPool", "pool");
        let mut node = finding("node", Severity::Error, "Node", "node");
        node.caused_by = Some(pool.fingerprint.clone());
        let mut pod = finding("pod", Severity::Error, "Pod", "pod");
        pod.caused_by = Some(node.fingerprint.clone());
        let other = finding("other", Severity::Error, "Node", "other");
        // The warning stands first: it explains errors.
        assert_eq!(shape(vec![pool, node, pod, other]), ["pool pool(node pod)", "other other()"]);
    }

    #[test]
    fn no_finding_is_lost_to_a_hidden_cause_or_a_circle() {
        let mut cause = finding("node", Severity::Error, "Node", "node");
        cause.suppressed = Some("known".into());
        let mut pod = finding("pod", Severity::Error, "Pod", "pod");
        pod.caused_by = Some(cause.fingerprint.clone());
        assert_eq!(shape(vec![cause, pod]), ["pod pod()"]);

        let mut one = finding("one", Severity::Error, "Pod", "one");
        let mut two = finding("two", Severity::Error, "Pod", "two");
        let mut three = finding("three", Severity::Error, "Pod", "three");
        one.caused_by = Some(two.fingerprint.clone());
        two.caused_by = Some(one.fingerprint.clone());
        three.caused_by = Some(one.fingerprint.clone());
        assert_eq!(shape(vec![one, two, three]), ["one one()", "three three()", "two two()"]);
    }

    #[test]
    fn what_is_in_the_baseline_is_not_shown_and_hides_nothing_that_is_new() {
        let node = finding("node", Severity::Error, "Node", "node");
        let mut pods = ["old", "new"].map(|name| finding("pod", Severity::Error, "Pod", name));
        pods.iter_mut().for_each(|pod| pod.caused_by = Some(node.fingerprint.clone()));
        let known = |known: &[&Finding]| {
            let all = vec![node.clone(), pods[0].clone(), pods[1].clone()];
            let mut report = Report::close(ArchiveInfo::default(), vec![], all, vec![]);
            let mut before = Digest::from(&report);
            before.findings.retain(|one| known.iter().any(|known| known.fingerprint == one.fingerprint));
            report.compare(&Baseline::from(&before));
            let of = |entry: &Entry<'_>| format!("{}({})", entry.finding.subject.name, entry.explains.len());
            let groups = groups(&report, View::default());
            groups.iter().flat_map(|group| group.entries.iter().map(of)).collect::<Vec<_>>()
        };
        assert_eq!(known(&[&node, &pods[0], &pods[1]]), Vec::<String>::new());
        assert_eq!(known(&[&node, &pods[0]]), ["new(0)"], "one of the pods is new");
        assert_eq!(known(&[&pods[0], &pods[1]]), ["node(2)"], "the cause is new");
    }

    #[test]
    fn a_cause_explains_in_its_own_root_only() {
        let mut all = Vec::new();
        for root in ["a", "b"] {
            let mut node = finding("node", Severity::Error, "Node", "node");
            let mut pod = finding("pod", Severity::Error, "Pod", root);
            pod.caused_by = Some(node.fingerprint.clone());
            node.root = Some(root.into());
            pod.root = Some(root.into());
            all.extend([node, pod]);
        }
        assert_eq!(shape(all), ["node node(a) node(b)"]);
    }
}
