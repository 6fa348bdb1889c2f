//! `camgi rules test`.

use super::Failure;
use super::args::TestArgs;
use super::exit::Status;
use super::rule_files::{load_texts, read_paths};
use super::terminal::{Terminal, print};
use crate::engine::{TestResult, run_tests};
use crate::rules::builtin;
use crate::text::{one_line, printable};

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
    let texts = if args.paths.is_empty() { builtin(true) } else { read_paths(&args.paths, true)? };
    let loaded = load_texts(texts, &[])?;
    let results = run_tests(&loaded);
    let failed = results.iter().filter(|result| !result.failures.is_empty()).count();
    let untested: Vec<&str> =
        loaded.rules.ids().filter(|id| !results.iter().any(|result| result.rule == *id)).collect();
    let terminal = Terminal::stdout(args.color.color);
    let mut lines: Vec<String> =
        results.iter().map(|result| show(result, args.verbose, terminal.color)).collect();
    if !untested.is_empty() {
        lines.push(format!("without a test: {}\n", printable(&untested.join(", "))));
    }
    lines.push(format!("{} passed, {failed} failed\n", results.len() - failed));
    print(&lines.concat())?;
    Ok(failed)
}

fn show(result: &TestResult, verbose: bool, color: bool) -> String {
    let paint =
        |code: &str, text: &str| if color { format!("\x1b[{code}m{text}\x1b[0m") } else { text.to_owned() };
    let [rule, name, file] =
        [&result.rule, &result.name, &result.file].map(|text| one_line(text, usize::MAX));
    if result.failures.is_empty() {
        let line = || format!("{} {rule}: {name}\n", paint("32", "pass"));
        return if verbose { line() } else { String::new() };
    }
    let head = format!("{} {rule}: {name} ({file})\n", paint("31;1", "FAIL"));
    let lines = result.failures.iter().map(|failure| format!("     {}\n", printable(failure)));
    std::iter::once(head).chain(lines).collect()
}
