//! How large a compiled regex may become at most, told from its syntax tree, so that small ones need not be compiled to
//! know that they are small.

use regex_syntax::hir::{Class, Hir, HirKind};

/// A bound in bytes. Too high by several times as a rule.
pub(super) fn bound(hir: &Hir) -> usize {
    // A state of the automaton and what it points to.
    const STATE: usize = 64;
    // A range of Unicode becomes up to so many sequences of four states each.
    const RANGE: usize = 8 * 4 * STATE;
    let all = |subs: &[Hir]| subs.iter().map(bound).fold(STATE, usize::saturating_add);
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => STATE,
        HirKind::Literal(literal) => literal.0.len().saturating_mul(STATE),
        HirKind::Class(Class::Unicode(class)) if class.is_ascii() => class.ranges().len() * STATE,
        HirKind::Class(Class::Unicode(class)) => class.ranges().len().saturating_mul(RANGE),
        HirKind::Class(Class::Bytes(class)) => class.ranges().len() * STATE,
        HirKind::Capture(capture) => bound(&capture.sub).saturating_add(2 * STATE),
        HirKind::Repetition(repetition) => {
            let times = repetition.max.unwrap_or(repetition.min.saturating_add(1)).max(1);
            bound(&repetition.sub)
                .saturating_add(STATE)
                .saturating_mul(usize::try_from(times).unwrap_or(usize::MAX))
        }
        HirKind::Concat(subs) | HirKind::Alternation(subs) => all(subs),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_within_the_bound_compiles_within_it() {
        for pattern in [
            "a",
            "connection refused",
            "\\d+",
            "\\w+\\s*=\\S",
            ".*x.*",
            "(?i)out of memory|oomkilled",
            "[^a-z]{1,20}",
            "(?P<a>\\d{3}){4}",
            "\\p{L}+",
            "\\b(?:a|b|cd)\\B$",
            "(?-u)[\\x00-\\xff]{9}",
            "",
            "(?:a{5}){5}",
            "\\PN",
        ] {
            let hir = regex_syntax::ParserBuilder::new().utf8(false).build().parse(pattern).expect("a regex");
            // What any regex needs besides its automaton.
            let limit = bound(&hir) + 4096;
            let compiled = regex::bytes::RegexBuilder::new(pattern).size_limit(limit).build();
            assert!(compiled.is_ok(), "{pattern} is larger than {limit}");
        }
    }
}
