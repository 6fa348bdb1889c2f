//! What explains a finding: another finding, of a rule that its own rule names, about the same thing. A consequence stays
//! in the report and still counts; it is only known whose consequence it is.

use std::collections::BTreeMap;

use super::Finding;

/// A rule whose findings explain those of another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExplainedBy {
    /// Its id.
    pub rule: String,
    /// The links that both findings have with the same value; none for all findings of the rule.
    pub by: Vec<String>,
    /// Where a text names that value, in the place of a link: the path as the rule writes it.
    pub named_in: Option<String>,
    /// Whether only those items of the other rule are explained that meet a condition.
    pub is_conditional: bool,
}

/// What may explain one finding: a rule that its own names, whose condition holds for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MayExplain {
    /// Id of the rule.
    pub rule: String,
    /// The links in common.
    pub by: Vec<String>,
    /// The text that names the value of the link, where the finding has no such link itself.
    pub text: Option<String>,
}

/// The findings of a root that may explain others, by rule, and by rule and a value of a link; each list in order.
#[derive(Default)]
struct Known<'f> {
    by_rule: BTreeMap<Ruling<'f>, Vec<usize>>,
    by_link: BTreeMap<(Ruling<'f>, &'f str, &'f str), Vec<usize>>,
}

/// A root and a rule.
type Ruling<'f> = (Option<&'f str>, &'f str);

/// Gives each finding its cause. Of several the first rule that is named wins, and of its findings the first in order;
/// findings of another root explain nothing, and neither do those that are suppressed.
pub(super) fn explain(findings: &mut [Finding]) {
    let mut known = Known::default();
    for (at, finding) in findings.iter().enumerate().filter(|(_, finding)| finding.suppressed.is_none()) {
        let ruling = (finding.root.as_deref(), finding.rule.as_str());
        known.by_rule.entry(ruling).or_default().push(at);
        for (name, values) in &finding.links {
            for value in values {
                known.by_link.entry((ruling, name, value)).or_default().push(at);
            }
        }
    }
    let causes: Vec<Option<usize>> = findings.iter().map(|finding| known.cause(finding, findings)).collect();
    let fingerprints: Vec<_> =
        causes.into_iter().map(|at| at.map(|at| findings[at].fingerprint.clone())).collect();
    for (finding, cause) in findings.iter_mut().zip(fingerprints) {
        if cause.is_some() {
            finding.caused_by = cause;
        }
    }
}

impl Known<'_> {
    fn cause(&self, finding: &Finding, all: &[Finding]) -> Option<usize> {
        finding.explained_by.iter().find_map(|may| {
            let ruling = (finding.root.as_deref(), may.rule.as_str());
            match (may.by.first(), &may.text) {
                (None, _) => self.by_rule.get(&ruling)?.first().copied(),
                (Some(by), Some(text)) => self.by_rule.get(&ruling)?.iter().copied().find(|&at| {
                    let mut values = all[at].links.get(by).into_iter().flatten();
                    values.any(|value| names(text, value)) && agree(&may.by[1..], finding, &all[at])
                }),
                (Some(by), None) => {
                    let values = finding.links.get(by)?;
                    let first = values.iter().find_map(|value| self.of_value(finding, may, value, all))?;
                    let is_explained = |value: &String| {
                        let same = finding.explained_by.iter().filter(|o| o.by == may.by && o.text.is_none());
                        same.into_iter().any(|other| self.of_value(finding, other, value, all).is_some())
                    };
                    values.iter().all(is_explained).then_some(first)
                }
            }
        })
    }

    /// The first finding that explains one value of the first link, and agrees with the finding in the others.
    fn of_value(&self, finding: &Finding, may: &MayExplain, value: &str, all: &[Finding]) -> Option<usize> {
        let (by, others) = may.by.split_first()?;
        let ruling = (finding.root.as_deref(), may.rule.as_str());
        let mut known = self.by_link.get(&(ruling, by, value))?.iter().copied();
        known.find(|&at| agree(others, finding, &all[at]))
    }
}

/// Whether two findings have these links in common.
fn agree(links: &[String], one: &Finding, two: &Finding) -> bool {
    links.iter().all(|link| {
        let values = one.links.get(link).zip(two.links.get(link));
        values.is_some_and(|(one, two)| one.iter().any(|value| two.contains(value)))
    })
}

/// Whether a name stands in a text by itself, and not as a part of a longer one: `worker-a` is not named by `worker-a-2`,
/// nor by `worker-a.example.com`.
fn names(text: &str, name: &str) -> bool {
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_');
    !name.is_empty()
        && text.match_indices(name).any(|(at, _)| {
            let (before, mut after) = (&text[..at], text[at + name.len()..].chars());
            let starts = !before.ends_with(|c| is_part(c) || c == '.');
            starts
                && match after.next() {
                    Some('.') => !after.next().is_some_and(is_part),
                    Some(c) => !is_part(c),
                    None => true,
                }
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::findings::{ArchiveInfo, Location, Report, Severity, Subject};
    use crate::text::Span;

    fn finding(rule: &str, name: &str, links: &[(&str, &[&str])], explained_by: &[MayExplain]) -> Finding {
        let subject = Subject { kind: "Thing".into(), name: name.into(), ..Subject::default() };
        let location = Location::new("f.yaml", "a\n", Span::new(0, 1));
        let mut finding = Finding::new(rule, Severity::Error, "m".into(), subject, location);
        let values = |values: &[&str]| values.iter().map(|&value| value.to_owned()).collect();
        finding.links = links.iter().map(|(name, all)| ((*name).to_owned(), values(all))).collect();
        finding.explained_by = explained_by.to_vec();
        finding
    }

    fn by(rule: &str, by: &[&str]) -> MayExplain {
        MayExplain { rule: rule.to_owned(), by: by.iter().map(|&by| by.to_owned()).collect(), text: None }
    }

    /// The name of the cause of each finding, by the name of the finding.
    fn causes(findings: Vec<Finding>) -> Vec<(String, Option<String>)> {
        let report = Report::close(ArchiveInfo::default(), vec![], findings, vec![]);
        let name = |finding: &Finding| finding.subject.name.clone();
        let cause = |finding: &Finding| {
            let wanted = finding.caused_by.as_ref()?;
            report.findings.iter().find(|other| other.fingerprint == *wanted).map(name)
        };
        let mut found: Vec<_> = report.findings.iter().map(|f| (name(f), cause(f))).collect();
        found.sort();
        found
    }

    /// The causes of those that have one.
    fn explained(findings: Vec<Finding>) -> Vec<String> {
        let all = causes(findings).into_iter();
        all.filter_map(|(name, cause)| Some(format!("{name} < {}", cause?))).collect()
    }

    #[test]
    fn a_cause_has_the_same_link() {
        let may = [by("gone", &[]), by("node", &["node"])];
        let findings = vec![
            finding("node", "a", &[("node", &["a"])], &[]),
            finding("node", "b", &[("node", &["b"])], &[]),
            finding("pod", "on-b", &[("node", &["b"])], &may),
            finding("pod", "on-c", &[("node", &["c"])], &may),
            finding("pod", "nowhere", &[], &may),
        ];
        assert_eq!(explained(findings), ["on-b < b"]);
    }

    #[test]
    fn the_first_rule_that_is_named_wins_and_one_without_a_link_explains_all() {
        let may = [by("y", &[]), by("x", &[])];
        let all =
            vec![finding("x", "x", &[], &[]), finding("y", "y", &[], &[]), finding("z", "z", &[], &may)];
        assert_eq!(explained(all.clone()), ["z < y"]);
        let mut elsewhere = all;
        elsewhere[1].root = Some("other".into());
        assert_eq!(explained(elsewhere), ["z < x"]);
    }

    #[test]
    fn of_several_values_each_has_to_be_explained() {
        let may = [by("node", &["node"]), by("full", &["node"])];
        let lost = finding("node", "a", &[("node", &["a"])], &[]);
        let full = finding("full", "b", &[("node", &["b"])], &[]);
        let set = finding("set", "s", &[("node", &["b", "a"])], &may);
        assert_eq!(
            explained(vec![lost.clone(), full, set.clone()]),
            ["s < a"],
            "the first rule that knows one"
        );
        assert_eq!(explained(vec![lost.clone(), set]), [""; 0], "nobody says what is wrong with b");
        let none = finding("set", "s", &[("node", &[])], &may);
        assert_eq!(explained(vec![lost, none]), [""; 0]);
    }

    #[test]
    fn several_links_are_met_by_one_finding() {
        let may = [by("pod", &["pod", "namespace"])];
        let pod = |name, namespace: &'static str| {
            finding("pod", name, &[("pod", &["web-0"]), ("namespace", &[namespace])], &[])
        };
        let set = |namespace: &'static str| {
            finding("set", "s", &[("pod", &["web-0"]), ("namespace", &[namespace])], &may)
        };
        assert_eq!(explained(vec![pod("p", "m"), pod("q", "n"), set("n")]), ["s < q"]);
        assert_eq!(explained(vec![pod("p", "m"), pod("q", "n"), set("o")]), [""; 0]);
    }

    #[test]
    fn a_text_names_a_cause_by_its_whole_name() {
        let may = |text: &str| MayExplain { text: Some(text.to_owned()), ..by("node", &["node"]) };
        let is_explained = |text: &str| {
            let node = finding("node", "n", &[("node", &["w-a"])], &[]);
            !explained(vec![node, finding("operator", "o", &[], &[may(text)])]).is_empty()
        };
        for text in ["w-a", "node \"w-a\" not ready", "lost: w-a.", "node/w-a, w-b", "on w-a:10250"] {
            assert!(is_explained(text), "{text}");
        }
        let node = finding("node", "n", &[("node", &["w-a"]), ("root", &["x"])], &[]);
        let may = MayExplain { by: vec!["node".into(), "root".into()], ..may("w-a") };
        let on =
            |root: &'static str| finding("operator", "o", &[("root", &[root])], std::slice::from_ref(&may));
        assert_eq!(explained(vec![node.clone(), on("x")]), ["o < n"]);
        assert_eq!(explained(vec![node, on("y")]), [""; 0], "the other links have to agree");
        for text in ["", "w-a-2", "new-w-a", "w-a.example.com", "x.w-a", "w-ab", "w_a"] {
            assert!(!is_explained(text), "{text}");
        }
    }

    #[test]
    fn what_is_suppressed_explains_nothing() {
        let mut node = finding("node", "n", &[("node", &["a"])], &[]);
        node.suppressed = Some("known".into());
        let pod = finding("pod", "p", &[("node", &["a"])], &[by("node", &["node"])]);
        assert_eq!(explained(vec![node, pod]), [""; 0]);
    }
}
