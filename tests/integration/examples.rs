//! The examples for CI, run as they stand: the script of the step for Prow, and every `run` of the workflow for GitHub
//! that calls camgi. Not run are Prow and GitHub themselves.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use camgi::model::{Document, ReadOptions};
use serde_json::Value;

use crate::common::{Run, Scratch, files_below, fixture, root, run};
use crate::schemas::to_json;

/// A shell with camgi and with an `oc` that gathers nothing, in a directory that it may write to.
fn shell(directory: &Path, scratch: &Scratch) -> Command {
    use std::os::unix::fs::PermissionsExt as _;
    let oc = scratch.write("bin/oc", "#!/bin/sh\necho no cluster >&2\nexit 1\n");
    fs::set_permissions(&oc, fs::Permissions::from_mode(0o755)).expect("a program");
    let camgi = Path::new(env!("CARGO_BIN_EXE_camgi")).parent().expect("a directory");
    let system = std::env::var_os("PATH").expect("a PATH");
    let own = [oc.parent().expect("a directory").to_owned(), camgi.to_owned()];
    let path = std::env::join_paths(own.into_iter().chain(std::env::split_paths(&system))).expect("a PATH");
    let mut bash = Command::new("bash");
    bash.current_dir(directory).env("PATH", path);
    bash
}

fn copy(from: &Path, to: &Path) {
    for (name, bytes) in files_below(from) {
        let file = to.join(name);
        fs::create_dir_all(file.parent().expect("a parent")).expect("a directory");
        fs::write(file, bytes).expect("a file");
    }
}

#[test]
fn the_prow_step_writes_its_artifacts_and_never_fails() {
    for (gathered, judged) in [(Some("node-lost"), true), (Some("healthy"), true), (None, false)] {
        let scratch = Scratch::new();
        let artifacts = scratch.path("artifacts");
        fs::create_dir_all(&artifacts).expect("a directory");
        if let Some(name) = gathered {
            copy(&fixture(name), &artifacts.join("must-gather"));
        }
        let script = root().join("examples/prow/camgi-check-commands.sh");
        let step = run(shell(&artifacts, &scratch).arg(script).env("ARTIFACT_DIR", &artifacts));
        assert_eq!(step.status, 0, "{gathered:?}: {}{}", step.stdout, step.stderr);
        for name in ["junit_camgi.xml", "camgi.json", "camgi.sarif"] {
            assert_eq!(artifacts.join(name).is_file(), judged, "{gathered:?}: {name}: {}", step.stderr);
        }
        assert_eq!(step.stdout.contains("error[node-not-ready]"), gathered == Some("node-lost"));
    }
}

/// The YAML of an example.
fn yaml(name: &str) -> Value {
    let text = fs::read_to_string(root().join("examples").join(name)).expect("an example");
    let document = Document::parse(text, ReadOptions::default()).expect("YAML");
    to_json(document.roots().next().expect("a document"))
}

#[test]
fn the_prow_step_names_its_script() {
    let step = &yaml("prow/camgi-check-ref.yaml")["ref"];
    assert_eq!(step["commands"], "camgi-check-commands.sh");
    assert!(step["best_effort"] == true && step["timeout"].is_string(), "best effort asks for a timeout");
}

/// Runs the steps of the workflow that call camgi, as GitHub does.
fn workflow(scratch: &Scratch, must_gather: &Path) -> Vec<Run> {
    let directory = scratch.path("workspace");
    fs::create_dir_all(&directory).expect("a directory");
    let jobs = &yaml("github/camgi.yml")["jobs"]["camgi"];
    let steps = jobs["steps"].as_array().expect("steps");
    let scripts = steps.iter().filter_map(|step| step["run"].as_str());
    scripts
        .filter(|script| script.contains("camgi check"))
        .map(|script| {
            let mut bash = shell(&directory, scratch);
            bash.args(["-e", "-c", script]).env("MUST_GATHER", must_gather);
            run(bash.env("GITHUB_STEP_SUMMARY", scratch.path("summary.md")))
        })
        .collect()
}

#[test]
fn the_workflow_annotates_sums_up_and_gates() {
    let nothing = PathBuf::from("no-such-must-gather");
    for (must_gather, status) in [(fixture("node-lost"), 1), (fixture("healthy"), 0), (nothing, 3)] {
        let scratch = Scratch::new();
        let summary = scratch.write("summary.md", "what stood there\n");
        let runs = workflow(&scratch, &must_gather);
        assert_eq!(runs.len(), 1);
        assert_eq!(runs[0].status, status, "{}", runs[0].stderr);
        let summary = fs::read_to_string(summary).expect("the summary");
        assert!(summary.starts_with("what stood there\n"), "{summary}");
        assert_eq!(summary.contains("### camgi: "), status != 3, "{summary}");
        assert_eq!(scratch.path("workspace/camgi.sarif").is_file(), status != 3);
        assert_eq!(runs[0].stdout.contains("::error file="), status == 1, "{}", runs[0].stdout);
    }
}
