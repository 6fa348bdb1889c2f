//! The exit status is an interface: 0 ok, 1 findings, 2 usage or a rule file, 3 nothing to judge, 4 incomplete.

#[cfg(target_os = "linux")]
use crate::common::command;
use crate::common::{Scratch, camgi, check_stream, files_below, fixture, shared, tarball};

fn status(arguments: &[&str]) -> i32 {
    camgi(arguments).status
}

#[test]
fn findings_against_the_threshold() {
    let (healthy, failed) = (fixture("healthy"), fixture("machine-failed"));
    let (healthy, failed) = (healthy.to_str().expect("UTF-8"), failed.to_str().expect("UTF-8"));
    let lost = fixture("node-lost");
    let lost = lost.to_str().expect("UTF-8");
    for (arguments, expected) in [
        (vec!["check", healthy], 0),
        // It is a part of a must-gather, and the rules about the gather say so.
        (vec!["check", healthy, "--fail-on", "info", "--ignore", "archive-*"], 0),
        (vec!["check", healthy, "--fail-on", "info"], 1),
        (vec!["check", failed], 1),
        (vec!["check", failed, "--fail-on", "never"], 0),
        (vec!["check", failed, "--exit-zero"], 0),
        (vec!["check", lost, "--select", "mcp-paused,csr-denied"], 0),
        (vec!["check", lost, "--select", "mcp-paused,csr-denied", "--fail-on", "warning"], 1),
        // What is hidden still counts.
        (vec!["check", lost, "--select", "csr-denied", "--fail-on", "warning", "--min-severity", "error"], 1),
    ] {
        for format in ["human", "concise", "json"] {
            let mut with_format = arguments.clone();
            with_format.extend(["--format", format]);
            assert_eq!(status(&with_format), expected, "{with_format:?}");
        }
    }
}

#[test]
fn usage_is_two_also_with_exit_zero() {
    let failed = fixture("machine-failed");
    let failed = failed.to_str().expect("UTF-8");
    for arguments in [
        vec!["check"],
        vec!["check", failed, "--nonsense"],
        vec!["check", failed, "--select", "machine-faild", "--exit-zero"],
        vec!["check", failed, "--ignore", "team:x"],
        vec!["check", failed, "--rules", "no/such/file.yaml"],
        vec!["check", failed, "--no-builtin-rules"],
        vec!["check", failed, "--param", "co-degraded.persistant=1h"],
        vec!["check", failed, "--param", "co-degraded.persistent=soon"],
        vec!["check", failed, "--param", "nonsense"],
        vec!["check", failed, "-j", "0"],
        vec!["explain", "no-such-rule"],
    ] {
        let run = camgi(&arguments);
        assert_eq!(run.status, 2, "{arguments:?}: {}", run.stderr);
        assert!(!run.stderr.is_empty() && run.stdout.is_empty(), "{arguments:?}");
    }
    let run = camgi(&["check", failed, "--select", "machine-faild"]);
    assert!(run.stderr.contains("did you mean `machine-failed`?"), "{}", run.stderr);
}

#[test]
fn what_is_no_archive_is_three_and_says_what_was_expected() {
    let scratch = Scratch::new();
    let text = scratch.write("notes.txt", "These are notes.\n");
    let empty = scratch.path("empty");
    std::fs::create_dir_all(&empty).expect("a directory");
    let missing = scratch.path("missing");
    let other = scratch.write("other/readme.md", "# other\n");
    let failed = scratch.write("mg/must-gather.local.1/quay-io/version", "openshift/must-gather\n4.18.0\n");
    scratch.write("mg/must-gather.local.1/timestamp", "2026-01-15 10:00:00 +0000 UTC m=+0.1\n");
    for (path, part) in [
        (text.as_path(), "notes.txt"),
        (empty.as_path(), "no files"),
        (missing.as_path(), "no such file"),
        (other.parent().expect("a directory"), "not a must-gather"),
        (failed.ancestors().nth(3).expect("mg"), "gather failed"),
    ] {
        let path = path.to_str().expect("UTF-8");
        let run = camgi(&["check", path]);
        assert_eq!(run.status, 3, "{path}: {}", run.stderr);
        assert!(run.stderr.contains(part), "{path}: {}", run.stderr);
        assert!(run.stdout.is_empty());
        assert_eq!(status(&["check", path, "--exit-zero"]), 0, "{path}");
    }
}

#[test]
fn an_archive_in_which_no_rule_can_be_judged_is_three() {
    let scratch = Scratch::new();
    // No rule asks for these. That rules about the gather can be judged says nothing of the cluster.
    let list = "apiVersion: v1\nkind: ReplicationControllerList\nitems: []\n";
    scratch.write("mg/namespaces/a/core/replicationcontrollers.yaml", list);
    let path = scratch.path("mg");
    let run = camgi(&["check", path.to_str().expect("UTF-8")]);
    assert_eq!(run.status, 3, "{}", run.stdout);
    assert!(run.stdout.contains("Could not tell"), "{}", run.stdout);
}

#[test]
fn a_rule_that_breaks_is_four_and_the_others_go_on() {
    let scratch = Scratch::new();
    let rule = scratch.write(
        "breaks.yaml",
        crate::common::rule("breaks", "sources:\n  node:\n    resources: {group: core, kind: Node}\nreport:\n  message: '{{ node.spec.nothing.here }}'\n"),
    );
    let failed = fixture("machine-failed");
    let run = camgi(&[
        "check",
        failed.to_str().expect("UTF-8"),
        "--rules",
        rule.to_str().expect("UTF-8"),
        "--format",
        "json",
    ]);
    assert_eq!(run.status, 4, "{}", run.stderr);
    let report = run.json();
    assert_eq!(report["summary"]["rules"]["error"], 1);
    assert_eq!(report["summary"]["errors"], 2, "the failed machine is still found, and why it failed");
    let rule =
        report["rules"].as_array().expect("rules").iter().find(|r| r["id"] == "breaks").expect("the rule");
    assert!(rule["reason"].as_str().is_some_and(|reason| reason.contains("not there")), "{rule}");
}

#[test]
fn strict_is_four_when_something_was_left_out() {
    let broken = fixture("broken-files");
    let (broken, healthy) = (broken.to_str().expect("UTF-8"), fixture("healthy"));
    let healthy = healthy.to_str().expect("UTF-8");
    for (arguments, expected) in [
        (vec!["check", healthy, "--strict"], 0),
        (vec!["check", broken], 1),
        (vec!["check", broken, "--strict"], 4),
        // What was left out is not a matter of severity.
        (vec!["check", broken, "--strict", "--fail-on", "never"], 4),
        (vec!["check", broken, "--strict", "--exit-zero"], 0),
    ] {
        for format in ["human", "concise", "json"] {
            let mut with_format = arguments.clone();
            with_format.extend(["--format", format]);
            assert_eq!(status(&with_format), expected, "{with_format:?}");
        }
    }
    // Two files are no YAML, one is empty, one redacted, and the gather was killed.
    let page = camgi(&["check", broken, "--strict"]).stdout;
    let verdict = page.lines().last().expect("a verdict");
    assert!(verdict.contains("INCOMPLETE, 5 things in the archive were left out"), "{verdict}");
}

#[test]
fn standard_input_has_the_same_ways_to_end() {
    let scratch = Scratch::new();
    let inner = std::fs::read(scratch.write("inner.tar", tarball(&[], ""))).expect("a tarball");
    let files = |name: &str| files_below(&fixture(name)).into_iter().collect::<Vec<_>>();
    let nested = tarball(&[("artifacts/must-gather.tar".to_owned(), inner)], "");
    for (bytes, expected, part) in [
        (tarball(&files("healthy"), ""), 0, ""),
        (tarball(&files("machine-failed"), ""), 1, ""),
        (Vec::new(), 3, "standard input"),
        (b"These are notes.\n".to_vec(), 3, "standard input"),
        (tarball(&[("readme.md".to_owned(), b"# other\n".to_vec())], ""), 3, "not a must-gather"),
        // It cannot be read twice, and only at its end is it known that there is nothing else.
        (nested, 3, "artifacts/must-gather.tar"),
    ] {
        let run = check_stream(bytes, &[]);
        assert_eq!(run.status, expected, "{}", run.stderr);
        assert!(run.stderr.contains(part), "{part}: {}", run.stderr);
        assert_eq!(run.stdout.is_empty(), expected == 3, "{}", run.stdout);
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_two_and_a_closed_pipe_is_nothing() {
    let failed = fixture("machine-failed");
    let failed = failed.to_str().expect("UTF-8");
    let check = |format| vec!["check", failed, "--format", format];
    for (arguments, otherwise) in [
        (check("human"), 1),
        (check("concise"), 1),
        (check("json"), 1),
        (vec!["explain", "machine-failed"], 0),
        (vec!["rules", "list"], 0),
        (vec!["rules", "test", "-v"], 0),
    ] {
        let full = std::fs::OpenOptions::new().write(true).open("/dev/full").expect("/dev/full");
        let run = crate::common::run(command().args(&arguments).stdout(full));
        assert_eq!(run.status, 2, "{arguments:?}: {}", run.stderr);
        assert!(run.stderr.contains("cannot be written"), "{arguments:?}: {}", run.stderr);
        assert!(run.stderr.contains("No space left on device"), "{arguments:?}: {}", run.stderr);
        assert_eq!(run.stderr.lines().count(), 1, "{arguments:?}: {}", run.stderr);

        let (reader, writer) = std::io::pipe().expect("a pipe");
        drop(reader);
        let run = crate::common::run(command().args(&arguments).stdout(writer));
        assert_eq!(run.status, otherwise, "{arguments:?}: {}", run.stderr);
        assert!(!run.stderr.contains("error:"), "{arguments:?}: {}", run.stderr);
    }
}

#[test]
fn real_archives_that_are_none() {
    let Some(shared) = shared("real_archives_that_are_none") else { return };
    for (name, part) in [
        ("azure-ci-job", "is not a must-gather"),
        ("insights-core", "is not a must-gather"),
        ("devopoc", "gather failed"),
    ] {
        let path = shared.join("archives").join(format!("{name}.tar.xz"));
        let run = camgi(&["check", path.to_str().expect("UTF-8")]);
        assert_eq!(run.status, 3, "{name}: {}", run.stderr);
        assert!(run.stderr.contains(part) && run.stderr.contains("must-gather"), "{name}: {}", run.stderr);
    }
}
