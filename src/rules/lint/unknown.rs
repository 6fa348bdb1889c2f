//! Names that are not there: fields that lines, events and groups never have, and causes that no rule finds.

use super::Subject;
use crate::model::logs::Patterns;
use crate::rules::fields::{COUNTED, EVENT, FILE, LINE};
use crate::rules::rule::Rule;
use crate::rules::spec::{RuleSpec, SourceSpec};
use crate::rules::written::{Mistake, Spanned, did_you_mean};
use crate::text::Span;

pub(super) fn look(subject: &Subject<'_>, known: &[&Rule], found: &mut Vec<Mistake>) {
    fields(subject, found);
    causes(subject, known, found);
}

fn fields(subject: &Subject<'_>, found: &mut Vec<Mistake>) {
    let spec = subject.spec;
    let report = &spec.report;
    let about = report.subject.as_ref();
    let templates = [
        ("message", report.message.as_ref()),
        ("label", report.label.as_ref()),
        ("key", report.key.as_ref()),
        ("namespace", about.and_then(|about| about.namespace.as_ref())),
        ("name", about.and_then(|about| about.name.as_ref())),
    ];
    for (part, text) in templates {
        let Some(text) = text else { continue };
        let name = format!("{}/{part}", subject.rule.info.id);
        for deep in subject.loaded.rules.messages.names(&name) {
            let mut parts = deep.split('.');
            let (Some(head), Some(field)) = (parts.next(), parts.next()) else { continue };
            let Some(known) = source_of(spec, head).and_then(known_fields) else { continue };
            if known.iter().any(|name| name == field) {
                continue;
            }
            let message = format!("`{head}` has no field `{field}`");
            let help = did_you_mean(field, known.iter().map(String::as_str))
                .unwrap_or_else(|| format!("it has: {}", known.join(", ")));
            let place = place_of(subject, text, field);
            found.push(subject.complaint("unknown-field", place, message, "never there").with_help(help));
        }
    }
}

/// The source that a name of a message stands for.
fn source_of<'s>(spec: &'s RuleSpec, name: &str) -> Option<&'s SourceSpec> {
    let joined = spec.join.get(name).and_then(|join| join.source.as_ref());
    spec.sources.get(joined.map_or(name, |source| source.value.as_str()))
}

/// Everything that an item can have, where that is known.
fn known_fields(source: &SourceSpec) -> Option<Vec<String>> {
    if source.each.is_some() || !source.parse.0.is_empty() {
        return None;
    }
    let mut known: Vec<String> = Vec::new();
    let mut add = |names: &[&str]| known.extend(names.iter().map(|name| (*name).to_owned()));
    if let Some(grouping) = &source.aggregate {
        add(&["count", "key", "by", "names"]);
        for (is_there, names) in [
            (grouping.distinct.is_some(), &["distinct", "values"][..]),
            (grouping.min.is_some(), &["min"]),
            (grouping.max.is_some(), &["max"]),
            (grouping.sum.is_some(), &["sum"]),
        ] {
            add(if is_there { names } else { &[] });
        }
        return Some(known);
    }
    if source.logs.is_some() {
        add(&LINE);
    } else if source.events.is_some() {
        add(&EVENT);
    } else if source.files.is_some() {
        add(&FILE);
    } else {
        return None;
    }
    for expression in source.matches.iter().flat_map(|words| words.iter()) {
        let patterns = Patterns::new([expression]).ok()?;
        known.extend(patterns.groups(0).map(str::to_owned));
    }
    if source.count.is_some() {
        known.extend(COUNTED.map(str::to_owned));
    }
    Some(known)
}

/// Where a field is asked for in a template.
fn place_of(subject: &Subject<'_>, text: &Spanned<String>, field: &str) -> Span {
    let written = text.span.of(&subject.rule.origin.text);
    let asked = format!(".{field}");
    written.find(&asked).map_or(text.span, |at| {
        let start = text.span.start + at + 1;
        Span::new(start, start + field.len())
    })
}

fn causes(subject: &Subject<'_>, known: &[&Rule], found: &mut Vec<Mistake>) {
    let all = || subject.loaded.rules.rules.iter().chain(known.iter().copied());
    let is_called =
        |rule: &Rule, id: &str| rule.info.id == id || rule.info.renamed_from.iter().any(|old| old == id);
    for cause in &subject.spec.explained_by {
        let Some(written) = &cause.rule else { continue };
        let Some(rule) = all().find(|rule| is_called(rule, &written.value)) else {
            let message = format!("there is no rule `{}`", written.value);
            let help = did_you_mean(&written.value, all().map(|rule| rule.info.id.as_str()))
                .unwrap_or_else(|| "it explains nothing until there is".to_owned());
            found.push(subject.complaint("unknown-cause", written.span, message, "unknown").with_help(help));
            continue;
        };
        for by in &cause.by.0 {
            if rule.script.is_some() || rule.links.iter().any(|(name, _)| *name == by.value) {
                continue;
            }
            let message = format!("`{}` has no link `{}`", rule.info.id, by.value);
            let help = "both rules name it under `links`, or nothing is ever explained";
            found.push(subject.complaint("unknown-cause", by.span, message, "not there").with_help(help));
        }
    }
}
