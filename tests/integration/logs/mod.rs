//! Searching a log for many patterns at once gives what each regex gives on each line: on made-up patterns and texts, on
//! made-up logs, on the fixtures and on the logs of real archives.

mod lines;
mod made_up;

use std::ops::Range;

use camgi::model::logs::{Patterns, Scan};
use regex::bytes::Regex;

use crate::common::{FIXTURES, files_below, fixture, real_archives};

/// Line, pattern, columns of the first match, named groups.
type Hits = Vec<(u64, usize, Range<u64>, Vec<(String, Vec<u8>)>)>;

/// The obvious way: each regex on each line.
fn obvious(regexes: &[Regex], text: &[u8]) -> Hits {
    let mut hits = Vec::new();
    for (number, line) in (1..).zip(text.split_inclusive(|byte| *byte == b'\n')) {
        let line = line.strip_suffix(b"\n").map_or(line, |line| line.strip_suffix(b"\r").unwrap_or(line));
        for (pattern, regex) in regexes.iter().enumerate() {
            if let Some(captures) = regex.captures(line) {
                let whole = captures.get(0).expect("the match").range();
                let named = regex.capture_names().flatten();
                let groups = named
                    .filter_map(|name| Some((name.to_owned(), captures.name(name)?.as_bytes().to_vec())));
                hits.push((number, pattern, whole.start as u64..whole.end as u64, groups.collect()));
            }
        }
    }
    hits
}

/// The scan, of pieces of about this many bytes.
fn scanned(patterns: &Patterns, text: &[u8], piece: usize) -> (Hits, u64) {
    let wanted = patterns.all();
    let mut scan = Scan::new(patterns, &wanted);
    let mut hits = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let end = rest.iter().skip(piece).position(|byte| *byte == b'\n');
        let (head, tail) = rest.split_at(end.map_or(rest.len(), |end| piece + end + 1));
        rest = tail;
        scan.piece(head, &mut |hit| {
            let groups = hit.captures().into_iter().map(|(name, text)| (name.to_owned(), text.to_vec()));
            hits.push((hit.line, hit.pattern, hit.found().columns, groups.collect()));
        });
    }
    (hits, scan.lines())
}

/// Patterns of the kind that rules have, and of kinds that are hard to search for.
const PATTERNS: [&str; 66] = [
    "connect: connection refused",
    "context deadline exceeded",
    "x509: certificate has expired or is not yet valid",
    r#"apply request took too long.*"took":"(?<took>[1-9]\d*\.\d+s)""#,
    "(?i)out of memory|OOMKilled",
    "leader election lost",
    "net/http: TLS handshake timeout",
    "http: TLS handshake error from (?<peer>.*): (?:EOF|remote error: .*)",
    "rpc error: code = (Unavailable|DeadlineExceeded|(?<code>NotFound)) desc = .*",
    r"Readiness probe failed: HTTP probe failed with statuscode: 50\d",
    r"[Ff]ailed to (?:watch|list) \*v1\.(?<kind>\w+)",
    "error syncing '[^']+': .* not found",
    "Back-off restarting failed container",
    "NodeNotReady|node .* is not ready",
    r"^\S+ E\d{4} ",
    r"^[A-Z][a-z]{2} \d\d \d\d:\d\d:\d\d",
    r"level=(?<level>warn|error)",
    r#""level":"(?:warn|error)""#,
    "panic",
    "fatal",
    "(?i)error",
    "OOM",
    "EOF$",
    "etcd",
    "E0",
    r"\b50[0-9]\b",
    r"(?P<ip>\d{1,3}(?:\.\d{1,3}){3}):(?P<port>\d+)",
    "^$",
    r"\s$",
    "[^[:ascii:]]",
    r"took .*ms",
    r"(?i)kubelet",
    r"(?i)is not ready",
    "x{3,}",
    "(?-u)\\xff",
    r"goroutine \d+ \[(?<state>[^\]]+)\]",
    "oc adm",
    "Starting",
    "Starting .* controller",
    "controller.go",
    r"controller\.go:(?<line>\d+)\]",
    "reflector",
    r"reflector\.go:\d+\] .*forbidden",
    "namespaces/[a-z-]+/pods",
    "unable to|cannot|could not",
    "(?:Degraded|Available|Progressing).*(?:True|False)",
    r"\bTrue\b",
    "the server could not find the requested resource",
    "too many",
    "http2: ",
    "timed out waiting for the condition",
    "connection reset by peer|broken pipe|i/o timeout",
    "(?:)",
    ".{300}",
    "leaderelection.go:.*lost|leaderelection.go:.*acquired",
    r"pod=(?<pod>\S+)",
    "SyncLoop.*PLEG",
    "unknown",
    "wal: sync duration",
    "openshift-(?:etcd|monitoring|ingress)",
    "secret \"[^\"]+\" not found",
    "Unhandled Error",
    r"v\d(?:alpha|beta)\d",
    "(?s)a.*\n.*b",
    "\u{b5}s",
    "ready=false",
];

fn regexes(texts: &[&str]) -> Vec<Regex> {
    texts.iter().map(|text| Regex::new(text).expect("a regex")).collect()
}

/// Holds the scan of a text to the obvious way, and gives how many lines and hits there were.
fn hold(patterns: &Patterns, regexes: &[Regex], text: &[u8], name: &str) -> (u64, usize) {
    let expected = obvious(regexes, text);
    for piece in [300, 1 << 20] {
        let (hits, lines) = scanned(patterns, text, piece);
        if hits != expected {
            let odd = hits.iter().zip(&expected).find(|(one, other)| one != other);
            panic!("{name}: {} hits and not {}; the first that differs: {odd:?}", hits.len(), expected.len());
        }
        assert_eq!(lines, text.split_inclusive(|byte| *byte == b'\n').count() as u64, "{name}");
    }
    (text.split_inclusive(|byte| *byte == b'\n').count() as u64, expected.len())
}

#[test]
fn on_the_files_of_fixtures() {
    let (patterns, regexes) = (Patterns::new(PATTERNS).expect("patterns"), regexes(&PATTERNS));
    let mut hits = 0;
    for name in FIXTURES {
        for (path, bytes) in files_below(&fixture(name)) {
            hits += hold(&patterns, &regexes, &bytes, &path).1;
        }
    }
    assert!(hits > 100, "{hits}");
}

#[test]
fn on_the_logs_of_real_archives() {
    let (patterns, regexes) = (Patterns::new(PATTERNS).expect("patterns"), regexes(&PATTERNS));
    let (mut files, mut lines, mut hits) = (0, 0, 0);
    for archive in real_archives("on_the_logs_of_real_archives") {
        let mut budget = budget();
        for (path, bytes) in super::places::unpack(&archive) {
            if path.contains("log") && !bytes.is_empty() && bytes.len() <= budget {
                budget -= bytes.len();
                let (more_lines, more_hits) = hold(&patterns, &regexes, &bytes, &path);
                (files, lines, hits) = (files + 1, lines + more_lines, hits + more_hits);
            }
        }
    }
    eprintln!("{files} files, {lines} lines, {hits} hits");
    assert!(files == 0 || hits > 10_000, "{hits} hits");
}

/// Bytes of one archive that are read: the obvious way is slow. `CAMGI_LOG_BYTES` asks for more.
fn budget() -> usize {
    std::env::var("CAMGI_LOG_BYTES").ok().and_then(|n| n.parse().ok()).unwrap_or(2_000_000)
}
