//! Which files somebody wants. Files that nobody wants are never opened.

use std::collections::BTreeMap;

use globset::{Glob, GlobMatcher};

use super::appendix::{KINDS, wanted_tail};
use super::hits::Hits;
use super::log_files::{LogPlan, Search};
use crate::archive::Need;
use crate::archive::layout::{DEEPEST_ROOT, Role, role, split};
use crate::model::logs::PatternSet;
use crate::model::plurals;
use crate::rules::{Key, Paths, RuleSet, Select};

/// Resources that the facts of a cluster are read from.
const FACTS: [(&str, &str); 3] =
    [("config.openshift.io", "ClusterVersion"), ("config.openshift.io", "Infrastructure"), ("", "Node")];
/// API groups that events are in.
const EVENTS: [&str; 2] = ["", "events.k8s.io"];
/// What stands between a pod and what it belongs to.
const OWNERS: [(&str, &str); 2] = [("apps", "ReplicaSet"), ("batch", "Job")];
/// Files whose newest time tells when an archive was gathered, where no `timestamp` does. Read whatever the rules want,
/// so that the gather time does not depend on which rules take part.
const CLOCKS: [(&str, &str); 6] = [
    ("", "events"),
    ("events.k8s.io", "events"),
    ("coordination.k8s.io", "leases"),
    ("", "nodes"),
    ("config.openshift.io", "clusteroperators"),
    ("config.openshift.io", "clusterversions"),
];
/// Files of a root that are read for themselves.
const MARKERS: [&str; 2] = ["timestamp", "version"];

/// What to do with a file. Nothing, if nothing of it is set.
#[derive(Debug, Clone, Default)]
pub struct Want {
    /// Parse it; its objects go into the snapshot.
    pub objects: Option<Objects>,
    /// Look for the newest time in it.
    pub clock: bool,
    /// Keep its text: `version` or `timestamp`.
    pub marker: bool,
    /// Parse it and keep it: JSON or YAML that is no API object.
    pub document: bool,
    /// See whether it is JSON or YAML.
    pub parses: bool,
    /// Count its lines.
    pub lines: bool,
    /// Search it for these patterns.
    pub patterns: Option<PatternSet>,
    /// Keep so many bytes of its end.
    pub tail: Option<usize>,
}

/// What of objects is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Objects {
    /// All.
    Whole {
        /// A rule reads managedFields.
        managed_fields: bool,
    },
    /// Their names only.
    Names,
}

impl Want {
    /// How the archive should hand the file out.
    #[must_use]
    pub fn need(&self) -> Need {
        if self.objects.is_some() || self.document || self.parses {
            Need::Whole
        } else if self.clock || self.marker || self.lines || self.patterns.is_some() || self.tail.is_some() {
            Need::Lines
        } else {
            Need::Nothing
        }
    }
}

/// All wishes together.
#[derive(Debug)]
pub struct Plan<'r> {
    /// Groups by plural.
    wanted: BTreeMap<String, Vec<Wish>>,
    /// Whether the names of all other objects are wanted.
    names: bool,
    /// Logs.
    logs: LogPlan<'r>,
    /// Documents that are no API objects.
    documents: Vec<&'r Paths>,
    /// Files that are looked into for their lines, and for whether they can be parsed.
    lines: Vec<&'r Paths>,
    parses: Vec<&'r Paths>,
    /// Bytes of the end of each log that is shown.
    tails: Option<usize>,
}

/// What is wanted of the files of one plural.
#[derive(Debug)]
struct Wish {
    /// API groups.
    group: GlobMatcher,
    /// Whether their managedFields are wanted too.
    managed_fields: bool,
}

impl<'r> Plan<'r> {
    /// What the rules, and the facts of a cluster, need.
    #[must_use]
    pub fn new(rules: &'r RuleSet) -> Self {
        let mut plan = Self::of_facts(false);
        let (mut logs, mut owners) = (Vec::new(), false);
        for rule in &rules.rules {
            for source in &rule.sources {
                match &source.select {
                    Select::Resources(selector) => {
                        plan.wish_for(&selector.group, &selector.kind, rule.reads_managed_fields);
                    }
                    Select::Events(_) => EVENTS.iter().for_each(|group| plan.wish_by_name(group, "Event")),
                    Select::Logs(selector) => logs.push(selector),
                    Select::Documents(paths) => plan.documents.push(paths),
                    Select::Files(paths) => {
                        plan.lines.extend(rule.names("lines").then_some(paths));
                        plan.parses.extend(rule.names("parses").then_some(paths));
                    }
                }
            }
            let keys = rule.joins.iter().flat_map(|join| &join.on);
            owners |= keys.into_iter().any(|(_, key)| matches!(key, Key::OwnerName(_) | Key::OwnerUid(_)));
        }
        if owners {
            OWNERS.iter().for_each(|(group, kind)| plan.wish_by_name(group, kind));
        }
        plan.logs = LogPlan::new(logs.into_iter());
        plan
    }

    /// The names of all objects, and what the facts of a cluster need.
    #[must_use]
    pub fn names() -> Self {
        Self::of_facts(true)
    }

    /// The same, and what a page shows, whether a rule asks for it or not: objects, and of logs the last bytes.
    #[must_use]
    pub fn for_page(mut self, log_bytes: usize) -> Self {
        KINDS.iter().for_each(|(group, kind)| self.wish_by_name(group, kind));
        self.tails = Some(log_bytes);
        self
    }

    fn of_facts(names: bool) -> Self {
        let mut plan = Self {
            wanted: BTreeMap::new(),
            names,
            logs: LogPlan::new(std::iter::empty()),
            documents: Vec::new(),
            lines: Vec::new(),
            parses: Vec::new(),
            tails: None,
        };
        FACTS.iter().for_each(|(group, kind)| plan.wish_by_name(group, kind));
        plan
    }

    fn wish_by_name(&mut self, group: &str, kind: &str) {
        if let Ok(glob) = Glob::new(group) {
            self.wish_for(&glob.compile_matcher(), kind, false);
        }
    }

    fn wish_for(&mut self, group: &GlobMatcher, kind: &str, managed_fields: bool) {
        for plural in plurals(kind) {
            let wishes = self.wanted.entry(plural).or_default();
            match wishes.iter_mut().find(|known| known.group.glob() == group.glob()) {
                Some(known) => known.managed_fields |= managed_fields,
                None => wishes.push(Wish { group: group.clone(), managed_fields }),
            }
        }
    }

    /// What to do with the file at this path of the archive.
    #[must_use]
    pub fn want(&self, path: &str) -> Want {
        let is_wanted = |wishes: &[&Paths]| wishes.iter().any(|paths| paths.is_match_of_end(path));
        let mut want = Want {
            document: is_wanted(&self.documents),
            lines: is_wanted(&self.lines),
            parses: is_wanted(&self.parses),
            patterns: self.logs.wanted(path),
            tail: self.tails.and_then(|most| wanted_tail(path, most)),
            ..Want::default()
        };
        if let Some((_, inside)) = split(path) {
            if let Role::Resources { group, plural, redacted: false, .. } = role(inside) {
                want.clock = CLOCKS.contains(&(group, plural));
                want.objects = match self.wish(group, plural) {
                    Some(managed_fields) => Some(Objects::Whole { managed_fields }),
                    None => self.names.then_some(Objects::Names),
                };
            }
            return want;
        }
        let name = path.rsplit('/').next().unwrap_or(path);
        let shallow = path.matches('/').count() <= DEEPEST_ROOT;
        want.marker = shallow && MARKERS.contains(&name);
        want
    }

    /// The search of a log for these patterns.
    pub(super) fn search<'p>(&'p self, patterns: &'p PatternSet, path: &str) -> Search<'p> {
        self.logs.search(patterns, path)
    }

    /// The lines of all logs, before the first one was searched.
    pub(super) fn no_hits(&self) -> Hits {
        self.logs.no_hits()
    }

    /// Whether objects of a group and plural are wanted, and if so, whether with their managedFields.
    fn wish(&self, group: &str, plural: &str) -> Option<bool> {
        let mut wishes = self.wanted.get(plural)?.iter().filter(|wish| wish.group.is_match(group)).peekable();
        wishes.peek()?;
        Some(wishes.any(|wish| wish.managed_fields))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::load;
    use crate::rules::written::SourceText;

    #[test]
    fn managed_fields_only_where_a_rule_names_them() {
        let rule = |id: &str, kind: &str, more: &str| SourceText {
            name: format!("{id}.yaml"),
            text: format!(
                "apiVersion: camgi/v1\nkind: Rule\nid: {id}\ntitle: t\nseverity: info\ncomponent: c\ndescription: d\n\
                 help: h\nsources:\n  x:\n    resources: {{group: core, kind: {kind}}}\n{more}report:\n  message: m\n"
            ),
        };
        let names = "    where:\n      metadata.managedFields[*].manager: m\n";
        let rules = [rule("a", "Pod", ""), rule("b", "Pod", names), rule("c", "Secret", "")];
        let loaded = load(rules.into(), &[]).unwrap_or_else(|mistakes| panic!("{mistakes:?}"));
        let plan = Plan::new(&loaded.rules);
        for (path, managed_fields) in [
            ("namespaces/n/core/pods.yaml", true),
            ("namespaces/n/core/secrets.yaml", false),
            ("cluster-scoped-resources/core/nodes/n.yaml", false),
        ] {
            let want = plan.want(path);
            assert_eq!(want.objects, Some(Objects::Whole { managed_fields }), "{path}");
        }
        assert_eq!(plan.want("namespaces/n/apps/pods.yaml").need(), Need::Nothing);
    }
}
