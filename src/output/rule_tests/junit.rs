//! Tests of rules as JUnit: a test case for each, in one suite for each rule.

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};

use crate::findings::{Difference, TestResult};
use crate::output::xml;

/// The results as a JUnit document.
///
/// # Errors
/// None in practice: it is written to memory.
pub fn junit(results: &[TestResult]) -> std::io::Result<String> {
    let mut writer = Writer::new_with_indent(Vec::new(), b' ', 2);
    writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    let failed =
        |results: &[TestResult]| results.iter().filter(|result| !result.passed()).count().to_string();
    let root = writer
        .create_element("testsuites")
        .with_attribute(("tests", results.len().to_string().as_str()))
        .with_attribute(("failures", failed(results).as_str()));
    root.write_inner_content(|writer| {
        for suite in results.chunk_by(|a, b| a.rule == b.rule) {
            let rule = suite.first().map_or("", |result| result.rule.as_str());
            let element = writer
                .create_element("testsuite")
                .with_attribute(("name", xml::text(rule).as_str()))
                .with_attribute(("tests", suite.len().to_string().as_str()))
                .with_attribute(("failures", failed(suite).as_str()));
            element.write_inner_content(|writer| suite.iter().try_for_each(|result| case(writer, result)))?;
        }
        Ok(())
    })?;
    let mut text = String::from_utf8_lossy(&writer.into_inner()).into_owned();
    text.push('\n');
    Ok(text)
}

fn case(writer: &mut Writer<Vec<u8>>, result: &TestResult) -> std::io::Result<()> {
    let [rule, name, file] = [&result.rule, &result.name, &result.file].map(|text| xml::text(text));
    let element = writer
        .create_element("testcase")
        .with_attribute(("classname", format!("camgi.rules.{rule}").as_str()))
        .with_attribute(("name", name.as_str()))
        .with_attribute(("file", file.as_str()))
        .with_attribute(("line", result.line.to_string().as_str()));
    if result.passed() {
        element.write_empty()?;
        return Ok(());
    }
    let what: Vec<&str> = result.differences.iter().map(|difference| difference.what.as_str()).collect();
    let text: String = result.differences.iter().map(told).collect();
    element.write_inner_content(|writer| {
        writer
            .create_element("failure")
            .with_attribute(("message", xml::text(&what.join(", ")).as_str()))
            .write_text_content(BytesText::new(&xml::text(&text)))?;
        Ok(())
    })?;
    Ok(())
}

fn told(difference: &Difference) -> String {
    let line = |what: &str, text: &Option<String>| {
        text.as_ref().map(|text| format!("  {what} {text}\n")).unwrap_or_default()
    };
    let [expected, got] = [line("expected", &difference.expected), line("got", &difference.got)];
    format!("{}\n{expected}{got}", difference.what)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_case_for_each_test() {
        let bad = Difference {
            what: "finding 1: message".into(),
            expected: Some("a < \"b\"\x07".into()),
            got: Some("]]>&".into()),
        };
        let result = |rule: &str, name: &str, differences: Vec<Difference>| TestResult {
            rule: rule.into(),
            name: name.into(),
            file: "r.yaml".into(),
            line: 3,
            differences,
            ..TestResult::default()
        };
        let results =
            [result("a", "x", vec![]), result("a", "y & \"z\"", vec![bad]), result("b", "x", vec![])];
        let expected = r#"<?xml version="1.0" encoding="UTF-8"?>
<testsuites tests="3" failures="1">
  <testsuite name="a" tests="2" failures="1">
    <testcase classname="camgi.rules.a" name="x" file="r.yaml" line="3"/>
    <testcase classname="camgi.rules.a" name="y &amp; &quot;z&quot;" file="r.yaml" line="3">
      <failure message="finding 1: message">finding 1: message
  expected a &lt; &quot;b&quot;\x07
  got ]]&gt;&amp;
</failure>
    </testcase>
  </testsuite>
  <testsuite name="b" tests="1" failures="0">
    <testcase classname="camgi.rules.b" name="x" file="r.yaml" line="3"/>
  </testsuite>
</testsuites>
"#;
        assert_eq!(junit(&results).expect("text"), expected);
    }
}
