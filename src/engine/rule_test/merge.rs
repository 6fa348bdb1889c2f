//! The edits of all tests of a file together, as its new text. Tests may share what they expect by anchors and aliases:
//! a value is only written anew when all that have it agree.

use std::collections::BTreeMap;

use crate::findings::{Edit, TestResult};
use crate::model::{Document, Node};
use crate::rules::Loaded;
use crate::text::Span;

/// What `--update` does.
#[derive(Debug, Default)]
pub struct Updates {
    /// Files with other texts than before.
    pub files: Vec<NewText>,
    /// Tests that fail and are left as they are: a sentence each.
    pub left: Vec<String>,
}

/// A file with what should stand in it.
#[derive(Debug)]
pub struct NewText {
    /// Its name.
    pub file: String,
    /// What was read of it.
    pub before: String,
    /// What should stand there.
    pub after: String,
    /// How many expectations differ.
    pub edits: usize,
}

const SHARED: &str = "what it expects is shared by an anchor, and the others that have it would change";
const OVERLAPS: &str = "what it expects is a part of what another test expects";

/// The new texts of the files whose tests fail.
#[must_use]
pub fn updates(loaded: &Loaded, results: &[TestResult]) -> Updates {
    let mut by_file: BTreeMap<&str, Vec<&TestResult>> = BTreeMap::new();
    for result in results.iter().filter(|result| !result.passed()) {
        by_file.entry(&result.file).or_default().push(result);
    }
    let mut updates = Updates::default();
    for (file, results) in by_file {
        let Some(test) = loaded.tests.iter().find(|test| test.source.name == file) else { continue };
        let (edits, left) = agreed(&results, &test.file.document);
        updates.left.extend(left);
        if edits.is_empty() {
            continue;
        }
        let before = test.source.text.clone();
        let mut after = before.clone();
        // From the end, so that the places before stay where they are.
        for edit in edits.iter().rev() {
            after.replace_range(edit.span.start..edit.span.end, &edit.text);
        }
        updates.files.push(NewText { file: file.to_owned(), before, after, edits: edits.len() });
    }
    updates
}

/// The edits that nothing speaks against, by place and each once, and why tests are left as they are.
fn agreed<'r>(results: &[&'r TestResult], document: &Document) -> (Vec<&'r Edit>, Vec<String>) {
    let mut left = Vec::new();
    let mut leave = |result: &TestResult, why: &str| {
        let TestResult { rule, name, file, line, .. } = result;
        left.push(format!("{file}:{line}: the test of {rule}, {name}, is left as it is: {why}"));
    };
    for result in results {
        if let Some(why) = &result.cannot_update {
            leave(result, why);
        }
    }
    let places = places(document);
    let mut taken: Vec<&TestResult> =
        results.iter().copied().filter(|result| result.cannot_update.is_none()).collect();
    loop {
        // A test that is left takes its word back, and others may have relied on it.
        let mut wanted: BTreeMap<&Edit, usize> = BTreeMap::new();
        for edit in taken.iter().flat_map(|result| &result.edits) {
            *wanted.entry(edit).or_default() += 1;
        }
        let is_shared = |edit: &Edit| places.get(&edit.place).is_some_and(|number| *number != wanted[edit]);
        let overlaps = |edit: &Edit| {
            wanted.keys().any(|other| {
                *other != edit && edit.span.start < other.span.end && other.span.start < edit.span.end
            })
        };
        let before = taken.len();
        let mut kept = Vec::new();
        for result in &taken {
            if result.edits.iter().any(is_shared) {
                leave(result, SHARED);
            } else if result.edits.iter().any(overlaps) {
                leave(result, OVERLAPS);
            } else {
                kept.push(*result);
            }
        }
        if kept.len() == before {
            return (wanted.into_keys().collect(), left);
        }
        taken = kept;
    }
}

/// How often each place is in a document: an alias is its anchor again.
fn places(document: &Document) -> BTreeMap<Span, usize> {
    let mut number = BTreeMap::new();
    let mut open: Vec<Node<'_>> = document.roots().collect();
    while let Some(node) = open.pop() {
        *number.entry(node.span()).or_default() += 1;
        open.extend(node.items());
        open.extend(node.entries().flat_map(|(key, value)| [key, value]));
    }
    number
}
