//! Fills the tape from saphyr-parser's events: the full YAML 1.2 reader. It is exact and slow; what it must not do
//! is grow without bound (aliases) or recurse.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use saphyr_parser::{Event, Parser, ScalarStyle, Span as SaphyrSpan};

use super::tape::{Cell, Document, DocumentError, Kind, MANAGED_FIELDS, ReadOptions};
use crate::text::Point;

pub(super) fn parse(text: Box<str>, mut options: ReadOptions) -> Result<Document, DocumentError> {
    if u32::try_from(text.len()).is_err() {
        return Err(DocumentError::TooLarge);
    }
    let mut filler = Filler::new(&text, options);
    let mut result = filler.fill();
    if result.is_err() && filler.has_lost_an_anchor {
        // An alias may name what was left out.
        options.keep_managed_fields = true;
        filler = Filler::new(&text, options);
        result = filler.fill();
    }
    result?;
    let Filler { cells, texts, roots, .. } = filler;
    Ok(Document { text, cells, texts, roots, lines: OnceLock::new() })
}

/// The scanner counts open brackets in a byte, and may be far ahead of the events that are counted here. Its errors have
/// no kinds, only texts.
const BRACKETS: usize = u8::MAX as usize;
const BRACKETS_OVER: &str = "recursion limit exceeded";

/// An open map or list.
struct Open {
    at: u32,
    anchor: usize,
    /// Keys and values, or items, so far.
    children: usize,
    /// The cell of the newest child.
    newest: u32,
    /// Levels below it so far.
    levels: usize,
    /// The furthest end of a map or list in it so far.
    end: u32,
}

/// Cells of one anchored node: from, to; and how many levels it has.
type Anchored = (u32, u32, usize);

struct Filler<'t> {
    text: &'t str,
    options: ReadOptions,
    /// Byte of each character; only for texts in which the two differ.
    bytes: Option<Vec<u32>>,
    cells: Vec<Cell>,
    texts: Vec<OnceLock<Box<str>>>,
    roots: Vec<u32>,
    /// Open maps and lists.
    open: Vec<Open>,
    /// How deep inside of a list of managedFields the events are; that list is left out.
    skipping: usize,
    /// Whether something with an anchor was left out.
    has_lost_an_anchor: bool,
    anchors: BTreeMap<usize, Anchored>,
    /// The node that was given an anchor last.
    newest_anchored: Option<u32>,
}

impl<'t> Filler<'t> {
    fn new(text: &'t str, options: ReadOptions) -> Self {
        let bytes = (!text.is_ascii()).then(|| {
            // The length of the text is checked to fit.
            text.char_indices().map(|(at, _)| at as u32).chain([text.len() as u32]).collect()
        });
        Self {
            text,
            options,
            bytes,
            cells: Vec::with_capacity(text.len() / 16),
            texts: Vec::new(),
            roots: Vec::new(),
            open: Vec::new(),
            skipping: 0,
            has_lost_an_anchor: false,
            anchors: BTreeMap::new(),
            newest_anchored: None,
        }
    }

    fn fill(&mut self) -> Result<(), DocumentError> {
        let mut parser = Parser::new_from_str(self.text);
        while let Some(event) = parser.next_event() {
            let (event, span) = event.map_err(|error| match error.info() {
                BRACKETS_OVER => DocumentError::TooDeep(self.options.limits.depth.min(BRACKETS)),
                what => DocumentError::Syntax {
                    at: Point { line: error.marker().line().max(1), column: error.marker().col() + 1 },
                    what: what.to_owned(),
                },
            })?;
            self.take(event, span)?;
        }
        Ok(())
    }

    fn take(&mut self, event: Event<'_>, span: SaphyrSpan) -> Result<(), DocumentError> {
        if self.skip(&event) {
            return Ok(());
        }
        match event {
            Event::MappingStart(anchor, _) => self.open(Kind::Map, anchor, span),
            Event::SequenceStart(anchor, _) => self.open(Kind::List, anchor, span),
            Event::MappingEnd | Event::SequenceEnd => {
                self.close(span);
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

    /// Whether an event belongs to a list of managedFields that is left out.
    fn skip(&mut self, event: &Event<'_>) -> bool {
        let is_first = matches!(event, Event::SequenceStart(..))
            && self.skipping == 0
            && !self.options.keep_managed_fields
            && self.is_value_of_managed_fields();
        if is_first {
            self.cells.pop();
            if let Some(open) = self.open.last_mut() {
                open.children -= 1;
            }
        } else if self.skipping == 0 {
            return false;
        }
        match event {
            Event::MappingStart(anchor, _) | Event::SequenceStart(anchor, _) => {
                self.skipping += 1;
                self.has_lost_an_anchor |= *anchor != 0;
            }
            Event::MappingEnd | Event::SequenceEnd => self.skipping -= 1,
            Event::Scalar(_, _, anchor, _) => self.has_lost_an_anchor |= *anchor != 0,
            _ => {}
        }
        true
    }

    fn is_value_of_managed_fields(&self) -> bool {
        let Some(open) = self.open.last() else { return false };
        // The key is the newest child of an open map, a scalar of its own, and nothing refers to it.
        let key = open.newest;
        if self.cells[open.at as usize].kind != Kind::Map
            || open.children % 2 == 0
            || key as usize + 1 != self.cells.len()
        {
            return false;
        }
        let cell = self.cells[key as usize];
        let source = &self.text.as_bytes()[cell.start as usize..cell.end as usize];
        let is_named = match cell.kind {
            Kind::Plain => source == MANAGED_FIELDS,
            Kind::Quoted => source.get(1..source.len().saturating_sub(1)) == Some(MANAGED_FIELDS),
            _ => false,
        };
        is_named && self.newest_anchored != Some(key)
    }

    fn open(&mut self, kind: Kind, anchor: usize, span: SaphyrSpan) -> Result<(), DocumentError> {
        if self.open.len() >= self.options.limits.depth {
            return Err(DocumentError::TooDeep(self.options.limits.depth));
        }
        let mut start = self.byte(span.start.index());
        if kind == Kind::List && self.is_unindented_list(start) {
            start -= 2;
        }
        let at = self.push(Cell { start, end: start, link: 0, kind })?;
        self.open.push(Open { at, anchor, children: 0, newest: at, levels: 0, end: start });
        Ok(())
    }

    /// The parser puts the start of a list that stands under its key without indentation on the first item, and that
    /// of every other list on its first dash. We want the dash.
    fn is_unindented_list(&self, start: u32) -> bool {
        let Some(parent) = self.open.last().map(|open| self.cells[open.at as usize]) else { return false };
        // Only blanks are looked over: a whole file may be one line.
        let before =
            self.text.as_bytes()[..start as usize].strip_suffix(b"- ").filter(|_| parent.kind == Kind::Map);
        before.is_some_and(|before| matches!(trim_blanks(before), [] | [.., b'\n' | b'\r']))
    }

    fn close(&mut self, span: SaphyrSpan) {
        let Some(Open { at, anchor, levels, end: inner, .. }) = self.open.pop() else { return };
        let after = self.cells.len() as u32;
        // The parser's end of a block collection is the start of what follows it; the last value's end is the
        // place a person means.
        let start = self.cells[at as usize].start as usize;
        let is_flow = matches!(self.text.as_bytes().get(start), Some(b'{' | b'['));
        // The last value may be a flow collection, whose bracket comes after all that is in it.
        let last = self.cells.last().map_or(0, |cell| cell.end).max(inner);
        // The parser's end of a flow collection may be behind the blanks that follow it.
        let flow_end = self.byte(span.end.index()) as usize;
        let flow_end = self.text.get(..flow_end).map_or(flow_end, |text| without_blanks(text).len()) as u32;
        let end = if is_flow { flow_end } else { last };
        let cell = &mut self.cells[at as usize];
        cell.link = after;
        cell.end = end.max(cell.start);
        let end = cell.end;
        if let Some(around) = self.open.last_mut() {
            around.end = around.end.max(end);
        }
        self.remember(anchor, at, levels + 1);
    }

    fn scalar(
        &mut self,
        value: &str,
        style: ScalarStyle,
        anchor: usize,
        span: SaphyrSpan,
    ) -> Result<(), DocumentError> {
        let (mut start, mut end) = (self.byte(span.start.index()), self.byte(span.end.index()));
        let source = self.text.get(start as usize..end as usize).unwrap_or_default();
        if source.is_empty() && value.is_empty() && style == ScalarStyle::Plain {
            // The parser puts what is not there before the next token, which may be lines below.
            (start, end) = self.behind_colon(start);
        }
        let kind = match style {
            ScalarStyle::Plain if source == value => Kind::Plain,
            ScalarStyle::Plain => Kind::PlainOwned,
            ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted if is_quoted(source, value) => Kind::Quoted,
            _ => Kind::StringOwned,
        };
        let mut link = 0;
        if matches!(kind, Kind::PlainOwned | Kind::StringOwned) {
            link = self.texts.len() as u32;
            self.texts.push(OnceLock::from(Box::from(value)));
            end = start + without_blanks(source).len() as u32;
        }
        let at = self.push(Cell { start, end, link, kind })?;
        self.remember(anchor, at, 0);
        Ok(())
    }

    /// The place behind the colon of the key that was read last, where an empty value is.
    fn behind_colon(&self, otherwise: u32) -> (u32, u32) {
        let key_end = self.cells.last().map_or(0, |cell| cell.end) as usize;
        let rest = self.text.get(key_end..).unwrap_or_default();
        let blanks = rest.len() - rest.trim_start_matches(' ').len();
        let is_colon = rest.as_bytes().get(blanks) == Some(&b':');
        let at = if is_colon { (key_end + blanks + 1) as u32 } else { otherwise };
        (at, at)
    }

    /// An alias is the anchored node again, with the places of the anchor. The limit on nodes is what stops a
    /// bomb.
    fn alias(&mut self, anchor: usize, span: SaphyrSpan) -> Result<(), DocumentError> {
        let Some(&(from, to, levels)) = self.anchors.get(&anchor) else {
            return Err(DocumentError::Syntax {
                at: Point { line: span.start.line().max(1), column: span.start.col() + 1 },
                what: "an alias to an anchor that is not complete, or was left out".to_owned(),
            });
        };
        // Aliases of aliases nest without a bracket that is open.
        if self.open.len() + levels > self.options.limits.depth {
            return Err(DocumentError::TooDeep(self.options.limits.depth));
        }
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
        self.remember(0, here, levels);
        Ok(())
    }

    /// Adds the top cell of a value; outside of any collection it is the root of a document.
    fn push(&mut self, cell: Cell) -> Result<u32, DocumentError> {
        let at = self.append(cell)?;
        match self.open.last_mut() {
            Some(open) => {
                open.children += 1;
                open.newest = at;
            }
            None => self.roots.push(at),
        }
        Ok(at)
    }

    fn append(&mut self, cell: Cell) -> Result<u32, DocumentError> {
        if self.cells.len() >= self.options.limits.nodes {
            return Err(DocumentError::TooManyNodes(self.options.limits.nodes));
        }
        self.cells.push(cell);
        Ok(self.cells.len() as u32 - 1)
    }

    /// A node is complete: whatever is open is at least one level higher, and an alias may repeat it.
    fn remember(&mut self, anchor: usize, at: u32, levels: usize) {
        if let Some(open) = self.open.last_mut() {
            open.levels = open.levels.max(levels);
        }
        if anchor != 0 {
            self.anchors.insert(anchor, (at, self.cells.len() as u32, levels));
            self.newest_anchored = Some(at);
        }
    }

    fn byte(&self, character: usize) -> u32 {
        match &self.bytes {
            None => character.min(self.text.len()) as u32,
            Some(bytes) => bytes[character.min(bytes.len() - 1)],
        }
    }
}

fn trim_blanks(mut bytes: &[u8]) -> &[u8] {
    while let [rest @ .., b' '] = bytes {
        bytes = rest;
    }
    bytes
}

/// A text without the blanks and line ends behind it. What else Unicode calls white space is text to YAML.
fn without_blanks(text: &str) -> &str {
    text.trim_end_matches([' ', '\t', '\n', '\r'])
}

fn is_quoted(source: &str, value: &str) -> bool {
    source.len() == value.len() + 2 && source.get(1..source.len() - 1) == Some(value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::document::{DocumentLimits, Shape};

    fn doc(text: &str) -> Document {
        parse(text.into(), ReadOptions::default()).expect("the text is YAML")
    }

    #[test]
    fn a_block_map_ends_behind_the_bracket_of_its_last_value() {
        let text = "a:\n  b: [{c: d}, {e: [f]} ]\ng:\n- {h: i }\nj: {managedFields: [{k: l}]}\n";
        let document = doc(text);
        let root = document.roots().next().expect("a map");
        assert_eq!(root.span().of(text), text.trim_end());
        for (key, source) in [("a", "b: [{c: d}, {e: [f]} ]"), ("g", "- {h: i }")] {
            assert_eq!(root.get(key).expect(key).span().of(text), source, "{key}");
        }
        let element = root.get("a").and_then(|a| a.get("b")?.items().last()).expect("an element");
        assert!(root.holds(element.id()) && root.get("a").is_some_and(|a| a.holds(element.id())));
        assert!(root.get("g").is_some_and(|g| !g.holds(element.id()) && g.holds(g.id())));
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
        let limits = DocumentLimits { nodes: 100_000, depth: 64 }.into();
        assert_eq!(parse(bomb.into(), limits).expect_err("a bomb"), DocumentError::TooManyNodes(100_000));
        let deep = ["[".repeat(10_000), "]".repeat(10_000)].concat();
        let too_deep = parse(deep.clone().into(), limits).map(drop);
        assert_eq!(too_deep, Err(DocumentError::TooDeep(64)));
        let too_deep = parse(deep.into(), ReadOptions::default()).map(drop);
        assert_eq!(too_deep, Err(DocumentError::TooDeep(BRACKETS)));
        let within = ["[".repeat(60), "]".repeat(60)].concat();
        assert!(parse(within.into(), limits).is_ok());
        assert!(matches!(parse("a: &x [*x]".into(), limits), Err(DocumentError::Syntax { .. })));
        for (levels, fits) in [(63, true), (64, false), (3_000, false)] {
            let nested = (1..=levels).map(|level| format!("- &a{level} [*a{}]\n", level - 1));
            let text: String = std::iter::once("- &a0 x\n".to_owned()).chain(nested).collect();
            let read = parse(text.into(), limits).map(drop);
            assert_eq!(read, if fits { Ok(()) } else { Err(DocumentError::TooDeep(64)) }, "{levels} levels");
        }
    }

    #[test]
    fn an_alias_to_what_is_left_out_keeps_it() {
        let lists = |text: &str| {
            let doc = doc(text);
            let root = doc.roots().next().expect("one document");
            ["managedFields", "b"].map(|key| root.get(key).map(|list| list.items().count()))
        };
        assert_eq!(lists("managedFields: [&x 1, 2]\nb: [3]\n"), [None, Some(1)]);
        assert_eq!(lists("managedFields: [&x 1, 2]\nb: [*x]\n"), [Some(2), Some(1)]);
        assert_eq!(lists("managedFields: &x [1, 2]\nb: *x\n"), [Some(2), Some(2)]);
    }

    #[test]
    fn what_is_no_yaml_says_where() {
        let error = parse("a: 1\nb: \"open\nc: 2\n".into(), ReadOptions::default()).expect_err("not YAML");
        assert!(matches!(error, DocumentError::Syntax { .. }), "{error}");
        assert_eq!(parse("".into(), ReadOptions::default()).expect("empty").roots().count(), 0);
        assert_eq!(doc("{\"a\": {\"b\": [true, null]}}").roots().count(), 1, "JSON is YAML");
    }
}
