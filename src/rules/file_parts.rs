//! One file of rules or tests: from its text to the written rules in it, with every mistake of shape. Knows nothing of
//! what rules mean.

use std::sync::{Arc, LazyLock};

use super::load::{RuleTest, check_test, is_test_file};
use super::spec::{self, RuleSpec};
use super::written::{Mistakes, Shapes, SourceText, Spanned, parse_document, read_document};
use crate::model::SourceFile;
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
    let document = parse_document(&mut mistakes);
    let file = Arc::new(SourceFile { path: source.name.clone(), document });
    let mut parts = FileParts { file: Arc::clone(&file), rules: Vec::new(), tests: Vec::new(), mistakes };
    let roots: Vec<_> = file.document.roots().filter(|root| !root.is_null()).collect();
    if roots.is_empty() && parts.mistakes.is_empty() {
        parts.mistakes.add(Span::new(0, 1), "there is no rule in this file", "empty");
    }
    let base = source.name.rsplit(['/', '\\']).next().unwrap_or_default();
    for root in roots {
        if is_test_file(base) {
            let tests = read_document::<spec::TestFile>(root, &SHAPES[1], &mut parts.mistakes);
            let Some(tests) = tests else { continue };
            let by_name = base.split(".test.").next().unwrap_or_default().to_owned();
            let rule = tests.rule.map_or(by_name, |rule: Spanned<String>| rule.value);
            for spec in tests.tests {
                check_test(&spec, &mut parts.mistakes);
                let (file, source) = (Arc::clone(&file), Arc::clone(&source));
                parts.tests.push(RuleTest { rule: rule.clone(), spec, file, source });
            }
        } else if let Some(spec) = read_document(root, &SHAPES[0], &mut parts.mistakes) {
            parts.rules.push((spec, root.span()));
        }
    }
    parts
}
