//! Documents that nobody wrote: a random tree, printed as Go prints it and as JSON. Both readers must give back that
//! tree at the places where it was printed, so that what is expected comes from neither of them.
//!
//! The trees are the same run after run; `CAMGI_GENERATED=100000` asks for more of them.

mod go;
mod json;
mod tree;

use camgi::model::{Document, Node, ReadOptions, Shape};
use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestRng, TestRunner};

use crate::checks::documents::hold;
use tree::{Printed, Tree};

/// Runs a check on many trees; one that fails is made as small as it can be.
fn on_trees(check: impl Fn(&Tree) -> Result<(), String>) {
    let cases = std::env::var("CAMGI_GENERATED").ok().and_then(|n| n.parse().ok()).unwrap_or(1000);
    let config = Config { cases, failure_persistence: None, ..Config::default() };
    let mut runner = TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha));
    let result = runner.run(&tree::document(), |tree| check(&tree).map_err(TestCaseError::fail));
    if let Err(error) = result {
        panic!("{error}");
    }
}

/// Both readers give the tree that was printed, and the fast one takes it.
fn read_back(tree: &Tree, printed: &Printed) -> Result<(), String> {
    let text = &printed.text;
    let show = |what: String| format!("{what}\n{text}\n{text:?}");
    if !hold(text, "generated").map_err(show)? {
        return Err(show("the fast reader does not take it".to_owned()));
    }
    let fast = Document::parse(text.clone(), ReadOptions::default()).map_err(|e| show(e.to_string()))?;
    is_tree(&fast, tree, printed).map_err(|what| show(format!("fast: {what}")))?;
    match Document::parse_fully(text.clone(), ReadOptions::default()) {
        Ok(full) => is_tree(&full, tree, printed).map_err(|what| show(format!("full: {what}"))),
        // Half of a pair is no character, so this is JSON and not YAML.
        Err(_) if text.contains("\\ud") => Ok(()),
        Err(error) => Err(show(format!("full: {error}"))),
    }
}

fn is_tree(document: &Document, tree: &Tree, printed: &Printed) -> Result<(), String> {
    let roots: Vec<_> = document.roots().collect();
    let [root] = roots[..] else { return Err(format!("{} documents", roots.len())) };
    let mut places = printed.places.iter().copied();
    is_same(root, tree, &mut places)?;
    assert_eq!(places.next(), None, "a place for every node and no more");
    Ok(())
}

/// Whether a node is what was printed, at its place.
fn is_same(
    node: Node<'_>,
    tree: &Tree,
    places: &mut impl Iterator<Item = (usize, usize)>,
) -> Result<(), String> {
    let (start, end) = places.next().expect("a place for every node");
    let span = node.span();
    if span.start != start || (node.shape() == Shape::Scalar && span.end != end) {
        return Err(format!("{tree:?} was printed at {start}..{end} and read at {span:?}"));
    }
    let is_it = match tree {
        Tree::Null => node.is_null(),
        Tree::Bool(value) => node.as_bool() == Some(*value),
        Tree::Number(text) => node.is_plain() && node.text() == Some(text),
        Tree::Text(text) => node.text() == Some(text) && !node.is_null() && node.as_bool().is_none(),
        Tree::List(items) => node.shape() == Shape::List && node.items().count() == items.len(),
        Tree::Map(entries) => node.shape() == Shape::Map && node.entries().count() == entries.len(),
    };
    if !is_it {
        return Err(format!("{tree:?} was printed, and {node:?} was read"));
    }
    match tree {
        Tree::List(items) => node.items().zip(items).try_for_each(|(node, tree)| is_same(node, tree, places)),
        Tree::Map(entries) => node.entries().zip(entries).try_for_each(|((key, node), (name, tree))| {
            is_same(key, &Tree::Text(name.clone()), places)?;
            is_same(node, tree, places)
        }),
        _ => Ok(()),
    }
}

#[test]
fn as_go_prints_them() {
    on_trees(|tree| read_back(tree, &go::print(tree)));
}

#[test]
fn as_json() {
    on_trees(|tree| {
        [json::Style::Dense, json::Style::Lines, json::Style::Ascii]
            .into_iter()
            .try_for_each(|style| read_back(tree, &json::print(tree, style)))
    });
}

/// What the printer prints is what Go prints; by hand, once for each of its styles.
#[test]
fn the_printer_prints_what_go_prints() {
    let text = |text: &str| Tree::Text(text.to_owned());
    let long = "word ".repeat(17) + "end";
    for (value, printed) in [
        (Tree::Null, "k: null\n".to_owned()),
        (text(""), "k: \"\"\n".to_owned()),
        (text("true"), "k: \"true\"\n".to_owned()),
        (text("0123"), "k: \"0123\"\n".to_owned()),
        (text("it's: so"), "k: 'it''s: so'\n".to_owned()),
        (text("a\tb"), "k: \"a\\tb\"\n".to_owned()),
        (text("\u{e9}\u{1f600}"), "k: \"\u{e9}\\U0001F600\"\n".to_owned()),
        (text("a\nb"), "k: |-\n  a\n  b\n".to_owned()),
        (text("a\n\n"), "k: |+\n  a\n\n".to_owned()),
        (text(" a\n"), "k: |2\n   a\n".to_owned()),
        (text("a \nb"), "k: \"a \\nb\"\n".to_owned()),
        (text(&long), format!("k: {}word\n  word end\n", "word ".repeat(15))),
        (
            Tree::List(vec![Tree::Null, Tree::List(vec![text("a")]), Tree::List(vec![])]),
            "k:\n- null\n- - a\n- []\n".to_owned(),
        ),
    ] {
        assert_eq!(go::print(&Tree::Map(vec![("k".to_owned(), value)])).text, printed);
    }
}
