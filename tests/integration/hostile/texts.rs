//! Objects whose text is hostile: too deep, too large, with bytes that no YAML has.

use std::fmt::Write as _;

use super::{NODES, lost, lost_node, must_gather, notices, outcome, say, say_with};
use crate::common::{FIXTURES, Scratch, check_json, files_below, fixture, gz, tarball};

/// Deeper than any stack.
const DEEP: usize = 10_000;

/// Judges a must-gather with a file of Nodes that holds `text`, beside one that is sound.
fn beside_a_sound_file(text: impl AsRef<[u8]>) -> serde_json::Value {
    let scratch = Scratch::new();
    must_gather(&scratch);
    scratch.write(&format!("mg/{NODES}/odd.yaml"), text);
    say(&scratch.path("mg"))
}

#[test]
fn deep_nesting_is_over_a_limit() {
    let indented = (0..2_000).fold(String::new(), |mut text, level| {
        writeln!(text, "{:level$}a:", "").expect("a text");
        text
    });
    for (what, text) in [
        ("flow lists", format!("a: {}{}\n", "[".repeat(DEEP), "]".repeat(DEEP))),
        ("flow maps", format!("a: {}{}\n", "{a: ".repeat(DEEP), "}".repeat(DEEP))),
        ("flow lists without an end", format!("a: {}", "[".repeat(DEEP))),
        ("block lists", format!("{}x\n", "- ".repeat(DEEP))),
        ("block maps", indented),
        ("keys that are maps", format!("{}x\n", "? ".repeat(DEEP))),
        ("JSON maps", format!("{}1{}", "{\"a\":".repeat(DEEP), "}".repeat(DEEP))),
        ("JSON lists", format!("{{\"a\":{}{}}}", "[".repeat(DEEP), "]".repeat(DEEP))),
    ] {
        let report = beside_a_sound_file(text);
        let file = format!("{NODES}/odd.yaml");
        assert_eq!(notices(&report), [("over-limit", file.as_str())], "{what}");
        assert_eq!(lost(&report), ["lost"], "{what}");
        assert_eq!(outcome(&report, "node-pressure"), "skip", "{what}");
    }
}

/// Without a limit this is ten to the twelfth power of texts.
#[cfg(target_os = "linux")]
#[test]
fn aliases_of_aliases_stop_at_a_limit_in_bounded_memory() {
    use crate::common::{command_within, run};

    let mut text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
    for level in 1..12 {
        let refs = vec![format!("*a{}", level - 1); 10].join(", ");
        writeln!(text, "a{level}: &a{level} [{refs}]").expect("a text");
    }
    let scratch = Scratch::new();
    must_gather(&scratch);
    scratch.write(&format!("mg/{NODES}/odd.yaml"), text);
    let mut command = command_within(2048);
    let run = run(command.args(["check", "-j2", "--format", "json"]).arg(scratch.path("mg")));
    let report = run.json();
    assert_eq!(notices(&report), [("over-limit", format!("{NODES}/odd.yaml").as_str())]);
    assert_eq!(lost(&report), ["lost"]);
}

#[test]
fn bytes_that_no_yaml_has_are_told() {
    let node = lost_node("odd");
    let file = format!("{NODES}/odd.yaml");
    for (what, text) in [
        ("a NUL in a value", node.replace("Unknown", "Un\0known").into_bytes()),
        ("a NUL in a key", node.replace("status:", "sta\0tus:").into_bytes()),
        ("a NUL behind all", format!("{node}\0").into_bytes()),
        ("nothing but NULs, as after a crash", vec![0; 5000]),
        ("an escape in a value", node.replace("Unknown", "\x1b[31m").into_bytes()),
    ] {
        let report = beside_a_sound_file(&text);
        assert_eq!(notices(&report), [("unparseable-file", file.as_str())], "{what}");
        assert_eq!(lost(&report), ["lost"], "{what}");
        assert_eq!(outcome(&report, "node-pressure"), "skip", "{what}");
    }
}

#[test]
fn text_of_objects_reaches_no_terminal_raw() {
    let scratch = Scratch::new();
    let evil = r"a\e[31m\u202e\u200b\x9b\x7f\r\nerror[fake]: b";
    let text = lost_node("odd")
        .replace("name: odd", &format!("name: \"{evil}\""))
        .replace("type: Ready", &format!("type: Ready, reason: \"{evil}\", message: \"{evil}\""));
    scratch.write(&format!("mg/{NODES}/odd.yaml"), text);
    let report = say(&scratch.path("mg"));
    assert!(lost(&report)[0].starts_with('a'));
    let concise = say_with(&scratch.path("mg"), &["check", "--format", "concise"]).stdout;
    let findings = report["findings"].as_array().expect("findings").len();
    assert_eq!(concise.lines().count(), findings, "a line for each finding: {concise}");
}

#[test]
fn line_ends_of_windows_change_no_finding_and_no_place() {
    for name in FIXTURES {
        let scratch = Scratch::new();
        for (path, bytes) in files_below(&fixture(name)) {
            let text = String::from_utf8_lossy(&bytes).replace("\r\n", "\n").replace('\n', "\r\n");
            // What is no UTF-8 there is to be the same here.
            let text = if std::str::from_utf8(&bytes).is_ok() { text.into_bytes() } else { bytes };
            scratch.write(&format!("must-gather/{path}"), text);
        }
        let (unix, windows) =
            (check_json(&fixture(name), &[]), check_json(&scratch.path("must-gather"), &[]));
        for part in ["findings", "rules", "notices"] {
            assert_eq!(unix[part], windows[part], "{part} of {name}");
        }
        assert_eq!(unix["archive"]["gathered_at"], windows["archive"]["gathered_at"], "{name}");
    }
}

/// A line of 100 MB with a finding in it, as an object on one line has it; and a log of one such line, which no rule
/// reads.
#[cfg(target_os = "linux")]
#[test]
fn a_line_of_100_mb_takes_bounded_memory_and_little_output() {
    use crate::common::{command_within, run};

    const LONG: usize = 100 << 20;
    let status =
        r#"{"conditions":[{"type":"Ready","status":"Unknown","lastTransitionTime":"2026-01-15T09:00:00Z"}]}"#;
    let metadata = format!(r#"{{"name":"long","annotations":{{"a":"{}"}}}}"#, "x".repeat(LONG));
    let node = format!(r#"{{"apiVersion":"v1","kind":"Node","metadata":{metadata},"status":{status}}}"#);
    let files = [(format!("{NODES}/long.json"), node.into_bytes())];
    let scratch = Scratch::new();
    let log = scratch.write("mg/namespaces/n/pods/p/c/c/logs/current.log", "");
    let log = std::fs::OpenOptions::new().write(true).open(log).expect("a log");
    log.set_len(LONG as u64).expect("a log of one line");
    scratch.write(&format!("mg/{}", files[0].0), &files[0].1);
    // It compresses a thousandfold. That is over the limit on the ratio, which speaks only after the bytes that are
    // always allowed.
    let packed = scratch.write("mg.tar.gz", gz(&tarball(&files, "")));
    for (path, format) in [(scratch.path("mg"), "human"), (packed, "json")] {
        let run = run(command_within(600).args(["check", "-j2", "--format", format]).arg(&path));
        assert!(run.stdout.contains("node-not-ready"), "{format}: {}", run.stderr);
        // What is said of each rule is most of it.
        assert!(run.stdout.len() < 300_000, "{format}: {} bytes", run.stdout.len());
        if format == "json" {
            let report = run.json();
            assert_eq!((lost(&report), notices(&report)), (vec!["long"], vec![]));
        }
    }
}
