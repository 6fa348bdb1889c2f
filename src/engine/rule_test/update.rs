//! What has to be written into the file of a test so that it expects what there is. Only values are written that the test
//! wrote before; the rest of the file stays as it is.

use super::compare::fields;
use crate::findings::{Edit, Finding, Outcome};
use crate::model::Node;
use crate::rules::RuleTest;
use crate::rules::spec::ExpectedFinding;
use crate::text::Span;

/// The edits that make a test pass.
pub(super) fn edits(test: &RuleTest, outcome: &Outcome, findings: &[Finding]) -> Vec<Edit> {
    let (expect, mut edits) = (&test.spec.expect, Vec::new());
    let reason = outcome.reason().unwrap_or_default();
    if let Some(wanted) = &expect.outcome
        && wanted.value.as_str() != outcome.as_str()
    {
        edits.push(Edit { span: wanted.span, text: outcome.as_str().to_owned() });
    }
    if let Some(wanted) = &expect.reason
        && !reason.contains(&wanted.value)
    {
        edits.push(Edit { span: wanted.span, text: scalar(reason) });
    }
    let Some(wanted) = &expect.findings else { return edits };
    if wanted.len() == findings.len() {
        for (wanted, finding) in wanted.iter().zip(findings) {
            for ((_, text, got), span) in fields(wanted, finding).into_iter().zip(places(wanted)) {
                if let (true, Some(span)) = (text.is_some_and(|text| text != got), span) {
                    edits.push(Edit { span, text: scalar(&got) });
                }
            }
        }
        return edits;
    }
    edits.extend(whole_list(test, wanted, findings));
    edits
}

/// Where the values of an expected finding stand, in the order of [`fields`].
fn places(wanted: &ExpectedFinding) -> [Option<Span>; 6] {
    let text = |written: &Option<crate::rules::written::Spanned<String>>| written.as_ref().map(|w| w.span);
    [
        text(&wanted.subject),
        wanted.severity.as_ref().map(|severity| severity.span),
        text(&wanted.message),
        text(&wanted.file),
        wanted.line.as_ref().map(|line| line.span),
        text(&wanted.text),
    ]
}

/// The list of findings written anew, with the keys that it had.
fn whole_list(test: &RuleTest, wanted: &[ExpectedFinding], findings: &[Finding]) -> Option<Edit> {
    let document = &test.file.document;
    let is_this = |node: &Node<'_>| node.get("name").is_some_and(|name| name.span() == test.spec.name.span);
    let tests = document.roots().filter_map(|root| root.get("tests"));
    let written = tests.flat_map(Node::items).find(is_this)?.get("expect")?;
    let (key, list) = written.entries().find(|(key, _)| key.text() == Some("findings"))?;
    let text = document.text();
    let end = list.span().start + list.span().of(text).trim_end().len();
    let known = wanted.iter().any(|finding| places(finding).iter().any(Option::is_some));
    let items: Vec<String> = findings
        .iter()
        .map(|finding| {
            let no_keys = ExpectedFinding::default();
            let keys = fields(wanted.first().unwrap_or(&no_keys), finding).into_iter();
            let is_kept = |key: &str, had: &Option<String>| {
                had.is_some() || (!known && matches!(key, "subject" | "message"))
            };
            let kept = keys.filter(|(key, had, _)| is_kept(key, had));
            let pairs = kept.map(|(key, _, got)| format!("{key}: {}", scalar(&got)));
            format!("{{{}}}", pairs.collect::<Vec<_>>().join(", "))
        })
        .collect();
    let is_block = !written.span().of(text).starts_with('{');
    let text = if is_block && !items.is_empty() {
        let indent = " ".repeat(document.lines().point(text, key.span().start).column - 1);
        items.iter().fold(":".to_owned(), |all, item| format!("{all}\n{indent}- {item}"))
    } else {
        format!(": [{}]", items.join(", "))
    };
    Some(Edit { span: Span::new(key.span().end, end), text })
}

/// A value as YAML has it: plain where that means the same.
fn scalar(value: &str) -> String {
    let is_plain = value.starts_with(|c: char| c.is_ascii_alphabetic())
        && value.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '/' | '.' | '-' | '_'));
    let is_number = !value.is_empty() && value.len() < 10 && value.chars().all(|c| c.is_ascii_digit());
    let is_word = matches!(
        value.to_ascii_lowercase().as_str(),
        "true" | "false" | "null" | "yes" | "no" | "on" | "off"
    );
    if (is_plain && !is_word) || is_number {
        value.to_owned()
    } else {
        // A JSON text is a YAML text.
        serde_json::Value::from(value).to_string()
    }
}
