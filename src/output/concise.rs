//! One line for each finding, `file:line:col: severity[rule] message`, for editors, grep and CI logs. No head,
//! no summary ([`crate::output::summary`] is for those who want it beside): without findings nothing is written. Nothing is
//! folded.

use std::io::Write;

use super::place::place;
use super::{Render, RenderError, View};
use crate::findings::{Finding, Report, State};
use crate::text::one_line;

/// Longer messages are cut.
const MESSAGE: usize = 300;

/// The format `concise`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Concise {
    /// What to show.
    pub view: View,
}

impl Render for Concise {
    fn render(&self, report: &Report, out: &mut dyn Write) -> Result<(), RenderError> {
        for finding in report.findings.iter().filter(|finding| self.view.shows(finding)) {
            let message = one_line(&finding.message, MESSAGE);
            let rule = one_line(&finding.rule, MESSAGE);
            let mark = mark(finding);
            writeln!(out, "{}: {}[{rule}] {message}{mark}", place(finding), finding.severity)?;
        }
        Ok(())
    }
}

/// Why a finding does not count, behind its message.
pub(super) fn mark(finding: &Finding) -> String {
    match (&finding.suppressed, finding.state) {
        (Some(why), _) => format!(" (suppressed: {})", one_line(why, MESSAGE)),
        (None, State::Unchanged) => " (in the baseline)".to_owned(),
        (None, State::New) => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::findings::ArchiveInfo;
    use crate::output::sample;

    fn concise(report: &Report) -> String {
        let mut out = Vec::new();
        Concise::default().render(report, &mut out).expect("a Vec takes everything");
        String::from_utf8(out).expect("UTF-8")
    }

    #[test]
    fn one_line_each_and_no_suppressed_one() {
        let report = sample::report();
        let text = concise(&report);
        let shown: Vec<_> = report.findings.iter().filter(|f| !f.is_set_aside()).collect();
        assert_eq!(text.lines().count(), shown.len());
        for (line, finding) in text.lines().zip(shown) {
            let at = finding.location.start;
            assert!(
                line.contains(&format!(
                    ":{}:{}: {}[{}] ",
                    at.line, at.column, finding.severity, finding.rule
                ))
            );
            assert!(!line.chars().any(crate::text::is_unsafe), "{line}");
        }
        assert!(text.starts_with(
            "cluster-scoped-resources/core/nodes/worker-a.yaml:6:13: error[node-not-ready] \
             Node worker-a is not ready: Kubelet stopped posting node status.\n"
        ));
    }

    #[test]
    fn what_is_set_aside_is_shown_where_it_is_asked_for() {
        let mut out = Vec::new();
        let all = Concise { view: View { set_aside: true, ..View::default() } };
        all.render(&sample::report(), &mut out).expect("a Vec takes everything");
        let text = String::from_utf8(out).expect("UTF-8");
        assert_eq!(text.lines().count(), sample::report().findings.len());
        assert!(text.contains(" (suppressed: it is being replaced)\n"), "{text}");
        assert!(text.contains("A proxy is configured. (in the baseline)\n"), "{text}");
    }

    #[test]
    fn a_root_stands_in_front_and_nothing_found_is_nothing() {
        let text = concise(&sample::two_roots());
        assert!(
            text.starts_with("quay-io-a/cluster-scoped-resources/core/nodes/worker-a.yaml:6:13: error["),
            "{text}"
        );
        assert!(
            text.contains("quay-io-b/cluster-scoped-resources/core/nodes/worker-a.yaml:6:13: error["),
            "{text}"
        );
        assert_eq!(concise(&Report::close(ArchiveInfo::default(), vec![], vec![], vec![])), "");
    }
}
