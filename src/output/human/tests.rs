//! Tests of the page as a whole. Facts first: a snapshot shows a change, not that it is right.

use super::Human;
use crate::findings::{FailOn, Finding, Gate, Notice, NoticeCode, Report, Severity};
use crate::output::{Concise, Json, Render, View, group, sample};
use crate::text::is_unsafe;

const GATE: Gate = Gate { fail_on: FailOn::Error, strict: false };
const PLAIN: Human = Human {
    color: false,
    width: 100,
    view: View { gate: GATE, set_aside: false, unfolded: false },
    unicode: true,
    verbose: false,
    links: false,
};

fn render(format: &dyn Render, report: &Report) -> String {
    let mut out = Vec::new();
    format.render(report, &mut out).expect("a Vec takes everything");
    String::from_utf8(out).expect("UTF-8")
}

fn shown(report: &Report) -> impl Iterator<Item = &Finding> {
    report.findings.iter().filter(|finding| !finding.is_set_aside())
}

fn last(page: &str) -> &str {
    page.lines().last().unwrap_or_default()
}

/// The part of the page from the line that starts with `from`, up to and without the next empty line.
fn part<'p>(page: &'p str, from: &str) -> &'p str {
    let start = page.find(&format!("\n{from}")).expect(from) + 1;
    let end = page[start..].find("\n\n").map_or(page.len(), |at| start + at + 1);
    &page[start..end]
}

#[test]
fn no_text_of_an_archive_steers_the_terminal() {
    for unicode in [true, false] {
        for verbose in [true, false] {
            let page = render(&Human { unicode, verbose, ..PLAIN }, &sample::report());
            let raw: Vec<_> = page.chars().filter(|&c| c != '\n' && is_unsafe(c)).collect();
            assert_eq!(raw, Vec::<char>::new());
            for what in ["second \\x1b[2J", "ns\\x1b[2J", "label \\x1b[2J", "path \\x1b[2J", "first \\x1b[2J"]
            {
                assert!(page.contains(what), "{what} is shown, as an escape");
            }
            assert!(page.contains("logs/\\x1b[2J\\x00evil\\u{202e}\\x9b31m \\x07.log:2:11]"));
            assert!(page.contains("the archive ends early \\x1b[2J") || !verbose);
        }
    }
}

#[test]
fn colours_are_ours_alone() {
    let page = render(&Human { color: true, ..PLAIN }, &sample::report());
    let mut rest = page.as_str();
    while let Some(at) = rest.find('\u{1b}') {
        rest = &rest[at + 1..];
        let end = rest.find(|c: char| c != '[' && c != ';' && !c.is_ascii_digit()).expect("an end");
        assert_eq!(&rest[end..=end], "m", "only colours, and no clearing of the screen");
    }
    assert!(page.contains("\u{1b}[31mINCOMPLETE"));
}

#[test]
fn every_finding_that_is_not_folded_has_its_place_on_the_page() {
    for report in [sample::report(), sample::two_roots(), sample::realistic()] {
        for width in [60, 100, 200] {
            let page = render(&Human { width, ..PLAIN }, &report);
            for finding in shown(&report).filter(|finding| finding.caused_by.is_none()) {
                assert!(page.contains(&crate::output::place::place(finding)), "{}", finding.location.file);
            }
        }
    }
    let page = render(&PLAIN, &sample::report());
    assert!(!page.contains("worker-quiet"), "suppressed");
}

#[test]
fn every_format_has_the_same_findings() {
    for report in [sample::report(), sample::clean(), sample::two_roots(), sample::realistic()] {
        let count = shown(&report).count();
        assert_eq!(render(&Concise::default(), &report).lines().count(), count);
        let json: serde_json::Value = serde_json::from_str(&render(&Json, &report)).expect("JSON");
        let listed = json["findings"].as_array().expect("an array");
        let counts =
            |finding: &&serde_json::Value| finding["suppressed"].is_null() && finding["state"] == "new";
        assert_eq!(listed.iter().filter(counts).count(), count);
        let entries: usize = group::groups(&report, View::default())
            .iter()
            .flat_map(|group| &group.entries)
            .map(|entry| 1 + entry.explains.len())
            .sum();
        assert_eq!(entries, count);
    }
}

#[test]
fn the_marked_line_is_numbered_as_in_the_file() {
    let page = render(&PLAIN, &sample::report());
    assert!(page.contains("[cluster-scoped-resources/core/nodes/worker-a.yaml:6:13]\n"));
    assert!(page.contains(" 5 │   - reason: NodeStatusUnknown\n 6 │     status: Unknown\n"));
    assert!(page.contains("\n   ·             ───┬───\n"));
}

#[test]
fn what_could_not_be_told_is_always_there() {
    let report = sample::report();
    let page = render(&PLAIN, &report);
    insta::assert_snapshot!(part(&page, "Could not tell"), @r"
    Could not tell (which does not mean fine): 3 of 11 rules
      2 rules: no Machine in this must-gather (machine-failed, machine-stuck)
      1 rule: no alerts \x1b[2J\x00evil\u{202e}\x9b31m \x07 (alert-firing)
    ");
    insta::assert_snapshot!(part(&page, "Broken"), @r"
    Broken, so this run is incomplete: 1 rule
      script-broken: budget exceeded \x1b[2J\x00evil\u{202e}\x9b31m \x07
    ");
    let verbose = render(&Human { verbose: true, ..PLAIN }, &report);
    assert!(verbose.contains("\n  machine-stuck: no Machine in this must-gather\n"));
    assert!(!page.contains("passed: ok") && last(&page).contains("3 could not tell"));
}

#[test]
fn notices_are_counted_past_the_eighth() {
    let page = render(&PLAIN, &sample::report());
    let notices = part(&page, "About the archive:");
    assert_eq!(notices.lines().count(), 1 + 8 + 1 + 1);
    assert!(
        notices.contains("  … and 3 more warnings (2 unparseable-file, 1 truncated-archive)\n"),
        "{notices}"
    );
    assert!(notices.contains("  1 info (1 empty-file): -v shows them\n"));
}

#[test]
fn an_estimated_gather_time_alone_is_said_by_the_head() {
    let mut report = sample::clean();
    report.notices = vec![Notice::new(NoticeCode::GatherTimeEstimated, "from a log")];
    let page = render(&PLAIN, &report);
    assert!(page.contains("(estimated)") && !page.contains("About the archive"), "{page}");
    assert!(render(&Human { verbose: true, ..PLAIN }, &report).contains("info[gather-time-estimated]"));
    report.notices.push(Notice::new(NoticeCode::EmptyFile, "no content"));
    assert!(render(&PLAIN, &report).contains("  2 infos (1 empty-file, 1 gather-time-estimated): "));
}

#[test]
fn the_last_line_gives_the_verdict() {
    let mut preview = sample::realistic();
    for rule in &mut preview.rules {
        rule.info.status = crate::findings::Status::Preview;
    }
    let mut hidden = sample::realistic();
    hidden.hide_below(Severity::Error);
    let mut skipped = sample::clean();
    skipped.summary.rules.pass = 0;
    let mut warning = sample::realistic();
    warning.findings.retain(|finding| finding.severity == Severity::Warning);
    warning.summary.errors = 0;
    let mut warnings = warning.clone();
    warnings.summary.warnings = 21;
    for (report, fail_on, line) in [
        (
            warning,
            FailOn::Error,
            "1 warning in 3 of 10 rules (2 passed, 5 could not tell): passed, the finding is not at or over error",
        ),
        (
            warnings,
            FailOn::Error,
            "21 warnings, 20 not shown in 3 of 10 rules (2 passed, 5 could not tell): passed, none of the 21 findings is at or over error",
        ),
        (
            sample::report(),
            FailOn::Error,
            "5 errors, 7 warnings, 1 info, 1 in the baseline, 1 suppressed in 5 of 11 rules (2 passed, 3 could not tell, 1 broke): INCOMPLETE, 5 findings at or over error",
        ),
        (sample::clean(), FailOn::Error, "nothing found: 2 rules passed, 3 could not tell: ok"),
        (
            skipped,
            FailOn::Error,
            "nothing found: 0 rules passed, 3 could not tell: NO VERDICT, no rule could be judged",
        ),
        (
            sample::realistic(),
            FailOn::Error,
            "16 errors, 1 warning in 3 of 10 rules (2 passed, 5 could not tell): FAILED, 16 findings at or over error",
        ),
        (
            sample::realistic(),
            FailOn::Never,
            "16 errors, 1 warning in 3 of 10 rules (2 passed, 5 could not tell): passed, findings never fail this run",
        ),
        (
            hidden,
            FailOn::Warning,
            "16 errors, 1 warning, 1 not shown in 3 of 10 rules (2 passed, 5 could not tell): FAILED, 17 findings at or over warning",
        ),
        (
            preview,
            FailOn::Warning,
            "16 errors, 1 warning in 3 of 10 rules (2 passed, 5 could not tell): passed, what is at or over warning is in the baseline or of preview rules",
        ),
    ] {
        assert_eq!(
            last(&render(
                &Human { view: View { gate: Gate { fail_on, strict: false }, ..PLAIN.view }, ..PLAIN },
                &report
            )),
            line
        );
    }
}

#[test]
fn a_cause_with_what_it_explains() {
    let page = render(&PLAIN, &sample::report());
    let end = page.find("warning[").expect("the next group");
    insta::assert_snapshot!(&page[..end], @"
    must-gather.local.123: OpenShift 4.18.3, platform AWS, gathered 2026-01-01T10:00:00Z
    cluster id unknown, gathered by openshift/must-gather, 3526 files, 83 MB
    paths below are inside quay-io-openshift-release/

    error[node-not-ready]: A node is not ready

      × Node worker-a is not ready: Kubelet stopped posting node status.
      │ see Machine/openshift-machine-api/worker-a:
      │   namespaces/openshift-machine-api/machine.openshift.io/machines/worker-a.yaml:2
      │ explains 4 more: Pod/openshift-monitoring/alertmanager-0,
      │   Pod/openshift-monitoring/alertmanager-1, Pod/openshift-monitoring/alertmanager-2, …
       ╭─[cluster-scoped-resources/core/nodes/worker-a.yaml:6:13]
     5 │   - reason: NodeStatusUnknown
     6 │     status: Unknown
       ·             ───┬───
       ·                ╰── the kubelet is silent
     7 │     type: Ready
       ╰────
      help: Look at the node first:
              oc debug node/NAME
            See the docs (https://example.com).
            more: camgi explain node-not-ready
    ");
}

#[test]
fn a_group_is_bounded_and_says_what_it_leaves_out() {
    let one = sample::report().findings.into_iter().find(|finding| finding.rule == "node-not-ready");
    let one = one.expect("a node");
    let many = (0..60).map(|nr| {
        let mut finding = one.clone();
        finding.subject.name = format!("n{nr:02}");
        finding.message = format!("Node n{nr:02} is not ready.");
        finding.location.file = format!("n{nr:02}.yaml");
        finding
    });
    let report = Report::close(sample::report().archive, vec![], many.collect(), vec![]);
    let page = render(&PLAIN, &report);
    assert_eq!(page.matches("╭─[").count(), 3, "three in full");
    assert_eq!(page.matches("camgi explain").count(), 1, "help once");
    assert_eq!(page.lines().filter(|line| line.starts_with("    Node/n")).count(), 50);
    assert!(
        page.contains("\n  and 57 more, with the same message:\n    Node/n03  n03.yaml:6:13\n"),
        "{page}"
    );
    assert!(page.contains("\n  … and 7 more: camgi check --format concise shows all\n"));
}
