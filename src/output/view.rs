//! What the formats for people show and leave out. The formats for programs have everything.

use crate::findings::{Finding, Gate};

/// How a page or a list for a person is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct View {
    /// The gate, for the verdict.
    pub gate: Gate,
    /// Whether to show findings that are suppressed or in the baseline; they are counted either way.
    pub set_aside: bool,
    /// Whether consequences stand by themselves and not folded under their causes.
    pub unfolded: bool,
}

impl View {
    /// Whether a finding is shown.
    #[must_use]
    pub fn shows(&self, finding: &Finding) -> bool {
        self.set_aside || !finding.is_set_aside()
    }
}
