//! "Could not tell" is never reported as "fine": what was lost, cut off or left out makes a rule that found nothing a
//! rule that could not tell.

use serde_json::Value;

use crate::common::{Scratch, check_json, tarball};

const READY: &str =
    "status: {conditions: [{type: Ready, status: 'True', lastTransitionTime: '2026-01-15T09:00:00Z'}]}\n";

fn node(name: &str, status: &str) -> String {
    format!("apiVersion: v1\nkind: Node\nmetadata: {{name: {name}}}\n{status}")
}

fn lost(minutes: u32) -> String {
    format!(
        "status: {{conditions: [{{type: Ready, status: Unknown, lastTransitionTime: '2026-01-15T09:{minutes:02}:00Z'}}]}}\n"
    )
}

fn outcome(report: &Value, rule: &str) -> (String, String) {
    let rules = report["rules"].as_array().expect("rules");
    let rule = rules.iter().find(|r| r["id"] == rule).expect("the rule");
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    (text(&rule["outcome"]), text(&rule["reason"]))
}

#[test]
fn a_truncated_archive() {
    let files = vec![
        ("cluster-scoped-resources/core/nodes/a.yaml".to_owned(), node("a", READY).into_bytes()),
        ("namespaces/n/pods/p/c/c/logs/current.log".to_owned(), vec![b'x'; 4000]),
        ("cluster-scoped-resources/core/nodes/b.yaml".to_owned(), node("b", &lost(0)).into_bytes()),
    ];
    let scratch = Scratch::new();
    let whole = tarball(&files, "");
    // Inside of the log, and between two entries.
    for cut in [3000, 512 * 2 + 512 + 4096] {
        let path = scratch.write("cut.tar", &whole[..cut]);
        let (outcome, reason) = outcome(&check_json(&path, &[]), "node-not-ready");
        assert_eq!((outcome.as_str(), reason.contains("cut off")), ("skip", true), "{reason}");
    }
    let path = scratch.write("whole.tar", &whole);
    assert_eq!(outcome(&check_json(&path, &[]), "node-not-ready").0, "fail");
}

#[cfg(unix)]
#[test]
fn a_directory_that_is_a_link() {
    let scratch = Scratch::new();
    scratch.write("mg/cluster-scoped-resources/core/nodes/a.yaml", node("a", READY));
    scratch.write(
        "mg/namespaces/a/operators.coreos.com/clusterserviceversions.yaml",
        "kind: ClusterServiceVersionList\napiVersion: operators.coreos.com/v1alpha1\nitems: []\n",
    );
    scratch.write("elsewhere/operators.coreos.com/clusterserviceversions.yaml", "items: []\n");
    let path = scratch.path("mg");
    assert_eq!(outcome(&check_json(&path, &[]), "csv-failed").0, "pass");
    std::os::unix::fs::symlink(scratch.path("elsewhere"), scratch.path("mg/namespaces/b")).expect("a link");
    let (outcome, reason) = outcome(&check_json(&path, &[]), "csv-failed");
    assert_eq!((outcome.as_str(), reason.contains("namespaces/b")), ("skip", true), "{reason}");
}

#[test]
fn a_file_of_the_kind_that_holds_something_else() {
    for text in [
        "",
        "just text",
        "kind: NodeList\napiVersion: v1\nitems: [null]\n",
        "kind: NodeList\napiVersion: v1\nitems: foo\n",
        "a: \"open\n",
    ] {
        let scratch = Scratch::new();
        scratch.write("mg/cluster-scoped-resources/core/nodes/a.yaml", node("a", READY));
        scratch.write("mg/cluster-scoped-resources/core/nodes.yaml", text);
        let report = check_json(&scratch.path("mg"), &[]);
        assert_eq!(outcome(&report, "node-not-ready").0, "skip", "{text}");
        assert!(report["notices"].as_array().is_some_and(|n| {
            n.iter().any(|n| n["file"].as_str().is_some_and(|f| f.ends_with("nodes.yaml")))
        }));
    }
}

#[test]
fn one_root_of_several_that_is_damaged() {
    let scratch = Scratch::new();
    for root in ["a", "b"] {
        scratch.write(&format!("mg/{root}/cluster-scoped-resources/core/nodes/n.yaml"), node("n", READY));
    }
    scratch.write("mg/c/namespaces/x/core/pods.yaml", "kind: PodList\napiVersion: v1\nitems: []\n");
    // A root without Nodes takes nothing from the verdict on the others.
    assert_eq!(outcome(&check_json(&scratch.path("mg"), &[]), "node-not-ready").0, "pass");
    scratch.write("mg/b/cluster-scoped-resources/core/nodes/n.yaml", "");
    assert_eq!(outcome(&check_json(&scratch.path("mg"), &[]), "node-not-ready").0, "skip");
}

#[test]
fn several_roots_are_judged_side_by_side() {
    let scratch = Scratch::new();
    for root in ["a", "b"] {
        scratch.write(&format!("mg/{root}/cluster-scoped-resources/core/nodes/n.yaml"), node("n", &lost(0)));
    }
    let report = check_json(&scratch.path("mg"), &["--select", "node-not-ready"]);
    let found = report["findings"].as_array().expect("findings");
    let roots: Vec<&str> = found.iter().filter_map(|finding| finding["root"].as_str()).collect();
    assert_eq!(roots, ["a", "b"]);
    assert_eq!(found[0]["fingerprint"], found[1]["fingerprint"], "a root is no part of the identity");
}

#[test]
fn a_tree_inside_of_a_root_is_not_this_cluster() {
    let scratch = Scratch::new();
    let newer = node("a", &lost(0)).replace("{name: a}", "{name: a, resourceVersion: '999'}");
    scratch.write("mg/cluster-scoped-resources/core/nodes/a.yaml", node("a", READY));
    scratch.write("mg/backup/cluster-scoped-resources/core/nodes/a.yaml", newer);
    let report = check_json(&scratch.path("mg"), &[]);
    assert_eq!(outcome(&report, "node-not-ready").0, "pass");
}

#[test]
fn the_gather_time_does_not_depend_on_the_selection() {
    let scratch = Scratch::new();
    scratch.write("mg/cluster-scoped-resources/core/nodes/a.yaml", node("a", &lost(0)));
    let operator = "apiVersion: config.openshift.io/v1\nkind: ClusterOperator\nmetadata: {name: dns}\n\
                    status: {conditions: [{type: Available, status: 'True', lastTransitionTime: '2026-01-15T14:00:00Z'}]}\n";
    scratch.write("mg/cluster-scoped-resources/config.openshift.io/clusteroperators/dns.yaml", operator);
    let all = check_json(&scratch.path("mg"), &[]);
    let one = check_json(&scratch.path("mg"), &["--select", "node-not-ready"]);
    assert_eq!(all["archive"]["gathered_at"], one["archive"]["gathered_at"]);
    assert_eq!(one["archive"]["gathered_at"], "2026-01-15T14:00:00Z");
    assert_eq!(one["findings"][0]["severity"], "error");
    let message = one["findings"][0]["message"].as_str().expect("a message");
    assert!(message.contains("for at least 5h"), "a lower bound says so: {message}");
}

#[test]
fn objects_that_a_rule_asks_for_by_name() {
    let scratch = Scratch::new();
    let rule = scratch.write(
        "r.yaml",
        crate::common::rule("r", "sources:\n  node:\n    resources: {group: core, kind: Node, name: 'master-*'}\n    where: {spec.x: y}\nreport: {message: m}\n"),
    );
    scratch.write("mg/cluster-scoped-resources/core/nodes/a.yaml", node("a", READY));
    let rule = rule.to_str().expect("UTF-8");
    assert_eq!(outcome(&check_json(&scratch.path("mg"), &["--rules", rule]), "r").0, "skip");
    scratch.write("mg/cluster-scoped-resources/core/nodes/master-0.yaml", node("master-0", READY));
    assert_eq!(outcome(&check_json(&scratch.path("mg"), &["--rules", rule]), "r").0, "pass");
}
