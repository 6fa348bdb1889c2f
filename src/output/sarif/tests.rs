//! The logs of the sample reports, against the specification's words.

use serde_json::{Value, json};

use super::Sarif;
use crate::findings::{
    ArchiveInfo, Baseline, Digest, Finding, Notice, NoticeCode, Outcome, Report, RuleInfo,
};
use crate::output::{Render, sample};
use crate::text::is_unsafe;

fn written(report: &Report) -> String {
    let mut out = Vec::new();
    Sarif.render(report, &mut out).expect("a Vec takes everything");
    String::from_utf8(out).expect("UTF-8")
}

/// The only run of a log.
fn run(report: &Report) -> Value {
    let mut log: Value = serde_json::from_str(&written(report)).expect("JSON");
    assert_eq!(log["version"], "2.1.0");
    log["runs"][0].take()
}

fn list(value: &Value) -> &[Value] {
    value.as_array().expect("an array")
}

#[test]
fn all_rules_are_there_and_results_point_at_them() {
    let report = sample::report();
    let run = run(&report);
    let rules = list(&run["tool"]["driver"]["rules"]);
    let ids: Vec<&str> = rules.iter().filter_map(|rule| rule["id"].as_str()).collect();
    assert_eq!(ids, report.rules.iter().map(|rule| rule.info.id.as_str()).collect::<Vec<_>>());
    assert!(rules.iter().any(|rule| rule["name"] == "ClusteroperatorDegraded"));
    assert_eq!(list(&run["results"]).len(), report.findings.len());
    for (result, finding) in list(&run["results"]).iter().zip(&report.findings) {
        let index = usize::try_from(result["ruleIndex"].as_u64().expect("an index")).expect("small");
        assert_eq!((result["ruleId"].as_str(), ids[index]), (Some(finding.rule.as_str()), ids[index]));
        assert_eq!(result["ruleId"], ids[index]);
    }
}

#[test]
fn a_result_has_its_place_object_and_fingerprint() {
    let report = sample::report();
    let run = run(&report);
    let result = &run["results"][0];
    let fingerprint = report.findings[0].fingerprint.as_str();
    assert_eq!(
        *result,
        json!({
            "ruleId": "node-not-ready",
            "ruleIndex": 7,
            "level": "error",
            "message": {"text": "Node worker-a is not ready: Kubelet stopped posting node status."},
            "locations": [{
                "physicalLocation": {
                    "artifactLocation":
                        {"uri": "cluster-scoped-resources/core/nodes/worker-a.yaml", "uriBaseId": "MUSTGATHER"},
                    "region": {"startLine": 6, "startColumn": 13, "endLine": 6, "endColumn": 20,
                        "snippet": {"text": "Unknown"}},
                    "contextRegion":
                        {"startLine": 6, "endLine": 6, "snippet": {"text": "    status: Unknown"}},
                },
                "logicalLocations":
                    [{"name": "worker-a", "fullyQualifiedName": "v1/Node/worker-a", "kind": "resource"}],
            }],
            "relatedLocations": [
                {
                    "physicalLocation": {
                        "artifactLocation": {
                            "uri": "namespaces/openshift-machine-api/machine.openshift.io/machines/worker-a.yaml",
                            "uriBaseId": "MUSTGATHER",
                        },
                        "region": {"startLine": 2, "startColumn": 10, "endLine": 2, "endColumn": 17,
                            "snippet": {"text": "Running"}},
                        "contextRegion":
                            {"startLine": 2, "endLine": 2, "snippet": {"text": "  phase: Running"}},
                    },
                    "logicalLocations": [{
                        "name": "worker-a",
                        "fullyQualifiedName": "machine.openshift.io/v1/Machine/openshift-machine-api/worker-a",
                        "kind": "resource",
                    }],
                    "message": {"text": "Machine/openshift-machine-api/worker-a"},
                },
                {
                    "physicalLocation": {
                        "artifactLocation":
                            {"uri": "cluster-scoped-resources/core/nodes/worker-a.yaml", "uriBaseId": "MUSTGATHER"},
                        "region": {"startLine": 5, "endLine": 5},
                    },
                    "message": {"text": "status.conditions[0].reason: NodeStatusUnknown"},
                },
            ],
            "partialFingerprints": {
                "primaryLocationLineHash": format!("{}:1", &fingerprint[3..]),
                "camgi/v1": fingerprint,
            },
            "suppressions": [],
        })
    );
}

#[test]
fn what_is_the_same_in_two_roots_is_told_apart() {
    let run = run(&sample::two_roots());
    let results = list(&run["results"]);
    let value =
        |at: usize, pointer: &str| results[at].pointer(pointer).and_then(Value::as_str).expect("a text");
    let uri = "/locations/0/physicalLocation/artifactLocation/uri";
    assert_eq!(value(0, uri), "quay-io-a/cluster-scoped-resources/core/nodes/worker-a.yaml");
    assert_eq!(value(1, uri), "quay-io-b/cluster-scoped-resources/core/nodes/worker-a.yaml");
    assert_eq!(value(0, "/partialFingerprints/camgi~1v1"), value(1, "/partialFingerprints/camgi~1v1"));
    let hash = "/partialFingerprints/primaryLocationLineHash";
    assert!(value(0, hash).ends_with(":1") && value(1, hash).ends_with(":2"));
}

#[test]
fn all_results_say_whether_they_are_set_aside_or_none_does() {
    let report = sample::report();
    let suppressed = |run: &Value| -> Vec<Option<usize>> {
        list(&run["results"]).iter().map(|result| result["suppressions"].as_array().map(Vec::len)).collect()
    };
    let run_of = |report: &Report| run(report);
    let expected: Vec<Option<usize>> =
        report.findings.iter().map(|finding| Some(usize::from(finding.suppressed.is_some()))).collect();
    assert_eq!(suppressed(&run_of(&report)), expected);
    assert!(suppressed(&run_of(&sample::realistic())).iter().all(Option::is_none));
    let justified = json!([{"kind": "external", "justification": "it is being replaced"}]);
    assert_eq!(
        list(&run_of(&report)["results"]).iter().filter(|result| result["suppressions"] == justified).count(),
        1
    );

    let states = |report: &Report| -> Vec<Value> {
        list(&run(report)["results"]).iter().map(|result| result["baselineState"].clone()).collect()
    };
    let mut compared = sample::realistic();
    assert!(states(&compared).iter().all(Value::is_null));
    let known = Report::close(ArchiveInfo::default(), vec![], compared.findings[..1].to_vec(), vec![]);
    compared.compare(&Baseline::from(&Digest::from(&known)));
    let expected: Vec<&str> = compared.findings.iter().map(|finding| finding.state.as_str()).collect();
    assert_eq!(states(&compared), expected);
    assert_eq!(expected.iter().filter(|state| **state == "unchanged").count(), 1);
}

#[test]
fn what_could_not_be_told_is_a_notification() {
    let mut report = sample::report();
    report.notices.push(Notice::new(NoticeCode::SuppressionUnused, "fits nothing"));
    let run = run(&report);
    let invocation = &run["invocations"][0];
    assert_eq!(invocation["executionSuccessful"], false);
    let execution = list(&invocation["toolExecutionNotifications"]);
    let of_rules: Vec<(&str, &str)> = execution
        .iter()
        .filter_map(|told| Some((told["level"].as_str()?, told["associatedRule"]["id"].as_str()?)))
        .collect();
    let expected = [
        ("note", "alert-firing"),
        ("note", "machine-failed"),
        ("note", "machine-stuck"),
        ("error", "script-broken"),
    ];
    assert_eq!(of_rules, expected);
    let empty = execution.iter().find(|told| told["properties"]["code"] == "empty-file").expect("a notice");
    assert_eq!(empty["locations"][0]["physicalLocation"]["artifactLocation"]["uri"], "empty.yaml");
    let configuration = &invocation["toolConfigurationNotifications"];
    assert_eq!(list(configuration).len(), 1);
    assert_eq!(configuration[0]["message"]["text"], "fits nothing");
    assert_eq!(super::tests::run(&sample::clean())["invocations"][0]["executionSuccessful"], true);
}

#[test]
fn of_many_findings_the_worst_are_there_and_the_log_says_so() {
    let one = sample::report().findings[0].clone();
    let many = |number: usize| {
        let finding = |nr: usize| Finding { message: format!("m{nr}"), ..one.clone() };
        let rules = vec![(RuleInfo::named("node-not-ready"), Outcome::Fail)];
        run(&Report::close(ArchiveInfo::default(), rules, (0..number).map(finding).collect(), vec![]))
    };
    let told = |run: &Value| list(&run["invocations"][0]["toolExecutionNotifications"]).to_vec();
    let (all, cut) = (many(5000), many(5001));
    assert_eq!((list(&all["results"]).len(), told(&all).len()), (5000, 0));
    assert_eq!(list(&cut["results"]).len(), 5000);
    let text = "Only the first 5000 of 5001 findings are here, the most severe first.";
    assert_eq!(told(&cut)[0]["message"]["text"], text);
}

#[test]
fn foreign_text_is_neither_raw_nor_a_link() {
    let mut report = sample::report();
    report.findings[0].message = "see [here](https://evil.example.com) and [0] (x)".into();
    report.findings[1].message = " \n".into();
    let text = written(&report);
    assert_eq!(text.chars().find(|c| *c != '\n' && is_unsafe(*c)), None);
    let run = run(&report);
    assert_eq!(run["results"][0]["message"]["text"], "see [here\\](https://evil.example.com) and [0] (x)");
    assert_eq!(run["results"][1]["message"]["text"], "(no text)");
}
