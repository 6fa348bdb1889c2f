//! Several outputs of one run, and that all formats say the same.

use std::fs;

use crate::common::few::{camgi, command};
use crate::common::{FIXTURES, Scratch, fixture, run};
use crate::page::Page;

/// The formats that `--format` takes.
pub(crate) fn formats() -> Vec<String> {
    let help = camgi(&["check", "--help"]).stdout;
    let part =
        help.split("--format <FORMAT>").nth(1).expect("the flag").split("\n  -").next().expect("its help");
    let names = part.lines().filter_map(|line| line.trim().strip_prefix("- ")?.split(':').next());
    let names: Vec<String> = names.map(str::to_owned).collect();
    assert!(names.iter().any(|name| name == "json") && names.len() >= 3, "{help}");
    names
}

fn text(path: &std::path::Path) -> String {
    path.to_string_lossy().into_owned()
}

#[test]
fn a_file_has_what_standard_output_would_have() {
    let scratch = Scratch::new();
    let path = text(&fixture("node-lost"));
    let outputs: Vec<String> =
        formats().iter().map(|format| format!("{format}={}", text(&scratch.path(format)))).collect();
    let mut arguments = vec!["check", &path, "--format", "concise"];
    arguments.extend(outputs.iter().flat_map(|output| ["-o", output]));
    let all = camgi(&arguments);
    assert_eq!(all.status, 1, "{}", all.stderr);
    for format in formats() {
        let alone = camgi(&["check", &path, "--format", &format]);
        assert_eq!(alone.status, 1, "{format}");
        assert_eq!(fs::read_to_string(scratch.path(&format)).expect("the output"), alone.stdout, "{format}");
    }
    assert_eq!(fs::read_to_string(scratch.path("concise")).expect("the output"), all.stdout);
}

#[test]
fn one_that_cannot_be_written_takes_nothing_from_the_others() {
    let scratch = Scratch::new();
    let path = text(&fixture("machine-failed"));
    let good = scratch.path("good.json");
    let bad = scratch.path("missing/bad.json");
    let outputs = [format!("concise={}", text(&bad)), format!("json={}", text(&good))];
    let [bad, written] = &outputs;
    let arguments = ["check", &path, "-o", bad, "-o", written, "--format", "concise"];
    let run_once = camgi(&arguments);
    assert_eq!(run_once.status, 2);
    assert!(run_once.stderr.contains("missing/bad.json cannot be written"), "{}", run_once.stderr);
    assert!(run_once.stderr.contains("make the directory"), "{}", run_once.stderr);
    assert_eq!(run_once.stdout.lines().count(), 1, "standard output is written all the same");
    assert!(good.exists());
    // A step that gathers goes on.
    assert_eq!(run(command().args(arguments).arg("--exit-zero")).status, 0);
    #[cfg(target_os = "linux")]
    assert_eq!(camgi(&["check", &path, "-o", "json=/dev/full"]).status, 2);
    for wrong in ["json", "json=-", "jsn=a.json"] {
        assert_eq!(camgi(&["check", &path, "-o", wrong]).status, 2, "{wrong}");
    }
    let twice = camgi(&["check", &path, "-o", "json=x", "-o", "concise=x"]);
    assert!(twice.status == 2 && twice.stderr.contains("x is to get two outputs"), "{}", twice.stderr);
}

#[test]
fn prow_gets_its_files_by_their_names() {
    let scratch = Scratch::new();
    let path = text(&fixture("machine-failed"));
    fs::create_dir_all(scratch.path("artifacts")).expect("a directory");
    let by_name = camgi(&["check", &path, &format!("--prow={}", text(&scratch.path("artifacts")))]);
    assert_eq!(by_name.status, 1);
    assert_eq!(by_name.stdout.lines().count(), 1, "one line a finding: {}", by_name.stdout);
    let names = |directory: &str| {
        let entries = fs::read_dir(scratch.path(directory)).expect("the directory");
        let mut names: Vec<String> = entries
            .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    };
    assert_eq!(names("artifacts"), ["camgi.html", "camgi.json", "camgi.sarif", "junit_camgi.xml"]);
    fs::create_dir_all(scratch.path("other")).expect("a directory");
    let by_environment = run(command().env("ARTIFACT_DIR", scratch.path("other")).args([
        "check",
        &path,
        "--prow",
        "--exit-zero",
    ]));
    assert_eq!(by_environment.status, 0);
    assert_eq!(names("other"), names("artifacts"));
    let nowhere = camgi(&["check", &path, "--prow"]);
    assert!(nowhere.status == 2 && nowhere.stderr.contains("ARTIFACT_DIR"), "{}", nowhere.stderr);
}

#[test]
fn no_output_destroys_what_is_read() {
    let scratch = Scratch::new();
    let tar =
        scratch.write("mg.tar", crate::common::tarball(&crate::common::files_below(&fixture("healthy")), ""));
    let config = scratch.write("camgi.yaml", "fail-on: error\n");
    let known = scratch.write("known.json", camgi(&["baseline", "write", &text(&tar)]).stdout);
    let inputs = [text(&tar), text(&config), text(&known)];
    let before: Vec<Vec<u8>> = inputs.iter().map(|path| fs::read(path).expect("a file")).collect();
    for path in &inputs {
        let spelt = path.replace("/camgi-test", "/./camgi-test");
        let output = format!("json={spelt}");
        let run =
            camgi(&["check", &inputs[0], "--config", &inputs[1], "--baseline", &inputs[2], "-o", &output]);
        assert!(
            run.status == 2 && run.stderr.contains("give the output a file of its own"),
            "{}",
            run.stderr
        );
    }
    let after: Vec<Vec<u8>> = inputs.iter().map(|path| fs::read(path).expect("a file")).collect();
    assert_eq!(before, after);
    assert_eq!(camgi(&["check", &inputs[0], "-o", "json=/dev/stdout"]).status, 2);
}

/// How many findings a text has, by its format.
fn findings(format: &str, text: &str) -> usize {
    let json = || serde_json::from_str::<serde_json::Value>(text).expect("JSON");
    match format {
        "concise" => text.lines().count(),
        "json" => json()["findings"].as_array().expect("findings").len(),
        "jsonl" => text.lines().filter(|line| line.contains("\"type\":\"finding\"")).count(),
        "sarif" => json()["runs"][0]["results"].as_array().expect("results").len(),
        // Each case that failed, or failed and then passed, lists its findings.
        "junit" => text
            .lines()
            .filter(|line| ["error: ", "warning: ", "info: "].iter().any(|word| line.starts_with(word)))
            .count(),
        "github" => {
            text.lines().filter(|line| line.starts_with("::") && !line.contains(" title=camgi::")).count()
        }
        "html" => Page::of(text).list("findings").len(),
        "human" => counted(text.lines().last().expect("the verdict")),
        "markdown" => counted(text.lines().next().expect("the verdict")),
        other => panic!("how are findings counted in {other}?"),
    }
}

/// How many findings a verdict speaks of: `2 errors, 1 warning in 3 of 14 rules …`.
fn counted(verdict: &str) -> usize {
    let parts =
        verdict.trim_start_matches("### camgi: ").split(" in ").next().unwrap_or_default().split(", ");
    let number = |part: &str| {
        let (number, what) = part.split_once(' ')?;
        ["error", "warning", "info"]
            .contains(&what.trim_end_matches('s'))
            .then(|| number.parse::<usize>().ok())?
    };
    parts.filter_map(number).sum()
}

#[test]
fn all_formats_agree_on_the_findings_and_on_the_exit_status() {
    for name in FIXTURES {
        let path = text(&fixture(name));
        for fail_on in ["error", "info", "never"] {
            let json = camgi(&["check", &path, "--format", "json", "--fail-on", fail_on]);
            let expected = json.json()["findings"].as_array().expect("findings").len();
            for format in formats() {
                let one = camgi(&["check", &path, "--format", &format, "--fail-on", fail_on]);
                assert_eq!(one.status, json.status, "{name} {format} --fail-on {fail_on}");
                let found = findings(&format, &one.stdout);
                assert_eq!(found, expected, "{name} {format} --fail-on {fail_on}: {}", one.stdout);
            }
        }
    }
}

#[test]
fn the_first_findings_are_shown_and_all_count() {
    let path = text(&fixture("node-lost"));
    let run = camgi(&["check", &path, "--max-findings", "2", "--format", "json", "--fail-on", "warning"]);
    let report = run.json();
    assert_eq!(report["findings"].as_array().map(Vec::len), Some(2));
    assert_eq!((&report["summary"]["errors"], &report["summary"]["warnings"]), (&5.into(), &5.into()));
    assert!(
        report["findings"].as_array().expect("findings").iter().all(|finding| finding["severity"] == "error")
    );
    let none = camgi(&["check", &path, "--max-findings", "0"]);
    assert!(none.status == 1 && none.stdout.contains("10 not shown"), "{}", none.stdout);
    let sure = camgi(&["check", &path, "--min-confidence", "very-high", "--format", "json"]).json();
    assert!(sure["findings"].as_array().map(Vec::len) < Some(10));
    assert_eq!(sure["summary"]["errors"], 5, "what is hidden is counted");
}

#[test]
fn consequences_stand_by_themselves_where_that_is_asked_for() {
    let path = text(&fixture("node-lost"));
    let count = |more: &[&str]| {
        let mut arguments = vec!["check", &path];
        arguments.extend(more);
        camgi(&arguments).stdout.matches("mcp-degraded").count()
    };
    assert!(count(&["--show-consequences"]) >= count(&[]));
    let linked = camgi(&["check", &path, "--links", "always"]).stdout;
    assert!(linked.contains("\u{1b}]8;;https://"), "ids of rules are links");
    assert!(!camgi(&["check", &path]).stdout.contains('\u{1b}'));
}
