//! Changes for a person: the two archives, what is new with the causes first, what is gone, what is still there, what could
//! not be told, and a last line.

use std::fmt::{self, Write as _};
use std::io::Write;

use super::story::{archive, by_severity, news, remarks, summary, was};
use crate::findings::{Changes, Digested, Severity};
use crate::output::{Render, RenderError};
use crate::text::one_line;

/// More findings of a section are counted only.
const MOST: usize = 40;
/// A longer message is cut.
const MESSAGE: usize = 240;
/// A longer name or path is not; a cut one cannot be looked up.
const WHOLE: usize = 4096;

/// Changes on a terminal or in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct HumanChanges {
    /// Whether to use ANSI colours.
    pub color: bool,
}

impl Render<Changes> for HumanChanges {
    fn render(&self, changes: &Changes, out: &mut dyn Write) -> Result<(), RenderError> {
        let mut page = String::new();
        self.page(&mut page, changes)?;
        out.write_all(page.as_bytes())?;
        Ok(())
    }
}

impl HumanChanges {
    fn page(self, page: &mut String, changes: &Changes) -> fmt::Result {
        writeln!(page, "old  {}", one_line(&archive(&changes.old), WHOLE))?;
        writeln!(page, "new  {}", one_line(&archive(&changes.new), WHOLE))?;
        for remark in remarks(changes) {
            writeln!(page, "note: {}", one_line(&remark, WHOLE))?;
        }
        let severities = |findings: &[Digested]| by_severity(findings.iter().map(|finding| finding.severity));

        let appeared = by_severity(changes.appeared.iter().map(|one| one.finding.severity));
        self.head(page, "New", &appeared)?;
        let news = news(changes);
        for one in news.iter().take(MOST) {
            let mut remarks = Vec::new();
            if one.explains > 0 {
                remarks.push(format!("explains {} more that are new", one.explains));
            }
            if let Some(why) = &one.appeared.untold_before {
                remarks.push(format!("it may be older: the old archive could not tell ({why})"));
            }
            self.finding(page, &one.appeared.finding, &remarks)?;
        }
        more(page, news.len())?;

        self.head(page, "Gone", &severities(&changes.gone))?;
        for finding in changes.gone.iter().take(MOST) {
            self.finding(page, finding, &[])?;
        }
        more(page, changes.gone.len())?;

        let still = by_severity(changes.still.iter().map(|still| still.finding.severity));
        self.head(page, "Still there", &still)?;
        for still in changes.still.iter().take(MOST) {
            let remarks: Vec<String> = was(still.finding.severity, still.was).into_iter().collect();
            self.line(page, &still.finding, &remarks)?;
        }
        more(page, changes.still.len())?;

        if !changes.untold.is_empty() {
            let untold = by_severity(changes.untold.iter().map(|untold| untold.finding.severity));
            self.head(page, "Could not tell whether they are still there", &untold)?;
            for untold in changes.untold.iter().take(MOST) {
                self.line(page, &untold.finding, std::slice::from_ref(&untold.why))?;
            }
            more(page, changes.untold.len())?;
        }
        writeln!(page, "\n{}", summary(changes))
    }

    fn head(self, page: &mut String, title: &str, what: &str) -> fmt::Result {
        writeln!(page, "\n{}: {what}", self.paint("1", title))
    }

    /// A line, and below it the message, the place, and remarks.
    fn finding(self, page: &mut String, finding: &Digested, remarks: &[String]) -> fmt::Result {
        self.line(page, finding, &[])?;
        writeln!(page, "      {}", one_line(&finding.message, MESSAGE))?;
        writeln!(page, "      {}", one_line(&finding.place, WHOLE))?;
        remarks.iter().try_for_each(|remark| writeln!(page, "      {}", one_line(remark, MESSAGE)))
    }

    /// `error[node-not-ready] Node/a (was warning)`.
    fn line(self, page: &mut String, finding: &Digested, remarks: &[String]) -> fmt::Result {
        let remarks = if remarks.is_empty() { String::new() } else { format!(" ({})", remarks.join(", ")) };
        let severity = self.severity(finding.severity);
        let (rule, subject) = (one_line(&finding.rule, WHOLE), one_line(&finding.subject, WHOLE));
        writeln!(page, "  {severity}[{rule}] {subject}{}", one_line_of(&remarks))
    }

    fn severity(self, severity: Severity) -> String {
        let code = match severity {
            Severity::Error => "31",
            Severity::Warning => "33",
            Severity::Info => "36",
        };
        self.paint(code, severity.as_str())
    }

    fn paint(self, code: &str, text: &str) -> String {
        if self.color { format!("\u{1b}[{code}m{text}\u{1b}[0m") } else { text.to_owned() }
    }
}

/// A remark in brackets, with the blank before it kept.
fn one_line_of(remarks: &str) -> String {
    if remarks.is_empty() { String::new() } else { format!(" {}", one_line(remarks, MESSAGE)) }
}

fn more(page: &mut String, all: usize) -> fmt::Result {
    match all.saturating_sub(MOST) {
        0 => Ok(()),
        more => writeln!(page, "  … and {more} more: --format json has all"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::findings::{ArchiveInfo, Digest, Fingerprint, Subject, Told};

    fn finding(rule: &str, severity: Severity, name: &str) -> Digested {
        let subject = Subject { kind: "Node".into(), name: name.into(), ..Subject::default() };
        Digested {
            fingerprint: Fingerprint::of(rule, &subject, "", 0),
            rule: rule.into(),
            severity,
            message: format!("{name} is \x1b[31mbad\n"),
            subject: subject.to_string(),
            place: "nodes/n.yaml:3".into(),
            caused_by: None,
        }
    }

    fn digest(findings: Vec<Digested>, untold: &str, time: &str) -> Digest {
        let rules = ["gone", "node", "pod"].map(|id| {
            let why = (id == untold).then(|| "no Pod in this must-gather".to_owned());
            (id.to_owned(), Told { title: "t".into(), untold: why, broke: false })
        });
        let archive = ArchiveInfo {
            name: format!("mg-{time}"),
            openshift_version: Some("4.18.3".into()),
            cluster_id: Some("x".into()),
            gathered_at: Some(format!("2026-01-0{time}T10:00:00.5Z")),
            ..ArchiveInfo::default()
        };
        Digest { archive, rules: rules.into(), findings }
    }

    #[test]
    fn the_story_is_told_in_order() {
        use Severity::{Error, Warning};
        let cause = finding("node", Error, "b");
        let mut consequence = finding("pod", Error, "c");
        consequence.caused_by = Some(cause.fingerprint.clone());
        let old = digest(vec![finding("gone", Warning, "x"), finding("node", Warning, "a")], "pod", "1");
        let new = digest(vec![consequence, cause, finding("node", Error, "a")], "none", "2");
        let mut out = Vec::new();
        HumanChanges::default().render(&Changes::between(&old, &new), &mut out).expect("text");
        let expected = "\
old  mg-1: OpenShift 4.18.3, gathered 2026-01-01T10:00:00Z
new  mg-2: OpenShift 4.18.3, gathered 2026-01-02T10:00:00Z

New: 2 errors
  error[node] Node/b
      b is \\x1b[31mbad
      nodes/n.yaml:3
      explains 1 more that are new

Gone: 1 warning
  warning[gone] Node/x
      x is \\x1b[31mbad
      nodes/n.yaml:3

Still there: 1 error
  error[node] Node/a (was warning)

2 new, 1 gone, 1 still there, 0 could not be told
";
        assert_eq!(String::from_utf8(out).expect("UTF-8"), expected);
        let backwards = Changes::between(&new, &old);
        assert_eq!(remarks(&backwards), ["the new archive is the older one: OLD stands before NEW"]);
        assert_eq!(backwards.untold.len(), 1);
    }
}
