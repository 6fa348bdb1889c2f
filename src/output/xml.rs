//! Text on its way into XML: what XML 1.0 cannot hold, escaped or not, becomes visible. Quoting `<` and `&` is the
//! writer's work and not done here.

use crate::text::{one_line, printable};

/// `text` with what steers a terminal, and what no XML document may hold, as visible escapes. Newlines stay. One such
/// character would make readers drop the whole file.
pub(super) fn text(text: &str) -> String {
    // The only characters that are printable and not allowed.
    printable(text).replace('\u{fffe}', "\\u{fffe}").replace('\u{ffff}', "\\u{ffff}")
}

/// The same on one line, for attributes, where readers make spaces of newlines; cut to `most` characters.
pub(super) fn line(text: &str, most: usize) -> String {
    self::text(&one_line(text, most))
}

/// The same in ASCII, for where a reader counts bytes and cuts in the middle of a character. What is cut ends in `...`.
pub(super) fn ascii_line(text: &str, most: usize) -> String {
    let line = line(text, most).replace('\u{2026}', "...");
    line.chars().map(|c| if c.is_ascii() { c } else { '?' }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `Char` of <https://www.w3.org/TR/xml/#charsets>.
    fn is_allowed(c: char) -> bool {
        matches!(c, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
    }

    #[test]
    fn no_character_is_left_that_xml_forbids() {
        let all: String = (0..=0x10_ffff).filter_map(char::from_u32).collect();
        assert!(text(&all).chars().all(is_allowed));
        assert!(line(&all, usize::MAX).chars().all(|c| is_allowed(c) && !matches!(c, '\t' | '\n' | '\r')));
        assert_eq!(text("a\u{0}\n\u{fffe}\u{ffff}]]>"), "a\\x00\n\\u{fffe}\\u{ffff}]]>");
    }

    #[test]
    fn ascii_is_ascii() {
        assert_eq!(ascii_line("a\n\u{e9}\u{1b}[0m", 99), "a ?\\x1b[0m");
        assert_eq!(ascii_line("abcdefgh", 5), "abcd...");
    }
}
