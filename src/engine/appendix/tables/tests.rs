//! Rows as `oc get` would print them.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::spec::Spec;
use super::{MOST_ROWS, cluster, events, pods, tables};
use crate::archive::layout::Layout;
use crate::engine::appendix::look::tests::{alone, layout, root};
use crate::engine::appendix::tables_and_moments;
use crate::engine::judge::{Site, judge};
use crate::engine::relations::Relation;
use crate::engine::roots::Root;
use crate::findings::{LineRange, Row, Table};
use crate::model::FileFacts;
use crate::rules::load;
use crate::rules::written::SourceText;

const CREATED: &str = "creationTimestamp: \"2025-12-28T09:00:00Z\"";

fn one_root() -> Layout {
    layout(&[""])
}

fn table(id: &str, roots: &[Root]) -> Table {
    let found = tables(roots, &one_root()).into_iter().find(|table| table.id == id);
    found.unwrap_or_else(|| panic!("no rows in {id}"))
}

/// The cells of the rows of a table, with `|` between them.
fn rows(id: &str, text: &str) -> Vec<String> {
    table(id, &alone(text)).rows.iter().map(|row| row.cells.join("|")).collect()
}

fn pod(name: &str, more: &str) -> String {
    format!(
        "apiVersion: v1\nkind: Pod\nmetadata: {{name: {name}, namespace: openshift-machine-api, {CREATED}}}\n{more}"
    )
}

#[test]
fn the_cluster_and_its_operators() {
    let version = "apiVersion: config.openshift.io/v1\nkind: ClusterVersion\nmetadata: {name: version}\n\
        status:\n  history:\n  - {state: Partial, version: 4.13.0}\n  - {state: Completed, version: 4.12.9}\n  conditions:\n\
        \x20 - {type: Available, status: \"True\"}\n\
        \x20 - {type: Progressing, status: \"True\", lastTransitionTime: \"2026-01-02T11:30:00Z\", message: \"Working\\n  towards 4.13.0\"}\n";
    assert_eq!(rows("clusterversion", version), ["version|4.12.9|True|True|30m|Working towards 4.13.0"]);
    let operator = |name: &str, available: &str, degraded: &str, progressing: &str| {
        format!(
            "---\napiVersion: config.openshift.io/v1\nkind: ClusterOperator\nmetadata: {{name: {name}}}\nstatus:\n\
             \x20 versions: [{{name: operand, version: 1.0}}, {{name: operator, version: 4.12.9}}]\n  conditions:\n\
             \x20 - {{type: Available, status: {available}, lastTransitionTime: \"2026-01-02T11:59:37Z\", message: not there}}\n\
             \x20 - {{type: Degraded, status: {degraded}, message: broken at https://me:hunter2@a.example.com}}\n\
             \x20 - {{type: Progressing, status: {progressing}, message: waiting}}\n"
        )
    };
    let (yes, no) = ("\"True\"", "\"False\"");
    let all = [
        operator("a", yes, no, no),
        operator("b", yes, no, yes),
        operator("c", yes, yes, yes),
        operator("d", no, yes, yes),
    ];
    assert_eq!(
        rows("clusteroperators", &all.concat()),
        [
            "a|4.12.9|True|False|False|23s|",
            "b|4.12.9|True|True|False|23s|waiting",
            "c|4.12.9|True|True|True|23s|broken at https://me:[masked]@a.example.com",
            "d|4.12.9|False|True|True|23s|not there",
        ]
    );
}

#[test]
fn nodes_and_requests_for_certificates() {
    let node = |name: &str, labels: &str, spec: &str, ready: &str| {
        format!(
            "---\napiVersion: v1\nkind: Node\nmetadata: {{name: {name}, labels: {{{labels}}}, {CREATED}}}\nspec: {spec}\n\
             status:\n  nodeInfo: {{kubeletVersion: v1.25.4}}\n  conditions: [{{type: DiskPressure, status: \"False\"}}{ready}]\n\
             \x20 addresses: [{{type: Hostname, address: h}}, {{type: InternalIP, address: 10.0.0.1}}, {{type: InternalIP, address: \"::1\"}}]\n"
        )
    };
    let all = [
        node(
            "a",
            "node-role.kubernetes.io/worker: \"\", node-role.kubernetes.io/master: \"\", kubernetes.io/role: old",
            "{}",
            ", {type: Ready, status: \"True\"}",
        ),
        node("b", "node-role.kubernetes.io/: x", "{unschedulable: true}", ", {type: Ready, status: Unknown}"),
        node("c", "", "{unschedulable: \"true\"}", ""),
    ];
    assert_eq!(
        rows("nodes", &all.concat()),
        [
            "a|Ready|master,old,worker|5d3h|v1.25.4|10.0.0.1",
            "b|NotReady,SchedulingDisabled||5d3h|v1.25.4|10.0.0.1",
            "c|Unknown||5d3h|v1.25.4|10.0.0.1",
        ]
    );
    let csr = |name: &str, status: &str| {
        format!(
            "---\napiVersion: certificates.k8s.io/v1\nkind: CertificateSigningRequest\nmetadata: {{name: {name}, {CREATED}}}\n\
             spec: {{signerName: kubernetes.io/kubelet-serving, username: \"system:node:a\"}}\nstatus: {status}\n"
        )
    };
    let all = [
        csr("a", "{}"),
        csr("b", "{conditions: [{type: Approved}], certificate: QQ==}"),
        csr("c", "{conditions: [{type: Approved}, {type: Failed}]}"),
        csr("d", "{conditions: [{type: Denied}]}"),
    ];
    let conditions = ["Pending", "Approved,Issued", "Approved,Failed", "Denied"];
    let expected: Vec<String> = ["a", "b", "c", "d"]
        .iter()
        .zip(conditions)
        .map(|(name, condition)| {
            format!("{name}|5d3h|kubernetes.io/kubelet-serving|system:node:a|{condition}")
        })
        .collect();
    assert_eq!(rows("csrs", &all.concat()), expected);
}

#[test]
fn machines_know_their_nodes() {
    let machine = format!(
        "apiVersion: machine.openshift.io/v1beta1\nkind: Machine\nmetadata:\n  name: m\n  namespace: openshift-machine-api\n\
         \x20 {CREATED}\n  labels: {{machine.openshift.io/instance-type: m5.large, machine.openshift.io/region: r, machine.openshift.io/zone: z}}\n\
         \x20 annotations: {{machine.openshift.io/instance-state: running}}\nspec: {{providerID: aws:///i-1}}\n\
         status: {{phase: Running, nodeRef: {{kind: Node, name: worker-a}}}}\n"
    );
    let table = table("machines", &alone(&machine));
    let row = &table.rows[0];
    assert_eq!(row.cells.join("|"), "m|Running|m5.large|r|z|5d3h|worker-a|aws:///i-1|running");
    assert_eq!(row.node, "worker-a");
    assert_eq!(table.columns.len(), row.cells.len());
    assert_eq!(row.place, LineRange { file: "list.yaml".into(), first: 1, last: 10 });
}

#[test]
fn the_status_of_a_pod_is_that_of_kubectl() {
    let spec = |init: &str| {
        format!("spec: {{nodeName: w, containers: [{{name: a}}, {{name: b}}], initContainers: [{init}]}}\n")
    };
    let two = "{name: i}, {name: j}";
    let sidecar = "{name: i, restartPolicy: Always}";
    let running = "state: {running: {}}, ready: true";
    let ended = |more: &str| format!("state: {{terminated: {{{more}}}}}");
    for (init, status, expected) in [
        ("", "{phase: Pending}".to_owned(), "0/2|Pending|0"),
        ("", "{phase: Failed, reason: Evicted}".to_owned(), "0/2|Evicted|0"),
        (
            "",
            "{phase: Pending, conditions: [{type: PodScheduled, status: \"False\", reason: SchedulingGated}]}".to_owned(),
            "0/2|SchedulingGated|0",
        ),
        (
            "",
            format!("{{phase: Running, containerStatuses: [{{{running}, restartCount: 1}}, {{{running}, restartCount: 2, \
                     lastState: {{terminated: {{exitCode: 1, finishedAt: \"2026-01-02T09:00:00Z\"}}}}}}]}}"),
            "2/2|Running|3 (3h ago)",
        ),
        // That of the first container counts most.
        (
            "",
            format!("{{phase: Running, containerStatuses: [{{state: {{waiting: {{reason: CrashLoopBackOff}}}}, restartCount: 7}}, \
                     {{{}}}]}}", ended("exitCode: 1, reason: Error")),
            "0/2|CrashLoopBackOff|7",
        ),
        ("", format!("{{phase: Running, containerStatuses: [{{{}}}]}}", ended("exitCode: 137, signal: 9")), "0/2|Signal:9|0"),
        ("", format!("{{phase: Running, containerStatuses: [{{{}}}]}}", ended("exitCode: 3")), "0/2|ExitCode:3|0"),
        (
            "",
            format!("{{phase: Running, containerStatuses: [{{{}}}, {{{running}}}]}}", ended("exitCode: 0, reason: Completed")),
            "1/2|NotReady|0",
        ),
        (
            "",
            format!("{{phase: Running, conditions: [{{type: Ready, status: \"True\"}}], containerStatuses: [{{{}}}, {{{running}}}]}}",
                    ended("exitCode: 0, reason: Completed")),
            "1/2|Running|0",
        ),
        ("", format!("{{phase: Succeeded, containerStatuses: [{{{}}}]}}", ended("exitCode: 0, reason: Completed")), "0/2|Completed|0"),
        (
            two,
            format!("{{phase: Pending, initContainerStatuses: [{{{}, restartCount: 2}}, {{state: {{waiting: {{reason: PodInitializing}}}}}}], \
                     containerStatuses: [{{restartCount: 5}}]}}", ended("exitCode: 0")),
            "0/2|Init:1/2|2",
        ),
        (
            two,
            "{phase: Pending, initContainerStatuses: [{restartCount: 4, state: {waiting: {reason: CrashLoopBackOff}}}, {}]}".to_owned(),
            "0/2|Init:CrashLoopBackOff|4",
        ),
        (two, format!("{{phase: Pending, initContainerStatuses: [{{{}}}]}}", ended("exitCode: 1, reason: Error")), "0/2|Init:Error|0"),
        (two, format!("{{phase: Pending, initContainerStatuses: [{{{}}}]}}", ended("exitCode: 2")), "0/2|Init:ExitCode:2|0"),
        (two, format!("{{phase: Pending, initContainerStatuses: [{{{}}}]}}", ended("exitCode: 2, signal: 6")), "0/2|Init:Signal:6|0"),
        // An init container that runs beside the others counts with them; one that is done does not.
        (
            sidecar,
            format!("{{phase: Running, initContainerStatuses: [{{name: i, {running}, started: true, restartCount: 1}}], \
                     containerStatuses: [{{{running}}}, {{{running}, restartCount: 1}}]}}"),
            "3/3|Running|2",
        ),
        (
            two,
            format!("{{phase: Running, initContainerStatuses: [{{{}, restartCount: 9}}], containerStatuses: [{{{running}}}, {{{running}}}]}}",
                    ended("exitCode: 0")),
            "2/2|Running|0",
        ),
    ] {
        let text = pod("p", &format!("{}status: {status}\n", spec(init)));
        let expected: Vec<&str> = expected.split('|').collect();
        let [ready, word, restarts] = expected.as_slice() else { panic!("three cells") };
        assert_eq!(
            rows("machine-api-pods", &text),
            [format!("p|{ready}|{word}|{restarts}|5d3h|w")],
            "{status}"
        );
    }
}

#[test]
fn pods_that_are_deleted() {
    let deleted = |status: &str| {
        format!(
            "apiVersion: v1\nkind: Pod\nmetadata: {{name: p, namespace: openshift-machine-api, deletionTimestamp: \"2026-01-02T11:00:00Z\"}}\n\
             spec: {{containers: [{{name: a}}]}}\nstatus: {status}\n"
        )
    };
    for (status, word) in [
        ("{phase: Running}", "Terminating"),
        ("{phase: Running, reason: NodeLost}", "Unknown"),
        ("{phase: Succeeded}", "Succeeded"),
    ] {
        assert_eq!(rows("machine-api-pods", &deleted(status)), [format!("p|0/1|{word}|0||")]);
    }
}

#[test]
fn what_is_of_another_type_is_an_empty_cell() {
    for text in [
        pod("p", "spec: 3\nstatus: [a]\n"),
        pod(
            "p",
            "spec: {containers: {a: b}, initContainers: x, nodeName: {a: 1}}\nstatus: {phase: [], conditions: 1}\n",
        ),
        pod(
            "p",
            "status: {containerStatuses: [1, null, [], {restartCount: many, state: [], lastState: 4}]}\n",
        ),
        pod("p", "spec: null\nstatus: {initContainerStatuses: null, conditions: [x, {type: {}}]}\n"),
    ] {
        assert_eq!(rows("machine-api-pods", &text), ["p|0/0||0|5d3h|"], "{text}");
    }
    let node = "apiVersion: v1\nkind: Node\nmetadata: {name: n, labels: [a], creationTimestamp: soon}\nspec: []\n\
                status: {addresses: {a: b}, nodeInfo: 1, conditions: {type: Ready}}\n";
    assert_eq!(rows("nodes", node), ["n|Unknown||||"]);
    let machine_set = "apiVersion: machine.openshift.io/v1beta1\nkind: MachineSet\nmetadata: {name: s}\n\
                       spec: {replicas: [1]}\nstatus: {replicas: null, readyReplicas: \"\", availableReplicas: 2}\n";
    assert_eq!(rows("machinesets", machine_set), ["s||||2|"]);
}

#[test]
fn pods_with_trouble_and_pods_without() {
    let (running, waiting) =
        ("{state: {running: {}}, ready: true}", "{state: {waiting: {reason: ImagePullBackOff}}}");
    let restless = |at: &str| {
        format!(
            "{{state: {{running: {{}}}}, ready: true, restartCount: 5, lastState: {{terminated: {{finishedAt: {at}}}}}}}"
        )
    };
    let pod = |name: &str, metadata: &str, phase: &str, container: &str| {
        format!(
            "---\napiVersion: v1\nkind: Pod\nmetadata: {{name: {name}, namespace: n, {metadata}}}\n\
             spec: {{containers: [{{name: a}}]}}\nstatus: {{phase: {phase}, containerStatuses: [{container}]}}\n"
        )
    };
    let job = |name: &str| format!("ownerReferences: [{{kind: Job, name: {name}}}]");
    let done = |name: &str, condition: &str| {
        format!(
            "---\napiVersion: batch/v1\nkind: Job\nmetadata: {{name: {name}, namespace: n}}\n\
             status: {{conditions: [{{type: {condition}, status: \"True\"}}]}}\n"
        )
    };
    let all = [
        pod("fine", "", "Running", running),
        pod("bad-image", "", "Pending", waiting),
        pod("not-ready", "", "Running", "{state: {running: {}}, ready: false}"),
        pod("restless", "", "Running", &restless("\"2026-01-02T01:00:00Z\"")),
        pod("calm-again", "", "Running", &restless("\"2026-01-01T01:00:00Z\"")),
        pod("nobody-knows", "", "Running", &restless("null")),
        pod("done", "", "Succeeded", "{state: {terminated: {exitCode: 0, reason: Completed}}}"),
        pod("going", "deletionTimestamp: \"2026-01-02T12:00:20Z\"", "Running", waiting),
        pod("stuck", "deletionTimestamp: \"2026-01-02T11:00:00Z\"", "Running", running),
        pod("first-try", &job("good"), "Failed", "{state: {terminated: {exitCode: 1, reason: Error}}}"),
        pod("last-try", &job("bad"), "Failed", "{state: {terminated: {exitCode: 1, reason: Error}}}"),
        pod("orphan", &job("gone"), "Failed", "{state: {terminated: {exitCode: 1, reason: Error}}}"),
        done("good", "Complete"),
        done("bad", "Failed"),
    ];
    let found = table("pods-with-trouble", &alone(&all.concat()));
    let names: Vec<&str> = found.rows.iter().map(|row| row.subject.name.as_str()).collect();
    assert_eq!(names, ["bad-image", "last-try", "nobody-knows", "not-ready", "orphan", "restless", "stuck"]);
    assert_eq!(found.rows[0].cells.join("|"), "n|bad-image|0/1|ImagePullBackOff|0||");

    // What restarted while the cluster was installed did what it should.
    let version = "---\napiVersion: config.openshift.io/v1\nkind: ClusterVersion\nmetadata: {name: version}\nstatus: {history: \
        [{state: Completed, startedTime: \"2026-01-02T00:00:00Z\", completionTime: \"2026-01-02T02:00:00Z\"}]}\n";
    let mut roots = alone(&[version, &all[3], &all[5]].concat());
    roots[0].snapshot.learn_facts(None);
    assert!(roots[0].snapshot.facts.settled_at().is_some());
    let names: Vec<String> =
        table("pods-with-trouble", &roots).rows.into_iter().map(|row| row.subject.name).collect();
    assert_eq!(names, ["nobody-knows"]);
}

#[test]
fn pods_of_a_component_and_their_logs() {
    let autoscaler = pod("cluster-autoscaler-default-1", "spec: {nodeName: w}\n");
    let mut roots = alone(&format!("{autoscaler}---\n{}", pod("machine-api-controllers-1", "")));
    let below = "namespaces/openshift-machine-api/pods/cluster-autoscaler-default-1";
    let logs = [
        ("b/b/logs/current.log", 0),
        ("a/a/logs/previous.log", 7),
        ("a/a/logs/previous.insecure.log", 0),
        ("a/a/logs/current.log", 9),
        ("a/a/logs/rotated/0.log.20230323-132518.gz", 9),
    ];
    let facts =
        |(path, bytes): (&str, u64)| (format!("{below}/{path}"), FileFacts { bytes, ..FileFacts::default() });
    roots[0].snapshot.files = logs.map(facts).into_iter().collect::<BTreeMap<_, _>>();
    roots[0].snapshot.logs = roots[0].snapshot.files.keys().cloned().collect();
    let (all, some) = (table("machine-api-pods", &roots), table("autoscaler-pods", &roots));
    assert_eq!((all.rows.len(), some.rows.len()), (2, 1));
    let expected = [
        ("a", "a/a/logs/current.log"),
        ("a, previous", "a/a/logs/previous.log"),
        ("a, 0.log.20230323-132518.gz", "a/a/logs/rotated/0.log.20230323-132518.gz"),
        ("b", "b/b/logs/current.log"),
    ];
    let expected: Vec<(String, String)> =
        expected.iter().map(|(label, path)| ((*label).to_owned(), format!("{below}/{path}"))).collect();
    assert_eq!(some.rows[0].logs, expected);
    assert_eq!(some.rows[0].node, "w");
    assert_eq!(all.rows[0], some.rows[0]);
    assert_eq!(all.rows[1].logs, []);
    // In an archive of several roots the path names the root.
    roots[0].name = "x".into();
    let table = pods::TABLES[3].table(
        &roots,
        &layout(&["x", "y"]),
        &super::Logs::of(&roots, &layout(&["x", "y"])),
        MOST_ROWS,
    );
    assert_eq!(table.rows[0].logs[0].1, format!("x/{below}/a/a/logs/current.log"));
}

/// An event for each of these, which are its type, its time and the Pod.
fn event_list(events: &[(&str, &str, &str)]) -> String {
    let mut text = "apiVersion: v1\nkind: EventList\nitems:\n".to_owned();
    for (nr, (sort, time, name)) in events.iter().enumerate() {
        writeln!(
            text,
            "- metadata: {{name: e{nr:05}, namespace: n}}\n  involvedObject: {{apiVersion: v1, kind: Pod, namespace: n, name: {name}}}\n  \
             type: {sort}\n  lastTimestamp: {time}\n  count: 3\n  reason: BackOff\n  message: \"Back-off\\nof {name}\"\n  source: {{host: w}}"
        )
        .expect("a text");
    }
    text
}

#[test]
fn events_that_warn_with_the_newest_first() {
    let events = [
        ("Warning", "\"2026-01-02T11:00:00Z\"", "a"),
        ("Normal", "\"2026-01-02T11:30:00Z\"", "b"),
        ("Warning", "null", "c"),
        ("Warning", "\"2026-01-02T11:40:00Z\"", "d"),
    ];
    let text = event_list(&events);
    let found = table("events", &alone(&text));
    let cells: Vec<String> = found.rows.iter().map(|row| row.cells.join("|")).collect();
    assert_eq!(
        cells,
        [
            "n|20m|Warning|BackOff|pod/d|3|Back-off of d",
            "n|60m|Warning|BackOff|pod/a|3|Back-off of a",
            "n||Warning|BackOff|pod/c|3|Back-off of c",
        ]
    );
    assert_eq!(found.rows[0].subject.to_string(), "Pod/n/d");
    assert_eq!(found.rows[0].node, "", "the host is no Node that is known");
    let first = 4 + 3 * 8;
    assert_eq!(found.rows[0].place, LineRange { file: "list.yaml".into(), first, last: first + 7 });
    let with_node = format!("{text}- {{apiVersion: v1, kind: Node, metadata: {{name: w}}}}\n");
    let with_node = with_node
        .replace("kind: EventList", "kind: List")
        .replace("- metadata", "- apiVersion: v1\n  kind: Event\n  metadata");
    assert_eq!(table("events", &alone(&with_node)).rows[0].node, "w");
}

#[test]
fn no_more_rows_than_the_limit() {
    let all = vec![("Warning", "\"2026-01-02T11:00:00Z\"", "a"); 2_003];
    let found = events::table(&alone(&event_list(&all)), &one_root());
    assert_eq!((found.rows.len(), found.left_out), (2_000, 3));
    let csr = |name: &str| {
        format!(
            "---\napiVersion: certificates.k8s.io/v1\nkind: CertificateSigningRequest\nmetadata: {{name: {name}}}\n"
        )
    };
    let roots = alone(&[csr("b"), csr("c"), csr("a")].concat());
    let table = cluster::CSRS[0].table(&roots, &one_root(), &super::Logs::of(&roots, &one_root()), 2);
    let names: Vec<&str> = table.rows.iter().map(|row| row.subject.name.as_str()).collect();
    assert_eq!((names, table.left_out), (vec!["a", "b"], 1));
}

#[test]
fn a_row_is_about_what_a_finding_is_about() {
    let text = "apiVersion: v1\nkind: PodList\nitems:\n- metadata: {name: a, namespace: n}\n  status: {phase: Failed}\n\
                - metadata: {name: b, namespace: n}\n  status: {phase: Failed}\n";
    let roots = [
        root(("x", 0, Relation::Own), &[]),
        root(("y", 1, Relation::Own), &[("mg/y/namespaces/n/core/pods.yaml", text)]),
    ];
    let layout = layout(&["x", "y"]);
    let rule = "apiVersion: camgi/v1\nkind: Rule\nid: a\ntitle: t\nseverity: info\ncomponent: c\ndescription: d\nhelp: h\n\
                sources:\n  pod: {resources: {group: core, kind: Pod}}\nreport: {message: m}\n";
    let loaded = load(vec![SourceText { name: "a.yaml".into(), text: rule.into() }], &[]);
    let rules = loaded.unwrap_or_else(|mistakes| panic!("{mistakes:?}")).rules;
    let found = judge(&rules.rules[0], &rules.messages, Site::new(&roots[1], &layout)).findings;
    let (mut tables, moments, left_out) = tables_and_moments(&roots, &layout, &found);
    assert_eq!((moments.len(), left_out), (0, 0));
    let rows: Vec<Row> = tables.remove(0).rows;
    assert_eq!((found.len(), rows.len()), (2, 2));
    for (finding, row) in found.iter().zip(&rows) {
        assert_eq!((&finding.subject, &finding.root), (&row.subject, &row.root));
        assert_eq!(finding.location.file, row.place.file);
        assert!((row.place.first..=row.place.last).contains(&finding.location.start.line));
    }
    assert_eq!((rows[0].place.first, rows[0].place.last, rows[1].place.first), (4, 5, 6));
}

#[test]
fn tables_have_words_of_their_own_and_a_cell_for_each_head() {
    let groups = [
        &cluster::TABLES[..],
        &super::nodes::TABLES,
        &super::machines::TABLES,
        &cluster::CSRS,
        &pods::TABLES,
    ];
    let specs: Vec<Spec> = groups.concat();
    let ids: std::collections::BTreeSet<&str> = specs.iter().map(|spec| spec.id).collect();
    assert_eq!(ids.len(), specs.len());
    for spec in &specs {
        assert!(crate::engine::appendix::KINDS.contains(&(spec.group, spec.kind)), "{}", spec.id);
    }
    assert_eq!(tables(&alone(""), &one_root()), []);
}
