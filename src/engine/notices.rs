//! What was left out, as notices of the report: the reader's oddities, and lines that were too many.

use super::roots::shown;
use crate::archive::layout::Layout;
use crate::archive::{Oddity, OddityKind, shown_path};
use crate::findings::{Notice, NoticeCode};

/// The notice for an oddity of the archive.
pub(super) fn notice_of(oddity: &Oddity, layout: &Layout) -> Notice {
    let code = match oddity.kind {
        OddityKind::Unreadable => NoticeCode::UnreadableFile,
        OddityKind::OverLimit => NoticeCode::OverLimit,
        OddityKind::LongLine => NoticeCode::LongLine,
        OddityKind::Truncated => NoticeCode::TruncatedArchive,
        OddityKind::UnsafeEntry => NoticeCode::UnsafeEntry,
        OddityKind::Duplicate => NoticeCode::DuplicateEntry,
        OddityKind::NotRead => NoticeCode::OtherArchive,
    };
    let file = oddity.path.as_deref().map(|path| shown_path(shown(layout, path)));
    Notice { code, file, message: oddity.message.clone() }
}

/// The notice for lines that a rule asked for and that are not kept.
pub(super) fn lines_left_out(rule: &str, more: u64) -> Notice {
    let message = format!(
        "{more} more lines matched for the rule {rule} than are kept, which are the newest of each log; there may be more \
         findings, and larger counts, than are told"
    );
    Notice::new(NoticeCode::OverLimit, message)
}
