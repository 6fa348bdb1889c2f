//! How many objects are looked at when Pods are joined: in proportion to the Pods, whatever the number of the others.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Arc;

use crate::engine::combine::cases;
use crate::model::{Document, ReadOptions, Resource, Snapshot, SourceFile, contents_of};
use crate::rules::load;
use crate::rules::written::SourceText;

thread_local! {
    /// Objects that look-ups on this thread compared.
    pub(super) static LOOKED_AT: Cell<usize> = const { Cell::new(0) };
}

fn resources(items: &str) -> Vec<Resource> {
    let text = format!("apiVersion: v1\nkind: List\nitems:\n{items}");
    let document = Document::parse(text, ReadOptions::default()).expect("YAML");
    contents_of(&Arc::new(SourceFile { path: "list.yaml".into(), document })).resources
}

/// Pods in one namespace, each on a node and with an application of its own; nodes, and services of these applications.
fn cluster(pods: usize, nodes: usize) -> Snapshot {
    let mut text = String::new();
    for nr in 0..pods {
        let at = nr % nodes;
        writeln!(
            text,
            "- {{apiVersion: v1, kind: Pod, metadata: {{name: p{nr}, namespace: n, labels: {{app: a{at}, all: x}}}}, \
             spec: {{nodeName: n{at}}}}}"
        )
        .expect("a text");
    }
    for nr in 0..nodes {
        writeln!(
            text,
            "- {{apiVersion: v1, kind: Node, metadata: {{name: n{nr}, namespace: n}}}}\n\
             - {{apiVersion: v1, kind: Service, metadata: {{name: s{nr}, namespace: n}}, \
             spec: {{selector: {{matchExpressions: [{{key: app, operator: In, values: [a{nr}]}}]}}}}}}"
        )
        .expect("a text");
    }
    Snapshot::new(resources(&text), BTreeMap::new())
}

/// Cases of a join, and objects that were compared for them.
fn compared(kinds: [&str; 2], on: &str, snapshot: &Snapshot) -> (usize, usize) {
    let [item, other] = kinds;
    let text = format!(
        "apiVersion: camgi/v1\nkind: Rule\nid: a\ntitle: t\nseverity: info\ncomponent: c\ndescription: d\nhelp: h\n\
         sources:\n  item: {{resources: {{group: core, kind: {item}}}}}\n  other: {{resources: {{group: core, kind: {other}}}}}\n\
         foreach: item\njoin:\n  other: {{source: other, on: {on}, expect: some}}\nreport: {{message: m}}\n"
    );
    let loaded = load(vec![SourceText { name: "a.yaml".into(), text }], &[]);
    let loaded = loaded.unwrap_or_else(|mistakes| panic!("{mistakes:?}"));
    LOOKED_AT.set(0);
    (cases(&loaded.rules.rules[0], snapshot).len(), LOOKED_AT.get())
}

#[test]
fn a_look_up_does_not_grow_with_what_it_looks_in() {
    let (pods, nodes) = (10_000, 500);
    let snapshot = cluster(pods, nodes);
    for (kinds, on, expected) in [
        (["Pod", "Node"], "{metadata.name: {field: item.spec.nodeName}}", (pods, pods)),
        // The namespace leads to all of them, and stands first.
        (
            ["Pod", "Node"],
            "{metadata.namespace: {field: item.metadata.namespace}, metadata.name: {field: item.spec.nodeName}}",
            (pods, pods),
        ),
        (["Service", "Pod"], "{metadata.labels: {selector: item.spec.selector}}", (nodes, pods)),
    ] {
        assert_eq!(compared(kinds, on, &snapshot), expected, "{on}");
    }
}
