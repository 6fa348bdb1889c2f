//! Flags that several commands have: what is read, which rules and which configuration hold, colours, the threshold.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::findings::FailOn;
use crate::rules::ParamOverride;

/// What every command has that reads an archive.
#[derive(Debug, Args)]
pub(in crate::cli) struct ReadArgs {
    /// Directory, .tar, .tar.gz, .tar.xz, .tar.zst, .zip, or - for standard input
    pub(in crate::cli) path: PathBuf,
    #[command(flatten)]
    pub(in crate::cli) how: HowArgs,
}

/// How an archive is read.
#[derive(Debug, Args)]
pub(in crate::cli) struct HowArgs {
    /// Show no progress; it is shown on a terminal only, when reading takes longer than a moment
    #[arg(long)]
    pub(in crate::cli) no_progress: bool,
    /// Threads; all cores unless given
    #[arg(short = 'j', long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub(in crate::cli) threads: Option<u16>,
}

/// The configuration of a run.
#[derive(Debug, Args)]
pub(in crate::cli) struct ConfigArgs {
    /// The configuration; else camgi.yaml or .camgi.yaml from here up to the root of the repository, then that of the
    /// user [env: CAMGI_CONFIG]
    #[arg(long, value_name = "FILE", conflicts_with = "isolated")]
    pub(in crate::cli) config: Option<PathBuf>,
    /// Take no notice of any configuration, nor of CAMGI_* in the environment
    #[arg(long)]
    pub(in crate::cli) isolated: bool,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct RuleArgs {
    #[command(flatten)]
    pub(in crate::cli) config: ConfigArgs,
    /// A rule file, or a directory of them, beside those of the configuration [repeatable] [env: CAMGI_RULES]
    #[arg(short = 'r', long = "rules", value_name = "PATH")]
    pub(in crate::cli) paths: Vec<PathBuf>,
    /// Leave out the rules that are built in
    #[arg(long)]
    pub(in crate::cli) no_builtin_rules: bool,
    /// Only these rules: id, glob, tag:x, component:x, owner:x, severity:x, all [env: CAMGI_SELECT]
    #[arg(long, value_name = "SELECTOR", value_delimiter = ',')]
    pub(in crate::cli) select: Vec<String>,
    /// These rules too [env: CAMGI_EXTEND_SELECT]
    #[arg(long, value_name = "SELECTOR", value_delimiter = ',')]
    pub(in crate::cli) extend_select: Vec<String>,
    /// Not these rules [env: CAMGI_IGNORE]
    #[arg(long, value_name = "SELECTOR", value_delimiter = ',')]
    pub(in crate::cli) ignore: Vec<String>,
    /// Set a parameter of a rule: RULE.NAME=VALUE [repeatable]
    #[arg(long = "param", value_name = "RULE.NAME=VALUE", value_parser = param)]
    pub(in crate::cli) params: Vec<ParamOverride>,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct ColorArgs {
    /// Colours; NO_COLOR and CLICOLOR_FORCE are respected
    #[arg(long, value_enum, default_value_t = When::Auto, value_name = "WHEN")]
    pub(in crate::cli) color: When,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum When {
    /// On a terminal that understands it
    Auto,
    Always,
    Never,
}

/// The lowest severity that makes a run fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub(in crate::cli) enum FailOnArg {
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
    fn parameters() {
        let set = param("a-rule.grace=1h=x").expect("a parameter");
        assert_eq!((set.rule.as_str(), set.name.as_str(), set.value.as_str()), ("a-rule", "grace", "1h=x"));
        for text in ["a", "a.b", "a=b", ".b=c", "a.=c"] {
            assert!(param(text).is_err(), "{text}");
        }
    }
}
