//! Which writer stands behind the name of a format, with all that it is told.

use super::args::FormatArg;
use super::terminal::Terminal;
use crate::output::{Concise, Github, Human, Json, Jsonl, Markdown, Render, View};

/// Columns of a page that goes to a file.
const PAGE_WIDTH: usize = 110;

/// What the writers of one run have in common.
#[derive(Debug, Clone)]
pub(super) struct Formats {
    /// What is shown to people.
    pub(super) view: View,
    /// Whether a page names every skipped rule and every notice.
    pub(super) verbose: bool,
}

impl Formats {
    /// The writer of a format, for a terminal or for a file.
    pub(super) fn writer(&self, format: FormatArg, terminal: Option<Terminal>) -> Box<dyn Render> {
        let view = self.view;
        match format {
            FormatArg::Human => Box::new(Human {
                color: terminal.is_some_and(|terminal| terminal.color),
                width: terminal.map_or(PAGE_WIDTH, |terminal| terminal.width),
                view,
                unicode: terminal.is_none_or(|terminal| terminal.unicode),
                verbose: self.verbose,
                links: terminal.is_some_and(|terminal| terminal.links),
            }),
            FormatArg::Concise => Box::new(Concise { view }),
            FormatArg::Json => Box::new(Json),
            FormatArg::Jsonl => Box::new(Jsonl),
            FormatArg::Markdown => Box::new(Markdown { view, limit: Markdown::COMMENT }),
            FormatArg::Github => Box::new(Github { view }),
        }
    }
}
