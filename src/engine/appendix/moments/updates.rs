//! When versions of the cluster were installed, as its ClusterVersion remembers it.
//!
//! Source: openshift/api:config/v1/types_cluster_version.go (`UpdateHistory`): the newest comes first, and old ones are
//! dropped when there are many.

use super::{Happened, Told};
use crate::archive::layout::Layout;
use crate::engine::about::subject_of;
use crate::engine::appendix::look::{Seen, items_at, objects, place, shown_text, text_at, time_at};
use crate::engine::roots::Root;
use crate::findings::MomentKind;
use crate::model::Node;

/// Takes in when updates began and ended.
pub(super) fn collect<'s>(roots: &'s [Root], layout: &'s Layout, all: &mut Vec<Happened<'s>>) {
    for seen in objects(roots, "config.openshift.io", "ClusterVersion") {
        for update in items_at(seen.node(), &["status", "history"]) {
            let end = if update.get_text("state") == Some("Completed") {
                "completed"
            } else {
                "ended before it was complete"
            };
            for (key, happened) in [("startedTime", "started"), ("completionTime", end)] {
                let Some(at) = time_at(update, &[key]) else { continue };
                all.push(Happened {
                    at,
                    since: None,
                    kind: MomentKind::Condition,
                    severity: None,
                    root: Some(seen.root),
                    tell: Box::new(move || told(&seen, update, (key, happened), layout)),
                });
            }
        }
    }
}

fn told(seen: &Seen<'_>, update: Node<'_>, (key, happened): (&str, &str), layout: &Layout) -> Told {
    let version = text_at(update, &["version"]).or_else(|| text_at(update, &["image"]));
    let version = version.unwrap_or("an unknown version");
    let node = update.get(key).unwrap_or(update);
    let (root, place) = place(seen.root, layout, &seen.resource.file.path, node);
    Told {
        what: shown_text(&format!("Rollout of {version} {happened}")),
        subject: subject_of(seen.resource),
        host: None,
        count: 1,
        root,
        file: place.file,
        line: place.first,
    }
}
