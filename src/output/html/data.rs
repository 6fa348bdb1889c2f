//! What the scripts of the page are given, as JSON. The report in it is the JSON report; the rest is for this page alone and
//! may change with it.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;

use super::carry::{Cargo, StowedPart};
use crate::findings::{
    Appendix, Carried, FileKind, Finding, Gate, Moment, MomentKind, Report, Row, RuleInfo, Severity, Subject,
    Table, path_from_base,
};
use crate::output::json::v1;
use crate::output::markup::{is_web, tree};
use crate::output::{standing, summary};
use crate::text::{one_line, printable};

/// The data of the page.
#[derive(Debug, Serialize)]
pub(super) struct Document<'r> {
    report: v1::Document<'r>,
    fail_on: &'static str,
    verdict: Verdict,
    rules: BTreeMap<&'r str, Help<'r>>,
    tables: Vec<TableData<'r>>,
    moments: Vec<MomentData<'r>>,
    moments_left_out: u64,
    files: Vec<FileData<'r>>,
    budget: Budget,
}

#[derive(Debug, Serialize)]
struct Verdict {
    status: &'static str,
    text: String,
}

/// The documentation of a rule; texts are trees (see [`tree`]).
#[derive(Debug, Serialize)]
struct Help<'r> {
    description: Value,
    help: Value,
    references: Vec<&'r str>,
    sig: &'r str,
    confidence: &'static str,
    tags: &'r [String],
}

#[derive(Debug, Serialize)]
struct TableData<'r> {
    id: &'static str,
    title: &'static str,
    columns: &'r [&'static str],
    rows: Vec<RowData<'r>>,
    note: Option<String>,
}

#[derive(Debug, Serialize)]
struct RowData<'r> {
    /// Cells.
    c: &'r [String],
    ns: &'r str,
    node: &'r str,
    /// The file.
    f: Option<usize>,
    /// First and last line.
    l: usize,
    e: usize,
    /// Findings about it.
    x: Vec<usize>,
    /// The worst of their severities.
    s: &'static str,
    logs: Vec<(usize, &'r str)>,
}

#[derive(Debug, Serialize)]
struct MomentData<'r> {
    at: &'r str,
    #[serde(skip_serializing_if = "Option::is_none")]
    since: Option<&'r str>,
    kind: &'static str,
    s: &'static str,
    what: &'r str,
    subject: String,
    ns: &'r str,
    node: &'r str,
    count: u64,
    f: Option<usize>,
    l: usize,
    x: Vec<usize>,
}

#[derive(Debug, Serialize)]
struct FileData<'r> {
    path: &'r str,
    kind: &'static str,
    bytes: u64,
    lines: Option<u64>,
    parts: Vec<PartData>,
    whole: bool,
    /// Why not all of it is there.
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<&'static str>,
}

#[derive(Debug, Serialize)]
struct PartData {
    from: u64,
    lines: u64,
    blob: usize,
    /// Lines before them in the blob.
    skip: u64,
}

impl From<&StowedPart> for PartData {
    fn from(part: &StowedPart) -> Self {
        Self { from: part.first_line, lines: part.lines, blob: part.blob, skip: part.skip }
    }
}

#[derive(Debug, Serialize)]
struct Budget {
    bytes: u64,
    used: u64,
    files_left_out: u64,
    bytes_left_out: u64,
}

/// Puts the data together.
pub(super) fn document<'r>(
    report: &'r Report,
    appendix: &'r Appendix,
    cargo: &Cargo,
    gate: Gate,
    budget: u64,
) -> Document<'r> {
    let about = About::new(&report.findings);
    let carried: Vec<&Carried> =
        cargo.files.iter().filter_map(|file| appendix.files.get(file.index)).collect();
    let places: BTreeMap<&str, usize> =
        carried.iter().enumerate().map(|(nr, file)| (file.path.as_str(), nr)).collect();
    Document {
        report: v1::Document::from(report),
        fail_on: gate.fail_on.as_str(),
        verdict: Verdict { status: standing(report, gate), text: summary(report, gate) },
        rules: helps(report),
        tables: appendix.tables.iter().map(|table| table_data(table, &about, &places)).collect(),
        moments: appendix.moments.iter().map(|moment| moment_data(moment, &about, &places)).collect(),
        moments_left_out: appendix.moments_left_out,
        files: carried
            .iter()
            .zip(&cargo.files)
            .map(|(file, stowed)| FileData {
                path: &file.path,
                kind: match file.kind {
                    FileKind::Yaml => "yaml",
                    FileKind::Log => "log",
                    FileKind::Text => "text",
                },
                bytes: file.bytes,
                lines: file.lines,
                parts: stowed.parts.iter().map(PartData::from).collect(),
                whole: stowed.is_whole,
                why: (!stowed.is_whole).then_some("it is over the budget of the page"),
            })
            .collect(),
        budget: Budget {
            bytes: budget,
            used: cargo.used,
            files_left_out: cargo.files_left_out,
            bytes_left_out: cargo.bytes_left_out,
        },
    }
}

/// The root, kind, namespace, name and group of an object. Its version is not always told: an event may leave it out.
type Key<'r> = (Option<&'r str>, &'r str, &'r str, &'r str, &'r str);

fn key<'r>(root: Option<&'r str>, subject: &'r Subject) -> Key<'r> {
    (root, &subject.kind, &subject.namespace, &subject.name, &subject.group)
}

/// Findings by what they are about.
struct About<'r> {
    findings: &'r [Finding],
    by_subject: BTreeMap<Key<'r>, Vec<usize>>,
}

impl<'r> About<'r> {
    fn new(findings: &'r [Finding]) -> Self {
        let mut by_subject: BTreeMap<_, Vec<usize>> = BTreeMap::new();
        for (nr, finding) in findings.iter().enumerate() {
            let related = finding.related.iter().map(|other| &other.subject);
            for subject in std::iter::once(&finding.subject).chain(related) {
                let all = by_subject.entry(key(finding.root.as_deref(), subject)).or_default();
                if all.last() != Some(&nr) {
                    all.push(nr);
                }
            }
        }
        Self { findings, by_subject }
    }

    fn of(&self, root: Option<&'r str>, subject: &'r Subject) -> Vec<usize> {
        self.by_subject.get(&key(root, subject)).cloned().unwrap_or_default()
    }

    /// The worst severity of some findings that are not set aside.
    fn worst(&self, findings: &[usize]) -> &'static str {
        let counted = findings.iter().filter_map(|nr| self.findings.get(*nr));
        let counted = counted.filter(|finding| finding.suppressed.is_none());
        word(counted.map(|finding| finding.severity).max())
    }
}

fn word(severity: Option<Severity>) -> &'static str {
    severity.map_or("", Severity::as_str)
}

fn table_data<'r>(table: &'r Table, about: &About<'r>, places: &BTreeMap<&str, usize>) -> TableData<'r> {
    TableData {
        id: table.id,
        title: table.title,
        columns: &table.columns,
        rows: table.rows.iter().map(|row| row_data(row, about, places)).collect(),
        note: (table.left_out > 0).then(|| format!("{} more are left out", table.left_out)),
    }
}

fn row_data<'r>(row: &'r Row, about: &About<'r>, places: &BTreeMap<&str, usize>) -> RowData<'r> {
    let x = about.of(row.root.as_deref(), &row.subject);
    let logs = row.logs.iter();
    RowData {
        c: &row.cells,
        ns: &row.subject.namespace,
        node: &row.node,
        f: places.get(path_from_base(row.root.as_deref(), &row.place.file).as_str()).copied(),
        l: row.place.first,
        e: row.place.last,
        s: about.worst(&x),
        x,
        logs: logs.filter_map(|(label, path)| Some((*places.get(path.as_str())?, label.as_str()))).collect(),
    }
}

fn moment_data<'r>(moment: &'r Moment, about: &About<'r>, places: &BTreeMap<&str, usize>) -> MomentData<'r> {
    let Subject { kind, name, .. } = &moment.subject;
    MomentData {
        at: &moment.at,
        since: moment.since.as_deref(),
        kind: match moment.kind {
            MomentKind::Condition => "condition",
            MomentKind::Event => "event",
            MomentKind::Log => "log",
        },
        s: word(moment.severity),
        what: &moment.what,
        subject: one_line(format!("{kind} {name}").trim(), 300),
        ns: &moment.subject.namespace,
        node: &moment.node,
        count: moment.count,
        f: places.get(path_from_base(moment.root.as_deref(), &moment.file).as_str()).copied(),
        l: moment.line,
        x: about.of(moment.root.as_deref(), &moment.subject),
    }
}

/// The documentation of the rules that a reader may ask about: those with findings, and those that broke.
fn helps(report: &Report) -> BTreeMap<&str, Help<'_>> {
    let rules = report.rules.iter().filter(|rule| rule.findings > 0 || rule.outcome.as_str() == "error");
    rules.map(|rule| (rule.info.id.as_str(), help(&rule.info))).collect()
}

fn help(info: &RuleInfo) -> Help<'_> {
    Help {
        description: tree(&printable(&info.description)),
        help: tree(&printable(&info.help)),
        references: info.references.iter().map(String::as_str).filter(|address| is_web(address)).collect(),
        sig: &info.sig,
        confidence: info.confidence.as_str(),
        tags: &info.tags,
    }
}
