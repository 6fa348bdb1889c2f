//! `camgi check`.

use std::io::{self, Write as _};
use std::path::Path;

use super::Failure;
use super::args::{CheckArgs, FormatArg};
use super::baseline;
use super::exit::Status;
use super::formats::{Formats, JunitOptions};
use super::judging::Judging;
use super::settings::Settings;
use super::statistics::statistics;
use super::terminal::{Terminal, print};
use super::timing::Timing;
use super::{outputs, reading};
use crate::findings::{Appendix, Gate, Report};
use crate::output::{View, no_page, summary, warnings};

/// Runs the command.
pub(super) fn run(args: &CheckArgs) -> Status {
    let status = match check(args) {
        Ok(status) => status,
        Err(failure) => {
            // Whoever shows the page of a job would show nothing otherwise.
            if let (Failure::Archive(sentence), Some(FormatArg::Html)) = (&failure, args.format) {
                let _ = io::stdout().write_all(no_page(sentence).as_bytes());
            }
            failure.report(args.color.color)
        }
    };
    status.or_zero(args.exit_zero)
}

fn check(args: &CheckArgs) -> Result<Status, Failure> {
    let settings = Settings::new(args)?;
    let (false, Some(path)) = (args.show_settings, &args.path) else {
        return print(&settings.page()).map(|()| Status::Ok);
    };
    let baseline = settings.baseline.value.as_deref().map(baseline::read).transpose()?;
    let mut timing = Timing::new(args.timing);
    let (mut report, appendix) =
        judging(args, &settings).judge(path, &mut timing, settings.log_bytes(args))?;
    if let Some(baseline) = &baseline {
        report.compare(baseline);
    }
    let gate = Gate { fail_on: settings.fail_on.value.into(), strict: args.strict };
    let status = Status::of(&report, gate);
    hide(args, &mut report);
    let written = timing.render(|| write(args, &settings, gate, (&report, appendix.as_ref())));
    let is_a_list = matches!(settings.format.value, FormatArg::Concise | FormatArg::Github);
    if is_a_list && !args.quiet && written {
        summarise(gate, &report);
    }
    if args.statistics {
        // If standard error is closed there is nobody to tell.
        let _ = write!(io::stderr(), "{}", statistics(&report));
    }
    let _ = write!(io::stderr(), "{timing}");
    Ok(if written { status } else { Status::NotWritten })
}

fn judging<'a>(args: &'a CheckArgs, settings: &'a Settings) -> Judging<'a> {
    Judging {
        rules: &settings.rules,
        suppressions: &settings.suppressions.value,
        how: &args.how,
        quiet: args.quiet,
        verbose: args.verbose,
    }
}

/// Leaves out of what is displayed what was not asked for. The exit status is known by then.
fn hide(args: &CheckArgs, report: &mut Report) {
    if let Some(least) = args.min_severity {
        report.hide_below(least.into());
    }
    if let Some(least) = args.min_confidence {
        report.hide_less_sure(least.into());
    }
    if let Some(most) = args.max_findings {
        report.keep_first(most);
    }
}

/// Says on standard error what lines of findings cannot: how many rules had something to say, and what was not read.
fn summarise(gate: Gate, report: &Report) {
    let lines = [Some(summary(report, gate)), warnings(report)];
    for line in lines.into_iter().flatten() {
        // If standard error is closed there is nobody to tell.
        let _ = writeln!(io::stderr(), "{line}");
    }
}

/// Writes all outputs. What cannot be written is said, and takes nothing from the others; whether all was.
fn write(
    args: &CheckArgs,
    settings: &Settings,
    gate: Gate,
    (report, appendix): (&Report, Option<&Appendix>),
) -> bool {
    let view = View { gate, set_aside: args.show_suppressed, unfolded: args.show_consequences };
    let junit = JunitOptions {
        suite: settings.junit_suite.value.clone(),
        below_threshold: settings.junit_below.value.into(),
    };
    let (verbose, links, html_budget) = (args.verbose, args.links, args.html_budget);
    let formats = Formats { view, verbose, links, junit, appendix, html_budget };
    let mut failures: Vec<Failure> = Vec::new();
    for output in &settings.outputs.value {
        let writer = formats.writer(output.format, None);
        let path: &Path = &output.path;
        failures.extend(outputs::write(path, |out| writer.render(report, out)).err().map(Failure::Output));
    }
    let writer = formats.writer(settings.format.value, Some(Terminal::stdout(args.color.color)));
    failures.extend(reading::write("report", |out| writer.render(report, out)).err());
    let all = failures.is_empty();
    for failure in failures {
        failure.report(args.color.color);
    }
    all
}
