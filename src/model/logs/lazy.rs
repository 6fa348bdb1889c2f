//! A regex over a text that is checked when it is made and compiled when it is first asked: a rule pack has hundreds of
//! them, and one archive asks few. The patterns that logs are searched for are made ready elsewhere.

use std::sync::OnceLock;

use regex::{Regex, RegexBuilder};

use super::patterns::{PatternError, SIZE_LIMIT, parse};
use super::size;

/// A regex over a text, as [`regex::Regex`] reads it.
#[derive(Debug, Clone)]
pub struct LazyRegex {
    text: String,
    regex: OnceLock<Regex>,
}

impl LazyRegex {
    /// Checks the text of a regex.
    ///
    /// # Errors
    /// When it is none, when it could match what is no UTF-8, or when it takes more than 1 MiB when it is compiled.
    pub fn new(text: &str) -> Result<Self, PatternError> {
        let hir = parse(text, true)?;
        let regex = OnceLock::new();
        if size::bound(&hir) > SIZE_LIMIT {
            let compiled = RegexBuilder::new(text).size_limit(SIZE_LIMIT).build();
            let _ = regex.set(compiled.map_err(|_| PatternError::too_large())?);
        }
        Ok(Self { text: text.to_owned(), regex })
    }

    /// Whether it matches somewhere in the text.
    #[must_use]
    pub fn is_match(&self, text: &str) -> bool {
        self.compiled().is_match(text)
    }

    /// The regex, compiled now if nobody asked before.
    #[must_use]
    pub fn compiled(&self) -> &Regex {
        self.regex.get_or_init(|| {
            // Its size was told from its syntax before, and it was parsed by the same parser.
            let compiled = RegexBuilder::new(&self.text).size_limit(usize::MAX).build();
            compiled.expect("internal error: what was parsed as a regex is one")
        })
    }
}

#[cfg(test)]
mod tests {
    use super::LazyRegex;

    #[test]
    fn what_is_accepted_can_be_compiled_and_the_rest_is_told() {
        for (text, hit, miss) in [("^a+$", "aa", "ab"), (r"(?i)\bö\b", "an Ö", "öl"), ("", "x", "")] {
            let regex = LazyRegex::new(text).expect("a regex");
            assert!(regex.is_match(hit), "{text}");
            assert_eq!(regex.is_match(miss), miss.is_empty(), "{text}");
        }
        let large = r"[\pL]{50}[\pL]{50}";
        for (text, reason) in [
            ("a(b", "unclosed group"),
            (r"(?-u)\xff", "pattern can match invalid UTF-8"),
            (large, "it takes more than 1048576 bytes when it is compiled"),
        ] {
            assert_eq!(LazyRegex::new(text).expect_err("no regex").reason, reason, "{text}");
            assert!(regex::RegexBuilder::new(text).size_limit(1 << 20).build().is_err(), "{text}");
        }
    }
}
