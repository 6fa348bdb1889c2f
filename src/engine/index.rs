//! The other side of a join, indexed by what it is looked up by, so that a look-up does not grow with what it looks in. How
//! joins are put together is in `combine.rs`.

use std::collections::BTreeMap;
use std::ops::ControlFlow;

use super::about::subject;
use super::combine::{Case, Owner, owner};
use super::items::Item;
use crate::model::{Node, Shape, Snapshot};
use crate::rules::{From, Join, Key, Path};

/// The other side of a join: for each of its keys by values at one path, or by labels.
pub(super) struct Index<'j> {
    by_key: Vec<BTreeMap<String, Vec<usize>>>,
    others: &'j [Item<'j>],
}

impl<'j> Index<'j> {
    pub(super) fn new(join: &Join, others: &'j [Item<'j>]) -> Self {
        let by_key = join.on.iter().map(|(path, of)| {
            let mut by_value: BTreeMap<String, Vec<usize>> = BTreeMap::new();
            for (at, other) in others.iter().enumerate() {
                let mut values = Vec::new();
                other.visit(path, &mut |node| {
                    match of {
                        Key::Selector(_) => values.extend(
                            labels(node)
                                .flat_map(|(name, value)| [format!("{name}={value}"), name.to_owned()]),
                        ),
                        _ => values.extend(texts(node).map(str::to_owned)),
                    }
                    ControlFlow::Continue(())
                });
                values.sort();
                values.dedup();
                for value in values {
                    by_value.entry(value).or_default().push(at);
                }
            }
            by_value
        });
        Self { by_key: by_key.collect(), others }
    }

    /// The matches of a case, in their order; None when an owner on the way was not gathered.
    pub(super) fn find(&self, join: &Join, case: &Case<'_>, snapshot: &Snapshot) -> Option<Vec<usize>> {
        let mut wanted = Vec::new();
        for (_, key) in &join.on {
            match Wanted::of(key, case, snapshot) {
                Some(Wanted::Lost) => return None,
                Some(key) => wanted.push(key),
                None => return Some(Vec::new()),
            }
        }
        let candidates = self.candidates(&wanted);
        #[cfg(test)]
        tests::LOOKED_AT.set(tests::LOOKED_AT.get() + candidates.len());
        let fits = |at: &usize| {
            let other = &self.others[*at];
            join.on.iter().zip(&wanted).all(|((path, _), wanted)| wanted.is_met(path, other))
        };
        Some(candidates.into_iter().filter(fits).collect())
    }

    /// Those that the key with the fewest leads to: a name is rarer than its namespace.
    fn candidates(&self, wanted: &[Wanted]) -> Vec<usize> {
        let by_key = wanted.iter().zip(&self.by_key).filter_map(|(wanted, by_value)| {
            let values = wanted.values()?;
            Some(values.iter().filter_map(|value| by_value.get(value)).collect::<Vec<_>>())
        });
        let fewest = by_key.min_by_key(|lists| lists.iter().map(|list| list.len()).sum::<usize>());
        let Some(lists) = fewest else { return (0..self.others.len()).collect() };
        let mut candidates: Vec<usize> = lists.into_iter().flatten().copied().collect();
        candidates.sort_unstable();
        candidates.dedup();
        candidates
    }
}

/// What the other side must have.
enum Wanted {
    Values(Vec<String>),
    /// A value, of an object in this namespace or in none.
    Owner {
        value: String,
        namespace: String,
    },
    /// It cannot be told.
    Lost,
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
                    ControlFlow::Continue(())
                });
                if values.is_empty() {
                    values.extend(place.path.default.clone());
                }
                (!values.is_empty()).then_some(Self::Values(values))
            }
            Key::Selector(place) => {
                // The empty selector of a Service selects nothing, and every other one all.
                let is_service = case.start(place).is_some_and(|item| subject(item).kind == "Service");
                case.first(place).map(|node| Self::Selector(Selector::read(node, !is_service)))
            }
            Key::OwnerName(kind) | Key::OwnerUid(kind) => match owner(case, kind, snapshot) {
                Owner::Known { name, uid, namespace } => {
                    let value = if matches!(key, Key::OwnerName(_)) { name } else { uid };
                    Some(Self::Owner { value, namespace })
                }
                Owner::None => None,
                Owner::Lost => Some(Self::Lost),
            },
        }
    }

    /// Values that a match has one of; nothing when that cannot be told from an index.
    fn values(&self) -> Option<Vec<String>> {
        let selector = match self {
            Self::Values(values) => return Some(values.clone()),
            Self::Owner { value, .. } => return Some(vec![value.clone()]),
            Self::Lost => return Some(Vec::new()),
            Self::Selector(selector) => selector,
        };
        if selector.is_empty() {
            return if selector.takes_all { None } else { Some(Vec::new()) };
        }
        let label = selector.labels.iter().next().map(|(name, value)| vec![format!("{name}={value}")]);
        let expressions = || {
            selector.expressions.iter().find_map(|(name, operator, values)| match operator.as_str() {
                "In" => Some(values.iter().map(|value| format!("{name}={value}")).collect()),
                "Exists" => Some(vec![name.clone()]),
                _ => None,
            })
        };
        label.or_else(expressions)
    }

    fn is_met(&self, path: &Path, other: &Item<'_>) -> bool {
        match self {
            Self::Selector(selector) if selector.is_empty() => selector.takes_all,
            Self::Selector(selector) => selector.selects(other.first(path)),
            Self::Lost => false,
            Self::Owner { value, namespace } => {
                let own = subject(other).namespace;
                (own.is_empty() || own == *namespace) && has_one(std::slice::from_ref(value), path, other)
            }
            Self::Values(values) => has_one(values, path, other),
        }
    }
}

/// Whether one of the values is at a path.
fn has_one(values: &[String], path: &Path, other: &Item<'_>) -> bool {
    let mut met = false;
    other.visit(path, &mut |node| {
        met = texts(node).any(|text| values.iter().any(|value| value == text));
        if met { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    met
}

/// A label selector. Source: kubernetes/apimachinery:pkg/apis/meta/v1/types.go (LabelSelector); that of a Service is its
/// `matchLabels` alone.
struct Selector {
    labels: BTreeMap<String, String>,
    expressions: Vec<(String, String, Vec<String>)>,
    /// Whether it selects all when it is empty.
    takes_all: bool,
}

impl Selector {
    fn read(node: Node<'_>, takes_all: bool) -> Self {
        let is_full = node.get("matchLabels").is_some() || node.get("matchExpressions").is_some();
        let plain = if is_full { node.get("matchLabels") } else { Some(node) };
        let labels = plain.into_iter().flat_map(labels);
        let expressions = node.get("matchExpressions").filter(|_| is_full).into_iter().flat_map(Node::items);
        Self {
            takes_all,
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

#[cfg(test)]
mod tests;
