//! The rules without a verdict: those that broke, each with its reason, and those that could not tell. Both are
//! always on the page, because neither is "fine".

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::fmt::{self, Write};

use super::look::{Colour, Look};
use super::wrap::{count, wrap};
use crate::findings::{Outcome, Report};
use crate::text::one_line;

/// More reasons are counted only.
const LINES: usize = 6;
/// Ids of rules that are named for one reason.
const NAMED: usize = 3;
/// A longer reason is cut.
const REASON: usize = 240;

pub(super) fn write(page: &mut String, look: &Look, report: &Report, verbose: bool) -> fmt::Result {
    broken(page, look, report)?;
    let mut reasons: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for rule in &report.rules {
        if let Outcome::Skip(why) = &rule.outcome {
            reasons.entry(why).or_default().push(&rule.info.id);
        }
    }
    if reasons.is_empty() {
        return Ok(());
    }
    let skipped = report.summary.rules.skip;
    let head = format!(
        "Could not tell (which does not mean fine): {skipped} of {}",
        count(report.rules.len(), "rule")
    );
    writeln!(page, "{}", look.paint(Colour::Yellow, &head))?;
    if verbose {
        each(page, look, report)?;
    } else {
        by_reason(page, look, reasons)?;
    }
    writeln!(page)
}

fn broken(page: &mut String, look: &Look, report: &Report) -> fmt::Result {
    let mut broken = report
        .rules
        .iter()
        .filter_map(|rule| match &rule.outcome {
            Outcome::Error(why) => Some((rule.info.id.as_str(), why.as_str())),
            _ => None,
        })
        .peekable();
    if broken.peek().is_none() {
        return Ok(());
    }
    let head = format!("Broken, so this run is incomplete: {}", count(report.summary.rules.error, "rule"));
    writeln!(page, "{}", look.paint(Colour::Red, &head))?;
    for (id, why) in broken {
        indented(page, look, &format!("{}: {}", one_line(id, REASON), one_line(why, 2 * REASON)))?;
    }
    writeln!(page)
}

fn each(page: &mut String, look: &Look, report: &Report) -> fmt::Result {
    for rule in &report.rules {
        if let Outcome::Skip(why) = &rule.outcome {
            indented(page, look, &format!("{}: {}", one_line(&rule.info.id, REASON), one_line(why, REASON)))?;
        }
    }
    Ok(())
}

/// The most frequent reasons first.
fn by_reason(page: &mut String, look: &Look, reasons: BTreeMap<&str, Vec<&str>>) -> fmt::Result {
    let mut reasons: Vec<(&str, Vec<&str>)> = reasons.into_iter().collect();
    reasons.sort_by_key(|(_, rules)| Reverse(rules.len()));
    // The last line is for the rest, if there is one.
    let shown = if reasons.len() > LINES { LINES - 1 } else { reasons.len() };
    for (why, rules) in &reasons[..shown] {
        let mut named: Vec<String> = rules.iter().take(NAMED).map(|id| one_line(id, REASON)).collect();
        if rules.len() > NAMED {
            named.push("…".into());
        }
        // One line each: the block has to stay compact, so the reason gives way.
        let (head, tail) = (format!("{}: ", count(rules.len(), "rule")), format!(" ({})", named.join(", ")));
        let room = look.width.saturating_sub(head.chars().count() + tail.chars().count() + 2).max(REASON / 6);
        writeln!(page, "  {head}{}{tail}", one_line(why, room))?;
    }
    let rest: usize = reasons[shown..].iter().map(|(_, rules)| rules.len()).sum();
    if rest > 0 {
        writeln!(page, "  {} for other reasons: camgi check -v shows each", count(rest, "rule"))?;
    }
    Ok(())
}

fn indented(page: &mut String, look: &Look, text: &str) -> fmt::Result {
    for (nr, line) in wrap(text, look.width.saturating_sub(4)).iter().enumerate() {
        writeln!(page, "{}{line}", if nr == 0 { "  " } else { "    " })?;
    }
    Ok(())
}
