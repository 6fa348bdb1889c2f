//! What can be written on the command line. Flags are interfaces: additive changes only.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use schemars::JsonSchema;
use serde::Deserialize;

use super::outputs::Output;
use crate::findings::{Confidence, FailOn, Severity};
use crate::output::BelowThreshold;
use crate::rules::ParamOverride;

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

#[derive(Debug, Subcommand)]
pub(super) enum BaselineCommand {
    /// Write the findings of an archive into a baseline
    Write(Box<BaselineArgs>),
    /// Take out of a baseline what is gone
    Prune(Box<BaselineArgs>),
}

#[derive(Debug, Args)]
pub(super) struct BaselineArgs {
    /// An archive, or a JSON report of one
    pub(super) path: PathBuf,
    /// The baseline; for `write`, standard output unless given
    #[arg(short, long, value_name = "FILE", visible_alias = "output")]
    pub(super) baseline: Option<PathBuf>,
    #[command(flatten)]
    pub(super) judged: JudgedArgs,
}

#[derive(Debug, Args)]
pub(super) struct DiffArgs {
    /// The archive that was gathered first, or a JSON report of it
    pub(super) old: PathBuf,
    /// The archive that was gathered later, or a JSON report of it
    pub(super) new: PathBuf,
    /// What standard output gets
    #[arg(long, value_enum, default_value_t = DiffFormat::Human, value_name = "FORMAT")]
    pub(super) format: DiffFormat,
    /// The lowest severity of what is new, or worse than it was, that makes the exit status 1
    #[arg(long, value_enum, default_value_t = FailOnArg::Never, value_name = "SEVERITY")]
    pub(super) fail_on: FailOnArg,
    #[command(flatten)]
    pub(super) judged: JudgedArgs,
}

/// How archives are judged by the commands that compare.
#[derive(Debug, Args)]
pub(super) struct JudgedArgs {
    #[command(flatten)]
    pub(super) how: HowArgs,
    #[command(flatten)]
    pub(super) rules: RuleArgs,
    /// Take no notice of the suppressions in the configuration
    #[arg(long)]
    pub(super) no_suppressions: bool,
    #[command(flatten)]
    pub(super) color: ColorArgs,
    /// Nothing on standard error but errors
    #[arg(short, long)]
    pub(super) quiet: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum DiffFormat {
    /// For a person
    Human,
    /// camgi/changes/v1
    Json,
    /// For a comment or a job summary
    Markdown,
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
    /// Print a JSON Schema
    Schema(SchemaArgs),
    /// List what expressions and scripts can call
    Functions,
}

#[derive(Debug, Args)]
pub(super) struct CheckArgs {
    /// Directory, .tar, .tar.gz, .tar.xz, .tar.zst, .zip, or - for standard input
    #[arg(required_unless_present = "show_settings")]
    pub(super) path: Option<PathBuf>,
    #[command(flatten)]
    pub(super) how: HowArgs,
    #[command(flatten)]
    pub(super) rules: RuleArgs,
    /// What standard output gets; human unless given [env: CAMGI_FORMAT]
    #[arg(long, value_enum, value_name = "FORMAT")]
    pub(super) format: Option<FormatArg>,
    /// A file that gets another format of the same run, whole or not at all [repeatable]
    #[arg(short, long = "output", value_name = "FORMAT=PATH", value_parser = Output::parse)]
    pub(super) outputs: Vec<Output>,
    /// Write into DIR what Prow shows (junit_camgi.xml, camgi.json, camgi.sarif), and one line a finding to standard
    /// output; DIR is $ARTIFACT_DIR unless given
    #[arg(long, value_name = "DIR", num_args = 0..=1, require_equals = true)]
    pub(super) prow: Option<Option<PathBuf>>,
    /// The lowest severity that makes the exit status 1; error unless given [env: CAMGI_FAIL_ON]
    #[arg(long, value_enum, value_name = "SEVERITY")]
    pub(super) fail_on: Option<FailOnArg>,
    /// Exit with 4 when something in the archive was left out: not readable, over a limit, cut off, unsafe
    #[arg(long)]
    pub(super) strict: bool,
    /// Exit with 0 whatever the archive holds; mistakes in usage and rule files still exit with 2
    #[arg(long)]
    pub(super) exit_zero: bool,
    /// Leave out findings below this severity; they still count
    #[arg(long, value_enum, value_name = "SEVERITY")]
    pub(super) min_severity: Option<SeverityArg>,
    /// Leave out findings of rules that are less sure than this; they still count
    #[arg(long, value_enum, value_name = "CONFIDENCE")]
    pub(super) min_confidence: Option<ConfidenceArg>,
    /// Leave out all but the first N findings, the most severe ones; all still count
    #[arg(long, value_name = "N")]
    pub(super) max_findings: Option<usize>,
    /// A file that `camgi baseline write` made: only what is new counts [env: CAMGI_BASELINE]
    #[arg(long, value_name = "FILE")]
    pub(super) baseline: Option<PathBuf>,
    /// Take no notice of the baseline that the environment or the configuration names
    #[arg(long, conflicts_with = "baseline")]
    pub(super) no_baseline: bool,
    /// Take no notice of the suppressions in the configuration
    #[arg(long)]
    pub(super) no_suppressions: bool,
    /// Also show findings that are suppressed or in the baseline
    #[arg(long)]
    pub(super) show_suppressed: bool,
    /// Show consequences by themselves, and not folded under their causes
    #[arg(long)]
    pub(super) show_consequences: bool,
    /// Name of the JUnit suite; camgi unless given
    #[arg(long, value_name = "NAME")]
    pub(super) junit_suite: Option<String>,
    /// What findings below the threshold make of a JUnit test case; flake unless given
    #[arg(long, value_enum, value_name = "WHAT")]
    pub(super) junit_below_threshold: Option<BelowArg>,
    /// Print what holds in this run, and where each of it was said, and judge nothing
    #[arg(long)]
    pub(super) show_settings: bool,
    /// Whether ids of rules are links to their first reference
    #[arg(long, value_enum, default_value_t = When::Auto, value_name = "WHEN")]
    pub(super) links: When,
    /// After the report, on standard error: how many findings each rule has
    #[arg(long)]
    pub(super) statistics: bool,
    /// After the report, on standard error: how long each part took, and the slowest rules
    #[arg(long)]
    pub(super) timing: bool,
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
    #[command(flatten)]
    pub(super) how: HowArgs,
}

/// How an archive is read.
#[derive(Debug, Args)]
pub(super) struct HowArgs {
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

/// The configuration of a run.
#[derive(Debug, Args)]
pub(super) struct ConfigArgs {
    /// The configuration; else camgi.yaml or .camgi.yaml from here up to the root of the repository, then that of the
    /// user [env: CAMGI_CONFIG]
    #[arg(long, value_name = "FILE", conflicts_with = "isolated")]
    pub(super) config: Option<PathBuf>,
    /// Take no notice of any configuration, nor of CAMGI_* in the environment
    #[arg(long)]
    pub(super) isolated: bool,
}

#[derive(Debug, Args)]
pub(super) struct RuleArgs {
    #[command(flatten)]
    pub(super) config: ConfigArgs,
    /// A rule file, or a directory of them, beside those of the configuration [repeatable] [env: CAMGI_RULES]
    #[arg(short = 'r', long = "rules", value_name = "PATH")]
    pub(super) paths: Vec<PathBuf>,
    /// Leave out the rules that are built in
    #[arg(long)]
    pub(super) no_builtin_rules: bool,
    /// Only these rules: id, glob, tag:x, component:x, owner:x, severity:x, all [env: CAMGI_SELECT]
    #[arg(long, value_name = "SELECTOR", value_delimiter = ',')]
    pub(super) select: Vec<String>,
    /// These rules too [env: CAMGI_EXTEND_SELECT]
    #[arg(long, value_name = "SELECTOR", value_delimiter = ',')]
    pub(super) extend_select: Vec<String>,
    /// Not these rules [env: CAMGI_IGNORE]
    #[arg(long, value_name = "SELECTOR", value_delimiter = ',')]
    pub(super) ignore: Vec<String>,
    /// Set a parameter of a rule: RULE.NAME=VALUE [repeatable]
    #[arg(long = "param", value_name = "RULE.NAME=VALUE", value_parser = param)]
    pub(super) params: Vec<ParamOverride>,
}

#[derive(Debug, Args)]
pub(super) struct ColorArgs {
    /// Colours; NO_COLOR and CLICOLOR_FORCE are respected
    #[arg(long, value_enum, default_value_t = When::Auto, value_name = "WHEN")]
    pub(super) color: When,
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
pub(super) struct SchemaArgs {
    /// Of what
    #[arg(value_enum, default_value_t = SchemaArg::Rule)]
    pub(super) of: SchemaArg,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum SchemaArg {
    /// Rule files
    Rule,
    /// camgi.yaml
    Config,
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
pub(super) enum When {
    /// On a terminal that understands it
    Auto,
    Always,
    Never,
}

/// What findings below the threshold make of a test case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub(super) enum BelowArg {
    /// A flake: the case failed, then passed; so it is seen and fails nothing
    Flake,
    /// A pass, which shows nothing of them
    Pass,
    /// A skipped case with what was found as its reason
    Skip,
}

impl From<BelowArg> for BelowThreshold {
    fn from(below: BelowArg) -> Self {
        match below {
            BelowArg::Flake => Self::Flake,
            BelowArg::Pass => Self::Pass,
            BelowArg::Skip => Self::Skip,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum ConfidenceArg {
    /// A hint
    Low,
    /// Right more often than not
    Medium,
    /// Rarely wrong
    High,
    /// Wrong only if the cluster's own status is
    VeryHigh,
}

impl From<ConfidenceArg> for Confidence {
    fn from(confidence: ConfidenceArg) -> Self {
        match confidence {
            ConfidenceArg::Low => Self::Low,
            ConfidenceArg::Medium => Self::Medium,
            ConfidenceArg::High => Self::High,
            ConfidenceArg::VeryHigh => Self::VeryHigh,
        }
    }
}

/// A format of the report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub(super) enum FormatArg {
    /// For a person: the lines of the archive, causes first
    Human,
    /// One line a finding
    Concise,
    /// camgi/report/v1
    Json,
    /// The same as JSON, one object a line
    Jsonl,
    /// SARIF 2.1.0, for GitHub and viewers
    Sarif,
    /// One test case a rule, for Prow and other CI systems
    Junit,
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

/// The lowest severity that makes a run fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub(super) enum FailOnArg {
    /// Errors fail the run
    Error,
    /// Warnings and errors fail the run
    Warning,
    /// Any finding fails the run
    Info,
    /// Findings never fail the run
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
            let (rule, name, value) = (rule.to_owned(), name.to_owned(), value.to_owned());
            Ok(ParamOverride { rule, name, value, place: None })
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
