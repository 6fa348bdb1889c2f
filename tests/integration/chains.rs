//! Causes before consequences, with the whole pack: each file below `tests/chains` is a small must-gather in which one trouble
//! has others in its train, beside a near miss that has to stand by itself. `rules/CAUSES.md` has a part for each.

use std::collections::BTreeSet;
use std::fs;

use serde_json::Value;

use crate::common::{Scratch, check_json, files_below, root};

/// What every must-gather of these has: it was gathered at noon, from a cluster that was installed at one in the morning.
const VERSION: &str = "{apiVersion: config.openshift.io/v1, kind: ClusterVersion, metadata: {name: version, \
    creationTimestamp: \"2026-01-01T00:00:00Z\"}, status: {desired: {version: 4.18.0}, conditions: [{type: Available, \
    status: \"True\"}, {type: Failing, status: \"False\"}], history: [{state: Completed, version: 4.18.0, startedTime: \
    \"2026-01-01T00:00:00Z\", completionTime: \"2026-01-01T01:00:00Z\"}]}}\n";
const TIMES: &str = "2026-01-01 11:59:00.0 +0000 UTC m=+0.1\n2026-01-01 12:00:00.0 +0000 UTC m=+60.1\n";

#[test]
fn each_chain_is_folded_under_its_cause_and_nothing_else_is() {
    let page = fs::read_to_string(root().join("rules/CAUSES.md")).expect("the page of the chains");
    let mut names = BTreeSet::new();
    for (name, bytes) in files_below(&root().join("tests/chains")) {
        let chain = Chain::read(&String::from_utf8(bytes).expect("UTF-8"));
        let name = name.rsplit('/').next().and_then(|file| file.strip_suffix(".txt")).expect("a text");
        let found = chain.judged();
        assert_eq!(found, chain.expected, "{name}: what is found, and what explains it");
        assert!(page.contains(&format!("\n`tests/chains/{name}.txt`")), "rules/CAUSES.md tells of {name}");
        names.insert(name.to_owned());
    }
    let told = page.lines().filter_map(|line| line.strip_prefix("`tests/chains/")?.strip_suffix(".txt`"));
    assert_eq!(told.map(str::to_owned).collect::<BTreeSet<_>>(), names);
}

/// A must-gather as one text: what is expected of it, then its files, each under `=== PATH`.
struct Chain {
    files: Vec<(String, String)>,
    /// `rule Subject`, or `rule Subject < rule Subject` with the cause.
    expected: BTreeSet<String>,
}

impl Chain {
    fn read(text: &str) -> Self {
        let mut parts = text.split("\n=== ");
        let head = parts.next().unwrap_or_default();
        let files = parts.map(|part| part.split_once('\n').expect("a path, and a file"));
        Self {
            files: files.map(|(path, file)| (path.to_owned(), format!("---\n{file}\n"))).collect(),
            expected: head.lines().filter(|line| !line.starts_with('#')).map(str::to_owned).collect(),
        }
    }

    fn judged(&self) -> BTreeSet<String> {
        let scratch = Scratch::new();
        let version = "cluster-scoped-resources/config.openshift.io/clusterversions/version.yaml";
        let common =
            [("version", "openshift/must-gather\n4.18.0\n"), ("timestamp", TIMES), (version, VERSION)];
        for (path, text) in common {
            scratch.write(&format!("mg/{path}"), text);
        }
        for (path, text) in &self.files {
            let text = if path.ends_with(".json") { text.trim_start_matches("---\n") } else { text };
            scratch.write(&format!("mg/{path}"), text);
        }
        // What an archive lacks is none of a chain.
        let report = check_json(&scratch.path("mg"), &["--ignore", "archive-*"]);
        let broken: Vec<&Value> = list(&report, "rules").iter().filter(|r| r["outcome"] == "error").collect();
        assert!(broken.is_empty(), "{broken:?}");
        let findings = list(&report, "findings");
        let named = |finding: &Value| {
            let subject = &finding["subject"];
            let parts = ["kind", "namespace", "name"].map(|key| subject[key].as_str().unwrap_or_default());
            let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
            format!("{} {}", finding["rule"].as_str().unwrap_or_default(), parts.join("/"))
        };
        let told = |finding: &Value| {
            let cause = findings.iter().find(|other| other["fingerprint"] == finding["caused_by"]);
            cause.map_or_else(|| named(finding), |cause| format!("{} < {}", named(finding), named(cause)))
        };
        findings.iter().map(told).collect()
    }
}

fn list<'v>(report: &'v Value, key: &str) -> &'v [Value] {
    report[key].as_array().map(Vec::as_slice).unwrap_or_default()
}
