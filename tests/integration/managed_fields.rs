//! managedFields: left out unless a rule names them, and then read with their places by every reader.

use serde_json::Value;

use crate::common::{Scratch, check_json, rule};

/// As `oc` prints it, for the fast reader.
const PRINTED: &str = "---
apiVersion: v1
kind: Node
metadata:
  managedFields:
  - apiVersion: v1
    fieldsType: FieldsV1
    fieldsV1:
      f:metadata:
        f:annotations:
          .: {}
          k:{\"type\":\"Ready\"}: {}
    manager: kubelet
    operation: Update
    time: \"2026-01-15T09:12:45Z\"
  - apiVersion: v1
    manager: kubectl-edit
    operation: Update
  name: printed
";

/// The comment is nothing that `oc` prints: only the full reader takes it.
const BY_HAND: &str = "apiVersion: v1
kind: Node
metadata: # by hand
  name: by-hand
  managedFields:
  - {apiVersion: v1, manager: kubelet}
  - apiVersion: v1
    manager: kubectl-edit
";

const JSON: &str = "{
  \"apiVersion\": \"v1\",
  \"kind\": \"Node\",
  \"metadata\": {
    \"managedFields\": [
      {\"manager\": \"kubelet\"},
      {\"manager\": \"kubectl-edit\"}
    ],
    \"name\": \"json\"
  }
}
";

fn found(report: &Value) -> Vec<(String, u64, String)> {
    let findings = report["findings"].as_array().expect("findings");
    let mut found: Vec<_> = findings
        .iter()
        .map(|finding| {
            let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
            let location = &finding["location"];
            let line = location["line"].as_u64().expect("a line");
            (text(&finding["subject"]["name"]), line, text(&finding["message"]))
        })
        .collect();
    found.sort();
    found
}

#[test]
fn a_rule_that_names_them_gets_them_from_every_reader() {
    let scratch = Scratch::new();
    for (name, text) in [("printed.yaml", PRINTED), ("by-hand.yaml", BY_HAND), ("json.json", JSON)] {
        scratch.write(&format!("mg/cluster-scoped-resources/core/nodes/{name}"), text);
    }
    let archive = scratch.path("mg");
    let sources = "sources:\n  node:\n    resources: {group: core, kind: Node}\n";
    let check = |rest: &str| {
        let rule = scratch.write("edited.yaml", rule("edited", &format!("{sources}{rest}")));
        check_json(&archive, &["--no-builtin-rules", "-r", rule.to_str().expect("UTF-8")])
    };

    let by_path = check(
        "    where:\n      metadata.managedFields[*].manager: kubectl-edit\n\
         report:\n  message: edited\n  at: metadata.managedFields[manager=kubectl-edit].manager\n",
    );
    let edited = |name: &str, line| (name.to_owned(), line, "edited".to_owned());
    assert_eq!(found(&by_path), [edited("by-hand", 8), edited("json", 7), edited("printed", 17)]);

    let by_template = check("report:\n  message: '{{ node.metadata.managedFields | length }} managers'\n");
    assert!(found(&by_template).iter().all(|(_, _, message)| message == "2 managers"), "{by_template}");

    let unnamed =
        check("report:\n  message: \"{{ node.metadata['managed' ~ 'Fields'] | default('left out') }}\"\n");
    assert!(found(&unnamed).iter().all(|(_, _, message)| message == "left out"), "{unnamed}");
    assert_eq!(found(&unnamed).len(), 3);
}

#[test]
fn a_rule_may_test_itself_on_them() {
    let scratch = Scratch::new();
    let rule = scratch.write(
        "edited.yaml",
        rule(
            "edited",
            "sources:\n  node:\n    resources: {group: core, kind: Node}\n    each: metadata\n\
             \x20   where:\n      managedFields: [a, b]\n      managedFields|any:\n        manager: kubectl-edit\n\
             report:\n  message: edited\n\
             tests:\n- name: edited\n  given:\n    resources:\n    - apiVersion: v1\n      kind: Node\n      metadata:\n\
             \x20       name: n\n        managedFields:\n        - manager: kubectl-edit\n  expect: {outcome: pass}\n",
        ),
    );
    let run = crate::common::camgi(&["rules", "test", rule.to_str().expect("UTF-8")]);
    assert_eq!(run.status, 0, "{}{}", run.stdout, run.stderr);
}
