//! Rules whose conditions are expressions, and rules that are scripts.

use std::sync::Arc;

use super::about::{place_of, subject};
use super::causes::said_links;
use super::combine::Case;
use super::items::{Item, items};
use super::judge::{Judgement, MESSAGE_KEPT, MOST_FINDINGS, Site, verdict};
use super::lasting::{lasting_item, lasting_named};
use crate::findings::{Finding, Location, MayExplain, Outcome, Severity, Subject};
use crate::model::Snapshot;
use crate::rules::script::{Collected, Program, ScriptFinding, Thing};
use crate::rules::{From, Path, Place, Rule};
use crate::text::{Span, clip_masked};

/// Items of sources, by the names of the sources.
type Lists<'r> = Vec<(&'r str, Vec<Thing>)>;

/// What a program is given that is neither the item nor joined to it.
pub(super) fn other_lists<'r>(rule: &'r Rule, snapshot: &Snapshot) -> Lists<'r> {
    if rule.condition.is_none() {
        return Vec::new();
    }
    let is_bound = |name: &str| rule.joins.iter().any(|join| join.name == name);
    let others =
        rule.sources.iter().enumerate().filter(|(at, source)| {
            *at != rule.foreach && !is_bound(&source.name) && rule.correlate.is_none()
        });
    others.map(|(_, source)| (source.name.as_str(), things(&items(source, snapshot)))).collect()
}

/// Whether a case counts, by the rule's expression.
pub(super) fn holds(
    rule: &Rule,
    case: &Case<'_>,
    lists: &Lists<'_>,
    snapshot: &Snapshot,
) -> Result<bool, String> {
    let Some(condition) = &rule.condition else { return Ok(true) };
    let now = snapshot.now.map(|now| now.at);
    condition
        .holds(&given(rule, case), lists, &rule.params, now)
        .map_err(|reason| format!("{}: {reason}", subject(&case.item)))
}

/// What the rule's expression gives for a case, for a person to read; nothing where that is false, or no value.
pub(super) fn gives(
    rule: &Rule,
    case: &Case<'_>,
    lists: &Lists<'_>,
    snapshot: &Snapshot,
) -> Result<Option<String>, String> {
    let Some(condition) = &rule.condition else { return Ok(Some(String::new())) };
    let now = snapshot.now.map(|now| now.at);
    condition
        .gives(&given(rule, case), lists, &rule.params, now)
        .map_err(|reason| format!("{}: {reason}", subject(&case.item)))
}

/// The item and what is bound beside it, by name.
fn given<'r>(rule: &'r Rule, case: &Case<'r>) -> Vec<(&'r str, Option<Thing>)> {
    let item = (rule.sources[rule.foreach].name.as_str(), Some(thing(&case.item)));
    let bound = case.bound.iter().map(|(name, found)| (*name, found.first().map(thing)));
    std::iter::once(item).chain(bound).collect()
}

fn things(items: &[Item<'_>]) -> Vec<Thing> {
    items.iter().map(thing).collect()
}

fn thing(item: &Item<'_>) -> Thing {
    Thing { file: Arc::clone(&item.file), node: item.node, parent: item.parent }
}

/// Judges a rule that is a script.
pub(super) fn scripted(rule: &Rule, script: &Program, site: Site<'_>) -> Judgement {
    let snapshot = site.snapshot;
    let all: Vec<(&str, Vec<Item<'_>>)> =
        rule.sources.iter().map(|source| (source.name.as_str(), items(source, snapshot))).collect();
    let lists: Lists<'_> = all.iter().map(|(name, items)| (*name, things(items))).collect();
    let said = script.say(&lists, &rule.params, snapshot.now.map(|now| now.at));
    let Collected { findings, skip } = match said {
        Ok(said) => said,
        Err(reason) => return Judgement::without_findings(Outcome::Error(reason)),
    };
    // What was found before stays found.
    if let Some(reason) = skip.filter(|_| findings.is_empty()) {
        return Judgement { is_unproven: true, ..Judgement::without_findings(Outcome::Skip(reason)) };
    }
    let mut trouble = None;
    if findings.len() > MOST_FINDINGS {
        trouble = Some(format!("more than {MOST_FINDINGS} findings; the rest is left out"));
    }
    let items: Vec<&Item<'_>> = all.iter().flat_map(|(_, items)| items).collect();
    let made = findings.into_iter().take(MOST_FINDINGS).filter_map(|said| {
        finding(rule, said, &items, site).map_err(|reason| trouble.get_or_insert(reason).clone()).ok()
    });
    let made = made.collect();
    verdict(rule, snapshot, made, trouble)
}

fn finding(rule: &Rule, said: ScriptFinding, items: &[&Item<'_>], site: Site<'_>) -> Result<Finding, String> {
    let severity = match (rule.set_severity, said.severity.as_deref()) {
        (Some(severity), _) => severity,
        (None, None) => rule.info.severity,
        (None, Some(word)) => [Severity::Error, Severity::Warning, Severity::Info]
            .into_iter()
            .find(|severity| severity.as_str() == word)
            .ok_or_else(|| format!("`{word}` is no severity; there are error, warning and info"))?,
    };
    // What a script holds in its hands is an item of a source, or a part of one.
    let (object, found) = match &said.object {
        None => (None, items.first()),
        Some((file, node)) => {
            let holds = |item: &&&Item<'_>| Arc::ptr_eq(&item.file, file) && item.object().holds(*node);
            (Some(*node), items.iter().find(holds))
        }
    };
    if let (None, None, Some(text)) = (said.object.as_ref(), found, &said.subject) {
        // What is not there is in no file.
        let location = Location::of_line("", 1, "", 0, Span::default());
        let message = clip_masked(said.message.trim(), MESSAGE_KEPT).into_owned();
        let mut finding = Finding::new(&rule.info.id, severity, message, named(text), location);
        finding.root = site.root_name();
        finding.key = said.key.unwrap_or_default();
        finding.links = said_links(said.links);
        finding.explained_by = any_of(rule);
        return Ok(finding);
    }
    let item = found.ok_or("a finding is about an object that no source has")?;
    let path = said.at.as_deref().map(Path::parse).transpose().map_err(|error| error.to_string())?;
    let at = path.map(|path| Place { text: said.at.clone().unwrap_or_default(), from: From::Item, path });
    let part = Item {
        node: object.unwrap_or(item.node),
        parent: Some(item.parent.unwrap_or(item.node)),
        ..(**item).clone()
    };
    let (root, location) = place_of(&part, at.as_ref(), site);
    let about = said.subject.as_deref().map_or_else(|| subject(item), named);
    let message = clip_masked(said.message.trim(), MESSAGE_KEPT).into_owned();
    let mut finding = Finding::new(&rule.info.id, severity, message, about, location);
    finding.lasting = match &said.subject {
        None => lasting_item(item, &finding.subject, site.snapshot),
        Some(_) => lasting_named(&finding.subject, site.snapshot),
    };
    finding.root = root;
    finding.key = said.key.unwrap_or_default();
    finding.links = said_links(said.links);
    finding.explained_by = any_of(rule);
    Ok(finding)
}

/// A script has no conditions on its causes, so what may explain one of its findings may explain all that have the links.
fn any_of(rule: &Rule) -> Vec<MayExplain> {
    let explained = rule.info.explained_by.iter();
    explained.map(|one| MayExplain { rule: one.rule.clone(), by: one.by.clone(), text: None }).collect()
}

/// A subject from `Kind/name` or `Kind/namespace/name`.
fn named(text: &str) -> Subject {
    let parts: Vec<&str> = text.splitn(3, '/').collect();
    let (kind, namespace, name) = match parts.as_slice() {
        [kind, namespace, name] => (*kind, *namespace, *name),
        [kind, name] => (*kind, "", *name),
        _ => ("", "", text),
    };
    Subject {
        kind: kind.to_owned(),
        namespace: namespace.to_owned(),
        name: name.to_owned(),
        ..Subject::default()
    }
}
