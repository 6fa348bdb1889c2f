//! The written form of `camgi.yaml`. The doc comments are the texts that editors show, and the types are the one source of
//! its JSON Schema. Nothing here is checked beyond its shape; that is what `read` does.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::cli::args::{BelowArg, FailOnArg, FormatArg};
use crate::findings::Severity;
use crate::rules::written::{Spanned, Table, Words};

/// The configuration of camgi: `camgi.yaml` or `.camgi.yaml`, from the working directory up to the root of the
/// repository, then in the user's configuration folder. Paths in it are relative to it. Flags are stronger, and so is
/// the environment.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", default)]
#[schemars(title = "camgi configuration", deny_unknown_fields)]
pub(in crate::cli) struct ConfigSpec {
    /// Rule files, and directories of them.
    pub(in crate::cli) rules: Words,
    /// Whether the built-in rules take part; `true` unless written.
    pub(in crate::cli) builtin: Option<bool>,
    /// Only these rules: id, glob, `tag:x`, `component:x`, `owner:x`, `severity:x`, `all`.
    pub(in crate::cli) select: Words,
    /// These rules too.
    pub(in crate::cli) extend_select: Words,
    /// Not these rules.
    pub(in crate::cli) ignore: Words,
    /// The lowest severity that makes the exit status 1; `error` unless written.
    pub(in crate::cli) fail_on: Option<FailOnArg>,
    /// Parameters of rules, by id and name.
    pub(in crate::cli) params: Table<Table<Spanned<String>>>,
    /// The severity of all findings of a rule, by its id.
    pub(in crate::cli) severity: Table<Severity>,
    /// Findings that are set aside, each with a reason.
    pub(in crate::cli) suppress: Vec<SuppressSpec>,
    /// A file that `camgi baseline write` made: only what is new fails the run.
    pub(in crate::cli) baseline: Option<Spanned<String>>,
    /// Files to write beside what standard output gets.
    pub(in crate::cli) output: Vec<OutputSpec>,
    /// How much of an archive is read at most.
    pub(in crate::cli) limits: LimitsSpec,
    /// How JUnit is written.
    pub(in crate::cli) junit: JunitSpec,
}

/// Findings that are set aside: those of a rule, perhaps of some subjects only, or one by its fingerprint.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", default)]
#[schemars(deny_unknown_fields, extend("required" = ["reason"]))]
pub(in crate::cli) struct SuppressSpec {
    /// Id of the rule, or a glob.
    pub(in crate::cli) rule: Option<Spanned<String>>,
    /// A glob over `Kind/namespace/name` or `Kind/name`; `*` stands for any text.
    pub(in crate::cli) subject: Option<Spanned<String>>,
    /// The fingerprint of one finding, from a report; `rule` may stand beside it.
    pub(in crate::cli) fingerprint: Option<Spanned<String>>,
    /// Why.
    pub(in crate::cli) reason: Option<Spanned<String>>,
    /// The last day on which it holds, such as `2026-03-31`; compared with the gather time. The findings count again
    /// after it.
    pub(in crate::cli) until: Option<Spanned<String>>,
    /// An issue or a page about it.
    pub(in crate::cli) link: Option<String>,
}

/// A file to write.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(deny_unknown_fields)]
pub(in crate::cli) struct OutputSpec {
    /// What it gets.
    pub(in crate::cli) format: FormatArg,
    /// Where it is.
    pub(in crate::cli) path: Spanned<String>,
}

/// Bounds on an archive; numbers, or quantities such as `512Mi`.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", default)]
#[schemars(deny_unknown_fields)]
pub(in crate::cli) struct LimitsSpec {
    /// Entries of any kind.
    pub(in crate::cli) entries: Option<Spanned<String>>,
    /// Bytes of one file of objects.
    pub(in crate::cli) file_bytes: Option<Spanned<String>>,
    /// Bytes of all files, decompressed.
    pub(in crate::cli) total_bytes: Option<Spanned<String>>,
    /// Bytes of a zip on standard input or inside of an archive.
    pub(in crate::cli) buffered_bytes: Option<Spanned<String>>,
}

/// How JUnit is written.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", default)]
#[schemars(deny_unknown_fields)]
pub(in crate::cli) struct JunitSpec {
    /// Name of the test suite; `camgi` unless written.
    pub(in crate::cli) suite: Option<String>,
    /// What findings below the threshold make of a test case; `flake` unless written.
    pub(in crate::cli) below_threshold: Option<BelowArg>,
}
