//! Events of both API groups in one form. An event that both groups hold is one event.
//!
//! Source: kubernetes/api:core/v1/types.go (Event), kubernetes/api:events/v1/types.go.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde_json::{Map, Value};

use super::document::{Node, NodeId};
use super::resource::{Resource, SourceFile};
use super::synthetic::synthetic;

/// All events of a cluster.
#[derive(Debug)]
pub struct Events {
    /// What was made of them.
    pub file: Arc<SourceFile>,
    /// The events, by namespace and name.
    pub list: Vec<Event>,
}

/// One event.
#[derive(Debug)]
pub struct Event {
    /// As it stands in the archive.
    pub resource: Resource,
    /// In the one form: `type`, `reason`, `message`, `count`, `first`, `last` and the same as `time`, `object`,
    /// `component`, `host`, `namespace`, `name`.
    pub node: NodeId,
}

impl Events {
    /// Brings events into one form.
    #[must_use]
    pub fn new<'r>(all: impl Iterator<Item = &'r Resource>) -> Self {
        let mut all: Vec<&Resource> = all.collect();
        all.sort_by(|a, b| order(a).cmp(&order(b)));
        let mut seen = BTreeSet::new();
        all.retain(|event| seen.insert((event.key.namespace.as_str(), event.key.name.as_str())));
        let values: Vec<Value> = all.iter().map(|event| Value::Object(one_form(event))).collect();
        let (file, nodes) = synthetic(&values);
        let list =
            all.into_iter().zip(nodes).map(|(resource, node)| Event { resource: resource.clone(), node });
        Self { list: list.collect(), file }
    }
}

impl Event {
    /// Where its message stands in the archive.
    #[must_use]
    pub fn message(&self) -> Node<'_> {
        let event = self.resource.node();
        event.get("message").or_else(|| event.get("note")).unwrap_or(event)
    }
}

/// By namespace and name; the core group, which says more, comes first.
fn order(event: &Resource) -> (&str, &str, &str) {
    (&event.key.namespace, &event.key.name, &event.key.group)
}

fn one_form(event: &Resource) -> Map<String, Value> {
    let node = event.node();
    let at = |path: &[&str]| {
        let found = path.iter().try_fold(node, |node, key| node.get(key))?;
        found.text().filter(|text| !found.is_null() && !text.is_empty()).map(str::to_owned)
    };
    let first_of = |paths: &[&[&str]]| paths.iter().find_map(|path| at(path));
    let mut form = Map::new();
    let mut put = |key: &str, value: Option<String>| {
        if let Some(value) = value {
            form.insert(key.to_owned(), Value::String(value));
        }
    };
    put("type", at(&["type"]));
    put("reason", at(&["reason"]));
    put("message", first_of(&[&["message"], &["note"]]));
    put("namespace", Some(event.key.namespace.clone()));
    put("name", Some(event.key.name.clone()));
    put(
        "component",
        first_of(&[
            &["source", "component"],
            &["reportingComponent"],
            &["reportingController"],
            &["deprecatedSource", "component"],
        ]),
    );
    put("host", first_of(&[&["source", "host"], &["deprecatedSource", "host"]]));
    let created: &[&str] = &["metadata", "creationTimestamp"];
    put("first", first_of(&[&["firstTimestamp"], &["deprecatedFirstTimestamp"], &["eventTime"], created]));
    let last = first_of(&[
        &["series", "lastObservedTime"],
        &["lastTimestamp"],
        &["deprecatedLastTimestamp"],
        &["eventTime"],
        created,
    ]);
    put("last", last.clone());
    put("time", last);
    let count = first_of(&[&["series", "count"], &["count"], &["deprecatedCount"]]);
    let count = count.and_then(|count| count.parse::<u64>().ok()).filter(|count| *count > 0).unwrap_or(1);
    form.insert("count".to_owned(), Value::from(count));

    let mut object = Map::new();
    if let Some(about) = node.get("involvedObject").or_else(|| node.get("regarding")) {
        for key in ["kind", "namespace", "name", "apiVersion", "fieldPath"] {
            if let Some(text) = about.get_text(key) {
                object.insert(key.to_owned(), Value::String(text.to_owned()));
            }
        }
    }
    form.insert("object".to_owned(), Value::Object(object));
    form
}
