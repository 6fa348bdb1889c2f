//! From the written map to a compiled condition, with every mistake at its place.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use globset::GlobBuilder;
use jiff::SignedDuration;
use regex::{Regex, RegexBuilder};

use super::condition::{AllOf, Check, Condition, Quantifier, Target};
use super::test::{AgeLimit, Operand, Test};
use crate::model::{Node, Shape, compare, parse_duration};
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
/// A compiled regex may take this much memory.
const REGEX_SIZE: usize = 1 << 20;

/// Compiles what stands under `where`, `unless` or `when`. `has_parent` says that items are elements of an
/// object, which `object.` reaches. Mistakes are added, and what has one is left out.
pub(crate) fn parse_condition(
    node: Node<'_>,
    params: &Params,
    has_parent: bool,
    mistakes: &mut Mistakes,
) -> Condition {
    let mut reader = Reader { params, has_parent, mistakes };
    reader.condition(node)
}

struct Reader<'p, 'm> {
    params: &'p Params,
    has_parent: bool,
    mistakes: &'m mut Mistakes,
}

impl Reader<'_, '_> {
    fn condition(&mut self, node: Node<'_>) -> Condition {
        let any = match node.shape() {
            Shape::List => node.items().map(|map| self.all_of(map)).collect(),
            _ => vec![self.all_of(node)],
        };
        Condition { any }
    }

    fn all_of(&mut self, map: Node<'_>) -> AllOf {
        if map.entries().next().is_none() {
            self.mistakes.add(map.span(), "an empty condition holds for everything", "write what must hold");
        }
        AllOf { checks: map.entries().filter_map(|(key, value)| self.check(key, value)).collect() }
    }

    fn check(&mut self, key: Node<'_>, value: Node<'_>) -> Option<Check> {
        let text = key.text().unwrap_or_default();
        let (path, modifiers) = split_key(text);
        let target = self.target(path, key, 0);
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

    fn target(&mut self, text: &str, at: Node<'_>, offset: usize) -> Option<Target> {
        match Path::parse(text) {
            Ok(path) if self.has_parent && path.head() == Some("object") => {
                Some(Target { from_object: true, path: path.without_head() })
            }
            Ok(path) => Some(Target { from_object: false, path }),
            Err(PathError { message, span }) => {
                let place = inside(at, Span::new(span.start + offset, span.end + offset));
                let help = text.contains(' ').then(|| "a key with a blank is quoted: `a['b c']`".to_owned());
                self.mistakes.add_with_help(place, format!("`{text}` is no path: {message}"), message, help);
                None
            }
        }
    }

    fn test(&mut self, modifier: &str, nested: bool, key: Node<'_>, value: Node<'_>) -> Option<Test> {
        if nested && is_condition(value) {
            return Some(Test::Nested(self.condition(value)));
        }
        Some(match modifier {
            "eq" | "neq" | "in" => Test::Equal(self.operands(value, key)?),
            "exists" => Test::Exists(self.truth(value, modifier)?),
            "empty" => Test::Empty(self.truth(value, modifier)?),
            "contains" => Test::Contains(self.operands(value, key)?),
            "startswith" => Test::StartsWith(self.operands(value, key)?),
            "endswith" => Test::EndsWith(self.operands(value, key)?),
            "re" => Test::Regex(
                self.literals(value, modifier)?
                    .iter()
                    .map(|t| self.regex(t, value))
                    .collect::<Option<_>>()?,
            ),
            "glob" => Test::Glob(
                self.literals(value, modifier)?.iter().map(|t| self.glob(t, value)).collect::<Option<_>>()?,
            ),
            "gt" => self.order(&[Ordering::Greater], value, key)?,
            "gte" => self.order(&[Ordering::Greater, Ordering::Equal], value, key)?,
            "lt" => self.order(&[Ordering::Less], value, key)?,
            "lte" => self.order(&[Ordering::Less, Ordering::Equal], value, key)?,
            _ => Test::Age { older: modifier == "older", than: self.age(value, key)? },
        })
    }

    fn operands(&mut self, value: Node<'_>, key: Node<'_>) -> Option<Vec<Operand>> {
        match value.shape() {
            Shape::List => value.items().map(|item| self.operand(item, key)).collect(),
            _ => Some(vec![self.operand(value, key)?]),
        }
    }

    fn operand(&mut self, value: Node<'_>, key: Node<'_>) -> Option<Operand> {
        if let Some(name) = value.get("param") {
            let value = self.param(name)?;
            return Some(Operand::Literal { plain: value.sort != ParamType::String, text: value.text });
        }
        if let Some(field) = value.get("field") {
            return self
                .target(field.text().unwrap_or_default(), field, 0)
                .map(|t| Operand::Field(Box::new(t)));
        }
        if value.shape() != Shape::Scalar {
            let quantified = key.text().map(|key| format!("to look into elements write `{key}|any`"));
            self.mistakes.add_with_help(
                value.span(),
                "a value is a text, a number, `{param: name}` or `{field: path}`",
                "this is neither",
                quantified,
            );
            return None;
        }
        if value.is_null() {
            return Some(Operand::Null);
        }
        let text = value.text().unwrap_or_default().to_owned();
        Some(Operand::Literal { text, plain: value.is_plain() })
    }

    fn param(&mut self, name: Node<'_>) -> Option<ParamValue> {
        let text = name.text().unwrap_or_default();
        if let Some(value) = self.params.get(text) {
            return Some(value.clone());
        }
        let help = did_you_mean(text, self.params.keys().map(String::as_str))
            .or_else(|| Some("declare it under `params`".to_owned()));
        self.mistakes.add_with_help(
            name.span(),
            format!("there is no parameter `{text}`"),
            "not declared",
            help,
        );
        None
    }

    fn literals(&mut self, value: Node<'_>, modifier: &str) -> Option<Vec<String>> {
        let texts: Vec<Node<'_>> =
            if value.shape() == Shape::List { value.items().collect() } else { vec![value] };
        let mut all = Vec::new();
        for text in texts {
            if let Some(name) = text.get("param") {
                all.push(self.param(name)?.text);
            } else if let Some(literal) = text.text() {
                all.push(literal.to_owned());
            } else {
                self.mistakes.add(
                    text.span(),
                    format!("`{modifier}` takes a text or a list of texts"),
                    "not a text",
                );
                return None;
            }
        }
        Some(all)
    }

    fn truth(&mut self, value: Node<'_>, modifier: &str) -> Option<bool> {
        if value.as_bool().is_none() {
            self.mistakes.add(value.span(), format!("`{modifier}` takes true or false"), "neither");
        }
        value.as_bool()
    }

    fn regex(&mut self, text: &str, value: Node<'_>) -> Option<Regex> {
        match RegexBuilder::new(text).size_limit(REGEX_SIZE).build() {
            Ok(regex) => Some(regex),
            Err(error) => {
                let error = error.to_string();
                let last = error.lines().last().unwrap_or_default().trim_start_matches("error: ").to_owned();
                self.mistakes.add(value.span(), format!("not a regular expression: {last}"), last);
                None
            }
        }
    }

    fn glob(&mut self, text: &str, value: Node<'_>) -> Option<globset::GlobMatcher> {
        match GlobBuilder::new(text).build() {
            Ok(glob) => Some(glob.compile_matcher()),
            Err(error) => {
                self.mistakes.add(value.span(), format!("not a glob: {}", error.kind()), "not a glob");
                None
            }
        }
    }

    fn order(&mut self, passing: &'static [Ordering], value: Node<'_>, key: Node<'_>) -> Option<Test> {
        let operand = self.operand(value, key)?;
        if let Operand::Literal { text, .. } = &operand
            && compare(text, text).is_none()
        {
            let message = format!("`{text}` is no number, quantity, version, time or duration");
            self.mistakes.add(value.span(), message, "cannot be compared");
            return None;
        }
        Some(Test::Order(passing, operand))
    }

    fn age(&mut self, value: Node<'_>, key: Node<'_>) -> Option<AgeLimit> {
        match self.operand(value, key)? {
            Operand::Field(target) => Some(AgeLimit::Field(target)),
            Operand::Literal { text, .. } => self.duration(&text, value).map(AgeLimit::Fixed),
            Operand::Null => self.duration("", value).map(AgeLimit::Fixed),
        }
    }

    fn duration(&mut self, text: &str, value: Node<'_>) -> Option<SignedDuration> {
        let duration = parse_duration(text);
        if duration.is_none() {
            let message = format!("`{text}` is no duration; write `90s`, `30m`, `1h30m` or `2d`");
            self.mistakes.add(value.span(), message, "not a duration");
        }
        duration
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
