//! Every finding points at a line that is really there: file, line and text are compared with the archive, for our
//! fixtures and for every real archive. Evidence too.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use serde_json::Value;

use crate::common::{FIXTURES, check_json, files_below, fixture, real_archives};

pub(crate) type Files = BTreeMap<String, Vec<u8>>;

/// The one file that a place names: it is the path inside a root, so it ends the path inside the archive.
fn line<'f>(files: &'f Files, root: &str, file: &str, number: u64) -> std::borrow::Cow<'f, str> {
    let whole = if root == "." { file.to_owned() } else { format!("{root}/{file}") };
    let found: Vec<&Vec<u8>> = files
        .iter()
        .filter(|(path, _)| **path == whole || path.ends_with(&format!("/{whole}")))
        .map(|(_, b)| b)
        .collect();
    assert_eq!(found.len(), 1, "{whole} names one file");
    let index = usize::try_from(number).expect("a line") - 1;
    let line = found[0]
        .split(|byte| *byte == b'\n')
        .nth(index)
        .unwrap_or_else(|| panic!("{whole} has no line {number}"));
    String::from_utf8_lossy(line.strip_suffix(b"\r").unwrap_or(line))
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_else(|| panic!("a text, not {value}"))
}

fn check_places(report: &Value, files: &Files) -> usize {
    let only_root = text(&report["archive"]["roots"][0]);
    let findings = report["findings"].as_array().expect("findings");
    for finding in findings {
        let root = finding.get("root").map_or(only_root, text);
        let location = &finding["location"];
        let (file, number) = (text(&location["file"]), location["line"].as_u64().expect("a line"));
        let there = line(files, root, file, number);
        let said = text(&location["text"]);
        match said.strip_suffix('…') {
            Some(cut) if said.chars().count() >= 400 => assert!(there.starts_with(cut), "{file}:{number}"),
            _ => assert_eq!(there, said, "{file}:{number}"),
        }
        let column = location["column"].as_u64().expect("a column");
        assert!(column >= 1 && column as usize <= there.chars().count() + 1, "{file}:{number}:{column}");
        for evidence in finding["evidence"].as_array().expect("evidence") {
            // What was counted stands in no line.
            if ["count", "first", "last"].contains(&text(&evidence["path"])) {
                continue;
            }
            let (file, number) = (text(&evidence["file"]), evidence["line"].as_u64().expect("a line"));
            let there = line(files, root, file, number);
            // The value starts in its line; escapes and folding may change the rest.
            let words = text(&evidence["value"]).split(|c: char| !c.is_alphanumeric());
            let first = words.into_iter().find(|word| !word.is_empty()).unwrap_or_default();
            assert!(there.contains(first), "{file}:{number} has no {first:?}: {there}");
        }
    }
    findings.len()
}

#[test]
fn in_every_fixture() {
    for name in FIXTURES {
        let files: Files = files_below(&fixture(name)).into_iter().collect();
        let found = check_places(&check_json(&fixture(name), &["--ignore", "archive-*"]), &files);
        assert!((found == 0) == (name == "healthy"), "{name} has {found} findings");
    }
}

pub(crate) fn unpack(path: &Path) -> Files {
    let decoder = liblzma::read::XzDecoder::new(File::open(path).expect("an archive"));
    let mut files = Files::new();
    for entry in tar::Archive::new(decoder).entries().expect("a tarball") {
        let mut entry = entry.expect("an entry");
        let name = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).expect("a file");
        files.insert(name, bytes);
    }
    files
}

#[test]
fn in_every_real_archive() {
    let mut total = 0;
    for archive in real_archives("in_every_real_archive") {
        let path = archive.to_string_lossy().into_owned();
        let run = crate::common::camgi(&["check", "--format", "json", &path]);
        if run.stdout.is_empty() {
            assert_eq!(run.status, 3, "{path}: {}", run.stderr);
            continue;
        }
        let report = run.json();
        if !report["findings"].as_array().expect("findings").is_empty() {
            total += check_places(&report, &unpack(&archive));
        }
    }
    assert!(total == 0 || total > 50, "only {total} places were compared");
}
