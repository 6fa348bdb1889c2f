//! What can be known of a template before it meets an object: which filters, tests and names it asks for. A mistake
//! that shows only when there is a finding is a mistake that shows too late.

use std::sync::LazyLock;

use regex::Regex;

/// Filters that a template may use. Each takes time and space in proportion to what it gets.
pub(super) const FILTERS: [&str; 10] =
    ["age", "default", "first", "join", "last", "length", "lower", "trim", "unique", "upper"];
/// Tests that a template may use (`x is defined`).
pub(super) const TESTS: [&str; 2] = ["defined", "undefined"];

/// Statements that a template may have. `set` is not among them: `a ~ a` into `a`, thirty times, is more memory than
/// there is.
const STATEMENTS: [&str; 6] = ["if", "elif", "else", "endif", "for", "endfor"];

/// Something in a template that is not there.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Unknown {
    /// The word.
    pub(super) word: String,
    /// What it was meant to be: `filter`, `test`.
    pub(super) sort: &'static str,
    /// What there is of this sort.
    pub(super) known: Vec<&'static str>,
}

static CODE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(r#"(?s)\{\{(?:"[^"]*"|'[^']*'|[^"'])*?\}\}"#, r#"|\{%(?:"[^"]*"|'[^']*'|[^"'])*?%\}"#))
});
static TEXT: LazyLock<Regex> = LazyLock::new(|| pattern(r#""[^"]*"|'[^']*'"#));
static FILTER: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?-u)\|\s*([A-Za-z_]\w*)"));
static STATEMENT: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?-u)^\{%[-+]?\s*([A-Za-z_]\w*)"));
static TEST: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?-u)\bis\s+(?:not\s+)?([A-Za-z_]\w*)"));

// Names in templates are ASCII, and the tables of Unicode take longer to make than a hundred templates to check.
fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("internal error: a fixed pattern is one")
}

/// The filters and tests that a template asks for and that are not there, in their order; and `*`, which can make a
/// text of any size out of a short one.
pub(super) fn unknown_words(template: &str) -> Vec<Unknown> {
    let mut found = Vec::new();
    for code in CODE.find_iter(template) {
        let code = TEXT.replace_all(code.as_str(), "''");
        let mut look = |pattern: &Regex, sort: &'static str, known: &[&'static str]| {
            for word in pattern.captures_iter(&code).filter_map(|captures| captures.get(1)) {
                if !known.contains(&word.as_str()) {
                    found.push(Unknown { word: word.as_str().to_owned(), sort, known: known.to_vec() });
                }
            }
        };
        // Searching takes longer than seeing that there is nothing to search for.
        if code.contains('|') {
            look(&FILTER, "filter", &FILTERS);
        }
        if code.contains("is") {
            look(&TEST, "test", &TESTS);
        }
        if code.starts_with("{%") {
            look(&STATEMENT, "statement", &STATEMENTS);
        }
        if code.contains('*') {
            found.push(Unknown { word: "*".to_owned(), sort: "operator", known: vec!["+", "-", "~"] });
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_what_is_not_there() {
        for (template, words) in [
            ("{{ a | default('x | y') }} {{ b|join(', ') }}", vec![]),
            ("{{ a | defalt(1) }}", vec!["defalt"]),
            ("{% if a is definde and b is not defined %}{% endif %}", vec!["definde"]),
            ("{{ 'a' * 1000 }}", vec!["*"]),
            ("{{ '}}' * 1000 }}", vec!["*"]),
            ("{% set a = a ~ a %}{%- for x in y %}{% endfor -%}", vec!["set"]),
            ("this is fine | as it stands * here", vec![]),
            ("{{ a | indent(9) | upper }}", vec!["indent"]),
        ] {
            let found: Vec<String> =
                unknown_words(template).into_iter().map(|unknown| unknown.word).collect();
            assert_eq!(found, words, "{template}");
        }
    }
}
