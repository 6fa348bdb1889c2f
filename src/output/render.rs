//! What all formats share: the trait, and how writing can fail. Not the formats themselves.

use std::io::{self, Write};

use crate::findings::Report;

/// Writes a report, or an inventory, in one format.
pub trait Render<What = Report> {
    /// Writes the whole of it, in UTF-8, with a final newline where anything is written.
    ///
    /// # Errors
    /// When `out` does not take the bytes, or it cannot be put into this format.
    fn render(&self, what: &What, out: &mut dyn Write) -> Result<(), RenderError>;
}

/// Why nothing, or not all, was written.
#[derive(Debug, thiserror::Error)]
pub enum RenderError {
    /// The other end did not take it.
    #[error("write it")]
    Write(#[from] io::Error),
    /// Our mistake: it does not fit into JSON.
    #[error("turn it into JSON")]
    Json(#[from] serde_json::Error),
    /// Our mistake: a page could not be drawn.
    #[error("draw it")]
    Draw(#[from] std::fmt::Error),
}

impl RenderError {
    /// Whether the reader went away (`camgi check mg | head`), which is no error for the caller.
    #[must_use]
    pub fn is_broken_pipe(&self) -> bool {
        match self {
            Self::Write(error) => error.kind() == io::ErrorKind::BrokenPipe,
            Self::Json(error) => error.io_error_kind() == Some(io::ErrorKind::BrokenPipe),
            Self::Draw(_) => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::{Concise, Github, Human, Json, Jsonl, Junit, Markdown, Sarif, View, sample};

    struct Closed(io::ErrorKind);

    impl Write for Closed {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(self.0.into())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_closed_pipe_is_told_from_a_full_disk_in_every_format() {
        let report = sample::report();
        let human = Human {
            color: false,
            width: 100,
            view: View::default(),
            links: false,
            unicode: true,
            verbose: false,
        };
        let markdown = Markdown { view: View::default(), limit: Markdown::COMMENT };
        let concise = Concise::default();
        let (github, junit) = (Github::default(), Junit::default());
        let formats: [&dyn Render; 8] = [&human, &concise, &Json, &Jsonl, &Sarif, &junit, &markdown, &github];
        for format in formats {
            for (kind, broken) in [(io::ErrorKind::BrokenPipe, true), (io::ErrorKind::StorageFull, false)] {
                let error = format.render(&report, &mut Closed(kind)).expect_err("nothing can be written");
                assert_eq!(error.is_broken_pipe(), broken, "{kind}");
            }
        }
    }
}
