//! Documents that camgi makes: lines of logs, events in one form, groups. Rules look at them as they look at files. Their
//! places are places in what was made, and never shown.

use std::sync::Arc;

use serde_json::Value;

use super::document::{Document, NodeId, ReadOptions};
use super::resource::SourceFile;

/// A document with these values, in their order, and the node of each.
#[must_use]
pub fn synthetic(values: &[Value]) -> (Arc<SourceFile>, Vec<NodeId>) {
    synthetic_text(serde_json::to_string(values).unwrap_or_else(|_| "[]".to_owned()))
}

/// The same from the JSON of a list of values.
#[must_use]
pub fn synthetic_text(text: String) -> (Arc<SourceFile>, Vec<NodeId>) {
    let options = ReadOptions { keep_managed_fields: true, ..ReadOptions::default() };
    // What is over the limits of a document is left out by those who make it; a list of nothing is the answer if not.
    let document = Document::parse(text, options)
        .or_else(|_| Document::parse("[]".to_owned(), options))
        .expect("internal error: an empty list is JSON");
    let nodes =
        document.roots().flat_map(|root| root.items().map(|item| item.id()).collect::<Vec<_>>()).collect();
    (Arc::new(SourceFile { path: String::new(), document }), nodes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_nodes() {
        let values = [serde_json::json!({"a": 1, "b": "x\"\n\u{7f}"}), serde_json::json!([true, null])];
        let (file, nodes) = synthetic(&values);
        let node = file.document.node(nodes[0]);
        assert_eq!((node.get_text("a"), node.get_text("b")), (Some("1"), Some("x\"\n\u{7f}")));
        assert_eq!(file.document.node(nodes[1]).items().count(), 2);
        assert_eq!(synthetic(&[]).1.len(), 0);
    }
}
