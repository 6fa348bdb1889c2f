//! The page as a whole: which parts it has, and in which order.

use std::fmt::Write as _;
use std::io::Write;

use super::{files, kinds, root, total};
use crate::findings::Inventory;
use crate::output::human::head::size;
use crate::output::human::look::{Colour, Look};
use crate::output::human::notices;
use crate::output::human::wrap::count;
use crate::output::{Render, RenderError};
use crate::text::one_line;

/// Nobody reads more of a path than this.
const FORM: usize = 480;

/// The format `human` of an inventory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HumanInventory {
    /// Whether to use ANSI colours.
    pub color: bool,
    /// Columns of the terminal; less than 60 counts as 60.
    pub width: usize,
    /// Whether to draw with more than ASCII.
    pub unicode: bool,
    /// Whether to name every resource without an object, every directory, and every notice.
    pub verbose: bool,
}

impl Render<Inventory> for HumanInventory {
    fn render(&self, inventory: &Inventory, out: &mut dyn Write) -> Result<(), RenderError> {
        let look = Look::new(self.color, self.unicode, self.width);
        let mut page = String::new();
        let all = inventory.files;
        let name = look.paint(Colour::Bold, &one_line(&inventory.form, FORM));
        let roots = if inventory.roots.len() > 1 {
            format!(", {} roots", inventory.roots.len())
        } else {
            String::new()
        };
        writeln!(page, "{name}: {}, {}{roots}\n", count(all.files, "file"), size(all.bytes))?;
        for root in &inventory.roots {
            root::write(&mut page, &look, root)?;
            kinds::write(&mut page, &look, root, self.verbose)?;
            files::write_logs(&mut page, &look, root)?;
            files::write_others(&mut page, &look, "Other files, by directory:", &root.others, self.verbose)?;
        }
        files::write_others(&mut page, &look, "Files of no root:", &inventory.outside, self.verbose)?;
        notices::write(&mut page, &look, &inventory.notices, self.verbose)?;
        total::write(&mut page, &look, inventory)?;
        out.write_all(page.as_bytes())?;
        Ok(())
    }
}
