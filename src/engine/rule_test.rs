//! Runs the tests that stand in and beside rules. Findings are compared partially: only what a test writes counts.

use std::path::Path;

use super::given::given;
use super::judge::{Judgement, Site};
use super::run::{check, judge_safely};
use crate::archive::layout::Layout;
use crate::archive::{Archive, Limits, Progress};
use crate::findings::{ArchiveInfo, Finding, Outcome, Report};
use crate::rules::spec::{Expect, ExpectedFinding};
use crate::rules::written::{Mistake, SourceText};
use crate::rules::{Loaded, ParamOverride, Rule, RuleSet, RuleTest, load};

/// How one test ended.
#[derive(Debug)]
pub struct TestResult {
    /// The rule.
    pub rule: String,
    /// The test's name.
    pub name: String,
    /// The file it stands in.
    pub file: String,
    /// What is not as expected; empty when the test passed.
    pub failures: Vec<String>,
}

/// Runs all tests of what was loaded, in the order of the rules.
#[must_use]
pub fn run_tests(loaded: &Loaded) -> Vec<TestResult> {
    loaded.tests.iter().map(|test| run_test(test, &loaded.rules)).collect()
}

fn run_test(test: &RuleTest, rules: &RuleSet) -> TestResult {
    let failures = evaluate(test, rules).map_or_else(
        |reason| vec![reason],
        |(outcome, findings)| compare(&test.spec.expect, &outcome, &findings),
    );
    let name = test.spec.name.value.clone();
    TestResult { rule: test.rule.clone(), name, file: test.source.name.clone(), failures }
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

fn compare(expect: &Expect, outcome: &Outcome, findings: &[Finding]) -> Vec<String> {
    let mut failures = Vec::new();
    let reason = outcome.reason().unwrap_or_default();
    if let Some(wanted) = &expect.outcome
        && wanted.value.as_str() != outcome.as_str()
    {
        let why = if reason.is_empty() { String::new() } else { format!(" ({reason})") };
        failures.push(format!("outcome: expected {}, got {}{why}", wanted.value.as_str(), outcome.as_str()));
    }
    if let Some(wanted) = &expect.reason
        && !reason.contains(&wanted.value)
    {
        failures.push(format!("reason: expected one with {:?}, got {reason:?}", wanted.value));
    }
    if let Some(wanted) = &expect.findings {
        if wanted.len() != findings.len() {
            failures.push(format!("findings: expected {}, got {}", wanted.len(), findings.len()));
        }
        for (nr, (wanted, finding)) in wanted.iter().zip(findings).enumerate() {
            let differences = differences(wanted, finding);
            failures.extend(differences.into_iter().map(|text| format!("finding {}: {text}", nr + 1)));
        }
        for finding in findings.iter().skip(wanted.len()) {
            failures
                .push(format!("not expected: {} {}: {}", finding.severity, finding.subject, finding.message));
        }
    }
    failures
}

fn differences(wanted: &ExpectedFinding, finding: &Finding) -> Vec<String> {
    let mut found = Vec::new();
    let mut compare = |what: &str, wanted: Option<&String>, got: &str| {
        if let Some(wanted) = wanted
            && wanted != got
        {
            found.push(format!("{what}: expected {wanted:?}, got {got:?}"));
        }
    };
    let location = &finding.location;
    compare("subject", wanted.subject.as_ref().map(|s| &s.value), &finding.subject.to_string());
    let severity = wanted.severity.as_ref().map(|severity| severity.value.as_str().to_owned());
    compare("severity", severity.as_ref(), finding.severity.as_str());
    compare("message", wanted.message.as_ref().map(|s| &s.value), &finding.message);
    compare("file", wanted.file.as_ref().map(|s| &s.value), &location.file);
    compare("text", wanted.text.as_ref().map(|s| &s.value), location.text.trim());
    let line = wanted.line.as_ref().map(|line| line.value.to_string());
    compare("line", line.as_ref(), &location.start.line.to_string());
    found
}
