//! How checks combine: a list of maps is *any of*, a map is *all of*, a quantifier says how many of a path's values
//! must pass.

use std::ops::ControlFlow;

use super::test::{Seen, Test};
use crate::model::{GatherTime, Node, Shape};
use crate::rules::path::Path;

/// What a condition is asked about.
#[derive(Debug, Clone, Copy)]
pub struct Scope<'d> {
    /// The item: an object, or an element of one.
    pub item: Node<'d>,
    /// The object that the item is or is in.
    pub object: Node<'d>,
    /// The gather time; without it no age is proven.
    pub now: Option<GatherTime>,
    /// Whether what may be young counts as young: where the gather time is a lower bound, ages are too.
    pub doubt: bool,
}

/// A compiled condition.
#[derive(Debug, Clone)]
pub struct Condition {
    /// Any of these.
    pub(super) any: Vec<AllOf>,
}

/// All of these checks.
#[derive(Debug, Clone, Default)]
pub(super) struct AllOf {
    pub(super) checks: Vec<Check>,
}

/// One line of a condition.
#[derive(Debug, Clone)]
pub(super) struct Check {
    pub(super) target: Target,
    pub(super) quantifier: Quantifier,
    pub(super) test: Test,
}

/// A path, from the item or from its object.
#[derive(Debug, Clone)]
pub(super) struct Target {
    pub(super) from_object: bool,
    pub(super) path: Path,
}

/// How many values of a path must pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Quantifier {
    /// At least one.
    Any,
    /// Every one, and there is one.
    All,
    /// Not one. Holds where there is nothing.
    None,
}

impl Condition {
    /// Whether it holds.
    #[must_use]
    pub fn holds(&self, scope: Scope<'_>) -> bool {
        self.any.iter().any(|all| all.checks.iter().all(|check| check.holds(scope)))
    }

    /// Whether the answer depends on the gather time.
    #[must_use]
    pub fn asks_age(&self) -> bool {
        self.any.iter().flat_map(|all| &all.checks).any(|check| check.test.asks_age())
    }
}

impl Check {
    fn holds(&self, scope: Scope<'_>) -> bool {
        let (mut passed, mut failed) = (false, false);
        let whole = self.test.takes_collections();
        let mut judge = |seen: Seen<'_>| {
            if self.test.passes(seen, scope) {
                passed = true
            } else {
                failed = true
            }
            let decided = match self.quantifier {
                Quantifier::Any | Quantifier::None => passed,
                Quantifier::All => failed,
            };
            if decided { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        };
        let mut visited = false;
        let _ = self.target.path.visit(self.target.start(scope), &mut |node| {
            // Null is as good as absent where there is a default.
            if node.is_null() && self.target.path.default.is_some() {
                return ControlFlow::Continue(());
            }
            visited = true;
            // A path that ends at a list speaks of its elements, unless the test is about the list itself.
            if node.shape() == Shape::List && !(whole && self.quantifier == Quantifier::Any) {
                node.items().try_for_each(|item| judge(Seen::Node(item)))
            } else {
                judge(Seen::Node(node))
            }
        });
        if !visited {
            let _ = match &self.target.path.default {
                Some(text) => judge(Seen::Text(text)),
                None => self.test.on_nothing().map_or(ControlFlow::Continue(()), |_| judge(Seen::Nothing)),
            };
        }
        match self.quantifier {
            Quantifier::Any => passed,
            Quantifier::All => passed && !failed,
            Quantifier::None => !passed,
        }
    }
}

impl Target {
    pub(super) fn start<'d>(&self, scope: Scope<'d>) -> Node<'d> {
        if self.from_object { scope.object } else { scope.item }
    }
}
