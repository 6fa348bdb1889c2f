//! How each test case ends. The verdicts are those of the exit status: what is not displayed counts all the same.

use super::BelowThreshold;
use super::told::{self, Causes};
use crate::findings::{Finding, Gate, Outcome, Report, RuleReport, Severity, State, Status};
use crate::output::xml;

/// One test case; everything in it may be written as it is.
#[derive(Debug)]
pub(super) struct Case {
    pub(super) class: String,
    pub(super) name: String,
    /// Whether it is about a rule that takes no part in the gate.
    pub(super) is_informing: bool,
    pub(super) suppressed: usize,
    pub(super) in_baseline: usize,
    pub(super) end: End,
}

/// How it ends.
#[derive(Debug)]
pub(super) enum End {
    Pass(Option<Text>),
    Fail(Text),
    /// It failed, then passed.
    Flake(Text),
    Skip(Text),
}

/// What it says.
#[derive(Debug, Default)]
pub(super) struct Text {
    /// One line.
    pub(super) message: String,
    /// What sort of failure it is; empty for others.
    pub(super) kind: &'static str,
    pub(super) text: String,
}

/// All cases: two about the run itself, then every rule by its id.
pub(super) fn cases(report: &Report, gate: Gate, below: BelowThreshold) -> Vec<Case> {
    let own = [
        own_case("camgi reads the must-gather", told::not_read(report, gate)),
        own_case("camgi evaluates every rule", told::broken_rules(report)),
    ];
    let causes = told::causes(report);
    let rules = report.rules.iter().map(|rule| {
        let end = |of_rule: &[&Finding]| end(report, rule, of_rule, gate, below, &causes);
        rule_case(report, rule, end)
    });
    own.into_iter().chain(rules).collect()
}

/// The class of cases that are about no component.
const OWN_CLASS: &str = "camgi";

fn own_case(name: &str, failure: Option<Text>) -> Case {
    Case {
        class: OWN_CLASS.to_owned(),
        name: format!("[sig-arch] {name}"),
        is_informing: false,
        suppressed: 0,
        in_baseline: 0,
        end: failure.map_or(End::Pass(None), End::Fail),
    }
}

fn rule_case(report: &Report, rule: &RuleReport, end: impl Fn(&[&Finding]) -> End) -> Case {
    let info = &rule.info;
    let of_rule: Vec<&Finding> = report.all_findings().filter(|finding| finding.rule == info.id).collect();
    let known = |finding: &&&Finding| finding.suppressed.is_none() && finding.state == State::Unchanged;
    // The names stand in `rules.lock` in this form, for ever.
    let name = format!("[sig-{}] camgi {}: {}", info.sig, info.id, info.title);
    Case {
        class: format!("camgi.{}", xml::text(&info.component).replace('\n', " ")),
        name: xml::text(&name).replace('\n', " "),
        is_informing: info.status == Status::Preview,
        suppressed: of_rule.iter().filter(|finding| finding.suppressed.is_some()).count(),
        in_baseline: of_rule.iter().filter(known).count(),
        end: end(&of_rule),
    }
}

fn end(
    report: &Report,
    rule: &RuleReport,
    of_rule: &[&Finding],
    gate: Gate,
    below: BelowThreshold,
    causes: &Causes<'_>,
) -> End {
    let open: Vec<&Finding> = of_rule.iter().copied().filter(|finding| !finding.is_set_aside()).collect();
    let shown = report.findings.iter().filter(|finding| finding.rule == rule.info.id);
    let shown: Vec<&Finding> = shown.filter(|finding| !finding.is_set_aside()).collect();
    if let Outcome::Error(why) = &rule.outcome {
        return End::Fail(told::broken(rule, why, &open, &shown, causes));
    }
    if open.is_empty() {
        return match &rule.outcome {
            Outcome::Skip(why) => End::Skip(Text { message: told::reason(why), ..Text::default() }),
            _ => End::Pass(None),
        };
    }
    let gating = open.iter().filter(|finding| report.gates(finding, gate.fail_on)).count();
    let text = told::findings(rule, &open, &shown, gating, gate.fail_on, causes);
    match below {
        _ if gating > 0 => End::Fail(text),
        BelowThreshold::Flake => End::Flake(text),
        BelowThreshold::Pass => End::Pass(Some(Text { kind: "", ..text })),
        BelowThreshold::Skip => End::Skip(Text { kind: "", ..text }),
    }
}

/// The worst severity of findings, as the sort of a failure.
pub(super) fn kind(open: &[&Finding]) -> &'static str {
    open.iter().map(|finding| finding.severity).max().map_or("error", Severity::as_str)
}
