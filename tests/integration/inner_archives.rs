//! Archives of a must-gather inside of a directory or of another archive: each form chooses the same one, and says the
//! same of the others.

use std::path::PathBuf;

use serde_json::Value;

use crate::common::{Scratch, camgi, check_json, check_stream, files_below, fixture, gz, tarball, zip};

fn must_gather() -> Vec<u8> {
    tarball(&files_below(&fixture("machine-failed")), "mg/")
}

fn no_root() -> Vec<u8> {
    tarball(&[("logs/a.log".into(), b"a".to_vec())], "")
}

/// The files as a directory, a tar and a zip file.
fn forms(scratch: &Scratch, name: &str, files: &[(&str, Vec<u8>)]) -> [PathBuf; 3] {
    let files: Vec<_> = files.iter().map(|(path, bytes)| ((*path).to_owned(), bytes.clone())).collect();
    files.iter().for_each(|(path, bytes)| drop(scratch.write(&format!("{name}/{path}"), bytes)));
    let tar = scratch.write(&format!("{name}.tar"), tarball(&files, ""));
    [scratch.path(name), tar, scratch.write(&format!("{name}.zip"), zip(&files))]
}

fn notices(report: &Value) -> Vec<(&str, &str, &str)> {
    let all = report["notices"].as_array().expect("notices").iter();
    all.map(|one| ["code", "file", "message"].map(|key| one[key].as_str().unwrap_or_default()).into())
        .collect()
}

#[test]
fn are_chosen_by_one_rule_in_every_form() {
    let scratch = Scratch::new();
    let (inner, other) = (must_gather(), no_root());
    let cut = gz(&other)[..60].to_vec();
    let expected = check_json(&scratch.write("mg.tar", &inner), &[]);
    let only = "only a/must-gather.tar was read";
    let named = format!("{only}; to judge this one too, give its path");
    let sixteen: Vec<String> = (0..18).map(|nr| format!("b/{nr:02}.tar")).collect();
    let many = sixteen.iter().map(|path| (path.as_str(), other.clone()));
    let many: Vec<_> = [("a/must-gather.tar", inner.clone())].into_iter().chain(many).collect();
    for (name, files, told) in [
        (
            "beside-another",
            vec![("a/must-gather.tar", inner.clone()), ("a/other.tar", other.clone())],
            vec![],
        ),
        (
            "beside-another-one",
            vec![("a/must-gather.tar", inner.clone()), ("b/too.tar", inner.clone())],
            vec![("b/too.tar", named.as_str())],
        ),
        ("behind-another", vec![("a/a.tar", other.clone()), ("a/must-gather.tar", inner.clone())], vec![]),
        (
            "no-root",
            vec![("a/must-gather.tar", inner.clone()), ("docs/namespaces/readme.md", b"x".to_vec())],
            vec![],
        ),
        ("deep", vec![("1/2/3/4/5/6/7/8/9/10/must-gather.tar", inner.clone())], vec![]),
        (
            "beside-a-cut-one",
            vec![("a/must-gather.tar", inner.clone()), ("z.tar.gz", cut)],
            vec![("z.tar.gz", "this one may hold a must-gather (damaged or cut off: ")],
        ),
        (
            "beside-a-page",
            vec![("a/must-gather.tar", inner.clone()), ("z.tar.gz", b"<html>404".to_vec())],
            vec![],
        ),
        ("beside-many", many, vec![("b/15.tar", "this one and 2 more archives were not looked into")]),
    ] {
        let mut first: Option<Value> = None;
        for path in forms(&scratch, name, &files) {
            let mut report = check_json(&path, &[]);
            let what = path.display();
            assert_eq!(report["findings"], expected["findings"], "{what}");
            let others: Vec<_> =
                notices(&report).into_iter().filter(|one| one.0 == "other-archive").collect();
            assert_eq!(others.len(), told.len(), "{what}: {others:?}");
            for ((_, file, message), (expected, part)) in others.iter().zip(&told) {
                assert!(file == expected && message.contains(part), "{what}: {file}: {message}");
            }
            report["archive"]["name"] = Value::Null;
            assert!(first.is_none_or(|first| first == report), "{what} differs");
            first = Some(report);
        }
    }
}

#[test]
fn that_are_not_read_are_told_with_the_reason() {
    let scratch = Scratch::new();
    let (inner, other) = (must_gather(), no_root());
    let names: Vec<String> = (0..16).map(|nr| format!("a/{nr:02}.tar")).collect();
    let mut many: Vec<(&str, Vec<u8>)> = names.iter().map(|name| (name.as_str(), other.clone())).collect();
    many.push(("a/must-gather.tar", inner.clone()));
    for (name, files, parts) in [
        (
            "without-an-ending",
            vec![("a/must-gather", inner)],
            vec!["is not a must-gather: nothing in its 1 file"],
        ),
        (
            "seventeenth",
            many,
            vec!["a/00.tar and 16 more archives (only the first 16 by path were looked into)"],
        ),
        (
            "page",
            vec![("a.tar", other), ("must-gather.tar", b"<html>404".to_vec())],
            vec!["a.tar and 1 more archive (must-gather.tar: an HTML page, not an archive); take"],
        ),
        (
            "seven",
            vec![("must-gather.zip", b"7z\xbc\xaf\x27\x1c".to_vec())],
            vec!["must-gather.zip (must-gather.zip: a 7z archive, which is not supported); take"],
        ),
    ] {
        for path in forms(&scratch, name, &files) {
            let run = camgi(&["check", path.to_str().expect("UTF-8")]);
            assert_eq!(run.status, 3, "{}", path.display());
            for part in &parts {
                assert!(run.stderr.contains(part), "{}: {}", path.display(), run.stderr);
            }
        }
    }
    let stream = check_stream(tarball(&[("a.tar".into(), no_root())], ""), &[]);
    let part = "what it holds cannot be looked into from standard input: a.tar; take";
    assert!(stream.stderr.contains(part), "{}", stream.stderr);
}

#[test]
fn are_not_all_there_when_the_outer_archive_is_cut() {
    let scratch = Scratch::new();
    let inner = must_gather();
    let filler = ("b/x.bin".to_owned(), vec![b'1'; 200_000]);
    let outer =
        tarball(&[("a/mg.tar".into(), inner.clone()), filler, ("c/mg.tar".into(), inner.clone())], "");
    let whole =
        check_json(&scratch.write("whole.tar", tarball(&[("a/mg.tar".into(), inner.clone())], "")), &[]);
    let cut = scratch.write("cut.tar", &outer[..inner.len() + 60_000]);
    let report = check_json(&cut, &[]);
    assert_eq!((&report["findings"], &report["rules"]), (&whole["findings"], &whole["rules"]));
    let told: Vec<_> = notices(&report).into_iter().filter(|one| one.0 == "truncated-archive").collect();
    let [(_, file, message)] = told.as_slice() else { panic!("{told:?}") };
    assert_eq!(*file, "cut.tar");
    assert!(
        message.starts_with("around a/mg.tar, which was read: the archive is damaged or cut off"),
        "{message}"
    );
    let cut = cut.to_str().expect("UTF-8");
    assert_eq!(camgi(&["check", "--strict", "--fail-on", "never", cut]).status, 4);
}
