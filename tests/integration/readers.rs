//! JUnit and SARIF as readers see them that are not ours. Those of [`tools`] are installed by `.ci/readers`; where
//! `CAMGI_READERS` names no directory of them, the tests say that they are skipped, and in CI they fail.

use std::collections::{BTreeMap, BTreeSet};
use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use camgi::findings::Status;
use quick_xml::events::Event;
use serde_json::Value;

use crate::common::{FIXTURES, Scratch, camgi, check_json, fixture, root, shared, skipped};

/// A format of a report, however the run ends.
fn written(format: &str, archive: &Path, more: &[&str]) -> String {
    let archive = archive.to_string_lossy();
    let run = camgi(&[&["check", "--format", format, &archive], more].concat());
    assert!(run.status <= 4 && run.status != 2, "{}", run.stderr);
    run.stdout
}

/// The names of test cases, each once, by quick-xml's reader.
fn names(junit: &str) -> BTreeSet<String> {
    let mut reader = quick_xml::Reader::from_str(junit);
    reader.config_mut().enable_all_checks(true);
    let mut names = BTreeSet::new();
    loop {
        match reader.read_event().expect("XML") {
            Event::Start(case) | Event::Empty(case) if case.name().as_ref() == "testcase" => {
                let name = case.try_get_attribute("name").expect("attributes").expect("a name");
                names.insert(quick_xml::escape::unescape(&name.value).expect("entities").into_owned());
            }
            Event::Eof => return names,
            _ => {}
        }
    }
}

#[test]
fn test_cases_are_those_of_the_lock_whatever_was_found() {
    let lock = fs::read_to_string(root().join("rules/rules.lock")).expect("the names of test cases");
    let mut expected: BTreeSet<String> =
        lock.lines().filter_map(|line| Some(line.split('\t').nth(2)?.to_owned())).collect();
    let own = ["camgi reads the must-gather", "camgi evaluates every rule"];
    expected.extend(own.map(|name| format!("[sig-arch] {name}")));
    // The names of rules that are no more than a preview may still change.
    let pack =
        camgi::rules::load(camgi::rules::builtin(false), &[]).expect("the pack has no mistake").rules.rules;
    let previews = pack.iter().map(|rule| &rule.info).filter(|info| info.status != Status::Stable);
    expected.extend(previews.map(|info| format!("[sig-{}] camgi {}: {}", info.sig, info.id, info.title)));
    for name in FIXTURES {
        for more in [&[][..], &["--strict", "--fail-on", "info"]] {
            assert_eq!(names(&written("junit", &fixture(name), more)), expected, "{name}");
        }
    }
}

#[test]
fn junit_agrees_with_the_exit_status() {
    for name in FIXTURES {
        for more in [
            &[][..],
            &["--strict"],
            &["--fail-on", "never"],
            &["--fail-on", "warning", "--min-severity", "error"],
        ] {
            let archive = fixture(name);
            let archive = archive.to_string_lossy();
            let run = camgi(&[&["check", "--format", "junit", &archive], more].concat());
            // A flake is a failure and a pass of the same name.
            let cases: Vec<&str> = run.stdout.split("<testcase ").skip(1).collect();
            let name_of = |case: &str| case.split("time=").next().map(str::to_owned);
            let passed: Vec<_> =
                cases.iter().filter(|case| !case.contains("<failure")).map(|case| name_of(case)).collect();
            let failed =
                cases.iter().filter(|case| case.contains("<failure") && !passed.contains(&name_of(case)));
            assert_eq!(failed.count() > 0, run.status != 0, "{name} {more:?}");
        }
    }
}

/// A must-gather whose every text is hostile.
fn hostile(scratch: &Scratch) -> PathBuf {
    let evil = r"a\e[31m\u202e\u200b\x9b\x7f\r\n]]> <b>&amp; &#27; \ufffe\uffff [x](https://evil.example.com) {0} %s";
    let condition = format!(
        "{{type: Ready, status: Unknown, reason: \"{evil}\", message: \"{evil}\", \
         lastTransitionTime: '2026-01-15T09:00:00Z'}}"
    );
    let node = |name: &str| {
        format!(
            "apiVersion: v1\nkind: Node\nmetadata: {{name: \"{name}\"}}\nstatus: {{conditions: [{condition}]}}\n"
        )
    };
    let nodes = "mg/cluster-scoped-resources/core/nodes";
    scratch.write(&format!("{nodes}/odd.yaml"), node(evil));
    scratch.write(&format!("{nodes}/]]> & <i> \"'.yaml"), node("quoted"));
    // JSON has half a character, and YAML bytes that are none.
    let json = r#"{"apiVersion":"v1","kind":"Node","metadata":{"name":"half\ud800"},"status":{"conditions":
        [{"type":"Ready","status":"Unknown","message":"\udfff \u0000 \u001b[2J","lastTransitionTime":"2026-01-15T09:00:00Z"}]}}"#;
    scratch.write(&format!("{nodes}/half.json"), json);
    let (before, behind) =
        node("bytes").split_once("Unknown").map(|(a, b)| (a.to_owned(), b.to_owned())).expect("it");
    let bytes = [before.as_bytes(), b"'\xff\xfe\xed\xa0\x80'", behind.as_bytes()].concat();
    scratch.write(&format!("{nodes}/bytes.yaml"), bytes);
    scratch.write("mg/timestamp", "2026-01-15 10:00:00.0 +0000 UTC m=+0.1\n");
    scratch.path("mg")
}

/// All fixtures and what is hostile, by name.
fn archives(scratch: &Scratch) -> Vec<(&'static str, PathBuf)> {
    let fixtures = FIXTURES.into_iter().map(|name| (name, fixture(name)));
    fixtures.chain([("hostile", hostile(scratch))]).collect()
}

#[test]
fn the_hostile_archive_speaks() {
    let scratch = Scratch::new();
    let report = check_json(&hostile(&scratch), &[]);
    let findings = report["findings"].as_array().expect("findings");
    assert!(findings.len() >= 3, "{report}");
    let all = report.to_string();
    assert!(all.contains("]]>") && all.contains('\u{fffe}') && all.contains("[x]("), "{all}");
}

#[test]
fn sarif_is_valid_by_the_official_schema() {
    let Some(shared) = shared("sarif_is_valid_by_the_official_schema") else { return };
    let schema = fs::read_to_string(shared.join("reference/sarif-2.1.0.json")).expect("the schema");
    let schema: Value = serde_json::from_str(&schema).expect("JSON");
    let validator = jsonschema::validator_for(&schema).expect("a schema");
    let scratch = Scratch::new();
    let mut last = Value::Null;
    for (name, archive) in archives(&scratch) {
        last = serde_json::from_str(&written("sarif", &archive, &[])).expect("JSON");
        let errors: Vec<String> = validator.iter_errors(&last).map(|error| error.to_string()).collect();
        assert!(errors.is_empty(), "{name}: {errors:?}");
        let findings = check_json(&archive, &[])["findings"].as_array().map(Vec::len);
        assert_eq!(last["runs"][0]["results"].as_array().map(Vec::len), findings, "{name}");
    }
    last["runs"][0]["results"][0]["level"] = "fatal".into();
    assert!(!validator.is_valid(&last), "a level that there is not is refused");
}

/// The directory of the readers. Without one the test is skipped, but not in CI.
fn tools(test: &str) -> Option<PathBuf> {
    if let Some(directory) = env::var_os("CAMGI_READERS") {
        // The directory is named from where the tests were started, which is the repository.
        return Some(root().join(directory));
    }
    assert!(
        env::var_os("CI").is_none_or(|ci| ci != "true"),
        "{test}: in CI run .ci/readers, and set CAMGI_READERS"
    );
    skipped(test, "CAMGI_READERS names no directory; .ci/readers makes one");
    None
}

/// What a tool writes on standard output; it has to succeed.
fn said(command: &mut Command) -> String {
    let output = command.output().expect("the tool starts");
    let [out, err] =
        [&output.stdout, &output.stderr].map(|bytes| String::from_utf8_lossy(bytes).into_owned());
    assert!(output.status.success(), "{command:?}: {out}{err}");
    out
}

/// Writes a format of every archive, and gives the files.
fn files(scratch: &Scratch, format: &str, ending: &str) -> Vec<(&'static str, PathBuf)> {
    let written = |(name, archive): (&'static str, PathBuf)| {
        let file = scratch.write(&format!("{name}.{ending}"), written(format, &archive, &[]));
        (name, file)
    };
    archives(scratch).into_iter().map(written).collect()
}

#[test]
fn junitparser_and_the_schema_of_jenkins_take_the_junit() {
    let test = "junitparser_and_the_schema_of_jenkins_take_the_junit";
    let (Some(tools), Some(shared)) = (tools(test), shared(test)) else { return };
    let scratch = Scratch::new();
    let files = files(&scratch, "junit", "xml");
    let mut command = Command::new(tools.join("venv/bin/python"));
    command
        .arg(root().join("tests/readers/read_junit.py"))
        .arg(shared.join("reference/jenkins-junit-10.xsd"));
    let read: Value =
        serde_json::from_str(&said(command.args(files.iter().map(|(_, file)| file)))).expect("JSON");
    for ((name, file), read) in files.iter().zip(read.as_array().expect("a list")) {
        assert_eq!(read["mistakes"], Value::Array(vec![]), "{name}");
        assert_eq!(read["stated"], read["counted"], "{name}");
        let junit = fs::read_to_string(file).expect("the file");
        let of_tool: BTreeSet<String> = read["names"]
            .as_array()
            .expect("names")
            .iter()
            .filter_map(|name| Some(name.as_str()?.to_owned()))
            .collect();
        assert_eq!(of_tool, names(&junit), "{name}");
        for text in read["texts"].as_array().expect("texts") {
            let text = text.as_str().expect("a text");
            assert!(
                text.lines().last().is_some_and(|line| line.starts_with("help: camgi explain ")),
                "{name}: {text}"
            );
        }
    }
}

/// Rules of the validator that are not kept.
const ACCEPTED: [&str; 6] = [
    // Messages are made by templates of the rules, and have no second form with arguments.
    "SARIF2002",
    // A must-gather lies in no repository.
    "SARIF2003",
    // camgi has no page yet.
    "SARIF2005",
    // Ids say what is wrong, and have no numbers.
    "SARIF2009",
    // A finding about a file that is not there has no lines to show.
    "SARIF2010",
    "SARIF2011",
];

/// The one rule of the validator that asks the network: it fetches every address.
const OFFLINE: &str = r#"{"SARIF2006.UrisShouldBeReachable.Options": {"RuleEnabled": "Disabled"}}"#;

#[test]
fn the_validator_of_microsoft_has_no_complaint() {
    let Some(tools) = tools("the_validator_of_microsoft_has_no_complaint") else { return };
    let multitool = tools.join("node_modules/@microsoft/sarif-multitool-linux/Sarif.Multitool");
    let scratch = Scratch::new();
    let offline = scratch.write("offline.json", OFFLINE);
    let log = scratch.path("validation.sarif");
    let files = files(&scratch, "sarif", "sarif");
    let mut command = Command::new(&multitool);
    command.args(["validate", "--rule-kind", "Sarif;Ghas", "--level", "Error;Warning;Note", "--config"]);
    command.arg(&offline).arg("--output").arg(&log);
    // Its exit status is always 0.
    let said = said(command.args(files.iter().map(|(_, file)| file)));
    assert!(said.contains(&format!("{} files scanned", files.len())), "{said}");
    let log: Value = serde_json::from_str(&fs::read_to_string(&log).expect("its log")).expect("JSON");
    let run = &log["runs"][0];
    assert_eq!(run["invocations"][0]["executionSuccessful"], true, "{run}");
    let mut complaints: BTreeMap<String, String> = BTreeMap::new();
    for result in run["results"].as_array().expect("results") {
        let level = result["level"].as_str().unwrap_or("warning");
        let rule = result["ruleId"].as_str().expect("a rule");
        assert_ne!(level, "error", "{result}");
        complaints.insert(format!("{level} {rule}"), result.to_string());
    }
    complaints.retain(|complaint, _| !ACCEPTED.iter().any(|rule| complaint.ends_with(rule)));
    assert_eq!(complaints, BTreeMap::new());
}

#[test]
fn sarif_tools_counts_what_camgi_counts() {
    let Some(tools) = tools("sarif_tools_counts_what_camgi_counts") else { return };
    let scratch = Scratch::new();
    let files: Vec<PathBuf> = files(&scratch, "sarif", "sarif").into_iter().map(|(_, file)| file).collect();
    let reports: Vec<Value> =
        archives(&scratch).iter().map(|(_, archive)| check_json(archive, &[])).collect();
    let sarif = tools.join("venv/bin/sarif");
    // The counts are those of all files together.
    let summary = said(Command::new(&sarif).arg("summary").args(&files));
    for (level, ours) in [("error", "errors"), ("warning", "warnings"), ("note", "infos")] {
        let line = summary.lines().find_map(|line| line.strip_prefix(&format!("{level}: ")));
        let count = line.and_then(|number| number.trim().parse::<u64>().ok());
        let expected = reports.iter().map(|report| report["summary"][ours].as_u64()).sum();
        assert_eq!(count, expected, "{summary}");
    }
    let page = scratch.path("page.html");
    said(Command::new(&sarif).args(["html", "--output"]).arg(&page).args(&files));
    let page = fs::read_to_string(page).expect("a page");
    for finding in reports.iter().flat_map(|report| report["findings"].as_array().expect("findings")) {
        let rule = finding["rule"].as_str().expect("a rule");
        assert!(page.contains(rule), "{rule}");
    }
}
