//! The state of one cluster as one root of the archive has it: every wanted resource once, what was gathered and
//! what was not, the gather time, the facts.

use std::collections::{BTreeMap, BTreeSet};

use std::sync::{Arc, OnceLock};

use globset::GlobMatcher;

use super::clock::GatherTime;
use super::event::Events;
use super::facts::Facts;
use super::hosts::Hosts;
use super::line_hit::{LineHit, LineHits};
use super::plural::plurals;
use super::resource::{Resource, SourceFile};

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

/// What is known of a file.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct FileFacts {
    /// Its size.
    pub bytes: u64,
    /// Its lines, where a rule asks for them.
    pub lines: Option<u64>,
    /// Whether it is YAML or JSON, where a rule asks for that.
    pub parses: Option<bool>,
    /// Whether it could not be read.
    pub is_unreadable: bool,
}

/// Some objects of one kind: for API groups in their order the places in the list of that group, in their order.
pub type Shortlist = Vec<(String, Vec<u32>)>;

/// One cluster at gather time.
#[derive(Debug, Default)]
pub struct Snapshot {
    /// Resources by group and kind, each list by namespace and name.
    resources: BTreeMap<(String, String), Vec<Resource>>,
    /// Files by group and plural.
    presence: BTreeMap<(String, String), Presence>,
    /// What is lost beyond single files.
    losses: Vec<Loss>,
    /// Events in one form, made when they are first asked for.
    events: OnceLock<Events>,
    /// Nodes by the names of their hosts, made when they are first asked for.
    hosts: OnceLock<Hosts>,
    /// Documents that are no API objects, by their paths inside the root.
    documents: BTreeMap<String, Arc<SourceFile>>,
    /// Lines of logs that rules asked for, by source.
    hits: BTreeMap<usize, Vec<LineHit>>,
    /// How many more matched than are kept, by source and file.
    left_out: BTreeMap<usize, BTreeMap<Arc<str>, u64>>,
    /// The objects in which a source has something, where that was found out for it; by the number of the source.
    shortlists: BTreeMap<usize, Shortlist>,
    /// Whether there is a log for a source, where that was found out for it; by the number of the source.
    has_log: BTreeMap<usize, bool>,
    /// Paths of logs inside the root.
    pub logs: Vec<String>,
    /// All files of the root, by their paths inside of it.
    pub files: BTreeMap<String, FileFacts>,
    /// The time that rules call `now`.
    pub now: Option<GatherTime>,
    /// What is known of the cluster.
    pub facts: Facts,
}

impl Snapshot {
    /// Keeps one of all copies of each object, and puts them in order.
    #[must_use]
    pub fn new(mut resources: Vec<Resource>, presence: BTreeMap<(String, String), Presence>) -> Self {
        // Files come by path and most objects in files by name, so that little is out of order.
        resources.sort_by(|a, b| a.key.cmp(&b.key));
        resources.dedup_by(|next, kept| {
            let is_same = next.key == kept.key;
            if is_same && next.is_preferred_to(kept) {
                std::mem::swap(next, kept);
            }
            is_same
        });
        let mut by_kind: BTreeMap<(String, String), Vec<Resource>> = BTreeMap::new();
        let mut list: Vec<Resource> = Vec::new();
        let kind_of = |resource: &Resource| (resource.key.group.clone(), resource.key.kind.clone());
        for resource in resources {
            let is_next = |last: &Resource| {
                (&last.key.group, &last.key.kind) != (&resource.key.group, &resource.key.kind)
            };
            if let Some(kind) = list.last().filter(|last| is_next(last)).map(kind_of) {
                by_kind.insert(kind, std::mem::take(&mut list));
            }
            list.push(resource);
        }
        by_kind.extend(list.last().map(kind_of).map(|kind| (kind, list)));
        Self { resources: by_kind, presence, ..Self::default() }
    }

    /// Says that a part of the tree is lost.
    pub fn lose(&mut self, loss: Loss) {
        self.losses.push(loss);
    }

    /// Takes in what rules want beside objects.
    pub fn add(&mut self, documents: BTreeMap<String, Arc<SourceFile>>, mut hits: LineHits) {
        hits.kept.sort();
        self.documents = documents;
        self.hits = BTreeMap::new();
        for hit in hits.kept {
            self.hits.entry(hit.source).or_default().push(hit);
        }
        self.left_out = hits.left_out;
    }

    /// Events in one form.
    pub fn events(&self) -> &Events {
        self.events.get_or_init(|| {
            let all = self.resources.iter().filter(|((group, kind), _)| {
                kind == "Event" && (group.is_empty() || group == "events.k8s.io")
            });
            Events::new(all.flat_map(|(_, list)| list))
        })
    }

    /// The name of the Node on this host: what journals call it may be the first part of that. None when there is no such
    /// Node, or more than one.
    #[must_use]
    pub fn node_of_host(&self, host: &str) -> Option<&str> {
        let hosts = self.hosts.get_or_init(|| {
            let nodes: Vec<&str> = self.of_kind("", "Node").map(|node| node.key.name.as_str()).collect();
            Hosts::new(&nodes)
        });
        hosts.node(host)
    }

    /// Documents that are no API objects, with their paths inside the root, by these.
    pub fn documents<'s>(
        &'s self,
        is_asked_for: impl Fn(&str) -> bool + 's,
    ) -> impl Iterator<Item = (&'s str, &'s Arc<SourceFile>)> {
        let asked = self.documents.iter().filter(move |(path, _)| is_asked_for(path));
        asked.map(|(path, document)| (path.as_str(), document))
    }

    /// Lines that one source asked for, by file and line.
    pub fn hits_of(&self, source: usize) -> impl Iterator<Item = &LineHit> {
        self.hits.get(&source).into_iter().flatten()
    }

    /// How many lines of one file that a source asked for are not kept.
    #[must_use]
    pub fn left_out_of(&self, source: usize, path: &str) -> u64 {
        self.left_out.get(&source).and_then(|files| files.get(path)).copied().unwrap_or_default()
    }

    /// How many lines that a source asked for are not kept, by file.
    pub fn left_out(&self, source: usize) -> impl Iterator<Item = (&str, u64)> {
        let files = self.left_out.get(&source).into_iter().flatten();
        files.map(|(path, number)| (&**path, *number))
    }

    /// Objects by group and kind, in the order of both; each list by namespace and name.
    pub fn lists(&self) -> impl Iterator<Item = (&str, &str, &[Resource])> {
        self.resources.iter().map(|((group, kind), list)| (group.as_str(), kind.as_str(), list.as_slice()))
    }

    /// Remembers for sources in which objects they have something, and whether there is a log for them.
    pub fn shortlist(&mut self, shortlists: BTreeMap<usize, Shortlist>, has_log: BTreeMap<usize, bool>) {
        self.shortlists = shortlists;
        self.has_log = has_log;
    }

    /// Whether there is a log for a source; nothing where that was not found out.
    #[must_use]
    pub fn has_log(&self, source: usize) -> Option<bool> {
        self.has_log.get(&source).copied()
    }

    /// The objects of a kind in which a source has something; nothing where that was not found out.
    pub fn shortlisted<'s>(
        &'s self,
        source: usize,
        kind: &str,
    ) -> Option<impl Iterator<Item = &'s Resource> + use<'s>> {
        let lists = self.shortlists.get(&source)?.iter();
        let lists = lists.filter_map(|(group, places)| {
            Some((self.resources.get(&(group.clone(), kind.to_owned()))?, places))
        });
        // Few of them, and each list is looked up once.
        let lists: Vec<(&[Resource], &[u32])> =
            lists.map(|(list, places)| (list.as_slice(), places.as_slice())).collect();
        Some(
            lists
                .into_iter()
                .flat_map(|(list, places)| places.iter().filter_map(move |place| list.get(*place as usize))),
        )
    }

    /// One object.
    #[must_use]
    pub fn get(&self, group: &str, kind: &str, namespace: &str, name: &str) -> Option<&Resource> {
        let resources = self.resources.get(&(group.to_owned(), kind.to_owned()))?;
        let by = |r: &Resource| (r.key.namespace.as_str(), r.key.name.as_str()).cmp(&(namespace, name));
        resources.binary_search_by(by).ok().map(|at| &resources[at])
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
        self.get(group, kind, namespace, name).is_some()
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

    /// Files of a plural that could not be read, by path.
    pub fn damaged_files(&self, group: &str, plural: &str) -> impl Iterator<Item = String> {
        let presence = self.presence.get(&(group.to_owned(), plural.to_owned()));
        presence.into_iter().flat_map(|presence| presence.unreadable.iter().cloned())
    }

    /// Whether anything may be missing, because the reading ended before the archive did.
    #[must_use]
    pub fn rest_is_lost(&self) -> bool {
        self.losses.iter().any(|loss| loss.group.is_none() && loss.plural.is_none())
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
