//! The seeds of the fuzz targets, through the same checks: they keep what a fuzzer once found, and keep the targets
//! themselves from rotting.

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::checks;
use crate::common::{files_below, root};

fn on_seeds(target: &str, check: impl Fn(&[u8])) {
    let seeds = files_below(&root().join("tests/fuzz/seeds").join(target));
    assert!(seeds.len() >= 5, "the seeds of {target} are there");
    // What is wrong is said by the panic itself, and here in which files.
    let bad: Vec<String> = seeds
        .into_iter()
        .filter(|(_, bytes)| catch_unwind(AssertUnwindSafe(|| check(bytes))).is_err())
        .map(|(name, _)| name)
        .collect();
    assert!(bad.is_empty(), "seeds of {target}: {bad:?}");
}

#[test]
fn of_documents() {
    on_seeds("documents", checks::documents::check);
}

#[test]
fn of_rules() {
    on_seeds("rules", checks::rules::check);
}

#[test]
fn of_paths() {
    on_seeds("paths", checks::paths::check);
}

#[test]
fn of_logs() {
    on_seeds("logs", checks::logs::check);
}

#[test]
fn of_archives() {
    on_seeds("archives", checks::archives::check);
}

/// What is checked out of the repository by everybody stays small.
#[test]
fn are_small() {
    let bytes: usize =
        files_below(&root().join("tests/fuzz/seeds")).iter().map(|(_, bytes)| bytes.len()).sum();
    assert!(bytes < 200_000, "{bytes} bytes of seeds");
    assert!(fs::metadata(root().join("tests/fuzz/yaml.dict")).expect("the dictionary").len() > 0);
}
