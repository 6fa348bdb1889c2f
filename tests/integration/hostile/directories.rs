//! Directories with more in them than files: links, pipes, what may not be read.
#![cfg(unix)]

use std::fs::{self, Permissions};
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::os::unix::net::UnixListener;
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::Command;

use super::{NODES, check_that_ends, lost, lost_node, must_gather, notices, outcome, say};
use crate::common::{Run, Scratch, command, run, skipped};

#[test]
fn links_lead_nowhere() {
    let scratch = Scratch::new();
    must_gather(&scratch);
    scratch.write("outside/node.yaml", lost_node("outside"));
    let (mg, outside) = (scratch.path("mg"), scratch.path("outside"));
    let nodes = mg.join(NODES);
    for (target, link) in [
        (mg.as_path(), nodes.join("up")),
        (Path::new("."), nodes.join("self")),
        (Path::new("b.yaml"), nodes.join("a.yaml")),
        (Path::new("a.yaml"), nodes.join("b.yaml")),
        (&outside.join("node.yaml"), nodes.join("file.yaml")),
        (&outside, nodes.join("directory")),
        (Path::new("../../../../outside/node.yaml"), nodes.join("climbs.yaml")),
        (Path::new("/dev/zero"), nodes.join("endless.yaml")),
        (Path::new("/dev/zero"), mg.join("version")),
    ] {
        symlink(target, link).expect("a link");
    }
    let report = check_that_ends(&mg).json();
    assert_eq!(lost(&report), ["lost"]);
    let mut expected: Vec<String> =
        ["a.yaml", "b.yaml", "climbs.yaml", "directory", "endless.yaml", "file.yaml", "self", "up"]
            .map(|name| format!("{NODES}/{name}"))
            .into();
    expected.push("version".to_owned());
    let files: Vec<&str> = notices(&report).into_iter().map(|(_, file)| file).collect();
    assert_eq!(files, expected);
    assert!(notices(&report).iter().all(|(code, _)| *code == "unsafe-entry"));
    assert_eq!(outcome(&report, "node-pressure"), "skip", "a Node may be behind a link");
    say(&mg);
}

#[test]
fn nobody_waits_for_a_pipe_or_a_socket() {
    let scratch = Scratch::new();
    must_gather(&scratch);
    let pipes =
        ["version", "timestamp", &format!("{NODES}/pipe.yaml")].map(|name| scratch.path("mg").join(name));
    if !Command::new("mkfifo").args(&pipes).status().is_ok_and(|status| status.success()) {
        return skipped("hostile::nobody_waits_for_a_pipe_or_a_socket", "there is no mkfifo");
    }
    let _socket = UnixListener::bind(scratch.path("mg/socket")).expect("a socket");
    let report = check_that_ends(scratch.path("mg")).json();
    assert_eq!(lost(&report), ["lost"]);
    let pipe = format!("{NODES}/pipe.yaml");
    let expected = [pipe.as_str(), "socket", "timestamp", "version"].map(|file| ("unsafe-entry", file));
    assert_eq!(notices(&report), expected);

    // Without a must-gather every file is looked at, because it may be an archive.
    fs::remove_dir_all(scratch.path("mg/cluster-scoped-resources")).expect("the objects");
    assert_eq!(check_that_ends(scratch.path("mg")).status, 3);
    let run = check_that_ends(scratch.path("mg/version"));
    assert_eq!(run.status, 3);
    assert!(run.stderr.contains("neither a file nor a directory"), "{}", run.stderr);
}

/// Runs camgi as a user whom permissions stop: this one, or for root another. Nothing where neither can be.
fn without_permission(path: &Path, closed: &Path) -> Option<Run> {
    let mut command = command();
    command.args(["check", "--format", "json"]).arg(path);
    if fs::read(closed).is_ok() {
        // Whoever is not stopped by mode 0 may become anybody, mostly.
        command.uid(65_534).gid(65_534);
        command.current_dir("/");
        command.output().ok()?;
    }
    Some(run(&mut command))
}

#[test]
fn what_may_not_be_read_is_told() {
    let scratch = Scratch::new();
    must_gather(&scratch);
    let closed = scratch.write(&format!("mg/{NODES}/closed.yaml"), lost_node("closed"));
    let operators = "cluster-scoped-resources/config.openshift.io/clusteroperators";
    scratch.write(&format!("mg/{operators}/dns.yaml"), "");
    let directory = scratch.path("mg").join(operators);
    for path in [&closed, &directory] {
        fs::set_permissions(path, Permissions::from_mode(0o000)).expect("permissions");
    }
    let inside = without_permission(&scratch.path("mg"), &closed);
    let file = without_permission(&closed, &closed);
    fs::set_permissions(scratch.path("mg"), Permissions::from_mode(0o000)).expect("permissions");
    let root = without_permission(&scratch.path("mg"), &closed);
    // Otherwise the scratch directory stays.
    for path in [&scratch.path("mg"), &directory] {
        fs::set_permissions(path, Permissions::from_mode(0o755)).expect("permissions");
    }
    let (Some(inside), Some(file), Some(root)) = (inside, file, root) else {
        return skipped("hostile::what_may_not_be_read_is_told", "no user here is stopped by permissions");
    };
    let report = inside.json();
    assert_eq!(lost(&report), ["lost"]);
    let node = format!("{NODES}/closed.yaml");
    assert_eq!(notices(&report), [("unreadable-file", operators), ("unreadable-file", &node)]);
    for rule in ["node-pressure", "co-degraded"] {
        assert_eq!(outcome(&report, rule), "skip", "{rule}");
    }
    for run in [file, root] {
        assert_eq!(run.status, 3, "{}", run.stderr);
        assert!(run.stderr.contains("permission denied; make it readable"), "{}", run.stderr);
    }
}
