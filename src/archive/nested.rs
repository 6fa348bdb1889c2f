//! A tarball inside a directory, as CI stores a must-gather: found by its content when the directory itself
//! holds no must-gather.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use super::directory::children;
use super::tarball::{Kind, Tarball, walk};
use super::{ArchivePath, Limits};

/// The directories that make a root.
const MARKS: [&str; 2] = ["cluster-scoped-resources", "namespaces"];
/// A root lies at most this many directories down.
const DEPTH: usize = 6;

/// A tarball in a directory.
#[derive(Debug)]
pub(super) struct Nested {
    pub(super) tarball: Tarball,
    /// Its path in the directory, lossy.
    pub(super) inside: String,
}

/// The first tarball under `root`, in path order, with a root in it; none if `root` itself has a root.
///
/// Errors are no answer here: what cannot be read is told when the directory is read.
pub(super) fn find(root: &Path, limits: &Limits) -> Option<Nested> {
    let mut candidates: Vec<(String, PathBuf)> = Vec::new();
    let mut left = limits.entries;
    let mut level = vec![(String::new(), root.to_path_buf())];
    for depth in 0..=DEPTH {
        let mut below = Vec::new();
        for (inside, directory) in level {
            let Ok(children) = children(&directory, left) else { continue };
            left -= children.len() as u64;
            for child in children {
                let Ok(file_type) = child.file_type else { continue };
                let name = child.name.to_string_lossy();
                if file_type.is_dir() && MARKS.contains(&&*name) {
                    return None;
                }
                let inside = if inside.is_empty() { name.into_owned() } else { format!("{inside}/{name}") };
                let file = directory.join(&child.name);
                if file_type.is_dir() {
                    below.push((inside, file));
                } else if file_type.is_file() && depth < DEPTH {
                    candidates.push((inside, file));
                }
            }
        }
        level = below;
    }
    candidates.sort();
    candidates.into_iter().find_map(|(inside, file)| {
        // Most files of a directory are no tarballs; that is no mistake of theirs.
        let tarball = Tarball::open(&file).ok()?;
        has_root(&tarball, limits).then_some(Nested { tarball, inside })
    })
}

fn has_root(tarball: &Tarball, limits: &Limits) -> bool {
    let mut entries = 0;
    let mut found = false;
    // An error means that this one is not it.
    let _end = walk(tarball, limits.total_bytes, &mut |member| {
        entries += 1;
        if let Ok(path) = ArchivePath::from_raw(&member.path) {
            let name = (member.kind != Kind::Directory).then(|| path.file_name().len());
            let directories = &path.as_str()[..path.as_str().len() - name.unwrap_or(0)];
            found = directories.split('/').any(|part| MARKS.contains(&part));
        }
        if found || entries == limits.entries { ControlFlow::Break(None) } else { ControlFlow::Continue(()) }
    });
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::archive::Archive;
    use crate::archive::testing::{Scratch, gather, gz, paths, tar_of, xz};

    fn tar(path: &str) -> Vec<u8> {
        tar_of(&[(path.to_owned(), b"x".to_vec())])
    }

    fn opened(scratch: &Scratch) -> String {
        let archive = Archive::open(scratch.path(), Limits::default()).expect("an archive");
        let name = archive.name().to_owned();
        archive.describe().replace(&name, "D")
    }

    #[test]
    fn opens_the_first_tarball_with_a_root() {
        let scratch = Scratch::new();
        assert_eq!(opened(&scratch), "directory D");
        scratch.file("build-log.txt", b"log\n");
        scratch.file("artifacts/a.tar", &tar("etc/namespaces"));
        scratch.file("artifacts/damaged.tar.gz", &gz(&tar("mg/namespaces/a"))[..30]);
        assert_eq!(opened(&scratch), "directory D");
        scratch.file("artifacts/z.tar", &tar("namespaces/a/pods.yaml"));
        assert_eq!(opened(&scratch), "tar file artifacts/z.tar in directory D");
        scratch.file("artifacts/x", &xz(&tar("mg/cluster-scoped-resources/a.yaml")));
        assert_eq!(opened(&scratch), "tar.xz file artifacts/x in directory D");
        scratch.file("artifacts/b.txt", &gz(&tar("mg/image/namespaces/a.yaml")));
        assert_eq!(opened(&scratch), "tar.gz file artifacts/b.txt in directory D");
        let (listing, handed) = gather(scratch.path(), Limits::default()).expect("a listing");
        assert_eq!((paths(&listing), handed.len()), (vec!["mg/image/namespaces/a.yaml"], 1));
    }

    #[test]
    fn a_root_in_the_directory_wins() {
        let scratch = Scratch::new();
        scratch.file("must-gather.tar", &tar("namespaces/a/pods.yaml"));
        scratch.file("a/b/c/d/e/f/g/namespaces/pods.yaml", b"x");
        assert_eq!(opened(&scratch), "tar file must-gather.tar in directory D", "seven down is too deep");
        scratch.file("a/b/c/d/e/namespaces", b"a file is no root");
        assert_eq!(opened(&scratch), "tar file must-gather.tar in directory D");
        scratch.file("a/b/c/d/e/f/namespaces/pods.yaml", b"x");
        assert_eq!(opened(&scratch), "directory D");
    }
}
