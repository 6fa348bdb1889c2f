//! The findings: a table of them, under it what each cause explains and what to do, collapsed. Which finding stands in
//! which group is decided in `output::group`.

use super::escape::{code, path, text};
use super::remedy;
use super::room::{Block, Room};
use crate::findings::{Finding, Report, Status};
use crate::output::concise::mark;
use crate::output::group::{Entry, Group};
use crate::output::human::{count, message, middle, seen};
use crate::output::place;
use crate::text::one_line;

/// So many findings of a group have a row; causes have more.
const OF_A_GROUP: usize = 10;
const CAUSES: usize = 50;
/// So many of what one cause explains have a row.
const CONSEQUENCES: usize = 20;
/// A longer message, name or path is cut in the middle.
const MESSAGE: usize = 400;
const NAME: usize = 160;
const PATH: usize = 400;

/// One part of the page: groups that explain others, or those that do not.
pub(super) struct Findings<'r> {
    report: &'r Report,
    groups: Vec<&'r Group<'r>>,
    explain: bool,
    table: Block,
    consequences: Vec<Block>,
    remedies: Vec<Block>,
    /// How many findings have a row.
    pub(super) shown: usize,
}

impl<'r> Findings<'r> {
    pub(super) fn of(report: &'r Report, groups: Vec<&'r Group<'r>>, heading: &str, explain: bool) -> Self {
        let table = Block::table(heading);
        Self { report, groups, explain, table, consequences: Vec::new(), remedies: Vec::new(), shown: 0 }
    }

    /// Gives each finding its row, as many of a group as are shown.
    pub(super) fn add_rows(&mut self, room: &mut Room, spare: usize) {
        for group in &self.groups {
            let most = if self.explain { CAUSES } else { OF_A_GROUP };
            let most = group.story.map_or(most, |story| story.limit.clamp(1, most));
            let explaining = group.entries.iter().filter(|entry| !entry.explains.is_empty()).count();
            let most = if self.explain { most.min(explaining.max(OF_A_GROUP)) } else { most };
            let mut shown = 0;
            for entry in group.entries.iter().take(most) {
                shown += usize::from(self.table.add(room, spare, row(self.report, entry)));
            }
            self.shown += shown;
            let more = group.entries.len() - shown;
            if shown > 0 && more > 0 {
                let row = format!("| {} | and {more} more of {} | |\n", group.severity, code(group.rule));
                self.table.add(room, 0, row);
            }
        }
    }

    /// Says what each cause explains.
    pub(super) fn add_consequences(&mut self, room: &mut Room, spare: usize) {
        for entry in self.groups.iter().flat_map(|group| &group.entries) {
            if entry.explains.is_empty() {
                continue;
            }
            let subject = text(&one_line(&entry.finding.subject.to_string(), NAME));
            let explained = count(entry.explains.len(), "finding");
            let mut block = Block::details_table(&format!("{subject} explains {explained}"));
            for finding in entry.explains.iter().take(CONSEQUENCES) {
                let alone = Entry { finding, explains: Vec::new() };
                self.shown += usize::from(block.add(room, spare, row(self.report, &alone)));
            }
            self.consequences.push(block);
        }
    }

    /// Says once for each rule what to do, if that is not `told` already.
    pub(super) fn add_remedies(&mut self, room: &mut Room, spare: usize, told: &mut Vec<&'r str>) {
        for group in &self.groups {
            let Some(rule) = self.report.rule(group.rule).filter(|_| !told.contains(&group.rule)) else {
                continue;
            };
            let mut block = Block::details(&remedy::summary(&rule.info));
            if block.add(room, spare, remedy::body(&rule.info)) {
                told.push(group.rule);
            }
            self.remedies.push(block);
        }
    }

    pub(super) fn write(&self, page: &mut String) {
        self.table.write(page);
        self.consequences.iter().chain(&self.remedies).for_each(|block| block.write(page));
    }
}

/// `| error | message, rule, what it explains | file:line |`.
fn row(report: &Report, entry: &Entry<'_>) -> String {
    let finding = entry.finding;
    let what = middle(&one_line(&message(finding), usize::MAX), MESSAGE);
    let mut about = vec![code(&middle(&finding.rule, NAME))];
    if report.rule(&finding.rule).is_some_and(|rule| rule.info.status == Status::Preview) {
        about.push("preview: it never fails a run".into());
    }
    about.extend(seen(finding).map(|seen| text(&middle(&seen, NAME))));
    if !entry.explains.is_empty() {
        about.push(format!("explains {} more", entry.explains.len()));
    }
    let mark = text(&mark(finding));
    let (what, about, place) = (text(&what), about.join(", "), place_of(finding));
    format!("| {} | {what}{}{mark}<br>{about} | {place} |\n", finding.severity, space(&mark))
}

fn space(mark: &str) -> &'static str {
    if mark.is_empty() { "" } else { " " }
}

/// `file:line`.
fn place_of(finding: &Finding) -> String {
    let file = middle(&place::file(finding.root.as_deref(), &finding.location.file), PATH);
    path(&format!("{file}:{}", finding.location.start.line))
}

/// Says that findings are missing.
pub(super) fn not_shown(nr: usize) -> String {
    match nr {
        0 => String::new(),
        1 => "1 more finding is not shown; the JSON report has all.\n\n".into(),
        _ => format!("{nr} more findings are not shown; the JSON report has all.\n\n"),
    }
}
