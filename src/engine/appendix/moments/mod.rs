//! What happened, by time: conditions that changed, updates of the cluster, events, and lines of logs that findings show.
//! They are collected as places first, and only of those that are kept are texts made.

mod conditions;
mod events;
mod lines;
#[cfg(test)]
mod tests;
mod updates;

use std::cmp::Reverse;

use jiff::Timestamp;

use super::look::{node_of, shown_roots};
use crate::archive::layout::Layout;
use crate::engine::roots::Root;
use crate::findings::{Finding, Moment, MomentKind, Severity, Subject};

/// So many of them are kept.
const MOST_MOMENTS: usize = 2_000;

/// Something that happened, before its texts are made.
struct Happened<'s> {
    at: Timestamp,
    /// When it happened first.
    since: Option<Timestamp>,
    kind: MomentKind,
    severity: Option<Severity>,
    /// The root it is in; none when that is not shown.
    root: Option<&'s Root>,
    tell: Box<dyn Fn() -> Told + 's>,
}

/// The texts of what happened.
struct Told {
    what: String,
    subject: Subject,
    /// The Node that says so, for what is on none itself.
    host: Option<String>,
    count: u64,
    root: Option<String>,
    file: String,
    line: usize,
}

/// The moments by time, kind, object and text, and how many more there were.
///
/// When there are too many, the bad ones are kept before the others, the worst first; of two that are as bad, the one that
/// is nearer to the gather: a page is about what is wrong, and what was long ago explains the least of it.
pub(super) fn moments(roots: &[Root], layout: &Layout, findings: &[Finding]) -> (Vec<Moment>, u64) {
    most_moments(roots, layout, findings, MOST_MOMENTS)
}

fn most_moments(roots: &[Root], layout: &Layout, findings: &[Finding], most: usize) -> (Vec<Moment>, u64) {
    let mut all: Vec<Happened<'_>> = Vec::new();
    conditions::collect(roots, layout, &mut all);
    updates::collect(roots, layout, &mut all);
    events::collect(roots, layout, &mut all);
    lines::collect(roots, layout, findings, &mut all);

    let left_out = all.len().saturating_sub(most);
    if left_out > 0 {
        let now = shown_roots(roots).find_map(|root| root.snapshot.now).map(|now| now.at);
        let now = now.or_else(|| all.iter().map(|one| one.at).max()).unwrap_or_default();
        let distance = |one: &Happened<'_>| {
            let gathered = one.root.and_then(|root| root.snapshot.now).map_or(now, |now| now.at);
            gathered.duration_since(one.at).abs()
        };
        // They come in an order that is always the same, and those that are alike stay in it.
        all.sort_by_key(|one| (Reverse(one.severity), distance(one)));
        all.truncate(most);
    }
    let mut told: Vec<(Timestamp, Moment)> = all.iter().map(|one| (one.at, one.moment())).collect();
    told.sort_by(|(a_at, a), (b_at, b)| {
        (a_at, a.kind, &a.subject, &a.what, &a.file, a.line)
            .cmp(&(b_at, b.kind, &b.subject, &b.what, &b.file, b.line))
    });
    (told.into_iter().map(|(_, moment)| moment).collect(), left_out as u64)
}

impl Happened<'_> {
    fn moment(&self) -> Moment {
        let Told { what, subject, host, count, root, file, line } = (self.tell)();
        let node = self.root.and_then(|root| node_of(&root.snapshot, &subject)).or(host);
        let at = shown_time(self.at);
        let since = self.since.map(shown_time).filter(|since| *since != at);
        let node = node.unwrap_or_default();
        let (kind, severity) = (self.kind, self.severity);
        Moment { at, since, kind, severity, what, subject, root, node, count, file, line }
    }
}

/// A time to the second, as most of those in a cluster are.
fn shown_time(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}
