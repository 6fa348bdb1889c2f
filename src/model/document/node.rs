//! Looking at a document: maps, lists and scalars with their places. Nothing fails: what is not there is
//! `None`.

use super::tape::{Document, Kind, NodeId};
use crate::text::Span;

/// What a node is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// Keys and values.
    Map,
    /// Items.
    List,
    /// A text, number, boolean or null.
    Scalar,
}

/// A value in a document.
#[derive(Clone, Copy)]
pub struct Node<'d> {
    document: &'d Document,
    at: u32,
}

impl<'d> Node<'d> {
    pub(super) fn new(document: &'d Document, at: u32) -> Self {
        Self { document, at }
    }

    /// The document it is in.
    #[must_use]
    pub fn document(self) -> &'d Document {
        self.document
    }

    /// Its name inside the document.
    #[must_use]
    pub fn id(self) -> NodeId {
        NodeId(self.at)
    }

    /// Where it stands.
    #[must_use]
    pub fn span(self) -> Span {
        self.document.span(self.at)
    }

    /// Whether another node of the document is this one or is in it. What an alias repeats is in the map or list with the
    /// alias, although it stands where the anchor is.
    #[must_use]
    pub fn holds(self, other: NodeId) -> bool {
        let end = match self.shape() {
            Shape::Scalar => self.at + 1,
            Shape::Map | Shape::List => self.document.cell(self.at).link,
        };
        (self.at..end).contains(&other.0)
    }

    /// What it is.
    #[must_use]
    pub fn shape(self) -> Shape {
        match self.kind() {
            Kind::Map => Shape::Map,
            Kind::List => Shape::List,
            _ => Shape::Scalar,
        }
    }

    /// The text of a scalar, decoded. `None` for maps and lists.
    #[must_use]
    pub fn text(self) -> Option<&'d str> {
        self.document.scalar(self.at)
    }

    /// Whether it is a scalar that was written without quotes, so that `true`, `1` and `null` mean what they look
    /// like (YAML 1.2 core schema).
    #[must_use]
    pub fn is_plain(self) -> bool {
        matches!(self.kind(), Kind::Plain | Kind::PlainOwned | Kind::PlainFolded)
    }

    /// Whether it is null: absent after its key, `null` or `~`.
    #[must_use]
    pub fn is_null(self) -> bool {
        let cell = self.document.cell(self.at);
        // Most texts are told by their lengths, and need not be fetched.
        if cell.kind == Kind::Plain && !matches!(cell.end - cell.start, 0 | 1 | 4) {
            return false;
        }
        self.is_plain() && matches!(self.text(), Some("" | "~" | "null" | "Null" | "NULL"))
    }

    /// Whether it holds nothing: null, an empty text, map or list.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.is_null()
            || match self.shape() {
                Shape::Scalar => self.text() == Some(""),
                Shape::Map | Shape::List => self.first_child().is_none(),
            }
    }

    /// The boolean it is.
    #[must_use]
    pub fn as_bool(self) -> Option<bool> {
        match self.text().filter(|_| self.is_plain())? {
            "true" | "True" | "TRUE" => Some(true),
            "false" | "False" | "FALSE" => Some(false),
            _ => None,
        }
    }

    /// The value under `key` in a map. Of a key that is written twice the first counts.
    #[must_use]
    pub fn get(self, key: &str) -> Option<Node<'d>> {
        self.document.value_of(self.at, key).map(|at| Self::new(self.document, at))
    }

    /// The text under `key` in a map.
    #[must_use]
    pub fn get_text(self, key: &str) -> Option<&'d str> {
        self.get(key).filter(|node| !node.is_null())?.text()
    }

    /// Keys and values of a map, in their order; nothing for what is no map.
    pub fn entries(self) -> impl Iterator<Item = (Node<'d>, Node<'d>)> {
        let mut children = self.children_if(Kind::Map);
        std::iter::from_fn(move || Some((children.next()?, children.next()?)))
    }

    /// Items of a list, in their order; nothing for what is no list.
    pub fn items(self) -> impl Iterator<Item = Node<'d>> {
        self.children_if(Kind::List)
    }

    fn kind(self) -> Kind {
        self.document.cell(self.at).kind
    }

    fn first_child(self) -> Option<u32> {
        let cell = self.document.cell(self.at);
        (matches!(cell.kind, Kind::Map | Kind::List) && self.at + 1 < cell.link).then_some(self.at + 1)
    }

    fn children_if(self, kind: Kind) -> Children<'d> {
        let cell = self.document.cell(self.at);
        let (next, end) = if cell.kind == kind { (self.at + 1, cell.link) } else { (0, 0) };
        Children { document: self.document, next, end }
    }
}

impl std::fmt::Debug for Node<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.shape() {
            Shape::Map => f.debug_map().entries(self.entries()).finish(),
            Shape::List => f.debug_list().entries(self.items()).finish(),
            Shape::Scalar => write!(f, "{:?}", self.text().unwrap_or_default()),
        }
    }
}

struct Children<'d> {
    document: &'d Document,
    next: u32,
    end: u32,
}

impl<'d> Iterator for Children<'d> {
    type Item = Node<'d>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.next >= self.end {
            return None;
        }
        let at = self.next;
        self.next = self.document.after(at);
        Some(Node::new(self.document, at))
    }
}
