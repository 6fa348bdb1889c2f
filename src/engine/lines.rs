//! Lines of logs as items: what the log's path says, what the line says, and the named groups of the expression.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value};

use crate::archive::logs::whose;
use crate::model::logs::{LogFormat, LogLine};
use crate::model::{GatherTime, LineHit, NodeId, Precision, SourceFile, synthetic};
use crate::rules::{Logs, spec};

/// A document with the lines, and the node of each.
pub(super) fn lines(
    hits: &[&LineHit],
    selector: &Logs,
    now: Option<GatherTime>,
) -> (Arc<SourceFile>, Vec<NodeId>) {
    let format = match selector.format {
        spec::LogFormat::Auto => LogFormat::Auto,
        spec::LogFormat::Klog => LogFormat::Klog,
        spec::LogFormat::Json => LogFormat::Json,
        spec::LogFormat::Journal => LogFormat::Journal,
        spec::LogFormat::Plain => LogFormat::Plain,
    };
    let values: Vec<Value> = hits.iter().map(|hit| Value::Object(fields(hit, format, now))).collect();
    synthetic(&values)
}

/// When a line without a year may have been written at the latest. Where the gather time is a lower bound, the nearest year
/// is meant.
fn latest(now: GatherTime) -> Option<Timestamp> {
    match now.precision {
        Precision::LowerBound => now.at.checked_add(SignedDuration::from_hours(24 * 182)).ok(),
        _ => Some(now.at),
    }
}

fn fields(hit: &LineHit, format: LogFormat, now: Option<GatherTime>) -> Map<String, Value> {
    let line = LogLine::parse(&hit.text, format, now.and_then(latest));
    // Of a very long line only what is around the match is kept, and its beginning for itself.
    let head = hit.head.as_ref().map(|head| LogLine::parse(head, format, now.and_then(latest)));
    let line = match &head {
        Some(head) => {
            LogLine { time: head.time, level: head.level, host: head.host, unit: head.unit, ..line }
        }
        None => line,
    };
    let mut fields = Map::new();
    let mut put = |key: &str, value: Option<String>| {
        if let Some(value) = value {
            fields.insert(key.to_owned(), Value::from(value));
        }
    };
    put("text", Some(hit.text.clone()));
    put("message", Some(line.message.clone().into_owned()));
    put("time", line.time.map(|time| time.to_string()));
    put("level", line.level.map(|level| level.name().to_owned()));
    put("file", Some(hit.inside.to_string()));
    let whose = whose(&hit.inside);
    put("namespace", whose.namespace.map(str::to_owned));
    put("pod", whose.pod.map(str::to_owned));
    put("container", whose.container.map(str::to_owned));
    put("node", line.host.or(whose.node).map(str::to_owned));
    put("unit", line.unit.or(whose.unit).map(str::to_owned));
    for (name, value) in &hit.groups {
        put(name, Some(value.clone()));
    }
    fields.insert("line".to_owned(), hit.line.into());
    fields
}
