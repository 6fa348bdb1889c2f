//! What can be written on the command line. Flags are interfaces: additive changes only.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::findings::{FailOn, Severity};
use crate::rules::{ParamOverride, Selection};

/// Rule-based diagnostics linter for OpenShift must-gather archives.
#[derive(Debug, Parser)]
#[command(
    name = "camgi",
    version,
    about,
    arg_required_else_help = true,
    after_help = "Exit status: 0 nothing at or over --fail-on; 1 findings; 2 usage or a rule file; 3 the archive is \
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
    /// Print the script by which a shell completes commands and flags
    Completions(CompletionsArgs),
    /// Print the manual page (roff)
    Man(ManArgs),
}

#[derive(Debug, Subcommand)]
pub(super) enum RulesCommand {
    /// List the rules that take part
    List(ListArgs),
    /// Run the tests that stand in and beside rules
    Test(TestArgs),
    /// Say what a reviewer would: missing tests, unused names, slow expressions, test names that change
    Lint(LintArgs),
    /// Write a new rule that passes its tests
    New(NewArgs),
    /// Show a rule as it is written
    Show(ExplainArgs),
    /// Print the JSON Schema of rules
    Schema,
    /// List what expressions and scripts can call
    Functions,
}

#[derive(Debug, Args)]
pub(super) struct CheckArgs {
    #[command(flatten)]
    pub(super) read: ReadArgs,
    #[command(flatten)]
    pub(super) rules: RuleArgs,
    /// What standard output gets
    #[arg(long, value_enum, default_value_t = FormatArg::Human, value_name = "FORMAT")]
    pub(super) format: FormatArg,
    /// The lowest severity that makes the exit status 1
    #[arg(long, value_enum, default_value_t = FailOnArg::Error, value_name = "SEVERITY")]
    pub(super) fail_on: FailOnArg,
    /// Exit with 4 when something in the archive was left out: not readable, over a limit, cut off, unsafe
    #[arg(long)]
    pub(super) strict: bool,
    /// Exit with 0 whatever the archive holds; mistakes in usage and rule files still exit with 2
    #[arg(long)]
    pub(super) exit_zero: bool,
    /// Leave out findings below this severity; they still count
    #[arg(long, value_enum, value_name = "SEVERITY")]
    pub(super) min_severity: Option<SeverityArg>,
    #[command(flatten)]
    pub(super) color: ColorArgs,
    /// Only the report, nothing on standard error but errors
    #[arg(short, long, conflicts_with = "verbose")]
    pub(super) quiet: bool,
    /// Also why each rule was skipped, and what was odd but harmless
    #[arg(short, long)]
    pub(super) verbose: bool,
}

/// What every command has that reads an archive.
#[derive(Debug, Args)]
pub(super) struct ReadArgs {
    /// Directory, .tar, .tar.gz, .tar.xz, .tar.zst, .zip, or - for standard input
    pub(super) path: PathBuf,
    /// Show no progress; it is shown on a terminal only, when reading takes longer than a moment
    #[arg(long)]
    pub(super) no_progress: bool,
    /// Threads; all cores unless given
    #[arg(short = 'j', long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub(super) threads: Option<u16>,
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
pub(super) struct RuleArgs {
    /// A rule file, or a directory of them [repeatable]
    #[arg(short = 'r', long = "rules", value_name = "PATH")]
    pub(super) paths: Vec<PathBuf>,
    /// Leave out the rules that are built in
    #[arg(long)]
    pub(super) no_builtin_rules: bool,
    /// Only these rules: id, glob, tag:x, component:x, owner:x, severity:x, all
    #[arg(long, value_name = "SELECTOR", value_delimiter = ',')]
    pub(super) select: Vec<String>,
    /// These rules too
    #[arg(long, value_name = "SELECTOR", value_delimiter = ',')]
    pub(super) extend_select: Vec<String>,
    /// Not these rules
    #[arg(long, value_name = "SELECTOR", value_delimiter = ',')]
    pub(super) ignore: Vec<String>,
    /// Set a parameter of a rule: RULE.NAME=VALUE [repeatable]
    #[arg(long = "param", value_name = "RULE.NAME=VALUE", value_parser = param)]
    pub(super) params: Vec<ParamOverride>,
}

impl RuleArgs {
    pub(super) fn selection(&self) -> Selection {
        Selection {
            select: self.select.clone(),
            extend: self.extend_select.clone(),
            ignore: self.ignore.clone(),
        }
    }
}

#[derive(Debug, Args)]
pub(super) struct ColorArgs {
    /// Colours; NO_COLOR and CLICOLOR_FORCE are respected
    #[arg(long, value_enum, default_value_t = Color::Auto, value_name = "WHEN")]
    pub(super) color: Color,
}

#[derive(Debug, Args)]
pub(super) struct ExplainArgs {
    /// Id of the rule
    pub(super) rule: String,
    /// A rule file, or a directory of them [repeatable]
    #[arg(short = 'r', long = "rules", value_name = "PATH")]
    pub(super) paths: Vec<PathBuf>,
    #[command(flatten)]
    pub(super) color: ColorArgs,
}

#[derive(Debug, Args)]
pub(super) struct ListArgs {
    #[command(flatten)]
    pub(super) rules: RuleArgs,
    #[command(flatten)]
    pub(super) color: ColorArgs,
}

#[derive(Debug, Args)]
pub(super) struct TestArgs {
    /// Rule files, or directories of them; the built-in rules unless given
    pub(super) paths: Vec<PathBuf>,
    /// Write into the files what the rules make of it, where a test expects something else; read what changed
    #[arg(long, requires = "paths")]
    pub(super) update: bool,
    /// What standard output gets
    #[arg(long, value_enum, default_value_t = TestFormat::Human, value_name = "FORMAT")]
    pub(super) format: TestFormat,
    #[command(flatten)]
    pub(super) color: ColorArgs,
    /// Also name the tests that pass
    #[arg(short, long)]
    pub(super) verbose: bool,
}

#[derive(Debug, Args)]
pub(super) struct LintArgs {
    /// Rule files, or directories of them; the built-in rules unless given
    pub(super) paths: Vec<PathBuf>,
    /// The names of test cases that must not change; rules.lock in a directory that is given, unless written
    #[arg(long, value_name = "FILE")]
    pub(super) lock: Option<PathBuf>,
    /// Add new rules to the lock, and take out those that were renamed
    #[arg(long, requires = "paths")]
    pub(super) update: bool,
    #[command(flatten)]
    pub(super) color: ColorArgs,
}

#[derive(Debug, Args)]
pub(super) struct NewArgs {
    /// Id of the rule, in kebab-case; it names the bad state and never changes
    pub(super) id: String,
    /// What it looks at
    #[arg(long, value_enum, default_value_t = SourceArg::Resources, value_name = "SORT")]
    pub(super) source: SourceArg,
    /// Where to write ID.yaml
    #[arg(long, default_value = ".", value_name = "DIR")]
    pub(super) dir: PathBuf,
    #[command(flatten)]
    pub(super) color: ColorArgs,
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
pub(super) enum SourceArg {
    Resources,
    Logs,
    Events,
    Documents,
    Files,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum TestFormat {
    /// For a person
    Human,
    /// One test case a test
    Junit,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Color {
    Auto,
    Always,
    Never,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum FormatArg {
    /// For a person: the lines of the archive, causes first
    Human,
    /// One line a finding
    Concise,
    /// camgi/report/v1
    Json,
    /// The same as JSON, one object a line
    Jsonl,
    /// For a GitHub job summary or an issue comment
    Markdown,
    /// GitHub annotations (workflow commands)
    Github,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum InspectFormat {
    /// For a person
    Human,
    /// camgi/inventory/v1
    Json,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum SeverityArg {
    Info,
    Warning,
    Error,
}

impl From<SeverityArg> for Severity {
    fn from(severity: SeverityArg) -> Self {
        match severity {
            SeverityArg::Info => Self::Info,
            SeverityArg::Warning => Self::Warning,
            SeverityArg::Error => Self::Error,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum FailOnArg {
    Error,
    Warning,
    Info,
    Never,
}

impl From<FailOnArg> for FailOn {
    fn from(fail_on: FailOnArg) -> Self {
        match fail_on {
            FailOnArg::Error => Self::Error,
            FailOnArg::Warning => Self::Warning,
            FailOnArg::Info => Self::Info,
            FailOnArg::Never => Self::Never,
        }
    }
}

fn param(text: &str) -> Result<ParamOverride, String> {
    let parts = text
        .split_once('=')
        .and_then(|(key, value)| key.split_once('.').map(|(rule, name)| (rule, name, value)));
    match parts {
        Some((rule, name, value)) if !rule.is_empty() && !name.is_empty() => {
            Ok(ParamOverride { rule: rule.to_owned(), name: name.to_owned(), value: value.to_owned() })
        }
        _ => Err("write it as RULE.NAME=VALUE, for example machine-failed.grace=10m".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_sound() {
        use clap::CommandFactory as _;
        Cli::command().debug_assert();
    }

    #[test]
    fn parameters() {
        let set = param("a-rule.grace=1h=x").expect("a parameter");
        assert_eq!((set.rule.as_str(), set.name.as_str(), set.value.as_str()), ("a-rule", "grace", "1h=x"));
        for text in ["a", "a.b", "a=b", ".b=c", "a.=c"] {
            assert!(param(text).is_err(), "{text}");
        }
    }
}
