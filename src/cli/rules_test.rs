//! `camgi rules test`.

use std::fs;
use std::io::{self, Write as _};
use std::path::Path;

use super::Failure;
use super::args::{TestArgs, TestFormat};
use super::exit::Status;
use super::rule_files::{load_texts, read_paths};
use super::terminal::{Terminal, print};
use crate::engine::{NewText, Updates, run_tests, updates};
use crate::findings::TestResult;
use crate::output::rule_tests::{human, junit};
use crate::rules::written::SourceText;
use crate::rules::{Loaded, builtin, load};
use crate::text::one_line;

/// What some editors put in front of UTF-8.
const BOM: &[u8] = b"\xef\xbb\xbf";

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
    let texts = || if args.paths.is_empty() { Ok(builtin(true)) } else { read_paths(&args.paths, true) };
    let mut loaded = load_texts(texts()?, &[])?;
    let mut results = run_tests(&loaded);
    if args.update && update(&loaded, &results, &texts)? {
        loaded = load_texts(texts()?, &[])?;
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

/// Writes into the files what the rules make of their tests. Whether anything was written.
fn update(
    loaded: &Loaded,
    results: &[TestResult],
    texts: &dyn Fn() -> Result<Vec<SourceText>, Failure>,
) -> Result<bool, Failure> {
    let Updates { files, left } = updates(loaded, results);
    for sentence in &left {
        tell(sentence);
    }
    let mut is_written = false;
    for new in &files {
        let NewText { file, before, after, edits } = new;
        if let Some(why) = would_not_load(new, texts()?) {
            tell(&format!("{file} is left as it is, because it would not load any more: {why}"));
        } else if replace(Path::new(file), before, after)
            .map_err(|error| Failure::Output(format!("{file} cannot be written: {error}")))?
        {
            is_written = true;
            tell(&format!("{file}: {edits} expectations rewritten"));
        } else {
            tell(&format!("{file} is left as it is: it is not plain UTF-8, or has just changed"));
        }
    }
    Ok(is_written)
}

/// What is wrong with all texts when this one is new.
fn would_not_load(new: &NewText, mut texts: Vec<SourceText>) -> Option<String> {
    for text in texts.iter_mut().filter(|text| text.name == new.file) {
        text.text.clone_from(&new.after);
    }
    let mistakes = load(texts, &[]).err()?;
    Some(mistakes.first().map(ToString::to_string).unwrap_or_default())
}

/// Puts a text into a file in place of the one that was read, which is there until the new one is whole. A byte order
/// mark stays. Whether the file had that text.
fn replace(file: &Path, before: &str, after: &str) -> io::Result<bool> {
    // A link stays one.
    let file = fs::canonicalize(file)?;
    let bytes = fs::read(&file)?;
    let Some(mark) = bytes.strip_suffix(before.as_bytes()).filter(|mark| [&b""[..], BOM].contains(mark))
    else {
        return Ok(false);
    };
    let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
    // What begins with a dot is no rule file, should this be stopped half way.
    let beside = file.with_file_name(format!(".{name}.{}", std::process::id()));
    let written = fs::write(&beside, [mark, after.as_bytes()].concat())
        .and_then(|()| fs::set_permissions(&beside, fs::metadata(&file)?.permissions()))
        .and_then(|()| fs::rename(&beside, &file));
    if written.is_err() {
        // The first error is the one to tell.
        let _ = fs::remove_file(&beside);
    }
    written.map(|()| true)
}

fn tell(line: &str) {
    // If standard error is closed there is nobody to tell.
    let _ = writeln!(io::stderr(), "{}", one_line(line, usize::MAX));
}
