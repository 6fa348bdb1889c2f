//! Suppressions, baselines, and what changed between two gathers.

use serde_json::Value;

use crate::common::few::{camgi, check_json, command};
use crate::common::{Run, Scratch, files_below, fixture, run, shared};

fn text(path: &std::path::Path) -> String {
    path.to_string_lossy().into_owned()
}

fn suppressed(report: &Value) -> Vec<(String, String)> {
    let findings = report["findings"].as_array().expect("findings").iter();
    let with_reason = findings.filter(|finding| !finding["suppressed"].is_null());
    let word = |value: &Value| value.as_str().expect("a text").to_owned();
    with_reason.map(|finding| (word(&finding["subject"]["name"]), word(&finding["suppressed"]))).collect()
}

/// Checks the fixture node-lost with a configuration.
fn check(configuration: &str, more: &[&str]) -> Run {
    let scratch = Scratch::new();
    let config = text(&scratch.write("camgi.yaml", configuration));
    let path = text(&fixture("node-lost"));
    let mut arguments = vec!["check", &path, "--config", &config];
    arguments.extend(more);
    camgi(&arguments)
}

const ALL_ERRORS: &str = "suppress:
- {rule: csv-failed, reason: known}
- {rule: mco-node-degraded, subject: Node/worker-b-2.*, reason: known}
- {rule: mcp-degraded, reason: known}
- {rule: node-*, subject: 'Node/*', reason: a test cluster, link: https://issues.example.com/7}
";

#[test]
fn suppressed_findings_stay_in_the_report_and_fail_nothing() {
    let run = check(ALL_ERRORS, &["--format", "json"]);
    assert_eq!(run.status, 0, "{}", run.stderr);
    let report = run.json();
    assert_eq!((&report["summary"]["errors"], &report["summary"]["suppressed"]), (&0.into(), &6.into()));
    let why = suppressed(&report).into_iter().find(|(name, _)| name.starts_with("worker-a-1"));
    assert_eq!(why.expect("the node").1, "a test cluster (https://issues.example.com/7)");

    let concise = check(ALL_ERRORS, &["--format", "concise"]);
    assert_eq!(concise.stdout.lines().count(), 4, "{}", concise.stdout);
    assert!(concise.stderr.starts_with("4 warnings, 6 suppressed in 3 of 17 rules"), "{}", concise.stderr);
    let all = check(ALL_ERRORS, &["--format", "concise", "--show-suppressed"]);
    assert_eq!(all.stdout.lines().count(), 10);
    assert_eq!(all.stdout.matches(" (suppressed: ").count(), 6, "{}", all.stdout);
    let human = check(ALL_ERRORS, &["--show-suppressed"]);
    assert!(human.stdout.contains("suppressed: a test cluster"), "{}", human.stdout);
    let none = check(ALL_ERRORS, &["--no-suppressions"]);
    assert_eq!(none.status, 1);
}

#[test]
fn a_suppression_that_has_expired_counts_again_and_one_that_fits_nothing_is_told() {
    // The fixture was gathered on 2026-01-15.
    let configuration = "suppress:\n- {rule: csr-*, reason: known, until: 2026-01-14}\n\
         - {rule: csv-failed, subject: '*/other/*', reason: known}\n- {rule: mcp-degraded, reason: known, until: 2026-01-15}\n";
    let run = check(configuration, &["--format", "json"]);
    let report = run.json();
    assert_eq!(suppressed(&report), [("worker".to_owned(), "known".to_owned())]);
    let told: Vec<(&str, &str)> = report["notices"]
        .as_array()
        .expect("notices")
        .iter()
        .map(|notice| (notice["code"].as_str().expect("a code"), notice["message"].as_str().expect("a text")))
        .filter(|(code, _)| code.starts_with("suppression"))
        .collect();
    assert_eq!(
        told,
        [
            (
                "suppression-expired",
                "the suppression of csr-* (camgi.yaml:2) held until 2026-01-14; what it fits counts again"
            ),
            (
                "suppression-unused",
                "the suppression of csv-failed on */other/* (camgi.yaml:3) fits no finding; take it out"
            ),
        ]
    );
    let human = check(configuration, &[]);
    assert!(
        human.stdout.contains("About the suppressions:\n  warning[suppression-expired] "),
        "{}",
        human.stdout
    );
    // Whose rules take no part is not unused.
    let some = check(configuration, &["--select", "mcp-degraded", "--format", "json"]).json();
    assert_eq!(
        some["notices"]
            .as_array()
            .expect("notices")
            .iter()
            .filter(|n| n["code"] == "suppression-unused")
            .count(),
        0
    );
    assert_eq!(
        check(configuration, &["--select", "mcp-degraded", "--strict"]).status,
        0,
        "nothing was left out"
    );
}

#[test]
fn only_what_is_new_fails_with_a_baseline() {
    let scratch = Scratch::new();
    let (lost, known) = (text(&fixture("node-lost")), text(&scratch.path("known.json")));
    let written = camgi(&["baseline", "write", &lost, "--baseline", &known]);
    assert_eq!(written.status, 0, "{}", written.stderr);
    assert!(written.stderr.contains("known.json: 10 findings known"), "{}", written.stderr);
    let to_stdout = camgi(&["baseline", "write", &lost]);
    assert_eq!(to_stdout.stdout, std::fs::read_to_string(&known).expect("the baseline"));
    let same = camgi(&["check", &lost, "--baseline", &known, "--fail-on", "info"]);
    assert_eq!(same.status, 0, "{}", same.stdout);
    assert!(same.stdout.contains("10 in the baseline"), "{}", same.stdout);
    assert!(!same.stdout.contains("node-not-ready"), "what is known is not shown again: {}", same.stdout);
    let shown = camgi(&["check", &lost, "--baseline", &known, "--show-suppressed"]);
    assert!(shown.stdout.contains("known: it is in the baseline"), "{}", shown.stdout);

    // Without one line of it that finding is new.
    let less: String = to_stdout
        .stdout
        .lines()
        .filter(|line| !line.contains("mcp-degraded"))
        .map(|line| format!("{line}\n"))
        .collect();
    let less = less.replace("},\n]}", "}\n]}");
    scratch.write("known.json", less);
    let report = check_json(&fixture("node-lost"), &["--baseline", &known]);
    let new: Vec<&Value> =
        report["findings"].as_array().expect("findings").iter().filter(|f| f["state"] == "new").collect();
    assert_eq!(new.len(), 1);
    assert_eq!(new[0]["rule"], "mcp-degraded");
    assert_eq!(report["summary"]["unchanged"], 9);
    assert_eq!(camgi(&["check", &lost, "--baseline", &known]).status, 1);
    let by_environment =
        run(command().env("CAMGI_BASELINE", &known).args(["check", &lost, "--ignore", "mcp-degraded"]));
    assert_eq!(by_environment.status, 0);
    let without = run(command().env("CAMGI_BASELINE", &known).args([
        "check",
        &lost,
        "--ignore",
        "mcp-degraded",
        "--no-baseline",
    ]));
    assert_eq!(without.status, 1);

    for (name, content, expected) in [
        ("none.json", None, "`camgi baseline write` makes one"),
        ("wrong.json", Some("{}"), "is none: missing field"),
    ] {
        let path = scratch.path(name);
        if let Some(content) = content {
            std::fs::write(&path, content).expect("a file");
        }
        let run = camgi(&["check", &lost, "--baseline", &text(&path)]);
        assert_eq!(run.status, 2);
        assert!(run.stderr.contains(expected), "{}", run.stderr);
    }
}

#[test]
fn what_is_worse_than_it_was_is_new() {
    let scratch = Scratch::new();
    let (operator, known) = (text(&fixture("degraded-operator")), text(&scratch.path("known.json")));
    camgi(&["baseline", "write", &operator, "--baseline", &known]);
    let worse = ["--baseline", &known, "--param", "co-degraded.persistent=5m"];
    let report = check_json(&fixture("degraded-operator"), &worse);
    let before = check_json(&fixture("degraded-operator"), &[]);
    let severity = |report: &Value, fingerprint: &Value| {
        let mut findings = report["findings"].as_array().expect("findings").iter();
        findings
            .find(|finding| finding["fingerprint"] == *fingerprint)
            .map(|finding| finding["severity"].clone())
    };
    let mut worse = 0;
    for finding in report["findings"].as_array().expect("findings") {
        let is_same = severity(&before, &finding["fingerprint"]).as_ref() == Some(&finding["severity"]);
        assert_eq!(finding["state"], if is_same { "unchanged" } else { "new" }, "{finding}");
        worse += usize::from(!is_same);
        assert!(is_same || finding["severity"] == "error");
    }
    assert!(worse > 0);
}

#[test]
fn a_baseline_is_pruned_of_what_is_proven_to_be_gone() {
    let scratch = Scratch::new();
    let known = text(&scratch.path("known.json"));
    camgi(&["baseline", "write", &text(&fixture("node-lost")), "--baseline", &known]);
    // This fixture has no ClusterServiceVersion: what became of the two that failed cannot be told.
    let run = camgi(&[
        "baseline",
        "prune",
        &text(&fixture("machine-failed")),
        "--baseline",
        &known,
        "--any-cluster",
    ]);
    assert_eq!(run.status, 0, "{}", run.stderr);
    assert!(run.stderr.contains("gone: error[node-not-ready] Node/worker-a-1"), "{}", run.stderr);
    assert!(
        run.stderr.contains("8 findings gone, 2 kept, 2 of them because their rules could not tell"),
        "{}",
        run.stderr
    );
    let left = std::fs::read_to_string(&known).expect("the baseline");
    assert!(left.contains("csv-failed") && left.contains("csv-stuck") && !left.contains("node"), "{left}");
}

#[test]
fn a_baseline_of_another_cluster_is_not_pruned() {
    let scratch = Scratch::new();
    let known = text(&scratch.path("known.json"));
    camgi(&["baseline", "write", &text(&fixture("node-lost")), "--baseline", &known]);
    let before = std::fs::read_to_string(&known).expect("the baseline");
    let run = camgi(&["baseline", "prune", &text(&fixture("healthy")), "--baseline", &known]);
    assert!(run.status == 2 && run.stderr.contains("is of another cluster"), "{}", run.stderr);
    assert_eq!(std::fs::read_to_string(&known).expect("the baseline"), before);
}

/// A rule that found something may have missed more: the file of one of two findings is damaged.
#[test]
fn what_lies_in_a_damaged_file_is_not_gone() {
    let scratch = Scratch::new();
    for (name, bytes) in files_below(&fixture("node-lost")) {
        let damaged = name.ends_with("csr-tm9gf.yaml");
        scratch.write(&format!("mg/{name}"), if damaged { b"{ not: [yaml".to_vec() } else { bytes });
    }
    let (whole, damaged) = (text(&fixture("node-lost")), text(&scratch.path("mg")));
    let changes = camgi(&["diff", &whole, &damaged, "--format", "json"]).json();
    assert_eq!(changes["summary"]["gone"], 0);
    assert_eq!(changes["untold"][0]["subject"], "CertificateSigningRequest/csr-tm9gf");
    let back = camgi(&["diff", &damaged, &whole, "--format", "json"]).json();
    assert!(back["appeared"][0]["untold_before"].as_str().is_some_and(|why| why.contains("could be read")));
    let report = text(&scratch.write("damaged.json", camgi(&["check", &damaged, "--format", "json"]).stdout));
    let by_report = camgi(&["diff", &whole, &report, "--format", "json"]).json();
    assert_eq!(by_report["untold"], changes["untold"]);

    let known = text(&scratch.path("known.json"));
    camgi(&["baseline", "write", &whole, "--baseline", &known]);
    let pruned = camgi(&["baseline", "prune", &damaged, "--baseline", &known]);
    assert!(pruned.stderr.contains("0 findings gone, 10 kept"), "{}", pruned.stderr);
    let config =
        scratch.write("camgi.yaml", "suppress: [{rule: csr-denied, subject: '*csr-tm9gf', reason: known}]\n");
    let check = camgi(&["check", &damaged, "--config", &text(&config)]);
    assert!(!check.stdout.contains("suppression-unused"), "{}", check.stdout);
}

#[test]
fn what_is_suppressed_now_was_there_before() {
    let scratch = Scratch::new();
    let path = text(&fixture("machine-failed"));
    let config = text(&scratch.write("camgi.yaml", "suppress: [{rule: machine-failed, reason: known}]\n"));
    let old =
        text(&scratch.write("old.json", camgi(&["check", &path, "--isolated", "--format", "json"]).stdout));
    let run = camgi(&["diff", &old, &path, "--config", &config]);
    assert!(run.stdout.contains("0 gone, 1 still there"), "{}", run.stdout);
    assert!(run.stdout.contains("(is suppressed now)"), "{}", run.stdout);
    let known = text(&scratch.path("known.json"));
    camgi(&["baseline", "write", &path, "--isolated", "--select", "machine-failed", "--baseline", &known]);
    let pruned = camgi(&["baseline", "prune", &path, "--config", &config, "--baseline", &known]);
    assert!(pruned.stderr.contains("0 findings gone, 1 kept"), "{}", pruned.stderr);
}

#[test]
fn nothing_to_judge_is_no_success() {
    let scratch = Scratch::new();
    scratch.write("mg/version", "openshift/must-gather\n4.18.1\n");
    scratch.write("mg/namespaces/x/x.yaml", "a: b\n");
    let (empty, path) = (text(&scratch.path("mg")), text(&fixture("healthy")));
    assert_eq!(camgi(&["check", &empty]).status, 3);
    let known = text(&scratch.path("known.json"));
    assert_eq!(camgi(&["baseline", "write", &empty, "--baseline", &known]).status, 3);
    assert!(!scratch.path("known.json").exists());
    for (old, new) in [(&empty, &path), (&path, &empty)] {
        assert_eq!(camgi(&["diff", old, new, "--fail-on", "error"]).status, 3);
    }
}

#[test]
fn archives_and_reports_compare_alike() {
    let scratch = Scratch::new();
    let (old, new) = (text(&fixture("machine-failed")), text(&fixture("node-lost")));
    let report = |path: &str, name: &str| {
        text(&scratch.write(name, camgi(&["check", path, "--format", "json"]).stdout))
    };
    let (old_report, new_report) = (report(&old, "old.json"), report(&new, "new.json"));
    let of = |old: &str, new: &str, more: &[&str]| {
        let mut arguments = vec!["diff", old, new];
        arguments.extend(more);
        camgi(&arguments)
    };
    let by_archive = of(&old, &new, &["--format", "json"]);
    assert_eq!(by_archive.status, 0, "{}", by_archive.stderr);
    assert_eq!(by_archive.stdout, of(&old_report, &new_report, &["--format", "json"]).stdout);
    let changes = by_archive.json();
    assert_eq!(changes["same_cluster"], false);
    assert_eq!((&changes["summary"]["appeared"], &changes["summary"]["still"]), (&10.into(), &0.into()));
    // There is no Machine in the new one.
    assert_eq!(
        (&changes["summary"]["gone"], &changes["untold"][0]["rule"]),
        (&0.into(), &"machine-failed".into())
    );
    let human = of(&old_report, &new, &[]);
    assert!(human.stdout.contains("note: these are two clusters"), "{}", human.stdout);
    assert_eq!(of(&old, &new, &["--fail-on", "error"]).status, 1);
    assert_eq!(of(&new, &new, &["--fail-on", "info"]).status, 0);
    assert_eq!(of(&scratch.write("x.json", "{}").to_string_lossy(), &new, &[]).status, 3);
}

#[test]
fn what_the_new_gather_cannot_tell_is_not_gone() {
    let scratch = Scratch::new();
    for (name, bytes) in files_below(&fixture("node-lost")) {
        if !name.contains("/machineconfigpools/") {
            scratch.write(&format!("mg/{name}"), bytes);
        }
    }
    let changes =
        camgi(&["diff", &text(&fixture("node-lost")), &text(&scratch.path("mg")), "--format", "json"]).json();
    assert_eq!(changes["summary"]["gone"], 0);
    assert_eq!(changes["untold"][0]["rule"], "mcp-degraded");
    assert!(changes["untold"][0]["why"].as_str().is_some_and(|why| why.contains("MachineConfigPool")));
    // The other way round it may be older.
    let back =
        camgi(&["diff", &text(&scratch.path("mg")), &text(&fixture("node-lost")), "--format", "json"]).json();
    assert_eq!(back["appeared"][0]["rule"], "mcp-degraded");
    assert!(back["appeared"][0]["untold_before"].as_str().is_some());
}

/// One cluster, gathered while the last of its masters was silent, when the workers were, too, and when all was well again.
#[test]
fn three_gathers_of_a_real_cluster_tell_its_story() {
    let Some(shared) = shared("three_gathers_of_a_real_cluster_tell_its_story") else { return };
    let archive = |name: &str| text(&shared.join("archives").join(format!("{name}.tar.xz")));
    let [first, second, last] = ["rw3-025a1a15c-114425", "rw3-4daddbf95-115503", "rw3-HEAD"].map(archive);
    let diff = |old: &str, new: &str| camgi(&["diff", old, new, "--format", "json"]).json();
    let subjects = |list: &Value, rule: &str| -> Vec<String> {
        let of_rule = list.as_array().expect("a list").iter().filter(|finding| finding["rule"] == rule);
        of_rule.map(|finding| finding["subject"].as_str().expect("a text").to_owned()).collect()
    };
    let worse = diff(&first, &second);
    assert_eq!(worse["same_cluster"], true);
    let lost = subjects(&worse["appeared"], "node-not-ready");
    assert!(lost.len() == 3 && lost.iter().all(|node| node.contains("-worker-")), "{lost:?}");
    let still = subjects(&worse["still"], "node-not-ready");
    assert!(still.len() == 3 && still.iter().all(|node| node.contains("-master-")), "{still:?}");
    assert!(worse["gone"].as_array().is_some_and(Vec::is_empty), "{}", worse["gone"]);
    let better = diff(&second, &last);
    assert_eq!(subjects(&better["gone"], "node-not-ready").len(), 6);
    assert!(better["appeared"].as_array().is_some_and(Vec::is_empty), "{}", better["appeared"]);
    assert!(better["still"].as_array().is_some_and(Vec::is_empty), "{}", better["still"]);

    let scratch = Scratch::new();
    let known = text(&scratch.path("known.json"));
    camgi(&["baseline", "write", &first, "--baseline", &known]);
    let report = camgi(&["check", &second, "--baseline", &known, "--format", "json"]).json();
    let by_state = |state: &str| -> Vec<String> {
        let findings = report["findings"].as_array().expect("findings").iter();
        let mut found: Vec<String> =
            findings.filter(|f| f["state"] == state).map(|f| f["fingerprint"].to_string()).collect();
        found.sort();
        found
    };
    let fingerprints = |list: &Value| {
        let mut found: Vec<String> =
            list.as_array().expect("a list").iter().map(|f| f["fingerprint"].to_string()).collect();
        found.sort();
        found
    };
    assert_eq!(by_state("new"), fingerprints(&worse["appeared"]));
    assert_eq!(by_state("unchanged"), fingerprints(&worse["still"]));
}
