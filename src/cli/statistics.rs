//! How many findings each rule has, as a table beside the report. Which findings these are is the report's to say.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::findings::{Report, Severity, State};
use crate::text::one_line;

/// What is counted of one rule.
#[derive(Debug, Default)]
struct Row {
    all: usize,
    suppressed: usize,
    known: usize,
    worst: Option<Severity>,
}

/// The rules with findings, those with most first. Findings that are not displayed count too.
pub(super) fn statistics(report: &Report) -> String {
    let mut rows: BTreeMap<&str, Row> = BTreeMap::new();
    for finding in report.all_findings() {
        let row = rows.entry(&finding.rule).or_default();
        row.all += 1;
        if finding.suppressed.is_some() {
            row.suppressed += 1;
        } else if finding.state == State::Unchanged {
            row.known += 1;
        }
        row.worst = row.worst.max(Some(finding.severity));
    }
    let mut rows: Vec<(&str, Row)> = rows.into_iter().collect();
    rows.sort_by_key(|(id, row)| (Reverse(row.all), *id));
    if rows.is_empty() {
        return "no findings\n".to_owned();
    }
    let has_suppressed = rows.iter().any(|(_, row)| row.suppressed > 0);
    let has_known = rows.iter().any(|(_, row)| row.known > 0);
    let width = rows.iter().map(|(id, _)| id.len()).max().unwrap_or_default().max("rule".len());
    let columns = |all: &str, suppressed: &str, known: &str| {
        let column = |shown: bool, text: &str, width: usize| match shown {
            true => format!("  {text:>width$}"),
            false => String::new(),
        };
        format!("{all:>8}{}{}", column(has_suppressed, suppressed, 10), column(has_known, known, 11))
    };

    let mut out = String::new();
    let mut line = |numbers: String, severity: &str, id: &str, title: &str| {
        writeln!(out, "{numbers}  {severity:<8}  {id:<width$}  {title}")
            .expect("internal error: writing to a String cannot fail");
    };
    line(columns("findings", "suppressed", "in baseline"), "severity", "rule", "title");
    for (id, row) in rows {
        let numbers = columns(&row.all.to_string(), &row.suppressed.to_string(), &row.known.to_string());
        let title = report.rule(id).map(|rule| one_line(&rule.info.title, 200)).unwrap_or_default();
        line(numbers, row.worst.map_or("", Severity::as_str), id, &title);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::findings::{
        ArchiveInfo, Baseline, Digest, Finding, Location, Outcome, Pattern, RuleInfo, Subject, Suppression,
        Target,
    };
    use crate::text::Span;

    fn report() -> Report {
        let finding = |rule: &str, severity, name: &str| {
            let subject = Subject { kind: "Node".into(), name: name.into(), ..Subject::default() };
            Finding::new(rule, severity, "m".into(), subject, Location::new("f", "a\n", Span::new(0, 1)))
        };
        let (error, warning) = (Severity::Error, Severity::Warning);
        let all = [
            ("b", error, "x"),
            ("few", warning, "x"),
            ("a", warning, "x"),
            ("a", error, "y"),
            ("b", error, "y"),
        ];
        let rules = ["a", "b", "few", "quiet"].map(|id| {
            let info = RuleInfo { title: format!("Rule\n{id}"), ..RuleInfo::named(id) };
            (info, if id == "quiet" { Outcome::Pass } else { Outcome::Fail })
        });
        let findings = all.map(|(rule, severity, name)| finding(rule, severity, name));
        Report::close(ArchiveInfo::default(), rules.to_vec(), findings.to_vec(), vec![])
    }

    #[test]
    fn the_most_come_first_and_then_by_id() {
        let mut shown = report();
        shown.hide_below(Severity::Error);
        let expected = "findings  severity  rule  title\n       2  error     a     Rule a\n       2  error     b     Rule b\n       1  warning   few   Rule few\n";
        assert_eq!(statistics(&shown), expected);
        assert_eq!(
            statistics(&Report::close(ArchiveInfo::default(), vec![], vec![], vec![])),
            "no findings\n"
        );
    }

    #[test]
    fn what_is_set_aside_has_columns_of_its_own() {
        let mut report = report();
        report.compare(&Baseline::from(&Digest::from(&report)));
        let pattern = |text: &str| Pattern::new(text).expect("a glob");
        let target = Target::Rule { rule: pattern("b"), subject: Some(pattern("Node/x")) };
        let reason = "known".to_owned();
        report.suppress(&[Suppression {
            target,
            reason,
            until: None,
            link: None,
            origin: "o".into(),
            is_idle: false,
        }]);
        let table = statistics(&report);
        let lines: Vec<Vec<&str>> = table.lines().map(|line| line.split_whitespace().collect()).collect();
        assert_eq!(lines[0], ["findings", "suppressed", "in", "baseline", "severity", "rule", "title"]);
        assert_eq!(lines[1], ["2", "0", "2", "error", "a", "Rule", "a"]);
        assert_eq!(lines[2], ["2", "1", "1", "error", "b", "Rule", "b"]);
    }
}
