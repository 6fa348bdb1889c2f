//! Findings that somebody has set aside, with a reason: by rule and subject, or by fingerprint, and perhaps until a date.
//! Where suppressions are written is not known here.

use globset::{GlobBuilder, GlobMatcher};

use super::{Finding, Fingerprint, Notice, NoticeCode, Outcome, RuleInfo, RuleReport};

/// Which findings a suppression is about.
#[derive(Debug, Clone)]
pub enum Target {
    /// Those of a rule; the pattern is an id, an id the rule once had, or a glob, and the subject one of
    /// `Kind/namespace/name` or `Kind/name`. Both have to fit; `*` stands for any text, with `/` in it, too.
    Rule {
        /// Pattern of the rule's id.
        rule: Pattern,
        /// Pattern of the subject; every subject without it.
        subject: Option<Pattern>,
    },
    /// The one with this fingerprint. Of which rule it is need not be said, but then nothing is told of a suppression
    /// that fits nothing while any rule could not tell.
    Fingerprint {
        /// The fingerprint.
        fingerprint: Fingerprint,
        /// Pattern of the rule's id.
        rule: Option<Pattern>,
    },
}

/// A glob, with its text.
#[derive(Debug, Clone)]
pub struct Pattern {
    text: String,
    glob: Box<GlobMatcher>,
}

impl Pattern {
    /// Reads a glob.
    ///
    /// # Errors
    /// When it is none; the text says why.
    pub fn new(text: &str) -> Result<Self, String> {
        let glob = GlobBuilder::new(text).literal_separator(false).build();
        let glob = glob.map_err(|error| error.kind().to_string())?;
        Ok(Self { text: text.to_owned(), glob: Box::new(glob.compile_matcher()) })
    }

    fn fits(&self, text: &str) -> bool {
        self.glob.is_match(text)
    }
}

/// One suppression.
#[derive(Debug, Clone)]
pub struct Suppression {
    /// What it is about.
    pub target: Target,
    /// Why; formats show it.
    pub reason: String,
    /// The last day on which it holds (`2026-03-31`, UTC), compared with the gather time, so that a report is the same
    /// whenever it is made.
    pub until: Option<String>,
    /// An issue or a page about it.
    pub link: Option<String>,
    /// Where it is written, for notices: `camgi.yaml:12`.
    pub origin: String,
    /// Whether its rule takes no part in this run, so that nothing can be said where it fits nothing.
    pub is_idle: bool,
}

impl Suppression {
    /// Why, with the link.
    #[must_use]
    pub fn why(&self) -> String {
        match &self.link {
            Some(link) => format!("{} ({link})", self.reason),
            None => self.reason.clone(),
        }
    }

    /// Whether it is about a rule, by its id or one that it had.
    #[must_use]
    pub fn is_about(&self, rule: &RuleInfo) -> bool {
        let pattern = match &self.target {
            Target::Fingerprint { rule: None, .. } => return true,
            Target::Fingerprint { rule: Some(pattern), .. } | Target::Rule { rule: pattern, .. } => pattern,
        };
        pattern.fits(&rule.id) || rule.renamed_from.iter().any(|id| pattern.fits(id))
    }

    fn fits(&self, finding: &Finding, rules: &[RuleReport]) -> bool {
        match &self.target {
            Target::Fingerprint { fingerprint, .. } => *fingerprint == finding.fingerprint,
            Target::Rule { subject, .. } => {
                let at = rules.binary_search_by(|rule| rule.info.id.cmp(&finding.rule));
                at.is_ok_and(|at| self.is_about(&rules[at].info))
                    && subject.as_ref().is_none_or(|subject| subject.fits(&finding.subject.to_string()))
            }
        }
    }

    /// Whether it could have spoken: whether a rule that it names took part and could tell.
    fn could_fit(&self, rules: &[RuleReport]) -> bool {
        let told = |rule: &RuleReport| {
            matches!(rule.outcome, Outcome::Pass | Outcome::Fail) && rule.incomplete.is_none()
        };
        rules.iter().filter(|rule| self.is_about(&rule.info)).all(told)
    }

    fn about(&self) -> String {
        match &self.target {
            Target::Fingerprint { fingerprint, .. } => fingerprint.to_string(),
            Target::Rule { rule, subject: None } => rule.text.clone(),
            Target::Rule { rule, subject: Some(subject) } => format!("{} on {}", rule.text, subject.text),
        }
    }

    /// Whether it holds no more at `gathered_at` (RFC 3339, UTC); where that is not known, it holds.
    fn has_expired(&self, gathered_at: Option<&str>) -> bool {
        match (&self.until, gathered_at.and_then(|time| time.get(..10))) {
            // Dates of this form order as texts do.
            (Some(until), Some(day)) => day > until.as_str(),
            _ => false,
        }
    }
}

/// Marks the findings that are set aside; the first suppression that fits and holds wins. What has expired and still
/// fits, and what fits nothing although its rule could tell, becomes a notice.
pub(super) fn suppress(
    findings: &mut [&mut Finding],
    suppressions: &[Suppression],
    rules: &[RuleReport],
    gathered_at: Option<&str>,
) -> Vec<Notice> {
    let mut notices = Vec::new();
    for suppression in suppressions {
        let expired = suppression.has_expired(gathered_at);
        let mut fitting = 0;
        for finding in findings.iter_mut().filter(|finding| suppression.fits(finding, rules)) {
            fitting += 1;
            if !expired && finding.suppressed.is_none() {
                finding.suppressed = Some(suppression.why());
            }
        }
        let (origin, about) = (&suppression.origin, suppression.about());
        match (fitting, expired, &suppression.until) {
            (0, _, _) if !suppression.is_idle && suppression.could_fit(rules) => {
                let why = match rules.iter().any(|rule| suppression.is_about(&rule.info)) {
                    true => "fits no finding; take it out",
                    false => "names no rule that there is",
                };
                let message = format!("the suppression of {about} ({origin}) {why}");
                notices.push(Notice::new(NoticeCode::SuppressionUnused, message));
            }
            (1.., true, Some(until)) => notices.push(Notice::new(
                NoticeCode::SuppressionExpired,
                format!(
                    "the suppression of {about} ({origin}) held until {until}; what it fits counts again"
                ),
            )),
            _ => {}
        }
    }
    notices
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::findings::{ArchiveInfo, FailOn, Location, Report, Severity, Subject};
    use crate::text::Span;

    fn finding(rule: &str, namespace: &str, name: &str) -> Finding {
        let subject = Subject {
            kind: "Pod".into(),
            namespace: namespace.into(),
            name: name.into(),
            ..Subject::default()
        };
        let location = Location::new("f.yaml", "a\n", Span::new(0, 1));
        Finding::new(rule, Severity::Error, "m".into(), subject, location)
    }

    fn rule(rule: &str, subject: Option<&str>) -> Target {
        let pattern = |text: &str| Pattern::new(text).expect("a glob");
        Target::Rule { rule: pattern(rule), subject: subject.map(pattern) }
    }

    fn written(target: Target, until: Option<&str>) -> Suppression {
        Suppression {
            target,
            reason: "known".into(),
            until: until.map(str::to_owned),
            link: Some("https://issues.example.com/1".into()),
            origin: "camgi.yaml:3".into(),
            is_idle: false,
        }
    }

    fn report(gathered_at: Option<&str>) -> Report {
        let archive = ArchiveInfo { gathered_at: gathered_at.map(str::to_owned), ..ArchiveInfo::default() };
        let info = |id: &str, was: &[&str]| RuleInfo {
            renamed_from: was.iter().map(|id| (*id).to_owned()).collect(),
            ..RuleInfo::named(id)
        };
        let rules = vec![
            (info("pod-bad", &["pod-once-bad"]), Outcome::Fail),
            (info("pod-worse", &[]), Outcome::Fail),
            (info("untold", &[]), Outcome::Skip("no data".into())),
        ];
        let findings =
            vec![finding("pod-bad", "a", "x"), finding("pod-bad", "b", "x"), finding("pod-worse", "a", "x")];
        Report::close(archive, rules, findings, vec![])
    }

    /// The findings that are set aside, and the codes of the notices.
    fn set_aside(gathered_at: Option<&str>, suppressions: &[Suppression]) -> (Vec<String>, Vec<NoticeCode>) {
        let mut report = report(gathered_at);
        report.suppress(suppressions);
        let suppressed = report.findings.iter().filter(|finding| finding.suppressed.is_some());
        let names = suppressed.map(|f| format!("{} {}", f.rule, f.subject)).collect::<Vec<_>>();
        assert_eq!(report.summary.suppressed, names.len());
        assert_eq!(report.summary.errors, 3 - names.len());
        assert_eq!(report.gating(FailOn::Error), 3 - names.len());
        (names, report.notices.iter().map(|notice| notice.code).collect())
    }

    #[test]
    fn by_rule_subject_and_fingerprint() {
        for (target, expected) in [
            (rule("pod-bad", None), &["pod-bad Pod/a/x", "pod-bad Pod/b/x"][..]),
            (rule("pod-once-bad", Some("Pod/a/*")), &["pod-bad Pod/a/x"]),
            (rule("pod-*", Some("*/a/*")), &["pod-bad Pod/a/x", "pod-worse Pod/a/x"]),
            (rule("*", Some("Pod*")), &["pod-bad Pod/a/x", "pod-bad Pod/b/x", "pod-worse Pod/a/x"]),
            (
                Target::Fingerprint { fingerprint: finding("pod-worse", "a", "x").fingerprint, rule: None },
                &["pod-worse Pod/a/x"],
            ),
        ] {
            let (names, notices) = set_aside(None, &[written(target, None)]);
            assert_eq!(
                (names.as_slice(), notices.as_slice()),
                (&expected.iter().map(|s| (*s).to_owned()).collect::<Vec<_>>()[..], &[][..])
            );
        }
    }

    #[test]
    fn one_that_has_expired_counts_again_and_says_so() {
        let until = |day| [written(rule("pod-worse", None), Some(day))];
        for (gathered_at, day, holds) in [
            (Some("2026-01-15T10:05:40Z"), "2026-01-15", true),
            (Some("2026-01-15T10:05:40Z"), "2026-01-14", false),
            (Some("2026-01-15T10:05:40Z"), "2027-01-01", true),
            (None, "2020-01-01", true),
        ] {
            let (names, notices) = set_aside(gathered_at, &until(day));
            let told: &[NoticeCode] = if holds { &[] } else { &[NoticeCode::SuppressionExpired] };
            assert_eq!((names.len(), notices.as_slice()), (usize::from(holds), told), "{day}");
        }
    }

    #[test]
    fn one_that_fits_nothing_says_so_unless_its_rule_could_not_tell() {
        for (target, told) in [
            (rule("pod-bad", Some("Pod/c/*")), true),
            (rule("no-such-rule", None), true),
            (rule("untold", None), false),
            (rule("*", Some("Node/*")), false),
        ] {
            let (_, notices) = set_aside(None, &[written(target, None)]);
            let expected: &[NoticeCode] = if told { &[NoticeCode::SuppressionUnused] } else { &[] };
            assert_eq!(notices, expected);
        }
        // Whatever a second one fits was set aside by the first: it is not unused.
        let both = [written(rule("pod-bad", None), None), written(rule("pod-*", None), None)];
        assert_eq!(set_aside(None, &both).1, []);
    }

    #[test]
    fn the_reason_is_shown_with_its_link_and_a_cause_that_is_set_aside_explains_nothing() {
        let mut all = report(None);
        all.suppress(&[written(rule("pod-worse", None), None)]);
        let why = all.findings.iter().find_map(|finding| finding.suppressed.as_deref());
        assert_eq!(why, Some("known (https://issues.example.com/1)"));
        assert_eq!(all.rule("pod-worse").map(|rule| (rule.findings, rule.suppressed)), Some((1, 1)));
    }
}
