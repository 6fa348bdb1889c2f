//! The files of the page: those that findings point into, and those that stand behind the tables. What was read for the
//! rules is taken as it is; a log that nobody kept is read once more.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};

use memchr::memmem;

use super::kinds::OF_TROUBLE;
use super::tail::{Kept, Tail};
use crate::archive::layout::Layout;
use crate::archive::logs::log_file;
use crate::archive::{Archive, Content, Need, Progress};
use crate::engine::roots::{Root, shown};
use crate::findings::{Carried, FileKind, Finding, Moment, Part, Row, Table, path_from_base};
use crate::model::{Resource, SourceFile};

/// Tables of many files of which few are looked at, so that these come last.
const LAST: [&str; 2] = ["pods-with-trouble", "events"];

/// Logs of pods in trouble that are read for the page alone.
const MOST_LOGS: usize = 200;

/// Where the texts of files are.
pub(super) struct Texts<'t> {
    pub(super) roots: &'t [Root],
    pub(super) layout: &'t Layout,
    pub(super) archive: &'t Archive,
    /// Ends of logs, by their paths as they are shown.
    pub(super) tails: BTreeMap<String, Kept>,
    /// Bytes of a log that are kept at most.
    pub(super) most: usize,
}

/// Candidates for the page, those first that are wanted most: what findings point into, then the objects of the tables,
/// then logs, then all else that is shown.
pub(super) fn files(
    mut texts: Texts<'_>,
    findings: &[Finding],
    tables: &[Table],
    moments: &[Moment],
) -> Vec<Carried> {
    let pointed = pointed(findings);
    let order = order(findings, tables, moments);
    let wanted: BTreeSet<&str> = order.iter().map(String::as_str).collect();
    let documents = documents(&texts, &wanted);
    let missing = |(path, lines): &(&String, &BTreeSet<u64>)| {
        let kept = texts.tails.get(path.as_str());
        !documents.contains_key(path.as_str())
            && !kept.is_some_and(|kept| lines.iter().all(|line| kept.has(*line)))
    };
    let mut missing: BTreeMap<&str, BTreeSet<u64>> =
        pointed.iter().filter(missing).map(|(path, lines)| (path.as_str(), lines.clone())).collect();
    if texts.archive.is_directory() {
        // Elsewhere it would take as long as everything before.
        let of_trouble = tables.iter().filter(|table| LAST.contains(&table.id)).flat_map(|table| &table.rows);
        let logs = of_trouble.flat_map(|row| &row.logs).map(|(_, path)| path.as_str());
        let logs = logs.filter(|path| !texts.tails.contains_key(*path));
        for path in logs.take(MOST_LOGS) {
            missing.entry(path).or_default();
        }
    }
    let found = read_again(&texts, &missing);
    texts.tails.extend(found);
    let carried = order.into_iter().filter_map(|path| {
        let pointed = pointed.get(&path).cloned().unwrap_or_default();
        let (kind, Kept { parts, lines, bytes }) = match documents.get(&path) {
            Some(file) => (FileKind::Yaml, whole(file)),
            None => {
                let kind = if log_file(&path).is_some() { FileKind::Log } else { FileKind::Text };
                (kind, texts.tails.get(&path)?.clone())
            }
        };
        Some(Carried { path, kind, bytes, lines: Some(lines), pointed, parts })
    });
    carried.collect()
}

fn whole(file: &Arc<SourceFile>) -> Kept {
    let text = file.document.text();
    let (lines, bytes) = (text.lines().count() as u64, text.len() as u64);
    Kept { parts: vec![Part { first_line: 1, text: Arc::<SourceFile>::clone(file) }], lines, bytes }
}

/// The lines that findings point at, by file.
fn pointed(findings: &[Finding]) -> BTreeMap<String, BTreeSet<u64>> {
    let mut pointed: BTreeMap<String, BTreeSet<u64>> = BTreeMap::new();
    for finding in findings {
        for (file, line) in places(finding) {
            let path = path_from_base(finding.root.as_deref(), file);
            pointed.entry(path).or_default().insert(line as u64);
        }
    }
    pointed
}

/// The places of a finding: its own first.
fn places(finding: &Finding) -> impl Iterator<Item = (&str, usize)> {
    let own = std::iter::once((finding.location.file.as_str(), finding.location.start.line));
    let evidence = finding.evidence.iter().map(|evidence| (evidence.file.as_str(), evidence.line));
    let related = finding.related.iter();
    let related = related.map(|other| (other.location.file.as_str(), other.location.start.line));
    own.chain(evidence).chain(related)
}

/// The paths of all files that somebody may look at, each once.
fn order(findings: &[Finding], tables: &[Table], moments: &[Moment]) -> Vec<String> {
    let of_findings = findings
        .iter()
        .flat_map(|finding| places(finding).map(|(file, _)| path_from_base(finding.root.as_deref(), file)));
    let (last, first): (Vec<&Table>, Vec<&Table>) = tables.iter().partition(|table| LAST.contains(&table.id));
    let rows = |tables: Vec<&Table>| -> Vec<String> {
        let rows: Vec<&Row> = tables.into_iter().flat_map(|table| &table.rows).collect();
        let objects = rows.iter().map(|row| path_from_base(row.root.as_deref(), &row.place.file));
        let logs = rows.iter().flat_map(|row| &row.logs).map(|(_, path)| path.clone());
        objects.chain(logs).collect()
    };
    let all = of_findings.chain(rows(first)).chain(rows(last));
    let of_moments = |moment: &Moment| path_from_base(moment.root.as_deref(), &moment.file);
    let all = all.chain(moments.iter().map(of_moments));
    let mut seen = BTreeSet::new();
    all.filter(|path| !path.is_empty() && seen.insert(path.clone())).collect()
}

/// Files that were parsed, by their paths as they are shown.
fn documents(texts: &Texts<'_>, wanted: &BTreeSet<&str>) -> BTreeMap<String, Arc<SourceFile>> {
    let mut found = BTreeMap::new();
    let mut add = |file: &Arc<SourceFile>| {
        let path = shown(texts.layout, &file.path);
        if wanted.contains(path) && !found.contains_key(path) && !holds_secret(file.as_ref().as_ref()) {
            found.insert(path.to_owned(), Arc::clone(file));
        }
    };
    for root in texts.roots {
        for (_, _, list) in root.snapshot.lists() {
            // Objects of one file follow each other.
            for same in list.chunk_by(|a: &Resource, b: &Resource| Arc::ptr_eq(&a.file, &b.file)) {
                add(&same[0].file);
            }
        }
        root.snapshot.documents(|_| true).for_each(|(_, file)| add(file));
    }
    found
}

/// Whether a file holds a Secret: what stands in one can be told from nothing, so that such a file is not carried.
fn holds_secret(text: &str) -> bool {
    let marks = ["kind: Secret", "\"kind\":\"Secret", "\"kind\": \"Secret"];
    marks.iter().any(|mark| memmem::find(text.as_bytes(), mark.as_bytes()).is_some())
}

/// Reads files for the page alone. A stream cannot be read twice: of it there is what was kept.
fn read_again(texts: &Texts<'_>, missing: &BTreeMap<&str, BTreeSet<u64>>) -> BTreeMap<String, Kept> {
    let found: Mutex<BTreeMap<String, Kept>> = Mutex::default();
    if missing.is_empty() || !texts.archive.can_be_read_again() {
        return BTreeMap::new();
    }
    let (layout, most) = (texts.layout, texts.most);
    let needs =
        |path: &str| if missing.contains_key(shown(layout, path)) { Need::Lines } else { Need::Nothing };
    let read = texts.archive.read(
        &Progress::default(),
        |path| needs(path.as_str()),
        |file| {
            let path = shown(layout, file.path.as_str());
            let Some(lines) = missing.get(path) else { return };
            let most = if lines.is_empty() { most.min(OF_TROUBLE) } else { most };
            let mut tail = Tail::new(most, lines.clone());
            match file.content {
                Content::Whole(bytes) => tail.piece(&bytes),
                Content::Lines(mut lines) => {
                    while let Some(piece) = lines.next() {
                        tail.piece(piece);
                    }
                }
            }
            let kept = tail.finish();
            let is_silent = log_file(path).is_none()
                && kept.parts.iter().any(|part| holds_secret(part.text.as_ref().as_ref()));
            if is_silent {
                return;
            }
            let mut found = found.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
            found.insert(path.to_owned(), kept);
        },
    );
    // What cannot be read now was told when it was read for the rules, and the page says that it is not there.
    drop(read);
    found.into_inner().unwrap_or_else(|poisoned| poisoned.into_inner())
}
