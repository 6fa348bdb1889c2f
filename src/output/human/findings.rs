//! One group of findings: the first ones in full, with the rule's help once, the others in brief.

use std::fmt::{self, Write};

use super::brief;
use super::diagnostic::Drawn;
use super::look::Look;
use super::markdown;
use crate::findings::{Report, Status};
use crate::output::group::Group;
use crate::text::one_line;

/// So many findings of a group are shown in full.
const FULL: usize = 3;
/// Longer help is for `camgi explain`.
const HELP_LINES: usize = 12;
/// What miette puts in front of help.
const HELP_MARGIN: usize = 8;
/// A longer title is cut.
const TITLE: usize = 120;

pub(super) fn write(page: &mut String, look: &Look, report: &Report, group: &Group<'_>) -> fmt::Result {
    let full = group.story.map_or(FULL, |story| story.limit.clamp(1, FULL));
    for (nr, entry) in group.entries.iter().take(full).enumerate() {
        let first = nr == 0;
        let heading = first.then(|| heading(look, report, group));
        let help = first.then(|| help(report, group.rule, look.width - HELP_MARGIN));
        look.handler().render_report(page, &Drawn::new(entry, heading, help, look.width))?;
        writeln!(page)?;
    }
    if group.entries.len() > full {
        brief::write(page, look, &group.entries[full..], group.entries[0].finding)?;
        writeln!(page)?;
    }
    Ok(())
}

/// `error[node-not-ready]: A node is not ready (6 findings)`.
fn heading(look: &Look, report: &Report, group: &Group<'_>) -> String {
    let info = report.rule(group.rule).map(|rule| &rule.info);
    let page = info.and_then(|info| info.references.first()).map(String::as_str);
    let rule = look.link(page, &one_line(group.rule, TITLE));
    let mut heading = format!("{}[{rule}]", group.severity);
    if let Some(info) = info.filter(|info| !info.title.is_empty()) {
        heading.push_str(": ");
        heading.push_str(&one_line(&info.title, TITLE));
    }
    if let Some(story) = group.story {
        heading.push_str(", ");
        heading.push_str(&one_line(&story.key, TITLE));
    }
    if group.entries.len() > 1 {
        heading.push_str(" (");
        heading.push_str(&group.entries.len().to_string());
        heading.push_str(" findings)");
    }
    if info.is_some_and(|info| info.status == Status::Preview) {
        heading.push_str(" (preview: it never fails a run)");
    }
    heading
}

fn help(report: &Report, rule: &str, width: usize) -> String {
    let help = report.rule(rule).map_or("", |rule| rule.info.help.as_str());
    let mut lines = markdown::plain(help, width);
    if lines.len() > HELP_LINES {
        lines.truncate(HELP_LINES);
        lines.push("…".into());
    }
    lines.push(format!("more: camgi explain {}", one_line(rule, TITLE)));
    lines.join("\n")
}
