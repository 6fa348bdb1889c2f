//! What is on the time line, and what is left out of it.

use super::{moments, most_moments};
use crate::engine::appendix::look::tests::{alone, layout, root};
use crate::engine::relations::Relation;
use crate::engine::roots::Root;
use crate::findings::{Finding, Location, Moment, MomentKind, Severity, Subject};
use crate::text::Span;

/// A moment in short: when, how bad, of what, and what it was.
fn short(moment: &Moment) -> String {
    let severity = moment.severity.map_or("fine", Severity::as_str);
    format!("{} {severity} {}: {}", &moment.at[11..16], moment.subject, moment.what)
}

fn all(roots: &[Root], findings: &[Finding]) -> Vec<Moment> {
    let (found, left_out) = moments(roots, &layout(&[""]), findings);
    assert_eq!(left_out, 0);
    found
}

fn object(api: &str, kind: &str, name: &str, status: &str) -> String {
    format!("---\napiVersion: {api}\nkind: {kind}\nmetadata: {{name: {name}}}\nstatus: {status}\n")
}

fn conditions(list: &[(&str, &str)]) -> String {
    let conditions: Vec<String> = list
        .iter()
        .enumerate()
        .map(|(nr, (name, status))| {
            format!(
                "{{lastTransitionTime: \"2026-01-02T11:{nr:02}:00Z\", type: {name}, status: \"{status}\", reason: R}}"
            )
        })
        .collect();
    format!("{{conditions: [{}]}}", conditions.join(", "))
}

#[test]
fn conditions_that_became_bad_and_that_became_good() {
    let node = [
        ("Ready", "True"),
        ("Ready", "False"),
        ("Ready", "Unknown"),
        ("DiskPressure", "False"),
        ("DiskPressure", "True"),
        ("DiskPressure", "Unknown"),
        ("Other", "False"),
    ];
    let found = all(&alone(&object("v1", "Node", "w", &conditions(&node))), &[]);
    assert_eq!(
        found.iter().map(short).collect::<Vec<_>>(),
        [
            "11:00 fine Node/w: Ready=True: R",
            "11:01 error Node/w: Ready=False: R",
            "11:02 error Node/w: Ready=Unknown: R",
            "11:03 fine Node/w: DiskPressure=False: R",
            "11:04 warning Node/w: DiskPressure=True: R",
            "11:05 warning Node/w: DiskPressure=Unknown: R",
            "11:06 fine Node/w: Other=False: R",
        ]
    );
    assert!(found.iter().all(|one| one.node == "w" && one.kind == MomentKind::Condition));
    let operator =
        [("Degraded", "True"), ("Available", "False"), ("Available", "Unknown"), ("Upgradeable", "False")];
    let found =
        all(&alone(&object("config.openshift.io/v1", "ClusterOperator", "dns", &conditions(&operator))), &[]);
    let severities: Vec<Option<Severity>> = found.iter().map(|one| one.severity).collect();
    let error = Some(Severity::Error);
    assert_eq!(severities, [error, error, error, None]);
}

#[test]
fn the_line_of_a_condition_and_its_text() {
    let text = "apiVersion: machineconfiguration.openshift.io/v1\nkind: MachineConfigPool\nmetadata: {name: worker}\n\
                status:\n  conditions:\n  - lastTransitionTime: \"2026-01-02T11:00:00Z\"\n    message: \"no\\n\\n  way: https://me:hunter2@a.example.com\"\n\
                \x20   reason: Why\n    status: \"True\"\n    type: Degraded\n";
    let found = all(&alone(text), &[]);
    let [one] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!(one.what, "Degraded=True: Why: no way: https://me:[masked]@a.example.com");
    assert_eq!((one.file.as_str(), one.line, one.severity), ("list.yaml", 9, Some(Severity::Error)));
    assert_eq!((one.at.as_str(), one.since.as_deref(), one.count), ("2026-01-02T11:00:00Z", None, 1));
}

#[test]
fn machines_are_heard_in_both_of_their_lists() {
    let status = "{nodeRef: {name: w}, conditions: [{type: InstanceExists, status: \"False\", lastTransitionTime: \"2026-01-02T10:00:00Z\"}], \
                  providerStatus: {conditions: [{type: MachineCreation, status: \"False\", message: no quota, lastTransitionTime: \"2026-01-02T10:01:00Z\"}]}}";
    let found = all(&alone(&object("machine.openshift.io/v1beta1", "Machine", "m", status)), &[]);
    assert_eq!(
        found.iter().map(short).collect::<Vec<_>>(),
        [
            "10:00 warning Machine/m: InstanceExists=False",
            "10:01 error Machine/m: MachineCreation=False: no quota"
        ]
    );
    assert_eq!(found[0].node, "w");
}

#[test]
fn updates_begin_and_end() {
    let status = "{history: [\
        {version: 4.13.1, state: Partial, startedTime: \"2026-01-02T11:00:00Z\", completionTime: null}, \
        {version: 4.13.0, state: Partial, startedTime: \"2026-01-02T10:00:00Z\", completionTime: \"2026-01-02T11:00:00Z\"}, \
        {version: \"\", image: quay.io/x, state: Completed, startedTime: \"2026-01-02T08:00:00Z\", completionTime: \"2026-01-02T09:00:00Z\"}]}";
    let found = all(&alone(&object("config.openshift.io/v1", "ClusterVersion", "version", status)), &[]);
    assert_eq!(
        found.iter().map(short).collect::<Vec<_>>(),
        [
            "08:00 fine ClusterVersion/version: Rollout of quay.io/x started",
            "09:00 fine ClusterVersion/version: Rollout of quay.io/x completed",
            "10:00 fine ClusterVersion/version: Rollout of 4.13.0 started",
            "11:00 fine ClusterVersion/version: Rollout of 4.13.0 ended before it was complete",
            "11:00 fine ClusterVersion/version: Rollout of 4.13.1 started",
        ]
    );
}

fn event(name: &str, sort: &str, last: &str) -> String {
    format!(
        "---\napiVersion: v1\nkind: Event\nmetadata: {{name: {name}, namespace: n}}\ntype: {sort}\nreason: R\nmessage: m {name}\n\
         count: 4\nfirstTimestamp: \"2026-01-02T01:00:00Z\"\nlastTimestamp: {last}\n\
         involvedObject: {{apiVersion: v1, kind: Pod, namespace: n, name: p}}\n"
    )
}

#[test]
fn events_and_lines_of_logs() {
    let pod = "---\napiVersion: v1\nkind: Pod\nmetadata: {name: p, namespace: n}\nspec: {nodeName: w}\n";
    let text = [
        event("a", "Warning", "\"2026-01-02T10:00:00.75Z\""),
        event("b", "Normal", "\"2026-01-02T10:00:00.25Z\""),
        event("c", "Warning", "\"0001-01-01T00:00:00Z\""),
    ]
    .concat();
    let file = "namespaces/n/pods/p/c/c/logs/current.log";
    let subject =
        Subject { kind: "Pod".into(), namespace: "n".into(), name: "p".into(), ..Subject::default() };
    let line = Location::of_line(file, 7, "panic: no", 0, Span::new(0, 5));
    let finding = Finding {
        first_seen: Some("2026-01-02T11:00:00Z".into()),
        last_seen: Some("2026-01-02T11:30:00.5Z".into()),
        count: 12,
        ..Finding::new("r", Severity::Info, "it panics".into(), subject, line)
    };
    let mut on_event = finding.clone();
    on_event.location.file = "namespaces/n/core/events.yaml".into();
    let mut no_time = finding.clone();
    (no_time.first_seen, no_time.last_seen) = (None, Some("soon".into()));
    let found = all(&alone(&(text + pod)), &[finding, on_event, no_time]);
    // The zero of Go is no time, and what has none is not on the line.
    assert_eq!(
        found.iter().map(short).collect::<Vec<_>>(),
        ["10:00 fine Pod/n/p: R: m b", "10:00 warning Pod/n/p: R: m a", "11:30 info Pod/n/p: it panics"]
    );
    let [.., event, line] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!(
        (event.at.as_str(), event.since.as_deref()),
        ("2026-01-02T10:00:00Z", Some("2026-01-02T01:00:00Z"))
    );
    assert_eq!((event.count, event.kind, event.line, event.node.as_str()), (4, MomentKind::Event, 7, "w"));
    assert_eq!(
        (line.at.as_str(), line.since.as_deref()),
        ("2026-01-02T11:30:00Z", Some("2026-01-02T11:00:00Z"))
    );
    assert_eq!((line.count, line.kind, line.line, line.file.as_str()), (12, MomentKind::Log, 7, file));
    assert_eq!(line.node, "w");
}

#[test]
fn of_too_many_the_bad_are_kept_and_the_near() {
    let text = [
        event("early", "Warning", "\"2026-01-02T02:00:00Z\""),
        event("late", "Warning", "\"2026-01-02T11:00:00Z\""),
        event("good", "Normal", "\"2026-01-02T11:59:00Z\""),
        event("fine", "Normal", "\"2026-01-02T11:00:00Z\""),
        object(
            "v1",
            "Node",
            "w",
            "{conditions: [{type: Ready, status: \"False\", lastTransitionTime: \"2025-12-01T01:00:00Z\"}]}",
        ),
    ]
    .concat();
    let roots = alone(&text);
    for (most, expected) in [
        (1, &["Ready=False"][..]),
        (2, &["Ready=False", "R: m late"]),
        (3, &["Ready=False", "R: m early", "R: m late"]),
        (4, &["Ready=False", "R: m early", "R: m late", "R: m good"]),
        (5, &["Ready=False", "R: m early", "R: m fine", "R: m late", "R: m good"]),
    ] {
        let (found, left_out) = most_moments(&roots, &layout(&[""]), &[], most);
        let found: Vec<&str> = found.iter().map(|one| one.what.as_str()).collect();
        assert_eq!((found.as_slice(), left_out), (expected, 5 - most as u64));
    }
}

#[test]
fn each_root_has_its_own_moments() {
    let node = object("v1", "Node", "w", &conditions(&[("Ready", "True")]));
    let files = |path: &'static str| [(path, node.as_str())];
    let roots = [
        root(("x", 0, Relation::Own), &files("mg/x/n.yaml")),
        root(("y", 1, Relation::AddOn), &files("mg/y/n.yaml")),
        root(("z", 2, Relation::FallBack), &files("mg/z/n.yaml")),
        root(("w", 3, Relation::Own), &files("mg/w/n.yaml")),
    ];
    // Roots of a layout are by path; here the numbers only tell them apart.
    let (found, _) = moments(&roots, &layout(&["w", "x", "y", "z"]), &[]);
    let places: Vec<(Option<&str>, &str)> =
        found.iter().map(|one| (one.root.as_deref(), one.file.as_str())).collect();
    assert_eq!(places, [(Some("x"), "n.yaml"), (Some("w"), "n.yaml")]);
}
