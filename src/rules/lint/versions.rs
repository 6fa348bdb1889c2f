//! Versions without quotes: `4.10` is the number 4.1 then, and less than 4.9.

use super::Subject;
use crate::model::{Node, Shape};
use crate::rules::written::Mistake;

pub(super) fn look(subject: &Subject<'_>, found: &mut Vec<Mistake>) {
    visit(subject.root, &mut |key, value| {
        let text = value.text().unwrap_or_default();
        let Some((path, modifier)) = key.rsplit_once('|') else { return };
        let orders = matches!(modifier, "gt" | "gte" | "lt" | "lte");
        let looks_so = value.is_plain()
            && text
                .split_once('.')
                .is_some_and(|(_, minor)| text.parse::<f64>().is_ok() && !minor.is_empty());
        if orders && looks_so && is_version(path) {
            let message = format!("`{text}` is compared as a number here");
            let complaint = subject.complaint("number-as-version", value.span(), message, "a number");
            found.push(complaint.with_help(format!("in quotes it is a version: `\"{text}\"`")));
        }
    });
}

/// Whether a path leads to a version, by the name of its last key: `status.version`, but not
/// `status.observedVersionGeneration`, and nothing below a `version`.
fn is_version(path: &str) -> bool {
    let last =
        path.trim_end_matches([']', '"', '\'']).rsplit(['.', '[', '"', '\'']).next().unwrap_or_default();
    last.ends_with("version") || last.ends_with("Version")
}

fn visit<'d>(node: Node<'d>, seen: &mut impl FnMut(&str, Node<'d>)) {
    match node.shape() {
        Shape::Scalar => {}
        Shape::List => node.items().for_each(|item| visit(item, seen)),
        Shape::Map => node.entries().for_each(|(key, value)| {
            seen(key.text().unwrap_or_default(), value);
            visit(value, seen);
        }),
    }
}
