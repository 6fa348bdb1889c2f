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
    assert!(run.stdout.contains("finding 1: line\n       - 69\n       + 68\n"), "{}", run.stdout);
}

/// Every field of an object may be missing, null, empty or of another sort. No rule may break over that.
#[test]
fn no_rule_breaks_over_what_is_missing_or_odd() {
    let kinds = [
        ("config.openshift.io/v1", "ClusterOperator", "config.openshift.io/clusteroperators", false),
        ("config.openshift.io/v1", "ClusterVersion", "config.openshift.io/clusterversions", false),
        ("v1", "Node", "core/nodes", false),
        (
            "machineconfiguration.openshift.io/v1",
            "MachineConfigPool",
            "machineconfiguration.openshift.io/machineconfigpools",
            false,
        ),
        (
            "certificates.k8s.io/v1",
            "CertificateSigningRequest",
            "certificates.k8s.io/certificatesigningrequests",
            false,
        ),
        ("machine.openshift.io/v1beta1", "Machine", "machine.openshift.io/machines", true),
        (
            "operators.coreos.com/v1alpha1",
            "ClusterServiceVersion",
            "operators.coreos.com/clusterserviceversions",
            true,
        ),
    ];
    let types = [
        "Available",
        "Degraded",
        "Progressing",
        "Failing",
        "Ready",
        "DiskPressure",
        "NodeDegraded",
        "RenderDegraded",
        "Denied",
        "Failed",
    ];
    let odd = ["", "null", "\"\"", "soon", "5", "{a: 1}", "[x]", "true", "\"2026-01-01T00:00:00Z\""];
    let scratch = Scratch::new();
    scratch.write(
        "mg/timestamp",
        "2026-01-15 10:00:00 +0000 UTC m=+0.1\n2026-01-15 10:05:00 +0000 UTC m=+0.1\n",
    );
    let mut objects = 0;
    for (api, kind, path, namespaced) in kinds {
        for (nr, value) in odd.iter().enumerate() {
            for status in ["\"True\"", "\"False\"", "Unknown", ""] {
                let conditions: Vec<String> = types
                    .iter()
                    .map(|name| {
                        let time = format!("lastTransitionTime: {value}");
                        format!("  - {{type: {name}, status: {status}, message: {value}, reason: {value}, {time}}}")
                    })
                    .collect();
                let name = format!("o{nr}-{}", status.len());
                let text = format!(
                    "apiVersion: {api}\nkind: {kind}\nmetadata:\n  name: {name}\n  creationTimestamp: {value}\n  \
                     annotations: {{machineconfiguration.openshift.io/state: Degraded}}\nspec:\n  unschedulable: true\n  \
                     paused: true\n  username: {value}\nstatus:\n  phase: {}\n  errorMessage: {value}\n  history:\n  - state: Partial\n    \
                     startedTime: {value}\n  - state: Completed\n  conditions:\n{}\n",
                    if nr % 2 == 0 { "Failed" } else { "Pending" },
                    conditions.join("\n"),
                );
                let directory = if namespaced { "namespaces/n" } else { "cluster-scoped-resources" };
                scratch.write(&format!("mg/{directory}/{path}/{name}.yaml"), text);
                objects += 1;
            }
        }
        // And one without anything.
        let directory = if namespaced { "namespaces/n" } else { "cluster-scoped-resources" };
        let bare = format!("apiVersion: {api}\nkind: {kind}\nmetadata: {{name: bare}}\n");
        scratch.write(&format!("mg/{directory}/{path}/bare.yaml"), bare);
    }
    let report = crate::common::check_json(&scratch.path("mg"), &[]);
    let broken: Vec<String> = report["rules"]
        .as_array()
        .expect("rules")
        .iter()
        .filter(|rule| rule["outcome"] == "error")
        .map(|rule| format!("{}: {}", rule["id"], rule["reason"]))
        .collect();
    assert!(broken.is_empty(), "{broken:#?}");
    assert!(report["findings"].as_array().is_some_and(|found| found.len() > objects / 4));
}
