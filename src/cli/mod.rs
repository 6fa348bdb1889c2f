//! The command line: arguments, commands, progress, exit status. The only room that reads arguments, the
//! environment and the terminal, and the only one that prints.

mod args;
mod baseline;
mod check;
mod completions;
mod config;
mod diff;
mod digest;
mod eval;
mod exit;
mod explain;
mod formats;
mod inspect;
mod judging;
mod man;
mod outputs;
mod progress;
mod reading;
mod rule_files;
mod rules_docs;
mod rules_lint;
mod rules_list;
mod rules_new;
mod rules_reference;
mod rules_show;
mod rules_test;
mod settings;
mod statistics;
mod terminal;
mod timing;

use std::ffi::OsString;
use std::io::{self, IsTerminal as _};
use std::path::Path;
use std::process::ExitCode;

use clap::{CommandFactory as _, Parser as _};

use args::{Cli, Command, RulesCommand, When};
use exit::Status;

use crate::text::printable;

/// Runs the command line of this process.
#[must_use]
pub fn main() -> ExitCode {
    let arguments = match with_command(std::env::args_os().collect()) {
        Ok(arguments) => arguments,
        Err(failure) => return ExitCode::from(failure.report(When::Auto).code()),
    };
    let cli = Cli::try_parse_from(arguments).unwrap_or_else(|error| error.exit());
    let status = match &cli.command {
        Command::Check(args) => check::run(args),
        Command::Inspect(args) => inspect::run(args),
        Command::Eval(args) => eval::run(args),
        Command::Explain(args) => explain::run(args),
        Command::Baseline(command) => baseline::run(command),
        Command::Diff(args) => diff::run(args),
        Command::Rules(RulesCommand::List(args)) => rules_list::run(args),
        Command::Rules(RulesCommand::Docs(args)) => rules_docs::run(args),
        Command::Rules(RulesCommand::Test(args)) => rules_test::run(args),
        Command::Rules(RulesCommand::Lint(args)) => rules_lint::run(args),
        Command::Rules(RulesCommand::New(args)) => rules_new::run(args),
        Command::Rules(RulesCommand::Show(args)) => rules_show::run(args),
        Command::Rules(RulesCommand::Schema(args)) => rules_reference::schema(args),
        Command::Rules(RulesCommand::Functions) => rules_reference::functions(),
        Command::Completions(args) => completions::run(args),
        Command::Man(args) => man::run(args),
    };
    ExitCode::from(status.code())
}

/// What `camgi PATH` has always been: the page on standard output, and a status that fails no job. `camgi PATH FLAG…` has
/// the flags of `camgi check`.
fn with_command(mut arguments: Vec<OsString>) -> Result<Vec<OsString>, Failure> {
    let is_flag = |word: &&OsString| word.to_string_lossy().starts_with('-') && *word != "-";
    let is_path = |word: &&OsString| *word == "-" || Path::new(word).exists();
    let is_command = |word: &OsString| {
        let word = word.to_string_lossy();
        word == "help" || Cli::command().find_subcommand(word.as_ref()).is_some()
    };
    let Some(first) = arguments.get(1) else { return Ok(arguments) };
    let path = arguments[1..].iter().filter(|word| !is_flag(word)).find(is_path);
    // Flags may stand before the path, and there `camgi` itself has none but these two.
    let is_plain = is_command(first) || (is_flag(&first) && asks_for_itself(&arguments));
    let (Some(path), false) = (path, is_plain) else { return Ok(arguments) };
    if !is_flag(&first) && !is_path(&first) {
        return Ok(arguments);
    }
    if io::stdout().is_terminal() && !arguments.iter().any(|word| word == "-h" || word == "--help") {
        let path = printable(&path.to_string_lossy()).into_owned();
        return Err(Failure::Usage(vec![format!(
            "the page is for a browser: camgi {path} > camgi.html; to read the findings here: camgi check {path}"
        )]));
    }
    let is_given = |flag: &str| {
        arguments.iter().any(|word| {
            let word = word.to_string_lossy();
            word == flag || word.strip_prefix(flag).is_some_and(|rest| rest.starts_with('='))
        })
    };
    let mut added = vec!["check"];
    added.extend((!is_given("--format")).then_some(["--format", "html"]).into_iter().flatten());
    added.extend((!is_given("--exit-zero")).then_some("--exit-zero"));
    arguments.splice(1..1, added.into_iter().map(OsString::from));
    Ok(arguments)
}

/// Whether `camgi` is asked for its help or its version, or for a command behind its flags.
fn asks_for_itself(arguments: &[OsString]) -> bool {
    match Cli::try_parse_from(arguments) {
        Ok(_) => true,
        Err(error) => !error.use_stderr(),
    }
}

/// Why a command did not do its work.
#[derive(Debug)]
enum Failure {
    /// Sentences for standard error; the caller's fault.
    Usage(Vec<String>),
    /// Mistakes in rule files, with their places.
    Mistakes(Vec<crate::rules::written::Mistake>),
    /// Mistakes in the configuration, with their places.
    Config(Vec<crate::rules::written::Mistake>),
    /// The archive cannot be judged.
    Archive(String),
    /// Standard output, or a file, does not take what was written.
    Output(String),
}

impl Failure {
    /// Shows it, and says how the process ends.
    fn report(self, color: When) -> Status {
        let terminal = terminal::Terminal::stderr(color);
        match self {
            Self::Usage(sentences) => {
                sentences.iter().for_each(|sentence| terminal.error(sentence));
                Status::Usage
            }
            Self::Mistakes(mistakes) => {
                terminal.mistakes(&mistakes, "rules");
                Status::Usage
            }
            Self::Config(mistakes) => {
                terminal.mistakes(&mistakes, "the configuration");
                Status::Usage
            }
            Self::Archive(sentence) => {
                terminal.error(&sentence);
                Status::NothingToJudge
            }
            Self::Output(sentence) => {
                terminal.error(&sentence);
                Status::NotWritten
            }
        }
    }
}
