//! Laying out text for a terminal: wrapping at spaces, cutting, counting. Never breaks a word: a path or a URL
//! that is longer than the line is left to the terminal, so that it can still be copied.

use crate::text::printable;

/// Stands for what was cut out of a text.
const CUT: &str = " … ";

/// `text` in lines of at most `width` characters, where its words allow that. Never empty.
pub(super) fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![];
    for paragraph in text.lines() {
        let mut line = String::new();
        let mut used = 0;
        for word in paragraph.split_whitespace() {
            let long = word.chars().count();
            if used > 0 && used + 1 + long > width {
                lines.push(std::mem::take(&mut line));
                used = 0;
            }
            if used > 0 {
                line.push(' ');
                used += 1;
            }
            line.push_str(word);
            used += long;
        }
        lines.push(line);
    }
    if lines.is_empty() {
        lines.push(String::new());
    }
    lines
}

/// Foreign text of several lines, safe to print: empty lines left out, at most `lines` lines and `most`
/// characters. What is too long is cut in the middle, where a `…` stands then: the end often says what went wrong.
pub(super) fn block(text: &str, lines: usize, most: usize) -> String {
    let kept: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let shown = match kept.split_last() {
        Some((last, _)) if kept.len() > lines => {
            format!("{} …\n{last}", kept[..lines.saturating_sub(1)].join("\n"))
        }
        _ => kept.join("\n"),
    };
    middle(&printable(&shown), most)
}

/// `text`, of which at most `most` characters are kept: more of its beginning than of its end.
pub(in crate::output) fn middle(text: &str, most: usize) -> String {
    let all = text.chars().count();
    if all <= most {
        return text.to_owned();
    }
    let first = most * 7 / 10;
    let last = most.saturating_sub(first + CUT.chars().count());
    let head: String = text.chars().take(first).collect();
    let tail: String = text.chars().skip(all - last).collect();
    format!("{}{CUT}{}", head.trim_end(), tail.trim_start())
}

/// `1 error`, `2 errors`.
pub(in crate::output) fn count(nr: impl TryInto<u64>, one: &str) -> String {
    let nr = nr.try_into().unwrap_or(u64::MAX);
    if nr == 1 { format!("1 {one}") } else { format!("{nr} {one}s") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wraps_at_spaces_only() {
        for (text, width, lines) in [
            ("", 10, vec![""]),
            ("one two three", 8, vec!["one two", "three"]),
            ("one two three", 7, vec!["one two", "three"]),
            ("a-very-long-name b", 6, vec!["a-very-long-name", "b"]),
            ("a\nb  c", 60, vec!["a", "b c"]),
            ("\u{e9}\u{e9}\u{e9} \u{e9}\u{e9}", 6, vec!["\u{e9}\u{e9}\u{e9} \u{e9}\u{e9}"]),
        ] {
            assert_eq!(wrap(text, width), lines, "{text}");
        }
    }

    #[test]
    fn a_block_is_safe_and_bounded() {
        assert_eq!(block("a\n\n \n b\u{1b}\r\n", 6, 60), "a\nb\\x1b");
        assert_eq!(block("a\nb\nc\nd", 3, 60), "a\nb …\nd");
        assert_eq!(block("a\nb\nc", 3, 60), "a\nb\nc");
        assert_eq!(block("abcdefghijklmnopqrstuvwxyz", 2, 20), "abcdefghijklmn … xyz");
        assert_eq!(block("\u{e9}\u{e9}\u{e9}\u{e9}", 2, 2), "\u{e9} … ");
        assert_eq!(block("", 2, 4), "");
    }

    #[test]
    fn counts() {
        assert_eq!((count(1, "rule"), count(0, "rule")), ("1 rule".into(), "0 rules".into()));
    }
}
