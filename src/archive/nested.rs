//! A packed archive inside a directory, as CI stores a must-gather: found when the directory itself holds none.

use std::path::{Path, PathBuf};

use super::directory::{Search, search};
use super::inner::{InnerArchives, Look, around, choose};
use super::packed::{Origin, Packed};
use super::{ArchivePath, Limits, Oddity};

/// A packed archive in a directory.
#[derive(Debug)]
pub(super) struct Nested {
    pub(super) packed: Packed,
    /// Its path in the directory.
    pub(super) inside: ArchivePath,
    /// What is to be said of the others and of the directory.
    pub(super) oddities: Vec<Oddity>,
}

/// The archive to read in place of the directory `root` that is called `name`, where there is no must-gather in it, or
/// what archives there are.
pub(super) fn find(root: &Path, name: &str, limits: &Limits) -> Result<Nested, InnerArchives> {
    let (files, oddities) = match search(root, limits) {
        Search::Root => return Err(InnerArchives::default()),
        Search::Archives(files, oddities) => (files, oddities),
    };
    let file = |path: &ArchivePath| -> Option<PathBuf> {
        let at = files.binary_search_by(|(known, _)| known.cmp(path)).ok()?;
        Some(files[at].1.clone())
    };
    let mut look = |paths: &[ArchivePath], bytes: u64| {
        let look = |path: &ArchivePath| match file(path).map(|file| Packed::open(Origin::File(file))) {
            Some(Ok(packed)) => packed.look(bytes, limits),
            Some(Err(error)) => Look::from(&error),
            None => Look::NoRoot,
        };
        paths.iter().map(look).collect()
    };
    let choice = choose(files.iter().map(|(path, _)| path.clone()).collect(), limits, &mut look);
    let Some(inside) = choice.found else { return Err(choice.all) };
    match file(&inside).map(|file| Packed::open(Origin::File(file))) {
        Some(Ok(packed)) => {
            let oddities = [choice.beside, around(name, &inside, oddities)].concat();
            Ok(Nested { packed, inside, oddities })
        }
        // It was there a moment ago.
        Some(Err(_)) | None => Err(choice.all),
    }
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
    fn opens_the_first_archive_with_a_root() {
        let scratch = Scratch::new();
        assert_eq!(opened(&scratch), "directory D");
        scratch.file("build-log.txt", b"log\n");
        scratch.file("artifacts/a.tar", &tar("etc/namespaces"));
        scratch.file("artifacts/damaged.tar.gz", &gz(&tar("mg/namespaces/a"))[..30]);
        scratch.file("artifacts/no-ending", &tar("namespaces/a/pods.yaml"));
        assert_eq!(opened(&scratch), "directory D");
        scratch.file("artifacts/z.tar", &tar("namespaces/a/pods.yaml"));
        assert_eq!(opened(&scratch), "tar file artifacts/z.tar in directory D");
        scratch.file("artifacts/x.zip", &xz(&tar("mg/cluster-scoped-resources/core/a.yaml")));
        assert_eq!(opened(&scratch), "tar.xz file artifacts/x.zip in directory D");
        scratch.file("artifacts/b.tar", &gz(&tar("mg/image/namespaces/a/a.yaml")));
        assert_eq!(opened(&scratch), "tar.gz file artifacts/b.tar in directory D");
        let (listing, handed) = gather(scratch.path(), Limits::default()).expect("a listing");
        assert_eq!((paths(&listing), handed.len()), (vec!["mg/image/namespaces/a/a.yaml"], 1));
        let others: Vec<_> = listing.oddities.iter().filter_map(|odd| odd.path.as_deref()).collect();
        assert_eq!(others, ["artifacts/damaged.tar.gz", "artifacts/x.zip", "artifacts/z.tar"]);
        assert!(listing.oddities.iter().all(|oddity| oddity.kind == OddityKind::NotRead));
        let why = "only artifacts/b.tar was read; to judge this one too, give its path";
        assert_eq!(listing.oddities[2].message, why);
    }

    #[test]
    fn a_glance_may_not_be_enough() {
        let scratch = Scratch::new();
        let large = |last: &str| {
            let files =
                [("mg/audit_logs/a.log".to_owned(), vec![b'x'; 5000]), (last.to_owned(), b"x".to_vec())];
            gz(&tar_of(&files))
        };
        let limits = Limits::default();
        for (name, last, all) in [
            ("with", "mg/namespaces/a/pods.yaml", Look::Root),
            ("without", "mg/other/a/pods.yaml", Look::NoRoot),
        ] {
            let packed = Packed::open(Origin::File(scratch.file(name, &large(last)))).expect("a tarball");
            assert!(matches!(packed.look(2000, &limits), Look::Far(_)), "{name}");
            assert_eq!(packed.look(1 << 20, &limits), all, "{name}");
        }
    }

    #[test]
    fn a_root_in_the_directory_wins() {
        let scratch = Scratch::new();
        scratch.file("must-gather.tar", &tar("namespaces/a/pods.yaml"));
        scratch.file("a/b/c/d/e/f/g/h/i/namespaces/a/pods.yaml", b"x");
        assert_eq!(opened(&scratch), "tar file must-gather.tar in directory D", "nine down is too deep");
        scratch.file("a/b/c/d/e/namespaces", b"a file is no root");
        scratch.file("docs/namespaces/readme.md", b"and no more is a file beside what would be one");
        assert_eq!(opened(&scratch), "tar file must-gather.tar in directory D");
        scratch.file("a/b/c/d/e/f/g/h/namespaces/a/pods.yaml", b"x");
        assert_eq!(opened(&scratch), "directory D");
    }

    #[test]
    fn what_could_not_be_searched_is_told() {
        let scratch = Scratch::new();
        scratch.file("must-gather.tar", &tar("namespaces/a/pods.yaml"));
        let limits = Limits { path_bytes: 22, ..Limits::default() };
        scratch.file("z/a-name-that-is-longer", b"x");
        let (listing, _) = gather(scratch.path(), limits).expect("a listing");
        let name = scratch.path().file_name().expect("a name").to_string_lossy().into_owned();
        let told: Vec<_> = listing.oddities.iter().map(|odd| (odd.kind, odd.path.clone())).collect();
        assert_eq!(told, [(OddityKind::OverLimit, Some(name))]);
        let message =
            "around must-gather.tar, which was read: `z/a-name-that-is-longer`: its path is longer than 22";
        assert!(listing.oddities[0].message.starts_with(message), "{}", listing.oddities[0].message);
    }
}
