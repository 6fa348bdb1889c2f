//! Nodes, and the pools of machine configuration that they are in.
//!
//! Source of the columns: kubernetes/kubernetes:pkg/printers/internalversion/printers.go (`printNode`, `findNodeRoles`),
//! `additionalPrinterColumns` of openshift/api:machineconfiguration/v1.

use std::collections::BTreeSet;

use super::spec::Cell::{At, Condition, Made};
use super::spec::{AGE, NAME, Spec, all};
use crate::engine::appendix::look::{Seen, condition, items_at, node_at, shown_text, text_at};
use crate::model::Node;

/// Labels whose names end with a role.
const ROLE_PREFIX: &str = "node-role.kubernetes.io/";
/// The label whose value is a role.
const ROLE_LABEL: &str = "kubernetes.io/role";

pub(super) const TABLES: [Spec; 2] = [
    Spec {
        id: "nodes",
        title: "Nodes",
        group: "",
        kind: "Node",
        has: all,
        columns: &[
            NAME,
            ("Status", Made(status)),
            ("Roles", Made(roles)),
            AGE,
            ("Version", At(&["status", "nodeInfo", "kubeletVersion"])),
            ("Internal-IP", Made(internal_ip)),
        ],
    },
    Spec {
        id: "machineconfigpools",
        title: "MachineConfigPools",
        group: "machineconfiguration.openshift.io",
        kind: "MachineConfigPool",
        has: all,
        columns: &[
            NAME,
            ("Config", At(&["status", "configuration", "name"])),
            ("Updated", Condition("Updated")),
            ("Updating", Condition("Updating")),
            ("Degraded", Condition("Degraded")),
            ("MachineCount", At(&["status", "machineCount"])),
            ("ReadyMachineCount", At(&["status", "readyMachineCount"])),
            ("UpdatedMachineCount", At(&["status", "updatedMachineCount"])),
            ("DegradedMachineCount", At(&["status", "degradedMachineCount"])),
            AGE,
        ],
    },
];

fn status(seen: &Seen<'_>) -> String {
    let ready = condition(seen.node(), "Ready").map(|ready| ready.get_text("status"));
    let mut status = match ready {
        Some(Some("True")) => "Ready",
        Some(_) => "NotReady",
        None => "Unknown",
    }
    .to_owned();
    if node_at(seen.node(), &["spec", "unschedulable"]).and_then(Node::as_bool) == Some(true) {
        status.push_str(",SchedulingDisabled");
    }
    status
}

fn roles(seen: &Seen<'_>) -> String {
    let labels = node_at(seen.node(), &["metadata", "labels"]);
    let roles: BTreeSet<&str> = labels
        .into_iter()
        .flat_map(Node::entries)
        .filter_map(|(name, value)| {
            let name = name.text()?;
            let role = if name == ROLE_LABEL { value.text()? } else { name.strip_prefix(ROLE_PREFIX)? };
            (!role.is_empty()).then_some(role)
        })
        .collect();
    shown_text(&Vec::from_iter(roles).join(","))
}

fn internal_ip(seen: &Seen<'_>) -> String {
    let mut addresses = items_at(seen.node(), &["status", "addresses"]);
    let internal = addresses.find(|address| address.get_text("type") == Some("InternalIP"));
    internal.and_then(|address| text_at(address, &["address"])).map(shown_text).unwrap_or_default()
}
