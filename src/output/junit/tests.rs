//! Test cases of the sample reports, read back by hand and with quick-xml's reader.

use std::collections::BTreeMap;

use quick_xml::events::Event;
use quick_xml::reader::Reader;

use super::{BelowThreshold, Junit};
use crate::findings::{
    ArchiveInfo, FailOn, Finding, Gate, Notice, NoticeCode, Outcome, Report, RuleInfo, Severity, Status,
};
use crate::output::{Render, sample};
use crate::text::is_unsafe;

fn gate(fail_on: FailOn) -> Junit {
    Junit { gate: Gate { fail_on, strict: false }, ..Junit::default() }
}

fn written(junit: &Junit, report: &Report) -> String {
    let mut out = Vec::new();
    junit.render(report, &mut out).expect("a Vec takes everything");
    String::from_utf8(out).expect("UTF-8")
}

/// An element with its attributes and its own text, and what is in it.
#[derive(Debug, Default)]
struct Element {
    name: String,
    attributes: BTreeMap<String, String>,
    text: String,
    children: Vec<Element>,
}

impl Element {
    fn get(&self, name: &str) -> &str {
        self.attributes.get(name).unwrap_or_else(|| panic!("no {name} in {self:?}"))
    }

    fn children<'e>(&'e self, name: &str) -> impl Iterator<Item = &'e Self> + use<'e> {
        let name = name.to_owned();
        self.children.iter().filter(move |child| child.name == name)
    }

    fn child(&self, name: &str) -> Option<&Self> {
        self.children(name).next()
    }

    fn property(&self, name: &str) -> Option<&str> {
        let all = self.child("properties")?;
        all.children
            .iter()
            .find(|property| property.get("name") == name)
            .map(|property| property.get("value"))
    }
}

/// Reads a document, strictly.
fn parsed(text: &str) -> Element {
    let mut reader = Reader::from_str(text);
    reader.config_mut().enable_all_checks(true);
    let mut stack = vec![Element::default()];
    let element = |start: &quick_xml::events::BytesStart<'_>| Element {
        name: start.name().as_ref().to_owned(),
        attributes: start
            .attributes()
            .map(|attribute| {
                let attribute = attribute.expect("an attribute");
                let value = quick_xml::escape::unescape(&attribute.value).expect("entities").into_owned();
                (attribute.key.as_ref().to_owned(), value)
            })
            .collect(),
        ..Element::default()
    };
    loop {
        let event = reader.read_event().expect("XML");
        let last = stack.last_mut().expect("an element");
        match event {
            Event::Start(start) => stack.push(element(&start)),
            Event::Empty(start) => last.children.push(element(&start)),
            Event::End(_) => {
                let done = stack.pop().expect("an element");
                stack.last_mut().expect("an element around it").children.push(done);
            }
            Event::Text(text) => last.text.push_str(&text),
            Event::GeneralRef(name) => {
                let entity = format!("&{};", &*name);
                last.text.push_str(&quick_xml::escape::unescape(&entity).expect("an entity"));
            }
            Event::Decl(_) => {}
            Event::Eof => break,
            other => panic!("{other:?}"),
        }
    }
    stack.pop().and_then(|mut root| root.children.pop()).expect("a root")
}

/// The test cases of a report whose counts are right.
fn cases(junit: &Junit, report: &Report) -> Vec<Element> {
    let root = parsed(&written(junit, report));
    let suite = root.child("testsuite").expect("a suite");
    let with =
        |name: &str| suite.children.iter().filter(|case| case.child(name).is_some()).count().to_string();
    for element in [&root, suite] {
        assert_eq!(element.get("tests"), suite.children("testcase").count().to_string());
        assert_eq!(element.get("failures"), with("failure"));
        assert_eq!((element.get("errors"), with("error")), ("0", "0".to_owned()));
    }
    assert_eq!(suite.get("skipped"), with("skipped"));
    assert!(suite.children.iter().all(|case| case.get("time") == "0.000"));
    root.children.into_iter().next().expect("a suite").children
}

/// The cases of one rule, in order.
fn of_rule<'c>(cases: &'c [Element], id: &str) -> Vec<&'c Element> {
    let part = format!(" camgi {id}: ");
    cases.iter().filter(|case| case.get("name").contains(&part)).collect()
}

fn failure(case: &Element) -> &Element {
    case.child("failure").expect("a failure")
}

#[test]
fn every_rule_has_a_case_whatever_was_found() {
    let names = |report: &Report| -> Vec<String> {
        let mut names: Vec<String> =
            cases(&Junit::default(), report).iter().map(|case| case.get("name").to_owned()).collect();
        names.dedup();
        names
    };
    let report = sample::report();
    let expected: Vec<String> = ["camgi reads the must-gather", "camgi evaluates every rule"]
        .iter()
        .map(|name| format!("[sig-arch] {name}"))
        .chain(report.rules.iter().map(|r| format!("[sig-node] camgi {}: {}", r.info.id, r.info.title)))
        .collect();
    assert_eq!(names(&report), expected);
    let rules = report.rules.iter().map(|rule| (rule.info.clone(), Outcome::Pass)).collect();
    assert_eq!(names(&Report::close(ArchiveInfo::default(), rules, vec![], vec![])), expected);
}

#[test]
fn a_failure_can_be_read_by_a_person() {
    let all = cases(&Junit::default(), &sample::report());
    let [case] = of_rule(&all, "node-not-ready")[..] else { panic!("one case") };
    assert_eq!((case.get("classname"), case.property("camgi.suppressed")), ("camgi.node", Some("1")));
    let failure = failure(case);
    assert_eq!(failure.get("type"), "error");
    assert_eq!(
        failure.get("message"),
        "1 finding: Node worker-a is not ready: Kubelet stopped posting node status."
    );
    let expected = "\
1 finding: Node worker-a is not ready: Kubelet stopped posting node status.

error: Node worker-a is not ready: Kubelet stopped posting node status.
    at cluster-scoped-resources/core/nodes/worker-a.yaml:6:13
    status.conditions[0].reason: NodeStatusUnknown (line 5)

What to do:
Look at the **node** first:

```console
oc debug node/NAME
```

See [the
docs](https://example.com).

1 of 1 finding at or over --fail-on error: this fails the test.
help: camgi explain node-not-ready";
    assert_eq!(failure.text, expected);
    let [pods] = of_rule(&all, "pod-not-running")[..] else { panic!("one case") };
    assert!(pods.child("failure").is_some_and(|failure| {
        failure.text.contains("\n    explained by node-not-ready: Node/worker-a\n")
    }));
}

#[test]
fn below_the_threshold_is_a_flake_unless_told_otherwise() {
    let report = sample::report();
    let all = cases(&gate(FailOn::Error), &report);
    let [failed, passed] = of_rule(&all, "clusteroperator-degraded")[..] else { panic!("two cases") };
    assert_eq!((failed.get("name"), failed.get("classname")), (passed.get("name"), passed.get("classname")));
    assert_eq!(failure(failed).get("type"), "warning");
    assert!(
        failure(failed).text.contains("\n6 findings below --fail-on error: this does not fail the test.\n")
    );
    assert!(passed.children.is_empty());

    let all = cases(&gate(FailOn::Warning), &report);
    assert_eq!(of_rule(&all, "clusteroperator-degraded").len(), 1);
    let with = |below_threshold| {
        let junit = Junit { below_threshold, ..gate(FailOn::Never) };
        let all = cases(&junit, &report);
        let [case] = of_rule(&all, "node-not-ready")[..] else { panic!("one case") };
        let child = case.children.last().expect("a child");
        assert!(child.text.contains("With --fail-on never no finding fails this run."));
        child.name.clone()
    };
    assert_eq!(with(BelowThreshold::Pass), "system-out");
    assert_eq!(with(BelowThreshold::Skip), "skipped");
}

#[test]
fn what_is_set_aside_passes_and_is_counted() {
    let all = cases(&gate(FailOn::Info), &sample::report());
    let [proxy] = of_rule(&all, "cluster-proxy")[..] else { panic!("one case") };
    assert_eq!(proxy.property("camgi.baseline"), Some("1"));
    assert_eq!(proxy.children.len(), 1);
}

#[test]
fn a_skip_always_has_a_reason() {
    let all = cases(&Junit::default(), &sample::report());
    let [machine] = of_rule(&all, "machine-failed")[..] else { panic!("one case") };
    let reason = machine.child("skipped").map(|skipped| skipped.get("message"));
    assert_eq!(reason, Some("no Machine in this must-gather"));
    for why in ["", " \n", "skipped", "Skipped "] {
        let rules =
            vec![(RuleInfo::named("a"), Outcome::Skip(why.into())), (RuleInfo::named("b"), Outcome::Pass)];
        let all = cases(&Junit::default(), &Report::close(ArchiveInfo::default(), rules, vec![], vec![]));
        let reason = of_rule(&all, "a")[0].child("skipped").map(|skipped| skipped.get("message"));
        assert_eq!(reason, Some("could not be judged"), "{why:?}");
    }
}

#[test]
fn a_rule_that_broke_is_a_failure_and_never_an_error() {
    let all = cases(&Junit::default(), &sample::report());
    let [broken] = of_rule(&all, "script-broken")[..] else { panic!("one case") };
    assert_eq!(failure(broken).get("type"), "internal-error");
    assert_eq!(failure(&all[1]).get("message"), failure(&all[1]).text.lines().next().expect("a line"));
    assert!(failure(&all[1]).text.contains("script-broken: budget exceeded \\x1b[2J\\x00evil"));
    assert!(cases(&Junit::default(), &sample::clean())[1].children.is_empty());
}

#[test]
fn what_was_left_out_fails_a_strict_run_only() {
    let strict = |strict| Junit { gate: Gate { strict, ..Gate::default() }, ..Junit::default() };
    let report = sample::report();
    assert!(cases(&strict(false), &report)[0].children.is_empty());
    let all = cases(&strict(true), &report);
    assert_eq!(failure(&all[0]).get("message"), "12 things in the archive were left out");
    assert!(failure(&all[0]).text.contains("\nempty.yaml: no content (empty-file)\n"));

    let skipped = vec![(RuleInfo::named("a"), Outcome::Skip("no Node".into()))];
    let notices = vec![Notice::new(NoticeCode::LongLine, "long")];
    let nothing = Report::close(ArchiveInfo::default(), skipped, vec![], notices);
    let all = cases(&strict(false), &nothing);
    assert_eq!(failure(&all[0]).get("message"), "no rule could be judged");
    assert!(failure(&all[0]).text.contains("\na: no Node\n"));
}

#[test]
fn previews_inform() {
    let mut rules: Vec<(RuleInfo, Outcome)> =
        sample::report().rules.into_iter().map(|rule| (rule.info, rule.outcome)).collect();
    rules.iter_mut().for_each(|(info, _)| info.status = Status::Preview);
    let report = Report::close(ArchiveInfo::default(), rules, sample::report().findings, vec![]);
    let all = cases(&gate(FailOn::Error), &report);
    let [failed, passed] = of_rule(&all, "node-not-ready")[..] else { panic!("two cases") };
    for case in [failed, passed] {
        assert_eq!((case.get("lifecycle"), case.property("lifecycle")), ("informing", Some("informing")));
    }
    assert!(failure(failed).text.contains("\nThe rule is a preview: its findings never fail a run.\n"));
}

#[test]
fn what_is_not_displayed_counts_and_is_not_listed() {
    let mut report = sample::report();
    report.keep_first(2);
    let all = cases(&gate(FailOn::Warning), &report);
    let [hidden] = of_rule(&all, "clusteroperator-degraded")[..] else { panic!("one case") };
    assert_eq!(failure(hidden).get("message"), "6 findings: none of them is displayed");
    assert!(failure(hidden).text.contains("\n6 findings not displayed\n"));
    let [pods] = of_rule(&all, "pod-not-running")[..] else { panic!("one case") };
    assert!(failure(pods).text.contains("\n3 findings not displayed\n"), "{pods:?}");
}

#[test]
fn many_findings_are_counted() {
    let one = sample::report().findings[0].clone();
    let many = |number: usize| {
        let finding = |nr: usize| Finding { message: format!("m{nr:03}"), ..one.clone() };
        let rules = sample::report().rules.into_iter().map(|rule| (rule.info, rule.outcome)).collect();
        Report::close(ArchiveInfo::default(), rules, (0..number).map(finding).collect(), vec![])
    };
    for (number, more) in [(50, None), (51, Some("and 1 more")), (120, Some("and 70 more"))] {
        let all = cases(&Junit::default(), &many(number));
        let text = &failure(of_rule(&all, "node-not-ready")[0]).text;
        assert_eq!(text.lines().filter(|line| line.starts_with("error: m")).count(), number.min(50));
        assert_eq!(text.lines().find(|line| line.starts_with("and ")), more);
    }
}

/// What TestGrid shows: the first and the last 70 bytes of message and text.
#[test]
fn both_ends_are_ascii_whatever_was_found() {
    let mut reports = vec![sample::report(), sample::two_roots(), sample::realistic(), sample::clean()];
    let mut foreign = sample::report();
    for finding in &mut foreign.findings {
        finding.message = "\u{4e2d}\u{6587}\u{ffff}\u{1f600}".repeat(300);
    }
    foreign.rules.iter_mut().for_each(|rule| rule.info.help = "\u{e9}".repeat(300));
    reports.push(foreign);
    for report in &reports {
        for fail_on in [FailOn::Info, FailOn::Error, FailOn::Never] {
            for case in cases(&Junit { gate: Gate { fail_on, strict: true }, ..Junit::default() }, report) {
                let Some(failure) = case.child("failure") else { continue };
                let both = format!("{}\n{}", failure.get("message"), failure.text);
                let (first, last) = (&both.as_bytes()[..70], &both.as_bytes()[both.len() - 70..]);
                assert!(first.is_ascii() && last.is_ascii(), "{both}");
                assert!(failure.text.starts_with(failure.get("message")), "{both}");
                assert!(failure.text.lines().last().is_some_and(|line| line.starts_with("help: camgi ")));
            }
        }
    }
}

#[test]
fn no_text_of_an_archive_spoils_the_file() {
    let mut hostile = sample::report();
    for finding in &mut hostile.findings {
        finding.message = format!("]]> & < > \" ' &#27; <!-- {} \u{fffe}\u{ffff}", finding.message);
        finding.rule = finding.rule.clone();
    }
    for rule in &mut hostile.rules {
        rule.info.title.push_str("\n\"\u{0}\u{ffff}<");
        rule.info.component = "a\nb\u{ffff}".into();
    }
    let suite = "a \"suite\" <\u{1b}>\u{ffff}\nof mine".to_owned();
    let text = written(&Junit { suite, ..Junit::default() }, &hostile);
    let forbidden = |c: char| c != '\n' && is_unsafe(c) || matches!(c, '\u{fffe}' | '\u{ffff}');
    assert_eq!(text.chars().find(|c| forbidden(*c)), None);
    let root = parsed(&text);
    assert_eq!(root.children[0].get("name"), "a \"suite\" <\\x1b>\\u{ffff} of mine");
    let in_attributes = root.children[0].children.iter().flat_map(|case| case.attributes.values());
    assert_eq!(in_attributes.filter(|value| value.contains('\n')).count(), 0);
}

#[test]
fn the_time_is_the_gather_time_and_none_is_made_up() {
    for (gathered_at, expected) in [
        (Some("2026-01-01T10:00:00Z"), Some("2026-01-01T10:00:00")),
        (Some("2026-01-01T10:00:00.123456Z"), Some("2026-01-01T10:00:00")),
        (Some("yesterday, in the morning"), None),
        (Some("short"), None),
        (None, None),
    ] {
        let archive = ArchiveInfo { gathered_at: gathered_at.map(str::to_owned), ..ArchiveInfo::default() };
        let root = parsed(&written(&Junit::default(), &Report::close(archive, vec![], vec![], vec![])));
        assert_eq!(root.children[0].attributes.get("timestamp").map(String::as_str), expected);
    }
}

#[test]
fn cases_agree_with_the_gate() {
    for fail_on in [FailOn::Info, FailOn::Warning, FailOn::Error, FailOn::Never] {
        let mut report = sample::realistic();
        for hide in [Severity::Info, Severity::Error] {
            report.hide_below(hide);
            let all = cases(&gate(fail_on), &report);
            let failed: usize = report
                .rules
                .iter()
                .filter(|rule| {
                    let cases = of_rule(&all, &rule.info.id);
                    cases.len() == 1 && cases[0].child("failure").is_some()
                })
                .count();
            assert_eq!(failed > 0, report.gating(fail_on) > 0, "{fail_on:?}");
        }
    }
}
