//! Patterns and texts that nobody wrote. They share a few words, so that there is something to find.
//!
//! They are the same run after run; `CAMGI_GENERATED=100000` asks for more of them.

use camgi::model::logs::Patterns;
use proptest::collection::vec;
use proptest::prelude::{Just, Strategy, prop_oneof};
use proptest::sample::select;
use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestRng, TestRunner};
use regex::bytes::Regex;

use super::{obvious, scanned};

const WORDS: [&str; 22] = [
    "quorum",
    "quorum lost",
    "lost",
    "out of memory",
    "OOM",
    "OOMKilled",
    "abcdefgh",
    "aaaaaaa",
    "ab",
    "k",
    "s",
    "x",
    "disk pressure",
    " ",
    ": ",
    "5",
    "503",
    "\u{e9}",
    "\u{17f}",
    "\u{b5}s",
    "error",
    "_",
];

/// What no pattern has as a word, and line ends.
const BETWEEN: [&[u8]; 14] = [
    b"\n",
    b"\n",
    b"\n",
    b"\r\n",
    b"\r\n",
    b"\r",
    b"\n\n",
    b"QUORUM",
    b"Disk Pre\xc5\xbfsure",
    b"DIS\xe2\x84\xaa",
    b"\xff",
    b"\xc3",
    b"\t",
    b"................................................................",
];

fn pattern() -> impl Strategy<Value = String> {
    let atom = prop_oneof![
        6 => select(&WORDS[..]).prop_map(regex::escape),
        2 => select(
            &[
                r"\d", r"\w", r"\s", ".", r"\S", "[a-c]", "[^a]", "[qo]", r"[\n ]", r"[\r\n]", r"\n", r"\r", "[Ll]",
                "(?-u:\\xff)", "(?s:.)",
            ][..]
        )
        .prop_map(str::to_owned),
        1 => select(&["^", "$", r"\b", r"\B", "(?m:^)", "(?m:$)", "(?mR:^)", "(?mR:$)", r"\A", r"\z", ""][..])
            .prop_map(str::to_owned),
    ];
    atom.prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            5 => vec(inner.clone(), 2..4).prop_map(|parts| parts.concat()),
            3 => vec(inner.clone(), 2..4).prop_map(|parts| format!("(?:{})", parts.join("|"))),
            2 => inner.clone().prop_map(|sub| format!("(?i:{sub})")),
            1 => inner.clone().prop_map(|sub| format!("(?<g>{sub})")),
            1 => inner.clone().prop_map(|sub| format!("({sub})")),
            2 => (inner, select(&["?", "*", "+", "{2}", "{1,2}", "{0}", "*?", "{2,}", "{9}"][..]))
                .prop_map(|(sub, times)| format!("(?:{sub}){times}")),
        ]
    })
}

fn text() -> impl Strategy<Value = Vec<u8>> {
    let token = prop_oneof![
        3 => select(&WORDS[..]).prop_map(|word| word.as_bytes().to_vec()),
        1 => select(&WORDS[..]).prop_map(|word| word.to_uppercase().into_bytes()),
        3 => select(&BETWEEN[..]).prop_map(<[u8]>::to_vec),
    ];
    vec(token, 0..60).prop_map(|tokens| tokens.concat())
}

pub(super) fn on_made_up<S: Strategy>(
    strategy: S,
    share: u32,
    check: impl Fn(S::Value) -> Result<(), String>,
) {
    let cases = std::env::var("CAMGI_GENERATED").ok().and_then(|n| n.parse().ok()).unwrap_or(1000) / share;
    let config = Config { cases, failure_persistence: None, ..Config::default() };
    let mut runner = TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha));
    if let Err(error) = runner.run(&strategy, |value| check(value).map_err(TestCaseError::fail)) {
        panic!("{error}");
    }
}

#[test]
fn on_made_up_patterns_and_texts() {
    let strategy = (vec(pattern(), 1..8), vec(text(), 1..4), 0_usize..200);
    on_made_up(strategy, 1, |(mut texts, logs, piece)| {
        // A name may stand in a regex once.
        texts.retain(|text| {
            let is_regex = Regex::new(text).is_ok();
            assert_eq!(Patterns::new([text]).is_ok(), is_regex, "{text}");
            is_regex
        });
        let patterns = Patterns::new(&texts).map_err(|error| error.to_string())?;
        let regexes: Vec<Regex> = texts.iter().map(|text| Regex::new(text).expect("a regex")).collect();
        for log in logs {
            let (hits, expected) = (scanned(&patterns, &log, piece).0, obvious(&regexes, &log));
            if hits != expected {
                let log = log.escape_ascii();
                return Err(format!("{texts:?} on \"{log}\":\n{hits:?}\nand not\n{expected:?}"));
            }
        }
        Ok(())
    });
}

#[test]
fn on_made_up_logs() {
    let strategy = vec(prop_oneof![29 => text(), 1 => Just(b"\n".repeat(70_000))], 20..200);
    let texts = [
        "quorum lost",
        "(?i)disk pressure",
        "OOM",
        r"^\d",
        "lost.*error",
        "(?i)oomkilled$",
        "aaaaaaa|abcdefgh",
    ];
    let patterns = Patterns::new(texts).expect("patterns");
    let regexes = super::regexes(&texts);
    on_made_up(strategy, 50, |parts| {
        super::hold(&patterns, &regexes, &parts.concat(), "made up");
        Ok(())
    });
}
