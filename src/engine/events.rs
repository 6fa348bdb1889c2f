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
    let asked = all.list.iter().filter(|event| selects(selector, all.file.document.node(event.node)));
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

fn selects(selector: &Events, node: Node<'_>) -> bool {
    let text = |key: &str| node.get_text(key).unwrap_or_default();
    let object = node.get("object");
    let about = |key: &str| object.and_then(|object| object.get_text(key)).unwrap_or_default();
    fits(selector.namespaces.as_ref(), text("namespace"))
        && fits(selector.reasons.as_ref(), text("reason"))
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
        .find_map(|expression| Some((expression, expression.captures(message)?)))?;
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
