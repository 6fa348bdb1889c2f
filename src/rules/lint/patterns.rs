//! Expressions for lines that hold no text which can be searched for.

use super::Subject;
use crate::model::logs::Patterns;
use crate::rules::written::Mistake;

pub(super) fn look(subject: &Subject<'_>, found: &mut Vec<Mistake>) {
    // Events are few; their messages are matched one by one.
    let logs = subject.spec.sources.0.iter().filter(|(_, source)| source.logs.is_some());
    let matches = logs.filter_map(|(_, source)| source.matches.as_ref());
    for written in matches.flat_map(|words| &words.0) {
        let weakness = Patterns::new([&written.value]).ok().and_then(|patterns| patterns.weakness(0));
        let Some(weakness) = weakness else { continue };
        let (why, help) = weakness.split_once(": ").unwrap_or((&weakness, ""));
        let message = format!("`{}` is slow: {why}", written.value);
        let complaint = subject.complaint("weak-pattern", written.span, message, "slow");
        found.push(if help.is_empty() { complaint } else { complaint.with_help(help) });
    }
}
