//! Logs: any patterns over any bytes. One search for all of them finds the lines that each regex finds by itself, whatever
//! the pieces that the text comes in, and what is shown of a line is in it.

use std::collections::BTreeMap;

use camgi::model::logs::{PatternSet, Patterns, Scan};
use regex::bytes::{Regex, RegexBuilder};

/// Small enough that a regex that takes long over each line costs no time.
const MOST_PATTERNS: usize = 8;
const LONGEST_HEAD: usize = 300;
/// What a pattern may take when it is compiled; part of what is promised of them.
const SIZE_LIMIT: usize = 1 << 20;

/// Lines and patterns of the hits, with what they say of where.
type Hits = BTreeMap<(u64, usize), std::ops::Range<u64>>;

/// Patterns are the lines up to the first empty one, and the text is what follows.
pub(crate) fn check(bytes: &[u8]) {
    let end = bytes.windows(2).position(|two| two == b"\n\n").unwrap_or(bytes.len());
    let text = bytes.get(end + 2..).unwrap_or_default();
    let Ok(head) = std::str::from_utf8(&bytes[..end]) else { return };
    if head.len() > LONGEST_HEAD {
        return;
    }
    let texts: Vec<&str> = head.lines().take(MOST_PATTERNS).collect();
    let regexes: Vec<Option<Regex>> = texts.iter().map(|text| regex(text)).collect();
    let patterns = match Patterns::new(&texts) {
        Ok(patterns) => patterns,
        Err(error) => {
            let place = error.place.clone().unwrap_or(0..0);
            assert!(texts[error.pattern].get(place).is_some(), "{error:?}");
            assert!(regexes[error.pattern].is_none(), "{error:?}, but it is a regex");
            return;
        }
    };
    let regexes: Vec<Regex> = regexes.into_iter().flatten().collect();
    assert_eq!(regexes.len(), texts.len(), "what is a pattern is a regex of a bounded size");
    let every_other = patterns.some((0..texts.len()).step_by(2));
    for (wanted, step) in [(patterns.all(), 1), (every_other, 2)] {
        let expected = one_by_one(&regexes, step, text);
        for pieces in [vec![text], text.split_inclusive(|byte| *byte == b'\n').collect(), in_two(text)] {
            assert_eq!(together(&patterns, &wanted, &pieces), expected, "{texts:?}");
        }
    }
}

fn regex(text: &str) -> Option<Regex> {
    RegexBuilder::new(text).size_limit(SIZE_LIMIT).build().ok()
}

/// The same text in two pieces that end at line ends.
fn in_two(text: &[u8]) -> Vec<&[u8]> {
    let half = &text[..text.len() / 2];
    let cut = half.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
    vec![&text[..cut], &text[cut..]]
}

fn one_by_one(regexes: &[Regex], step: usize, text: &[u8]) -> Hits {
    let mut hits = Hits::new();
    for (nr, line) in text.split_inclusive(|byte| *byte == b'\n').enumerate() {
        let line = match line.strip_suffix(b"\n") {
            Some(line) => line.strip_suffix(b"\r").unwrap_or(line),
            None => line,
        };
        for (pattern, regex) in regexes.iter().enumerate().step_by(step) {
            if let Some(found) = regex.find(line) {
                hits.insert((nr as u64 + 1, pattern), found.start() as u64..found.end() as u64);
            }
        }
    }
    hits
}

fn together(patterns: &Patterns, wanted: &PatternSet, pieces: &[&[u8]]) -> Hits {
    let mut scan = Scan::new(patterns, wanted);
    let mut hits = Hits::new();
    let mut newest = (0, 0);
    for piece in pieces {
        scan.piece(piece, &mut |hit| {
            let (found, place) = (hit.found(), (hit.line, hit.pattern));
            let shown = found.shown_from..found.shown_from + found.shown.len() as u64;
            assert!(shown.start <= found.columns.start && found.columns.start <= shown.end, "{found:?}");
            for (_, value) in hit.captures() {
                assert!(value.len() <= hit.text.len());
            }
            assert!(newest < place || hits.is_empty(), "hits come in their order: {newest:?}, {place:?}");
            newest = place;
            assert!(hits.insert(place, found.columns).is_none(), "a pattern hits a line once: {place:?}");
        });
    }
    let lines = pieces.concat().split_inclusive(|byte| *byte == b'\n').count() as u64;
    assert_eq!(scan.lines(), lines);
    hits
}
