//! A file of tests and its rule belong together, whichever of the two is named.

use crate::common::{Scratch, camgi, rule};

const REST: &str = "references: [https://example.com]\nsources:\n  node: {resources: {group: core, kind: Node}}\n\
                    report: {message: m}\n";
const TESTS: &str = "tests:\n- name: hits\n  given: {resources: [{apiVersion: v1, kind: Node, metadata: {name: a}}]}\n  \
                     expect: {outcome: fail}\n- name: is silent\n  given: {gathered: [Node]}\n  expect: {outcome: pass}\n";

#[test]
fn either_file_brings_the_other() {
    let scratch = Scratch::new();
    let path = |name: &str| scratch.path(name).to_string_lossy().into_owned();
    scratch.write("side.yaml", rule("side", REST));
    scratch.write("side.test.yaml", TESTS);
    scratch.write("other.yml", rule("other", REST));
    scratch.write("other.test.yml", TESTS);
    // A neighbour that does not load is not looked at.
    scratch.write("broken.yaml", "{");
    for paths in [
        vec![path("side.yaml")],
        vec![path("side.test.yaml")],
        vec![path("side.yaml"), path("side.test.yaml")],
        vec![path("./side.test.yaml"), path("side.yaml")],
        vec![path("other.yml")],
        vec![path("other.test.yml")],
    ] {
        let paths: Vec<&str> = paths.iter().map(String::as_str).collect();
        let run = camgi(&[&["rules", "test"][..], &paths].concat());
        assert_eq!(
            (run.status, run.stdout.as_str()),
            (0, "2 passed, 0 failed\n"),
            "{paths:?} {}",
            run.stderr
        );
        let run = camgi(&[&["rules", "lint"][..], &paths].concat());
        assert_eq!((run.status, run.stdout.as_str()), (0, "nothing to complain of\n"), "{paths:?}");
    }
    // Alone it is tested by nobody, and without its rule a test is a mistake.
    std::fs::remove_file(scratch.path("other.test.yml")).expect("removed");
    let run = camgi(&["rules", "lint", &path("other.yml")]);
    assert!(run.stdout.contains("untested"), "{}", run.stdout);
    std::fs::remove_file(scratch.path("side.yaml")).expect("removed");
    let run = camgi(&["rules", "test", &path("side.test.yaml")]);
    assert_eq!(run.status, 2);
    assert!(run.stderr.contains("there is no such rule"), "{}", run.stderr);
}
