//! Which directories of an archive are roots, and to which of them a file belongs.

use std::collections::BTreeMap;

/// A root lies at most this many directories below the input.
pub const DEEPEST_ROOT: usize = 8;

/// The directories that make a root.
const TREES: [&str; 2] = ["cluster-scoped-resources", "namespaces"];

/// Where macOS keeps what a zip file cannot hold, in a tree like that of the archive itself.
const MAC_DROPPINGS: &str = "__MACOSX";

/// Splits a path into its root and the path inside of it. `None` for files outside of every resource tree.
#[must_use]
pub fn split(path: &str) -> Option<(&str, &str)> {
    if path.split('/').next() == Some(MAC_DROPPINGS) {
        return None;
    }
    let mut start = 0;
    for _ in 0..=DEEPEST_ROOT {
        let rest = &path[start..];
        let (component, inside) = rest.split_once('/')?;
        let deeper = inside.matches('/').count();
        if TREES.contains(&component) && deeper >= 1 {
            return Some((path[..start].trim_end_matches('/'), rest));
        }
        start += component.len() + 1;
    }
    None
}

/// Whether the file at `path` lies in a root.
pub(in crate::archive) fn is_in_root(path: &str) -> bool {
    split(path).is_some()
}

/// Whether the directory at `path` may belong to a root, by its name or that of one above it.
pub(in crate::archive) fn is_in_tree(path: &str) -> bool {
    path.split('/').any(|component| TREES.contains(&component))
}

/// Of more roots in one archive only the first by path are looked at.
pub const MOST_ROOTS: usize = 1_000;

/// The roots of an archive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Layout {
    /// The deepest directory that holds every file; paths in reports leave it out. Empty for the input itself.
    pub base: String,
    /// The roots, as paths below the base; empty for the base itself. By path.
    pub roots: Vec<String>,
    /// How many more there are than [`MOST_ROOTS`].
    pub left_out: usize,
}

impl Layout {
    /// Finds the roots among the paths of an archive, which must be sorted.
    #[must_use]
    pub fn find<'p>(paths: impl Iterator<Item = &'p str>) -> Self {
        let mut base: Option<&str> = None;
        let mut found: BTreeMap<&str, usize> = BTreeMap::new();
        for path in paths {
            let directory = path.rsplit_once('/').map_or("", |(directory, _)| directory);
            base = Some(base.map_or(directory, |base| common(base, directory)));
            if let Some((root, _)) = split(path) {
                *found.entry(root).or_default() += 1;
            }
        }
        // What lies inside of another root is a part of it, another cluster's root (HyperShift), or no root.
        let is_part = |root: &str| {
            ancestors(root).any(|(outer, rest)| found.contains_key(outer) && !is_own_cluster(rest))
        };
        let mut roots: Vec<&str> = found.keys().copied().filter(|root| !is_part(root)).collect();
        let left_out = roots.len().saturating_sub(MOST_ROOTS);
        roots.truncate(MOST_ROOTS);
        // One root: the base never lies below it, even when all files share a deeper directory.
        let mut base = base.unwrap_or_default();
        for root in &roots {
            base = common(base, root);
        }
        let roots = roots.iter().map(|root| inside_or_same(root, base).to_owned()).collect();
        Self { base: base.to_owned(), roots, left_out }
    }

    /// A path of the archive, below the base.
    #[must_use]
    pub fn below_base<'p>(&self, path: &'p str) -> &'p str {
        inside_or_same(path, &self.base)
    }

    /// What a root is called, `.` for the base itself; none where there is only one.
    #[must_use]
    pub fn root_name(&self, index: usize) -> Option<String> {
        let root = self.roots.get(index).filter(|_| self.roots.len() > 1)?;
        Some(if root.is_empty() { ".".to_owned() } else { root.clone() })
    }

    /// The root that a path of the archive belongs to (an index into `roots`), and the path inside that root.
    #[must_use]
    pub fn place<'p>(&self, path: &'p str) -> Option<(usize, &'p str)> {
        let path = self.below_base(path);
        let root = |root: &str| self.roots.binary_search_by(|known| known.as_str().cmp(root)).ok();
        ancestors(path).find_map(|(directory, rest)| Some((root(directory)?, rest)))
    }
}

/// The directories above a path, the nearest first and the empty one last, each with what is left of the path below.
fn ancestors(path: &str) -> impl Iterator<Item = (&str, &str)> {
    let below = path.rmatch_indices('/').map(|(at, _)| (&path[..at], &path[at + 1..]));
    below.chain((!path.is_empty()).then_some(("", path)))
}

fn is_own_cluster(rest: &str) -> bool {
    rest.starts_with("hostedcluster-") || rest.starts_with("external-infra-clusters/")
}

/// What is left of `path` below `directory`; `None` when it does not lie below it.
fn inside<'p>(path: &'p str, directory: &str) -> Option<&'p str> {
    if directory.is_empty() {
        return (!path.is_empty()).then_some(path);
    }
    path.strip_prefix(directory)?.strip_prefix('/')
}

fn inside_or_same<'p>(path: &'p str, directory: &str) -> &'p str {
    if path == directory { "" } else { inside(path, directory).unwrap_or(path) }
}

/// The deepest directory that is both or above both.
fn common<'p>(a: &'p str, b: &str) -> &'p str {
    let mut end = 0;
    for (x, y) in a.split('/').zip(b.split('/')) {
        if x != y || x.is_empty() {
            break;
        }
        end += x.len() + 1;
    }
    &a[..end.saturating_sub(1)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn splits_at_the_first_tree() {
        for (path, want) in [
            (
                "cluster-scoped-resources/core/nodes/a.yaml",
                Some(("", "cluster-scoped-resources/core/nodes/a.yaml")),
            ),
            ("mg/quay/namespaces/ns/core/pods.yaml", Some(("mg/quay", "namespaces/ns/core/pods.yaml"))),
            ("namespaces/ns/ns.yaml", Some(("", "namespaces/ns/ns.yaml"))),
            ("docs/namespaces.md", None),
            ("docs/namespaces/readme.md", None),
            ("a/b/c/d/e/f/g/h/i/namespaces/x/core/pods.yaml", None),
            ("version", None),
            ("__MACOSX/mg/namespaces/ns/core/._pods.yaml", None),
            ("", None),
        ] {
            assert_eq!(split(path), want, "{path}");
        }
    }

    #[test]
    fn finds_roots_and_base() {
        let find = |paths: &[&str]| {
            let layout = Layout::find(paths.iter().copied());
            (layout.base.clone(), layout.roots.clone())
        };
        let tree = "cluster-scoped-resources/core/nodes/a.yaml";
        assert_eq!(find(&[tree]), (String::new(), vec![String::new()]));
        assert_eq!(find(&[&format!("mg/{tree}"), "mg/version"]), ("mg".into(), vec![String::new()]));
        assert_eq!(
            find(&[&format!("w/mg/quay-1/{tree}"), "w/mg/timestamp"]),
            ("w/mg".into(), vec!["quay-1".into()])
        );
        assert_eq!(
            find(&[&format!("mg/a/{tree}"), &format!("mg/b/{tree}")]),
            ("mg".into(), vec!["a".into(), "b".into()])
        );
        let hosted = [format!("d/hostedcluster-x/{tree}"), format!("d/{tree}")];
        assert_eq!(
            find(&[&hosted[0], &hosted[1]]),
            ("d".into(), vec![String::new(), "hostedcluster-x".into()])
        );
        let odf = [format!("q/ceph/{tree}"), format!("q/{tree}")];
        assert_eq!(find(&[&odf[0], &odf[1]]), ("q".into(), vec![String::new()]));
        assert_eq!(find(&["a/b.txt", "a/c.txt"]), ("a".into(), vec![]));
        assert_eq!(find(&[]), (String::new(), vec![]));
    }

    #[test]
    fn places_files_in_the_innermost_root() {
        let layout =
            Layout { base: "mg".into(), roots: vec![String::new(), "hostedcluster-x".into()], left_out: 0 };
        assert_eq!(layout.place("mg/hostedcluster-x/version"), Some((1, "version")));
        assert_eq!(layout.place("mg/version"), Some((0, "version")));
        assert_eq!(layout.place("mg/hostedcluster-xy/version"), Some((0, "hostedcluster-xy/version")));
    }
}
