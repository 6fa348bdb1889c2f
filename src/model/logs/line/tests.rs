//! Lines as the programs of a cluster write them, and such that only look like them.

use super::*;

fn parse(text: &str, format: LogFormat) -> LogLine<'_> {
    LogLine::parse(text, format, Some("2026-01-15T10:00:00Z".parse().expect("a time")))
}

#[test]
fn every_form_is_read() {
    use Level::{Debug, Error, Fatal, Info, Warning};
    for (text, time, level, message) in [
        (
            "2026-01-15T09:12:45.123456789Z E0114 09:12:45.123456       1 a.go:12] it failed",
            "2026-01-15T09:12:45.123456789Z",
            Some(Error),
            "it failed",
        ),
        ("E0114 09:12:45.123456       1 a.go:12] a] b", "2026-01-14T09:12:45.123456Z", Some(Error), "a] b"),
        ("W0120 09:12:45.123456       1 a.go:12] odd", "2025-01-20T09:12:45.123456Z", Some(Warning), "odd"),
        ("F0115 09:12:45.123456 12345 a.go:12]", "2026-01-15T09:12:45.123456Z", Some(Fatal), ""),
        (
            r#"2026-01-15T09:12:45Z {"level":"info","ts":"2026-01-15T08:00:00.5Z","msg":"a \"b\"","x":{"level":"error"}}"#,
            "2026-01-15T09:12:45Z",
            Some(Info),
            r#"a "b""#,
        ),
        (
            r#"{"level":"warn","ts":"2026-01-15T09:12:45.5+01:00","msg":"x"}"#,
            "2026-01-15T08:12:45.5Z",
            Some(Warning),
            "x",
        ),
        (
            r#"{"severity":"ERROR","ts":1768468365.5,"message":"x"}"#,
            "2026-01-15T09:12:45.5Z",
            Some(Error),
            "x",
        ),
        (r#"{"lvl":"debug","time":1768468365500,"msg":"x"}"#, "2026-01-15T09:12:45.5Z", Some(Debug), "x"),
        (
            r#"{"timestamp":"2026-01-15T09:12:45Z","level":"error","msg":"x","cut":"of"#,
            "2026-01-15T09:12:45Z",
            Some(Error),
            "x",
        ),
        (
            r#"2026-01-15T09:12:46Z time="2026-01-15T09:12:45Z" level=warning msg="say \"x\"" id=1"#,
            "2026-01-15T09:12:46Z",
            Some(Warning),
            r#"say "x""#,
        ),
        (r#"time="2026-01-15 09:12:45.5Z" level=info msg=x"#, "2026-01-15T09:12:45.5Z", Some(Info), "x"),
        (
            "ts=2026-01-15T09:12:45.5Z caller=main.go:1 level=error msg=\"cut",
            "2026-01-15T09:12:45.5Z",
            Some(Error),
            "cut",
        ),
        (
            "2026/01/15 09:12:45 http: TLS handshake error",
            "2026-01-15T09:12:45Z",
            None,
            "http: TLS handshake error",
        ),
        (
            "2026-01-15T09:12:45Z\tINFO\tsetup\tstarting",
            "2026-01-15T09:12:45Z",
            Some(Info),
            "INFO\tsetup\tstarting",
        ),
        ("2026-01-15 09:12:45,123 [ERROR] x", "2026-01-15T09:12:45.123Z", Some(Error), "[ERROR] x"),
        (
            "2026-01-15T09:12:45Z|00012|rconn|WARN|br-int: a|b",
            "2026-01-15T09:12:45Z",
            Some(Warning),
            "br-int: a|b",
        ),
        (
            "2026-01-15T09:12:46Z 2026-01-15T09:12:45.1Z|00012|rconn|ERR|x",
            "2026-01-15T09:12:46Z",
            Some(Error),
            "x",
        ),
        ("2026-01-15T09:12:45.1Z stderr F panic: oh", "2026-01-15T09:12:45.1Z", Some(Fatal), "panic: oh"),
    ] {
        let line = parse(text, LogFormat::Auto);
        let time: Timestamp = time.parse().expect("a time");
        assert_eq!((line.time, line.level, &*line.message), (Some(time), level, message), "{text}");
        assert_eq!((line.host, line.unit, line.pid), (None, None, None), "{text}");
    }
}

#[test]
fn a_journal_says_who_wrote_it() {
    let who = |text| {
        let line = parse(text, LogFormat::Auto);
        (line.host, line.unit, line.pid, line.level, line.message.into_owned())
    };
    assert_eq!(
        who(
            "Jan 15 09:12:45.123456 m-0.example.com kubenswrapper[2345]: E0115 09:12:44.5 2345 a.go:1] failed: x"
        ),
        (
            Some("m-0.example.com"),
            Some("kubenswrapper"),
            Some(2345),
            Some(Level::Error),
            "failed: x".to_owned()
        )
    );
    assert_eq!(
        who("Jan  5 09:12:45 w-1 kernel: Out of memory: Killed process 1"),
        (Some("w-1"), Some("kernel"), None, None, "Out of memory: Killed process 1".to_owned())
    );
    assert_eq!(
        who(r#"Jan  5 09:12:45 w-1 crio[9]: time="2026-01-15T09:12:45Z" level=error msg="x""#),
        (Some("w-1"), Some("crio"), Some(9), Some(Level::Error), "x".to_owned())
    );
    let line = parse("Jan 15 09:12:45.5 m-0 a[1]: E0114 09:12:44 1 a.go:1] x", LogFormat::Journal);
    assert_eq!(line.time, "2026-01-15T09:12:45.5Z".parse().ok(), "the journal's own time comes first");
}

#[test]
fn what_only_looks_like_a_form_is_plain() {
    for text in [
        "",
        "E",
        "E0115",
        "Error syncing pod, skipping",
        "E0115 09:12:45 no bracket",
        "{not json",
        "[1, 2]",
        "Jan 15",
        "Jan 15 09:12:45",
        "Jan 15 09:12:45 host",
        "a=b",
        "a level=error",
        "X0115 09:12:45.1 1 a.go:1] x",
        "info about it",
        "\u{e9}\u{e9}\u{e9}",
        "=",
        "level",
        "-- Logs begin at Tue 2021-08-03 09:10:29 UTC. --",
        "{\"a\":",
    ] {
        let line = parse(text, LogFormat::Auto);
        assert_eq!(line, LogLine { message: text.into(), ..LogLine::default() }, "{text}");
    }
}

#[test]
fn a_format_that_is_asked_for_is_the_only_one() {
    let klog = "E0115 09:12:45.123456       1 a.go:12] x";
    assert_eq!(parse(klog, LogFormat::Klog).level, Some(Level::Error));
    for format in [LogFormat::Json, LogFormat::Journal, LogFormat::Plain] {
        assert_eq!(parse(klog, format), LogLine { message: klog.into(), ..LogLine::default() }, "{format:?}");
    }
    let stamped = parse("2026-01-15T09:12:45Z E0115 09:12:45 1 a.go:1] x", LogFormat::Plain);
    assert_eq!((stamped.time.is_some(), stamped.level), (true, None));
}

#[test]
fn without_a_reference_a_time_has_to_name_its_year() {
    for text in ["E0115 09:12:45.123456 1 a.go:12] x", "Jan 15 09:12:45 h u: x"] {
        assert_eq!(LogLine::parse(text, LogFormat::Auto, None).time, None);
    }
    assert!(LogLine::parse("2026-01-15T09:12:45Z x", LogFormat::Auto, None).time.is_some());
}

#[test]
fn numbers_that_are_no_times_are_none() {
    for number in ["1", "-1", "1e300", "-1e300", "0", "12345678"] {
        assert_eq!(
            parse(&format!("{{\"ts\":{number},\"msg\":\"x\"}}"), LogFormat::Auto).time,
            None,
            "{number}"
        );
    }
}
