//! Commands and flags that are not about the exit status.

use std::io::Read as _;
use std::process::Stdio;

use crate::common::{Scratch, camgi, check_json, command, files_below, fixture, root, tarball};

fn lost() -> String {
    fixture("node-lost").to_string_lossy().into_owned()
}

#[test]
fn explain_tells_everything_a_rule_says() {
    let run = camgi(&["explain", "co-degraded"]);
    assert_eq!(run.status, 0, "{}", run.stderr);
    for part in [
        "co-degraded: ClusterOperator is degraded",
        "Why it matters",
        "What to do",
        "persistent = 40m",
        "https://",
    ] {
        assert!(run.stdout.contains(part), "{part} in {}", run.stdout);
    }
    let run = camgi(&["explain", "co-degradd"]);
    assert!(run.stderr.contains("did you mean `co-degraded`?"), "{}", run.stderr);
    assert!(run.stderr.contains("add --rules PATH"), "{}", run.stderr);
}

#[test]
fn selections() {
    let rules = |arguments: &[&str]| -> Vec<String> {
        let mut all = vec!["rules", "list"];
        all.extend(arguments);
        let run = camgi(&all);
        assert_eq!(run.status, 0, "{}", run.stderr);
        run.stdout.lines().filter_map(|line| line.split(' ').next().map(str::to_owned)).collect()
    };
    let all = rules(&[]);
    assert!(all.len() >= 14);
    assert_eq!(
        rules(&["--select", "mcp-*"]),
        ["mcp-config-missing", "mcp-degraded", "mcp-paused", "mcp-update-stuck"]
    );
    assert_eq!(
        rules(&["--select", "component:dns", "--extend-select", "machine-failed"]),
        ["coredns-upstream-errors", "dns-operator-degraded", "machine-failed"]
    );
    let (tagged, most) =
        (rules(&["--select", "tag:olm"]), rules(&["--select", "tag:olm", "--ignore", "csv-failed"]));
    assert_eq!(most, tagged.iter().filter(|id| *id != "csv-failed").cloned().collect::<Vec<_>>());
    assert_eq!(most.len() + 1, tagged.len());
    assert_eq!(
        rules(&["--ignore", "severity:error"]).len() + rules(&["--select", "severity:error"]).len(),
        all.len()
    );
}

#[test]
fn parameters_change_what_is_found() {
    let severity = |more: &[&str]| {
        let report = check_json(&fixture("degraded-operator"), more);
        let findings = report["findings"].as_array().expect("findings").clone();
        let dns = findings.into_iter().find(|f| f["subject"]["name"] == "dns").expect("dns");
        dns["severity"].as_str().expect("a word").to_owned()
    };
    assert_eq!(severity(&[]), "warning");
    assert_eq!(severity(&["--param", "co-degraded.persistent=5m"]), "error");
}

#[test]
fn a_rule_of_ones_own_beside_the_pack_or_alone() {
    let scratch = Scratch::new();
    let rule = scratch.write(
        "own/many.yaml",
        crate::common::rule("master-seen", "sources:\n  node:\n    resources: {group: core, kind: Node, labels: {node-role.kubernetes.io/master: ''}}\n\
         report:\n  message: '{{ node.metadata.name }}'\n"),
    );
    scratch.write("own/notes.txt", "no rule");
    let directory = rule.parent().expect("a directory").to_str().expect("UTF-8");
    let alone = check_json(&fixture("node-lost"), &["--rules", directory, "--no-builtin-rules"]);
    assert_eq!(alone["rules"].as_array().map(Vec::len), Some(1));
    assert_eq!(alone["summary"]["infos"], 3);
    let beside = check_json(&fixture("node-lost"), &["-r", directory]);
    assert!(beside["rules"].as_array().is_some_and(|rules| rules.len() > 14));
}

#[test]
fn min_severity_hides_and_counts() {
    let report = check_json(&fixture("node-lost"), &["--min-severity", "error"]);
    let findings = report["findings"].as_array().expect("findings");
    assert!(findings.iter().all(|finding| finding["severity"] == "error"));
    assert_eq!(report["summary"]["warnings"], 5, "what is hidden is counted");
}

#[test]
fn colours_only_where_they_are_wanted() {
    let path = lost();
    for (arguments, coloured) in
        [(vec!["--color", "always"], true), (vec!["--color", "never"], false), (vec![], false)]
    {
        let mut all = vec!["check", &path];
        all.extend(arguments);
        assert_eq!(camgi(&all).stdout.contains('\x1b'), coloured, "{all:?}");
    }
    let forced = crate::common::run(command().env("CLICOLOR_FORCE", "1").args(["check", &path]));
    assert!(forced.stdout.contains('\x1b'));
    let denied =
        crate::common::run(command().env("CLICOLOR_FORCE", "1").env("NO_COLOR", "1").args(["check", &path]));
    assert!(!denied.stdout.contains('\x1b'));
}

#[test]
fn the_environment_decides_on_colours_by_the_common_rules() {
    let path = lost();
    for (no_color, force, coloured) in [
        ("", "1", true),
        ("0", "1", false),
        ("1", "", false),
        ("", "0", false),
        ("", "", false),
        ("false", "yes", false),
    ] {
        let run = crate::common::run(
            command().env("NO_COLOR", no_color).env("CLICOLOR_FORCE", force).args(["check", &path]),
        );
        assert_eq!(run.stdout.contains('\x1b'), coloured, "NO_COLOR={no_color} CLICOLOR_FORCE={force}");
    }
}

#[test]
fn no_control_character_of_an_archive_is_printed() {
    let path = fixture("broken-files").to_string_lossy().into_owned();
    for format in ["human", "concise", "json", "jsonl", "markdown", "github"] {
        let run = camgi(&["check", &path, "--format", format, "-v"]);
        let raw: Vec<char> = run.stdout.chars().filter(|c| c.is_control() && *c != '\n').collect();
        assert!(raw.is_empty(), "{format}: {raw:?}");
    }
    let scratch = Scratch::new();
    let evil = scratch.write("evil\x1b[31m.txt", "text");
    let run = camgi(&["check", evil.to_str().expect("UTF-8")]);
    assert!(!run.stderr.contains('\x1b'), "{:?}", run.stderr);
}

fn is_safe(run: &crate::common::Run) {
    for text in [&run.stdout, &run.stderr] {
        assert!(!text.chars().any(|c| c != '\n' && camgi::text::is_unsafe(c)), "{text:?}");
    }
}

#[test]
fn no_control_character_of_a_rule_file_is_printed() {
    let scratch = Scratch::new();
    let wrong = scratch.write(
        "wrong.yaml",
        "apiVersion: camgi/v1\nkind: Rule\nid: \"t\\e[31m\"\ntitle: \u{202e}evil\nseverity: \"\\0\\e[2J\"\n\u{2066}typo: 1\n\
         component: c\ndescription: d\nhelp: h\nsources:\n  a:\n    resources: {kind: Node}\n    where: {\"a|\\eb\": 1}\t# \x7f\n\
         report: {message: m}\n",
    );
    let path = fixture("healthy").to_string_lossy().into_owned();
    let run = camgi(&["check", &path, "--no-builtin-rules", "-r", wrong.to_str().expect("UTF-8")]);
    assert_eq!(run.status, 2);
    assert!(run.stderr.contains("nothing was judged"), "{}", run.stderr);
    is_safe(&run);

    let evil = scratch.write(
        "evil.yaml",
        "apiVersion: camgi/v1\nkind: Rule\nid: evil-rule\ntitle: \"one\\e[31m two\"\nseverity: info\ncomponent: \"c\\e\"\n\
         owners: [\"o\\0\"]\ndescription: \"d\\u202e\"\nhelp: \"h\\e]0;x\\a\"\nsources:\n  node:\n    resources: {group: core, kind: Node}\n\
         report:\n  message: m\ntests:\n- name: \"n\\e[2J\"\n  given: {resources: []}\n  expect: {outcome: fail}\n",
    );
    let evil = evil.to_str().expect("UTF-8");
    let listed = camgi(&["rules", "list", "--no-builtin-rules", "-r", evil]);
    assert_eq!((listed.status, listed.stdout.lines().count()), (0, 1), "{}{}", listed.stdout, listed.stderr);
    assert!(listed.stdout.contains("one\\x1b[31m two"), "{}", listed.stdout);
    let explained = camgi(&["explain", "evil-rule", "-r", evil]);
    assert_eq!(explained.status, 0, "{}", explained.stderr);
    assert!(explained.stdout.contains("d\\u{202e}"), "{}", explained.stdout);
    let tested = camgi(&["rules", "test", evil]);
    assert_eq!(tested.status, 1, "{}", tested.stderr);
    assert!(tested.stdout.contains("n\\x1b[2J"), "{}", tested.stdout);
    for run in [listed, explained, tested] {
        is_safe(&run);
    }
}

#[test]
fn an_error_is_one_line_whatever_a_file_is_called() {
    let scratch = Scratch::new();
    let odd = scratch.write("two\nlines.yaml", [0xff]);
    let odd = odd.to_str().expect("UTF-8");
    for arguments in [vec!["rules", "list", "-r", odd], vec!["check", odd], vec!["explain", "a\nb"]] {
        let run = camgi(&arguments);
        assert_eq!(run.stderr.lines().count(), 1, "{}", run.stderr);
        assert!(run.stderr.contains("\\n"), "{}", run.stderr);
    }
}

#[test]
fn a_path_without_a_command_is_the_page_and_a_wrong_word_an_error() {
    let path = fixture("healthy").to_string_lossy().into_owned();
    let run = camgi(&[&path]);
    assert_eq!((run.status, run.stderr.as_str()), (0, ""));
    assert!(run.stdout.starts_with("<!doctype html>"));
    for arguments in [vec!["no-such-path"], vec!["rules", path.as_str()]] {
        let run = camgi(&arguments);
        assert_eq!(run.status, 2);
        assert!(!run.stderr.contains("camgi check"), "{}", run.stderr);
    }
}

#[test]
fn a_part_of_a_must_gather_leads_to_the_directory_above() {
    let whole = fixture("machine-failed");
    let shown = whole.to_str().expect("UTF-8");
    for part in ["namespaces", "cluster-scoped-resources/"] {
        let run = camgi(&["check", &format!("{shown}/{part}")]);
        assert_eq!(run.status, 3);
        assert!(run.stderr.ends_with(&format!("try the directory above, {shown}\n")), "{}", run.stderr);
    }
    for (directory, path, advice) in [
        (whole.clone(), "namespaces", "above, .\n"),
        (whole.join("namespaces"), ".", &format!("above, {shown}\n") as &str),
    ] {
        let run = crate::common::run(command().current_dir(directory).args(["check", path]));
        assert!(run.stderr.ends_with(advice), "{}", run.stderr);
    }
    let run = camgi(&["check", &format!("{shown}/namespaces/openshift-machine-api")]);
    assert!(run.stderr.contains("not a must-gather") && !run.stderr.contains("above"), "{}", run.stderr);
}

#[test]
fn a_reader_that_has_enough_is_no_error() {
    let path = lost();
    let mut child = command().args(["check", &path]).stdout(Stdio::piped()).spawn().expect("camgi runs");
    let mut some = [0; 16];
    let mut stdout = child.stdout.take().expect("standard output");
    stdout.read_exact(&mut some).expect("it writes");
    drop(stdout);
    assert_eq!(child.wait().expect("it ends").code(), Some(1), "the status is that of the findings");
}

#[test]
fn quiet_and_verbose() {
    let path = lost();
    let quiet = camgi(&["check", &path, "-q"]);
    assert!(quiet.stderr.is_empty(), "{}", quiet.stderr);
    let verbose = camgi(&["check", &fixture("machine-failed").to_string_lossy(), "-v"]);
    assert!(verbose.stderr.contains("archive: directory"), "{}", verbose.stderr);
    assert!(verbose.stdout.contains("csv-failed: no ClusterServiceVersion"), "{}", verbose.stdout);
}

#[test]
fn concise_is_summed_up_on_standard_error() {
    for (name, arguments, notices) in [
        ("healthy", vec![], None),
        ("node-lost", vec!["--fail-on", "warning"], None),
        ("broken-files", vec![], Some("--format human shows them")),
    ] {
        let path = fixture(name).to_string_lossy().into_owned();
        let mut all = vec!["check", path.as_str()];
        all.extend(arguments);
        let human = camgi(&all).stdout;
        all.extend(["--format", "concise"]);
        let concise = camgi(&all);
        let lines: Vec<&str> = concise.stderr.lines().collect();
        assert_eq!(lines.first().copied(), human.lines().last(), "{name}");
        assert_eq!(lines.len(), 1 + usize::from(notices.is_some()), "{name}: {lines:?}");
        assert!(notices.is_none_or(|part| lines[1].contains(part)), "{name}: {lines:?}");
        all.push("-q");
        assert_eq!(camgi(&all).stderr, "", "{name}");
        let json = camgi(&["check", &path, "--format", "json"]);
        assert_eq!(json.stderr, "", "{name}");
    }
}

#[test]
fn tarballs_that_were_not_read_are_named() {
    let scratch = Scratch::new();
    let tarball = tarball(&files_below(&fixture("healthy")), "mg/");
    for name in ["a.tar", "b.tar", "more/c.tar"] {
        scratch.write(&format!("build/{name}"), &tarball);
    }
    scratch.write("build/logs.tar", crate::common::tarball(&[("a.log".into(), b"a".to_vec())], "logs/"));
    let report = check_json(&scratch.path("build"), &[]);
    let notices = report["notices"].as_array().expect("notices");
    let others: Vec<_> = notices.iter().filter(|notice| notice["code"] == "other-archive").collect();
    let files: Vec<_> = others.iter().filter_map(|notice| notice["file"].as_str()).collect();
    assert_eq!(files, ["b.tar", "more/c.tar"], "{notices:?}");
    for notice in others {
        assert_eq!(notice["severity"], "warning");
        assert!(
            notice["message"].as_str().is_some_and(|text| text.contains("only a.tar was read")),
            "{notice}"
        );
    }
    let path = scratch.path("build").to_string_lossy().into_owned();
    let concise = camgi(&["check", &path, "--format", "concise"]);
    assert!(concise.stderr.contains("2 other-archive"), "{}", concise.stderr);
}

#[test]
fn every_finding_is_on_the_page() {
    for name in crate::common::FIXTURES {
        let path = fixture(name).to_string_lossy().into_owned();
        let report = check_json(&fixture(name), &[]);
        let human = camgi(&["check", &path, "--show-consequences"]).stdout;
        let concise = camgi(&["check", &path, "--format", "concise"]).stdout;
        let findings = report["findings"].as_array().expect("findings");
        assert_eq!(concise.lines().count(), findings.len(), "{name}");
        for finding in findings {
            let location = &finding["location"];
            let place = format!(
                "{}:{}:{}",
                location["file"].as_str().expect("a file"),
                location["line"],
                location["column"]
            );
            assert!(human.contains(&place), "{name}: {place}");
            assert!(concise.contains(&place), "{name}: {place}");
        }
    }
}

#[test]
fn the_index_has_every_rule_by_its_id() {
    let page = camgi(&["rules", "docs"]);
    assert_eq!(page.status, 0, "{}", page.stderr);
    for rule in camgi(&["rules", "list"]).stdout.lines().filter_map(|line| line.split(' ').next()) {
        assert_eq!(page.stdout.matches(&format!("<section id=\"{rule}\"")).count(), 1, "{rule}");
    }
    let some = camgi(&["rules", "docs", "--select", "mcp-*"]).stdout;
    assert!(some.contains("id=\"mcp-paused\"") && !some.contains("id=\"node-not-ready\""));
}

#[test]
fn the_pack_in_the_binary_is_the_one_in_the_repository() {
    let files = files_below(&root().join("rules"));
    let on_disk = files.iter().filter(|(name, _)| name.ends_with(".yaml")).count();
    assert_eq!(camgi::rules::builtin(true).len(), on_disk);
}
