//! Taking secrets out of the texts of a report, after everything that has to tell values apart was made from them. Places
//! are masked as they are made; subjects are identity, and stay.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::{Finding, Notice, Outcome, RuleReport};
use crate::text::{MASKED, mask};

/// Masks the findings, in their order.
///
/// Causes are looked for again when something is suppressed, by links; and groups are made of findings with the same key. What
/// differed has to differ afterwards, so secrets in these are numbered. A part of a hash in their place would help to guess them.
pub(super) fn mask_findings(findings: &mut [Finding]) {
    let mut numbers = Numbers::default();
    for finding in findings {
        let Finding { message, label, evidence, links, key, group, first_seen, last_seen, .. } = finding;
        hide(message);
        finding.explained_by.iter_mut().filter_map(|may| may.text.as_mut()).for_each(hide);
        label.iter_mut().chain(first_seen).chain(last_seen).for_each(hide);
        evidence.iter_mut().for_each(|evidence| hide(&mut evidence.value));
        let links = links.values_mut().flatten();
        links.chain([key]).chain(group.as_mut().map(|group| &mut group.key)).for_each(|value| {
            numbers.hide(value);
        });
    }
}

/// Masks what the archive or a script may have said in reasons.
pub(super) fn mask_reasons(rules: &mut [RuleReport], notices: &mut [Notice]) {
    for rule in rules {
        if let Outcome::Skip(why) | Outcome::Error(why) = &mut rule.outcome {
            hide(why);
        }
    }
    notices.iter_mut().for_each(|notice| hide(&mut notice.message));
}

fn hide(text: &mut String) {
    if let Cow::Owned(masked) = mask(text) {
        *text = masked;
    }
}

/// Values with secrets, numbered as they come.
#[derive(Debug, Default)]
struct Numbers(BTreeMap<String, usize>);

impl Numbers {
    fn hide(&mut self, text: &mut String) {
        if let Cow::Owned(masked) = mask(text) {
            let next = self.0.len() + 1;
            let number = *self.0.entry(std::mem::take(text)).or_insert(next);
            *text = masked.replace(MASKED, &format!("[masked {number}]"));
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::super::{
        ArchiveInfo, Evidence, Finding, FindingGroup, Location, MayExplain, Notice, NoticeCode, Outcome,
        Pattern, Report, RuleInfo, Severity, Subject, Suppression, Target,
    };
    use crate::text::Span;

    const SECRETS: [&str; 2] = ["https://me:hunter2@a.example.com", "https://me:hunter3@a.example.com"];

    fn finding(rule: &str, name: &str, secret: &str) -> Finding {
        let subject = Subject { kind: "Thing".into(), name: name.into(), ..Subject::default() };
        let location = Location::new("f.yaml", &format!("url: {secret}\n"), Span::new(0, 3));
        let evidence = Evidence { path: "p".into(), value: secret.into(), file: "f".into(), line: 1 };
        Finding {
            label: Some(secret.into()),
            evidence: vec![evidence],
            links: BTreeMap::from([("proxy".to_owned(), vec![secret.to_owned()])]),
            key: secret.into(),
            group: Some(FindingGroup { key: secret.into(), limit: 1 }),
            first_seen: Some(secret.into()),
            ..Finding::new(rule, Severity::Error, format!("m {secret}"), subject, location)
        }
    }

    fn report(masked: bool) -> Report {
        let secret = |nr: usize| if masked { SECRETS[nr] } else { ["a", "b"][nr] };
        let may = MayExplain { rule: "cause".into(), by: vec!["proxy".into()], text: None };
        let named = MayExplain { text: Some(secret(0).into()), ..may.clone() };
        let effect = |name: &str, secret: &str| Finding {
            explained_by: vec![may.clone(), named.clone()],
            ..finding("effect", name, secret)
        };
        let rules = vec![
            (RuleInfo::named("cause"), Outcome::Fail),
            (RuleInfo::named("effect"), Outcome::Fail),
            (RuleInfo::named("broken"), Outcome::Error(format!("it said {}", secret(0)))),
            (RuleInfo::named("quiet"), Outcome::Skip(format!("it said {}", secret(0)))),
        ];
        let findings = vec![
            finding("cause", "0", secret(0)),
            finding("cause", "1", secret(1)),
            effect("0", secret(0)),
            effect("1", secret(1)),
        ];
        let notice = Notice::about(NoticeCode::UnparseableFile, "f.yaml", format!("at {}", secret(0)));
        Report::close(ArchiveInfo::default(), rules, findings, vec![notice])
    }

    /// The name of the cause of each finding that has one.
    fn causes(report: &Report) -> Vec<(&str, &str)> {
        fn name(finding: &Finding) -> &str {
            &finding.subject.name
        }
        let cause = |finding: &Finding| {
            report.findings.iter().find(|other| Some(&other.fingerprint) == finding.caused_by.as_ref())
        };
        report.findings.iter().filter_map(|one| Some((name(one), name(cause(one)?)))).collect()
    }

    #[test]
    fn no_text_of_a_report_holds_a_secret() {
        let report = report(true);
        let all = format!("{report:?}");
        assert!(!all.contains("hunter"), "{all}");
        let first = &report.findings[0];
        assert_eq!(first.message, "m https://me:[masked]@a.example.com");
        assert_eq!(first.location.text, "url: https://me:*******@a.example.com");
        assert_eq!(report.notices[0].message, "at https://me:[masked]@a.example.com");
        assert_eq!(
            report.rule("broken").and_then(|r| r.outcome.reason()),
            Some("it said https://me:[masked]@a.example.com")
        );
    }

    #[test]
    fn what_differs_only_in_a_secret_stays_apart() {
        let mut report = report(true);
        let proxies: Vec<&str> =
            report.findings.iter().map(|finding| finding.links["proxy"][0].as_str()).collect();
        let [one, two] = ["https://me:[masked 1]@a.example.com", "https://me:[masked 2]@a.example.com"];
        assert_eq!(proxies, [one, two, one, two]);
        assert_eq!(causes(&report), [("0", "0"), ("1", "1")]);
        let pattern = |text: &str| Pattern::new(text).expect("a glob");
        let target = Target::Rule { rule: pattern("cause"), subject: Some(pattern("Thing/0")) };
        let reason = "known".to_owned();
        report.suppress(&[Suppression {
            target,
            reason,
            until: None,
            link: None,
            origin: "o".into(),
            is_idle: false,
        }]);
        assert_eq!(causes(&report), [("1", "1")], "causes are found again by masked links");
    }

    #[test]
    fn fingerprints_are_those_of_what_was_there() {
        let masked = report(true);
        let prints: Vec<_> = masked.findings.iter().map(|finding| &finding.fingerprint).collect();
        let subject = |name: &str| Subject { kind: "Thing".into(), name: name.into(), ..Subject::default() };
        let expected = super::super::Fingerprint::of("cause", &subject("0"), SECRETS[0], 0);
        assert_eq!(prints[0], &expected);
        assert_eq!(causes(&report(false)), causes(&masked));
    }
}
