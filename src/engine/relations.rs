//! What the roots of an archive are to each other: the must-gather itself, what add-on images gathered beside it, what
//! was inspected by hand later, and other clusters.

use std::collections::BTreeSet;

use super::roots::Parts;
use crate::archive::Listing;
use crate::archive::layout::{Layout, Role, role};
use crate::model::Resource;

/// What a root is to the one that speaks for the archive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Relation {
    /// It is that root, or a cluster of its own.
    Own,
    /// Another image gathered it from the same cluster, at the same time: it has no ClusterVersion of its own, and may
    /// read the facts of the other.
    AddOn,
    /// `oc adm inspect` wrote it: it stands in for what the must-gather does not have, and is not judged by itself.
    FallBack,
}

/// Group, plural and namespace of a file of resources.
type Place<'p> = (&'p str, &'p str, Option<&'p str>);

/// Whether the directory is one that `oc adm inspect` makes.
/// Source: openshift/oc:pkg/cli/admin/inspect/inspect.go (`inspect.local.<number>`).
fn is_inspected(root: &str) -> bool {
    root.rsplit('/').next().is_some_and(|name| name.starts_with("inspect.local."))
}

/// Whether two roots lie side by side, as the images of one `oc adm must-gather` do.
pub(super) fn are_siblings(a: &str, b: &str) -> bool {
    let parent = |root: &str| root.rsplit_once('/').map(|(parent, _)| parent.to_owned()).unwrap_or_default();
    a != b && !a.is_empty() && !b.is_empty() && parent(a) == parent(b)
}

/// Lends the must-gather at index `main` what was inspected and it does not have; says which roots that were.
pub(super) fn lend(layout: &Layout, listing: &Listing, main: usize, parts: &mut [Parts]) -> Vec<usize> {
    if !layout.roots.iter().any(|root| is_inspected(root)) {
        return Vec::new();
    }
    let mut files: Vec<Vec<(Place<'_>, &str)>> = vec![Vec::new(); parts.len()];
    for file in &listing.files {
        if let Some((index, place, inside)) = place(layout, file.path.as_str()) {
            files[index].push((place, inside));
        }
    }
    let covered: BTreeSet<Place<'_>> = files[main].iter().map(|(place, _)| *place).collect();
    let mut lenders = Vec::new();
    for (index, files) in files.iter().enumerate() {
        if index == main || !is_inspected(&layout.roots[index]) || !may_be_one(&parts[index], &parts[main]) {
            continue;
        }
        lenders.push(index);
        let is_lent = |file: &str| place(layout, file).is_some_and(|(_, place, _)| !covered.contains(&place));
        let resources: Vec<Resource> =
            parts[index].resources.iter().filter(|r| is_lent(&r.file.path)).cloned().collect();
        parts[main].resources.extend(resources);
        for ((group, plural, _), inside) in files.iter().filter(|(place, _)| !covered.contains(place)) {
            let key = ((*group).to_owned(), (*plural).to_owned());
            let lent = parts[index].presence.get(&key);
            let is_unreadable = lent.is_some_and(|lent| lent.unreadable.contains(*inside));
            let presence = parts[main].presence.entry(key).or_default();
            presence.files += 1;
            presence.unreadable.extend(is_unreadable.then(|| (*inside).to_owned()));
        }
    }
    lenders
}

/// The root that a file of resources lies in, what it holds, and its path in that root.
fn place<'p>(layout: &Layout, path: &'p str) -> Option<(usize, Place<'p>, &'p str)> {
    let (index, inside) = layout.place(path)?;
    match role(inside) {
        Role::Resources { group, plural, namespace, .. } => Some((index, (group, plural, namespace), inside)),
        Role::Other => None,
    }
}

/// Whether nothing says that they are of two clusters.
fn may_be_one(a: &Parts, b: &Parts) -> bool {
    match (cluster_id(a), cluster_id(b)) {
        (Some(a), Some(b)) => a == b,
        _ => true,
    }
}

fn cluster_id(parts: &Parts) -> Option<&str> {
    let is_version = |r: &&Resource| r.key.group == "config.openshift.io" && r.key.kind == "ClusterVersion";
    parts.resources.iter().find(is_version)?.node().get("spec")?.get_text("clusterID")
}
