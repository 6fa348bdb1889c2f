//! `rules new` writes rules that pass.

use std::fs;

use crate::common::{Scratch, camgi};

#[test]
fn every_sort_of_rule_passes_its_tests_and_the_lint() {
    let scratch = Scratch::new();
    let dir = scratch.path("").to_string_lossy().trim_end_matches('/').to_owned();
    for sort in ["resources", "logs", "events", "documents", "files"] {
        let run = camgi(&["rules", "new", &format!("a-{sort}"), "--source", sort, "--dir", &dir]);
        assert_eq!(run.status, 0, "{}", run.stderr);
        assert!(run.stdout.contains(&format!("camgi rules test {dir}/a-{sort}.yaml")), "{}", run.stdout);
        assert!(run.stdout.contains("camgi rules schema >"), "there is no checkout: {}", run.stdout);
    }
    let run = camgi(&["rules", "test", &dir]);
    assert_eq!((run.status, run.stdout.as_str()), (0, "10 passed, 0 failed\n"), "{}", run.stderr);
    let run = camgi(&["rules", "lint", &dir]);
    assert_eq!((run.status, run.stdout.as_str()), (0, "nothing to complain of\n"), "{}", run.stderr);
}

#[test]
fn nothing_is_overwritten_and_ids_are_ids() {
    let scratch = Scratch::new();
    let dir = scratch.path("").to_string_lossy().into_owned();
    fs::write(scratch.path("mine.yaml"), "mine").expect("written");
    let run = camgi(&["rules", "new", "mine", "--dir", &dir]);
    assert_eq!(run.status, 2);
    assert!(run.stderr.contains("is there already"), "{}", run.stderr);
    assert_eq!(fs::read_to_string(scratch.path("mine.yaml")).expect("read"), "mine");
    for id in ["Mine", "../mine", "a--b", ""] {
        let run = camgi(&["rules", "new", id, "--dir", &dir]);
        assert_eq!(run.status, 2, "{id}");
        assert!(run.stderr.contains("is no id"), "{id}: {}", run.stderr);
    }
}

#[test]
fn in_a_checkout_the_schema_is_found() {
    let scratch = Scratch::new();
    let rules = scratch.path("rules/team");
    fs::create_dir_all(&rules).expect("a directory");
    fs::create_dir_all(scratch.path("schemas")).expect("a directory");
    fs::write(scratch.path("schemas/rule.schema.json"), "{}").expect("written");
    let run = camgi(&["rules", "new", "mine", "--dir", &rules.to_string_lossy()]);
    assert_eq!(run.status, 0, "{}", run.stderr);
    let text = fs::read_to_string(rules.join("mine.yaml")).expect("read");
    assert!(text.starts_with("# yaml-language-server: $schema=../../schemas/rule.schema.json\n"), "{text}");
}
