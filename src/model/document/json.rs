//! JSON, straight onto the tape: RFC 8259 and nothing more. What is not JSON is left to the full reader of YAML, which
//! reads JSON too, but slowly, and not the pairs of surrogates that some writers use.

use memchr::memchr2;

use super::dialect::Tape;
use super::tape::{Cell, Kind, MANAGED_FIELDS, ReadOptions};

/// The tape of a text, or `None` when it is not one JSON object or array.
pub(super) fn read(text: &str, options: ReadOptions) -> Option<Tape> {
    let mut reader = Reader {
        bytes: text.as_bytes(),
        at: 0,
        depth: 0,
        options,
        tape: Tape { cells: Vec::with_capacity(text.len() / 16), lazy: 0 },
    };
    reader.skip_blanks();
    if !matches!(reader.peek()?, b'{' | b'[') {
        return None;
    }
    reader.value()?;
    reader.skip_blanks();
    reader.tape.cells.shrink_to_fit();
    (reader.at == reader.bytes.len()).then_some(reader.tape)
}

struct Reader<'t> {
    bytes: &'t [u8],
    at: usize,
    depth: usize,
    options: ReadOptions,
    tape: Tape,
}

impl Reader<'_> {
    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn skip_blanks(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\n' | b'\r' | b'\t')) {
            self.at += 1;
        }
    }

    fn push(&mut self, kind: Kind, start: usize, end: usize) -> Option<usize> {
        let at = self.tape.cells.len();
        if at >= self.options.limits.nodes {
            return None;
        }
        let cell = Cell { start: u32::try_from(start).ok()?, end: u32::try_from(end).ok()?, link: 0, kind };
        self.tape.cells.push(cell);
        Some(at)
    }

    /// Reads a value; stands behind it then.
    fn value(&mut self) -> Option<()> {
        match self.peek()? {
            b'{' => self.collection(Kind::Map, b'}'),
            b'[' => self.collection(Kind::List, b']'),
            b'"' => self.string(),
            _ => self.word(),
        }
    }

    fn collection(&mut self, kind: Kind, close: u8) -> Option<()> {
        self.depth += 1;
        if self.depth > self.options.limits.depth {
            return None;
        }
        let start = self.at;
        let cell = self.push(kind, start, start)?;
        self.at += 1;
        self.skip_blanks();
        if self.peek()? != close {
            loop {
                let before = self.tape.mark();
                let is_managed_fields = kind == Kind::Map && self.key()?;
                self.value()?;
                if is_managed_fields && !self.options.keep_managed_fields {
                    self.tape.forget_list(before);
                }
                self.skip_blanks();
                match self.peek()? {
                    b',' => self.at += 1,
                    end if end == close => break,
                    _ => return None,
                }
                self.skip_blanks();
            }
        }
        self.at += 1;
        self.depth -= 1;
        let after = u32::try_from(self.tape.cells.len()).ok()?;
        let cell = &mut self.tape.cells[cell];
        (cell.link, cell.end) = (after, u32::try_from(self.at).ok()?);
        Some(())
    }

    /// Reads a key and its colon; says whether it is `managedFields`.
    fn key(&mut self) -> Option<bool> {
        if self.peek()? != b'"' {
            return None;
        }
        let start = self.at;
        self.string()?;
        let is_managed_fields = &self.bytes[start + 1..self.at - 1] == MANAGED_FIELDS;
        self.skip_blanks();
        if self.peek()? != b':' {
            return None;
        }
        self.at += 1;
        self.skip_blanks();
        Some(is_managed_fields)
    }

    fn string(&mut self) -> Option<()> {
        let start = self.at;
        let mut at = start + 1;
        let mut escaped = false;
        loop {
            at += memchr2(b'"', b'\\', self.bytes.get(at..)?)?;
            if self.bytes[at] == b'"' {
                break;
            }
            escaped = true;
            at += 2;
        }
        let inside = &self.bytes[start + 1..at];
        // No branches, so that the compiler turns it into vector code.
        if inside.iter().fold(false, |found, byte| found | (*byte < 0x20)) || (escaped && !is_sound(inside)) {
            return None;
        }
        self.at = at + 1;
        let cell = self.push(if escaped { Kind::Json } else { Kind::Quoted }, start, self.at)?;
        if escaped {
            self.tape.cells[cell].link = self.tape.lazy;
            self.tape.lazy += 1;
        }
        Some(())
    }

    /// A number, `true`, `false` or `null`.
    fn word(&mut self) -> Option<()> {
        let rest = &self.bytes[self.at..];
        let length = rest
            .iter()
            .position(|byte| !matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'+' | b'-' | b'.' | b'E'))?;
        let word = &rest[..length];
        if !(matches!(word, b"true" | b"false" | b"null") || is_number(word)) {
            return None;
        }
        let start = self.at;
        self.at += length;
        self.push(Kind::Plain, start, self.at).map(drop)
    }
}

fn is_number(word: &[u8]) -> bool {
    let digits = |from: &[u8]| from.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let mut rest = word.strip_prefix(b"-").unwrap_or(word);
    let whole = digits(rest);
    if whole == 0 || (whole > 1 && rest[0] == b'0') {
        return false;
    }
    rest = &rest[whole..];
    if let Some(fraction) = rest.strip_prefix(b".") {
        let count = digits(fraction);
        if count == 0 {
            return false;
        }
        rest = &fraction[count..];
    }
    if let [b'e' | b'E', exponent @ ..] = rest {
        let exponent =
            exponent.strip_prefix(b"+").or_else(|| exponent.strip_prefix(b"-")).unwrap_or(exponent);
        let count = digits(exponent);
        return count > 0 && count == exponent.len();
    }
    rest.is_empty()
}

/// Whether every escape of a string is one.
fn is_sound(inside: &[u8]) -> bool {
    let mut at = 0;
    while let Some(next) = inside[at..].iter().position(|byte| *byte == b'\\').map(|next| at + next) {
        match escape(&inside[next + 1..]) {
            Some((_, length)) => at = next + 1 + length,
            None => return false,
        }
    }
    true
}

/// An escape behind its `\`: the character, and how long it is.
fn escape(rest: &[u8]) -> Option<(char, usize)> {
    let unit = |rest: &[u8]| {
        let digits =
            std::str::from_utf8(rest.get(1..5)?).ok().filter(|d| d.bytes().all(|b| b.is_ascii_hexdigit()))?;
        u32::from_str_radix(digits, 16).ok()
    };
    let simple = |c: char| Some((c, 1));
    match rest.first()? {
        b'"' => simple('"'),
        b'\\' => simple('\\'),
        b'/' => simple('/'),
        b'b' => simple('\u{8}'),
        b'f' => simple('\u{c}'),
        b'n' => simple('\n'),
        b'r' => simple('\r'),
        b't' => simple('\t'),
        b'u' => {
            let high = unit(rest)?;
            if !(0xd800..0xdc00).contains(&high) {
                return Some((char::from_u32(high)?, 5));
            }
            let second = rest.get(5..).filter(|second| second.starts_with(b"\\u"))?;
            let low = unit(&second[1..]).filter(|low| (0xdc00..0xe000).contains(low))?;
            Some((char::from_u32(0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00))?, 11))
        }
        _ => None,
    }
}

/// The text of a string with escapes, from what stands between its quotes.
pub(super) fn string(inside: &str) -> String {
    let mut out = String::with_capacity(inside.len());
    let mut rest = inside;
    while let Some(at) = rest.find('\\') {
        out.push_str(&rest[..at]);
        let (character, length) = escape(&rest.as_bytes()[at + 1..]).unwrap_or(('\u{fffd}', 1));
        out.push(character);
        rest = &rest[at + 1 + length..];
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::DocumentLimits;

    #[test]
    fn takes_json_and_nothing_else() {
        let limits = DocumentLimits { nodes: 100, depth: 8 }.into();
        for text in [
            "{}",
            " [ ] \n",
            "{\"a\": [1, -2.5e+3, true, null, \"x\\u00e9\\ud83d\\ude00\\/\"]}",
            "[0, 10, 0.5]",
        ] {
            assert!(read(text, limits).is_some(), "{text}");
        }
        for text in [
            "",
            "1",
            "\"a\"",
            "{",
            "[1,]",
            "{a: 1}",
            "{'a': 1}",
            "[01]",
            "[1.]",
            "[+1]",
            "[.5]",
            "[nul]",
            "[\"\\x41\"]",
            "[\"\\ud83d\"]",
            "[\"a\nb\"]",
            "{} {}",
            "[1] # c",
            "[[[[[[[[[]]]]]]]]]",
            "[\"\\",
            "[\"\\u12",
            "[1 2]",
            "{\"a\" 1}",
            "{\"a\":}",
        ] {
            assert!(read(text, limits).is_none(), "{text}");
        }
    }

    #[test]
    fn strings() {
        assert_eq!(string("a\\n\\\"\\u00e9\\ud83d\\ude00\\/b"), "a\n\"\u{e9}\u{1f600}/b");
        assert_eq!(string("plain"), "plain");
    }
}
