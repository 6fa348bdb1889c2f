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

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use clap::error::{ContextKind, ContextValue};

use args::{Cli, Command, RulesCommand, When};
use exit::Status;

/// Runs the command line of this process.
#[must_use]
pub fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => match forgot_check(&error) {
            Some(failure) => return ExitCode::from(failure.report(When::Auto).code()),
            None => error.exit(),
        },
    };
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

/// The advice for `camgi PATH`: when there is something where a command should stand.
fn forgot_check(error: &clap::Error) -> Option<Failure> {
    let path = PathBuf::from(std::env::args_os().nth(1)?);
    // `camgi rules PATH` has the same kind of error.
    let named = match error.get(ContextKind::InvalidSubcommand) {
        Some(ContextValue::String(word)) => path.as_os_str() == word.as_str(),
        _ => false,
    };
    (named && path.exists()).then(|| {
        let path = path.display();
        Failure::Usage(vec![format!("`{path}` is no command; to judge it: camgi check {path}")])
    })
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
