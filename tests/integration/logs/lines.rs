//! Reading single lines: whatever they hold, and those of real archives.

use camgi::model::logs::{LogFormat, LogLine};
use proptest::collection::vec;
use proptest::prelude::{Strategy, any, prop_oneof};
use proptest::sample::select;

use super::made_up::on_made_up;
use crate::common::real_archives;

const FORMATS: [LogFormat; 5] =
    [LogFormat::Auto, LogFormat::Klog, LogFormat::Json, LogFormat::Journal, LogFormat::Plain];

/// Parts of which lines are made, whole and cut.
const PARTS: [&str; 26] = [
    "2026-01-15T09:12:45.123456789Z ",
    "2026-01-15T09:12:45",
    "2026/01/15 09:12:45",
    ".",
    ",5",
    "Z",
    "+01:00",
    "-99:99",
    "E0115 09:12:45.123456       1 a.go:12] ",
    "I0230 25:61:61",
    "Jan 15 09:12:45 ",
    "Jan  5 ",
    "host ",
    "unit[1]: ",
    "[99999999999]: ",
    "{",
    "\"ts\":1e999,",
    "\"level\":\"error\",",
    "\"msg\":\"\\u00e9\\ud800\"}",
    "time=\"",
    "level=",
    "\\\"",
    "|",
    "stdout F ",
    "9999-12-31T23:59:59Z",
    "\u{e9}",
];

#[test]
fn no_line_is_too_odd_to_read() {
    let part = prop_oneof![4 => select(&PARTS[..]).prop_map(str::to_owned), 1 => any::<char>().prop_map(String::from)];
    let cut = (vec(part, 0..8), 0_usize..60).prop_map(|(parts, cut)| {
        let mut text = parts.concat();
        while cut < text.len() && text.pop().is_some() {}
        text
    });
    let references = ["2026-01-15T10:00:00Z", "-009999-01-02T01:59:59Z", "9999-12-30T22:00:00.9Z"];
    on_made_up(cut, 1, |text| {
        for format in FORMATS {
            for reference in references {
                let line = LogLine::parse(&text, format, reference.parse().ok());
                if line.message.len() > text.len() + 100 {
                    return Err(format!("a message longer than its line: {text:?}"));
                }
            }
        }
        Ok(())
    });
}

#[test]
fn of_real_archives() {
    let (mut in_pods, mut stamped, mut in_journals, mut from_units, mut levels) = (0_u32, 0, 0_u32, 0, 0);
    for archive in real_archives("of_real_archives") {
        let reference = "2030-01-01T00:00:00Z".parse().ok();
        for (path, bytes) in super::super::places::unpack(&archive) {
            let is_pod = path.contains("/pods/") && path.ends_with("/logs/current.log");
            let is_journal = path.contains("/host_service_logs/masters/");
            if !(is_pod || is_journal) {
                continue;
            }
            for line in String::from_utf8_lossy(&bytes).lines().take(500) {
                let read = LogLine::parse(line, LogFormat::Auto, reference);
                levels += u32::from(read.level.is_some());
                if is_pod {
                    in_pods += 1;
                    stamped += u32::from(read.time.is_some());
                } else if !line.starts_with("-- ") && !line.is_empty() {
                    in_journals += 1;
                    from_units +=
                        u32::from(read.time.is_some() && read.unit.is_some() && read.host.is_some());
                }
            }
        }
    }
    eprintln!(
        "{stamped} of {in_pods} lines of pods, {from_units} of {in_journals} of journals, {levels} levels"
    );
    assert!(stamped * 1000 >= in_pods * 999, "{stamped} of {in_pods}");
    assert!(from_units * 1000 >= in_journals * 990, "{from_units} of {in_journals}");
    assert!(levels * 2 >= in_pods + in_journals, "{levels}");
}
