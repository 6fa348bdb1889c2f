//! The exit status, in one place. It is worked out from the report alone; the format never changes it.

use crate::findings::{Gate, Outcome, Report, RuleInfo};

/// How the process ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Status {
    /// 0: nothing at or over the threshold.
    Ok,
    /// 1: findings at or over the threshold, or a rule test that failed.
    Findings,
    /// 2: usage, configuration or a rule file.
    Usage,
    /// 2: standard output, or a file, does not take what was written.
    NotWritten,
    /// 3: the archive is unreadable or holds nothing that can be judged.
    NothingToJudge,
    /// 4: a rule ended as error, or, when the gate is strict, input was left out.
    Incomplete,
}

impl Status {
    /// The number.
    pub(super) fn code(self) -> u8 {
        match self {
            Self::Ok => 0,
            Self::Findings => 1,
            Self::Usage | Self::NotWritten => 2,
            Self::NothingToJudge => 3,
            Self::Incomplete => 4,
        }
    }

    /// The status of a run. A rule that broke, and with a strict gate input that was left out, outranks findings; a run
    /// in which no rule could be judged is no success, and neither is one in which only the gather itself could be.
    pub(super) fn of(report: &Report, gate: Gate) -> Self {
        let judged = |outcome: &Outcome| !matches!(outcome, Outcome::Skip(_));
        let asks_cluster = report.rules.iter().any(|rule| !rule.info.is_about_gather());
        let counts = |info: &RuleInfo| !asks_cluster || !info.is_about_gather();
        if report.summary.rules.error > 0 {
            Self::Incomplete
        } else if !report.rules.iter().any(|rule| counts(&rule.info) && judged(&rule.outcome)) {
            Self::NothingToJudge
        } else if report.left_out(gate) > 0 {
            Self::Incomplete
        } else if report.gating(gate.fail_on) > 0 {
            Self::Findings
        } else {
            Self::Ok
        }
    }

    /// The same for `--exit-zero`: whatever the archive holds, the caller's step goes on.
    pub(super) fn or_zero(self, exit_zero: bool) -> Self {
        match self {
            Self::Usage => self,
            _ if exit_zero => Self::Ok,
            _ => self,
        }
    }
}
