//! A mistake in a text that a person wrote: where, what, and what was probably meant.

use std::sync::Arc;

use miette::{Diagnostic, LabeledSpan, NamedSource, SourceCode};
use thiserror::Error;

use crate::text::Span;

/// A text with the name it is shown under.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SourceText {
    /// Path of the file, or `<builtin>/…`.
    pub name: String,
    /// The whole text.
    pub text: String,
}

/// One mistake. The author's fault, always.
#[derive(Debug, Clone, Error)]
#[error("{message}")]
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
            named: NamedSource::new(&source.name, source.text.clone()),
        }
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
        Some(miette::Severity::Error)
    }

    fn help<'a>(&'a self) -> Option<Box<dyn std::fmt::Display + 'a>> {
        self.help.as_ref().map(|help| Box::new(help) as Box<dyn std::fmt::Display>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(&self.named)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let span = (self.span.start, self.span.end - self.span.start);
        Some(Box::new(std::iter::once(LabeledSpan::new(Some(self.label.clone()), span.0, span.1))))
    }
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
    let length = word.chars().count();
    // Everything is near to a single character.
    if length < 2 {
        return None;
    }
    let limit = (length / 3).max(1);
    let best = known.into_iter().min_by_key(near)?;
    (near(&best) <= limit).then_some(best)
}

#[cfg(test)]
mod tests {
    use super::*;

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
