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
        .map(|(name, text)| SourceText { name: format!("<builtin>/{name}"), text: (*text).to_owned() })
        .collect()
}
