//! The size of the page. A block (a table, a collapsed part) is there with its end or not at all, and takes rows as long
//! as there is room. Knows nothing of what stands in a row.

/// What is left of a page, in bytes.
#[derive(Debug)]
pub(super) struct Room {
    left: usize,
}

impl Room {
    pub(super) fn new(bytes: usize) -> Self {
        Self { left: bytes }
    }

    /// Takes so many bytes if as many as `spare` are left after that.
    pub(super) fn take(&mut self, bytes: usize, spare: usize) -> bool {
        match self.left.checked_sub(bytes) {
            Some(left) if left >= spare => {
                self.left = left;
                true
            }
            _ => false,
        }
    }
}

/// Rows with a beginning and an end, which are not written without a row.
#[derive(Debug)]
pub(super) struct Block {
    open: String,
    rows: Vec<String>,
    close: &'static str,
}

impl Block {
    /// A table of findings, under a heading if it has one.
    pub(super) fn table(heading: &str) -> Self {
        let heading = if heading.is_empty() { String::new() } else { format!("#### {heading}\n\n") };
        let open = format!("{heading}| severity | what | where |\n| --- | --- | --- |\n");
        Self { open, rows: Vec::new(), close: "\n" }
    }

    /// Something collapsed, of which `summary` is what is seen. It is written as it is.
    pub(super) fn details(summary: &str) -> Self {
        let open = format!("<details><summary>{summary}</summary>\n\n");
        Self { open, rows: Vec::new(), close: "\n</details>\n\n" }
    }

    /// A table that is collapsed.
    pub(super) fn details_table(summary: &str) -> Self {
        let mut details = Self::details(summary);
        details.open.push_str(&Self::table("").open);
        details
    }

    /// Adds a row, which ends its line, if it fits and as many bytes as `spare` are left.
    pub(super) fn add(&mut self, room: &mut Room, spare: usize, row: String) -> bool {
        let frame = if self.rows.is_empty() { self.open.len() + self.close.len() } else { 0 };
        let fits = room.take(frame + row.len(), spare);
        if fits {
            self.rows.push(row);
        }
        fits
    }

    /// Writes it, if anything stands in it.
    pub(super) fn write(&self, page: &mut String) {
        if !self.rows.is_empty() {
            page.push_str(&self.open);
            self.rows.iter().for_each(|row| page.push_str(row));
            page.push_str(self.close);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_block_is_whole_and_never_over_its_room() {
        for bytes in 0..120 {
            let mut room = Room::new(bytes);
            let mut block = Block::details_table("s");
            let added = (0..4).filter(|_| block.add(&mut room, 5, "| a | b | c |\n".into())).count();
            let mut page = String::new();
            block.write(&mut page);
            assert!(page.len() + 5 <= bytes || page.is_empty(), "{bytes}: {page}");
            assert_eq!(page.matches("| a |").count(), added);
            assert_eq!(page.is_empty(), added == 0);
            assert_eq!(page.matches("<details>").count(), page.matches("</details>").count());
        }
    }
}
