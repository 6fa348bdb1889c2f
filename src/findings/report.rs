//! The report: closed, in one stable order, and all that any format gets.

use std::collections::BTreeMap;

use super::causes::explain;
use super::masking::{mask_findings, mask_reasons};
use super::notice::settle;
use super::suppression::suppress;
use super::{
    Baseline, Confidence, FailOn, Finding, Fingerprint, Gate, Notice, Outcome, RuleInfo, RuleReport,
    Severity, State, Status, Suppression,
};

/// What is known of the archive and its cluster.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ArchiveInfo {
    /// Base name of the input; the only field that depends on how the archive was handed over.
    pub name: String,
    /// Layout that was recognised.
    pub layout: String,
    /// First line of the must-gather's `version` file: the product that gathered.
    pub product: Option<String>,
    /// Version of the cluster.
    pub openshift_version: Option<String>,
    /// Platform, as the Infrastructure object calls it.
    pub platform: Option<String>,
    /// Id of the cluster.
    pub cluster_id: Option<String>,
    /// When the archive was gathered (RFC 3339, UTC).
    pub gathered_at: Option<String>,
    /// Files in the archive.
    pub files: u64,
    /// Their bytes.
    pub bytes: u64,
    /// Roots, as paths inside the archive; `.` where the archive is the root.
    pub roots: Vec<String>,
}

/// Outcomes, counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct RuleCounts {
    /// Rules that passed.
    pub pass: usize,
    /// Rules with findings.
    pub fail: usize,
    /// Rules that could not be judged.
    pub skip: usize,
    /// Rules that broke.
    pub error: usize,
}

/// Everything found, counted; also what is not displayed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Summary {
    /// Findings of severity error.
    pub errors: usize,
    /// Findings of severity warning.
    pub warnings: usize,
    /// Findings of severity info.
    pub infos: usize,
    /// Suppressed findings; not in the counts above.
    pub suppressed: usize,
    /// Findings that are in the baseline and not suppressed; they are in the counts above too.
    pub unchanged: usize,
    /// Findings that another finding explains; they are in the counts above too.
    pub consequences: usize,
    /// Outcomes of the rules.
    pub rules: RuleCounts,
}

/// The result of a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// The archive and its cluster.
    pub archive: ArchiveInfo,
    /// Every enabled rule, by id.
    pub rules: Vec<RuleReport>,
    /// Findings by severity (most severe first), rule, subject, place.
    pub findings: Vec<Finding>,
    /// Notices by code, file, message.
    pub notices: Vec<Notice>,
    /// Counts of everything that was found.
    pub summary: Summary,
    /// Findings that are left out of what is displayed; the gate still sees them.
    hidden: Vec<Finding>,
    /// Whether it was compared with a baseline.
    compared: bool,
}

impl Report {
    /// Closes a report: gives fingerprints, puts everything in its order, masks what looks like a secret, counts.
    #[must_use]
    pub fn close(
        archive: ArchiveInfo,
        outcomes: Vec<(RuleInfo, Outcome)>,
        mut findings: Vec<Finding>,
        notices: Vec<Notice>,
    ) -> Self {
        findings.sort_by(order);
        number_repeats(&mut findings, &outcomes);
        findings.sort_by(|a, b| order(a, b).then_with(|| a.fingerprint.cmp(&b.fingerprint)));

        let mut rules: Vec<RuleReport> = outcomes
            .into_iter()
            .map(|(info, outcome)| RuleReport { info, outcome, findings: 0, suppressed: 0, incomplete: None })
            .collect();
        rules.sort_by(|a, b| a.info.id.cmp(&b.info.id));
        explain(&mut findings);
        let (mut notices, summary) = (settle(notices), Summary::default());
        // Last, because fingerprints, order and causes are made of what was there.
        mask_findings(&mut findings);
        mask_reasons(&mut rules, &mut notices);
        let mut report =
            Self { archive, rules, findings, notices, summary, hidden: Vec::new(), compared: false };
        report.count();
        report
    }

    /// Says of failed rules, by id, why they may have more findings than these.
    pub fn mark_incomplete(&mut self, reasons: &BTreeMap<String, String>) {
        for rule in self.rules.iter_mut().filter(|rule| rule.outcome == Outcome::Fail) {
            rule.incomplete = reasons.get(&rule.info.id).cloned();
        }
    }

    /// Sets findings aside. What is set aside explains nothing any more. Call it before anything is hidden.
    pub fn suppress(&mut self, suppressions: &[Suppression]) {
        let gathered_at = self.archive.gathered_at.as_deref();
        let mut all: Vec<&mut Finding> = self.findings.iter_mut().collect();
        let told = suppress(&mut all, suppressions, &self.rules, gathered_at);
        if self.findings.iter().any(|finding| finding.suppressed.is_some()) {
            self.findings.iter_mut().for_each(|finding| finding.caused_by = None);
            explain(&mut self.findings);
        }
        self.notices.extend(told);
        self.notices = settle(std::mem::take(&mut self.notices));
        self.count();
    }

    /// Tells what is new from what was known. What is worse than it was is new.
    pub fn compare(&mut self, baseline: &Baseline) {
        baseline.mark(self.findings.iter_mut().chain(&mut self.hidden));
        self.compared = true;
        self.count();
    }

    /// Whether there was a baseline: only then does the state of a finding say anything.
    #[must_use]
    pub fn has_baseline(&self) -> bool {
        self.compared
    }

    /// All findings, also those that are not displayed; these come last.
    pub fn all_findings(&self) -> impl Iterator<Item = &Finding> {
        self.findings.iter().chain(&self.hidden)
    }

    /// How many findings count and are not displayed.
    #[must_use]
    pub fn not_displayed(&self) -> usize {
        self.hidden.iter().filter(|finding| !finding.is_set_aside()).count()
    }

    /// Whether a finding fails the run: not suppressed, not in the baseline, of a rule that takes part in the gate, and
    /// at or over the threshold.
    #[must_use]
    pub fn gates(&self, finding: &Finding, threshold: FailOn) -> bool {
        !finding.is_set_aside()
            && threshold.is_met_by(finding.severity)
            && self.rule(&finding.rule).is_none_or(|rule| rule.info.status != Status::Preview)
    }

    /// How many findings fail the run, displayed or not.
    #[must_use]
    pub fn gating(&self, threshold: FailOn) -> usize {
        self.all_findings().filter(|finding| self.gates(finding, threshold)).count()
    }

    /// How many notices say that input was left out, when the gate asks for that.
    #[must_use]
    pub fn left_out(&self, gate: Gate) -> usize {
        self.notices.iter().filter(|notice| gate.strict && notice.code.is_left_out()).count()
    }

    /// The rule with this id.
    #[must_use]
    pub fn rule(&self, id: &str) -> Option<&RuleReport> {
        self.rules.binary_search_by(|rule| rule.info.id.as_str().cmp(id)).ok().map(|at| &self.rules[at])
    }

    /// Leaves out the findings below `severity`. The summary still counts them, and the gate still sees them.
    pub fn hide_below(&mut self, severity: Severity) {
        self.hidden.extend(self.findings.extract_if(.., |finding| finding.severity < severity));
    }

    /// Leaves out the findings of rules that are less sure, in the same way.
    pub fn hide_less_sure(&mut self, confidence: Confidence) {
        let rules = &self.rules;
        let sure = |id: &str| match rules.binary_search_by(|rule| rule.info.id.as_str().cmp(id)) {
            Ok(at) => rules[at].info.confidence >= confidence,
            Err(_) => true,
        };
        self.hidden.extend(self.findings.extract_if(.., |finding| !sure(&finding.rule)));
    }

    /// Leaves out all but the first findings in order, in the same way. What is set aside is not among those that are
    /// counted, and stays.
    pub fn keep_first(&mut self, most: usize) {
        let mut kept = 0;
        let over = |finding: &mut Finding| {
            kept += usize::from(!finding.is_set_aside());
            !finding.is_set_aside() && kept > most
        };
        self.hidden.extend(self.findings.extract_if(.., over));
    }

    /// Counts everything anew.
    fn count(&mut self) {
        let mut per_rule: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
        for finding in self.findings.iter().chain(&self.hidden) {
            let (all, suppressed) = per_rule.entry(&finding.rule).or_default();
            *all += 1;
            *suppressed += usize::from(finding.suppressed.is_some());
        }
        for rule in &mut self.rules {
            (rule.findings, rule.suppressed) =
                per_rule.get(rule.info.id.as_str()).copied().unwrap_or_default();
        }
        self.summary = summarise(&self.rules, self.findings.iter().chain(&self.hidden));
    }
}

/// The one total order of findings, but for the fingerprint.
fn order(a: &Finding, b: &Finding) -> std::cmp::Ordering {
    b.severity
        .cmp(&a.severity)
        .then_with(|| a.rule.cmp(&b.rule))
        .then_with(|| place_order(a, b))
        .then_with(|| a.message.cmp(&b.message))
}

/// By what findings are about, and where they are.
fn place_order(a: &Finding, b: &Finding) -> std::cmp::Ordering {
    a.subject
        .cmp(&b.subject)
        .then_with(|| a.root.cmp(&b.root))
        .then_with(|| a.location.file.cmp(&b.location.file))
        .then_with(|| a.location.start.cmp(&b.location.start))
        .then_with(|| a.location.end.cmp(&b.location.end))
        .then_with(|| a.key.cmp(&b.key))
}

/// Repeats (same rule, subject, key and root) get an ordinal: by when they were first seen, what they are about and their
/// place. Severity comes last, or a worse one would take the number of one that is known.
fn number_repeats(findings: &mut [Finding], rules: &[(RuleInfo, Outcome)]) {
    let first_ids: BTreeMap<&str, &str> = rules
        .iter()
        .filter_map(|(info, _)| Some((info.id.as_str(), info.renamed_from.first()?.as_str())))
        .collect();
    let mut all: Vec<&mut Finding> = findings.iter_mut().collect();
    all.sort_by(|a, b| {
        let known = |finding: &Finding| finding.first_seen.is_none();
        let seen = known(a).cmp(&known(b)).then_with(|| a.first_seen.cmp(&b.first_seen));
        seen.then_with(|| place_order(a, b)).then_with(|| order(a, b))
    });
    let mut seen: BTreeMap<(Option<String>, Fingerprint), usize> = BTreeMap::new();
    for finding in all {
        let subject = finding.lasting.as_ref().unwrap_or(&finding.subject);
        let rule = first_ids.get(finding.rule.as_str()).copied().unwrap_or(&finding.rule);
        let first = Fingerprint::of(rule, subject, &finding.key, 0);
        let ordinal = seen.entry((finding.root.clone(), first)).or_default();
        finding.fingerprint = Fingerprint::of(rule, subject, &finding.key, *ordinal);
        *ordinal += 1;
    }
}

fn summarise<'f>(rules: &[RuleReport], findings: impl Iterator<Item = &'f Finding>) -> Summary {
    let mut summary = Summary::default();
    for finding in findings {
        if finding.suppressed.is_some() {
            summary.suppressed += 1;
            continue;
        }
        match finding.severity {
            Severity::Error => summary.errors += 1,
            Severity::Warning => summary.warnings += 1,
            Severity::Info => summary.infos += 1,
        }
        summary.consequences += usize::from(finding.caused_by.is_some());
        summary.unchanged += usize::from(finding.state == State::Unchanged);
    }
    for rule in rules {
        let counts = &mut summary.rules;
        match rule.outcome {
            Outcome::Pass => counts.pass += 1,
            Outcome::Fail => counts.fail += 1,
            Outcome::Skip(_) => counts.skip += 1,
            Outcome::Error(_) => counts.error += 1,
        }
    }
    summary
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::findings::{Location, Subject};
    use crate::text::Span;

    fn finding(rule: &str, severity: Severity, name: &str, offset: usize) -> Finding {
        let subject = Subject { kind: "Node".into(), name: name.into(), ..Subject::default() };
        let location = Location::new("nodes.yaml", "a\nb\nc\n", Span::new(offset, offset + 1));
        Finding::new(rule, severity, "m".into(), subject, location)
    }

    #[test]
    fn the_order_does_not_depend_on_the_order_of_arrival() {
        let all = vec![
            finding("b", Severity::Warning, "x", 0),
            finding("a", Severity::Warning, "y", 0),
            finding("a", Severity::Warning, "x", 2),
            finding("a", Severity::Warning, "x", 0),
            finding("z", Severity::Error, "q", 0),
        ];
        let mut reversed = all.clone();
        reversed.reverse();
        let one = Report::close(ArchiveInfo::default(), vec![], all, vec![]);
        let two = Report::close(ArchiveInfo::default(), vec![], reversed, vec![]);
        assert_eq!(one, two);
        let order: Vec<_> = one
            .findings
            .iter()
            .map(|f| (f.rule.as_str(), f.subject.name.as_str(), f.location.start.line))
            .collect();
        assert_eq!(order, [("z", "q", 1), ("a", "x", 1), ("a", "x", 2), ("a", "y", 1), ("b", "x", 1)]);
        assert_ne!(one.findings[1].fingerprint, one.findings[2].fingerprint, "repeats are told apart");
    }

    #[test]
    fn a_worse_sibling_does_not_take_the_number_of_a_known_one() {
        let of_pod = |severity, name| {
            let lasting = Some(Subject { kind: "Pod".into(), name: "a".into(), ..Subject::default() });
            Finding { lasting, ..finding("r", severity, name, 0) }
        };
        let close = |all| Report::close(ArchiveInfo::default(), vec![], all, vec![]);
        let known = of_pod(Severity::Warning, "a-22222");
        let before = close(vec![known.clone()]);
        let after = close(vec![known, of_pod(Severity::Error, "a-99999")]);
        assert_eq!(after.findings[1].subject.name, "a-22222");
        assert_eq!(before.findings[0].fingerprint, after.findings[1].fingerprint);
    }

    #[test]
    fn hidden_findings_still_count_and_still_gate() {
        let mut report = Report::close(
            ArchiveInfo::default(),
            vec![],
            vec![finding("a", Severity::Warning, "x", 0)],
            vec![],
        );
        assert_eq!((report.gating(FailOn::Warning), report.gating(FailOn::Error)), (1, 0));
        report.hide_below(Severity::Error);
        assert_eq!((report.findings.len(), report.summary.warnings), (0, 1));
        assert_eq!((report.gating(FailOn::Warning), report.gating(FailOn::Error)), (1, 0));
    }
}
