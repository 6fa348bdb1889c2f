//! Each lint complains of what it is for, at its place, and of nothing else.

use std::fs;

use camgi::rules::LINTS;

use crate::common::{Scratch, camgi};

/// A rule that nobody complains of.
const GOOD: &str = r#"apiVersion: camgi/v1
kind: Rule
id: shop-closed
title: Shop is closed
severity: error
component: shops
description: Nobody can buy anything.
help: Open it.
references: [https://example.com/shops]
params:
  least: {type: integer, default: 2, description: How many lines.}
sources:
  shop:
    resources: {group: example.com, kind: Shop}
    where: {spec.open: false, "status.version|lt": "4.10"}
  line:
    logs: {namespace: mall}
    match: 'door (?P<door>\w+) locked'
    count: {min: {param: least}}
foreach: shop
join:
  line: {source: line, on: {door: {field: metadata.name}}}
links: {node: spec.node}
explained_by: [{rule: node-not-ready, by: node}]
report: {message: "{{ shop.metadata.name }}: {{ line.count | default(0) }} {{ line.door | default('') }}"}
tests:
- name: hits
  given:
    now: 2026-01-01T00:00:00Z
    resources: [{apiVersion: example.com/v1, kind: Shop, metadata: {name: a}, spec: {open: false}, status: {version: 4.9.0}}]
    logs: [{namespace: mall, pod: p, text: "nothing\n"}]
  expect: {outcome: fail}
- name: is silent
  given:
    resources: [{apiVersion: example.com/v1, kind: Shop, metadata: {name: a}, spec: {open: true}}]
    logs: [{namespace: mall, pod: p, text: "nothing\n"}]
  expect: {outcome: pass}
"#;

/// The lints that complain, with the lines, of a rule and perhaps a lock.
fn complaints(rule: &str, lock: Option<&str>) -> Vec<String> {
    let scratch = Scratch::new();
    fs::write(scratch.path("r.yaml"), rule).expect("written");
    if let Some(lock) = lock {
        fs::write(scratch.path("rules.lock"), lock).expect("written");
    }
    let run = camgi(&["rules", "lint", &scratch.path("").to_string_lossy()]);
    assert!(run.status < 2, "{}", run.stderr);
    let names = LINTS.iter().map(|lint| lint.name);
    let mut found: Vec<String> = run
        .stdout
        .lines()
        .filter_map(|line| {
            let name = names.clone().find(|name| line.trim() == *name)?;
            Some(name.to_owned())
        })
        .collect();
    let places = run.stdout.lines().filter_map(|line| {
        let place = line.split_once("r.yaml:").or_else(|| line.split_once("rules.lock:"))?.1;
        Some(place.split(':').next()?.to_owned())
    });
    for (complaint, line) in found.iter_mut().zip(places) {
        *complaint = format!("{complaint}:{line}");
    }
    assert_eq!(run.status, i32::from(!found.is_empty()), "{}", run.stdout);
    found
}

#[test]
fn a_good_rule_is_let_alone() {
    assert_eq!(complaints(GOOD, None), Vec::<String>::new());
}

#[test]
fn each_lint_sees_what_it_is_for() {
    let cases: &[(&str, &str, &str)] = &[
        ("references: [https://example.com/shops]\n", "", "no-reference:3"),
        ("min: {param: least}", "min: 2", "unused-param:11"),
        (
            "line: {source: line, on: {door: {field: metadata.name}}}\n",
            "shop2: {source: shop, expect: some, on: {metadata.name: {field: metadata.name}}}\n",
            "",
        ),
        ("'door (?P<door>\\w+) locked'", "'a(?P<door>\\w+)b'", "weak-pattern:18"),
        ("\"4.10\"", "4.10", "number-as-version:15"),
        ("line.door |", "line.dor |", "unknown-field:25"),
        ("node-not-ready", "node-not-redy", "unknown-cause:24"),
        ("rule: node-not-ready, by: node", "rule: co-degraded, by: node", "unknown-cause:24"),
        ("expect: {outcome: pass}", "expect: {outcome: fail}", "untested:3"),
        ("expect: {outcome: fail}", "expect: {outcome: skip}", "untested:3"),
        ("{{ line.count | default(0) }} {{ line.door | default('') }}", "", "unused-source:22"),
    ];
    for (from, to, expected) in cases.iter().filter(|(_, _, expected)| !expected.is_empty()) {
        assert_eq!(GOOD.matches(from).count(), 1, "{from}");
        assert_eq!(complaints(&GOOD.replace(from, to), None), [*expected], "{to}");
    }
    // A source that nothing asks for, where another one is judged.
    let alone = GOOD
        .replace("join:\n  line: {source: line, on: {door: {field: metadata.name}}}\n", "")
        .replace(": {{ line.count | default(0) }} {{ line.door | default('') }}", "");
    assert_eq!(complaints(&alone, None), ["unused-source:16"]);
    // What is a preview may be as it is.
    let preview = GOOD
        .replace("references: [https://example.com/shops]\n", "status: preview\n")
        .replace("expect: {outcome: pass}", "expect: {outcome: fail}");
    assert_eq!(complaints(&preview, None), Vec::<String>::new());
}

#[test]
fn names_of_test_cases_do_not_change_unseen() {
    let line = "shop-closed\tcamgi.shops\t[sig-shops] camgi shop-closed: Shop is closed\n";
    assert_eq!(complaints(GOOD, Some(line)), Vec::<String>::new());
    assert_eq!(complaints(GOOD, Some("# nothing yet\n")), ["not-locked:3"]);
    let other = format!("# names\n{}", line.replace("is closed", "is shut"));
    assert_eq!(complaints(GOOD, Some(&other)), ["renamed-test:2"]);
    let gone = format!("shop-burnt\tcamgi.shops\t[sig-shops] camgi shop-burnt: Shop is burnt\n{line}");
    assert_eq!(complaints(GOOD, Some(&gone)), ["renamed-test:1"]);
    let renamed = GOOD.replace("id: shop-closed\n", "id: shop-closed\nrenamed_from: [shop-burnt]\n");
    assert_eq!(complaints(&renamed, Some(&gone)), Vec::<String>::new());
    let preview = GOOD.replace("kind: Rule\n", "kind: Rule\nstatus: preview\n");
    assert_eq!(complaints(&preview, Some("# nothing yet\n")), Vec::<String>::new());
}

#[test]
fn update_adds_what_is_new_and_changes_no_name() {
    let scratch = Scratch::new();
    let lock = scratch.path("rules.lock");
    fs::write(scratch.path("r.yaml"), GOOD).expect("written");
    let dir = scratch.path("").to_string_lossy().into_owned();
    let run = camgi(&["rules", "lint", &dir, "--update"]);
    assert_eq!(run.status, 0, "{}{}", run.stdout, run.stderr);
    let written = fs::read_to_string(&lock).expect("the lock");
    assert!(
        written.ends_with("\nshop-closed\tcamgi.shops\t[sig-shops] camgi shop-closed: Shop is closed\n"),
        "{written}"
    );
    fs::write(scratch.path("r.yaml"), GOOD.replace("Shop is closed", "Shop is shut")).expect("written");
    let run = camgi(&["rules", "lint", &dir, "--update"]);
    assert_eq!(run.status, 1, "{}{}", run.stdout, run.stderr);
    assert_eq!(fs::read_to_string(&lock).expect("the lock"), written);
}

#[test]
fn the_pack_has_nothing_to_complain_of() {
    let run = camgi(&["rules", "lint", "rules"]);
    assert_eq!((run.status, run.stdout.as_str()), (0, "nothing to complain of\n"), "{}", run.stderr);
    let run = camgi(&["rules", "lint"]);
    assert_eq!(run.status, 0, "{}{}", run.stdout, run.stderr);
}

#[test]
fn a_single_file_says_nothing_of_the_other_rules_of_a_lock() {
    let scratch = Scratch::new();
    let file = scratch.write("d/r.yaml", GOOD).to_string_lossy().into_owned();
    let dir = scratch.path("d").to_string_lossy().into_owned();
    let line = "shop-closed\tcamgi.shops\t[sig-shops] camgi shop-closed: Shop is closed\n";
    let other = "shop-burnt\tcamgi.shops\t[sig-shops] camgi shop-burnt: Shop is burnt\n";
    let lint = |path: &str, lock: &str| {
        let lock = scratch.write("rules.lock", lock);
        camgi(&["rules", "lint", path, "--lock", &lock.to_string_lossy()])
    };
    let run = lint(&file, &format!("{other}{line}"));
    assert_eq!((run.status, run.stdout.as_str()), (0, "nothing to complain of\n"));
    let run = lint(&file, &format!("{other}{}", line.replace("is closed", "is shut")));
    assert!(run.stdout.contains("renamed-test") && run.stdout.ends_with("\n1 complaint\n"), "{}", run.stdout);
    let run = lint(&file, other);
    assert!(run.stdout.contains("not-locked") && run.stdout.ends_with("\n1 complaint\n"), "{}", run.stdout);
    let run = lint(&dir, &format!("{other}{line}"));
    assert!(run.stdout.contains("no rule `shop-burnt` any more"), "{}", run.stdout);
}

#[test]
fn what_is_no_version_may_be_a_number() {
    let is_told = |path: &str| {
        let rule = GOOD.replace("\"status.version|lt\": \"4.10\"", &format!("'{path}|lt': 4.10"));
        !complaints(&rule, None).is_empty()
    };
    for path in [
        "status.version",
        "status.kubeletVersion",
        "status.history[0].version",
        "metadata.labels[\"a.b/version\"]",
    ] {
        assert!(is_told(path), "{path}");
    }
    for path in ["status.observedVersionGeneration", "version.size", "status.versions", "status.versionCount"]
    {
        assert!(!is_told(path), "{path}");
    }
}

#[test]
fn nothing_in_a_lock_steers_a_terminal() {
    let scratch = Scratch::new();
    scratch
        .write("r.yaml", GOOD.replace("title: Shop is closed", "title: \"Shop \\e[31m is  closed\\u202e\""));
    let dir = scratch.path("").to_string_lossy().into_owned();
    for _ in 0..2 {
        let run = camgi(&["rules", "lint", &dir, "--update"]);
        assert_eq!(run.status, 0, "{}{}", run.stdout, run.stderr);
        let lock = fs::read_to_string(scratch.path("rules.lock")).expect("the lock");
        assert!(lock.ends_with("camgi shop-closed: Shop \\x1b[31m is  closed\\u{202e}\n"), "{lock}");
    }
}
