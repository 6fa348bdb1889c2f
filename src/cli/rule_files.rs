//! Finding and reading rule files, and turning them into the rules of a run.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use super::Failure;
use super::settings::RuleSettings;
use crate::findings::RuleInfo;
use crate::rules::written::{Mistakes, SourceText, did_you_mean};
use crate::rules::{Loaded, ParamOverride, RuleSet, builtin, is_test_file, load};
use crate::text::{Decoded, decode, printable};

/// The rules of a run.
#[derive(Debug)]
pub(super) struct Selected {
    /// Those that take part.
    pub(super) rules: RuleSet,
    /// Those that were loaded and do not.
    pub(super) left_out: Vec<RuleInfo>,
}

/// Loads the rules that the settings name, and drops those that do not take part.
pub(super) fn load_selected(settings: &RuleSettings) -> Result<Selected, Failure> {
    let mut texts = if settings.builtin.value { builtin(false) } else { Vec::new() };
    texts.extend(read_paths(&settings.paths.value, false)?);
    if texts.is_empty() {
        let sentence =
            "there is no rule to evaluate: without the built-in rules it needs --rules PATH".to_owned();
        return Err(Failure::Usage(vec![sentence]));
    }
    let loaded = load_texts(texts, &settings.params.value).map_err(|failure| settings.whose(failure))?;
    let mut rules = loaded.rules;
    set_severities(&mut rules, settings)?;
    let all: Vec<RuleInfo> = rules.rules.iter().map(|rule| rule.info.clone()).collect();
    settings.selection().apply(&mut rules).map_err(|errors| {
        let sentence = |error: &crate::rules::SelectError| match &error.help {
            Some(help) => format!("{error}; {help}"),
            None => format!("{error}; `camgi rules list` shows all"),
        };
        Failure::Usage(errors.iter().map(sentence).collect())
    })?;
    if rules.rules.is_empty() {
        return Err(Failure::Usage(vec!["no rule is left after --ignore".to_owned()]));
    }
    let left_out = all.into_iter().filter(|info| rules.get(&info.id).is_none()).collect();
    Ok(Selected { rules, left_out })
}

/// Gives rules the severities of the configuration.
fn set_severities(rules: &mut RuleSet, settings: &RuleSettings) -> Result<(), Failure> {
    let Some(source) = &settings.config.source else { return Ok(()) };
    let mut mistakes = Mistakes::new(source);
    for (rule, severity) in &settings.severity {
        if !rules.set_severity(&rule.value, *severity) {
            let help = did_you_mean(&rule.value, rules.ids());
            mistakes.add_with_help(
                rule.span,
                format!("there is no rule `{}`", rule.value),
                "no such rule",
                help,
            );
        }
    }
    if mistakes.is_empty() { Ok(()) } else { Err(Failure::Config(mistakes.into_sorted())) }
}

/// Loads texts.
pub(super) fn load_texts(texts: Vec<SourceText>, params: &[ParamOverride]) -> Result<Loaded, Failure> {
    load(texts, params).map_err(Failure::Mistakes)
}

/// Reads rule files and directories of them. If tests are asked for, a file of tests and its rule belong together,
/// whichever of the two is named.
pub(super) fn read_paths(paths: &[PathBuf], with_tests: bool) -> Result<Vec<SourceText>, Failure> {
    let (mut texts, mut failures) = (Vec::new(), Vec::new());
    for path in paths {
        let before = texts.len();
        read_path(path, true, with_tests, &mut texts, &mut failures);
        if texts.len() == before && failures.is_empty() {
            failures.push(format!("{} holds no rule file (*.yaml)", path.display()));
        }
    }
    if with_tests && failures.is_empty() {
        let mut known: BTreeSet<PathBuf> =
            texts.iter().map(|text| same_file(Path::new(&text.name))).collect();
        for beside in paths.iter().filter(|path| !path.is_dir()).filter_map(|path| beside(path)) {
            // It may have been named, too, or lie in a directory that was.
            if known.insert(same_file(&beside)) {
                read_path(&beside, true, true, &mut texts, &mut failures);
            }
        }
    }
    if failures.is_empty() { Ok(texts) } else { Err(Failure::Usage(failures)) }
}

/// The file of tests beside a rule file, or the rule file beside a file of tests, if it is there.
fn beside(path: &Path) -> Option<PathBuf> {
    let name = path.file_name()?.to_str()?;
    let stem = name.strip_suffix(".yaml").or_else(|| name.strip_suffix(".yml"))?;
    let (stem, middle) = match stem.strip_suffix(".test") {
        Some(rule) => (rule, ""),
        None => (stem, ".test"),
    };
    let of_name = |ending| path.with_file_name(format!("{stem}{middle}.{ending}"));
    ["yaml", "yml"].map(of_name).into_iter().find(|path| path.is_file())
}

/// One name for all the ways to write a path.
fn same_file(path: &Path) -> PathBuf {
    fs::canonicalize(path).unwrap_or_else(|_| path.to_owned())
}

fn read_path(
    path: &Path,
    named: bool,
    with_tests: bool,
    texts: &mut Vec<SourceText>,
    failures: &mut Vec<String>,
) {
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    if path.is_dir() {
        match fs::read_dir(path) {
            Ok(entries) => {
                let mut children: Vec<PathBuf> =
                    entries.filter_map(Result::ok).map(|entry| entry.path()).collect();
                children.sort();
                for child in children {
                    read_path(&child, false, with_tests, texts, failures);
                }
            }
            Err(error) => failures.push(format!("the directory {} cannot be read: {error}", path.display())),
        }
        return;
    }
    let is_rule_file = (name.ends_with(".yaml") || name.ends_with(".yml")) && !name.starts_with('.');
    // A file that was named is meant, whatever it is called.
    if !(named || is_rule_file) || (is_test_file(&name) && !with_tests && !named) {
        return;
    }
    match fs::read(path) {
        Ok(bytes) => match decode(bytes) {
            Decoded { is_lossy: true, .. } => {
                failures.push(format!("the rule file {} is not UTF-8 text", path.display()));
            }
            Decoded { text, .. } => {
                texts.push(SourceText { name: printable(&path.to_string_lossy()).into_owned(), text });
            }
        },
        Err(error) => failures.push(format!("the rule file {} cannot be read: {error}", path.display())),
    }
}
