//! Reads back of a JSON report what is compared with another. Keys that it does not know are left alone, so that reports of
//! later versions can be read, too.

use serde::Deserialize;
use thiserror::Error;

use crate::findings::{ArchiveInfo, Digest, Digested, Fingerprint, Severity, Status, Told, place};

/// Why a text is no report that can be compared. The caller's fault.
#[derive(Debug, Error)]
pub enum ReportError {
    /// It is no JSON, or not of this form.
    #[error("it is no JSON report of camgi: {0}")]
    Form(#[from] serde_json::Error),
    /// It is of another form.
    #[error("it is a `{0}`, and what can be compared is a `camgi/report/v1`")]
    Schema(String),
    /// Not all of its findings are in it.
    #[error(
        "it leaves out {0} findings; write it without --min-severity, --min-confidence and --max-findings"
    )]
    LeftOut(usize),
    /// A fingerprint is none.
    #[error("`{0}` is no fingerprint")]
    Fingerprint(String),
}

#[derive(Deserialize)]
struct Document {
    archive: Archive,
    summary: Summary,
    rules: Vec<Rule>,
    findings: Vec<Finding>,
}

#[derive(Deserialize)]
struct Summary {
    errors: usize,
    warnings: usize,
    infos: usize,
}

#[derive(Deserialize)]
struct Archive {
    name: String,
    openshift_version: Option<String>,
    platform: Option<String>,
    cluster_id: Option<String>,
    gathered_at: Option<String>,
    roots: Vec<String>,
}

#[derive(Deserialize)]
struct Rule {
    id: String,
    title: String,
    outcome: String,
    reason: Option<String>,
    status: Option<Status>,
    incomplete: Option<String>,
    #[serde(default)]
    renamed_from: Vec<String>,
}

#[derive(Deserialize)]
struct Finding {
    rule: String,
    severity: Severity,
    message: String,
    subject: Subject,
    location: Location,
    fingerprint: String,
    caused_by: Option<String>,
    suppressed: Option<String>,
    root: Option<String>,
}

#[derive(Deserialize)]
struct Subject {
    kind: String,
    namespace: String,
    name: String,
}

#[derive(Deserialize)]
struct Location {
    file: String,
    line: usize,
}

/// Reads the text of a JSON report.
///
/// # Errors
/// When it is none, or of another version.
pub fn read_report(text: &str) -> Result<Digest, ReportError> {
    #[derive(Deserialize)]
    struct Form {
        schema: String,
    }
    // What it is comes first: a report of another version may lack keys, and that is not what is wrong with it.
    let form: Form = serde_json::from_str(text)?;
    if form.schema != "camgi/report/v1" {
        return Err(ReportError::Schema(form.schema));
    }
    let Document { archive, summary, rules, findings } = serde_json::from_str(text)?;
    let rules = rules.into_iter().map(|rule| {
        let judged = matches!(rule.outcome.as_str(), "pass" | "fail");
        let untold = if judged { rule.incomplete } else { Some(rule.reason.unwrap_or(rule.outcome.clone())) };
        let told = Told {
            title: rule.title,
            untold,
            judged,
            broke: rule.outcome == "error",
            gates: rule.status != Some(Status::Preview),
            renamed_from: rule.renamed_from,
        };
        (rule.id, told)
    });
    let counted = findings.iter().filter(|finding| finding.suppressed.is_none()).count();
    let all = summary.errors + summary.warnings + summary.infos;
    if counted < all {
        return Err(ReportError::LeftOut(all - counted));
    }
    Ok(Digest {
        archive: ArchiveInfo {
            name: archive.name,
            openshift_version: archive.openshift_version,
            platform: archive.platform,
            cluster_id: archive.cluster_id,
            gathered_at: archive.gathered_at,
            roots: archive.roots,
            ..ArchiveInfo::default()
        },
        rules: rules.collect(),
        findings: findings.into_iter().map(digested).collect::<Result<_, _>>()?,
    })
}

fn digested(finding: Finding) -> Result<Digested, ReportError> {
    let read = |text: &str| Fingerprint::parse(text).ok_or_else(|| ReportError::Fingerprint(text.to_owned()));
    let Subject { kind, namespace, name } = finding.subject;
    let subject = crate::findings::Subject { kind, namespace, name, ..crate::findings::Subject::default() };
    Ok(Digested {
        fingerprint: read(&finding.fingerprint)?,
        rule: finding.rule,
        severity: finding.severity,
        message: finding.message,
        subject: subject.to_string(),
        place: place(finding.root.as_deref(), &finding.location.file, finding.location.line),
        caused_by: finding.caused_by.as_deref().map(read).transpose()?,
        is_suppressed: finding.suppressed.is_some(),
        root: finding.root,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::{Json, Render, sample};

    #[test]
    fn a_report_that_was_written_is_the_same_as_the_report() {
        for report in [sample::report(), sample::two_roots(), sample::realistic(), sample::clean()] {
            let mut out = Vec::new();
            Json.render(&report, &mut out).expect("a Vec takes everything");
            let read = read_report(&String::from_utf8(out).expect("UTF-8")).expect("a report");
            let made = Digest::from(&report);
            assert_eq!((&read.rules, &read.findings), (&made.rules, &made.findings));
            assert_eq!(read.archive.roots, made.archive.roots);
            assert_eq!(read.archive.cluster_id, made.archive.cluster_id);
        }
    }

    #[test]
    fn a_report_without_all_findings_is_refused() {
        let mut report = sample::realistic();
        report.keep_first(3);
        let mut out = Vec::new();
        Json.render(&report, &mut out).expect("a Vec takes everything");
        let error = read_report(&String::from_utf8(out).expect("UTF-8")).expect_err("not all of it");
        assert!(error.to_string().starts_with("it leaves out 14 findings"), "{error}");
    }

    #[test]
    fn what_is_no_report_is_refused() {
        for (text, expected) in [
            ("[]", "it is no JSON report of camgi"),
            ("{\"schema\": \"camgi/inventory/v1\"}", "it is a `camgi/inventory/v1`"),
            ("{\"schema\": \"camgi/report/v1\"}", "missing field"),
        ] {
            let error = read_report(text).expect_err(text).to_string();
            assert!(error.contains(expected), "{error}");
        }
    }
}
