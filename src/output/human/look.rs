//! Colours and drawing characters: our few ANSI escapes, and miette's handler set up to match them. Whether
//! there is a terminal is the caller's to know.

use miette::{GraphicalReportHandler, GraphicalTheme};

use crate::findings::Severity;

/// The colours that we use ourselves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Colour {
    Red,
    Yellow,
    Green,
    Cyan,
    Bold,
}

impl Colour {
    fn code(self) -> &'static str {
        match self {
            Self::Red => "31",
            Self::Yellow => "33",
            Self::Green => "32",
            Self::Cyan => "36",
            Self::Bold => "1",
        }
    }
}

impl From<Severity> for Colour {
    /// As miette paints them.
    fn from(severity: Severity) -> Self {
        match severity {
            Severity::Error => Self::Red,
            Severity::Warning => Self::Yellow,
            Severity::Info => Self::Cyan,
        }
    }
}

/// How the page looks.
#[derive(Debug)]
pub(super) struct Look {
    color: bool,
    /// Columns, never less than [`NARROWEST`].
    pub(super) width: usize,
    handler: GraphicalReportHandler,
}

/// Below this nothing can be laid out; the terminal wraps then.
const NARROWEST: usize = 60;

impl Look {
    pub(super) fn new(color: bool, unicode: bool, width: usize) -> Self {
        let theme = match (unicode, color) {
            (true, true) => GraphicalTheme::unicode(),
            (true, false) => GraphicalTheme::unicode_nocolor(),
            (false, true) => GraphicalTheme::ascii(),
            (false, false) => GraphicalTheme::none(),
        };
        let width = width.max(NARROWEST);
        // Lines are wrapped by `wrap`: miette's way breaks names and paths at their hyphens.
        let handler = GraphicalReportHandler::new_themed(theme)
            .with_width(width)
            .with_wrap_lines(false)
            .without_syntax_highlighting()
            .with_urls(false);
        Self { color, width, handler }
    }

    /// Draws one finding.
    pub(super) fn handler(&self) -> &GraphicalReportHandler {
        &self.handler
    }

    /// `text` in `colour`, where there are colours.
    pub(super) fn paint(&self, colour: Colour, text: &str) -> String {
        if self.color { format!("\u{1b}[{}m{text}\u{1b}[0m", colour.code()) } else { text.to_owned() }
    }
}
