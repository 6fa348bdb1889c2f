//! What came out of the gzip files inside of an archive, counted over all of them. Which of them the threads come to
//! first is chance, so beyond the limit none of them is used: else the report would depend on it.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use super::{ArchivePath, Limits, Oddity, OddityKind};

/// The gzip files of one pass.
#[derive(Debug, Default)]
pub(super) struct Inflated {
    bytes: AtomicU64,
    files: Mutex<Vec<(ArchivePath, Option<Oddity>)>>,
}

impl Inflated {
    /// Whether they have more bytes than the limit. Once they have, nothing of them is needed any more.
    pub(super) fn is_over(&self, limits: &Limits) -> bool {
        self.bytes.load(Ordering::Relaxed) > limits.total_bytes
    }

    /// Counts a file, and what was odd about it.
    pub(super) fn add(&self, path: ArchivePath, bytes: u64, odd: Option<Oddity>) {
        self.bytes.fetch_add(bytes, Ordering::Relaxed);
        self.files.lock().unwrap_or_else(PoisonError::into_inner).push((path, odd));
    }

    /// What is odd about the files, and whether all of them are void.
    pub(super) fn settle(&self, limits: &Limits) -> (Vec<Oddity>, bool) {
        let files = std::mem::take(&mut *self.files.lock().unwrap_or_else(PoisonError::into_inner));
        if !self.is_over(limits) {
            return (files.into_iter().filter_map(|(_, odd)| odd).collect(), false);
        }
        let message = format!(
            "the gzip files of the archive have more than the limit of {} bytes; none of them was used",
            limits.total_bytes
        );
        let about =
            |path: &ArchivePath| Oddity::about(OddityKind::OverLimit, path.as_str(), message.as_str());
        (files.iter().map(|(path, _)| about(path)).collect(), true)
    }
}
