//! Every key of the language, misspelt by one letter, is told at its line with what was probably meant. The keys are those
//! of the schema, so that a new one is tried as soon as it is there.

use std::collections::BTreeMap;
use std::fs;

use camgi::rules::load;
use camgi::rules::written::SourceText;
use serde_json::Value;

use crate::common::root;

/// Words around the place of a map: `sources: {a: {resources: `.
#[derive(Clone, Default)]
struct Way {
    before: String,
    after: String,
}

impl Way {
    fn into(&self, before: &str, after: &str) -> Self {
        Self { before: format!("{}{before}", self.before), after: format!("{after}{}", self.after) }
    }
}

/// All maps with known keys, with a way to each.
fn maps(schema: &Value, whole: &Value, way: &Way, found: &mut Vec<(Way, Vec<String>)>) {
    if let Some(name) = schema["$ref"].as_str().and_then(|name| name.strip_prefix("#/$defs/")) {
        maps(&whole["$defs"][name], whole, way, found);
    }
    for choice in schema["anyOf"].as_array().into_iter().flatten() {
        maps(choice, whole, way, found);
    }
    if schema["items"].is_object() {
        maps(&schema["items"], whole, &way.into("[", "]"), found);
    }
    if schema["additionalProperties"].is_object() {
        maps(&schema["additionalProperties"], whole, &way.into("{a: ", "}"), found);
    }
    if let Some(keys) = schema["properties"].as_object() {
        found.push((way.clone(), keys.keys().cloned().collect()));
        for (key, value) in keys {
            maps(value, whole, &way.into(&format!("{{{key}: "), "}"), found);
        }
    }
}

/// All words that differ in one letter: one lost, one twice, one wrong, two swapped.
fn misspelt(word: &str) -> Vec<String> {
    let letters: Vec<char> = word.chars().collect();
    let mut all = Vec::new();
    for at in 0..letters.len() {
        let mut lost = letters.clone();
        lost.remove(at);
        let mut twice = letters.clone();
        twice.insert(at, letters[at]);
        let mut wrong = letters.clone();
        wrong[at] = if letters[at] == 'q' { 'k' } else { 'q' };
        all.extend([lost, twice, wrong]);
        if at > 0 && letters[at] != letters[at - 1] {
            let mut swapped = letters.clone();
            swapped.swap(at, at - 1);
            all.push(swapped);
        }
    }
    all.into_iter().map(String::from_iter).collect()
}

#[test]
fn every_key_misspelt_by_one_letter_is_understood() {
    let schema = fs::read_to_string(root().join("schemas/rule.schema.json")).expect("the schema");
    let schema: Value = serde_json::from_str(&schema).expect("JSON");
    let (mut found, mut tried) = (Vec::new(), BTreeMap::new());
    maps(&schema, &schema, &Way::default(), &mut found);
    for (way, keys) in &found {
        for key in keys {
            for wrong in misspelt(key) {
                // One that is another key, or nothing at all, is no misspelling.
                if wrong.is_empty() || keys.contains(&wrong) {
                    continue;
                }
                // The third line is that of the key.
                let text = format!("#\n{}{{\n{wrong}: x\n}}{}", way.before, way.after);
                let mistakes = load(vec![SourceText { name: "r.yaml".to_owned(), text: text.clone() }], &[]);
                let mistakes = mistakes.expect_err("a mistake");
                let line = |at: usize| text[..at].matches('\n').count() + 1;
                let told = mistakes.iter().find(|mistake| mistake.message.contains(&format!("`{wrong}`")));
                let told = told.unwrap_or_else(|| panic!("{wrong} in {text}: {mistakes:?}"));
                assert_eq!(line(told.span.start), 3, "{text}");
                let help = told.help.clone().unwrap_or_default();
                let meant = keys.iter().any(|key| help == format!("did you mean `{key}`?"));
                assert!(meant, "{wrong} for {key} in {text}: {help}");
                *tried.entry(help == format!("did you mean `{key}`?")).or_insert(0_u32) += 1;
            }
        }
    }
    assert!(found.len() > 20, "{} maps", found.len());
    // Some misspellings are as near to another key; most must not be.
    let [right, other] = [true, false].map(|key| tried.get(&key).copied().unwrap_or_default());
    assert!(right > 1000 && other * 20 < right, "{right} and {other}");
}
