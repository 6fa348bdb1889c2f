//! Mistakes in rule files, as authors see them: named pairs under `tests/mistakes/`, a file and what camgi says of it.
//! `CAMGI_UPDATE=1 cargo test` rewrites what is said; read the difference, and see that every place is the right one.

use std::fs;

use crate::common::{Scratch, camgi, fixture, root};

#[test]
fn are_shown_at_their_places() {
    let directory = root().join("tests/mistakes");
    let mut names: Vec<_> = fs::read_dir(&directory)
        .expect("the directory")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "yaml"))
        .collect();
    names.sort();
    assert!(names.len() >= 8, "the files are there");
    let archive = fixture("healthy");
    for path in names {
        let inside = path.strip_prefix(root()).expect("inside the repository").to_str().expect("UTF-8");
        let run =
            camgi(&["check", archive.to_str().expect("UTF-8"), "--no-builtin-rules", "--rules", inside]);
        assert_eq!(run.status, 2, "{inside}: {}{}", run.stdout, run.stderr);
        assert!(run.stdout.is_empty());
        let golden = path.with_extension("txt");
        if std::env::var_os("CAMGI_UPDATE").is_some() {
            fs::write(&golden, &run.stderr).expect("written");
        }
        let expected = fs::read_to_string(&golden).unwrap_or_default();
        assert!(run.stderr == expected, "{inside} says something else now:\n{}", run.stderr);
    }
}

/// What must stand in the answer, whatever it looks like: the places, by line and column, and the suggestions.
#[test]
fn three_mistakes_are_three_places_with_suggestions() {
    let text = fs::read_to_string(root().join("tests/mistakes/three-mistakes.txt")).expect("the answer");
    for part in [
        "three-mistakes.yaml:6:1]",
        "did you mean `severity`?",
        "three-mistakes.yaml:14:20]",
        "did you mean `neq`?",
        "three-mistakes.yaml:16:24]",
        "did you mean `machine`?",
        "error: 3 mistakes in rules; nothing was judged",
    ] {
        assert!(text.contains(part), "{part} in {text}");
    }
}

#[test]
fn of_several_files_are_all_shown() {
    let scratch = Scratch::new();
    scratch.write("a.yaml", "apiVersion: camgi/v1\nkind: Rul\n");
    scratch.write("b.yaml", "- not a rule\n");
    scratch.write("c.yaml", "a: \"open\n");
    scratch.write("d.yaml", "");
    let path = scratch.path(".");
    let archive = fixture("healthy");
    let run = camgi(&["check", archive.to_str().expect("UTF-8"), "--rules", path.to_str().expect("UTF-8")]);
    assert_eq!(run.status, 2);
    for name in ["a.yaml", "b.yaml", "c.yaml", "d.yaml"] {
        assert!(run.stderr.contains(name), "{name} in {}", run.stderr);
    }
}
