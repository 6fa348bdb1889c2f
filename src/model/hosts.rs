//! Which Node a host is. The API has the name that the kubelet was registered with, which is often the full one
//! (`ip-10-0-0-1.ec2.internal`), and journals have the host's own, which is often short (`ip-10-0-0-1`).

use std::collections::BTreeMap;

/// Nodes by the names of their hosts.
#[derive(Debug)]
pub(super) struct Hosts(BTreeMap<String, Option<String>>);

impl Hosts {
    /// From the names of all Nodes.
    pub(super) fn new(nodes: &[&str]) -> Self {
        let mut hosts: BTreeMap<String, Option<String>> = BTreeMap::new();
        for node in nodes {
            for (end, _) in node.match_indices('.') {
                let known = hosts.entry(node[..end].to_owned());
                // A name that two Nodes begin with is neither of them.
                known.and_modify(|other| *other = None).or_insert_with(|| Some((*node).to_owned()));
            }
        }
        // What is the name of a Node is that Node, whatever begins with it.
        hosts.extend(nodes.iter().map(|node| ((*node).to_owned(), Some((*node).to_owned()))));
        Self(hosts)
    }

    /// The Node on a host.
    pub(super) fn node(&self, host: &str) -> Option<&str> {
        self.0.get(host)?.as_deref()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_is_the_node_whose_name_begins_with_its_own() {
        let hosts = Hosts::new(&["a.x.org", "b.x.org", "b.y.org", "c", "c.x.org", "d-2.x.org"]);
        for (host, node) in [
            ("a", Some("a.x.org")),
            ("a.x", Some("a.x.org")),
            ("a.x.org", Some("a.x.org")),
            ("b", None),
            ("b.y", Some("b.y.org")),
            ("c", Some("c")),
            ("d", None),
            ("", None),
        ] {
            assert_eq!(hosts.node(host), node, "{host}");
        }
    }
}
