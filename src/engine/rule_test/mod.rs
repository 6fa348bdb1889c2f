//! Runs the tests that stand in and beside rules.

mod compare;
mod given;
mod merge;
mod update;

use std::path::Path;

use compare::compare;
use given::given;
pub use merge::{NewText, Updates, updates};

use rayon::prelude::*;

use super::judge::{Judgement, Site};
use super::run::{check, judge_safely};
use crate::archive::layout::Layout;
use crate::archive::{Archive, Limits, Progress};
use crate::findings::{ArchiveInfo, Difference, Finding, Outcome, Report, TestResult};
use crate::rules::written::{Mistake, SourceText};
use crate::rules::{Loaded, ParamOverride, Rule, RuleSet, RuleTest, load};

/// Runs all tests of what was loaded, in the order of the rules.
#[must_use]
pub fn run_tests(loaded: &Loaded) -> Vec<TestResult> {
    loaded.tests.par_iter().map(|test| run_test(test, &loaded.rules)).collect()
}

fn run_test(test: &RuleTest, rules: &RuleSet) -> TestResult {
    let document = &test.file.document;
    let mut result = TestResult {
        rule: test.rule.clone(),
        name: test.spec.name.value.clone(),
        file: test.source.name.clone(),
        line: document.lines().point(document.text(), test.spec.name.span.start).line,
        ..TestResult::default()
    };
    match evaluate(test, rules) {
        Ok((outcome, findings)) => {
            result.differences = compare(&test.spec.expect, &outcome, &findings);
            if !result.passed() {
                match update::edits(test, &outcome, &findings) {
                    Ok(edits) => result.edits = edits,
                    Err(why) => result.cannot_update = Some(why),
                }
            }
        }
        Err(what) => result.differences.push(Difference { what, expected: None, got: None }),
    }
    result
}

fn evaluate(test: &RuleTest, rules: &RuleSet) -> Result<(Outcome, Vec<Finding>), String> {
    let with_params;
    let rules = if test.spec.params.0.is_empty() {
        rules
    } else {
        with_params = recompile(test, rules)?;
        &with_params
    };
    let rule = rules.get(&test.rule).ok_or_else(|| format!("there is no rule `{}`", test.rule))?;
    match &test.spec.given.archive {
        Some(archive) => {
            let beside = Path::new(&test.source.name).parent().unwrap_or_else(|| Path::new(""));
            on_archive(rules, rule, &beside.join(&archive.value))
        }
        None => on_resources(rules, rule, test),
    }
}

/// The rule again, with the parameters of the test.
fn recompile(test: &RuleTest, rules: &RuleSet) -> Result<RuleSet, String> {
    let rule = rules.get(&test.rule).ok_or_else(|| format!("there is no rule `{}`", test.rule))?;
    let text = SourceText { name: rule.origin.name.clone(), text: rule.origin.text.clone() };
    let overrides: Vec<ParamOverride> = test
        .spec
        .params
        .0
        .iter()
        .map(|(name, value)| ParamOverride {
            place: None,
            rule: test.rule.clone(),
            name: name.value.clone(),
            value: value.clone(),
        })
        .collect();
    let explain =
        |mistakes: Vec<Mistake>| mistakes.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ");
    load(vec![text], &overrides).map(|loaded| loaded.rules).map_err(explain)
}

fn on_archive(rules: &RuleSet, rule: &Rule, path: &Path) -> Result<(Outcome, Vec<Finding>), String> {
    let archive = Archive::open(path, Limits::default()).map_err(|error| error.to_string())?;
    let report = check(&archive, rules, &Progress::default()).map_err(|error| error.to_string())?;
    let outcome = report.rule(&rule.info.id).map(|rule| rule.outcome.clone());
    let findings = report.findings.into_iter().filter(|finding| finding.rule == rule.info.id).collect();
    Ok((outcome.ok_or("the rule was not judged")?, findings))
}

fn on_resources(rules: &RuleSet, rule: &Rule, test: &RuleTest) -> Result<(Outcome, Vec<Finding>), String> {
    let snapshot = given(rule, test)?;
    let layout = Layout { base: String::new(), roots: vec![String::new()], left_out: 0 };
    let site = Site { snapshot: &snapshot, layout: &layout, index: 0 };
    let Judgement { outcome, findings, .. } = judge_safely(rule, &rules.messages, site);
    // A report puts the findings into the order that users see.
    let report =
        Report::close(ArchiveInfo::default(), vec![(rule.info.clone(), outcome.clone())], findings, vec![]);
    Ok((outcome, report.findings))
}
