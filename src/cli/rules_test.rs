//! `camgi rules test`.

use std::io::{self, Write as _};

use super::Failure;
use super::args::TestArgs;
use super::exit::Status;
use super::rule_files::{load_texts, read_paths};
use super::terminal::Terminal;
use crate::engine::{TestResult, run_tests};
use crate::rules::builtin;
use crate::text::printable;

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
        lines.push(format!("without a test: {}\n", untested.join(", ")));
    }
    lines.push(format!("{} passed, {failed} failed\n", results.len() - failed));
    // Nobody reads the rest when the pipe is closed.
    let _ = io::stdout().write_all(lines.concat().as_bytes());
    Ok(failed)
}

fn show(result: &TestResult, verbose: bool, color: bool) -> String {
    let paint =
        |code: &str, text: &str| if color { format!("\x1b[{code}m{text}\x1b[0m") } else { text.to_owned() };
    if result.failures.is_empty() {
        let line = || format!("{} {}: {}\n", paint("32", "pass"), result.rule, result.name);
        return if verbose { line() } else { String::new() };
    }
    let head = format!("{} {}: {} ({})\n", paint("31;1", "FAIL"), result.rule, result.name, result.file);
    let lines = result.failures.iter().map(|failure| format!("     {}\n", printable(failure)));
    std::iter::once(head).chain(lines).collect()
}
