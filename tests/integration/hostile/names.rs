//! Files with hostile names, in every form of archive.
#![cfg(target_os = "linux")]

use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt as _;

use super::packed::member;
use super::{NODES, lost, lost_node, notices, say, say_with};
use crate::common::{Scratch, gz, zip};

/// Names with what moves the cursor, ends a line, reorders text, hides itself, or is no UTF-8.
const NAMES: [&[u8]; 10] = [
    b"\x1b[31mred\x1b]0;title\x07",
    b"line\nerror[fake]: of a finding",
    b"return\rerror[fake]: over it",
    b"tab\tand\x08back\x7f",
    "\u{9b}31m\u{85}".as_bytes(),
    "\u{202e}lmay.\u{2066}".as_bytes(),
    "zero\u{200b}width\u{feff}".as_bytes(),
    "tag\u{e0041}\u{2028}".as_bytes(),
    b"bad\xff\xfeutf8",
    b"%s {{ 1 }} [link](x) `code`",
];

/// Each of them for a Node, and for a file that is no YAML and gets a notice.
fn files() -> Vec<(Vec<u8>, Vec<u8>)> {
    let mut files = Vec::new();
    for (nr, name) in NAMES.iter().enumerate() {
        let node = [NODES.as_bytes(), b"/", name, b".yaml"].concat();
        files.push((node, lost_node(&format!("n{nr}")).into_bytes()));
        let directory = b"cluster-scoped-resources/config.openshift.io/clusteroperators/";
        files.push(([&directory[..], name, b".yaml"].concat(), b"a: \"open\n".to_vec()));
    }
    files
}

#[test]
fn are_shown_escaped_and_their_files_are_judged() {
    let scratch = Scratch::new();
    // The archive's own name is no better.
    let directory = scratch.path("mg\x1b[31m\n\u{202e}");
    for (path, bytes) in files() {
        let path = directory.join(OsStr::from_bytes(&path));
        fs::create_dir_all(path.parent().expect("a parent")).expect("a directory");
        fs::write(path, bytes).expect("a file");
    }
    let mut tar: Vec<u8> =
        files().iter().flat_map(|(path, bytes)| member(path, tar::EntryType::Regular, bytes)).collect();
    tar.extend([0; 1024]);
    for path in [
        directory,
        scratch.write("mg\r\u{9b}.tar", &tar),
        scratch.write("mg.tar.gz", gz(&tar)),
        scratch.write("mg.zip", zip(&files())),
    ] {
        let report = say(&path);
        let shown = path.display();
        assert_eq!(lost(&report).len(), NAMES.len(), "{shown}");
        let unparseable = notices(&report).iter().filter(|(code, _)| *code == "unparseable-file").count();
        assert_eq!((unparseable, notices(&report).len()), (NAMES.len(), NAMES.len()), "{shown}");
        for arguments in
            [&["check", "--verbose"][..], &["check", "--format", "concise"], &["inspect", "--verbose"]]
        {
            let run = say_with(&path, arguments);
            for line in run.stdout.lines().chain(run.stderr.lines()) {
                let faked = line.starts_with("error[fake]");
                assert!(!faked, "{shown}, {arguments:?}: a name begins a line: {line}");
            }
        }
        let concise = say_with(&path, &["check", "--format", "concise"]).stdout;
        let findings = report["findings"].as_array().expect("findings").len();
        assert_eq!(concise.lines().count(), findings, "a line for each finding of {shown}: {concise}");
    }
}

#[test]
fn of_archives_that_cannot_be_read_are_shown_escaped() {
    let scratch = Scratch::new();
    for name in NAMES {
        let path = scratch.path("x").with_file_name(OsStr::from_bytes(name));
        fs::write(&path, [b"\x1b[2J".as_slice(), name].concat()).expect("a file");
        assert_eq!(say_with(&path, &["check"]).status, 3);
        fs::remove_file(&path).expect("the file");
        assert_eq!(say_with(&path, &["check"]).status, 3);
        // A tar with nothing of a cluster in it, whose members have the name too.
        let name = if name.contains(&b'\t') { b"plain" } else { name };
        let tar = [member(&[name, b".tar"].concat(), tar::EntryType::Regular, name), vec![0; 1024]].concat();
        fs::write(&path, tar).expect("a file");
        assert_eq!(say_with(&path, &["check"]).status, 3);
    }
}
