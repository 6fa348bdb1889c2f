//! What every match of a regex must hold: a few texts, one of which is in each line that it matches. Reads the regex's
//! syntax tree; searches nothing.
//!
//! Lines have no line feed in them, so what would need one matches nothing.

use regex_syntax::hir::{Class, Hir, HirKind, Repetition};

use super::literal::Literal;
use super::rarity;

/// So many alternatives a set has at most: beyond it the text before and the text behind are looked at apart.
const ALTERNATIVES: usize = 64;
/// Bytes of all alternatives of a set. A single text may be of any length.
const BYTES: usize = 4096;
/// So many different members a class may have that is written out.
const MEMBERS: usize = 4;

/// Texts of which one has to be there. If there is none in it, nothing can match.
pub(super) type Set = Vec<Literal>;

/// The texts of a regex.
#[derive(Debug, Clone)]
pub(super) struct Required {
    /// One of these is in every line that matches; `None` when nothing is known.
    pub(super) texts: Option<Set>,
    /// That one of them is in a line is already a match.
    pub(super) decides: bool,
}

impl Required {
    pub(super) fn of(hir: &Hir) -> Self {
        let facts = Facts::of(hir);
        let decides = facts.exact.is_some() && hir.properties().look_set().is_empty();
        let texts = match facts.exact {
            Some(exact) if decides && rarity::cost(&exact).is_some() => Some(exact),
            _ => facts.best.map(|(_, set)| set),
        };
        Self { decides: decides && texts.is_some(), texts }
    }
}

/// What is known of a part of a regex.
struct Facts {
    /// If known: all texts that it matches, and perhaps more where it looks around.
    exact: Option<Set>,
    /// What it begins with is one of these.
    prefix: Set,
    /// And what it ends with one of these.
    suffix: Set,
    /// The cheapest set to search for, with its cost.
    best: Option<(f64, Set)>,
}

impl Facts {
    fn of(hir: &Hir) -> Self {
        match hir.kind() {
            HirKind::Empty | HirKind::Look(_) => Self::exactly(nothing()),
            HirKind::Literal(literal) if literal.0.contains(&b'\n') => Self::exactly(Vec::new()),
            HirKind::Literal(literal) => Self::exactly(vec![Literal::exactly(&literal.0)]),
            HirKind::Class(class) => members(class).map_or_else(Self::anything, Self::exactly),
            HirKind::Capture(capture) => Self::of(&capture.sub),
            HirKind::Repetition(repetition) => Self::repeated(repetition),
            HirKind::Concat(parts) => Self::in_turn(parts.iter().map(Self::of)),
            HirKind::Alternation(branches) => Self::either(branches),
        }
    }

    fn exactly(set: Set) -> Self {
        let best = offer(None, &set);
        Self { prefix: set.clone(), suffix: set.clone(), exact: Some(set), best }
    }

    fn anything() -> Self {
        Self { exact: None, prefix: nothing(), suffix: nothing(), best: None }
    }

    fn repeated(repetition: &Repetition) -> Self {
        let sub = Self::of(&repetition.sub);
        match (repetition.min, repetition.max) {
            (_, Some(0)) => Self::exactly(nothing()),
            (0, Some(1)) => match sub.exact.and_then(|exact| union(exact, nothing())) {
                Some(set) => Self::exactly(set),
                None => Self::anything(),
            },
            (0, _) => Self::anything(),
            (1, Some(1)) => sub,
            (2..=8, max) if max == Some(repetition.min) => {
                Self::in_turn((0..repetition.min).map(|_| Self::of(&repetition.sub)))
            }
            _ => Self { exact: None, ..sub },
        }
    }

    /// One part behind the other. Texts that touch become one, as long as they are few.
    fn in_turn(parts: impl Iterator<Item = Self>) -> Self {
        let (mut prefix, mut run, mut best) = (None, nothing(), None);
        for part in parts {
            best = better(best, part.best);
            if let Some(exact) = &part.exact {
                if let Some(longer) = product(&run, exact) {
                    run = longer;
                } else {
                    best = offer(best, &run);
                    prefix.get_or_insert(std::mem::replace(&mut run, exact.clone()));
                }
                // Alternatives further on may make it dearer.
                if exact.len() == 1 {
                    best = offer(best, &run);
                }
            } else {
                let longer = product(&run, &part.prefix).unwrap_or(run);
                best = offer(best, &longer);
                prefix.get_or_insert(longer);
                run = part.suffix;
            }
        }
        best = offer(best, &run);
        match prefix {
            None => Self { prefix: run.clone(), suffix: run.clone(), exact: Some(run), best },
            Some(prefix) => Self { exact: None, prefix, suffix: run, best },
        }
    }

    fn either(branches: &[Hir]) -> Self {
        let none = Self { exact: Some(vec![]), prefix: vec![], suffix: vec![], best: Some((0.0, vec![])) };
        branches.iter().map(Self::of).fold(none, |all, branch| Self {
            exact: all.exact.zip(branch.exact).and_then(|(all, more)| union(all, more)),
            prefix: union(all.prefix, branch.prefix).unwrap_or_else(nothing),
            suffix: union(all.suffix, branch.suffix).unwrap_or_else(nothing),
            best: all.best.zip(branch.best).and_then(|((_, all), (_, more))| {
                let set = union(all, more)?;
                Some((rarity::cost(&set)?, set))
            }),
        })
    }
}

/// The empty text, which is everywhere.
fn nothing() -> Set {
    vec![Literal::default()]
}

fn offer(best: Option<(f64, Set)>, set: &Set) -> Option<(f64, Set)> {
    better(best, rarity::cost(set).map(|cost| (cost, set.clone())))
}

fn better(one: Option<(f64, Set)>, other: Option<(f64, Set)>) -> Option<(f64, Set)> {
    match (one, other) {
        (Some(one), Some(other)) => Some(if other.0 < one.0 { other } else { one }),
        (one, other) => one.or(other),
    }
}

fn is_small(set: &Set) -> bool {
    let bytes: usize = set.iter().map(Literal::len).sum();
    set.len() <= 1 || (set.len() <= ALTERNATIVES && bytes <= BYTES)
}

fn union(mut one: Set, other: Set) -> Option<Set> {
    one.extend(other);
    one.sort();
    one.dedup();
    is_small(&one).then_some(one)
}

fn product(one: &Set, other: &Set) -> Option<Set> {
    if one.len() * other.len() > ALTERNATIVES {
        return None;
    }
    let mut all: Set = one.iter().flat_map(|head| other.iter().map(|tail| head.then(tail))).collect();
    all.sort();
    all.dedup();
    is_small(&all).then_some(all)
}

/// The members of a class when they are few; the two cases of a letter count as one.
fn members(class: &Class) -> Option<Set> {
    let texts: Vec<Vec<u8>> = match class {
        Class::Unicode(class) => {
            let count: usize = class.ranges().iter().map(regex_syntax::hir::ClassUnicodeRange::len).sum();
            let chars = || class.ranges().iter().flat_map(|range| range.start()..=range.end());
            (count <= 2 * MEMBERS).then(|| chars().map(|c| c.to_string().into_bytes()).collect())?
        }
        Class::Bytes(class) => {
            let count: usize = class.ranges().iter().map(regex_syntax::hir::ClassBytesRange::len).sum();
            let bytes = || class.ranges().iter().flat_map(|range| range.start()..=range.end());
            (count <= 2 * MEMBERS).then(|| bytes().map(|b| vec![b]).collect())?
        }
    };
    let has = |byte: u8| texts.iter().any(|text| text == &[byte]);
    let member = |text: &Vec<u8>| match text.as_slice() {
        [b'\n'] => None,
        [letter] if letter.is_ascii_alphabetic() && has(letter ^ 0x20) => Some(Literal::letter(*letter)),
        text => Some(Literal::exactly(text)),
    };
    let mut set: Set = texts.iter().filter_map(member).collect();
    set.sort();
    set.dedup();
    (set.len() <= MEMBERS).then_some(set)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(pattern: &str) -> (Option<Vec<String>>, bool) {
        let hir = regex_syntax::ParserBuilder::new().utf8(false).build().parse(pattern).expect("a regex");
        let required = Required::of(&hir);
        (required.texts.map(|set| set.iter().map(Literal::shown).collect()), required.decides)
    }

    #[test]
    fn what_a_match_must_hold() {
        for (pattern, wanted, decides) in [
            ("connection refused", vec!["connection refused"], true),
            ("(connection) (?:refused)", vec!["connection refused"], true),
            ("^connection refused$", vec!["connection refused"], false),
            ("a.*connection refused", vec!["connection refused"], false),
            ("OOMKilled|out of memory", vec!["OOMKilled", "out of memory"], true),
            ("connections? refused", vec!["connection refused", "connections refused"], true),
            ("status (?:abcdefgh)+ x", vec!["abcdefgh x"], false),
            ("(?:zq){4}", vec!["zqzqzqzq"], true),
            ("(?i)not ready", vec!["not ready"], true),
            ("x.*OOMKilled|.*out of memory", vec!["OOMKilled", "out of memory"], false),
            ("50[1-3]", vec!["501", "502", "503"], true),
            ("a[\\n]b", vec![], true),
            ("a\nb|quorum lost", vec!["quorum lost"], true),
        ] {
            let wanted = wanted.into_iter().map(str::to_owned).collect();
            assert_eq!(texts(pattern), (Some(wanted), decides), "{pattern}");
        }
    }

    #[test]
    fn what_has_no_text_says_so() {
        for pattern in [".*", "", "\\d+", "^$", "a*", "(?:abcdefgh)*", "abcdefgh|\\w+", "(?:abcdefgh)?"] {
            assert_eq!(texts(pattern), (None, false), "{pattern}");
        }
    }

    #[test]
    fn other_spellings_of_k_and_s_are_not_forgotten() {
        let (set, _) = texts("(?i)disk");
        assert_eq!(set.map(|set| set.len()), Some(4), "\u{17f} and \u{212a} are letters of it too");
    }

    #[test]
    fn many_alternatives_are_left_to_what_stands_beside_them() {
        let (set, decides) = texts("[abc][abc][abc][abc][abc]: quorum was lost");
        assert_eq!((set.map(|set| set.len()), decides), (Some(1), false));
    }
}
