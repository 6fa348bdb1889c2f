//! By what a finding is known when the cluster is gathered again: a pod by what made it, because its name is new each time;
//! a group by what those in it have in common, because the first of them may be another one. What is shown is not changed
//! by it.
//!
//! What a log or an event says of a pod is its name only. Whether its object was read depends on what other rules want, and
//! a fingerprint must not: so a name is taken apart by its form, and only the names of Nodes, which are always read, help.

use super::about::subject;
use super::combine::Case;
use super::items::{Item, Origin};
use crate::findings::Subject;
use crate::model::{Node, Resource, Snapshot};
use crate::rules::{Per, Rule};

/// What a finding about a case is known by, where that is not its subject `about`.
pub(super) fn lasting_case(
    rule: &Rule,
    case: &Case<'_>,
    about: &Subject,
    snapshot: &Snapshot,
) -> Option<Subject> {
    if rule.report.subject.is_some() {
        return lasting_named(about, snapshot);
    }
    let source = &rule.sources[rule.foreach];
    let key = match &case.key {
        Some(key) => Some(key.clone()),
        None if source.aggregate.is_some() => case.item.node().get_text("key").map(str::to_owned),
        None => match source.count.as_ref().map(|count| &count.per) {
            Some(Per::Path(path)) => case.item.first(path).and_then(Node::text).map(str::to_owned),
            _ => None,
        },
    };
    match key {
        // Of what it is about, the first of a group says no more than its key.
        Some(key) => Some(Subject { name: lasting_key(&key, &case.item, snapshot), ..Subject::default() }),
        None => lasting_item(&case.item, about, snapshot),
    }
}

/// A key with the lasting name of a pod in the place of its name.
pub(super) fn lasting_key(key: &str, item: &Item<'_>, snapshot: &Snapshot) -> String {
    let about = subject(item);
    match lasting_item(item, &about, snapshot).filter(|_| !about.name.is_empty()) {
        Some(lasting) => key.replace(&about.name, &lasting.name),
        None => key.to_owned(),
    }
}

/// What an item is known by, where that is not its subject `about`.
pub(super) fn lasting_item(item: &Item<'_>, about: &Subject, snapshot: &Snapshot) -> Option<Subject> {
    match &item.sample().origin {
        Origin::Object { resource, .. } if about.kind == "Pod" => {
            let name = name_of_made_pod(resource)?;
            (name != about.name).then(|| Subject { name: name.to_owned(), ..about.clone() })
        }
        // The name of a Job or a ReplicaSet that nothing made was chosen by somebody.
        Origin::Object { resource, .. } if about.kind == "Job" && !is_owned_by(resource, "CronJob") => None,
        Origin::Object { resource, .. }
            if about.kind == "ReplicaSet" && !is_owned_by(resource, "Deployment") =>
        {
            None
        }
        _ => lasting_named(about, snapshot),
    }
}

/// What something is known by of which no more than its name is known.
pub(super) fn lasting_named(about: &Subject, snapshot: &Snapshot) -> Option<Subject> {
    let name = match (about.kind.as_str(), about.name.as_str()) {
        ("Pod", name) if is_of_static(&about.namespace, name) || is_static(name, snapshot) => name,
        ("Pod", name) => without_made_up(name),
        ("ReplicaSet", name) => without_hash(name),
        ("Job", name) => without_time(name),
        (_, name) => name,
    };
    (name != about.name).then(|| Subject { name: name.to_owned(), ..about.clone() })
}

/// Static pods of a cluster, by namespace and how their names begin. In other namespaces Deployments have such names.
const STATIC: [(&str, &str); 7] = [
    ("openshift-etcd", "etcd-"),
    ("openshift-kube-apiserver", "kube-apiserver-"),
    ("openshift-kube-controller-manager", "kube-controller-manager-"),
    ("openshift-kube-scheduler", "openshift-kube-scheduler-"),
    ("openshift-kube-scheduler", "kube-scheduler-"),
    ("", "kube-rbac-proxy-crio-"),
    ("", "apiserver-watcher-"),
];

/// Known also where no Nodes were gathered.
fn is_of_static(namespace: &str, pod: &str) -> bool {
    STATIC.iter().any(|(home, start)| (home.is_empty() || *home == namespace) && pod.starts_with(start))
}

/// Kinds of the owners of an object.
fn owner_kinds(object: &Resource) -> impl Iterator<Item = &str> {
    let owners = object.node().get("metadata").and_then(|metadata| metadata.get("ownerReferences"));
    owners.into_iter().flat_map(Node::items).filter_map(|owner| owner.get_text("kind"))
}

fn is_owned_by(object: &Resource, kind: &str) -> bool {
    owner_kinds(object).any(|owner| owner == kind)
}

/// A static pod has the name of its Node at the end, and that may look made up.
fn is_static(pod: &str, snapshot: &Snapshot) -> bool {
    let is_end = |node: &Resource| pod.strip_suffix(&node.key.name).is_some_and(|rest| rest.ends_with('-'));
    // Most names need no look at the Nodes.
    without_made_up(pod) != pod && snapshot.of_kind("", "Node").any(is_end)
}

/// The lasting name of a pod, whose object tells whether its name was made up.
fn name_of_made_pod(pod: &Resource) -> Option<&str> {
    let metadata = pod.node().get("metadata")?;
    let is_owned = owner_kinds(pod).any(|kind| kind != "Node");
    if is_owned_by(pod, "StatefulSet") || (!is_owned && metadata.get_text("generateName").is_none()) {
        return None;
    }
    let name = pod.key.name.as_str();
    if is_owned_by(pod, "DaemonSet") {
        return without_random(name);
    }
    if is_owned_by(pod, "Job") {
        return without_random(name).map(without_time);
    }
    let hash = metadata.get("labels").and_then(|labels| labels.get_text("pod-template-hash"));
    let by_hash = hash.and_then(|hash| without_random(name)?.strip_suffix(hash)?.strip_suffix('-'));
    Some(by_hash.unwrap_or_else(|| without_made_up(name)))
}

/// A pod's name without what was made up for it: five characters of a ReplicaSet, a DaemonSet or a Job, and before these
/// the hash of the ReplicaSet or the time of the CronJob. Source: kubernetes/apimachinery:pkg/util/rand/rand.go (the
/// characters), kubernetes/kubernetes:pkg/controller/controller_utils.go,
/// kubernetes/kubernetes:pkg/controller/cronjob/cronjob_controllerv2.go (minutes, once seconds, since 1970).
fn without_made_up(pod: &str) -> &str {
    let Some(owner) = without_random(pod) else { return pod };
    let deployment = without_hash(owner);
    if deployment == owner { without_time(owner) } else { deployment }
}

fn without_random(name: &str) -> Option<&str> {
    let (rest, last) = name.rsplit_once('-')?;
    (last.len() == 5 && is_made_up(last) && !rest.is_empty()).then_some(rest)
}

/// The name of a ReplicaSet without its hash.
fn without_hash(name: &str) -> &str {
    match name.rsplit_once('-') {
        Some((rest, hash)) if (8..=10).contains(&hash.len()) && is_made_up(hash) => rest,
        _ => name,
    }
}

/// The name of a CronJob's Job without its time.
fn without_time(name: &str) -> &str {
    match name.rsplit_once('-') {
        Some((rest, time)) if is_time(time) => rest,
        _ => name,
    }
}

/// Minutes or seconds since 1970 in the years of OpenShift 4; a day such as 20240115 is neither.
fn is_time(text: &str) -> bool {
    let number = text.bytes().all(|b| b.is_ascii_digit()).then(|| text.parse::<u64>().ok()).flatten();
    number.is_some_and(|number| {
        (26_000_000..=33_000_000).contains(&number) || (1_500_000_000..=2_000_000_000).contains(&number)
    })
}

fn is_made_up(part: &str) -> bool {
    part.chars().all(|c| "bcdfghjklmnpqrstvwxz2456789".contains(c))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::{lasting_named, without_made_up};
    use crate::findings::Subject;
    use crate::model::Snapshot;

    #[test]
    fn a_pod_is_known_by_what_made_it() {
        for (pod, owner) in [
            ("machine-api-controllers-6f7d8c5b4-x2k9z", "machine-api-controllers"),
            ("dns-default-4wz7q", "dns-default"),
            ("collect-profiles-28934520-x7k2p", "collect-profiles"),
            ("collect-profiles-1736035200-x7k2p", "collect-profiles"),
            ("app-20240115-x7k2p", "app-20240115"),
            ("must-gather-x7k2p", "must-gather"),
            ("etcd-ip-10-0-1-2.ec2.internal", "etcd-ip-10-0-1-2.ec2.internal"),
            ("prometheus-k8s-0", "prometheus-k8s-0"),
            ("installer-9-master-0", "installer-9-master-0"),
            ("revision-pruner-28934520", "revision-pruner-28934520"),
            ("collector-plain", "collector-plain"),
            ("x-2345678", "x-2345678"),
            ("pod", "pod"),
            ("-x7k2p", "-x7k2p"),
        ] {
            assert_eq!(without_made_up(pod), owner, "{pod}");
        }
    }

    #[test]
    fn others_are_known_by_what_made_them_too() {
        let snapshot = Snapshot::new(Vec::new(), BTreeMap::new());
        for (kind, name, lasting) in [
            ("ReplicaSet", "console-6f7d8c5b4", Some("console")),
            ("ReplicaSet", "console-main", None),
            ("Job", "collect-profiles-28934520", Some("collect-profiles")),
            ("Job", "migrate-v2", None),
            ("Job", "migrate-12345678", None),
            ("Pod", "kube-rbac-proxy-crio-x-worker-a-8hj4x", None),
            ("Pod", "kube-apiserver-6f7d8c5b4-x2k9z", Some("kube-apiserver")),
            ("Pod", "console-6f7d8c5b4-x2k9z", Some("console")),
            ("Pod", "etcd-0", None),
            ("Machine", "infra-worker-a-zk5tp", None),
            ("CertificateSigningRequest", "csr-x7k2p", None),
        ] {
            let about = Subject { kind: kind.into(), name: name.into(), ..Subject::default() };
            let found = lasting_named(&about, &snapshot).map(|subject| subject.name);
            assert_eq!(found.as_deref(), lasting, "{kind} {name}");
        }
    }
}
