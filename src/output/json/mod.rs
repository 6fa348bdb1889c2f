//! The JSON report, version 1: its form ([`v1`]), its schema, and writing it; and the same for the inventory
//! ([`inventory`]). The form is an interface:
//! a key may be added, but none may change or go without a new version.

mod build;
pub mod inventory;
pub mod v1;
mod write;

pub(in crate::output) use write::write_line;
pub use write::{Json, inventory_schema, schema};
