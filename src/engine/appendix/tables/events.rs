//! Events that warn, the newest first.
//!
//! Source of the columns: kubernetes/kubernetes:pkg/printers/internalversion/printers.go (`printEvent`).

use std::cmp::Reverse;

use jiff::Timestamp;

use super::age::age;
use crate::archive::layout::Layout;
use crate::engine::about::subject_of_event;
use crate::engine::appendix::look::{
    is_left_to_main, node_of, place, shown_name, shown_roots, shown_text, text_at, time_at,
};
use crate::engine::roots::Root;
use crate::findings::{Row, Table};
use crate::model::{Event, Node};

/// So many of them are shown.
const MOST_EVENTS: usize = 2_000;

/// An event that warns, in its one form.
struct Warning<'s> {
    root: &'s Root,
    event: &'s Event,
    form: Node<'s>,
    at: Option<Timestamp>,
}

/// The table. A row is about the object that the event is about, as findings on events are, and stands where the event
/// stands.
pub(super) fn table(roots: &[Root], layout: &Layout) -> Table {
    let mut all: Vec<Warning<'_>> = shown_roots(roots)
        .flat_map(|root| {
            let events = root.snapshot.events();
            events.list.iter().map(move |event| {
                let form = events.file.document.node(event.node);
                Warning { root, event, form, at: time_at(form, &["time"]) }
            })
        })
        .filter(|warning| {
            let key = &warning.event.resource.key;
            let is_left_out =
                is_left_to_main(roots, warning.root, (&key.group, &key.kind, &key.namespace, &key.name));
            warning.form.get_text("type") == Some("Warning") && !is_left_out
        })
        .collect();
    // Those of one time stay by root, namespace and name.
    all.sort_by_key(|warning| Reverse(warning.at));
    let left_out = all.len().saturating_sub(MOST_EVENTS) as u64;
    Table {
        id: "events",
        title: "Events",
        columns: vec!["Namespace", "Last Seen", "Type", "Reason", "Object", "Count", "Message"],
        rows: all.iter().take(MOST_EVENTS).map(|warning| warning.row(layout)).collect(),
        left_out,
    }
}

impl Warning<'_> {
    fn row(&self, layout: &Layout) -> Row {
        let Self { root, event, form, at } = self;
        let subject = subject_of_event(*form);
        let now = root.snapshot.now.map(|now| now.at);
        let text = |key: &str| text_at(*form, &[key]).map(shown_text).unwrap_or_default();
        let object = match (subject.kind.as_str(), subject.name.as_str()) {
            ("", "") => String::new(),
            (kind, name) => shown_name(&format!("{}/{name}", kind.to_lowercase())),
        };
        let cells = vec![
            shown_name(&event.resource.key.namespace),
            now.zip(*at).map(|(now, at)| age(at, now)).unwrap_or_default(),
            text("type"),
            text("reason"),
            object,
            text("count"),
            text("message"),
        ];
        let (name, place) = place(root, layout, &event.resource.file.path, event.resource.node());
        let host = || root.snapshot.node_of_host(form.get_text("host")?).map(str::to_owned);
        let node = node_of(&root.snapshot, &subject).or_else(host);
        Row { cells, node: node.unwrap_or_default(), root: name, place, logs: Vec::new(), subject }
    }
}
