//! The JSON form of changes, version 1. An interface: a key may be added, but none may change or go without a new version.

use std::io::Write;

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

use crate::findings::{ArchiveInfo, Changes, Digested, Severity};
use crate::output::json::{Json, schema_of, write_line};
use crate::output::{Render, RenderError};

/// What changed between two gathers, or between two clusters.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields, title = "camgi changes, version 1")]
struct Document<'c> {
    /// The form of this document.
    #[schemars(extend("const" = "camgi/changes/v1"))]
    schema: &'static str,
    /// The old archive.
    old: Archive<'c>,
    /// The new archive.
    new: Archive<'c>,
    /// Whether both are of one cluster; null where one does not say.
    same_cluster: Option<bool>,
    /// Counts.
    summary: Summary,
    /// Findings that only the new archive has.
    appeared: Vec<Appeared<'c>>,
    /// Findings that only the old archive has, although their rules could tell in the new one.
    gone: Vec<Finding<'c>>,
    /// Findings of both, as they are now.
    still: Vec<Still<'c>>,
    /// Findings of the old archive that may still be there: their rules could not tell.
    untold: Vec<Untold<'c>>,
}

/// An archive and its cluster; null is unknown.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Archive<'c> {
    /// Base name.
    name: &'c str,
    /// Version of the cluster.
    openshift_version: Option<&'c str>,
    /// Platform.
    platform: Option<&'c str>,
    /// Id of the cluster.
    cluster_id: Option<&'c str>,
    /// When it was gathered (RFC 3339, UTC).
    gathered_at: Option<&'c str>,
}

/// How many findings each list has.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Summary {
    /// Of `appeared`.
    appeared: usize,
    /// Of `gone`.
    gone: usize,
    /// Of `still`.
    still: usize,
    /// Those of `still` that are more severe than before.
    worse: usize,
    /// Of `untold`.
    untold: usize,
}

/// A finding.
#[derive(Debug, Serialize, JsonSchema)]
struct Finding<'c> {
    /// Id of the rule.
    rule: &'c str,
    /// Severity.
    severity: Severity,
    /// The object, as `Kind/namespace/name`.
    subject: &'c str,
    /// What is wrong.
    message: &'c str,
    /// `file:line` in its archive.
    place: &'c str,
    /// Its identity.
    fingerprint: &'c str,
    /// Fingerprint of the finding that explains it.
    caused_by: Option<&'c str>,
}

/// A finding that is new.
#[derive(Debug, Serialize, JsonSchema)]
struct Appeared<'c> {
    #[serde(flatten)]
    finding: Finding<'c>,
    /// Why the old archive could not have told; null if it could.
    untold_before: Option<&'c str>,
}

/// A finding that is still there.
#[derive(Debug, Serialize, JsonSchema)]
struct Still<'c> {
    #[serde(flatten)]
    finding: Finding<'c>,
    /// Its severity before.
    was: Severity,
    /// Whether it was suppressed before.
    was_suppressed: bool,
    /// Whether it is suppressed now.
    suppressed: bool,
}

/// A finding that may still be there.
#[derive(Debug, Serialize, JsonSchema)]
struct Untold<'c> {
    #[serde(flatten)]
    finding: Finding<'c>,
    /// Why the new archive could not tell.
    why: &'c str,
}

impl Render<Changes> for Json {
    fn render(&self, changes: &Changes, out: &mut dyn Write) -> Result<(), RenderError> {
        write_line(&serde_json::to_string_pretty(&Document::from(changes))?, out)
    }
}

impl<'c> From<&'c Changes> for Document<'c> {
    fn from(changes: &'c Changes) -> Self {
        let appeared = changes.appeared.iter().map(|one| Appeared {
            finding: finding(&one.finding),
            untold_before: one.untold_before.as_deref(),
        });
        let still = changes.still.iter().map(|one| Still {
            finding: finding(&one.finding),
            was: one.was,
            was_suppressed: one.was_suppressed,
            suppressed: one.finding.is_suppressed,
        });
        let untold =
            changes.untold.iter().map(|one| Untold { finding: finding(&one.finding), why: &one.why });
        Self {
            schema: "camgi/changes/v1",
            old: archive(&changes.old),
            new: archive(&changes.new),
            same_cluster: changes.same_cluster(),
            summary: Summary {
                appeared: changes.appeared.len(),
                gone: changes.gone.len(),
                still: changes.still.len(),
                worse: changes.still.iter().filter(|still| still.is_worse()).count(),
                untold: changes.untold.len(),
            },
            appeared: appeared.collect(),
            gone: changes.gone.iter().map(finding).collect(),
            still: still.collect(),
            untold: untold.collect(),
        }
    }
}

fn archive(archive: &ArchiveInfo) -> Archive<'_> {
    Archive {
        name: &archive.name,
        openshift_version: archive.openshift_version.as_deref(),
        platform: archive.platform.as_deref(),
        cluster_id: archive.cluster_id.as_deref(),
        gathered_at: archive.gathered_at.as_deref(),
    }
}

fn finding(finding: &Digested) -> Finding<'_> {
    Finding {
        rule: &finding.rule,
        severity: finding.severity,
        subject: &finding.subject,
        message: &finding.message,
        place: &finding.place,
        fingerprint: finding.fingerprint.as_str(),
        caused_by: finding.caused_by.as_ref().map(|cause| cause.as_str()),
    }
}

/// The JSON Schema of changes; `schemas/changes.schema.json` is this.
#[must_use]
pub fn changes_schema() -> Value {
    schema_of::<Document<'_>>("changes.schema.json")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::findings::Digest;
    use crate::output::sample;

    #[test]
    fn it_is_valid_and_has_everything() {
        let (old, new) = (Digest::from(&sample::report()), Digest::from(&sample::realistic()));
        let changes = Changes::between(&old, &new);
        let mut out = Vec::new();
        Json.render(&changes, &mut out).expect("a Vec takes everything");
        let value: Value = serde_json::from_slice(&out).expect("JSON");
        let validator = jsonschema::validator_for(&changes_schema()).expect("a schema");
        let errors: Vec<_> = validator.iter_errors(&value).map(|error| error.to_string()).collect();
        assert_eq!(errors, Vec::<String>::new());
        for (list, length) in [
            ("appeared", changes.appeared.len()),
            ("gone", changes.gone.len()),
            ("still", changes.still.len()),
            ("untold", changes.untold.len()),
        ] {
            assert_eq!(value[list].as_array().map(Vec::len), Some(length), "{list}");
        }
        assert!(changes.gone.len() + changes.untold.len() > 0 && !changes.appeared.is_empty());
    }
}
