//! What holds in a run: flags are stronger than the environment, that is stronger than the configuration file, and where
//! each was said is known. The only reader of `CAMGI_*`.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use clap::ValueEnum;

use super::Failure;
use super::args::{BelowArg, CheckArgs, ConfigArgs, FailOnArg, FormatArg, RuleArgs};
use super::config::{Config, Configured, configuration};
use super::outputs::{Output, for_prow};
use super::terminal::Terminal;
use crate::archive::Limits;
use crate::findings::{Severity, Suppression};
use crate::output::Html;
use crate::rules::written::{Spanned, did_you_mean};
use crate::rules::{ParamOverride, Selection};
use crate::text::{one_line, printable};

/// A value, and who said it.
#[derive(Debug, Clone, Default)]
pub(super) struct Said<T> {
    /// The value.
    pub(super) value: T,
    /// `--flag`, the name of a variable, of a file, or `default`.
    pub(super) by: String,
}

/// What holds for the rules of a run.
#[derive(Debug)]
pub(super) struct RuleSettings {
    /// Rule files and directories.
    pub(super) paths: Said<Vec<PathBuf>>,
    /// Whether the built-in rules take part.
    pub(super) builtin: Said<bool>,
    /// Which rules take part.
    pub(super) select: Said<Vec<String>>,
    /// Which others.
    pub(super) extend_select: Said<Vec<String>>,
    /// Which do not.
    pub(super) ignore: Said<Vec<String>>,
    /// Parameters; the later is stronger.
    pub(super) params: Said<Vec<ParamOverride>>,
    /// Severities.
    pub(super) severity: Vec<(Spanned<String>, Severity)>,
    /// The rest of the configuration.
    pub(super) config: Config,
    /// What is read of the environment.
    environment: Environment,
}

/// The variables `CAMGI_*`, unless the run is isolated.
#[derive(Debug, Clone, Copy)]
struct Environment {
    is_read: bool,
}

impl Environment {
    fn get(self, name: &str) -> Option<String> {
        self.path(name).map(|value| value.to_string_lossy().into_owned())
    }

    fn path(self, name: &str) -> Option<PathBuf> {
        std::env::var_os(name).filter(|value| self.is_read && !value.is_empty()).map(PathBuf::from)
    }

    fn list(self, name: &str) -> Vec<String> {
        let text = self.get(name).unwrap_or_default();
        text.split(',').map(str::trim).filter(|word| !word.is_empty()).map(str::to_owned).collect()
    }

    fn paths(self, name: &str) -> Vec<PathBuf> {
        let value = std::env::var_os(name).filter(|_| self.is_read).unwrap_or_default();
        std::env::split_paths(&value).filter(|path| !path.as_os_str().is_empty()).collect()
    }

    /// A word of a list.
    fn word<T: ValueEnum>(self, name: &str) -> Result<Option<T>, Failure> {
        let Some(text) = self.get(name) else { return Ok(None) };
        T::from_str(&text, false).map(Some).map_err(|_| {
            let known: Vec<String> = T::value_variants().iter().filter_map(name_of).collect();
            let help = did_you_mean(&text, known.iter().map(String::as_str))
                .unwrap_or_else(|| format!("it is one of {}", known.join(", ")));
            Failure::Usage(vec![format!("{name} cannot be `{}`; {help}", printable(&text))])
        })
    }
}

fn name_of<T: ValueEnum>(value: &T) -> Option<String> {
    Some(value.to_possible_value()?.get_name().to_owned())
}

impl RuleSettings {
    /// Merges what was said. `archives` are the paths of what is judged: no configuration is read from them.
    pub(super) fn new(args: &RuleArgs, archives: &[PathBuf], quiet: bool) -> Result<Self, Failure> {
        let ConfigArgs { config: named, isolated } = &args.config;
        let environment = Environment { is_read: !isolated };
        let named = named.clone().or_else(|| environment.path("CAMGI_CONFIG"));
        let Configured { config, passed_over } = match isolated {
            true => Configured::default(),
            false => configuration(named.as_deref(), archives)?,
        };
        for path in passed_over.iter().filter(|_| !quiet) {
            let sentence =
                "is not read: it lies in a must-gather, and who made that does not choose what is judged";
            Terminal::note(&format!("{} {sentence}; name it with --config if it is yours", path.display()));
        }
        let file = config.source.as_ref().map(|source| source.name.clone()).unwrap_or_default();
        let select = strongest([
            ("--select", args.select.clone()),
            ("CAMGI_SELECT", environment.list("CAMGI_SELECT")),
            (&file, config.selection.select.clone()),
        ]);
        // Whoever chooses anew does not mean what a weaker voice had added to its own choice.
        let adds = |by: &str| select.by == "default" || select.by == by || by != file.as_str();
        let of_file = |list: &[String]| if adds(&file) { list.to_vec() } else { Vec::new() };
        Ok(Self {
            paths: all_of([
                (&file, config.rules.clone()),
                ("CAMGI_RULES", environment.paths("CAMGI_RULES")),
                ("--rules", args.paths.clone()),
            ]),
            builtin: match (args.no_builtin_rules, config.builtin) {
                (true, _) => Said { value: false, by: "--no-builtin-rules".to_owned() },
                (false, Some(value)) => Said { value, by: file.clone() },
                (false, None) => Said { value: true, by: "default".to_owned() },
            },
            extend_select: all_of([
                (&file, of_file(&config.selection.extend)),
                ("CAMGI_EXTEND_SELECT", environment.list("CAMGI_EXTEND_SELECT")),
                ("--extend-select", args.extend_select.clone()),
            ]),
            ignore: all_of([
                (&file, config.selection.ignore.clone()),
                ("CAMGI_IGNORE", environment.list("CAMGI_IGNORE")),
                ("--ignore", args.ignore.clone()),
            ]),
            select,
            params: all_of([(&file, config.params.clone()), ("--param", args.params.clone())]),
            severity: config.severity.clone(),
            config,
            environment,
        })
    }

    /// Which rules take part.
    pub(super) fn selection(&self) -> Selection {
        Selection {
            select: self.select.value.clone(),
            extend: self.extend_select.value.clone(),
            ignore: self.ignore.value.clone(),
        }
    }

    /// A failure of loading rules is one of the configuration where all mistakes are in that.
    pub(super) fn whose(&self, failure: Failure) -> Failure {
        match (failure, &self.config.source) {
            (Failure::Mistakes(mistakes), Some(source))
                if mistakes.iter().all(|mistake| std::sync::Arc::ptr_eq(&mistake.source_text, source)) =>
            {
                Failure::Config(mistakes)
            }
            (failure, _) => failure,
        }
    }

    /// The baseline: that of the flag, else of the environment, else of the file.
    pub(super) fn baseline(&self, flag: Option<PathBuf>) -> Said<Option<PathBuf>> {
        one_of(
            ("--baseline", flag.map(Some)),
            ("CAMGI_BASELINE", self.environment.path("CAMGI_BASELINE").map(Some)),
            (self.file(), self.config.baseline.clone().map(Some)),
            None,
        )
    }

    /// Name of the configuration file; empty without one.
    pub(super) fn file(&self) -> &str {
        self.config.source.as_ref().map_or("", |source| source.name.as_str())
    }
}

/// The first that says anything.
fn strongest<T>(said: [(&str, Vec<T>); 3]) -> Said<Vec<T>> {
    let strongest = said.into_iter().find(|(_, list)| !list.is_empty());
    let (by, value) = strongest.unwrap_or(("default", Vec::new()));
    Said { value, by: by.to_owned() }
}

/// All together.
fn all_of<T, const N: usize>(said: [(&str, Vec<T>); N]) -> Said<Vec<T>> {
    let by: Vec<&str> = said.iter().filter(|(_, list)| !list.is_empty()).map(|(by, _)| *by).collect();
    let by = if by.is_empty() { "default".to_owned() } else { by.join(", ") };
    Said { value: said.into_iter().flat_map(|(_, list)| list).collect(), by }
}

/// One value: that of the flag, else of the environment, else of the file, else the default.
fn one_of<T>(
    flag: (&str, Option<T>),
    variable: (&str, Option<T>),
    file: (&str, Option<T>),
    default: T,
) -> Said<T> {
    for (by, value) in [flag, variable, file] {
        if let Some(value) = value {
            return Said { value, by: by.to_owned() };
        }
    }
    Said { value: default, by: "default".to_owned() }
}

/// What holds for `camgi check`.
#[derive(Debug)]
pub(super) struct Settings {
    /// The rules.
    pub(super) rules: RuleSettings,
    /// What standard output gets.
    pub(super) format: Said<FormatArg>,
    /// The threshold of the gate.
    pub(super) fail_on: Said<FailOnArg>,
    /// The baseline, if there is one.
    pub(super) baseline: Said<Option<PathBuf>>,
    /// Files to write.
    pub(super) outputs: Said<Vec<Output>>,
    /// Findings that are set aside.
    pub(super) suppressions: Said<Vec<Suppression>>,
    /// Name of the JUnit suite.
    pub(super) junit_suite: Said<String>,
    /// What findings below the threshold are in JUnit.
    pub(super) junit_below: Said<BelowArg>,
}

impl Settings {
    /// Merges what was said.
    pub(super) fn new(args: &CheckArgs) -> Result<Self, Failure> {
        let archives: Vec<PathBuf> = args.path.iter().cloned().collect();
        let rules = RuleSettings::new(&args.rules, &archives, args.quiet)?;
        let (environment, config, file) = (rules.environment, &rules.config, rules.file());
        let prow = match &args.prow {
            None => Vec::new(),
            Some(directory) => for_prow(&prow_directory(directory.as_deref())?),
        };
        let outputs =
            all_of([(file, config.output.clone()), ("--prow", prow), ("--output", args.outputs.clone())]);
        let suppressions = match args.no_suppressions {
            true => Said { value: Vec::new(), by: "--no-suppressions".to_owned() },
            false => all_of([(file, config.suppress.clone())]),
        };
        let baseline = match args.no_baseline {
            true => Said { value: None, by: "--no-baseline".to_owned() },
            false => rules.baseline(args.baseline.clone()),
        };
        refuse_overwriting(&outputs.value, &rules, &baseline.value, &archives)?;
        let by_flag = match args.format {
            Some(format) => ("--format", Some(format)),
            None => ("--prow", args.prow.as_ref().map(|_| FormatArg::Concise)),
        };
        let by_environment = ("CAMGI_FORMAT", environment.word("CAMGI_FORMAT")?);
        Ok(Self {
            format: one_of(by_flag, by_environment, ("", None), FormatArg::Human),
            fail_on: one_of(
                ("--fail-on", args.fail_on),
                ("CAMGI_FAIL_ON", environment.word("CAMGI_FAIL_ON")?),
                (file, config.fail_on),
                FailOnArg::Error,
            ),
            baseline,
            outputs,
            suppressions,
            junit_suite: one_of(
                ("--junit-suite", args.junit_suite.clone()),
                ("", None),
                (file, config.junit_suite.clone()),
                "camgi".to_owned(),
            ),
            junit_below: one_of(
                ("--junit-below-threshold", args.junit_below_threshold),
                ("", None),
                (file, config.junit_below),
                BelowArg::Flake,
            ),
            rules,
        })
    }

    /// Bytes of a log that a page may show, where one is written.
    pub(super) fn log_bytes(&self, args: &CheckArgs) -> Option<usize> {
        let outputs = self.outputs.value.iter().map(|output| output.format);
        let is_wanted = outputs.chain([self.format.value]).any(|format| format == FormatArg::Html);
        let most = args.html_budget.unwrap_or_default().max(Html::LOG);
        is_wanted.then(|| usize::try_from(most).unwrap_or(usize::MAX))
    }

    /// A page with everything that holds, and who said it.
    pub(super) fn page(&self) -> String {
        let rules = &self.rules;
        let paths = |paths: &[PathBuf]| list(paths.iter().map(|path| path.display().to_string()));
        let words = |words: &[String]| list(words.iter().cloned());
        let outputs = self
            .outputs
            .value
            .iter()
            .filter_map(|output| Some(format!("{}={}", name_of(&output.format)?, output.path.display())));
        let params = rules.params.value.iter().map(|set| format!("{}.{}={}", set.rule, set.name, set.value));
        let severity = rules.severity.iter().map(|(rule, severity)| format!("{}: {severity}", rule.value));
        let file = if rules.file().is_empty() { "none" } else { rules.file() };
        let by_file = if rules.severity.is_empty() { "default" } else { file };
        let baseline =
            self.baseline.value.as_ref().map_or_else(|| "none".to_owned(), |path| path.display().to_string());
        let is_default = rules.config.limits == Limits::default();
        let (limits, by_limits) = if is_default { ("default", "default") } else { ("set", file) };
        let rows: [(&str, String, &str); 15] = [
            ("rules", paths(&rules.paths.value), &rules.paths.by),
            ("builtin", rules.builtin.value.to_string(), &rules.builtin.by),
            ("select", words(&rules.select.value), &rules.select.by),
            ("extend-select", words(&rules.extend_select.value), &rules.extend_select.by),
            ("ignore", words(&rules.ignore.value), &rules.ignore.by),
            ("params", list(params), &rules.params.by),
            ("severity", list(severity), by_file),
            ("format", name_of(&self.format.value).unwrap_or_default(), &self.format.by),
            ("fail-on", name_of(&self.fail_on.value).unwrap_or_default(), &self.fail_on.by),
            ("baseline", baseline, &self.baseline.by),
            ("output", list(outputs), &self.outputs.by),
            ("suppress", self.suppressions.value.len().to_string(), &self.suppressions.by),
            ("limits", limits.to_owned(), by_limits),
            ("junit.suite", self.junit_suite.value.clone(), &self.junit_suite.by),
            (
                "junit.below-threshold",
                name_of(&self.junit_below.value).unwrap_or_default(),
                &self.junit_below.by,
            ),
        ];
        let mut page = format!("configuration: {}\n", one_line(file, usize::MAX));
        for (name, value, by) in rows {
            writeln!(page, "{name}: {}  # {}", one_line(&value, usize::MAX), one_line(by, usize::MAX))
                .expect("internal error: writing to a String cannot fail");
        }
        page
    }
}

fn list(words: impl Iterator<Item = String>) -> String {
    format!("[{}]", words.collect::<Vec<_>>().join(", "))
}

/// The directory of `--prow`, or that which Prow names.
fn prow_directory(given: Option<&Path>) -> Result<PathBuf, Failure> {
    if let Some(given) = given {
        return Ok(given.to_owned());
    }
    let named = std::env::var_os("ARTIFACT_DIR").filter(|value| !value.is_empty());
    named.map(PathBuf::from).ok_or_else(|| {
        let sentence = "--prow needs a directory: write --prow=DIR, or set ARTIFACT_DIR";
        Failure::Usage(vec![sentence.to_owned()])
    })
}

/// Two outputs in one file would leave one of them, and one that is the archive, the baseline or the configuration would
/// destroy what was read.
fn refuse_overwriting(
    outputs: &[Output],
    rules: &RuleSettings,
    baseline: &Option<PathBuf>,
    archives: &[PathBuf],
) -> Result<(), Failure> {
    let refuse = |output: &Output, why: &str| {
        Err(Failure::Usage(vec![format!(
            "{} {why}; give the output a file of its own",
            output.path.display()
        )]))
    };
    let configuration = Some(rules.file()).filter(|file| !file.is_empty()).map(PathBuf::from);
    let read = [
        ("archive", archives.first()),
        ("baseline", baseline.as_ref()),
        ("configuration", configuration.as_ref()),
    ];
    for (at, output) in outputs.iter().enumerate() {
        let place = Output::lies_at(&output.path);
        let is_same = |other: &Output| other.format == output.format && other.path == output.path;
        if outputs[..at].iter().any(|other| !is_same(other) && Output::lies_at(&other.path) == place) {
            return refuse(output, "is to get two outputs");
        }
        for (what, path) in read {
            if path.is_some_and(|path| path.is_file() && Output::lies_at(path) == place) {
                return refuse(output, &format!("is the {what}"));
            }
        }
    }
    Ok(())
}
