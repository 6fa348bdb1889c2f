//! The schemas in `schemas/` are those of the types, and what camgi reads and writes is valid against them, says a
//! validator that is not ours.

use std::fs;

use serde_json::Value;

use crate::common::{FIXTURES, check_json, files_below, fixture, real_archives, root};

fn compare_or_update(name: &str, schema: &Value) {
    let path = root().join("schemas").join(name);
    let text = format!("{}\n", serde_json::to_string_pretty(schema).expect("JSON"));
    if std::env::var_os("CAMGI_UPDATE").is_some() {
        fs::write(&path, &text).expect("the schema is written");
    }
    let stored = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        stored == text,
        "{name} is not what the types say; run CAMGI_UPDATE=1 cargo test, and look at the difference"
    );
}

fn schema(name: &str) -> Value {
    let text = fs::read_to_string(root().join("schemas").join(name)).expect("a schema");
    serde_json::from_str(&text).expect("JSON")
}

#[test]
fn rule_schema_is_fresh() {
    compare_or_update("rule.schema.json", camgi::rules::spec::shapes().as_json());
}

#[test]
fn every_report_is_valid() {
    let validator = jsonschema::validator_for(&schema("report.schema.json")).expect("a schema");
    let mut archives: Vec<_> = FIXTURES.into_iter().map(fixture).collect();
    let small = |path: &std::path::PathBuf| fs::metadata(path).is_ok_and(|data| data.len() < 1_000_000);
    archives.extend(real_archives("every_report_is_valid").into_iter().filter(small));
    for archive in archives {
        let run = crate::common::camgi(&["check", "--format", "json", archive.to_str().expect("UTF-8")]);
        if run.status == 3 && run.stdout.is_empty() {
            continue;
        }
        let errors: Vec<String> = validator.iter_errors(&run.json()).map(|error| error.to_string()).collect();
        assert!(errors.is_empty(), "{}: {errors:?}", archive.display());
    }
    let mut broken = check_json(&fixture("machine-failed"), &[]);
    broken["findings"][0]["location"] = Value::Null;
    assert!(!validator.is_valid(&broken), "a finding without a place is refused");
}

/// Our own reader of YAML gives the tree; the schema is checked by the foreign validator.
pub(crate) fn to_json(node: camgi::model::Node<'_>) -> Value {
    match node.shape() {
        camgi::model::Shape::Map => node
            .entries()
            .map(|(key, value)| (key.text().unwrap_or_default().to_owned(), to_json(value)))
            .collect(),
        camgi::model::Shape::List => node.items().map(to_json).collect(),
        camgi::model::Shape::Scalar if node.is_null() => Value::Null,
        camgi::model::Shape::Scalar => {
            let text = node.text().unwrap_or_default();
            match (node.is_plain(), node.as_bool(), text.parse::<i64>()) {
                (_, Some(truth), _) => truth.into(),
                (true, _, Ok(number)) => number.into(),
                _ => text.into(),
            }
        }
    }
}

#[test]
fn every_rule_of_the_pack_is_valid() {
    let validator = jsonschema::validator_for(&schema("rule.schema.json")).expect("a schema");
    let mut seen = 0;
    for (name, bytes) in files_below(&root().join("rules")) {
        if !name.ends_with(".yaml") || name.ends_with(".test.yaml") {
            continue;
        }
        let text = String::from_utf8(bytes).expect("UTF-8");
        let document =
            camgi::model::Document::parse(text, camgi::model::ReadOptions::default()).expect("YAML");
        for rule in document.roots() {
            let errors: Vec<String> =
                validator.iter_errors(&to_json(rule)).map(|error| error.to_string()).collect();
            assert!(errors.is_empty(), "{name}: {errors:?}");
            seen += 1;
        }
    }
    assert!(seen >= 14, "the pack was found");
}
