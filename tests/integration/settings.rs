//! What holds in a run: flags over the environment over `camgi.yaml`, and that no archive chooses what is judged.

use std::process::Command;

use serde_json::Value;

use crate::common::{Run, Scratch, command, files_below, fixture, run};

/// Runs camgi in a directory.
fn inside(scratch: &Scratch, directory: &str, arguments: &[&str]) -> Run {
    run(in_directory(scratch, directory).args(arguments))
}

fn in_directory(scratch: &Scratch, directory: &str) -> Command {
    let mut camgi = command();
    camgi.current_dir(scratch.path(directory));
    camgi
}

fn lost() -> String {
    fixture("node-lost").to_string_lossy().into_owned()
}

/// The value of a setting, and who said it.
fn setting(page: &str, name: &str) -> (String, String) {
    let start = format!("{name}: ");
    let line = page.lines().find_map(|line| line.strip_prefix(&start)).expect("the setting");
    let (value, by) = line.rsplit_once("  # ").expect("who said it");
    (value.to_owned(), by.to_owned())
}

#[test]
fn flags_are_stronger_than_the_environment_and_that_than_the_file() {
    let scratch = Scratch::new();
    scratch.write(
        "camgi.yaml",
        "fail-on: warning\nselect: [csr-*]\nextend-select: [mcp-paused]\nignore: [csr-denied]\n",
    );
    let shown = |camgi: &mut Command| run(camgi.args(["check", "--show-settings"])).stdout;
    let page = shown(&mut in_directory(&scratch, "."));
    assert_eq!(setting(&page, "fail-on"), ("warning".into(), "camgi.yaml".into()));
    assert_eq!(setting(&page, "extend-select"), ("[mcp-paused]".into(), "camgi.yaml".into()));
    let page = shown(in_directory(&scratch, ".").env("CAMGI_FAIL_ON", "info"));
    assert_eq!(setting(&page, "fail-on"), ("info".into(), "CAMGI_FAIL_ON".into()));
    let page = run(in_directory(&scratch, ".").env("CAMGI_FAIL_ON", "info").args([
        "check",
        "--show-settings",
        "--fail-on",
        "never",
        "--select",
        "co-*",
        "--ignore",
        "co-degraded",
    ]))
    .stdout;
    assert_eq!(setting(&page, "fail-on"), ("never".into(), "--fail-on".into()));
    // Whoever selects anew does not mean what the file had added to its own selection; what is ignored stays so.
    assert_eq!(setting(&page, "select"), ("[co-*]".into(), "--select".into()));
    assert_eq!(setting(&page, "extend-select").0, "[]");
    assert_eq!(setting(&page, "ignore"), ("[csr-denied, co-degraded]".into(), "camgi.yaml, --ignore".into()));
    let page = run(in_directory(&scratch, ".").env("CAMGI_FAIL_ON", "info").args([
        "check",
        "--show-settings",
        "--isolated",
    ]))
    .stdout;
    assert_eq!(setting(&page, "fail-on"), ("error".into(), "default".into()));
    assert!(page.starts_with("configuration: none\n"), "{page}");

    let wrong =
        run(in_directory(&scratch, ".").env("CAMGI_FAIL_ON", "warnings").args(["check", "--show-settings"]));
    assert_eq!(wrong.status, 2);
    assert!(
        wrong.stderr.contains("CAMGI_FAIL_ON cannot be `warnings`; did you mean `warning`?"),
        "{}",
        wrong.stderr
    );
}

#[test]
fn the_configuration_is_used_and_its_paths_are_relative_to_it() {
    let scratch = Scratch::new();
    scratch.write(
        "team/camgi.yaml",
        "rules: [rules]\nbuiltin: false\nseverity: {master-seen: error}\nparams: {master-seen: {label: Master}}\n\
         output: [{format: json, path: report.json}]\n",
    );
    scratch.write("team/rules/seen.yaml", crate::common::rule("master-seen", "params:\n  label: {type: string, default: X, description: d}\n\
         sources:\n  node:\n    resources: {group: core, kind: Node, labels: {node-role.kubernetes.io/master: ''}}\n\
         report:\n  message: '{{ params.label }} {{ node.metadata.name }}'\n"));
    let path = scratch.path("team/camgi.yaml");
    let run = inside(
        &scratch,
        ".",
        &["check", &lost(), "--config", path.to_str().expect("UTF-8"), "--format", "json"],
    );
    assert_eq!(run.status, 1, "{}", run.stderr);
    let report = run.json();
    assert_eq!(report["summary"]["errors"], 3, "the severity is set");
    assert!(
        report["findings"][0]["message"].as_str().expect("a text").starts_with("Master "),
        "the parameter is set"
    );
    let written = std::fs::read_to_string(scratch.path("team/report.json")).expect("the output");
    assert_eq!(written, run.stdout);
    // `rules list` takes part in it, too.
    let listed = inside(&scratch, "team", &["rules", "list"]);
    assert!(listed.stdout.starts_with("master-seen  error"), "{}", listed.stdout);
}

#[test]
fn mistakes_are_shown_at_their_place() {
    let scratch = Scratch::new();
    scratch.write("camgi.yaml", "sellect: [a]\nsuppress:\n- rule: csr-denied\n  until: soon\n");
    let run = inside(&scratch, ".", &["check", &lost()]);
    assert_eq!(run.status, 2);
    assert!(run.stdout.is_empty());
    for part in [
        "unknown key `sellect`",
        "did you mean `select`?",
        "camgi.yaml:1:1",
        "has no `reason`",
        "2 mistakes in the configuration; nothing was judged",
    ] {
        assert!(run.stderr.contains(part), "{part} in {}", run.stderr);
    }
    scratch.write("camgi.yaml", "severity: {csr-denid: info}\n");
    let run = inside(&scratch, ".", &["check", &lost()]);
    assert!(run.stderr.contains("did you mean `csr-denied`?") && run.status == 2, "{}", run.stderr);
    scratch.write("camgi.yaml", "params: {csr-pending: {grase: 1h}}\n");
    let run = inside(&scratch, ".", &["check", &lost()]);
    assert!(
        run.stderr.contains("did you mean `grace`?")
            && run.stderr.contains("in the configuration")
            && run.stderr.contains("camgi.yaml:1:24"),
        "{}",
        run.stderr
    );
    let run = inside(&scratch, ".", &["check", &lost(), "--config", "none.yaml"]);
    assert!(run.stderr.contains("none.yaml cannot be read") && run.status == 2, "{}", run.stderr);
}

#[test]
fn no_archive_chooses_what_is_judged() {
    let scratch = Scratch::new();
    for (name, bytes) in files_below(&fixture("node-lost")) {
        scratch.write(&format!("mg/{name}"), bytes);
    }
    scratch.write("mg/camgi.yaml", "fail-on: never\nselect: [mcp-paused]\n");
    scratch.write("mg/.git/HEAD", "");
    for (directory, path) in [("mg", "."), (".", "mg")] {
        let run = inside(&scratch, directory, &["check", path, "--format", "json"]);
        assert_eq!(run.status, 1, "{}", run.stderr);
        assert!(run.json()["rules"].as_array().is_some_and(|rules| rules.len() > 14));
        assert_eq!(run.stderr.contains("it lies in a must-gather"), directory == "mg", "{}", run.stderr);
    }
}

#[test]
fn prow_is_a_flag_and_stronger_than_the_environment() {
    let scratch = Scratch::new();
    let artifacts = format!("--prow={}", scratch.path(".").display());
    let page = run(in_directory(&scratch, ".").env("CAMGI_FORMAT", "json").args([
        "check",
        "--show-settings",
        &artifacts,
    ]))
    .stdout;
    assert_eq!(setting(&page, "format"), ("concise".into(), "--prow".into()));
    let both = ["check", "--show-settings", "--format", "sarif", &artifacts];
    assert_eq!(setting(&inside(&scratch, ".", &both).stdout, "format"), ("sarif".into(), "--format".into()));
}

#[test]
fn limits_are_those_of_the_configuration() {
    let scratch = Scratch::new();
    scratch.write("camgi.yaml", "limits: {file-bytes: 1Ki}\n");
    let report: Value = inside(&scratch, ".", &["check", &lost(), "--format", "json"]).json();
    let notices = report["notices"].as_array().expect("notices");
    assert!(notices.iter().any(|notice| notice["code"] == "over-limit"), "{notices:?}");
}
