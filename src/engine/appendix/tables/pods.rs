//! Pods of the components that make machines and Nodes, and pods with trouble.
//!
//! Source of the columns: kubernetes/kubernetes:pkg/printers/internalversion/printers.go (`podColumnDefinitions`).

use super::age::age;
use super::pod_status::PodStatus;
use super::spec::Cell::{At, Made, Namespace};
use super::spec::{AGE, Column, NAME, Spec};
use super::trouble::is_in_trouble;
use crate::engine::appendix::look::{Seen, shown_text};

const MACHINE_API: &str = "openshift-machine-api";
const MACHINE_CONFIG: &str = "openshift-machine-config-operator";
const CLOUD_CONTROLLERS: [&str; 2] =
    ["openshift-cloud-controller-manager", "openshift-cloud-controller-manager-operator"];
/// Names of the autoscaler's pods and of those of its operator begin so.
const AUTOSCALER: &str = "cluster-autoscaler-";

/// The columns of a table of one namespace.
const COLUMNS: &[Column] = &[
    NAME,
    ("Ready", Made(ready)),
    ("Status", Made(status)),
    ("Restarts", Made(restarts)),
    AGE,
    ("Node", At(&["spec", "nodeName"])),
];

/// The columns of a table of several namespaces.
const COLUMNS_WITH_NAMESPACE: &[Column] = &[
    ("Namespace", Namespace),
    NAME,
    ("Ready", Made(ready)),
    ("Status", Made(status)),
    ("Restarts", Made(restarts)),
    AGE,
    ("Node", At(&["spec", "nodeName"])),
];

pub(super) const TABLES: [Spec; 5] = [
    Spec {
        id: "machine-api-pods",
        title: "Machine API pods",
        group: "",
        kind: "Pod",
        has: |seen| namespace(seen) == MACHINE_API,
        columns: COLUMNS,
    },
    Spec {
        id: "machine-config-pods",
        title: "Machine config pods",
        group: "",
        kind: "Pod",
        has: |seen| namespace(seen) == MACHINE_CONFIG,
        columns: COLUMNS,
    },
    Spec {
        id: "cloud-controller-pods",
        title: "Cloud controller pods",
        group: "",
        kind: "Pod",
        has: |seen| CLOUD_CONTROLLERS.contains(&namespace(seen)),
        columns: COLUMNS_WITH_NAMESPACE,
    },
    Spec {
        id: "autoscaler-pods",
        title: "Autoscaler pods",
        group: "",
        kind: "Pod",
        has: |seen| namespace(seen) == MACHINE_API && seen.resource.key.name.starts_with(AUTOSCALER),
        columns: COLUMNS,
    },
    Spec {
        id: "pods-with-trouble",
        title: "Pods with trouble",
        group: "",
        kind: "Pod",
        has: is_in_trouble,
        columns: COLUMNS_WITH_NAMESPACE,
    },
];

fn namespace<'s>(seen: &Seen<'s>) -> &'s str {
    &seen.resource.key.namespace
}

fn ready(seen: &Seen<'_>) -> String {
    let (ready, all) = PodStatus::of(seen.node()).ready;
    format!("{ready}/{all}")
}

fn status(seen: &Seen<'_>) -> String {
    shown_text(&PodStatus::of(seen.node()).word)
}

fn restarts(seen: &Seen<'_>) -> String {
    let restarts = PodStatus::of(seen.node()).restarts;
    match restarts.last.zip(seen.now()).filter(|_| restarts.count > 0) {
        Some((last, now)) => format!("{} ({} ago)", restarts.count, age(last, now)),
        None => restarts.count.to_string(),
    }
}
