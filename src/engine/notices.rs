//! From the reader's oddities to notices of the report.

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
