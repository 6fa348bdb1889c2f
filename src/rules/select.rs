//! Which rules take part: ids, globs, `tag:x`, `component:x`, `owner:x`, `severity:x`, `all`.

use globset::{Glob, GlobMatcher};
use thiserror::Error;

use super::rule::{Rule, RuleSet};
use super::written::did_you_mean;
use crate::findings::Status;

/// What the command line and the configuration say about rules.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Selection {
    /// Only these; all but deprecated ones when empty.
    pub select: Vec<String>,
    /// These too.
    pub extend: Vec<String>,
    /// Not these; stronger than the others.
    pub ignore: Vec<String>,
}

/// A selector that cannot be right; the caller's fault.
#[derive(Debug, Error, Clone, PartialEq, Eq)]
#[error("{message}")]
pub struct SelectError {
    /// What is wrong.
    pub message: String,
    /// What was probably meant.
    pub help: Option<String>,
}

impl Selection {
    /// Drops the rules that do not take part.
    ///
    /// # Errors
    /// For each selector that selects nothing: it would silently judge less than was asked for.
    pub fn apply(&self, rules: &mut RuleSet) -> Result<(), Vec<SelectError>> {
        let mut errors = Vec::new();
        let mut read = |texts: &[String]| -> Vec<Selector> {
            let one = |text: &String| Selector::read(text, rules).map_err(|error| errors.push(error)).ok();
            texts.iter().filter_map(one).collect()
        };
        let (select, extend, ignore) = (read(&self.select), read(&self.extend), read(&self.ignore));
        if !errors.is_empty() {
            return Err(errors);
        }
        let any =
            |selectors: &[Selector], rule: &Rule| selectors.iter().any(|selector| selector.matches(rule));
        rules.rules.retain(|rule| {
            let selected = if self.select.is_empty() {
                rule.info.status != Status::Deprecated
            } else {
                any(&select, rule)
            };
            (selected || any(&extend, rule)) && !any(&ignore, rule)
        });
        Ok(())
    }
}

enum Selector {
    All,
    Id(GlobMatcher),
    Tag(String),
    Component(String),
    Owner(String),
    Severity(String),
}

impl Selector {
    fn read(text: &str, rules: &RuleSet) -> Result<Self, SelectError> {
        let selector = match text.split_once(':') {
            None if text == "all" => Self::All,
            None => match Glob::new(text) {
                Ok(glob) => Self::Id(glob.compile_matcher()),
                Err(error) => {
                    let message = format!("`{text}` is no glob: {}", error.kind());
                    return Err(SelectError { message, help: None });
                }
            },
            Some(("tag", value)) => Self::Tag(value.to_owned()),
            Some(("component", value)) => Self::Component(value.to_owned()),
            Some(("owner", value)) => Self::Owner(value.to_owned()),
            Some(("severity", value)) => Self::Severity(value.to_owned()),
            Some((what, _)) => {
                let known = ["tag", "component", "owner", "severity"];
                let help = did_you_mean(what, known).or_else(|| Some(format!("one of {}", known.join(", "))));
                return Err(SelectError { message: format!("`{what}:` selects nothing known"), help });
            }
        };
        if rules.rules.iter().any(|rule| selector.matches(rule)) || matches!(selector, Self::All) {
            return Ok(selector);
        }
        let known: Vec<&str> = match &selector {
            Self::All | Self::Id(_) => rules.ids().collect(),
            Self::Tag(_) => rules.rules.iter().flat_map(|r| r.info.tags.iter().map(String::as_str)).collect(),
            Self::Component(_) => rules.rules.iter().map(|r| r.info.component.as_str()).collect(),
            Self::Owner(_) => {
                rules.rules.iter().flat_map(|r| r.info.owners.iter().map(String::as_str)).collect()
            }
            Self::Severity(_) => vec!["error", "warning", "info"],
        };
        let value = text.split_once(':').map_or(text, |(_, value)| value);
        Err(SelectError {
            message: format!("no rule is selected by `{text}`"),
            help: did_you_mean(value, known),
        })
    }

    fn matches(&self, rule: &Rule) -> bool {
        let info = &rule.info;
        match self {
            Self::All => true,
            Self::Id(glob) => glob.is_match(&info.id) || info.renamed_from.iter().any(|id| glob.is_match(id)),
            Self::Tag(tag) => info.tags.contains(tag),
            Self::Component(component) => info.component == *component,
            Self::Owner(owner) => info.owners.contains(owner),
            // A rule that may escalate to it has it, too.
            Self::Severity(severity) => {
                info.severity.as_str() == severity
                    || rule.ladder.iter().any(|(to, _)| to.as_str() == severity)
            }
        }
    }
}
