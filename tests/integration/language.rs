//! The rule language as a whole: a rule for each of its features under `tests/language/`, the budgets of programs, and what
//! a misspelt key is answered.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::common::{Scratch, camgi, check_json, files_below, fixture, root, rule};

/// The features that the rules of the catalogue need, and the first words of the second line of the rule that shows
/// each.
const FEATURES: [&str; 24] = [
    "absent",
    "age",
    "capture",
    "cond",
    "condition",
    "correlate",
    "count",
    "embed",
    "eq",
    "event",
    "file",
    "guard",
    "join",
    "json",
    "limit",
    "log",
    "logwin",
    "num",
    "qty",
    "quant",
    "script",
    "semver",
    "table",
    "x509",
];

#[test]
fn every_feature_has_rules_whose_tests_pass() {
    let mut shown: BTreeMap<String, usize> = BTreeMap::new();
    let mut files = 0;
    for (name, bytes) in files_below(&root().join("tests/language")) {
        let text = String::from_utf8(bytes).expect("UTF-8");
        let second = text.lines().nth(1).unwrap_or_default();
        let feature = second.split('`').nth(1).unwrap_or_else(|| panic!("{name} names no feature: {second}"));
        *shown.entry(feature.to_owned()).or_default() += 1;
        files += 1;
        assert!(text.contains("findings: [{") || text.contains("findings:\n"), "no test of {name} hits");
        assert!(text.contains("{outcome: pass}"), "no test of {name} is silent");
    }
    assert_eq!(files, 33);
    assert_eq!(shown.keys().map(String::as_str).collect::<Vec<_>>(), FEATURES);

    let run = camgi(&["rules", "test", "tests/language/"]);
    assert_eq!(run.status, 0, "{}{}", run.stdout, run.stderr);
    assert!(run.stdout.ends_with(" passed, 0 failed\n"), "{}", run.stdout);
    assert!(!run.stdout.contains("without a test"), "{}", run.stdout);
}

const NODES: &str = "sources:\n  node:\n    resources: {group: core, kind: Node}\n";

#[test]
fn a_program_that_takes_too_much_is_an_error_of_its_rule_alone() {
    let endless = [
        ("loops", "let x = 0; loop { x += 1; }"),
        ("loops-in-a-list", "loop { for n in node { n.metadata.name; } }"),
        ("recurses", "fn f(x) { f(x + 1) }\n  f(1);"),
        ("huge-text", "let x = \"a\"; loop { x += x; }"),
        ("huge-list", "let x = []; loop { x.push(1); }"),
        ("doubled-list", "let x = [1]; loop { x += x; }"),
        ("nested-list", "let x = []; loop { x = [x, x]; }"),
        ("huge-map", "let x = #{}; let i = 0; loop { x[`${i}`] = i; i += 1; }"),
        ("padded-list", "let x = []; x.pad(100000000, 1);"),
        ("padded-text", "let x = \"\"; x.pad(100000000, \"a\");"),
        ("many-findings", "loop { finding(#{message: \"x\", object: node[0]}); }"),
    ];
    let scratch = Scratch::new();
    for (id, script) in endless {
        let rest = format!("{NODES}script: |\n  {script}\n");
        scratch.write(&format!("rules/{id}.yaml"), rule(id, &rest));
    }
    let fine = format!("{NODES}report: {{message: fine}}\n");
    scratch.write("rules/fine.yaml", rule("fine", &fine));
    let rules = scratch.path("rules");
    let rules = rules.to_str().expect("UTF-8");

    let began = Instant::now();
    let report = check_json(&fixture("healthy"), &["--no-builtin-rules", "--rules", rules]);
    // On two threads, each of them may take its ten seconds.
    assert!(began.elapsed() < Duration::from_secs(60), "{:?}", began.elapsed());
    let outcomes: BTreeMap<&str, &Value> = report["rules"]
        .as_array()
        .expect("rules")
        .iter()
        .map(|rule| (rule["id"].as_str().expect("an id"), rule))
        .collect();
    assert_eq!(outcomes.len(), endless.len() + 1);
    assert_eq!(outcomes["fine"]["outcome"], "fail");
    for (id, _) in endless {
        let judged = outcomes[id];
        assert_eq!(judged["outcome"], "error", "{id}: {judged}");
        let reason = judged["reason"].as_str().unwrap_or_default();
        assert!(reason.contains("line "), "{id} says where: {reason}");
    }
}

#[test]
fn a_program_that_takes_too_much_takes_its_time_and_no_more() {
    for (id, script) in [
        ("list", "let x = []; loop { x.push(1); }"),
        ("map", "let x = #{}; let i = 0; loop { x[`${i}`] = i; i += 1; }"),
        ("shifted", "let x = []; loop { x.insert(0, 1); if x.len() > 19000 { x.pop(); } }"),
        ("sorted", "let x = []; x.pad(19000, 1); loop { x.sort(); x.reverse(); }"),
    ] {
        let scratch = Scratch::new();
        let file = scratch.write("rule.yaml", rule(id, &format!("{NODES}script: |\n  {script}\n")));
        let began = Instant::now();
        let arguments = ["--no-builtin-rules", "--rules", file.to_str().expect("UTF-8")];
        let report = check_json(&fixture("healthy"), &arguments);
        assert!(began.elapsed() < Duration::from_secs(15), "{id}: {:?}", began.elapsed());
        assert_eq!(report["rules"][0]["outcome"], "error", "{id}: {}", report["rules"][0]);
    }
}

#[test]
fn an_expression_that_takes_long_for_each_item_is_an_error_of_its_rule() {
    let scratch = Scratch::new();
    let pod = |nr| format!("- {{apiVersion: v1, kind: Pod, metadata: {{name: p{nr}, namespace: n}}}}\n");
    let pods: String = (0..300).map(pod).collect();
    let list = format!("apiVersion: v1\nkind: PodList\nitems:\n{pods}");
    scratch.write("mg/image/namespaces/n/core/pods.yaml", list);
    scratch.write("mg/image/version", "openshift/must-gather\n4.15.3\n");
    let source = |name: &str| format!("  {name}: {{resources: {{group: core, kind: Pod}}}}\n");
    let [pod, other, third] = ["pod", "other", "third"].map(source);
    // One item stays below the limit of steps; three hundred would take minutes.
    let slow = format!(
        "sources:\n{pod}{other}{third}foreach: pod\ncondition: other.filter(|a| third.filter(|b| \
         b.metadata.name == a.metadata.name).len() > 5).len() > 0\nreport: {{message: m}}\n"
    );
    let file = scratch.write("slow.yaml", rule("slow", &slow));
    let began = Instant::now();
    let arguments = ["--no-builtin-rules", "--rules", file.to_str().expect("UTF-8")];
    let report = check_json(&scratch.path("mg"), &arguments);
    assert!(began.elapsed() < Duration::from_secs(15), "{:?}", began.elapsed());
    assert_eq!(report["rules"][0]["outcome"], "error", "{}", report["rules"][0]);
    let reason = report["rules"][0]["reason"].as_str().unwrap_or_default();
    assert!(reason.contains("longer than 10 s"), "{reason}");
}

/// The messages of the findings of scripts about pods, and whether a finding of another script explains each.
fn explained(pods: &str) -> Vec<(String, bool)> {
    let scratch = Scratch::new();
    let lost = format!(
        "{NODES}script: |\n  for n in node {{\n    if n.spec.unschedulable == true {{ finding(#{{message: \
         \"lost\", object: n, links: #{{node: n.metadata.name}}}}); }}\n  }}\n"
    );
    scratch.write("rules/lost.yaml", rule("lost", &lost));
    let pods = format!("{NODES}script: |\n  {pods}\nexplained_by:\n- {{rule: lost, by: node}}\n");
    scratch.write("rules/pods.yaml", rule("pods", &pods));
    for (name, lost) in [("a", true), ("b", true), ("c", false)] {
        let path = format!("mg/cluster-scoped-resources/core/nodes/{name}.yaml");
        let node = format!(
            "apiVersion: v1\nkind: Node\nmetadata: {{name: {name}}}\n\
             spec: {{unschedulable: {lost}, podCIDRs: [a, b]}}\n"
        );
        scratch.write(&path, node);
    }
    scratch.write("mg/version", "openshift/must-gather\n4.15.3\n");
    let rules = scratch.path("rules");
    let report =
        check_json(&scratch.path("mg"), &["--no-builtin-rules", "-r", rules.to_str().expect("UTF-8")]);
    for rule in report["rules"].as_array().expect("rules") {
        assert_eq!(rule["outcome"], "fail", "{rule}");
    }
    let findings = report["findings"].as_array().expect("findings").iter();
    let pods = findings.filter(|finding| finding["rule"] == "pods");
    let mut pods: Vec<(String, bool)> = pods
        .map(|pod| (pod["message"].as_str().unwrap_or_default().to_owned(), pod["caused_by"].is_string()))
        .collect();
    pods.sort();
    pods
}

#[test]
fn a_script_says_the_links_of_its_findings() {
    let finding = |message: &str, links: &str| {
        format!("finding(#{{message: \"{message}\", subject: \"Pod/n/{message}\", links: {links}}});\n  ")
    };
    let all: String = [
        ("one", "#{node: \"a\"}"),
        ("all", "#{node: [\"a\", \"b\", (), \"\"]}"),
        ("list", "#{node: node[0].spec.podCIDRs}"),
        ("some", "#{node: [\"a\", \"c\"]}"),
        ("other", "#{pod: \"a\"}"),
        ("nothing", "#{node: ()}"),
        ("none", "()"),
    ]
    .iter()
    .map(|(message, links)| finding(message, links))
    .collect();
    let expected = [
        ("all", true),
        ("list", true),
        ("none", false),
        ("nothing", false),
        ("one", true),
        ("other", false),
        ("some", false),
    ];
    assert_eq!(explained(&all), expected.map(|(message, is)| (message.to_owned(), is)));
}

#[test]
fn a_link_that_is_no_text_breaks_the_script() {
    for (links, reason) in [
        ("\"a\"", "is a map such as"),
        ("#{node: node[0]}", "the link `node` of a finding is a text or a list of texts"),
        ("#{node: 1}", "and not i64"),
    ] {
        let scratch = Scratch::new();
        let script =
            format!("{NODES}script: |\n  finding(#{{message: \"x\", object: node[0], links: {links}}});\n");
        let file = scratch.write("rule.yaml", rule("x", &script));
        let arguments = ["--no-builtin-rules", "--rules", file.to_str().expect("UTF-8")];
        let report = check_json(&fixture("healthy"), &arguments);
        assert_eq!(report["rules"][0]["outcome"], "error", "{report}");
        let said = report["rules"][0]["reason"].as_str().unwrap_or_default();
        assert!(said.contains(reason), "{said}");
    }
}

/// A must-gather with something for most of the rules under `tests/language/`.
fn kitchen() -> Scratch {
    let scratch = Scratch::new();
    let put = |path: &str, text: &str| {
        scratch.write(&format!("must-gather/image/{path}"), text);
    };
    put("version", "openshift/must-gather\n4.15.3\n");
    put("timestamp", "2026-01-15 09:50:00 +0000 UTC\n2026-01-15 10:00:00 +0000 UTC\n");
    let (mut events, mut guests) = (String::new(), String::new());
    for nr in 0..40 {
        let stove: String = (0..20)
            .map(|minute| {
                format!("Jan 15 09:{minute:02}:00.000000 n{nr} stove[7]: gas lost, cut off by mice\n")
            })
            .collect();
        put(&format!("nodes/n{nr}/n{nr}_logs_stove"), &stove);
        let hums: String = (0..20).map(|minute| format!("2026-01-15T09:{minute:02}:30Z hum d\n")).collect();
        let fridge = format!("namespaces/kitchen/pods/fridge-{nr}/fridge/fridge/logs/current.log");
        put(&fridge, &hums);
        writeln!(
            events,
            "- {{apiVersion: v1, kind: Event, metadata: {{name: e{nr}, namespace: kitchen}}, reason: GuestLeft, \
             type: Warning, message: no soup, count: 2, firstTimestamp: '2026-01-15T09:05:00Z', \
             lastTimestamp: '2026-01-15T09:08:00Z', involvedObject: {{kind: Node, name: n{nr}}}}}"
        )
        .expect("a text");
        writeln!(
            guests,
            "- {{apiVersion: v1, kind: Service, metadata: {{name: s{nr}, namespace: kitchen}}, \
             spec: {{selector: {{app: a{}}}}}}}",
            nr % 7
        )
        .expect("a text");
    }
    put("namespaces/kitchen/core/events.yaml", &format!("apiVersion: v1\nkind: EventList\nitems:\n{events}"));
    put(
        "namespaces/kitchen/core/services.yaml",
        &format!("apiVersion: v1\nkind: ServiceList\nitems:\n{guests}"),
    );
    let pods = "apiVersion: v1\nkind: PodList\nitems:\n- {apiVersion: v1, kind: Pod, metadata: {name: p, \
                namespace: kitchen, labels: {app: a1}}}\n";
    put("namespaces/kitchen/core/pods.yaml", pods);
    scratch
}

#[test]
fn the_report_is_the_same_on_any_number_of_threads() {
    let scratch = kitchen();
    let archive = scratch.path("must-gather");
    let rules = ["--no-builtin-rules", "--rules", "tests/language"];
    let report = |threads: &str| check_json(&archive, &[&rules[..], &[threads]].concat());
    let expected = report("-j1");
    let mut found: BTreeMap<&str, usize> = BTreeMap::new();
    for finding in expected["findings"].as_array().expect("findings") {
        *found.entry(finding["rule"].as_str().expect("a rule")).or_default() += 1;
    }
    for (rule, number) in [
        ("lang-correlate", 40),
        ("lang-file", 1),
        ("lang-join-selector", 34),
        ("lang-log-host", 800),
        ("lang-logwin", 40),
    ] {
        assert_eq!(found.get(rule), Some(&number), "{rule} in {found:?}");
    }
    for _ in 0..3 {
        assert!(report("-j8") == expected, "the report differs on 8 threads");
    }
}

#[test]
fn the_rules_are_valid_against_the_schema() {
    let shapes = camgi::rules::spec::shapes();
    let schema = shapes.as_json();
    let validator = jsonschema::validator_for(schema).expect("a schema");
    for path in fs::read_dir(root().join("tests/language")).expect("the directory") {
        let path = path.expect("an entry").path();
        let text = fs::read_to_string(&path).expect("a rule");
        let document =
            camgi::model::Document::parse(text, camgi::model::ReadOptions::default()).expect("YAML");
        for rule in document.roots() {
            let value = crate::schemas::to_json(rule);
            let errors: Vec<String> = validator.iter_errors(&value).map(|error| error.to_string()).collect();
            assert!(errors.is_empty(), "{}: {errors:?}", path.display());
        }
    }
}
