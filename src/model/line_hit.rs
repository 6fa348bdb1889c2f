//! A line of a log that a rule asked for, as it is kept until everything has been read.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::text::Span;

/// A line that matched.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct LineHit {
    /// Path inside the archive.
    pub file: Arc<str>,
    /// Path inside the root.
    pub inside: Arc<str>,
    /// 1-based line.
    pub line: u64,
    /// Number of the source that asked for it.
    pub source: usize,
    /// The text of the line; around the match, when it is very long.
    pub text: String,
    /// How much of the line comes before that text, in bytes: 0 unless it is very long.
    pub text_from: usize,
    /// The beginning of the line, where that is not in the text: there stand time and level.
    pub head: Option<String>,
    /// What matched, in that text.
    pub span: Span,
    /// Named groups of the expression.
    pub groups: Vec<(String, String)>,
}

/// Lines that matched.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LineHits {
    /// In any order.
    pub kept: Vec<LineHit>,
    /// How many more there are than are kept, by source and file; by its path inside the root once that is known.
    pub left_out: BTreeMap<usize, BTreeMap<Arc<str>, u64>>,
}
