//! The JSON report, version 1: its form ([`v1`]), its schema, and writing it. The form is an interface:
//! a key may be added, but none may change or go without a new version.

mod build;
pub mod v1;
mod write;

pub use write::{Json, schema};
