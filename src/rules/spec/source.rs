//! Where a rule looks.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;

use crate::rules::written::{Raw, Spanned, Table, Words};

/// Where a rule looks: one of `resources`, `logs`, `events`, `documents` and `files`, and what of it counts.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default)]
#[schemars(deny_unknown_fields)]
pub struct SourceSpec {
    /// API objects.
    pub resources: Option<ResourceSelector>,
    /// Lines of logs that match one of the expressions under `match`.
    pub logs: Option<LogSelector>,
    /// Events, of both API groups in one form.
    pub events: Option<EventSelector>,
    /// JSON or YAML that is no API object: alerts, `etcd_info`, Ceph.
    pub documents: Option<DocumentSelector>,
    /// Files as such: whether they exist, their size.
    pub files: Option<FileSelector>,
    /// Regular expressions; a line, or an event by its message, counts if one of them matches. Named groups become
    /// fields.
    #[serde(rename = "match")]
    pub matches: Option<Words>,
    /// Documents inside of texts, by path: `data.status: yaml`.
    pub parse: Table<Spanned<Decoding>>,
    /// One item for each element of this list, or of each of these; the object stays reachable as `object`. Of several
    /// paths those that lead nowhere are left out, so that documents of two shapes can be judged by one rule.
    pub each: Option<Words>,
    /// Which items count: a map is *all of*, a list of maps is *any of*. Keys are `path|modifier`.
    #[serde(rename = "where")]
    #[schemars(with = "Option<ConditionShape>")]
    pub keep: Option<Raw>,
    /// Which of them are false positives, by name: any map that matches drops the item.
    #[schemars(with = "Option<ConditionShape>")]
    pub unless: Option<Raw>,
    /// Lines or events from before the installation was complete for ten minutes do not count.
    pub settled: bool,
    /// How many lines or events, in which time, make one item.
    pub count: Option<CountSpec>,
    /// Makes groups of the items, which are items then.
    pub aggregate: Option<AggregateSpec>,
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

/// Selects logs. All keys are globs, and what is not written is any. A log of a pod has no unit, and a log of a node
/// no pod.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default)]
#[schemars(deny_unknown_fields)]
pub struct LogSelector {
    /// Namespaces of pods.
    pub namespace: Words,
    /// Names of pods.
    pub pod: Words,
    /// Names of containers.
    pub container: Words,
    /// Names of nodes, for logs of services.
    pub node: Words,
    /// Names of services of nodes: `kubelet`, `crio`, `NetworkManager`.
    pub unit: Words,
    /// Which logs of a container; `current` unless written.
    pub files: Vec<LogPart>,
    /// How lines are written; `auto` unless written.
    pub format: LogFormat,
    /// Paths of other logs, globs from the root: `ceph_logs/**/*.log`. Takes the place of all keys above.
    pub path: Words,
}

/// Which log of a container.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum LogPart {
    /// Of the instance that ran when the archive was gathered.
    #[default]
    Current,
    /// Of the instance before.
    Previous,
    /// Parts that the kubelet had put aside.
    Rotated,
}

/// How the lines of a log are written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    /// By the look of each line.
    #[default]
    Auto,
    /// `E0115 09:12:45.123456 1 file.go:12] message`.
    Klog,
    /// One JSON object a line.
    Json,
    /// `Jan 15 09:12:45.123456 host unit[pid]: message`.
    Journal,
    /// Neither a time nor a level is looked for.
    Plain,
}

/// Selects events. All keys are globs, and what is not written is any.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default)]
#[schemars(deny_unknown_fields)]
pub struct EventSelector {
    /// Namespaces that the events lie in.
    pub namespace: Words,
    /// Reasons: `FailedScheduling`.
    #[serde(rename = "reason")]
    pub reasons: Words,
    /// `Normal` or `Warning`.
    #[serde(rename = "type")]
    pub types: Words,
    /// What the events are about.
    pub object: EventObject,
}

/// What an event is about.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default)]
#[schemars(deny_unknown_fields)]
pub struct EventObject {
    /// Kinds.
    pub kind: Words,
    /// Namespaces.
    pub namespace: Words,
    /// Names.
    pub name: Words,
}

/// Selects documents.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default)]
#[schemars(deny_unknown_fields, extend("required" = ["file"]))]
pub struct DocumentSelector {
    /// Paths from the root, globs: `monitoring/alerts.json`.
    pub file: Words,
}

/// Selects files.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default)]
#[schemars(deny_unknown_fields, extend("required" = ["path"]))]
pub struct FileSelector {
    /// Paths from the root, globs. One without `*`, `?`, `[` and `{` is an item also when there is no such file.
    pub path: Words,
}

/// What is inside of a text.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
pub enum Decoding {
    /// YAML or JSON.
    #[default]
    #[serde(rename = "yaml")]
    Yaml,
    /// JSON.
    #[serde(rename = "json")]
    Json,
    /// A text with a header line and columns, or CSV: a list of rows.
    #[serde(rename = "table")]
    Table,
    /// Certificates in PEM: a list of them.
    #[serde(rename = "x509")]
    X509,
    /// Base64 around any text.
    #[serde(rename = "base64")]
    Base64,
    /// YAML in base64.
    #[serde(rename = "base64 yaml")]
    Base64Yaml,
    /// JSON in base64.
    #[serde(rename = "base64 json")]
    Base64Json,
    /// Certificates in PEM in base64, as Secrets have them.
    #[serde(rename = "base64 x509")]
    Base64X509,
}

/// How many lines or events make one item.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default)]
#[schemars(deny_unknown_fields)]
pub struct CountSpec {
    /// So many at least; 1 unless written.
    #[schemars(with = "Option<IntegerShape>")]
    pub min: Option<Raw>,
    /// Only those of so long before the gather.
    #[schemars(with = "Option<TextShape>")]
    pub within: Option<Raw>,
    /// What is counted together: `file`, or a path; the file for logs and the object for events unless written.
    pub per: Option<Spanned<String>>,
}

/// Groups of items.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default)]
#[schemars(deny_unknown_fields)]
pub struct AggregateSpec {
    /// Paths; items with the same values are one group. All items are one group unless written.
    pub by: Words,
    /// Different values of this path are counted as `distinct`.
    pub distinct: Option<Spanned<String>>,
    /// The least value of this path is `min`.
    pub min: Option<Spanned<String>>,
    /// The greatest value of this path is `max`.
    pub max: Option<Spanned<String>>,
    /// The sum of this path is `sum`.
    pub sum: Option<Spanned<String>>,
    /// Which groups count, by `count`, `key`, `distinct`, `min`, `max` and `sum`.
    #[schemars(with = "Option<ConditionShape>")]
    pub having: Option<Raw>,
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

/// A whole number, or `{param: name}`.
pub(super) struct IntegerShape;

impl JsonSchema for IntegerShape {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Integer".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({"anyOf": [{"type": "integer", "minimum": 1}, param_reference()]})
    }
}

/// A text, or `{param: name}`.
pub(crate) struct TextShape;

impl JsonSchema for TextShape {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Text".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({"anyOf": [{"type": "string"}, param_reference()]})
    }
}

fn param_reference() -> serde_json::Value {
    serde_json::json!({
        "type": "object",
        "properties": {"param": {"type": "string", "description": "A parameter of the rule."}},
        "required": ["param"],
        "additionalProperties": false
    })
}
