//! `camgi check`.

use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use super::Failure;
use super::args::{CheckArgs, FormatArg};
use super::exit::Status;
use super::input;
use super::progress::with_progress;
use super::rule_files::load_selected;
use super::terminal::Terminal;
use crate::archive::Progress;
use crate::engine::{self, EngineError};
use crate::findings::{FailOn, Report};
use crate::output::{Concise, Human, Json, Render, summary, warnings};
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
    let mut pool = rayon::ThreadPoolBuilder::new();
    if let Some(threads) = args.threads {
        pool = pool.num_threads(threads.into());
    }
    let pool =
        pool.build().map_err(|error| Failure::Usage(vec![format!("threads cannot be started: {error}")]))?;
    let loaded = pool.install(|| load_selected(&args.rules))?;
    let mut report = judge(args, &loaded.rules, &pool)?;
    let fail_on = FailOn::from(args.fail_on);
    let status = Status::of(&report, fail_on);
    if let Some(least) = args.min_severity {
        report.hide_below(least.into());
    }
    write(args, fail_on, &report)?;
    if args.format == FormatArg::Concise && !args.quiet {
        summarise(fail_on, &report);
    }
    Ok(status)
}

fn judge(args: &CheckArgs, rules: &RuleSet, pool: &rayon::ThreadPool) -> Result<Report, Failure> {
    let archive = input::open(&args.path)?;
    if args.verbose {
        // If standard error is closed there is nobody to tell.
        let _ = writeln!(io::stderr(), "rules: {}; archive: {}", rules.rules.len(), archive.describe());
    }
    let progress = Progress::default();
    let wanted = !args.no_progress && !args.quiet;
    with_progress(wanted, archive.name(), &progress, || {
        pool.install(|| engine::check(&archive, rules, &progress))
    })
    .map_err(|error| Failure::Archive(refused(&error, &args.path)))
}

/// Why there is no report; with advice for whoever stands in a must-gather already.
fn refused(error: &EngineError, path: &Path) -> String {
    let advice = match error {
        EngineError::NotAMustGather { .. } => above(path),
        _ => None,
    };
    match advice {
        Some(above) => {
            format!("{error}; this looks like a part of one: try the directory above, {}", above.display())
        }
        None => error.to_string(),
    }
}

/// The directory above `path`, if that is one of the two that a must-gather consists of.
fn above(path: &Path) -> Option<PathBuf> {
    let is_part = |path: &Path| {
        path.file_name().is_some_and(|name| name == "namespaces" || name == "cluster-scoped-resources")
    };
    if is_part(path) {
        return path.parent().map(|above| if above == Path::new("") { ".".into() } else { above.into() });
    }
    // `.` has no name of its own.
    let real = path.canonicalize().ok().filter(|_| path.file_name().is_none())?;
    if is_part(&real) { real.parent().map(Into::into) } else { None }
}

/// Says on standard error what lines of findings cannot: how many rules had something to say, and what was not read.
fn summarise(fail_on: FailOn, report: &Report) {
    let lines = [Some(summary(report, fail_on)), warnings(report)];
    for line in lines.into_iter().flatten() {
        // If standard error is closed there is nobody to tell.
        let _ = writeln!(io::stderr(), "{line}");
    }
}

/// An error with all its reasons, on one line.
fn chain(error: &dyn std::error::Error) -> String {
    let reasons = std::iter::successors(Some(error), |error| error.source());
    reasons.map(ToString::to_string).collect::<Vec<_>>().join(": ")
}

fn write(args: &CheckArgs, fail_on: FailOn, report: &Report) -> Result<(), Failure> {
    let terminal = Terminal::stdout(args.color.color);
    let human = Human {
        color: terminal.color,
        width: terminal.width,
        fail_on,
        unicode: terminal.unicode,
        verbose: args.verbose,
    };
    let format: &dyn Render = match args.format {
        FormatArg::Human => &human,
        FormatArg::Concise => &Concise,
        FormatArg::Json => &Json,
    };
    let mut out = BufWriter::new(io::stdout().lock());
    let written = format.render(report, &mut out).and_then(|()| out.flush().map_err(Into::into));
    match written {
        // Whoever read the output had enough of it.
        Err(error) if error.is_broken_pipe() => Ok(()),
        Err(error) => Err(Failure::Output(format!("the report cannot be written: {}", chain(&error)))),
        Ok(()) => Ok(()),
    }
}
