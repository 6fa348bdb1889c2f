//! What the formats for people say of changes, in the order in which they say it: how the archives are called, what is to be
//! known before the findings are read, and what is new with the causes first.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use crate::findings::{Appeared, ArchiveInfo, Changes, Digested, FailOn, Fingerprint, Severity, Still};
use crate::output::group::rank_of_kind;
use crate::output::human::whole_seconds;

/// `name: OpenShift 4.18.3, platform AWS, gathered 2026-01-01T10:00:00Z`; what is not known is left out.
pub(super) fn archive(archive: &ArchiveInfo) -> String {
    let facts = [
        archive.openshift_version.as_ref().map(|version| format!("OpenShift {version}")),
        archive.platform.as_ref().map(|platform| format!("platform {platform}")),
        archive.gathered_at.as_deref().map(|time| format!("gathered {}", whole_seconds(time))),
    ];
    let facts: Vec<String> = facts.into_iter().flatten().collect();
    if facts.is_empty() { archive.name.clone() } else { format!("{}: {}", archive.name, facts.join(", ")) }
}

/// What is to be known before the findings are read.
pub(super) fn remarks(changes: &Changes) -> Vec<String> {
    let (old, new) = (&changes.old, &changes.new);
    let mut remarks = Vec::new();
    if changes.same_cluster() == Some(false) {
        remarks.push("these are two clusters: what differs is no change over time".to_owned());
    }
    // Both are UTC, so the texts order as the times do.
    if let (Some(before), Some(after)) = (&old.gathered_at, &new.gathered_at)
        && before > after
    {
        remarks.push("the new archive is the older one: OLD stands before NEW".to_owned());
    }
    if let (Some(before), Some(after)) = (&old.openshift_version, &new.openshift_version)
        && before != after
    {
        remarks.push(format!("the version is another: {before}, now {after}"));
    }
    if changes.broke > 0 {
        remarks.push(format!("{} rules broke, so this is incomplete", changes.broke));
    }
    remarks
}

/// Findings of one rule, one by one, each with what is to be said of it.
#[derive(Debug)]
pub(super) struct Group<'c> {
    pub(super) rule: &'c str,
    pub(super) title: &'c str,
    pub(super) findings: Vec<(&'c Digested, Vec<String>)>,
}

/// What is new, the causes first; what is new and explained by something new is only counted there.
pub(super) fn appeared(changes: &Changes) -> Vec<Group<'_>> {
    let by_fingerprint: BTreeMap<&Fingerprint, &Digested> =
        changes.appeared.iter().map(|one| (&one.finding.fingerprint, &one.finding)).collect();
    // A chain that is longer than the findings is a circle; all of it is shown then.
    let root = |finding: &Digested| {
        let mut at = &finding.fingerprint;
        for _ in 0..=changes.appeared.len() {
            match by_fingerprint.get(at).and_then(|one| one.caused_by.as_ref()) {
                Some(cause) if by_fingerprint.contains_key(cause) => at = cause,
                _ => return at.clone(),
            }
        }
        finding.fingerprint.clone()
    };
    let mut explained: BTreeMap<Fingerprint, usize> = BTreeMap::new();
    let mut shown = Vec::new();
    for one in &changes.appeared {
        let root = root(&one.finding);
        if root == one.finding.fingerprint {
            shown.push(one);
        } else {
            *explained.entry(root).or_default() += 1;
        }
    }
    let told = |one: &'_ Appeared| {
        let many =
            explained.get(&one.finding.fingerprint).map(|many| format!("explains {many} more that are new"));
        let untold = one.untold_before.as_ref();
        let older = untold.map(|why| format!("it may be older: the old archive could not tell ({why})"));
        many.into_iter().chain(older).collect()
    };
    let explains = |finding: &Digested| explained.get(&finding.fingerprint).copied().unwrap_or_default();
    groups(changes, shown.into_iter().map(|one| (&one.finding, told(one))), explains)
}

/// What is gone.
pub(super) fn gone(changes: &Changes) -> Vec<Group<'_>> {
    groups(changes, changes.gone.iter().map(|finding| (finding, Vec::new())), |_| 0)
}

/// What is worse than it was.
pub(super) fn worse(changes: &Changes) -> Vec<Group<'_>> {
    let worse = changes.still.iter().filter(|still| still.is_worse());
    groups(changes, worse.map(|still| (&still.finding, was(still))), |_| 0)
}

/// What is still there and no worse.
pub(super) fn still(changes: &Changes) -> Vec<Group<'_>> {
    let still = changes.still.iter().filter(|still| !still.is_worse());
    groups(changes, still.map(|still| (&still.finding, was(still))), |_| 0)
}

/// What it was, where it is not what it was.
fn was(still: &Still) -> Vec<String> {
    let severity = (still.was != still.finding.severity).then(|| format!("was {}", still.was));
    let suppressed = match (still.was_suppressed, still.finding.is_suppressed) {
        (true, false) => Some("was suppressed".to_owned()),
        (false, true) => Some("is suppressed now".to_owned()),
        _ => None,
    };
    severity.into_iter().chain(suppressed).collect()
}

/// What could not be told, and why.
pub(super) fn untold(changes: &Changes) -> Vec<Group<'_>> {
    groups(changes, changes.untold.iter().map(|untold| (&untold.finding, vec![untold.why.clone()])), |_| 0)
}

/// Findings by rule: first what explains most, then what is most severe, then what stands lowest in a cluster.
fn groups<'c>(
    changes: &'c Changes,
    findings: impl Iterator<Item = (&'c Digested, Vec<String>)>,
    explains: impl Fn(&Digested) -> usize,
) -> Vec<Group<'c>> {
    let mut by_rule: BTreeMap<&str, Vec<(&Digested, Vec<String>)>> = BTreeMap::new();
    for one in findings {
        by_rule.entry(&one.0.rule).or_default().push(one);
    }
    let title = |rule: &str| changes.titles.get(rule).map_or("", String::as_str);
    let mut groups: Vec<Group<'_>> =
        by_rule.into_iter().map(|(rule, findings)| Group { rule, title: title(rule), findings }).collect();
    groups.sort_by_key(|group| {
        let all = || group.findings.iter().map(|(finding, _)| *finding);
        let kind = |finding: &Digested| rank_of_kind(finding.subject.split('/').next().unwrap_or_default());
        (
            Reverse(all().map(&explains).sum::<usize>()),
            Reverse(all().map(|finding| finding.severity).max()),
            all().map(kind).min(),
        )
    });
    groups
}

/// `2 errors, 1 warning`; `none` without any.
pub(super) fn by_severity<'c>(findings: impl Iterator<Item = &'c Digested>) -> String {
    let mut counts: BTreeMap<Reverse<Severity>, usize> = BTreeMap::new();
    for severity in findings.map(|finding| finding.severity) {
        *counts.entry(Reverse(severity)).or_default() += 1;
    }
    let counts: Vec<String> = counts
        .into_iter()
        .map(|(Reverse(severity), nr)| format!("{nr} {severity}{}", if nr == 1 { "" } else { "s" }))
        .collect();
    if counts.is_empty() { "none".to_owned() } else { counts.join(", ") }
}

/// The last line: `3 new, 1 worse, 2 gone, 14 still there, 1 could not be told`.
pub(super) fn summary(changes: &Changes) -> String {
    let worse = changes.still.iter().filter(|still| still.is_worse()).count();
    let parts = [
        (changes.appeared.len(), "new"),
        (worse, "worse"),
        (changes.gone.len(), "gone"),
        (changes.still.len() - worse, "still there"),
        (changes.untold.len(), "could not be told"),
    ];
    let parts: Vec<String> = parts.iter().map(|(nr, what)| format!("{nr} {what}")).collect();
    parts.join(", ")
}

/// What the threshold makes of it; nothing where there is none.
pub(super) fn verdict(changes: &Changes, fail_on: FailOn) -> Option<String> {
    let threshold = fail_on.as_str();
    match changes.gating(fail_on) {
        _ if fail_on == FailOn::Never => None,
        0 => Some(format!("passed, nothing that is new or worse is at or over {threshold}")),
        1 => Some(format!("FAILED, 1 finding that is new or worse is at or over {threshold}")),
        many => Some(format!("FAILED, {many} findings that are new or worse are at or over {threshold}")),
    }
}
