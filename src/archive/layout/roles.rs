//! What a file of a root is, by its path in the root.

/// Directories inside a root that hold more of the same gather, in the same tree: ODF's parts and Istio's.
const PARTS: [&str; 4] = ["ceph", "noobaa", "minimal_resources", "istio"];

/// What a file of a root is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role<'p> {
    /// Objects of one resource: a List, or a single object.
    Resources {
        /// API group; empty for the core group.
        group: &'p str,
        /// Plural, as in the path.
        plural: &'p str,
        /// Namespace from the path.
        namespace: Option<&'p str>,
        /// Object name from the path, for a file of its own.
        name: Option<&'p str>,
        /// The file was emptied before it was packed (`.yaml.redacted`).
        redacted: bool,
    },
    /// Anything else.
    Other,
}

/// The path inside of a part of the root that has the same tree again, or the path itself.
pub(crate) fn inside_part(mut inside: &str) -> &str {
    loop {
        let all = inside.strip_prefix("namespaces/all/").filter(|rest| rest.matches('/').count() > 1);
        let part = inside.split_once('/').filter(|(part, _)| PARTS.contains(part)).map(|(_, rest)| rest);
        match all.or(part) {
            Some(rest) => inside = rest,
            None => return inside,
        }
    }
}

/// The role of a file, by its path inside a root.
#[must_use]
pub fn role(inside: &str) -> Role<'_> {
    let parts: Vec<&str> = inside_part(inside).split('/').collect();
    match parts.as_slice() {
        ["cluster-scoped-resources", group, file] => listed(group, file, None),
        ["cluster-scoped-resources", group, plural, file] => single(group, plural, file, None),
        ["namespaces", namespace, file] => match stem(file) {
            Some((name, redacted)) if name == *namespace => Role::Resources {
                group: "",
                plural: "namespaces",
                namespace: None,
                name: Some(name),
                redacted,
            },
            _ => Role::Other,
        },
        ["namespaces", namespace, "pods", pod, file] => match stem(file) {
            Some((name, _)) if name == *pod => single("core", "pods", file, Some(namespace)),
            _ => Role::Other,
        },
        ["namespaces", namespace, group, file] => listed(group, file, Some(namespace)),
        // What older collectors wrote (OpenStack, KubeVirt): the directory is called as the definition of the resource.
        ["namespaces", namespace, "crs", definition, file] if definition.contains('.') => {
            let (plural, group) = definition.split_once('.').unwrap_or((definition, ""));
            single(group, plural, file, Some(namespace))
        }
        ["namespaces", namespace, group, plural, file] => single(group, plural, file, Some(namespace)),
        _ => Role::Other,
    }
}

fn listed<'p>(group: &'p str, file: &'p str, namespace: Option<&'p str>) -> Role<'p> {
    match stem(file) {
        Some((plural, redacted)) => {
            Role::Resources { group: group_name(group), plural, namespace, name: None, redacted }
        }
        None => Role::Other,
    }
}

fn single<'p>(group: &'p str, plural: &'p str, file: &'p str, namespace: Option<&'p str>) -> Role<'p> {
    match stem(file) {
        Some((name, redacted)) => {
            Role::Resources { group: group_name(group), plural, namespace, name: Some(name), redacted }
        }
        None => Role::Other,
    }
}

fn group_name(directory: &str) -> &str {
    if directory == "core" { "" } else { directory }
}

/// The name of a file of objects without its ending, and whether the file was emptied.
fn stem(file: &str) -> Option<(&str, bool)> {
    let (file, redacted) = match file.strip_suffix(".redacted") {
        Some(file) => (file, true),
        None => (file, false),
    };
    let name = file.strip_suffix(".gz").unwrap_or(file);
    let name = name
        .strip_suffix(".yaml")
        .or_else(|| name.strip_suffix(".yml"))
        .or_else(|| name.strip_suffix(".json"))?;
    // Editors' and macOS' droppings are no objects.
    (!name.starts_with('.')).then_some((name, redacted))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roles_by_path() {
        let of = |path| match role(path) {
            Role::Resources { group, plural, namespace, name, redacted } => {
                Some((group, plural, namespace, name, redacted))
            }
            Role::Other => None,
        };
        for (path, want) in [
            ("cluster-scoped-resources/core/nodes/a.yaml", Some(("", "nodes", None, Some("a"), false))),
            (
                "cluster-scoped-resources/config.openshift.io/nodes.yaml",
                Some(("config.openshift.io", "nodes", None, None, false)),
            ),
            ("cluster-scoped-resources/m/pools/w.yaml.redacted", Some(("m", "pools", None, Some("w"), true))),
            ("namespaces/ns/ns.yaml", Some(("", "namespaces", None, Some("ns"), false))),
            ("namespaces/ns/core/pods.yaml", Some(("", "pods", Some("ns"), None, false))),
            (
                "namespaces/ns/machine.openshift.io/machines/m.yaml",
                Some(("machine.openshift.io", "machines", Some("ns"), Some("m"), false)),
            ),
            (
                "namespaces/ns/crs/galeras.mariadb.openstack.org/g.yaml",
                Some(("mariadb.openstack.org", "galeras", Some("ns"), Some("g"), false)),
            ),
            ("namespaces/ns/crs/other/g.yaml", Some(("crs", "other", Some("ns"), Some("g"), false))),
            ("namespaces/ns/pods/p/p.yaml", Some(("", "pods", Some("ns"), Some("p"), false))),
            ("namespaces/all/namespaces/ns/core/pods.yaml", Some(("", "pods", Some("ns"), None, false))),
            ("namespaces/ns/core/pods.json.gz", Some(("", "pods", Some("ns"), None, false))),
            ("ceph/namespaces/ns/core/pods.yaml", Some(("", "pods", Some("ns"), None, false))),
            ("namespaces/ns/pods/p/c/c/logs/current.log", None),
            ("namespaces/ns/pods/p/other.yaml", None),
            ("namespaces/ns/core/.pods.yaml", None),
            ("etcd_info/member_list.json", None),
        ] {
            assert_eq!(of(path), want, "{path}");
        }
    }
}
