//! Compiled forms of how sources come together, how findings are grouped, and what explains them. The engine does it.

use std::time::Duration;

use super::path::Path;
use super::rule::Place;

pub use super::spec::Expectation;

/// Looks up what belongs to each item.
#[derive(Debug)]
pub struct Join {
    /// The name by which the rule calls what was found.
    pub name: String,
    /// Index of the source that is looked into.
    pub source: usize,
    /// What has to be equal: a path of the other side, and what it is compared with.
    pub on: Vec<(Path, Key)>,
    /// Whether there has to be a match.
    pub expect: Option<Expectation>,
}

/// What a path of the other side is compared with.
#[derive(Debug)]
pub enum Key {
    /// A value of the item.
    Field(Place),
    /// A label selector of the item.
    Selector(Place),
    /// The name of the item's owner of this kind.
    OwnerName(String),
    /// The uid of the item's owner of this kind.
    OwnerUid(String),
}

/// Groups of items of several sources.
#[derive(Debug)]
pub struct Correlate {
    /// Indexes of the sources, with the path that has the same value in all.
    pub sources: Vec<(usize, Path)>,
    /// How far apart the times of a group may be.
    pub within: Option<Duration>,
}

/// How findings are shown together.
#[derive(Debug)]
pub struct Group {
    /// What they have in common.
    pub by: Place,
    /// How many of a group are shown.
    pub limit: usize,
}
