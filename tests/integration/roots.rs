//! Several roots in one archive: the must-gather, what add-on images gathered beside it, what somebody inspected later,
//! and other clusters.

use serde_json::Value;

use crate::common::{Scratch, camgi, check_json, rule};

const MAIN: &str = "mg/quay-io-main";
const ADD_ON: &str = "mg/quay-io-odf";
const INSPECTED: &str = "mg/inspect.local.123";

/// A must-gather with a version, a clock and one node.
fn must_gather(scratch: &Scratch, root: &str, version: &str, id: &str) {
    scratch.write(&format!("{root}/version"), "openshift/must-gather\n4.18.0\n");
    scratch.write(&format!("{root}/timestamp"), "2026-01-15 10:00:00 +0000 UTC m=+0.1\n");
    scratch.write(
        &format!("{root}/cluster-scoped-resources/config.openshift.io/clusterversions/version.yaml"),
        format!(
            "apiVersion: config.openshift.io/v1\nkind: ClusterVersion\nmetadata: {{name: version}}\n\
             spec: {{clusterID: {id}}}\nstatus:\n  desired: {{version: {version}}}\n\
             \x20 history: [{{state: Completed, version: {version}}}]\n"
        ),
    );
    pool(scratch, root, "master", "true");
}

fn pool(scratch: &Scratch, root: &str, name: &str, paused: &str) {
    scratch.write(
        &format!("{root}/cluster-scoped-resources/machineconfiguration.openshift.io/machineconfigpools/{name}.yaml"),
        format!(
            "apiVersion: machineconfiguration.openshift.io/v1\nkind: MachineConfigPool\nmetadata: {{name: {name}}}\n\
             spec: {{paused: {paused}}}\n"
        ),
    );
}

fn storage(scratch: &Scratch, root: &str, name: &str) {
    scratch.write(
        &format!("{root}/namespaces/storage/example.com/storageclusters/{name}.yaml"),
        format!(
            "apiVersion: example.com/v1\nkind: StorageCluster\nmetadata: {{name: {name}, namespace: storage}}\n\
             status: {{phase: Error}}\n"
        ),
    );
}

/// Root and name of each finding of the rule `x`.
fn found(scratch: &Scratch, rest: &str) -> Vec<(String, String)> {
    let file = scratch.write("x.yaml", rule("x", rest));
    let report =
        check_json(&scratch.path("mg"), &["--no-builtin-rules", "-r", file.to_str().expect("UTF-8")]);
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let findings = report["findings"].as_array().expect("findings");
    let mut found: Vec<_> =
        findings.iter().map(|finding| (text(&finding["root"]), text(&finding["subject"]["name"]))).collect();
    found.sort();
    found
}

const STORAGE: &str = "sources:\n  x:\n    resources: {group: example.com, kind: StorageCluster}\n    where: {status.phase: Error}\n\
                       report:\n  message: storage is bad\n";
const PAUSED: &str = "sources:\n  x:\n    resources: {group: machineconfiguration.openshift.io, kind: MachineConfigPool}\n    \
                      where: {spec.paused: true}\nreport:\n  message: is paused\n";

fn pairs(all: &[(&str, &str)]) -> Vec<(String, String)> {
    all.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect()
}

#[test]
fn an_add_on_knows_the_version_of_the_cluster_beside_it() {
    let scratch = Scratch::new();
    storage(&scratch, ADD_ON, "s");
    scratch.write(&format!("{ADD_ON}/version"), "odf/must-gather\n4.18.0\n");
    let since = format!("requires: {{openshift: '>=4.18'}}\n{STORAGE}");
    let before = format!("requires: {{openshift: '<4.18'}}\n{STORAGE}");
    assert_eq!(found(&scratch, &since), [], "alone it has no version");
    must_gather(&scratch, MAIN, "4.18.3", "one");
    assert_eq!(found(&scratch, &since), pairs(&[("quay-io-odf", "s")]));
    assert_eq!(found(&scratch, &before), []);
}

#[test]
fn what_two_images_gathered_is_judged_once() {
    let scratch = Scratch::new();
    must_gather(&scratch, MAIN, "4.18.3", "one");
    scratch.write(&format!("{ADD_ON}/version"), "odf/must-gather\n4.18.0\n");
    pool(&scratch, ADD_ON, "master", "true");
    pool(&scratch, ADD_ON, "infra", "true");
    assert_eq!(found(&scratch, PAUSED), pairs(&[("quay-io-main", "master"), ("quay-io-odf", "infra")]));
}

#[test]
fn what_was_inspected_stands_in_for_what_was_not_gathered() {
    let scratch = Scratch::new();
    must_gather(&scratch, MAIN, "4.18.3", "one");
    storage(&scratch, INSPECTED, "s");
    // An older state, of what the must-gather has.
    pool(&scratch, INSPECTED, "master", "true");
    pool(&scratch, INSPECTED, "gone", "true");
    assert_eq!(found(&scratch, STORAGE), pairs(&[("inspect.local.123", "s")]));
    assert_eq!(found(&scratch, PAUSED), pairs(&[("quay-io-main", "master")]));
}

#[test]
fn what_was_inspected_is_all_there_is() {
    let scratch = Scratch::new();
    storage(&scratch, INSPECTED, "s");
    pool(&scratch, INSPECTED, "master", "true");
    let names = |found: Vec<(String, String)>| found.into_iter().map(|(_, name)| name).collect::<Vec<_>>();
    assert_eq!(names(found(&scratch, STORAGE)), ["s"]);
    assert_eq!(names(found(&scratch, PAUSED)), ["master"]);
}

#[test]
fn two_clusters_are_judged_each_by_itself() {
    let scratch = Scratch::new();
    must_gather(&scratch, "mg/a/quay-io-main", "4.18.3", "one");
    must_gather(&scratch, "mg/b/quay-io-main", "4.17.3", "two");
    let both = [("a/quay-io-main", "master"), ("b/quay-io-main", "master")];
    assert_eq!(found(&scratch, PAUSED), pairs(&both));
    let since = format!("requires: {{openshift: '>=4.18'}}\n{PAUSED}");
    assert_eq!(found(&scratch, &since), pairs(&both[..1]));
    // Inspected in which of the two clusters, nobody knows: it is judged by itself.
    pool(&scratch, INSPECTED, "master", "true");
    let all = [both[0], both[1], ("inspect.local.123", "master")];
    assert_eq!(found(&scratch, PAUSED), pairs(&all));
}

#[test]
fn the_human_page_names_the_root_before_the_path() {
    let scratch = Scratch::new();
    must_gather(&scratch, MAIN, "4.18.3", "one");
    scratch.write(&format!("{ADD_ON}/version"), "odf/must-gather\n4.18.0\n");
    pool(&scratch, ADD_ON, "infra", "true");
    let path = scratch.path("mg");
    let path = path.to_str().expect("UTF-8");
    let run = camgi(&["check", path, "--format", "concise", "--ignore", "archive-*"]);
    let shown: Vec<&str> =
        run.stdout.lines().filter_map(|line| line.split("/cluster-scoped").next()).collect();
    assert_eq!(shown, ["quay-io-odf", "quay-io-main"], "{}", run.stdout);
}

const LOST: &str = "apiVersion: v1\nkind: Node\nmetadata: {name: n}\nstatus:\n  conditions:\n\
                    \x20 - {type: Ready, status: Unknown, lastTransitionTime: '2026-01-15T09:00:00Z'}\n";

#[test]
fn a_second_cluster_whose_version_is_damaged_is_no_add_on() {
    let scratch = Scratch::new();
    must_gather(&scratch, MAIN, "4.18.3", "one");
    must_gather(&scratch, ADD_ON, "4.18.3", "two");
    let nodes = "cluster-scoped-resources/core/nodes/n.yaml";
    scratch.write(&format!("{MAIN}/{nodes}"), LOST.replace("Unknown", "'True'"));
    scratch.write(&format!("{ADD_ON}/{nodes}"), LOST);
    let outcome = || {
        let report = check_json(&scratch.path("mg"), &["--select", "node-not-ready"]);
        report["rules"][0]["outcome"].as_str().expect("an outcome").to_owned()
    };
    assert_eq!(outcome(), "fail");
    for product in ["openshift/must-gather\n4.18.0\n", "odf/must-gather\n4.18.0\n"] {
        scratch.write(&format!("{ADD_ON}/version"), product);
        let version =
            format!("{ADD_ON}/cluster-scoped-resources/config.openshift.io/clusterversions/version.yaml");
        scratch.write(&version, "a: \"open\n");
        assert_eq!(outcome(), "fail", "{product}");
    }
}

#[test]
fn what_the_must_gather_could_not_judge_is_left_to_the_add_on() {
    let scratch = Scratch::new();
    must_gather(&scratch, MAIN, "4.18.3", "one");
    scratch.write(&format!("{ADD_ON}/version"), "odf/must-gather\n4.18.0\n");
    let old = "sources:\n  x:\n    resources: {group: machineconfiguration.openshift.io, kind: MachineConfigPool}\n    \
               where: {metadata.creationTimestamp|older: 1h}\nreport:\n  message: is old\n";
    let pools = "cluster-scoped-resources/machineconfiguration.openshift.io/machineconfigpools/master.yaml";
    let pool = "apiVersion: machineconfiguration.openshift.io/v1\nkind: MachineConfigPool\n\
                metadata: {name: master, creationTimestamp: '2026-01-01T00:00:00Z'}\n";
    scratch.write(&format!("{MAIN}/{pools}"), pool);
    scratch.write(&format!("{ADD_ON}/{pools}"), pool);
    assert_eq!(found(&scratch, old), pairs(&[("quay-io-main", "master")]));
    // Without a time of its own the must-gather says nothing, and the add-on has one.
    std::fs::remove_file(scratch.path(&format!("{MAIN}/timestamp"))).expect("the time");
    scratch.write(&format!("{ADD_ON}/timestamp"), "2026-01-15 10:00:00 +0000 UTC m=+0.1\n");
    assert_eq!(found(&scratch, old), pairs(&[("quay-io-odf", "master")]));
    // A rule that passes on one root and could not be judged on another that has the objects could not tell.
    let younger = old.replace("older: 1h", "older: 300d");
    let file = scratch.write("y.yaml", rule("y", &younger));
    let report =
        check_json(&scratch.path("mg"), &["--no-builtin-rules", "-r", file.to_str().expect("UTF-8")]);
    assert_eq!(report["rules"][0]["outcome"], "skip", "{report}");
}

/// Hostile archives have thousands of roots; the work for each must not grow with their number.
#[test]
fn many_roots_take_no_longer_each() {
    let scratch = Scratch::new();
    let node = b"apiVersion: v1\nkind: Node\nmetadata: {name: n}\n".to_vec();
    let mut files = vec![("main/version".to_owned(), b"openshift/must-gather\n4.18.0\n".to_vec())];
    files.push(("main/cluster-scoped-resources/core/nodes/n.yaml".to_owned(), node.clone()));
    for nr in 0..6_000 {
        files.push((format!("inspect.local.{nr}/cluster-scoped-resources/core/nodes/n.yaml"), node.clone()));
        files.push((format!("r{nr}/cluster-scoped-resources/core/nodes/n.yaml"), Vec::new()));
    }
    let path = scratch.write("many.tar", crate::common::tarball(&files, ""));
    let begin = std::time::Instant::now();
    let report = check_json(&path, &[]);
    assert!(begin.elapsed().as_secs() < 20, "{:?}", begin.elapsed());
    let limit = report["notices"].as_array().expect("notices").iter().any(|notice| {
        notice["code"] == "over-limit"
            && notice["message"].as_str().is_some_and(|text| text.contains("more than the limit of 1000"))
    });
    assert!(limit, "{}", report["notices"][0]);
}

/// Outcome of a rule that finds pools older than so much, unless they are younger than an hour, and the notices.
fn of_old_pools(scratch: &Scratch) -> (String, Vec<(String, String)>) {
    let old = "sources:\n  x:\n    resources: {group: machineconfiguration.openshift.io, kind: MachineConfigPool}\n    \
               unless: {metadata.creationTimestamp|newer: 1h}\nreport:\n  message: is old\n";
    let file = scratch.write("x.yaml", rule("x", old));
    let report =
        check_json(&scratch.path("mg"), &["--no-builtin-rules", "-r", file.to_str().expect("UTF-8")]);
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let notices = report["notices"].as_array().expect("notices").iter();
    let notices = notices.map(|notice| (text(&notice["code"]), text(&notice["message"]))).collect();
    (text(&report["rules"][0]["outcome"]), notices)
}

#[test]
fn a_gather_that_was_killed_ended_nobody_knows_when() {
    let scratch = Scratch::new();
    let began = "2026-01-15 09:50:00 +0000 UTC m=+0.1\n";
    scratch.write("mg/version", "openshift/must-gather\n4.18.0\n");
    scratch.write(
        "mg/cluster-scoped-resources/machineconfiguration.openshift.io/machineconfigpools/master.yaml",
        "apiVersion: machineconfiguration.openshift.io/v1\nkind: MachineConfigPool\n\
         metadata: {name: master, creationTimestamp: '2026-01-15T09:00:00Z'}\n",
    );
    // It may have ended an hour later, or at once.
    scratch.write("mg/timestamp", began);
    let (outcome, notices) = of_old_pools(&scratch);
    assert_eq!(outcome, "skip");
    let codes: Vec<&str> = notices.iter().map(|(code, _)| code.as_str()).collect();
    assert!(codes.contains(&"incomplete-gather") && codes.contains(&"gather-time-estimated"), "{notices:?}");
    assert!(notices.iter().any(|(_, message)| message.contains("when its last part began")), "{notices:?}");

    // An event after that was nearer to the end.
    let event = "apiVersion: v1\nkind: Event\nmetadata: {name: e, namespace: n}\nreason: R\n\
                 involvedObject: {kind: Pod, name: p}\nlastTimestamp: '2026-01-15T10:05:00Z'\n";
    scratch.write("mg/namespaces/n/core/events/e.yaml", event);
    let (outcome, notices) = of_old_pools(&scratch);
    assert_eq!(outcome, "fail");
    assert!(notices.iter().any(|(_, message)| message.contains("2026-01-15T10:05:00Z is the newest event")));

    // With an end the record counts, and nothing else.
    scratch.write("mg/timestamp", began.repeat(2));
    let (outcome, notices) = of_old_pools(&scratch);
    assert_eq!((outcome.as_str(), notices), ("pass", Vec::new()));
}

#[test]
fn custom_resources_below_the_name_of_their_definition_are_found() {
    let scratch = Scratch::new();
    scratch.write("mg/version", "openstack-k8s-operators/openstack-must-gather\n0.1\n");
    scratch.write(
        "mg/namespaces/openstack/crs/galeras.mariadb.openstack.org/db.yaml",
        "apiVersion: mariadb.openstack.org/v1beta1\nkind: Galera\nmetadata: {name: db, namespace: openstack}\n",
    );
    let of = |group: &str| {
        format!(
            "sources:\n  x:\n    resources: {{group: {group}, kind: Galera}}\nreport:\n  message: is there\n"
        )
    };
    assert_eq!(found(&scratch, &of("mariadb.openstack.org")), pairs(&[("", "db")]));
    assert_eq!(found(&scratch, &of("example.com")), pairs(&[]));
}
