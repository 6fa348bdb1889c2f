//! One finding: what is wrong with which object, and the line that shows it.

use std::collections::BTreeMap;

use super::{Fingerprint, MayExplain, Severity, Subject};
use crate::text::{Excerpt, LineIndex, Point, Span};

/// A place in a file of the archive that a person can open. Lines and columns are 1-based.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Location {
    /// Path inside the root of the must-gather, with `/`.
    pub file: String,
    /// First character.
    pub start: Point,
    /// One past the last character; on the last line of the place.
    pub end: Point,
    /// The first line of the place as it stands in the file, cut after 400 characters; with `*` in the place of secrets.
    pub text: String,
    /// The same line with its neighbours, safe to print.
    pub excerpt: Excerpt,
}

/// How many characters of a line a [`Location`] keeps.
const LINE_KEPT: usize = 400;

impl Location {
    /// The place `span` of the file `file`, whose whole text is `text`.
    #[must_use]
    pub fn new(file: &str, text: &str, span: Span) -> Self {
        Self::indexed(file, text, span, &LineIndex::new(text))
    }

    /// The same, where the lines of the text are known.
    #[must_use]
    pub fn indexed(file: &str, text: &str, span: Span, lines: &LineIndex) -> Self {
        let (start, end) = lines.points(text, span);
        let (excerpt, text) = Excerpt::with_line(text, span, 1, lines, LINE_KEPT);
        Self { file: file.to_owned(), start, end, text, excerpt }
    }
}

impl Location {
    /// A place in a line of a file that is not at hand: `span` in `text`, which is the line, or the part of it that
    /// begins at the byte `from`.
    #[must_use]
    pub fn of_line(file: &str, line: usize, text: &str, from: usize, span: Span) -> Self {
        let column = |at: usize| from + text.get(..at).map_or(at, |before| before.chars().count()) + 1;
        let (start, end) = (column(span.start), column(span.end));
        let (excerpt, text) = Excerpt::of_part(text, from, span, LINE_KEPT);
        Self {
            file: file.to_owned(),
            start: Point { line, column: start },
            end: Point { line, column: end },
            text,
            excerpt: Excerpt { first_line: line, ..excerpt },
        }
    }
}

/// A fact that supports a finding, with its own place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evidence {
    /// The path in the object, as the rule writes it.
    pub path: String,
    /// The value found there.
    pub value: String,
    /// Path inside the root of the must-gather.
    pub file: String,
    /// 1-based line.
    pub line: usize,
}

/// Another object that belongs to a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Related {
    /// The object.
    pub subject: Subject,
    /// Where it stands.
    pub location: Location,
}

/// Whether a finding is in the baseline.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum State {
    /// Not in the baseline, or there is none.
    #[default]
    New,
    /// In the baseline.
    Unchanged,
}

impl State {
    /// The word used in every format.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Unchanged => "unchanged",
        }
    }
}

/// Something wrong with an object, at a place. There is no finding without a place: the constructor asks for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Id of the rule.
    pub rule: String,
    /// Severity of this finding, which may differ from the rule's.
    pub severity: Severity,
    /// What is wrong. Text of the archive may stand in it: escape it for where it goes.
    pub message: String,
    /// The object.
    pub subject: Subject,
    /// The place that shows it.
    pub location: Location,
    /// What is written under the underlined place, if the rule says so.
    pub label: Option<String>,
    /// Facts that support it, in the rule's order.
    pub evidence: Vec<Evidence>,
    /// Other objects that belong to it.
    pub related: Vec<Related>,
    /// How often it was seen; 1 unless a source counts.
    pub count: u64,
    /// When it was first seen (RFC 3339), where the source knows.
    pub first_seen: Option<String>,
    /// When it was last seen (RFC 3339), where the source knows.
    pub last_seen: Option<String>,
    /// Facts by which causes are found (`node`, `machineset`, …), with all their values.
    pub links: BTreeMap<String, Vec<String>>,
    /// What may explain it; the first that does wins.
    pub explained_by: Vec<MayExplain>,
    /// What sets it apart from other findings of the same rule and subject.
    pub key: String,
    /// What it is known by over time, where that is not its subject: a pod is known by what made it, and a group by what
    /// those in it have in common.
    pub lasting: Option<Subject>,
    /// Its identity; given when the report is closed.
    pub fingerprint: Fingerprint,
    /// The finding that explains it.
    pub caused_by: Option<Fingerprint>,
    /// Against the baseline.
    pub state: State,
    /// Why it is suppressed, if it is.
    pub suppressed: Option<String>,
    /// The root it was found in, where the archive has several.
    pub root: Option<String>,
    /// With which findings of its rule it is shown.
    pub group: Option<FindingGroup>,
}

/// Findings of a rule that tell the same story.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FindingGroup {
    /// What they have in common.
    pub key: String,
    /// How many of them are shown.
    pub limit: usize,
}

impl Finding {
    /// Whether it does not count for the gate any more: suppressed, or in the baseline.
    #[must_use]
    pub fn is_set_aside(&self) -> bool {
        self.suppressed.is_some() || self.state == State::Unchanged
    }

    /// A finding with its required parts; the rest is empty.
    #[must_use]
    pub fn new(
        rule: &str,
        severity: Severity,
        message: String,
        subject: Subject,
        location: Location,
    ) -> Self {
        let fingerprint = Fingerprint::of(rule, &subject, "", 0);
        Self {
            rule: rule.to_owned(),
            severity,
            message,
            subject,
            location,
            label: None,
            evidence: Vec::new(),
            related: Vec::new(),
            count: 1,
            first_seen: None,
            last_seen: None,
            links: BTreeMap::new(),
            explained_by: Vec::new(),
            key: String::new(),
            lasting: None,
            fingerprint,
            caused_by: None,
            state: State::New,
            suppressed: None,
            root: None,
            group: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_findings_on_one_line_cost_no_more_than_on_many() {
        let item = r#"{"kind":"Node","metadata":{"name":"n"},"status":{"conditions":[{"status":"False"}]}},"#;
        let text = item.repeat(8000);
        let lines = LineIndex::new(&text);
        let begun = std::time::Instant::now();
        for nr in 0..8000 {
            let start = nr * item.len() + 70;
            let location = Location::indexed("a", &text, Span::new(start, start + 7), &lines);
            assert_eq!((location.start.line, location.start.column), (1, start + 1));
            assert_eq!(location.text.chars().count(), LINE_KEPT);
        }
        assert!(begun.elapsed() < std::time::Duration::from_secs(2), "{:?}", begun.elapsed());
    }
}
