//! Findings as SARIF's results.

use std::collections::BTreeMap;

use super::places;
use super::rules::level;
use super::v2_1_0::{Location, Message, Result, Suppression};
use crate::findings::{Finding, Report};

/// GitHub shows no more.
pub(super) const MOST: usize = 5000;
/// GitHub shows no more places beside a result.
const MOST_RELATED: usize = 100;

/// The displayed findings, the most severe first, and not more than [`MOST`].
pub(super) fn results(report: &Report) -> Vec<Result<'_>> {
    let kept = &report.findings[..report.findings.len().min(MOST)];
    // By the specification all results of a run have these properties, or none has them.
    let any_suppressed = kept.iter().any(|finding| finding.suppressed.is_some());
    let mut repeats: BTreeMap<&str, usize> = BTreeMap::new();
    kept.iter()
        .map(|finding| {
            let repeat = repeats.entry(finding.fingerprint.as_str()).or_default();
            *repeat += 1;
            Result {
                baseline_state: report.has_baseline().then(|| finding.state.as_str()),
                suppressions: any_suppressed.then(|| suppressions(finding)),
                ..result(report, finding, *repeat)
            }
        })
        .collect()
}

fn result<'r>(report: &'r Report, finding: &'r Finding, repeat: usize) -> Result<'r> {
    let root = finding.root.as_deref();
    let fingerprint = finding.fingerprint.as_str();
    let hash = fingerprint.rsplit_once(':').map_or(fingerprint, |(_, hash)| hash);
    Result {
        rule_id: &finding.rule,
        rule_index: report.rules.binary_search_by(|rule| rule.info.id.cmp(&finding.rule)).ok(),
        level: level(finding.severity),
        message: Message { text: plain(&finding.message) },
        locations: [places::location(root, &finding.location, &finding.subject)],
        related_locations: related(finding),
        // The number tells apart what is the same in several must-gathers of one archive.
        partial_fingerprints: BTreeMap::from([
            ("primaryLocationLineHash", format!("{hash}:{repeat}")),
            ("camgi/v1", fingerprint.to_owned()),
        ]),
        baseline_state: None,
        suppressions: None,
    }
}

fn suppressions(finding: &Finding) -> Vec<Suppression<'_>> {
    let why = finding.suppressed.as_deref();
    why.map(|justification| Suppression { kind: "external", justification }).into_iter().collect()
}

/// Other objects, then the facts; each once, as the schema asks.
fn related(finding: &Finding) -> Vec<Location> {
    let root = finding.root.as_deref();
    let objects = finding.related.iter().map(|other| Location {
        message: Some(Message { text: plain(&other.subject.to_string()) }),
        ..places::location(root, &other.location, &other.subject)
    });
    let facts = finding.evidence.iter().map(|fact| Location {
        message: Some(Message { text: plain(&format!("{}: {}", fact.path, fact.value)) }),
        ..places::line_of_fact(root, fact)
    });
    let mut all: Vec<Location> = Vec::new();
    for location in objects.chain(facts) {
        if all.len() < MOST_RELATED && !all.contains(&location) {
            all.push(location);
        }
    }
    all
}

/// Text of an archive in a message, where `[text](target)` would be a link. An escaped bracket is shown as one.
pub(super) fn plain(text: &str) -> String {
    let text = text.replace("](", "\\](");
    if text.trim().is_empty() { "(no text)".to_owned() } else { text }
}
