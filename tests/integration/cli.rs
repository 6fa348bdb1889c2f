//! Commands and flags that are not about the exit status.

use std::io::Read as _;
use std::process::Stdio;

use crate::common::{Scratch, camgi, check_json, command, fixture, root};

fn lost() -> String {
    fixture("node-lost").to_string_lossy().into_owned()
}

#[test]
fn explain_tells_everything_a_rule_says() {
    let run = camgi(&["explain", "co-degraded"]);
    assert_eq!(run.status, 0, "{}", run.stderr);
    for part in [
        "co-degraded: ClusterOperator is degraded",
        "Why it matters",
        "What to do",
        "persistent = 40m",
        "https://",
    ] {
        assert!(run.stdout.contains(part), "{part} in {}", run.stdout);
    }
    let run = camgi(&["explain", "co-degradd"]);
    assert!(run.stderr.contains("did you mean `co-degraded`?"), "{}", run.stderr);
}

#[test]
fn selections() {
    let rules = |arguments: &[&str]| -> Vec<String> {
        let mut all = vec!["rules", "list"];
        all.extend(arguments);
        let run = camgi(&all);
        assert_eq!(run.status, 0, "{}", run.stderr);
        run.stdout.lines().filter_map(|line| line.split(' ').next().map(str::to_owned)).collect()
    };
    let all = rules(&[]);
    assert!(all.len() >= 14);
    assert_eq!(rules(&["--select", "mcp-*"]), ["mcp-degraded", "mcp-paused"]);
    assert_eq!(
        rules(&["--select", "component:olm", "--extend-select", "machine-failed"]),
        ["csv-failed", "csv-stuck", "machine-failed"]
    );
    assert_eq!(rules(&["--select", "tag:olm", "--ignore", "csv-failed"]), ["csv-stuck"]);
    assert_eq!(
        rules(&["--ignore", "severity:error"]).len() + rules(&["--select", "severity:error"]).len(),
        all.len()
    );
}

#[test]
fn parameters_change_what_is_found() {
    let severity = |more: &[&str]| {
        let report = check_json(&fixture("degraded-operator"), more);
        let findings = report["findings"].as_array().expect("findings").clone();
        let dns = findings.into_iter().find(|f| f["subject"]["name"] == "dns").expect("dns");
        dns["severity"].as_str().expect("a word").to_owned()
    };
    assert_eq!(severity(&[]), "warning");
    assert_eq!(severity(&["--param", "co-degraded.persistent=5m"]), "error");
}

#[test]
fn a_rule_of_ones_own_beside_the_pack_or_alone() {
    let scratch = Scratch::new();
    let rule = scratch.write(
        "own/many.yaml",
        "apiVersion: camgi/v1\nkind: Rule\nid: master-seen\ntitle: A master\nseverity: info\ncomponent: c\ndescription: d\nhelp: h\n\
         sources:\n  node:\n    resources: {group: core, kind: Node, labels: {node-role.kubernetes.io/master: ''}}\n\
         report:\n  message: '{{ node.metadata.name }}'\n",
    );
    scratch.write("own/notes.txt", "no rule");
    let directory = rule.parent().expect("a directory").to_str().expect("UTF-8");
    let alone = check_json(&fixture("node-lost"), &["--rules", directory, "--no-builtin-rules"]);
    assert_eq!(alone["rules"].as_array().map(Vec::len), Some(1));
    assert_eq!(alone["summary"]["infos"], 3);
    let beside = check_json(&fixture("node-lost"), &["-r", directory]);
    assert!(beside["rules"].as_array().is_some_and(|rules| rules.len() > 14));
}

#[test]
fn min_severity_hides_and_counts() {
    let report = check_json(&fixture("node-lost"), &["--min-severity", "error"]);
    let findings = report["findings"].as_array().expect("findings");
    assert!(findings.iter().all(|finding| finding["severity"] == "error"));
    assert_eq!(report["summary"]["warnings"], 5, "what is hidden is counted");
}

#[test]
fn colours_only_where_they_are_wanted() {
    let path = lost();
    for (arguments, coloured) in
        [(vec!["--color", "always"], true), (vec!["--color", "never"], false), (vec![], false)]
    {
        let mut all = vec!["check", &path];
        all.extend(arguments);
        assert_eq!(camgi(&all).stdout.contains('\x1b'), coloured, "{all:?}");
    }
    let forced = crate::common::run(command().env("CLICOLOR_FORCE", "1").args(["check", &path]));
    assert!(forced.stdout.contains('\x1b'));
    let denied =
        crate::common::run(command().env("CLICOLOR_FORCE", "1").env("NO_COLOR", "1").args(["check", &path]));
    assert!(!denied.stdout.contains('\x1b'));
}

#[test]
fn no_control_character_of_an_archive_is_printed() {
    let path = fixture("broken-files").to_string_lossy().into_owned();
    for format in ["human", "concise", "json"] {
        let run = camgi(&["check", &path, "--format", format, "-v"]);
        let raw: Vec<char> = run.stdout.chars().filter(|c| c.is_control() && *c != '\n').collect();
        assert!(raw.is_empty(), "{format}: {raw:?}");
    }
    let scratch = Scratch::new();
    let evil = scratch.write("evil\x1b[31m.txt", "text");
    let run = camgi(&["check", evil.to_str().expect("UTF-8")]);
    assert!(!run.stderr.contains('\x1b'), "{:?}", run.stderr);
}

#[test]
fn a_reader_that_has_enough_is_no_error() {
    let path = lost();
    let mut child = command().args(["check", &path]).stdout(Stdio::piped()).spawn().expect("camgi runs");
    let mut some = [0; 16];
    let mut stdout = child.stdout.take().expect("standard output");
    stdout.read_exact(&mut some).expect("it writes");
    drop(stdout);
    assert_eq!(child.wait().expect("it ends").code(), Some(1), "the status is that of the findings");
}

#[test]
fn quiet_and_verbose() {
    let path = lost();
    let quiet = camgi(&["check", &path, "-q"]);
    assert!(quiet.stderr.is_empty(), "{}", quiet.stderr);
    let verbose = camgi(&["check", &fixture("machine-failed").to_string_lossy(), "-v"]);
    assert!(verbose.stderr.contains("rules over directory"), "{}", verbose.stderr);
    assert!(verbose.stdout.contains("csv-failed: no ClusterServiceVersion"), "{}", verbose.stdout);
}

#[test]
fn every_finding_is_on_the_page() {
    for name in crate::common::FIXTURES {
        let path = fixture(name).to_string_lossy().into_owned();
        let report = check_json(&fixture(name), &[]);
        let human = camgi(&["check", &path]).stdout;
        let concise = camgi(&["check", &path, "--format", "concise"]).stdout;
        let findings = report["findings"].as_array().expect("findings");
        assert_eq!(concise.lines().count(), findings.len(), "{name}");
        for finding in findings {
            let location = &finding["location"];
            let place = format!(
                "{}:{}:{}",
                location["file"].as_str().expect("a file"),
                location["line"],
                location["column"]
            );
            assert!(human.contains(&place), "{name}: {place}");
            assert!(concise.contains(&place), "{name}: {place}");
        }
    }
}

#[test]
fn the_pack_in_the_binary_is_the_one_in_the_repository() {
    let files = crate::common::files_below(&root().join("rules"));
    let on_disk = files.iter().filter(|(name, _)| name.ends_with(".yaml")).count();
    assert_eq!(camgi::rules::builtin(true).len(), on_disk);
}
