//! Puts a run together: the tool, how it went, and the results. What could not be told goes into the notifications.

use std::collections::BTreeMap;
use std::io::Write;

use super::results::{MOST, plain, results};
use super::v2_1_0::{
    AutomationDetails, Driver, Invocation, Log, Message, Notification, NotificationProperties, RuleReference,
    Run, Tool, UriBase,
};
use super::{places, rules};
use crate::findings::{Notice, Outcome, Report, RuleReport};
use crate::output::json::write_line;
use crate::output::{Render, RenderError};

/// The format `sarif`: SARIF 2.1.0, with what GitHub asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Sarif;

impl Render for Sarif {
    fn render(&self, report: &Report, out: &mut dyn Write) -> Result<(), RenderError> {
        write_line(&serde_json::to_string_pretty(&log(report))?, out)
    }
}

fn log(report: &Report) -> Log<'_> {
    let description = Message { text: "The root of the must-gather archive.".to_owned() };
    let run = Run {
        tool: Tool { driver: driver(report) },
        automation_details: AutomationDetails { id: "camgi/must-gather/" },
        invocations: [invocation(report)],
        original_uri_base_ids: BTreeMap::from([(places::BASE, UriBase { description })]),
        column_kind: "unicodeCodePoints",
        results: results(report),
    };
    Log { schema: "https://json.schemastore.org/sarif-2.1.0.json", version: "2.1.0", runs: [run] }
}

fn driver(report: &Report) -> Driver<'_> {
    // Empty as long as the package names no page.
    let page = env!("CARGO_PKG_HOMEPAGE");
    Driver {
        name: env!("CARGO_PKG_NAME"),
        version: env!("CARGO_PKG_VERSION"),
        semantic_version: env!("CARGO_PKG_VERSION"),
        information_uri: (!page.is_empty()).then_some(page),
        rules: report.rules.iter().map(|rule| rules::rule(&rule.info)).collect(),
    }
}

fn invocation(report: &Report) -> Invocation<'_> {
    let (suppressions, archive): (Vec<&Notice>, Vec<&Notice>) =
        report.notices.iter().partition(|notice| notice.code.is_about_suppressions());
    let mut execution: Vec<Notification<'_>> = over_limit(report).into_iter().chain(hidden(report)).collect();
    execution.extend(report.rules.iter().enumerate().filter_map(|(index, rule)| of_rule(index, rule)));
    execution.extend(archive.into_iter().map(of_notice));
    Invocation {
        execution_successful: report.summary.rules.error == 0,
        tool_execution_notifications: execution,
        tool_configuration_notifications: suppressions.into_iter().map(of_notice).collect(),
    }
}

fn over_limit(report: &Report) -> Option<Notification<'_>> {
    let all = report.findings.len();
    (all > MOST).then(|| Notification {
        message: Message {
            text: format!("Only the first {MOST} of {all} findings are here, the most severe first."),
        },
        ..notification("warning")
    })
}

/// Whoever closes what is not here any more should know that it may be there.
fn hidden(report: &Report) -> Option<Notification<'_>> {
    let hidden = report.not_displayed();
    (hidden > 0).then(|| Notification {
        message: Message { text: format!("{hidden} findings are not here, because they are not displayed.") },
        ..notification("warning")
    })
}

/// Without a result a rule would look as if it had passed.
fn of_rule(index: usize, rule: &RuleReport) -> Option<Notification<'_>> {
    let id = &rule.info.id;
    let (level, text) = match &rule.outcome {
        Outcome::Pass | Outcome::Fail => return None,
        Outcome::Skip(why) => ("note", format!("{id} could not be judged: {why}")),
        Outcome::Error(why) => ("error", format!("{id} broke: {why}")),
    };
    Some(Notification {
        message: Message { text: plain(&text) },
        associated_rule: Some(RuleReference { id, index }),
        ..notification(level)
    })
}

fn of_notice(notice: &Notice) -> Notification<'_> {
    Notification {
        message: Message { text: plain(&notice.message) },
        locations: notice.file.iter().map(|file| places::whole_file(file)).collect(),
        properties: Some(NotificationProperties { code: notice.code.as_str() }),
        ..notification(rules::level(notice.code.severity()))
    }
}

fn notification(level: &'static str) -> Notification<'static> {
    Notification {
        level,
        message: Message { text: String::new() },
        locations: vec![],
        associated_rule: None,
        properties: None,
    }
}
