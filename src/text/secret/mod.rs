//! What looks like a secret in foreign text, and how it is made unreadable: private keys, tokens, passwords. Findings end
//! up in public CI, so that a text is masked before it is cut or shown.
//!
//! It is told by its form and by the name before it. A password that stands alone, with nothing that says what it is,
//! cannot be told from any other word; and names of Secrets, which are all over a cluster, are none.

mod find;
mod forms;
mod mask;
mod named;
#[cfg(test)]
mod tests;
mod value;

pub(super) use mask::{MARGIN, mask_lines};
pub use mask::{MASKED, clip_masked, mask, mask_file, mask_in_place, mask_named};
