//! A table for a terminal: texts to the left, numbers to the right, and the last columns left out where it is too
//! narrow for them.

use std::fmt::{self, Write};

use crate::output::human::look::Look;

/// A column of texts is not wider than this. A longer text is whole too, and the rest of its row goes on below it.
const WIDEST: usize = 60;

/// Rows under a head.
#[derive(Debug)]
pub(super) struct Table {
    head: Vec<&'static str>,
    /// How many of the columns, from the left, are texts.
    texts: usize,
    rows: Vec<Vec<String>>,
}

impl Table {
    pub(super) fn new(texts: usize, head: &[&'static str]) -> Self {
        Self { head: head.to_vec(), texts, rows: Vec::new() }
    }

    /// One more row; it has as many cells as the head.
    pub(super) fn push(&mut self, row: Vec<String>) {
        self.rows.push(row);
    }

    pub(super) fn write(&self, page: &mut String, look: &Look) -> fmt::Result {
        let widths: Vec<usize> = (0..self.head.len()).map(|column| self.width(column)).collect();
        // Two blanks before each column.
        let total = |columns: usize| widths[..columns].iter().map(|width| width + 2).sum::<usize>();
        let mut columns = self.head.len();
        while columns > self.texts + 1 && total(columns) > look.width {
            columns -= 1;
        }
        let head: Vec<String> = self.head.iter().map(|&word| word.to_owned()).collect();
        for row in std::iter::once(&head).chain(&self.rows) {
            let mut line = String::new();
            for (column, (cell, width)) in row.iter().zip(&widths).take(columns).enumerate() {
                if column >= self.texts {
                    write!(line, "  {cell:>width$}")?;
                } else if cell.chars().count() <= *width {
                    write!(line, "  {cell:<width$}")?;
                } else {
                    writeln!(page, "{line}  {cell}")?;
                    line = " ".repeat(total(column + 1));
                }
            }
            writeln!(page, "{}", line.trim_end())?;
        }
        Ok(())
    }

    fn width(&self, column: usize) -> usize {
        let cells = self.rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.chars().count());
        let widest = cells.chain([self.head[column].chars().count()]).max().unwrap_or_default();
        if column < self.texts { widest.min(WIDEST) } else { widest }
    }
}
