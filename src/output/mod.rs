//! Writing a report or an inventory, one file or folder for each format. A format sees the closed [`Report`] or
//! [`Inventory`] and nothing else: no archive, no rule, no terminal. Who calls says how wide the terminal is and whether it has colours.
//!
//! [`Inventory`]: crate::findings::Inventory
//! [`Report`]: crate::findings::Report

mod concise;
mod github;
mod group;
mod human;
#[cfg(test)]
mod inventory_sample;
pub mod json;
mod markdown;
mod place;
mod render;
pub mod rule_tests;
#[cfg(test)]
mod sample;
mod view;

pub use concise::Concise;
pub use github::Github;
pub use human::{Human, HumanInventory, summary, warnings};
pub use json::{Json, Jsonl};
pub use markdown::Markdown;
pub use render::{Render, RenderError};
pub use view::View;
