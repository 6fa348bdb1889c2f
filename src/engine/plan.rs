//! Which files somebody wants. Files that nobody wants are never opened.

use std::collections::BTreeMap;

use globset::{Glob, GlobMatcher};

use crate::archive::Need;
use crate::archive::layout::{Role, role, split};
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
/// Markers lie at most this deep.
const MARKER_DEPTH: usize = 8;

/// What to do with a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Want {
    /// Parse it; its objects go into the snapshot.
    Objects {
        /// Look for the newest time in it, too.
        clock: bool,
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
            Self::Objects { .. } | Self::Names { .. } | Self::Marker => Need::Whole,
            Self::Clock => Need::Lines,
            Self::Nothing => Need::Nothing,
        }
    }
}

/// All wishes together.
#[derive(Debug)]
pub struct Plan {
    /// Groups by plural.
    wanted: BTreeMap<String, Vec<GlobMatcher>>,
    /// Whether the names of all other objects are wanted.
    names: bool,
}

impl Plan {
    /// What the rules, and the facts of a cluster, need.
    #[must_use]
    pub fn new(rules: &RuleSet) -> Self {
        let sources = rules.rules.iter().flat_map(|rule| &rule.sources);
        Self::of(sources.map(|source| (&source.group, source.kind.as_str())), false)
    }

    /// The names of all objects, and what the facts of a cluster need.
    #[must_use]
    pub fn names() -> Self {
        Self::of(std::iter::empty(), true)
    }

    fn of<'r>(kinds: impl Iterator<Item = (&'r GlobMatcher, &'r str)>, names: bool) -> Self {
        let mut wanted: BTreeMap<String, Vec<GlobMatcher>> = BTreeMap::new();
        let mut want = |group: &GlobMatcher, kind: &str| {
            for plural in plurals(kind) {
                let groups = wanted.entry(plural).or_default();
                if !groups.iter().any(|known| known.glob() == group.glob()) {
                    groups.push(group.clone());
                }
            }
        };
        for (group, kind) in FACTS {
            if let Ok(glob) = Glob::new(group) {
                want(&glob.compile_matcher(), kind);
            }
        }
        for (group, kind) in kinds {
            want(group, kind);
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
                    match (self.wants(group, plural), clock) {
                        (true, clock) => Want::Objects { clock },
                        (false, clock) if self.names => Want::Names { clock },
                        (false, true) => Want::Clock,
                        (false, false) => Want::Nothing,
                    }
                }
                Role::Other => Want::Nothing,
            };
        }
        let name = path.rsplit('/').next().unwrap_or(path);
        let shallow = path.matches('/').count() <= MARKER_DEPTH;
        if shallow && MARKERS.contains(&name) { Want::Marker } else { Want::Nothing }
    }

    fn wants(&self, group: &str, plural: &str) -> bool {
        self.wanted.get(plural).is_some_and(|groups| groups.iter().any(|glob| glob.is_match(group)))
    }
}
