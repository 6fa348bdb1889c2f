//! Prints a tree as `oc` and `oc adm inspect` do: block maps and lists, lists not indented below their key, texts plain
//! where they can be, else in single quotes, else in double ones, those of several lines as literal blocks, and long
//! lines folded at a blank behind column 80.

use std::fmt::Write as _;

use super::tree::{Printed, Tree};

/// A line that is longer is folded at its next blank.
const WIDTH: usize = 80;

/// What cannot be said in a plain or single-quoted scalar or a block.
fn is_special(c: char) -> bool {
    c != '\n'
        && (c.is_control()
            || c > '\u{ffff}'
            || matches!(c, '\u{2028}' | '\u{2029}' | '\u{fffe}' | '\u{ffff}' | '\u{feff}'))
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Style {
    Plain,
    Single,
    Double,
    Literal,
}

fn style(text: &str, is_key: bool) -> Style {
    let space_before_break = text.contains(" \n");
    if is_lookalike(text) || text.contains(is_special) || space_before_break {
        return Style::Double;
    }
    if text.contains('\n') {
        return if is_key || text.ends_with(' ') { Style::Double } else { Style::Literal };
    }
    if is_plain(text) { Style::Plain } else { Style::Single }
}

/// Whether a text would be read as something else, were it plain.
fn is_lookalike(text: &str) -> bool {
    let words = [
        "", "~", "null", "true", "false", "yes", "no", "on", "off", "y", "n", "<<", "=", ".inf", "-.inf",
        "+.inf", ".nan",
    ];
    let lower = text.to_lowercase();
    words.contains(&lower.as_str())
        || text.parse::<f64>().is_ok()
        || (text.starts_with(|c: char| c.is_ascii_digit())
            && (text.chars().all(|c| c.is_ascii_digit() || matches!(c, '_' | ':' | '-'))
                || text.contains(['T', 'x', 'o'])))
}

fn is_plain(text: &str) -> bool {
    let first = text.chars().next().unwrap_or(' ');
    let second = text.chars().nth(1).unwrap_or(' ');
    let starts = match first {
        '-' | '?' | ':' => second != ' ',
        _ => !"#,[]{}&*!|>'\"%@` ".contains(first),
    };
    let marks = text.starts_with("---") || text.starts_with("...");
    starts && !marks && !text.ends_with([' ', ':']) && !text.contains(": ") && !text.contains(" #")
}

/// A whole file.
pub(super) fn print(tree: &Tree) -> Printed {
    let mut printer = Printer::default();
    // `oc adm inspect` begins with a mark and `oc get` does not.
    if matches!(tree, Tree::Map(entries) if entries.len() % 2 == 0 && !entries.is_empty()) {
        printer.out.text.push_str("---\n");
    }
    printer.value(tree, 0);
    printer.out
}

#[derive(Default)]
struct Printer {
    out: Printed,
}

impl Printer {
    /// Prints a value where the line stands, and a line end. What is below it begins at this column.
    fn value(&mut self, tree: &Tree, column: usize) {
        let start = self.out.text.len();
        let word = match tree {
            Tree::Map(entries) if !entries.is_empty() => return self.map(entries, column),
            Tree::List(items) if !items.is_empty() => return self.list(items, column),
            Tree::Text(text) => return self.text(text, style(text, false), column),
            Tree::Map(_) => "{}",
            Tree::List(_) => "[]",
            Tree::Null => "null",
            Tree::Bool(true) => "true",
            Tree::Bool(false) => "false",
            Tree::Number(number) => number,
        };
        self.out.text.push_str(word);
        self.out.places.push((start, self.out.text.len()));
        self.out.text.push('\n');
    }

    fn map(&mut self, entries: &[(String, Tree)], column: usize) {
        self.out.places.push((self.out.text.len(), 0));
        for (nr, (key, value)) in entries.iter().enumerate() {
            if nr > 0 {
                self.pad(column);
            }
            self.text(key, style(key, true), column);
            self.out.text.pop();
            self.out.text.push(':');
            match value {
                Tree::Map(entries) if !entries.is_empty() => {
                    self.out.text.push('\n');
                    self.pad(column + 2);
                    self.value(value, column + 2);
                }
                Tree::List(items) if !items.is_empty() => {
                    self.out.text.push('\n');
                    self.pad(column);
                    self.value(value, column);
                }
                _ => {
                    self.out.text.push(' ');
                    self.value(value, column + 2);
                }
            }
        }
    }

    fn list(&mut self, items: &[Tree], column: usize) {
        self.out.places.push((self.out.text.len(), 0));
        for (nr, item) in items.iter().enumerate() {
            if nr > 0 {
                self.pad(column);
            }
            self.out.text.push_str("- ");
            self.value(item, column + 2);
        }
    }

    fn pad(&mut self, column: usize) {
        self.out.text.extend(std::iter::repeat_n(' ', column));
    }

    fn text(&mut self, text: &str, style: Style, column: usize) {
        let mut start = self.out.text.len();
        match style {
            Style::Plain => self.folded(text, column, style),
            Style::Single | Style::Double => {
                let quote = if style == Style::Single { '\'' } else { '"' };
                self.out.text.push(quote);
                self.folded(text, column, style);
                self.out.text.push(quote);
            }
            Style::Literal => {
                start = self.literal(text, column);
                let end = self.out.text.trim_end_matches('\n').len();
                self.out.places.push((start, end));
                return;
            }
        }
        self.out.places.push((start, self.out.text.len()));
        self.out.text.push('\n');
    }

    /// How many characters the line has that is being printed.
    fn width(&self) -> usize {
        self.out.text.chars().rev().take_while(|c| *c != '\n').count()
    }

    fn folded(&mut self, text: &str, column: usize, style: Style) {
        let chars: Vec<char> = text.chars().collect();
        let mut was_blank = false;
        for (at, &c) in chars.iter().enumerate() {
            let next = chars.get(at + 1).copied();
            let inside = style == Style::Plain || (at > 0 && at + 1 < chars.len());
            let folds = c == ' ' && !was_blank && inside && self.width() > WIDTH;
            match (c, style) {
                (' ', Style::Double) if folds => {
                    self.out.text.push('\n');
                    self.pad(column);
                    if next == Some(' ') {
                        self.out.text.push('\\');
                    }
                }
                (' ', _) if folds && next != Some(' ') => {
                    self.out.text.push('\n');
                    self.pad(column);
                }
                ('\'', Style::Single) => self.out.text.push_str("''"),
                (c, Style::Double) => self.escaped(c),
                (c, _) => self.out.text.push(c),
            }
            was_blank = c == ' ';
        }
    }

    fn escaped(&mut self, c: char) {
        let short = match c {
            '"' => "\\\"",
            '\\' => "\\\\",
            '\0' => "\\0",
            '\u{7}' => "\\a",
            '\u{8}' => "\\b",
            '\t' => "\\t",
            '\n' => "\\n",
            '\u{b}' => "\\v",
            '\u{c}' => "\\f",
            '\r' => "\\r",
            '\u{1b}' => "\\e",
            '\u{85}' => "\\N",
            '\u{2028}' => "\\L",
            '\u{2029}' => "\\P",
            c if !is_special(c) => return self.out.text.push(c),
            c => {
                let code = u32::from(c);
                match code {
                    0..=0xff => write!(self.out.text, "\\x{code:02X}"),
                    0x100..=0xffff => write!(self.out.text, "\\u{code:04X}"),
                    _ => write!(self.out.text, "\\U{code:08X}"),
                }
                .expect("a text");
                return;
            }
        };
        self.out.text.push_str(short);
    }

    /// Prints a block and gives where its first character stands that is not a line end.
    fn literal(&mut self, text: &str, column: usize) -> usize {
        self.out.text.push('|');
        // Where the block begins with a blank its indentation cannot be seen.
        if text.starts_with([' ', '\n']) {
            self.out.text.push('2');
        }
        if !text.ends_with('\n') {
            self.out.text.push('-');
        } else if text.ends_with("\n\n") || text == "\n" {
            self.out.text.push('+');
        }
        self.out.text.push('\n');
        let mut start = None;
        for line in text.strip_suffix('\n').unwrap_or(text).split('\n') {
            if !line.is_empty() {
                self.pad(column);
                start.get_or_insert(self.out.text.len());
                self.out.text.push_str(line);
            }
            self.out.text.push('\n');
        }
        start.expect("a line with a text")
    }
}
