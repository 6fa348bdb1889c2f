//! Writing a report or an inventory, one file or folder for each format. A format sees the closed [`Report`] or
//! [`Inventory`] and nothing else: no archive, no rule, no terminal. Who calls says how wide the terminal is and whether it has colours.
//!
//! [`Inventory`]: crate::findings::Inventory
//! [`Report`]: crate::findings::Report

mod changes;
mod concise;
mod github;
mod group;
mod html;
mod human;
#[cfg(test)]
mod inventory_sample;
pub mod json;
mod junit;
mod markdown;
mod markup;
mod place;
mod render;
pub mod rule_docs;
pub mod rule_tests;
#[cfg(test)]
mod sample;
mod sarif;
mod view;
mod xml;

pub use changes::{HumanChanges, MarkdownChanges, changes_schema};
pub use concise::Concise;
pub use github::Github;
pub use html::{Html, no_page};
pub use human::{Human, HumanInventory, standing, summary, warnings};
pub use json::{Json, Jsonl};
pub use junit::{BelowThreshold, Junit};
pub use markdown::Markdown;
pub use render::{Render, RenderError};
pub use sarif::Sarif;
pub use view::View;
