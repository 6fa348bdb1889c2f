//! Archives for the tests of this room: built in memory, stored in a directory that removes itself.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU32, Ordering};

use super::{Archive, ArchiveError, Limits, Listing, Progress};

/// A directory of its own, removed in the end.
pub(super) struct Scratch(PathBuf);

impl Scratch {
    pub(super) fn new() -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let path = std::env::temp_dir().join(format!("camgi-archive-{}-{number}", std::process::id()));
        fs::create_dir_all(&path).expect("a scratch directory");
        Self(path)
    }

    pub(super) fn path(&self) -> &Path {
        &self.0
    }

    /// Writes a file, with the directories it needs.
    pub(super) fn file(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.0.join(name);
        fs::create_dir_all(path.parent().expect("a parent")).expect("directories");
        fs::write(&path, bytes).expect("a file");
        path
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _gone = fs::remove_dir_all(&self.0);
    }
}

/// The files of a small must-gather.
pub(super) fn sample() -> Vec<(String, Vec<u8>)> {
    let mut files: Vec<(String, Vec<u8>)> = vec![
        ("timestamp".into(), b"2021-08-03 12:11:56.9 +0200 CEST\n".to_vec()),
        ("image/version".into(), b"openshift/must-gather\n4.18.0\n".to_vec()),
        ("image/namespaces/a/core/empty.log".into(), Vec::new()),
        ("image/namespaces/a/core/caf\u{e9}.log".into(), b"\xff\xfenot utf-8\n".to_vec()),
        (format!("image/namespaces/{}/{}.yaml", "n".repeat(120), "p".repeat(150)), b"kind: Pod\n".to_vec()),
    ];
    for number in 0..40_u32 {
        let path = format!("image/cluster-scoped-resources/core/nodes/node-{number}.yaml");
        let text: String =
            (0..number * 37).map(|line| format!("line {}\n", line.wrapping_mul(2_654_435_761))).collect();
        files.push((path, text.into_bytes()));
    }
    files
}

/// One raw member; hostile paths and types pass as they are.
pub(super) fn member(path: &[u8], kind: tar::EntryType, data: &[u8]) -> Vec<u8> {
    let mut header = tar::Header::new_gnu();
    header.as_mut_bytes()[..path.len()].copy_from_slice(path);
    header.set_entry_type(kind);
    header.set_mode(0o644);
    header.set_size(data.len() as u64);
    header.set_cksum();
    let mut out = header.as_bytes().to_vec();
    out.extend_from_slice(data);
    out.resize(out.len().next_multiple_of(512), 0);
    out
}

/// Raw members and the mark at the end.
pub(super) fn raw_tar(members: &[Vec<u8>]) -> Vec<u8> {
    let mut out = members.concat();
    out.resize(out.len() + 1024, 0);
    out
}

/// A tar of `files`, with `./` before each path.
pub(super) fn tar_of(files: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut builder = tar::Builder::new(raw_head());
    for (path, bytes) in files {
        let mut header = tar::Header::new_gnu();
        header.set_mode(0o644);
        header.set_size(bytes.len() as u64);
        builder.append_data(&mut header, format!("./{path}"), bytes.as_slice()).expect("a member");
    }
    builder.into_inner().expect("a tar")
}

/// What `tar -C D .` starts with.
fn raw_head() -> Vec<u8> {
    member(b"./", tar::EntryType::Directory, b"")
}

pub(super) fn gz(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(bytes).expect("gzip");
    encoder.finish().expect("gzip")
}

pub(super) fn xz(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = liblzma::write::XzEncoder::new(Vec::new(), 1);
    encoder.write_all(bytes).expect("xz");
    encoder.finish().expect("xz")
}

/// What a reading gave: the listing, and the files handed out, sorted.
pub(super) type Gathered = (Listing, Vec<(String, Vec<u8>)>);

/// Opens and reads all of it.
pub(super) fn gather(path: &Path, limits: Limits) -> Result<Gathered, ArchiveError> {
    let handed = Mutex::new(Vec::new());
    let progress = Progress::default();
    let listing = Archive::open(path, limits)?.read(
        &progress,
        |_| true,
        |file| handed.lock().expect("a lock").push((file.path.as_str().to_owned(), file.bytes)),
    )?;
    assert_eq!(progress.files(), listing.files.len() as u64);
    assert_eq!(progress.bytes(), listing.files.iter().map(|file| file.bytes).sum::<u64>());
    let mut handed = handed.into_inner().expect("a lock");
    handed.sort();
    Ok((listing, handed))
}

/// The listed paths.
pub(super) fn paths(listing: &Listing) -> Vec<&str> {
    listing.files.iter().map(|file| file.path.as_str()).collect()
}
