//! The inventory as JSON, version 1: its form ([`v1`]) and how it is filled. An interface, as the report is.

mod build;
pub mod v1;
