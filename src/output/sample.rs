//! Reports for the tests of all formats: a small one with one of everything, its variant with two roots, and a
//! realistic one of a bad night. Not a fixture: no archive stands behind them.

use crate::findings::{
    ArchiveInfo, Confidence, Evidence, Finding, Fingerprint, Location, Notice, NoticeCode, Outcome, Related,
    Report, RuleInfo, Severity, State, Status, Subject,
};
use crate::text::Span;

/// ESC, NUL, a bidirectional override, a C1 control and an escape that clears the screen.
pub(crate) const HOSTILE: &str = "\u{1b}[2J\u{0}evil\u{202e}\u{9b}31m\r\u{7}";

/// One of everything.
pub(crate) fn report() -> Report {
    Report::close(archive(), rules(), findings(), notices())
}

/// Nothing found; some rules could not tell.
pub(crate) fn clean() -> Report {
    let rules =
        rules().into_iter().filter(|(_, outcome)| matches!(outcome, Outcome::Pass | Outcome::Skip(_)));
    Report::close(archive(), rules.collect(), vec![], vec![])
}

/// The node of [`report`] in two roots, with a consequence in each.
pub(crate) fn two_roots() -> Report {
    let mut all = Vec::new();
    for root in ["quay-io-a", "quay-io-b"] {
        for mut finding in [node("worker-a"), pod("alertmanager-0")] {
            finding.root = Some(root.into());
            all.push(finding);
        }
    }
    let archive = ArchiveInfo { roots: vec!["quay-io-a".into(), "quay-io-b".into()], ..archive() };
    Report::close(archive, rules(), all, vec![])
}

fn archive() -> ArchiveInfo {
    ArchiveInfo {
        name: "must-gather.local.123".into(),
        layout: "must-gather".into(),
        product: Some("openshift/must-gather".into()),
        openshift_version: Some("4.18.3".into()),
        platform: Some("AWS".into()),
        cluster_id: None,
        gathered_at: Some("2026-01-01T10:00:00Z".into()),
        files: 3526,
        bytes: 83_200_000,
        roots: vec!["quay-io-openshift-release".into()],
    }
}

fn rule(id: &str, title: &str, severity: Severity, outcome: Outcome) -> (RuleInfo, Outcome) {
    let info = RuleInfo {
        id: id.into(),
        title: title.into(),
        severity,
        confidence: Confidence::High,
        status: Status::Stable,
        component: "node".into(),
        sig: "node".into(),
        owners: vec![],
        tags: vec![],
        description: String::new(),
        help: "Look at the **node** first:\n\n```console\noc debug node/NAME\n```\n\nSee [the\ndocs](https://example.com)."
            .into(),
        references: vec![],
        explained_by: vec![],
        renamed_from: vec![],
    };
    (info, outcome)
}

fn rules() -> Vec<(RuleInfo, Outcome)> {
    use Severity::{Error, Info, Warning};
    let no_machine = || Outcome::Skip("no Machine in this must-gather".into());
    vec![
        rule("clusteroperator-degraded", "A cluster operator is degraded", Warning, Outcome::Fail),
        rule("node-not-ready", "A node is not ready", Error, Outcome::Fail),
        rule("pod-not-running", "A pod does not run", Error, Outcome::Fail),
        rule("cluster-proxy", "A proxy is configured", Info, Outcome::Fail),
        rule("zone-hostile", "Text of an archive steers the terminal", Warning, Outcome::Fail),
        rule("etcd-slow", "etcd is slow", Error, Outcome::Pass),
        rule("csr-pending", "A request waits", Warning, Outcome::Pass),
        rule("machine-failed", "A machine failed", Error, no_machine()),
        rule("machine-stuck", "A machine is stuck", Error, no_machine()),
        rule("alert-firing", "An alert fires", Warning, Outcome::Skip(format!("no alerts {HOSTILE}"))),
        rule("script-broken", "A script", Warning, Outcome::Error(format!("budget exceeded {HOSTILE}"))),
    ]
}

const NODE: &str = "apiVersion: v1\nkind: Node\nstatus:\n  conditions:\n  - reason: NodeStatusUnknown\n    status: Unknown\n    type: Ready\n";

fn subject(group: &str, kind: &str, namespace: &str, name: &str) -> Subject {
    Subject {
        group: group.into(),
        version: "v1".into(),
        kind: kind.into(),
        namespace: namespace.into(),
        name: name.into(),
    }
}

/// A place on the first `what` in `text`.
fn at(file: &str, text: &str, what: &str) -> Location {
    let start = text.find(what).expect("the sample holds it");
    Location::new(file, text, Span::new(start, start + what.len()))
}

/// A place on `what` right after the first `key` that has it.
fn at_value(file: &str, text: &str, key: &str, what: &str) -> Location {
    let start = text.find(&format!("{key}{what}")).expect("the sample holds it") + key.len();
    Location::new(file, text, Span::new(start, start + what.len()))
}

fn node(name: &str) -> Finding {
    let file = format!("cluster-scoped-resources/core/nodes/{name}.yaml");
    let machine = subject("machine.openshift.io", "Machine", "openshift-machine-api", name);
    let machine_file = format!("namespaces/openshift-machine-api/machine.openshift.io/machines/{name}.yaml");
    Finding {
        label: Some("the kubelet is silent".into()),
        evidence: vec![Evidence {
            path: "status.conditions[0].reason".into(),
            value: "NodeStatusUnknown".into(),
            file: file.clone(),
            line: 5,
        }],
        related: vec![Related {
            subject: machine,
            location: at(&machine_file, "status:\n  phase: Running\n", "Running"),
        }],
        ..Finding::new(
            "node-not-ready",
            Severity::Error,
            format!("Node {name} is not ready: Kubelet stopped posting node status."),
            subject("", "Node", "", name),
            at_value(&file, NODE, "status: ", "Unknown"),
        )
    }
}

fn operator(name: &str, severity: Severity, message: &str) -> Finding {
    let file = format!("cluster-scoped-resources/config.openshift.io/clusteroperators/{name}.yaml");
    let text = format!(
        "status:\n  conditions:\n  - lastTransitionTime: \"2026-01-01T09:00:00Z\"\n    message: '{}'\n    status: \"True\"\n    type: Degraded\n",
        message.replace('\n', "\n\n      ")
    );
    Finding::new(
        "clusteroperator-degraded",
        severity,
        message.to_owned(),
        subject("config.openshift.io", "ClusterOperator", "", name),
        at(&file, &text, "\"True\""),
    )
}

fn pod(name: &str) -> Finding {
    let file = format!("namespaces/openshift-monitoring/pods/{name}/{name}.yaml");
    Finding {
        caused_by: Some(Fingerprint::of("node-not-ready", &subject("", "Node", "", "worker-a"), "", 0)),
        ..Finding::new(
            "pod-not-running",
            Severity::Error,
            format!("Pod {name} does not run."),
            subject("", "Pod", "openshift-monitoring", name),
            at(&file, "status:\n  phase: Pending\n", "Pending"),
        )
    }
}

fn hostile() -> Finding {
    let text = format!("a: b\nmessage: \"{HOSTILE}\"\n");
    Finding {
        label: Some(format!("label {HOSTILE}")),
        evidence: vec![Evidence {
            path: format!("path {HOSTILE}"),
            value: format!("value {HOSTILE}"),
            file: format!("file {HOSTILE}"),
            line: 2,
        }],
        first_seen: Some(format!("first {HOSTILE}")),
        count: 3,
        ..Finding::new(
            "zone-hostile",
            Severity::Warning,
            format!("message {HOSTILE}\nsecond {HOSTILE}"),
            subject("", "Pod", &format!("ns{HOSTILE}"), &format!("name{HOSTILE}")),
            at(&format!("logs/{HOSTILE}.log"), &text, "\u{1b}"),
        )
    }
}

fn findings() -> Vec<Finding> {
    let mut all = vec![node("worker-a"), hostile()];
    for name in ["authentication", "console", "dns", "etcd", "ingress", "monitoring"] {
        all.push(operator(name, Severity::Warning, &format!("Cluster operator {name} is degraded.")));
    }
    all.extend((0..4).map(|nr| pod(&format!("alertmanager-{nr}"))));
    let mut proxy = node("none");
    proxy.rule = "cluster-proxy".into();
    proxy.severity = Severity::Info;
    proxy.message = "A proxy is configured.".into();
    proxy.subject = subject("config.openshift.io", "Proxy", "", "cluster");
    proxy.state = State::Unchanged;
    all.push(proxy);
    let mut quiet = node("worker-quiet");
    quiet.suppressed = Some("it is being replaced".into());
    all.push(quiet);
    all
}

fn notices() -> Vec<Notice> {
    let mut all: Vec<Notice> = (0..10)
        .map(|nr| {
            Notice::about(NoticeCode::UnparseableFile, format!("f{nr}{HOSTILE}.yaml"), "not valid YAML")
        })
        .collect();
    all.push(Notice::new(NoticeCode::TruncatedArchive, format!("the archive ends early {HOSTILE}")));
    all.push(Notice::about(NoticeCode::EmptyFile, "empty.yaml", "no content"));
    all
}

/// A bad night: six nodes are gone, ten operators suffer, and tell it at length.
pub(crate) fn realistic() -> Report {
    let mut all: Vec<Finding> =
        (0..6).map(|nr| node(&format!("ip-10-0-{}-17.ec2.internal", 130 + nr))).collect();
    for name in [
        "authentication",
        "console",
        "dns",
        "image-registry",
        "ingress",
        "kube-apiserver",
        "machine-config",
        "monitoring",
        "network",
        "storage",
    ] {
        let detail = format!(
            "{name}Degraded: 3 of 6 requested instances are unavailable for apiserver.openshift-{name} (2 containers are waiting in pending apiserver-7d5f9c6b8-x2x9k pod, container is not ready in apiserver-7d5f9c6b8-qq4vn pod)\nNodeControllerDegraded: The master nodes not ready: node \"ip-10-0-130-17.ec2.internal\" not ready since 2026-01-01 09:12:44 +0000 UTC because NodeStatusUnknown (Kubelet stopped posting node status.)\n"
        );
        let message: String = detail.repeat(3).chars().take(800).collect();
        all.push(operator(name, Severity::Error, &message));
    }
    let log = "2026-01-01T09:14:02.123456789Z W0101 09:14:02.123423 1 logging.go:59] [core] [Channel #1 SubChannel #2] grpc: addrConn.createTransport failed to connect to {Addr: \"10.0.130.17:2379\"}: connection error: desc = \"transport: Error while dialing: dial tcp 10.0.130.17:2379: connect: no route to host\"\n";
    all.push(Finding {
        count: 418,
        first_seen: Some("2026-01-01T09:12:50Z".into()),
        last_seen: Some("2026-01-01T09:59:58Z".into()),
        ..Finding::new(
            "etcd-peer-unreachable",
            Severity::Warning,
            "etcd cannot reach a peer: connection error, no route to host".into(),
            subject("", "Pod", "openshift-etcd", "etcd-ip-10-0-131-17.ec2.internal"),
            at(
                "namespaces/openshift-etcd/pods/etcd-ip-10-0-131-17.ec2.internal/etcd/etcd/logs/current.log",
                log,
                "failed to connect",
            ),
        )
    });
    let mut rules = rules();
    rules.retain(|(info, outcome)| {
        !matches!(outcome, Outcome::Fail | Outcome::Error(_)) && info.id != "alert-firing"
            || ["node-not-ready", "clusteroperator-degraded"].contains(&info.id.as_str())
    });
    rules.push(rule("etcd-peer-unreachable", "etcd cannot reach a peer", Severity::Warning, Outcome::Fail));
    for name in ["bmh-error", "bmh-no-power", "bmh-inspection-failed"] {
        let why = Outcome::Skip("no BareMetalHost in this must-gather".into());
        rules.push(rule(name, "A host", Severity::Warning, why));
    }
    let notices = vec![
        Notice::about(
            NoticeCode::UnparseableFile,
            "namespaces/openshift-etcd/core/events.yaml",
            "not valid YAML: the file ends in the middle of a string (line 8812)",
        ),
        Notice::about(
            NoticeCode::EmptyFile,
            "namespaces/default/core/secrets.yaml",
            "the file has no content",
        ),
    ];
    let archive =
        ArchiveInfo { cluster_id: Some("5b1c1b1e-5a1f-4b5c-9a7e-0c9f2f5d8e11".into()), ..archive() };
    Report::close(archive, rules, all, notices)
}
