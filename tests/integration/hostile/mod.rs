//! Archives that were made with bad intentions, end to end: what is hostile is told with its place, and all the rest is
//! judged as if it were not there. What a reader does with a single hostile entry is tested beside that reader.

mod directories;
mod names;
mod packed;
mod texts;

use std::ffi::OsStr;
use std::io::Read as _;
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::checks::archives::safe;
use crate::common::{Run, Scratch, command, run};

const NODES: &str = "cluster-scoped-resources/core/nodes";

/// A Node that every archive of these tests has and that has to be found.
fn lost_node(name: &str) -> String {
    let condition = "{type: Ready, status: Unknown, lastTransitionTime: '2026-01-15T09:00:00Z'}";
    format!("apiVersion: v1\nkind: Node\nmetadata: {{name: {name}}}\nstatus: {{conditions: [{condition}]}}\n")
}

/// A must-gather with the lost Node.
fn must_gather(scratch: &Scratch) {
    scratch.write(&format!("mg/{NODES}/lost.yaml"), lost_node("lost"));
}

/// What camgi says of a path, as JSON, when no format of it reaches a terminal with a raw control character.
fn say(path: &Path) -> Value {
    for arguments in [
        &["check", "--verbose"][..],
        &["check", "--format", "concise"],
        &["inspect", "--verbose"],
        &["inspect", "--format", "json"],
    ] {
        say_with(path, arguments);
    }
    say_with(path, &["check", "--format", "json"]).json()
}

fn say_with(path: &Path, arguments: &[&str]) -> Run {
    let run = run(command().args(arguments).arg(path));
    safe(&run.stdout);
    safe(&run.stderr);
    run
}

/// The codes and files of the notices, but for those about the gather time.
fn notices(report: &Value) -> Vec<(&str, &str)> {
    let all = report["notices"].as_array().expect("notices").iter();
    all.map(|notice| (notice["code"].as_str().expect("a code"), notice["file"].as_str().unwrap_or_default()))
        .filter(|(code, _)| !code.starts_with("gather-time"))
        .collect()
}

/// The names of the Nodes that were found lost.
fn lost(report: &Value) -> Vec<&str> {
    let findings = report["findings"].as_array().expect("findings").iter();
    let of_nodes = findings.filter(|finding| finding["rule"] == "node-not-ready");
    of_nodes.map(|finding| finding["subject"]["name"].as_str().expect("a name")).collect()
}

/// The outcome of a rule.
fn outcome<'r>(report: &'r Value, id: &str) -> &'r str {
    let rules = report["rules"].as_array().expect("rules");
    let rule = rules.iter().find(|rule| rule["id"] == id).expect("the rule");
    rule["outcome"].as_str().expect("an outcome")
}

/// Checks a path as JSON, and stops what hangs.
fn check_that_ends(path: impl AsRef<OsStr>) -> Run {
    let mut command = command();
    command.args(["check", "--format", "json"]).arg(path);
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("camgi starts");
    // A report is longer than what a pipe holds.
    let mut stdout = child.stdout.take().expect("a pipe");
    let said = std::thread::spawn(move || {
        let mut bytes = Vec::new();
        stdout.read_to_end(&mut bytes).map(|_| bytes)
    });
    let start = Instant::now();
    while child.try_wait().expect("camgi runs").is_none() {
        if start.elapsed() > Duration::from_secs(60) {
            child.kill().expect("camgi is stopped");
            panic!("camgi hangs");
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    let mut output = child.wait_with_output().expect("camgi ran");
    output.stdout = said.join().expect("a reader").expect("standard output");
    crate::common::ended(output)
}
