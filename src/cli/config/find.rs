//! Where the configuration is: named, in the working directory or above it up to the root of the repository, or in the
//! user's configuration folder. Never in an archive: who made that must not choose what is judged.

use std::fs;
use std::path::{Path, PathBuf};

/// The names that are looked for, in this order.
const NAMES: [&str; 2] = ["camgi.yaml", ".camgi.yaml"];
/// What must-gathers have at their top, or around it, and a user's own places may have, too.
const AROUND_MUST_GATHERS: [&str; 3] = ["must-gather.log", "must-gather.logs", "timestamp"];

/// What was found.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Found {
    /// The file.
    pub(super) path: Option<PathBuf>,
    /// Files that were passed over, because they lie in an archive.
    pub(super) in_archives: Vec<PathBuf>,
}

/// Looks for a configuration. `archives` are the paths of what is judged.
pub(super) fn find(working: &Path, user: Option<&Path>, archives: &[PathBuf]) -> Found {
    let archives: Vec<PathBuf> = archives.iter().filter_map(|path| fs::canonicalize(path).ok()).collect();
    let mut found = Found::default();
    // Links in the working directory's path would hide that it is in an archive.
    let working = fs::canonicalize(working).unwrap_or_else(|_| working.to_owned());
    let user_file = user.and_then(|user| file_in(&user.join("camgi")));
    let repository = working.ancestors().find(|directory| directory.join(".git").exists());
    let last = repository.unwrap_or(&working);
    for directory in working.ancestors().take_while(|directory| directory.starts_with(last)) {
        match file_in(directory) {
            Some(file) if is_part(directory, &archives) => found.in_archives.push(file),
            Some(file) => {
                found.path = Some(file);
                return found;
            }
            None => {}
        }
    }
    found.path = user_file;
    found
}

fn file_in(directory: &Path) -> Option<PathBuf> {
    NAMES.iter().map(|name| directory.join(name)).find(|path| path.is_file())
}

/// Whether a directory is one of the archives, or in one, or looks so.
fn is_part(directory: &Path, archives: &[PathBuf]) -> bool {
    archives.iter().any(|archive| directory.starts_with(archive))
        || AROUND_MUST_GATHERS.iter().any(|name| directory.join(name).exists())
        || directory.ancestors().any(is_must_gather)
}

/// Whether a directory looks like a must-gather, or what `oc adm must-gather` makes around one.
fn is_must_gather(directory: &Path) -> bool {
    ["cluster-scoped-resources", "event-filter.html"].iter().any(|name| directory.join(name).exists())
        // Repositories have a folder of this name, too.
        || (directory.join("namespaces").exists() && !directory.join(".git").exists())
        || fs::read_dir(directory).into_iter().flatten().filter_map(Result::ok).any(|entry| {
            // The directory of an image, as `oc adm must-gather` names it.
            entry.file_name().to_string_lossy().contains("-sha256-")
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Makes a tree, and looks from a directory in it; what was found, relative to the tree.
    fn look(files: &[&str], working: &str, archives: &[&str]) -> (Option<String>, Vec<String>) {
        let tree = tempfile::tempdir().expect("a directory");
        let root = fs::canonicalize(tree.path()).expect("a path");
        for file in files {
            let path = root.join(file);
            fs::create_dir_all(path.parent().expect("a parent")).expect("directories");
            fs::write(path, "").expect("a file");
        }
        let archives: Vec<PathBuf> = archives.iter().map(|path| root.join(path)).collect();
        let found = find(&root.join(working), Some(&root.join("user")), &archives);
        let name = |path: PathBuf| path.strip_prefix(&root).expect("in it").to_string_lossy().into_owned();
        (found.path.map(name), found.in_archives.into_iter().map(name).collect())
    }

    #[test]
    fn the_nearest_up_to_the_repository_then_the_users() {
        let tree = ["camgi.yaml", "repo/.git/HEAD", "repo/camgi.yaml", "repo/a/b/x", "repo/a/.camgi.yaml"];
        let found = |working: &str| look(&tree, working, &[]).0;
        assert_eq!(found("repo/a/b").as_deref(), Some("repo/a/.camgi.yaml"));
        assert_eq!(found("repo").as_deref(), Some("repo/camgi.yaml"));
        let above = ["camgi.yaml", "repo/.git/HEAD", "repo/a/x", "user/camgi/camgi.yaml"];
        assert_eq!(look(&above, "repo/a", &[]).0.as_deref(), Some("user/camgi/camgi.yaml"));
        assert_eq!(
            look(&["camgi.yaml", "no/repo/x"], "no/repo", &[]).0,
            None,
            "nothing above a directory of its own"
        );
    }

    #[test]
    fn never_from_an_archive() {
        for (files, working, archives) in [
            (&["mg/camgi.yaml", "mg/x"][..], "mg", &["mg"][..]),
            (&["mg/camgi.yaml", "mg/.git/HEAD", "mg/in/x"], "mg/in", &["mg/in", "mg"]),
            (&["mg/camgi.yaml", "mg/timestamp", "mg/quay/x"], "mg", &["mg/quay"]),
            (&["mg/camgi.yaml", "mg/quay-io-a-sha256-b/x"], "mg", &["mg/quay-io-a-sha256-b"]),
            (&["mg/camgi.yaml", "mg/namespaces/x"], "mg", &[]),
            (&["mg/camgi.yaml", "mg/must-gather.log"], "mg", &[]),
        ] {
            assert_eq!(look(files, working, archives), (None, vec!["mg/camgi.yaml".to_owned()]), "{files:?}");
        }
        let deep = ["mg/cluster-scoped-resources/x", "mg/namespaces/a/camgi.yaml"];
        assert_eq!(look(&deep, "mg/namespaces/a", &[]), (None, vec![deep[1].to_owned()]));
        // Beside an archive, or around it, is the user's own place.
        let around = ["camgi.yaml", "mg/namespaces/x", "mg/camgi.yaml"];
        assert_eq!(look(&around, ".", &["mg"]), (Some("camgi.yaml".to_owned()), vec![]));
        let repository = ["repo/.git/HEAD", "repo/camgi.yaml", "repo/mg/namespaces/x", "repo/mg/camgi.yaml"];
        let (found, passed) = look(&repository, "repo/mg", &["repo/mg"]);
        assert_eq!((found.as_deref(), passed.len()), (Some("repo/camgi.yaml"), 1));
    }
}
