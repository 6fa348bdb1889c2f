//! Whether what a source asks for was gathered, and whether all of it could be read. "Nothing there" is never the same as
//! "nothing wrong".

use std::collections::BTreeMap;

use super::items::{lost_by_doubt, selected};
use super::log_files::{wants, wants_log_of};
use crate::archive::logs::{Whose, whose};
use crate::model::{Availability, Snapshot};
use crate::rules::{Expectation, Logs, Rule, Select, Source};

/// Why a source has nothing to say; none when it has.
pub(super) fn missing(source: &Source, snapshot: &Snapshot) -> Option<String> {
    match &source.select {
        Select::Resources(selector) => {
            if snapshot.availability(&selector.group, &selector.kind) == Availability::Missing {
                return Some(format!("no {} in this must-gather", selector.kind));
            }
            // A source that asks for certain objects and gets none of them was not gathered for them.
            (selector.is_narrow() && selected(selector, snapshot).next().is_none())
                .then(|| format!("no {} that the rule asks for is in this must-gather", selector.kind))
        }
        Select::Events(_) => {
            let is_there = |group| {
                snapshot.was_gathered(group, "events") || snapshot.of_kind(group, "Event").next().is_some()
            };
            (!is_there("") && !is_there("events.k8s.io")).then(|| "no events in this must-gather".to_owned())
        }
        Select::Logs(selector) => {
            // Any file may be asked for by its path; all else asks for logs, which are few.
            let is_there = snapshot.has_log(source.number).unwrap_or_else(|| has_log(selector, snapshot));
            (!is_there).then(|| format!("no log of {} in this must-gather", selector.text))
        }
        Select::Documents(paths) => {
            let is_there = snapshot.files.keys().any(|path| paths.is_match(path));
            (!is_there).then(|| format!("no file {} in this must-gather", paths.texts.join(" or ")))
        }
        // Absence is what these ask about.
        Select::Files(_) => None,
    }
}

/// Whether there is a file that a source of logs asks for.
fn has_log(selector: &Logs, snapshot: &Snapshot) -> bool {
    match &selector.paths {
        // Any file may be asked for by its path; all else asks for logs, which are few.
        Some(paths) => snapshot.files.keys().any(|path| paths.is_match(path)),
        None => snapshot.logs.iter().any(|path| wants(selector, path)),
    }
}

/// The numbers of the sources of logs for which there is a file. Each path is taken apart once, and not for each source.
pub(super) fn logs_there<'r>(
    sources: impl Iterator<Item = &'r Source>,
    snapshot: &Snapshot,
) -> BTreeMap<usize, bool> {
    let whose: Vec<Whose<'_>> = snapshot.logs.iter().map(|path| whose(path)).collect();
    let found = sources.filter_map(|source| {
        let Select::Logs(selector) = &source.select else { return None };
        let is_there = match &selector.paths {
            Some(_) => has_log(selector, snapshot),
            None => whose.iter().any(|whose| wants_log_of(selector, whose)),
        };
        Some((source.number, is_there))
    });
    found.collect()
}

/// Why "nothing" is not proven for a source; none when all of it could be read.
pub(super) fn damage(source: &Source, snapshot: &Snapshot) -> Option<String> {
    match &source.select {
        Select::Resources(selector) => match snapshot.availability(&selector.group, &selector.kind) {
            Availability::Damaged(files) => Some(not_every(&selector.kind, &files)),
            Availability::Missing | Availability::Gathered => None,
        },
        Select::Events(_) => {
            let files =
                snapshot.damaged_files("", "events").chain(snapshot.damaged_files("events.k8s.io", "events"));
            let files: Vec<String> = files.collect();
            let rest = || snapshot.rest_is_lost().then(|| "the rest of the archive is cut off".to_owned());
            if files.is_empty() { rest() } else { Some(not_every("Event", &files)) }
        }
        Select::Logs(selector) => {
            let more = left_out(source, snapshot);
            if more > 0 {
                return Some(too_many(more));
            }
            unreadable("log", snapshot, &|path| wants(selector, path))
        }
        Select::Documents(paths) => unreadable("file", snapshot, &|path| paths.is_match(path)),
        Select::Files(_) => snapshot.rest_is_lost().then(|| "the rest of the archive is cut off".to_owned()),
    }
}

/// How many lines that a source asked for are not kept.
pub(super) fn left_out(source: &Source, snapshot: &Snapshot) -> u64 {
    let Select::Logs(selector) = &source.select else { return 0 };
    let files = snapshot.left_out(selector.number).filter(|(path, _)| wants(selector, path));
    files.map(|(_, number)| number).sum()
}

/// Why a rule cannot be told from what could be read and is kept, even when it finds something: it asks that something is
/// not there, or its numbers would be too small.
pub(super) fn needs_everything(rule: &Rule, snapshot: &Snapshot) -> Option<String> {
    let mut sources = rule.sources.iter().enumerate();
    sources.find_map(|(at, source)| {
        let asks_absence = asks_absence(rule, at);
        if asks_absence && let Some(reason) = damage(source, snapshot) {
            return Some(format!("{reason}, and the rule asks what is not there"));
        }
        if asks_absence && lost_by_doubt(source, snapshot) {
            return Some("the gather time is only estimated, and the rule asks what is not there".to_owned());
        }
        let more = if source.aggregate.is_some() { left_out(source, snapshot) } else { 0 };
        (more > 0).then(|| format!("{}, and the rule needs all of them", too_many(more)))
    })
}

/// Whether a rule may find something because a source has nothing.
fn asks_absence(rule: &Rule, source: usize) -> bool {
    if rule.script.is_some() || matches!(rule.sources[source].select, Select::Files(_)) {
        return true;
    }
    if rule.correlate.is_some() || source == rule.foreach {
        return false;
    }
    let mut joins = rule.joins.iter().filter(|join| join.source == source).peekable();
    // An expression sees as a list what is not joined.
    let is_list = joins.peek().is_none() && rule.condition.is_some();
    is_list
        || joins.any(|join| match join.expect {
            Some(Expectation::Some) => false,
            Some(Expectation::None) => true,
            None => rule.condition.is_some(),
        })
}

fn too_many(more: u64) -> String {
    format!("{more} more lines matched than are kept")
}

fn unreadable(what: &str, snapshot: &Snapshot, is_asked_for: &dyn Fn(&str) -> bool) -> Option<String> {
    let bad = snapshot.files.iter().filter(|(path, facts)| facts.is_unreadable && is_asked_for(path));
    let files: Vec<String> = bad.map(|(path, _)| path.clone()).collect();
    if files.is_empty() && snapshot.rest_is_lost() {
        return Some("the rest of the archive is cut off".to_owned());
    }
    (!files.is_empty()).then(|| not_every(what, &files))
}

fn not_every(kind: &str, files: &[String]) -> String {
    match files {
        [one] => format!("not every {kind} could be read: {one}"),
        [first, ..] => format!("not every {kind} could be read: {first} and {} more", files.len() - 1),
        [] => format!("not every {kind} could be read"),
    }
}
