//! What was odd about the archive itself and did not stop the run.

use super::Severity;

/// What kind of oddity; its text form is an interface.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NoticeCode {
    /// A file could not be read.
    UnreadableFile,
    /// A file was read, but is not valid YAML or JSON.
    UnparseableFile,
    /// A file that should hold an object has no content.
    EmptyFile,
    /// A file or the archive goes over a limit.
    OverLimit,
    /// A file has lines so long that they were read in parts.
    LongLine,
    /// The archive ends in the middle of an entry.
    TruncatedArchive,
    /// An entry's path or type is not one a must-gather has (climbs out, link, device).
    UnsafeEntry,
    /// An entry stands in the archive twice.
    DuplicateEntry,
    /// A file's content was replaced before it was packed.
    RedactedFile,
    /// A file is not valid UTF-8.
    InvalidUtf8,
    /// The gather did not end as it should.
    IncompleteGather,
    /// Another must-gather lies beside the one that was read.
    OtherArchive,
    /// The gather time is not recorded and was taken from the data.
    GatherTimeEstimated,
    /// Nothing says when the archive was gathered.
    GatherTimeUnknown,
    /// A suppression holds no more, and what it fits counts again.
    SuppressionExpired,
    /// A suppression fits nothing.
    SuppressionUnused,
}

impl NoticeCode {
    /// The text form.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::UnreadableFile => "unreadable-file",
            Self::UnparseableFile => "unparseable-file",
            Self::EmptyFile => "empty-file",
            Self::OverLimit => "over-limit",
            Self::LongLine => "long-line",
            Self::TruncatedArchive => "truncated-archive",
            Self::UnsafeEntry => "unsafe-entry",
            Self::DuplicateEntry => "duplicate-entry",
            Self::RedactedFile => "redacted-file",
            Self::InvalidUtf8 => "invalid-utf8",
            Self::IncompleteGather => "incomplete-gather",
            Self::OtherArchive => "other-archive",
            Self::GatherTimeEstimated => "gather-time-estimated",
            Self::GatherTimeUnknown => "gather-time-unknown",
            Self::SuppressionExpired => "suppression-expired",
            Self::SuppressionUnused => "suppression-unused",
        }
    }

    /// How much it matters: a warning says that something was not judged.
    #[must_use]
    pub fn severity(self) -> Severity {
        match self {
            Self::UnreadableFile
            | Self::UnparseableFile
            | Self::OverLimit
            | Self::TruncatedArchive
            | Self::UnsafeEntry
            | Self::IncompleteGather
            | Self::OtherArchive
            | Self::GatherTimeUnknown
            | Self::SuppressionExpired
            | Self::SuppressionUnused => Severity::Warning,
            Self::EmptyFile
            | Self::LongLine
            | Self::DuplicateEntry
            | Self::RedactedFile
            | Self::InvalidUtf8
            | Self::GatherTimeEstimated => Severity::Info,
        }
    }
}

impl NoticeCode {
    /// Whether it says that something was not judged that is, or should be, in the archive; with `--strict` the run is
    /// incomplete then.
    #[must_use]
    pub fn is_left_out(self) -> bool {
        match self {
            Self::UnreadableFile
            | Self::UnparseableFile
            | Self::EmptyFile
            | Self::OverLimit
            | Self::TruncatedArchive
            | Self::UnsafeEntry
            | Self::DuplicateEntry
            | Self::RedactedFile
            | Self::IncompleteGather
            | Self::OtherArchive => true,
            Self::LongLine
            | Self::InvalidUtf8
            | Self::GatherTimeEstimated
            | Self::GatherTimeUnknown
            | Self::SuppressionExpired
            | Self::SuppressionUnused => false,
        }
    }

    /// Whether it is about the caller's suppressions and not about the archive.
    #[must_use]
    pub fn is_about_suppressions(self) -> bool {
        matches!(self, Self::SuppressionExpired | Self::SuppressionUnused)
    }

    /// Whether it is about a file that is there and whose content could not be had.
    #[must_use]
    pub fn is_about_content(self) -> bool {
        matches!(self, Self::UnreadableFile | Self::UnparseableFile | Self::EmptyFile | Self::RedactedFile)
    }
}

/// One oddity, with the file if it has one.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Notice {
    /// What kind.
    pub code: NoticeCode,
    /// The file, as a path inside the archive.
    pub file: Option<String>,
    /// What happened, in a sentence.
    pub message: String,
}

impl Notice {
    /// A notice about the archive as a whole.
    #[must_use]
    pub fn new(code: NoticeCode, message: impl Into<String>) -> Self {
        Self { code, file: None, message: message.into() }
    }

    /// A notice about one file.
    #[must_use]
    pub fn about(code: NoticeCode, file: impl Into<String>, message: impl Into<String>) -> Self {
        Self { code, file: Some(file.into()), message: message.into() }
    }
}

/// So many notices of one kind are kept; the archive of which more can be said is not read by a person.
const MOST_OF_A_KIND: usize = 1_000;

/// The notices in order, each once. Of more than a thousand of a kind the rest is counted.
pub(super) fn settle(mut notices: Vec<Notice>) -> Vec<Notice> {
    notices.sort();
    notices.dedup();
    let mut kept: Vec<Notice> = Vec::with_capacity(notices.len());
    for of_a_kind in notices.chunk_by(|a, b| a.code == b.code) {
        kept.extend(of_a_kind.iter().take(MOST_OF_A_KIND).cloned());
        let more = of_a_kind.len().saturating_sub(MOST_OF_A_KIND);
        if more > 0 {
            kept.push(Notice::new(
                of_a_kind[0].code,
                format!("{more} more notices of this kind are not listed"),
            ));
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_of_a_kind_are_counted() {
        let many = (0..1500).map(|nr| Notice::about(NoticeCode::EmptyFile, format!("{nr:04}"), "empty"));
        let one = Notice::new(NoticeCode::TruncatedArchive, "cut");
        let settled = settle(many.chain([one.clone(), one.clone()]).collect());
        assert_eq!(settled.len(), 1002);
        assert_eq!(settled[999].file.as_deref(), Some("0999"));
        assert_eq!(settled[1000].message, "500 more notices of this kind are not listed");
        assert_eq!(settled[1001], one);
    }
}
