//! Holds a tree against a JSON Schema that schemars made from our types: unknown keys, missing keys, wrong sorts of
//! values, words that are not on the list; all of them, each at its place. Understands the part of JSON Schema that
//! our types produce, and no more.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::mistake::{Mistakes, did_you_mean, nearest, suggestion};
use crate::model::{Node, NodeId, Shape};

/// A schema with its definitions.
#[derive(Debug)]
pub struct Shapes {
    root: Value,
}

impl Shapes {
    /// The schema of a type.
    #[must_use]
    pub fn of<T: schemars::JsonSchema>() -> Self {
        Self { root: schemars::schema_for!(T).to_value() }
    }

    /// The schema as JSON.
    #[must_use]
    pub fn as_json(&self) -> &Value {
        &self.root
    }

    fn resolve<'s>(&'s self, mut schema: &'s Value) -> &'s Value {
        while let Some(target) = schema.get("$ref").and_then(Value::as_str) {
            let pointer = target.strip_prefix('#').unwrap_or_default();
            match self.root.pointer(pointer) {
                Some(definition) => schema = definition,
                None => break,
            }
        }
        schema
    }
}

/// Adds every mistake in the shape of `node`, and returns the nodes that must be left out when it is read.
pub fn check_shape(shapes: &Shapes, node: Node<'_>, mistakes: &mut Mistakes) -> BTreeSet<NodeId> {
    let mut check = Check { shapes, mistakes, bad: BTreeSet::new() };
    check.value(&shapes.root, node, "the document");
    check.bad
}

struct Check<'s, 'm> {
    shapes: &'s Shapes,
    mistakes: &'m mut Mistakes,
    bad: BTreeSet<NodeId>,
}

impl Check<'_, '_> {
    fn value(&mut self, schema: &Value, node: Node<'_>, what: &str) {
        let schema = self.shapes.resolve(schema);
        let Some(schema) = schema.as_object() else { return };
        for union in ["anyOf", "oneOf"] {
            if let Some(choices) = schema.get(union).and_then(Value::as_array) {
                self.choice(choices, node, what);
                return;
            }
        }
        if let Some(words) = words_of(schema) {
            self.word(&words, node, what);
            return;
        }
        let sorts = sorts_of(schema);
        let too_small = schema.get("minimum").and_then(Value::as_i64).is_some_and(|least| {
            node.text().and_then(|text| text.parse::<i64>().ok()).is_some_and(|number| number < least)
        });
        if too_small {
            self.wrong(node, what, "a whole number, and not negative");
            return;
        }
        if !sorts.is_empty() && !sorts.iter().any(|sort| is_sort(sort, node)) {
            self.wrong(node, what, &sorts.iter().map(|sort| noun(sort)).collect::<Vec<_>>().join(" or "));
            return;
        }
        match node.shape() {
            Shape::Map => self.map(schema, node, what),
            Shape::List => {
                if let Some(items) = schema.get("items") {
                    for item in node.items() {
                        self.value(items, item, what);
                    }
                }
            }
            Shape::Scalar => {}
        }
    }

    /// Of several possibilities, the first whose sort fits the node is the one that was meant.
    fn choice(&mut self, choices: &[Value], node: Node<'_>, what: &str) {
        let mut words = Vec::new();
        let mut nouns = Vec::new();
        for choice in choices {
            let choice = self.shapes.resolve(choice);
            let Some(object) = choice.as_object() else { return };
            if let Some(more) = words_of(object) {
                words.extend(more);
                continue;
            }
            let sorts = sorts_of(object);
            if sorts.is_empty() || sorts.iter().any(|sort| is_sort(sort, node)) {
                self.value(choice, node, what);
                return;
            }
            nouns.extend(sorts.iter().filter(|sort| **sort != "null").map(|sort| noun(sort)));
        }
        if words.is_empty() {
            self.wrong(node, what, &nouns.join(" or "));
        } else {
            self.word(&words, node, what);
        }
    }

    fn map(&mut self, schema: &Map<String, Value>, node: Node<'_>, what: &str) {
        let empty = Map::new();
        let properties = schema.get("properties").and_then(Value::as_object).unwrap_or(&empty);
        let others = schema.get("additionalProperties");
        let (mut seen, mut meant) = (BTreeSet::new(), BTreeSet::new());
        for (key, value) in node.entries() {
            let Some(name) = key.text() else {
                self.mistakes.add(key.span(), format!("a key in {what} is a text"), "this is none");
                self.bad.insert(value.id());
                continue;
            };
            if !seen.insert(name) {
                self.mistakes.add(key.span(), format!("`{name}` is written twice"), "the second one");
                self.bad.insert(value.id());
                continue;
            }
            match (properties.get(name), others) {
                (Some(property), _) => self.value(property, value, &format!("`{name}`")),
                (None, Some(Value::Bool(false))) => {
                    let near = nearest(name, properties.keys().map(String::as_str));
                    meant.extend(near);
                    let help = near.map(suggestion);
                    let known = || format!("known here: {}", list(properties.keys().map(String::as_str)));
                    let label = if help.is_some() { "unknown key" } else { "no such key here" };
                    self.mistakes.add_with_help(
                        key.span(),
                        format!("unknown key `{name}` in {what}"),
                        label,
                        help.or_else(|| Some(known())),
                    );
                    self.bad.insert(value.id());
                }
                (None, Some(other)) => self.value(other, value, &format!("`{name}`")),
                (None, None) => {}
            }
        }
        for required in schema.get("required").and_then(Value::as_array).into_iter().flatten() {
            let Some(required) = required.as_str() else { continue };
            // A misspelt key is one mistake, not two.
            if !seen.contains(required) && !meant.contains(required) {
                let place = node.entries().next().map_or(node.span(), |(key, _)| key.span());
                self.mistakes.add(
                    place,
                    format!("{what} has no `{required}`"),
                    format!("`{required}` is missing"),
                );
            }
        }
    }

    fn word(&mut self, words: &[&str], node: Node<'_>, what: &str) {
        let Some(text) = node.text() else {
            self.wrong(node, what, &format!("one of {}", list(words.iter().copied())));
            return;
        };
        if words.contains(&text) {
            return;
        }
        let help = did_you_mean(text, words.iter().copied());
        let label = format!("one of {}", list(words.iter().copied()));
        self.mistakes.add_with_help(node.span(), format!("{what} cannot be `{text}`"), label, help);
        self.bad.insert(node.id());
    }

    fn wrong(&mut self, node: Node<'_>, what: &str, expected: &str) {
        let is = match node.shape() {
            Shape::Map => "a map",
            Shape::List => "a list",
            Shape::Scalar if node.is_null() => "nothing",
            Shape::Scalar => "a text",
        };
        self.mistakes.add(node.span(), format!("{what} must be {expected}"), format!("this is {is}"));
        self.bad.insert(node.id());
    }
}

fn words_of(schema: &Map<String, Value>) -> Option<Vec<&str>> {
    if let Some(word) = schema.get("const") {
        return Some(vec![word.as_str()?]);
    }
    schema.get("enum")?.as_array()?.iter().map(Value::as_str).collect()
}

fn sorts_of(schema: &Map<String, Value>) -> Vec<&str> {
    match schema.get("type") {
        Some(Value::String(sort)) => vec![sort],
        Some(Value::Array(sorts)) => sorts.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    }
}

fn is_sort(sort: &str, node: Node<'_>) -> bool {
    let scalar = node.shape() == Shape::Scalar;
    let text = node.text().unwrap_or_default();
    match sort {
        "object" => node.shape() == Shape::Map,
        "array" => node.shape() == Shape::List,
        "null" => node.is_null(),
        "boolean" => node.as_bool().is_some(),
        "integer" => scalar && node.is_plain() && text.parse::<i64>().is_ok(),
        "number" => scalar && node.is_plain() && text.parse::<f64>().is_ok(),
        // A text may look like a number: `title: 404`.
        _ => scalar && !node.is_null(),
    }
}

fn noun(sort: &str) -> &str {
    match sort {
        "object" => "a map",
        "array" => "a list",
        "boolean" => "true or false",
        "integer" => "a whole number",
        "number" => "a number",
        "null" => "nothing",
        _ => "a text",
    }
}

fn list<'w>(words: impl Iterator<Item = &'w str>) -> String {
    words.map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ")
}
