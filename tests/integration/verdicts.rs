//! Verdicts that are easily wrong: what could not be read, what is not known, and what only seems to belong together.

use serde_json::{Value, json};

use crate::common::{Scratch, camgi, check_json};

/// A rule with these keys.
fn rule(id: &str, rest: &str) -> String {
    format!(
        "apiVersion: camgi/v1\nkind: Rule\nid: {id}\ntitle: t\nseverity: error\ncomponent: c\ndescription: d\nhelp: h\n{rest}"
    )
}

/// Runs the tests of a rule, which stand behind it.
fn passes(id: &str, rest: &str) {
    let scratch = Scratch::new();
    let file = scratch.write("r.yaml", rule(id, rest));
    let run = camgi(&["rules", "test", &file.to_string_lossy()]);
    assert_eq!(run.status, 0, "{id}: {}{}", run.stdout, run.stderr);
}

fn outcome(report: &Value) -> (&str, &str) {
    let rule = &report["rules"][0];
    (rule["outcome"].as_str().unwrap_or_default(), rule["reason"].as_str().unwrap_or_default())
}

#[test]
fn what_cannot_be_read_is_not_missing() {
    let scratch = Scratch::new();
    let machine = |name: &str| {
        format!(
            "apiVersion: machine.openshift.io/v1beta1\nkind: Machine\nmetadata: {{name: {name}, namespace: n}}\nstatus: {{nodeRef: \
             {{name: w-{name}}}}}\n"
        )
    };
    for name in ["a", "b"] {
        let path = format!("mg/namespaces/n/machine.openshift.io/machines/{name}.yaml");
        scratch.write(&path, machine(name));
    }
    scratch.write("mg/version", "openshift/must-gather\n4.17.9\n");
    let nodes = "mg/cluster-scoped-resources/core/nodes";
    scratch.write(&format!("{nodes}/w-a.yaml"), "apiVersion: v1\nkind: Node\nmetadata: {name: w-a}\n");
    let sources = "sources:\n  machine: {resources: {group: machine.openshift.io, kind: Machine}}\n  node: {resources: {group: core, kind: Node}}\nforeach: machine\n";
    let join = rule(
        "join",
        &format!(
            "{sources}join:\n  node: {{source: node, on: {{metadata.name: {{field: status.nodeRef.name}}}}, expect: none}}\nreport: {{message: m}}\n"
        ),
    );
    let list = rule(
        "list",
        &format!(
            "{sources}condition: node.all(|one| one.metadata.name != machine.status.nodeRef.name)\nreport: {{message: m}}\n"
        ),
    );
    for text in [join, list] {
        let file = scratch.write("r.yaml", &text);
        let arguments = ["--no-builtin-rules", "-r", &file.to_string_lossy()];
        scratch.write(&format!("{nodes}/w-b.yaml"), "");
        let damaged = check_json(&scratch.path("mg"), &arguments);
        let (outcome_of_damaged, reason) = outcome(&damaged);
        assert_eq!(outcome_of_damaged, "skip", "{damaged:#}");
        assert!(reason.contains("w-b.yaml"), "{reason}");
        assert_eq!(damaged["findings"], json!([]));
        std::fs::remove_file(scratch.path(&format!("{nodes}/w-b.yaml"))).expect("removed");
        let whole = check_json(&scratch.path("mg"), &arguments);
        assert_eq!(outcome(&whole).0, "fail", "{whole:#}");
        assert_eq!(whole["findings"][0]["subject"]["name"], "b");
    }
}

#[test]
fn an_age_in_an_expression_needs_the_time() {
    passes(
        "age",
        "sources: {node: {resources: {group: core, kind: Node}}}
condition: age(node.metadata.creationTimestamp) > dur(\"1h\")
report: {message: m}
tests:
- name: it is not known how late it was
  given: {resources: [{apiVersion: v1, kind: Node, metadata: {name: a, creationTimestamp: \"2026-01-01T00:00:00Z\"}}]}
  expect: {outcome: skip, reason: the gather time is not known}
- name: it may have been later
  given:
    now_at_least: 2026-01-01T00:30:00Z
    resources: [{apiVersion: v1, kind: Node, metadata: {name: a, creationTimestamp: \"2026-01-01T00:00:00Z\"}}]
  expect: {outcome: skip, reason: estimated}
- name: it is known
  given:
    now: 2026-01-01T00:30:00Z
    resources: [{apiVersion: v1, kind: Node, metadata: {name: a, creationTimestamp: \"2026-01-01T00:00:00Z\"}}]
  expect: {outcome: pass}
",
    );
}

#[test]
fn what_is_from_the_installation_does_not_count() {
    let version = |state: &str, more: &str| {
        format!(
            "{{apiVersion: config.openshift.io/v1, kind: ClusterVersion, metadata: {{name: version}}, status: {{history: [{{state: {state}, \
             version: 4.17.9, startedTime: \"2026-01-01T00:00:00Z\"{more}}}]}}}}"
        )
    };
    let event = "{reason: Failed, message: m, count: 100, first: \"2026-01-01T00:00:00Z\", last: \"2026-01-01T01:40:00Z\", object: {kind: \
                 Pod, namespace: n, name: p}}";
    let (running, done) =
        (version("Partial", ""), version("Completed", ", completionTime: \"2026-01-01T01:20:00Z\""));
    passes(
        "settled",
        &format!(
            "sources: {{event: {{events: {{reason: Failed}}, settled: true, count: {{min: 11}}}}}}
report: {{message: \"{{{{ event.count }}}}\"}}
tests:
- name: it was still under way
  given: {{now: 2026-01-01T02:00:00Z, resources: [{running}], events: [{event}]}}
  expect: {{outcome: pass}}
- name: a tenth of them is from after it
  given: {{now: 2026-01-01T02:00:00Z, resources: [{done}], events: [{event}]}}
  expect: {{outcome: pass}}
- name: a tenth of them is from after it, and that is enough
  given: {{now: 2026-01-01T02:00:00Z, resources: [{done}], events: [{}]}}
  expect: {{findings: [{{message: \"20\"}}]}}
- name: it is not known when it was complete
  given: {{now: 2026-01-01T02:00:00Z, events: [{event}]}}
  expect: {{outcome: skip, reason: installation}}
",
            event.replace("count: 100", "count: 200")
        ),
    );
}

#[test]
fn a_very_long_line_has_its_time_and_level() {
    let long = format!("E0101 00:50:00.000000       1 a.go:1] {} disk is full", "x".repeat(20_000));
    passes(
        "long",
        &format!(
            "sources: {{line: {{logs: {{namespace: n}}, match: disk is full, where: {{level: error}}, count: {{within: 1h}}}}}}
report: {{message: \"{{{{ line.count }}}}\"}}
tests:
- name: within the hour
  given: {{now: 2026-01-01T01:00:00Z, logs: [{{namespace: n, pod: p, text: {long:?}}}]}}
  expect: {{findings: [{{message: \"1\"}}]}}
- name: long before
  given: {{now: 2026-01-01T09:00:00Z, logs: [{{namespace: n, pod: p, text: {long:?}}}]}}
  expect: {{outcome: pass}}
"
        ),
    );
}

#[test]
fn counted_sources_correlate_by_their_first_and_last_times() {
    let lines =
        "E0101 00:10:00.000000       1 a.go:1] gas lost\\nE0101 01:10:00.000000       1 a.go:1] gas lost\\n";
    let event = |at: &str| {
        format!(
            "{{reason: Left, message: m, last: \"2026-01-01T{at}:00Z\", object: {{kind: Pod, namespace: n, name: p}}}}"
        )
    };
    let test = |name: &str, at: &str, outcome: &str| {
        format!(
            "- name: {name}\n  given: {{now: 2026-01-01T02:00:00Z, logs: [{{namespace: n, pod: p, text: \"{lines}\"}}], events: [{}]}}\n  \
             expect: {{outcome: {outcome}}}\n",
            event(at)
        )
    };
    passes(
        "near",
        &format!(
            "sources:\n  line: {{logs: {{namespace: n}}, match: gas lost, count: {{min: 2, per: pod}}}}\n  event: {{events: {{reason: Left}}}}\n\
             correlate: {{by: {{line: pod, event: object.name}}, sources: [line, event], within: 5m}}\nreport: {{message: m}}\ntests:\n{}{}{}",
            test("near the first", "00:11", "fail"),
            test("near the last", "01:11", "fail"),
            test("far from both", "00:40", "pass"),
        ),
    );
    let scratch = Scratch::new();
    let groups = "sources:\n  line: {logs: {namespace: n}, match: gas lost, aggregate: {by: pod}}\n  event: {events: {reason: Left}}\n\
                  correlate: {by: {line: key, event: object.name}, sources: [line, event], within: 5m}\nreport: {message: m}\n";
    let file = scratch.write("r.yaml", rule("groups", groups));
    let run = camgi(&["rules", "test", &file.to_string_lossy()]);
    assert_eq!((run.status, run.stderr.contains("`line` has none")), (2, true), "{}", run.stderr);
}

#[test]
fn an_empty_selector_selects_all_but_for_services() {
    let rest = |kind: &str, group: &str| {
        format!(
            "sources:\n  item: {{resources: {{group: \"{group}\", kind: {kind}}}}}\n  pod: {{resources: {{group: core, kind: Pod}}}}\nforeach: item\n\
             join:\n  pod: {{source: pod, on: {{metadata.labels: {{selector: spec.selector}}}}, expect: none}}\nreport: {{message: m}}\ntests:\n\
             - name: it is empty\n  given:\n    resources:\n    - {{apiVersion: {}, kind: {kind}, metadata: {{name: a, namespace: n}}, spec: \
             {{selector: {{}}}}}}\n    - {{apiVersion: v1, kind: Pod, metadata: {{name: p, namespace: n}}}}\n  expect: {{outcome: {}}}\n",
            if group.is_empty() { "v1" } else { "policy/v1" },
            if group.is_empty() { "fail" } else { "pass" },
        )
    };
    passes("empty", &rest("PodDisruptionBudget", "policy"));
    passes("empty", &rest("Service", ""));
}

#[test]
fn an_owner_that_was_not_gathered_is_no_missing_owner() {
    let pod = "{apiVersion: v1, kind: Pod, metadata: {name: p, namespace: n, ownerReferences: [{apiVersion: apps/v1, kind: ReplicaSet, \
               name: r, controller: true}]}}";
    let set = "{apiVersion: apps/v1, kind: ReplicaSet, metadata: {name: r, namespace: n, ownerReferences: [{apiVersion: apps/v1, kind: \
               Deployment, name: d, controller: true}]}}";
    let deployment = |namespace: &str| {
        format!("{{apiVersion: apps/v1, kind: Deployment, metadata: {{name: d, namespace: {namespace}}}}}")
    };
    let test = |name: &str, resources: &[&str], outcome: &str| {
        format!(
            "- name: {name}\n  given: {{resources: [{}]}}\n  expect: {{outcome: {outcome}}}\n",
            resources.join(", ")
        )
    };
    let (here, elsewhere) = (deployment("n"), deployment("m"));
    passes(
        "any-owner",
        &format!(
            "sources:\n  pod: {{resources: {{group: core, kind: Pod}}}}\n  deployment: {{resources: {{group: apps, kind: Deployment}}}}\n\
             foreach: pod\njoin:\n  deployment: {{source: deployment, on: {{metadata.name: {{owner: Deployment}}}}}}\nreport: {{message: \
             \"{{{{ deployment.metadata.name | default('?') }}}}\"}}\ntests:\n{}",
            test("a rule that does not ask goes on", &[pod, &here], "fail"),
        ),
    );
    passes(
        "owner",
        &format!(
            "sources:\n  pod: {{resources: {{group: core, kind: Pod}}}}\n  set: {{resources: {{group: apps, kind: ReplicaSet}}, optional: true}}\n  \
             deployment: {{resources: {{group: apps, kind: Deployment}}}}\nforeach: pod\njoin:\n  deployment: {{source: deployment, on: \
             {{metadata.name: {{owner: Deployment}}}}, expect: none}}\nreport: {{message: m}}\ntests:\n{}{}{}",
            test("it is there", &[pod, set, &here], "pass"),
            test("the one between was not gathered", &[pod, &here], "skip, reason: an owner between"),
            test("one of that name in another namespace", &[pod, set, &elsewhere], "fail"),
        ),
    );
}

#[test]
fn only_resources_have_owners() {
    let scratch = Scratch::new();
    let text = "sources:\n  event: {events: {reason: Left}}\n  set: {resources: {group: apps, kind: ReplicaSet}}\nforeach: event\njoin:\n  \
                set: {source: set, on: {metadata.name: {owner: ReplicaSet}}, expect: none}\nreport: {message: m}\n";
    let file = scratch.write("r.yaml", rule("owners", text));
    let run = camgi(&["rules", "test", &file.to_string_lossy()]);
    assert_eq!((run.status, run.stderr.contains("only resources have owners")), (2, true), "{}", run.stderr);
}

#[test]
fn findings_of_one_subject_keep_their_fingerprints() {
    let pod = |containers: &[&str]| {
        let statuses: Vec<Value> =
            containers.iter().map(|name| json!({"name": name, "ready": false})).collect();
        json!({"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p", "namespace": "n"}, "status": {"containerStatuses": statuses}})
    };
    let scratch = Scratch::new();
    let text = "sources: {container: {resources: {group: core, kind: Pod}, each: status.containerStatuses, where: {ready: false}}}\nreport: \
                {message: \"{{ container.name }}\"}\n";
    let file = scratch.write("r.yaml", rule("each", text));
    let prints = |containers: &[&str]| -> Vec<(String, String)> {
        scratch.write("mg/version", "openshift/must-gather\n4.17.9\n");
        scratch.write("mg/namespaces/n/pods/p/p.yaml", pod(containers).to_string());
        let report = check_json(&scratch.path("mg"), &["--no-builtin-rules", "-r", &file.to_string_lossy()]);
        let findings = report["findings"].as_array().expect("findings").iter();
        let text = |finding: &Value, key: &str| finding[key].as_str().expect("a text").to_owned();
        findings.map(|finding| (text(finding, "message"), text(finding, "fingerprint"))).collect()
    };
    let both = prints(&["first", "second"]);
    assert_eq!(both.len(), 2);
    assert_ne!(both[0].1, both[1].1);
    assert_eq!(prints(&["second"]), both[1..]);
}

#[test]
fn nothing_in_common_is_no_cause() {
    passes_cause("\"\"", 0);
    passes_cause("w", 1);
}

/// Two pods on one node, one the cause of the other.
fn passes_cause(node: &str, consequences: u64) {
    let scratch = Scratch::new();
    let source = |name: &str| {
        format!(
            "sources: {{pod: {{resources: {{group: core, kind: Pod, name: {name}}}}}}}\nlinks: {{node: spec.nodeName}}\nreport: {{message: m}}\n"
        )
    };
    scratch.write("rules/a.yaml", rule("cause", &source("a")));
    let explained = format!("{}explained_by: [{{rule: cause, by: node}}]\n", source("b"));
    scratch.write("rules/b.yaml", rule("consequence", &explained));
    scratch.write("mg/version", "openshift/must-gather\n4.17.9\n");
    for name in ["a", "b"] {
        let pod = format!(
            "apiVersion: v1\nkind: Pod\nmetadata: {{name: {name}, namespace: n}}\nspec: {{nodeName: {node}}}\n"
        );
        scratch.write(&format!("mg/namespaces/n/pods/{name}/{name}.yaml"), pod);
    }
    let rules = scratch.path("rules");
    let report = check_json(&scratch.path("mg"), &["--no-builtin-rules", "-r", &rules.to_string_lossy()]);
    assert_eq!(report["findings"].as_array().map(Vec::len), Some(2), "{report:#}");
    assert_eq!(report["summary"]["consequences"], consequences, "{report:#}");
}

#[test]
fn a_table_as_wide_as_it_is_long_is_bounded() {
    let header: Vec<String> = (0..60_000).map(|nr| format!("c{nr}")).collect();
    let table = format!("{}\n{}", header.join("  "), "x\n".repeat(9_000));
    let scratch = Scratch::new();
    let map = json!({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "m", "namespace": "n"}, "data": {"t": table}});
    scratch.write("mg/namespaces/n/core/configmaps/m.yaml", map.to_string());
    scratch.write("mg/version", "openshift/must-gather\n4.17.9\n");
    let text = "sources: {row: {resources: {group: core, kind: ConfigMap}, parse: {data.t: table}, each: data.t, where: {c0: y}}}\nreport: \
                {message: m}\n";
    let file = scratch.write("r.yaml", rule("wide", text));
    let report = check_json(&scratch.path("mg"), &["--no-builtin-rules", "-r", &file.to_string_lossy()]);
    assert_eq!(outcome(&report).0, "pass", "{report:#}");
}

#[test]
fn a_script_that_found_something_has_found_it() {
    passes(
        "script",
        "sources: {node: {resources: {group: core, kind: Node, name: a*}, where: {spec.x: 1}}}
script: |
  finding(#{message: \"no such node\", subject: \"Node/b\", key: \"k\"});
  skip(\"the rest is not known\");
tests:
- name: about what is not there
  given: {resources: [{apiVersion: v1, kind: Node, metadata: {name: a}}]}
  expect: {findings: [{subject: Node/b, message: no such node}]}
",
    );
}
