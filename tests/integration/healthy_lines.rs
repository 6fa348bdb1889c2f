//! Lines and statuses that healthy clusters printed raise no error and no warning, also if they come ten times in half an hour.
//! They lie in `../shared`, and nowhere in this repository.

use std::fs;
use std::path::Path;
use std::thread;

use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

use crate::common::{Scratch, check_json, shared};

const END: &str = "2026-03-01T12:00:00Z";
const VERSION: &str = "apiVersion: config.openshift.io/v1\nkind: ClusterVersion\nmetadata:\n  name: version\n  \
    creationTimestamp: \"2026-02-01T00:00:00Z\"\nstatus:\n  desired: {version: 4.18.0}\n  history:\n  - {state: Completed, \
    version: 4.18.0, startedTime: \"2026-02-01T00:00:00Z\", completionTime: \"2026-02-01T01:00:00Z\"}\n";

/// The errors and warnings about an installed cluster with one more file; those about the archive itself do not count.
fn loud(path: &str, text: &str) -> Vec<String> {
    let scratch = Scratch::new();
    scratch.write("mg/version", "openshift/must-gather\n4.18.0\n");
    scratch.write(
        "mg/timestamp",
        "2026-03-01 11:59:00.0 +0000 UTC m=+0.1\n2026-03-01 12:00:00.0 +0000 UTC m=+60.1\n",
    );
    scratch.write("mg/cluster-scoped-resources/config.openshift.io/clusterversions/version.yaml", VERSION);
    scratch.write(&format!("mg/{path}"), text);
    let report = check_json(&scratch.path("mg"), &["--ignore", "archive-*"]);
    let findings = report["findings"].as_array().expect("findings");
    let is_loud = |finding: &&Value| finding["severity"] != "info";
    findings.iter().filter(is_loud).map(|f| format!("{}: {}", f["rule"], f["message"])).collect()
}

/// `ARCHIVE/…/namespaces/…/current.log:LINE: (xTIMES) TIME text`, as the path inside of a root and the text.
fn noise(line: &str) -> Option<(&str, &str)> {
    let line = &line[line.find("/namespaces/")? + 1..];
    let (path, rest) = line.split_once(".log:")?;
    let text = rest.split_once(") ")?.1;
    let text =
        text.split_once(' ').filter(|(time, _)| time.parse::<Timestamp>().is_ok()).map_or(text, |(_, t)| t);
    Some((&line[..path.len() + ".log".len()], text))
}

#[test]
fn lines_of_healthy_clusters_are_no_trouble() {
    let Some(shared) = shared("lines_of_healthy_clusters_are_no_trouble") else { return };
    let text = fs::read_to_string(shared.join("loglines/machine-api-healthy-noise.txt")).expect("lines");
    let lines: Vec<&str> = text.lines().filter(|line| !line.starts_with('#') && !line.is_empty()).collect();
    assert!(lines.len() > 150, "{}", lines.len());
    let end: Timestamp = END.parse().expect("a time");
    let heard = |line: &&str| {
        let (path, text) = noise(line).unwrap_or_else(|| panic!("not understood: {line}"));
        let stamps = (0..10).map(|nr| end - SignedDuration::from_mins(29 - 3 * nr));
        let log: String = stamps.map(|time| format!("{time} {text}\n")).collect();
        let loud = loud(path, &log);
        (!loud.is_empty()).then(|| format!("{text}\n  {}", loud.join("\n  ")))
    };
    let heard: Vec<String> = thread::scope(|scope| {
        let parts = lines.chunks(lines.len().div_ceil(2));
        let parts: Vec<_> =
            parts.map(|part| scope.spawn(|| part.iter().filter_map(heard).collect())).collect();
        parts.into_iter().flat_map(|part| -> Vec<String> { part.join().expect("it ends") }).collect()
    });
    assert!(heard.is_empty(), "{}", heard.join("\n"));
}

#[test]
fn what_is_marked_as_healthy_is_no_trouble() {
    let Some(shared) = shared("what_is_marked_as_healthy_is_no_trouble") else { return };
    let mut seen = 0;
    for file in ["machine-api.annotated.txt", "etcd-kubelet.annotated.txt"] {
        let text = fs::read_to_string(shared.join("loglines").join(file)).expect("lines");
        let parts = text.split("\n# http").filter_map(|part| part.split_once('\n'));
        for (head, body) in parts.filter(|(head, _)| head.contains("HEALTHY")) {
            // So far each of these is the status of a Machine; another sort has to be put where it belongs.
            assert!(head.contains("Machine status") && body.starts_with("status:"), "{file}: {head}");
            let machine = format!(
                "apiVersion: machine.openshift.io/v1beta1\nkind: Machine\nmetadata:\n  name: w-a\n  namespace: \
                 openshift-machine-api\n  creationTimestamp: \"2026-03-01T11:55:00Z\"\n{body}\n"
            );
            let path = Path::new("namespaces/openshift-machine-api/machine.openshift.io/machines/w-a.yaml");
            let loud = loud(&path.to_string_lossy(), &machine);
            assert!(loud.is_empty(), "{file}: {head}: {loud:?}");
            seen += 1;
        }
    }
    assert!(seen > 0, "something is marked");
}
