//! From a parsed file to its resources: single objects, several documents, Lists of any kind.

use std::sync::Arc;

use super::document::Shape;
use super::resource::{Resource, SourceFile};

/// The resources of a file, in the file's order. Documents that are no API objects give none.
#[must_use]
pub fn resources_of(file: &Arc<SourceFile>) -> Vec<Resource> {
    let mut found = Vec::new();
    for root in file.document.roots() {
        let kind = root.get_text("kind").unwrap_or_default();
        let items = root.get("items").filter(|items| items.shape() == Shape::List || items.is_null());
        match (kind.strip_suffix("List"), items) {
            (Some(item_kind), Some(items)) => {
                // In `kind: List` every item says what it is; in a typed List the items may leave it out.
                let api = root.get_text("apiVersion").unwrap_or_default();
                let outer = (!item_kind.is_empty()).then_some((api, item_kind));
                for item in items.items() {
                    let read = Resource::read(file, item, outer.or(Some(("", ""))));
                    found.extend(read.filter(|resource| !resource.key.kind.is_empty()));
                }
            }
            _ => found.extend(Resource::read(file, root, None)),
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Document, DocumentLimits};

    fn names(text: &str) -> Vec<String> {
        let document = Document::parse(text.to_owned(), DocumentLimits::default()).expect("YAML");
        let file = Arc::new(SourceFile { path: "f.yaml".into(), document });
        resources_of(&file)
            .into_iter()
            .map(|r| {
                format!("{}/{}/{}/{}/{}", r.key.group, r.version, r.key.kind, r.key.namespace, r.key.name)
            })
            .collect()
    }

    #[test]
    fn objects_lists_and_what_is_neither() {
        let node = "apiVersion: v1\nkind: Node\nmetadata: {name: a}\n";
        assert_eq!(names(node), ["/v1/Node//a"]);
        let typed =
            "apiVersion: apps/v1\nkind: DeploymentList\nitems:\n- metadata: {name: d, namespace: n}\n";
        assert_eq!(names(typed), ["apps/v1/Deployment/n/d"]);
        let mixed = "apiVersion: v1\nkind: List\nitems:\n- {apiVersion: a/v1, kind: X, metadata: {name: x}}\n- 3\n- {metadata: {name: y}}\n";
        assert_eq!(names(mixed), ["a/v1/X//x"]);
        for nothing in [
            "",
            "items: []\n",
            "kind: PodList\napiVersion: v1\nitems: null\n",
            "- a\n",
            "just text",
            "kind: Node\n",
        ] {
            assert!(names(nothing).is_empty(), "{nothing}");
        }
        assert_eq!(
            names(&format!(
                "---\n{node}---\n{}",
                node.replace('a', "b")
                    .replace("bpiVersion", "apiVersion")
                    .replace("metbdbtb: {nbme", "metadata: {name")
            ))
            .len(),
            2
        );
        // A kind that only ends in "List" and has no items is an object of its own.
        assert_eq!(names("apiVersion: v1\nkind: AllowList\nmetadata: {name: l}\n"), ["/v1/AllowList//l"]);
    }
}
