//! What is on the other side of standard output and standard error: whether there are colours, how wide it is, and
//! how messages and pages for a person are shown on it.

use std::io::{self, IsTerminal, Write as _};

use miette::{GraphicalReportHandler, GraphicalTheme};

use super::Failure;
use super::args::When;
use crate::rules::written::Mistake;
use crate::text::printable;

/// Width where there is no terminal to ask.
const WIDTH: usize = 110;
/// Lines longer than this are hard to read, however wide the terminal is.
const WIDEST: usize = 140;
/// Nothing can be drawn on less.
const NARROWEST: usize = 60;

/// Writes a page to standard output. Whoever reads it may have enough before its end.
pub(super) fn print(page: &str) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    match out.write_all(page.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(Failure::Output(format!("the output cannot be written: {error}")))
        }
        _ => Ok(()),
    }
}

/// One of the two outputs.
#[derive(Debug, Clone, Copy)]
pub(super) struct Terminal {
    /// Whether to colour.
    pub(super) color: bool,
    /// Columns.
    pub(super) width: usize,
    /// Whether lines can be drawn with Unicode.
    pub(super) unicode: bool,
}

impl Terminal {
    pub(super) fn stdout(color: When) -> Self {
        Self::new(color, io::stdout().is_terminal(), supports_unicode::Stream::Stdout)
    }

    pub(super) fn stderr(color: When) -> Self {
        Self::new(color, io::stderr().is_terminal(), supports_unicode::Stream::Stderr)
    }

    fn new(color: When, is_terminal: bool, stream: supports_unicode::Stream) -> Self {
        let value = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty());
        let color = match color {
            When::Always => true,
            When::Never => false,
            // https://no-color.org: any value but the empty one, so `0` too.
            When::Auto if value("NO_COLOR").is_some() => false,
            When::Auto => is_terminal || value("CLICOLOR_FORCE").is_some_and(|value| value != "0"),
        };
        let asked = terminal_size::terminal_size().map(|(width, _)| usize::from(width.0));
        let width = asked.filter(|_| is_terminal).unwrap_or(WIDTH).clamp(NARROWEST, WIDEST);
        // A file gets Unicode; who reads it later is not known.
        Self { color, width, unicode: !is_terminal || supports_unicode::on(stream) }
    }

    /// Writes `error: …` to standard error, on one line.
    pub(super) fn error(&self, sentence: &str) {
        let (on, off) = if self.color { ("\x1b[31;1m", "\x1b[0m") } else { ("", "") };
        // If standard error is closed there is nobody to tell.
        let _ = writeln!(io::stderr(), "{on}error{off}: {}", printable(sentence).replace('\n', "\\n"));
    }

    /// Writes a note to standard error, on one line.
    pub(super) fn note(sentence: &str) {
        // If standard error is closed there is nobody to tell.
        let _ = writeln!(io::stderr(), "note: {}", printable(sentence).replace('\n', "\\n"));
    }

    /// Writes mistakes with their places to standard error.
    pub(super) fn mistakes(&self, mistakes: &[Mistake], place: &str) {
        let text = self.drawn(mistakes);
        let count = mistakes.len();
        let noun = if count == 1 { "mistake" } else { "mistakes" };
        let _ = write!(io::stderr(), "{text}");
        self.error(&format!("{count} {noun} in {place}; nothing was judged"));
    }

    /// Mistakes with the lines of their files.
    pub(super) fn drawn(&self, mistakes: &[Mistake]) -> String {
        let theme = match (self.unicode, self.color) {
            (true, true) => GraphicalTheme::unicode(),
            (true, false) => GraphicalTheme::unicode_nocolor(),
            (false, true) => GraphicalTheme::ascii(),
            (false, false) => GraphicalTheme::none(),
        };
        let handler = GraphicalReportHandler::new_themed(theme).with_width(self.width).with_links(false);
        let mut text = String::new();
        for mistake in mistakes {
            // Writing to a String fails only if a Display does, and ours do not.
            let _ = handler.render_report(&mut text, mistake);
            text.push('\n');
        }
        text
    }
}
