//! One finding in full, as a diagnostic for miette: message, facts, the marked line, help. Everything in it is
//! laid out and safe to print before miette sees it.

use std::fmt;

use miette::{Diagnostic, LabeledSpan, SourceCode};

use super::source::Source;
use super::wrap::{block, wrap};
use crate::findings::{Evidence, Finding, Severity, State};
use crate::output::group::Entry;
use crate::output::place;
use crate::text::{clip, one_line};

/// A longer message is cut in the middle; the JSON report has all of it.
const MESSAGE: usize = 600;
/// Lines of a message, evidence, related objects and consequences that are shown.
const MESSAGE_LINES: usize = 6;
const EVIDENCE: usize = 8;
const RELATED: usize = 3;
const CONSEQUENCES: usize = 3;
/// A subject that the message names only after so many characters is put in front of it.
const NAMED_WITHIN: usize = 120;
/// A longer value of evidence, name or label is cut.
const FACT: usize = 160;
const VALUE: usize = 200;
const LABEL: usize = 60;
/// What miette puts in front of a message, and in front of a line of the source but for its number.
const MARGIN: usize = 4;

/// What miette draws.
#[derive(Debug)]
pub(super) struct Drawn {
    heading: Option<String>,
    severity: Severity,
    message: String,
    source: Source,
    label: Option<String>,
    help: Option<String>,
}

impl Drawn {
    /// The finding of `entry`, drawn `width` wide, under a `heading` and with `help` if it has to bring them.
    pub(super) fn new(
        entry: &Entry<'_>,
        heading: Option<String>,
        help: Option<String>,
        width: usize,
    ) -> Self {
        let finding = entry.finding;
        let digits = (finding.location.excerpt.first_line + 2).to_string().len();
        Self {
            heading,
            severity: finding.severity,
            message: lines(entry, width.saturating_sub(MARGIN)).join("\n"),
            source: Source::new(finding, width.saturating_sub(MARGIN + digits)),
            label: finding
                .label
                .as_deref()
                .map(|label| one_line(label, LABEL))
                .filter(|label| !label.is_empty()),
            help,
        }
    }
}

/// The message with what belongs to it, line by line.
fn lines(entry: &Entry<'_>, width: usize) -> Vec<String> {
    let finding = entry.finding;
    let mut lines = wrap(&message(finding), width);
    let mut add = |text: String| {
        let mut wrapped = wrap(&text, width.saturating_sub(2)).into_iter();
        lines.extend(wrapped.next());
        lines.extend(wrapped.map(|line| format!("  {line}")));
    };
    if let Some(why) = &finding.suppressed {
        add(format!("suppressed: {}", one_line(why, VALUE)));
    }
    if finding.state == State::Unchanged {
        add("known: it is in the baseline".into());
    }
    if let Some(seen) = seen(finding) {
        add(seen);
    }
    let facts = facts(finding);
    for evidence in facts.iter().take(EVIDENCE) {
        let line = if evidence.file == finding.location.file {
            format!("line {}", evidence.line)
        } else {
            format!("{}:{}", place::file(finding.root.as_deref(), &evidence.file), evidence.line)
        };
        add(format!("{}: {} ({line})", one_line(&evidence.path, VALUE), one_line(&evidence.value, FACT)));
    }
    if facts.len() > EVIDENCE {
        add(format!("… and {} more facts", facts.len() - EVIDENCE));
    }
    for other in finding.related.iter().take(RELATED) {
        let (file, at) = (place::file(finding.root.as_deref(), &other.location.file), other.location.start);
        add(format!("see {}: {file}:{}", one_line(&other.subject.to_string(), VALUE), at.line));
    }
    if finding.related.len() > RELATED {
        add(format!("… and {} more objects", finding.related.len() - RELATED));
    }
    if !entry.explains.is_empty() {
        add(explains(&entry.explains));
    }
    lines
}

/// The evidence that neither the message nor the lines under it show.
fn facts(finding: &Finding) -> Vec<&Evidence> {
    let message = folded(&finding.message);
    let excerpt = &finding.location.excerpt;
    let lines = excerpt.first_line..excerpt.first_line + excerpt.text.lines().count();
    let is_new = |evidence: &&Evidence| {
        let value = folded(&evidence.value);
        let said = !value.is_empty() && names(&message, &value);
        let drawn = evidence.file == finding.location.file && lines.contains(&evidence.line);
        !said && !drawn
    };
    finding.evidence.iter().filter(is_new).collect()
}

fn folded(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The message, with the subject in front where the message does not name it.
pub(in crate::output) fn message(finding: &Finding) -> String {
    let message = block(&finding.message, MESSAGE_LINES, MESSAGE);
    if finding.subject.name.is_empty() || names(&clip(&message, NAMED_WITHIN), &finding.subject.name) {
        message
    } else {
        format!("{}: {message}", one_line(&finding.subject.to_string(), VALUE))
    }
}

/// Whether `name` stands in `text` as a word of its own: `console` does not in `consoleDegraded`.
fn names(text: &str, name: &str) -> bool {
    let part_of_a_name = |c: char| c.is_alphanumeric() || c == '-' || c == '_';
    text.match_indices(name).any(|(at, _)| {
        let before = text[..at].chars().next_back();
        let after = text[at + name.len()..].chars().next();
        !before.is_some_and(|c| part_of_a_name(c) || c == '.') && !after.is_some_and(part_of_a_name)
    })
}

/// How often and when it was seen, where that is known; safe to print.
pub(in crate::output) fn seen(finding: &Finding) -> Option<String> {
    let first = finding.first_seen.as_deref().map(|at| format!("first {}", one_line(at, VALUE)));
    let last = finding.last_seen.as_deref().map(|at| format!("last {}", one_line(at, VALUE)));
    let times = (finding.count > 1).then(|| format!("{} times", finding.count));
    let parts: Vec<String> = [times, first, last].into_iter().flatten().collect();
    (!parts.is_empty()).then(|| format!("seen {}", parts.join(", ")))
}

fn explains(consequences: &[&Finding]) -> String {
    let mut subjects: Vec<String> =
        consequences.iter().map(|finding| one_line(&finding.subject.to_string(), VALUE)).collect();
    subjects.dedup();
    let more = if subjects.len() > CONSEQUENCES { ", …" } else { "" };
    subjects.truncate(CONSEQUENCES);
    format!("explains {} more: {}{more}", consequences.len(), subjects.join(", "))
}

impl fmt::Display for Drawn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Drawn {}

impl Diagnostic for Drawn {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.heading.as_ref().map(|heading| Box::new(heading) as Box<dyn fmt::Display>)
    }

    fn severity(&self) -> Option<miette::Severity> {
        Some(match self.severity {
            Severity::Error => miette::Severity::Error,
            Severity::Warning => miette::Severity::Warning,
            Severity::Info => miette::Severity::Advice,
        })
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.help.as_ref().map(|help| Box::new(help) as Box<dyn fmt::Display>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(&self.source)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let mark = LabeledSpan::new_primary_with_span(self.label.clone(), self.source.mark());
        Some(Box::new(std::iter::once(mark)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::findings::{Location, Subject};
    use crate::text::Span;

    #[test]
    fn a_fact_that_is_shown_anyway_is_left_out() {
        let location = Location::new("f", "a\nb\nc\nd\ne\n", Span::new(4, 5));
        let message = "m: 15 nodes\n  are gone".into();
        let mut finding = Finding::new("r", Severity::Error, message, Subject::default(), location);
        for (value, file, line, shown) in [
            ("nodes are\ngone", "f", 9, false),
            ("5", "f", 9, true),
            ("", "f", 9, true),
            ("other", "f", 1, true),
            ("other", "f", 2, false),
            ("other", "f", 4, false),
            ("other", "f", 5, true),
            ("other", "g", 3, true),
        ] {
            let (path, value, file) = ("p".into(), value.into(), file.into());
            finding.evidence = vec![Evidence { path, value, file, line }];
            assert_eq!(facts(&finding).len() == 1, shown, "{:?}", finding.evidence);
        }
    }

    #[test]
    fn a_name_is_a_word_of_its_own() {
        for (text, name, named) in [
            ("Node worker-a is not ready", "worker-a", true),
            ("lost worker-a.", "worker-a", true),
            ("openshift-etcd/worker-a: gone", "worker-a", true),
            ("consoleDegraded: no", "console", false),
            ("apiserver.openshift-console", "console", false),
            ("worker-a2 is not ready", "worker-a", false),
            ("", "worker-a", false),
        ] {
            assert_eq!(names(text, name), named, "{text}");
        }
    }
}
