//! From the written map to a compiled condition, with every mistake at its place.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use super::condition::{AllOf, Check, Condition, Quantifier, Target};
use super::test::Test;
use crate::model::{Node, Shape};
use crate::rules::path::{Path, PathError};
use crate::rules::spec::ParamType;
use crate::rules::written::{Mistakes, did_you_mean};
use crate::text::Span;

/// A parameter with the value it has in this run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParamValue {
    /// Its sort.
    pub sort: ParamType,
    /// Its value, checked to be of that sort.
    pub text: String,
}

/// Parameters of a rule, by name.
pub type Params = BTreeMap<String, ParamValue>;

const MODIFIERS: [&str; 15] = [
    "neq",
    "in",
    "exists",
    "empty",
    "contains",
    "startswith",
    "endswith",
    "re",
    "glob",
    "gt",
    "gte",
    "lt",
    "lte",
    "older",
    "newer",
];
const QUANTIFIERS: [&str; 3] = ["any", "all", "none"];

/// Compiles what stands under `where`, `unless` or `when`. `has_parent` says that items are elements of an
/// object, which `object.` reaches; `names` are those of the source and of what is bound beside it, with which no path
/// begins. Mistakes are added, and what has one is left out.
pub(crate) fn parse_condition(
    node: Node<'_>,
    params: &Params,
    has_parent: bool,
    names: &[&str],
    mistakes: &mut Mistakes,
) -> Condition {
    let mut reader = Reader { params, has_parent, names, mistakes };
    reader.condition(node)
}

pub(super) struct Reader<'p, 'm> {
    pub(super) params: &'p Params,
    pub(super) has_parent: bool,
    pub(super) names: &'p [&'p str],
    pub(super) mistakes: &'m mut Mistakes,
}

impl Reader<'_, '_> {
    fn condition(&mut self, node: Node<'_>) -> Condition {
        let any: Vec<AllOf> = match node.shape() {
            Shape::List => node.items().map(|map| self.all_of(map)).collect(),
            _ => vec![self.all_of(node)],
        };
        if any.is_empty() {
            self.mistakes.add(node.span(), "an empty condition never holds", "write what must hold");
        }
        Condition { any }
    }

    fn all_of(&mut self, map: Node<'_>) -> AllOf {
        if map.entries().next().is_none() {
            self.mistakes.add(map.span(), "an empty condition holds for everything", "write what must hold");
        }
        let mut seen = BTreeSet::new();
        for (key, _) in map.entries() {
            let name = key.text().unwrap_or_default();
            if !seen.insert(name) {
                self.mistakes.add(key.span(), format!("`{name}` is written twice"), "the second one");
            }
        }
        AllOf { checks: map.entries().filter_map(|(key, value)| self.check(key, value)).collect() }
    }

    fn check(&mut self, key: Node<'_>, value: Node<'_>) -> Option<Check> {
        let text = key.text().unwrap_or_default();
        let (path, modifiers) = split_key(text);
        let target = self.target(path, key, 0);
        if value.is_null() && value.text() == Some("") {
            let message = format!("`{text}` has no value");
            let help = "a key with `,` or `?` is quoted, or YAML splits it; for null write `null`".to_owned();
            self.mistakes.add_with_help(key.span(), message, "no value", Some(help));
            return None;
        }
        let mut offset = path.len() + 1;
        let (mut quantifier, mut modifier) = (None, None);
        for word in modifiers {
            let place = inside(key, Span::new(offset, offset + word.len()));
            offset += word.len() + 1;
            let fits = match word {
                "any" => quantifier.replace(Quantifier::Any).is_none() && modifier.is_none(),
                "all" => quantifier.replace(Quantifier::All).is_none() && modifier.is_none(),
                "none" => quantifier.replace(Quantifier::None).is_none() && modifier.is_none(),
                word if MODIFIERS.contains(&word) || word == "eq" => modifier.replace(word).is_none(),
                word => {
                    let known = MODIFIERS.into_iter().chain(QUANTIFIERS);
                    let help = did_you_mean(word, known.clone())
                        .or_else(|| Some(format!("modifiers: {}", known.collect::<Vec<_>>().join(", "))));
                    self.mistakes.add_with_help(place, format!("unknown modifier `{word}`"), "unknown", help);
                    return None;
                }
            };
            if !fits {
                let message = "a key takes one of any, all, none, and then one modifier";
                self.mistakes.add(place, message, "one too many, or in the wrong order");
                return None;
            }
        }
        let test =
            self.test(modifier.unwrap_or("eq"), quantifier.is_some() && modifier.is_none(), key, value)?;
        let (quantifier, test) = match (quantifier, modifier) {
            // Alone it means "not one is equal", which holds for a field that is not there.
            (None, Some("neq")) => (Quantifier::None, test),
            (Some(quantifier), Some("neq")) => (quantifier, Test::Not(Box::new(test))),
            (quantifier, _) => (quantifier.unwrap_or(Quantifier::Any), test),
        };
        Some(Check { target: target?, quantifier, test })
    }

    pub(super) fn target(&mut self, text: &str, at: Node<'_>, offset: usize) -> Option<Target> {
        match Path::parse(text) {
            Ok(path) if self.has_parent && path.head() == Some("object") => {
                Some(Target { from_object: true, path: path.without_head() })
            }
            Ok(path) => {
                self.begins_at_the_item(&path, text, at);
                Some(Target { from_object: false, path })
            }
            Err(PathError { message, span }) => {
                let place = inside(at, Span::new(span.start + offset, span.end + offset));
                let help = text.contains(' ').then(|| "a key with a blank is quoted: `a['b c']`".to_owned());
                self.mistakes.add_with_help(place, format!("`{text}` is no path: {message}"), message, help);
                None
            }
        }
    }

    /// In messages and places paths begin with a name, so they are written here too, where nothing would ever match.
    fn begins_at_the_item(&mut self, path: &Path, text: &str, at: Node<'_>) {
        let Some(name) = path.head().filter(|head| self.names.contains(head)) else { return };
        let rest = text.trim_start().strip_prefix(name).map_or("…", |rest| rest.trim_start_matches('.'));
        let is_own = self.names.first() == Some(&name);
        let help = if is_own {
            format!(
                "a condition begins at the item: write `{rest}`; if the item has a field `{name}`, give the source another name"
            )
        } else {
            "a condition sees the item alone; what is joined is compared in its own `where`, or in a `condition`".to_owned()
        };
        let message = format!("`{name}` is a name of this rule, and not a field");
        self.mistakes.add_with_help(
            inside(at, Span::new(0, name.len())),
            message,
            "not a field of the item",
            Some(help),
        );
    }

    fn test(&mut self, modifier: &str, nested: bool, key: Node<'_>, value: Node<'_>) -> Option<Test> {
        if nested && is_condition(value) {
            // Inside of an element `object` is the object that it is in.
            let outer = (self.has_parent, self.names);
            (self.has_parent, self.names) = (true, &[]);
            let condition = self.condition(value);
            (self.has_parent, self.names) = outer;
            return Some(Test::Nested(condition));
        }
        Some(match modifier {
            "eq" | "neq" | "in" => Test::Equal(self.operands(value, key)?),
            "exists" => Test::Exists(self.truth(value, modifier)?),
            "empty" => Test::Empty(self.truth(value, modifier)?),
            "contains" => Test::Contains(self.operands(value, key)?),
            "startswith" => Test::StartsWith(self.operands(value, key)?),
            "endswith" => Test::EndsWith(self.operands(value, key)?),
            "re" => Test::Regex(self.each(value, |reader, item| reader.regex(item))?),
            "glob" => Test::Glob(self.each(value, |reader, item| reader.glob(item))?),
            "gt" => self.order(&[Ordering::Greater], value, key)?,
            "gte" => self.order(&[Ordering::Greater, Ordering::Equal], value, key)?,
            "lt" => self.order(&[Ordering::Less], value, key)?,
            "lte" => self.order(&[Ordering::Less, Ordering::Equal], value, key)?,
            _ => Test::Age { older: modifier == "older", than: self.age(value, key)? },
        })
    }
}

/// A map that is not `{param: …}` or `{field: …}`, or a list of maps.
fn is_condition(value: Node<'_>) -> bool {
    let is_map = |node: Node<'_>| {
        node.shape() == Shape::Map && node.get("param").is_none() && node.get("field").is_none()
    };
    is_map(value)
        || (value.shape() == Shape::List && value.items().next().is_some() && value.items().all(is_map))
}

/// The path and the modifiers behind it; a `|` inside quotes or brackets belongs to the path.
fn split_key(key: &str) -> (&str, Vec<&str>) {
    let (mut quote, mut depth) = (None, 0_usize);
    for (at, c) in key.char_indices() {
        match (quote, c) {
            (Some(open), c) if c == open => quote = None,
            (Some(_), _) => {}
            (None, '\'' | '"') => quote = Some(c),
            (None, '[' | '(') => depth += 1,
            (None, ']' | ')') => depth = depth.saturating_sub(1),
            (None, '|') if depth == 0 => return (key[..at].trim_end(), key[at + 1..].split('|').collect()),
            _ => {}
        }
    }
    (key, Vec::new())
}

/// A part of a scalar's text as a place in the file. Exact for texts without escapes, which keys are.
fn inside(node: Node<'_>, part: Span) -> Span {
    let start = node.span().start + usize::from(!node.is_plain());
    let end = node.span().end;
    Span::new((start + part.start).min(end), (start + part.end).min(end))
}
