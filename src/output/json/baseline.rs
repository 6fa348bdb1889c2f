//! The file of a baseline: written and read back. One finding a line, in the order of rule and subject, so that a change of
//! it reads well in a review.

use std::collections::BTreeMap;
use std::io::Write;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::write::{Json, schema_of, write_line};
use crate::findings::{Baseline, Fingerprint, Known, Severity};
use crate::output::{Render, RenderError};

/// The form of the document.
const FORM: &str = "camgi/baseline/v1";

/// The findings of a cluster that are known: `camgi check --baseline FILE` fails only for others.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields, title = "camgi baseline, version 1")]
struct Document {
    /// The form of this document.
    #[schemars(extend("const" = FORM))]
    schema: String,
    /// Id of the cluster; null if it is not known.
    #[serde(default)]
    cluster_id: Option<String>,
    /// What is known, by rule, subject and fingerprint.
    findings: Vec<Entry>,
}

/// One finding that is known.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Entry {
    /// Id of the rule.
    rule: String,
    /// The object, as `Kind/namespace/name`.
    subject: String,
    /// The severity that is known; a finding that is worse is new.
    severity: Severity,
    /// By this it is found again.
    fingerprint: String,
    /// How many findings with this fingerprint there are, one for each root that has it; 1 unless written.
    #[serde(default = "one", skip_serializing_if = "is_one")]
    count: usize,
}

fn one() -> usize {
    1
}

fn is_one(count: &usize) -> bool {
    *count == 1
}

impl Render<Baseline> for Json {
    fn render(&self, baseline: &Baseline, out: &mut dyn Write) -> Result<(), RenderError> {
        let mut entries: Vec<Entry> = baseline
            .known
            .iter()
            .map(|(fingerprint, known)| Entry {
                rule: known.rule.clone(),
                subject: known.subject.clone(),
                severity: known.severity,
                fingerprint: fingerprint.to_string(),
                count: known.count,
            })
            .collect();
        entries.sort();
        let lines: Vec<String> = entries.iter().map(serde_json::to_string).collect::<Result<_, _>>()?;
        let lines: String = lines
            .iter()
            .enumerate()
            .map(|(at, line)| format!("\n  {line}{}", if at + 1 < lines.len() { "," } else { "" }))
            .collect();
        let end = if lines.is_empty() { "" } else { "\n" };
        let cluster = serde_json::to_string(&baseline.cluster_id)?;
        let head = format!("{{\"schema\": \"{FORM}\", \"cluster_id\": {cluster}, \"findings\": [");
        write_line(&[&head, lines.as_str(), end, "]}"].concat(), out)
    }
}

/// Reads a baseline back.
///
/// # Errors
/// When it is none; the text says why and where.
pub fn read_baseline(text: &str) -> Result<Baseline, String> {
    let document: Document = serde_json::from_str(text).map_err(|error| error.to_string())?;
    if document.schema != FORM {
        return Err(format!("it is no `{FORM}`, but a `{}`", document.schema));
    }
    let mut known: BTreeMap<Fingerprint, Known> = BTreeMap::new();
    for Entry { rule, subject, severity, fingerprint, count } in document.findings {
        let read = Fingerprint::parse(&fingerprint)
            .ok_or_else(|| format!("`{fingerprint}` of {rule} is no fingerprint"))?;
        // After two files were put together by hand one may stand there twice; the worse counts.
        let entry = known.entry(read).or_insert(Known { rule, severity, subject, count });
        entry.severity = entry.severity.max(severity);
    }
    Ok(Baseline { known, cluster_id: document.cluster_id })
}

/// The JSON Schema of the baseline; `schemas/baseline.schema.json` is this.
#[must_use]
pub fn baseline_schema() -> Value {
    schema_of::<Document>("baseline.schema.json")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::findings::Digest;
    use crate::output::sample;

    fn written(baseline: &Baseline) -> String {
        let mut out = Vec::new();
        Json.render(baseline, &mut out).expect("a Vec takes everything");
        String::from_utf8(out).expect("UTF-8")
    }

    #[test]
    fn what_is_written_is_read_back_and_is_valid() {
        let validator = jsonschema::validator_for(&baseline_schema()).expect("a schema");
        for baseline in [Baseline::default(), Baseline::from(&Digest::from(&sample::report()))] {
            let text = written(&baseline);
            assert_eq!(read_baseline(&text), Ok(baseline.clone()));
            let value: Value = serde_json::from_str(&text).expect("JSON");
            assert!(validator.is_valid(&value), "{text}");
            assert_eq!(text.lines().count().max(2), baseline.known.len() + 2);
            assert!(!text.chars().any(|c| c != '\n' && crate::text::is_unsafe(c)));
        }
        let empty = "{\"schema\": \"camgi/baseline/v1\", \"cluster_id\": null, \"findings\": []}\n";
        assert_eq!(written(&Baseline::default()), empty);
    }

    #[test]
    fn what_is_none_is_refused_with_its_place() {
        let entry = r#"{"rule": "r", "subject": "s", "severity": "error", "fingerprint": "v1:1"}"#;
        for (text, expected) in [
            ("", "EOF"),
            ("{\"schema\": \"camgi/report/v1\", \"findings\": []}", "it is no `camgi/baseline/v1`"),
            ("{\"schema\": \"camgi/baseline/v1\",\n \"findings\": [{}]}", "at line 2 column"),
            (
                &format!("{{\"schema\": \"camgi/baseline/v1\", \"findings\": [{entry}]}}"),
                "`v1:1` of r is no fing",
            ),
        ] {
            let error = read_baseline(text).expect_err(text);
            assert!(error.contains(expected), "{error}");
        }
    }
}
