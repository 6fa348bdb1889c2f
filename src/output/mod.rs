//! Writing a report, one file or folder for each format. A format sees the closed [`Report`] and nothing else:
//! no archive, no rule, no terminal. Who calls says how wide the terminal is and whether it has colours.
//!
//! [`Report`]: crate::findings::Report

mod concise;
mod human;
pub mod json;
mod place;
mod render;
#[cfg(test)]
mod sample;

pub use concise::Concise;
pub use human::{Human, summary, warnings};
pub use json::Json;
pub use render::{Render, RenderError};
