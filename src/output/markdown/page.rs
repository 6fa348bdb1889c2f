//! The page as a whole: its head, which parts it has, in which order they stand, and which of them get room first. Not
//! what stands in them.

use std::io::Write;

use super::escape::{code, text};
use super::findings::{Findings, not_shown};
use super::rest;
use super::room::Room;
use crate::findings::Report;
use crate::output::human::{count, facts, more_facts, roots, summary};
use crate::output::{Render, RenderError, View, group};
use crate::text::{clip, one_line};

/// What the sentence about findings that are not shown takes at most.
const LAST: usize = 120;
/// So much of the page is kept for the rules without a verdict and the notices: one part of so many.
const KEPT: usize = 8;
/// Longer lines of the head are cut.
const HEAD: usize = 1000;

/// The format `markdown`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Markdown {
    /// What to show, and the gate for the verdict.
    pub view: View,
    /// The most bytes of the page. Less than the head needs is not kept to.
    pub limit: usize,
}

impl Markdown {
    /// Fits into an issue comment, which takes 65,536 characters, with room for what somebody writes above it. A job
    /// summary takes 1 MiB.
    pub const COMMENT: usize = 60_000;
}

impl Render for Markdown {
    fn render(&self, report: &Report, out: &mut dyn Write) -> Result<(), RenderError> {
        out.write_all(self.page(report).as_bytes())?;
        Ok(())
    }
}

impl Markdown {
    fn page(&self, report: &Report) -> String {
        let groups = group::groups(report, self.view);
        let mut page = head(report, self.view);
        let mut room = Room::new(self.limit.saturating_sub(page.len() + LAST));
        let spare = self.limit / KEPT;

        let (causes, others): (Vec<_>, Vec<_>) =
            groups.iter().partition(|group| group.entries.iter().any(|entry| !entry.explains.is_empty()));
        let explained: usize =
            causes.iter().flat_map(|group| &group.entries).map(|entry| entry.explains.len()).sum();
        let of_causes = format!("Causes, which explain {}", count(explained, "other finding"));
        let of_others = if causes.is_empty() { "Findings" } else { "Other findings" };
        let mut causes = Findings::of(report, causes, &of_causes, true);
        let mut others = Findings::of(report, others, of_others, false);
        // What matters most gets its room first.
        causes.add_rows(&mut room, 0);
        let mut told = Vec::new();
        causes.add_remedies(&mut room, spare, &mut told);
        others.add_rows(&mut room, spare);
        causes.add_consequences(&mut room, spare);
        others.add_remedies(&mut room, spare, &mut told);
        let rest = [
            rest::broken(report, &mut room),
            rest::could_not_tell(report, &mut room),
            rest::notices(report, &mut room),
        ];

        causes.write(&mut page);
        others.write(&mut page);
        let all: usize =
            groups.iter().flat_map(|group| &group.entries).map(|entry| 1 + entry.explains.len()).sum();
        page.push_str(&not_shown(all - causes.shown - others.shown));
        rest.iter().for_each(|block| block.write(&mut page));
        page.truncate(page.trim_end().len());
        page.push('\n');
        page
    }
}

/// The verdict, and of which archive and cluster it is.
fn head(report: &Report, view: View) -> String {
    let archive = &report.archive;
    let about = [facts(report).as_slice(), &more_facts(archive)].concat().join(", ");
    let mut head = format!(
        "### camgi: {}\n\n{}: {}\n\n",
        text(&summary(report, view.gate)),
        code(&one_line(&archive.name, HEAD)),
        text(&clip(&about, HEAD))
    );
    if let Some(roots) = roots(archive) {
        head.push_str(&text(&clip(&roots, HEAD)));
        head.push_str("\n\n");
    }
    head
}
