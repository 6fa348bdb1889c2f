//! What one value is tested for. A closed set, so that the compiler lists what a new test must do.

use std::cmp::Ordering;

use globset::GlobMatcher;
use jiff::SignedDuration;

use super::condition::{Condition, Scope, Target};
use crate::model::logs::LazyRegex;
use crate::model::{Node, Precision, Shape, compare, compare_versions, parse_duration, parse_time, quantity};

/// A test of one value.
#[derive(Debug, Clone)]
pub(super) enum Test {
    /// `eq`, `neq` and `in`: equal to one of these.
    Equal(Vec<Operand>),
    /// `exists`: it is there and not null.
    Exists(bool),
    /// `empty`: null, `""`, `[]`, `{}` or absent.
    Empty(bool),
    /// `contains`: a text contains, a list has, a map has the key.
    Contains(Vec<Operand>),
    /// `startswith`.
    StartsWith(Vec<Operand>),
    /// `endswith`.
    EndsWith(Vec<Operand>),
    /// `re`: matches one of these.
    Regex(Vec<LazyRegex>),
    /// `glob`: matches one of these.
    Glob(Vec<GlobMatcher>),
    /// `gt`, `gte`, `lt`, `lte`: the orderings that pass.
    Order(&'static [Ordering], Operand),
    /// `older` and `newer`.
    Age { older: bool, than: AgeLimit },
    /// A condition on the element.
    Nested(Condition),
    /// The opposite.
    Not(Box<Test>),
}

/// What a value is compared with.
#[derive(Debug, Clone)]
pub(super) enum Operand {
    /// A literal, by its text; `plain` when it was written without quotes. What it is as a number and as a quantity is
    /// known beforehand, for every object is compared with it.
    Literal { text: String, plain: bool, number: Option<f64>, quantity: Option<f64> },
    /// Null: equal to nothing and to null.
    Null,
    /// Another field.
    Field(Box<Target>),
}

/// What an age is compared with.
#[derive(Debug, Clone)]
pub(super) enum AgeLimit {
    Fixed(SignedDuration),
    Field(Box<Target>),
}

/// What a path led to.
#[derive(Debug, Clone, Copy)]
pub(super) enum Seen<'d> {
    Node(Node<'d>),
    /// The default of a path.
    Text(&'d str),
    /// The path led nowhere; only tests that ask for it see this.
    Nothing,
}

impl<'d> Seen<'d> {
    fn text(self) -> Option<&'d str> {
        match self {
            Self::Node(node) if node.is_null() => None,
            Self::Node(node) => node.text(),
            Self::Text(text) => Some(text),
            Self::Nothing => None,
        }
    }

    fn is_null(self) -> bool {
        match self {
            Self::Node(node) => node.is_null(),
            Self::Text(_) => false,
            Self::Nothing => true,
        }
    }

    fn is_plain(self) -> bool {
        match self {
            Self::Node(node) => node.is_plain(),
            Self::Text(_) => true,
            Self::Nothing => false,
        }
    }
}

impl Test {
    /// Whether it is about a list as a whole, and not about its elements.
    pub(super) fn takes_collections(&self) -> bool {
        matches!(self, Self::Exists(_) | Self::Empty(_) | Self::Contains(_))
    }

    /// Some when a path that leads nowhere is a value to judge.
    pub(super) fn on_nothing(&self) -> Option<()> {
        let asks = match self {
            Self::Exists(_) | Self::Empty(_) => true,
            Self::Equal(operands) => operands.iter().any(|operand| matches!(operand, Operand::Null)),
            _ => false,
        };
        asks.then_some(())
    }

    pub(super) fn asks_age(&self) -> bool {
        match self {
            Self::Age { .. } => true,
            Self::Nested(condition) => condition.asks_age(),
            Self::Not(test) => test.asks_age(),
            _ => false,
        }
    }

    pub(super) fn passes(&self, seen: Seen<'_>, scope: Scope<'_>) -> bool {
        match self {
            Self::Equal(operands) => operands.iter().any(|operand| operand.equals(seen, scope)),
            Self::Exists(wanted) => seen.is_null() != *wanted,
            Self::Empty(wanted) => is_empty(seen) == *wanted,
            Self::Contains(operands) => operands.iter().any(|operand| contains(seen, operand, scope)),
            Self::StartsWith(operands) => texts(seen, operands, scope, |text, part| text.starts_with(part)),
            Self::EndsWith(operands) => texts(seen, operands, scope, |text, part| text.ends_with(part)),
            Self::Regex(all) => seen.text().is_some_and(|text| all.iter().any(|re| re.is_match(text))),
            Self::Glob(all) => seen.text().is_some_and(|text| all.iter().any(|glob| glob.is_match(text))),
            Self::Order(passing, operand) => {
                if let Operand::Literal { plain: true, quantity: Some(other), .. } = operand
                    && let Some(number) = seen.text().and_then(quantity)
                {
                    return number.partial_cmp(other).is_some_and(|order| passing.contains(&order));
                }
                // A number in quotes is a version: "4.9" is less than "4.10", and 4.9 is more than 4.10.
                let compare = if operand.is_quoted() { compare_versions } else { compare };
                let order =
                    seen.text().zip(operand.text(scope)).and_then(|(text, other)| compare(text, other));
                order.is_some_and(|order| passing.contains(&order))
            }
            Self::Age { older, than } => is_of_age(seen, *older, than, scope),
            Self::Not(test) => !test.passes(seen, scope),
            Self::Nested(condition) => match seen {
                Seen::Node(item) => condition.holds(Scope { item, ..scope }),
                Seen::Text(_) | Seen::Nothing => false,
            },
        }
    }
}

impl Operand {
    /// A literal, or the value of a parameter.
    pub(super) fn literal(text: String, plain: bool) -> Self {
        Self::Literal { number: text.parse().ok(), quantity: quantity(&text), text, plain }
    }

    fn is_quoted(&self) -> bool {
        matches!(self, Self::Literal { plain: false, .. })
    }

    fn text<'s>(&'s self, scope: Scope<'s>) -> Option<&'s str> {
        match self {
            Self::Literal { text, .. } => Some(text),
            Self::Null => None,
            Self::Field(target) => {
                let found = target.path.first(target.start(scope)).filter(|node| !node.is_null());
                found.and_then(Node::text).or(target.path.default.as_deref())
            }
        }
    }

    fn equals(&self, seen: Seen<'_>, scope: Scope<'_>) -> bool {
        if let Self::Null = self {
            return seen.is_null();
        }
        let Some((text, other)) = seen.text().zip(self.text(scope)) else { return false };
        if text == other {
            return true;
        }
        // `1` and `1.0` are the same number, when both were meant as numbers.
        let number = match self {
            Self::Literal { plain: true, number, .. } => *number,
            Self::Field(_) => other.parse().ok(),
            _ => None,
        };
        number.is_some_and(|number| seen.is_plain() && text.parse::<f64>() == Ok(number))
    }
}

fn is_empty(seen: Seen<'_>) -> bool {
    match seen {
        Seen::Node(node) => node.is_empty(),
        Seen::Text(text) => text.is_empty(),
        Seen::Nothing => true,
    }
}

fn contains(seen: Seen<'_>, operand: &Operand, scope: Scope<'_>) -> bool {
    if let Seen::Node(node) = seen {
        match node.shape() {
            Shape::List => return node.items().any(|item| operand.equals(Seen::Node(item), scope)),
            Shape::Map => return operand.text(scope).is_some_and(|key| node.get(key).is_some()),
            Shape::Scalar => {}
        }
    }
    seen.text().zip(operand.text(scope)).is_some_and(|(text, part)| text.contains(part))
}

fn texts(seen: Seen<'_>, operands: &[Operand], scope: Scope<'_>, test: fn(&str, &str) -> bool) -> bool {
    let Some(text) = seen.text() else { return false };
    operands.iter().any(|operand| operand.text(scope).is_some_and(|part| test(text, part)))
}

/// A time that is not there or not readable is neither old nor new. Where the gather time is a lower bound, the
/// real age is at least the one reckoned, so "newer" is never proven, and holds only in case of doubt.
fn is_of_age(seen: Seen<'_>, older: bool, than: &AgeLimit, scope: Scope<'_>) -> bool {
    let Some(now) = scope.now else { return false };
    let Some(time) = seen.text().and_then(parse_time) else { return false };
    let limit = match than {
        AgeLimit::Fixed(limit) => Some(*limit),
        AgeLimit::Field(target) => {
            target.path.first(target.start(scope)).and_then(Node::text).and_then(parse_duration)
        }
    };
    let Some(limit) = limit else { return false };
    let age = now.at.duration_since(time);
    if older { age > limit } else { age < limit && (scope.doubt || now.precision > Precision::LowerBound) }
}
