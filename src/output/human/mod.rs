//! The format for a person. The report's page has a head, the findings grouped with the lines of the archive, what could
//! not be told, and a last line to act on: which group stands where is decided in `output::group`, how one finding is drawn in
//! `diagnostic`; the other files are one part of the page each. The inventory's page is in `inventory`.

mod brief;
mod diagnostic;
mod findings;
mod head;
mod inventory;
mod look;
mod markdown;
mod notices;
mod overview;
mod page;
mod rules;
mod source;
#[cfg(test)]
mod tests;
mod verdict;
mod wrap;

pub(super) use diagnostic::{message, seen};
pub(super) use head::{facts, more_facts, roots, whole_seconds};
pub use inventory::HumanInventory;
pub(super) use notices::by_code;
pub use notices::warnings;
pub use page::Human;
pub use verdict::{standing, summary};
pub(super) use wrap::{count, middle};
