//! Archives for the tests of this room: built in memory, stored in a directory that removes itself.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU32, Ordering};

use super::{Archive, ArchiveError, Content, FileData, Limits, Listing, Need, Progress};

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
    gather_all(&Archive::open(path, limits)?, Need::Whole)
}

/// Reads all of it, each file for `need`.
pub(super) fn gather_all(archive: &Archive, need: Need) -> Result<Gathered, ArchiveError> {
    let handed = Mutex::new(Vec::new());
    let progress = Progress::default();
    let take = |file: FileData<'_>| {
        let path = file.path.as_str().to_owned();
        let bytes = match file.content {
            Content::Whole(bytes) => bytes,
            Content::Lines(mut lines) => {
                let mut all = Vec::new();
                while let Some(piece) = lines.next() {
                    all.extend_from_slice(piece);
                }
                all
            }
        };
        handed.lock().expect("a lock").push((file.turn, path, bytes));
    };
    let listing = archive.read(&progress, |_| need, take)?;
    if listing.pass == 0 {
        assert_eq!(progress.files(), listing.files.len() as u64);
        assert_eq!(progress.bytes(), listing.files.iter().map(|file| file.bytes).sum::<u64>());
    }
    let handed = handed.into_inner().expect("a lock").into_iter();
    let mut handed: Vec<_> =
        handed.filter(|(turn, ..)| listing.counts(*turn)).map(|(_, path, bytes)| (path, bytes)).collect();
    handed.sort();
    Ok((listing, handed))
}

/// The listed paths.
pub(super) fn paths(listing: &Listing) -> Vec<&str> {
    listing.files.iter().map(|file| file.path.as_str()).collect()
}

pub(super) fn zst(bytes: &[u8]) -> Vec<u8> {
    ruzstd::encoding::compress_to_vec(bytes, ruzstd::encoding::CompressionLevel::Fastest)
}

/// A zip file of `files`, each compressed.
pub(super) fn zip_of(files: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut zip = rawzip::ZipArchiveWriter::new(&mut out);
    for (path, bytes) in files {
        let (mut entry, config) = zip
            .new_file(path)
            .compression_method(rawzip::CompressionMethod::DEFLATE)
            .start()
            .expect("an entry");
        let encoder = flate2::write::DeflateEncoder::new(&mut entry, flate2::Compression::default());
        let mut writer = config.wrap(encoder);
        writer.write_all(bytes).expect("its bytes");
        let (encoder, descriptor) = writer.finish().expect("its end");
        encoder.finish().expect("its data");
        entry.finish(descriptor).expect("the entry");
    }
    zip.finish().expect("the table");
    out
}

/// One member of a zip file as it stands in the file, to be put together by hand.
pub(super) struct ZipMember {
    pub(super) name: &'static [u8],
    pub(super) flags: u16,
    pub(super) method: u16,
    /// Mode bits of Unix; 0 for a file from elsewhere.
    pub(super) mode: u32,
    /// What the table says.
    pub(super) bytes: u64,
    pub(super) crc: u32,
    pub(super) data: Vec<u8>,
    /// Share the data of the member before.
    pub(super) overlaps: bool,
}

/// A zip file as a hostile hand makes it (APPNOTE.TXT, section 4.3).
pub(super) fn raw_zip(members: &[ZipMember]) -> Vec<u8> {
    let (mut out, mut table, mut at) = (Vec::new(), Vec::new(), 0);
    for member in members {
        let name = u16::try_from(member.name.len()).expect("a short name").to_le_bytes();
        let size = u32::try_from(member.data.len()).expect("little data").to_le_bytes();
        // A size that does not fit stands in an extra field (section 4.5.3).
        let long = u32::try_from(member.bytes).is_err();
        let extra = if long { [&[1, 0, 8, 0][..], &member.bytes.to_le_bytes()].concat() } else { Vec::new() };
        let bytes = u32::try_from(member.bytes).unwrap_or(u32::MAX);
        let common = |extra: &[u8]| {
            [
                &20_u16.to_le_bytes()[..],
                &member.flags.to_le_bytes(),
                &member.method.to_le_bytes(),
                &[0; 4],
                &member.crc.to_le_bytes(),
                &size,
                &bytes.to_le_bytes(),
                &name,
                &[extra.len() as u8, 0],
            ]
            .concat()
        };
        if !member.overlaps {
            at = u32::try_from(out.len()).expect("a small file");
            out.extend([&b"PK\x03\x04"[..], &common(&[]), member.name, &member.data].concat());
        }
        let system = if member.mode == 0 { [20, 0] } else { [20, 3] };
        let attributes = (member.mode << 16).to_le_bytes();
        let line = [&b"PK\x01\x02"[..], &system, &common(&extra), &[0; 6], &attributes, &at.to_le_bytes()];
        table.extend(line.concat());
        table.extend(member.name);
        table.extend(extra);
    }
    let count = u16::try_from(members.len()).expect("few members").to_le_bytes();
    let (start, length) = (out.len() as u32, table.len() as u32);
    out.extend(&table);
    out.extend(
        [&b"PK\x05\x06\0\0\0\0"[..], &count, &count, &length.to_le_bytes(), &start.to_le_bytes(), &[0; 2]]
            .concat(),
    );
    out
}
