//! The flags of `camgi baseline` and `camgi diff`.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

use super::{ColorArgs, FailOnArg, HowArgs, RuleArgs};

#[derive(Debug, Subcommand)]
pub(in crate::cli) enum BaselineCommand {
    /// Write the findings of an archive into a baseline
    Write(Box<BaselineArgs>),
    /// Take out of a baseline what is gone
    Prune(Box<BaselineArgs>),
}

#[derive(Debug, Args)]
pub(in crate::cli) struct BaselineArgs {
    /// An archive, or a JSON report of one
    pub(in crate::cli) path: PathBuf,
    /// The baseline; `write` writes to standard output unless it is given, and `prune` takes that of the configuration
    #[arg(short, long, value_name = "FILE", visible_alias = "output")]
    pub(in crate::cli) baseline: Option<PathBuf>,
    /// `prune` also a baseline of another cluster
    #[arg(long)]
    pub(in crate::cli) any_cluster: bool,
    #[command(flatten)]
    pub(in crate::cli) judged: JudgedArgs,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct DiffArgs {
    /// The archive that was gathered first, or a JSON report of it
    pub(in crate::cli) old: PathBuf,
    /// The archive that was gathered later, or a JSON report of it
    pub(in crate::cli) new: PathBuf,
    /// What standard output gets
    #[arg(long, value_enum, default_value_t = DiffFormat::Human, value_name = "FORMAT")]
    pub(in crate::cli) format: DiffFormat,
    /// The lowest severity of what is new, or worse than it was, that makes the exit status 1
    #[arg(long, value_enum, default_value_t = FailOnArg::Never, value_name = "SEVERITY")]
    pub(in crate::cli) fail_on: FailOnArg,
    #[command(flatten)]
    pub(in crate::cli) judged: JudgedArgs,
}

/// How archives are judged by the commands that compare.
#[derive(Debug, Args)]
pub(in crate::cli) struct JudgedArgs {
    #[command(flatten)]
    pub(in crate::cli) how: HowArgs,
    #[command(flatten)]
    pub(in crate::cli) rules: RuleArgs,
    /// Take no notice of the suppressions in the configuration
    #[arg(long)]
    pub(in crate::cli) no_suppressions: bool,
    #[command(flatten)]
    pub(in crate::cli) color: ColorArgs,
    /// Nothing on standard error but errors
    #[arg(short, long)]
    pub(in crate::cli) quiet: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum DiffFormat {
    /// For a person
    Human,
    /// camgi/changes/v1
    Json,
    /// For a comment or a job summary
    Markdown,
}
