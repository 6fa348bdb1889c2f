//! From files that were read to one snapshot for each root.

use std::collections::BTreeMap;

use std::sync::Arc;

use jiff::Timestamp;

use super::read::ReadFile;
use super::relations::{Relation, are_siblings, lend};
use crate::archive::layout::{Layout, Role, inside_part, role};
use crate::archive::logs::log_file;
use crate::archive::{ListedFile, Listing, OddityKind};
use crate::findings::{Notice, NoticeCode};
use crate::model::{
    ClockHint, FileFacts, LineHit, LineHits, Loss, Precision, Presence, Resource, Snapshot, SourceFile,
    gather_time, parse_timestamp_file,
};

/// What `oc adm must-gather` gathers by default, as line 1 of `version` has it.
const DEFAULT_PRODUCT: &str = "openshift/must-gather";

/// One root with its cluster.
#[derive(Debug)]
pub(super) struct Root {
    /// Path below the base; `.` for the base itself.
    pub(super) name: String,
    /// Its index in the layout.
    pub(super) index: usize,
    /// What the cluster looked like.
    pub(super) snapshot: Snapshot,
    /// What it is to the root that comes first.
    pub(super) relation: Relation,
    /// Whether it has a `version` file, which only a must-gather has.
    pub(super) has_version: bool,
    /// Line 2 of that file: the version of the image that gathered.
    pub(super) image_version: Option<String>,
    /// Whether every gather that began has its end, where that is recorded.
    pub(super) ended: Option<bool>,
}

/// What the files of one root come to.
#[derive(Debug, Default)]
pub(super) struct Parts {
    pub(super) resources: Vec<Resource>,
    pub(super) presence: BTreeMap<(String, String), Presence>,
    hints: Vec<ClockHint>,
    losses: Vec<Loss>,
    files: BTreeMap<String, FileFacts>,
    documents: BTreeMap<String, Arc<SourceFile>>,
    hits: LineHits,
}

impl Parts {
    /// Takes in what is not an object.
    fn add_others(&mut self, inside: &str, file: &mut ReadFile) {
        if let Some(document) = file.document.take() {
            self.documents.insert(inside.to_owned(), document);
        }
        if let Some(facts) = self.files.get_mut(inside) {
            facts.lines = file.lines;
            facts.parses = file.parses;
            facts.is_unreadable |= file.unreadable;
        }
    }
}

/// Builds the snapshots from files by path; the root that speaks for the archive comes first.
pub(super) fn build(
    layout: &Layout,
    listing: &Listing,
    files: Vec<ReadFile>,
    hits: LineHits,
    notices: &mut Vec<Notice>,
) -> Vec<Root> {
    let mut parts: Vec<Parts> = layout.roots.iter().map(|_| Parts::default()).collect();
    for file in &listing.files {
        count_file(layout, file, &mut parts, notices);
    }
    let mut markers: BTreeMap<String, String> = BTreeMap::new();
    for mut file in files {
        notices.extend(file.notices(shown(layout, &file.path)));
        if let Some(text) = file.marker {
            markers.insert(layout.below_base(&file.path).to_owned(), text);
            continue;
        }
        let path = file.path.clone();
        let Some((index, inside)) = layout.place(&path) else { continue };
        parts[index].add_others(inside, &mut file);
        // A tree inside of a tree (a backup, another gather) is not this cluster at this time.
        if role(inside) == Role::Other {
            continue;
        }
        let part = &mut parts[index];
        part.hints.extend(file.hint);
        part.resources.extend(file.resources);
        if file.unreadable {
            mark_unreadable(part, inside);
        }
    }
    share_hits(layout, hits, &mut parts);
    let lossy = |kind: OddityKind| !matches!(kind, OddityKind::LongLine | OddityKind::NotRead);
    for oddity in listing.oddities.iter().filter(|oddity| lossy(oddity.kind)) {
        if let Some((index, inside)) = oddity.path.as_deref().and_then(|path| layout.place(path)) {
            mark_unreadable(&mut parts[index], inside);
            parts[index].files.entry(inside.to_owned()).or_default().is_unreadable = true;
            parts[index].losses.extend(loss(inside));
        }
        if oddity.ends_reading || oddity.path.is_none() {
            parts.iter_mut().for_each(|part| part.losses.push(rest_of_archive()));
        }
    }

    let lenders = the_must_gather(layout, &markers)
        .map(|main| lend(layout, listing, main, &mut parts))
        .unwrap_or_default();
    let several = parts.len() > 1;
    let mut roots: Vec<Root> = Vec::new();
    for (index, mut part) in parts.into_iter().enumerate() {
        let path = &layout.roots[index];
        let name = if path.is_empty() { ".".to_owned() } else { path.clone() };
        let version = markers.get(&join(path, "version"));
        let line = |nr: usize| {
            let line = version.and_then(|text| text.lines().nth(nr)).map(|line| line.trim().to_owned());
            line.filter(|line| !line.is_empty())
        };
        let recorded = recorded_time(path, &markers, notices);
        let ended = recorded.and_then(|(at, ended)| ended.then_some(at));
        // The gather ended after it began, and nobody knows when.
        let began = recorded.and_then(|(at, ended)| (!ended).then_some(at));
        part.hints.extend(began.map(|at| ClockHint { at, precision: Precision::LowerBound }));
        let mut snapshot = Snapshot::new(part.resources, part.presence);
        part.losses.into_iter().for_each(|loss| snapshot.lose(loss));
        snapshot.add(part.documents, part.hits);
        snapshot.logs = part.files.keys().filter(|path| log_file(path).is_some()).cloned().collect();
        snapshot.files = part.files;
        snapshot.now = gather_time(ended, &part.hints);
        note_clock(&snapshot, began, several.then_some(name.as_str()), notices);
        snapshot.learn_facts(line(0));
        roots.push(Root {
            name,
            index,
            snapshot,
            relation: if lenders.contains(&index) { Relation::FallBack } else { Relation::Own },
            has_version: version.is_some(),
            image_version: line(1),
            ended: recorded.map(|(_, ended)| ended),
        });
    }
    roots.sort_by_key(|root| {
        let facts = &root.snapshot.facts;
        let is_default = facts.product.as_deref() == Some(DEFAULT_PRODUCT);
        let is_lender = root.relation == Relation::FallBack;
        (is_lender, !is_default, facts.openshift_text.is_none(), root.index)
    });
    share_facts(layout, &mut roots);
    roots
}

/// Hands each root the lines of its logs.
fn share_hits(layout: &Layout, hits: LineHits, parts: &mut [Parts]) {
    let mut places: BTreeMap<Arc<str>, Option<(usize, Arc<str>)>> = BTreeMap::new();
    let mut place = |path: &Arc<str>| {
        let known = places.entry(Arc::clone(path));
        known.or_insert_with(|| layout.place(path).map(|(index, inside)| (index, inside.into()))).clone()
    };
    for hit in hits.kept {
        if let Some((index, inside)) = place(&hit.file) {
            parts[index].hits.kept.push(LineHit { inside, ..hit });
        }
    }
    for (source, files) in hits.left_out {
        for (path, number) in files {
            if let Some((index, inside)) = place(&path) {
                *parts[index].hits.left_out.entry(source).or_default().entry(inside).or_default() += number;
            }
        }
    }
}

/// The one root with the default must-gather; none when there are several, for then there may be several clusters.
fn the_must_gather(layout: &Layout, markers: &BTreeMap<String, String>) -> Option<usize> {
    let is_default = |root: &String| {
        let version = markers.get(&join(root, "version"));
        version.and_then(|text| text.lines().next()).is_some_and(|line| line.trim() == DEFAULT_PRODUCT)
    };
    let mut found = (0..layout.roots.len()).filter(|index| is_default(&layout.roots[*index]));
    found.next().filter(|_| found.next().is_none())
}

/// Lets what add-on images gathered read the facts of the cluster from the must-gather beside it.
fn share_facts(layout: &Layout, roots: &mut [Root]) {
    let is_default = |root: &Root| root.snapshot.facts.product.as_deref() == Some(DEFAULT_PRODUCT);
    let Some((main, others)) = roots.split_first_mut().filter(|(main, _)| is_default(main)) else { return };
    for root in others {
        let beside = are_siblings(&layout.roots[main.index], &layout.roots[root.index]);
        // One that has a ClusterVersion, and be it damaged, is a cluster of its own until proven otherwise.
        let has_version = root.snapshot.was_gathered("config.openshift.io", "clusterversions");
        if root.relation == Relation::Own && beside && !has_version && !is_default(root) {
            root.relation = Relation::AddOn;
            root.snapshot.facts.inherit(&main.snapshot.facts);
        }
    }
}

/// The path that a file is shown under: inside its root where there is only one, else below the base.
pub(super) fn shown<'p>(layout: &Layout, path: &'p str) -> &'p str {
    match layout.place(path) {
        Some((_, inside)) if layout.roots.len() == 1 => inside,
        _ => layout.below_base(path),
    }
}

fn count_file(layout: &Layout, file: &ListedFile, parts: &mut [Parts], notices: &mut Vec<Notice>) {
    let path = file.path.as_str();
    let Some((index, inside)) = layout.place(path) else { return };
    let facts = FileFacts { bytes: file.bytes, ..FileFacts::default() };
    parts[index].files.insert(inside.to_owned(), facts);
    let Role::Resources { group, plural, redacted, .. } = role(inside) else { return };
    let presence = parts[index].presence.entry((group.to_owned(), plural.to_owned())).or_default();
    presence.files += 1;
    if redacted {
        presence.unreadable.insert(inside.to_owned());
        let message = "its content was removed before the archive was packed";
        notices.push(Notice::about(NoticeCode::RedactedFile, shown(layout, path), message));
    }
}

fn mark_unreadable(part: &mut Parts, inside: &str) {
    if let Role::Resources { group, plural, .. } = role(inside) {
        let presence = part.presence.entry((group.to_owned(), plural.to_owned())).or_default();
        presence.unreadable.insert(inside.to_owned());
    }
}

/// What is lost when the thing at this path, which is no file of resources, could not be read: a directory above
/// such files.
fn loss(inside: &str) -> Option<Loss> {
    let what = inside.to_owned();
    let named = |group: Option<&str>, plural: Option<&str>| Loss {
        group: group.map(|group| if group == "core" { String::new() } else { group.to_owned() }),
        plural: plural.map(str::to_owned),
        what,
    };
    match inside_part(inside).split('/').collect::<Vec<_>>().as_slice() {
        ["" | "cluster-scoped-resources" | "namespaces"] | ["namespaces", _] => Some(named(None, None)),
        ["namespaces", _, "pods"] | ["namespaces", _, "pods", _] => Some(named(Some("core"), Some("pods"))),
        ["namespaces", _, "pods", ..] => None,
        // Objects of any group lie there.
        ["namespaces", _, "crs"] => Some(named(None, None)),
        ["namespaces", _, "crs", definition] => {
            let (plural, group) = definition.split_once('.')?;
            Some(named(Some(group), Some(plural)))
        }
        ["cluster-scoped-resources", group] | ["namespaces", _, group] => Some(named(Some(group), None)),
        ["cluster-scoped-resources", group, plural] | ["namespaces", _, group, plural]
            if !plural.contains('.') =>
        {
            Some(named(Some(group), Some(plural)))
        }
        _ => None,
    }
}

fn rest_of_archive() -> Loss {
    Loss {
        group: None,
        plural: None,
        what: "the rest of the archive, which is cut off or over a limit".to_owned(),
    }
}

/// The end of the gather, from the `timestamp` in the root or in the nearest directory above it, and whether it is one: the
/// last line of a gather that was killed is the beginning of its last part.
fn recorded_time(
    root: &str,
    markers: &BTreeMap<String, String>,
    notices: &mut Vec<Notice>,
) -> Option<(Timestamp, bool)> {
    let mut directory = root;
    loop {
        let path = join(directory, "timestamp");
        if let Some((Some(time), complete)) = markers.get(&path).map(|text| parse_timestamp_file(text)) {
            if !complete {
                let message = "a gather that began has no end: it was killed, and objects may be missing";
                notices.push(Notice::about(NoticeCode::IncompleteGather, path, message));
            }
            return Some((time, complete));
        }
        if directory.is_empty() {
            return None;
        }
        directory = directory.rsplit_once('/').map_or("", |(above, _)| above);
    }
}

fn note_clock(snapshot: &Snapshot, began: Option<Timestamp>, root: Option<&str>, notices: &mut Vec<Notice>) {
    let of = root.map(|root| format!(" of {root}")).unwrap_or_default();
    let notice = match snapshot.now {
        None => {
            let message = format!(
                "nothing says when the archive{of} was gathered; rules that need ages are skipped, and ages change no severity"
            );
            Notice::new(NoticeCode::GatherTimeUnknown, message)
        }
        Some(now) if now.precision == Precision::Recorded => return,
        Some(now) => {
            let from = match now.precision {
                Precision::LowerBound if began == Some(now.at) => {
                    "when its last part began; ages are at least what is said"
                }
                Precision::LowerBound => {
                    "the newest heartbeat or condition change; ages are at least what is said"
                }
                _ => "the newest event, lease or condition change",
            };
            let message = format!("the gather time{of} is not recorded; {} is {from}", now.at);
            Notice::new(NoticeCode::GatherTimeEstimated, message)
        }
    };
    notices.push(notice);
}

fn join(directory: &str, name: &str) -> String {
    if directory.is_empty() { name.to_owned() } else { format!("{directory}/{name}") }
}
