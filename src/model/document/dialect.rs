//! The fast reader: Go's dialect of YAML, which `oc adm inspect` prints, straight onto the tape. It reads block maps
//! and lists, plain, quoted and literal scalars, `{}` and `[]`. At the first thing that Go does not print, or that it is
//! not sure of, it says "not mine", and the full reader takes the whole file. Scalars are not decoded here; that
//! they can be is checked.

use memchr::memmem;

use super::decode::{self, Style};
use super::scan;
use super::tape::{Cell, Kind, MANAGED_FIELDS, ReadOptions};

/// Longer keys are left to the full reader.
const LONGEST_KEY: usize = 1000;

/// The tape of a text, or `None` when it is not Go's dialect.
pub(super) fn read(text: &str, options: ReadOptions) -> Option<Tape> {
    if has_foreign_characters(text) {
        return None;
    }
    let mut reader = Reader {
        bytes: text.as_bytes(),
        options,
        tape: Tape { cells: Vec::with_capacity(text.len() / 16), lazy: 0 },
        at: 0,
        indent: 0,
        end: false,
        depth: 0,
    };
    if text.starts_with("---\n") {
        reader.at = 3;
        reader.next_line()?;
    } else {
        reader.begin_line(0)?;
    }
    if reader.end || reader.indent != 0 {
        return None;
    }
    reader.block(0)?;
    reader.tape.cells.shrink_to_fit();
    reader.end.then_some(reader.tape)
}

/// What the reader fills.
pub(super) struct Tape {
    pub(super) cells: Vec<Cell>,
    /// How many cells have a text that is decoded when it is asked for.
    pub(super) lazy: u32,
}

impl Tape {
    /// How far it is filled: cells and lazy texts.
    pub(super) fn mark(&self) -> (usize, u32) {
        (self.cells.len(), self.lazy)
    }

    /// Takes the key and the value that were put on it since `mark` off again, if the value is a list. It was read like
    /// every other, so that nothing is passed over that the full reader would refuse.
    pub(super) fn forget_list(&mut self, mark: (usize, u32)) {
        if self.cells.get(mark.0 + 1).is_some_and(|value| value.kind == Kind::List) {
            self.cells.truncate(mark.0);
            self.lazy = mark.1;
        }
    }
}

/// Raw tabs, carriage returns, other control characters, and the line ends of Unicode: Go escapes them.
fn has_foreign_characters(text: &str) -> bool {
    let bytes = text.as_bytes();
    // One pass without branches, which the compiler turns into vector code.
    let control =
        bytes.iter().fold(false, |found, byte| found | ((*byte < 0x20) & (*byte != b'\n')) | (*byte == 0x7f));
    control
        || (!text.is_ascii()
            && ["\u{85}", "\u{2028}", "\u{2029}", "\u{feff}"]
                .iter()
                .any(|foreign| memmem::find(bytes, foreign.as_bytes()).is_some()))
}

struct Reader<'t> {
    bytes: &'t [u8],
    options: ReadOptions,
    tape: Tape,
    at: usize,
    /// Indentation of the line that begins, when `at` stands on its first character.
    indent: usize,
    /// Nothing is left.
    end: bool,
    depth: usize,
}

impl Reader<'_> {
    fn byte(&self, at: usize) -> u8 {
        self.bytes.get(at).copied().unwrap_or(b'\n')
    }

    /// Stands on the end of a line, and goes to the first character of the next.
    fn next_line(&mut self) -> Option<()> {
        debug_assert!(self.at >= self.bytes.len() || self.bytes[self.at] == b'\n');
        self.begin_line(self.at + 1)
    }

    fn begin_line(&mut self, start: usize) -> Option<()> {
        if start >= self.bytes.len() {
            self.end = true;
            self.at = self.bytes.len();
            self.indent = 0;
            return Some(());
        }
        let at = scan::skip_blanks(self.bytes, start);
        self.at = at;
        self.indent = at - start;
        // Blank lines and comments outside of scalars, document marks.
        match self.byte(at) {
            b'\n' | b'#' => None,
            b'-' | b'.' if self.indent == 0 && self.is_document_mark(at) => None,
            _ => Some(()),
        }
    }

    fn is_document_mark(&self, at: usize) -> bool {
        let mark = self.bytes.get(at..at + 3);
        (mark == Some(b"---") || mark == Some(b"...")) && matches!(self.byte(at + 3), b' ' | b'\n')
    }

    fn push(&mut self, kind: Kind, start: usize, end: usize) -> Option<u32> {
        if self.tape.cells.len() >= self.options.limits.nodes {
            return None;
        }
        let at = u32::try_from(self.tape.cells.len()).ok()?;
        self.tape.cells.push(Cell {
            start: u32::try_from(start).ok()?,
            end: u32::try_from(end).ok()?,
            link: 0,
            kind,
        });
        Some(at)
    }

    /// A scalar that is decoded when it is asked for.
    fn push_lazy(&mut self, kind: Kind, start: usize, end: usize) -> Option<()> {
        let at = self.push(kind, start, end)?;
        self.tape.cells[at as usize].link = self.tape.lazy;
        self.tape.lazy += 1;
        Some(())
    }

    fn open(&mut self, kind: Kind) -> Option<u32> {
        self.depth += 1;
        if self.depth > self.options.limits.depth {
            return None;
        }
        self.push(kind, self.at, self.at)
    }

    fn close(&mut self, at: u32) {
        self.depth -= 1;
        let (after, end) = (self.tape.cells.len(), self.tape.cells.last().map_or(0, |cell| cell.end));
        let cell = &mut self.tape.cells[at as usize];
        cell.link = after as u32;
        cell.end = end.max(cell.start);
    }

    /// A map or a list whose first character is here, at this column.
    fn block(&mut self, column: usize) -> Option<()> {
        if self.is_dash() { self.list(column) } else { self.map(column) }
    }

    fn is_dash(&self) -> bool {
        self.byte(self.at) == b'-' && matches!(self.byte(self.at + 1), b' ' | b'\n')
    }

    fn map(&mut self, column: usize) -> Option<()> {
        let map = self.open(Kind::Map)?;
        loop {
            let before = self.tape.mark();
            let (start, end) = self.key()?;
            let is_managed_fields = &self.bytes[start..end] == MANAGED_FIELDS;
            if self.byte(self.at) == b'\n' {
                let after_key = self.at;
                self.next_line()?;
                if !self.end && self.indent == column && self.is_dash() {
                    self.list(column)?;
                } else if !self.end && self.indent > column {
                    // An indented list is not Go's, but as good.
                    self.block(self.indent)?;
                } else {
                    self.push(Kind::Plain, after_key, after_key)?;
                }
            } else {
                self.at += 1;
                self.scalar(column)?;
            }
            if is_managed_fields && !self.options.keep_managed_fields {
                self.tape.forget_list(before);
            }
            if self.end || self.indent < column {
                break;
            }
            if self.indent > column || self.is_dash() {
                return None;
            }
        }
        self.close(map);
        Some(())
    }

    fn list(&mut self, column: usize) -> Option<()> {
        let list = self.open(Kind::List)?;
        loop {
            self.at += 1;
            if self.byte(self.at) != b' ' || matches!(self.byte(self.at + 1), b' ' | b'\n') {
                return None;
            }
            self.at += 1;
            if self.is_dash() {
                self.list(column + 2)?;
            } else if self.is_key() {
                self.map(column + 2)?;
            } else {
                self.scalar(column)?;
            }
            if self.end || self.indent < column || (self.indent == column && !self.is_dash()) {
                break;
            }
            if self.indent > column {
                return None;
            }
        }
        self.close(list);
        Some(())
    }

    /// Whether a key begins here, inside of a list.
    fn is_key(&self) -> bool {
        match self.byte(self.at) {
            quote @ (b'"' | b'\'') => {
                let line = &self.bytes[self.at..scan::line_end(self.bytes, self.at)];
                scan::quoted_end(line, quote).is_some_and(|end| line.get(end) == Some(&b':'))
            }
            b'|' | b'>' | b'{' | b'[' => false,
            _ => scan::plain_key_end(self.bytes, self.at).is_some(),
        }
    }

    /// Reads a key, and stands behind its colon. Gives the place of its text.
    fn key(&mut self) -> Option<(usize, usize)> {
        let start = self.at;
        let (kind, end, text) = match self.byte(start) {
            quote @ (b'"' | b'\'') => {
                // A key with escapes is rare enough for the other reader.
                let end = scan::simple_quoted_end(self.bytes, start, quote)?;
                if self.byte(end) != b':' {
                    return None;
                }
                (Kind::Quoted, end, (start + 1, end - 1))
            }
            first if scan::is_plain_start(first, self.byte(start + 1)) => {
                let end = scan::plain_key_end(self.bytes, start)?;
                (Kind::Plain, end, (start, end))
            }
            _ => return None,
        };
        match self.byte(end + 1) {
            b'\n' => {}
            b' ' if !matches!(self.byte(end + 2), b' ' | b'\n') => {}
            _ => return None,
        }
        // YAML 1.2 limits keys that stand on one line, and the full reader holds to it.
        if end - start > LONGEST_KEY {
            return None;
        }
        self.push(kind, start, end)?;
        self.at = end + 1;
        Some(text)
    }

    /// A value that begins on this line, inside of a map or list at `column`. Stands on the next line then.
    fn scalar(&mut self, column: usize) -> Option<()> {
        let start = self.at;
        match self.byte(start) {
            b'"' => self.quoted(column, b'"'),
            b'\'' => self.quoted(column, b'\''),
            b'|' => self.literal(column),
            b'{' => self.empty(b"{}", Kind::Map),
            b'[' => self.empty(b"[]", Kind::List),
            first if scan::is_plain_start(first, self.byte(start + 1)) => self.plain(column),
            _ => None,
        }
    }

    fn empty(&mut self, text: &[u8], kind: Kind) -> Option<()> {
        let end = self.at + 2;
        let is_too_deep = self.depth >= self.options.limits.depth;
        if is_too_deep || self.bytes.get(self.at..end) != Some(text) || self.byte(end) != b'\n' {
            return None;
        }
        let at = self.push(kind, self.at, end)?;
        self.tape.cells[at as usize].link = at + 1;
        self.at = end;
        self.next_line()
    }

    fn plain(&mut self, column: usize) -> Option<()> {
        let start = self.at;
        let mut is_folded = false;
        loop {
            let end = scan::plain_line_end(self.bytes, self.at)?;
            self.at = end;
            self.next_line()?;
            // What is indented further goes on.
            if self.end || self.indent <= column {
                return if is_folded {
                    self.push_lazy(Kind::PlainFolded, start, end)
                } else {
                    self.push(Kind::Plain, start, end).map(drop)
                };
            }
            is_folded = true;
        }
    }

    fn quoted(&mut self, column: usize, quote: u8) -> Option<()> {
        let start = self.at;
        if let Some(end) = scan::simple_quoted_end(self.bytes, start, quote) {
            self.push(Kind::Quoted, start, end)?;
            self.at = end;
        } else {
            let end = start + scan::quoted_end(&self.bytes[start..], quote)?;
            let (style, kind) =
                if quote == b'"' { (Style::Double, Kind::Double) } else { (Style::Single, Kind::Single) };
            if !decode::is_sound(&self.bytes[start + 1..end - 1], style, column) {
                return None;
            }
            self.push_lazy(kind, start, end)?;
            self.at = end;
        }
        if self.byte(self.at) != b'\n' {
            return None;
        }
        self.next_line()
    }

    /// `|`, `|-`, `|+`, with an indentation indicator or without.
    fn literal(&mut self, column: usize) -> Option<()> {
        let header_end = scan::line_end(self.bytes, self.at);
        let header = &self.bytes[self.at + 1..header_end];
        let given = match header {
            [] | [b'-' | b'+'] => None,
            [digit @ b'1'..=b'9'] | [digit @ b'1'..=b'9', b'-' | b'+'] => Some(usize::from(digit - b'0')),
            _ => return None,
        };
        let body = header_end + 1;
        let (mut at, mut indent, mut last, mut first) = (body, given.map(|given| column + given), body, None);
        // The widest blank line before the first text decides whether the indentation is clear.
        let mut widest = 0;
        if !self.bytes.ends_with(b"\n") {
            // Whether the last line has an end decides about the text; Go always prints one.
            return None;
        }
        while at < self.bytes.len() {
            let text = scan::skip_blanks(self.bytes, at);
            let end = scan::line_end(self.bytes, text);
            let spaces = text - at;
            if text == end {
                widest = widest.max(spaces);
                if indent.is_some_and(|indent| spaces > indent) {
                    last = end;
                }
            } else {
                let wanted = *indent.get_or_insert(spaces);
                let unclear = given.is_none() && spaces <= column;
                if first.is_none() && (unclear || widest > wanted) {
                    return None;
                }
                if spaces < wanted {
                    break;
                }
                first.get_or_insert(at + wanted);
                last = end;
            }
            at = end + 1;
        }
        // An empty block, or blanks alone, is rare enough for the other reader.
        let first = first?;
        if self.byte(last - 1) == b' ' {
            // Blanks at its end belong to the text and not to its place. Go quotes such a text.
            return None;
        }
        self.push_lazy(Kind::Literal, first, last)?;
        self.at = at.min(self.bytes.len() + 1) - 1;
        self.next_line()
    }
}
