//! How one test of a rule ended. Knows nothing of how tests are run or shown.

use crate::text::Span;

/// How one test ended.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TestResult {
    /// The rule.
    pub rule: String,
    /// The test's name.
    pub name: String,
    /// The file it stands in.
    pub file: String,
    /// Line of its name, 1-based.
    pub line: usize,
    /// What is not as expected; empty when the test passed.
    pub differences: Vec<Difference>,
    /// What makes it expect what there is.
    pub edits: Vec<Edit>,
    /// Why nothing can be written that makes it so.
    pub cannot_update: Option<String>,
}

impl TestResult {
    /// Whether everything was as expected.
    #[must_use]
    pub fn passed(&self) -> bool {
        self.differences.is_empty()
    }
}

/// One thing that is not as expected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// What: `outcome`, `finding 1: message`; or why the test could not be run.
    pub what: String,
    /// What the test expects; nothing if it did not expect this at all.
    pub expected: Option<String>,
    /// What there is; nothing if it is missing.
    pub got: Option<String>,
}

/// A part of the file of a test with what should stand there.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Edit {
    /// The part.
    pub span: Span,
    /// The value that it changes, as the document has it. Where an alias repeats the value, several have this place.
    pub place: Span,
    /// What should stand there.
    pub text: String,
}
