//! The items of a source on one cluster: selected, decoded, taken apart, kept, counted and grouped. Every item is a node
//! of a document, whatever it is made from, so that conditions, templates and expressions need to know only nodes.

use std::ops::ControlFlow;
use std::sync::Arc;

use super::counts::{aggregate, count};
use super::decode::Decoder;
use super::events::{EventItem, events};
use super::lines::{asks_line, lines};
use super::log_files::wants;
use crate::model::{
    Event, GatherTime, LineHit, Node, NodeId, Precision, Resource, Shape, Snapshot, SourceFile, parse_time,
    synthetic,
};
use crate::rules::{Condition, Path, Paths, Resources, Scope, Select, Source};

/// What a rule looks at.
#[derive(Debug, Clone)]
pub(super) struct Item<'s> {
    /// The document that it is in.
    pub(super) file: Arc<SourceFile>,
    /// The node in that document.
    pub(super) node: NodeId,
    /// The object around it, where it is an element of one.
    pub(super) parent: Option<NodeId>,
    /// What it was made from.
    pub(super) origin: Origin<'s>,
}

/// What an item was made from: where a finding about it points, and what it is about.
#[derive(Debug, Clone)]
pub(super) enum Origin<'s> {
    /// An object; the document is its file, unless texts in it were decoded.
    Object { resource: &'s Resource, is_decoded: bool },
    /// An event.
    Event(&'s Event),
    /// A line of a log.
    Line(&'s LineHit),
    /// A document that is no API object, with its path inside the root: by that it is known.
    Document { file: &'s Arc<SourceFile>, inside: &'s str },
    /// A file, by its path inside the root.
    File(String),
    /// A group, with one item that stands for it, and how many it has.
    Group(Box<Item<'s>>, u64),
}

impl<'s> Item<'s> {
    pub(super) fn node(&self) -> Node<'_> {
        self.file.document.node(self.node)
    }

    /// The object that it is or is in.
    pub(super) fn object(&self) -> Node<'_> {
        self.file.document.node(self.parent.unwrap_or(self.node))
    }

    pub(super) fn scope(&self, now: Option<GatherTime>) -> Scope<'_> {
        Scope { item: self.node(), object: self.object(), now, doubt: false }
    }

    /// Calls `visit` with each node that a path leads to from the item, or with `object` in front from the object that
    /// it is in.
    pub(super) fn visit<'i>(&'i self, path: &Path, visit: &mut impl FnMut(Node<'i>) -> ControlFlow<()>) {
        let _ = match self.parent {
            Some(_) if path.head() == Some("object") => path.without_head().visit(self.object(), visit),
            _ => path.visit(self.node(), visit),
        };
    }

    /// The first of these, if it is not null.
    pub(super) fn first(&self, path: &Path) -> Option<Node<'_>> {
        let mut first = None;
        self.visit(path, &mut |node| {
            first = Some(node);
            ControlFlow::Break(())
        });
        first.filter(|node| !node.is_null())
    }

    /// When it was, for a line or an event.
    pub(super) fn time(&self) -> Option<jiff::Timestamp> {
        self.node().get_text("time").and_then(parse_time)
    }

    /// What it was made from, where it is a group of others.
    pub(super) fn sample(&self) -> &Item<'s> {
        match &self.origin {
            Origin::Group(sample, _) => sample.sample(),
            _ => self,
        }
    }
}

/// All items of a source, in an order that does not depend on threads. What may be too young to count does not.
pub(super) fn items<'s>(source: &'s Source, snapshot: &'s Snapshot) -> Vec<Item<'s>> {
    items_with(source, snapshot, true)
}

/// Whether a source lost items by nothing but their age, which is not known: the gather time is a lower bound.
pub(super) fn lost_by_doubt(source: &Source, snapshot: &Snapshot) -> bool {
    snapshot.now.is_some_and(|now| now.precision == Precision::LowerBound)
        && source.unless.as_ref().is_some_and(Condition::asks_age)
        && items_with(source, snapshot, false).len() > items(source, snapshot).len()
}

/// All items of a source; with `doubt` without those that `unless` drops if they are as young as they may be.
fn items_with<'s>(source: &'s Source, snapshot: &'s Snapshot, doubt: bool) -> Vec<Item<'s>> {
    let mut items = Vec::new();
    let mut decoder = Decoder::default();
    let mut take = |file: &Arc<SourceFile>, node: Node<'_>, origin: &dyn Fn(bool) -> Origin<'s>| {
        if source.decode.is_empty() {
            take_apart(source, (file, node), &origin(false), (snapshot.now, doubt), &mut items);
        } else {
            let (file, id) = decoder.decoded(&source.decode, (file, node));
            let place = (&file, file.document.node(id));
            take_apart(source, place, &origin(true), (snapshot.now, doubt), &mut items);
        }
    };
    match &source.select {
        Select::Resources(selector) => {
            let mut take = |resource: &'s Resource| {
                let origin = |is_decoded| Origin::Object { resource, is_decoded };
                take(&resource.file, resource.node(), &origin);
            };
            match snapshot.shortlisted(source.number, &selector.kind) {
                Some(shortlisted) => shortlisted.for_each(&mut take),
                None => selected(selector, snapshot).for_each(&mut take),
            }
        }
        Select::Events(selector) => {
            for EventItem { event, file, node } in events(selector, snapshot) {
                take(&file, file.document.node(node), &|_| Origin::Event(event));
            }
        }
        Select::Logs(selector) => {
            // The lines of a file stand together, and whether they are asked for is told by its path.
            let all: Vec<&LineHit> = snapshot.hits_of(selector.number).collect();
            let files = all.chunk_by(|a, b| a.inside == b.inside);
            let hits = files.filter(|file| wants(selector, &file[0].inside)).flatten().copied();
            let (file, nodes) = lines(hits, selector, snapshot);
            for (hit, node) in nodes {
                take(&file, file.document.node(node), &|_| Origin::Line(hit));
            }
        }
        Select::Documents(paths) => {
            for (inside, document) in snapshot.documents(|path| paths.is_match(path)) {
                for root in document.document.roots() {
                    take(document, root, &|_| Origin::Document { file: document, inside });
                }
            }
        }
        Select::Files(paths) => {
            let found = files(paths, snapshot);
            let (file, nodes) = synthetic(&found.iter().map(|(_, facts)| facts.clone()).collect::<Vec<_>>());
            for ((path, _), node) in found.iter().zip(nodes) {
                take(&file, file.document.node(node), &|_| Origin::File(path.clone()));
            }
        }
    }
    if source.settled {
        // While the cluster is being installed nothing is from after that.
        match snapshot.facts.settled_at() {
            Some(from) => items.retain(|item| item.time().is_none_or(|at| at >= from)),
            None => items.clear(),
        }
    }
    if let Some(counting) = &source.count {
        let settled = snapshot.facts.settled_at().filter(|_| source.settled);
        items =
            count(counting, items, (snapshot.now, settled), &|file| lines_not_kept(source, file, snapshot));
    }
    match &source.aggregate {
        Some(grouping) => aggregate(grouping, items, snapshot.now),
        None => items,
    }
}

/// How many more lines of a file a source has than are items of it. None where that cannot be told, because a line would
/// have to be looked at.
fn lines_not_kept(source: &Source, file: &str, snapshot: &Snapshot) -> u64 {
    let Select::Logs(selector) = &source.select else { return 0 };
    let asks_more = asks_line(selector, file)
        || source.keep.is_some()
        || source.unless.is_some()
        || !source.each.is_empty()
        || source.settled
        || source.count.as_ref().is_some_and(|count| count.within.is_some());
    if asks_more { 0 } else { snapshot.left_out_of(selector.number, file) }
}

/// The objects that a source asks for, before its `where`.
pub(super) fn selected<'s>(
    selector: &'s Resources,
    snapshot: &'s Snapshot,
) -> impl Iterator<Item = &'s Resource> {
    snapshot.matching(&selector.group, &selector.kind).filter(|resource| selector.selects(resource))
}

fn take_apart<'s>(
    source: &Source,
    (file, object): (&Arc<SourceFile>, Node<'_>),
    origin: &Origin<'s>,
    time: (Option<GatherTime>, bool),
    items: &mut Vec<Item<'s>>,
) {
    let _ = visit(source, object, time, &mut |node, is_element| {
        let parent = is_element.then(|| object.id());
        items.push(Item { file: Arc::clone(file), node: node.id(), parent, origin: origin.clone() });
        ControlFlow::Continue(())
    });
}

/// Whether a source has something in an object of its kind. Texts in it are not decoded for that.
pub(super) fn has_items(source: &Source, object: Node<'_>, now: Option<GatherTime>) -> bool {
    visit(source, object, (now, false), &mut |_, _| ControlFlow::Break(())).is_break()
}

/// Visits each node of an object that counts, and says whether it is an element of it.
fn visit<'d>(
    source: &Source,
    object: Node<'d>,
    (now, doubt): (Option<GatherTime>, bool),
    take: &mut dyn FnMut(Node<'d>, bool) -> ControlFlow<()>,
) -> ControlFlow<()> {
    let mut take = |node: Node<'d>, is_element: bool| {
        let scope = Scope { item: node, object, now, doubt: false };
        let counts = source.keep.as_ref().is_none_or(|keep| keep.holds(scope))
            && !source.unless.as_ref().is_some_and(|unless| unless.holds(Scope { doubt, ..scope }));
        if counts { take(node, is_element) } else { ControlFlow::Continue(()) }
    };
    if source.each.is_empty() {
        return take(object, false);
    }
    source.each.iter().try_for_each(|each| {
        each.visit(object, &mut |node| {
            // A path to the list means its elements, with `[*]` or without; null is as good as no list.
            match node.shape() {
                Shape::List => node.items().try_for_each(|element| take(element, true)),
                _ if node.is_null() => ControlFlow::Continue(()),
                _ => take(node, true),
            }
        })
    })
}

/// Facts of files by path; also of those that are asked for by name and are not there.
fn files(paths: &Paths, snapshot: &Snapshot) -> Vec<(String, serde_json::Value)> {
    let mut found: Vec<(String, serde_json::Value)> = Vec::new();
    for (path, facts) in snapshot.files.iter().filter(|(path, _)| paths.is_match(path)) {
        let name = path.rsplit('/').next().unwrap_or(path);
        let mut value = serde_json::json!({"path": path, "name": name, "exists": true, "size": facts.bytes});
        if let Some(lines) = facts.lines {
            value["lines"] = lines.into();
        }
        if let Some(parses) = facts.parses {
            value["parses"] = parses.into();
        }
        found.push((path.clone(), value));
    }
    for path in &paths.texts {
        let path = path.trim_end_matches('/');
        if path.contains(['*', '?', '[', '{']) || snapshot.files.contains_key(path) {
            continue;
        }
        // A directory is there when something is in it: an archive does not tell of others.
        let below = format!("{path}/");
        let is_directory =
            snapshot.files.range(below.clone()..).next().is_some_and(|(file, _)| file.starts_with(&below));
        let name = path.rsplit('/').next().unwrap_or(path);
        let value = serde_json::json!({"path": path, "name": name, "exists": is_directory, "size": 0});
        found.push((path.to_owned(), value));
    }
    found.sort_by(|a, b| a.0.cmp(&b.0));
    found.dedup_by(|a, b| a.0 == b.0);
    found
}
