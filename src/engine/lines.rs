//! Lines of logs as items: what the log's path says, what the line says, and the named groups of the expression. Whose log it
//! is may be said by the lines alone.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value};

use crate::archive::logs::whose;
use crate::model::logs::{LogFormat, LogLine};
use crate::model::{GatherTime, LineHit, NodeId, Precision, Snapshot, SourceFile, synthetic};
use crate::rules::{Logs, fits, spec};

/// A document with those of the lines that a source asks for, and the node of each.
pub(super) fn lines<'s>(
    hits: impl Iterator<Item = &'s LineHit>,
    selector: &Logs,
    snapshot: &Snapshot,
) -> (Arc<SourceFile>, Vec<(&'s LineHit, NodeId)>) {
    let format = match selector.format {
        spec::LogFormat::Auto => LogFormat::Auto,
        spec::LogFormat::Klog => LogFormat::Klog,
        spec::LogFormat::Json => LogFormat::Json,
        spec::LogFormat::Journal => LogFormat::Journal,
        spec::LogFormat::Plain => LogFormat::Plain,
    };
    let (mut kept, mut values) = (Vec::new(), Vec::new());
    for hit in hits {
        let (node, fields) = fields(hit, format, snapshot);
        let is_wanted = !asks_line(selector, &hit.inside)
            || node.is_some_and(|node| fits(selector.nodes.as_ref(), &node));
        if is_wanted {
            kept.push(hit);
            values.push(Value::Object(fields));
        }
    }
    let (file, nodes) = synthetic(&values);
    (file, kept.into_iter().zip(nodes).collect())
}

/// Whether only a line tells if a source asks for it: the logs of several nodes may lie in one file.
pub(super) fn asks_line(selector: &Logs, inside: &str) -> bool {
    selector.paths.is_none() && selector.nodes.is_some() && whose(inside).node.is_none()
}

/// When a line without a year may have been written at the latest. Where the gather time is a lower bound, the nearest year
/// is meant.
fn latest(now: GatherTime) -> Option<Timestamp> {
    match now.precision {
        Precision::LowerBound => now.at.checked_add(SignedDuration::from_hours(24 * 182)).ok(),
        _ => Some(now.at),
    }
}

/// The node that the line or its file is of, and all fields of the line.
fn fields(hit: &LineHit, format: LogFormat, snapshot: &Snapshot) -> (Option<String>, Map<String, Value>) {
    let now = snapshot.now;
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
    let known = |host: &str| snapshot.node_of_host(host).unwrap_or(host).to_owned();
    let node = line.host.or(whose.node).map(known);
    put("node", node.clone());
    put("unit", line.unit.or(whose.unit).map(str::to_owned));
    for (name, value) in &hit.groups {
        put(name, Some(if name == "node" { known(value) } else { value.clone() }));
    }
    fields.insert("line".to_owned(), hit.line.into());
    (node, fields)
}
