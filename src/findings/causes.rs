//! What explains a finding: another finding of a rule that its own rule names, with the same link. A consequence stays in
//! the report and still counts; it is only known whose consequence it is.

use std::collections::BTreeMap;

use super::{Finding, RuleReport};

/// A rule whose findings explain those of another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExplainedBy {
    /// Its id.
    pub rule: String,
    /// The link that both findings have with the same value; none for all of them.
    pub by: Option<String>,
}

/// A rule, a root, and a link with its value.
type Fact<'f> = (&'f str, Option<&'f str>, Option<(&'f str, &'f str)>);

/// Gives each finding its cause. Of several the first rule that is named wins, and of its findings the first in order;
/// findings of another root explain nothing, and neither do those that are suppressed.
pub(super) fn explain(findings: &mut [Finding], rules: &[RuleReport]) {
    let named: BTreeMap<&str, &[ExplainedBy]> =
        rules.iter().map(|rule| (rule.info.id.as_str(), rule.info.explained_by.as_slice())).collect();
    let mut first: BTreeMap<Fact<'_>, usize> = BTreeMap::new();
    for (at, finding) in findings.iter().enumerate().filter(|(_, finding)| finding.suppressed.is_none()) {
        let links = finding.links.iter().map(|(name, value)| Some((name.as_str(), value.as_str())));
        for link in links.chain([None]) {
            first.entry((finding.rule.as_str(), finding.root.as_deref(), link)).or_insert(at);
        }
    }
    let cause = |finding: &Finding| {
        named.get(finding.rule.as_str())?.iter().find_map(|explained| {
            let link = match &explained.by {
                None => None,
                Some(by) => Some((by.as_str(), finding.links.get(by)?.as_str())),
            };
            first.get(&(explained.rule.as_str(), finding.root.as_deref(), link)).copied()
        })
    };
    let causes: Vec<Option<usize>> = findings.iter().map(cause).collect();
    let fingerprints: Vec<_> =
        causes.into_iter().map(|at| at.map(|at| findings[at].fingerprint.clone())).collect();
    for (finding, cause) in findings.iter_mut().zip(fingerprints) {
        if cause.is_some() {
            finding.caused_by = cause;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::findings::{ArchiveInfo, Location, Outcome, Report, RuleInfo, Severity, Subject};
    use crate::text::Span;

    fn finding(rule: &str, name: &str, links: &[(&str, &str)]) -> Finding {
        let subject = Subject { kind: "Thing".into(), name: name.into(), ..Subject::default() };
        let location = Location::new("f.yaml", "a\n", Span::new(0, 1));
        let mut finding = Finding::new(rule, Severity::Error, "m".into(), subject, location);
        finding.links = links.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect();
        finding
    }

    fn rule(id: &str, explained_by: &[(&str, Option<&str>)]) -> (RuleInfo, Outcome) {
        let explained = explained_by
            .iter()
            .map(|(rule, by)| ExplainedBy { rule: (*rule).to_owned(), by: by.map(str::to_owned) });
        let info = RuleInfo { explained_by: explained.collect(), ..RuleInfo::named(id) };
        (info, Outcome::Fail)
    }

    /// The name of the cause of each finding, by the name of the finding.
    fn causes(rules: Vec<(RuleInfo, Outcome)>, findings: Vec<Finding>) -> Vec<(String, Option<String>)> {
        let report = Report::close(ArchiveInfo::default(), rules, findings, vec![]);
        let name = |finding: &Finding| finding.subject.name.clone();
        let cause = |finding: &Finding| {
            let wanted = finding.caused_by.as_ref()?;
            report.findings.iter().find(|other| other.fingerprint == *wanted).map(name)
        };
        let mut found: Vec<_> = report.findings.iter().map(|f| (name(f), cause(f))).collect();
        found.sort();
        found
    }

    #[test]
    fn a_cause_has_the_same_link() {
        let rules = vec![rule("node", &[]), rule("pod", &[("gone", None), ("node", Some("node"))])];
        let findings = vec![
            finding("node", "a", &[("node", "a")]),
            finding("node", "b", &[("node", "b")]),
            finding("pod", "on-b", &[("node", "b")]),
            finding("pod", "on-c", &[("node", "c")]),
            finding("pod", "nowhere", &[]),
        ];
        let expected = [("a", None), ("b", None), ("nowhere", None), ("on-b", Some("b")), ("on-c", None)];
        let expected =
            expected.map(|(name, cause): (_, Option<&str>)| (name.to_owned(), cause.map(str::to_owned)));
        assert_eq!(causes(rules, findings), expected);
    }

    #[test]
    fn the_first_rule_that_is_named_wins_and_one_without_a_link_explains_all() {
        let rules = vec![rule("x", &[]), rule("y", &[]), rule("z", &[("y", None), ("x", None)])];
        let all = vec![finding("x", "x", &[]), finding("y", "y", &[]), finding("z", "z", &[("a", "b")])];
        let cause = causes(rules.clone(), all.clone()).pop().and_then(|(_, cause)| cause);
        assert_eq!(cause.as_deref(), Some("y"));
        let mut elsewhere = all;
        elsewhere[1].root = Some("other".into());
        assert_eq!(causes(rules, elsewhere).pop().and_then(|(_, cause)| cause).as_deref(), Some("x"));
    }
}
