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
    links: bool,
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
        Self { color, width, handler, links: false }
    }

    /// The same on a terminal that may understand links.
    pub(super) fn with_links(self, links: bool) -> Self {
        Self { links, ..self }
    }

    /// `text` as a link (OSC 8) to `target`, where the terminal understands links and the target is a page.
    pub(super) fn link(&self, target: Option<&str>, text: &str) -> String {
        let is_page = |target: &&str| {
            let safe = target.bytes().all(|byte| byte.is_ascii_graphic());
            safe && (target.starts_with("https://") || target.starts_with("http://"))
        };
        match target.filter(is_page) {
            Some(target) if self.links => {
                format!("\u{1b}]8;;{target}\u{1b}\\{text}\u{1b}]8;;\u{1b}\\")
            }
            _ => text.to_owned(),
        }
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
