//! How tests of rules ended: for a person, and as JUnit for CI. Runs no test.

mod human;
mod junit;

pub use human::human;
pub use junit::junit;
