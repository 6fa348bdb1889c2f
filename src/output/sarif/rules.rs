//! Rules as SARIF's reporting descriptors: all that are enabled, by id, whether they found anything or not.

use super::v2_1_0::{Configuration, Message, MultiformatMessage, Rule, RuleProperties};
use crate::findings::{Confidence, RuleInfo, Severity, Status};
use crate::text::clip;

/// GitHub takes no longer description.
const DESCRIPTION: usize = 1024;
/// GitHub takes no more tags.
const TAGS: usize = 20;

pub(super) fn rule(info: &RuleInfo) -> Rule<'_> {
    Rule {
        id: &info.id,
        name: pascal_case(&info.id),
        short_description: Message { text: filled(&info.title, &info.id).to_owned() },
        full_description: Message {
            text: clip(filled(&info.description, filled(&info.title, &info.id)), DESCRIPTION).into_owned(),
        },
        help: help(info),
        help_uri: info.references.iter().map(String::as_str).find(|link| is_link(link)),
        default_configuration: Configuration { level: level(info.severity) },
        properties: RuleProperties {
            precision: precision(info.confidence),
            problem_severity: problem_severity(info.severity),
            tags: tags(info),
        },
    }
}

/// The word for a severity in results and rules.
pub(super) fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Info => "note",
        Severity::Warning => "warning",
        Severity::Error => "error",
    }
}

fn problem_severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Info => "recommendation",
        Severity::Warning => "warning",
        Severity::Error => "error",
    }
}

fn precision(confidence: Confidence) -> &'static str {
    match confidence {
        Confidence::Low => "low",
        Confidence::Medium => "medium",
        Confidence::High => "high",
        Confidence::VeryHigh => "very-high",
    }
}

/// GitHub shows the Markdown alone, so everything is in it.
fn help(info: &RuleInfo) -> MultiformatMessage {
    let text = filled(&info.help, filled(&info.description, filled(&info.title, &info.id)));
    let mut parts: Vec<String> = Vec::new();
    if !info.description.trim().is_empty() {
        parts.push(info.description.trim().to_owned());
    }
    if !info.help.trim().is_empty() {
        parts.push(format!("## What to do\n\n{}", info.help.trim()));
    }
    let links: Vec<String> = info.references.iter().map(|link| format!("- <{link}>")).collect();
    if !links.is_empty() {
        parts.push(format!("## References\n\n{}", links.join("\n")));
    }
    parts.push(format!("`camgi explain {}` tells more.", info.id));
    MultiformatMessage { text: text.to_owned(), markdown: parts.join("\n\n") }
}

fn tags(info: &RuleInfo) -> Vec<&str> {
    let preview = (info.status == Status::Preview).then_some("preview");
    let mut tags: Vec<&str> = Vec::new();
    for tag in
        preview.into_iter().chain([info.component.as_str()]).chain(info.tags.iter().map(String::as_str))
    {
        if !tag.is_empty() && !tags.contains(&tag) {
            tags.push(tag);
        }
    }
    tags.truncate(TAGS);
    tags
}

/// Whether a reference is a page and not only a name.
fn is_link(reference: &str) -> bool {
    let is_web = reference.starts_with("https://") || reference.starts_with("http://");
    is_web && reference.bytes().all(|byte| byte.is_ascii_graphic() && !b"<>\"{}|\\^`".contains(&byte))
}

fn filled<'t>(text: &'t str, otherwise: &'t str) -> &'t str {
    if text.trim().is_empty() { otherwise } else { text.trim() }
}

/// `machine-failed` as `MachineFailed`.
fn pascal_case(id: &str) -> String {
    let word = |word: &str| {
        let mut letters = word.chars();
        letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect::<String>()
    };
    id.split('-').map(word).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_missing_is_made_of_what_is_there() {
        let bare = RuleInfo::named("a-rule");
        let described = rule(&bare);
        assert_eq!(described.name, "ARule");
        assert_eq!(described.full_description.text, "a-rule");
        assert_eq!(described.help.text, "a-rule");
        assert_eq!(described.help.markdown, "`camgi explain a-rule` tells more.");
        assert_eq!(described.help_uri, None);
    }

    #[test]
    fn limits_of_github_hold() {
        let info = RuleInfo {
            description: "é".repeat(3000),
            tags: (0..30).map(|nr| format!("t{}", nr / 2)).collect(),
            component: "t1".into(),
            references: vec!["a book".into(), "https://a b".into(), "https://example.com/x".into()],
            status: Status::Preview,
            ..RuleInfo::named("r")
        };
        let rule = rule(&info);
        assert_eq!(rule.full_description.text.chars().count(), 1024);
        assert_eq!(rule.properties.tags[..4], ["preview", "t1", "t0", "t2"]);
        assert_eq!(rule.properties.tags.len(), 16);
        assert_eq!(rule.help_uri, Some("https://example.com/x"));
    }
}
