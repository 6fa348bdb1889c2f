//! `camgi eval` shows every match with its place.

use crate::common::{Scratch, camgi, fixture};

fn eval(arguments: &[&str]) -> (i32, Vec<String>, String) {
    let archive = fixture("machine-failed").to_string_lossy().into_owned();
    let mut all = vec!["eval", arguments[0], &archive];
    all.extend(&arguments[1..]);
    let run = camgi(&all);
    (run.status, run.stdout.lines().map(str::to_owned).collect(), run.stderr)
}

const FAILED: &str =
    "namespaces/openshift-machine-api/machine.openshift.io/machines/quarry-x4n8d-gpu-b-zk5tp.yaml";

#[test]
fn a_path_shows_what_is_there() {
    let (status, lines, _) = eval(&["status.phase", "-s", "Machine"]);
    assert_eq!((status, lines.len()), (0, 6));
    let failed = format!("{FAILED}:68:10: Machine/openshift-machine-api/quarry-x4n8d-gpu-b-zk5tp: Failed");
    assert!(lines.contains(&failed), "{lines:?}");
    // Of a list each element is shown, of all kinds that have one.
    let (status, lines, stderr) = eval(&["status.conditions[*].type"]);
    assert_eq!(status, 0);
    assert!(lines.len() > 20, "{lines:?}");
    for kind in ["ClusterOperator/", "Node/", "ClusterVersion/"] {
        assert!(lines.iter().any(|line| line.contains(kind)), "{kind}: {lines:?}");
    }
    assert!(stderr.ends_with(&format!("{} matches\n", lines.len())), "{stderr}");
}

#[test]
fn a_condition_and_an_expression_show_what_they_keep() {
    let (status, lines, _) =
        eval(&["{status.phase|neq: Running}", "--source", "Machine.machine.openshift.io"]);
    assert_eq!((status, lines.len()), (0, 1), "{lines:?}");
    assert!(lines[0].starts_with(&format!("{FAILED}:68:10:")) && lines[0].ends_with(": Failed"), "{lines:?}");
    let any = "[{status.phase: Failed}, {metadata.name|endswith: master-0}]";
    let (_, lines, _) = eval(&[any, "-s", "resources: {group: machine.openshift.io, kind: Machine}"]);
    assert_eq!(lines.len(), 2, "{lines:?}");
    let braces = "{resources: {group: machine.openshift.io, kind: Machine}}";
    let (_, lines, stderr) = eval(&["{status.phase: Failed}", "-s", braces]);
    assert_eq!(lines.len(), 1, "{stderr}");
    let (_, lines, stderr) = eval(&["age(item.metadata.creationTimestamp)", "-s", braces]);
    assert_eq!(lines.len(), 6, "{stderr}");
    let seconds = |line: &String| line.rsplit(": ").next().is_some_and(|age| age.parse::<u64>().is_ok());
    assert!(lines.iter().all(seconds), "an expression that is no condition shows its value: {lines:?}");
    let (status, lines, _) = eval(&["item.status.phase != \"Running\"", "-s", "Machine"]);
    assert_eq!((status, lines.len()), (0, 1), "{lines:?}");
    let (_, lines, _) = eval(&["{reason: FailedCreate}", "-s", "events"]);
    assert_eq!(lines.len(), 1, "{lines:?}");
    assert!(lines[0].contains(": message: "), "the line says more than the reason: {lines:?}");
}

#[test]
fn what_cannot_be_tried_is_told() {
    let (status, lines, stderr) = eval(&["{status.phase|nq: Running}", "-s", "Machine"]);
    assert_eq!((status, lines.len()), (2, 0));
    assert!(stderr.contains("did you mean `neq`?") && stderr.contains("<command line>"), "{stderr}");
    let (status, _, stderr) = eval(&["item.status.phase.len() > foo", "-s", "Machine"]);
    assert_eq!(status, 2);
    assert!(stderr.contains("foo"), "{stderr}");
    let (status, _, stderr) = eval(&["status.phase", "-s", "Shop"]);
    assert_eq!(status, 0);
    assert!(stderr.contains("no Shop in this must-gather") && stderr.contains("0 matches"), "{stderr}");
    let (status, _, stderr) = eval(&["item.metadata.name > 1", "-s", "Machine"]);
    assert_eq!((status, stderr.contains("is compared with a number")), (4, true), "{stderr}");
    let run = camgi(&["eval", "status.phase", "-"]);
    assert_eq!(run.status, 2);
    assert!(run.stderr.contains("--source"), "{}", run.stderr);
}

#[test]
fn what_is_no_path_is_an_expression() {
    let (status, lines, stderr) = eval(&["true", "-s", "Machine"]);
    assert_eq!((status, lines.len()), (0, 6), "{stderr}");
    let (status, lines, _) = eval(&["false", "-s", "Machine"]);
    assert_eq!((status, lines.len()), (0, 0));
    let (status, lines, stderr) = eval(&["!(item.status.phase == \"Running\")", "-s", "Machine"]);
    assert_eq!((status, lines.len()), (0, 1), "{stderr}");
    let (status, lines, stderr) = eval(&["!true", "-s", "Machine"]);
    assert_eq!((status, lines.len()), (0, 0), "{stderr}");
}

#[test]
fn a_source_that_is_none_is_told_what_can_be_written() {
    for source in ["node", "nodes", "logs", ""] {
        let (status, lines, stderr) = eval(&["status.phase", "-s", source]);
        assert_eq!((status, lines.len()), (2, 0), "{source}: {stderr}");
        for part in ["`Node`", "`events`", "in YAML"] {
            assert!(stderr.contains(part), "{source}: {stderr}");
        }
        assert!(!stderr.contains("<command line>"), "{stderr}");
    }
}

/// A must-gather with one node, and lines of a log.
fn archive(scratch: &Scratch, lines: u64) -> String {
    let node = |name: &str| format!("apiVersion: v1\nkind: Node\nmetadata: {{name: {name}}}\n");
    scratch.write("mg/main/version", "openshift/must-gather\n4.18.0\n");
    scratch.write("mg/main/cluster-scoped-resources/core/nodes/a.yaml", node("a"));
    let line = |at: u64| format!("2026-01-15T10:00:00.{at:06}Z quorum was lost {at} {}\n", "x".repeat(400));
    scratch
        .write("mg/main/namespaces/n/pods/p/c/c/logs/current.log", (0..lines).map(line).collect::<String>());
    scratch.path("mg").to_string_lossy().into_owned()
}

#[test]
fn what_was_inspected_by_hand_is_shown_once() {
    let scratch = Scratch::new();
    let path = archive(&scratch, 1);
    let pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: p, namespace: n}\n";
    scratch.write("mg/inspect.local.123/namespaces/n/pods/p/p.yaml", pod);
    scratch.write(
        "mg/inspect.local.123/cluster-scoped-resources/core/nodes/a.yaml",
        "apiVersion: v1\nkind: Node\nmetadata: {name: a}\n",
    );
    for kind in ["Node", "Pod"] {
        let run = camgi(&["eval", "metadata.name", &path, "-s", kind]);
        assert_eq!((run.status, run.stdout.lines().count()), (0, 1), "{kind}: {}{}", run.stdout, run.stderr);
    }
}

#[test]
fn what_could_not_be_seen_is_told() {
    let scratch = Scratch::new();
    let path = archive(&scratch, 20_000);
    let logs = "{logs: {namespace: n}, match: quorum was lost}";
    let run = camgi(&["eval", "true", &path, "-s", logs]);
    assert_eq!(run.status, 0, "{}", run.stderr);
    assert!(run.stderr.contains(" more lines matched than are kept\n"), "{}", run.stderr);
    let run = camgi(&["eval", "metadata.name", &path, "-s", "Node"]);
    assert_eq!((run.stdout.lines().count(), run.stderr.as_str()), (1, "1 match\n"));
    let broken = "cluster-scoped-resources/core/nodes/b.yaml";
    scratch.write(&format!("mg/main/{broken}"), "kind: [");
    for source in [&["-s", "Node"][..], &[]] {
        let run = camgi(&[&["eval", "metadata.name", &path][..], source].concat());
        assert!(run.stderr.contains(&format!("not every Node could be read: {broken}\n")), "{}", run.stderr);
    }
}
