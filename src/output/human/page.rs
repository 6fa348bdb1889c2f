//! The page as a whole: which parts it has, and in which order. Not what stands in them.

use std::io::Write;

use super::look::Look;
use super::{findings, head, notices, overview, rules, verdict};
use crate::findings::Report;
use crate::output::{Render, RenderError, View, group};

/// The format `human`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Human {
    /// Whether to use ANSI colours.
    pub color: bool,
    /// Columns of the terminal; less than 60 counts as 60.
    pub width: usize,
    /// What to show, and the gate for the verdict.
    pub view: View,
    /// Whether to draw with more than ASCII. Text of the archive is shown as it is either way.
    pub unicode: bool,
    /// Whether to name every skipped rule and every notice.
    pub verbose: bool,
    /// Whether the terminal understands links (OSC 8): ids of rules lead to their first reference.
    pub links: bool,
}

impl Render for Human {
    fn render(&self, report: &Report, out: &mut dyn Write) -> Result<(), RenderError> {
        let look = Look::new(self.color, self.unicode, self.width).with_links(self.links);
        let groups = group::groups(report, self.view);
        let mut page = String::new();
        head::write(&mut page, &look, report)?;
        for group in &groups {
            findings::write(&mut page, &look, report, group)?;
        }
        notices::write(&mut page, &look, &report.notices, self.verbose)?;
        rules::write(&mut page, &look, report, self.verbose)?;
        overview::write(&mut page, &look, report, &groups)?;
        verdict::write(&mut page, &look, report, self.view.gate)?;
        out.write_all(page.as_bytes())?;
        Ok(())
    }
}
