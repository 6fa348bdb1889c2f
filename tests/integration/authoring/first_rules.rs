//! Rules that somebody wrote who had the handbook and the tool, and nothing else. They are as they were written, so they
//! also show that what authors rely on stays.

use crate::common::{Scratch, camgi, check_json, root};

#[test]
fn they_pass_their_tests_and_the_lint() {
    let run = camgi(&["rules", "test", "tests/first-rules"]);
    assert_eq!((run.status, run.stdout.as_str()), (0, "15 passed, 0 failed\n"), "{}", run.stderr);
    let run = camgi(&["rules", "lint", "tests/first-rules"]);
    assert_eq!((run.status, run.stdout.as_str()), (0, "nothing to complain of\n"), "{}", run.stderr);
}

/// An operator that is not available for two hours, and an alert about it and one about another.
#[test]
fn an_alert_is_folded_under_the_operator_that_it_names() {
    let scratch = Scratch::new();
    let operator = "apiVersion: config.openshift.io/v1\nkind: ClusterOperator\nmetadata:\n  name: dns\nstatus:\n  conditions:\n  \
                    - {type: Available, status: 'False', lastTransitionTime: '2026-01-01T10:00:00Z', message: gone}\n";
    let alert = |name: &str| {
        format!(
            r#"{{"labels": {{"alertname": "ClusterOperatorDown", "name": "{name}", "severity": "critical"}}, "state": "firing"}}"#
        )
    };
    let alerts = format!(
        r#"{{"data": {{"groups": [{{"rules": [{{"alerts": [{}, {}]}}]}}]}}}}"#,
        alert("dns"),
        alert("network")
    );
    scratch.write("mg/version", "openshift/must-gather\n4.17.9\n");
    scratch.write("mg/timestamp", "2026-01-01 12:00:00.0 +0000 UTC\n");
    scratch.write("mg/cluster-scoped-resources/config.openshift.io/clusteroperators/dns.yaml", operator);
    scratch.write("mg/monitoring/prometheus/rules.json", alerts);
    let rule = root().join("tests/first-rules/critical-alert-fires.yaml");
    let only = ["--select", "critical-alert-fires,co-unavailable"];
    let report = check_json(&scratch.path("mg"), &["-r", &rule.to_string_lossy(), only[0], only[1]]);
    let findings = report["findings"].as_array().expect("findings");
    let down = findings.iter().find(|finding| finding["rule"] == "co-unavailable").expect("the operator");
    let causes: Vec<bool> = findings
        .iter()
        .filter(|finding| finding["rule"] == "critical-alert-fires")
        .map(|finding| finding["caused_by"] == down["fingerprint"])
        .collect();
    assert_eq!(causes.iter().filter(|folded| **folded).count(), 1, "{findings:#?}");
    assert_eq!(causes.len(), 2, "{findings:#?}");
    assert_eq!(report["summary"]["consequences"], 1);
}
