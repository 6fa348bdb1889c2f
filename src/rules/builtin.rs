//! The rule pack that is built into the binary: the files under `rules/`.

use super::load::is_test_file;
use super::written::SourceText;

/// Files of the pack: path below `rules/`, and text.
static PACK: &[(&str, &str)] = &include!(concat!(env!("OUT_DIR"), "/pack.rs"));

/// The rules of the pack; with the tests beside them if asked for.
#[must_use]
pub fn builtin(with_tests: bool) -> Vec<SourceText> {
    PACK.iter()
        .filter(|(name, _)| with_tests || !is_test_file(name))
        .map(|(name, text)| {
            let text = if with_tests { text } else { without_tests(text) };
            SourceText { name: format!("<builtin>/{name}"), text: text.to_owned() }
        })
        .collect()
}

/// A rule up to its tests, where they stand at its end. They are the longer half of the pack, and a run that judges an
/// archive has no use for them.
fn without_tests(text: &str) -> &str {
    const KEY: &str = "\ntests:\n";
    let Some(at) = text.find(KEY) else { return text };
    let is_last =
        text[at + KEY.len()..].lines().all(|line| line.is_empty() || line.starts_with([' ', '-', '#']));
    let is_next = text[at + KEY.len()..].lines().any(|line| line.starts_with("---"));
    if is_last && !is_next { &text[..=at] } else { text }
}

#[cfg(test)]
mod tests {
    use super::{builtin, without_tests};
    use crate::rules::load;

    #[test]
    fn only_tests_at_the_end_are_left_out() {
        assert_eq!(without_tests("id: a\ntests:\n- name: b\n  given: {}\n\n# c\n"), "id: a\n");
        for whole in [
            "id: a\n",
            "tests:\n- name: b\nid: a\n",
            "id: a\ntests:\n- name: b\nsources: {}\n",
            "id: a\ntests:\n- b\n---\nid: c\n",
        ] {
            assert_eq!(without_tests(whole), whole);
        }
    }

    #[test]
    fn the_pack_is_the_same_without_its_tests() {
        let rules = |with_tests| {
            let loaded = load(builtin(with_tests), &[]).expect("no mistake");
            assert_eq!(loaded.tests.is_empty(), !with_tests);
            loaded.rules.rules.into_iter().map(|rule| rule.info).collect::<Vec<_>>()
        };
        assert_eq!(rules(true), rules(false));
    }
}
