//! The written form of a rule: what stands in a rule file, key by key. The doc comments are the texts that editors
//! show, and the types are the one source of the JSON Schema. Nothing here is checked beyond its shape; that is
//! what `compile` does.
//!
//! Every field has a default, so that a file with mistakes is still read to its end. What is required says so in
//! the schema.

mod combine;
mod rule;
mod source;
mod test;

pub use combine::{CorrelateSpec, Expectation, ExplainedBy, GroupSpec, JoinKey, JoinSpec, SubjectSpec};
pub use rule::{Escalate, ParamSpec, ParamType, Report, Requires, RuleSpec};
pub use source::{
    AggregateSpec, CountSpec, Decoding, DocumentSelector, EventObject, EventSelector, FileSelector,
    LogFormat, LogPart, LogSelector, ResourceSelector, SourceSpec,
};
pub use test::{
    Expect, ExpectedFinding, ExpectedOutcome, Given, GivenDocument, GivenFile, GivenLog, TestFile, TestSpec,
};

use super::written::Shapes;

/// The shape of a rule file's documents.
#[must_use]
pub fn shapes() -> Shapes {
    Shapes::of::<RuleSpec>()
}
