//! Changes for a person: the two archives, what is new with the causes first, what is gone, what is still there, what could
//! not be told, and a last line.

use std::fmt::{self, Write as _};
use std::io::Write;

use super::story::{self, Group, archive, by_severity, remarks, summary, verdict};
use crate::findings::{Changes, Digested, FailOn, Severity};
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
    /// What makes the comparison fail.
    pub fail_on: FailOn,
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
        let appeared = by_severity(changes.appeared.iter().map(|one| &one.finding));
        self.section(page, "New", &appeared, &story::appeared(changes), true)?;
        let worse = story::worse(changes);
        if !worse.is_empty() {
            let what = by_severity(
                changes.still.iter().filter(|still| still.is_worse()).map(|still| &still.finding),
            );
            self.section(page, "Worse than before", &what, &worse, true)?;
        }
        self.section(page, "Gone", &by_severity(changes.gone.iter()), &story::gone(changes), false)?;
        let still = changes.still.iter().filter(|still| !still.is_worse());
        let still = by_severity(still.map(|still| &still.finding));
        self.section(page, "Still there", &still, &story::still(changes), false)?;
        if !changes.untold.is_empty() {
            let untold = by_severity(changes.untold.iter().map(|untold| &untold.finding));
            let title = "Could not tell whether they are still there";
            self.section(page, title, &untold, &story::untold(changes), false)?;
        }
        let verdict =
            verdict(changes, self.fail_on).map(|verdict| format!(": {verdict}")).unwrap_or_default();
        writeln!(page, "\n{}{verdict}", summary(changes))
    }

    /// A list of groups; what is new with message and place, because nobody has seen it yet.
    fn section(
        self,
        page: &mut String,
        title: &str,
        what: &str,
        groups: &[Group<'_>],
        full: bool,
    ) -> fmt::Result {
        writeln!(page, "\n{}: {what}", self.paint("1", title))?;
        let mut shown = 0;
        for group in groups {
            if shown == MOST {
                break;
            }
            let (rule, title) = (one_line(group.rule, WHOLE), one_line(group.title, MESSAGE));
            writeln!(page, "  {}", format!("{rule}: {title}").trim_end_matches(": "))?;
            for (finding, remarks) in group.findings.iter().take(MOST - shown) {
                shown += 1;
                self.finding(page, finding, remarks, full)?;
            }
        }
        match groups.iter().map(|group| group.findings.len()).sum::<usize>() - shown {
            0 => Ok(()),
            more => writeln!(page, "  … and {more} more: --format json has all"),
        }
    }

    fn finding(self, page: &mut String, finding: &Digested, remarks: &[String], full: bool) -> fmt::Result {
        let subject = one_line(&finding.subject, WHOLE);
        let severity = self.severity(finding.severity);
        if !full {
            let remarks =
                if remarks.is_empty() { String::new() } else { format!(" ({})", remarks.join(", ")) };
            return writeln!(page, "    {severity} {subject}{}", after(&remarks));
        }
        let name = subject.rsplit('/').next().unwrap_or_default();
        let message = one_line(&finding.message, MESSAGE);
        let message = if message.contains(name) { message } else { format!("{subject}: {message}") };
        writeln!(page, "    {severity} {message}")?;
        writeln!(page, "            {}", one_line(&finding.place, WHOLE))?;
        remarks.iter().try_for_each(|remark| writeln!(page, "            {}", one_line(remark, MESSAGE)))
    }

    fn severity(self, severity: Severity) -> String {
        let code = match severity {
            Severity::Error => "31",
            Severity::Warning => "33",
            Severity::Info => "36",
        };
        self.paint(code, &format!("{:<7}", severity.as_str()))
    }

    fn paint(self, code: &str, text: &str) -> String {
        if self.color { format!("\u{1b}[{code}m{text}\u{1b}[0m") } else { text.to_owned() }
    }
}

/// A remark in brackets, with the blank before it kept.
fn after(remarks: &str) -> String {
    if remarks.is_empty() { String::new() } else { format!(" {}", one_line(remarks, MESSAGE)) }
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
            root: None,
            is_suppressed: false,
        }
    }

    fn digest(findings: Vec<Digested>, untold: &str, time: &str) -> Digest {
        let rules = ["gone", "node", "pod"].map(|id| {
            let why = (id == untold).then(|| "no Pod in this must-gather".to_owned());
            (id.to_owned(), Told { untold: why, ..Told::fine("t") })
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
  node: t
    error   b is \\x1b[31mbad
            nodes/n.yaml:3
            explains 1 more that are new

Worse than before: 1 error
  node: t
    error   a is \\x1b[31mbad
            nodes/n.yaml:3
            was warning

Gone: 1 warning
  gone: t
    warning Node/x

Still there: none

2 new, 1 worse, 1 gone, 0 still there, 0 could not be told: FAILED, 3 findings that are new or worse are at or over error
";
        assert_eq!(String::from_utf8(out).expect("UTF-8"), expected);
        let backwards = Changes::between(&new, &old);
        assert_eq!(remarks(&backwards), ["the new archive is the older one: OLD stands before NEW"]);
        assert_eq!(backwards.untold.len(), 1);
    }
}
