//! Reading what people write (rules and the configuration) so that every mistake is found, each at its
//! place: a text becomes a tree with places, the tree is held against the schema of the Rust types, and what is
//! left becomes those types. Knows nothing of what the keys mean.

mod deserialize;
mod document;
mod mistake;
mod shape;
mod spanned;

pub use deserialize::from_node;
pub use document::{parse_document, read_document};
pub use mistake::{Mistake, Mistakes, SourceText, did_you_mean};
pub use shape::{Shapes, check_shape};
pub use spanned::{Raw, Spanned, Table, Words};
