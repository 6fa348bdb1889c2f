//! The findings of a group that are not shown in full: subject, place, and the message where it says something
//! new. One line each where that fits; where paths are too long for it, the place goes to a second line, whole,
//! because a cut path cannot be opened.

use std::fmt::{self, Write};

use super::look::Look;
use super::wrap::count;
use crate::findings::{Finding, State};
use crate::output::group::Entry;
use crate::output::place::place;
use crate::text::one_line;

/// More are counted only.
const MOST: usize = 50;
/// The column of subjects is not wider than this.
const SUBJECT: usize = 48;
/// With less room, a message is not worth a place on the same line.
const ROOM: usize = 30;
/// The longest beginning of a message that is kept to be laid out.
const MESSAGE: usize = 300;

struct Row {
    subject: String,
    place: String,
    message: String,
}

/// Writes `entries`, whose `first` of the group was shown in full.
pub(super) fn write(page: &mut String, look: &Look, entries: &[Entry<'_>], first: &Finding) -> fmt::Result {
    let shown: Vec<&Entry<'_>> = entries.iter().take(MOST).collect();
    let rows: Vec<Row> = shown.iter().map(|entry| row(entry)).collect();
    let alike = |entry: &Entry<'_>| general(entry.finding) == general(first) && !entry.finding.is_set_aside();
    let same = shown.iter().all(|entry| entry.explains.is_empty() && alike(entry));
    let subjects = rows.iter().map(|row| row.subject.chars().count()).max().unwrap_or(0).min(SUBJECT);
    let places = rows.iter().map(|row| row.place.chars().count()).max().unwrap_or(0);
    let room = look.width.saturating_sub(subjects + places + 8);

    let what = if same { ", with the same message" } else { "" };
    writeln!(page, "  and {} more{what}:", entries.len())?;
    for Row { subject, place, message } in &rows {
        if same && subjects + places + 6 <= look.width {
            writeln!(page, "    {subject:subjects$}  {place}")?;
        } else if same {
            writeln!(page, "    {subject}\n      {place}")?;
        } else if room >= ROOM {
            writeln!(page, "    {subject:subjects$}  {place:places$}  {}", one_line(message, room))?;
        } else {
            // The place has its own line: all that is left of this one is for the message.
            let room = look.width.saturating_sub(subjects.max(subject.chars().count()) + 6).max(ROOM);
            writeln!(page, "    {subject:subjects$}  {}", one_line(message, room))?;
            writeln!(page, "      {place}")?;
        }
    }
    if entries.len() > MOST {
        writeln!(page, "  … and {} more: camgi check --format concise shows all", entries.len() - MOST)?;
    }
    Ok(())
}

fn row(entry: &Entry<'_>) -> Row {
    let finding = entry.finding;
    let explains = match entry.explains.len() {
        0 => String::new(),
        nr => format!("(explains {}) ", count(nr, "other")),
    };
    let subject = one_line(&finding.subject.to_string(), 2 * SUBJECT);
    let apart = match (&finding.suppressed, finding.state) {
        (Some(_), _) => "(suppressed) ",
        (None, State::Unchanged) => "(in the baseline) ",
        (None, State::New) => "",
    };
    Row {
        subject: if subject.is_empty() { "-".into() } else { subject },
        place: place(finding),
        message: format!("{apart}{explains}{}", one_line(without_subject(finding), MESSAGE)),
    }
}

/// The message without a leading `Kind name `, which stands beside it already.
fn without_subject(finding: &Finding) -> &str {
    let (message, subject) = (finding.message.as_str(), &finding.subject);
    message
        .strip_prefix(subject.kind.as_str())
        .and_then(|rest| rest.strip_prefix(' ')?.strip_prefix(subject.name.as_str())?.strip_prefix(' '))
        .filter(|_| !subject.kind.is_empty() && !subject.name.is_empty())
        .unwrap_or(message)
}

/// The message without the name of its subject.
fn general(finding: &Finding) -> String {
    let name = &finding.subject.name;
    if name.is_empty() { finding.message.clone() } else { finding.message.replace(name.as_str(), "\u{0}") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::findings::{Location, Severity, Subject};
    use crate::text::Span;

    #[test]
    fn the_subject_is_not_said_twice() {
        let subject = Subject { kind: "Node".into(), name: "a".into(), ..Subject::default() };
        for (message, shown) in [
            ("Node a is gone", "is gone"),
            ("Node ab is gone", "Node ab is gone"),
            ("Node a", "Node a"),
            ("Pod a is gone", "Pod a is gone"),
        ] {
            let location = Location::new("f", "a\n", Span::new(0, 1));
            let finding = Finding::new("r", Severity::Error, message.into(), subject.clone(), location);
            assert_eq!(without_subject(&finding), shown);
        }
    }
}
