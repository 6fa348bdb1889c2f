//! The fast reader: Go's dialect of YAML, which `oc adm inspect` prints, straight onto the tape. It reads block maps
//! and lists, plain, quoted and literal scalars, `{}` and `[]`. At the first thing that Go does not print, or that it is
//! not sure of, it says "not mine", and the full reader takes the whole file. Scalars are not decoded here; that
//! they can be is checked.

use memchr::{memchr, memchr2, memmem};

use super::decode::{self, Style};
use super::tape::{Cell, DocumentLimits, Kind};

/// Longer keys are left to the full reader.
const LONGEST_KEY: usize = 1000;

/// The tape of a text, or `None` when it is not Go's dialect.
pub(super) fn read(text: &str, limits: DocumentLimits) -> Option<Tape> {
    if has_foreign_characters(text) {
        return None;
    }
    let mut reader = Reader {
        bytes: text.as_bytes(),
        limits,
        tape: Tape { cells: Vec::with_capacity(text.len() / 24), lazy: 0 },
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
    reader.end.then_some(reader.tape)
}

/// What the reader fills.
pub(super) struct Tape {
    pub(super) cells: Vec<Cell>,
    /// How many cells have a text that is decoded when it is asked for.
    pub(super) lazy: u32,
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
    limits: DocumentLimits,
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
        let mut at = start;
        while self.byte(at) == b' ' {
            at += 1;
        }
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
        if self.tape.cells.len() >= self.limits.nodes {
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
        if self.depth > self.limits.depth {
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
            let (before, key_start) = (self.tape.cells.len(), self.at);
            let (start, end) = self.key()?;
            let is_managed_fields = start == key_start && &self.bytes[start..end] == b"managedFields";
            if self.byte(self.at) == b'\n' {
                let after_key = self.at;
                self.next_line()?;
                if !self.end && self.indent == column && self.is_dash() {
                    if is_managed_fields {
                        self.tape.cells.truncate(before);
                        self.skip_list(column)?;
                    } else {
                        self.list(column)?;
                    }
                } else if !self.end && self.indent > column {
                    // An indented list is not Go's, but as good.
                    let column = self.indent;
                    if is_managed_fields && self.is_dash() {
                        self.tape.cells.truncate(before);
                        self.skip_list(column)?;
                    } else {
                        self.block(column)?;
                    }
                } else {
                    self.push(Kind::Plain, after_key, after_key)?;
                }
            } else {
                self.at += 1;
                let is_list = self.byte(self.at) == b'[';
                self.scalar(column)?;
                if is_managed_fields && is_list {
                    self.tape.cells.truncate(before);
                }
                self.next_line()?;
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
            } else if self.is_key()? {
                self.map(column + 2)?;
            } else {
                self.scalar(column)?;
                self.next_line()?;
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

    /// Leaves out a list in a map, by its indentation alone.
    fn skip_list(&mut self, column: usize) -> Option<()> {
        loop {
            // Nothing in it is a scalar of several lines that could look like something else: the keys and values
            // of managedFields are names, times and empty maps.
            self.at += memchr(b'\n', &self.bytes[self.at..]).unwrap_or(self.bytes.len() - self.at);
            self.next_line()?;
            if self.end || self.indent < column || (self.indent == column && !self.is_dash()) {
                return Some(());
            }
        }
    }

    /// The end of the line.
    fn line_end(&self) -> usize {
        memchr(b'\n', &self.bytes[self.at..]).map_or(self.bytes.len(), |at| self.at + at)
    }

    /// Whether a key begins here, inside of a list.
    fn is_key(&self) -> Option<bool> {
        match self.byte(self.at) {
            quote @ (b'"' | b'\'') => {
                let line = &self.bytes[self.at..self.line_end()];
                Some(quoted_end(line, quote).is_some_and(|end| line.get(end) == Some(&b':')))
            }
            b'|' | b'>' | b'{' | b'[' => Some(false),
            _ => Some(colon(&self.bytes[self.at..self.line_end()]).is_some()),
        }
    }

    /// Reads a key, and stands behind its colon. Gives the place of its text.
    fn key(&mut self) -> Option<(usize, usize)> {
        let start = self.at;
        let line = &self.bytes[start..self.line_end()];
        let (kind, end, text) = match self.byte(start) {
            quote @ (b'"' | b'\'') => {
                let end = quoted_end(line, quote)?;
                let inside = &line[1..end - 1];
                // A key with escapes is rare enough for the other reader.
                if line.get(end) != Some(&b':') || memchr2(b'\\', quote, inside).is_some() {
                    return None;
                }
                (Kind::Quoted, end, (start + 1, start + end - 1))
            }
            first if is_plain_start(first, self.byte(start + 1)) => {
                let end = colon(line)?;
                if end == 0 || line[end - 1] == b' ' || memmem::find(&line[..end], b" #").is_some() {
                    return None;
                }
                (Kind::Plain, end, (start, start + end))
            }
            _ => return None,
        };
        match line.get(end + 1) {
            None => {}
            Some(b' ') if line.get(end + 2).is_some_and(|next| *next != b' ') => {}
            _ => return None,
        }
        // YAML 1.2 limits keys that stand on one line, and the full reader holds to it.
        if end > LONGEST_KEY {
            return None;
        }
        self.push(kind, start, start + end)?;
        self.at = start + end + 1;
        Some(text)
    }

    /// A value that begins on this line, inside of a map or list at `column`. Stands on the end of its last line then.
    fn scalar(&mut self, column: usize) -> Option<()> {
        let start = self.at;
        match self.byte(start) {
            b'"' => self.quoted(column, b'"'),
            b'\'' => self.quoted(column, b'\''),
            b'|' => self.literal(column),
            b'{' => self.empty(b"{}", Kind::Map),
            b'[' => self.empty(b"[]", Kind::List),
            first if is_plain_start(first, self.byte(start + 1)) => self.plain(column),
            _ => None,
        }
    }

    fn empty(&mut self, text: &[u8], kind: Kind) -> Option<()> {
        let end = self.at + 2;
        let is_too_deep = self.depth >= self.limits.depth;
        if is_too_deep || self.bytes.get(self.at..end) != Some(text) || self.byte(end) != b'\n' {
            return None;
        }
        let at = self.push(kind, self.at, end)?;
        self.tape.cells[at as usize].link = at + 1;
        self.at = end;
        Some(())
    }

    fn plain(&mut self, column: usize) -> Option<()> {
        let start = self.at;
        let mut lines = 1;
        loop {
            let end = self.line_end();
            if !is_plain_line(&self.bytes[self.at..end]) {
                return None;
            }
            self.at = end;
            // What is indented further goes on.
            let mut next = end + 1;
            while self.byte(next) == b' ' {
                next += 1;
            }
            if next >= self.bytes.len() || next - (end + 1) <= column {
                break;
            }
            if matches!(self.byte(next), b'\n' | b'#') {
                return None;
            }
            self.at = next;
            lines += 1;
        }
        if lines == 1 {
            self.push(Kind::Plain, start, self.at).map(drop)
        } else {
            self.push_lazy(Kind::PlainFolded, start, self.at)
        }
    }

    fn quoted(&mut self, column: usize, quote: u8) -> Option<()> {
        let start = self.at;
        let end = start + quoted_end(&self.bytes[start..], quote)?;
        if self.byte(end) != b'\n' {
            return None;
        }
        let inside = &self.bytes[start + 1..end - 1];
        let style = if quote == b'"' { Style::Double } else { Style::Single };
        if memchr2(b'\n', if quote == b'"' { b'\\' } else { b'\'' }, inside).is_none() {
            self.push(Kind::Quoted, start, end)?;
        } else if decode::is_sound(inside, style, column) {
            let kind = if quote == b'"' { Kind::Double } else { Kind::Single };
            self.push_lazy(kind, start, end)?;
        } else {
            return None;
        }
        self.at = end;
        Some(())
    }

    /// `|`, `|-`, `|+`, with an indentation indicator or without.
    fn literal(&mut self, column: usize) -> Option<()> {
        let header = &self.bytes[self.at + 1..self.line_end()];
        let given = match header {
            [] | [b'-' | b'+'] => None,
            [digit @ b'1'..=b'9'] | [digit @ b'1'..=b'9', b'-' | b'+'] => Some(usize::from(digit - b'0')),
            _ => return None,
        };
        let body = self.line_end() + 1;
        let (mut at, mut indent, mut last, mut first) = (body, given.map(|given| column + given), body, None);
        // The widest blank line before the first text decides whether the indentation is clear.
        let mut widest = 0;
        if !self.bytes.ends_with(b"\n") {
            // Whether the last line has an end decides about the text; Go always prints one.
            return None;
        }
        while at < self.bytes.len() {
            let mut text = at;
            while self.byte(text) == b' ' {
                text += 1;
            }
            let end = memchr(b'\n', &self.bytes[text..]).map_or(self.bytes.len(), |nr| text + nr);
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
        Some(())
    }
}

/// Where the quoted text that begins a slice ends, behind its closing quote.
fn quoted_end(text: &[u8], quote: u8) -> Option<usize> {
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

/// The colon that ends a plain key: followed by a blank or the end of the line.
fn colon(line: &[u8]) -> Option<usize> {
    let mut from = 0;
    loop {
        let at = from + memchr(b':', &line[from..])?;
        if matches!(line.get(at + 1), None | Some(b' ')) {
            return Some(at);
        }
        from = at + 1;
    }
}

/// Characters that begin something else than a plain scalar are not ours.
fn is_plain_start(first: u8, second: u8) -> bool {
    match first {
        b'-' | b'?' | b':' => !matches!(second, b' ' | b'\n'),
        b',' | b'[' | b']' | b'{' | b'}' | b'#' | b'&' | b'*' | b'!' | b'|' | b'>' | b'\'' | b'"' | b'%'
        | b'@' | b'`' => false,
        b' ' | b'\n' => false,
        _ => true,
    }
}

/// Whether a line of a plain scalar holds nothing that would end it: `: `, ` #`, a blank at its end.
fn is_plain_line(line: &[u8]) -> bool {
    let mut from = 0;
    while let Some(at) = memchr2(b':', b'#', &line[from..]).map(|at| from + at) {
        let ends = match line[at] {
            b':' => matches!(line.get(at + 1), None | Some(b' ')),
            _ => at > 0 && line[at - 1] == b' ',
        };
        if ends {
            return false;
        }
        from = at + 1;
    }
    line.last().is_some_and(|last| *last != b' ')
}
