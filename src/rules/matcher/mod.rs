//! Conditions over objects: what `where`, `unless` and `when` compile to. Pure: an object and the gather time go
//! in, yes or no comes out. Missing fields are never an error.

mod condition;
mod operand;
mod parse;
mod test;
#[cfg(test)]
mod tests;

pub use condition::{Condition, Scope};
pub(super) use parse::parse_condition;
pub use parse::{ParamValue, Params};
