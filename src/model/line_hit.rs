//! A line of a log that a rule asked for, as it is kept until everything has been read.

use crate::text::Span;

/// A line that matched.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct LineHit {
    /// Path inside the archive.
    pub file: String,
    /// Path inside the root.
    pub inside: String,
    /// 1-based line.
    pub line: u64,
    /// Number of the source that asked for it.
    pub source: usize,
    /// The text of the line; around the match, when it is very long.
    pub text: String,
    /// How much of the line comes before that text, in bytes: 0 unless it is very long.
    pub text_from: usize,
    /// What matched, in that text.
    pub span: Span,
    /// Named groups of the expression.
    pub groups: Vec<(String, String)>,
}

/// Lines that matched.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LineHits {
    /// By file, line and source.
    pub kept: Vec<LineHit>,
    /// How many more there are than can be kept, by source.
    pub more: std::collections::BTreeMap<usize, u64>,
}
