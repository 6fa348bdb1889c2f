//! Where keys, scalars and lines end: scanning of bytes for the fast reader. Lines of YAML are short, so eight bytes are
//! looked at in one step, without the cost of a call for every line. Knows nothing of maps, lists and the tape.

use memchr::{memchr, memchr2};

const LOW_BITS: u64 = 0x0101_0101_0101_0101;
const HIGH_BITS: u64 = 0x8080_8080_8080_8080;

/// Eight bytes, the first of them the lowest.
fn word(bytes: &[u8], at: usize) -> Option<u64> {
    bytes.get(at..)?.first_chunk().map(|chunk| u64::from_le_bytes(*chunk))
}

/// The highest bit of each byte that equals `wanted`, exact up to the first of them.
fn equal(word: u64, wanted: u8) -> u64 {
    let zero = word ^ (LOW_BITS * u64::from(wanted));
    zero.wrapping_sub(LOW_BITS) & !zero & HIGH_BITS
}

/// The first place from `at` on that holds one of three bytes; the end if there is none.
fn first_of(bytes: &[u8], mut at: usize, [a, b, c]: [u8; 3]) -> usize {
    while let Some(word) = word(bytes, at) {
        let found = equal(word, a) | equal(word, b) | equal(word, c);
        if found != 0 {
            return at + found.trailing_zeros() as usize / 8;
        }
        at += 8;
    }
    let rest = bytes.get(at..).unwrap_or_default();
    at + rest.iter().position(|byte| [a, b, c].contains(byte)).unwrap_or(rest.len())
}

/// The first place from `at` on that holds no blank.
pub(super) fn skip_blanks(bytes: &[u8], mut at: usize) -> usize {
    while let Some(word) = word(bytes, at) {
        let other = word ^ (LOW_BITS * u64::from(b' '));
        if other != 0 {
            return at + other.trailing_zeros() as usize / 8;
        }
        at += 8;
    }
    let rest = bytes.get(at..).unwrap_or_default();
    at + rest.iter().take_while(|byte| **byte == b' ').count()
}

/// The end of the line.
pub(super) fn line_end(bytes: &[u8], at: usize) -> usize {
    memchr(b'\n', &bytes[at..]).map_or(bytes.len(), |nr| at + nr)
}

/// Where a plain key that begins here ends, at its colon. `None` when there is no key on this line, or one with a blank
/// before its colon or with what looks like a comment in it.
pub(super) fn plain_key_end(bytes: &[u8], start: usize) -> Option<usize> {
    let mut at = start;
    loop {
        at = first_of(bytes, at, [b':', b' ', b'\n']);
        match (bytes.get(at)?, bytes.get(at + 1)) {
            (b':', None | Some(b' ' | b'\n')) => return Some(at),
            (b'\n', _) | (b' ', Some(b'#')) => return None,
            (b' ', Some(b':')) if matches!(bytes.get(at + 2), None | Some(b' ' | b'\n')) => return None,
            _ => at += 1,
        }
    }
}

/// Where a line of a plain scalar ends, if nothing in it ends the scalar before: `: `, ` #`, a blank at its end.
pub(super) fn plain_line_end(bytes: &[u8], start: usize) -> Option<usize> {
    let mut at = start;
    loop {
        at = first_of(bytes, at, [b'\n', b':', b'#']);
        match bytes.get(at) {
            None | Some(b'\n') => break,
            Some(b':') if matches!(bytes.get(at + 1), None | Some(b' ' | b'\n')) => return None,
            Some(b'#') if at > start && bytes[at - 1] == b' ' => return None,
            Some(_) => at += 1,
        }
    }
    (at > start && bytes[at - 1] != b' ').then_some(at)
}

/// Where the quoted text that begins a slice ends, behind its closing quote.
pub(super) fn quoted_end(text: &[u8], quote: u8) -> Option<usize> {
    let mut at = 1;
    loop {
        at += memchr2(quote, if quote == b'"' { b'\\' } else { quote }, text.get(at..)?)?;
        let is_escape = text[at] == b'\\' || (quote == b'\'' && text.get(at + 1) == Some(&quote));
        if !is_escape {
            return Some(at + 1);
        }
        at += 2;
    }
}

/// Where a quoted text that is written as it is ends, behind its closing quote: no escapes, one line.
pub(super) fn simple_quoted_end(bytes: &[u8], start: usize, quote: u8) -> Option<usize> {
    let end = first_of(bytes, start + 1, [quote, b'\\', b'\n']);
    let is_end = bytes.get(end) == Some(&quote) && bytes.get(end + 1) != Some(&quote);
    is_end.then_some(end + 1)
}

/// Characters that begin something else than a plain scalar are not ours.
pub(super) fn is_plain_start(first: u8, second: u8) -> bool {
    match first {
        b'-' | b'?' | b':' => !matches!(second, b' ' | b'\n'),
        b',' | b'[' | b']' | b'{' | b'}' | b'#' | b'&' | b'*' | b'!' | b'|' | b'>' | b'\'' | b'"' | b'%'
        | b'@' | b'`' => false,
        b' ' | b'\n' => false,
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_first_wherever_it_stands() {
        for length in 0..40 {
            for at in 0..length {
                let mut text = vec![b'x'; length];
                text[at] = b':';
                assert_eq!(first_of(&text, 0, [b'\n', b':', b'#']), at);
                assert_eq!(first_of(&text, at + 1, [b'\n', b':', b'#']), length, "there is no second");
                text.fill(b' ');
                text[at] = b'!';
                assert_eq!(skip_blanks(&text, 0), at);
            }
        }
        // Bytes beside the wanted ones, and behind them, where a borrow could reach.
        for text in ["\u{ff}\u{1}\u{b}9;\":", "!!!!!!!!\n", ":;;;;;;;;", "\u{ba}\u{ba}\u{ba}\u{ba}:"] {
            let wanted = text.bytes().position(|byte| byte == b':' || byte == b'\n');
            assert_eq!(Some(first_of(text.as_bytes(), 0, [b'\n', b':', b'#'])), wanted, "{text}");
        }
    }

    #[test]
    fn ends() {
        for (line, end) in [
            ("a: b", Some(1)),
            ("a:b:\nc: d", Some(3)),
            ("a b: c", Some(3)),
            ("a\nb: c", None),
            ("a", None),
            (":x", None),
            ("a : b", None),
            ("a #b: c", None),
            ("a :b#: c", Some(5)),
        ] {
            assert_eq!(plain_key_end(line.as_bytes(), 0), end, "{line}");
        }
        for (line, end) in [
            ("a b\nc", Some(3)),
            ("a:b#c", Some(5)),
            ("#", Some(1)),
            ("a ", None),
            ("a: b", None),
            ("a:", None),
            ("a:\n", None),
            ("a #b", None),
            ("", None),
        ] {
            assert_eq!(plain_line_end(line.as_bytes(), 0), end, "{line}");
        }
        for (text, end) in
            [("\"a\"", Some(3)), ("\"\"", Some(2)), ("\"a\\\"\"", None), ("\"a\n\"", None), ("\"a", None)]
        {
            assert_eq!(simple_quoted_end(text.as_bytes(), 0, b'"'), end, "{text}");
        }
        assert_eq!(simple_quoted_end(b"'it''s'", 0, b'\''), None);
        assert_eq!(simple_quoted_end(b"'its'", 0, b'\''), Some(5));
    }
}
