//! The format for a GitHub job summary or an issue comment: GitHub Flavored Markdown, causes first, in a size that GitHub
//! takes. Foreign text goes through `escape` and nothing else; `room` keeps the page whole and within its size; the
//! other files are one part of the page each.

pub(super) mod escape;
mod findings;
mod page;
mod remedy;
mod rest;
mod room;
#[cfg(test)]
mod tests;

pub use page::Markdown;
