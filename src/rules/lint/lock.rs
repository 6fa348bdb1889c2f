//! `rules.lock`: the names of the test cases of stable rules. CI systems keep the history of a test under its name, so a
//! name that changes unseen is a test without a past.

use std::sync::Arc;

use super::super::rule::{Rule, RuleSet};
use crate::findings::Status;
use crate::rules::written::{Mistake, SourceText};
use crate::text::{Span, printable};

/// What stands above the names.
const HEAD: &str =
    "# Names of rules and of their test cases, for ever. `camgi rules lint --update` adds new ones.\n";

/// A lock with what it is held against.
#[derive(Debug)]
pub struct Lock {
    /// The file.
    pub text: SourceText,
    /// Whether the rules are all that the lock is about, so that one which is not among them is gone.
    pub is_whole: bool,
}

/// The line of a rule: its id, class and name of its test case. What people read in a terminal, and a difference of two
/// locks is read there, holds nothing that steers it.
fn line(rule: &Rule) -> String {
    let info = &rule.info;
    let [id, component, sig, title] =
        [&info.id, &info.component, &info.sig, &info.title].map(|part| printable(part).replace('\n', " "));
    format!("{id}\tcamgi.{component}\t[sig-{sig}] camgi {id}: {title}")
}

/// The lock with the rules that were new, and without those that were renamed. What would change a name is left as it
/// is.
#[must_use]
pub fn locked(lock: &str, rules: &RuleSet) -> String {
    let is_kept = |id: &str| rules.get(id).is_none_or(|rule| rule.info.id == id);
    let mut lines: Vec<String> =
        entries(lock).filter(|(id, _, _)| is_kept(id)).map(|(_, line, _)| line.to_owned()).collect();
    for rule in &rules.rules {
        let is_new = !entries(lock).any(|(id, _, _)| id == rule.info.id);
        if is_new && rule.info.status == Status::Stable {
            lines.push(line(rule));
        }
    }
    lines.sort();
    [HEAD.to_owned(), lines.join("\n"), "\n".to_owned()].concat()
}

pub(super) fn look(rules: &RuleSet, lock: Lock, found: &mut Vec<Mistake>) {
    let Lock { text: lock, is_whole } = lock;
    let lock = Arc::new(lock);
    let mut complain = |lint, source: &Arc<SourceText>, span, message: String, label: &str, help: &str| {
        found.push(Mistake::new(source, span, message, label).of_lint(lint).with_help(help));
    };
    for (id, written, place) in entries(&lock.text) {
        match rules.get(id) {
            Some(rule) if rule.info.id == id && line(rule) != written => {
                let message = format!("the test case of `{id}` has another name than before");
                let now = line(rule).replace('\t', " ");
                let help = format!(
                    "it is `{now}` now, and its history stays under the old name: take that back, or give the rule a new \
                     id with `renamed_from: [{id}]`"
                );
                complain("renamed-test", &lock, place, message, "before", &help);
            }
            None if is_whole => {
                let message = format!("there is no rule `{id}` any more");
                let help = "a rule goes by way of `status: deprecated`; one with a new id names the old one under \
                            `renamed_from`";
                complain("renamed-test", &lock, place, message, "before", help);
            }
            Some(_) | None => {}
        }
    }
    for rule in rules.rules.iter().filter(|rule| rule.info.status == Status::Stable) {
        if !entries(&lock.text).any(|(id, _, _)| id == rule.info.id) {
            let at =
                rule.origin.text.find(&format!("id: {}", rule.info.id)).map_or(0, |at| at + "id: ".len());
            let message = format!("`{}` is not in {}", rule.info.id, lock.name);
            let help = "`camgi rules lint --update` adds it";
            complain(
                "not-locked",
                &rule.origin,
                Span::new(at, at + rule.info.id.len()),
                message,
                "new",
                help,
            );
        }
    }
}

/// Id, line and place of each entry.
fn entries(lock: &str) -> impl Iterator<Item = (&str, &str, Span)> {
    let mut start = 0;
    lock.split_inclusive('\n').filter_map(move |whole| {
        let at = start;
        start += whole.len();
        let line = whole.trim_end();
        let is_entry = !line.is_empty() && !line.starts_with('#');
        is_entry.then(|| (line.split('\t').next().unwrap_or_default(), line, Span::new(at, at + line.len())))
    })
}
