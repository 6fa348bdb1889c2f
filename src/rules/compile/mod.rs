//! From the written rule to the compiled one. Everything that can be wrong is found here, at its place, and what
//! has no mistake goes on being checked.

mod combine;
mod program;
mod report;
mod source;

pub use source::MOST_LINES;
use std::collections::BTreeMap;

use std::sync::Arc;

use globset::GlobMatcher;

use super::guard::{Guard, VersionRange};
use super::matcher::{Condition, ParamValue, Params, parse_condition};
use super::message::Messages;
use super::rule::{Declared, Rule};
use super::source::{Select, Source};
use super::spec::{ParamType, RuleSpec};
use super::written::{Mistakes, Raw, Spanned, Words};
use crate::findings::{Confidence, RuleInfo, Severity, Status};
use crate::model::{Document, Node, parse_duration, quantity};
use crate::text::Span;

/// Values that a user set for the parameters of one rule.
pub(super) type Overrides = [(String, String)];

/// What the rules that are compiled on one thread have in common.
#[derive(Debug, Default)]
pub(super) struct Common {
    /// Their templates.
    pub(super) messages: Messages,
    /// API groups by their texts: there are few, and compiling one takes longer than most of a rule does.
    groups: BTreeMap<String, GlobMatcher>,
}

/// Compiles one rule. Always returns one; it is of use only when no mistake was added.
pub(super) fn compile(
    spec: &RuleSpec,
    place: Span,
    document: &Document,
    overrides: &Overrides,
    common: &mut Common,
    mistakes: &mut Mistakes,
) -> Rule {
    let Common { messages, groups } = common;
    let mut compiler = Compiler { document, messages, groups, mistakes };
    compiler.rule(spec, place, overrides)
}

/// What paths and templates may speak of.
#[derive(Debug, Clone)]
struct Names<'n> {
    /// The source whose items are judged.
    item: &'n str,
    /// Whether these are elements of objects.
    has_parent: bool,
    /// Whether `object` is a field of theirs, as events have it.
    has_object: bool,
    /// What is bound beside the item.
    bound: Vec<&'n str>,
}

struct Compiler<'c> {
    document: &'c Document,
    messages: &'c mut Messages,
    groups: &'c mut BTreeMap<String, GlobMatcher>,
    mistakes: &'c mut Mistakes,
}

impl Compiler<'_> {
    fn rule(&mut self, spec: &RuleSpec, place: Span, overrides: &Overrides) -> Rule {
        let info = self.info(spec);
        let (declared, params) = self.params(spec, overrides);
        if spec.sources.0.is_empty() {
            self.mistakes.add(head(place), "a rule needs a source", "`sources` is missing or empty");
        }
        let sources: Vec<Source> =
            spec.sources.0.iter().map(|(name, s)| self.source(name, s, &params)).collect();
        let correlate = spec.correlate.as_ref().map(|written| self.correlate(written, &sources, &params));
        let foreach = match &correlate {
            Some(correlate) => correlate.sources.first().map_or(0, |(first, _)| *first),
            None => self.foreach(spec, &sources),
        };
        let has_parent = sources.get(foreach).is_some_and(|source| !source.each.is_empty());
        let item = sources.get(foreach).map_or("", |source| source.name.as_str());
        let is_event = sources.get(foreach).is_some_and(|source| matches!(source.select, Select::Events(_)));
        let mut names = Names { item, has_parent, has_object: is_event && !has_parent, bound: Vec::new() };
        let joins = self.joins(spec, &sources, &names);
        names.bound.extend(spec.join.keys());
        if let Some(correlate) = &correlate {
            names.bound.extend(correlate.sources.iter().skip(1).map(|(at, _)| sources[*at].name.as_str()));
        }
        let seen: Vec<&str> = std::iter::once(item).chain(names.bound.iter().copied()).collect();
        let ladder = spec
            .escalate
            .iter()
            .filter_map(|step| Some((step.to?, self.condition(step.when?, &params, has_parent, &seen))))
            .collect();
        let condition = spec.condition.as_ref().and_then(|text| self.expression(text, spec));
        let script = spec.script.as_ref().and_then(|text| self.script(text, spec));
        let report = self.report(spec, &info.id, &names, script.is_some());
        let (group, links) = (self.group(spec, &names), self.links(spec, &names));
        let causes = self.causes(spec, &names, |this, when| this.condition(when, &params, has_parent, &seen));
        Rule {
            info,
            declared,
            params,
            guard: self.guard(spec),
            sources,
            foreach,
            joins,
            correlate,
            condition,
            script,
            group,
            links,
            causes,
            set_severity: None,
            ladder,
            report,
            reads_managed_fields: self.names_managed_fields(place),
            origin: Arc::clone(self.mistakes.source()),
        }
    }

    fn names_managed_fields(&self, place: Span) -> bool {
        // Any key or value counts: what is a path, what a template and what prose need not be told apart.
        fn names(node: Node<'_>) -> bool {
            node.text().is_some_and(|text| text.contains("managedFields"))
                || node.entries().any(|(key, value)| names(key) || names(value))
                || node.items().any(names)
        }
        self.document.roots().filter(|root| root.span() == place).any(names)
    }

    fn info(&mut self, spec: &RuleSpec) -> RuleInfo {
        if let Some(id) = &spec.id
            && !is_id(&id.value)
        {
            let message = format!("`{}` is no id: lower-case words with `-` between them", id.value);
            self.mistakes.add(id.span, message, "not kebab-case");
        }
        for old in &spec.renamed_from {
            if !is_id(&old.value) {
                self.mistakes.add(old.span, format!("`{}` is no id", old.value), "not kebab-case");
            }
        }
        if let Some(title) = &spec.title
            && (title.value.trim().is_empty() || title.value.contains(['\n', '{']))
        {
            let message = "a title is one static line; it becomes part of a test name";
            self.mistakes.add(title.span, message, "empty, several lines or a template");
        }
        RuleInfo {
            id: text(spec.id.as_ref()),
            title: text(spec.title.as_ref()).trim().to_owned(),
            severity: spec.severity.unwrap_or(Severity::Error),
            confidence: spec.confidence.unwrap_or(Confidence::High),
            status: spec.status.unwrap_or(Status::Stable),
            component: spec.component.clone(),
            sig: spec.sig.clone().unwrap_or_else(|| spec.component.clone()),
            owners: spec.owners.clone(),
            tags: spec.tags.clone(),
            description: spec.description.trim().to_owned(),
            help: spec.help.trim().to_owned(),
            references: spec.references.clone(),
            explained_by: self.explained_by(spec),
            renamed_from: spec.renamed_from.iter().map(|id| id.value.clone()).collect(),
        }
    }

    fn params(&mut self, spec: &RuleSpec, overrides: &Overrides) -> (Vec<Declared>, Params) {
        let (mut declared, mut params) = (Vec::new(), Params::new());
        for (name, param) in &spec.params.0 {
            let default = text(param.default.as_ref());
            if let Some(given) = &param.default
                && let Err(message) = check_param(param.sort, &given.value)
            {
                self.mistakes.add(given.span, message, "the default does not fit its type");
            }
            let set =
                overrides.iter().rev().find(|(key, _)| *key == name.value).map(|(_, value)| value.clone());
            let text = set.unwrap_or_else(|| default.clone());
            params.insert(name.value.clone(), ParamValue { sort: param.sort, text });
            declared.push(Declared {
                name: name.value.clone(),
                sort: param.sort,
                default,
                description: param.description.clone(),
            });
        }
        (declared, params)
    }

    fn foreach(&mut self, spec: &RuleSpec, sources: &[Source]) -> usize {
        if let Some(name) = &spec.foreach {
            return self.named_source(name, sources).unwrap_or_default();
        }
        if sources.len() > 1 && spec.script.is_none() {
            let second = &spec.sources.0[1].0;
            let message = "a rule with several sources says which one it judges: `foreach`";
            self.mistakes.add(second.span, message, "the second source");
        }
        0
    }

    fn guard(&mut self, spec: &RuleSpec) -> Guard {
        let requires = &spec.requires;
        let words = |words: &Words| words.iter().map(str::to_owned).collect();
        Guard {
            openshift: self.versions(requires.openshift.as_ref()),
            kubernetes: self.versions(requires.kubernetes.as_ref()),
            platform: words(&requires.platform),
            topology: words(&requires.topology),
            product: words(&requires.product),
            installing: requires.installing,
            upgrading: requires.upgrading,
            settled: requires.settled,
            has: words(&requires.has),
        }
    }

    fn versions(&mut self, written: Option<&Spanned<String>>) -> Option<VersionRange> {
        let written = written?;
        let range = VersionRange::parse(&written.value);
        if range.is_none() {
            let message =
                format!("`{}` is no range of versions; write `>=4.10` or `>=4.10, <4.16`", written.value);
            self.mistakes.add(written.span, message, "not a range");
        }
        range
    }

    fn condition(&mut self, raw: Raw, params: &Params, has_parent: bool, names: &[&str]) -> Condition {
        parse_condition(self.document.node(raw.0), params, has_parent, names, self.mistakes)
    }
}

/// Whether a text is a value of this sort; if not, the sentence that says so.
pub(super) fn check_param(sort: ParamType, text: &str) -> Result<(), String> {
    let (fits, what) = match sort {
        ParamType::Duration => {
            (parse_duration(text).is_some_and(|d| !d.is_negative()), "a duration such as `30m` or `2d`")
        }
        ParamType::Integer => (text.parse::<i64>().is_ok(), "a whole number"),
        ParamType::Quantity => (quantity(text).is_some(), "a number or quantity such as `0.8` or `10Gi`"),
        ParamType::Boolean => (matches!(text, "true" | "false"), "`true` or `false`"),
        ParamType::String => (true, "a text"),
    };
    if fits { Ok(()) } else { Err(format!("`{text}` is not {what}")) }
}

/// Whether a text can be the id of a rule: lower-case words with `-` between them.
#[must_use]
pub fn is_id(id: &str) -> bool {
    let word =
        |word: &str| !word.is_empty() && word.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit());
    id.split('-').all(word)
}

fn text(written: Option<&Spanned<String>>) -> String {
    written.map(|text| text.value.clone()).unwrap_or_default()
}

fn head(place: Span) -> Span {
    Span::new(place.start, place.start + 1)
}
