//! The page as a whole: which parts it has, and in which order. Not what stands in them.

use std::io::Write;

use super::look::Look;
use super::{findings, group, head, notices, overview, rules, verdict};
use crate::findings::{Gate, Report};
use crate::output::{Render, RenderError};

/// The format `human`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Human {
    /// Whether to use ANSI colours.
    pub color: bool,
    /// Columns of the terminal; less than 60 counts as 60.
    pub width: usize,
    /// The threshold of the gate, for the verdict.
    pub gate: Gate,
    /// Whether to draw with more than ASCII. Text of the archive is shown as it is either way.
    pub unicode: bool,
    /// Whether to name every skipped rule and every notice.
    pub verbose: bool,
}

impl Render for Human {
    fn render(&self, report: &Report, out: &mut dyn Write) -> Result<(), RenderError> {
        let look = Look::new(self.color, self.unicode, self.width);
        let groups = group::groups(report);
        let mut page = String::new();
        head::write(&mut page, &look, report)?;
        for group in &groups {
            findings::write(&mut page, &look, report, group)?;
        }
        notices::write(&mut page, &look, &report.notices, self.verbose)?;
        rules::write(&mut page, &look, report, self.verbose)?;
        overview::write(&mut page, &look, report, &groups)?;
        verdict::write(&mut page, &look, report, self.gate)?;
        out.write_all(page.as_bytes())?;
        Ok(())
    }
}
