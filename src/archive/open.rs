//! The archive as the other rooms see it: opened once, whatever its form.

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use super::directory::Listed;
use super::error::{shown, shown_text};
use super::inflated::Inflated;
use super::nested::Nested;
use super::packed::{Origin, Packed};
use super::reading::Reading;
use super::{
    ArchiveError, ArchivePath, FileData, InnerArchives, Limits, Listing, Need, Progress, directory, nested,
};

/// An archive that was found and whose form is known. Holds no open file.
#[derive(Debug)]
pub struct Archive {
    name: String,
    limits: Limits,
    source: Source,
}

#[derive(Debug)]
enum Source {
    /// With what is in it, once it was listed, and the archives in it, where there is no must-gather.
    Directory(PathBuf, OnceLock<Listed>, InnerArchives),
    Packed(Packed),
    /// A packed archive inside of the directory that was given.
    Nested(Nested),
}

impl Archive {
    /// Finds out what is at `path`. A directory without a must-gather, but with an archive of one in it, is
    /// read as that archive; [`Archive::describe`] says so. Of several the first by path is read, and each other
    /// one is an oddity. Whether there are files in it shows in [`Archive::read`].
    ///
    /// # Errors
    /// When nothing is there, when it may not be read, and when it is no archive or one we do not support.
    pub fn open(path: &Path, limits: Limits) -> Result<Self, ArchiveError> {
        let metadata = fs::metadata(path).map_err(|error| ArchiveError::from_io(path, error))?;
        let source = if metadata.is_dir() {
            match nested::find(path, &base_name(path), &limits) {
                Ok(found) => Source::Nested(found),
                Err(archives) => Source::Directory(path.into(), OnceLock::new(), archives),
            }
        } else if metadata.is_file() {
            Source::Packed(Packed::open(Origin::File(path.into()))?)
        } else {
            return Err(ArchiveError::NotAFile { path: shown(path) });
        };
        Ok(Self { name: base_name(path), limits, source })
    }

    /// An archive that comes on a stream, under a name for messages. It can be read once: an archive inside of it is
    /// named by the listing and not read. A zip file is kept in memory, up to a limit.
    ///
    /// # Errors
    /// When nothing can be read from it, and when it is no archive or one we do not support.
    pub fn from_stream(
        name: &str,
        reader: Box<dyn Read + Send>,
        limits: Limits,
    ) -> Result<Self, ArchiveError> {
        let name = shown_text(name);
        let source = Source::Packed(Packed::open(Origin::stream(&name, reader))?);
        Ok(Self { name, limits, source })
    }

    /// The base name of the path as given, safe to show; never empty. Also for an archive inside a directory it
    /// is the directory's.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What was opened, such as `directory mg`, `tar.gz file mg.tgz` or `tar file artifacts/mg.tar in directory
    /// build`; safe to show.
    #[must_use]
    pub fn describe(&self) -> String {
        match &self.source {
            Source::Directory(..) => format!("directory {}", self.name),
            Source::Packed(packed) => format!("{} file {}", packed.form(), self.name),
            Source::Nested(Nested { packed, inside, .. }) => {
                format!("{} file {} in directory {}", packed.form(), shown_text(inside.as_str()), self.name)
            }
        }
    }

    /// Whether it is a directory, of which single files are read as fast as they are asked for.
    #[must_use]
    pub fn is_directory(&self) -> bool {
        matches!(self.source, Source::Directory(..))
    }

    /// Whether [`Archive::read`] can be called more than once: a stream is gone when it was read.
    #[must_use]
    pub fn can_be_read_again(&self) -> bool {
        match &self.source {
            Source::Directory(..) | Source::Nested(_) => true,
            Source::Packed(packed) => !packed.is_stream(),
        }
    }

    /// Lists a directory now, so that [`Archive::read`] need not do it: who has other work to do meanwhile does this
    /// beside it, on the threads of the current rayon pool. That it cannot be listed is told when it is read.
    pub fn list_ahead(&self) {
        if let Source::Directory(path, listed, _) = &self.source
            && let Ok(found) = directory::list(path, &self.limits)
        {
            // Whoever was first listed the same.
            let _ = listed.set(found);
        }
    }

    /// Lists every file, and hands each needed one to `sink`, on any thread of the current rayon pool or on the
    /// calling one, in any order. Each is handed out once, but for those of an earlier pass, which are void (see
    /// [`Listing::counts`]). All calls of `sink` have ended when this returns. Paths are relative to the directory, or
    /// as the archive has them.
    ///
    /// What cannot be read, is unsafe or over a limit is left out with an oddity; a damaged archive gives what
    /// comes before the damage.
    ///
    /// # Errors
    /// When the archive cannot be opened any more, when it is compressed and what is inside is no tar, and when it
    /// has not one file to list: it is empty, or damaged from its start.
    ///
    /// # Panics
    /// When `needs` or `sink` does.
    pub fn read<N, S>(&self, progress: &Progress, needs: N, sink: S) -> Result<Listing, ArchiveError>
    where
        N: Fn(&ArchivePath) -> Need + Sync,
        S: Fn(FileData<'_>) + Sync,
    {
        let inflated = &Inflated::default();
        let reading =
            Reading { limits: &self.limits, progress, needs: &needs, sink: &sink, inflated, pass: 0 };
        match &self.source {
            Source::Directory(path, listed, archives) => {
                let listing = match listed.get() {
                    Some(listed) => directory::read(path, listed, reading)?,
                    None => directory::read(path, &directory::list(path, &self.limits)?, reading)?,
                };
                Ok(Listing { archives: archives.clone(), ..listing })
            }
            Source::Packed(packed) => packed.read(reading),
            Source::Nested(nested) => {
                let mut listing = nested.packed.read(reading)?;
                listing.oddities.extend(nested.oddities.iter().cloned());
                Ok(listing)
            }
        }
    }
}

/// `.` and `..` have no name of their own, so the real path's is taken.
fn base_name(path: &Path) -> String {
    let real = if path.file_name().is_none() { fs::canonicalize(path).ok() } else { None };
    let named = real.as_deref().unwrap_or(path);
    shown(named.file_name().map_or(named, Path::new))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::archive::testing::{
        Scratch, gather, gather_all, gz, member, paths, raw_tar, sample, tar_of, xz, zip_of, zst,
    };

    fn pool(threads: usize) -> rayon::ThreadPool {
        rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool")
    }

    #[test]
    fn every_form_gives_the_same_files_on_any_number_of_threads() {
        let scratch = Scratch::new();
        for (path, bytes) in sample() {
            scratch.file(&format!("mg/{path}"), &bytes);
        }
        let tar = tar_of(&sample());
        // A frame that a zstd reader must skip.
        let skipped = [&b"\x50\x2a\x4d\x18\x03\0\0\0"[..], b"abc"].concat();
        // Names that lie: only the bytes count.
        let forms = [
            (scratch.path().join("mg"), "directory mg"),
            (scratch.file("mg.zip", &tar), "tar file mg.zip"),
            (scratch.file("mg.txt", &gz(&tar)), "tar.gz file mg.txt"),
            (scratch.file("mg.tar", &xz(&tar)), "tar.xz file mg.tar"),
            (scratch.file("mg.gz", &zst(&tar)), "tar.zst file mg.gz"),
            (scratch.file("mg.tgz", &zip_of(&sample())), "zip file mg.tgz"),
            (scratch.file("members", &[gz(&tar[..9999]), gz(&tar[9999..])].concat()), "tar.gz file members"),
            (scratch.file("streams", &[xz(&tar[..9999]), xz(&tar[9999..])].concat()), "tar.xz file streams"),
            (
                scratch.file("frames", &[skipped, zst(&tar[..9999]), zst(&tar[9999..])].concat()),
                "tar.zst file frames",
            ),
        ];
        let mut expected = sample();
        expected.sort();
        for (path, describe) in forms {
            let archive = Archive::open(&path, Limits::default()).expect(describe);
            assert_eq!(archive.describe(), describe);
            let outside = gather(&path, Limits::default()).expect(describe);
            assert_eq!(outside.1, expected, "{describe}");
            assert_eq!(paths(&outside.0), expected.iter().map(|(path, _)| path).collect::<Vec<_>>());
            assert_eq!(outside.0.oddities, []);
            for threads in [1, 8] {
                let inside = pool(threads).install(|| gather(&path, Limits::default()).expect(describe));
                assert!(inside == outside, "{describe} on {threads} threads");
            }
            let by_lines = gather_all(&archive, Need::Lines).expect(describe);
            assert!(by_lines == outside, "{describe} by lines");
            if path.is_file() {
                let stream = Box::new(fs::File::open(&path).expect("the file"));
                let archive = Archive::from_stream("mg", stream, Limits::default()).expect(describe);
                let streamed = gather_all(&archive, Need::Whole).expect(describe);
                assert!(streamed == outside, "{describe} as a stream");
            }
        }
    }

    #[test]
    fn only_wanted_files_are_handed_out() {
        let scratch = Scratch::new();
        for (path, bytes) in sample() {
            scratch.file(&format!("mg/{path}"), &bytes);
        }
        for path in [scratch.path().join("mg"), scratch.file("mg.tar", &tar_of(&sample()))] {
            let handed = std::sync::Mutex::new(Vec::new());
            let archive = Archive::open(&path, Limits::default()).expect("an archive");
            let listing = archive.read(
                &Progress::default(),
                |path| if path.file_name() == "version" { Need::Whole } else { Need::Nothing },
                |file| handed.lock().expect("a lock").push(file.path.as_str().to_owned()),
            );
            assert_eq!(listing.expect("a listing").files.len(), sample().len());
            assert_eq!(handed.into_inner().expect("a lock"), ["image/version"]);
        }
    }

    #[test]
    fn says_what_was_found_and_what_to_do() {
        let scratch = Scratch::new();
        let cut = gz(&tar_of(&sample()));
        for (name, bytes, expected) in [
            (
                "a.tar",
                &b"PK\x03\x04rest"[..],
                "damaged or cut off before its first file (the table at the end of the zip file is missing: ",
            ),
            ("b.tar", b"\x28\xb5\x2f\xfdrest", "damaged or cut off before its first file ("),
            ("bz.tar", b"BZh9", "a bzip2 file is not supported yet; unpack it, or pack it again as .tar.gz"),
            ("c.tar", b"kind: Pod\n", "text that starts with `kind: Pod`, not an archive; give "),
            ("d.tar.gz", b"<html>404", "an HTML page, not an archive; give "),
            ("e.tar", b"", "an empty file, not an archive; give "),
            (
                "f.tar.gz",
                &gz(b"just a log\n"),
                "a gzip file with text that starts with `just a log` inside, not a tar; ",
            ),
            ("g.tar.xz", &xz(b""), "an xz file with an empty file inside, not a tar; "),
            ("h.tar.gz", &gz(&gz(b"x")), "a gzip file with another gzip file inside, not a tar; "),
            ("i.tar.gz", &cut[..40], "damaged or cut off before its first file ("),
            ("j.tar", &raw_tar(&[]), "holds no files; give "),
            ("k.tar.gz", &gz(&raw_tar(&[])), "holds no files; give "),
            ("l.tar", &tar_of(&[])[..], "holds no files; give "),
            (
                "m.tar",
                &member(b"a", tar::EntryType::Regular, &[1; 99])[..300],
                "damaged or cut off before its first file (",
            ),
            (
                "n.tar",
                &raw_tar(&[member(b"../a", tar::EntryType::Regular, b"a")]),
                "holds no files that can be read (1 left out, the first: ../a: the path climbs out ",
            ),
        ] {
            let path = scratch.file(name, bytes);
            let message = match gather(&path, Limits::default()) {
                Ok(_) => "read".into(),
                Err(error) => error.to_string(),
            };
            let expected = format!("{}: {expected}", path.display());
            assert!(message.starts_with(&expected), "{name}: {message}");
        }
        let error = gather(&scratch.path().join("none"), Limits::default()).expect_err("nothing there");
        assert!(matches!(error, ArchiveError::Missing { .. }));
        let error =
            gather(&scratch.path().join("a.tar/below"), Limits::default()).expect_err("a file has none");
        assert!(matches!(error, ArchiveError::Missing { .. }));
        let empty = scratch.path().join("empty");
        fs::create_dir_all(empty.join("a/b")).expect("directories");
        let error = gather(&empty, Limits::default()).expect_err("no files");
        assert!(matches!(error, ArchiveError::HoldsNothing { .. }));
        let error = gather(Path::new("/dev/null"), Limits::default()).expect_err("a device");
        assert!(matches!(error, ArchiveError::NotAFile { .. }));
    }

    #[test]
    fn the_name_is_the_last_part_of_the_path() {
        let here = std::env::current_dir().expect("a directory");
        let here = here.file_name().expect("a name").to_string_lossy().into_owned();
        for (path, name) in [
            ("/x/mg", "mg"),
            ("/x/mg/", "mg"),
            ("mg/.", "mg"),
            (".", here.as_str()),
            ("src/..", here.as_str()),
            ("/", "/"),
            ("/x/\x1b[31m\n", "\\x1b[31m\\n"),
            ("none/..", "none/.."),
        ] {
            assert_eq!(base_name(Path::new(path)), name);
        }
    }
}
