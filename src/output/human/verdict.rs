//! The last line, also by itself: what was found, how many rules could say something, and whether the run fails. The exit
//! status is reckoned elsewhere, from the same report.

use std::fmt::{self, Write};

use super::look::{Colour, Look};
use super::wrap::count;
use crate::findings::{FailOn, Gate, Report, Severity};

pub(super) fn write(page: &mut String, look: &Look, report: &Report, gate: Gate) -> fmt::Result {
    let (colour, verdict) = verdict(report, gate);
    writeln!(page, "{}: {}", found(report), look.paint(colour, &verdict))
}

/// The last line of the human format, as plain text and without a newline: for standard error beside a format that
/// has findings only.
#[must_use]
pub fn summary(report: &Report, gate: Gate) -> String {
    format!("{}: {}", found(report), verdict(report, gate).1)
}

/// `2 errors, 1 warning in 3 of 14 rules (8 passed, 3 could not tell)`.
fn found(report: &Report) -> String {
    let (summary, rules) = (&report.summary, &report.summary.rules);
    let by_severity = [(summary.errors, "error"), (summary.warnings, "warning"), (summary.infos, "info")];
    let total: usize = by_severity.iter().map(|(nr, _)| nr).sum();
    let counted = report.findings.iter().filter(|finding| finding.suppressed.is_none()).count();

    let mut parts: Vec<String> =
        by_severity.iter().filter(|(nr, _)| *nr > 0).map(|&(nr, one)| count(nr, one)).collect();
    if parts.is_empty() {
        parts.push("nothing found".into());
    }
    let apart = [
        (summary.unchanged, "in the baseline"),
        (summary.suppressed, "suppressed"),
        (total.saturating_sub(counted), "not shown"),
    ];
    for (nr, what) in apart {
        if nr > 0 {
            parts.push(format!("{nr} {what}"));
        }
    }
    let parts = parts.join(", ");

    let mut outcomes = vec![format!("{} passed", rules.pass)];
    for (nr, what) in [(rules.skip, "could not tell"), (rules.error, "broke")] {
        if nr > 0 {
            outcomes.push(format!("{nr} {what}"));
        }
    }
    if total == 0 {
        outcomes[0] = format!("{} passed", count(rules.pass, "rule"));
        format!("{parts}: {}", outcomes.join(", "))
    } else {
        let all = count(report.rules.len(), "rule");
        let failed = report.rules.iter().filter(|rule| rule.findings > rule.suppressed).count();
        format!("{parts} in {failed} of {all} ({})", outcomes.join(", "))
    }
}

/// The verdict as a word: `incomplete`, `failed`, `nothing` where no rule could be judged, `passed`.
#[must_use]
pub fn standing(report: &Report, gate: Gate) -> &'static str {
    let rules = &report.summary.rules;
    if rules.error > 0 || report.left_out(gate) > 0 {
        "incomplete"
    } else if report.gating(gate.fail_on) > 0 {
        "failed"
    } else if rules.pass + rules.fail == 0 {
        "nothing"
    } else {
        "passed"
    }
}

fn verdict(report: &Report, gate: Gate) -> (Colour, String) {
    let fail_on = gate.fail_on;
    let rules = &report.summary.rules;
    let gating = report.gating(fail_on);
    let threshold = fail_on.as_str();
    let left_out = report.left_out(gate);
    if rules.error > 0 || left_out > 0 {
        let failed = if gating > 0 {
            format!(", {} at or over {threshold}", count(gating, "finding"))
        } else {
            String::new()
        };
        let why = match left_out {
            0 => String::new(),
            1 => ", something in the archive was left out".into(),
            many => format!(", {many} things in the archive were left out"),
        };
        return (Colour::Red, format!("INCOMPLETE{why}{failed}"));
    }
    if gating > 0 {
        return (Colour::Red, format!("FAILED, {} at or over {threshold}", count(gating, "finding")));
    }
    if rules.pass + rules.fail == 0 {
        return (Colour::Yellow, "NO VERDICT, no rule could be judged".into());
    }
    let summary = &report.summary;
    let over = [
        (Severity::Error, summary.errors),
        (Severity::Warning, summary.warnings),
        (Severity::Info, summary.infos),
    ];
    let over: usize =
        over.iter().filter(|(severity, _)| fail_on.is_met_by(*severity)).map(|(_, nr)| nr).sum();
    // Not `ok` beside findings: that something is wrong stays so where the run passes.
    let verdict = match summary.errors + summary.warnings + summary.infos {
        0 => "ok".into(),
        _ if fail_on == FailOn::Never => "passed, findings never fail this run".into(),
        _ if over > 0 => {
            format!("passed, what is at or over {threshold} is in the baseline or of preview rules")
        }
        1 => format!("passed, the finding is not at or over {threshold}"),
        total => format!("passed, none of the {total} findings is at or over {threshold}"),
    };
    (Colour::Green, verdict)
}
