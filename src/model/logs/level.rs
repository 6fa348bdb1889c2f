//! How bad a log line says it is.

use std::fmt;

/// How bad a log line says it is, from the least to the worst.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// For developers; traces too.
    Debug,
    /// What goes on; notices too.
    Info,
    /// Something is odd.
    Warning,
    /// Something failed.
    Error,
    /// The program cannot go on; panics, and what the system log calls critical, too.
    Fatal,
}

impl Level {
    /// The level of a word, in any case: `warn`, `ERROR`, `Err`, `critical`, ….
    #[must_use]
    pub fn of_word(word: &str) -> Option<Self> {
        const WORDS: [(Level, &[&str]); 5] = [
            (Level::Debug, &["debug", "dbg", "trace"]),
            (Level::Info, &["info", "information", "informational", "notice", "normal"]),
            (Level::Warning, &["warning", "warn", "wrn"]),
            (Level::Error, &["error", "err", "failure"]),
            (
                Level::Fatal,
                &["fatal", "panic", "dpanic", "critical", "crit", "alert", "emergency", "emerg", "emer"],
            ),
        ];
        WORDS
            .into_iter()
            .find(|(_, words)| words.iter().any(|one| one.eq_ignore_ascii_case(word)))
            .map(|(level, _)| level)
    }

    /// The level of the letter that klog begins a line with.
    pub(super) fn of_letter(letter: u8) -> Option<Self> {
        match letter {
            b'D' => Some(Self::Debug),
            b'I' => Some(Self::Info),
            b'W' => Some(Self::Warning),
            b'E' => Some(Self::Error),
            b'F' => Some(Self::Fatal),
            _ => None,
        }
    }

    /// Its name in rules and reports.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Debug => "debug",
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
            Self::Fatal => "fatal",
        }
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_letters() {
        for level in [Level::Debug, Level::Info, Level::Warning, Level::Error, Level::Fatal] {
            assert_eq!(Level::of_word(level.name()), Some(level));
            assert_eq!(Level::of_letter(level.name().to_ascii_uppercase().as_bytes()[0]), Some(level));
        }
        for (word, level) in
            [("WARN", Some(Level::Warning)), ("Err", Some(Level::Error)), ("errors", None), ("", None)]
        {
            assert_eq!(Level::of_word(word), level, "{word}");
        }
    }
}
