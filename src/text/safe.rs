//! Text of an archive on its way to a person: nothing in it may steer a terminal or hide what is written.
//! Escaping for XML, HTML and JSON is not here; each format does its own.

use std::borrow::Cow;
use std::fmt::Write as _;

/// Whether `c` must not reach a terminal as it is: control characters (but newline and tab are the caller's
/// to judge) and the characters that reorder or hide text (bidirectional controls, zero-width ones).
#[must_use]
pub fn is_unsafe(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// `text` with every unsafe character shown as an escape (`\x1b`, `\u{202e}`). Newlines stay, tabs become a
/// space.
#[must_use]
pub fn printable(text: &str) -> Cow<'_, str> {
    if !text.chars().any(|c| c != '\n' && is_unsafe(c)) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            '\n' => out.push('\n'),
            '\t' => out.push(' '),
            c if is_unsafe(c) => push_escape(&mut out, c),
            c => out.push(c),
        }
    }
    Cow::Owned(out)
}

/// `text` on one line: runs of white space become one space, unsafe characters become escapes, and what is
/// longer than `most` characters ends in `…`.
#[must_use]
pub fn one_line(text: &str, most: usize) -> String {
    let mut out = String::new();
    for word in text.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(&printable(word));
    }
    match clip(&out, most) {
        Cow::Borrowed(_) => out,
        Cow::Owned(cut) => cut,
    }
}

/// `text`, cut to `most` characters; what was cut is shown by a final `…`.
#[must_use]
pub fn clip(text: &str, most: usize) -> Cow<'_, str> {
    match text.char_indices().nth(most) {
        None => Cow::Borrowed(text),
        Some(_) => {
            let end = text.char_indices().nth(most.saturating_sub(1)).map_or(0, |(at, _)| at);
            Cow::Owned(format!("{}…", &text[..end]))
        }
    }
}

fn push_escape(out: &mut String, c: char) {
    let code = u32::from(c);
    let written = if code < 0x100 { write!(out, "\\x{code:02x}") } else { write!(out, "\\u{{{code:x}}}") };
    written.expect("internal error: writing to a String cannot fail");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_do_not_reach_a_terminal() {
        for (raw, shown) in [
            ("plain \u{e9}\u{4e2d}", "plain \u{e9}\u{4e2d}"),
            ("\x1b[31mred", "\\x1b[31mred"),
            ("a\tb\nc", "a b\nc"),
            ("\u{202e}gpj.exe", "\\u{202e}gpj.exe"),
            ("\u{61c}ab\u{e0041}", "\\u{61c}ab\\u{e0041}"),
            ("nul\0bel\x07c1\u{9b}", "nul\\x00bel\\x07c1\\x9b"),
        ] {
            assert_eq!(printable(raw), shown);
            assert!(!printable(raw).chars().any(|c| c != '\n' && is_unsafe(c)));
        }
    }

    #[test]
    fn one_line_folds_and_cuts() {
        assert_eq!(one_line("  a\n\n  b\r\n c ", 80), "a b c");
        assert_eq!(one_line("abcdef", 6), "abcdef");
        assert_eq!(one_line("abcdefg", 6), "abcde…");
        assert_eq!(one_line("", 6), "");
        assert_eq!(clip("\u{e9}\u{e9}\u{e9}", 2), "\u{e9}…");
    }
}
