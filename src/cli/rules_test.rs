//! `camgi rules test`.

use std::collections::BTreeMap;
use std::fs;

use super::Failure;
use super::args::{TestArgs, TestFormat};
use super::exit::Status;
use super::rule_files::{load_texts, read_paths};
use super::terminal::{Terminal, print};
use crate::engine::run_tests;
use crate::findings::{Edit, TestResult};
use crate::output::rule_tests::{human, junit};
use crate::rules::{Loaded, builtin};

/// Runs the command.
pub(super) fn run(args: &TestArgs) -> Status {
    match test(args) {
        Ok(0) => Status::Ok,
        Ok(_) => Status::Findings,
        Err(failure) => failure.report(args.color.color),
    }
}

/// Runs the tests, and says how many failed.
fn test(args: &TestArgs) -> Result<usize, Failure> {
    let load = || {
        let texts = if args.paths.is_empty() { builtin(true) } else { read_paths(&args.paths, true)? };
        load_texts(texts, &[])
    };
    let mut loaded = load()?;
    let mut results = run_tests(&loaded);
    if args.update && update(&loaded, &results)? {
        loaded = load()?;
        results = run_tests(&loaded);
    }
    let failed = results.iter().filter(|result| !result.passed()).count();
    let tested = |id: &&str| results.iter().any(|result| result.rule == *id);
    let untested: Vec<&str> = loaded.rules.ids().filter(|id| !tested(id)).collect();
    print(&match args.format {
        TestFormat::Human => {
            human(&results, &untested, args.verbose, Terminal::stdout(args.color.color).color)
        }
        TestFormat::Junit => junit(&results).map_err(|error| Failure::Output(error.to_string()))?,
    })?;
    Ok(failed)
}

/// Writes into the files what the rules make of their tests. Whether there was anything to write.
fn update(loaded: &Loaded, results: &[TestResult]) -> Result<bool, Failure> {
    let mut files: BTreeMap<&str, Vec<&Edit>> = BTreeMap::new();
    for result in results {
        files.entry(&result.file).or_default().extend(&result.edits);
    }
    files.retain(|_, edits| !edits.is_empty());
    for (file, edits) in &mut files {
        let source = loaded.tests.iter().map(|test| &test.source).find(|source| source.name == *file);
        let mut text = source.map(|source| source.text.clone()).unwrap_or_default();
        // From the end, so that the places before stay where they are.
        edits.sort_by_key(|edit| std::cmp::Reverse(edit.span));
        for edit in edits.iter() {
            text.replace_range(edit.span.start..edit.span.end, &edit.text);
        }
        let failed = |error| Failure::Output(format!("{file} cannot be written: {error}"));
        fs::write(file, text).map_err(failed)?;
        eprintln_to_user(&format!("{file}: {} expectations rewritten", edits.len()));
    }
    Ok(!files.is_empty())
}

fn eprintln_to_user(line: &str) {
    use std::io::Write as _;
    // If standard error is closed there is nobody to tell.
    let _ = writeln!(std::io::stderr(), "{}", crate::text::one_line(line, usize::MAX));
}
