//! Fills the JSON report from a report, field by field, so that a change of our own types cannot change the
//! interface unseen.

use super::v1;
use crate::findings::{Evidence, Finding, Location, Notice, Outcome, Report, RuleReport, State, Subject};

impl<'r> From<&'r Report> for v1::Document<'r> {
    fn from(report: &'r Report) -> Self {
        Self {
            schema: "camgi/report/v1",
            tool: tool(),
            archive: archive(report),
            summary: summary(report),
            rules: report.rules.iter().map(rule).collect(),
            findings: report.findings.iter().map(finding).collect(),
            notices: report.notices.iter().map(notice).collect(),
        }
    }
}

pub(super) fn tool() -> v1::Tool {
    v1::Tool { name: env!("CARGO_PKG_NAME"), version: env!("CARGO_PKG_VERSION") }
}

pub(super) fn archive(report: &Report) -> v1::Archive<'_> {
    let archive = &report.archive;
    v1::Archive {
        name: &archive.name,
        layout: &archive.layout,
        product: archive.product.as_deref(),
        openshift_version: archive.openshift_version.as_deref(),
        platform: archive.platform.as_deref(),
        cluster_id: archive.cluster_id.as_deref(),
        gathered_at: archive.gathered_at.as_deref(),
        files: archive.files,
        bytes: archive.bytes,
        roots: &archive.roots,
    }
}

pub(super) fn summary(report: &Report) -> v1::Summary {
    let (summary, rules) = (&report.summary, &report.summary.rules);
    v1::Summary {
        errors: summary.errors,
        warnings: summary.warnings,
        infos: summary.infos,
        suppressed: summary.suppressed,
        unchanged: summary.unchanged,
        consequences: summary.consequences,
        rules: v1::RuleCounts { pass: rules.pass, fail: rules.fail, skip: rules.skip, error: rules.error },
    }
}

pub(super) fn rule(rule: &RuleReport) -> v1::Rule<'_> {
    v1::Rule {
        id: &rule.info.id,
        title: &rule.info.title,
        severity: rule.info.severity,
        component: &rule.info.component,
        outcome: match rule.outcome {
            Outcome::Pass => v1::Outcome::Pass,
            Outcome::Fail => v1::Outcome::Fail,
            Outcome::Skip(_) => v1::Outcome::Skip,
            Outcome::Error(_) => v1::Outcome::Error,
        },
        reason: rule.outcome.reason(),
        findings: rule.findings,
        suppressed: rule.suppressed,
        status: rule.info.status,
        incomplete: rule.incomplete.as_deref(),
        renamed_from: &rule.info.renamed_from,
    }
}

pub(super) fn finding(finding: &Finding) -> v1::Finding<'_> {
    v1::Finding {
        rule: &finding.rule,
        severity: finding.severity,
        message: &finding.message,
        subject: subject(&finding.subject),
        location: location(&finding.location),
        evidence: finding.evidence.iter().map(evidence).collect(),
        related: finding
            .related
            .iter()
            .map(|other| v1::Related {
                subject: subject(&other.subject),
                location: location(&other.location),
            })
            .collect(),
        count: finding.count,
        first_seen: finding.first_seen.as_deref(),
        last_seen: finding.last_seen.as_deref(),
        links: finding
            .links
            .iter()
            .filter_map(|(name, all)| Some((name.as_str(), all.first()?.as_str())))
            .collect(),
        all_links: finding
            .links
            .iter()
            .filter(|(_, all)| all.len() > 1)
            .map(|(name, all)| (name.as_str(), all.as_slice()))
            .collect(),
        fingerprint: finding.fingerprint.as_str(),
        caused_by: finding.caused_by.as_ref().map(|cause| cause.as_str()),
        state: match finding.state {
            State::New => v1::State::New,
            State::Unchanged => v1::State::Unchanged,
        },
        suppressed: finding.suppressed.as_deref(),
        root: finding.root.as_deref(),
        group: finding.group.as_ref().map(|group| group.key.as_str()),
    }
}

fn subject(subject: &Subject) -> v1::Subject<'_> {
    v1::Subject {
        group: &subject.group,
        version: &subject.version,
        kind: &subject.kind,
        namespace: &subject.namespace,
        name: &subject.name,
    }
}

fn location(location: &Location) -> v1::Location<'_> {
    v1::Location {
        file: &location.file,
        line: location.start.line,
        column: location.start.column,
        end_line: location.end.line,
        end_column: location.end.column,
        text: &location.text,
    }
}

fn evidence(evidence: &Evidence) -> v1::Evidence<'_> {
    v1::Evidence { path: &evidence.path, value: &evidence.value, file: &evidence.file, line: evidence.line }
}

pub(super) fn notice(notice: &Notice) -> v1::Notice<'_> {
    v1::Notice {
        code: notice.code.as_str(),
        severity: notice.code.severity(),
        message: &notice.message,
        file: notice.file.as_deref(),
    }
}
