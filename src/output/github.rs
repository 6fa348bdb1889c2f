//! Annotations for GitHub Actions: one workflow command a line, which GitHub shows beside the run. GitHub takes ten of
//! each level from a step and drops the others without a word; so the worst come first, and the last one says how
//! many are missing. What keeps the run from a verdict stands before all of them. No head and no summary, as in
//! `concise`.

use std::io::Write;

use super::group::groups;
use super::place::file;
use super::{Render, RenderError, View};
use crate::findings::{Finding, Outcome, Report, RuleReport, Severity};
use crate::text::{clip, one_line, printable};

/// So many annotations of one level GitHub takes from one step.
const OF_A_LEVEL: usize = 10;
/// Longer messages are cut; GitHub itself takes 64 KiB.
const MESSAGE: usize = 1000;
/// A longer title is cut.
const TITLE: usize = 160;

/// The format `github`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Github {
    /// What to show.
    pub view: View,
}

impl Render for Github {
    fn render(&self, report: &Report, out: &mut dyn Write) -> Result<(), RenderError> {
        let all = in_order(report, self.view);
        let troubles = troubles(report, self.view);
        for trouble in &troubles {
            writeln!(out, "::error title=camgi::{}", data(trouble))?;
        }
        let kept = |infos: usize| -> Vec<&Annotation<'_>> {
            let of = |severity, most| all.iter().filter(move |it| it.finding.severity == severity).take(most);
            of(Severity::Error, OF_A_LEVEL - troubles.len())
                .chain(of(Severity::Warning, OF_A_LEVEL))
                .chain(of(Severity::Info, infos))
                .collect()
        };
        let mut shown = kept(OF_A_LEVEL);
        let all = all.len() + report.not_displayed();
        if shown.len() < all {
            // The annotation that counts the others is one of the ten notices.
            shown = kept(OF_A_LEVEL - 1);
        }
        for annotation in &shown {
            writeln!(out, "{}", annotation.command(report))?;
        }
        match all - shown.len() {
            0 => {}
            1 => writeln!(out, "::notice title=camgi::1 more finding has no annotation here")?,
            more => writeln!(out, "::notice title=camgi::{more} more findings have no annotation here")?,
        }
        Ok(())
    }
}

/// Why there is no verdict, or none to rely on; at most one sentence of each sort.
fn troubles(report: &Report, view: View) -> Vec<String> {
    let mut troubles = Vec::new();
    let broken: Vec<&RuleReport> =
        report.rules.iter().filter(|rule| matches!(rule.outcome, Outcome::Error(_))).collect();
    if let Some(first) = broken.first() {
        let why = one_line(first.outcome.reason().unwrap_or_default(), MESSAGE);
        let others = match broken.len() - 1 {
            0 => String::new(),
            others => format!(", and {others} more"),
        };
        let id = one_line(&first.info.id, TITLE);
        troubles.push(format!("The run is incomplete, because a rule broke: {id}: {why}{others}"));
    }
    let has_rules = !report.rules.is_empty();
    if has_rules && !report.rules.iter().any(|rule| matches!(rule.outcome, Outcome::Pass | Outcome::Fail)) {
        troubles.push("No rule could be judged".to_owned());
    }
    let left_out = report.left_out(view.gate);
    if left_out > 0 {
        troubles.push(format!("The run is incomplete: {left_out} things in the archive were left out"));
    }
    troubles
}

/// A finding, and how many others it explains.
struct Annotation<'r> {
    finding: &'r Finding,
    explains: usize,
}

/// Everything that is shown, causes before what they explain.
fn in_order(report: &Report, view: View) -> Vec<Annotation<'_>> {
    let (mut all, mut explained) = (Vec::new(), Vec::new());
    for entry in groups(report, view).into_iter().flat_map(|group| group.entries) {
        all.push(Annotation { finding: entry.finding, explains: entry.explains.len() });
        explained.extend(entry.explains.into_iter().map(|finding| Annotation { finding, explains: 0 }));
    }
    all.extend(explained);
    all
}

impl Annotation<'_> {
    /// `::error file=…,line=…,endLine=…,col=…,endColumn=…,title=…::message`.
    fn command(&self, report: &Report) -> String {
        let finding = self.finding;
        let level = match finding.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Info => "notice",
        };
        let (start, end) = (finding.location.start, finding.location.end);
        let mut place = format!(
            "file={},line={},endLine={}",
            property(&file(finding.root.as_deref(), &finding.location.file)),
            start.line,
            end.line
        );
        // GitHub refuses columns where there are several lines.
        if start.line == end.line {
            place = format!("{place},col={},endColumn={}", start.column, end.column);
        }
        let title = match report.rule(&finding.rule).map(|rule| rule.info.title.as_str()) {
            Some(title) if !title.is_empty() => format!("{}: {title}", finding.rule),
            _ => finding.rule.clone(),
        };
        let explains = match self.explains {
            0 => String::new(),
            nr => format!("\nIt explains {nr} more."),
        };
        let mark = super::concise::mark(finding);
        let message = clip(printable(finding.message.trim()).as_ref(), MESSAGE).into_owned();
        format!(
            "::{level} {place},title={}::{}",
            property(&one_line(&title, TITLE)),
            data(&format!("{message}{mark}{explains}"))
        )
    }
}

/// What stands behind the second `::`.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// The value of a property.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::findings::{ArchiveInfo, Location, Subject};
    use crate::output::sample;
    use crate::text::{Span, is_unsafe};

    fn github(report: &Report) -> String {
        let mut out = Vec::new();
        Github::default().render(report, &mut out).expect("a Vec takes everything");
        String::from_utf8(out).expect("UTF-8")
    }

    fn many(severities: &[(Severity, usize)]) -> Report {
        let each = severities.iter().flat_map(|&(severity, nr)| (0..nr).map(move |at| (severity, at)));
        let findings = each.map(|(severity, at)| {
            let subject = Subject { kind: "Pod".into(), name: format!("p{at:02}"), ..Subject::default() };
            let location = Location::new("pods.yaml", "a\nb\n", Span::new(2, 3));
            Finding::new("a-rule", severity, format!("{severity} {at}"), subject, location)
        });
        Report::close(ArchiveInfo::default(), vec![], findings.collect(), vec![])
    }

    /// How many commands of each level there are.
    fn levels(text: &str) -> [usize; 3] {
        ["::error ", "::warning ", "::notice "]
            .map(|level| text.lines().filter(|line| line.starts_with(level)).count())
    }

    /// What GitHub's runner reads: level, properties, message.
    fn read(line: &str) -> (String, Vec<(String, String)>, String) {
        let unescaped = |text: &str| {
            text.replace("%0D", "\r")
                .replace("%0A", "\n")
                .replace("%3A", ":")
                .replace("%2C", ",")
                .replace("%25", "%")
        };
        let (head, message) = line.strip_prefix("::").and_then(|rest| rest.split_once("::")).expect(line);
        let (level, properties) = head.split_once(' ').expect(line);
        let properties = properties
            .split(',')
            .map(|pair| pair.split_once('=').expect(pair))
            .map(|(key, value)| (key.to_owned(), unescaped(value)));
        (level.to_owned(), properties.collect(), unescaped(message))
    }

    #[test]
    fn a_finding_is_a_command_with_its_place() {
        let text = github(&sample::report());
        // A run without a verdict says so first.
        assert!(text.starts_with(
            "::error title=camgi::The run is incomplete, because a rule broke: script-broken: "
        ));
        assert_eq!(
            text.lines().nth(1),
            Some(
                "::error file=cluster-scoped-resources/core/nodes/worker-a.yaml,line=6,endLine=6,col=13,endColumn=20,\
                 title=node-not-ready%3A A node is not ready::Node worker-a is not ready: Kubelet stopped posting node \
                 status.%0AIt explains 4 more."
            )
        );
        let roots = github(&sample::two_roots());
        assert!(roots.contains("\n::error file=quay-io-a/cluster-scoped-resources/"), "{roots}");
    }

    #[test]
    fn no_text_of_an_archive_makes_a_command() {
        let mut report = many(&[(Severity::Error, 1)]);
        let finding = &mut report.findings[0];
        finding.rule = "a,b::c".into();
        finding.message = "a\r\n::error::b %0A ::set-output name=x::y\n##[group]\u{1b}".into();
        finding.location.file = "x,line=9::a%2C\n::b.yaml".into();
        let text = github(&report);
        assert_eq!(text.lines().count(), 1, "{text}");
        assert!(!text.chars().any(|c| c != '\n' && is_unsafe(c)));
        let (level, properties, message) = read(text.trim_end());
        assert_eq!(level, "error");
        let expected = [
            ("file", "x,line=9::a%2C ::b.yaml"),
            ("line", "2"),
            ("endLine", "2"),
            ("col", "1"),
            ("endColumn", "2"),
            ("title", "a,b::c"),
        ];
        assert_eq!(properties, expected.map(|(key, value)| (key.to_owned(), value.to_owned())));
        assert_eq!(message, "a\\x0d\n::error::b %0A ::set-output name=x::y\n##[group]\\x1b");
        for line in github(&sample::report()).lines() {
            assert!(!line.chars().any(is_unsafe), "{line}");
            read(line);
        }
    }

    #[test]
    fn what_github_would_drop_is_counted_within_what_it_takes() {
        use Severity::{Error, Info, Warning};
        for (severities, expected, more) in [
            (vec![], [0, 0, 0], None),
            (vec![(Error, 10), (Warning, 10), (Info, 10)], [10, 10, 10], None),
            (vec![(Error, 11)], [10, 0, 1], Some("1 more finding has")),
            (vec![(Error, 12), (Warning, 3)], [10, 3, 1], Some("2 more findings have")),
            (vec![(Info, 11)], [0, 0, 10], Some("2 more findings have")),
            (vec![(Warning, 11), (Info, 10)], [0, 10, 10], Some("2 more findings have")),
        ] {
            let text = github(&many(&severities));
            assert_eq!(levels(&text), expected, "{text}");
            let last = text.lines().last().unwrap_or_default();
            assert_eq!(last.contains(" more finding"), more.is_some(), "{last}");
            assert!(last.contains(more.unwrap_or_default()), "{last}");
        }
    }

    #[test]
    fn the_worst_first_and_causes_before_what_they_explain() {
        let text = github(&sample::report());
        let severity =
            |line: &str| ["::error", "::warning", "::notice"].iter().position(|l| line.starts_with(l));
        assert!(text.lines().map(severity).is_sorted(), "{text}");
        let at = |what: &str| text.lines().position(|line| line.contains(what)).expect(what);
        assert!(at("Node worker-a is not ready") < at("alertmanager-0"), "{text}");
        assert!(!text.contains("worker-quiet"), "suppressed");
    }
}
