//! The texts of test cases. Readers cut them: TestGrid shows the first and the last 70 bytes, Sippy drops the message, and Prow
//! shows message, type and text one behind the other. So a text begins with its summary, ends with what to do next,
//! and is ASCII at both ends.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::case::{Text, kind};
use crate::findings::{FailOn, Finding, Fingerprint, Gate, Notice, Outcome, Report, RuleReport, Status};
use crate::output::{place, xml};

/// More findings, rules or notices are counted only.
const MOST: usize = 50;
/// More facts of a finding are left out.
const MOST_FACTS: usize = 8;
/// Longer summaries are cut.
const SUMMARY: usize = 240;
/// Longer messages of findings are cut.
const MESSAGE: usize = 1000;
/// Longer facts are cut.
const FACT: usize = 240;

/// Why a rule was skipped. TestGrid drops a skip without a reason, and one whose reason is `skipped`.
pub(super) fn reason(why: &str) -> String {
    let why = xml::line(why, MESSAGE);
    if why.is_empty() || why.eq_ignore_ascii_case("skipped") { "could not be judged".to_owned() } else { why }
}

/// A finding by its identity in its root.
pub(super) type Causes<'r> = BTreeMap<(Option<&'r str>, &'r Fingerprint), &'r Finding>;

/// The findings that can explain others.
pub(super) fn causes(report: &Report) -> Causes<'_> {
    let with_identity = |finding| (identity(finding), finding);
    report.all_findings().map(with_identity).collect()
}

fn identity(finding: &Finding) -> (Option<&str>, &Fingerprint) {
    (finding.root.as_deref(), &finding.fingerprint)
}

/// The findings of a rule that are not set aside, of which there is at least one; `open` has all of them, and `shown`
/// those that are displayed.
pub(super) fn findings(
    rule: &RuleReport,
    open: &[&Finding],
    shown: &[&Finding],
    gating: usize,
    fail_on: FailOn,
    causes: &Causes<'_>,
) -> Text {
    let first = shown.first().map_or("none of them is displayed", |finding| finding.message.as_str());
    let message = xml::ascii_line(&format!("{}: {first}", count(open.len(), "finding")), SUMMARY);
    let mut text = format!("{message}\n\n");
    list_findings(&mut text, shown, open.len(), causes);
    what_to_do(&mut text, rule);
    let (all, threshold) = (count(open.len(), "finding"), fail_on.as_str());
    let verdict = if rule.info.status == Status::Preview {
        "The rule is a preview: its findings never fail a run.".to_owned()
    } else if fail_on == FailOn::Never {
        "With --fail-on never no finding fails this run.".to_owned()
    } else if gating > 0 {
        format!("{gating} of {all} at or over --fail-on {threshold}: this fails the test.")
    } else {
        format!("{all} below --fail-on {threshold}: this does not fail the test.")
    };
    ending(&mut text, &verdict, &rule.info.id);
    Text { message, kind: kind(open), text }
}

/// A rule that broke, with what it found before that.
pub(super) fn broken(
    rule: &RuleReport,
    why: &str,
    open: &[&Finding],
    shown: &[&Finding],
    causes: &Causes<'_>,
) -> Text {
    let message = xml::ascii_line(&format!("the rule broke: {why}"), SUMMARY);
    let mut text = format!("{message}\n\n{}\n\n", xml::line(why, MESSAGE));
    list_findings(&mut text, shown, open.len(), causes);
    ending(&mut text, "This is a mistake in the rule, not in the cluster.", &rule.info.id);
    Text { message, kind: "internal-error", text }
}

/// Why the run as a whole is incomplete, if a rule broke.
pub(super) fn broken_rules(report: &Report) -> Option<Text> {
    let broken: Vec<(&RuleReport, &str)> = report
        .rules
        .iter()
        .filter_map(|rule| match &rule.outcome {
            Outcome::Error(why) => Some((rule, why.as_str())),
            _ => None,
        })
        .collect();
    let (first, why) = broken.first()?;
    let message =
        xml::ascii_line(&format!("{} broke: {}: {why}", count(broken.len(), "rule"), first.info.id), SUMMARY);
    let mut text = format!("{message}\n\n");
    let lines = broken
        .iter()
        .map(|(rule, why)| format!("{}: {}", xml::line(&rule.info.id, FACT), xml::line(why, MESSAGE)));
    list(&mut text, lines, broken.len());
    ending(&mut text, "These are mistakes in rules, not in the cluster.", &first.info.id);
    Some(Text { message, kind: "internal-error", text })
}

/// Why the archive could not be judged, or not wholly, if that ends the run with a status of its own.
pub(super) fn not_read(report: &Report, gate: Gate) -> Option<Text> {
    let nothing = report.rules.iter().all(|rule| matches!(rule.outcome, Outcome::Skip(_)));
    let message = match (nothing, report.left_out(gate)) {
        (true, _) => "no rule could be judged".to_owned(),
        (false, 0) => return None,
        (false, 1) => "1 thing in the archive was left out".to_owned(),
        (false, many) => format!("{many} things in the archive were left out"),
    };
    let left_out: Vec<&Notice> = report.notices.iter().filter(|notice| notice.code.is_left_out()).collect();
    let mut text = format!("{message}\n\n");
    let notice = |notice: &&Notice| {
        let file = notice.file.as_deref().map(|file| format!("{}: ", place::file(None, file)));
        let file = file.unwrap_or_default();
        xml::line(&format!("{file}{} ({})", notice.message, notice.code.as_str()), MESSAGE)
    };
    list(&mut text, left_out.iter().map(notice), left_out.len());
    if nothing {
        let why = |rule: &RuleReport| {
            let why = rule.outcome.reason().unwrap_or_default();
            format!("{}: {}", xml::line(&rule.info.id, FACT), reason(why))
        };
        list(&mut text, report.rules.iter().map(why), report.rules.len());
    }
    push(
        &mut text,
        format_args!(
            "\nWhat was not read was not judged.\nhelp: camgi inspect --verbose shows what is in the archive"
        ),
    );
    Some(Text { message, kind: "incomplete", text })
}

/// Each with its place and its facts; `all` counts those that are not displayed, too.
fn list_findings(text: &mut String, shown: &[&Finding], all: usize, causes: &Causes<'_>) {
    let told = shown.iter().map(|finding| {
        let cause = finding.caused_by.as_ref();
        let cause = cause.and_then(|cause| causes.get(&(finding.root.as_deref(), cause)).copied());
        told(finding, cause)
    });
    list(text, told, shown.len());
    let hidden = all.saturating_sub(shown.len());
    if hidden > 0 {
        push(text, format_args!("{} not displayed\n", count(hidden, "finding")));
    }
}

fn told(finding: &Finding, cause: Option<&Finding>) -> String {
    let mut text = format!("{}: {}\n", finding.severity, xml::line(&finding.message, MESSAGE));
    push(&mut text, format_args!("    at {}", xml::text(&place::place(finding))));
    let mut facts: Vec<String> = Vec::new();
    let seen = [("first seen", &finding.first_seen), ("last seen", &finding.last_seen)];
    if finding.count > 1 {
        facts.push(format!("seen {} times", finding.count));
    }
    facts.extend(seen.into_iter().filter_map(|(what, time)| Some(format!("{what}: {}", time.as_ref()?))));
    if let Some(cause) = cause {
        facts.push(format!("explained by {}: {}", cause.rule, cause.subject));
    }
    let evidence = finding.evidence.iter();
    facts.extend(evidence.map(|fact| format!("{}: {} (line {})", fact.path, fact.value, fact.line)));
    for fact in facts.iter().take(MOST_FACTS) {
        push(&mut text, format_args!("\n    {}", xml::line(fact, FACT)));
    }
    // An empty line behind each, so that a long list can be read.
    text.push('\n');
    text
}

fn list(text: &mut String, lines: impl Iterator<Item = String>, all: usize) {
    for line in lines.take(MOST) {
        push(text, format_args!("{line}\n"));
    }
    if all > MOST {
        push(text, format_args!("and {} more\n", all - MOST));
    }
}

/// Whoever reads this in a CI job may not have camgi at hand.
fn what_to_do(text: &mut String, rule: &RuleReport) {
    if !rule.info.help.trim().is_empty() {
        paragraph(text);
        push(text, format_args!("What to do:\n{}\n", xml::text(rule.info.help.trim())));
    }
}

/// The last lines, in ASCII. TestGrid shows 70 bytes of them, so a verdict has 48 at least.
fn ending(text: &mut String, verdict: &str, id: &str) {
    paragraph(text);
    push(text, format_args!("{verdict}\nhelp: camgi explain {}", xml::ascii_line(id, FACT)));
}

/// Puts an empty line at the end, unless there is one.
fn paragraph(text: &mut String) {
    if !text.ends_with("\n\n") {
        text.push('\n');
    }
}

fn push(text: &mut String, what: std::fmt::Arguments<'_>) {
    text.write_fmt(what).expect("internal error: writing to a String cannot fail");
}

fn count(number: usize, one: &str) -> String {
    format!("{number} {one}{}", if number == 1 { "" } else { "s" })
}
