//! Holds the rooms to their one-way dependencies: no file of a room may name a room that it may not use. Reads the
//! sources as text, so that grouped imports and full paths count too.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Each room, and the rooms it may use.
const ROOMS: [(&str, &[&str]); 8] = [
    ("text", &[]),
    ("archive", &["text"]),
    ("model", &["archive", "text"]),
    ("findings", &["text"]),
    ("rules", &["findings", "model", "text"]),
    ("engine", &["rules", "findings", "model", "archive", "text"]),
    ("output", &["findings", "text"]),
    ("cli", &["engine", "output", "rules", "findings", "model", "archive", "text"]),
];

fn sources(directory: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(directory).expect("a directory of sources") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// The rooms that a text names: `crate::room`, `crate::{room, …}`, `camgi::room`.
fn named_rooms(text: &str) -> Vec<String> {
    let mut named = Vec::new();
    for start in text.match_indices("crate::").map(|(at, word)| at + word.len()) {
        let rest = &text[start..];
        if let Some(group) = rest.strip_prefix('{') {
            let mut depth = 1;
            let mut word = String::new();
            for c in group.chars() {
                match c {
                    '{' => depth += 1,
                    '}' => depth -= 1,
                    // Only the first word of each member of the outer group is a room.
                    ',' if depth == 1 => named.push(std::mem::take(&mut word)),
                    c => word.push(c),
                }
                if depth == 0 {
                    break;
                }
            }
            named.push(word);
        } else {
            named.push(rest.to_owned());
        }
    }
    let first_word = |text: String| -> String {
        text.trim_start().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
    };
    named.into_iter().map(first_word).collect()
}

/// Comments name rooms freely.
fn without_comments(text: &str) -> String {
    text.lines().map(|line| line.split("//").next().unwrap_or_default()).collect::<Vec<_>>().join("\n")
}

#[test]
fn rooms_depend_in_one_direction() {
    let allowed: BTreeMap<&str, &[&str]> = ROOMS.into_iter().collect();
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut wrong = Vec::new();
    let mut seen = 0;
    for (room, may_use) in &allowed {
        let mut files = Vec::new();
        sources(&src.join(room), &mut files);
        for file in files {
            seen += 1;
            let text = without_comments(&fs::read_to_string(&file).expect("a source file"));
            for other in named_rooms(&text) {
                let is_room = allowed.contains_key(other.as_str());
                if is_room && other != *room && !may_use.contains(&other.as_str()) {
                    wrong
                        .push(format!("{} uses {other}", file.strip_prefix(&src).unwrap_or(&file).display()));
                }
            }
        }
    }
    assert!(seen > 50, "the sources were found");
    assert!(wrong.is_empty(), "rooms reach up:\n{}", wrong.join("\n"));
}

#[test]
fn the_check_sees_every_way_to_name_a_room() {
    for (text, rooms) in [
        ("use crate::model::Node;", vec!["model"]),
        ("use crate::{findings::Finding, text::{Span, clip}};", vec!["findings", "text"]),
        ("let x = crate::rules::load(a);", vec!["rules"]),
        ("use crate::{\n    engine,\n    cli::main,\n};", vec!["engine", "cli", ""]),
        ("use super::archive;", vec![]),
    ] {
        assert_eq!(named_rooms(text), rooms, "{text}");
    }
}

#[test]
fn every_source_file_says_what_it_is_for() {
    let mut files = Vec::new();
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut files);
    let silent: Vec<String> = files
        .iter()
        .filter(|file| !fs::read_to_string(file).expect("a source file").starts_with("//! "))
        .map(|file| file.display().to_string())
        .collect();
    assert!(silent.is_empty(), "no `//!` line at the top of {silent:?}");
}
