//! The items of a source on one cluster: selected, decoded, taken apart, kept, counted and grouped. Every item is a node
//! of a document, whatever it is made from, so that conditions, templates and expressions need to know only nodes.

use std::ops::ControlFlow;
use std::sync::Arc;

use super::counts::{aggregate, count};
use super::decode::decoded;
use super::lines::lines;
use super::log_files::wants;
use crate::model::{
    Event, GatherTime, LineHit, Node, NodeId, Resource, Shape, Snapshot, SourceFile, parse_time, synthetic,
};
use crate::rules::{Paths, Resources, Scope, Select, Source, fits};

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
    /// A document that is no API object.
    Document(&'s Arc<SourceFile>),
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
        Scope { item: self.node(), object: self.object(), now }
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

/// All items of a source, in an order that does not depend on threads.
pub(super) fn items<'s>(source: &'s Source, snapshot: &'s Snapshot) -> Vec<Item<'s>> {
    let mut items = Vec::new();
    let mut take = |file: &Arc<SourceFile>, node: Node<'_>, origin: &dyn Fn(bool) -> Origin<'s>| {
        if source.decode.is_empty() {
            take_apart(source, file, node, &origin(false), snapshot.now, &mut items);
        } else {
            let (file, id) = decoded(&source.decode, node);
            take_apart(source, &file, file.document.node(id), &origin(true), snapshot.now, &mut items);
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
            let events = snapshot.events();
            for event in &events.list {
                let node = events.file.document.node(event.node);
                let text = |key: &str| node.get_text(key).unwrap_or_default();
                let object = node.get("object");
                let about = |key: &str| object.and_then(|object| object.get_text(key)).unwrap_or_default();
                let is_asked_for = fits(selector.namespaces.as_ref(), text("namespace"))
                    && fits(selector.reasons.as_ref(), text("reason"))
                    && fits(selector.types.as_ref(), text("type"))
                    && fits(selector.kinds.as_ref(), about("kind"))
                    && fits(selector.object_namespaces.as_ref(), about("namespace"))
                    && fits(selector.object_names.as_ref(), about("name"));
                if is_asked_for {
                    take(&events.file, node, &|_| Origin::Event(event));
                }
            }
        }
        Select::Logs(selector) => {
            // The lines of a file stand together, and whether they are asked for is told by its path.
            let all: Vec<&LineHit> = snapshot.hits_of(selector.number).collect();
            let files = all.chunk_by(|a, b| a.inside == b.inside);
            let hits: Vec<&LineHit> =
                files.filter(|file| wants(selector, &file[0].inside)).flatten().copied().collect();
            let (file, nodes) = lines(&hits, selector, snapshot.now);
            for (hit, node) in hits.into_iter().zip(nodes) {
                take(&file, file.document.node(node), &|_| Origin::Line(hit));
            }
        }
        Select::Documents(paths) => {
            for document in snapshot.documents(&paths.globs) {
                for root in document.document.roots() {
                    take(document, root, &|_| Origin::Document(document));
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
        let from = snapshot.facts.settled_at();
        items.retain(|item| from.zip(item.time()).is_none_or(|(from, at)| at >= from));
    }
    if let Some(counting) = &source.count {
        items = count(counting, items, snapshot.now, &|file| lines_not_kept(source, file, snapshot));
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
    let asks_more = source.keep.is_some()
        || source.unless.is_some()
        || source.each.is_some()
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
    file: &Arc<SourceFile>,
    object: Node<'_>,
    origin: &Origin<'s>,
    now: Option<GatherTime>,
    items: &mut Vec<Item<'s>>,
) {
    let _ = visit(source, object, now, &mut |node, is_element| {
        let parent = is_element.then(|| object.id());
        items.push(Item { file: Arc::clone(file), node: node.id(), parent, origin: origin.clone() });
        ControlFlow::Continue(())
    });
}

/// Whether a source has something in an object of its kind. Texts in it are not decoded for that.
pub(super) fn has_items(source: &Source, object: Node<'_>, now: Option<GatherTime>) -> bool {
    visit(source, object, now, &mut |_, _| ControlFlow::Break(())).is_break()
}

/// Visits each node of an object that counts, and says whether it is an element of it.
fn visit<'d>(
    source: &Source,
    object: Node<'d>,
    now: Option<GatherTime>,
    take: &mut dyn FnMut(Node<'d>, bool) -> ControlFlow<()>,
) -> ControlFlow<()> {
    let mut take = |node: Node<'d>, is_element: bool| {
        let scope = Scope { item: node, object, now };
        let counts = source.keep.as_ref().is_none_or(|keep| keep.holds(scope))
            && !source.unless.as_ref().is_some_and(|unless| unless.holds(scope));
        if counts { take(node, is_element) } else { ControlFlow::Continue(()) }
    };
    let Some(each) = &source.each else { return take(object, false) };
    each.visit(object, &mut |node| {
        // A path to the list means its elements, with `[*]` or without.
        if node.shape() == Shape::List {
            node.items().try_for_each(|element| take(element, true))
        } else {
            take(node, true)
        }
    })
}

/// Facts of files by path; also of those that are asked for by name and are not there.
fn files(paths: &Paths, snapshot: &Snapshot) -> Vec<(String, serde_json::Value)> {
    let mut found: Vec<(String, serde_json::Value)> = Vec::new();
    for (path, facts) in snapshot.files.iter().filter(|(path, _)| paths.globs.is_match(path.as_str())) {
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
