//! The handbook for authors of rules, `rules/README.md`: every piece of YAML in it is loaded, every test is run, every
//! command is run, and every key that a rule can have is shown.
//!
//! What stands behind `yaml` in the first line of a block says what the block is; GitHub shows them all as YAML:
//! nothing: whole rules; `part`: keys of a rule; `source`: what stands under the name of a source; `object`: the
//! resource that the next conditions are about; `where`: conditions, of which each line holds for it; `where not`: of
//! which none does; `test`: tests of the last whole rule.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;

use camgi::engine::run_tests;
use camgi::model::{Document, ReadOptions};
use camgi::rules::spec::ExpectedOutcome;
use camgi::rules::written::{Mistake, SourceText};
use camgi::rules::{Loaded, load};
use serde_json::Value;

use crate::common::{Scratch, command, files_below, fixture, root, run};

/// The gather time of the examples of conditions.
const NOW: &str = "2026-01-01T12:00:00Z";

/// A fenced block.
#[derive(Debug)]
struct Block {
    /// All that stands behind the fence: `yaml where not`.
    info: String,
    /// Line of its first line; 1-based.
    line: usize,
    text: String,
}

fn handbook() -> String {
    fs::read_to_string(root().join("rules/README.md")).expect("the handbook")
}

fn blocks() -> Vec<Block> {
    let text = handbook();
    let mut blocks: Vec<Block> = Vec::new();
    let mut open = false;
    for (nr, line) in text.lines().enumerate() {
        match line.strip_prefix("```") {
            Some("") if open => open = false,
            Some(info) => {
                assert!(!open, "line {}: the block before is not closed", nr + 1);
                open = true;
                blocks.push(Block { info: info.to_owned(), line: nr + 2, text: String::new() });
            }
            None if open => {
                let block = blocks.last_mut().expect("a block is open");
                writeln!(block.text, "{line}").expect("a text");
            }
            None => {}
        }
    }
    assert!(!open, "the last block is not closed");
    blocks
}

/// Rules that a block stands for, each with the line that it comes from.
fn rules() -> Vec<(usize, String)> {
    let (mut rules, mut whole, mut object) = (Vec::new(), String::new(), String::new());
    for Block { info, line, text } in blocks() {
        match info.as_str() {
            "yaml" => {
                assert!(
                    text.contains("\nkind: Rule\n"),
                    "line {line}: a whole rule, or a piece of which sort?"
                );
                whole.clone_from(&text);
                rules.push((line, text));
            }
            "yaml part" => rules.push((line, completed(&text))),
            "yaml source" => {
                let source = format!("sources:\n  item:\n{}", indented(&text, 4));
                rules.push((line, completed(&source)));
            }
            "yaml test" => rules.push((line, format!("{whole}{text}"))),
            "yaml object" => object = text,
            "yaml where" | "yaml where not" => {
                assert!(!object.is_empty(), "line {line}: conditions, and no object before them");
                let holds = info == "yaml where";
                let each = text.lines().enumerate();
                rules.extend(each.map(|(nr, entry)| (line + nr, with_condition(entry, &object, holds))));
            }
            "sh" | "console" => {}
            _ => panic!("line {line}: what is a block of `{info}`?"),
        }
    }
    rules
}

fn indented(text: &str, by: usize) -> String {
    text.lines().map(|line| format!("{:by$}{line}\n", "")).collect()
}

/// Keys of a rule, with those that are missing.
fn completed(text: &str) -> String {
    let mut rule = text.to_owned();
    let has = |key: &str| text.lines().any(|line| line.starts_with(&format!("{key}:")));
    for (key, value) in [
        ("apiVersion", "camgi/v1"),
        ("kind", "Rule"),
        ("id", "a-piece"),
        ("title", "A piece"),
        ("severity", "warning"),
        ("component", "c"),
        ("description", "d"),
        ("help", "h"),
        ("sources", "{node: {resources: {group: core, kind: Node}}}"),
        ("report", "{message: m}"),
    ] {
        if !has(key) {
            writeln!(rule, "{key}: {value}").expect("a text");
        }
    }
    rule
}

/// A rule with one line of a condition, and the test that it holds for the object, or does not.
fn with_condition(line: &str, object: &str, holds: bool) -> String {
    let outcome = if holds { "fail" } else { "pass" };
    completed(&format!(
        "params:\n  grace: {{type: duration, default: 1h, description: d}}\nsources:\n  node:\n    \
         resources: {{group: core, kind: Node}}\n    where:\n      {line}\ntests:\n- name: the line alone\n  given:\n    \
         now: {NOW}\n    resources:\n    -\n{}  expect: {{outcome: {outcome}}}\n",
        indented(object, 6)
    ))
}

/// Loads what a block stands for. Its name is a file beside the handbook, from which archives are found.
fn loaded(line: usize, text: &str) -> Loaded {
    let name = root().join(format!("rules/README.md line {line}"));
    let text = SourceText { name: name.to_string_lossy().into_owned(), text: text.to_owned() };
    load(vec![text], &[]).unwrap_or_else(|mistakes| {
        let said = |mistake: &Mistake| format!("{mistake}: {}", mistake.span.of(&mistake.source_text.text));
        let said: Vec<String> = mistakes.iter().map(said).collect();
        panic!("rules/README.md, line {line}:\n{}", said.join("\n"))
    })
}

#[test]
fn every_rule_loads_and_passes_its_tests() {
    let mut failures = Vec::new();
    let mut ran = 0;
    for (line, text) in rules() {
        for result in run_tests(&loaded(line, &text)) {
            ran += 1;
            for failure in &result.differences {
                failures.push(format!("line {line}, {}, {}: {failure:?}", result.rule, result.name));
            }
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
    assert!(ran > 80, "{ran} tests");
}

#[test]
fn every_lint_is_named() {
    let text = handbook();
    for lint in camgi::rules::LINTS {
        assert!(text.contains(&format!("`{}`", lint.name)), "{}", lint.name);
    }
}

#[test]
fn whole_rules_hit_and_are_silent() {
    let mut ids = BTreeSet::new();
    for Block { line, text, .. } in blocks().into_iter().filter(|block| block.info == "yaml") {
        let loaded = loaded(line, &text);
        for id in loaded.rules.ids() {
            let tests = || loaded.tests.iter().filter(|test| test.rule == id).map(|test| &test.spec.expect);
            let ends = |wanted| {
                tests().any(|expect| expect.outcome.as_ref().is_some_and(|outcome| outcome.value == wanted))
            };
            let hits = tests().any(|expect| expect.findings.as_ref().is_some_and(|found| !found.is_empty()));
            assert!(hits || ends(ExpectedOutcome::Fail), "no test of {id} hits");
            assert!(ends(ExpectedOutcome::Pass), "no test of {id} is silent");
            assert!(ids.insert(id.to_owned()), "there are two rules {id}");
        }
    }
    assert!(ids.len() >= 13, "{ids:?}");
    let text = handbook();
    for question in 1..=12 {
        assert!(text.contains(&format!("\n### 3.{question} ")), "question {question}");
    }
}

/// The words of a command; what is in quotes is one word.
pub(crate) fn words(line: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let (mut quote, mut is_open) = (None, false);
    for c in line.chars() {
        let is_quote = match quote {
            Some(open) => c == open,
            None => matches!(c, '\'' | '"'),
        };
        if c == ' ' && quote.is_none() {
            is_open = false;
            continue;
        }
        if !is_open {
            words.push(String::new());
            is_open = true;
        }
        if is_quote {
            quote = quote.is_none().then_some(c);
        } else {
            words.last_mut().expect("a word is open").push(c);
        }
    }
    words
}

#[test]
fn every_command_runs() {
    let scratch = Scratch::new();
    for (name, bytes) in files_below(&fixture("node-lost")) {
        scratch.write(&format!("must-gather/{name}"), bytes);
    }
    let mut ran = 0;
    for Block { info, line, text } in blocks() {
        if info == "yaml" {
            // As a reader who writes each rule into a file of its name.
            let loaded = loaded(line, &text);
            let id = loaded.rules.ids().next().expect("a rule").to_owned();
            scratch.write(&format!("{id}.yaml"), &text);
        }
        if info != "sh" && info != "console" {
            continue;
        }
        let commands = text.lines().filter(|line| info == "sh" || line.starts_with("$ "));
        for said in commands.filter(|line| !line.starts_with('#')) {
            let said = said.trim_start_matches("$ ");
            let all = words(said);
            let (program, arguments) = all.split_first().expect("a command");
            assert_eq!(program, "camgi", "line {line}: {said}");
            let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
            let file = arguments.iter().position(|word| *word == ">");
            let arguments = &arguments[..file.unwrap_or(arguments.len())];
            let run = run(command().current_dir(scratch.path("")).args(arguments));
            // There may be findings; there may be no mistake in the usage.
            assert!(run.status <= 1, "line {line}: {said}: status {}\n{}", run.status, run.stderr);
            if info == "console" {
                let shown = text.split_once(said).expect("the command").1.trim_start_matches('\n');
                let shown = shown.split("\n$ ").next().unwrap_or_default();
                assert_eq!(run.stdout.trim_end(), shown.trim_end(), "line {line}: {said}");
            }
            ran += 1;
        }
    }
    assert!(ran >= 14, "{ran} commands");
}

/// Keys of maps with fixed keys, as `Map.key`: those that a value has, or all that the schema knows.
fn keys(schema: &Value, at: &Value, name: &str, value: Option<&Value>, found: &mut BTreeSet<String>) {
    if let Some(reference) = at["$ref"].as_str() {
        let name = reference.trim_start_matches("#/$defs/");
        return keys(schema, &schema["$defs"][name], name, value, found);
    }
    for word in ["anyOf", "oneOf", "allOf"] {
        for part in at[word].as_array().into_iter().flatten() {
            keys(schema, part, name, value, found);
        }
    }
    let elements = value.and_then(Value::as_array);
    if at["items"].is_object() {
        match value {
            None => keys(schema, &at["items"], name, None, found),
            Some(_) => {
                elements
                    .into_iter()
                    .flatten()
                    .for_each(|element| keys(schema, &at["items"], name, Some(element), found));
            }
        }
    }
    let entries = value.and_then(Value::as_object);
    if at["additionalProperties"].is_object() {
        let inner = &at["additionalProperties"];
        match value {
            None => keys(schema, inner, name, None, found),
            Some(_) => entries
                .into_iter()
                .flatten()
                .for_each(|(_, entry)| keys(schema, inner, name, Some(entry), found)),
        }
    }
    for (key, inner) in at["properties"].as_object().into_iter().flatten() {
        let entry = match value {
            None => None,
            Some(value) => match value.get(key) {
                Some(entry) => Some(entry),
                None => continue,
            },
        };
        found.insert(format!("{name}.{key}"));
        keys(schema, inner, name, entry, found);
    }
}

#[test]
fn every_key_is_in_an_example() {
    let shapes = camgi::rules::spec::shapes();
    let schema = shapes.as_json();
    let (mut all, mut shown) = (BTreeSet::new(), BTreeSet::new());
    keys(schema, schema, "Rule", None, &mut all);
    for (line, text) in rules() {
        let document = Document::parse(text, ReadOptions::default());
        let document = document.unwrap_or_else(|error| panic!("line {line}: {error}"));
        for rule in document.roots() {
            keys(schema, schema, "Rule", Some(&crate::schemas::to_json(rule)), &mut shown);
        }
    }
    let missing: Vec<&String> = all.difference(&shown).collect();
    assert!(missing.is_empty(), "no example has {missing:?}");
    assert!(all.len() > 120, "{} keys", all.len());
}

/// The words that a schema allows in the place of texts.
fn choices(at: &Value, found: &mut BTreeSet<String>) {
    for word in at["enum"].as_array().into_iter().flatten().chain([&at["const"]]) {
        found.extend(word.as_str().map(str::to_owned));
    }
    match at {
        Value::Object(entries) => entries.values().for_each(|entry| choices(entry, found)),
        Value::Array(elements) => elements.iter().for_each(|element| choices(element, found)),
        _ => {}
    }
}

/// What the mistake says that there is instead.
fn known(text: &str, before: &str) -> Vec<String> {
    let text = SourceText { name: "r.yaml".to_owned(), text: completed(text) };
    let mistakes = load(vec![text], &[]).expect_err("a mistake");
    let mut help = mistakes.iter().filter_map(|mistake| mistake.help.as_deref()?.strip_prefix(before));
    let words = help.next().unwrap_or_else(|| panic!("no help begins with {before}: {mistakes:?}"));
    words.split(", ").map(str::to_owned).collect()
}

#[test]
fn every_word_of_the_language_is_told() {
    let text = handbook();
    let is_word = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-');
    let tells = |word: &str| {
        text.match_indices(word).any(|(at, _)| {
            let (before, after) = (text[..at].chars().next_back(), text[at + word.len()..].chars().next());
            !before.is_some_and(is_word) && !after.is_some_and(is_word)
        })
    };
    let mut words = BTreeSet::new();
    choices(camgi::rules::spec::shapes().as_json(), &mut words);
    assert!(words.contains("base64 x509") && words.len() > 25, "{words:?}");
    words.extend(known("report: {message: \"{{ node.metadata.name | zzzz }}\"}\n", "known here: "));
    for function in camgi::rules::script::FUNCTIONS {
        assert!(text.contains(function.call), "{} is not told", function.call);
    }
    let silent: Vec<&String> = words.iter().filter(|word| !tells(word)).collect();
    assert!(silent.is_empty(), "not told: {silent:?}");

    let source = "sources:\n  node:\n    resources: {group: core, kind: Node}\n    where: {a|zzzz: 1}\n";
    let conditions: String = blocks()
        .into_iter()
        .filter(|block| block.info.starts_with("yaml where"))
        .map(|block| block.text)
        .collect();
    for modifier in known(source, "modifiers: ") {
        let is_used = [":", "|"].iter().any(|end| conditions.contains(&format!("|{modifier}{end}")));
        assert!(is_used, "no condition shows {modifier}");
    }
}

#[test]
fn every_link_inside_of_the_page_leads_to_a_heading() {
    let text = handbook();
    let slug = |heading: &str| -> String {
        let kept = heading.chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
        kept.collect::<String>().to_lowercase().replace(' ', "-")
    };
    let heading = |line: &str| line.starts_with('#').then(|| slug(line.trim_start_matches('#').trim()));
    let headings: BTreeSet<String> = text.lines().filter_map(heading).collect();
    let links: Vec<&str> = text.split("](#").skip(1).filter_map(|rest| rest.split(')').next()).collect();
    assert!(links.len() >= 4);
    for link in links {
        assert!(headings.contains(link), "there is no heading #{link}");
    }
}
