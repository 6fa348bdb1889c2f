//! What has to be written into the file of a test so that it expects what there is. Only values are written that the test
//! wrote before; the rest of the file stays as it is.

use super::compare::fields;
use crate::findings::{Edit, Finding, Outcome};
use crate::model::Node;
use crate::rules::RuleTest;
use crate::rules::spec::ExpectedFinding;
use crate::text::Span;

/// The edits that make a test pass.
///
/// # Errors
/// Why there are none.
pub(super) fn edits(test: &RuleTest, outcome: &Outcome, findings: &[Finding]) -> Result<Vec<Edit>, String> {
    let (expect, mut edits) = (&test.spec.expect, Vec::new());
    let text = test.file.document.text();
    let reason = outcome.reason().unwrap_or_default();
    // A list of findings, also an empty one, says that the rule was judged. It is for the author to say that it is not.
    if let Some(wanted) = &expect.findings {
        let says_otherwise = !wanted.is_empty() || expect.outcome.is_none();
        match outcome {
            Outcome::Error(_) => return Err(format!("it expects findings, and the rule broke: {reason}")),
            Outcome::Skip(_) if says_otherwise => {
                return Err(format!("it expects findings, and the rule was skipped: {reason}"));
            }
            _ => {}
        }
    }
    let edit = |place: Span, new: String| Edit { span: written(text, place), place, text: new };
    if let Some(wanted) = &expect.outcome
        && wanted.value.as_str() != outcome.as_str()
    {
        edits.push(edit(wanted.span, outcome.as_str().to_owned()));
    }
    if let Some(wanted) = &expect.reason
        && !reason.contains(&wanted.value)
    {
        edits.push(edit(wanted.span, scalar(reason)));
    }
    let Some(wanted) = &expect.findings else { return Ok(edits) };
    if wanted.len() == findings.len() {
        for (wanted, finding) in wanted.iter().zip(findings) {
            for ((_, text, got), span) in fields(wanted, finding).into_iter().zip(places(wanted)) {
                if let (true, Some(span)) = (text.is_some_and(|text| text != got), span) {
                    edits.push(edit(span, scalar(&got)));
                }
            }
        }
        return Ok(edits);
    }
    edits.push(whole_list(test, wanted, findings)?);
    Ok(edits)
}

/// All that is written of a value whose content has this place: a block scalar begins with its `|` or `>`, above its
/// text. An anchor or a tag before it stays.
fn written(text: &str, place: Span) -> Span {
    let mut start = place.start;
    let line = text[..start].rfind('\n').map_or(0, |end| end + 1);
    if text[line..start].trim().is_empty() {
        start = block_indicator(&text[..line]).unwrap_or(start);
    }
    while let rest = &text[start..place.end.max(start)]
        && rest.starts_with(['&', '!'])
        && let Some(end) = rest.find(char::is_whitespace)
    {
        start += rest.len() - rest[end..].trim_start().len();
    }
    Span::new(start, place.end)
}

/// Where the indicator of a block scalar is, if the last line that is not empty ends in one.
fn block_indicator(before: &str) -> Option<usize> {
    let before = before.trim_end();
    let at = before.rfind('\n').map_or(0, |end| end + 1);
    let line = before[at..].split(" #").next().unwrap_or_default().trim_end();
    let word = line.rfind([' ', '\t']).map_or(0, |blank| blank + 1);
    let rest = line[word..].strip_prefix(['|', '>'])?;
    let is_indicator = rest.len() < 3 && rest.chars().all(|c| c.is_ascii_digit() || matches!(c, '+' | '-'));
    is_indicator.then_some(at + word)
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
fn whole_list(test: &RuleTest, wanted: &[ExpectedFinding], findings: &[Finding]) -> Result<Edit, String> {
    let document = &test.file.document;
    let is_this = |node: &Node<'_>| node.get("name").is_some_and(|name| name.span() == test.spec.name.span);
    let tests = document.roots().filter_map(|root| root.get("tests"));
    let mut these = tests.flat_map(Node::items).filter(is_this);
    let written = these.next().and_then(|this| this.get("expect")).filter(|_| these.next().is_none());
    let found = written
        .and_then(|expect| Some((expect, expect.entries().find(|(key, _)| key.text() == Some("findings"))?)));
    let Some((written, (key, list))) = found else {
        return Err("where its findings stand cannot be told, for its name is shared by an anchor".to_owned());
    };
    // An alias has the place of its anchor, which says nothing of where the list ends.
    if !stands_here(list, key.span().end) {
        return Err("its findings, or some of them, are an alias".to_owned());
    }
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
        let end = if text.contains("\r\n") { "\r\n" } else { "\n" };
        items.iter().fold(":".to_owned(), |all, item| format!("{all}{end}{indent}- {item}"))
    } else {
        format!(": [{}]", items.join(", "))
    };
    Ok(Edit { span: Span::new(key.span().end, end), place: list.span(), text })
}

/// Whether a value and all that is in it stand one after the other, behind this place.
fn stands_here(value: Node<'_>, after: usize) -> bool {
    let mut last = after;
    let mut open = vec![value];
    while let Some(node) = open.pop() {
        if node.span().start < last {
            return false;
        }
        last = node.span().start;
        let below = open.len();
        open.extend(node.items());
        open.extend(node.entries().flat_map(|(key, value)| [key, value]));
        // The first one is looked at first.
        open[below..].reverse();
    }
    true
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
