//! The cluster as a whole: its version, its operators, and who asks for certificates.
//!
//! Source of the columns: `additionalPrinterColumns` of openshift/api:config/v1 (ClusterVersion, ClusterOperator),
//! kubernetes/kubernetes:pkg/printers/internalversion/printers.go (`printCertificateSigningRequest`).

use super::spec::Cell::{At, Changed, Condition, Made};
use super::spec::{AGE, NAME, Spec, all};
use crate::engine::appendix::look::{Seen, condition, items_at, shown_text, text_at};
use crate::model::Node;

pub(super) const TABLES: [Spec; 2] = [
    Spec {
        id: "clusterversion",
        title: "ClusterVersion",
        group: "config.openshift.io",
        kind: "ClusterVersion",
        has: all,
        columns: &[
            NAME,
            ("Version", Made(completed_version)),
            ("Available", Condition("Available")),
            ("Progressing", Condition("Progressing")),
            ("Since", Changed("Progressing")),
            ("Status", Made(progress)),
        ],
    },
    Spec {
        id: "clusteroperators",
        title: "ClusterOperators",
        group: "config.openshift.io",
        kind: "ClusterOperator",
        has: all,
        columns: &[
            NAME,
            ("Version", Made(operator_version)),
            ("Available", Condition("Available")),
            ("Progressing", Condition("Progressing")),
            ("Degraded", Condition("Degraded")),
            ("Since", Changed("Available")),
            ("Message", Made(message)),
        ],
    },
];

pub(super) const CSRS: [Spec; 1] = [Spec {
    id: "csrs",
    title: "CSRs",
    group: "certificates.k8s.io",
    kind: "CertificateSigningRequest",
    has: all,
    columns: &[
        NAME,
        AGE,
        ("SignerName", At(&["spec", "signerName"])),
        ("Requestor", At(&["spec", "username"])),
        ("Condition", Made(csr_condition)),
    ],
}];

/// The newest version that was installed completely.
fn completed_version(seen: &Seen<'_>) -> String {
    let mut history = items_at(seen.node(), &["status", "history"]);
    let completed = history.find(|update| update.get_text("state") == Some("Completed"));
    completed.and_then(|update| update.get_text("version")).map(shown_text).unwrap_or_default()
}

fn progress(seen: &Seen<'_>) -> String {
    message_of(condition(seen.node(), "Progressing"))
}

fn operator_version(seen: &Seen<'_>) -> String {
    let mut versions = items_at(seen.node(), &["status", "versions"]);
    let operator = versions.find(|version| version.get_text("name") == Some("operator"));
    operator.and_then(|version| version.get_text("version")).map(shown_text).unwrap_or_default()
}

/// What the operator says of the worst that it reports: that it is not available, that it is degraded, or what it waits
/// for. Nothing for one that is well.
fn message(seen: &Seen<'_>) -> String {
    let is = |name: &str, bad: fn(&str) -> bool| {
        condition(seen.node(), name).filter(|condition| condition.get_text("status").is_some_and(bad))
    };
    let worst = is("Available", |status| status != "True")
        .or_else(|| is("Degraded", |status| status == "True"))
        .or_else(|| is("Progressing", |status| status == "True"));
    message_of(worst)
}

fn message_of(condition: Option<Node<'_>>) -> String {
    condition.and_then(|condition| condition.get_text("message")).map(shown_text).unwrap_or_default()
}

fn csr_condition(seen: &Seen<'_>) -> String {
    let has = |name: &str| condition(seen.node(), name).is_some();
    let mut shown = if has("Denied") {
        "Denied"
    } else if has("Approved") {
        "Approved"
    } else {
        "Pending"
    }
    .to_owned();
    if has("Failed") {
        shown.push_str(",Failed");
    }
    if text_at(seen.node(), &["status", "certificate"]).is_some() {
        shown.push_str(",Issued");
    }
    shown
}
