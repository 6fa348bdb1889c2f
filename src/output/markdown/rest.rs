//! What is not a finding, collapsed: rules that broke, rules that could not tell, and what was odd about the archive.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::escape::{code, path, text};
use super::room::{Block, Room};
use crate::findings::{Notice, NoticeCode, Outcome, Report, Severity};
use crate::output::human::{by_code, count};
use crate::output::place;
use crate::text::one_line;

/// More reasons, broken rules or warnings are counted only.
const LINES: usize = 20;
/// Rules that are named for one reason.
const NAMED: usize = 20;
/// A longer reason or message is cut.
const REASON: usize = 300;

/// The rules that broke.
pub(super) fn broken(report: &Report, room: &mut Room) -> Block {
    let broken = report.rules.iter().filter_map(|rule| match &rule.outcome {
        Outcome::Error(why) => Some(format!("- {}: {}\n", code(&rule.info.id), text(&one_line(why, REASON)))),
        _ => None,
    });
    let summary = format!("Broken, so this run is incomplete: {}", count(report.summary.rules.error, "rule"));
    list(&summary, broken.map(|line| (1, line)).collect(), "rule", room)
}

/// The rules that could not tell, by their reasons; the most frequent first.
pub(super) fn could_not_tell(report: &Report, room: &mut Room) -> Block {
    let mut reasons: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for rule in &report.rules {
        if let Outcome::Skip(why) = &rule.outcome {
            reasons.entry(why).or_default().push(&rule.info.id);
        }
    }
    let mut reasons: Vec<(&str, Vec<&str>)> = reasons.into_iter().collect();
    reasons.sort_by_key(|(_, rules)| Reverse(rules.len()));
    let lines = reasons.into_iter().map(|(why, rules)| {
        let mut named: Vec<String> = rules.iter().take(NAMED).map(|id| code(id)).collect();
        if rules.len() > NAMED {
            named.push("…".into());
        }
        let why = text(&one_line(why, REASON));
        (rules.len(), format!("- {}: {why} ({})\n", count(rules.len(), "rule"), named.join(", ")))
    });
    let summary = format!(
        "Could not tell (which does not mean fine): {} of {}",
        report.summary.rules.skip,
        count(report.rules.len(), "rule")
    );
    list(&summary, lines.collect(), "rule", room)
}

/// What was odd: warnings one by one, because something was not judged; the rest a count.
pub(super) fn notices(report: &Report, room: &mut Room) -> Block {
    // The head of the page says that the gather time is estimated.
    let told = |notice: &&Notice| notice.code != NoticeCode::GatherTimeEstimated;
    let (infos, warnings): (Vec<&Notice>, Vec<&Notice>) =
        report.notices.iter().filter(told).partition(|notice| notice.code.severity() == Severity::Info);
    let mut parts = Vec::new();
    for (notices, one) in [(&warnings, "warning"), (&infos, "info")] {
        if !notices.is_empty() {
            parts.push(count(notices.len(), one));
        }
    }
    let mut lines: Vec<(usize, String)> = Vec::new();
    // The first line, so that it is never among those that are left out.
    if !infos.is_empty() {
        lines.push((infos.len(), format!("- {}\n", by_code(&infos, "info"))));
    }
    lines.extend(warnings.iter().map(|notice| (1, line(notice))));
    list(&format!("About the archive and this run: {}", parts.join(", ")), lines, "notice", room)
}

fn line(notice: &Notice) -> String {
    let file = notice.file.as_deref().map(|file| {
        let file = place::file(None, file);
        format!(" {}", path(&one_line(&file, REASON)))
    });
    let message = text(&one_line(&notice.message, REASON));
    format!("- {}{}: {message}\n", code(notice.code.as_str()), file.unwrap_or_default())
}

/// Lines, each of which stands for so many things, and one more that counts those that are left out.
fn list(summary: &str, lines: Vec<(usize, String)>, one: &str, room: &mut Room) -> Block {
    let mut block = Block::details(summary);
    let mut left_out = 0;
    for (nr, (stands_for, line)) in lines.into_iter().enumerate() {
        if nr >= LINES || !block.add(room, LAST, line) {
            left_out += stands_for;
        }
    }
    if left_out > 0 {
        let line = format!("- and {}: the JSON report has all\n", count(left_out, &format!("more {one}")));
        block.add(room, 0, line);
    }
    block
}

/// Bytes that are kept for the line that counts what is left out.
const LAST: usize = 100;
