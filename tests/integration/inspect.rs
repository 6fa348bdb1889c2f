//! `camgi inspect`: what it counts is what the files hold. The numbers were read off the fixtures by hand.

use serde_json::{Value, json};

use crate::common::{
    FIXTURES, Scratch, camgi, check_json, files_below, fixture, real_archives, root, tarball,
};

fn inspect(path: &std::path::Path, more: &[&str]) -> Value {
    let mut arguments = vec!["inspect", "--format", "json", path.to_str().expect("UTF-8")];
    arguments.extend(more);
    let run = camgi(&arguments);
    assert_eq!((run.status, run.stderr.as_str()), (0, ""), "{}", path.display());
    run.json()
}

fn validator() -> jsonschema::Validator {
    let text = std::fs::read_to_string(root().join("schemas/inventory.schema.json")).expect("the schema");
    jsonschema::validator_for(&serde_json::from_str(&text).expect("JSON")).expect("a schema")
}

/// `group/Kind objects namespaces files unreadable`.
fn kinds(root: &Value) -> Vec<String> {
    let kinds = root["kinds"].as_array().expect("kinds");
    let line = |kind: &Value| {
        let text = |key: &str| kind[key].as_str().expect(key).to_owned();
        let numbers = ["objects", "namespaces", "files", "unreadable"].map(|key| kind[key].to_string());
        format!("{}/{} {}", text("group"), text("kind"), numbers.join(" "))
    };
    kinds.iter().map(line).collect()
}

#[test]
fn an_object_in_several_files_is_counted_once() {
    // ClusterOperators and the ClusterVersion lie in a List and in files of their own.
    let inventory = inspect(&fixture("healthy"), &[]);
    let root = &inventory["roots"][0];
    assert_eq!(
        kinds(root),
        [
            "/Event 2 1 1 0",
            "/Namespace 3 0 3 0",
            "/Node 5 0 5 0",
            "certificates.k8s.io/CertificateSigningRequest 3 0 3 0",
            "config.openshift.io/ClusterOperator 6 0 7 0",
            "config.openshift.io/ClusterVersion 1 0 2 0",
            "config.openshift.io/Infrastructure 1 0 1 0",
            "machine.openshift.io/Machine 5 1 5 0",
            "machine.openshift.io/MachineSet 2 1 2 0",
            "machineconfiguration.openshift.io/MachineConfigPool 2 0 2 0",
            "operators.coreos.com/ClusterServiceVersion 2 2 2 0",
        ]
    );
    assert_eq!(
        root["without_objects"],
        json!([{"group": "", "plural": "pods", "files": 1, "unreadable": 0}])
    );
    assert_eq!(root["namespaces"], 3);
    assert_eq!((&root["files"], &root["bytes"]), (&json!(38), &json!(77439)));
    assert_eq!((&root["objects"]["files"], &root["objects"]["unreadable"]), (&json!(34), &json!(0)));
    assert_eq!(root["logs"], json!([{"kind": "other", "files": 1, "bytes": 432, "empty": 0}]));
    assert_eq!((&root["others"][0]["directory"], &root["others"][0]["files"]), (&json!("."), &json!(3)));
    assert_eq!(inventory["outside"], json!([{"directory": ".", "files": 3, "bytes": 1062, "packed": 0}]));
    assert_eq!(
        inventory["archive"],
        json!({"name": "must-gather", "form": "directory must-gather", "files": 41, "bytes": 78501})
    );
}

#[test]
fn the_root_says_what_it_is() {
    let inventory = inspect(&fixture("machine-failed"), &[]);
    let root = &inventory["roots"][0];
    assert_eq!(root["path"], ".");
    assert_eq!(root["product"], "openshift/must-gather");
    assert_eq!(root["image_version"], "4.17.0-202511260912.p0.g8d20e6f.assembly.stream.el9-8d20e6f");
    assert_eq!(
        root["cluster"],
        json!({"openshift_version": "4.17.9", "kubernetes_version": "1.30.7", "platform": "AWS",
            "topology": "HighlyAvailable", "cluster_id": "600064aa-6f9a-452b-9778-b9fd217ac68d",
            "installing": false, "upgrading": false, "settled": true})
    );
    let gather = &root["gather"];
    assert_eq!((&gather["source"], &gather["ended"]), (&json!("recorded"), &json!(true)));
    assert!(gather["at"].as_str().is_some_and(|at| at.starts_with("2026-01-15T10:05:40.")), "{gather}");
}

#[test]
fn what_could_not_be_read_is_never_taken_for_nothing() {
    let inventory = inspect(&fixture("broken-files"), &[]);
    let root = &inventory["roots"][0];
    // The pools: one is redacted. The ClusterVersion: its List is cut off. The operators: one has a tab.
    assert_eq!(
        kinds(root),
        [
            "/Namespace 1 0 1 0",
            "/Node 6 0 6 0",
            "certificates.k8s.io/CertificateSigningRequest 2 0 1 0",
            "config.openshift.io/ClusterOperator 2 0 2 1",
            "config.openshift.io/ClusterVersion 1 0 1 1",
            "machineconfiguration.openshift.io/MachineConfigPool 1 0 1 1",
        ]
    );
    assert_eq!(
        root["without_objects"],
        json!([
            {"group": "", "plural": "events", "files": 1, "unreadable": 0},
            {"group": "config.openshift.io", "plural": "infrastructures", "files": 1, "unreadable": 1}
        ])
    );
    assert_eq!((&root["objects"]["files"], &root["objects"]["unreadable"]), (&json!(17), &json!(4)));
    assert_eq!((&root["product"], &root["gather"]["ended"]), (&Value::Null, &json!(false)));
    // No rule wants less than the inventory does, so what `check` could not read is here too.
    let report = check_json(&fixture("broken-files"), &[]);
    let notices = inventory["notices"].as_array().expect("notices");
    for notice in report["notices"].as_array().expect("notices") {
        assert!(notices.contains(notice), "{notice}");
    }
    let page = camgi(&["inspect", fixture("broken-files").to_str().expect("UTF-8")]).stdout;
    assert!(
        page.trim_end().ends_with("INCOMPLETE, the gather was cut off, 4 files of objects could not be read")
    );
}

const NODE: &str = "apiVersion: v1\nkind: Node\nmetadata: {name: a}\nstatus: {}\n";

fn files(names: &[(&str, &str)]) -> Vec<(String, Vec<u8>)> {
    names.iter().map(|(name, text)| ((*name).to_owned(), text.as_bytes().to_vec())).collect()
}

#[test]
fn every_file_is_counted_once() {
    let logs = "namespaces/n/pods/p/c/c/logs";
    let tree = [
        ("a/cluster-scoped-resources/core/nodes/a.yaml".to_owned(), NODE),
        ("a/cluster-scoped-resources/core/nodes.yaml".to_owned(), NODE),
        (format!("a/{logs}/current.log"), "line\n"),
        (format!("a/{logs}/previous.log"), ""),
        (format!("a/{logs}/previous.insecure.log"), ""),
        (format!("a/{logs}/rotated/0.log.20260101-000000.gz"), "gz"),
        ("a/host_service_logs/masters/kubelet_service.log".to_owned(), "kubelet\n"),
        ("a/audit_logs/kube-apiserver/m-audit.log.gz".to_owned(), "gz"),
        ("a/audit_logs/kube-apiserver.audit_logs_listing".to_owned(), "list\n"),
        ("a/etcd_info/alarm_list.json".to_owned(), "{}"),
        ("a/insights-data/insights.tar.gz".to_owned(), "gz"),
        ("a/version".to_owned(), "openshift/must-gather\n4.18.0\n"),
        (
            "b/namespaces/n/core/configmaps.yaml".to_owned(),
            "kind: ConfigMapList\napiVersion: v1\nitems: []\n",
        ),
        ("timestamp".to_owned(), "2026-01-15 10:00:00 +0000 UTC\n2026-01-15 10:05:00 +0000 UTC\n"),
    ];
    let tree: Vec<(&str, &str)> = tree.iter().map(|(name, text)| (name.as_str(), *text)).collect();
    let scratch = Scratch::new();
    let path = scratch.write("mg.tar", tarball(&files(&tree), "mg/"));
    let inventory = inspect(&path, &[]);
    let (a, b) = (&inventory["roots"][0], &inventory["roots"][1]);
    assert_eq!((&a["path"], &b["path"]), (&json!("a"), &json!("b")));
    assert_eq!(kinds(a), ["/Node 1 0 2 0"]);
    assert_eq!(
        a["logs"],
        json!([
            {"kind": "pod-current", "files": 1, "bytes": 5, "empty": 0},
            {"kind": "pod-previous", "files": 2, "bytes": 0, "empty": 2},
            {"kind": "pod-rotated", "files": 1, "bytes": 2, "empty": 0},
            {"kind": "node", "files": 1, "bytes": 8, "empty": 0},
            {"kind": "audit", "files": 1, "bytes": 2, "empty": 0}
        ])
    );
    assert_eq!(
        a["others"],
        json!([
            {"directory": ".", "files": 1, "bytes": 29, "packed": 0},
            {"directory": "audit_logs", "files": 1, "bytes": 5, "packed": 0},
            {"directory": "etcd_info", "files": 1, "bytes": 2, "packed": 0},
            {"directory": "insights-data", "files": 1, "bytes": 2, "packed": 1}
        ])
    );
    assert_eq!(
        (&b["kinds"], &b["gather"]["ended"]),
        (&json!([]), &json!(true)),
        "the time lies above the roots"
    );
    assert_eq!(inventory["outside"][0]["files"], 1);
    assert_eq!(inventory["archive"]["form"], "tar file mg.tar");
    adds_up(&inventory);
    let errors: Vec<_> = validator().iter_errors(&inventory).map(|error| error.to_string()).collect();
    assert_eq!(errors, Vec::<String>::new());
}

fn adds_up(inventory: &Value) {
    let number = |value: &Value| value.as_u64().expect("a number");
    let sum = |list: &Value, key: &str| -> u64 {
        list.as_array().expect("a list").iter().map(|one| number(&one[key])).sum()
    };
    let mut all = [sum(&inventory["outside"], "files"), sum(&inventory["outside"], "bytes")];
    for root in inventory["roots"].as_array().expect("roots") {
        for (at, key) in ["files", "bytes"].into_iter().enumerate() {
            let parts = number(&root["objects"][key]) + sum(&root["logs"], key) + sum(&root["others"], key);
            assert_eq!(parts, number(&root[key]), "{key} of {}", root["path"]);
            all[at] += parts;
        }
    }
    let archive = &inventory["archive"];
    assert_eq!(all, [number(&archive["files"]), number(&archive["bytes"])], "{}", archive["name"]);
}

#[test]
fn every_inventory_adds_up_and_is_valid() {
    let mut archives: Vec<_> = FIXTURES.into_iter().map(fixture).collect();
    let small = |path: &std::path::PathBuf| std::fs::metadata(path).is_ok_and(|data| data.len() < 1_000_000);
    archives.extend(real_archives("every_inventory_adds_up_and_is_valid").into_iter().filter(small));
    let validator = validator();
    for archive in archives {
        let run = camgi(&["inspect", "--format", "json", archive.to_str().expect("UTF-8")]);
        if run.status == 3 && run.stdout.is_empty() {
            continue;
        }
        assert_eq!(run.status, 0, "{}", archive.display());
        let errors: Vec<_> = validator.iter_errors(&run.json()).map(|error| error.to_string()).collect();
        assert!(errors.is_empty(), "{}: {errors:?}", archive.display());
        adds_up(&run.json());
    }
    let mut broken = inspect(&fixture("healthy"), &[]);
    broken["roots"][0]["kinds"][0]["objects"] = json!("many");
    assert!(!validator.is_valid(&broken));
}

#[test]
fn the_same_from_a_directory_a_tarball_and_on_any_number_of_threads() {
    for name in FIXTURES {
        let without_name = |mut inventory: Value| {
            inventory["archive"]["name"] = Value::Null;
            inventory["archive"]["form"] = Value::Null;
            serde_json::to_string(&inventory).expect("JSON")
        };
        let directory = fixture(name);
        let expected = without_name(inspect(&directory, &["-j1"]));
        let mut files = files_below(&directory);
        files.reverse();
        let scratch = Scratch::new();
        let tar = scratch.write("mg.tar", tarball(&files, "outer/"));
        for (path, threads) in [(&directory, "-j8"), (&tar, "-j1"), (&tar, "-j8")] {
            assert!(without_name(inspect(path, &[threads])) == expected, "{name} {threads}");
        }
    }
}

#[test]
fn names_of_an_archive_are_escaped() {
    let object =
        "apiVersion: \"g\\e[2J/v1\"\nkind: \"K\\e[31m\\u202e\"\nmetadata: {name: a, namespace: \"n\\0\"}\n";
    let tree = [
        ("mg/namespaces/n\x1b[31m/core/pods.yaml", object),
        ("mg/namespaces/n/g\u{202e}/em\x1bpties.yaml", "items: []\n"),
        ("mg/dir\x1b[2J/file\x07", "x"),
        ("mg/version", "pro\x1b[2Jduct\nimage\u{9b}\n"),
    ];
    let scratch = Scratch::new();
    let path = scratch.write("e\x1b[31mvil.tar", tarball(&files(&tree), ""));
    let path = path.to_str().expect("UTF-8");
    for format in ["human", "json"] {
        let run = camgi(&["inspect", path, "-v", "--format", format]);
        assert_eq!(run.status, 0, "{}", run.stderr);
        let raw: Vec<char> = run.stdout.chars().filter(|&c| c != '\n' && camgi::text::is_unsafe(c)).collect();
        assert!(raw.is_empty(), "{format}: {raw:?}");
    }
    let kind = &inspect(path.as_ref(), &[])["roots"][0]["kinds"][0];
    assert_eq!((&kind["kind"], &kind["objects"]), (&json!("K\x1b[31m\u{202e}"), &json!(1)));
}

#[test]
fn what_cannot_be_read_ends_as_it_does_with_check() {
    let scratch = Scratch::new();
    let text = scratch.write("notes.txt", "These are notes.\n");
    let other = scratch.write("other/readme.md", "# other\n");
    let failed = scratch.write("mg/must-gather.local.1/quay-io/version", "openshift/must-gather\n4.18.0\n");
    let part = fixture("machine-failed").join("namespaces");
    for path in [
        text.as_path(),
        other.parent().expect("a directory"),
        failed.ancestors().nth(3).expect("mg"),
        &scratch.path("missing"),
        &part,
    ] {
        let path = path.to_str().expect("UTF-8");
        let (inspect, check) = (camgi(&["inspect", path]), camgi(&["check", path]));
        assert_eq!((inspect.status, inspect.stdout.as_str()), (3, ""), "{path}");
        assert_eq!(inspect.stderr, check.stderr);
        assert!(!inspect.stderr.is_empty());
    }
    let healthy = fixture("healthy");
    let healthy = healthy.to_str().expect("UTF-8");
    for arguments in [
        vec!["inspect"],
        vec!["inspect", healthy, "--format", "concise"],
        vec!["inspect", healthy, "-q", "-v"],
        vec!["inspect", healthy, "-j0"],
    ] {
        assert_eq!(camgi(&arguments).status, 2, "{arguments:?}");
    }
}

/// What the README shows is what camgi prints.
#[test]
fn the_readme_shows_the_real_page() {
    let readme = std::fs::read_to_string(root().join("README.md")).expect("the README");
    let page = camgi(&["inspect", "fixtures/machine-failed/must-gather"]).stdout;
    assert!(readme.contains(page.trim_end()), "README.md shows another page than:\n{page}");
}
