//! What a finding about an item is about, and where it points. By what it is known over time is told in `lasting.rs`.

use crate::archive::logs::whose;
use crate::findings::{Location, Subject};
use crate::model::{Node, Resource};
use crate::rules::{From, Place};
use crate::text::Span;

use super::items::{Item, Origin};
use super::judge::Site;

/// What an item is about.
pub(super) fn subject(item: &Item<'_>) -> Subject {
    match &item.origin {
        Origin::Object { resource, .. } => subject_of(resource),
        Origin::Event(_) => subject_of_event(item.node()),
        Origin::Line(hit) => {
            let whose = whose(&hit.inside);
            let subject = |kind: &str, namespace: &str, name: &str| Subject {
                kind: kind.to_owned(),
                namespace: namespace.to_owned(),
                name: name.to_owned(),
                version: "v1".to_owned(),
                ..Subject::default()
            };
            match (whose.pod, item.node().get_text("node").or(whose.node)) {
                (Some(pod), _) => subject("Pod", whose.namespace.unwrap_or_default(), pod),
                (None, Some(node)) => subject("Node", "", node),
                (None, None) => file_subject(&hit.inside),
            }
        }
        Origin::Document { inside, .. } => file_subject(inside),
        Origin::File(path) => file_subject(path),
        Origin::Group(sample, _) => subject(sample),
    }
}

fn file_subject(path: &str) -> Subject {
    Subject { kind: "File".to_owned(), name: path.to_owned(), ..Subject::default() }
}

/// What an event is about, from its one form.
pub(super) fn subject_of_event(event: Node<'_>) -> Subject {
    let object = event.get("object");
    let text = |key: &str| object.and_then(|object| object.get_text(key)).unwrap_or_default().to_owned();
    let api = text("apiVersion");
    let (group, version) = api.split_once('/').unwrap_or(("", &api));
    Subject {
        kind: text("kind"),
        namespace: text("namespace"),
        name: text("name"),
        group: group.to_owned(),
        version: version.to_owned(),
    }
}

/// An object as what a finding is about.
pub(super) fn subject_of(resource: &Resource) -> Subject {
    let key = &resource.key;
    Subject {
        kind: key.kind.clone(),
        namespace: key.namespace.clone(),
        name: key.name.clone(),
        group: key.group.clone(),
        version: resource.version.clone(),
    }
}

/// The root and the place that show an item; `at` is followed where it leads into a file of the archive.
pub(super) fn place_of(item: &Item<'_>, at: Option<&Place>, site: Site<'_>) -> (Option<String>, Location) {
    match &item.origin {
        Origin::Object { resource, is_decoded } => {
            let object = resource.node();
            // What was decoded has no places; the text that it was in has, and is above all that was in it.
            let start = match at.map(|at| &at.from) {
                _ if *is_decoded => object,
                Some(From::Object) => item.object(),
                _ => item.node(),
            };
            let place = at.map_or(start, |at| at.path.nearest(start));
            // The nearest parent may be the whole object: its name says more than its first line.
            let place = if place.id() == object.id() { name_of(object).unwrap_or(place) } else { place };
            in_file(&resource.file.path, place, site)
        }
        Origin::Event(event) => in_file(&event.resource.file.path, event.message(), site),
        Origin::Document { file, .. } => {
            let start =
                if at.is_some_and(|at| at.from == From::Object) { item.object() } else { item.node() };
            in_file(&file.path, at.map_or(start, |at| at.path.nearest(start)), site)
        }
        Origin::Line(hit) => {
            let (root, file) = site.place(&hit.file);
            let line = usize::try_from(hit.line).unwrap_or(usize::MAX);
            (root, Location::of_line(file, line, &hit.text, hit.text_from, hit.span))
        }
        Origin::File(path) => (site.root_name(), Location::of_line(path, 1, "", 0, Span::default())),
        Origin::Group(sample, _) => place_of(sample, at, site),
    }
}

pub(super) fn in_file(path: &str, node: Node<'_>, site: Site<'_>) -> (Option<String>, Location) {
    let (root, file) = site.place(path);
    let document = node.document();
    (root, Location::indexed(file, document.text(), node.span(), document.lines()))
}

fn name_of(object: Node<'_>) -> Option<Node<'_>> {
    object.get("metadata")?.get("name")
}
