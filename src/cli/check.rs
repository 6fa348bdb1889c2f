//! `camgi check`.

use std::io::{self, Write};

use super::Failure;
use super::args::{CheckArgs, FormatArg};
use super::exit::Status;
use super::formats::Formats;
use super::reading;
use super::rule_files::load_selected;
use super::terminal::Terminal;
use crate::engine;
use crate::findings::{Gate, Report};
use crate::output::{View, summary, warnings};
use crate::rules::RuleSet;

/// Runs the command.
pub(super) fn run(args: &CheckArgs) -> Status {
    let status = match check(args) {
        Ok(status) => status,
        Err(failure) => failure.report(args.color.color),
    };
    status.or_zero(args.exit_zero)
}

fn check(args: &CheckArgs) -> Result<Status, Failure> {
    let pool = reading::pool(&args.read)?;
    let loaded = pool.install(|| load_selected(&args.rules))?;
    let mut report = judge(args, &loaded.rules, &pool)?;
    let gate = Gate { fail_on: args.fail_on.into(), strict: args.strict };
    let status = Status::of(&report, gate);
    if let Some(least) = args.min_severity {
        report.hide_below(least.into());
    }
    write(args, gate, &report)?;
    if matches!(args.format, FormatArg::Concise | FormatArg::Github) && !args.quiet {
        summarise(gate, &report);
    }
    Ok(status)
}

fn judge(args: &CheckArgs, rules: &RuleSet, pool: &rayon::ThreadPool) -> Result<Report, Failure> {
    let archive = reading::open(&args.read)?;
    if args.verbose {
        // If standard error is closed there is nobody to tell.
        let _ = writeln!(io::stderr(), "rules: {}; archive: {}", rules.rules.len(), archive.describe());
    }
    reading::work(&args.read, args.quiet, pool, &archive, |progress| engine::check(&archive, rules, progress))
}

/// Says on standard error what lines of findings cannot: how many rules had something to say, and what was not read.
fn summarise(gate: Gate, report: &Report) {
    let lines = [Some(summary(report, gate)), warnings(report)];
    for line in lines.into_iter().flatten() {
        // If standard error is closed there is nobody to tell.
        let _ = writeln!(io::stderr(), "{line}");
    }
}

fn write(args: &CheckArgs, gate: Gate, report: &Report) -> Result<(), Failure> {
    let formats = Formats { view: View { gate, ..View::default() }, verbose: args.verbose };
    let writer = formats.writer(args.format, Some(Terminal::stdout(args.color.color)));
    reading::write("report", |out| writer.render(report, out))
}
