//! YAML and JSON documents with places. One tape, one way to look at it ([`Node`]); who filled the tape does not
//! show. Decides nothing about Kubernetes.

mod decode;
mod dialect;
mod json;
mod node;
mod saphyr;
mod scan;
mod tape;

pub use node::{Node, Shape};
pub use tape::{Document, DocumentError, DocumentLimits, NodeId, ReadOptions};
