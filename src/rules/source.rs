//! The compiled source: where a rule looks, and what of it counts. Asks nothing of a snapshot that has not been handed
//! to it; the pipeline over these is the engine's.

use std::time::Duration;

use globset::{GlobMatcher, GlobSet};
use memchr::memmem::Finder;

use super::matcher::Condition;
use super::path::Path;
use super::spec::{Decoding, LogFormat, LogPart};
use crate::model::Resource;
use crate::model::logs::LazyRegex;

/// A compiled source.
#[derive(Debug)]
pub struct Source {
    /// Its number among all sources of a run, by which what was found for it is found again.
    pub number: usize,
    /// The name that the rule uses.
    pub name: String,
    /// What is looked at.
    pub select: Select,
    /// Documents inside of texts.
    pub decode: Vec<Decode>,
    /// The lists whose elements are the items; none where the objects themselves are.
    pub each: Vec<Path>,
    /// Which items count.
    pub keep: Option<Condition>,
    /// Which of them do not.
    pub unless: Option<Condition>,
    /// Whether what is from before the cluster had settled does not count.
    pub settled: bool,
    /// How many make one item.
    pub count: Option<Count>,
    /// Groups of items.
    pub aggregate: Option<Aggregate>,
    /// Whether the rule can do without.
    pub optional: bool,
}

/// What a source looks at.
#[derive(Debug)]
pub enum Select {
    /// API objects.
    Resources(Resources),
    /// Lines of logs.
    Logs(Logs),
    /// Events.
    Events(Events),
    /// Documents that are no API objects.
    Documents(Paths),
    /// Files.
    Files(Paths),
}

/// Selects API objects.
#[derive(Debug)]
pub struct Resources {
    /// API group.
    pub group: GlobMatcher,
    /// Kind.
    pub kind: String,
    /// API version, if it matters.
    pub version: Option<String>,
    /// Namespaces, if not all.
    pub namespaces: Option<GlobSet>,
    /// Names, if not all.
    pub names: Option<GlobSet>,
    /// Labels that must be there.
    pub labels: Vec<(String, String)>,
}

/// Selects lines of logs.
#[derive(Debug)]
pub struct Logs {
    /// Its number among all log sources of a run, by which its hits are found again.
    pub number: usize,
    /// What it asks for, for a person.
    pub text: String,
    /// Expressions, of which a line must match one.
    pub expressions: Vec<String>,
    /// Namespaces of pods, if not all.
    pub namespaces: Option<GlobSet>,
    /// Pods, if not all.
    pub pods: Option<GlobSet>,
    /// Containers, if not all.
    pub containers: Option<GlobSet>,
    /// Nodes, if not all.
    pub nodes: Option<GlobSet>,
    /// Services of nodes, if not all.
    pub units: Option<GlobSet>,
    /// Which logs of a container.
    pub parts: Vec<LogPart>,
    /// How lines are written.
    pub format: LogFormat,
    /// Other logs, in place of all above.
    pub paths: Option<Paths>,
}

/// Selects events.
#[derive(Debug)]
pub struct Events {
    /// Namespaces that events lie in, if not all.
    pub namespaces: Option<GlobSet>,
    /// Reasons, if not all.
    pub reasons: Option<GlobSet>,
    /// Types, if not all.
    pub types: Option<GlobSet>,
    /// Kinds of what they are about, if not all.
    pub kinds: Option<GlobSet>,
    /// Namespaces of what they are about, if not all.
    pub object_namespaces: Option<GlobSet>,
    /// Names of what they are about, if not all.
    pub object_names: Option<GlobSet>,
    /// Expressions, of which a message must match one, if there are any.
    pub expressions: Vec<LazyRegex>,
}

/// Selects files by their paths from the root.
#[derive(Debug)]
pub struct Paths {
    /// As the rule writes them.
    pub texts: Vec<String>,
    /// What they match.
    globs: GlobSet,
    /// Texts of which a path must hold one, so that few paths are tried; empty when all are.
    needed: Vec<Finder<'static>>,
}

impl Paths {
    /// The paths that `globs` match, which are written as `texts`.
    #[must_use]
    pub fn new(texts: Vec<String>, globs: GlobSet) -> Self {
        let needed: Vec<&str> = texts.iter().map(|text| needed(text)).collect();
        let is_any = needed.iter().any(|part| part.len() < 3);
        let finders = needed.iter().map(|part| Finder::new(part).into_owned());
        let needed = if is_any { Vec::new() } else { finders.collect() };
        Self { texts, globs, needed }
    }

    /// Whether they match a path.
    #[must_use]
    pub fn is_match(&self, path: &str) -> bool {
        self.may_match(path) && self.globs.is_match(path)
    }

    /// Whether they match any end of a path that begins at a directory.
    #[must_use]
    pub fn is_match_of_end(&self, path: &str) -> bool {
        self.may_match(path)
            && (self.globs.is_match(path)
                || path.match_indices('/').any(|(at, _)| self.globs.is_match(&path[at + 1..])))
    }

    fn may_match(&self, path: &str) -> bool {
        self.needed.is_empty() || self.needed.iter().any(|part| part.find(path.as_bytes()).is_some())
    }
}

/// The longest part of a glob that stands for itself.
fn needed(glob: &str) -> &str {
    // In front it may stand for no directory at all.
    let glob = glob.strip_prefix("**/").unwrap_or(glob);
    let special = ['[', ']', '{', '}', '\\'];
    // What is between the first and the last of these may stand for anything.
    let (head, tail) = match (glob.find(special), glob.rfind(special)) {
        (Some(_), Some(_)) if glob.contains('\\') => ("", ""),
        (Some(first), Some(last)) => (&glob[..first], &glob[last + 1..]),
        _ => (glob, ""),
    };
    let parts = head.split(['*', '?']).chain(tail.split(['*', '?']));
    parts.max_by_key(|part| part.len()).unwrap_or_default()
}

/// A document inside of a text.
#[derive(Debug)]
pub struct Decode {
    /// Where the text is.
    pub path: Path,
    /// What is in it.
    pub decoding: Decoding,
}

/// How many lines or events make one item.
#[derive(Debug)]
pub struct Count {
    /// So many at least.
    pub min: u64,
    /// Those of so long before the gather; all unless given.
    pub within: Option<Duration>,
    /// What is counted together.
    pub per: Per,
}

/// What is counted together.
#[derive(Debug)]
pub enum Per {
    /// The lines of one file.
    File,
    /// The events about one object.
    Object,
    /// What has the same value at a path.
    Path(Path),
}

/// Groups of items.
#[derive(Debug)]
pub struct Aggregate {
    /// What the items of a group have in common, with the texts of the rule.
    pub by: Vec<(String, Path)>,
    /// Counts different values.
    pub distinct: Option<Path>,
    /// The least value.
    pub min: Option<Path>,
    /// The greatest value.
    pub max: Option<Path>,
    /// The sum of values.
    pub sum: Option<Path>,
    /// Which groups count.
    pub having: Option<Condition>,
}

impl Source {
    /// Its selector of API objects, if it is one of these.
    #[must_use]
    pub fn resources(&self) -> Option<&Resources> {
        match &self.select {
            Select::Resources(resources) => Some(resources),
            _ => None,
        }
    }

    /// Whether it asks for an age, so that it cannot be judged without a gather time.
    #[must_use]
    pub fn asks_age(&self) -> bool {
        let having = self.aggregate.as_ref().and_then(|aggregate| aggregate.having.as_ref());
        self.keep.iter().chain(&self.unless).chain(having).any(Condition::asks_age)
            || self.count.as_ref().is_some_and(|count| count.within.is_some())
    }
}

impl Resources {
    /// Whether an object of the right group and kind is one of this source's, before `where`.
    #[must_use]
    pub fn selects(&self, resource: &Resource) -> bool {
        fits(self.namespaces.as_ref(), &resource.key.namespace) && self.selects_in_namespace(resource)
    }

    /// The same for an object in a namespace that is known to fit.
    #[must_use]
    pub fn selects_in_namespace(&self, resource: &Resource) -> bool {
        let key = &resource.key;
        self.version.as_ref().is_none_or(|version| *version == resource.version)
            && fits(self.names.as_ref(), &key.name)
            && (self.labels.is_empty() || {
                let labels = resource.node().get("metadata").and_then(|metadata| metadata.get("labels"));
                self.labels
                    .iter()
                    .all(|(name, value)| labels.and_then(|l| l.get_text(name)) == Some(value.as_str()))
            })
    }

    /// Whether it asks for certain objects of its kind, and not for all.
    #[must_use]
    pub fn is_narrow(&self) -> bool {
        self.version.is_some() || self.namespaces.is_some() || self.names.is_some() || !self.labels.is_empty()
    }
}

/// Whether a text is one of those that globs ask for; all are where there are none.
#[must_use]
pub fn fits(globs: Option<&GlobSet>, text: &str) -> bool {
    globs.is_none_or(|globs| globs.is_match(text))
}

#[cfg(test)]
mod tests {
    use super::needed;

    #[test]
    fn what_a_glob_needs_stands_in_all_that_it_matches() {
        for (glob, part) in [
            ("nodes/*/dmesg", "/dmesg"),
            ("nodes/*/journal-*.gz", "/journal-"),
            ("a/{kubelet,crio_service}.log", ".log"),
            ("[0-9a-f]x/{b,c}", ""),
            ("monitoring/alerts.json", "monitoring/alerts.json"),
            ("**/*", ""),
            ("**/dmesg", "dmesg"),
            ("a\\*bcdef", ""),
        ] {
            assert_eq!(needed(glob), part, "{glob}");
        }
    }
}
