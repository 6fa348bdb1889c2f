//! Phase two, for one rule and one root: skip or judge, item by item.

use globset::{Glob, GlobMatcher};

use super::roots::Root;
use crate::archive::layout::Layout;
use crate::findings::{Evidence, Finding, Location, Outcome, Subject};
use crate::model::{Availability, Node, Resource, Shape, Snapshot};
use crate::rules::{Context, Messages, Place, Rule, Scope, Source, Unmet};
use crate::text::clip;

/// A rule with more findings than this in one root is broken, or the limit is.
const MOST_FINDINGS: usize = 10_000;
/// Longer values of evidence are cut.
const EVIDENCE_KEPT: usize = 1_000;

/// What a rule came to on one root.
#[derive(Debug)]
pub(super) struct Judgement {
    pub(super) outcome: Outcome,
    pub(super) findings: Vec<Finding>,
    /// Skipped although there was something to judge: not all of it could be read, or it could not be judged.
    pub(super) is_unproven: bool,
}

impl Judgement {
    pub(super) fn without_findings(outcome: Outcome) -> Self {
        Self { outcome, findings: Vec::new(), is_unproven: false }
    }
}

/// Where a rule is judged.
#[derive(Debug, Clone, Copy)]
pub(super) struct Site<'s> {
    pub(super) snapshot: &'s Snapshot,
    pub(super) layout: &'s Layout,
}

impl<'s> Site<'s> {
    pub(super) fn new(root: &'s Root, layout: &'s Layout) -> Self {
        Self { snapshot: &root.snapshot, layout }
    }

    /// The root that a file lies in, where there are several, and its path in that root. It may be another root than
    /// the one that is judged, which lent the file.
    fn place<'p>(&self, path: &'p str) -> (Option<String>, &'p str) {
        let Some((index, inside)) = self.layout.place(path) else { return (None, path) };
        (self.layout.root_name(index), inside)
    }
}

/// An item of a source.
#[derive(Debug, Clone, Copy)]
struct Item<'s> {
    resource: &'s Resource,
    node: Node<'s>,
    is_element: bool,
}

/// Judges one rule.
pub(super) fn judge(rule: &Rule, messages: &Messages, site: Site<'_>) -> Judgement {
    if let Some((reason, is_unproven)) = reason_to_skip(rule, site.snapshot) {
        return Judgement { is_unproven, ..Judgement::without_findings(Outcome::Skip(reason)) };
    }
    let source = &rule.sources[rule.foreach];
    let (mut findings, mut trouble) = (Vec::new(), None);
    for item in items(source, site.snapshot) {
        if findings.len() == MOST_FINDINGS {
            trouble.get_or_insert(format!("more than {MOST_FINDINGS} findings; the rest is left out"));
            break;
        }
        match finding(rule, source, messages, site, item) {
            Ok(finding) => findings.push(finding),
            Err(reason) => {
                trouble.get_or_insert(reason);
            }
        }
    }
    let mut is_unproven = false;
    let outcome = match (trouble, findings.is_empty()) {
        (Some(reason), _) => Outcome::Error(reason),
        (None, false) => Outcome::Fail,
        // "Nothing found" is not proven when some of it could not be read.
        (None, true) => match site.snapshot.availability(&source.group, &source.kind) {
            Availability::Damaged(files) => {
                is_unproven = true;
                Outcome::Skip(damaged(&source.kind, &files))
            }
            Availability::Missing | Availability::Gathered => Outcome::Pass,
        },
    };
    Judgement { outcome, findings, is_unproven }
}

/// Why a rule cannot be judged, and whether that is so although there is something to judge.
fn reason_to_skip(rule: &Rule, snapshot: &Snapshot) -> Option<(String, bool)> {
    let missing = what_is_missing(rule, snapshot);
    if let Some(Unmet { reason, is_unknown }) = rule.guard.reason_to_skip(snapshot, &any_group()) {
        return Some((reason, is_unknown && missing.is_none()));
    }
    let asks_age = rule.sources.iter().any(|source| !source.optional && source.asks_age());
    let no_time =
        || (asks_age && snapshot.now.is_none()).then(|| ("the gather time is not known".to_owned(), true));
    missing.map(|reason| (reason, false)).or_else(no_time)
}

fn what_is_missing(rule: &Rule, snapshot: &Snapshot) -> Option<String> {
    for source in rule.sources.iter().filter(|source| !source.optional) {
        if snapshot.availability(&source.group, &source.kind) == Availability::Missing {
            return Some(format!("no {} in this must-gather", source.kind));
        }
        // A source that asks for certain objects and gets none of them was not gathered for them.
        let selects = |resource: &Resource| source.selects(resource);
        if source.is_narrow() && !snapshot.matching(&source.group, &source.kind).any(selects) {
            return Some(format!("no {} that the rule asks for is in this must-gather", source.kind));
        }
    }
    None
}

fn any_group() -> GlobMatcher {
    Glob::new("*").expect("internal error: `*` is a glob").compile_matcher()
}

fn damaged(kind: &str, files: &[String]) -> String {
    match files {
        [one] => format!("not every {kind} could be read: {one}"),
        [first, ..] => format!("not every {kind} could be read: {first} and {} more", files.len() - 1),
        [] => format!("not every {kind} could be read"),
    }
}

fn items<'s>(source: &'s Source, snapshot: &'s Snapshot) -> impl Iterator<Item = Item<'s>> {
    let now = snapshot.now;
    let resources =
        snapshot.matching(&source.group, &source.kind).filter(|resource| source.selects(resource));
    let all = resources.flat_map(move |resource| {
        let object = resource.node();
        let Some(each) = &source.each else {
            return vec![Item { resource, node: object, is_element: false }];
        };
        let mut elements = Vec::new();
        let _ = each.visit(object, &mut |node| {
            // A path to the list means its elements, with `[*]` or without.
            let is_list = node.shape() == Shape::List;
            let inner = node.items().map(|node| Item { resource, node, is_element: true });
            elements.extend(inner.filter(|_| is_list));
            if !is_list {
                elements.push(Item { resource, node, is_element: true });
            }
            std::ops::ControlFlow::Continue(())
        });
        elements
    });
    all.filter(move |item| {
        let scope = Scope { item: item.node, object: item.resource.node(), now };
        source.keep.as_ref().is_none_or(|keep| keep.holds(scope))
            && !source.unless.as_ref().is_some_and(|unless| unless.holds(scope))
    })
}

/// Only here, for a real finding, are lines counted and texts made.
fn finding(
    rule: &Rule,
    source: &Source,
    messages: &Messages,
    site: Site<'_>,
    item: Item<'_>,
) -> Result<Finding, String> {
    let Item { resource, node, is_element } = item;
    let object = resource.node();
    let scope = Scope { item: node, object, now: site.snapshot.now };
    let severity = rule
        .ladder
        .iter()
        .find(|(_, when)| when.holds(scope))
        .map_or(rule.info.severity, |(severity, _)| *severity);

    let mut context = Context::new(site.snapshot.now, &rule.params);
    context.bind(&source.name, &resource.file, node.id(), is_element.then(|| object.id()));
    let render = |what: &str, template: &str| {
        messages
            .render(template, &context)
            .map_err(|reason| format!("the {what} for {}: {reason}", subject_of(resource)))
    };
    let message = render("message", &rule.report.message)?;
    let label = rule.report.label.as_deref().map(|label| render("label", label)).transpose()?;
    let key = rule.report.key.as_deref().map(|key| render("key", key)).transpose()?;

    let text = resource.file.document.text();
    let (root, file) = site.place(&resource.file.path);
    let place = match &rule.report.at {
        Some(at) => at.path.nearest(start_of(at, node, object)),
        None => node,
    };
    // The nearest parent may be the whole object: its name says more than its first line.
    let place = if place.id() == object.id() { name_of(object).unwrap_or(place) } else { place };
    let lines = resource.file.document.lines();
    let location = Location::indexed(file, text, place.span(), lines);

    let mut finding = Finding::new(&rule.info.id, severity, message, subject_of(resource), location);
    finding.label = label;
    finding.key = key.unwrap_or_default();
    finding.root = root;
    finding.evidence =
        rule.report.evidence.iter().filter_map(|path| evidence(path, node, object, file)).collect();
    Ok(finding)
}

fn start_of<'d>(place: &Place, item: Node<'d>, object: Node<'d>) -> Node<'d> {
    if place.from_object { object } else { item }
}

fn name_of(object: Node<'_>) -> Option<Node<'_>> {
    object.get("metadata")?.get("name")
}

fn evidence(place: &Place, item: Node<'_>, object: Node<'_>, file: &str) -> Option<Evidence> {
    let document = object.document();
    let (text, lines) = (document.text(), document.lines());
    let node = place.path.first(start_of(place, item, object)).filter(|node| !node.is_null())?;
    let at = node.span().start;
    let value = node.text().unwrap_or_else(|| lines.line_at(text, at).trim());
    if value.is_empty() {
        return None;
    }
    Some(Evidence {
        path: place.text.clone(),
        value: clip(value, EVIDENCE_KEPT).into_owned(),
        file: file.to_owned(),
        line: lines.point(text, at).line,
    })
}

fn subject_of(resource: &Resource) -> Subject {
    let key = &resource.key;
    Subject {
        kind: key.kind.clone(),
        namespace: key.namespace.clone(),
        name: key.name.clone(),
        group: key.group.clone(),
        version: resource.version.clone(),
    }
}
