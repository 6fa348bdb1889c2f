//! The JSON report, version 1: its form ([`v1`]), its schema, and writing it, as one document or line by line
//! ([`lines`]); and the same for the inventory ([`inventory`]). The form is an interface:
//! a key may be added, but none may change or go without a new version.

mod baseline;
mod build;
pub mod inventory;
pub mod lines;
mod read;
pub mod v1;
mod write;

pub use baseline::{baseline_schema, read_baseline};
pub use lines::Jsonl;
pub use read::{ReportError, read_report};
pub use write::{Json, inventory_schema, lines_schema, schema};
pub(super) use write::{schema_of, write_line};
