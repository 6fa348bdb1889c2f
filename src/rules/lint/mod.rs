//! What a reviewer would say of a rule that loads: names that nobody uses, tests that are missing, expressions that are
//! slow, names of tests that change. What keeps a rule from loading is found when it is loaded, and not here.

mod lock;
mod patterns;
mod tested;
mod unknown;
mod unused;
mod versions;

use super::file_parts::parse;
use super::load::{Loaded, RuleTest, load};
use super::rule::Rule;
use super::spec::RuleSpec;
use super::written::{Mistake, SourceText};
use crate::model::Node;
use crate::text::Span;

pub use lock::{Lock, locked};

/// A lint: its name, and what it complains of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lint {
    /// Its name, for ever.
    pub name: &'static str,
    /// What it complains of, in a sentence.
    pub about: &'static str,
}

/// All lints, by name.
pub const LINTS: [Lint; 10] = [
    Lint { name: "no-reference", about: "a stable rule names no source under `references`" },
    Lint { name: "not-locked", about: "a stable rule is not in rules.lock" },
    Lint { name: "renamed-test", about: "the test case of a rule has another name than in rules.lock" },
    Lint { name: "number-as-version", about: "a version without quotes is compared as a number" },
    Lint { name: "unknown-cause", about: "`explained_by` names a rule or a link that is not there" },
    Lint {
        name: "unknown-field",
        about: "a message asks for a field that lines, events or groups never have",
    },
    Lint { name: "untested", about: "a stable rule lacks a test that hits, or one that stays silent" },
    Lint { name: "unused-param", about: "nothing asks for a parameter" },
    Lint { name: "unused-source", about: "nothing asks for a source or a join" },
    Lint { name: "weak-pattern", about: "an expression for lines defeats the search for literal text" },
];

/// What a lint looks at: one rule as it is written and as it was compiled.
struct Subject<'s> {
    spec: &'s RuleSpec,
    rule: &'s Rule,
    /// The document of the rule.
    root: Node<'s>,
    tests: Vec<&'s RuleTest>,
    loaded: &'s Loaded,
}

impl Subject<'_> {
    /// A complaint about a place in the file of the rule.
    fn complaint(
        &self,
        lint: &'static str,
        span: Span,
        message: impl Into<String>,
        label: impl Into<String>,
    ) -> Mistake {
        Mistake::new(&self.rule.origin, span, message, label).of_lint(lint)
    }

    /// Where the id stands.
    fn id(&self) -> Span {
        self.spec.id.as_ref().map(|id| id.span).unwrap_or_default()
    }
}

/// Looks at all rules of these texts. `known` are the ids and links of rules elsewhere that may explain these;
/// `lock` is the `rules.lock` that belongs to them.
///
/// # Errors
/// When the texts do not load: every mistake.
pub fn lint(texts: &[SourceText], known: &[&Rule], lock: Option<Lock>) -> Result<Vec<Mistake>, Vec<Mistake>> {
    let copies = texts.iter().map(|text| SourceText { name: text.name.clone(), text: text.text.clone() });
    let copies: Vec<SourceText> = copies.collect();
    let loaded = load(copies, &[])?;
    let mut found = Vec::new();
    for text in texts {
        let parts = parse(SourceText { name: text.name.clone(), text: text.text.clone() });
        for (spec, place) in &parts.rules {
            let id = spec.id.as_ref().map_or("", |id| id.value.as_str());
            let Some(rule) = loaded.rules.get(id) else { continue };
            let Some(root) = parts.file.document.roots().find(|root| root.span() == *place) else { continue };
            let tests = loaded.tests.iter().filter(|test| test.rule == id).collect();
            let subject = Subject { spec, rule, root, tests, loaded: &loaded };
            unused::look(&subject, &mut found);
            unknown::look(&subject, known, &mut found);
            tested::look(&subject, &mut found);
            patterns::look(&subject, &mut found);
            versions::look(&subject, &mut found);
        }
    }
    if let Some(lock) = lock {
        lock::look(&loaded.rules, lock, &mut found);
    }
    found.sort_by(|a, b| {
        (&a.source_text.name, a.span, &a.message).cmp(&(&b.source_text.name, b.span, &b.message))
    });
    Ok(found)
}
