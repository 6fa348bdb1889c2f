//! The compiled rule: immutable, checked, ready to be asked.

use std::sync::Arc;

use super::combine::{Correlate, Group, Join};
use super::guard::Guard;
use super::matcher::{Condition, Params};
use super::message::Messages;
use super::path::Path;
use super::script::Program;
use super::source::Source;
use super::spec::ParamType;
use super::written::SourceText;
use crate::findings::{RuleInfo, Severity};

/// A compiled rule.
#[derive(Debug)]
pub struct Rule {
    /// What a report needs to know.
    pub info: RuleInfo,
    /// Parameters as declared, in the order of the file.
    pub declared: Vec<Declared>,
    /// Parameters with their values in this run.
    pub params: Params,
    /// What the cluster must be.
    pub guard: Guard,
    /// Sources, in the order of the file.
    pub sources: Vec<Source>,
    /// Index of the source whose items are judged.
    pub foreach: usize,
    /// What belongs to each item.
    pub joins: Vec<Join>,
    /// Groups of items of several sources, in the place of the items of one.
    pub correlate: Option<Correlate>,
    /// Whether an item counts, by an expression.
    pub condition: Option<Program>,
    /// A script in the place of items, joins and conditions.
    pub script: Option<Program>,
    /// Findings that are shown together.
    pub group: Option<Group>,
    /// Facts by which causes are found.
    pub links: Vec<(String, Place)>,
    /// What each entry of [`RuleInfo::explained_by`] asks of an item, in the same order.
    pub causes: Vec<Cause>,
    /// The severity of all its findings, where the user has set one.
    pub set_severity: Option<Severity>,
    /// Other severities, in order.
    pub ladder: Vec<(Severity, Condition)>,
    /// What a finding says.
    pub report: Report,
    /// Whether `managedFields` must be read for its sources: whether the name stands anywhere in the rule, in a path, a
    /// condition, a template or a text. One that reaches them without naming them, such as `metadata[*]`, does not see
    /// them.
    pub reads_managed_fields: bool,
    /// The file it came from.
    pub origin: Arc<SourceText>,
}

impl Rule {
    /// Whether its expression or script asks how late it was when the archive was gathered.
    #[must_use]
    pub fn program_asks_time(&self) -> bool {
        self.condition.iter().chain(&self.script).any(Program::asks_time)
    }

    /// Whether a word stands anywhere in the file of the rule.
    #[must_use]
    pub fn names(&self, word: &str) -> bool {
        self.origin.text.contains(word)
    }
}

/// A parameter as declared.
#[derive(Debug, Clone)]
pub struct Declared {
    /// Its name.
    pub name: String,
    /// Its sort.
    pub sort: ParamType,
    /// Its value unless set.
    pub default: String,
    /// What it does.
    pub description: String,
}

/// What a finding says; templates by their names in [`Messages`].
#[derive(Debug)]
pub struct Report {
    /// Template of the message.
    pub message: String,
    /// Template of the label.
    pub label: Option<String>,
    /// Template of the key.
    pub key: Option<String>,
    /// What it is about, if not the object that was looked at.
    pub subject: Option<About>,
    /// The place.
    pub at: Option<Place>,
    /// Supporting facts.
    pub evidence: Vec<Place>,
}

/// What a finding is about, where the rule says it; templates by their names.
#[derive(Debug)]
pub struct About {
    /// API group.
    pub group: String,
    /// Kind.
    pub kind: String,
    /// Template of the namespace.
    pub namespace: Option<String>,
    /// Template of the name.
    pub name: String,
}

/// Where a path starts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum From {
    /// At the item.
    Item,
    /// At the object that the item is in.
    Object,
    /// At what a join or another source of a correlation has this name for.
    Bound(String),
}

/// What has to be true of an item for a cause to be looked for.
#[derive(Debug)]
pub struct Cause {
    /// The condition.
    pub when: Option<Condition>,
    /// The text that names the cause.
    pub named_in: Option<Place>,
}

/// A path with its start.
#[derive(Debug, Clone)]
pub struct Place {
    /// As the rule writes it.
    pub text: String,
    /// Where it starts.
    pub from: From,
    /// The path.
    pub path: Path,
}

/// All rules of a run, by id, with their messages.
#[derive(Debug, Default)]
pub struct RuleSet {
    /// Rules, sorted by id, ids unique.
    pub rules: Vec<Rule>,
    /// Their templates.
    pub messages: Messages,
}

impl RuleSet {
    /// The rule with this id, or that once had it.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<&Rule> {
        self.rules
            .iter()
            .find(|rule| rule.info.id == id)
            .or_else(|| self.rules.iter().find(|rule| rule.info.renamed_from.iter().any(|old| old == id)))
    }

    /// Gives all findings of a rule one severity, whatever its `escalate` or script says. Whether there is such a rule.
    pub fn set_severity(&mut self, id: &str, severity: Severity) -> bool {
        let Some(found) = self.get(id).map(|rule| rule.info.id.clone()) else { return false };
        for rule in self.rules.iter_mut().filter(|rule| rule.info.id == found) {
            (rule.info.severity, rule.set_severity) = (severity, Some(severity));
        }
        true
    }

    /// All ids, sorted.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.rules.iter().map(|rule| rule.info.id.as_str())
    }
}
