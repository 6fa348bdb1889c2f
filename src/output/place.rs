//! How a finding's place is written for a person: `file:line:column`, with the root in front where the archive
//! has several. Safe to print.

use crate::findings::Finding;
use crate::text::one_line;

/// Paths are shown whole: a cut one cannot be opened.
const WHOLE: usize = 4096;

/// The file, with the root in front of it where the archive has several.
pub(super) fn file(root: Option<&str>, file: &str) -> String {
    let path = match root {
        Some(root) => format!("{}/{file}", root.trim_end_matches('/')),
        None => file.to_owned(),
    };
    one_line(&path, WHOLE)
}

/// `file:line:column`.
pub(super) fn place(finding: &Finding) -> String {
    let at = finding.location.start;
    format!("{}:{}:{}", file(finding.root.as_deref(), &finding.location.file), at.line, at.column)
}
