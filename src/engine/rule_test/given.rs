//! What the test of a rule is given, as the snapshot of a cluster.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde_json::{Map, Value, json};

use super::super::counts::json_with;
use super::super::log_files::LogPlan;
use crate::model::{
    FileFacts, GatherTime, Node, Precision, Presence, Resource, Snapshot, SourceFile, parse_time, plurals,
    synthetic,
};
use crate::rules::{Rule, RuleTest, Select, Source};

/// The cluster that a test describes.
///
/// # Errors
/// A sentence for the author, when what is given is no object or no time.
pub(super) fn given(rule: &Rule, test: &RuleTest) -> Result<Snapshot, String> {
    let given = &test.spec.given;
    let mut resources = Vec::new();
    for raw in &given.resources {
        let node = test.file.document.node(raw.0);
        let resource = Resource::read(&Arc::clone(&test.file), node, None);
        resources.push(resource.ok_or("a resource under `given` needs apiVersion, kind and metadata.name")?);
    }
    let mut presence = BTreeMap::new();
    let mut gathered = |group: String, plural: String| {
        presence.insert((group, plural), Presence { files: 1, unreadable: BTreeSet::new() });
    };
    for kind in &given.gathered {
        let mut asked = rule.sources.iter().filter_map(Source::resources);
        let group = asked.find(|asked| asked.kind == *kind).map(|asked| asked.group.glob().glob().to_owned());
        gathered(group.unwrap_or_default(), plurals(kind).into_iter().next().unwrap_or_default());
    }
    if let Some(events) = &given.events {
        gathered(String::new(), "events".to_owned());
        let nodes = events.iter().map(|raw| test.file.document.node(raw.0));
        let values: Vec<Value> = nodes.enumerate().map(|(nr, node)| event(nr, node)).collect();
        let (file, nodes) = synthetic(&values);
        resources
            .extend(nodes.iter().filter_map(|node| Resource::read(&file, file.document.node(*node), None)));
    }
    let mut snapshot = Snapshot::new(resources, presence);
    let (mut files, mut documents) = (BTreeMap::new(), BTreeMap::new());
    for document in &given.documents {
        let Some(raw) = document.content else { continue };
        let value = json_with(test.file.document.node(raw.0), &mut |_| None);
        files.insert(document.file.clone(), FileFacts { bytes: 1, ..FileFacts::default() });
        documents.insert(document.file.clone(), document_of(&document.file, &value)?);
    }
    for file in &given.files {
        let facts = FileFacts {
            bytes: file.size.unwrap_or(1),
            lines: file.lines,
            parses: file.parses,
            ..FileFacts::default()
        };
        files.insert(file.path.clone(), facts);
    }
    let logs = rule.sources.iter().filter_map(|source| match &source.select {
        Select::Logs(logs) => Some(logs),
        _ => None,
    });
    let plan = LogPlan::new(logs);
    let mut hits = plan.no_hits();
    for log in &given.logs {
        let path = log.path();
        files.insert(path.clone(), FileFacts { bytes: log.text.len() as u64, ..FileFacts::default() });
        let Some(patterns) = plan.wanted(&path) else { continue };
        let mut search = plan.search(&patterns, &path);
        search.piece(log.text.as_bytes());
        let (path, found) = search.finish();
        hits.add(&path, found);
    }
    let mut hits = hits.finish();
    hits.kept.iter_mut().for_each(|hit| hit.inside = Arc::clone(&hit.file));
    snapshot.add(documents, hits);
    snapshot.logs = files.keys().cloned().collect();
    snapshot.files = files;
    let times = [
        ("now", &given.now, Precision::Recorded),
        ("now_at_least", &given.now_at_least, Precision::LowerBound),
    ];
    for (key, now, precision) in times {
        let Some(now) = now else { continue };
        let at = parse_time(&now.value).ok_or_else(|| format!("`{key}: {}` is no time", now.value))?;
        snapshot.now = Some(GatherTime { at, precision });
    }
    snapshot.learn_facts(given.product.clone());
    Ok(snapshot)
}

fn document_of(path: &str, value: &Value) -> Result<Arc<SourceFile>, String> {
    let text = serde_json::to_string_pretty(value).map_err(|error| error.to_string())?;
    let document = crate::model::Document::parse(text, crate::model::ReadOptions::default());
    let document = document.map_err(|error| format!("the document {path} under `given`: {error}"))?;
    Ok(Arc::new(SourceFile { path: path.to_owned(), document }))
}

/// An event as the API has it, from the form that rules see.
fn event(nr: usize, written: Node<'_>) -> Value {
    let text = |key: &str| written.get_text(key).map(str::to_owned);
    let about = |key: &str| written.get("object").and_then(|object| object.get_text(key)).map(str::to_owned);
    let mut object = Map::new();
    for key in ["apiVersion", "kind", "namespace", "name", "fieldPath"] {
        object.extend(about(key).map(|value| (key.to_owned(), Value::from(value))));
    }
    let namespace = text("namespace").or_else(|| about("namespace")).unwrap_or_else(|| "default".to_owned());
    let last = text("last").or_else(|| text("time"));
    json!({
        "apiVersion": "v1",
        "kind": "Event",
        "metadata": {"name": text("name").unwrap_or_else(|| format!("event-{nr}")), "namespace": namespace},
        "type": text("type").unwrap_or_else(|| "Warning".to_owned()),
        "reason": text("reason"),
        "message": text("message"),
        "count": text("count").and_then(|count| count.parse::<u64>().ok()).unwrap_or(1),
        "firstTimestamp": text("first").or_else(|| last.clone()),
        "lastTimestamp": last,
        "source": {"component": text("component"), "host": text("host")},
        "involvedObject": object,
    })
}
