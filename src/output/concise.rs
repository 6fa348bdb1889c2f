//! One line for each finding, `file:line:col: severity[rule] message`, for editors, grep and CI logs. No head,
//! no summary ([`crate::output::summary`] is for those who want it beside): without findings nothing is written. Suppressed findings are left out; nothing is folded.

use std::io::Write;

use super::place::place;
use super::{Render, RenderError};
use crate::findings::Report;
use crate::text::one_line;

/// Longer messages are cut.
const MESSAGE: usize = 300;

/// The format `concise`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Concise;

impl Render for Concise {
    fn render(&self, report: &Report, out: &mut dyn Write) -> Result<(), RenderError> {
        for finding in report.findings.iter().filter(|finding| finding.suppressed.is_none()) {
            let message = one_line(&finding.message, MESSAGE);
            let rule = one_line(&finding.rule, MESSAGE);
            writeln!(out, "{}: {}[{rule}] {message}", place(finding), finding.severity)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::findings::ArchiveInfo;
    use crate::output::sample;

    fn concise(report: &Report) -> String {
        let mut out = Vec::new();
        Concise.render(report, &mut out).expect("a Vec takes everything");
        String::from_utf8(out).expect("UTF-8")
    }

    #[test]
    fn one_line_each_and_no_suppressed_one() {
        let report = sample::report();
        let text = concise(&report);
        let shown: Vec<_> = report.findings.iter().filter(|f| f.suppressed.is_none()).collect();
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
