//! A packed archive inside a directory, as CI stores a must-gather: found by its content when the directory itself
//! holds no must-gather.

use std::path::{Path, PathBuf};

use super::directory::children;
use super::oddity::Oddities;
use super::packed::{Origin, Packed, not_read};
use super::{Limits, Oddity};

/// The directories that make a root.
const MARKS: [&str; 2] = ["cluster-scoped-resources", "namespaces"];
/// A root lies at most this many directories down.
const DEPTH: usize = super::layout::DEEPEST_ROOT;

/// So much of another archive is decompressed at most to see whether it holds a must-gather too.
const GLANCE: u64 = 64 << 20;

/// A packed archive in a directory.
#[derive(Debug)]
pub(super) struct Nested {
    pub(super) packed: Packed,
    /// Its path in the directory, lossy.
    pub(super) inside: String,
    /// The paths of others in the directory that hold a must-gather, or may: they are too large to be sure.
    others: Vec<String>,
}

impl Nested {
    /// An oddity for each other archive.
    pub(super) fn not_read(&self, limits: &Limits) -> Vec<Oddity> {
        let mut oddities = Oddities::new(limits.oddities);
        self.others.iter().for_each(|other| oddities.push(not_read(other, &self.inside)));
        oddities.finish()
    }
}

/// The first packed archive under `root`, in path order, with a root in it; none if `root` itself has a root.
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
    // Most files of a directory are no archives; that is no mistake of theirs.
    let open = |file| Packed::open(Origin::File(file)).ok();
    let mut archives = candidates.into_iter().filter_map(|(inside, file)| Some((inside, open(file)?)));
    let (inside, packed) =
        archives.find(|(_, packed)| packed.has_root(limits.total_bytes, limits) == Some(true))?;
    let bytes = GLANCE.min(limits.total_bytes);
    let others = archives.filter(|(_, other)| other.has_root(bytes, limits) != Some(false));
    Some(Nested { packed, inside, others: others.map(|(inside, _)| inside).collect() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::archive::testing::{Scratch, gather, gz, paths, tar_of, xz};
    use crate::archive::{Archive, OddityKind};

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
        scratch.file("artifacts/x", &xz(&tar("mg/cluster-scoped-resources/core/a.yaml")));
        assert_eq!(opened(&scratch), "tar.xz file artifacts/x in directory D");
        scratch.file("artifacts/b.txt", &gz(&tar("mg/image/namespaces/a/a.yaml")));
        assert_eq!(opened(&scratch), "tar.gz file artifacts/b.txt in directory D");
        let (listing, handed) = gather(scratch.path(), Limits::default()).expect("a listing");
        assert_eq!((paths(&listing), handed.len()), (vec!["mg/image/namespaces/a/a.yaml"], 1));
        let oddities: Vec<String> = listing.oddities.iter().map(ToString::to_string).collect();
        let why = "only artifacts/b.txt was read; to judge this one too, give its path";
        assert_eq!(oddities, [format!("artifacts/x: {why}"), format!("artifacts/z.tar: {why}")]);
        assert!(listing.oddities.iter().all(|oddity| oddity.kind == OddityKind::NotRead));
    }

    #[test]
    fn a_tarball_too_large_for_a_glance_is_named_too() {
        let scratch = Scratch::new();
        let large = |last: &str| {
            let files =
                [("mg/audit_logs/a.log".to_owned(), vec![b'x'; 5000]), (last.to_owned(), b"x".to_vec())];
            gz(&tar_of(&files))
        };
        for (name, last) in [("with", "mg/namespaces/a/pods.yaml"), ("without", "mg/other/a/pods.yaml")] {
            let file = scratch.file(name, &large(last));
            let packed = Packed::open(Origin::File(file)).expect("a tarball");
            let limits = Limits::default();
            assert_eq!(packed.has_root(2000, &limits), None, "{name}");
            assert_eq!(packed.has_root(1 << 20, &limits), Some(name == "with"), "{name}");
        }
    }

    #[test]
    fn a_root_in_the_directory_wins() {
        let scratch = Scratch::new();
        scratch.file("must-gather.tar", &tar("namespaces/a/pods.yaml"));
        scratch.file("a/b/c/d/e/f/g/h/i/namespaces/pods.yaml", b"x");
        assert_eq!(opened(&scratch), "tar file must-gather.tar in directory D", "nine down is too deep");
        scratch.file("a/b/c/d/e/namespaces", b"a file is no root");
        assert_eq!(opened(&scratch), "tar file must-gather.tar in directory D");
        scratch.file("a/b/c/d/e/f/g/h/namespaces/pods.yaml", b"x");
        assert_eq!(opened(&scratch), "directory D");
    }
}
