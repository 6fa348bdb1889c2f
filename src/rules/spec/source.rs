//! Where a rule looks.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;

use crate::rules::written::{Raw, Spanned, Table, Words};

/// Where a rule looks.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default)]
#[schemars(deny_unknown_fields, extend("required" = ["resources"]))]
pub struct SourceSpec {
    /// API objects.
    pub resources: Option<ResourceSelector>,
    /// One item for each element of this list; the object stays reachable as `object`.
    pub each: Option<Spanned<String>>,
    /// Which items count: a map is *all of*, a list of maps is *any of*. Keys are `path|modifier`.
    #[serde(rename = "where")]
    #[schemars(with = "Option<ConditionShape>")]
    pub keep: Option<Raw>,
    /// Which of them are false positives, by name: any map that matches drops the item.
    #[schemars(with = "Option<ConditionShape>")]
    pub unless: Option<Raw>,
    /// Whether the rule can be judged without this source.
    pub optional: bool,
}

/// Selects API objects.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default)]
#[schemars(deny_unknown_fields, extend("required" = ["group", "kind"]))]
pub struct ResourceSelector {
    /// API group, a glob; `""` or `core` for the core group.
    pub group: Option<Spanned<String>>,
    /// API version; any unless written.
    pub version: Option<String>,
    /// Kind, exactly.
    pub kind: Option<Spanned<String>>,
    /// Namespaces, globs; all unless written.
    pub namespace: Words,
    /// Names, globs; all unless written.
    pub name: Words,
    /// Labels that the object has.
    pub labels: Table<String>,
}

/// The shape of `where`, `unless` and `when`: a map, or a list of maps.
pub(super) struct ConditionShape;

impl JsonSchema for ConditionShape {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Condition".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({"anyOf": [{"type": "object"}, {"type": "array", "items": {"type": "object"}}]})
    }
}
