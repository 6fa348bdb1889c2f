//! Random trees, made of what is easy to get wrong in a scalar.

use proptest::collection::{btree_map, vec};
use proptest::prelude::{Just, Strategy, any, prop_oneof};
use proptest::sample::select;

/// What a document means.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Tree {
    Null,
    Bool(bool),
    /// As it is printed.
    Number(String),
    Text(String),
    List(Vec<Tree>),
    Map(Vec<(String, Tree)>),
}

/// A tree as text.
#[derive(Debug, Default)]
pub(super) struct Printed {
    pub(super) text: String,
    /// Bytes from and to of each node, keys too, every node before what is in it. Of maps and lists only the first
    /// is meant.
    pub(super) places: Vec<(usize, usize)>,
}

/// Parts of texts. Together they make indicators, escapes, blanks at line ends, and lines that are too long.
const PIECES: [&str; 56] = [
    "a",
    "word",
    "word ",
    "word word ",
    " ",
    "  ",
    "\n",
    "\n\n",
    "\n ",
    " \n",
    "\t",
    ": ",
    ":",
    "- ",
    "-",
    "--- ",
    "...",
    "#",
    " #",
    "'",
    "''",
    "\"",
    "\\",
    "\\n",
    "{",
    "}",
    "{}",
    "[",
    "]",
    ",",
    "&a",
    "*a",
    "!t",
    "|",
    ">",
    "%",
    "@",
    "`",
    "? ",
    "~",
    "=",
    "\u{e9}",
    "\u{4e2d}\u{6587}",
    "\u{1f600}",
    "\u{85}",
    "\u{a0}",
    "\u{2028}",
    "\u{feff}",
    "\u{7f}",
    "\0",
    "\u{1b}[0m",
    "\r\n",
    "https://a.b/c?d=e#f",
    "k: v",
    "0",
    "sixteen-letters-",
];

/// Texts that look like something else.
const LOOKALIKES: [&str; 24] = [
    "",
    "null",
    "Null",
    "~",
    "true",
    "False",
    "yes",
    "off",
    "y",
    "0",
    "-1",
    "0123",
    "0x1F",
    "0o7",
    "1e3",
    "1_000",
    ".5",
    ".inf",
    ".nan",
    "190:20:30",
    "2026-01-01",
    "2026-01-01T00:00:00Z",
    "<<",
    "4.18.9",
];

const NUMBERS: [&str; 8] = ["0", "-1", "42", "0.5", "-0.25", "1e+06", "1.5e-07", "9223372036854775807"];

/// Keys as Kubernetes has them, and some that need quotes.
const KEYS: [&str; 24] = [
    "a",
    "name",
    "f:spec",
    ".",
    "k8s.io/x",
    "x.y/z-1_2",
    "a b",
    "a: b",
    "a #b",
    "#",
    "-",
    "- a",
    "true",
    "null",
    "1",
    "",
    "\u{e9}",
    "{}",
    "&a",
    "tls.crt",
    "key:",
    "*",
    "?",
    "sixteen-letters-sixteen-letters-",
];

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => vec(select(&PIECES[..]), 0..8).prop_map(|pieces| pieces.concat()),
        1 => vec(select(&["word", "longer-word", "it's", "a:b", "c,", "\u{e9}t\u{e9}", "word "][..]), 12..50)
            .prop_map(|words| words.join(" ")),
        1 => vec("[a-z]{1,9}( [a-z:#-]{1,9}){0,3}", 2..6).prop_map(|lines| lines.join("\n")),
        1 => select(&LOOKALIKES[..]).prop_map(str::to_owned),
        1 => any::<String>(),
    ]
    // A block of line ends alone is left to the full reader.
    .prop_map(
        |text| if !text.is_empty() && text.trim_matches('\n').is_empty() { "a".to_owned() } else { text },
    )
}

fn scalar() -> impl Strategy<Value = Tree> {
    prop_oneof![
        1 => Just(Tree::Null),
        1 => any::<bool>().prop_map(Tree::Bool),
        1 => select(&NUMBERS[..]).prop_map(|number| Tree::Number(number.to_owned())),
        6 => text().prop_map(Tree::Text),
    ]
}

fn map_of(value: impl Strategy<Value = Tree>) -> impl Strategy<Value = Tree> {
    let key = select(&KEYS[..]).prop_map(str::to_owned);
    btree_map(key, value, 0..6).prop_map(|entries| Tree::Map(entries.into_iter().collect()))
}

/// Maps and lists in maps and lists.
pub(super) fn document() -> impl Strategy<Value = Tree> {
    let value = scalar().prop_recursive(5, 40, 6, |inner| {
        prop_oneof![vec(inner.clone(), 0..6).prop_map(Tree::List), map_of(inner)]
    });
    prop_oneof![4 => map_of(value.clone()), 1 => vec(value, 0..6).prop_map(Tree::List)]
}
