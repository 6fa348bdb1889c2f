//! The command line: arguments, commands, progress, exit status. The only room that reads arguments, the
//! environment and the terminal, and the only one that prints.

mod args;
mod check;
mod exit;
mod explain;
mod progress;
mod rule_files;
mod rules_list;
mod rules_test;
mod terminal;

use std::process::ExitCode;

use clap::Parser;

use args::{Cli, Command, RulesCommand};
use exit::Status;

/// Runs the command line of this process.
#[must_use]
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    let status = match &cli.command {
        Command::Check(args) => check::run(args),
        Command::Explain(args) => explain::run(args),
        Command::Rules(RulesCommand::List(args)) => rules_list::run(args),
        Command::Rules(RulesCommand::Test(args)) => rules_test::run(args),
    };
    ExitCode::from(status.code())
}

/// Why a command did not do its work.
#[derive(Debug)]
enum Failure {
    /// Sentences for standard error; the caller's fault.
    Usage(Vec<String>),
    /// Mistakes in rule files, with their places.
    Mistakes(Vec<crate::rules::written::Mistake>),
    /// The archive cannot be judged.
    Archive(String),
    /// The report cannot be written.
    Output(String),
}

impl Failure {
    /// Shows it, and says how the process ends.
    fn report(self, color: args::Color) -> Status {
        let terminal = terminal::Terminal::stderr(color);
        match self {
            Self::Usage(sentences) => {
                sentences.iter().for_each(|sentence| terminal.error(sentence));
                Status::Usage
            }
            Self::Mistakes(mistakes) => {
                terminal.mistakes(&mistakes);
                Status::Usage
            }
            Self::Archive(sentence) => {
                terminal.error(&sentence);
                Status::NothingToJudge
            }
            Self::Output(sentence) => {
                terminal.error(&sentence);
                Status::Usage
            }
        }
    }
}
