//! What a table is: data, from which its rows are made.

use super::age::age;
use super::logs::Logs;
use crate::archive::layout::Layout;
use crate::engine::about::subject_of;
use crate::engine::appendix::look::{
    Seen, condition, node_of, objects, place, shown_name, shown_text, text_at, time_at,
};
use crate::engine::roots::Root;
use crate::findings::{Row, Table};

/// A table of objects of one kind.
#[derive(Debug, Clone, Copy)]
pub(super) struct Spec {
    /// A word that is not used by another table.
    pub(super) id: &'static str,
    pub(super) title: &'static str,
    pub(super) group: &'static str,
    pub(super) kind: &'static str,
    /// Which objects of the kind are in it.
    pub(super) has: fn(&Seen<'_>) -> bool,
    pub(super) columns: &'static [Column],
}

/// A head, and what stands below it.
pub(super) type Column = (&'static str, Cell);

/// What stands in a column. A value that is not there, or is of another type, is an empty text.
#[derive(Debug, Clone, Copy)]
pub(super) enum Cell {
    /// The namespace.
    Namespace,
    /// The name.
    Name,
    /// The value at a path of keys.
    At(&'static [&'static str]),
    /// How long before the gather the time at a path of keys was.
    Since(&'static [&'static str]),
    /// The status of the condition of this type.
    Condition(&'static str),
    /// How long before the gather the condition of this type changed.
    Changed(&'static str),
    /// What a function makes of the object.
    Made(fn(&Seen<'_>) -> String),
}

/// How long ago an object was created.
pub(super) const AGE: Column = ("Age", Cell::Since(&["metadata", "creationTimestamp"]));
/// The name of an object.
pub(super) const NAME: Column = ("Name", Cell::Name);

/// For tables of all objects of their kind.
pub(super) fn all(_: &Seen<'_>) -> bool {
    true
}

impl Cell {
    /// The text for an object.
    pub(super) fn text(self, seen: &Seen<'_>) -> String {
        let (node, now) = (seen.node(), seen.now());
        let since = |at| now.zip(at).map(|(now, at)| age(at, now)).unwrap_or_default();
        match self {
            Self::Namespace => shown_name(&seen.resource.key.namespace),
            Self::Name => shown_name(&seen.resource.key.name),
            Self::At(path) => text_at(node, path).map(shown_text).unwrap_or_default(),
            Self::Since(path) => since(time_at(node, path)),
            Self::Condition(name) => {
                let status = condition(node, name).and_then(|condition| condition.get_text("status"));
                status.map(shown_text).unwrap_or_default()
            }
            Self::Changed(name) => {
                let changed = condition(node, name).and_then(|at| time_at(at, &["lastTransitionTime"]));
                since(changed)
            }
            Self::Made(make) => make(seen),
        }
    }
}

impl Spec {
    /// The table, with at most so many rows.
    pub(super) fn table(&self, roots: &[Root], layout: &Layout, logs: &Logs, most: usize) -> Table {
        let mut all = objects(roots, self.group, self.kind).filter(|seen| (self.has)(seen));
        let rows = all.by_ref().take(most).map(|seen| self.row(&seen, layout, logs)).collect();
        Table {
            id: self.id,
            title: self.title,
            columns: self.columns.iter().map(|(head, _)| *head).collect(),
            rows,
            left_out: all.count() as u64,
        }
    }

    fn row(&self, seen: &Seen<'_>, layout: &Layout, logs: &Logs) -> Row {
        let subject = subject_of(seen.resource);
        let (root, place) = place(seen.root, layout, &seen.resource.file.path, seen.node());
        Row {
            cells: self.columns.iter().map(|(_, cell)| cell.text(seen)).collect(),
            node: node_of(seen.snapshot(), &subject).unwrap_or_default(),
            root,
            place,
            logs: if self.kind == "Pod" { logs.of_pod(seen, layout) } else { Vec::new() },
            subject,
        }
    }
}
