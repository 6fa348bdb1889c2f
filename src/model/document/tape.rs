//! The tape: a document as one flat list of cells over its source text. Reading it is in `node.rs`, filling it in
//! `saphyr.rs`.

use thiserror::Error;

use super::node::Node;
use crate::text::{Point, Span};

/// Bounds on one document. They bound memory and time, not correctness: what is refused is reported.
#[derive(Debug, Clone, Copy)]
pub struct DocumentLimits {
    /// Nodes of all documents in one file, after aliases are expanded.
    pub nodes: usize,
    /// Nesting.
    pub depth: usize,
}

impl Default for DocumentLimits {
    fn default() -> Self {
        Self { nodes: 16_000_000, depth: 256 }
    }
}

/// Why a text is not a document we can use. Always the text's fault.
#[derive(Debug, Error, Clone, PartialEq, Eq)]
pub enum DocumentError {
    /// Not YAML.
    #[error("line {}, column {}: {what}", at.line, at.column)]
    Syntax {
        /// Where.
        at: Point,
        /// What the parser says.
        what: String,
    },
    /// More nodes than allowed.
    #[error("more than {0} values in one file")]
    TooManyNodes(usize),
    /// Deeper than allowed.
    #[error("nested deeper than {0} levels")]
    TooDeep(usize),
    /// Longer than the places on the tape can say.
    #[error("larger than 4 GiB")]
    TooLarge,
}

/// Names a node inside its document. Stays valid as long as the document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeId(pub(super) u32);

impl NodeId {
    /// As a number, to carry it through serde; only [`NodeId::from_number`] understands it.
    pub(crate) fn number(self) -> u32 {
        self.0
    }

    /// The id with this number.
    pub(crate) fn from_number(number: u32) -> Self {
        Self(number)
    }
}

/// What a cell holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Keys and values in turn follow, up to `link`.
    Map,
    /// Items follow, up to `link`.
    List,
    /// A plain scalar whose text is the source text.
    Plain,
    /// A string whose text is the source text without its quotes.
    Quoted,
    /// A plain scalar whose text is in `owned[link]`.
    PlainOwned,
    /// A string whose text is in `owned[link]`.
    StringOwned,
}

/// One node: 16 bytes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cell {
    pub(super) start: u32,
    pub(super) end: u32,
    /// Map, List: the cell after the last descendant. Owned: index of the text.
    pub(super) link: u32,
    pub(super) kind: Kind,
}

/// One file's documents, parsed. Owns the text.
#[derive(Debug)]
pub struct Document {
    pub(super) text: Box<str>,
    pub(super) cells: Vec<Cell>,
    pub(super) owned: Vec<Box<str>>,
    pub(super) roots: Vec<u32>,
}

impl Document {
    /// Parses a text: YAML 1.2 (so also JSON), any number of documents.
    ///
    /// # Errors
    /// What is not YAML, and what goes over a limit.
    pub fn parse(text: String, limits: DocumentLimits) -> Result<Self, DocumentError> {
        super::saphyr::parse(text, limits)
    }

    /// The text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The top node of each document in the text. An empty document has none.
    pub fn roots(&self) -> impl Iterator<Item = Node<'_>> {
        self.roots.iter().map(|&at| Node::new(self, at))
    }

    /// The node with this id; it must come from this document.
    #[must_use]
    pub fn node(&self, id: NodeId) -> Node<'_> {
        Node::new(self, id.0)
    }

    pub(super) fn cell(&self, at: u32) -> Cell {
        self.cells[at as usize]
    }

    /// The cell after the node at `at` and all below it.
    pub(super) fn after(&self, at: u32) -> u32 {
        let cell = self.cell(at);
        match cell.kind {
            Kind::Map | Kind::List => cell.link,
            _ => at + 1,
        }
    }

    pub(super) fn span(&self, at: u32) -> Span {
        let cell = self.cell(at);
        Span::new(cell.start as usize, cell.end as usize)
    }
}
