//! Phase two, for one rule and one root: skip or judge, item by item.

use std::sync::LazyLock;

use globset::{Glob, GlobMatcher};

use super::about::{place_of, subject};
use super::causes::{LINK_KEPT, explained_by, links};
use super::combine::{Case, cases, owners_lost};
use super::gathered::{damage, missing, needs_everything};
use super::items::{Item, Origin, lost_by_doubt};
use super::lasting::{lasting_case, lasting_key};
use super::programs::{holds, other_lists, scripted};
use super::roots::Root;
use crate::archive::layout::Layout;
use crate::findings::{Evidence, Finding, FindingGroup, Outcome, Related, Subject};
use crate::model::{Node, Precision, Snapshot};
use crate::rules::script::begin;
use crate::rules::{Context, Messages, Per, Place, Rule, Source, Unmet};
use crate::text::{clip, clip_masked, mask_named};

/// A rule with more findings than this in one root is broken, or the limit is.
pub(super) const MOST_FINDINGS: usize = 10_000;
/// Longer messages are cut.
pub(super) const MESSAGE_KEPT: usize = 4_000;
/// Longer values of evidence are cut.
const EVIDENCE_KEPT: usize = 1_000;
/// Other objects of one source that a finding names.
pub(super) const MOST_RELATED: usize = 10;

/// What a rule came to on one root.
#[derive(Debug)]
pub(super) struct Judgement {
    pub(super) outcome: Outcome,
    pub(super) findings: Vec<Finding>,
    /// Skipped although there was something to judge: not all of it could be read, or it could not be judged.
    pub(super) is_unproven: bool,
    /// Why there may be more findings than these.
    pub(super) incomplete: Option<String>,
}

impl Judgement {
    pub(super) fn without_findings(outcome: Outcome) -> Self {
        Self { outcome, findings: Vec::new(), is_unproven: false, incomplete: None }
    }
}

/// Where a rule is judged.
#[derive(Debug, Clone, Copy)]
pub(super) struct Site<'s> {
    pub(super) snapshot: &'s Snapshot,
    pub(super) layout: &'s Layout,
    /// The root that is judged, an index into the layout.
    pub(super) index: usize,
}

impl<'s> Site<'s> {
    pub(super) fn new(root: &'s Root, layout: &'s Layout) -> Self {
        Self { snapshot: &root.snapshot, layout, index: root.index }
    }

    /// The name of the root that is judged, where there are several.
    pub(super) fn root_name(&self) -> Option<String> {
        self.layout.root_name(self.index)
    }

    /// The root that a file lies in, where there are several, and its path in that root. It may be another root than
    /// the one that is judged, which lent the file.
    pub(super) fn place<'p>(&self, path: &'p str) -> (Option<String>, &'p str) {
        let Some((index, inside)) = self.layout.place(path) else { return (None, path) };
        (self.layout.root_name(index), inside)
    }
}

/// Judges one rule.
pub(super) fn judge(rule: &Rule, messages: &Messages, site: Site<'_>) -> Judgement {
    if let Some((reason, is_unproven)) = reason_to_skip(rule, site.snapshot) {
        return Judgement { is_unproven, ..Judgement::without_findings(Outcome::Skip(reason)) };
    }
    if let Some(reason) = needs_everything(rule, site.snapshot) {
        return Judgement { is_unproven: true, ..Judgement::without_findings(Outcome::Skip(reason)) };
    }
    if let Some(script) = &rule.script {
        return scripted(rule, script, site);
    }
    let (mut findings, mut trouble) = (Vec::new(), None);
    let lists = other_lists(rule, site.snapshot);
    begin();
    for case in cases(rule, site.snapshot) {
        match holds(rule, &case, &lists, site.snapshot) {
            Ok(true) => {}
            Ok(false) => continue,
            Err(reason) => {
                trouble.get_or_insert(reason);
                // What breaks once breaks again, and each time may take its whole budget.
                break;
            }
        }
        if findings.len() == MOST_FINDINGS {
            trouble.get_or_insert(format!("more than {MOST_FINDINGS} findings; the rest is left out"));
            break;
        }
        match finding(rule, messages, site, &case) {
            Ok(finding) => findings.push(finding),
            Err(reason) => {
                trouble.get_or_insert(reason);
            }
        }
    }
    verdict(rule, site.snapshot, findings, trouble)
}

pub(super) fn verdict(
    rule: &Rule,
    snapshot: &Snapshot,
    findings: Vec<Finding>,
    trouble: Option<String>,
) -> Judgement {
    let damage = || rule.sources.iter().find_map(|source| damage(source, snapshot));
    let unproven = || damage().or_else(|| too_young(rule, snapshot)).or_else(|| owners_lost(rule, snapshot));
    let incomplete = if findings.is_empty() { None } else { unproven() };
    let (outcome, is_unproven) = match (trouble, findings.is_empty()) {
        (Some(reason), _) => (Outcome::Error(reason), false),
        (None, false) => (Outcome::Fail, false),
        // "Nothing found" is not proven when some of it could not be read.
        (None, true) => match unproven() {
            Some(reason) => (Outcome::Skip(reason), true),
            None => (Outcome::Pass, false),
        },
    };
    Judgement { outcome, findings, is_unproven, incomplete }
}

/// "Nothing found" is not proven either when what was dropped as too young may be older than is known.
fn too_young(rule: &Rule, snapshot: &Snapshot) -> Option<String> {
    let is_estimated = snapshot.now.is_some_and(|now| now.precision == Precision::LowerBound);
    let lost = (is_estimated && rule.program_asks_time())
        || rule.sources.iter().any(|source| lost_by_doubt(source, snapshot));
    lost.then(|| {
        "the gather time is only estimated, and with it whether what is wrong is old enough to count"
            .to_owned()
    })
}

/// Why a rule cannot be judged, and whether that is so although there is something to judge.
pub(super) fn reason_to_skip(rule: &Rule, snapshot: &Snapshot) -> Option<(String, bool)> {
    let missing = what_is_missing(rule, snapshot);
    if let Some(Unmet { reason, is_unknown }) = rule.guard.reason_to_skip(snapshot, &ANY_GROUP) {
        return Some((reason, is_unknown && missing.is_none()));
    }
    let asks_age =
        rule.program_asks_time() || rule.sources.iter().any(|source| !source.optional && source.asks_age());
    let no_time =
        || (asks_age && snapshot.now.is_none()).then(|| ("the gather time is not known".to_owned(), true));
    missing.map(|reason| (reason, false)).or_else(no_time).or_else(|| no_moment(rule, snapshot))
}

/// Why moments that a rule counts from are not known.
fn no_moment(rule: &Rule, snapshot: &Snapshot) -> Option<(String, bool)> {
    let any = |asks: &dyn Fn(&Source) -> bool| rule.sources.iter().any(asks);
    let facts = &snapshot.facts;
    if any(&|source| source.settled) && facts.settled_at().is_none() && facts.installing != Some(true) {
        return Some(("it is not known when the installation was complete".to_owned(), true));
    }
    let is_estimated = snapshot.now.is_some_and(|now| now.precision == Precision::LowerBound);
    let asks_window = |source: &Source| source.count.as_ref().is_some_and(|count| count.within.is_some());
    (is_estimated && any(&asks_window))
        .then(|| ("the gather time is only estimated, so no window of time ends at it".to_owned(), true))
}

fn what_is_missing(rule: &Rule, snapshot: &Snapshot) -> Option<String> {
    rule.sources.iter().filter(|source| !source.optional).find_map(|source| missing(source, snapshot))
}

/// Made once: compiling it takes longer than judging many a rule.
static ANY_GROUP: LazyLock<GlobMatcher> =
    LazyLock::new(|| Glob::new("*").expect("internal error: `*` is a glob").compile_matcher());

/// Only here, for a real finding, are lines counted and texts made.
fn finding(rule: &Rule, messages: &Messages, site: Site<'_>, case: &Case<'_>) -> Result<Finding, String> {
    let item = &case.item;
    let now = site.snapshot.now;
    let step = || rule.ladder.iter().find(|(_, when)| when.holds(item.scope(now)));
    let severity = rule.set_severity.or_else(|| Some(step()?.0)).unwrap_or(rule.info.severity);

    let mut context = Context::new(now, &rule.params);
    context.bind(&rule.sources[rule.foreach].name, &item.file, item.node, item.parent);
    for (name, items) in &case.bound {
        if let Some(first) = items.first() {
            context.bind(name, &first.file, first.node, first.parent);
        }
    }
    let own = subject(item);
    let render = |what: &str, template: &str| {
        messages.render(template, &context).map_err(|reason| format!("the {what} for {own}: {reason}"))
    };
    let shown = |text: String| clip_masked(&text, MESSAGE_KEPT).into_owned();
    let message = shown(render("message", &rule.report.message)?);
    let label = rule.report.label.as_deref().map(|label| render("label", label).map(shown)).transpose()?;
    let key = rule.report.key.as_deref().map(|key| render("key", key)).transpose()?;
    let about = match &rule.report.subject {
        None => own.clone(),
        Some(about) => Subject {
            group: about.group.clone(),
            kind: about.kind.clone(),
            namespace: about
                .namespace
                .as_deref()
                .map(|namespace| render("namespace", namespace))
                .transpose()?
                .unwrap_or_default(),
            name: render("name", &about.name)?,
            ..Subject::default()
        },
    };
    let at = rule.report.at.as_ref();
    let shown = at.and_then(|at| case.start(at)).unwrap_or(item);
    let (root, location) = place_of(shown, at, site);

    let mut finding = Finding::new(&rule.info.id, severity, message, about, location);
    finding.lasting = lasting_case(rule, case, &finding.subject, site.snapshot);
    finding.label = label;
    finding.key = lasting_key(&key.or_else(|| own_key(rule, item)).unwrap_or_default(), item, site.snapshot);
    finding.root = root;
    finding.evidence = rule.report.evidence.iter().filter_map(|place| evidence(place, case, site)).collect();
    for (_, items) in &case.bound {
        for other in items.iter().take(MOST_RELATED) {
            let place = place_of(other, None, site).1;
            finding.related.push(Related { subject: subject(other), location: place });
        }
    }
    let text = |key: &str| item.node().get_text(key).map(str::to_owned);
    if let Origin::Group(_, number) = &item.origin {
        finding.count = text("count").and_then(|count| count.parse().ok()).unwrap_or(*number);
    }
    if matches!(item.sample().origin, Origin::Line(_) | Origin::Event(_)) {
        finding.first_seen = text("first").or_else(|| text("time"));
        finding.last_seen = text("last").or_else(|| text("time"));
    }
    finding.links = links(rule, case);
    finding.explained_by = explained_by(rule, case, now);
    finding.group = rule.group.as_ref().and_then(|group| {
        let value = case.first(&group.by).and_then(Node::text)?;
        Some(FindingGroup { key: clip(value, LINK_KEPT).into_owned(), limit: group.limit })
    });
    Ok(finding)
}

/// What sets findings of one subject apart where the rule does not say it: what its items were counted or grouped by, or
/// the name of the element. Without it one of them would be known by the number that another had before.
fn own_key(rule: &Rule, item: &Item<'_>) -> Option<String> {
    let source = &rule.sources[rule.foreach];
    let text = |key: &str| item.node().get_text(key).map(str::to_owned);
    if source.aggregate.is_some() {
        return text("key");
    }
    if let Some(Per::Path(path)) = source.count.as_ref().map(|count| &count.per) {
        return item.first(path).and_then(Node::text).map(str::to_owned);
    }
    if source.each.is_empty() { None } else { text("name").or_else(|| text("type")) }
}

fn evidence(place: &Place, case: &Case<'_>, site: Site<'_>) -> Option<Evidence> {
    let item = case.start(place)?;
    let node = case.first(place)?;
    let document = node.document();
    let (text, lines) = (document.text(), document.lines());
    let at = node.span().start;
    let value = node.text().unwrap_or_else(|| lines.line_at(text, at).trim());
    if value.is_empty() {
        return None;
    }
    // What was made has no lines of its own: those are of what it was made from.
    let (file, line) = match &item.origin {
        Origin::Object { resource, is_decoded: false } => {
            (site.place(&resource.file.path).1.to_owned(), lines.point(text, at).line)
        }
        Origin::Document { inside, .. } => ((*inside).to_owned(), lines.point(text, at).line),
        _ => {
            let place = place_of(item, None, site).1;
            (place.file, place.start.line)
        }
    };
    let value = clip_masked(value, EVIDENCE_KEPT);
    let value = mask_named(case.first_name(place).unwrap_or_default(), &value).into_owned();
    Some(Evidence { path: place.text.clone(), value, file, line })
}
