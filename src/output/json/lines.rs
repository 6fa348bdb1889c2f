//! The report line by line: one JSON object a line, for programs that read as it comes (`jq`, log pipelines). What
//! stands in a line is what stands in the report; this file only says which line is what.

use std::io::Write;

use schemars::JsonSchema;
use serde::Serialize;

use super::{build, v1, write_line};
use crate::findings::Report;
use crate::output::{Render, RenderError};

/// The format `jsonl`: the run, then each finding, each rule and each notice, in the order of the JSON report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Jsonl;

/// One line of what camgi found in a must-gather archive. The first is the run; the others have the keys that they
/// have in the JSON report.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(tag = "type", rename_all = "lowercase")]
#[schemars(title = "camgi report line by line, version 1")]
pub enum Line<'r> {
    /// The first line, and only that.
    Run(Run<'r>),
    /// A finding; they come by severity (most severe first), rule, subject, place.
    Finding(Box<v1::Finding<'r>>),
    /// An enabled rule with its outcome; they come by id.
    Rule(v1::Rule<'r>),
    /// What was odd about the archive and did not stop the run.
    Notice(v1::Notice<'r>),
}

/// The run as a whole.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Run<'r> {
    /// The form of these lines.
    #[schemars(extend("const" = "camgi/report-lines/v1"))]
    pub schema: &'static str,
    /// What wrote them.
    pub tool: v1::Tool,
    /// The archive and its cluster.
    pub archive: v1::Archive<'r>,
    /// Counts.
    pub summary: v1::Summary,
}

impl Render for Jsonl {
    fn render(&self, report: &Report, out: &mut dyn Write) -> Result<(), RenderError> {
        let run = Run {
            schema: "camgi/report-lines/v1",
            tool: build::tool(),
            archive: build::archive(report),
            summary: build::summary(report),
        };
        let findings = report.findings.iter().map(|finding| Line::Finding(Box::new(build::finding(finding))));
        let rules = report.rules.iter().map(|rule| Line::Rule(build::rule(rule)));
        let notices = report.notices.iter().map(|notice| Line::Notice(build::notice(notice)));
        for line in std::iter::once(Line::Run(run)).chain(findings).chain(rules).chain(notices) {
            write_line(&serde_json::to_string(&line)?, out)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::findings::ArchiveInfo;
    use crate::output::json::lines_schema;
    use crate::output::{Json, sample};
    use crate::text::is_unsafe;

    fn rendered(format: &dyn Render, report: &Report) -> String {
        let mut out = Vec::new();
        format.render(report, &mut out).expect("a Vec takes everything");
        String::from_utf8(out).expect("UTF-8")
    }

    fn lines(report: &Report) -> Vec<Value> {
        let text = rendered(&Jsonl, report);
        assert!(!text.chars().any(|c| c != '\n' && is_unsafe(c)));
        text.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
    }

    /// Every report of the samples, and one in which nothing stands.
    fn reports() -> [Report; 5] {
        let empty = Report::close(ArchiveInfo::default(), vec![], vec![], vec![]);
        [sample::report(), sample::clean(), sample::two_roots(), sample::realistic(), empty]
    }

    #[test]
    fn lines_and_the_json_report_hold_the_same() {
        for report in reports() {
            let whole: Value = serde_json::from_str(&rendered(&Json, &report)).expect("JSON");
            let mut again = json!({"schema": "camgi/report/v1", "findings": [], "rules": [], "notices": []});
            for (nr, mut line) in lines(&report).into_iter().enumerate() {
                let keys = line.as_object_mut().expect("an object");
                let sort = keys.remove("type").expect("a type");
                assert_eq!(nr == 0, sort == "run");
                match sort.as_str().expect("a word") {
                    "run" => {
                        assert_eq!(keys.remove("schema"), Some(json!("camgi/report-lines/v1")));
                        keys.iter().for_each(|(key, value)| again[key] = value.clone());
                    }
                    sort => again[format!("{sort}s")].as_array_mut().expect("an array").push(line),
                }
            }
            assert_eq!(again, whole);
        }
    }

    #[test]
    fn a_parser_that_did_not_write_it_finds_each_line_valid() {
        let validator = jsonschema::validator_for(&lines_schema()).expect("the schema compiles");
        for line in reports().iter().flat_map(lines) {
            let errors: Vec<_> = validator.iter_errors(&line).map(|error| error.to_string()).collect();
            assert_eq!(errors, Vec::<String>::new(), "{line}");
        }
    }

    #[test]
    fn a_broken_line_is_refused() {
        let validator = jsonschema::validator_for(&lines_schema()).expect("the schema compiles");
        let all = lines(&sample::report());
        for sort in ["run", "finding", "rule", "notice"] {
            let good = all.iter().find(|line| line["type"] == sort).expect(sort);
            let first =
                good.as_object().expect("an object").keys().find(|key| *key != "type").expect("a key");
            for (key, value) in
                [("type", Some(json!("other"))), ("type", None), (first, None), ("extra", Some(json!(1)))]
            {
                let mut bad = good.clone();
                let keys = bad.as_object_mut().expect("an object");
                match value {
                    Some(value) => keys.insert(key.to_owned(), value),
                    None => keys.remove(key),
                };
                assert!(!validator.is_valid(&bad), "{sort}: {key}");
            }
        }
    }

    #[test]
    fn a_line_says_first_what_it_is() {
        let text = rendered(&Jsonl, &sample::report());
        assert!(text.lines().all(|line| line.starts_with("{\"type\":\"")), "{text}");
        assert!(text.starts_with("{\"type\":\"run\",\"schema\":\"camgi/report-lines/v1\",\"tool\":{"));
    }
}
