//! The format `sarif`: SARIF 2.1.0 for GitHub and for viewers. Its form is in `v2_1_0`, filled by `rules`, `results` and
//! `run`. Holds no clock, host or absolute path.

mod places;
mod results;
mod rules;
mod run;
#[cfg(test)]
mod tests;
mod v2_1_0;

pub use run::Sarif;
