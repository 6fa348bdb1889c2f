//! The state of one cluster as one root of the archive has it: every wanted resource once, what was gathered and
//! what was not, the gather time, the facts.

use std::collections::{BTreeMap, BTreeSet};

use globset::GlobMatcher;

use super::clock::GatherTime;
use super::facts::Facts;
use super::plural::plurals;
use super::resource::{Resource, ResourceKey};

/// Files of one (group, plural) in the archive.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Presence {
    /// Files that were there.
    pub files: usize,
    /// Those of them that could not be read or parsed, by path.
    pub unreadable: BTreeSet<String>,
}

/// A part of the resource tree that is lost: a directory that could not be read, or everything behind the end of a
/// truncated archive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Loss {
    /// Only this group, if it is known.
    pub group: Option<String>,
    /// Only this plural, if it is known.
    pub plural: Option<String>,
    /// What was lost, for a person.
    pub what: String,
}

/// Whether a kind was gathered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Availability {
    /// No file for it: nothing can be said.
    Missing,
    /// Files for it, and all could be read. There may be no object in them.
    Gathered,
    /// Some of its files could not be read: what is seen is true, but "nothing" is not.
    Damaged(Vec<String>),
}

/// One cluster at gather time.
#[derive(Debug, Default)]
pub struct Snapshot {
    /// Resources by group and kind, each list by namespace and name.
    resources: BTreeMap<(String, String), Vec<Resource>>,
    /// Files by group and plural.
    presence: BTreeMap<(String, String), Presence>,
    /// What is lost beyond single files.
    losses: Vec<Loss>,
    /// The time that rules call `now`.
    pub now: Option<GatherTime>,
    /// What is known of the cluster.
    pub facts: Facts,
}

impl Snapshot {
    /// Keeps one of all copies of each object, and puts them in order.
    #[must_use]
    pub fn new(resources: Vec<Resource>, presence: BTreeMap<(String, String), Presence>) -> Self {
        let mut best: BTreeMap<ResourceKey, Resource> = BTreeMap::new();
        for resource in resources {
            match best.get(&resource.key) {
                Some(kept) if !resource.is_preferred_to(kept) => {}
                _ => {
                    best.insert(resource.key.clone(), resource);
                }
            }
        }
        let mut by_kind: BTreeMap<(String, String), Vec<Resource>> = BTreeMap::new();
        for (key, resource) in best {
            by_kind.entry((key.group, key.kind)).or_default().push(resource);
        }
        Self { resources: by_kind, presence, ..Self::default() }
    }

    /// Says that a part of the tree is lost.
    pub fn lose(&mut self, loss: Loss) {
        self.losses.push(loss);
    }

    /// Works out the facts, once the gather time is set.
    pub fn learn_facts(&mut self, product: Option<String>) {
        let single = |group: &str, kind: &str, name: &str| {
            self.of_kind(group, kind).find(|r| r.key.name == name).map(Resource::node)
        };
        let version = single("config.openshift.io", "ClusterVersion", "version");
        let infrastructure = single("config.openshift.io", "Infrastructure", "cluster");
        let nodes = self.of_kind("", "Node").map(Resource::node);
        let facts = Facts::read(version, infrastructure, nodes, product, self.now);
        self.facts = facts;
    }

    /// Resources of one group and kind, by namespace and name.
    pub fn of_kind(&self, group: &str, kind: &str) -> impl Iterator<Item = &Resource> {
        self.resources.get(&(group.to_owned(), kind.to_owned())).into_iter().flatten()
    }

    /// Whether there is an object with this key.
    #[must_use]
    pub fn has(&self, group: &str, kind: &str, namespace: &str, name: &str) -> bool {
        let resources = self.resources.get(&(group.to_owned(), kind.to_owned()));
        let by = |r: &Resource| (r.key.namespace.as_str(), r.key.name.as_str()).cmp(&(namespace, name));
        resources.is_some_and(|resources| resources.binary_search_by(by).is_ok())
    }

    /// Resources of a kind whose group matches.
    pub fn matching<'s>(
        &'s self,
        group: &'s GlobMatcher,
        kind: &'s str,
    ) -> impl Iterator<Item = &'s Resource> {
        self.resources
            .iter()
            .filter(move |((g, k), _)| k == kind && group.is_match(g))
            .flat_map(|(_, list)| list)
    }

    /// Whether there is a file for a plural, readable or not.
    #[must_use]
    pub fn was_gathered(&self, group: &str, plural: &str) -> bool {
        self.presence.contains_key(&(group.to_owned(), plural.to_owned()))
    }

    /// Whether a kind was gathered.
    #[must_use]
    pub fn availability(&self, group: &GlobMatcher, kind: &str) -> Availability {
        let names = plurals(kind);
        let mut files = self.matching(group, kind).count();
        let mut unreadable = Vec::new();
        for ((file_group, plural), presence) in &self.presence {
            if names.contains(plural) && group.is_match(file_group) {
                files += presence.files;
                unreadable.extend(presence.unreadable.iter().cloned());
            }
        }
        let concerns = |loss: &&Loss| {
            loss.group.as_ref().is_none_or(|lost| group.is_match(lost))
                && loss.plural.as_ref().is_none_or(|lost| names.contains(lost))
        };
        unreadable.extend(self.losses.iter().filter(concerns).map(|loss| loss.what.clone()));
        match (files, unreadable.is_empty()) {
            (0, _) => Availability::Missing,
            (_, true) => Availability::Gathered,
            (_, false) => Availability::Damaged(unreadable),
        }
    }
}
