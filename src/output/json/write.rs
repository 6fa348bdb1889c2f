//! Writing the JSON report and the JSON inventory, and their schemas. What stands in them is in `v1` and `build`.

use std::fmt::Write as _;
use std::io::Write;

use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde::Serialize;
use serde_json::Value;

use super::v1::Document;
use super::{inventory, lines};
use crate::findings::{Inventory, Report};
use crate::output::{Render, RenderError};
use crate::text::is_unsafe;

/// The format `json`: the report or the inventory, version 1, pretty-printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Json;

impl Render for Json {
    fn render(&self, report: &Report, out: &mut dyn Write) -> Result<(), RenderError> {
        write(&Document::from(report), out)
    }
}

impl Render<Inventory> for Json {
    fn render(&self, inventory: &Inventory, out: &mut dyn Write) -> Result<(), RenderError> {
        write(&inventory::v1::Document::from(inventory), out)
    }
}

fn write(document: &impl Serialize, out: &mut dyn Write) -> Result<(), RenderError> {
    let text = serde_json::to_string_pretty(document)?;
    write_line(&text, out)
}

/// Writes JSON text and a newline, without a raw control character.
pub(in crate::output) fn write_line(json: &str, out: &mut dyn Write) -> Result<(), RenderError> {
    out.write_all(without_raw_controls(json)?.as_bytes())?;
    out.write_all(b"\n")?;
    Ok(())
}

/// JSON text with every unsafe character as `\uXXXX`. `serde_json` escapes what JSON asks for, which leaves DEL,
/// the C1 controls and the bidirectional ones; outside of strings none of them can stand, so this changes
/// no value.
fn without_raw_controls(text: &str) -> Result<String, std::fmt::Error> {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if c != '\n' && is_unsafe(c) {
            for unit in c.encode_utf16(&mut [0; 2]) {
                write!(out, "\\u{unit:04x}")?;
            }
        } else {
            out.push(c);
        }
    }
    Ok(out)
}

/// The JSON Schema (draft 2020-12) of the report; `schemas/report.schema.json` is this.
#[must_use]
pub fn schema() -> Value {
    schema_of::<Document<'_>>("report.schema.json")
}

/// The JSON Schema of the inventory; `schemas/inventory.schema.json` is this.
#[must_use]
pub fn inventory_schema() -> Value {
    schema_of::<inventory::v1::Document<'_>>("inventory.schema.json")
}

/// The JSON Schema of one line of the report line by line; `schemas/report-lines.schema.json` is this.
#[must_use]
pub fn lines_schema() -> Value {
    schema_of::<lines::Line<'_>>("report-lines.schema.json")
}

pub(in crate::output) fn schema_of<T: JsonSchema>(id: &str) -> Value {
    let mut schema =
        SchemaSettings::draft2020_12().for_serialize().into_generator().into_root_schema_for::<T>();
    schema.insert("$id".into(), id.into());
    schema.into()
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use serde_json::json;

    use super::*;
    use crate::output::{inventory_sample, sample};

    fn rendered(report: &Report) -> String {
        let mut out = Vec::new();
        Json.render(report, &mut out).expect("a Vec takes everything");
        String::from_utf8(out).expect("UTF-8")
    }

    fn parsed(report: &Report) -> Value {
        serde_json::from_str(&rendered(report)).expect("JSON")
    }

    #[test]
    fn the_schema_files_are_what_the_types_say() {
        for (name, schema) in [
            ("report.schema.json", schema()),
            ("inventory.schema.json", inventory_schema()),
            ("baseline.schema.json", super::super::baseline_schema()),
            ("changes.schema.json", crate::output::changes_schema()),
            ("report-lines.schema.json", lines_schema()),
        ] {
            let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("schemas").join(name);
            let text = format!("{}\n", serde_json::to_string_pretty(&schema).expect("JSON"));
            if std::env::var_os("CAMGI_UPDATE").is_some() {
                std::fs::write(&file, &text).expect("the schema can be written");
            }
            let written = std::fs::read_to_string(&file).unwrap_or_default();
            assert!(written == text, "schemas/{name} is old: run the tests with CAMGI_UPDATE=1");
            jsonschema::meta::validate(&schema).expect("the schema is one");
        }
    }

    #[test]
    fn a_parser_that_did_not_write_it_finds_it_valid() {
        let validator = jsonschema::validator_for(&schema()).expect("the schema compiles");
        for report in [sample::report(), sample::two_roots(), sample::realistic()] {
            let report = parsed(&report);
            let errors: Vec<_> = validator.iter_errors(&report).map(|error| error.to_string()).collect();
            assert_eq!(errors, Vec::<String>::new());
        }
    }

    #[test]
    fn an_inventory_is_valid_and_has_no_raw_control() {
        let inventory = inventory_sample::inventory();
        let mut out = Vec::new();
        Json.render(&inventory, &mut out).expect("a Vec takes everything");
        let text = String::from_utf8(out).expect("UTF-8");
        assert!(!text.chars().any(|c| c != '\n' && is_unsafe(c)));
        let document: Value = serde_json::from_str(&text).expect("JSON");
        let validator = jsonschema::validator_for(&inventory_schema()).expect("the schema compiles");
        let errors: Vec<_> = validator.iter_errors(&document).map(|error| error.to_string()).collect();
        assert_eq!(errors, Vec::<String>::new());
        assert_eq!(document["roots"][0]["product"], sample::HOSTILE);
        assert_eq!(document["roots"][1]["gather"], json!({"at": null, "source": null, "ended": null}));
    }

    #[test]
    fn a_broken_report_is_refused() {
        let validator = jsonschema::validator_for(&schema()).expect("the schema compiles");
        let good = parsed(&sample::report());
        assert!(validator.is_valid(&good));
        for (pointer, value) in [
            ("/schema", json!("camgi/report/v2")),
            ("/findings/0/location/line", json!(0)),
            ("/findings/0/severity", json!("fatal")),
            ("/findings/0/location", json!({"file": "a"})),
            ("/findings/0/subject", json!({"kind": "Node", "extra": 1})),
            ("/rules/0/outcome", json!("skipped")),
            ("/summary/rules/pass", json!(-1)),
            ("/notices/0/file", json!(7)),
            ("/tool", json!(null)),
        ] {
            let mut bad = good.clone();
            *bad.pointer_mut(pointer).expect(pointer) = value;
            assert!(!validator.is_valid(&bad), "{pointer}");
        }
        let mut bad = good.clone();
        bad.as_object_mut().expect("an object").remove("notices");
        assert!(!validator.is_valid(&bad), "a key is missing");
    }

    /// The keys of `interfaces.md`, written out by hand.
    #[test]
    fn every_key_is_there_by_its_name_and_none_else() {
        let report = parsed(&sample::report());
        let keys = |pointer: &str| -> String {
            let value = report.pointer(pointer).expect(pointer);
            let keys: Vec<&str> = value.as_object().expect(pointer).keys().map(String::as_str).collect();
            keys.join(" ")
        };
        // serde_json without `preserve_order` sorts keys.
        for (pointer, expected) in [
            ("", "archive findings notices rules schema summary tool"),
            ("/tool", "name version"),
            (
                "/archive",
                "bytes cluster_id files gathered_at layout name openshift_version platform product roots",
            ),
            ("/summary", "consequences errors infos rules suppressed unchanged warnings"),
            ("/summary/rules", "error fail pass skip"),
            (
                "/rules/0",
                "component findings id incomplete outcome reason renamed_from severity status suppressed title",
            ),
            (
                "/findings/0",
                "caused_by count evidence fingerprint first_seen last_seen links location message related rule \
                 severity state subject suppressed",
            ),
            ("/findings/0/subject", "group kind name namespace version"),
            ("/findings/0/location", "column end_column end_line file line text"),
            ("/findings/0/evidence/0", "file line path value"),
            ("/findings/0/related/0", "location subject"),
            ("/notices/0", "code file message severity"),
        ] {
            assert_eq!(keys(pointer), expected, "{pointer}");
        }
    }

    #[test]
    fn values_are_the_reports_own() {
        let sample = sample::report();
        let report = parsed(&sample);
        let first = &report["findings"][0];
        assert_eq!(first["location"]["line"], 6);
        assert_eq!(first["location"]["column"], 13);
        assert_eq!(first["location"]["end_column"], 20);
        assert_eq!(first["location"]["text"], "    status: Unknown");
        assert_eq!(first["caused_by"], Value::Null);
        assert_eq!(first["root"], Value::Null, "no root where there is one only");
        assert_eq!(report["findings"].as_array().expect("array").len(), sample.findings.len());
        let suppressed: Vec<_> = report["findings"]
            .as_array()
            .expect("array")
            .iter()
            .filter(|f| !f["suppressed"].is_null())
            .collect();
        assert_eq!(suppressed.len(), sample.summary.suppressed);
        assert_eq!(parsed(&sample::two_roots())["findings"][0]["root"], "quay-io-a");
        assert_eq!(parsed(&sample::two_roots())["archive"]["roots"], json!(["quay-io-a", "quay-io-b"]));
    }

    #[test]
    fn foreign_text_is_kept_but_not_raw() {
        let sample = sample::report();
        let text = rendered(&sample);
        assert!(text.ends_with("}\n") && !text.chars().any(|c| c != '\n' && is_unsafe(c)));
        let hostile =
            sample.findings.iter().position(|f| f.message.contains('\u{202e}')).expect("a hostile one");
        let report: Value = serde_json::from_str(&text).expect("JSON");
        assert_eq!(report["findings"][hostile]["message"], sample.findings[hostile].message.as_str());
        assert_eq!(
            without_raw_controls("\"\u{9b}\u{e0041}\u{e9}\"").expect("text"),
            "\"\\u009b\\udb40\\udc41\u{e9}\""
        );
    }
}
