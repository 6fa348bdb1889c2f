//! Events of both API groups in one form. An event that both groups hold is one event.
//!
//! Source: kubernetes/api:core/v1/types.go (Event), kubernetes/api:events/v1/types.go.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Serialize;

use super::document::{Node, NodeId};
use super::resource::{Resource, SourceFile};
use super::synthetic::synthetic_text;

/// All events of a cluster.
#[derive(Debug)]
pub struct Events {
    /// What was made of them.
    pub file: Arc<SourceFile>,
    /// The events, by namespace and name.
    pub list: Vec<Event>,
    /// Places in the list, in their order, by the reason; by the empty text where there is none. There are tens of reasons,
    /// and most of those who look for events ask for some of them.
    pub by_reason: BTreeMap<String, Vec<usize>>,
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
        all.dedup_by(|b, a| (&a.key.namespace, &a.key.name) == (&b.key.namespace, &b.key.name));
        let forms: Vec<OneForm<'_>> = all.iter().map(|event| OneForm::of(event)).collect();
        let (file, nodes) = synthetic_text(serde_json::to_string(&forms).unwrap_or_else(|_| "[]".to_owned()));
        let mut by_reason: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (place, form) in forms.iter().enumerate() {
            let reason = form.reason.unwrap_or_default();
            match by_reason.get_mut(reason) {
                Some(places) => places.push(place),
                None => _ = by_reason.insert(reason.to_owned(), vec![place]),
            }
        }
        let list =
            all.into_iter().zip(nodes).map(|(resource, node)| Event { resource: resource.clone(), node });
        Self { list: list.collect(), by_reason, file }
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

/// An event in the one form. There are tens of thousands, so nothing is copied on the way from text to text.
#[derive(Debug, Serialize)]
struct OneForm<'r> {
    #[serde(skip_serializing_if = "Option::is_none")]
    component: Option<&'r str>,
    count: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    first: Option<&'r str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    host: Option<&'r str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    last: Option<&'r str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<&'r str>,
    name: &'r str,
    namespace: &'r str,
    object: About<'r>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'r str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    time: Option<&'r str>,
    #[serde(skip_serializing_if = "Option::is_none", rename = "type")]
    sort: Option<&'r str>,
}

/// What an event is about.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
struct About<'r> {
    #[serde(skip_serializing_if = "Option::is_none")]
    api_version: Option<&'r str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    field_path: Option<&'r str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    kind: Option<&'r str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'r str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    namespace: Option<&'r str>,
}

impl<'r> OneForm<'r> {
    fn of(event: &'r Resource) -> Self {
        let fields = Fields::of(event.node());
        let text = |node: Option<Node<'r>>| {
            let node = node?;
            node.text().filter(|text| !node.is_null() && !text.is_empty())
        };
        let at = |node: Option<Node<'r>>, key: &str| text(node?.get(key));
        let created = || at(fields.metadata, "creationTimestamp");
        let first = text(fields.first).or_else(|| text(fields.deprecated_first));
        let last = at(fields.series, "lastObservedTime").or_else(|| text(fields.last));
        let last = last.or_else(|| text(fields.deprecated_last));
        let count = at(fields.series, "count").or_else(|| text(fields.count));
        let count = count.or_else(|| text(fields.deprecated_count));
        let time = last.or_else(|| text(fields.event_time)).or_else(created);
        Self {
            component: at(fields.source, "component")
                .or_else(|| text(fields.reporting_component))
                .or_else(|| text(fields.reporting_controller))
                .or_else(|| at(fields.deprecated_source, "component")),
            count: count.and_then(|count| count.parse().ok()).filter(|count| *count > 0).unwrap_or(1),
            first: first.or_else(|| text(fields.event_time)).or_else(created),
            host: at(fields.source, "host").or_else(|| at(fields.deprecated_source, "host")),
            last: time,
            message: text(fields.message).or_else(|| text(fields.note)),
            name: &event.key.name,
            namespace: &event.key.namespace,
            object: fields.involved_object.or(fields.regarding).map(About::of).unwrap_or_default(),
            reason: text(fields.reason),
            time,
            sort: text(fields.sort),
        }
    }
}

impl<'r> About<'r> {
    fn of(object: Node<'r>) -> Self {
        let text = |key: &str| object.get_text(key);
        Self {
            api_version: text("apiVersion"),
            field_path: text("fieldPath"),
            kind: text("kind"),
            name: text("name"),
            namespace: text("namespace"),
        }
    }
}

/// The fields of an event in both API groups, found in one pass over it.
#[derive(Debug, Default)]
struct Fields<'r> {
    metadata: Option<Node<'r>>,
    sort: Option<Node<'r>>,
    reason: Option<Node<'r>>,
    message: Option<Node<'r>>,
    note: Option<Node<'r>>,
    source: Option<Node<'r>>,
    deprecated_source: Option<Node<'r>>,
    reporting_component: Option<Node<'r>>,
    reporting_controller: Option<Node<'r>>,
    first: Option<Node<'r>>,
    deprecated_first: Option<Node<'r>>,
    last: Option<Node<'r>>,
    deprecated_last: Option<Node<'r>>,
    event_time: Option<Node<'r>>,
    series: Option<Node<'r>>,
    count: Option<Node<'r>>,
    deprecated_count: Option<Node<'r>>,
    involved_object: Option<Node<'r>>,
    regarding: Option<Node<'r>>,
}

impl<'r> Fields<'r> {
    fn of(event: Node<'r>) -> Self {
        let mut fields = Self::default();
        for (key, value) in event.entries() {
            let field = match key.text() {
                Some("metadata") => &mut fields.metadata,
                Some("type") => &mut fields.sort,
                Some("reason") => &mut fields.reason,
                Some("message") => &mut fields.message,
                Some("note") => &mut fields.note,
                Some("source") => &mut fields.source,
                Some("deprecatedSource") => &mut fields.deprecated_source,
                Some("reportingComponent") => &mut fields.reporting_component,
                Some("reportingController") => &mut fields.reporting_controller,
                Some("firstTimestamp") => &mut fields.first,
                Some("deprecatedFirstTimestamp") => &mut fields.deprecated_first,
                Some("lastTimestamp") => &mut fields.last,
                Some("deprecatedLastTimestamp") => &mut fields.deprecated_last,
                Some("eventTime") => &mut fields.event_time,
                Some("series") => &mut fields.series,
                Some("count") => &mut fields.count,
                Some("deprecatedCount") => &mut fields.deprecated_count,
                Some("involvedObject") => &mut fields.involved_object,
                Some("regarding") => &mut fields.regarding,
                _ => continue,
            };
            // Of a key that is written twice the first counts.
            field.get_or_insert(value);
        }
        fields
    }
}
