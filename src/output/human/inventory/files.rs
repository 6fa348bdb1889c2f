//! Files that hold no objects: logs by whose they are, everything else by directory, so that nothing is hidden.

use std::fmt::{self, Write};

use super::table::Table;
use crate::findings::{DirectoryCount, LogKind, RootInventory};
use crate::output::human::head::size;
use crate::output::human::look::{Colour, Look};
use crate::output::human::wrap::count;
use crate::text::one_line;

/// More directories are counted only.
const MOST: usize = 20;
/// A longer name is cut.
const NAME: usize = 253;

pub(super) fn write_logs(page: &mut String, look: &Look, root: &RootInventory) -> fmt::Result {
    if root.logs.is_empty() {
        return writeln!(page, "{}\n", look.paint(Colour::Bold, "No logs."));
    }
    let mut table = Table::new(1, &["of", "files", "empty", "size"]);
    for log in &root.logs {
        let amount = log.amount;
        table.push(vec![
            owner(log.kind).to_owned(),
            amount.files.to_string(),
            amount.empty.to_string(),
            size(amount.bytes),
        ]);
    }
    writeln!(page, "{}", look.paint(Colour::Bold, "Logs:"))?;
    table.write(page, look)?;
    writeln!(page)
}

fn owner(kind: LogKind) -> &'static str {
    match kind {
        LogKind::PodCurrent => "containers, current",
        LogKind::PodPrevious => "containers, previous",
        LogKind::PodRotated => "containers, rotated",
        LogKind::Node => "services of nodes",
        LogKind::Audit => "API audit",
        LogKind::Other => "others",
    }
}

/// The largest directories, by name; all where `verbose`.
pub(super) fn write_others(
    page: &mut String,
    look: &Look,
    title: &str,
    directories: &[DirectoryCount],
    verbose: bool,
) -> fmt::Result {
    if directories.is_empty() {
        return Ok(());
    }
    let mut by_size: Vec<&DirectoryCount> = directories.iter().collect();
    by_size.sort_by(|a, b| b.amount.bytes.cmp(&a.amount.bytes).then_with(|| a.directory.cmp(&b.directory)));
    let rest = by_size.split_off(by_size.len().min(if verbose { usize::MAX } else { MOST }));
    by_size.sort_by(|a, b| a.directory.cmp(&b.directory));

    let mut table = Table::new(1, &["directory", "files", "packed", "size"]);
    for other in by_size {
        let name = format!("{}/", one_line(&other.directory, NAME));
        let amount = other.amount;
        table.push(vec![name, amount.files.to_string(), other.packed.to_string(), size(amount.bytes)]);
    }
    writeln!(page, "{}", look.paint(Colour::Bold, title))?;
    table.write(page, look)?;
    if !rest.is_empty() {
        let files: u64 = rest.iter().map(|other| other.amount.files).sum();
        let bytes = rest.iter().fold(0_u64, |all, other| all.saturating_add(other.amount.bytes));
        let more = if rest.len() == 1 { "directory" } else { "directories" };
        writeln!(
            page,
            "  … and {} smaller {more} with {}, {}",
            rest.len(),
            count(files, "file"),
            size(bytes)
        )?;
    }
    writeln!(page)
}
