//! From the source of a scalar to its text: folding, escapes, indentation. What gets here was found sound by the
//! fast reader, so nothing can fail; [`is_sound`] is that check.

/// How a quoted scalar is quoted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Style {
    Single,
    Double,
}

/// Whether the inside of a quoted scalar can be decoded: its escapes are known, its lines are indented further than
/// `column`, and nothing in it is too rare to be sure of.
pub(super) fn is_sound(inside: &[u8], style: Style, column: usize) -> bool {
    let mut at = 0;
    while at < inside.len() {
        match inside[at] {
            b'\\' if style == Style::Double => match escape(&inside[at + 1..]) {
                // The line behind an escaped line end must be indented as every other.
                Some((None, length)) if length - 1 <= column => return false,
                Some((_, length)) => at += 1 + length,
                None => return false,
            },
            b'\n' => match continuation(inside, at, column) {
                Some(next) => at = next,
                None => return false,
            },
            _ => at += 1,
        }
    }
    true
}

/// Where the text goes on after the line end at `at`; blank lines may stand between.
fn continuation(inside: &[u8], at: usize, column: usize) -> Option<usize> {
    let mut next = at + 1;
    loop {
        let line = next;
        while inside.get(next) == Some(&b' ') {
            next += 1;
        }
        match inside.get(next)? {
            b'\n' => next += 1,
            _ if next - line > column => return Some(next),
            _ => return None,
        }
    }
}

/// An escape behind its `\`: the character, or none for an escaped line end, and how long it is.
fn escape(rest: &[u8]) -> Option<(Option<char>, usize)> {
    let simple = |c: char| Some((Some(c), 1));
    let hex = |digits: usize| {
        let text = std::str::from_utf8(rest.get(1..=digits)?).ok()?;
        if !text.bytes().all(|b| b.is_ascii_hexdigit()) {
            return None;
        }
        let c = char::from_u32(u32::from_str_radix(text, 16).ok()?)?;
        Some((Some(c), digits + 1))
    };
    match rest.first()? {
        b'0' => simple('\0'),
        b'a' => simple('\u{7}'),
        b'b' => simple('\u{8}'),
        b't' => simple('\t'),
        b'n' => simple('\n'),
        b'v' => simple('\u{b}'),
        b'f' => simple('\u{c}'),
        b'r' => simple('\r'),
        b'e' => simple('\u{1b}'),
        b' ' => simple(' '),
        b'"' => simple('"'),
        b'\\' => simple('\\'),
        b'N' => simple('\u{85}'),
        b'_' => simple('\u{a0}'),
        b'L' => simple('\u{2028}'),
        b'P' => simple('\u{2029}'),
        b'x' => hex(2),
        b'u' => hex(4),
        b'U' => hex(8),
        b'\n' => {
            let spaces = rest[1..].iter().take_while(|byte| **byte == b' ').count();
            // A blank line behind an escaped line end is too rare to be sure of.
            (rest.get(1 + spaces) != Some(&b'\n')).then_some((None, 1 + spaces))
        }
        _ => None,
    }
}

/// The text of a quoted scalar, from what stands between its quotes.
pub(super) fn quoted(inside: &str, style: Style) -> String {
    let bytes = inside.as_bytes();
    let special = |byte: &u8| match style {
        Style::Single => matches!(byte, b'\'' | b'\n'),
        Style::Double => matches!(byte, b'\\' | b'\n'),
    };
    let mut out = String::with_capacity(inside.len());
    // Blanks before this were escaped, and are kept at a line end.
    let mut kept = 0;
    let mut at = 0;
    while let Some(next) = bytes[at..].iter().position(special).map(|next| at + next) {
        out.push_str(&inside[at..next]);
        match bytes[next] {
            b'\'' => {
                out.push('\'');
                at = next + 2;
            }
            b'\\' => {
                let (character, length) = escape(&bytes[next + 1..]).unwrap_or((None, 1));
                out.extend(character);
                kept = out.len();
                at = next + 1 + length;
            }
            _ => {
                let trimmed = out.trim_end_matches(' ').len().max(kept);
                out.truncate(trimmed);
                at = fold(bytes, next, &mut out);
                kept = out.len();
            }
        }
    }
    out.push_str(&inside[at..]);
    out
}

/// A plain scalar of several lines.
pub(super) fn folded(source: &str) -> String {
    let mut out = String::with_capacity(source.len());
    for line in source.split('\n') {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(line.trim_start_matches(' '));
    }
    out
}

/// Folds the line end at `at`: one becomes a blank, several become one less. Gives where the text goes on.
fn fold(bytes: &[u8], at: usize, out: &mut String) -> usize {
    let (mut next, mut ends) = (at, 0);
    while let Some(byte) = bytes.get(next) {
        match byte {
            b'\n' => ends += 1,
            b' ' => {}
            _ => break,
        }
        next += 1;
    }
    if ends == 1 {
        out.push(' ');
    } else {
        out.extend(std::iter::repeat_n('\n', ends - 1));
    }
    next
}

/// A literal block, from the place of its text in the whole source: from the first character of its first line that
/// is not blank to the end of its last. Its indentation and its header are read off the source around it.
pub(super) fn literal(source: &str, start: usize, end: usize) -> String {
    let bytes = source.as_bytes();
    let line = bytes[..start].iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
    let indent = start - line;
    let header = bytes[..line].iter().rposition(|byte| !matches!(byte, b' ' | b'\n')).unwrap_or(0);
    let leading = bytes[header..line].iter().filter(|byte| **byte == b'\n').count().saturating_sub(1);
    let (keep, strip) = (bytes[header] == b'+', bytes[header] == b'-');

    let mut out = String::with_capacity(end - start + leading + 1);
    out.extend(std::iter::repeat_n('\n', leading));
    for (nr, text) in source[start..end].split('\n').enumerate() {
        if nr == 0 {
            out.push_str(text);
            continue;
        }
        out.push('\n');
        let blanks = text.len() - text.trim_start_matches(' ').len();
        out.push_str(&text[blanks.min(indent)..]);
    }
    if keep {
        let trailing = bytes[end..].iter().take_while(|byte| matches!(byte, b' ' | b'\n'));
        out.extend(std::iter::repeat_n('\n', trailing.filter(|byte| **byte == b'\n').count()));
    } else if !strip && end < bytes.len() {
        out.push('\n');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quoted_texts() {
        for (inside, text) in [
            ("a\\tb\\n\\\"c\\\\", "a\tb\n\"c\\"),
            ("\\x41\\u00e9\\U0001F600", "A\u{e9}\u{1f600}"),
            ("one\n  two", "one two"),
            ("one  \n  two", "one two"),
            ("one\n\n  two", "one\ntwo"),
            ("one \\\n  \\ two", "one  two"),
            ("one\\ \n  two", "one  two"),
        ] {
            assert!(is_sound(inside.as_bytes(), Style::Double, 0), "{inside}");
            assert_eq!(quoted(inside, Style::Double), text, "{inside}");
        }
        assert_eq!(quoted("it''s\n  one\n\n  two", Style::Single), "it's one\ntwo");
        for inside in ["\\q", "\\x4", "\\ud83d\\ude00", "a\nb", "a\\\nb", "a\\\n\n  b", "a\n  "] {
            assert!(!is_sound(inside.as_bytes(), Style::Double, 0), "{inside}");
        }
    }

    #[test]
    fn literal_blocks() {
        for (source, text) in [
            ("a: |\n  one\n  two\nb: 1\n", "one\ntwo\n"),
            ("a: |-\n  one\n\n   two\n\nb: 1\n", "one\n\n two"),
            ("a: |+\n  one\n\nb: 1\n", "one\n\n"),
            ("a: |\n\n  one\n", "\none\n"),
            ("a: |2-\n   one\n", " one"),
            ("- |-\n  one-\n- x\n", "one-"),
        ] {
            let start = source.find("one").expect("a text") - usize::from(source.contains("|2"));
            let end = source.find("two").or(source.find("one")).expect("a text");
            let end = source[end..].find('\n').map_or(source.len(), |at| end + at);
            assert_eq!(literal(source, start, end), text, "{source}");
        }
    }
}
