//! Events as items: those that a source asks for, and the named groups of the expression that their message matches.

use std::sync::Arc;

use serde_json::Value;

use super::counts::json_with;
use crate::model::{Event, Node, NodeId, Snapshot, SourceFile, synthetic};
use crate::rules::{Events, fits};

/// An event with the node that stands for it.
pub(super) struct EventItem<'s> {
    pub(super) event: &'s Event,
    pub(super) file: Arc<SourceFile>,
    pub(super) node: NodeId,
}

/// The events that a selector asks for, in their order.
pub(super) fn events<'s>(selector: &Events, snapshot: &'s Snapshot) -> Vec<EventItem<'s>> {
    let all = snapshot.events();
    let mut places: Vec<usize> = all
        .by_reason
        .iter()
        .filter(|(reason, _)| fits(selector.reasons.as_ref(), reason))
        .flat_map(|(_, places)| places)
        .copied()
        .collect();
    places.sort_unstable();
    // There are fewer where some are over the limits of a document.
    let asked = places.into_iter().filter_map(|place| all.list.get(place));
    let asked = asked.filter(|event| selects(selector, all.file.document.node(event.node)));
    if selector.expressions.is_empty() {
        let item = |event: &'s Event| EventItem { event, file: Arc::clone(&all.file), node: event.node };
        return asked.map(item).collect();
    }
    let matching: Vec<(&Event, Value)> = asked
        .filter_map(|event| Some((event, matched(selector, all.file.document.node(event.node))?)))
        .collect();
    let values: Vec<Value> = matching.iter().map(|(_, value)| value.clone()).collect();
    let (file, nodes) = synthetic(&values);
    let items = matching.into_iter().zip(nodes);
    items.map(|((event, _), node)| EventItem { event, file: Arc::clone(&file), node }).collect()
}

/// Whether a selector asks for an event, whose reason is one that it asks for.
fn selects(selector: &Events, node: Node<'_>) -> bool {
    let is_any = [
        &selector.namespaces,
        &selector.types,
        &selector.kinds,
        &selector.object_namespaces,
        &selector.object_names,
    ];
    if is_any.into_iter().all(Option::is_none) {
        return true;
    }
    let text = |key: &str| node.get_text(key).unwrap_or_default();
    let object = node.get("object");
    let about = |key: &str| object.and_then(|object| object.get_text(key)).unwrap_or_default();
    fits(selector.namespaces.as_ref(), text("namespace"))
        && fits(selector.types.as_ref(), text("type"))
        && fits(selector.kinds.as_ref(), about("kind"))
        && fits(selector.object_namespaces.as_ref(), about("namespace"))
        && fits(selector.object_names.as_ref(), about("name"))
}

/// The event with the named groups of the first expression that its message matches.
fn matched(selector: &Events, node: Node<'_>) -> Option<Value> {
    let message = node.get_text("message")?;
    let (expression, captures) = selector
        .expressions
        .iter()
        .find_map(|expression| Some((expression.compiled(), expression.compiled().captures(message)?)))?;
    let mut value = json_with(node, &mut |_| None);
    if let Some(fields) = value.as_object_mut() {
        for name in expression.capture_names().flatten() {
            if let Some(group) = captures.name(name) {
                fields.insert(name.to_owned(), Value::from(group.as_str()));
            }
        }
    }
    Some(value)
}
