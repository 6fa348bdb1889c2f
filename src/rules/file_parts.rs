//! One file of rules or tests: from its text to the written rules in it, with every mistake of shape. Knows nothing of
//! what rules mean.

use std::sync::{Arc, LazyLock};

use super::load::{RuleTest, check_test, is_test_file};
use super::spec::{self, RuleSpec};
use super::written::{Mistakes, Shapes, SourceText, Spanned, check_shape, from_node};
use crate::model::{Document, DocumentError, ReadOptions, SourceFile};
use crate::text::Span;

/// What stands in one file.
pub(super) struct FileParts {
    /// The file, parsed.
    pub(super) file: Arc<SourceFile>,
    /// Its rules, with their places.
    pub(super) rules: Vec<(RuleSpec, Span)>,
    /// Tests of rules of other files.
    pub(super) tests: Vec<RuleTest>,
    /// What was wrong so far.
    pub(super) mistakes: Mistakes,
}

/// What a rule and a file of tests may hold. Making them costs more than reading a rule.
static SHAPES: LazyLock<[Shapes; 2]> = LazyLock::new(|| [spec::shapes(), Shapes::of::<spec::TestFile>()]);

/// Parses a file. Always gives what could be read.
pub(super) fn parse(text: SourceText) -> FileParts {
    let source = Arc::new(text);
    let mut mistakes = Mistakes::new(&source);
    // A rule, and the resources of its tests, may speak of managedFields.
    let options = ReadOptions { keep_managed_fields: true, ..ReadOptions::default() };
    let document = match Document::parse(source.text.clone(), options) {
        Ok(document) => document,
        Err(error) => {
            let at = match &error {
                DocumentError::Syntax { at, .. } => offset_of(&source.text, at.line, at.column),
                _ => 0,
            };
            let line = source.text[..at].rfind('\n').map_or(0, |end| end + 1);
            let line = source.text[line..].lines().next().unwrap_or_default();
            let help = (line.contains('{') && line.contains(['*', '?', '|']))
                .then(|| "inside of `{…}` a path with `[`, `*`, `?` or `,` stands in quotes".to_owned());
            mistakes.add_with_help(Span::new(at, at + 1), format!("not YAML: {error}"), "here", help);
            Document::parse(String::new(), options).expect("internal error: the empty text is YAML")
        }
    };
    let file = Arc::new(SourceFile { path: source.name.clone(), document });
    let mut parts = FileParts { file: Arc::clone(&file), rules: Vec::new(), tests: Vec::new(), mistakes };
    let roots: Vec<_> = file.document.roots().filter(|root| !root.is_null()).collect();
    if roots.is_empty() && parts.mistakes.is_empty() {
        parts.mistakes.add(Span::new(0, 1), "there is no rule in this file", "empty");
    }
    let base = source.name.rsplit(['/', '\\']).next().unwrap_or_default();
    for root in roots {
        if is_test_file(base) {
            let bad = check_shape(&SHAPES[1], root, &mut parts.mistakes);
            let Some(tests) = read::<spec::TestFile>(root, &bad, &mut parts.mistakes) else { continue };
            let by_name = base.split(".test.").next().unwrap_or_default().to_owned();
            let rule = tests.rule.map_or(by_name, |rule: Spanned<String>| rule.value);
            for spec in tests.tests {
                check_test(&spec, &mut parts.mistakes);
                let (file, source) = (Arc::clone(&file), Arc::clone(&source));
                parts.tests.push(RuleTest { rule: rule.clone(), spec, file, source });
            }
        } else {
            let bad = check_shape(&SHAPES[0], root, &mut parts.mistakes);
            if let Some(spec) = read(root, &bad, &mut parts.mistakes) {
                parts.rules.push((spec, root.span()));
            }
        }
    }
    parts
}

fn read<'d, T: serde::Deserialize<'d>>(
    root: crate::model::Node<'d>,
    bad: &std::collections::BTreeSet<crate::model::NodeId>,
    mistakes: &mut Mistakes,
) -> Option<T> {
    if bad.contains(&root.id()) {
        return None;
    }
    from_node(root, bad)
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
