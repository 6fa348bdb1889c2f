//! Many items to one: counting lines and events in a window of time, and groups whose numbers can be compared.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;

use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value};

use super::items::{Item, Origin};
use crate::model::{GatherTime, Node, Shape, compare, parse_time, quantity, synthetic};
use crate::rules::{Aggregate, Count, Path, Per};

/// Texts of lines or messages that a counted group keeps as samples.
const SAMPLES: usize = 3;
/// Names that a group keeps.
const NAMES: usize = 10;

/// Groups of lines or events that are as many as is asked for. `more` are the lines of a file that count and are not here.
pub(super) fn count<'s>(
    counting: &Count,
    items: Vec<Item<'s>>,
    (now, settled): (Option<GatherTime>, Option<Timestamp>),
    more: &dyn Fn(&str) -> u64,
) -> Vec<Item<'s>> {
    let window = counting.within.and_then(|within| {
        let within = SignedDuration::try_from(within).ok()?;
        now?.at.checked_sub(within).ok()
    });
    let from = window.into_iter().chain(settled).max();
    let mut groups: BTreeMap<String, Vec<Item<'s>>> = BTreeMap::new();
    for item in items {
        // What has no time is in no window.
        let is_in = counting.within.is_none() || window.zip(item.time()).is_some_and(|(from, at)| at >= from);
        if !is_in {
            continue;
        }
        if let Some(key) = key_of(&counting.per, &item) {
            groups.entry(key).or_default().push(item);
        }
    }
    let mut made: Vec<(Item<'s>, u64, Value)> = Vec::new();
    for (key, members) in groups {
        let more = if matches!(counting.per, Per::File) { more(&key) } else { 0 };
        let number = more + members.iter().map(|item| weight(item, from)).sum::<u64>();
        if number < counting.min {
            continue;
        }
        let value = counted(&members, number);
        if let Some(first) = members.into_iter().next() {
            made.push((first, number, value));
        }
    }
    groups_of(made)
}

/// What is counted together; nothing when the path leads nowhere.
fn key_of(per: &Per, item: &Item<'_>) -> Option<String> {
    let node = item.node();
    match per {
        Per::File => Some(node.get_text("file").unwrap_or_default().to_owned()),
        Per::Object => {
            let object = node.get("object")?;
            let text = |key: &str| object.get_text(key).unwrap_or_default();
            Some(format!("{}/{}/{}", text("kind"), text("namespace"), text("name")))
        }
        Per::Path(path) => item.first(path).and_then(Node::text).map(str::to_owned),
    }
}

/// An event tells how often it was seen from its first to its last time. Where that began before the window, so much of it
/// counts as the window has of its time: what repeats does so about evenly. It is one at least.
fn weight(item: &Item<'_>, from: Option<Timestamp>) -> u64 {
    let node = item.node();
    let Some(count) = node.get_text("count").and_then(|count| count.parse::<u64>().ok()) else { return 1 };
    let first = node.get_text("first").and_then(parse_time);
    match (from, first, item.time()) {
        (Some(from), Some(first), Some(last)) if first < from => {
            let share = last.duration_since(from).as_secs_f64() / last.duration_since(first).as_secs_f64();
            // Below 2^53, so that nothing is lost; a share is at most one.
            ((count as f64 * share.clamp(0.0, 1.0)) as u64).max(1)
        }
        (Some(_), None, _) => 1,
        _ => count.max(1),
    }
}

/// The fields of the newest one, and what all have together.
fn counted(members: &[Item<'_>], number: u64) -> Value {
    let texts = |key: &'static str| members.iter().filter_map(move |item| item.node().get_text(key));
    let by_time = |key: &str| {
        let text = |item: &Item<'_>| item.node().get_text(key).map(str::to_owned);
        members
            .iter()
            .filter_map(|item| text(item).and_then(|t| Some((parse_time(&t)?, t))))
            .collect::<Vec<_>>()
    };
    let newest = members.iter().max_by_key(|item| item.time());
    let mut value = newest.map(|item| to_json(item.node())).unwrap_or_default();
    let Some(fields) = value.as_object_mut() else { return value };
    fields.insert("count".to_owned(), number.into());
    let mut firsts = by_time("first");
    let mut times = by_time("time");
    firsts.extend(times.iter().cloned());
    if let Some((_, first)) = firsts.into_iter().min() {
        fields.insert("first".to_owned(), first.into());
    }
    times.sort();
    if let Some((_, last)) = times.pop() {
        fields.insert("last".to_owned(), last.into());
    }
    let samples: BTreeSet<&str> = texts("message").take(100).collect();
    fields.insert("samples".to_owned(), samples.into_iter().take(SAMPLES).collect());
    let files: BTreeSet<&str> = texts("file").collect();
    if !files.is_empty() {
        fields.insert("files".to_owned(), files.len().into());
    }
    value
}

/// Groups of items with their numbers.
pub(super) fn aggregate<'s>(
    grouping: &Aggregate,
    items: Vec<Item<'s>>,
    now: Option<GatherTime>,
) -> Vec<Item<'s>> {
    let mut groups: BTreeMap<Vec<String>, Vec<Item<'s>>> = BTreeMap::new();
    for item in items {
        let key: Option<Vec<String>> = grouping.by.iter().map(|(_, path)| first_text(path, &item)).collect();
        if let Some(key) = key {
            groups.entry(key).or_default().push(item);
        }
    }
    let made = groups.into_iter().filter_map(|(key, members)| {
        let value = numbers(grouping, &key, &members);
        let number = members.len() as u64;
        members.into_iter().next().map(|first| (first, number, value))
    });
    let mut groups = groups_of(made.collect());
    if let Some(having) = &grouping.having {
        groups.retain(|group| having.holds(group.scope(now)));
    }
    groups
}

fn numbers(grouping: &Aggregate, key: &[String], members: &[Item<'_>]) -> Value {
    let mut fields = Map::new();
    fields.insert("count".to_owned(), members.len().into());
    fields.insert("key".to_owned(), key.join("/").into());
    let by = grouping.by.iter().zip(key).map(|((text, _), value)| (text.clone(), Value::from(value.clone())));
    fields.insert("by".to_owned(), Value::Object(by.collect()));
    let names: BTreeSet<String> = members.iter().map(name_of).collect();
    fields.insert("names".to_owned(), names.into_iter().take(NAMES).collect());
    let values = |path: &Path| members.iter().flat_map(|item| all_texts(path, item)).collect::<Vec<_>>();
    if let Some(path) = &grouping.distinct {
        let different: BTreeSet<String> = values(path).into_iter().collect();
        fields.insert("distinct".to_owned(), different.len().into());
        fields.insert("values".to_owned(), different.into_iter().take(NAMES).collect());
    }
    let order = |a: &String, b: &String| compare(a, b).unwrap_or(Ordering::Equal).then_with(|| a.cmp(b));
    if let Some(least) = grouping.min.as_ref().and_then(|path| values(path).into_iter().min_by(order)) {
        fields.insert("min".to_owned(), least.into());
    }
    if let Some(greatest) = grouping.max.as_ref().and_then(|path| values(path).into_iter().max_by(order)) {
        fields.insert("max".to_owned(), greatest.into());
    }
    if let Some(path) = &grouping.sum {
        // Ten thousand times 100m is no more exact than this.
        let sum: f64 = values(path).iter().filter_map(|text| quantity(text)).sum();
        let sum = (sum * 1e6).round() / 1e6;
        let whole = sum.fract() == 0.0 && sum.abs() < 9e15;
        fields.insert("sum".to_owned(), if whole { (sum as i64).into() } else { sum.into() });
    }
    Value::Object(fields)
}

/// The name of what an item is about.
fn name_of(item: &Item<'_>) -> String {
    super::about::subject(item).to_string()
}

fn groups_of(made: Vec<(Item<'_>, u64, Value)>) -> Vec<Item<'_>> {
    let values: Vec<Value> = made.iter().map(|(_, _, value)| value.clone()).collect();
    let (file, nodes) = synthetic(&values);
    let items = made.into_iter().zip(nodes).map(|((first, number, _), node)| Item {
        file: std::sync::Arc::clone(&file),
        node,
        parent: None,
        origin: Origin::Group(Box::new(first), number),
    });
    items.collect()
}

fn first_text(path: &Path, item: &Item<'_>) -> Option<String> {
    let found = item.first(path).and_then(Node::text);
    found.map(str::to_owned).or_else(|| path.default.clone())
}

fn all_texts(path: &Path, item: &Item<'_>) -> Vec<String> {
    let mut texts = Vec::new();
    item.visit(path, &mut |node| {
        texts.extend(node.text().filter(|_| !node.is_null()).map(str::to_owned));
        ControlFlow::Continue(())
    });
    if texts.is_empty() {
        texts.extend(path.default.clone());
    }
    texts
}

/// A node as a JSON value.
fn to_json(node: Node<'_>) -> Value {
    json_with(node, &mut |_| None)
}

/// A node as a JSON value, with other values in the place of some nodes.
pub(super) fn json_with(node: Node<'_>, instead: &mut dyn FnMut(Node<'_>) -> Option<Value>) -> Value {
    if let Some(value) = instead(node) {
        return value;
    }
    match node.shape() {
        Shape::Map => {
            let entries = node.entries();
            let entries =
                entries.filter_map(|(key, value)| Some((key.text()?.to_owned(), json_with(value, instead))));
            Value::Object(entries.collect())
        }
        Shape::List => node.items().map(|item| json_with(item, instead)).collect(),
        Shape::Scalar if node.is_null() => Value::Null,
        Shape::Scalar => {
            let text = node.text().unwrap_or_default();
            let number = || text.parse::<i64>().ok().filter(|_| node.is_plain()).map(Value::from);
            node.as_bool().map(Value::from).or_else(number).unwrap_or_else(|| text.into())
        }
    }
}
