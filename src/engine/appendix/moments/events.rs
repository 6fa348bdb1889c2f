//! Events, of which those that warn are bad.

use super::{Happened, Told};
use crate::archive::layout::Layout;
use crate::engine::about::subject_of_event;
use crate::engine::appendix::look::{is_left_to_main, place, shown_roots, shown_text, text_at, time_at};
use crate::engine::roots::Root;
use crate::findings::{MomentKind, Severity};
use crate::model::{Event, Node};

/// Takes in all events that say when they were.
pub(super) fn collect<'s>(roots: &'s [Root], layout: &'s Layout, all: &mut Vec<Happened<'s>>) {
    for root in shown_roots(roots) {
        let events = root.snapshot.events();
        for event in &events.list {
            let form = events.file.document.node(event.node);
            let key = &event.resource.key;
            let Some(at) = time_at(form, &["time"]) else { continue };
            if is_left_to_main(roots, root, (&key.group, &key.kind, &key.namespace, &key.name)) {
                continue;
            }
            all.push(Happened {
                at,
                since: time_at(form, &["first"]),
                kind: MomentKind::Event,
                severity: (form.get_text("type") == Some("Warning")).then_some(Severity::Warning),
                root: Some(root),
                tell: Box::new(move || told(root, (event, form), layout)),
            });
        }
    }
}

fn told(root: &Root, (event, form): (&Event, Node<'_>), layout: &Layout) -> Told {
    let texts = [text_at(form, &["reason"]), text_at(form, &["message"])];
    let what = Vec::from_iter(texts.into_iter().flatten()).join(": ");
    let (name, place) = place(root, layout, &event.resource.file.path, event.message());
    Told {
        what: shown_text(&what),
        subject: subject_of_event(form),
        host: form.get_text("host").and_then(|host| root.snapshot.node_of_host(host)).map(str::to_owned),
        count: text_at(form, &["count"]).and_then(|count| count.parse().ok()).unwrap_or(1),
        root: name,
        file: place.file,
        line: place.first,
    }
}
