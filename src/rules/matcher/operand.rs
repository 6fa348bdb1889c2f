//! What stands on the right side of a condition: literals, parameters, fields; checked for what their modifier needs.

use std::cmp::Ordering;

use globset::{GlobBuilder, GlobMatcher};

use super::ParamValue;
use super::parse::Reader;
use super::test::{AgeLimit, Operand, Test};
use crate::model::logs::LazyRegex;
use crate::model::{Node, Shape, compare, parse_duration};
use crate::rules::spec::ParamType;
use crate::rules::written::did_you_mean;

impl Reader<'_, '_> {
    /// Reads one value, or each of a list; all mistakes are found, and an empty list is one.
    pub(super) fn each<T>(
        &mut self,
        value: Node<'_>,
        mut read: impl FnMut(&mut Self, Node<'_>) -> Option<T>,
    ) -> Option<Vec<T>> {
        if value.shape() != Shape::List {
            return Some(vec![read(self, value)?]);
        }
        let all: Vec<Option<T>> = value.items().map(|item| read(self, item)).collect();
        if all.is_empty() {
            self.mistakes.add(value.span(), "an empty list matches nothing", "write the values");
            return None;
        }
        all.into_iter().collect()
    }

    pub(super) fn operands(&mut self, value: Node<'_>, key: Node<'_>) -> Option<Vec<Operand>> {
        self.each(value, |reader, item| reader.operand(item, key))
    }

    pub(super) fn operand(&mut self, value: Node<'_>, key: Node<'_>) -> Option<Operand> {
        if value.shape() != Shape::Map {
            return self.literal(value, key);
        }
        if let Some((extra, _)) = value
            .entries()
            .find(|(key, _)| !matches!(key.text(), Some("param" | "field")))
            .or_else(|| value.entries().nth(1))
        {
            let known = value.get("param").is_some() || value.get("field").is_some();
            if !known {
                return self.literal(value, key);
            }
            let message = "`{param: name}` and `{field: path}` take nothing else";
            self.mistakes.add(extra.span(), message, "one too many");
            return None;
        }
        if let Some(name) = value.get("param") {
            let value = self.param(name)?;
            return Some(Operand::literal(value.text, value.sort != ParamType::String));
        }
        let field = value.get("field")?;
        self.target(field.text().unwrap_or_default(), field, 0).map(|target| Operand::Field(Box::new(target)))
    }

    fn literal(&mut self, value: Node<'_>, key: Node<'_>) -> Option<Operand> {
        if value.shape() != Shape::Scalar {
            // Only a key without a modifier can be given a quantifier and a condition.
            let path = key.text().filter(|key| !key.contains('|') && value.shape() == Shape::Map);
            let help = path.map(|path| format!("to look into elements write `{path}|any`"));
            let message = "a value is a text, a number, `{param: name}` or `{field: path}`";
            self.mistakes.add_with_help(value.span(), message, "this is neither", help);
            return None;
        }
        if value.is_null() {
            return Some(Operand::Null);
        }
        let text = value.text().unwrap_or_default().to_owned();
        Some(Operand::literal(text, value.is_plain()))
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

    /// A text that must be known when the rule is loaded.
    fn fixed(&mut self, value: Node<'_>, what: &str) -> Option<String> {
        if let Some(name) = value.get("param") {
            return self.param(name).map(|param| param.text);
        }
        if value.text().is_none() {
            self.mistakes.add(value.span(), format!("{what} is a text, or a list of texts"), "not a text");
        }
        value.text().map(str::to_owned)
    }

    pub(super) fn truth(&mut self, value: Node<'_>, modifier: &str) -> Option<bool> {
        if value.as_bool().is_none() {
            self.mistakes.add(value.span(), format!("`{modifier}` takes true or false"), "neither");
        }
        value.as_bool()
    }

    pub(super) fn regex(&mut self, value: Node<'_>) -> Option<LazyRegex> {
        let text = self.fixed(value, "a regular expression")?;
        let regex = LazyRegex::new(&text);
        regex
            .map_err(|error| {
                let message = format!("not a regular expression: {error}");
                self.mistakes.add(value.span(), message, error.reason);
            })
            .ok()
    }

    pub(super) fn glob(&mut self, value: Node<'_>) -> Option<GlobMatcher> {
        let text = self.fixed(value, "a glob")?;
        match GlobBuilder::new(&text).build() {
            Ok(glob) => Some(glob.compile_matcher()),
            Err(error) => {
                self.mistakes.add(value.span(), format!("not a glob: {}", error.kind()), "not a glob");
                None
            }
        }
    }

    pub(super) fn order(
        &mut self,
        passing: &'static [Ordering],
        value: Node<'_>,
        key: Node<'_>,
    ) -> Option<Test> {
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

    pub(super) fn age(&mut self, value: Node<'_>, key: Node<'_>) -> Option<AgeLimit> {
        let text = match self.operand(value, key)? {
            Operand::Field(target) => return Some(AgeLimit::Field(target)),
            Operand::Literal { text, .. } => text,
            Operand::Null => String::new(),
        };
        let duration = parse_duration(&text).filter(|duration| !duration.is_negative());
        if duration.is_none() {
            let message = format!("`{text}` is no duration; write `90s`, `30m`, `1h30m` or `2d`");
            self.mistakes.add(value.span(), message, "not a duration");
        }
        duration.map(AgeLimit::Fixed)
    }
}
