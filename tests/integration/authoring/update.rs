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
  given:
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
    fs::write(&file, WRONG).expect("written");
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
    let before = WRONG;
    fs::write(&file, before).expect("written");
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
    let broken = WRONG.replace("is closed\"", "is {{ shop.spec.nowhere }}\"");
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

/// A rule with these tests; all of them are given the closed shop `a` as `*one`.
fn with_tests(tests: &str) -> String {
    let (rule, _) = WRONG.split_once("tests:\n").expect("tests");
    let one =
        "{resources: [{apiVersion: example.com/v1, kind: Shop, metadata: {name: a}, spec: {open: false}}]}";
    format!("{rule}tests:\n- name: first\n  given: &one {one}\n  expect: {{outcome: fail}}\n{tests}")
}

/// What `--update` makes of a file, which is the same when it is done twice; and the status and standard error.
fn updated(text: impl AsRef<[u8]>) -> (String, i32, String) {
    let scratch = Scratch::new();
    let file = scratch.write("shop-closed.yaml", text.as_ref());
    let name = file.to_string_lossy().into_owned();
    let first = camgi(&["rules", "test", "--update", &name]);
    let after = fs::read(&file).expect("read");
    let second = camgi(&["rules", "test", "--update", &name]);
    assert_eq!(second.status, first.status, "{}", second.stderr);
    assert!(!second.stderr.contains("rewritten"), "{}", second.stderr);
    assert_eq!(fs::read(&file).expect("read"), after, "what was written stays");
    let files = fs::read_dir(scratch.path("")).expect("the directory").count();
    assert_eq!(files, 1, "nothing else is left there");
    (String::from_utf8(after).expect("UTF-8"), first.status, first.stderr)
}

#[test]
fn what_tests_share_is_written_once_and_only_if_they_agree() {
    let agree = with_tests(
        "- name: one\n  given: *one\n  expect: &e {outcome: pass, findings: [{message: &m \"shut\"}]}\n\
         - name: two\n  given: *one\n  expect: *e\n",
    );
    let (after, status, stderr) = updated(&agree);
    let expected = agree.replace("outcome: pass", "outcome: fail").replace("\"shut\"", "\"a is closed\"");
    assert_eq!((after, status), (expected, 0), "{stderr}");
    assert!(stderr.contains(": 2 expectations rewritten"), "{stderr}");

    // The list as a whole; then a value of which a test that passes has need; then one that a rule is given.
    let other =
        "{resources: [{apiVersion: example.com/v1, kind: Shop, metadata: {name: z}, spec: {open: false}}]}";
    let lists = with_tests(
        "- name: one\n  given: *one\n  expect: &f\n    findings:\n    - message: short\n    - message: more\n\
         - name: two\n  given: *one\n  expect: *f\n",
    );
    let (after, status, stderr) = updated(&lists);
    let list = "    - message: short\n    - message: more\n";
    assert_eq!((after, status), (lists.replace(list, "    - {message: \"a is closed\"}\n"), 0), "{stderr}");
    for (name, tests, left) in [
        (
            "another test passes with it",
            format!(
                "- name: one\n  given: {other}\n  expect: &e {{findings: [{{subject: Shop/z}}]}}\n- name: two\n  \
                 given: *one\n  expect: *e\n"
            ),
            1,
        ),
        (
            "they disagree",
            format!(
                "- name: one\n  given: {other}\n  expect: &e {{findings: [{{subject: Shop/y}}]}}\n- name: two\n  \
                 given: *one\n  expect: *e\n"
            ),
            2,
        ),
        (
            "the rule is given it",
            "- name: one\n  given: {resources: [{apiVersion: example.com/v1, kind: Shop, metadata: {name: &n x}, spec: \
             {open: false}}]}\n  expect: {findings: [{message: *n}]}\n"
                .to_owned(),
            1,
        ),
        (
            "the list ends in an alias",
            "- name: one\n  given: &g {resources: []}\n  expect: &x {outcome: skip}\n- name: two\n  given: *one\n  \
             expect:\n    findings:\n    - &i {message: a}\n    - *i\n"
                .to_owned(),
            1,
        ),
    ] {
        let text = with_tests(&tests);
        let (after, status, stderr) = updated(&text);
        assert_eq!((after.as_str(), status), (text.as_str(), 1), "{name}: {stderr}");
        assert_eq!(stderr.matches("is left as it is: ").count(), left, "{name}: {stderr}");
    }

    // One that is left holds up no other.
    let text = with_tests(
        "- name: one\n  given: *one\n  expect: {findings: [{message: &m x, subject: *m}]}\n- name: two\n  given: *one\n  \
         expect: {outcome: pass}\n",
    );
    let (after, status, stderr) = updated(&text);
    assert_eq!((after, status), (text.replace("outcome: pass", "outcome: fail"), 1), "{stderr}");
    assert!(stderr.contains("is left as it is") && stderr.contains(": 1 expectations rewritten"), "{stderr}");
}

#[test]
fn a_file_that_would_not_load_is_left() {
    // The anchor is in the list that is written anew, and the gather time of a test has need of it.
    let text = with_tests(
        "- name: one\n  given: *one\n  expect: {findings: [{message: &m x}, {message: y}]}\n\
         - name: two\n  given: {now: 2026-01-01T00:00:00Z, product: *m}\n  expect: {outcome: skip}\n",
    );
    let (after, status, stderr) = updated(&text);
    assert_eq!((after, status), (text, 1), "{stderr}");
    assert!(stderr.contains("it would not load any more: not YAML"), "{stderr}");
}

#[test]
fn a_block_scalar_is_replaced_with_its_indicator() {
    for written in [
        "|\n        lit\n",
        ">-\n        a\n        text\n",
        "|2- # why\n\n         b\n",
        "&m >+\n        c\n\n",
    ] {
        let text = with_tests(&format!(
            "- name: one\n  given: *one\n  expect:\n    findings:\n    - message: {written}      subject: Shop/b\n"
        ));
        let (after, status, stderr) = updated(&text);
        assert_eq!(status, 0, "{written}: {stderr}{after}");
        let anchor = if written.starts_with('&') { "&m " } else { "" };
        let blank = if written.ends_with("\n\n") { "\n" } else { "" };
        let end = format!("    - message: {anchor}\"a is closed\"\n{blank}      subject: Shop/a\n");
        assert!(after.ends_with(&end), "{written}: {after}");
    }
}

#[test]
fn a_rule_that_is_skipped_now_takes_no_findings_away() {
    let skipped = "- name: one\n  given: {}\n  expect: {findings: [{subject: Shop/a}]}\n- name: two\n  given: {}\n  \
                   expect: {outcome: fail, findings: [{subject: Shop/a}]}\n- name: three\n  given: {}\n  expect: \
                   {findings: []}\n";
    let text = with_tests(skipped);
    let (after, status, stderr) = updated(&text);
    assert_eq!((after, status), (text, 1));
    let why = "it expects findings, and the rule was skipped: no Shop in this must-gather";
    assert_eq!(stderr.matches(why).count(), 3, "{stderr}");
    let text = with_tests("- name: one\n  given: {}\n  expect: {outcome: pass, findings: []}\n");
    let (after, status, stderr) = updated(&text);
    assert_eq!((after, status), (text.replace("outcome: pass", "outcome: skip"), 0), "{stderr}");
}

#[test]
fn line_ends_and_a_mark_in_front_stay() {
    let (plain, _, _) = updated(WRONG);
    let crlf = |text: &str| text.replace('\n', "\r\n");
    let (after, status, stderr) = updated(crlf(WRONG));
    assert_eq!((after, status), (crlf(&plain), 0), "{stderr}");
    let marked = |text: &str| format!("\u{feff}{text}");
    let (after, status, stderr) = updated(marked(WRONG));
    assert_eq!((after, status), (marked(&plain), 0), "{stderr}");
    let scratch = Scratch::new();
    let utf16: Vec<u8> = marked(WRONG).encode_utf16().flat_map(u16::to_le_bytes).collect();
    let file = scratch.write("shop-closed.yaml", &utf16);
    let run = camgi(&["rules", "test", "--update", &file.to_string_lossy()]);
    assert_eq!(run.status, 1);
    assert!(run.stderr.contains("is left as it is: it is not plain UTF-8"), "{}", run.stderr);
    assert_eq!(fs::read(&file).expect("read"), utf16);
}
