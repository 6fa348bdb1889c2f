//! Conditions of objects that changed, and whether they became bad.

use super::{Happened, Told};
use crate::archive::layout::Layout;
use crate::engine::about::subject_of;
use crate::engine::appendix::look::{Seen, items_at, objects, place, shown_text, time_at};
use crate::engine::roots::Root;
use crate::findings::{MomentKind, Severity};
use crate::model::Node;

/// Objects whose conditions are on the time line.
struct Watched {
    group: &'static str,
    kind: &'static str,
    /// Paths of their lists of conditions.
    lists: &'static [&'static [&'static str]],
    /// Conditions that are bad unless they are true, and how bad.
    should: &'static [(&'static str, Severity)],
    /// Conditions that are bad when they are true, and how bad. When it is not known whether they are, that is a warning.
    should_not: &'static [(&'static str, Severity)],
}

const CONDITIONS: &[&str] = &["status", "conditions"];

/// Changes of all other conditions are no more than what happened. A cluster that progresses does what it should, and one
/// that is not to be updated (`Upgradeable`) may be well.
const WATCHED: [Watched; 5] = [
    Watched {
        group: "config.openshift.io",
        kind: "ClusterVersion",
        lists: &[CONDITIONS],
        should: &[("Available", Severity::Error), ("ReleaseAccepted", Severity::Warning)],
        should_not: &[
            ("Failing", Severity::Error),
            ("Degraded", Severity::Error),
            ("Invalid", Severity::Error),
        ],
    },
    Watched {
        group: "config.openshift.io",
        kind: "ClusterOperator",
        lists: &[CONDITIONS],
        should: &[("Available", Severity::Error)],
        should_not: &[("Degraded", Severity::Error)],
    },
    Watched {
        group: "",
        kind: "Node",
        lists: &[CONDITIONS],
        should: &[("Ready", Severity::Error)],
        should_not: &[
            ("MemoryPressure", Severity::Warning),
            ("DiskPressure", Severity::Warning),
            ("PIDPressure", Severity::Warning),
            ("NetworkUnavailable", Severity::Error),
        ],
    },
    Watched {
        group: "machineconfiguration.openshift.io",
        kind: "MachineConfigPool",
        lists: &[CONDITIONS],
        should: &[],
        should_not: &[
            ("Degraded", Severity::Error),
            ("NodeDegraded", Severity::Error),
            ("RenderDegraded", Severity::Error),
            ("ImageBuildDegraded", Severity::Warning),
            ("PinnedImageSetsDegraded", Severity::Warning),
        ],
    },
    // What the provider says of the making of a machine stands apart from the rest.
    Watched {
        group: "machine.openshift.io",
        kind: "Machine",
        lists: &[CONDITIONS, &["status", "providerStatus", "conditions"]],
        should: &[
            ("InstanceExists", Severity::Warning),
            ("MachineCreation", Severity::Error),
            ("MachineCreated", Severity::Error),
        ],
        should_not: &[],
    },
];

/// Takes in all conditions that say when they changed. Only the last change of each is known.
pub(super) fn collect<'s>(roots: &'s [Root], layout: &'s Layout, all: &mut Vec<Happened<'s>>) {
    for watched in &WATCHED {
        for seen in objects(roots, watched.group, watched.kind) {
            for condition in watched.lists.iter().flat_map(|list| items_at(seen.node(), list)) {
                let Some(at) = time_at(condition, &["lastTransitionTime"]) else { continue };
                all.push(Happened {
                    at,
                    since: None,
                    kind: MomentKind::Condition,
                    severity: watched.severity(condition),
                    root: Some(seen.root),
                    tell: Box::new(move || told(&seen, condition, layout)),
                });
            }
        }
    }
}

impl Watched {
    /// How bad a condition is; none for one that is not.
    fn severity(&self, condition: Node<'_>) -> Option<Severity> {
        let (name, status) = (condition.get_text("type")?, condition.get_text("status").unwrap_or_default());
        let of = |list: &[(&str, Severity)]| {
            list.iter().find(|(known, _)| *known == name).map(|(_, severity)| *severity)
        };
        match status {
            "True" => of(self.should_not),
            "False" => of(self.should),
            _ => of(self.should).or_else(|| of(self.should_not).map(|_| Severity::Warning)),
        }
    }
}

fn told(seen: &Seen<'_>, condition: Node<'_>, layout: &Layout) -> Told {
    let text = |key: &str| condition.get_text(key).unwrap_or_default();
    let mut what = format!("{}={}", text("type"), text("status"));
    for more in [text("reason"), text("message")].into_iter().filter(|more| !more.is_empty()) {
        what.push_str(": ");
        what.push_str(more);
    }
    // The status says it; the condition begins with the time, or with anything else.
    let node = condition.get("status").unwrap_or(condition);
    let (root, place) = place(seen.root, layout, &seen.resource.file.path, node);
    Told {
        what: shown_text(&what),
        subject: subject_of(seen.resource),
        host: None,
        count: 1,
        root,
        file: place.file,
        line: place.first,
    }
}
