//! Parameters, sources and joins that nothing asks for: left over, or misspelt where they were meant.

use super::Subject;
use crate::model::{Node, Shape};
use crate::rules::written::Mistake;

/// Keys of a rule in which no name of it means anything: prose, and tests.
const PROSE: [&str; 9] =
    ["id", "title", "description", "help", "references", "params", "tests", "owners", "tags"];

pub(super) fn look(subject: &Subject<'_>, found: &mut Vec<Mistake>) {
    let spec = subject.spec;
    for (name, _) in &spec.params.0 {
        if !parts(subject.root).any(|part| asks_for_param(part, &name.value)) {
            let message = format!("nothing asks for the parameter `{}`", name.value);
            let complaint = subject.complaint("unused-param", name.span, message, "not used");
            let help = format!(
                "in `where` it is asked for as `{{param: {0}}}`, in messages and programs as `params.{0}`",
                name.value
            );
            found.push(complaint.with_help(help));
        }
    }
    let several = spec.sources.0.len() > 1;
    for (name, _) in spec.sources.0.iter().filter(|_| several) {
        if !parts(subject.root).any(|part| has_word(part, &name.value, &["sources"])) {
            let message = format!("nothing asks for the source `{}`", name.value);
            let help =
                "judge it (`foreach`), `join` it, or take it out: a rule is skipped where it is missing";
            found.push(
                subject.complaint("unused-source", name.span, message, "not used").with_help(help.to_owned()),
            );
        }
    }
    for (name, join) in &spec.join.0 {
        if join.expect.is_none()
            && !parts(subject.root).any(|part| has_word(part, &name.value, &[name.value.as_str()]))
        {
            let message = format!("nothing asks for the join `{}`", name.value);
            let help = "say whether there must be a match (`expect: some` or `none`), or use what it finds";
            found.push(
                subject.complaint("unused-source", name.span, message, "not used").with_help(help.to_owned()),
            );
        }
    }
}

/// The parts of a rule in which names mean something.
fn parts<'d>(root: Node<'d>) -> impl Iterator<Item = (Node<'d>, Node<'d>)> {
    root.entries().filter(|(key, _)| !PROSE.contains(&key.text().unwrap_or_default()))
}

fn asks_for_param((_, value): (Node<'_>, Node<'_>), name: &str) -> bool {
    match value.shape() {
        Shape::Scalar => value.text().is_some_and(|text| text.contains("params") && word(text, name)),
        Shape::List => value.items().any(|item| asks_for_param((item, item), name)),
        Shape::Map => value.entries().any(|(key, value)| {
            (key.text() == Some("param") && value.text() == Some(name)) || asks_for_param((key, value), name)
        }),
    }
}

/// Whether a word stands in a key or a text, but not in a map under one of the keys to be left out, nor as one of them.
fn has_word((key, value): (Node<'_>, Node<'_>), name: &str, but: &[&str]) -> bool {
    if but.contains(&key.text().unwrap_or_default()) && value.shape() == Shape::Map {
        return false;
    }
    match value.shape() {
        Shape::Scalar => value.text().is_some_and(|text| word(text, name)),
        Shape::List => value.items().any(|item| has_word((item, item), name, but)),
        Shape::Map => value.entries().any(|(key, value)| {
            let is_left_out = but.contains(&key.text().unwrap_or_default());
            (!is_left_out && key.text().is_some_and(|text| word(text, name)))
                || has_word((key, value), name, but)
        }),
    }
}

/// Whether a text has the name as a word of its own.
fn word(text: &str, name: &str) -> bool {
    let part = |c: char| c.is_alphanumeric() || c == '_';
    text.match_indices(name).any(|(at, _)| {
        !text[..at].chars().next_back().is_some_and(part)
            && !text[at + name.len()..].chars().next().is_some_and(part)
    })
}
