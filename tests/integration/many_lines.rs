//! Logs with more lines that match than are kept: what is left out is counted and said, and never makes a rule pass or a
//! number wrong. Which lines are kept depends on the archive and the rules alone.

use serde_json::Value;

use crate::common::{Scratch, camgi, check_json, outcome, tarball};

/// More than one source keeps, and in each file more than one file may keep.
const FILES: u64 = 30;
const LINES: u64 = 2_300;

fn logs() -> Vec<(String, Vec<u8>)> {
    let file = |nr: u64| {
        let path = format!("namespaces/n/pods/p{nr:02}/c/c/logs/current.log");
        let line = |at: u64| format!("2026-01-15T10:00:00.{at:06}Z quorum was lost {nr} {at}\n");
        (path, (0..LINES).map(line).collect::<String>().into_bytes())
    };
    (0..FILES).map(file).collect()
}

fn rule(id: &str, source: &str, more: &str) -> String {
    format!(
        "apiVersion: camgi/v1\nkind: Rule\nid: {id}\ntitle: t\nseverity: warning\ncomponent: c\ndescription: d\nhelp: h\n\
         sources:\n  line:\n    logs: {{namespace: n}}\n    match: quorum was lost (?<nr>\\d+) (?<at>\\d+)\n{source}{more}"
    )
}

fn scratch() -> Scratch {
    let scratch = Scratch::new();
    for (path, bytes) in logs() {
        scratch.write(&format!("mg/{path}"), bytes);
    }
    scratch.write("mg.tar", tarball(&logs(), ""));
    let message = "report: {message: 'line {{ line.line }}'}\n";
    let counted = "report: {message: 'counted {{ line.count }}'}\n";
    let join = "  pod: {resources: {group: core, kind: Namespace}}\nforeach: pod\njoin:\n  line: {source: line, on: {namespace: \
                {field: pod.metadata.name}}, expect: none}\nreport: {message: m}\n";
    scratch.write(
        "mg/cluster-scoped-resources/core/namespaces/n.yaml",
        "apiVersion: v1\nkind: Namespace\nmetadata: {name: n}\n",
    );
    for text in [
        rule("counts", "    count: {min: 2000}\n", counted),
        rule("silent", "    where: {at: nothing}\n", message),
        rule("newest", "    where: {at|gte: 2290}\n", message),
        rule(
            "groups",
            "    aggregate: {by: nr, having: {count|lt: 5}}\n",
            "report: {message: 'few {{ line.key }}'}\n",
        ),
        rule("absence", "", join),
    ] {
        let id = text.lines().find_map(|line| line.strip_prefix("id: ")).expect("an id").to_owned();
        scratch.write(&format!("rules/{id}.yaml"), text);
    }
    scratch
}

fn check(scratch: &Scratch, archive: &str, more: &[&str]) -> Value {
    let rules = scratch.path("rules").to_string_lossy().into_owned();
    let mut arguments = vec!["--no-builtin-rules", "-r", &rules];
    arguments.extend(more);
    check_json(&scratch.path(archive), &arguments)
}

#[test]
fn are_never_a_pass_nor_a_wrong_number() {
    let scratch = scratch();
    let report = check(&scratch, "mg", &[]);
    let findings = |rule: &str| -> Vec<&Value> {
        report["findings"].as_array().expect("findings").iter().filter(|f| f["rule"] == rule).collect()
    };
    // Exact, for all lines of a file are counted.
    let counted = findings("counts");
    assert_eq!(counted.len() as u64, FILES);
    assert!(counted.iter().all(|f| f["message"] == format!("counted {LINES}")), "{:?}", counted[0]);
    // The newest lines of each file are there.
    assert_eq!(findings("newest").len() as u64, FILES * 10);
    for (rule, word) in
        [("silent", "than are kept"), ("groups", "needs all"), ("absence", "what is not there")]
    {
        let (outcome, reason) = outcome(&report, rule);
        assert_eq!((outcome.as_str(), reason.contains(word)), ("skip", true), "{rule}: {reason}");
    }
    let notices = report["notices"].as_array().expect("notices");
    let told = |rule: &str| {
        notices.iter().any(|notice| {
            let message = notice["message"].as_str().unwrap_or_default();
            notice["code"] == "over-limit" && message.contains(&format!("for the rule {rule} "))
        })
    };
    assert!(told("counts") && told("newest") && !told("silent"), "{notices:?}");
}

#[test]
fn are_left_out_in_the_same_way_by_any_number_of_threads() {
    let scratch = scratch();
    let (archive, rules) = (scratch.path("mg"), scratch.path("rules"));
    let (archive, rules) = (archive.to_string_lossy(), rules.to_string_lossy());
    let run = |threads: &str| {
        let arguments =
            ["check", &archive, "--format", "json", "--no-builtin-rules", "-r", &rules, "-j", threads];
        let run = camgi(&arguments);
        assert_eq!(run.status, 0, "{}", run.stderr);
        run.stdout
    };
    let one = run("1");
    for threads in ["2", "4", "4"] {
        assert!(run(threads) == one, "{threads} threads");
    }
    let of = |report: &Value| (report["findings"].clone(), report["rules"].clone());
    let (directory, tar) = (check(&scratch, "mg", &[]), check(&scratch, "mg.tar", &[]));
    // The tarball has no Namespace, which one of the rules asks for.
    assert_eq!(of(&directory).0, of(&tar).0);
}
