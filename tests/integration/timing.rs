//! What is said beside a report: how long its parts took, and how many findings each rule has. The report is the same with it.

use crate::common::few::camgi;
use crate::common::fixture;

const FORMATS: [&str; 3] = ["human", "concise", "json"];

#[test]
fn the_time_is_told_beside_the_report_and_never_in_it() {
    let path = fixture("machine-failed").to_string_lossy().into_owned();
    for format in FORMATS {
        let plain = camgi(&["check", "--format", format, &path]);
        let timed = camgi(&["check", "--format", format, "--timing", &path]);
        assert_eq!(plain.stdout, timed.stdout, "{format}");
        assert_eq!(plain.status, timed.status);
        for phase in ["load rules", "read", "judge", "render", "machine-failed"] {
            let told = |text: &str| text.lines().any(|line| line.ends_with(&format!("%  {phase}")));
            assert!(told(&timed.stderr) && !told(&plain.stderr), "{phase}: {}", timed.stderr);
        }
        assert!(timed.stderr.starts_with(&plain.stderr), "it comes last: {}", timed.stderr);
    }
}

#[test]
fn the_table_of_findings_stands_beside_the_report() {
    let path = fixture("machine-failed").to_string_lossy().into_owned();
    for format in FORMATS {
        let plain = camgi(&["check", "--format", format, &path]);
        let counted = camgi(&["check", "--format", format, "--statistics", &path]);
        assert_eq!(plain.stdout, counted.stdout, "{format}");
        let table = counted.stderr.strip_prefix(&plain.stderr).expect("it comes last");
        assert_eq!(
            table,
            "findings  severity  rule            title\n       1  error     machine-failed  Machine has failed\n"
        );
    }
    let path = fixture("healthy").to_string_lossy().into_owned();
    assert_eq!(camgi(&["check", "--format", "json", "--statistics", &path]).stderr, "no findings\n");
}
