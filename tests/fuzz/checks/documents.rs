//! The fast reader of documents against the full one: what the fast one takes, the full one takes too, and both give
//! the same tree, texts and places. Whatever the text, nothing panics, and every place is one in the text.

use std::sync::Arc;

use camgi::model::{Document, DocumentLimits, Node, ReadOptions, Shape, SourceFile, contents_of};
use camgi::text::Excerpt;

/// Small enough that a bomb of aliases costs no time.
const LIMITS: DocumentLimits = DocumentLimits { nodes: 20_000, depth: 64 };

const OPTIONS: ReadOptions = ReadOptions { limits: LIMITS, keep_managed_fields: true };

/// Any bytes.
pub(crate) fn check(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    if let Err(difference) = hold(text, "fuzzed") {
        panic!("{difference}\n{text:?}");
    }
    if let Ok(document) = Document::parse_fully(text.to_owned(), OPTIONS) {
        look_at(&document);
    }
    if let Ok(document) = Document::parse(text.to_owned(), OPTIONS) {
        look_at(&document);
        look_at_resources(document);
    }
}

/// Asks every node everything.
fn look_at(document: &Document) {
    let text = document.text();
    for root in document.roots() {
        look_at_node(root, 0);
        let excerpt = Excerpt::around(text, root.span(), 1);
        assert!(excerpt.text.get(excerpt.mark.start..excerpt.mark.end).is_some(), "{excerpt:?}");
    }
}

fn look_at_node(node: Node<'_>, depth: usize) {
    let (document, span) = (node.document(), node.span());
    let text = document.text();
    assert!(depth <= LIMITS.depth, "deeper than allowed");
    assert!(text.get(span.start..span.end).is_some(), "{span:?} is no place in the text");
    let (first, last) = document.lines().points(text, span);
    assert!((1, 1) <= (first.line, first.column) && first <= last, "{first:?}, {last:?}");
    assert_eq!(document.node(node.id()).span(), span);
    assert!(node.is_plain() || !(node.is_null() || node.as_bool().is_some()));
    match node.shape() {
        Shape::Scalar => {
            assert!(node.text().is_some());
            assert_eq!(node.entries().count() + node.items().count(), 0);
        }
        Shape::Map => node.entries().for_each(|(key, value)| {
            let found = key.text().map(|name| node.get(name).is_some());
            assert_ne!(found, Some(false), "{:?} is there and is not found", key.text());
            look_at_node(key, depth + 1);
            look_at_node(value, depth + 1);
        }),
        Shape::List => node.items().for_each(|item| look_at_node(item, depth + 1)),
    }
}

fn look_at_resources(document: Document) {
    let file = Arc::new(SourceFile { path: "fuzzed".to_owned(), document });
    for resource in contents_of(&file).resources {
        assert_eq!(resource.node().shape(), Shape::Map);
        assert!(resource.node().get("metadata").is_some());
    }
}

/// Holds both readers against each other; says whether the fast one took the text, or where they differ.
pub(crate) fn hold(text: &str, name: &str) -> Result<bool, String> {
    if !Document::is_dialect(text) {
        return Ok(false);
    }
    for keep_managed_fields in [false, true] {
        // Without the name in the text, the second time is the same as the first.
        if !keep_managed_fields || text.contains("managedFields") {
            hold_with(ReadOptions { keep_managed_fields, ..ReadOptions::default() }, text, name)?;
        }
    }
    Ok(true)
}

fn hold_with(options: ReadOptions, text: &str, name: &str) -> Result<(), String> {
    let fast = Document::parse(text.to_owned(), options)
        .map_err(|error| format!("{name}: the fast reader takes it only if asked twice: {error}"))?;
    let full = match Document::parse_fully(text.to_owned(), options) {
        Ok(full) => full,
        // Not all of JSON is YAML to the full reader: not pairs of surrogates, and not a line end before a colon.
        Err(_) if is_json(text) => return Ok(()),
        Err(error) => return Err(format!("{name}: only the fast reader takes it: {error}")),
    };
    let (fast, full): (Vec<_>, Vec<_>) = (fast.roots().collect(), full.roots().collect());
    if fast.len() != full.len() {
        return Err(format!("{name}: {} documents and {}", fast.len(), full.len()));
    }
    fast.iter().zip(&full).try_for_each(|(a, b)| compare(*a, *b, name))
}

/// By a reader that is neither of ours.
fn is_json(text: &str) -> bool {
    serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok()
}

/// What a node looks like from outside: shape, text, whether it is plain, place, and what is below.
fn compare(fast: Node<'_>, full: Node<'_>, path: &str) -> Result<(), String> {
    let differs = |what: &str, a: String, b: String| Err(format!("{path}: {what}: fast {a}, full {b}"));
    if fast.shape() != full.shape() {
        return differs("shape", format!("{:?}", fast.shape()), format!("{:?}", full.shape()));
    }
    if fast.text() != full.text() {
        return differs("text", format!("{:?}", fast.text()), format!("{:?}", full.text()));
    }
    if fast.is_plain() != full.is_plain() {
        return differs("plain", fast.is_plain().to_string(), full.is_plain().to_string());
    }
    if fast.span() != full.span() {
        return differs("place", format!("{:?}", fast.span()), format!("{:?}", full.span()));
    }
    match fast.shape() {
        Shape::Scalar => Ok(()),
        Shape::Map => {
            let (count, other) = (fast.entries().count(), full.entries().count());
            if count != other {
                return differs("entries", count.to_string(), other.to_string());
            }
            fast.entries().zip(full.entries()).try_for_each(|((key, value), (other_key, other))| {
                compare(key, other_key, path)?;
                compare(value, other, &format!("{path}.{}", key.text().unwrap_or_default()))
            })
        }
        Shape::List => {
            let (count, other) = (fast.items().count(), full.items().count());
            if count != other {
                return differs("items", count.to_string(), other.to_string());
            }
            fast.items()
                .zip(full.items())
                .enumerate()
                .try_for_each(|(nr, (a, b))| compare(a, b, &format!("{path}[{nr}]")))
        }
    }
}
