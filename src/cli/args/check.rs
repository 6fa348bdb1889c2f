//! The flags of `camgi check`, and the words they take.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{ColorArgs, FailOnArg, HowArgs, RuleArgs, When};
use crate::cli::outputs::Output;
use crate::findings::{Confidence, Severity};
use crate::output::BelowThreshold;

#[derive(Debug, Args)]
pub(in crate::cli) struct CheckArgs {
    /// Directory, .tar, .tar.gz, .tar.xz, .tar.zst, .zip, or - for standard input
    #[arg(required_unless_present = "show_settings")]
    pub(in crate::cli) path: Option<PathBuf>,
    #[command(flatten)]
    pub(in crate::cli) how: HowArgs,
    #[command(flatten)]
    pub(in crate::cli) rules: RuleArgs,
    /// What standard output gets; human unless given [env: CAMGI_FORMAT]
    #[arg(long, value_enum, value_name = "FORMAT")]
    pub(in crate::cli) format: Option<FormatArg>,
    /// A file that gets another format of the same run, whole or not at all [repeatable]
    #[arg(short, long = "output", value_name = "FORMAT=PATH", value_parser = Output::parse)]
    pub(in crate::cli) outputs: Vec<Output>,
    /// Write into DIR what Prow shows (junit_camgi.xml, camgi.html, camgi.json, camgi.sarif), and one line a finding to standard
    /// output; DIR is $ARTIFACT_DIR unless given
    #[arg(long, value_name = "DIR", num_args = 0..=1, require_equals = true)]
    pub(in crate::cli) prow: Option<Option<PathBuf>>,
    /// The lowest severity that makes the exit status 1; error unless given [env: CAMGI_FAIL_ON]
    #[arg(long, value_enum, value_name = "SEVERITY")]
    pub(in crate::cli) fail_on: Option<FailOnArg>,
    /// Exit with 4 when something in the archive was left out: not readable, over a limit, cut off, unsafe
    #[arg(long)]
    pub(in crate::cli) strict: bool,
    /// Exit with 0 whatever the archive holds; mistakes in usage and rule files still exit with 2
    #[arg(long)]
    pub(in crate::cli) exit_zero: bool,
    /// Leave out findings below this severity; they still count
    #[arg(long, value_enum, value_name = "SEVERITY")]
    pub(in crate::cli) min_severity: Option<SeverityArg>,
    /// Leave out findings of rules that are less sure than this; they still count
    #[arg(long, value_enum, value_name = "CONFIDENCE")]
    pub(in crate::cli) min_confidence: Option<ConfidenceArg>,
    /// Leave out all but the first N findings, the most severe ones; all still count
    #[arg(long, value_name = "N")]
    pub(in crate::cli) max_findings: Option<usize>,
    /// A file that `camgi baseline write` made: only what is new counts [env: CAMGI_BASELINE]
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) baseline: Option<PathBuf>,
    /// Take no notice of the baseline that the environment or the configuration names
    #[arg(long, conflicts_with = "baseline")]
    pub(in crate::cli) no_baseline: bool,
    /// Take no notice of the suppressions in the configuration
    #[arg(long)]
    pub(in crate::cli) no_suppressions: bool,
    /// Also show findings that are suppressed or in the baseline
    #[arg(long)]
    pub(in crate::cli) show_suppressed: bool,
    /// Show consequences by themselves, and not folded under their causes
    #[arg(long)]
    pub(in crate::cli) show_consequences: bool,
    /// Name of the JUnit suite; camgi unless given
    #[arg(long, value_name = "NAME")]
    pub(in crate::cli) junit_suite: Option<String>,
    /// What findings below the threshold make of a JUnit test case; flake unless given
    #[arg(long, value_enum, value_name = "WHAT")]
    pub(in crate::cli) junit_below_threshold: Option<BelowArg>,
    /// Bytes that files of the archive may take in the page, such as 5M; a tenth of the archive unless given, and at least 1M
    /// and at most 20M. What findings point at is there in any case
    #[arg(long, value_name = "SIZE", value_parser = size)]
    pub(in crate::cli) html_budget: Option<u64>,
    /// Print what holds in this run, and where each of it was said, and judge nothing
    #[arg(long)]
    pub(in crate::cli) show_settings: bool,
    /// Whether ids of rules are links to their first reference
    #[arg(long, value_enum, default_value_t = When::Auto, value_name = "WHEN")]
    pub(in crate::cli) links: When,
    /// After the report, on standard error: how many findings each rule has
    #[arg(long)]
    pub(in crate::cli) statistics: bool,
    /// After the report, on standard error: how long each part took, and the slowest rules
    #[arg(long)]
    pub(in crate::cli) timing: bool,
    #[command(flatten)]
    pub(in crate::cli) color: ColorArgs,
    /// Only the report, nothing on standard error but errors
    #[arg(short, long, conflicts_with = "verbose")]
    pub(in crate::cli) quiet: bool,
    /// Also why each rule was skipped, and what was odd but harmless
    #[arg(short, long)]
    pub(in crate::cli) verbose: bool,
}

/// A size in bytes.
fn size(text: &str) -> Result<u64, String> {
    // Both `5M` and `5MB` are written, and mean the same.
    match crate::model::quantity(text.strip_suffix(['B', 'b']).unwrap_or(text)) {
        Some(bytes) if (0.0..=1e12).contains(&bytes) => Ok(bytes as u64),
        _ => Err("write it as bytes, or as a quantity such as 5M or 512Ki".to_owned()),
    }
}

/// What findings below the threshold make of a test case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub(in crate::cli) enum BelowArg {
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
pub(in crate::cli) enum ConfidenceArg {
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
pub(in crate::cli) enum FormatArg {
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
    /// The page: everything in one file that a browser opens from disk
    Html,
    /// For a GitHub job summary or an issue comment
    Markdown,
    /// GitHub annotations (workflow commands)
    Github,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum SeverityArg {
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
