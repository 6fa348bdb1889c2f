//! Which files somebody wants. Files that nobody wants are never opened.

use std::collections::BTreeMap;

use globset::{Glob, GlobMatcher};

use crate::archive::Need;
use crate::archive::layout::{DEEPEST_ROOT, Role, role, split};
use crate::model::plurals;
use crate::rules::RuleSet;

/// Resources that the facts of a cluster are read from.
const FACTS: [(&str, &str); 3] =
    [("config.openshift.io", "ClusterVersion"), ("config.openshift.io", "Infrastructure"), ("", "Node")];
/// Files whose newest time tells when an archive was gathered, where no `timestamp` does. Read whatever the rules want,
/// so that the gather time does not depend on which rules take part.
const CLOCKS: [(&str, &str); 6] = [
    ("", "events"),
    ("events.k8s.io", "events"),
    ("coordination.k8s.io", "leases"),
    ("", "nodes"),
    ("config.openshift.io", "clusteroperators"),
    ("config.openshift.io", "clusterversions"),
];
/// Files of a root that are read for themselves.
const MARKERS: [&str; 2] = ["timestamp", "version"];

/// What to do with a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Want {
    /// Parse it; its objects go into the snapshot.
    Objects {
        /// Look for the newest time in it, too.
        clock: bool,
        /// A rule reads managedFields.
        managed_fields: bool,
    },
    /// Parse it and keep the names of its objects only.
    Names {
        /// Look for the newest time in it, too.
        clock: bool,
    },
    /// Look for the newest time in it.
    Clock,
    /// Keep its text: `version` or `timestamp`.
    Marker,
    /// Leave it.
    Nothing,
}

impl Want {
    /// How the archive should hand the file out.
    #[must_use]
    pub fn need(self) -> Need {
        match self {
            Self::Objects { .. } | Self::Names { .. } => Need::Whole,
            Self::Clock | Self::Marker => Need::Lines,
            Self::Nothing => Need::Nothing,
        }
    }
}

/// All wishes together.
#[derive(Debug)]
pub struct Plan {
    /// Groups by plural.
    wanted: BTreeMap<String, Vec<Wish>>,
    /// Whether the names of all other objects are wanted.
    names: bool,
}

/// What is wanted of the files of one plural.
#[derive(Debug)]
struct Wish {
    /// API groups.
    group: GlobMatcher,
    /// Whether their managedFields are wanted too.
    managed_fields: bool,
}

impl Plan {
    /// What the rules, and the facts of a cluster, need.
    #[must_use]
    pub fn new(rules: &RuleSet) -> Self {
        let wishes = rules.rules.iter().flat_map(|rule| {
            let with_fields = |source| (source, rule.reads_managed_fields);
            rule.sources.iter().map(with_fields)
        });
        Self::of(wishes.map(|(source, fields)| (&source.group, source.kind.as_str(), fields)), false)
    }

    /// The names of all objects, and what the facts of a cluster need.
    #[must_use]
    pub fn names() -> Self {
        Self::of(std::iter::empty(), true)
    }

    fn of<'r>(kinds: impl Iterator<Item = (&'r GlobMatcher, &'r str, bool)>, names: bool) -> Self {
        let mut wanted: BTreeMap<String, Vec<Wish>> = BTreeMap::new();
        let mut want = |group: &GlobMatcher, kind: &str, managed_fields: bool| {
            for plural in plurals(kind) {
                let wishes = wanted.entry(plural).or_default();
                match wishes.iter_mut().find(|known| known.group.glob() == group.glob()) {
                    Some(known) => known.managed_fields |= managed_fields,
                    None => wishes.push(Wish { group: group.clone(), managed_fields }),
                }
            }
        };
        for (group, kind) in FACTS {
            if let Ok(glob) = Glob::new(group) {
                want(&glob.compile_matcher(), kind, false);
            }
        }
        for (group, kind, managed_fields) in kinds {
            want(group, kind, managed_fields);
        }
        Self { wanted, names }
    }

    /// What to do with the file at this path of the archive.
    #[must_use]
    pub fn want(&self, path: &str) -> Want {
        if let Some((_, inside)) = split(path) {
            return match role(inside) {
                Role::Resources { redacted: true, .. } => Want::Nothing,
                Role::Resources { group, plural, .. } => {
                    let clock = CLOCKS.contains(&(group, plural));
                    match (self.wish(group, plural), clock) {
                        (Some(managed_fields), clock) => Want::Objects { clock, managed_fields },
                        (None, clock) if self.names => Want::Names { clock },
                        (None, true) => Want::Clock,
                        (None, false) => Want::Nothing,
                    }
                }
                Role::Other => Want::Nothing,
            };
        }
        let name = path.rsplit('/').next().unwrap_or(path);
        let shallow = path.matches('/').count() <= DEEPEST_ROOT;
        if shallow && MARKERS.contains(&name) { Want::Marker } else { Want::Nothing }
    }

    /// Whether objects of a group and plural are wanted, and if so, whether with their managedFields.
    fn wish(&self, group: &str, plural: &str) -> Option<bool> {
        let mut wishes = self.wanted.get(plural)?.iter().filter(|wish| wish.group.is_match(group)).peekable();
        wishes.peek()?;
        Some(wishes.any(|wish| wish.managed_fields))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::load;
    use crate::rules::written::SourceText;

    #[test]
    fn managed_fields_only_where_a_rule_names_them() {
        let rule = |id: &str, kind: &str, more: &str| SourceText {
            name: format!("{id}.yaml"),
            text: format!(
                "apiVersion: camgi/v1\nkind: Rule\nid: {id}\ntitle: t\nseverity: info\ncomponent: c\ndescription: d\n\
                 help: h\nsources:\n  x:\n    resources: {{group: core, kind: {kind}}}\n{more}report:\n  message: m\n"
            ),
        };
        let names = "    where:\n      metadata.managedFields[*].manager: m\n";
        let rules = [rule("a", "Pod", ""), rule("b", "Pod", names), rule("c", "Secret", "")];
        let loaded = load(rules.into(), &[]).unwrap_or_else(|mistakes| panic!("{mistakes:?}"));
        let plan = Plan::new(&loaded.rules);
        for (path, managed_fields) in [
            ("namespaces/n/core/pods.yaml", true),
            ("namespaces/n/core/secrets.yaml", false),
            ("cluster-scoped-resources/core/nodes/n.yaml", false),
        ] {
            let want = plan.want(path);
            assert!(
                matches!(want, Want::Objects { managed_fields: m, .. } if m == managed_fields),
                "{path}: {want:?}"
            );
        }
        assert_eq!(plan.want("namespaces/n/apps/pods.yaml"), Want::Nothing);
    }
}
