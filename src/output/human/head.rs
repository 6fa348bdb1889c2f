//! The head of the page: which archive, of which cluster, from when, and what paths are relative to.

use std::fmt::{self, Write};

use super::look::{Colour, Look};
use super::wrap::wrap;
use crate::findings::{ArchiveInfo, NoticeCode, Report};
use crate::text::one_line;

/// A longer value is cut.
const VALUE: usize = 120;
/// More roots are counted only.
const ROOTS: usize = 4;

pub(super) fn write(page: &mut String, look: &Look, report: &Report) -> fmt::Result {
    let archive = &report.archive;
    let name = one_line(&archive.name, VALUE);
    let head = format!("{name}: {}", facts(report).join(", "));
    for (nr, line) in wrap(&head, look.width).into_iter().enumerate() {
        let bold = line.strip_prefix(&name).filter(|_| nr == 0);
        match bold {
            Some(rest) => writeln!(page, "{}{rest}", look.paint(Colour::Bold, &name))?,
            None => writeln!(page, "{line}")?,
        }
    }
    for line in wrap(&more_facts(archive).join(", "), look.width).into_iter().chain(roots(archive)) {
        writeln!(page, "{line}")?;
    }
    writeln!(page)
}

/// What matters most about the cluster, safe to print: version, platform, gather time.
pub(in crate::output) fn facts(report: &Report) -> [String; 3] {
    let archive = &report.archive;
    [
        fact("OpenShift ", archive.openshift_version.as_deref(), "OpenShift version unknown"),
        fact("platform ", archive.platform.as_deref(), "platform unknown"),
        gathered(report),
    ]
}

/// What else is known: cluster, product, size.
pub(in crate::output) fn more_facts(archive: &ArchiveInfo) -> [String; 3] {
    [
        fact("cluster ", archive.cluster_id.as_deref(), "cluster id unknown"),
        fact("gathered by ", archive.product.as_deref(), "product unknown"),
        format!(
            "{} {}, {}",
            archive.files,
            if archive.files == 1 { "file" } else { "files" },
            size(archive.bytes)
        ),
    ]
}

fn fact(word: &str, value: Option<&str>, unknown: &str) -> String {
    match value.map(|value| one_line(value, VALUE)) {
        Some(value) if !value.is_empty() => format!("{word}{value}"),
        _ => unknown.to_owned(),
    }
}

/// When it was gathered, to the second, and whether that is recorded or was worked out.
fn gathered(report: &Report) -> String {
    let time = report.archive.gathered_at.as_deref().map(whole_seconds);
    if time.is_some() && report.notices.iter().any(|notice| notice.code == NoticeCode::GatherTimeEstimated) {
        return format!("{} (estimated)", fact("gathered about ", time.as_deref(), "gather time unknown"));
    }
    fact("gathered ", time.as_deref(), "gather time unknown")
}

/// `10:05:40Z` for `10:05:40.920353162Z`.
pub(in crate::output) fn whole_seconds(time: &str) -> String {
    match time.split_once('.') {
        Some((seconds, rest)) => {
            format!("{seconds}{}", rest.trim_start_matches(|c: char| c.is_ascii_digit()))
        }
        None => time.to_owned(),
    }
}

/// What paths are relative to, safe to print.
pub(in crate::output) fn roots(archive: &ArchiveInfo) -> Option<String> {
    match archive.roots.as_slice() {
        [] => None,
        [root] if root == "." => None,
        [root] => Some(format!("paths below are inside {}/", one_line(root, 4 * VALUE))),
        roots => {
            let shown: Vec<_> = roots.iter().take(ROOTS).map(|root| one_line(root, VALUE)).collect();
            let more = if roots.len() > ROOTS { ", …" } else { "" };
            Some(format!("{} roots, with which paths below start: {}{more}", roots.len(), shown.join(", ")))
        }
    }
}

/// Bytes for a person: three digits are enough.
pub(super) fn size(bytes: u64) -> String {
    let mut unit = 1;
    for name in ["bytes", "kB", "MB", "GB"] {
        if bytes < unit * 1000 || name == "GB" {
            return format!("{} {name}", bytes / unit);
        }
        unit *= 1000;
    }
    format!("{bytes} bytes")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::findings::Notice;

    fn head(archive: &ArchiveInfo) -> String {
        head_with(archive, vec![])
    }

    fn head_with(archive: &ArchiveInfo, notices: Vec<Notice>) -> String {
        let mut page = String::new();
        let report = Report::close(archive.clone(), vec![], vec![], notices);
        write(&mut page, &Look::new(false, true, 100), &report).expect("text");
        page
    }

    #[test]
    fn the_gather_time_is_to_the_second_and_an_estimate_is_called_one() {
        for (time, expected) in [
            ("2026-01-15T10:05:40.920353162Z", "2026-01-15T10:05:40Z"),
            ("2026-01-15T10:05:40Z", "2026-01-15T10:05:40Z"),
            ("2026-01-15T10:05:40.9+02:00", "2026-01-15T10:05:40+02:00"),
        ] {
            let archive = ArchiveInfo { gathered_at: Some(time.into()), ..ArchiveInfo::default() };
            let recorded = head(&archive);
            assert!(recorded.contains(&format!(", gathered {expected}\n")), "{recorded}");
            let notices = vec![Notice::new(NoticeCode::GatherTimeEstimated, "m")];
            let estimated = head_with(&archive, notices);
            assert!(estimated.contains(&format!(", gathered about {expected} (estimated)\n")), "{estimated}");
        }
    }

    #[test]
    fn one_file_is_no_files() {
        let one = ArchiveInfo { files: 1, ..ArchiveInfo::default() };
        assert!(head(&one).contains(", 1 file, 0 bytes"), "{}", head(&one));
    }

    #[test]
    fn what_is_not_known_is_said_to_be_unknown() {
        let archive = ArchiveInfo { name: "mg".into(), roots: vec![".".into()], ..ArchiveInfo::default() };
        assert_eq!(
            head(&archive),
            "mg: OpenShift version unknown, platform unknown, gather time unknown\n\
             cluster id unknown, product unknown, 0 files, 0 bytes\n\n"
        );
    }

    #[test]
    fn roots_are_named_where_paths_need_them() {
        let archive = |roots: &[&str]| ArchiveInfo {
            roots: roots.iter().map(|&root| root.to_owned()).collect(),
            ..ArchiveInfo::default()
        };
        assert!(!head(&archive(&["."])).contains("paths"));
        assert!(head(&archive(&["quay-io"])).contains("paths below are inside quay-io/\n"));
        assert!(head(&archive(&["a", "b"])).contains("2 roots, with which paths below start: a, b\n"));
    }

    #[test]
    fn sizes() {
        for (bytes, text) in
            [(0, "0 bytes"), (999, "999 bytes"), (83_200_000, "83 MB"), (3_000_000_000_000, "3000 GB")]
        {
            assert_eq!(size(bytes), text);
        }
    }
}
