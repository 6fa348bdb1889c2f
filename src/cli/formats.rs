//! Which writer stands behind the name of a format, with all that it is told.

use super::args::{FormatArg, When};
use super::terminal::Terminal;
use crate::findings::Appendix;
use crate::output::{
    BelowThreshold, Concise, Github, Html, Human, Json, Jsonl, Junit, Markdown, Render, Sarif, View,
};

/// Columns of a page that goes to a file.
const PAGE_WIDTH: usize = 110;

/// What the writers of one run have in common.
#[derive(Debug, Clone)]
pub(super) struct Formats<'a> {
    /// What is shown to people.
    pub(super) view: View,
    /// Whether a page names every skipped rule and every notice.
    pub(super) verbose: bool,
    /// Whether ids of rules are links on a terminal.
    pub(super) links: When,
    /// What JUnit is told.
    pub(super) junit: JunitOptions,
    /// What a page shows beside findings.
    pub(super) appendix: Option<&'a Appendix>,
    /// Bytes that files may take in a page.
    pub(super) html_budget: Option<u64>,
}

/// What can be chosen of the format `junit`.
#[derive(Debug, Clone)]
pub(super) struct JunitOptions {
    /// Name of the suite.
    pub(super) suite: String,
    /// What becomes of a rule whose findings do not fail the run.
    pub(super) below_threshold: BelowThreshold,
}

impl<'a> Formats<'a> {
    fn has_links(&self) -> bool {
        match self.links {
            When::Always => true,
            When::Never => false,
            When::Auto => supports_hyperlinks::on(supports_hyperlinks::Stream::Stdout),
        }
    }

    /// The writer of a format, for a terminal or for a file.
    pub(super) fn writer(&self, format: FormatArg, terminal: Option<Terminal>) -> Box<dyn Render + 'a> {
        let view = self.view;
        match format {
            FormatArg::Human => Box::new(Human {
                color: terminal.is_some_and(|terminal| terminal.color),
                width: terminal.map_or(PAGE_WIDTH, |terminal| terminal.width),
                view,
                unicode: terminal.is_none_or(|terminal| terminal.unicode),
                verbose: self.verbose,
                links: terminal.is_some() && self.has_links(),
            }),
            FormatArg::Concise => Box::new(Concise { view }),
            FormatArg::Json => Box::new(Json),
            FormatArg::Sarif => Box::new(Sarif),
            FormatArg::Junit => Box::new(Junit {
                gate: view.gate,
                suite: self.junit.suite.clone(),
                below_threshold: self.junit.below_threshold,
            }),
            FormatArg::Html => {
                Box::new(Html { appendix: self.appendix, gate: view.gate, budget: self.html_budget })
            }
            FormatArg::Jsonl => Box::new(Jsonl),
            FormatArg::Markdown => Box::new(Markdown { view, limit: Markdown::COMMENT }),
            FormatArg::Github => Box::new(Github { view }),
        }
    }
}
