//! The search for patterns that the gram filter cannot help with, because they ask for no text or only for a very short
//! one. Gives lines that may match; over whole buffers too, but several times slower.

use std::sync::OnceLock;

use regex_automata::meta;
use regex_automata::util::prefilter::Prefilter;
use regex_automata::util::syntax;
use regex_automata::{Input, MatchKind};
use regex_syntax::hir::{Capture, Class, ClassBytes, ClassBytesRange, ClassUnicode, ClassUnicodeRange};
use regex_syntax::hir::{Hir, HirKind, Look};

use super::literal::Literal;

/// Some patterns, and how their lines are found.
#[derive(Debug, Default)]
pub(super) struct Unaided {
    /// Sorted.
    pub(super) patterns: Vec<usize>,
    how: How,
}

#[derive(Debug, Default)]
enum How {
    /// By the texts that they ask for.
    Texts(Prefilter),
    /// By all of them as one regex, made when it is first needed.
    Regex { hirs: Vec<Hir>, regex: OnceLock<Option<meta::Regex>> },
    /// Not at all: each line may match.
    #[default]
    EachLine,
}

impl Unaided {
    /// Patterns with short texts.
    pub(super) fn by_texts(texts: &[(Literal, usize)]) -> Self {
        let spellings: Vec<Vec<u8>> =
            texts.iter().flat_map(|(text, _)| text.spellings(0, text.len())).collect();
        let mut patterns: Vec<usize> = texts.iter().map(|(_, pattern)| *pattern).collect();
        patterns.dedup();
        let how = Prefilter::new(MatchKind::LeftmostFirst, &spellings).map_or(How::EachLine, How::Texts);
        Self { patterns, how }
    }

    /// Patterns without any.
    pub(super) fn by_regex(patterns: Vec<(usize, Hir)>) -> Self {
        let (patterns, hirs) = patterns.into_iter().unzip();
        Self { patterns, how: How::Regex { hirs, regex: OnceLock::new() } }
    }

    /// A place in the next line that may match, at or behind `from`, where a line begins. May be the end of the text,
    /// where no line is.
    pub(super) fn next(&self, text: &[u8], from: usize) -> Option<usize> {
        match &self.how {
            How::EachLine => Some(from),
            How::Texts(texts) => texts.find(text, (from..text.len()).into()).map(|found| found.start),
            How::Regex { hirs, regex } => {
                let Some(regex) = regex.get_or_init(|| of_lines(hirs)) else { return Some(from) };
                let input = Input::new(text).range(from..).earliest(true);
                regex.search_half(&input).map(|found| found.offset())
            }
        }
    }
}

/// One regex for a buffer that matches in each line that any of these matches alone, and perhaps in some more. Not
/// across lines.
fn of_lines(hirs: &[Hir]) -> Option<meta::Regex> {
    let config = meta::Config::new()
        .utf8_empty(false)
        .nfa_size_limit(None)
        .which_captures(regex_automata::nfa::thompson::WhichCaptures::Implicit);
    let hirs: Vec<Hir> = hirs.iter().map(in_buffer).collect();
    let mut builder = meta::Builder::new();
    builder.configure(config).syntax(syntax::Config::new().utf8(false));
    builder.build_many_from_hir(&hirs).ok()
}

/// What matches in a buffer where the regex matches in a line alone.
fn in_buffer(hir: &Hir) -> Hir {
    let all = |subs: &[Hir]| subs.iter().map(in_buffer).collect();
    match hir.kind() {
        HirKind::Literal(literal) if literal.0.contains(&b'\n') => Hir::fail(),
        HirKind::Empty | HirKind::Literal(_) => hir.clone(),
        // Behind a line is a line feed, or a carriage return and a line feed.
        HirKind::Look(Look::Start) => Hir::look(Look::StartLF),
        HirKind::Look(Look::End | Look::EndLF) => Hir::look(Look::EndCRLF),
        HirKind::Look(_) => hir.clone(),
        HirKind::Class(Class::Unicode(class)) => {
            let mut class = class.clone();
            class.difference(&ClassUnicode::new([ClassUnicodeRange::new('\n', '\n')]));
            Hir::class(Class::Unicode(class))
        }
        HirKind::Class(Class::Bytes(class)) => {
            let mut class = class.clone();
            class.difference(&ClassBytes::new([ClassBytesRange::new(b'\n', b'\n')]));
            Hir::class(Class::Bytes(class))
        }
        HirKind::Repetition(repetition) => Hir::repetition(repetition.with(in_buffer(&repetition.sub))),
        HirKind::Capture(Capture { sub, .. }) => in_buffer(sub),
        HirKind::Concat(subs) => Hir::concat(all(subs)),
        HirKind::Alternation(subs) => Hir::alternation(all(subs)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places(unaided: &Unaided, text: &str) -> Vec<usize> {
        let mut all = Vec::new();
        let mut from = 0;
        while let Some(at) = unaided.next(text.as_bytes(), from) {
            all.push(at);
            let Some(end) = text[at..].find('\n') else { break };
            from = at + end + 1;
        }
        all
    }

    #[test]
    fn short_texts_lead_to_lines() {
        let texts = [(Literal::exactly(b"OOM"), 3), (Literal::letter(b'x'), 5)];
        let unaided = Unaided::by_texts(&texts);
        assert_eq!(unaided.patterns, [3, 5]);
        assert_eq!(places(&unaided, "no\nan OOM OOM\nX\nfine"), [6, 14]);
    }

    #[test]
    fn a_regex_stays_in_its_line() {
        let unaided = |pattern: &str| {
            let hir = regex_syntax::ParserBuilder::new().utf8(false).build().parse(pattern).expect("a regex");
            Unaided::by_regex(vec![(0, hir)])
        };
        assert_eq!(places(&unaided("a[^x]*b"), "a\nb\na b\n"), [7]);
        assert_eq!(places(&unaided("^b$"), "ab\r\nb\r\nb"), [5, 8]);
        assert_eq!(places(&unaided("^$"), "a\n\nb\n\r\n"), [2, 5, 7]);
        assert_eq!(places(&unaided("\\d\\s\\d"), "1\n2\n3 4"), [7]);
    }
}
