//! Writes test cases as XML, with numbers and names in the form that all readers take.

use std::io::{self, Write};

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};

use super::case::{Case, End, Text, cases};
use crate::findings::{Gate, Report};
use crate::output::{Render, RenderError, xml};

/// The format `junit`. By convention its file is called `junit_camgi.xml`: Prow, TestGrid and Sippy look for that form of a
/// name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Junit {
    /// What makes a case fail.
    pub gate: Gate,
    /// Name of the suite. Sippy imports only the suites that it knows.
    pub suite: String,
    /// What becomes of a rule whose findings do not fail the run.
    pub below_threshold: BelowThreshold,
}

impl Default for Junit {
    fn default() -> Self {
        Self { gate: Gate::default(), suite: "camgi".to_owned(), below_threshold: BelowThreshold::default() }
    }
}

/// What becomes of a rule whose findings do not fail the run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum BelowThreshold {
    /// The case failed, then passed: the only state that a person sees in Prow and that does not fail.
    #[default]
    Flake,
    /// The case passed, and has the findings as its output.
    Pass,
    /// The case was skipped, and the findings are the reason.
    Skip,
}

impl Render for Junit {
    fn render(&self, report: &Report, out: &mut dyn Write) -> Result<(), RenderError> {
        let cases = cases(report, self.gate, self.below_threshold);
        let mut writer = Writer::new_with_indent(Vec::new(), b' ', 2);
        self.document(&mut writer, report, &cases)?;
        let mut bytes = writer.into_inner();
        bytes.push(b'\n');
        out.write_all(&bytes)?;
        Ok(())
    }
}

/// Rules are not timed one by one; readers need a number all the same.
const TIME: (&str, &str) = ("time", "0.000");

impl Junit {
    fn document(&self, writer: &mut Writer<Vec<u8>>, report: &Report, cases: &[Case]) -> io::Result<()> {
        let flakes = cases.iter().filter(|case| matches!(case.end, End::Flake(_))).count();
        let failed = cases.iter().filter(|case| matches!(case.end, End::Fail(_) | End::Flake(_))).count();
        let skipped = cases.iter().filter(|case| matches!(case.end, End::Skip(_))).count().to_string();
        // A flake is two elements.
        let (tests, failures) = ((cases.len() + flakes).to_string(), failed.to_string());
        let name = xml::line(&self.suite, usize::MAX);
        let counts = [("tests", tests.as_str()), ("failures", failures.as_str()), ("errors", "0")];

        writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
        let root = writer.create_element("testsuites").with_attributes(counts).with_attribute(TIME);
        root.write_inner_content(|writer| {
            let mut suite = writer
                .create_element("testsuite")
                .with_attribute(("name", name.as_str()))
                .with_attributes(counts)
                .with_attributes([("skipped", skipped.as_str()), TIME]);
            if let Some(time) = timestamp(report) {
                suite = suite.with_attribute(("timestamp", time));
            }
            suite.write_inner_content(|writer| cases.iter().try_for_each(|case| write_case(writer, case)))?;
            Ok(())
        })?;
        Ok(())
    }
}

/// The gather time as `YYYY-MM-DDThh:mm:ss`, in UTC: the schemas of JUnit have neither a zone nor fractions.
fn timestamp(report: &Report) -> Option<&str> {
    let time = report.archive.gathered_at.as_deref()?.get(.."2026-01-01T10:00:00".len())?;
    let fits = |(at, byte): (usize, u8)| match at {
        4 | 7 => byte == b'-',
        10 => byte == b'T',
        13 | 16 => byte == b':',
        _ => byte.is_ascii_digit(),
    };
    time.bytes().enumerate().all(fits).then_some(time)
}

fn write_case(writer: &mut Writer<Vec<u8>>, case: &Case) -> io::Result<()> {
    match &case.end {
        End::Pass(None) => element(writer, case, None),
        End::Pass(Some(text)) => element(writer, case, Some(("system-out", text))),
        End::Skip(text) => element(writer, case, Some(("skipped", text))),
        End::Fail(text) => element(writer, case, Some(("failure", text))),
        End::Flake(text) => {
            element(writer, case, Some(("failure", text)))?;
            element(writer, case, None)
        }
    }
}

fn element(writer: &mut Writer<Vec<u8>>, case: &Case, inner: Option<(&str, &Text)>) -> io::Result<()> {
    let mut element = writer.create_element("testcase").with_attributes([
        ("classname", case.class.as_str()),
        ("name", case.name.as_str()),
        TIME,
    ]);
    if case.is_informing {
        element = element.with_attribute(INFORMING);
    }
    let properties = properties(case);
    if properties.is_empty() && inner.is_none() {
        element.write_empty()?;
        return Ok(());
    }
    element.write_inner_content(|writer| {
        if !properties.is_empty() {
            let element = writer.create_element("properties");
            element.write_inner_content(|writer| {
                for (name, value) in &properties {
                    let property = writer.create_element("property");
                    property.with_attributes([("name", *name), ("value", value.as_str())]).write_empty()?;
                }
                Ok(())
            })?;
        }
        if let Some((name, text)) = inner {
            let mut element = writer.create_element(name);
            if name != "system-out" {
                element = element.with_attribute(("message", text.message.as_str()));
            }
            if !text.kind.is_empty() {
                element = element.with_attribute(("type", text.kind));
            }
            if text.text.is_empty() {
                element.write_empty()?;
            } else {
                element.write_text_content(BytesText::new(&text.text))?;
            }
        }
        Ok(())
    })?;
    Ok(())
}

/// How Sippy and Prow know a test that does not block, as an attribute and as a property.
const INFORMING: (&str, &str) = ("lifecycle", "informing");

fn properties(case: &Case) -> Vec<(&'static str, String)> {
    let mut all = Vec::new();
    if case.is_informing {
        all.push((INFORMING.0, INFORMING.1.to_owned()));
    }
    for (name, number) in [("camgi.suppressed", case.suppressed), ("camgi.baseline", case.in_baseline)] {
        if number > 0 {
            all.push((name, number.to_string()));
        }
    }
    all
}
