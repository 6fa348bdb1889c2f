//! What each form of a condition holds for: hits, and the near misses that it must not hold for.

use std::sync::Arc;

use super::{ParamValue, Params, Scope, parse_condition};
use crate::model::{Document, GatherTime, Precision, ReadOptions};
use crate::rules::spec::ParamType;
use crate::rules::written::{Mistakes, SourceText};

const OBJECT: &str = "
metadata:
  name: worker-a
  creationTimestamp: \"2026-01-01T00:00:00Z\"
  labels: {app: web, tier: ''}
spec:
  replicas: 3
  memory: 10Gi
  version: 4.9.12
  minor: \"4.9\"
  paused: true
  window: 30m
  nothing: null
  taints:
  - {key: a, effect: NoSchedule}
  - {key: b}
  names: [one, two]
  empty: []
status:
  ready: 2
  phase: \"Running\"
  time: not a time
  conditions:
  - {type: Ready, status: \"False\", lastTransitionTime: \"2026-01-01T00:30:00Z\"}
";

fn holds_at(condition: &str, precision: Option<Precision>) -> bool {
    let read = |text: &str| Document::parse(text.to_owned(), ReadOptions::default()).expect("YAML");
    let source = Arc::new(SourceText { name: "test".into(), text: condition.into() });
    let mut mistakes = Mistakes::new(&source);
    let value = |sort, text: &str| ParamValue { sort, text: text.into() };
    let params = Params::from([
        ("grace".into(), value(ParamType::Duration, "20m")),
        ("name".into(), value(ParamType::String, "worker-a")),
    ]);
    let (rule, object) = (read(condition), read(OBJECT));
    let root = rule.roots().next().expect("a condition");
    let compiled = parse_condition(root, &params, false, &["source", "joined"], &mut mistakes);
    let said: Vec<String> = mistakes.into_sorted().iter().map(ToString::to_string).collect();
    assert!(said.is_empty(), "{condition}: {said:?}");
    let item = object.roots().next().expect("an object");
    let at = "2026-01-01T01:00:00Z".parse().expect("a time");
    compiled.holds(Scope {
        item,
        object: item,
        doubt: false,
        now: precision.map(|precision| GatherTime { at, precision }),
    })
}

fn check(conditions: &[(&str, bool)]) {
    for (condition, expected) in conditions {
        assert_eq!(holds_at(condition, Some(Precision::Recorded)), *expected, "{condition}");
    }
}

#[test]
fn equality() {
    check(&[
        ("metadata.name: worker-a", true),
        ("metadata.name: worker", false),
        ("metadata.name: [x, worker-a]", true),
        ("metadata.name|in: [x, y]", false),
        ("metadata.name: {param: name}", true),
        ("status.phase: Running", true),
        ("status.phase: running", false),
        ("cond(Ready).status: False", true),
        ("cond(Ready).status: false", false),
        ("spec.paused: true", true),
        ("spec.paused: \"true\"", true),
        ("spec.replicas: 3", true),
        ("spec.replicas: 3.0", true),
        ("spec.replicas: \"3.0\"", false),
        ("spec.names: two", true),
        ("spec.names: three", false),
        ("spec.nothing: null", true),
        ("spec.missing: null", true),
        ("spec.paused: null", false),
        ("spec.missing: ''", false),
        ("metadata.labels.tier: ''", true),
        ("spec.missing ?? 0: 0", true),
        ("spec.missing ?? 0: 1", false),
        ("spec.replicas ?? 0: 3", true),
        ("status.ready: {field: spec.replicas}", false),
        ("metadata.name: {field: metadata.name}", true),
        ("spec.missing: {field: spec.alsomissing}", false),
    ]);
}

#[test]
fn inequality_holds_for_what_is_not_there() {
    check(&[
        ("metadata.name|neq: x", true),
        ("metadata.name|neq: worker-a", false),
        ("spec.missing|neq: x", true),
        ("metadata.name|neq: [x, worker-a]", false),
        ("metadata.name|neq: [x, y]", true),
        ("spec.names|neq: one", false),
        ("spec.names|any|neq: one", true),
        ("spec.names|all|neq: one", false),
        ("spec.names|all|neq: three", true),
        ("spec.names|none|neq: one", false),
        ("status.ready|neq: {field: spec.replicas}", true),
        ("spec.missing|neq: {field: spec.alsomissing}", true),
    ]);
}

#[test]
fn presence() {
    check(&[
        ("metadata.name|exists: true", true),
        ("spec.missing|exists: true", false),
        ("spec.missing|exists: false", true),
        ("spec.nothing|exists: true", false),
        ("spec.empty|exists: true", true),
        ("spec.empty|empty: true", true),
        ("spec.missing|empty: true", true),
        ("spec.nothing|empty: true", true),
        ("metadata.labels.tier|empty: true", true),
        ("spec.names|empty: true", false),
        ("spec.names|empty: false", true),
        ("spec.missing|empty: false", false),
    ]);
}

#[test]
fn texts() {
    check(&[
        ("metadata.name|contains: rker", true),
        ("metadata.name|contains: x", false),
        ("spec.names|contains: two", true),
        ("spec.names|contains: tw", false),
        ("metadata.labels|contains: app", true),
        ("metadata.labels|contains: web", false),
        ("spec.missing|contains: ''", false),
        ("metadata.name|startswith: [x, work]", true),
        ("metadata.name|startswith: orker", false),
        ("metadata.name|endswith: -a", true),
        ("metadata.name|endswith: -b", false),
        ("metadata.name|re: ^work.*[a-c]$", true),
        ("metadata.name|re: ^a", false),
        ("metadata.name|glob: worker-*", true),
        ("metadata.name|glob: orker-*", false),
        ("spec.replicas|startswith: 3", true),
    ]);
}

#[test]
fn order() {
    check(&[
        ("spec.replicas|gt: 2", true),
        ("spec.replicas|gt: 3", false),
        ("spec.replicas|gte: 3", true),
        ("spec.replicas|lt: 10", true),
        ("spec.replicas|lte: 2", false),
        ("spec.memory|gt: 9Gi", true),
        ("spec.memory|lt: 9Gi", false),
        ("spec.version|lt: 4.10", true),
        ("spec.version|gte: 4.10", false),
        ("spec.minor|lt: \"4.10\"", true),
        ("spec.minor|lt: 4.10", false),
        ("spec.nothing ?? 3|gt: 1", true),
        ("status.ready|lt: {field: spec.replicas}", true),
        ("status.missing ?? 0|lt: {field: spec.replicas}", true),
        ("status.missing|lt: {field: spec.replicas}", false),
        ("metadata.name|gt: 1", false),
        ("spec.window|gte: 30m", true),
        ("metadata.creationTimestamp|lt: 2026-01-01T00:00:01Z", true),
    ]);
}

#[test]
fn ages() {
    check(&[
        ("metadata.creationTimestamp|older: 59m", true),
        ("metadata.creationTimestamp|older: 1h", false),
        ("metadata.creationTimestamp|newer: 61m", true),
        ("metadata.creationTimestamp|newer: 1h", false),
        ("cond(Ready).lastTransitionTime|older: {param: grace}", true),
        ("cond(Ready).lastTransitionTime|older: {field: spec.window}", false),
        ("metadata.creationTimestamp|older: {field: spec.window}", true),
        ("spec.missing|older: 1m", false),
        ("spec.missing|newer: 1m", false),
        ("status.time|older: 1m", false),
        ("status.time|newer: 1m", false),
    ]);
}

#[test]
fn an_uncertain_gather_time_proves_only_age() {
    let at = |condition| {
        [Some(Precision::Observed), Some(Precision::LowerBound), None]
            .map(|precision| holds_at(condition, precision))
    };
    assert_eq!(at("metadata.creationTimestamp|older: 30m"), [true, true, false]);
    assert_eq!(at("metadata.creationTimestamp|newer: 2h"), [true, false, false]);
}

#[test]
fn quantifiers_and_conditions_on_elements() {
    check(&[
        ("spec.taints[*].key: b", true),
        ("spec.taints|any: {key: a, effect: NoSchedule}", true),
        ("spec.taints|any: {key: b, effect: NoSchedule}", false),
        ("spec.taints|any: [{key: x}, {key: b}]", true),
        ("spec.taints|all: {key|exists: true}", true),
        ("spec.taints|all: {effect|exists: true}", false),
        ("spec.taints|none: {key: x}", true),
        ("spec.taints|none: {key: a}", false),
        ("spec.empty|all: {key: a}", false),
        ("spec.empty|none: {key: a}", true),
        ("spec.missing|none: {key: a}", true),
        ("spec.missing|any: {key: a}", false),
        ("spec.missing|all: {key: a}", false),
        ("spec.taints[*].key|all|in: [a, b]", true),
        ("spec.taints[*].key|all|in: [a]", false),
        ("spec.taints[*].key|none: c", true),
        ("metadata.labels[*]|any: web", true),
    ]);
}

#[test]
fn maps_are_all_of_and_lists_any_of() {
    check(&[
        ("{metadata.name: worker-a, spec.replicas: 3}", true),
        ("{metadata.name: worker-a, spec.replicas: 4}", false),
        ("[{metadata.name: x}, {spec.replicas: 3}]", true),
        ("[{metadata.name: x}, {spec.replicas: 4}]", false),
    ]);
}
