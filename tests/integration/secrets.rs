//! Secrets of an archive stand in no output: of no format, of no command. The formats are asked of the binary, so that a new one
//! is held to it too.

use crate::common::{Run, Scratch, camgi, rule, run};
use crate::page::Page;

/// What is planted, and must be seen nowhere. None of it is real.
const PLANTED: [&str; 14] = [
    "hunter2-proxy",
    "Zq8Kx2Lm5Np9Rt3Vw7",
    "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj",
    "k0Zm9vYmFyYmF6cXV4MTIzNDU2Nzg5MGFiY2RlZmdoaWprbG1ub3BxcnN0dXZ3eH",
    "q2w3e4r5==",
    "eyJzdWIiOiJzeXN0ZW06bm9kZSJ9",
    "c2lnbmF0dXJlLW9mLXRoaXMtdG9rZW4",
    "q3w4e5r6t7y8u9i0o1p2a3s4d5f6g7h8j9k0l1z2x3c",
    "bWU6aHVudGVyMi1wdWxs",
    "AKIAIOSFODNN7EXAMPLE",
    "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
    "hunter2-log",
    "hunter2 of an object",
    "hunter2-event",
];

/// Something beside each of them, which has to be seen: otherwise nothing was shown at all.
const BESIDE: [&str; 6] =
    ["co-said", "line-said", "wrapped-said", "event-said", "object-said", "script-said"];

fn plant(scratch: &Scratch) {
    let [proxy, bearer, key, key2, key3, payload, signature, oauth, pull, id, secret, log, object, event] =
        PLANTED;
    scratch.write("mg/version", "openshift/must-gather\n4.17.9\n");
    scratch.write(
        "mg/timestamp",
        "2026-01-15 09:00:00.0 +0000 UTC m=+0.1\n2026-01-15 10:00:00.0 +0000 UTC m=+9.1\n",
    );
    let operator = |name: &str, message: &str| {
        scratch.write(
            &format!("mg/cluster-scoped-resources/config.openshift.io/clusteroperators/{name}.yaml"),
            format!(
                "apiVersion: config.openshift.io/v1\nkind: ClusterOperator\nmetadata:\n  name: {name}\nstatus:\n  conditions:\n  - message: '{message}'\n    status: \"True\"\n    type: Degraded\n"
            ),
        );
    };
    operator("a", &format!("co-said proxy http://squid:{proxy}@proxy.example.com:3128 refused"));
    operator("b", &format!("co-said Authorization: Bearer {bearer} refused"));
    // So far back that only the beginning of the token is kept.
    operator(
        "c",
        &format!("co-said {} eyJhbGciOiJSUzI1NiIsImtpZCI6IjEifQ.{payload}.{signature}", "x ".repeat(170)),
    );

    let pod = "mg/namespaces/openshift-x/pods/x-1/x/x/logs";
    let line =
        |text: &str| format!("2026-01-15T09:30:00.000000000Z I0115 09:30:00.000000 1 x.go:1] {text}\n");
    let lines = [
        format!("line-said login with password={log} failed"),
        format!("line-said oc login --token=sha256~{oauth} failed"),
        format!("line-said aws_access_key_id={id} aws_secret_access_key={secret} failed"),
        format!(
            "line-said -----BEGIN PRIVATE KEY-----\\n{key}\\n{key2}\\n{key3}\\n-----END PRIVATE KEY----- failed"
        ),
        format!("line-said eyJhbGciOiJSUzI1NiIsImtpZCI6IjEifQ.{payload}.{signature} failed"),
    ];
    scratch.write(&format!("{pod}/current.log"), lines.map(|text| line(&text)).concat());
    // The same key without the lines around it.
    let wrapped = [key, key2, "wrapped-said", key2, key, key3].map(|text| format!("{text}\n"));
    scratch.write("mg/namespaces/openshift-y/pods/y-1/y/y/logs/current.log", wrapped.concat());

    scratch.write(
        "mg/namespaces/openshift-x/core/configmaps.yaml",
        format!(
            "apiVersion: v1\nkind: ConfigMapList\nitems:\n- apiVersion: v1\n  kind: ConfigMap\n  metadata:\n    name: config\n    namespace: openshift-x\n  data:\n    note: object-said\n    password: {object}\n    config.json: '{{\"auths\":{{\"quay.io\":{{\"auth\":\"{pull}\"}}}}}}'\n    tls.key: |\n      -----BEGIN PRIVATE KEY-----\n      {key}\n      {key2}\n      {key3}\n      -----END PRIVATE KEY-----\n"
        ),
    );
    scratch.write(
        "mg/namespaces/openshift-x/core/events.yaml",
        format!(
            "apiVersion: v1\nkind: EventList\nitems:\n- apiVersion: v1\n  kind: Event\n  metadata:\n    name: e\n    namespace: openshift-x\n  involvedObject:\n    apiVersion: v1\n    kind: Pod\n    name: x-1\n    namespace: openshift-x\n  lastTimestamp: \"2026-01-15T09:40:00Z\"\n  firstTimestamp: \"2026-01-15T09:40:00Z\"\n  reason: Failed\n  type: Warning\n  message: 'event-said cannot pull with {{\"password\":\"{event}\"}} from it'\n"
        ),
    );
}

/// Rules that put the field of their items into everything that a finding has.
fn rules(scratch: &Scratch) -> String {
    let report = |id: &str, source: &str, text: &str| {
        let at = if source.contains("logs:") || source.contains("events:") { "" } else { text };
        let at = if at.is_empty() { String::new() } else { format!("  at: {at}\n") };
        scratch.write(
            &format!("rules/{id}.yaml"),
            rule(
                id,
                &format!(
                    "sources:\n  item:\n{source}group: {{by: \"{text}\"}}\nlinks: {{said: \"{text}\"}}\nreport:\n  message: \"it said {{{{ item.{text} }}}}\"\n  label: \"{{{{ item.{text} }}}}\"\n  key: \"{{{{ item.{text} }}}}\"\n  evidence: [\"{text}\"]\n{at}"
                ),
            ),
        );
    };
    let operators =
        "    resources: {group: config.openshift.io, kind: ClusterOperator}\n    each: status.conditions\n";
    report("of-operators", operators, "message");
    report("of-lines", "    logs: {namespace: openshift-x}\n    match: line-said\n", "text");
    report("of-wrapped", "    logs: {namespace: openshift-y}\n    match: wrapped-said\n", "text");
    report("of-events", "    events: {reason: Failed}\n", "message");
    let configs = "    resources: {group: core, kind: ConfigMap}\n";
    for (id, text) in [
        ("of-note", "data.note"),
        ("of-password", "data.password"),
        ("of-pulls", "data['config.json']"),
        ("of-keys", "data['tls.key']"),
    ] {
        if id != "of-password" {
            report(id, configs, text);
            continue;
        }
        // A message that says nothing of what it shows cannot be known for a secret; evidence has a name.
        let rest =
            format!("sources:\n  item:\n{configs}report: {{message: m, evidence: [{text}], at: {text}}}\n");
        scratch.write(&format!("rules/{id}.yaml"), rule(id, &rest));
    }
    let script = "sources:\n  item:\n    resources: {group: config.openshift.io, kind: ClusterOperator}\nscript: |\n  throw `script-said ${item[0].status.conditions[0].message}`;\n";
    scratch.write("rules/broken.yaml", rule("broken", script));
    let said = "sources:\n  item:\n    resources: {group: config.openshift.io, kind: ClusterOperator}\nscript: |\n  for one in item { finding(#{object: one, message: one.status.conditions[0].message}); }\n";
    scratch.write("rules/scripted.yaml", rule("scripted", said));
    let unsaid = "sources:\n  item:\n    resources: {group: config.openshift.io, kind: ClusterOperator}\nscript: |\n  skip(`script-said ${item[0].status.conditions[0].message}`);\n";
    scratch.write("rules/unsaid.yaml", rule("unsaid", unsaid));
    scratch.path("rules").to_string_lossy().into_owned()
}

/// The formats of `check`, as it names them itself.
fn formats() -> Vec<String> {
    let refused = camgi(&["check", "--format", "?", "x"]).stderr;
    let (_, rest) = refused.split_once("[possible values: ").expect("it names them");
    let (names, _) = rest.split_once(']').expect("a list");
    names.split(',').map(|name| name.trim().to_owned()).collect()
}

fn assert_silent(what: &str, run: &Run) {
    for secret in PLANTED {
        // Not a part of it either, but for what could be anything.
        let parts = [secret, &secret[..secret.len().min(12)], &secret[secret.len().saturating_sub(12)..]];
        for part in parts {
            for (name, text) in [("output", &run.stdout), ("error", &run.stderr)] {
                assert!(!text.contains(part), "{what}: `{part}` stands in its standard {name}:\n{text}");
            }
        }
    }
}

#[test]
fn no_format_shows_a_secret() {
    let scratch = Scratch::new();
    plant(&scratch);
    let rules = rules(&scratch);
    let mg = scratch.path("mg");
    let formats = formats();
    assert!(formats.iter().any(|format| format == "json") && formats.len() >= 3, "{formats:?}");
    for format in formats {
        let mut command = crate::common::command();
        command.args(["check", "--no-builtin-rules", "--rules", &rules, "-v", "--format", &format]).arg(&mg);
        let mut run = run(&mut command);
        if format == "html" {
            run.stdout = Page::of(&run.stdout).texts();
        }
        assert_eq!(run.status, 4, "{format}: one rule breaks: {}{}", run.stdout, run.stderr);
        assert_silent(&format, &run);
        assert!(run.stdout.contains("masked") || format == "junit", "{format}: {}", run.stdout);
        if format == "json" {
            for beside in BESIDE {
                assert!(run.stdout.contains(beside), "{beside} is not shown: {}", run.stdout);
            }
            let findings = run.json()["findings"].as_array().map_or(0, Vec::len);
            assert_eq!(findings, 3 + 5 + 1 + 1 + 4 + 3);
        }
    }
}

#[test]
fn places_stay_true_beside_what_is_masked() {
    let scratch = Scratch::new();
    plant(&scratch);
    let rules = rules(&scratch);
    let mg = scratch.path("mg").to_string_lossy().into_owned();
    let report = camgi(&["check", "--no-builtin-rules", "--rules", &rules, "--format", "json", &mg]).json();
    let mut seen = 0;
    for finding in report["findings"].as_array().expect("findings") {
        let location = &finding["location"];
        let text = location["text"].as_str().expect("a text");
        let file = location["file"].as_str().expect("a file");
        let line = usize::try_from(location["line"].as_u64().expect("a line")).expect("a number");
        let whole = std::fs::read_to_string(scratch.path("mg").join(file)).expect("the file");
        let there = whole.lines().nth(line - 1).expect("the line");
        let shown = text.chars().take_while(|c| *c != '…');
        for (is, was) in shown.zip(there.chars()) {
            assert!(is == was || is == '*', "{text}\n{there}");
            seen += usize::from(is != was);
        }
    }
    assert!(seen > 300, "{seen}");
}

#[test]
fn what_differs_only_in_its_secret_keeps_its_own_identity() {
    let scratch = Scratch::new();
    let line = |password: &str| format!("line-said password={password} failed\n");
    scratch.write(
        "mg/namespaces/openshift-x/pods/x-1/x/x/logs/current.log",
        [line("hunter2-a"), line("hunter2-b"), line("hunter2-a")].concat(),
    );
    scratch.write("mg/version", "openshift/must-gather\n4.17.9\n");
    let rules = rules(&scratch);
    let mg = scratch.path("mg").to_string_lossy().into_owned();
    let arguments =
        ["check", "--no-builtin-rules", "--rules", &rules, "--select", "of-lines", "--format", "json", &mg];
    let report = camgi(&arguments).json();
    let links: Vec<&str> = report["findings"]
        .as_array()
        .expect("findings")
        .iter()
        .map(|finding| finding["links"]["said"].as_str().expect("a link"))
        .collect();
    let said = |number: usize| format!("line-said password=[masked {number}] failed");
    assert_eq!(links, [said(1), said(2), said(1)]);
}

#[test]
fn eval_shows_no_secret() {
    let scratch = Scratch::new();
    plant(&scratch);
    let mg = scratch.path("mg").to_string_lossy().into_owned();
    for (expression, source) in [
        ("status.conditions[*].message", "ClusterOperator"),
        ("{status.conditions[*].message|contains: said}", "ClusterOperator"),
        ("item.status.conditions[0].message", "ClusterOperator"),
        ("text", "{logs: {namespace: openshift-x}, match: line-said}"),
        ("true", "{logs: {namespace: openshift-x}, match: line-said}"),
        ("item.text", "{logs: {namespace: openshift-y}, match: said}"),
        ("message", "events"),
        ("data['config.json']", "ConfigMap"),
        ("data['tls.key']", "ConfigMap"),
        ("data.password", "ConfigMap"),
        ("{data.password|exists: true}", "ConfigMap"),
        ("throw item.status.conditions[0].message", "ConfigMap"),
        ("throw item.status.conditions[0].message", "ClusterOperator"),
    ] {
        let run = camgi(&["eval", expression, &mg, "--source", source]);
        assert_silent(expression, &run);
        let all = format!("{}{}", run.stdout, run.stderr);
        assert!(
            all.contains(":1: ") || all.contains("match") || all.contains("error"),
            "{expression}: {all}"
        );
    }
}
