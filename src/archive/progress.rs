//! How far a reading has come, for another thread to show. Does not draw anything.

use std::sync::atomic::{AtomicU64, Ordering};

/// Counters that only grow. Once [`super::Archive::read`] has returned without an error, every listed file was
/// added once, with its size.
#[derive(Debug, Default)]
pub struct Progress {
    files: AtomicU64,
    bytes: AtomicU64,
}

impl Progress {
    /// Counts one more file, of `bytes` bytes.
    pub fn add(&self, bytes: u64) {
        // Relaxed: the counters are shown to a person, nothing is decided by them.
        self.files.fetch_add(1, Ordering::Relaxed);
        self.bytes.fetch_add(bytes, Ordering::Relaxed);
    }

    /// Files dealt with so far.
    #[must_use]
    pub fn files(&self) -> u64 {
        self.files.load(Ordering::Relaxed)
    }

    /// Bytes of the files dealt with so far, not compressed.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        self.bytes.load(Ordering::Relaxed)
    }
}
