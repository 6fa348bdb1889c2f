//! How sources come together: look-ups and correlations, over indexes and never by nested loops.

use std::ops::ControlFlow;

use std::collections::BTreeMap;

use jiff::SignedDuration;

use super::index::Index;
use super::items::{Item, Origin, items};
use super::judge::MOST_RELATED;
use crate::model::{Node, Resource, Snapshot, parse_time};
use crate::rules::{Correlate, Expectation, From, Join, Key, Place, Rule};

/// An item with what belongs to it.
#[derive(Debug, Clone)]
pub(super) struct Case<'s> {
    /// What is judged.
    pub(super) item: Item<'s>,
    /// What the items of a correlation have in common.
    pub(super) key: Option<String>,
    /// What is bound beside it, by name: the matches of a join, or the items of a correlation. None where a join has no
    /// match.
    pub(super) bound: Vec<(&'s str, Vec<Item<'s>>)>,
}

impl<'s> Case<'s> {
    /// The item that a place starts from.
    pub(super) fn start(&self, place: &Place) -> Option<&Item<'s>> {
        match &place.from {
            From::Item | From::Object => Some(&self.item),
            From::Bound(name) => {
                self.bound.iter().find(|(bound, _)| bound == name).and_then(|(_, items)| items.first())
            }
        }
    }

    /// The node that a place leads to.
    pub(super) fn first(&self, place: &Place) -> Option<Node<'_>> {
        let item = self.start(place)?;
        if let From::Bound(_) = place.from {
            return item.first(&place.path);
        }
        let node = if place.from == From::Object { item.object() } else { item.node() };
        place.path.first(node).filter(|node| !node.is_null())
    }

    /// What says what that node is, as [`crate::rules::Path::visit_named`] tells.
    pub(super) fn first_name<'p>(&'p self, place: &'p Place) -> Option<&'p str> {
        let item = self.start(place)?;
        let node = if place.from == From::Object { item.object() } else { item.node() };
        let mut first = None;
        let _ = place.path.visit_named(node, &mut |name, _| {
            first = Some(name);
            ControlFlow::Break(())
        });
        first
    }
}

/// All cases of a rule, in an order that does not depend on threads.
pub(super) fn cases<'s>(rule: &'s Rule, snapshot: &'s Snapshot) -> Vec<Case<'s>> {
    if let Some(correlate) = &rule.correlate {
        return correlated(correlate, rule, snapshot);
    }
    let items = items(&rule.sources[rule.foreach], snapshot);
    let mut cases: Vec<Case<'s>> =
        items.into_iter().map(|item| Case { item, key: None, bound: Vec::new() }).collect();
    for join in &rule.joins {
        cases = joined(join, rule, snapshot, cases);
    }
    cases
}

fn joined<'s>(join: &'s Join, rule: &'s Rule, snapshot: &'s Snapshot, cases: Vec<Case<'s>>) -> Vec<Case<'s>> {
    let others = items(&rule.sources[join.source], snapshot);
    let index = Index::new(join, &others);
    let found = cases.into_iter().filter_map(|mut case| {
        let matches = match index.find(join, &case, snapshot) {
            Some(matches) => matches,
            // Whether there is one is not known, and only a rule that does not ask can go on.
            None if join.expect.is_none() => Vec::new(),
            None => return None,
        };
        match (join.expect, matches.is_empty()) {
            (Some(Expectation::Some), true) | (Some(Expectation::None), false) => None,
            _ => {
                // No more of them are ever shown, and all pairs may be more than there is memory for.
                let matches = matches.into_iter().take(MOST_RELATED).map(|at| others[at].clone()).collect();
                case.bound.push((&join.name, matches));
                Some(case)
            }
        }
    });
    found.collect()
}

/// What an object belongs to.
pub(super) enum Owner {
    /// The owner of the kind that is asked for; it lies in this namespace, or in none.
    Known { name: String, uid: String, namespace: String },
    /// It has no owner of that kind.
    None,
    /// One on the way there was not gathered.
    Lost,
}

/// Owners between an object and the one that is asked for; deeper chains are not known.
const OWNERS_DEEP: usize = 5;

/// The owner of a kind, through the owners of owners as far as these were gathered.
pub(super) fn owner(case: &Case<'_>, kind: &str, snapshot: &Snapshot) -> Owner {
    let Origin::Object { resource, .. } = &case.item.sample().origin else { return Owner::None };
    let mut at: &Resource = resource;
    for _ in 0..OWNERS_DEEP {
        let metadata = at.node().get("metadata");
        let references = metadata.and_then(|metadata| metadata.get("ownerReferences"));
        let references: Vec<Node<'_>> = references.into_iter().flat_map(Node::items).collect();
        let text = |node: &Node<'_>, key: &str| node.get_text(key).unwrap_or_default().to_owned();
        if let Some(found) = references.iter().find(|node| node.get_text("kind") == Some(kind)) {
            let namespace = resource.key.namespace.clone();
            return Owner::Known { name: text(found, "name"), uid: text(found, "uid"), namespace };
        }
        let is_controller = |node: &&Node<'_>| {
            node.get("controller").and_then(|controller| controller.as_bool()) == Some(true)
        };
        let Some(next) = references.iter().find(is_controller).or(references.first()) else {
            return Owner::None;
        };
        let api = text(next, "apiVersion");
        let group = api.split_once('/').map_or("", |(group, _)| group);
        let namespace = &at.key.namespace;
        let (kind, name) = (text(next, "kind"), text(next, "name"));
        // An owner lies in the same namespace, or in none.
        let found =
            [namespace.as_str(), ""].iter().find_map(|place| snapshot.get(group, &kind, place, &name));
        match found {
            Some(found) => at = found,
            None => return Owner::Lost,
        }
    }
    Owner::Lost
}

/// Why it is not known of all items whether they have a match: an owner on the way to the one that a rule asks for was not
/// gathered.
pub(super) fn owners_lost(rule: &Rule, snapshot: &Snapshot) -> Option<String> {
    let asking = rule.joins.iter().filter(|join| join.expect.is_some());
    let mut kinds = asking.flat_map(|join| &join.on).filter_map(|(_, key)| match key {
        Key::OwnerName(kind) | Key::OwnerUid(kind) => Some(kind),
        _ => None,
    });
    let is_lost = |kind: &&String| {
        let items = items(&rule.sources[rule.foreach], snapshot).into_iter();
        let mut cases = items.map(|item| Case { item, key: None, bound: Vec::new() });
        cases.any(|case| matches!(owner(&case, kind, snapshot), Owner::Lost))
    };
    let kind = kinds.find(is_lost)?;
    Some(format!("an owner between an item and its {kind} is not in this must-gather"))
}

fn correlated<'s>(correlate: &'s Correlate, rule: &'s Rule, snapshot: &'s Snapshot) -> Vec<Case<'s>> {
    let mut groups: BTreeMap<String, Vec<Vec<Item<'s>>>> = BTreeMap::new();
    let number = correlate.sources.len();
    for (nr, (source, path)) in correlate.sources.iter().enumerate() {
        for item in items(&rule.sources[*source], snapshot) {
            let found = item.first(path).and_then(Node::text);
            let Some(key) = found.map(str::to_owned).or_else(|| path.default.clone()) else { continue };
            groups.entry(key).or_insert_with(|| vec![Vec::new(); number])[nr].push(item);
        }
    }
    let whole = groups.into_iter().filter(|(_, sides)| sides.iter().all(|side| !side.is_empty()));
    let cases = whole.filter_map(|(key, sides)| {
        let sides = match correlate.within.and_then(|within| SignedDuration::try_from(within).ok()) {
            Some(within) => near(sides, within)?,
            None => sides,
        };
        let mut sides = sides.into_iter();
        let item = sides.next()?.into_iter().next()?;
        let names = correlate.sources.iter().skip(1).map(|(at, _)| rule.sources[*at].name.as_str());
        Some(Case { item, key: Some(key), bound: names.zip(sides).collect() })
    });
    cases.collect()
}

/// The earliest items of all sides that lie within a span of time; of each side the first in it stands first.
fn near(sides: Vec<Vec<Item<'_>>>, within: SignedDuration) -> Option<Vec<Vec<Item<'_>>>> {
    let mut times: Vec<(jiff::Timestamp, usize, usize)> = Vec::new();
    for (side, items) in sides.iter().enumerate() {
        // Of lines that were counted the first and the last one are known.
        let known = |item: &Item<'_>| {
            let texts = ["time", "first", "last"].map(|key| item.node().get_text(key).and_then(parse_time));
            texts.into_iter().flatten().collect::<Vec<_>>()
        };
        let points = items.iter().enumerate();
        times.extend(points.flat_map(|(nr, item)| known(item).into_iter().map(move |at| (at, side, nr))));
    }
    times.sort();
    times.dedup();
    for (begin, (from, _, _)) in times.iter().enumerate() {
        let window = times[begin..].iter().take_while(|(at, _, _)| at.duration_since(*from) <= within);
        let mut firsts: Vec<Option<usize>> = vec![None; sides.len()];
        for (_, side, nr) in window {
            firsts[*side].get_or_insert(*nr);
        }
        if let Some(firsts) = firsts.into_iter().collect::<Option<Vec<usize>>>() {
            let from_first = sides.into_iter().zip(firsts);
            return Some(from_first.map(|(side, nr)| side.into_iter().skip(nr).collect()).collect());
        }
    }
    None
}
