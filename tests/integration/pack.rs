//! The built-in pack: its tests pass, and every rule is what a rule must be.

use crate::common::{Scratch, camgi, files_below, root};

#[test]
fn its_tests_pass() {
    for arguments in [vec!["rules", "test"], vec!["rules", "test", "rules"]] {
        let run = camgi(&arguments);
        assert_eq!(run.status, 0, "{}{}", run.stdout, run.stderr);
        assert!(!run.stdout.contains("without a test"), "{}", run.stdout);
    }
}

#[test]
fn every_stable_rule_has_a_test_that_hits_and_one_that_is_silent() {
    let texts = camgi::rules::builtin(true);
    let loaded = camgi::rules::load(texts, &[]).expect("the pack has no mistake");
    for rule in &loaded.rules.rules {
        let tests: Vec<_> = loaded.tests.iter().filter(|test| test.rule == rule.info.id).collect();
        let hits = tests.iter().any(|t| t.spec.expect.findings.as_ref().is_some_and(|f| !f.is_empty()));
        let silent = tests.iter().any(|t| {
            use camgi::rules::spec::ExpectedOutcome;
            t.spec.expect.outcome.as_ref().is_some_and(|o| o.value == ExpectedOutcome::Pass)
        });
        assert!(hits && silent, "{} has both sorts of tests", rule.info.id);
        assert!(!rule.info.references.is_empty(), "{} has a source", rule.info.id);
        for text in [&rule.info.title, &rule.info.description, &rule.info.help, &rule.info.component] {
            assert!(!text.trim().is_empty(), "{} says everything", rule.info.id);
        }
    }
}

#[test]
fn files_are_named_after_their_rules_and_tell_editors_their_schema() {
    for (name, bytes) in files_below(&root().join("rules")) {
        if !name.ends_with(".yaml") || name.ends_with(".test.yaml") {
            continue;
        }
        let text = String::from_utf8(bytes).expect("UTF-8");
        let id = name.rsplit('/').next().and_then(|file| file.strip_suffix(".yaml")).expect("a name");
        assert!(text.contains(&format!("\nid: {id}\n")), "{name}");
        assert!(
            text.starts_with("# yaml-language-server: $schema=../../schemas/rule.schema.json\n"),
            "{name}"
        );
    }
}

#[test]
fn a_wrong_expectation_fails() {
    let scratch = Scratch::new();
    let text = std::fs::read_to_string(root().join("rules/machine-api/machine-failed.yaml")).expect("a rule");
    for (what, from, to) in [
        ("severity", "severity: error, message", "severity: warning, message"),
        ("message", "InvalidConfiguration: no such instance type\"}", "something else\"}"),
        ("outcome", "expect: {outcome: pass}", "expect: {outcome: fail}"),
        ("reason", "reason: no Machine in this must-gather", "reason: no Node"),
        (
            "subject",
            "{subject: Machine/openshift-machine-api/worker-a",
            "{subject: Machine/openshift-machine-api/worker-b",
        ),
        ("findings", "expect: {findings: [{severity: warning", "expect: {findings: [{}, {severity: warning"),
    ] {
        assert!(text.contains(from), "{what}");
        let path = scratch.write(&format!("{what}.yaml"), text.replacen(from, to, 1));
        let run = camgi(&["rules", "test", path.to_str().expect("UTF-8")]);
        assert_eq!(run.status, 1, "{what}: {}{}", run.stdout, run.stderr);
        assert!(run.stdout.contains("FAIL") && run.stdout.contains(what), "{what}: {}", run.stdout);
    }
}

#[test]
fn a_test_may_name_an_archive_and_a_line() {
    let scratch = Scratch::new();
    let fixture = crate::common::fixture("machine-failed");
    let test = format!(
        "tests:\n- name: the fixture\n  given: {{archive: {}}}\n  expect:\n    outcome: fail\n    findings:\n    \
         - {{line: 68, text: 'phase: Failed'}}\n",
        fixture.display()
    );
    let rule = std::fs::read(root().join("rules/machine-api/machine-failed.yaml")).expect("a rule");
    scratch.write("r/machine-failed.yaml", rule);
    scratch.write("r/machine-failed.test.yaml", &test);
    let path = scratch.path("r");
    let path = path.to_str().expect("UTF-8");
    let run = camgi(&["rules", "test", path]);
    assert_eq!(run.status, 0, "{}{}", run.stdout, run.stderr);
    scratch.write("r/machine-failed.test.yaml", test.replace("line: 68", "line: 69"));
    let run = camgi(&["rules", "test", path]);
    assert_eq!(run.status, 1, "{}{}", run.stdout, run.stderr);
    assert!(run.stdout.contains("line: expected \"69\", got \"68\""), "{}", run.stdout);
}
