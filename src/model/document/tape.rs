//! The tape: a document as one flat list of cells over its source text. Reading it is in `node.rs`; three readers
//! fill it: `dialect.rs`, which is fast and takes what Go prints, `json.rs`, and `saphyr.rs`, which takes all of YAML.

use std::sync::OnceLock;

use thiserror::Error;

use super::decode::{self, Style};
use super::dialect::Tape;
use super::json;
use super::node::Node;
use crate::text::{LineIndex, Point, Span};

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

/// How a text is read.
#[derive(Debug, Clone, Copy, Default)]
pub struct ReadOptions {
    /// Bounds.
    pub limits: DocumentLimits,
    /// Whether lists under a key `managedFields` become part of the document. They are a third of what newer clusters
    /// print and hardly any rule asks for them, so they are left out, key and all, unless this says otherwise. A key
    /// that is written with escapes is not recognised.
    pub keep_managed_fields: bool,
}

impl From<DocumentLimits> for ReadOptions {
    fn from(limits: DocumentLimits) -> Self {
        Self { limits, ..Self::default() }
    }
}

/// The key of the lists that are left out.
pub(super) const MANAGED_FIELDS: &[u8] = b"managedFields";

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
    /// A plain scalar whose text is in `texts[link]`.
    PlainOwned,
    /// A string whose text is in `texts[link]`.
    StringOwned,
    /// A plain scalar of several lines, decoded into `texts[link]` when it is asked for.
    PlainFolded,
    /// A single-quoted scalar with `''` or of several lines; likewise.
    Single,
    /// A double-quoted scalar with escapes or of several lines; likewise.
    Double,
    /// A literal block; likewise.
    Literal,
    /// A JSON string with escapes; likewise.
    Json,
}

/// One node: 16 bytes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cell {
    pub(super) start: u32,
    pub(super) end: u32,
    /// Map, List: the cell after the last descendant. A text that is not the source's: its index.
    pub(super) link: u32,
    pub(super) kind: Kind,
}

/// One file's documents, parsed. Owns the text.
#[derive(Debug)]
pub struct Document {
    pub(super) text: Box<str>,
    pub(super) cells: Vec<Cell>,
    /// Texts that differ from their source; those of the fast reader are filled when they are asked for.
    pub(super) texts: Vec<OnceLock<Box<str>>>,
    pub(super) roots: Vec<u32>,
    /// Made when the first place is shown.
    pub(super) lines: OnceLock<LineIndex>,
}

impl Document {
    /// Parses a text: YAML 1.2 (so also JSON), any number of documents.
    ///
    /// # Errors
    /// What is not YAML, and what goes over a limit.
    pub fn parse(text: String, options: impl Into<ReadOptions>) -> Result<Self, DocumentError> {
        let options = options.into();
        match Self::parse_fast(&text, options) {
            Some(tape) => Ok(Self::from_tape(tape, text.into_boxed_str())),
            None => Self::parse_fully(text, options),
        }
    }

    /// Parses with the full reader only; for holding the fast one against it.
    ///
    /// # Errors
    /// As [`Document::parse`].
    pub fn parse_fully(text: String, options: impl Into<ReadOptions>) -> Result<Self, DocumentError> {
        super::saphyr::parse(text.into_boxed_str(), options.into())
    }

    /// Whether a fast reader takes a text; for measuring how often it does.
    #[must_use]
    pub fn is_dialect(text: &str) -> bool {
        Self::parse_fast(text, ReadOptions::default()).is_some()
    }

    fn parse_fast(text: &str, options: ReadOptions) -> Option<Tape> {
        u32::try_from(text.len()).ok()?;
        match text.trim_start().as_bytes().first() {
            Some(b'{' | b'[') => json::read(text, options),
            _ => super::dialect::read(text, options),
        }
    }

    fn from_tape(tape: Tape, text: Box<str>) -> Self {
        let texts = (0..tape.lazy).map(|_| OnceLock::new()).collect();
        Self { text, cells: tape.cells, texts, roots: vec![0], lines: OnceLock::new() }
    }

    /// The text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Where its lines begin.
    #[must_use]
    pub fn lines(&self) -> &LineIndex {
        self.lines.get_or_init(|| LineIndex::new(&self.text))
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

    /// The text of a scalar.
    pub(super) fn scalar(&self, at: u32) -> Option<&str> {
        let cell = self.cell(at);
        let (start, end) = (cell.start as usize, cell.end as usize);
        let text = |decode: &dyn Fn() -> String| {
            let slot = self.texts.get(cell.link as usize)?;
            Some(slot.get_or_init(|| decode().into_boxed_str()).as_ref())
        };
        match cell.kind {
            Kind::Map | Kind::List => None,
            Kind::Plain => Some(&self.text[start..end]),
            Kind::Quoted => Some(&self.text[start + 1..end - 1]),
            // The full reader has filled it.
            Kind::PlainOwned | Kind::StringOwned => text(&String::new),
            Kind::PlainFolded => text(&|| decode::folded(&self.text[start..end])),
            Kind::Single => text(&|| decode::quoted(&self.text[start + 1..end - 1], Style::Single)),
            Kind::Double => text(&|| decode::quoted(&self.text[start + 1..end - 1], Style::Double)),
            Kind::Json => text(&|| json::string(&self.text[start + 1..end - 1])),
            Kind::Literal => text(&|| decode::literal(&self.text, start, end)),
        }
    }

    /// The value under a key of the map at `at`. The most frequent thing that rules do: it compares lengths first, so that
    /// the text of few keys is fetched.
    pub(super) fn value_of(&self, at: u32, key: &str) -> Option<u32> {
        let map = self.cell(at);
        if map.kind != Kind::Map {
            return None;
        }
        let wanted = key.as_bytes();
        let is = |start: u32, end: u32| {
            (end - start) as usize == wanted.len() && {
                let name = &self.text.as_bytes()[start as usize..end as usize];
                // `spec` and `kind`: comparing all of them is a call.
                name.first() == wanted.first() && name == wanted
            }
        };
        let first = at + 1;
        let cells = self.cells.get(first as usize..map.link as usize)?;
        let after = |at: usize, cell: &Cell| match cell.kind {
            Kind::Map | Kind::List => (cell.link - first) as usize,
            _ => at + 1,
        };
        let mut at = 0;
        while let Some(name) = cells.get(at) {
            let value_at = after(at, name);
            let value = cells.get(value_at)?;
            let is_it = match name.kind {
                Kind::Plain => is(name.start, name.end),
                Kind::Quoted => is(name.start + 1, name.end - 1),
                _ => self.scalar(first + at as u32) == Some(key),
            };
            if is_it {
                return Some(first + value_at as u32);
            }
            at = after(value_at, value);
        }
        None
    }

    pub(super) fn span(&self, at: u32) -> Span {
        let cell = self.cell(at);
        Span::new(cell.start as usize, cell.end as usize)
    }
}
