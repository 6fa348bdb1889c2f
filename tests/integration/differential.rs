//! The fast reader against the full one: on every file of every archive both give the same tree, the same lines and
//! the same texts, and what `oc` printed is taken by the fast one.

use std::path::Path;

use camgi::model::{Document, ReadOptions};

use crate::checks::documents::hold;
use crate::common::{FIXTURES, files_below, fixture, real_archives};

fn hold_files<'f>(
    files: impl Iterator<Item = (&'f String, &'f Vec<u8>)>,
    archive: &Path,
    counts: &mut (usize, usize),
) {
    for (name, bytes) in files {
        let ending = name.rsplit('.').next().unwrap_or_default();
        let Ok(text) = std::str::from_utf8(bytes) else { continue };
        if !matches!(ending, "yaml" | "yml" | "json") || text.trim().is_empty() {
            continue;
        }
        counts.0 += 1;
        match hold(text, name) {
            Ok(taken) => counts.1 += usize::from(taken),
            Err(difference) => panic!("{}: {difference}", archive.display()),
        }
    }
}

#[test]
fn on_every_fixture() {
    let mut counts = (0, 0);
    for name in FIXTURES {
        let files = files_below(&fixture(name));
        hold_files(files.iter().map(|(name, bytes)| (name, bytes)), Path::new(name), &mut counts);
    }
    assert!(counts.1 > 80, "{counts:?}");
}

#[test]
fn on_every_real_archive() {
    let (mut all, mut by_oc) = ((0, 0), (0, 0));
    for archive in real_archives("on_every_real_archive") {
        let files = super::places::unpack(&archive);
        let name = archive.file_name().expect("a name").to_string_lossy().into_owned();
        let counts = if name.starts_with("must-gather-a") || name.starts_with("mom-demo") {
            &mut by_oc
        } else {
            &mut all
        };
        hold_files(files.iter(), &archive, counts);
    }
    if by_oc.0 > 0 {
        eprintln!("fast: {} of {} files that oc printed, {} of {} others", by_oc.1, by_oc.0, all.1, all.0);
        assert!(by_oc.1 * 1000 >= by_oc.0 * 999, "{by_oc:?}");
    }
}

/// A small generator of numbers: the same run after run, so that a failure can be seen again.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % limit as u64).expect("small")
    }
}

/// What could go wrong in a line, and scalars that are easy to get wrong.
const PIECES: [&str; 44] = [
    " ", "  ", "\n", "-", "- ", ": ", ":", "'", "\"", "''", "\\", "\\\"", "\\x", "\\u00e9", "|", "|-\n",
    "|+\n", "|2\n", ">", "#", " #", "{}", "[]", "{", "[", "?", "? ", "&a ", "*a", "!t ", "%", "@", "`",
    "---\n", "...\n", "~", "null", ",", "\t", "\r", "\u{e9}", "\u{85}", "\n\n", "= ",
];

fn mutate(text: &str, numbers: &mut Numbers) -> String {
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let first = numbers.below(lines.len());
    let count = 1 + numbers.below(12);
    let window = || lines.iter().skip(first).take(count);
    // Moved to the left, so that it is a document of its own.
    let indent = window().map(|line| line.len() - line.trim_start_matches(' ').len()).min().unwrap_or(0);
    let mut out: String = window().map(|line| &line[indent..]).collect();
    for _ in 0..=numbers.below(3) {
        let at = numbers.below(out.len() + 1);
        let Some(at) = (0..=at).rev().find(|at| out.is_char_boundary(*at)) else { continue };
        match numbers.below(4) {
            0 if at < out.len() => drop(out.remove(at)),
            1 if at < out.len() && out.is_char_boundary((at + 4).min(out.len())) => {
                out.replace_range(at..(at + 4).min(out.len()), PIECES[numbers.below(PIECES.len())]);
            }
            _ => out.insert_str(at, PIECES[numbers.below(PIECES.len())]),
        }
        if out.is_empty() {
            out.push('a');
        }
    }
    out
}

const MANAGED_FIELDS: &str = "metadata:
  annotations:
    note: \"it's\"
  managedFields:
  - apiVersion: v1
    fieldsV1:
      f:metadata:
        f:labels:
          .: {}
          f:app.kubernetes.io/name: {}
      f:status:
        f:conditions:
          k:{\"type\":\"Ready\"}:
            f:lastHeartbeatTime: {}
    manager: kubelet
    time: \"2026-01-15T09:12:45Z\"
  - manager: a long name of a manager that goes
      on in a second line
    note: |
      literal
    quoted: 'it''s
      two lines'
  name: n
";

/// Fragments of our fixtures with pieces put in, taken out and replaced. Whatever the fast reader takes, the full one reads
/// the same way; and nothing panics.
#[test]
fn on_mutated_fragments() {
    let rounds = std::env::var("CAMGI_MUTATIONS").ok().and_then(|n| n.parse().ok()).unwrap_or(60_000);
    let texts: Vec<String> = FIXTURES
        .iter()
        .flat_map(|name| files_below(&fixture(name)))
        .filter(|(name, _)| name.ends_with(".yaml"))
        .filter_map(|(_, bytes)| String::from_utf8(bytes).ok())
        .filter(|text| text.len() > 100)
        // Our fixtures have next to none of these.
        .chain([MANAGED_FIELDS.to_owned()])
        .collect();
    let mut numbers = Numbers(0x5eed_cafe_f00d_1234);
    let (mut taken, mut wrong) = (0, Vec::new());
    for round in 0..rounds {
        // Every eighth time the last text.
        let text = &texts[numbers.below(texts.len() * 8 / 7).min(texts.len() - 1)];
        let text = mutate(text, &mut numbers);
        match hold(&text, "mutated") {
            Ok(fast) => taken += usize::from(fast),
            Err(difference) => wrong.push(format!("round {round}: {difference}\n{text}\n")),
        }
    }
    assert!(
        wrong.is_empty(),
        "{} of {rounds} differ, among them:\n{}",
        wrong.len(),
        wrong.iter().take(8).cloned().collect::<String>()
    );
    assert!(taken * 10 > rounds, "only {taken} of {rounds} were taken at all");
}

/// Texts on which the two readers once differed, or on which they must both give up.
#[test]
fn on_texts_that_once_differed() {
    let long_key = format!("{}: 1\n", "k".repeat(1100));
    let deep: String = (0..256).map(|depth| format!("{}a:\n", " ".repeat(depth))).collect();
    let deep = format!("{deep}{}a: {{}}\n", " ".repeat(256));
    for text in [
        "a: |2\n     \n  b\n",
        "a: |1-\n   \n b\n",
        "\"managedFields\":\n- a: 1\nb: 2\n",
        "'managedFields':\n- a: 1\nb: 2\n",
        "managedFields:\n- a: \"x\ny: z\"\nb: 2\n",
        "managedFields:\n- \"x\n- y\"\nb: 2\n",
        "managedFields:\n- a: |\n  - b: \"\nb: 2\n",
        "managedFields:\n- a: \"\\q\"\nb: 2\n",
        "managedFields:\n- a: 'it''s\n    x'\nb: \"\\t\"\n",
        "managedFields: {}\nb: 2\n",
        "managedFields: a\nb: 2\n",
        "[{\"managedFields\": [{\"a\": \"\\t\"}], \"b\": \"\\n\"}]",
        "metadata:\n  managedFields:\n    - a: 1\n  b: 2\n",
        "metadata:\n  managedFields:\n  - a: 1\n  b: 2\n",
        "managedFields: []\nb: 2\n",
        "{\"managedFields\": [1], \"b\": [{\"c\": []}]}",
        &long_key,
        &deep,
        "a: \"b\\\nc\"\n",
        "a:\n",
        "a: |\n  x\n\n\n",
        "a: |+\n  x\n\n\nb: 1\n",
        "a: |+\n  x \nb: 1\n",
        "a: |\n  x\n    \n\nb: 1\n",
        "a: |-\n  x\u{a0}\nb: 1\n",
    ] {
        hold(text, "once different").unwrap_or_else(|difference| panic!("{difference}\n{text}"));
    }
}

/// Which reader takes a file depends on how it was printed; what is left out does not.
#[test]
fn all_readers_leave_out_the_same() {
    let keys = |text: &str, is_fast: bool, keep_managed_fields: bool| {
        assert_eq!(Document::is_dialect(text), is_fast, "{text}");
        let options = ReadOptions { keep_managed_fields, ..ReadOptions::default() };
        let document = Document::parse(text.to_owned(), options).expect("YAML");
        let root = document.roots().next().expect("a document");
        root.entries().filter_map(|(key, _)| key.text().map(str::to_owned)).collect::<Vec<_>>()
    };
    for (text, is_fast) in [
        ("a: 1\nmanagedFields:\n- b: \"\\t\"\nc: 2\n", true),
        ("a: 1\n\"managedFields\":\n- b\nc: 2\n", true),
        ("a: 1\nmanagedFields: []\nc: 2\n", true),
        ("a: 1\nmanagedFields: # x\n- b\nc: 2\n", false),
        ("a: 1\n'managedFields': [b]\nc: 2\n", false),
        ("{\"a\": 1, \"managedFields\": [{\"b\": \"\\t\"}], \"c\": 2}", true),
        ("{\"a\": 1, \"managedFields\": [{\"b\": 1}], \"c\": 2} # x", false),
    ] {
        assert_eq!(keys(text, is_fast, false), ["a", "c"], "{text}");
        assert_eq!(keys(text, is_fast, true), ["a", "managedFields", "c"], "{text}");
    }
    for text in ["a: 1\nmanagedFields: {}\nc: 2\n", "a: 1\nmanagedFields:\n  x:\n  - b\nc: 2\n"] {
        assert_eq!(keys(text, true, false), ["a", "managedFields", "c"], "only lists: {text}");
    }
}

#[test]
fn the_full_reader_keeps_what_looks_like_managed_fields() {
    let document = Document::parse_fully("? [managedFields]\n: [1]\nb: c\n".into(), ReadOptions::default())
        .expect("YAML");
    let root = document.roots().next().expect("a document");
    assert_eq!(root.get_text("b"), Some("c"));
    assert_eq!(root.entries().count(), 2);
}

/// Seconds that this thread has worked; where the system does not tell, seconds that have passed. On a machine that does
/// much else at the same time these are not the same.
fn working_time() -> f64 {
    static START: std::sync::LazyLock<std::time::Instant> = std::sync::LazyLock::new(std::time::Instant::now);
    let worked = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanoseconds = worked.and_then(|text| text.split(' ').next()?.parse::<f64>().ok());
    nanoseconds.map_or_else(|| START.elapsed().as_secs_f64(), |nanoseconds| nanoseconds / 1e9)
}

/// A file that is one line, as some writers of JSON make it, takes time in proportion to its length in both readers.
#[test]
fn one_long_line_is_read_in_linear_time() {
    let text =
        |items: usize| format!("{{\"a\": [{}]}}", vec!["{\"x\": [], \"y\": {\"l\": [1]}}"; items].join(","));
    let time = |text: String| {
        let start = working_time();
        Document::parse_fully(text, ReadOptions::default()).expect("JSON is YAML");
        working_time() - start
    };
    let small = (0..3).map(|_| time(text(2_000))).fold(f64::MAX, f64::min);
    let large = (0..3).map(|_| time(text(16_000))).fold(f64::MAX, f64::min);
    // Eight times as long: linear is 8, quadratic is 64.
    assert!(large < small * 24.0, "{small} s and {large} s");
}
