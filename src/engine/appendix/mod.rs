//! What a page shows beside the findings: objects as tables, what happened as a time line, and the files behind both. Reads
//! the snapshots and writes the appendix of a report; judges nothing, and knows nothing of how a page looks.

mod files;
mod kinds;
mod look;
mod moments;
mod tables;
mod tail;

pub(super) use kinds::{KINDS, wanted_tail};
pub(super) use tail::Tail;

use std::collections::BTreeMap;

use super::roots::{Root, shown};
use crate::archive::Archive;
use crate::archive::layout::Layout;
use crate::findings::{Appendix, Finding, Moment, Table};

/// What was read for the page alone.
#[derive(Debug)]
pub(super) struct ForPage<'a> {
    /// The archive, of which something may be read again.
    pub(super) archive: &'a Archive,
    /// Bytes of a log that are kept at most.
    pub(super) log_bytes: usize,
    /// The ends of logs, by their paths in the archive.
    pub(super) tails: Vec<(String, Tail)>,
}

/// The appendix of a report with these findings. The root that speaks for the archive comes first in `roots`.
pub(super) fn appendix(roots: &[Root], layout: &Layout, findings: &[Finding], page: ForPage<'_>) -> Appendix {
    let (tables, moments, moments_left_out) = tables_and_moments(roots, layout, findings);
    let tails = page.tails.into_iter();
    let tails: BTreeMap<_, _> =
        tails.map(|(path, tail)| (shown(layout, &path).to_owned(), tail.finish())).collect();
    let texts = files::Texts { roots, layout, archive: page.archive, tails, most: page.log_bytes };
    let files = files::files(texts, findings, &tables, &moments);
    Appendix { tables, moments, moments_left_out, files }
}

/// The tables, the moments by time, and how many more moments there were. Tables without rows are left out.
fn tables_and_moments(
    roots: &[Root],
    layout: &Layout,
    findings: &[Finding],
) -> (Vec<Table>, Vec<Moment>, u64) {
    let (moments, left_out) = moments::moments(roots, layout, findings);
    (tables::tables(roots, layout), moments, left_out)
}
