//! Looking at objects for the appendix: which are shown, where they stand, which Node they are on, and how a text of theirs
//! is made fit to be shown. Nothing here fails: what is not there, or is of another type, is nothing.

use jiff::Timestamp;

use crate::archive::layout::Layout;
use crate::engine::judge::Site;
use crate::engine::relations::Relation;
use crate::engine::roots::Root;
use crate::findings::{LineRange, Subject};
use crate::model::{Node, Resource, Shape, Snapshot, parse_time};
use crate::text::{clip_masked, one_line};

/// So many characters of a text are shown.
const SHOWN: usize = 300;
/// So many characters of a text are looked at, before it is brought onto one line.
const LOOKED_AT: usize = 2_000;

/// An object, in the root that shows it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Seen<'s> {
    pub(super) root: &'s Root,
    pub(super) resource: &'s Resource,
}

impl<'s> Seen<'s> {
    pub(super) fn node(&self) -> Node<'s> {
        self.resource.node()
    }

    pub(super) fn snapshot(&self) -> &'s Snapshot {
        &self.root.snapshot
    }

    /// When it was gathered, if that is known.
    pub(super) fn now(&self) -> Option<Timestamp> {
        self.snapshot().now.map(|now| now.at)
    }
}

/// The roots that are judged, and so are shown. One that only stands in for another has lent it what it needs.
pub(super) fn shown_roots(roots: &[Root]) -> impl Iterator<Item = &Root> {
    roots.iter().filter(|root| root.relation != Relation::FallBack)
}

/// Whether the must-gather has this object of another root too: its word on it counts.
pub(super) fn is_left_to_main(roots: &[Root], root: &Root, subject: (&str, &str, &str, &str)) -> bool {
    let (group, kind, namespace, name) = subject;
    root.relation == Relation::AddOn
        && roots
            .first()
            .is_some_and(|main| main.index != root.index && main.snapshot.has(group, kind, namespace, name))
}

/// All objects of a kind, by root, namespace and name.
pub(super) fn objects<'s>(roots: &'s [Root], group: &str, kind: &str) -> impl Iterator<Item = Seen<'s>> {
    shown_roots(roots).flat_map(move |root| {
        let all = root.snapshot.of_kind(group, kind).map(move |resource| Seen { root, resource });
        all.filter(move |seen| {
            let key = &seen.resource.key;
            !is_left_to_main(roots, root, (&key.group, &key.kind, &key.namespace, &key.name))
        })
    })
}

/// The root that a file lies in, where there are several, and the lines of a node of it.
pub(super) fn place(root: &Root, layout: &Layout, path: &str, node: Node<'_>) -> (Option<String>, LineRange) {
    let (name, file) = Site::new(root, layout).place(path);
    let (text, lines, span) = (node.document().text(), node.document().lines(), node.span());
    // The line end behind the last value is not a line more.
    let end = span.start + span.of(text).trim_end().len();
    let (first, last) = (lines.point(text, span.start).line, lines.point(text, end).line);
    (name, LineRange { file: file.to_owned(), first, last })
}

/// The Node that an object of a cluster is, or is on.
pub(super) fn node_of(snapshot: &Snapshot, subject: &Subject) -> Option<String> {
    let path: &[&str] = match (subject.kind.as_str(), subject.group.as_str()) {
        ("Node", "") => return Some(subject.name.clone()),
        ("Pod", "") => &["spec", "nodeName"],
        ("Machine", "machine.openshift.io") => &["status", "nodeRef", "name"],
        _ => return None,
    };
    let object = snapshot.get(&subject.group, &subject.kind, &subject.namespace, &subject.name)?;
    text_at(object.node(), path).map(str::to_owned)
}

/// What stands at a path of keys.
pub(super) fn node_at<'d>(node: Node<'d>, path: &[&str]) -> Option<Node<'d>> {
    path.iter().try_fold(node, |node, key| node.get(key))
}

/// The text of the scalar at a path of keys, if it is not empty.
pub(super) fn text_at<'d>(node: Node<'d>, path: &[&str]) -> Option<&'d str> {
    node_at(node, path).filter(|node| !node.is_null())?.text().filter(|text| !text.is_empty())
}

/// The map at a path of keys.
pub(super) fn map_at<'d>(node: Node<'d>, path: &[&str]) -> Option<Node<'d>> {
    node_at(node, path).filter(|node| node.shape() == Shape::Map)
}

/// The items of the list at a path of keys.
pub(super) fn items_at<'d>(node: Node<'d>, path: &[&str]) -> impl Iterator<Item = Node<'d>> + use<'d> {
    node_at(node, path).into_iter().flat_map(Node::items)
}

/// The time at a path of keys.
pub(super) fn time_at(node: Node<'_>, path: &[&str]) -> Option<Timestamp> {
    text_at(node, path).and_then(time)
}

/// A time of a cluster. The zero of Go, and what else was before there were clusters, is none.
pub(super) fn time(text: &str) -> Option<Timestamp> {
    parse_time(text).filter(|at| *at > Timestamp::UNIX_EPOCH)
}

/// The condition of a type, among those in `status.conditions`.
pub(super) fn condition<'d>(node: Node<'d>, name: &str) -> Option<Node<'d>> {
    items_at(node, &["status", "conditions"]).find(|condition| condition.get_text("type") == Some(name))
}

/// A text as it may be shown: without secrets, on one line, and not long.
pub(super) fn shown_text(text: &str) -> String {
    one_line(&clip_masked(text, LOOKED_AT), SHOWN)
}

/// The name of an object as it may be shown. Names are identity, and are not masked.
pub(super) fn shown_name(name: &str) -> String {
    one_line(name, SHOWN)
}

#[cfg(test)]
pub(super) mod tests {
    use std::collections::BTreeMap;
    use std::sync::Arc;

    use super::*;
    use crate::model::{Document, GatherTime, Precision, ReadOptions, SourceFile, contents_of};

    /// The root with this name, index and relation, with the objects of files; gathered at noon of 2 January 2026.
    pub(in crate::engine::appendix) fn root(
        (name, index, relation): (&str, usize, Relation),
        files: &[(&str, &str)],
    ) -> Root {
        let mut resources = Vec::new();
        for (path, text) in files {
            let document = Document::parse((*text).to_owned(), ReadOptions::default()).expect("YAML");
            let file = Arc::new(SourceFile { path: (*path).to_owned(), document });
            resources.extend(contents_of(&file).resources);
        }
        let mut snapshot = Snapshot::new(resources, BTreeMap::new());
        let at = "2026-01-02T12:00:00Z".parse().expect("a time");
        snapshot.now = Some(GatherTime { at, precision: Precision::Recorded });
        Root {
            name: name.to_owned(),
            index,
            snapshot,
            relation,
            has_version: true,
            image_version: None,
            ended: Some(true),
        }
    }

    /// One root with the objects of one file.
    pub(in crate::engine::appendix) fn alone(text: &str) -> Vec<Root> {
        vec![root((".", 0, Relation::Own), &[("mg/list.yaml", text)])]
    }

    /// The layout of an archive with these roots.
    pub(in crate::engine::appendix) fn layout(roots: &[&str]) -> Layout {
        let roots = roots.iter().map(|root| (*root).to_owned()).collect();
        Layout { base: "mg".to_owned(), roots, left_out: 0 }
    }

    #[test]
    fn objects_of_each_root_and_of_none_twice() {
        let pod =
            |name: &str| format!("apiVersion: v1\nkind: Pod\nmetadata: {{name: {name}, namespace: n}}\n");
        let (a, b, c) = (pod("a"), pod("b"), pod("c"));
        let roots = [
            root(("x", 0, Relation::Own), &[("mg/x/a.yaml", &a)]),
            root(("y", 1, Relation::AddOn), &[("mg/y/a.yaml", &a), ("mg/y/b.yaml", &b)]),
            root(("z", 2, Relation::FallBack), &[("mg/z/c.yaml", &c)]),
            root(("w", 3, Relation::Own), &[("mg/w/a.yaml", &a)]),
        ];
        let found: Vec<&str> =
            objects(&roots, "", "Pod").map(|seen| seen.resource.file.path.as_str()).collect();
        assert_eq!(found, ["mg/x/a.yaml", "mg/y/b.yaml", "mg/w/a.yaml"]);
    }

    #[test]
    fn a_text_is_masked_on_one_line_and_short() {
        assert_eq!(shown_text("a\n  b\u{202e}c"), "a b\\u{202e}c");
        assert_eq!(shown_text("at https://me:hunter2@a.example.com"), "at https://me:[masked]@a.example.com");
        let long = shown_text(&"long ".repeat(5_000));
        assert_eq!((long.chars().count(), long.chars().last()), (SHOWN, Some('…')));
    }
}
