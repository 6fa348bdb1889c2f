//! The flags of `camgi rules …` and `camgi explain`.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

use super::{ColorArgs, RuleArgs};

#[derive(Debug, Subcommand)]
pub(in crate::cli) enum RulesCommand {
    /// List the rules that take part
    List(ListArgs),
    /// Run the tests that stand in and beside rules
    Test(TestArgs),
    /// Say what a reviewer would: missing tests, unused names, slow expressions, test names that change
    Lint(LintArgs),
    /// Write a new rule that passes its tests
    New(NewArgs),
    /// Write an index of the rules as an HTML page, with a search
    Docs(ListArgs),
    /// Show a rule as it is written
    Show(ExplainArgs),
    /// Print a JSON Schema
    Schema(SchemaArgs),
    /// List what expressions and scripts can call
    Functions,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct ExplainArgs {
    /// Id of the rule
    pub(in crate::cli) rule: String,
    /// A rule file, or a directory of them [repeatable]
    #[arg(short = 'r', long = "rules", value_name = "PATH")]
    pub(in crate::cli) paths: Vec<PathBuf>,
    #[command(flatten)]
    pub(in crate::cli) color: ColorArgs,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct ListArgs {
    #[command(flatten)]
    pub(in crate::cli) rules: RuleArgs,
    #[command(flatten)]
    pub(in crate::cli) color: ColorArgs,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct TestArgs {
    /// Rule files, or directories of them; the built-in rules unless given
    pub(in crate::cli) paths: Vec<PathBuf>,
    /// Write into the files what the rules make of it, where a test expects something else; read what changed
    #[arg(long, requires = "paths")]
    pub(in crate::cli) update: bool,
    /// What standard output gets
    #[arg(long, value_enum, default_value_t = TestFormat::Human, value_name = "FORMAT")]
    pub(in crate::cli) format: TestFormat,
    #[command(flatten)]
    pub(in crate::cli) color: ColorArgs,
    /// Also name the tests that pass
    #[arg(short, long)]
    pub(in crate::cli) verbose: bool,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct LintArgs {
    /// Rule files, or directories of them; the built-in rules unless given
    pub(in crate::cli) paths: Vec<PathBuf>,
    /// The names of test cases that must not change; rules.lock in a directory that is given, unless written
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) lock: Option<PathBuf>,
    /// Add new rules to the lock, and take out those that were renamed
    #[arg(long, requires = "paths")]
    pub(in crate::cli) update: bool,
    #[command(flatten)]
    pub(in crate::cli) color: ColorArgs,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct SchemaArgs {
    /// Of what
    #[arg(value_enum, default_value_t = SchemaArg::Rule)]
    pub(in crate::cli) of: SchemaArg,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum SchemaArg {
    /// Rule files
    Rule,
    /// camgi.yaml
    Config,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct NewArgs {
    /// Id of the rule, in kebab-case; it names the bad state and never changes
    pub(in crate::cli) id: String,
    /// What it looks at
    #[arg(long, value_enum, default_value_t = SourceArg::Resources, value_name = "SORT")]
    pub(in crate::cli) source: SourceArg,
    /// Where to write ID.yaml
    #[arg(long, default_value = ".", value_name = "DIR")]
    pub(in crate::cli) dir: PathBuf,
    #[command(flatten)]
    pub(in crate::cli) color: ColorArgs,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum SourceArg {
    Resources,
    Logs,
    Events,
    Documents,
    Files,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum TestFormat {
    /// For a person
    Human,
    /// One test case a test
    Junit,
}
