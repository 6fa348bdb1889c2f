//! All groups at a glance, one line each, near the end of a long page: that is where a terminal stands when the
//! run is over.

use std::fmt::{self, Write};

use super::look::{Colour, Look};
use crate::findings::Report;
use crate::output::group::Group;
use crate::text::one_line;

/// With fewer groups the page itself is short enough.
const FEW: usize = 3;
/// More groups are counted only.
const MOST: usize = 20;
/// Widest column of rule ids.
const RULE: usize = 40;

pub(super) fn write(page: &mut String, look: &Look, report: &Report, groups: &[Group<'_>]) -> fmt::Result {
    if groups.len() < FEW {
        return Ok(());
    }
    writeln!(page, "{}", look.paint(Colour::Bold, "At a glance, in the order above:"))?;
    let rule = |group: &Group<'_>| one_line(group.rule, RULE);
    let width = groups.iter().map(|group| rule(group).chars().count()).max().unwrap_or(0);
    for group in groups.iter().take(MOST) {
        let title = report.rule(group.rule).map_or("", |rule| rule.info.title.as_str());
        let explained: usize = group.entries.iter().map(|entry| entry.explains.len()).sum();
        let explains = if explained > 0 { format!(" (explains {explained} more)") } else { String::new() };
        let severity = look.paint(group.severity.into(), &format!("{:<7}", group.severity));
        let room = look.width.saturating_sub(width + explains.chars().count() + 20).max(20);
        let line = format!(
            "  {:>4} {severity}  {:<width$}  {}{explains}",
            group.entries.len(),
            rule(group),
            one_line(title, room)
        );
        writeln!(page, "{}", line.trim_end())?;
    }
    if groups.len() > MOST {
        let rest: usize = groups[MOST..].iter().map(|group| group.entries.len()).sum();
        writeln!(page, "  {rest:>4} more of {} rules", groups.len() - MOST)?;
    }
    writeln!(page)
}
