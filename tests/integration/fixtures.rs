//! What must be found in each fixture, at which line; the fixtures' READMEs tell the stories. The lines were counted
//! in the files with `grep -n`, not taken from camgi's output.

use serde_json::Value;

use crate::common::{check_json, fixture};

/// Rule, severity, subject, end of the file's path, line, text.
type Expected = (&'static str, &'static str, &'static str, &'static str, u64, &'static str);

fn found(report: &Value) -> Vec<(String, String, String, String, u64, String)> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let subject = |s: &Value| {
        let parts = [&s["kind"], &s["namespace"], &s["name"]].map(text);
        parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("/")
    };
    let findings = report["findings"].as_array().expect("findings");
    let mut all: Vec<_> = findings
        .iter()
        .map(|f| {
            let location = &f["location"];
            let line = location["line"].as_u64().expect("a line");
            let shown = text(&location["text"]).trim().to_owned();
            (
                text(&f["rule"]),
                text(&f["severity"]),
                subject(&f["subject"]),
                text(&location["file"]),
                line,
                shown,
            )
        })
        .collect();
    all.sort();
    all
}

fn expect(name: &str, mut expected: Vec<Expected>) {
    // Each fixture holds what its story needs, and the rules about the gather say what else there would be.
    let report = check_json(&fixture(name), &["--ignore", "archive-*"]);
    let found = found(&report);
    expected.sort_unstable();
    assert_eq!(found.len(), expected.len(), "{name}: {found:#?}");
    for (got, want) in found.iter().zip(&expected) {
        let same = (got.0.as_str(), got.1.as_str(), got.2.as_str(), got.4, got.5.as_str())
            == (want.0, want.1, want.2, want.4, want.5)
            && got.3.ends_with(want.3);
        assert!(same, "{name}: expected {want:?}, got {got:?}");
    }
}

/// Rules about kinds that the healthy fixture has.
const OF_ITS_KINDS: [&str; 11] = [
    "co-degraded",
    "co-unavailable",
    "csr-pending",
    "csv-failed",
    "cv-failing",
    "cv-upgrade-stuck",
    "machine-failed",
    "mcp-degraded",
    "mcp-paused",
    "node-not-ready",
    "node-pressure",
];

#[test]
fn nothing_is_wrong_with_the_healthy_one() {
    expect("healthy", vec![]);
    let report = check_json(&fixture("healthy"), &[]);
    for rule in report["rules"].as_array().expect("rules") {
        let id = rule["id"].as_str().expect("an id");
        assert!(!OF_ITS_KINDS.contains(&id) || rule["outcome"] == "pass", "its data is complete: {rule}");
        assert_ne!(rule["outcome"], "error", "{rule}");
    }
    assert_eq!(report["notices"], serde_json::json!([]));
    assert_eq!(report["archive"]["gathered_at"].as_str().map(|t| &t[..16]), Some("2026-01-15T10:05"));
}

#[test]
fn a_machine_failed() {
    let file = "machine.openshift.io/machines/quarry-x4n8d-gpu-b-zk5tp.yaml";
    let subject = "Machine/openshift-machine-api/quarry-x4n8d-gpu-b-zk5tp";
    let text = "errorMessage: 'error launching instance: we do not have sufficient g5.4xlarge";
    let event = "message: 'error launching instance: we do not have sufficient g5.4xlarge capacity";
    let set = "MachineSet/openshift-machine-api/quarry-x4n8d-gpu-b";
    expect(
        "machine-failed",
        vec![
            ("cloud-capacity", "error", subject, file, 63, text),
            ("machine-create-error", "warning", subject, "core/events.yaml", 16, event),
            ("machine-failed", "error", subject, file, 68, "phase: Failed"),
            ("machineset-replicas", "warning", set, "quarry-x4n8d-gpu-b.yaml", 14, "replicas: 2"),
        ],
    );
}

#[test]
fn operators_are_degraded() {
    // The List item is preferred to the single file with the same resourceVersion.
    let operators = "config.openshift.io/clusteroperators.yaml";
    let versions = "config.openshift.io/clusterversions.yaml";
    let pool = "machineconfigpools/worker.yaml";
    expect(
        "degraded-operator",
        vec![
            ("cv-failing", "error", "ClusterVersion/version", versions, 44, "status: \"True\""),
            ("cv-upgrade-stuck", "warning", "ClusterVersion/version", versions, 61, "state: Partial"),
            ("co-degraded", "error", "ClusterOperator/ingress", operators, 185, "status: \"True\""),
            ("co-degraded", "warning", "ClusterOperator/authentication", operators, 28, "status: \"True\""),
            ("co-degraded", "warning", "ClusterOperator/dns", operators, 136, "status: \"True\""),
            ("co-unavailable", "error", "ClusterOperator/authentication", operators, 39, "status: \"False\""),
            ("co-progressing-stuck", "warning", "ClusterOperator/console", operators, 83, "status: \"True\""),
            ("mcp-paused", "warning", "MachineConfigPool/worker", pool, 35, "paused: true"),
        ],
    );
}

#[test]
fn a_node_is_lost() {
    let csvs = "openshift-operators/operators.coreos.com/clusterserviceversions.yaml";
    expect(
        "node-lost",
        vec![
            (
                "node-not-ready",
                "error",
                "Node/worker-a-1.orchard.example.com",
                "worker-a-1.orchard.example.com.yaml",
                78,
                "status: Unknown",
            ),
            (
                "node-pressure",
                "error",
                "Node/worker-a-2.orchard.example.com",
                "worker-a-2.orchard.example.com.yaml",
                63,
                "status: \"True\"",
            ),
            (
                "node-unschedulable",
                "warning",
                "Node/worker-b-1.orchard.example.com",
                "worker-b-1.orchard.example.com.yaml",
                34,
                "unschedulable: true",
            ),
            (
                "mco-node-degraded",
                "error",
                "Node/worker-b-2.orchard.example.com",
                "worker-b-2.orchard.example.com.yaml",
                14,
                "machineconfiguration.openshift.io/state: Degraded",
            ),
            (
                "mcp-degraded",
                "error",
                "MachineConfigPool/worker",
                "machineconfigpools/worker.yaml",
                54,
                "status: \"True\"",
            ),
            (
                "co-not-upgradeable",
                "info",
                "ClusterOperator/machine-config",
                "clusteroperators.yaml",
                231,
                "status: \"False\"",
            ),
            (
                "csr-pending",
                "warning",
                "CertificateSigningRequest/csr-h6krx",
                "csr-h6krx.yaml",
                20,
                "status: {}",
            ),
            (
                "csr-denied",
                "warning",
                "CertificateSigningRequest/csr-lp4cz",
                "csr-lp4cz.yaml",
                29,
                "type: Denied",
            ),
            (
                "csr-denied",
                "warning",
                "CertificateSigningRequest/csr-tm9gf",
                "csr-tm9gf.yaml",
                34,
                "type: Failed",
            ),
            (
                "csv-failed",
                "error",
                "ClusterServiceVersion/openshift-operators/tally-operator.v1.4.2",
                csvs,
                204,
                "phase: Failed",
            ),
            (
                "csv-stuck",
                "warning",
                "ClusterServiceVersion/openshift-operators/beacon-operator.v0.9.0",
                csvs,
                111,
                "phase: Installing",
            ),
        ],
    );
}

#[test]
fn broken_files_lose_nothing_but_themselves() {
    let node = |name: &str| format!("nodes/{name}.gravel.example.com.yaml");
    let files: Vec<String> = ["master-1", "worker-a-1", "worker-a-2", "worker-b-1"].map(node).into();
    let leaked: Vec<&'static str> = files.into_iter().map(|file| &*file.leak()).collect();
    expect(
        "broken-files",
        vec![
            (
                "co-degraded",
                "error",
                "ClusterOperator/dns",
                "clusteroperators/dns.yaml",
                35,
                "status: \"True\"",
            ),
            ("node-pressure", "error", "Node/master-1.gravel.example.com", leaked[0], 66, "status: \"True\""),
            (
                "node-unschedulable",
                "warning",
                "Node/worker-a-1.gravel.example.com",
                leaked[1],
                35,
                "unschedulable: true",
            ),
            (
                "node-not-ready",
                "error",
                "Node/worker-a-2.gravel.example.com",
                leaked[2],
                98,
                "\"status\": \"False\",",
            ),
            (
                "node-pressure",
                "error",
                "Node/worker-b-1.gravel.example.com",
                leaked[3],
                58,
                "status: \"True\"",
            ),
            (
                "csr-denied",
                "warning",
                "CertificateSigningRequest/csr-vz8lq",
                "csr-m4x2p.yaml",
                57,
                "type: Denied",
            ),
        ],
    );
    let report = check_json(&fixture("broken-files"), &[]);
    let notices = report["notices"].as_array().expect("notices");
    let codes: Vec<&str> = notices.iter().filter_map(|notice| notice["code"].as_str()).collect();
    for code in ["unparseable-file", "empty-file", "redacted-file", "invalid-utf8", "incomplete-gather"] {
        assert!(codes.contains(&code), "{code} in {codes:?}");
    }
    let rules = report["rules"].as_array().expect("rules");
    let paused = rules.iter().find(|rule| rule["id"] == "mcp-paused").expect("the rule");
    assert_eq!(paused["outcome"], "skip", "a redacted pool is not a pool that is fine");
}
