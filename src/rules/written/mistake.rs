//! A mistake in a text that a person wrote: where, what, and what was probably meant.

use std::sync::Arc;

use miette::{Diagnostic, LabeledSpan, NamedSource, SourceCode};
use thiserror::Error;

use crate::text::{Span, is_unsafe, printable};

/// A text with the name it is shown under.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SourceText {
    /// Path of the file, or `<builtin>/…`.
    pub name: String,
    /// The whole text.
    pub text: String,
}

/// One mistake. The author's fault, always. What is shown of it is safe to print, whatever the file holds; the
/// fields are as they were made.
#[derive(Debug, Clone, Error)]
#[error("{}", printable(.message))]
pub struct Mistake {
    /// The file it is in.
    pub source_text: Arc<SourceText>,
    /// Where in the file.
    pub span: Span,
    /// What is wrong.
    pub message: String,
    /// What is written under the place.
    pub label: String,
    /// What to do.
    pub help: Option<String>,
    /// The lint that found it. What has one is a complaint: the rule can be used all the same.
    pub lint: Option<&'static str>,
    named: NamedSource<String>,
}

impl Mistake {
    /// A mistake at a place.
    #[must_use]
    pub fn new(
        source: &Arc<SourceText>,
        span: Span,
        message: impl Into<String>,
        label: impl Into<String>,
    ) -> Self {
        // An empty place is shown as the character it stands before.
        let end = if span.end > span.start { span.end } else { (span.start + 1).min(source.text.len()) };
        Self {
            source_text: Arc::clone(source),
            span: Span::new(span.start.min(source.text.len()), end),
            message: message.into(),
            label: label.into(),
            help: None,
            lint: None,
            named: NamedSource::new(printable(&source.name).replace('\n', "\\n"), shown(&source.text)),
        }
    }

    /// The same as the complaint of a lint.
    #[must_use]
    pub fn of_lint(mut self, lint: &'static str) -> Self {
        self.lint = Some(lint);
        self
    }

    /// The same with advice.
    #[must_use]
    pub fn with_help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

impl Diagnostic for Mistake {
    fn severity(&self) -> Option<miette::Severity> {
        Some(if self.lint.is_some() { miette::Severity::Warning } else { miette::Severity::Error })
    }

    fn code<'a>(&'a self) -> Option<Box<dyn std::fmt::Display + 'a>> {
        self.lint.map(|lint| Box::new(lint) as Box<dyn std::fmt::Display>)
    }

    fn help<'a>(&'a self) -> Option<Box<dyn std::fmt::Display + 'a>> {
        self.help.as_deref().map(|help| Box::new(printable(help)) as Box<dyn std::fmt::Display>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(&self.named)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let span = (self.span.start, self.span.end - self.span.start);
        let label = printable(&self.label).into_owned();
        Some(Box::new(std::iter::once(LabeledSpan::new(Some(label), span.0, span.1))))
    }
}

/// A text whose lines may be shown. Each unsafe character gives way to as many bytes as it has, so that places
/// in the one are places in the other.
fn shown(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\n' => out.push('\n'),
            '\t' => out.push(' '),
            // The other half of a line's end on Windows; nobody has to see it.
            '\r' if chars.peek() == Some(&'\n') => out.push(' '),
            c if is_unsafe(c) => out.extend(std::iter::repeat_n('?', c.len_utf8())),
            c => out.push(c),
        }
    }
    out
}

/// Collects the mistakes of one file.
#[derive(Debug)]
pub struct Mistakes {
    source: Arc<SourceText>,
    found: Vec<Mistake>,
}

impl Mistakes {
    /// No mistakes yet.
    #[must_use]
    pub fn new(source: &Arc<SourceText>) -> Self {
        Self { source: Arc::clone(source), found: Vec::new() }
    }

    /// Adds one.
    pub fn add(&mut self, span: Span, message: impl Into<String>, label: impl Into<String>) {
        self.found.push(Mistake::new(&self.source, span, message, label));
    }

    /// Adds one with advice.
    pub fn add_with_help(
        &mut self,
        span: Span,
        message: impl Into<String>,
        label: impl Into<String>,
        help: Option<String>,
    ) {
        let mut mistake = Mistake::new(&self.source, span, message, label);
        mistake.help = help;
        self.found.push(mistake);
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    /// The file.
    #[must_use]
    pub fn source(&self) -> &Arc<SourceText> {
        &self.source
    }

    /// All of them, in the order of the file.
    #[must_use]
    pub fn into_sorted(mut self) -> Vec<Mistake> {
        self.found.sort_by(|a, b| (a.span, &a.message).cmp(&(b.span, &b.message)));
        self.found.dedup_by(|a, b| a.span == b.span && a.message == b.message);
        self.found
    }
}

/// `did you mean …?`, when one of the `known` words is near enough to `word`.
#[must_use]
pub fn did_you_mean<'k>(word: &str, known: impl IntoIterator<Item = &'k str>) -> Option<String> {
    nearest(word, known).map(suggestion)
}

/// The sentence for a word that was probably meant.
pub(super) fn suggestion(meant: &str) -> String {
    format!("did you mean `{meant}`?")
}

/// The word that was probably meant.
pub(super) fn nearest<'k>(word: &str, known: impl IntoIterator<Item = &'k str>) -> Option<&'k str> {
    let near =
        |candidate: &&str| strsim::damerau_levenshtein(&word.to_lowercase(), &candidate.to_lowercase());
    let limit = (word.chars().count() / 3).max(1);
    // Everything is near to a single character.
    let best = known.into_iter().filter(|known| known.len() > 1).min_by_key(near)?;
    (near(&best) <= limit).then_some(best)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_shown_is_safe_and_its_places_stay_true() {
        for (text, expected) in [
            ("a: \u{e9}\n", "a: \u{e9}\n"),
            ("a:\tb\r\nc\rd", "a: b \nc?d"),
            ("\x1b[31m\0\u{9b}", "?[31m???"),
            ("\u{feff}a\u{202e}b\u{e0041}", "???a???b????"),
        ] {
            assert_eq!(shown(text), expected);
            assert_eq!(shown(text).len(), text.len(), "{text:?}");
        }
        let source =
            Arc::new(SourceText { name: "a\n\x1b.yaml".into(), text: "\x1b\u{202e}id: wrong\n".into() });
        let mistake =
            Mistake::new(&source, Span::new(8, 13), "bad \x1b[31m", "la\u{202e}bel").with_help("he\0lp");
        let mut drawn = String::new();
        miette::GraphicalReportHandler::new_themed(miette::GraphicalTheme::unicode_nocolor())
            .render_report(&mut drawn, &mistake)
            .expect("text");
        assert!(!drawn.chars().any(|c| c != '\n' && is_unsafe(c)), "{drawn:?}");
        for part in ["bad \\x1b[31m", "la\\u{202e}bel", "he\\x00lp", "a\\n\\x1b.yaml", "????id: wrong"] {
            assert!(drawn.contains(part), "{part} in {drawn}");
        }
        let mark = drawn.lines().find(|line| line.contains('┬')).expect("a mark");
        let line = drawn.lines().find(|line| line.contains("id: wrong")).expect("the line");
        let column = |line: &str, what: char| line.chars().position(|c| c == what);
        assert_eq!(column(mark, '─'), column(line, 'w'), "{drawn}");
    }

    #[test]
    fn suggests_only_what_is_near() {
        let known = ["severity", "sources", "status", "sig"];
        assert_eq!(did_you_mean("severty", known).as_deref(), Some("did you mean `severity`?"));
        assert_eq!(did_you_mean("Status", known).as_deref(), Some("did you mean `status`?"));
        assert_eq!(did_you_mean("gis", known), None);
        assert_eq!(did_you_mean("message", known), None);
        assert_eq!(did_you_mean("x", []), None);
    }
}
