//! Values that a user sets for parameters (`--param RULE.NAME=VALUE`). What does not fit is the user's mistake and is
//! shown there; the rule is then checked with its default.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::compile::check_param;
use super::spec::RuleSpec;
use super::written::{Mistake, SourceText, did_you_mean};
use crate::text::Span;

/// A value that a user set, by `--param RULE.NAME=VALUE` or in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParamOverride {
    /// The rule.
    pub rule: String,
    /// The parameter.
    pub name: String,
    /// The value.
    pub value: String,
    /// Where it is written, if in a file.
    pub place: Option<ParamPlace>,
}

/// Where a value of a parameter is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParamPlace {
    /// The file.
    pub source: Arc<SourceText>,
    /// The rule, the name and the value in it.
    pub spans: [Span; 3],
}

/// Values by the id that a rule has now, and names.
pub(super) type ByRule = BTreeMap<String, Vec<(String, String)>>;

/// Sorts the values to their rules; those that fit none are mistakes.
pub(super) fn sort_overrides(rules: &[&RuleSpec], overrides: &[ParamOverride]) -> (ByRule, Vec<Mistake>) {
    let (mut sorted, mut found) = (ByRule::new(), Vec::new());
    for set in overrides {
        match fit(rules, set) {
            Ok(id) => sorted.entry(id).or_default().push((set.name.clone(), set.value.clone())),
            Err(mistake) => found.push(*mistake),
        }
    }
    (sorted, found)
}

fn id(rule: &RuleSpec) -> &str {
    rule.id.as_ref().map_or("", |id| id.value.as_str())
}

/// The place of a value that was written on the command line.
fn on_command_line(ParamOverride { rule, name, value, .. }: &ParamOverride) -> ParamPlace {
    let text = format!("{rule}.{name}={value}");
    let name_at = rule.len() + 1;
    let value_at = name_at + name.len() + 1;
    let spans =
        [Span::new(0, rule.len()), Span::new(name_at, name_at + name.len()), Span::new(value_at, text.len())];
    ParamPlace { source: Arc::new(SourceText { name: "--param".to_owned(), text }), spans }
}

/// The id of the rule that a value is for.
fn fit(rules: &[&RuleSpec], set: &ParamOverride) -> Result<String, Box<Mistake>> {
    let ParamOverride { rule: wanted, name, value, place } = set;
    let ParamPlace { source, spans: [rule_at, name_at, value_at] } =
        place.clone().unwrap_or_else(|| on_command_line(set));
    let mistake = |span: Span, message: String, label: &str| Mistake::new(&source, span, message, label);
    let once = |rule: &&&RuleSpec| rule.renamed_from.iter().any(|old| old.value == *wanted);
    let found = rules.iter().find(|rule| id(rule) == wanted).or_else(|| rules.iter().find(once));
    let Some(rule) = found else {
        let mut mistake = mistake(rule_at, format!("there is no rule `{wanted}`"), "no such rule");
        mistake.help = did_you_mean(wanted, rules.iter().map(|rule| id(rule)));
        return Err(Box::new(mistake));
    };
    let Some(declared) = rule.params.get(name) else {
        let message = format!("the rule `{}` has no parameter `{name}`", id(rule));
        let mut mistake = mistake(name_at, message, "no such parameter");
        let known: Vec<&str> = rule.params.keys().collect();
        mistake.help = Some(match did_you_mean(name, known.iter().copied()) {
            Some(help) => help,
            None if known.is_empty() => "it has none".to_owned(),
            None => format!("it has: {}", known.join(", ")),
        });
        return Err(Box::new(mistake));
    };
    check_param(declared.sort, value)
        .map_err(|message| Box::new(mistake(value_at, message, "does not fit")))?;
    Ok(id(rule).to_owned())
}
