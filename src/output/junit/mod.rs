//! The format `junit`, for Prow, TestGrid, Sippy and their like: a test case for every enabled rule, whatever was found,
//! so that names are stable and each has a result on every run. What a case says is in `case` and `told`, the XML in
//! `write`. How tests of rules are written is not here.

mod case;
#[cfg(test)]
mod tests;
mod told;
mod write;

pub use write::{BelowThreshold, Junit};
