//! Whether what a source asks for was gathered, and whether all of it could be read. "Nothing there" is never the same as
//! "nothing wrong".

use super::items::selected;
use super::log_files::wants;
use crate::model::{Availability, Snapshot};
use crate::rules::{Select, Source};

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
            let is_there = match &selector.paths {
                Some(_) => snapshot.files.keys().any(|path| wants(selector, path)),
                None => snapshot.logs.iter().any(|path| wants(selector, path)),
            };
            (!is_there).then(|| format!("no log of {} in this must-gather", selector.text))
        }
        Select::Documents(paths) => {
            let is_there = snapshot.files.keys().any(|path| paths.globs.is_match(path.as_str()));
            (!is_there).then(|| format!("no file {} in this must-gather", paths.texts.join(" or ")))
        }
        // Absence is what these ask about.
        Select::Files(_) => None,
    }
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
            (!files.is_empty()).then(|| not_every("Event", &files))
        }
        Select::Logs(selector) => {
            let more = snapshot.hits_not_kept(selector.number);
            if more > 0 {
                return Some(format!("{more} more lines matched than are kept"));
            }
            unreadable("log", snapshot, &|path| wants(selector, path))
        }
        Select::Documents(paths) => unreadable("file", snapshot, &|path| paths.globs.is_match(path)),
        Select::Files(_) => snapshot.rest_is_lost().then(|| "the rest of the archive is cut off".to_owned()),
    }
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
