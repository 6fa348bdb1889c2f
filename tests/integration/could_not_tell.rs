//! "Could not tell" is never reported as "fine": what was lost, cut off or left out makes a rule that found nothing a
//! rule that could not tell.

use crate::common::{Scratch, check_json, outcome, tarball};

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

#[test]
fn what_lies_behind_a_cut_in_a_wanted_file() {
    let mut nodes: Vec<(String, Vec<u8>)> = Vec::new();
    for (name, status) in [("a", READY.to_owned()), ("b", READY.to_owned()), ("c", lost(0))] {
        // Long enough that there is a middle to cut in.
        let text = [node(name, &status), "# \n".repeat(400)].concat();
        nodes.push((format!("cluster-scoped-resources/core/nodes/{name}.yaml"), text.into_bytes()));
    }
    // Another kind, behind the cut in its own way: nothing of it is there at all.
    let operators = "kind: ClusterOperatorList\napiVersion: config.openshift.io/v1\nitems: []\n";
    nodes.insert(
        0,
        ("cluster-scoped-resources/config.openshift.io/clusteroperators.yaml".to_owned(), operators.into()),
    );
    let scratch = Scratch::new();
    let whole = tarball(&nodes, "");
    assert_eq!(outcome(&check_json(&scratch.write("whole.tar", &whole), &[]), "node-not-ready").0, "fail");
    // 1024 for the operators, 512 + 1536 for each node: this is inside of the second.
    let path = scratch.write("cut.tar", &whole[..1024 + 2048 + 512 + 700]);
    let report = check_json(&path, &[]);
    for rule in ["node-not-ready", "co-unavailable"] {
        let (outcome, reason) = outcome(&report, rule);
        assert_eq!(outcome, "skip", "{rule}: {reason}");
    }
}

#[test]
fn what_lies_behind_a_limit_in_a_directory() {
    use camgi::archive::{Archive, Limits, Progress};

    let scratch = Scratch::new();
    for (name, status) in [("a", READY.to_owned()), ("b", READY.to_owned()), ("c", lost(0))] {
        scratch.write(&format!("mg/cluster-scoped-resources/core/nodes/{name}.yaml"), node(name, &status));
    }
    let limits = Limits { total_bytes: 250, ..Limits::default() };
    let archive = Archive::open(&scratch.path("mg"), limits).expect("an archive");
    let loaded = camgi::rules::load(camgi::rules::builtin(false), &[]).expect("the built-in rules");
    let report = camgi::engine::check(&archive, &loaded.rules, &Progress::default()).expect("a report");
    for rule in ["node-not-ready", "node-pressure"] {
        let outcome = &report.rule(rule).expect("the rule").outcome;
        assert_eq!(outcome.as_str(), "skip", "{rule}: {:?}", outcome.reason());
    }
}

/// Whatever the path looks like where it is shown, what was left out there is missing.
#[cfg(unix)]
#[test]
fn a_file_left_out_below_an_odd_path() {
    for base in ["m\u{1b}g", "m\tg", "m\u{202e}g", &["x".repeat(170).as_str(); 3].join("/")] {
        let scratch = Scratch::new();
        scratch.write(&format!("{base}/mg/cluster-scoped-resources/core/nodes/a.yaml"), node("a", READY));
        let link = scratch.path(&format!("{base}/mg/cluster-scoped-resources/core/nodes/b.yaml"));
        std::os::unix::fs::symlink(scratch.path("elsewhere"), link).expect("a link");
        let outer = base.split('/').next().expect("a name");
        let (outcome, reason) = outcome(&check_json(&scratch.path(outer), &[]), "node-not-ready");
        assert_eq!(outcome, "skip", "{base:?}: {reason}");
    }
}

#[cfg(unix)]
#[test]
fn pods_below_a_directory_that_is_a_link() {
    let scratch = Scratch::new();
    let rule = scratch.write(
        "r.yaml",
        crate::common::rule("r", "sources:\n  pod:\n    resources: {group: core, kind: Pod}\n    where: {spec.x: y}\nreport: {message: m}\n"),
    );
    let rules = ["--rules", rule.to_str().expect("UTF-8")];
    for part in ["", "ceph/"] {
        let root = format!("mg/{part}namespaces/n/pods");
        scratch.write(
            &format!("{root}/a/a.yaml"),
            "apiVersion: v1\nkind: Pod\nmetadata: {name: a, namespace: n}\n",
        );
        assert_eq!(outcome(&check_json(&scratch.path("mg"), &rules), "r").0, "pass");
        let link = scratch.path(&format!("{root}/b"));
        std::os::unix::fs::symlink(scratch.path("elsewhere"), &link).expect("a link");
        assert_eq!(outcome(&check_json(&scratch.path("mg"), &rules), "r").0, "skip", "{part}");
        let page = crate::common::camgi(&["inspect", scratch.path("mg").to_str().expect("UTF-8")]).stdout;
        assert!(page.trim_end().ends_with("INCOMPLETE, 1 thing left out"), "{page}");
        std::fs::remove_file(link).expect("the link");
    }
}

#[test]
fn a_gather_time_across_the_pieces_of_a_long_line() {
    let event = |name: usize, at: &str| {
        format!(
            r#"{{"apiVersion":"v1","kind":"Event","metadata":{{"name":"e{name}","namespace":"n"}},"lastTimestamp":"{at}"}}"#
        )
    };
    let head = r#"{"apiVersion":"v1","kind":"EventList","items":["#;
    // The newest event lies across the end of the first piece of a line, wherever that is in it.
    for before in [30, 60, 80, 100] {
        let mut text = head.to_owned();
        let mut nr = 0;
        while text.len() < (1 << 20) - before - 150 {
            nr += 1;
            text += &event(nr, "2026-01-01T00:00:00Z");
            text.push(',');
        }
        let pad = (1 << 20) - before - text.len();
        text += &" ".repeat(pad);
        text += &event(0, "2026-01-16T00:00:00Z");
        text += "]}";
        let scratch = Scratch::new();
        scratch.write("mg/namespaces/n/core/events.json", &text);
        scratch.write("mg/cluster-scoped-resources/core/nodes/a.yaml", node("a", READY));
        let report = check_json(&scratch.path("mg"), &[]);
        assert_eq!(report["archive"]["gathered_at"], "2026-01-16T00:00:00Z", "{before}");
    }
}
