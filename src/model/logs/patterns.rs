//! The patterns of all rules, made ready to be searched for together. Does not search; see [`super::Scan`].

use std::ops::Range;
use std::sync::OnceLock;

use regex::bytes::{Regex, RegexBuilder};
use regex_syntax::hir::{Hir, HirKind};

use super::grams::GramFilter;
use super::rarity::Stride;
use super::required::Required;
use super::size;
use super::unaided::Unaided;

/// Bytes that a compiled regex may take.
pub(super) const SIZE_LIMIT: usize = 1 << 20;
/// Texts from this length on are searched for without slowing down all others.
const STRONG: usize = 5;

/// Regexes that are searched for together, each known by its place in the list it came from. Meant to be made once and
/// shared by all threads.
///
/// A pattern is matched against single lines without their ends, as [`regex::bytes::Regex`] does it, with Unicode. So `^`
/// and `$` are the ends of the line, and nothing matches across lines.
#[derive(Debug)]
pub struct Patterns {
    patterns: Vec<Pattern>,
    pub(super) by_fours: GramFilter,
    pub(super) by_twos: GramFilter,
    pub(super) short: Unaided,
    pub(super) without: Unaided,
}

#[derive(Debug)]
struct Pattern {
    text: String,
    required: Required,
    /// Compiled when a line may match.
    regex: OnceLock<Regex>,
}

/// A pattern before it is put together with others.
#[derive(Debug)]
pub struct Prepared {
    pattern: Pattern,
    hir: Hir,
}

impl Prepared {
    /// Prepares the text of a regex.
    ///
    /// # Errors
    /// As [`Patterns::new`]; it is the pattern with the number 0.
    pub fn new(text: &str) -> Result<Self, PatternError> {
        let (pattern, hir) = Pattern::new(text)?;
        Ok(Self { pattern, hir })
    }
}

/// A text that is no pattern.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{reason}")]
pub struct PatternError {
    /// Which of the texts.
    pub pattern: usize,
    /// Why, in words that fit behind "this regex is wrong: ".
    pub reason: String,
    /// Where in the text, in bytes, if it is about a place in it.
    pub place: Option<Range<usize>>,
}

impl PatternError {
    pub(super) fn too_large() -> Self {
        let reason = format!("it takes more than {SIZE_LIMIT} bytes when it is compiled");
        Self { pattern: 0, reason, place: None }
    }
}

/// Some of the patterns, for example those that one kind of file is searched for.
#[derive(Debug, Clone)]
pub struct PatternSet {
    wanted: Vec<bool>,
    pub(super) by_fours: bool,
    pub(super) by_twos: bool,
    pub(super) short: bool,
    pub(super) without: bool,
}

impl Patterns {
    /// Makes patterns from the texts of regexes. Only unusually large ones are compiled now.
    ///
    /// # Errors
    /// The first text that is no regex, or one that takes more than 1 MiB when it is compiled.
    pub fn new<T: AsRef<str>>(texts: impl IntoIterator<Item = T>) -> Result<Self, PatternError> {
        let prepared = texts.into_iter().enumerate().map(|(nr, text)| {
            Prepared::new(text.as_ref()).map_err(|error| PatternError { pattern: nr, ..error })
        });
        Ok(Self::of(prepared.collect::<Result<Vec<_>, _>>()?))
    }

    /// Puts patterns together. They are prepared apart from this so that threads can share in what takes longest.
    #[must_use]
    pub fn of(prepared: Vec<Prepared>) -> Self {
        let mut patterns = Vec::new();
        let (mut by_fours, mut by_twos, mut short, mut without) = (vec![], vec![], vec![], vec![]);
        for (nr, Prepared { pattern, hir }) in prepared.into_iter().enumerate() {
            match &pattern.required.texts {
                None => without.push((nr, hir)),
                Some(texts) => {
                    for text in texts {
                        let place = match Stride::of(text) {
                            Stride::Four => &mut by_fours,
                            Stride::Two => &mut by_twos,
                            Stride::Short => &mut short,
                        };
                        place.push((text.clone(), nr));
                    }
                }
            }
            patterns.push(pattern);
        }
        let by_fours = || GramFilter::new(Stride::Four, by_fours);
        let others = || {
            let by_twos = GramFilter::new(Stride::Two, by_twos);
            let short = if short.is_empty() { Unaided::default() } else { Unaided::by_texts(&short) };
            (by_twos, short, Unaided::by_regex(without))
        };
        let (by_fours, (by_twos, short, without)) = rayon::join(by_fours, others);
        Self { patterns, by_fours, by_twos, short, without }
    }

    /// The names of the groups of a text, if it is a pattern. Nothing is made ready for a search.
    ///
    /// # Errors
    /// As [`Patterns::new`].
    pub fn groups_of(text: &str) -> Result<Vec<String>, PatternError> {
        let (hir, _) = checked(text)?;
        let mut names = Vec::new();
        add_groups(&hir, &mut names);
        Ok(names)
    }

    /// How many patterns there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.patterns.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.patterns.is_empty()
    }

    /// The patterns with these numbers. Numbers that no pattern has are passed over.
    #[must_use]
    pub fn some(&self, numbers: impl IntoIterator<Item = usize>) -> PatternSet {
        let mut wanted = vec![false; self.len()];
        for number in numbers {
            if let Some(flag) = wanted.get_mut(number) {
                *flag = true;
            }
        }
        let has = |stride| {
            let of_stride = |pattern: &Pattern| {
                pattern.required.texts.iter().flatten().any(|text| Stride::of(text) == stride)
            };
            self.patterns.iter().zip(&wanted).any(|(pattern, wanted)| *wanted && of_stride(pattern))
        };
        PatternSet {
            by_fours: has(Stride::Four),
            by_twos: has(Stride::Two),
            short: has(Stride::Short),
            without: self.without.patterns.iter().any(|nr| wanted[*nr]),
            wanted,
        }
    }

    /// All patterns.
    #[must_use]
    pub fn all(&self) -> PatternSet {
        self.some(0..self.len())
    }

    /// Why this pattern cannot be searched for as fast as others, in a sentence for its author; `None` when it can.
    #[must_use]
    pub fn weakness(&self, pattern: usize) -> Option<String> {
        let Some(texts) = &self.patterns.get(pattern)?.required.texts else {
            return Some(format!(
                "there is no text that each of its lines must hold, so every line of every log is tried: let it ask for \
                 {STRONG} characters or more in a row"
            ));
        };
        let Some(shortest) = texts.iter().min_by_key(|text| text.len()) else {
            return Some("it matches no line at all: a line has no line feed in it".to_owned());
        };
        (shortest.len() < STRONG).then(|| {
            let what = if texts.len() == 1 {
                "all that each of its lines must hold"
            } else {
                "one of its lines must hold only"
            };
            format!("{what} is {:?}: let it ask for {STRONG} characters or more in a row", shortest.shown())
        })
    }

    /// The names of the groups of a pattern, in the order in which they stand in it.
    pub fn groups(&self, pattern: usize) -> impl Iterator<Item = &str> {
        self.patterns.get(pattern).into_iter().flat_map(|pattern| pattern.regex().capture_names().flatten())
    }

    /// Whether one of the pattern's texts in a line is a match of it.
    pub(super) fn is_decided_by_text(&self, pattern: usize) -> bool {
        self.patterns[pattern].required.decides
    }

    pub(super) fn regex(&self, pattern: usize) -> &Regex {
        self.patterns[pattern].regex()
    }
}

impl Pattern {
    fn new(text: &str) -> Result<(Self, Hir), PatternError> {
        let (hir, compiled) = checked(text)?;
        let regex = compiled.map(OnceLock::from).unwrap_or_default();
        Ok((Self { text: text.to_owned(), required: Required::of(&hir), regex }, hir))
    }

    fn regex(&self) -> &Regex {
        self.regex.get_or_init(|| {
            // Its size was told from its syntax before, and it was parsed by the same parser.
            let compiled = RegexBuilder::new(&self.text).size_limit(usize::MAX).build();
            compiled.expect("internal error: what was parsed as a regex is one")
        })
    }
}

/// The syntax of a text that is a pattern; compiled, if its size could not be told without.
fn checked(text: &str) -> Result<(Hir, Option<Regex>), PatternError> {
    let hir = parse(text, false)?;
    if size::bound(&hir) <= SIZE_LIMIT {
        return Ok((hir, None));
    }
    let compiled = RegexBuilder::new(text).size_limit(SIZE_LIMIT).build();
    Ok((hir, Some(compiled.map_err(|_| PatternError::too_large())?)))
}

/// Adds the names of the groups, in the order in which they stand in the text.
fn add_groups(hir: &Hir, names: &mut Vec<String>) {
    match hir.kind() {
        HirKind::Capture(capture) => {
            names.extend(capture.name.as_deref().map(str::to_owned));
            add_groups(&capture.sub, names);
        }
        HirKind::Repetition(repetition) => add_groups(&repetition.sub, names),
        HirKind::Concat(subs) | HirKind::Alternation(subs) => {
            subs.iter().for_each(|sub| add_groups(sub, names))
        }
        HirKind::Empty | HirKind::Literal(_) | HirKind::Class(_) | HirKind::Look(_) => {}
    }
}

/// The syntax of a text, as `regex::bytes` reads it, or as `regex` does where it must match UTF-8 only.
pub(super) fn parse(text: &str, utf8: bool) -> Result<Hir, PatternError> {
    regex_syntax::ParserBuilder::new().utf8(utf8).build().parse(text).map_err(|error| {
        let (reason, span) = match &error {
            regex_syntax::Error::Parse(error) => (error.kind().to_string(), Some(error.span())),
            regex_syntax::Error::Translate(error) => (error.kind().to_string(), Some(error.span())),
            other => (other.to_string(), None),
        };
        PatternError { pattern: 0, reason, place: span.map(|span| span.start.offset..span.end.offset) }
    })
}

impl PatternSet {
    pub(super) fn has(&self, pattern: usize) -> bool {
        self.wanted.get(pattern).copied().unwrap_or(false)
    }

    /// How many patterns there are, wanted or not.
    pub(super) fn of(&self) -> usize {
        self.wanted.len()
    }

    /// Whether no pattern is in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        !self.wanted.contains(&true)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_regex_is_told_with_its_place() {
        let error = Patterns::new(["fine", "a(b"]).expect_err("a mistake");
        assert_eq!((error.pattern, error.reason.as_str(), error.place), (1, "unclosed group", Some(1..2)));
        let error = Patterns::new([r"\w{200}\w{200}"]).expect_err("too large");
        assert_eq!((error.pattern, &error.place), (0, &None));
        assert!(error.reason.contains("1048576 bytes"), "{error}");
        let error = Patterns::new([r"\p{Klingon}"]).expect_err("a mistake");
        assert_eq!(error.place, Some(0..11));
        assert!(Patterns::new(["a(?=b)"]).is_err());
    }

    #[test]
    fn weak_patterns_are_told() {
        for (pattern, word) in [
            ("connection refused", ""),
            ("panic", ""),
            (r"took \d+ms", ""),
            ("OOM", "\"OOM\""),
            ("OOM|out of memory", "one of"),
            (r"\d+", "every line"),
            ("abc\ndefgh", "no line at all"),
        ] {
            let weakness = Patterns::new([pattern]).expect("a pattern").weakness(0);
            assert_eq!(weakness.is_some(), !word.is_empty(), "{pattern}: {weakness:?}");
            assert!(weakness.unwrap_or_default().contains(word), "{pattern}");
        }
    }

    #[test]
    fn groups_have_names() {
        let patterns = Patterns::new([r"(?<a>x)(y)(?P<b>z)"]).expect("a pattern");
        assert_eq!(patterns.groups(0).collect::<Vec<_>>(), ["a", "b"]);
        assert_eq!(patterns.groups(1).count(), 0);
        for text in
            [r"(?<a>x)(y)(?P<b>z)", r"(?:(?<c>a|(?<d>b{2}))|q)+(?<e>)\(?<f>", r"(?<g>x){0}", r"((?<h>x)?)*"]
        {
            let known: Option<Vec<String>> = Regex::new(text)
                .ok()
                .map(|regex| regex.capture_names().flatten().map(str::to_owned).collect());
            assert_eq!(Patterns::groups_of(text).ok(), known, "{text}");
        }
    }
}
