//! The compiled rule: immutable, checked, ready to be asked.

use std::sync::Arc;

use globset::{GlobMatcher, GlobSet};

use super::guard::Guard;
use super::matcher::{Condition, Params};
use super::message::Messages;
use super::path::Path;
use super::spec::ParamType;
use super::written::SourceText;
use crate::findings::{RuleInfo, Severity};
use crate::model::Resource;

/// A compiled rule.
#[derive(Debug)]
pub struct Rule {
    /// What a report needs to know.
    pub info: RuleInfo,
    /// Ids it had before.
    pub renamed_from: Vec<String>,
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

/// A compiled source.
#[derive(Debug)]
pub struct Source {
    /// The name that the rule uses.
    pub name: String,
    /// API group.
    pub group: GlobMatcher,
    /// Kind.
    pub kind: String,
    /// API version, if it matters.
    pub version: Option<String>,
    /// Namespaces, if not all.
    pub namespaces: Option<GlobSet>,
    /// Names, if not all.
    pub names: Option<GlobSet>,
    /// Labels that must be there.
    pub labels: Vec<(String, String)>,
    /// The list whose elements are the items.
    pub each: Option<Path>,
    /// Which items count.
    pub keep: Option<Condition>,
    /// Which of them do not.
    pub unless: Option<Condition>,
    /// Whether the rule can do without.
    pub optional: bool,
}

impl Source {
    /// Whether an object of the right group and kind is one of this source's, before `where`.
    #[must_use]
    pub fn selects(&self, resource: &Resource) -> bool {
        let key = &resource.key;
        self.version.as_ref().is_none_or(|version| *version == resource.version)
            && self.namespaces.as_ref().is_none_or(|globs| globs.is_match(&key.namespace))
            && self.names.as_ref().is_none_or(|globs| globs.is_match(&key.name))
            && (self.labels.is_empty() || {
                let labels = resource.node().get("metadata").and_then(|metadata| metadata.get("labels"));
                self.labels
                    .iter()
                    .all(|(name, value)| labels.and_then(|l| l.get_text(name)) == Some(value.as_str()))
            })
    }

    /// Whether it asks for certain objects of its kind, and not for all.
    #[must_use]
    pub fn is_narrow(&self) -> bool {
        self.version.is_some() || self.namespaces.is_some() || self.names.is_some() || !self.labels.is_empty()
    }

    /// Whether `where` or `unless` asks for an age, so that the source cannot be judged without a gather time.
    #[must_use]
    pub fn asks_age(&self) -> bool {
        self.keep.iter().chain(&self.unless).any(Condition::asks_age)
    }
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
    /// The place.
    pub at: Option<Place>,
    /// Supporting facts.
    pub evidence: Vec<Place>,
}

/// A path from the item or from the object it is in.
#[derive(Debug, Clone)]
pub struct Place {
    /// As the rule writes it.
    pub text: String,
    /// Whether it starts at the object and not at the item.
    pub from_object: bool,
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
            .or_else(|| self.rules.iter().find(|rule| rule.renamed_from.iter().any(|old| old == id)))
    }

    /// All ids, sorted.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.rules.iter().map(|rule| rule.info.id.as_str())
    }
}
