//! From a parsed file to its resources: single objects, several documents, Lists of any kind.

use std::sync::Arc;

use super::document::{Node, Shape};
use super::resource::{Resource, SourceFile};

/// What a file holds.
#[derive(Debug, Default)]
pub struct Contents {
    /// Its objects, in the file's order.
    pub resources: Vec<Resource>,
    /// How many documents and items of Lists are no objects.
    pub others: usize,
}

/// Lists may stand in Lists this deep.
const DEEPEST: usize = 4;

/// The objects of a file. An empty List holds none, and that is no fault.
#[must_use]
pub fn contents_of(file: &Arc<SourceFile>) -> Contents {
    let mut found = Contents::default();
    for root in file.document.roots().filter(|root| !root.is_null()) {
        take(file, root, None, DEEPEST, &mut found);
    }
    found
}

fn take(
    file: &Arc<SourceFile>,
    node: Node<'_>,
    outer: Option<(&str, &str)>,
    depth: usize,
    found: &mut Contents,
) {
    let kind = node.get_text("kind").unwrap_or_default();
    // What has items and says no kind is taken for a List of everything.
    let list_kind = if kind.is_empty() { Some("") } else { kind.strip_suffix("List") };
    let item_kind = list_kind.filter(|_| node.get("items").is_some() && depth > 0);
    let Some(item_kind) = item_kind else {
        match Resource::read(file, node, outer) {
            Some(mut resource) => {
                resource.from_list = depth < DEEPEST;
                found.resources.push(resource);
            }
            None => found.others += 1,
        }
        return;
    };
    match node.get("items") {
        Some(items) if items.shape() == Shape::List => {
            // In `kind: List` every item says what it is; in a typed List the items may leave it out.
            let api = node.get_text("apiVersion").unwrap_or_default();
            let outer = (!item_kind.is_empty()).then_some((api, item_kind));
            items.items().for_each(|item| take(file, item, outer, depth - 1, found));
        }
        Some(items) if items.is_null() => {}
        _ => found.others += 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Document, ReadOptions};

    fn names(text: &str) -> Vec<String> {
        let document = Document::parse(text.to_owned(), ReadOptions::default()).expect("YAML");
        let file = Arc::new(SourceFile { path: "f.yaml".into(), document });
        let contents = contents_of(&file);
        let others = (contents.others > 0).then(|| format!("{} others", contents.others));
        contents
            .resources
            .into_iter()
            .map(|r| {
                format!("{}/{}/{}/{}/{}", r.key.group, r.version, r.key.kind, r.key.namespace, r.key.name)
            })
            .chain(others)
            .collect()
    }

    #[test]
    fn objects_lists_and_what_is_neither() {
        let node = "apiVersion: v1\nkind: Node\nmetadata: {name: a}\n";
        let typed =
            "apiVersion: apps/v1\nkind: DeploymentList\nitems:\n- metadata: {name: d, namespace: n}\n";
        let mixed = "apiVersion: v1\nkind: List\nitems:\n- {apiVersion: a/v1, kind: X, metadata: {name: x}}\n\
                     - 3\n- {metadata: {name: y}}\n";
        let nested =
            format!("kind: List\napiVersion: v1\nitems:\n- {}", typed.trim_end().replace('\n', "\n  "));
        let two = format!("---\n{node}---\napiVersion: v1\nkind: Node\nmetadata: {{name: b}}\n");
        for (text, found) in [
            (node, &["/v1/Node//a"][..]),
            (typed, &["apps/v1/Deployment/n/d"]),
            (mixed, &["a/v1/X//x", "2 others"]),
            (&nested, &["apps/v1/Deployment/n/d"]),
            (&two, &["/v1/Node//a", "/v1/Node//b"]),
            // A kind that only ends in "List" and has no items is an object of its own.
            ("apiVersion: v1\nkind: AllowList\nmetadata: {name: l}\n", &["/v1/AllowList//l"]),
            ("", &[]),
            ("items: []\n", &[]),
            ("kind: PodList\napiVersion: v1\nitems: null\n", &[]),
            ("kind: PodList\napiVersion: v1\nitems: foo\n", &["1 others"]),
            ("kind: NodeList\napiVersion: v1\nitems: [null, {metadata: null}]\n", &["2 others"]),
            ("- a\n", &["1 others"]),
            ("just text", &["1 others"]),
            ("kind: Node\n", &["1 others"]),
        ] {
            assert_eq!(names(text), found, "{text}");
        }
    }
}
