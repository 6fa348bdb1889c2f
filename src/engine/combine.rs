//! How sources come together: look-ups and correlations, over indexes and never by nested loops.

use std::collections::BTreeMap;

use jiff::SignedDuration;

use super::items::{Item, Origin, items};
use crate::model::{Node, Resource, Shape, Snapshot};
use crate::rules::{Correlate, Expectation, From, Join, Key, Place, Rule};

/// An item with what belongs to it.
#[derive(Debug, Clone)]
pub(super) struct Case<'s> {
    /// What is judged.
    pub(super) item: Item<'s>,
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
        let node = if place.from == From::Object { item.object() } else { item.node() };
        place.path.first(node).filter(|node| !node.is_null())
    }
}

/// All cases of a rule, in an order that does not depend on threads.
pub(super) fn cases<'s>(rule: &'s Rule, snapshot: &'s Snapshot) -> Vec<Case<'s>> {
    if let Some(correlate) = &rule.correlate {
        return correlated(correlate, rule, snapshot);
    }
    let items = items(&rule.sources[rule.foreach], snapshot);
    let mut cases: Vec<Case<'s>> = items.into_iter().map(|item| Case { item, bound: Vec::new() }).collect();
    for join in &rule.joins {
        cases = joined(join, rule, snapshot, cases);
    }
    cases
}

fn joined<'s>(join: &'s Join, rule: &'s Rule, snapshot: &'s Snapshot, cases: Vec<Case<'s>>) -> Vec<Case<'s>> {
    let others = items(&rule.sources[join.source], snapshot);
    let index = Index::new(join, &others);
    let found = cases.into_iter().filter_map(|mut case| {
        let matches = index.find(join, &case, snapshot);
        match (join.expect, matches.is_empty()) {
            (Some(Expectation::Some), true) | (Some(Expectation::None), false) => None,
            _ => {
                let matches = matches.into_iter().map(|at| others[at].clone()).collect();
                case.bound.push((&join.name, matches));
                Some(case)
            }
        }
    });
    found.collect()
}

/// The other side of a join, by what it is looked up by: values at one path, or labels.
struct Index<'j> {
    by_value: BTreeMap<String, Vec<usize>>,
    /// The key of the join that the index is for; the others are compared.
    key: usize,
    others: &'j [Item<'j>],
}

impl<'j> Index<'j> {
    fn new(join: &Join, others: &'j [Item<'j>]) -> Self {
        // A value is rarer than a label.
        let is_value = |(_, key): &(_, Key)| !matches!(key, Key::Selector(_));
        let key = join.on.iter().position(is_value).unwrap_or(0);
        let mut by_value: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (at, other) in others.iter().enumerate() {
            let Some((path, of)) = join.on.get(key) else { continue };
            let mut values = Vec::new();
            other.visit(path, &mut |node| {
                match of {
                    Key::Selector(_) => {
                        values.extend(labels(node).map(|(name, value)| format!("{name}={value}")))
                    }
                    _ => values.extend(texts(node).map(str::to_owned)),
                }
                std::ops::ControlFlow::Continue(())
            });
            values.sort();
            values.dedup();
            for value in values {
                by_value.entry(value).or_default().push(at);
            }
        }
        Self { by_value, key, others }
    }

    /// The matches of a case, in their order.
    fn find(&self, join: &Join, case: &Case<'_>, snapshot: &Snapshot) -> Vec<usize> {
        let wanted: Option<Vec<Wanted>> =
            join.on.iter().map(|(_, key)| Wanted::of(key, case, snapshot)).collect();
        let Some(wanted) = wanted else { return Vec::new() };
        let Some(first) = wanted.get(self.key) else { return Vec::new() };
        let mut candidates: Vec<usize> = match first {
            Wanted::Values(values) => {
                values.iter().filter_map(|value| self.by_value.get(value)).flatten().copied().collect()
            }
            Wanted::Selector(selector) => match selector.labels.iter().next() {
                Some((name, value)) => {
                    self.by_value.get(&format!("{name}={value}")).cloned().unwrap_or_default()
                }
                None if selector.is_empty() => Vec::new(),
                None => (0..self.others.len()).collect(),
            },
        };
        candidates.sort_unstable();
        candidates.dedup();
        let fits = |at: &usize| {
            let other = &self.others[*at];
            join.on.iter().zip(&wanted).all(|((path, _), wanted)| wanted.is_met(path, other))
        };
        candidates.into_iter().filter(fits).collect()
    }
}

/// What the other side must have.
enum Wanted {
    Values(Vec<String>),
    Selector(Selector),
}

impl Wanted {
    /// Nothing where the item does not say: it has no match then.
    fn of(key: &Key, case: &Case<'_>, snapshot: &Snapshot) -> Option<Self> {
        match key {
            Key::Field(place) => {
                let item = case.start(place)?;
                let node = if place.from == From::Object { item.object() } else { item.node() };
                let mut values = Vec::new();
                let _ = place.path.visit(node, &mut |node| {
                    values.extend(texts(node).map(str::to_owned));
                    std::ops::ControlFlow::Continue(())
                });
                if values.is_empty() {
                    values.extend(place.path.default.clone());
                }
                (!values.is_empty()).then_some(Self::Values(values))
            }
            Key::Selector(place) => case.first(place).map(|node| Self::Selector(Selector::read(node))),
            Key::OwnerName(kind) => owner(case, kind, snapshot).map(|owner| Self::Values(vec![owner.name])),
            Key::OwnerUid(kind) => owner(case, kind, snapshot).map(|owner| Self::Values(vec![owner.uid])),
        }
    }

    fn is_met(&self, path: &crate::rules::Path, other: &Item<'_>) -> bool {
        match self {
            Self::Selector(selector) => !selector.is_empty() && selector.selects(other.first(path)),
            Self::Values(values) => {
                let mut met = false;
                other.visit(path, &mut |node| {
                    met = texts(node).any(|text| values.iter().any(|value| value == text));
                    if met { std::ops::ControlFlow::Break(()) } else { std::ops::ControlFlow::Continue(()) }
                });
                met
            }
        }
    }
}

/// A label selector. Source: kubernetes/apimachinery:pkg/apis/meta/v1/types.go (LabelSelector); that of a Service is its
/// `matchLabels` alone.
struct Selector {
    labels: BTreeMap<String, String>,
    expressions: Vec<(String, String, Vec<String>)>,
}

impl Selector {
    fn read(node: Node<'_>) -> Self {
        let is_full = node.get("matchLabels").is_some() || node.get("matchExpressions").is_some();
        let plain = if is_full { node.get("matchLabels") } else { Some(node) };
        let labels = plain.into_iter().flat_map(labels);
        let expressions = node.get("matchExpressions").filter(|_| is_full).into_iter().flat_map(Node::items);
        Self {
            labels: labels.map(|(name, value)| (name.to_owned(), value.to_owned())).collect(),
            expressions: expressions
                .map(|expression| {
                    let text = |key: &str| expression.get_text(key).unwrap_or_default().to_owned();
                    let values = expression.get("values").into_iter().flat_map(texts).map(str::to_owned);
                    (text("key"), text("operator"), values.collect())
                })
                .collect(),
        }
    }

    fn is_empty(&self) -> bool {
        self.labels.is_empty() && self.expressions.is_empty()
    }

    fn selects(&self, found: Option<Node<'_>>) -> bool {
        let value = |name: &str| found.and_then(|labels| labels.get_text(name));
        self.labels.iter().all(|(name, wanted)| value(name) == Some(wanted))
            && self.expressions.iter().all(|(name, operator, values)| {
                let is_in = || value(name).is_some_and(|value| values.iter().any(|wanted| wanted == value));
                match operator.as_str() {
                    "In" => is_in(),
                    "NotIn" => !is_in(),
                    "Exists" => value(name).is_some(),
                    "DoesNotExist" => value(name).is_none(),
                    _ => false,
                }
            })
    }
}

fn labels<'d>(node: Node<'d>) -> impl Iterator<Item = (&'d str, &'d str)> {
    node.entries().filter_map(|(key, value)| Some((key.text()?, value.text()?)))
}

/// The text of a scalar, or those of a list.
fn texts<'d>(node: Node<'d>) -> impl Iterator<Item = &'d str> {
    let own = node.text().filter(|_| node.shape() == Shape::Scalar && !node.is_null());
    own.into_iter().chain(node.items().filter_map(Node::text))
}

struct Owner {
    name: String,
    uid: String,
}

/// Owners between an object and the one that is asked for; deeper chains are not known.
const OWNERS_DEEP: usize = 5;

/// The owner of a kind, through the owners of owners as far as these were gathered.
fn owner(case: &Case<'_>, kind: &str, snapshot: &Snapshot) -> Option<Owner> {
    let Origin::Object { resource, .. } = &case.item.sample().origin else { return None };
    let mut at: &Resource = resource;
    for _ in 0..OWNERS_DEEP {
        let references: Vec<Node<'_>> = at.node().get("metadata")?.get("ownerReferences")?.items().collect();
        let text = |node: &Node<'_>, key: &str| node.get_text(key).unwrap_or_default().to_owned();
        if let Some(found) = references.iter().find(|node| node.get_text("kind") == Some(kind)) {
            return Some(Owner { name: text(found, "name"), uid: text(found, "uid") });
        }
        let is_controller = |node: &&Node<'_>| {
            node.get("controller").and_then(|controller| controller.as_bool()) == Some(true)
        };
        let next = references.iter().find(is_controller).or(references.first())?;
        let api = text(next, "apiVersion");
        let group = api.split_once('/').map_or("", |(group, _)| group);
        let namespace = &at.key.namespace;
        at = snapshot.get(group, &text(next, "kind"), namespace, &text(next, "name"))?;
    }
    None
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
    let whole = groups.into_values().filter(|sides| sides.iter().all(|side| !side.is_empty()));
    let cases = whole.filter_map(|sides| {
        let sides = match correlate.within.and_then(|within| SignedDuration::try_from(within).ok()) {
            Some(within) => near(sides, within)?,
            None => sides,
        };
        let mut sides = sides.into_iter();
        let item = sides.next()?.into_iter().next()?;
        let names = correlate.sources.iter().skip(1).map(|(at, _)| rule.sources[*at].name.as_str());
        Some(Case { item, bound: names.zip(sides).collect() })
    });
    cases.collect()
}

/// The earliest items of all sides that lie within a span of time; of each side the first in it stands first.
fn near(sides: Vec<Vec<Item<'_>>>, within: SignedDuration) -> Option<Vec<Vec<Item<'_>>>> {
    let mut times: Vec<(jiff::Timestamp, usize, usize)> = Vec::new();
    for (side, items) in sides.iter().enumerate() {
        times.extend(items.iter().enumerate().filter_map(|(nr, item)| Some((item.time()?, side, nr))));
    }
    times.sort();
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
