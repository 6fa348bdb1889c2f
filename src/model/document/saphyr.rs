//! Fills the tape from saphyr-parser's events: the full YAML 1.2 reader. It is exact and slow; what it must not do
//! is grow without bound (aliases) or recurse.

use std::collections::BTreeMap;

use saphyr_parser::{Event, Parser, ScalarStyle, Span as SaphyrSpan};

use super::tape::{Cell, Document, DocumentError, DocumentLimits, Kind};
use crate::text::Point;

pub(super) fn parse(text: String, limits: DocumentLimits) -> Result<Document, DocumentError> {
    if u32::try_from(text.len()).is_err() {
        return Err(DocumentError::TooLarge);
    }
    let text = text.into_boxed_str();
    let mut filler = Filler::new(&text, limits);
    let mut parser = Parser::new_from_str(&text);
    while let Some(event) = parser.next_event() {
        let (event, span) = event.map_err(|error| DocumentError::Syntax {
            at: Point { line: error.marker().line().max(1), column: error.marker().col() + 1 },
            what: error.info().to_owned(),
        })?;
        filler.take(event, span)?;
    }
    let Filler { cells, owned, roots, .. } = filler;
    Ok(Document { text, cells, owned, roots })
}

/// Cells of one anchored node: from, to.
type Anchored = (u32, u32);

struct Filler<'t> {
    text: &'t str,
    limits: DocumentLimits,
    /// Byte of each character; only for texts in which the two differ.
    bytes: Option<Vec<u32>>,
    cells: Vec<Cell>,
    owned: Vec<Box<str>>,
    roots: Vec<u32>,
    /// Open maps and lists, with the anchor each has.
    open: Vec<(u32, usize)>,
    anchors: BTreeMap<usize, Anchored>,
}

impl<'t> Filler<'t> {
    fn new(text: &'t str, limits: DocumentLimits) -> Self {
        let bytes = (!text.is_ascii()).then(|| {
            // The length of the text is checked to fit.
            text.char_indices().map(|(at, _)| at as u32).chain([text.len() as u32]).collect()
        });
        Self {
            text,
            limits,
            bytes,
            cells: Vec::with_capacity(text.len() / 24),
            owned: Vec::new(),
            roots: Vec::new(),
            open: Vec::new(),
            anchors: BTreeMap::new(),
        }
    }

    fn take(&mut self, event: Event<'_>, span: SaphyrSpan) -> Result<(), DocumentError> {
        match event {
            Event::MappingStart(anchor, _) => self.open(Kind::Map, anchor, span),
            Event::SequenceStart(anchor, _) => self.open(Kind::List, anchor, span),
            Event::MappingEnd | Event::SequenceEnd => {
                self.close();
                Ok(())
            }
            Event::Scalar(value, style, anchor, _) => self.scalar(&value, style, anchor, span),
            Event::Alias(anchor) => self.alias(anchor, span),
            Event::Nothing
            | Event::StreamStart
            | Event::StreamEnd
            | Event::DocumentStart(_)
            | Event::DocumentEnd => Ok(()),
        }
    }

    fn open(&mut self, kind: Kind, anchor: usize, span: SaphyrSpan) -> Result<(), DocumentError> {
        if self.open.len() >= self.limits.depth {
            return Err(DocumentError::TooDeep(self.limits.depth));
        }
        let start = self.byte(span.start.index());
        let at = self.push(Cell { start, end: start, link: 0, kind })?;
        self.open.push((at, anchor));
        Ok(())
    }

    fn close(&mut self) {
        let Some((at, anchor)) = self.open.pop() else { return };
        let after = self.cells.len() as u32;
        // The parser's end of a block collection is the start of what follows it; the last value's end is the
        // place a person means.
        let end = self.cells.last().map_or(0, |cell| cell.end);
        let cell = &mut self.cells[at as usize];
        cell.link = after;
        cell.end = end.max(cell.start);
        self.remember(anchor, at);
    }

    fn scalar(
        &mut self,
        value: &str,
        style: ScalarStyle,
        anchor: usize,
        span: SaphyrSpan,
    ) -> Result<(), DocumentError> {
        let (start, mut end) = (self.byte(span.start.index()), self.byte(span.end.index()));
        let source = self.text.get(start as usize..end as usize).unwrap_or_default();
        let kind = match style {
            ScalarStyle::Plain if source == value => Kind::Plain,
            ScalarStyle::Plain => Kind::PlainOwned,
            ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted if is_quoted(source, value) => Kind::Quoted,
            _ => Kind::StringOwned,
        };
        let mut link = 0;
        if matches!(kind, Kind::PlainOwned | Kind::StringOwned) {
            link = self.owned.len() as u32;
            self.owned.push(value.into());
            end = start + source.trim_end().len() as u32;
        }
        let at = self.push(Cell { start, end, link, kind })?;
        self.remember(anchor, at);
        Ok(())
    }

    /// An alias is the anchored node again, with the places of the anchor. The limit on nodes is what stops a
    /// bomb.
    fn alias(&mut self, anchor: usize, span: SaphyrSpan) -> Result<(), DocumentError> {
        let Some(&(from, to)) = self.anchors.get(&anchor) else {
            return Err(DocumentError::Syntax {
                at: Point { line: span.start.line().max(1), column: span.start.col() + 1 },
                what: "an alias inside of its own anchor".to_owned(),
            });
        };
        let here = self.cells.len() as u32;
        for at in from..to {
            let mut cell = self.cells[at as usize];
            if matches!(cell.kind, Kind::Map | Kind::List) {
                cell.link = cell.link - from + here;
            }
            if at == from {
                self.push(cell)?;
            } else {
                self.append(cell)?;
            }
        }
        Ok(())
    }

    /// Adds the top cell of a value; outside of any collection it is the root of a document.
    fn push(&mut self, cell: Cell) -> Result<u32, DocumentError> {
        let at = self.append(cell)?;
        if self.open.is_empty() {
            self.roots.push(at);
        }
        Ok(at)
    }

    fn append(&mut self, cell: Cell) -> Result<u32, DocumentError> {
        if self.cells.len() >= self.limits.nodes {
            return Err(DocumentError::TooManyNodes(self.limits.nodes));
        }
        self.cells.push(cell);
        Ok(self.cells.len() as u32 - 1)
    }

    fn remember(&mut self, anchor: usize, at: u32) {
        if anchor != 0 {
            self.anchors.insert(anchor, (at, self.cells.len() as u32));
        }
    }

    fn byte(&self, character: usize) -> u32 {
        match &self.bytes {
            None => character.min(self.text.len()) as u32,
            Some(bytes) => bytes[character.min(bytes.len() - 1)],
        }
    }
}

fn is_quoted(source: &str, value: &str) -> bool {
    source.len() == value.len() + 2 && source.get(1..source.len() - 1) == Some(value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::document::Shape;

    fn doc(text: &str) -> Document {
        parse(text.to_owned(), DocumentLimits::default()).expect("the text is YAML")
    }

    #[test]
    fn scalars_keep_their_place_and_decode() {
        let text = "---\na: plain text\nb: \"quo\\ted\\n\"\nc: 'it''s'\nd: \"plain\"\ne: |\n  one\n  two\nf:\ng: = # c\n";
        let doc = doc(text);
        let root = doc.roots().next().expect("one document");
        let cases = [
            ("a", "plain text", "plain text", 2),
            ("b", "quo\ted\n", "\"quo\\ted\\n\"", 3),
            ("c", "it's", "'it''s'", 4),
            ("d", "plain", "\"plain\"", 5),
            ("e", "one\ntwo\n", "one\n  two", 7),
            ("f", "", "", 9),
            ("g", "=", "=", 10),
        ];
        for (key, value, source, line) in cases {
            let node = root.get(key).expect(key);
            assert_eq!(node.text(), Some(value), "{key}");
            assert_eq!(node.span().of(text), source, "{key}");
            assert_eq!(Point::at(text, node.span().start).line, line, "{key}");
        }
        assert!(root.get("f").expect("f").is_null());
        assert!(!root.get("d").expect("d").is_plain());
    }

    #[test]
    fn places_are_bytes_also_after_other_characters() {
        let text = "\u{e9}: \u{4e2d}\u{6587}\nk: [a, {b: c}]\r\nl:\r\n- x\r\n";
        let doc = doc(text);
        let root = doc.roots().next().expect("one document");
        let place = |node: crate::model::Node<'_>| node.span().of(text).to_owned();
        assert_eq!(place(root.get("\u{e9}").expect("first")), "\u{4e2d}\u{6587}");
        let inner = root.get("k").and_then(|list| list.items().nth(1)).and_then(|map| map.get("b"));
        assert_eq!(inner.map(place).as_deref(), Some("c"));
        let crlf = root.get("l").and_then(|list| list.items().next());
        assert_eq!(crlf.map(place).as_deref(), Some("x"));
    }

    #[test]
    fn several_documents_and_aliases() {
        let doc = doc("a: &x {k: [1, 2]}\nb: *x\n---\n- 1\n");
        let roots: Vec<_> = doc.roots().collect();
        assert_eq!(roots.len(), 2);
        let copy = roots[0].get("b").and_then(|b| b.get("k")).expect("the alias is the map");
        assert_eq!(copy.items().map(|n| n.text().unwrap_or_default()).collect::<Vec<_>>(), ["1", "2"]);
        assert_eq!(roots[0].entries().count(), 2);
        assert_eq!(roots[1].shape(), Shape::List);
    }

    #[test]
    fn bombs_and_depth_are_refused() {
        let levels = (1..12).map(|level| {
            let refs = vec![format!("*a{}", level - 1); 10].join(", ");
            format!("a{level}: &a{level} [{refs}]\n")
        });
        let first = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
        let bomb: String = std::iter::once(first).chain(levels).collect();
        let limits = DocumentLimits { nodes: 100_000, depth: 64 };
        assert_eq!(parse(bomb, limits).expect_err("a bomb"), DocumentError::TooManyNodes(100_000));
        let deep = "[".repeat(10_000) + &"]".repeat(10_000);
        assert!(parse(deep, limits).is_err());
        let within = "[".repeat(60) + &"]".repeat(60);
        assert!(parse(within, limits).is_ok());
        assert!(matches!(parse("a: &x [*x]".into(), limits), Err(DocumentError::Syntax { .. })));
    }

    #[test]
    fn what_is_no_yaml_says_where() {
        let error = parse("a: 1\nb: \"open\nc: 2\n".into(), DocumentLimits::default()).expect_err("not YAML");
        assert!(matches!(error, DocumentError::Syntax { .. }), "{error}");
        assert_eq!(parse(String::new(), DocumentLimits::default()).expect("empty").roots().count(), 0);
        assert_eq!(doc("{\"a\": {\"b\": [true, null]}}").roots().count(), 1, "JSON is YAML");
    }
}
