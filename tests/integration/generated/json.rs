//! Prints a tree as JSON: on one line as Go does, on many, and in ASCII as Python does.

use std::fmt::Write as _;

use super::tree::{Printed, Tree};

#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Style {
    /// No blank at all.
    Dense,
    /// Indented by four.
    Lines,
    /// On one line, with blanks, and what is not ASCII as escapes.
    Ascii,
}

pub(super) fn print(tree: &Tree, style: Style) -> Printed {
    let mut printer = Printer { out: Printed::default(), style };
    printer.value(tree, 0);
    if style != Style::Dense {
        printer.out.text.push('\n');
    }
    printer.out
}

struct Printer {
    out: Printed,
    style: Style,
}

impl Printer {
    fn value(&mut self, tree: &Tree, depth: usize) {
        let nr = self.out.places.len();
        self.out.places.push((self.out.text.len(), 0));
        match tree {
            Tree::Null => self.out.text.push_str("null"),
            Tree::Bool(value) => self.out.text.push_str(if *value { "true" } else { "false" }),
            Tree::Number(number) => self.out.text.push_str(number),
            Tree::Text(text) => self.string(text),
            Tree::List(items) => {
                self.out.text.push('[');
                for (nr, item) in items.iter().enumerate() {
                    self.separate(nr, depth + 1);
                    self.value(item, depth + 1);
                }
                self.close(']', items.is_empty(), depth);
            }
            Tree::Map(entries) => {
                self.out.text.push('{');
                for (nr, (key, value)) in entries.iter().enumerate() {
                    self.separate(nr, depth + 1);
                    self.value(&Tree::Text(key.clone()), depth + 1);
                    self.out.text.push_str(if self.style == Style::Dense { ":" } else { ": " });
                    self.value(value, depth + 1);
                }
                self.close('}', entries.is_empty(), depth);
            }
        }
        self.out.places[nr].1 = self.out.text.len();
    }

    fn separate(&mut self, nr: usize, depth: usize) {
        if nr > 0 {
            self.out.text.push(',');
        }
        match self.style {
            Style::Dense => {}
            Style::Ascii if nr == 0 => {}
            Style::Ascii => self.out.text.push(' '),
            Style::Lines => self.line(depth),
        }
    }

    fn close(&mut self, bracket: char, is_empty: bool, depth: usize) {
        if self.style == Style::Lines && !is_empty {
            self.line(depth);
        }
        self.out.text.push(bracket);
    }

    fn line(&mut self, depth: usize) {
        self.out.text.push('\n');
        self.out.text.extend(std::iter::repeat_n(' ', depth * 4));
    }

    fn string(&mut self, text: &str) {
        self.out.text.push('"');
        for c in text.chars() {
            match c {
                '"' => self.out.text.push_str("\\\""),
                '\\' => self.out.text.push_str("\\\\"),
                '\n' => self.out.text.push_str("\\n"),
                '\t' => self.out.text.push_str("\\t"),
                // Go escapes what HTML could take for a tag, and the line ends of Unicode.
                '<' | '>' | '&' | '\u{2028}' | '\u{2029}' | '\u{7f}' => self.units(c),
                c if c < ' ' || (self.style == Style::Ascii && !c.is_ascii()) => self.units(c),
                c => self.out.text.push(c),
            }
        }
        self.out.text.push('"');
    }

    /// The code units of UTF-16, of which a character beyond U+FFFF has two.
    fn units(&mut self, c: char) {
        for unit in c.encode_utf16(&mut [0; 2]) {
            write!(self.out.text, "\\u{unit:04x}").expect("a text");
        }
    }
}
