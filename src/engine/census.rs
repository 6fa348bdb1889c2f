//! Counting what the roots of an archive hold: every file in one place, every object once. Knows no rule and looks
//! into no document.

use std::collections::{BTreeMap, BTreeSet};

use super::intake::Intake;
use super::read::{Names, ReadFile};
use crate::archive::layout::{Role, role};
use crate::archive::logs::{LogFile, is_packed, log_file};
use crate::findings::{Amount, DirectoryCount};

/// Group and kind.
pub(super) type Kind = (String, String);

/// What one root holds.
#[derive(Debug, Default)]
pub(super) struct Census {
    /// All its files.
    pub(super) files: Amount,
    /// Those of objects.
    pub(super) objects: Amount,
    /// Objects by group and kind.
    pub(super) kinds: BTreeMap<Kind, Objects>,
    /// Files of objects by group and plural.
    pub(super) resources: BTreeMap<(String, String), Files>,
    /// Logs by whose they are.
    pub(super) logs: BTreeMap<LogFile, Amount>,
    /// All other files.
    pub(super) others: Directories,
}

/// Objects of one kind.
#[derive(Debug, Default)]
pub(super) struct Objects {
    /// Names by namespace, so that an object in several files counts once.
    pub(super) names: BTreeMap<String, BTreeSet<String>>,
    /// Files with at least one of them.
    pub(super) files: u64,
}

/// Files of one resource.
#[derive(Debug, Default)]
pub(super) struct Files {
    /// How many.
    pub(super) files: u64,
    /// Those that could not be read as a whole.
    pub(super) unreadable: u64,
    /// The kinds of the objects in them.
    pub(super) kinds: BTreeSet<Kind>,
}

/// Files by the first part of their paths.
#[derive(Debug, Default)]
pub(super) struct Directories(BTreeMap<String, (Amount, u64)>);

impl Directories {
    fn add(&mut self, path: &str, bytes: u64) {
        let directory = path.split_once('/').map_or(".", |(directory, _)| directory);
        let (amount, packed) = self.0.entry(directory.to_owned()).or_default();
        amount.add(bytes);
        *packed += u64::from(is_packed(path));
    }

    pub(super) fn counts(self) -> Vec<DirectoryCount> {
        let count = |(directory, (amount, packed))| DirectoryCount { directory, amount, packed };
        self.0.into_iter().map(count).collect()
    }
}

/// Counts every file of the archive: one census for each root of the layout, and the files that belong to none. Takes
/// the names out of what was read.
pub(super) fn take(intake: &mut Intake) -> (Vec<Census>, Directories) {
    let Intake { listing, layout, files: read, .. } = intake;
    let mut roots: Vec<Census> = layout.roots.iter().map(|_| Census::default()).collect();
    let mut outside = Directories::default();
    for file in &listing.files {
        let path = file.path.as_str();
        let Some((index, inside)) = layout.place(path) else {
            outside.add(layout.below_base(path), file.bytes);
            continue;
        };
        let root = &mut roots[index];
        root.files.add(file.bytes);
        if let Role::Resources { group, plural, .. } = role(inside) {
            root.objects.add(file.bytes);
            let found = read.binary_search_by(|read| read.path.as_str().cmp(path)).ok();
            root.count_objects((group, plural), found.map(|at| &mut read[at]));
        } else if let Some(log) = log_file(inside) {
            root.logs.entry(log).or_default().add(file.bytes);
        } else {
            root.others.add(inside, file.bytes);
        }
    }
    (roots, outside)
}

impl Census {
    fn count_objects(&mut self, (group, plural): (&str, &str), file: Option<&mut ReadFile>) {
        let resource = self.resources.entry((group.to_owned(), plural.to_owned())).or_default();
        resource.files += 1;
        // What was not handed out was redacted, or could not be opened.
        resource.unreadable += u64::from(file.as_ref().is_none_or(|file| file.unreadable));
        let Some(file) = file else { return };
        let mut kinds = BTreeSet::new();
        for ((group, kind, namespace), names) in names_of(file) {
            let kind = (group, kind);
            let objects = self.kinds.entry(kind.clone()).or_default();
            objects.files += u64::from(kinds.insert(kind));
            objects.names.entry(namespace).or_default().extend(names);
        }
        resource.kinds.extend(kinds);
    }
}

fn names_of(file: &mut ReadFile) -> Names {
    let mut names = std::mem::take(&mut file.names);
    for key in file.resources.iter().map(|resource| resource.key.clone()) {
        names.entry((key.group, key.kind, key.namespace)).or_default().push(key.name);
    }
    names
}
