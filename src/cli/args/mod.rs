//! What can be written on the command line. Flags are interfaces: additive changes only.

mod check;
mod common;
mod compare;
mod rules;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

pub(super) use check::{BelowArg, CheckArgs, FormatArg};
pub(super) use common::{ColorArgs, ConfigArgs, FailOnArg, HowArgs, ReadArgs, RuleArgs, When};
pub(super) use compare::{BaselineArgs, BaselineCommand, DiffArgs, DiffFormat, JudgedArgs};
pub(super) use rules::{
    ExplainArgs, LintArgs, ListArgs, NewArgs, RulesCommand, SchemaArg, SchemaArgs, SourceArg, TestArgs,
    TestFormat,
};

/// Rule-based diagnostics linter for OpenShift must-gather archives.
#[derive(Debug, Parser)]
#[command(
    name = "camgi",
    version,
    about,
    arg_required_else_help = true,
    after_help = "camgi PATH > camgi.html writes everything as one page, and its status is 0.\n\nExit status: 0 nothing at or over --fail-on; 1 findings; 2 usage or a rule file; 3 the archive is \
                  unreadable or holds nothing that can be judged; 4 a rule ended as error, or, \
                  with --strict, input was left out."
)]
pub(super) struct Cli {
    #[command(subcommand)]
    pub(super) command: Command,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Evaluate the rules over a must-gather
    Check(Box<CheckArgs>),
    /// Show what an archive holds: roots, versions, kinds and counts, logs, what could not be read
    Inspect(InspectArgs),
    /// Try a path, a `where` or an expression on an archive: every match with its file and line
    Eval(Box<EvalArgs>),
    /// Show what a rule is about: why it matters, what to do, its parameters
    Explain(ExplainArgs),
    /// Work with rules
    #[command(subcommand)]
    Rules(RulesCommand),
    /// Write down what is known of a cluster, so that `check --baseline` fails only for what is new
    #[command(subcommand)]
    Baseline(BaselineCommand),
    /// Compare two gathers: what is new, what is gone, what is still there
    Diff(Box<DiffArgs>),
    /// Print the script by which a shell completes commands and flags
    Completions(CompletionsArgs),
    /// Print the manual page (roff)
    Man(ManArgs),
}

#[derive(Debug, Args)]
pub(super) struct InspectArgs {
    #[command(flatten)]
    pub(super) read: ReadArgs,
    /// What standard output gets
    #[arg(long, value_enum, default_value_t = InspectFormat::Human, value_name = "FORMAT")]
    pub(super) format: InspectFormat,
    #[command(flatten)]
    pub(super) color: ColorArgs,
    /// Nothing on standard error but errors
    #[arg(short, long, conflicts_with = "verbose")]
    pub(super) quiet: bool,
    /// Also name what was gathered and has no object, every directory, and what was odd but harmless
    #[arg(short, long)]
    pub(super) verbose: bool,
}

#[derive(Debug, Args)]
pub(super) struct EvalArgs {
    /// A path (`status.phase`), a `where` (`{status.phase|neq: Running}`), or a rhai expression over `item`
    pub(super) expr: String,
    #[command(flatten)]
    pub(super) read: ReadArgs,
    /// Where to look, as under the name of a source in a rule; all resources unless given
    #[arg(short, long, value_name = "YAML")]
    pub(super) source: Option<String>,
    #[command(flatten)]
    pub(super) color: ColorArgs,
}

#[derive(Debug, Args)]
pub(super) struct CompletionsArgs {
    /// The shell
    #[arg(value_enum)]
    pub(super) shell: clap_complete::Shell,
}

#[derive(Debug, Args)]
pub(super) struct ManArgs {
    /// Write it here instead, with one page for each command; the directory is made
    #[arg(long, value_name = "DIR")]
    pub(super) dir: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum InspectFormat {
    /// For a person
    Human,
    /// camgi/inventory/v1
    Json,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_sound() {
        use clap::CommandFactory as _;
        Cli::command().debug_assert();
    }
}
