//! Loading rules: texts in, a rule set out, or every mistake of every file. Reads texts, not directories; finding
//! the files is the caller's.

use std::collections::BTreeMap;
use std::sync::Arc;

use rayon::prelude::*;

use super::compile::{Common, compile};
use super::file_parts::{FileParts, parse};
use super::message::Messages;
use super::overrides::{ByRule, ParamOverride, sort_overrides};
use super::rule::{Rule, RuleSet};
use super::source::Select;
use super::spec::{RuleSpec, TestSpec};
use super::written::{Mistake, Mistakes, SourceText};
use crate::model::SourceFile;
use crate::text::Span;

/// A test with the file it stands in.
#[derive(Debug, Clone)]
pub struct RuleTest {
    /// The rule it tests.
    pub rule: String,
    /// The test.
    pub spec: TestSpec,
    /// The file, parsed.
    pub file: Arc<SourceFile>,
    /// The file, for messages.
    pub source: Arc<SourceText>,
}

/// What was loaded.
#[derive(Debug, Default)]
pub struct Loaded {
    /// The rules.
    pub rules: RuleSet,
    /// Their tests, by rule, in the order of the files.
    pub tests: Vec<RuleTest>,
}

/// Whether a file name is that of a file of tests beside a rule.
#[must_use]
pub fn is_test_file(name: &str) -> bool {
    name.ends_with(".test.yaml") || name.ends_with(".test.yml")
}

/// Compiles all rules of all texts. The order of the texts does not matter.
///
/// # Errors
/// Every mistake of every text, by file and place.
pub fn load(mut texts: Vec<SourceText>, overrides: &[ParamOverride]) -> Result<Loaded, Vec<Mistake>> {
    texts.sort();
    let parsed: Vec<FileParts> = texts.into_par_iter().map(parse).collect();

    let specs: Vec<&RuleSpec> = parsed.iter().flat_map(|part| &part.rules).map(|(spec, _)| spec).collect();
    let (values, mut found) = sort_overrides(&specs, overrides);
    let compiled: Vec<Compiled> = parsed
        .into_par_iter()
        .fold(Compiled::default, |mut all, part| {
            all.add(part, &values);
            all
        })
        .collect();
    let mut messages = Messages::default();
    let (mut rules, mut tests, mut loose_tests) = (Vec::new(), Vec::new(), Vec::new());
    for part in compiled {
        messages.join(part.common.messages);
        rules.extend(part.rules);
        tests.extend(part.tests);
        loose_tests.extend(part.loose_tests);
        found.extend(part.mistakes);
    }
    found.extend(check_ids(&mut rules));
    found.extend(check_causes(&rules));
    for test in loose_tests {
        if rules.iter().any(|(rule, _)| rule.info.id == test.rule) {
            tests.push(test);
        } else {
            let message = format!("a test of `{}`, but there is no such rule", test.rule);
            found.push(Mistake::new(
                &test.source,
                test.spec.name.span,
                message,
                "this test belongs to no rule",
            ));
        }
    }
    if found.is_empty() {
        let mut rules: Vec<Rule> = rules.into_iter().map(|(rule, _)| rule).collect();
        number_sources(&mut rules);
        tests.sort_by(|a, b| a.rule.cmp(&b.rule));
        return Ok(Loaded { rules: RuleSet { rules, messages }, tests });
    }
    found.sort_by(|a, b| {
        (&a.source_text.name, a.span, &a.message).cmp(&(&b.source_text.name, b.span, &b.message))
    });
    Err(found)
}

/// What some of the files came to.
#[derive(Default)]
struct Compiled {
    common: Common,
    /// Each with the place of its id.
    rules: Vec<(Rule, Span)>,
    tests: Vec<RuleTest>,
    /// Tests of rules in other files.
    loose_tests: Vec<RuleTest>,
    mistakes: Vec<Mistake>,
}

impl Compiled {
    fn add(&mut self, mut part: FileParts, values: &ByRule) {
        for (spec, span) in part.rules {
            let id = spec.id.as_ref().map_or("", |id| id.value.as_str());
            let values = values.get(id).map_or(&[][..], Vec::as_slice);
            let document = &part.file.document;
            let rule = compile(&spec, span, document, values, &mut self.common, &mut part.mistakes);
            for test in spec.tests {
                check_test(&test, &mut part.mistakes);
                let (file, source) = (Arc::clone(&part.file), Arc::clone(part.mistakes.source()));
                self.tests.push(RuleTest { rule: rule.info.id.clone(), spec: test, file, source });
            }
            self.rules.push((rule, spec.id.as_ref().map_or(span, |id| id.span)));
        }
        self.loose_tests.extend(part.tests);
        self.mistakes.extend(part.mistakes.into_sorted());
    }
}

/// A test that cannot fail, or that leaves out what it was given, proves nothing.
pub(super) fn check_test(test: &TestSpec, mistakes: &mut Mistakes) {
    let (given, expect) = (&test.given, &test.expect);
    if expect.outcome.is_none() && expect.findings.is_none() {
        let message = "a test expects an `outcome` or `findings`";
        mistakes.add(test.name.span, message, "this one cannot fail");
    }
    if given.archive.is_some() && !given.has_no_parts() {
        let message = "a test is given an `archive`, or the parts of one";
        mistakes.add(test.name.span, message, "this one has both");
    }
}

/// Finds rules that explain themselves by way of others: nothing would be a cause then.
fn check_causes(rules: &[(Rule, Span)]) -> Vec<Mistake> {
    let mut by_id: BTreeMap<&str, &Rule> = BTreeMap::new();
    for (rule, _) in rules {
        by_id.entry(&rule.info.id).or_insert(rule);
    }
    let explains = |id: &str| {
        let causes = by_id.get(id).into_iter().flat_map(|rule| &rule.info.explained_by);
        causes.map(|cause| cause.rule.as_str())
    };
    let mut found = Vec::new();
    for (rule, span) in rules.iter().filter(|(rule, _)| !rule.info.explained_by.is_empty()) {
        let id = rule.info.id.as_str();
        let (mut open, mut seen): (Vec<&str>, Vec<&str>) = (explains(id).collect(), Vec::new());
        while let Some(cause) = open.pop() {
            // One that names itself was told where it does.
            if cause == id && !seen.is_empty() {
                let message = format!("`{id}` explains itself, by way of {}", seen.join(", "));
                found.push(
                    Mistake::new(&rule.origin, *span, message, "see its `explained_by`")
                        .with_help("a cause is never a consequence: take one of them out"),
                );
                break;
            }
            if cause != id && !seen.contains(&cause) {
                seen.push(cause);
                open.extend(explains(cause));
            }
        }
    }
    found
}

/// Gives each source its number, and each source of logs one among these.
fn number_sources(rules: &mut [Rule]) {
    let mut logs = 0;
    for (number, source) in rules.iter_mut().flat_map(|rule| &mut rule.sources).enumerate() {
        source.number = number;
        if let Select::Logs(selector) = &mut source.select {
            selector.number = logs;
            logs += 1;
        }
    }
}

/// Sorts the rules, and finds ids that are there twice.
fn check_ids(rules: &mut [(Rule, Span)]) -> Vec<Mistake> {
    rules.sort_by(|(a, _), (b, _)| (&a.info.id, &a.origin.name).cmp(&(&b.info.id, &b.origin.name)));
    let mut found = Vec::new();
    for pair in rules.windows(2) {
        let [(first, _), (second, span)] = pair else { continue };
        if first.info.id == second.info.id && !second.info.id.is_empty() {
            let message = format!("there are two rules `{}`", second.info.id);
            let label = format!("the other one is in {}", first.origin.name);
            found.push(
                Mistake::new(&second.origin, *span, message, label)
                    .with_help("ids are for ever: choose another"),
            );
        }
    }
    let claims = |rule: &Rule| rule.info.renamed_from.clone();
    for (nr, (rule, span)) in rules.iter().enumerate() {
        for old in claims(rule) {
            let others =
                rules.iter().enumerate().filter(|(other, _)| *other != nr).map(|(_, (other, _))| other);
            if let Some(other) =
                others.into_iter().find(|other| other.info.id == old || claims(other).contains(&old))
            {
                let message =
                    format!("`{old}` is no old name of this rule: it belongs to `{}`", other.info.id);
                found.push(Mistake::new(&rule.origin, *span, message, "see its `renamed_from`"));
            }
        }
    }
    found
}
