//! What the formats for people say of changes, in the order in which they say it: how the archives are called, what is to be
//! known before the findings are read, and what is new with the causes first.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use crate::findings::{Appeared, ArchiveInfo, Changes, Digested, Fingerprint, Severity};

/// `name: OpenShift 4.18.3, platform AWS, gathered 2026-01-01T10:00:00Z`; what is not known is left out.
pub(super) fn archive(archive: &ArchiveInfo) -> String {
    let facts = [
        archive.openshift_version.as_ref().map(|version| format!("OpenShift {version}")),
        archive.platform.as_ref().map(|platform| format!("platform {platform}")),
        archive.gathered_at.as_deref().map(|time| format!("gathered {}", seconds(time))),
    ];
    let facts: Vec<String> = facts.into_iter().flatten().collect();
    if facts.is_empty() { archive.name.clone() } else { format!("{}: {}", archive.name, facts.join(", ")) }
}

fn seconds(time: &str) -> String {
    match time.split_once('.') {
        Some((seconds, _)) => format!("{seconds}Z"),
        None => time.to_owned(),
    }
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

/// A finding that is new, with the number of new ones that it explains.
#[derive(Debug)]
pub(super) struct News<'c> {
    pub(super) appeared: &'c Appeared,
    pub(super) explains: usize,
}

/// What is new, the causes first; what is new and explained by something new is only counted there.
pub(super) fn news(changes: &Changes) -> Vec<News<'_>> {
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
    let count = |one: &Appeared| explained.get(&one.finding.fingerprint).copied().unwrap_or_default();
    let mut news: Vec<News<'_>> =
        shown.into_iter().map(|appeared| News { appeared, explains: count(appeared) }).collect();
    news.sort_by_key(|one| (Reverse(one.explains), Reverse(one.appeared.finding.severity)));
    news
}

/// `2 errors, 1 warning`; `none` without any.
pub(super) fn by_severity(severities: impl Iterator<Item = Severity>) -> String {
    let mut counts: BTreeMap<Reverse<Severity>, usize> = BTreeMap::new();
    for severity in severities {
        *counts.entry(Reverse(severity)).or_default() += 1;
    }
    let counts: Vec<String> = counts
        .into_iter()
        .map(|(Reverse(severity), nr)| format!("{nr} {severity}{}", if nr == 1 { "" } else { "s" }))
        .collect();
    if counts.is_empty() { "none".to_owned() } else { counts.join(", ") }
}

/// What a finding that is still there was, where it is not what it was: `was warning`.
pub(super) fn was(now: Severity, was: Severity) -> Option<String> {
    (now != was).then(|| format!("was {was}"))
}

/// The last line: `3 new, 2 gone, 14 still there, 1 could not be told`.
pub(super) fn summary(changes: &Changes) -> String {
    let parts = [
        (changes.appeared.len(), "new"),
        (changes.gone.len(), "gone"),
        (changes.still.len(), "still there"),
        (changes.untold.len(), "could not be told"),
    ];
    let parts: Vec<String> = parts.iter().map(|(nr, what)| format!("{nr} {what}")).collect();
    parts.join(", ")
}
