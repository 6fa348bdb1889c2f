//! How much of an archive is read at most. Checking a count against them is left to those who count.

use super::ArchivePath;

/// Bounds on what one reading of an archive may cost. What is over a bound is left out with an oddity that names
/// it. The defaults fit an archive of 10 GB. The README has them in a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Entries of any kind (files, directories, links). Reading stops there.
    pub entries: u64,
    /// Bytes of one file that is needed whole, after decompression. What has more is listed and not read. A file
    /// that is needed by lines may be of any size.
    pub entry_bytes: u64,
    /// Bytes of all files handed out together, and bytes of a tar after decompression. Reading stops there. Also bytes
    /// that come out of all gzip files in an archive together; of more none is used, because which of them come first
    /// depends on the threads. A file that claims to have more is left out.
    pub total_bytes: u64,
    /// Bytes after decompression for each byte before, for a packed archive and for each gzip file in an archive, and
    /// of files with holes for each byte stored. Reading stops there.
    pub ratio: u64,
    /// So many bytes may come out of a decompression, or be needed of a tar, whatever the ratio.
    pub ratio_floor: u64,
    /// Bytes of an archive that must be in memory: a zip file on a stream, or inside of another archive.
    pub buffered_bytes: u64,
    /// Archives inside of an archive or a directory without a must-gather that are looked into for one, the first by
    /// path. What is inside of those is not.
    pub inner_archives: usize,
    /// Bytes of one path. A file with a longer one is not listed.
    pub path_bytes: usize,
    /// Components of one path. What is deeper is not listed.
    pub depth: usize,
    /// Oddities that are kept one by one, the first by path; of all others the number is told.
    pub oddities: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            entries: 2_000_000,
            entry_bytes: 256 << 20,
            total_bytes: 64 << 30,
            ratio: 250,
            ratio_floor: 1 << 30,
            buffered_bytes: 1 << 30,
            inner_archives: 16,
            path_bytes: 4096,
            depth: 64,
            oddities: 1000,
        }
    }
}

impl Limits {
    /// What is wrong with the size of `path`, if anything.
    pub(super) fn refuse(&self, path: &ArchivePath) -> Option<String> {
        if path.as_str().len() > self.path_bytes {
            return Some(format!("its path is longer than {} bytes; it was left out", self.path_bytes));
        }
        (path.components().count() > self.depth)
            .then(|| format!("it lies more than {} directories deep; it was left out", self.depth))
    }
}
