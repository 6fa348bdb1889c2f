//! The same cluster gathered again gives the same fingerprints, whatever is new each time: lines, hashes of pods, the names of
//! the archive's directories, times and counts, and the id of a rule.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use serde_json::Value;

use crate::common::{FIXTURES, Scratch, check_json, files_below, fixture, gz, rule, tarball};

/// What is new in each gather.
#[derive(Clone, Copy)]
struct Gather {
    /// Of a ReplicaSet.
    hash: &'static str,
    /// Of two pods of one owner each.
    pods: [&'static str; 2],
    /// The minute of a CronJob.
    minute: &'static str,
    /// Lines above everything.
    above: usize,
    /// The day.
    day: &'static str,
    /// How often things happened.
    count: usize,
    /// The directory of the image.
    image: &'static str,
}

const FIRST: Gather = Gather {
    hash: "6f7d8c5b4",
    pods: ["x2k9z", "4wz7q"],
    minute: "28934520",
    above: 0,
    day: "2026-01-15",
    count: 3,
    image: "quay-io-openshift-release-dev-ocp-v4-0-art-dev-sha256-1f3a",
};
const AGAIN: Gather = Gather {
    hash: "7c9b5d6f84",
    pods: ["b8dfk", "zz4t5"],
    minute: "28939999",
    above: 7,
    day: "2026-02-03",
    count: 19,
    image: "quay-io-openshift-release-dev-ocp-v4-0-art-dev-sha256-9e8d7c",
};

/// A node whose name ends as the names of pods do, and a static pod on it.
const NODE: &str = "infra-4k2xq-worker-a-zk5tp";

impl Gather {
    fn deployed(self, nr: usize) -> String {
        format!("console-{}-{}", self.hash, self.pods[nr])
    }

    /// All pods: name, and kind and name of the owner.
    fn pods(self) -> Vec<(String, &'static str, String)> {
        let replicas = format!("console-{}", self.hash);
        let job = format!("collect-profiles-{}", self.minute);
        vec![
            (self.deployed(0), "ReplicaSet", replicas.clone()),
            (self.deployed(1), "ReplicaSet", replicas),
            (format!("dns-default-{}", self.pods[0]), "DaemonSet", "dns-default".into()),
            (format!("{job}-{}", self.pods[1]), "Job", job),
            (format!("kube-rbac-proxy-crio-{NODE}"), "Node", NODE.into()),
            ("prometheus-k8s-0".into(), "StatefulSet", "prometheus-k8s".into()),
            ("etcd-master-0".into(), "Node", "master-0".into()),
        ]
    }

    fn write(self, scratch: &Scratch, to: &str, with_objects: bool) {
        let root = format!("{to}/{}", self.image);
        let comment = |nr| {
            (0..nr).fold(String::new(), |mut text, nr| {
                writeln!(text, "# {nr}").expect("a text");
                text
            })
        };
        let above = comment(self.above);
        let now = format!("{} 10:00:00.0 +0000 UTC m=+0.1\n", self.day);
        scratch.write(&format!("{to}/timestamp"), now.repeat(2));
        scratch.write(&format!("{root}/version"), "openshift/must-gather\n4.17.9\n");
        scratch.write(
            &format!("{root}/cluster-scoped-resources/core/nodes/{NODE}.yaml"),
            format!("{above}apiVersion: v1\nkind: Node\nmetadata: {{name: {NODE}}}\n"),
        );
        scratch.write(
            &format!("{root}/monitoring/alerts.json"),
            format!(
                "{}{{\"alerts\": [{{\"name\": \"Bad\", \"at\": \"{}\"}}]}}",
                "\n".repeat(self.above),
                self.day
            ),
        );
        let mut events = "apiVersion: v1\nkind: EventList\nitems:\n".to_owned();
        for (name, kind, owner) in self.pods() {
            let pod = format!("namespaces/openshift-x/pods/{name}");
            let generated =
                if matches!(kind, "Node") { String::new() } else { format!("\n  generateName: {owner}-") };
            if with_objects {
                scratch.write(
                    &format!("{root}/{pod}/{name}.yaml"),
                    format!(
                        "{above}apiVersion: v1\nkind: Pod\nmetadata:\n  name: {name}\n  namespace: openshift-x{generated}\n  ownerReferences:\n  - {{apiVersion: v1, controller: true, kind: {kind}, name: {owner}}}\nspec:\n  nodeName: {NODE}\nstatus:\n  phase: Failed\n  message: gone for {}\n",
                        self.count
                    ),
                );
            }
            let log: String = (0..=self.above)
                .map(|nr| {
                    format!("{}T09:00:0{}.000000000Z I0115 x.go:1] line {nr} is fine\n", self.day, nr % 10)
                })
                .collect();
            let bad =
                format!("{}T09:30:00.000000000Z E0115 x.go:1] it broke after {}\n", self.day, self.count);
            scratch.write(&format!("{root}/{pod}/c/c/logs/current.log"), format!("{log}{bad}"));
            writeln!(
                events,
                "- apiVersion: v1\n  kind: Event\n  metadata: {{name: {name}.18a, namespace: openshift-x}}\n  involvedObject: {{apiVersion: v1, kind: Pod, name: {name}, namespace: openshift-x}}\n  firstTimestamp: \"{0}T09:00:00Z\"\n  lastTimestamp: \"{0}T09:10:00Z\"\n  count: {1}\n  reason: BackOff\n  type: Warning\n  message: restarted {1} times",
                self.day, self.count
            )
            .expect("a text");
        }
        scratch.write(&format!("{root}/namespaces/openshift-x/core/events.yaml"), format!("{above}{events}"));
    }
}

const RULES: [(&str, &str); 12] = [
    (
        "pod",
        "sources: {pod: {resources: {group: core, kind: Pod}}}\nreport: {message: \"{{ pod.metadata.name }}\", at: status.phase}\n",
    ),
    (
        "line",
        "sources: {line: {logs: {namespace: openshift-x}, match: it broke}}\nreport: {message: \"{{ line.text }}\"}\n",
    ),
    (
        "line-count",
        "sources: {line: {logs: {namespace: openshift-x}, match: it broke, count: {min: 1}}}\nreport: {message: \"{{ line.text }}\"}\n",
    ),
    (
        "line-per-pod",
        "sources: {line: {logs: {namespace: openshift-x}, match: it broke, count: {min: 1, per: pod}}}\nreport: {message: \"{{ line.pod }}\"}\n",
    ),
    ("event", "sources: {event: {events: {reason: BackOff}}}\nreport: {message: \"{{ event.message }}\"}\n"),
    (
        "event-count",
        "sources: {event: {events: {reason: BackOff}, count: {min: 1}}}\nreport: {message: \"{{ event.count }}\"}\n",
    ),
    (
        "groups",
        "sources: {pod: {resources: {group: core, kind: Pod}, aggregate: {by: spec.nodeName}}}\nreport: {message: \"{{ pod.names | join(' ') }}\"}\n",
    ),
    (
        "groups-of-one",
        "sources: {pod: {resources: {group: core, kind: Pod}, aggregate: {by: [metadata.namespace, metadata.name]}}}\nreport: {message: \"{{ pod.key }}\"}\n",
    ),
    (
        "together",
        "sources:\n  line: {logs: {namespace: openshift-x}, match: it broke}\n  event: {events: {reason: BackOff}}\ncorrelate: {by: {line: pod, event: object.name}, sources: [line, event]}\nreport: {message: \"{{ line.pod }} {{ event.message }}\"}\n",
    ),
    (
        "together-by-namespace",
        "sources:\n  line: {logs: {namespace: openshift-x}, match: it broke}\n  event: {events: {reason: BackOff}}\ncorrelate: {by: {line: namespace, event: object.namespace}, sources: [line, event]}\nreport: {message: \"{{ line.pod }} {{ event.message }}\"}\n",
    ),
    (
        "document",
        "sources: {alerts: {documents: {file: monitoring/alerts.json}, each: alerts}}\nreport: {message: \"{{ alerts.name }} since {{ alerts.at }}\"}\n",
    ),
    (
        "named",
        "sources: {line: {logs: {namespace: openshift-x}, match: it broke}}\nreport: {message: m, subject: {group: core, kind: Pod, namespace: \"{{ line.namespace }}\", name: \"{{ line.pod }}\"}, key: \"for {{ line.pod }}\"}\n",
    ),
];

fn rules(scratch: &Scratch) -> String {
    for (id, text) in RULES {
        scratch.write(&format!("rules/{id}.yaml"), rule(id, text));
    }
    let script = "sources: {line: {logs: {namespace: openshift-x}, match: it broke}}\nscript: |\n  for one in line { finding(#{object: one, message: one.text}); }\n";
    scratch.write("rules/script.yaml", rule("script", script));
    scratch.path("rules").to_string_lossy().into_owned()
}

fn findings(report: &Value) -> &[Value] {
    report["findings"].as_array().expect("findings")
}

/// Rule and fingerprint of each finding.
fn prints(report: &Value) -> BTreeSet<(String, String)> {
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    let all: BTreeSet<_> =
        findings(report).iter().map(|f| (text(&f["rule"]), text(&f["fingerprint"]))).collect();
    assert_eq!(all.len(), findings(report).len(), "each finding has a fingerprint of its own");
    all
}

#[test]
fn another_gather_gives_the_same_fingerprints() {
    let scratch = Scratch::new();
    let rules = rules(&scratch);
    let arguments = ["--no-builtin-rules", "--rules", &rules];
    FIRST.write(&scratch, "first", true);
    AGAIN.write(&scratch, "again", true);
    let (first, again) =
        (check_json(&scratch.path("first"), &arguments), check_json(&scratch.path("again"), &arguments));
    for (id, _) in RULES.into_iter().chain([("script", "")]) {
        let of = |all: &BTreeSet<(String, String)>| {
            all.iter().filter(|(rule, _)| rule == id).cloned().collect::<Vec<_>>()
        };
        let (first, again) = (of(&prints(&first)), of(&prints(&again)));
        assert!(!first.is_empty(), "{id} has findings");
        assert_eq!(first, again, "{id}");
    }
    // What is shown is new: names, lines, messages.
    assert_ne!(first["findings"], again["findings"]);
    let shown = serde_json::to_string(&again).expect("JSON");
    assert!(shown.contains(&AGAIN.deployed(1)) && !shown.contains(FIRST.hash));
}

#[test]
fn the_archives_form_and_names_do_not_count() {
    let scratch = Scratch::new();
    let rules = rules(&scratch);
    let arguments = ["--no-builtin-rules", "--rules", &rules];
    FIRST.write(&scratch, "first", true);
    Gather { image: AGAIN.image, ..FIRST }.write(&scratch, "must-gather.local.4711", true);
    let expected = prints(&check_json(&scratch.path("first"), &arguments));
    let files = files_below(&scratch.path("first"));
    let inputs = [
        scratch.path("must-gather.local.4711"),
        scratch.path("first").join(FIRST.image),
        scratch.write("a.tar.gz", gz(&tarball(&files, "some/outer/"))),
    ];
    for input in inputs {
        assert_eq!(prints(&check_json(&input, &arguments)), expected, "{}", input.display());
    }
    for name in FIXTURES {
        let files = files_below(&fixture(name));
        let packed = scratch.write("b.tar", tarball(&files, "must-gather.local.815/"));
        assert_eq!(prints(&check_json(&fixture(name), &[])), prints(&check_json(&packed, &[])), "{name}");
    }
}

/// What other rules ask for, or whether a pod's object was gathered, changes no finding about its log.
#[test]
fn a_line_is_known_by_the_same_without_the_object_of_its_pod() {
    let scratch = Scratch::new();
    let rules = rules(&scratch);
    FIRST.write(&scratch, "with", true);
    AGAIN.write(&scratch, "without", false);
    let about_logs = "line,line-count,line-per-pod,event,event-count,together,named,script";
    let arguments = ["--no-builtin-rules", "--rules", &rules, "--select", about_logs];
    let all = ["--no-builtin-rules", "--rules", &rules];
    let only = prints(&check_json(&scratch.path("with"), &arguments));
    assert_eq!(only, prints(&check_json(&scratch.path("without"), &arguments)));
    let beside_others = prints(&check_json(&scratch.path("with"), &all));
    assert!(only.is_subset(&beside_others));
}

#[test]
fn pods_that_are_not_made_anew_keep_their_names() {
    let scratch = Scratch::new();
    let rules = rules(&scratch);
    let prints_on = |node: &str, object: bool| {
        let pod = format!("kube-rbac-proxy-crio-{node}");
        let root = format!("{node}-{object}");
        scratch.write(
            &format!("{root}/cluster-scoped-resources/core/nodes/{node}.yaml"),
            format!("apiVersion: v1\nkind: Node\nmetadata: {{name: {node}}}\n"),
        );
        if object {
            let owner = format!("{{apiVersion: v1, controller: true, kind: Node, name: {node}}}");
            let text = format!(
                "apiVersion: v1\nkind: Pod\nmetadata:\n  name: {pod}\n  namespace: n\n  ownerReferences: [{owner}]\n"
            );
            scratch.write(&format!("{root}/namespaces/n/pods/{pod}/{pod}.yaml"), text);
        }
        let log = format!("{root}/namespaces/openshift-x/pods/{pod}/c/c/logs/current.log");
        scratch.write(&log, "2026-01-15T09:30:00.000000000Z it broke\n");
        let arguments =
            ["--no-builtin-rules", "--rules", &rules, "--select", if object { "pod" } else { "line" }];
        prints(&check_json(&scratch.path(&root), &arguments))
    };
    for object in [true, false] {
        let (one, other) = (prints_on(NODE, object), prints_on("infra-4k2xq-worker-a-b8dfk", object));
        assert_eq!((one.len(), other.len()), (1, 1));
        assert_ne!(one, other, "two nodes are two things");
    }
}

#[test]
fn a_rule_with_a_new_name_keeps_its_fingerprints() {
    let scratch = Scratch::new();
    FIRST.write(&scratch, "mg", true);
    let text = RULES[0].1;
    let only =
        |prints: BTreeSet<(String, String)>| prints.into_iter().map(|(_, print)| print).collect::<Vec<_>>();
    let said = |id: &str, was: &str| {
        let file = scratch.write(&format!("{id}.yaml"), rule(id, &format!("{was}{text}")));
        only(prints(&check_json(
            &scratch.path("mg"),
            &["--no-builtin-rules", "--rules", &file.to_string_lossy()],
        )))
    };
    let old = said("pod-was-bad", "");
    assert_eq!(said("pod-is-bad", "renamed_from: [pod-was-bad]\n"), old);
    assert_eq!(said("pod-still-bad", "renamed_from: [pod-was-bad, pod-is-bad]\n"), old);
    assert_ne!(said("pod-otherwise-bad", ""), old);
}
