//! What a test of a rule shows when it fails, and how `--update` mends it.

use std::fs;

use crate::common::{Scratch, camgi};

/// A rule whose tests expect something else than what it does, each in another way.
const WRONG: &str = r#"apiVersion: camgi/v1
kind: Rule
id: shop-closed
title: Shop is closed
severity: error
component: shops
description: Nobody can buy anything.
help: Open it.
sources:
  shop:
    resources: {group: example.com, kind: Shop}
    where: {spec.open: false}
report: {message: "{{ shop.metadata.name }} is closed", at: spec.open}
tests:
- name: one value   # stays
  given: &two
    resources:
    - {apiVersion: example.com/v1, kind: Shop, metadata: {name: a}, spec: {open: false}}
    - {apiVersion: example.com/v1, kind: Shop, metadata: {name: b}, spec: {open: false}}
  expect:
    outcome: pass   # stays, too
    findings:
    - {subject: Shop/a, message: "a is shut"}
    - subject: Shop/c
- name: fewer than there are
  given:
    resources:
    - {apiVersion: example.com/v1, kind: Shop, metadata: {name: a}, spec: {open: false}}
    - {apiVersion: example.com/v1, kind: Shop, metadata: {name: "1"}, spec: {open: false}}
  expect:
    findings:
    - message: a is closed
- name: more than there are
  given:
    resources:
    - {apiVersion: example.com/v1, kind: Shop, metadata: {name: a}, spec: {open: true}}
  expect: {findings: [{subject: Shop/a}, {subject: Shop/b}]}
- name: another reason
  given: {}
  expect: {outcome: skip, reason: no Pub}
"#;

#[test]
fn a_failure_shows_what_was_expected_and_what_there_is() {
    let scratch = Scratch::new();
    let file = scratch.path("shop-closed.yaml");
    fs::write(&file, WRONG.replace("&two", "")).expect("written");
    let file = file.to_string_lossy().into_owned();
    let run = camgi(&["rules", "test", &file]);
    assert_eq!(run.status, 1, "{}", run.stderr);
    let expected = format!(
        "FAIL shop-closed: one value ({file}:15)
     outcome
       - pass
       + fail
     finding 1: message
       - a is shut
       + a is closed
     finding 2: subject
       - Shop/c
       + Shop/b
FAIL shop-closed: fewer than there are ({file}:25)
     number of findings
       - 1
       + 2
     finding 1: message
       - a is closed
       + 1 is closed
     finding 2
       + error Shop/a: a is closed
FAIL shop-closed: more than there are ({file}:33)
     outcome
       - fail
       + pass
     number of findings
       - 2
       + 0
"
    );
    assert!(run.stdout.starts_with(&expected), "{}", run.stdout);
    for part in [
        "       - Shop/a\n",
        "       - … no Pub …\n       + no Shop in this must-gather\n",
        "0 passed, 4 failed",
    ] {
        assert!(run.stdout.contains(part), "{part}: {}", run.stdout);
    }
    let run = camgi(&["rules", "test", &file, "--color", "always"]);
    assert!(run.stdout.contains("\x1b[31m- pass\x1b[0m\n       \x1b[32m+ fail\x1b[0m\n"), "{}", run.stdout);
    let run = camgi(&["rules", "test", &file, "--format", "junit"]);
    assert_eq!(run.status, 1);
    assert!(
        run.stdout.contains("<testsuite name=\"shop-closed\" tests=\"4\" failures=\"4\">"),
        "{}",
        run.stdout
    );
}

#[test]
fn update_writes_what_there_is_and_nothing_else() {
    let scratch = Scratch::new();
    let file = scratch.path("shop-closed.yaml");
    let before = WRONG.replace("&two", "");
    fs::write(&file, &before).expect("written");
    let run = camgi(&["rules", "test", &file.to_string_lossy(), "--update"]);
    assert_eq!((run.status, run.stdout.as_str()), (0, "4 passed, 0 failed\n"), "{}", run.stderr);
    assert!(run.stderr.contains("expectations rewritten"), "{}", run.stderr);
    let after = before
        .replace("outcome: pass   # stays, too", "outcome: fail   # stays, too")
        .replace("\"a is shut\"", "\"a is closed\"")
        .replace("- subject: Shop/c", "- subject: Shop/b")
        .replace(
            "    - message: a is closed\n",
            "    - {message: \"1 is closed\"}\n    - {message: \"a is closed\"}\n",
        )
        .replace("{findings: [{subject: Shop/a}, {subject: Shop/b}]}", "{findings: []}")
        .replace("reason: no Pub", "reason: \"no Shop in this must-gather\"");
    assert_eq!(fs::read_to_string(&file).expect("read"), after);
    // Once more there is nothing to do.
    let run = camgi(&["rules", "test", &file.to_string_lossy(), "--update"]);
    assert_eq!((run.status, run.stderr.as_str()), (0, ""));
    assert_eq!(fs::read_to_string(&file).expect("read"), after);
}

#[test]
fn the_pack_passes_and_says_so_to_ci() {
    let run = camgi(&["rules", "test", "rules", "--format", "junit"]);
    assert_eq!(run.status, 0, "{}", run.stderr);
    assert!(
        run.stdout.starts_with("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites tests=\""),
        "{}",
        run.stdout
    );
    assert!(!run.stdout.contains("<failure"), "{}", run.stdout);
    let run = camgi(&["rules", "test", "--update"]);
    assert_eq!(run.status, 2, "what is built in cannot be written");
}

#[test]
fn a_rule_that_breaks_passes_no_test_of_findings() {
    let scratch = Scratch::new();
    let broken = WRONG.replace("&two", "").replace("is closed\"", "is {{ shop.spec.nowhere }}\"");
    let (rule, _) = broken.split_once("tests:\n").expect("tests");
    let given = "given: {resources: [{apiVersion: example.com/v1, kind: Shop, metadata: {name: a}, spec: {open: false}}]}";
    let text = format!(
        "{rule}tests:\n- name: none\n  {given}\n  expect: {{findings: []}}\n- name: one\n  {given}\n  \
         expect: {{findings: [{{subject: Shop/a}}]}}\n"
    );
    let file = scratch.write("r.yaml", text);
    let run = camgi(&["rules", "test", &file.to_string_lossy()]);
    assert_eq!(run.status, 1);
    assert_eq!(run.stdout.matches("+ error (the message for Shop/a: ").count(), 2, "{}", run.stdout);
    // That cannot be written into the tests.
    let run = camgi(&["rules", "test", "--update", &file.to_string_lossy()]);
    assert_eq!(run.status, 1, "{}", run.stdout);
}
