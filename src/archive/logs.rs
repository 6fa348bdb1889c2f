//! Which file of a root is a log, and whose. Works on paths alone, as [`super::layout`] does; what stands in a log is
//! not known here.
//!
//! Source of the paths: openshift/oc:pkg/cli/admin/inspect/pod.go, openshift/must-gather:collection-scripts
//! (`gather_service_logs`, `gather_ppc`, `gather_audit_logs`), openshift/hypershift:cmd/cluster/core/dump.go,
//! red-hat-storage/odf-must-gather:collection-scripts.

use super::layout::inside_part;

pub use super::endings::is_packed;

/// Whose log a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum LogFile {
    /// Of a container that ran when the archive was gathered.
    PodCurrent,
    /// Of a container's instance before that one.
    PodPrevious,
    /// An older part of a container's log, as the kubelet put it aside.
    PodRotated,
    /// Of a service of a node: kubelet, CRI-O, kernel, ….
    Node,
    /// Of an API server, with what was asked of it.
    Audit,
    /// Any other: of the gather itself, of a product.
    Other,
}

/// Whose log the file at this path inside a root is; `None` when it is no log.
#[must_use]
pub fn log_file(inside: &str) -> Option<LogFile> {
    let parts: Vec<&str> = inside_part(inside).split('/').collect();
    match parts.as_slice() {
        ["namespaces", _, "pods", _, _, _, "logs", "rotated", _] => Some(LogFile::PodRotated),
        // `oc`, and below it the old form of OpenStack and the one of HyperShift, which put the containers into names.
        ["namespaces", _, "pods", _, _, _, "logs", file]
        | ["namespaces", _, "pods", _, "logs", file]
        | ["namespaces", _, "core", "pods", "logs", file] => pod_log(file),
        // `*.audit_logs_listing` lie one level higher.
        ["audit_logs", _, _, ..] => Some(LogFile::Audit),
        ["host_service_logs" | "ceph_logs", _, ..] => Some(LogFile::Node),
        ["nodes", _, file] if file.contains("_logs_") || *file == "dmesg" => Some(LogFile::Node),
        [.., file] if is_log_name(file) => Some(LogFile::Other),
        _ => None,
    }
}

/// Whose log a file is, in detail.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Whose<'p> {
    /// Which log; none when it is no log.
    pub file: Option<LogFile>,
    /// The namespace of the pod.
    pub namespace: Option<&'p str>,
    /// The pod.
    pub pod: Option<&'p str>,
    /// The container.
    pub container: Option<&'p str>,
    /// The node, of a log of a node; none when the logs of several nodes lie in one file.
    pub node: Option<&'p str>,
    /// The service of the node.
    pub unit: Option<&'p str>,
}

/// Whose log the file at this path inside a root is, as far as the path tells.
#[must_use]
pub fn whose(inside: &str) -> Whose<'_> {
    let file = log_file(inside);
    let none = Whose { file, ..Whose::default() };
    let parts: Vec<&str> = inside_part(inside).split('/').collect();
    match (file, parts.as_slice()) {
        (Some(_), ["namespaces", namespace, "pods", pod, container, _, "logs", ..]) => {
            Whose { namespace: Some(namespace), pod: Some(pod), container: Some(container), ..none }
        }
        (Some(_), ["namespaces", namespace, "pods", pod, "logs", name]) => {
            let stem = name.strip_suffix(".gz").unwrap_or(name);
            let stem = stem.strip_suffix(".log").unwrap_or(stem);
            let container = Some(stem.strip_suffix("-previous").unwrap_or(stem));
            Whose { namespace: Some(namespace), pod: Some(pod), container, ..none }
        }
        (Some(_), ["namespaces", namespace, ..]) => Whose { namespace: Some(namespace), ..none },
        (Some(LogFile::Node), ["host_service_logs", .., name]) => {
            let stem = name.strip_suffix(".gz").unwrap_or(name);
            let stem = stem.strip_suffix(".log").unwrap_or(stem);
            Whose { unit: Some(stem.strip_suffix("_service").unwrap_or(stem)), ..none }
        }
        (Some(LogFile::Node), ["nodes", node, name]) => {
            let stem = name.strip_suffix(".gz").unwrap_or(name);
            let unit = stem.split_once("_logs_").map_or(stem, |(_, unit)| unit);
            Whose { node: Some(node), unit: Some(unit), ..none }
        }
        _ => none,
    }
}

fn pod_log(file: &str) -> Option<LogFile> {
    let stem = file.strip_suffix(".gz").unwrap_or(file).strip_suffix(".log")?;
    // `previous.insecure.log` is a second try to read the same log.
    let stem = stem.strip_suffix(".insecure").unwrap_or(stem);
    let is_previous = stem == "previous" || stem.ends_with("-previous");
    Some(if is_previous { LogFile::PodPrevious } else { LogFile::PodCurrent })
}

fn is_log_name(file: &str) -> bool {
    let stem = file.strip_suffix(".gz").unwrap_or(file);
    stem.ends_with(".log") || stem.ends_with(".logs")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whose_log_a_file_is() {
        let rotated = "namespaces/n/pods/p/c/c/logs/rotated/0.log.20230323-132518.gz";
        for (path, whose) in [
            ("namespaces/n/pods/p/c/c/logs/current.log", Some(LogFile::PodCurrent)),
            ("namespaces/n/pods/p/c/c/logs/current.insecure.log", Some(LogFile::PodCurrent)),
            ("namespaces/n/pods/p/c/c/logs/previous.log", Some(LogFile::PodPrevious)),
            ("namespaces/n/pods/p/c/c/logs/previous.insecure.log", Some(LogFile::PodPrevious)),
            (rotated, Some(LogFile::PodRotated)),
            ("namespaces/all/namespaces/n/pods/p/c/c/logs/current.log", Some(LogFile::PodCurrent)),
            ("ceph/namespaces/n/pods/p/c/c/logs/previous.log", Some(LogFile::PodPrevious)),
            ("namespaces/n/pods/p/logs/c.log", Some(LogFile::PodCurrent)),
            ("namespaces/n/pods/p/logs/c-previous.log", Some(LogFile::PodPrevious)),
            ("namespaces/n/core/pods/logs/p-c-previous.log", Some(LogFile::PodPrevious)),
            ("namespaces/n/pods/p/c/c/api_priority_and_fairness/requests", None),
            ("namespaces/n/core/pods.yaml", None),
            ("host_service_logs/masters/kubelet_service.log", Some(LogFile::Node)),
            ("host_service_logs/windows/log_files/kubelet/kubelet.log", Some(LogFile::Node)),
            ("nodes/w/w_logs_kubelet.gz", Some(LogFile::Node)),
            ("nodes/w/dmesg", Some(LogFile::Node)),
            ("nodes/w/lscpu", None),
            ("ceph_logs/journal_w/journal_w.gz", Some(LogFile::Node)),
            ("audit_logs/kube-apiserver/m-audit.log.gz", Some(LogFile::Audit)),
            ("audit_logs/kube-apiserver.audit_logs_listing", None),
            ("gather.logs", Some(LogFile::Other)),
            ("static-pods/kube-apiserver/m-termination.log.gz", Some(LogFile::Other)),
            ("network_logs/ovnk_database_store.tar.gz", None),
            ("timestamp", None),
            ("", None),
        ] {
            assert_eq!(log_file(path), whose, "{path}");
        }
    }
}
