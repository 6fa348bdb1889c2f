//! What a test expects against what there is. Findings are compared partially: only what a test writes counts.

use crate::findings::{Difference, Finding, Outcome};
use crate::rules::spec::{Expect, ExpectedFinding};

/// Keys of an expected finding, with what the test writes there and what the finding has.
pub(super) fn fields(
    wanted: &ExpectedFinding,
    finding: &Finding,
) -> [(&'static str, Option<String>, String); 6] {
    let text =
        |written: &Option<crate::rules::written::Spanned<String>>| written.as_ref().map(|w| w.value.clone());
    let location = &finding.location;
    let severity = wanted.severity.as_ref().map(|severity| severity.value.as_str().to_owned());
    let line = wanted.line.as_ref().map(|line| line.value.to_string());
    [
        ("subject", text(&wanted.subject), finding.subject.to_string()),
        ("severity", severity, finding.severity.as_str().to_owned()),
        ("message", text(&wanted.message), finding.message.clone()),
        ("file", text(&wanted.file), location.file.clone()),
        ("line", line, location.start.line.to_string()),
        ("text", text(&wanted.text), location.text.trim().to_owned()),
    ]
}

/// All that is not as expected.
pub(super) fn compare(expect: &Expect, outcome: &Outcome, findings: &[Finding]) -> Vec<Difference> {
    let mut found = Vec::new();
    let mut differ = |what: String, expected: Option<String>, got: Option<String>| {
        found.push(Difference { what, expected, got });
    };
    let reason = outcome.reason().unwrap_or_default();
    // Findings, or none, are not all that there is to it when the rule broke.
    let implied = expect.findings.as_ref().map(|findings| if findings.is_empty() { "pass" } else { "fail" });
    if let Some(wanted) = expect.outcome.as_ref().map(|outcome| outcome.value.as_str()).or(implied)
        && wanted != outcome.as_str()
    {
        let why = if reason.is_empty() { String::new() } else { format!(" ({reason})") };
        let got = format!("{}{why}", outcome.as_str());
        differ("outcome".to_owned(), Some(wanted.to_owned()), Some(got));
    }
    if let Some(wanted) = &expect.reason
        && !reason.contains(&wanted.value)
    {
        differ("reason".to_owned(), Some(format!("… {} …", wanted.value)), Some(reason.to_owned()));
    }
    let Some(wanted) = &expect.findings else { return found };
    if wanted.len() != findings.len() {
        let [expected, got] = [wanted.len(), findings.len()].map(|count| Some(count.to_string()));
        differ("number of findings".to_owned(), expected, got);
    }
    for (nr, (wanted, finding)) in wanted.iter().zip(findings).enumerate() {
        for (key, wanted, got) in fields(wanted, finding) {
            if wanted.as_ref().is_some_and(|wanted| *wanted != got) {
                differ(format!("finding {}: {key}", nr + 1), wanted, Some(got));
            }
        }
    }
    for (nr, wanted) in wanted.iter().enumerate().skip(findings.len()) {
        let subject = wanted.subject.as_ref().or(wanted.message.as_ref());
        let expected = subject.map_or_else(|| "a finding".to_owned(), |subject| subject.value.clone());
        differ(format!("finding {}", nr + 1), Some(expected), None);
    }
    for (nr, finding) in findings.iter().enumerate().skip(wanted.len()) {
        let got = format!("{} {}: {}", finding.severity, finding.subject, finding.message);
        differ(format!("finding {}", nr + 1), None, Some(got));
    }
    found
}
