//! Tests of rules for a person: those that failed, as what was expected (`-`) and what there is (`+`).

use std::fmt::Write as _;

use crate::findings::{Difference, TestResult};
use crate::text::{one_line, printable};

/// The tests that failed, or all; `untested` are rules without a test.
#[must_use]
pub fn human(results: &[TestResult], untested: &[&str], verbose: bool, color: bool) -> String {
    let paint = Paint { color };
    let mut page: String = results.iter().map(|result| one(result, verbose, &paint)).collect();
    let mut line = |text: std::fmt::Arguments<'_>| {
        writeln!(page, "{text}").expect("internal error: writing to a String cannot fail");
    };
    if !untested.is_empty() {
        line(format_args!("without a test: {}", printable(&untested.join(", "))));
    }
    let failed = results.iter().filter(|result| !result.passed()).count();
    line(format_args!("{} passed, {failed} failed", results.len() - failed));
    page
}

struct Paint {
    color: bool,
}

impl Paint {
    fn with(&self, code: &str, text: &str) -> String {
        if self.color { format!("\x1b[{code}m{text}\x1b[0m") } else { text.to_owned() }
    }
}

fn one(result: &TestResult, verbose: bool, paint: &Paint) -> String {
    let [rule, name, file] =
        [&result.rule, &result.name, &result.file].map(|text| one_line(text, usize::MAX));
    if result.passed() {
        let line = || format!("{} {rule}: {name}\n", paint.with("32", "pass"));
        return if verbose { line() } else { String::new() };
    }
    let head = format!("{} {rule}: {name} ({file}:{})\n", paint.with("31;1", "FAIL"), result.line);
    std::iter::once(head).chain(result.differences.iter().map(|difference| diff(difference, paint))).collect()
}

fn diff(difference: &Difference, paint: &Paint) -> String {
    let mut lines = format!("     {}\n", printable(&difference.what));
    let sides = [("31", '-', &difference.expected), ("32", '+', &difference.got)];
    for (code, sign, text) in sides {
        for line in text.iter().flat_map(|text| text.split('\n')) {
            let line = paint.with(code, &format!("{sign} {}", printable(line)));
            lines.extend(["       ", &line, "\n"]);
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_expected_and_what_there_is() {
        let difference = |what: &str, expected: Option<&str>, got: Option<&str>| Difference {
            what: what.to_owned(),
            expected: expected.map(str::to_owned),
            got: got.map(str::to_owned),
        };
        let results = [
            TestResult { rule: "a".into(), name: "good".into(), ..TestResult::default() },
            TestResult {
                rule: "a".into(),
                name: "bad\x1b".into(),
                file: "a.yaml".into(),
                line: 7,
                differences: vec![
                    difference("outcome", Some("fail"), Some("pass")),
                    difference("finding 2", None, Some("x\ny")),
                ],
                ..TestResult::default()
            },
        ];
        let expected = "FAIL a: bad\\x1b (a.yaml:7)\n     outcome\n       - fail\n       + pass\n     finding 2\n       \
                        + x\n       + y\nwithout a test: b\n1 passed, 1 failed\n";
        assert_eq!(human(&results, &["b"], false, false), expected);
        assert!(human(&results, &[], true, true).contains("\x1b[32mpass\x1b[0m a: good\n"));
        assert!(human(&results, &[], true, true).contains("\x1b[31m- fail\x1b[0m\n"));
    }
}
