//! How sources come together, how findings are grouped, and what explains them.

use schemars::JsonSchema;
use serde::Deserialize;

use super::source::TextShape;
use crate::rules::written::{Raw, Spanned, Table, Words};

/// Looks up what belongs to each item.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default)]
#[schemars(deny_unknown_fields, extend("required" = ["source", "on"]))]
pub struct JoinSpec {
    /// The source that is looked into; only what its `where` and `unless` keep is found.
    pub source: Option<Spanned<String>>,
    /// What has to be equal, all of it: a path of the other side, and what it is compared with.
    pub on: Table<JoinKey>,
    /// `some`: the item counts only if there is a match. `none`: only if there is none. Unless written it counts in
    /// both cases.
    pub expect: Option<Expectation>,
}

/// What a path of the other side is compared with: one of these.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default)]
#[schemars(deny_unknown_fields)]
pub struct JoinKey {
    /// A path of the item; with the name of a source in front, of that one.
    pub field: Option<Spanned<String>>,
    /// A path of the item to a label selector; the path of the other side leads to labels.
    pub selector: Option<Spanned<String>>,
    /// A kind: the item's owner of that kind, to any depth. The path of the other side is `metadata.name` or
    /// `metadata.uid`.
    pub owner: Option<Spanned<String>>,
}

/// Whether there has to be a match.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Expectation {
    /// One at least.
    #[default]
    Some,
    /// Not one.
    None,
}

/// Brings items of several sources together that have something in common; one finding for each group.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default)]
#[schemars(deny_unknown_fields, extend("required" = ["by", "sources"]))]
pub struct CorrelateSpec {
    /// The path that has the same value in all of them, or one path for each source.
    #[schemars(with = "ByShape")]
    pub by: Option<Raw>,
    /// The sources; a group has an item of each.
    pub sources: Words,
    /// The times of a group lie within this duration.
    #[schemars(with = "Option<TextShape>")]
    pub within: Option<Raw>,
}

/// A path, or a path for each source.
pub(super) struct ByShape;

impl JsonSchema for ByShape {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        "By".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "anyOf": [{"type": "string"}, {"type": "object", "additionalProperties": {"type": "string"}}]
        })
    }
}

/// How findings of the rule that tell the same story are shown as one.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default)]
#[schemars(deny_unknown_fields, extend("required" = ["by"]))]
pub struct GroupSpec {
    /// Findings with the same value at this path are shown together.
    pub by: Option<Spanned<String>>,
    /// So many of them are shown; 5 unless written.
    pub limit: Option<usize>,
}

/// A rule whose findings explain those of this one.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default)]
#[schemars(deny_unknown_fields, extend("required" = ["rule"]))]
pub struct ExplainedBy {
    /// Its id.
    pub rule: Option<Spanned<String>>,
    /// The link that both findings have, with the same value; of several, all of them. Where this finding has several
    /// values of the first one, each has to be explained. Without it any finding of that rule explains all of this one.
    pub by: Words,
    /// A path of the item to texts that name the value of the first link, in the place of a link of this finding.
    pub named_in: Option<Spanned<String>>,
    /// When: a map as in `where`, or a list of them. Findings of other items are not explained.
    #[schemars(with = "Option<super::source::ConditionShape>")]
    pub when: Option<Raw>,
}

/// What a finding is about, where that is not the object that was looked at.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default)]
#[schemars(deny_unknown_fields, extend("required" = ["kind", "name"]))]
pub struct SubjectSpec {
    /// API group; empty for the core group.
    pub group: String,
    /// Kind.
    pub kind: String,
    /// Namespace (minijinja).
    pub namespace: Option<Spanned<String>>,
    /// Name (minijinja).
    pub name: Option<Spanned<String>>,
}
