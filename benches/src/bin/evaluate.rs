//! `evaluate DIR [PODS]`: how many evaluations a second one core makes of the rules in `benches/rules`, on the Pods of an
//! unpacked must-gather, copied until there are so many (10,000). An evaluation is one rule on one Pod.
//!
//! Also how the time of a look-up grows with what is looked up. Loading the rules and reading the Pods are not measured.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;
use std::{env, fmt, fs};

use camgi::engine::judge_in_memory;
use camgi::model::{
    Document, GatherTime, Precision, ReadOptions, Resource, Snapshot, SourceFile, contents_of,
};
use camgi::rules::written::SourceText;
use camgi::rules::{RuleSet, load};

const DECLARATIVE: &str = include_str!("../../rules/declarative.yaml");
const EXPRESSIONS: &str = include_str!("../../rules/expressions.yaml");
const JOIN: &str = include_str!("../../rules/join.yaml");
/// Runs of each; the median counts.
const ROUNDS: usize = 7;

fn rules(text: &str) -> RuleSet {
    let text = SourceText { name: "bench.yaml".to_owned(), text: text.to_owned() };
    load(vec![text], &[]).unwrap_or_else(|mistakes| panic!("{mistakes:?}")).rules
}

fn resources(name: impl fmt::Display, text: String) -> Vec<Resource> {
    let document = Document::parse(text, ReadOptions::default()).expect("YAML");
    contents_of(&Arc::new(SourceFile { path: name.to_string(), document })).resources
}

fn texts(directory: &Path, found: &mut Vec<String>) {
    let mut entries: Vec<PathBuf> =
        fs::read_dir(directory).expect("a directory").map(|entry| entry.expect("an entry").path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            texts(&path, found);
        } else if path.ends_with("core/pods.yaml") {
            found.push(fs::read_to_string(&path).expect("a text"));
        }
    }
}

/// So many Pods, each copy with a name and a document of its own.
fn pods(texts: &[String], count: usize) -> Vec<Resource> {
    let mut pods = Vec::new();
    for copy in 0.. {
        let before = pods.len();
        for (nr, text) in texts.iter().enumerate() {
            pods.extend(resources(nr, text.clone()).into_iter().map(|mut pod| {
                pod.key.name = format!("{}-{copy}", pod.key.name);
                pod
            }));
        }
        assert!(pods.len() > before, "there is no Pod");
        if pods.len() >= count {
            break;
        }
    }
    pods.truncate(count);
    pods
}

fn snapshot(resources: Vec<Resource>) -> Snapshot {
    let mut snapshot = Snapshot::new(resources, BTreeMap::new());
    let at = "2026-01-15T12:00:00Z".parse().expect("a time");
    snapshot.now = Some(GatherTime { at, precision: Precision::Recorded });
    snapshot
}

/// The median of the seconds that the rules take, and their findings.
fn seconds(rules: &RuleSet, snapshot: &mut Snapshot) -> (f64, usize) {
    let (mut times, mut findings) = (Vec::new(), 0);
    for _ in 0..=ROUNDS {
        let start = Instant::now();
        let judged = judge_in_memory(rules, snapshot);
        times.push(start.elapsed().as_secs_f64());
        findings = judged.iter().map(|(_, findings)| findings).sum();
        assert!(judged.iter().all(|(outcome, _)| matches!(outcome.as_str(), "pass" | "fail")), "{judged:?}");
    }
    // The first has the cold caches.
    times.remove(0);
    times.sort_by(f64::total_cmp);
    (times[times.len() / 2], findings)
}

/// The rules of a text so many times over, each with an id of its own.
fn times(text: &str, copies: usize) -> RuleSet {
    let copy = |nr: usize| {
        let renamed = |line: &str| match line.strip_prefix("id: ") {
            Some(id) => format!("id: {id}-{nr}\n"),
            None => format!("{line}\n"),
        };
        text.lines().map(renamed).collect::<String>()
    };
    rules(&(0..copies).map(copy).collect::<Vec<_>>().join("---\n"))
}

fn evaluations(what: &str, text: &str, copies: &[usize], pods: usize, snapshot: &mut Snapshot) {
    for copies in copies {
        let all = times(text, *copies);
        let (taken, findings) = seconds(&all, snapshot);
        let number = all.rules.len();
        let rate = (number * pods) as f64 / taken;
        println!("{what}, {number} rules: {rate:.0} evaluations/s ({pods} Pods, {findings} findings)");
    }
    for one in text.split("\n---\n") {
        let one = rules(one);
        let (taken, findings) = seconds(&one, snapshot);
        println!("  {}: {:.0}/s, {findings} findings", one.rules[0].info.id, pods as f64 / taken);
    }
}

/// Seconds of a look-up of so many Pods in so many Nodes.
fn join(pods: usize, nodes: usize) -> f64 {
    let head = |kind: &str, name: String, namespace: &str| {
        format!("- apiVersion: v1\n  kind: {kind}\n  metadata:\n    name: {name}\n{namespace}")
    };
    let list = |items: String| format!("apiVersion: v1\nitems:\n{items}kind: List\n");
    let some = |nr: usize| {
        let head = head("Pod", format!("pod-{nr}"), "    namespace: n\n");
        format!("{head}  spec:\n    nodeName: node-{}\n", nr % nodes)
    };
    let mut all = resources("pods.yaml", list((0..pods).map(some).collect()));
    all.extend(resources(
        "nodes.yaml",
        list((0..nodes).map(|nr| head("Node", format!("node-{nr}"), "")).collect()),
    ));
    assert_eq!(all.len(), pods + nodes);
    let (taken, findings) = seconds(&rules(JOIN), &mut snapshot(all));
    assert_eq!(findings, 0, "every Pod is on a Node");
    taken
}

fn main() {
    let usage = "usage: evaluate DIR [PODS]";
    let directory = PathBuf::from(env::args_os().nth(1).expect(usage));
    let count = env::args().nth(2).map_or(10_000, |count| count.parse().expect(usage));
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().expect("a thread");
    pool.install(|| {
        let mut found = Vec::new();
        texts(&directory, &mut found);
        let pods = pods(&found, count);
        let number = pods.len();
        let mut snapshot = snapshot(pods);
        evaluations("declarative", DECLARATIVE, &[1, 3, 10, 30], number, &mut snapshot);
        evaluations("expressions", EXPRESSIONS, &[1, 3], number, &mut snapshot);
        let (small, large) = (join(10_000, 500), join(20_000, 1_000));
        println!(
            "look-up: {:.1} ms, of twice as many in twice as many {:.2} x that",
            small * 1e3,
            large / small
        );
    });
}
