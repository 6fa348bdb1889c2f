//! The page that shows what an archive holds: for each root what it is, a table of kinds, its logs, its other files;
//! then what could not be read, and a last line. One file for each of these parts.

mod files;
mod kinds;
mod page;
mod root;
mod table;
#[cfg(test)]
mod tests;
mod total;

pub use page::HumanInventory;
