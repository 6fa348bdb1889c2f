//! What changed between two gathers, for a person (`human`, `markdown`) and for programs (`json`).

mod human;
mod json;
mod markdown;
mod story;

pub use human::HumanChanges;
pub use json::changes_schema;
pub use markdown::MarkdownChanges;
