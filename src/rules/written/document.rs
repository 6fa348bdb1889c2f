//! From a text to its documents, and from a document to a Rust type, with every mistake on the way at its place.

use std::collections::BTreeSet;

use serde::Deserialize;

use super::deserialize::from_node;
use super::mistake::Mistakes;
use super::shape::{Shapes, check_shape};
use crate::model::{Document, DocumentError, Node, NodeId, ReadOptions};
use crate::text::Span;

/// Parses the text of `mistakes`. What is no YAML is a mistake, and the document is empty then.
pub fn parse_document(mistakes: &mut Mistakes) -> Document {
    // A rule, and the resources of its tests, may speak of managedFields.
    let options = ReadOptions { keep_managed_fields: true, ..ReadOptions::default() };
    let text = mistakes.source().text.clone();
    match Document::parse(text.clone(), options) {
        Ok(document) => document,
        Err(error) => {
            let at = match &error {
                DocumentError::Syntax { at, .. } => offset_of(&text, at.line, at.column),
                _ => 0,
            };
            let line = text[..at].rfind('\n').map_or(0, |end| end + 1);
            let line = text[line..].lines().next().unwrap_or_default();
            let help = (line.contains('{') && line.contains(['*', '?', '|']))
                .then(|| "inside of `{…}` a path with `[`, `*`, `?` or `,` stands in quotes".to_owned());
            mistakes.add_with_help(Span::new(at, at + 1), format!("not YAML: {error}"), "here", help);
            Document::parse(String::new(), options).expect("internal error: the empty text is YAML")
        }
    }
}

/// Reads a document as a `T`. What does not fit is a mistake and is left out; there is nothing where all of it is.
pub fn read_document<'d, T: Deserialize<'d>>(
    root: Node<'d>,
    shapes: &Shapes,
    mistakes: &mut Mistakes,
) -> Option<T> {
    let bad: BTreeSet<NodeId> = check_shape(shapes, root, mistakes);
    if bad.contains(&root.id()) {
        return None;
    }
    from_node(root, &bad)
        .map_err(|error| {
            mistakes.add(Span::new(root.span().start, root.span().start + 1), error.to_string(), "here")
        })
        .ok()
}

fn offset_of(text: &str, line: usize, column: usize) -> usize {
    let start = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum::<usize>();
    let rest = text.get(start..).unwrap_or_default();
    start + rest.char_indices().nth(column.saturating_sub(1)).map_or(rest.len(), |(at, _)| at)
}
