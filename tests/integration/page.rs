//! The page that `camgi PATH` writes: what is in it, that nothing of an archive is markup, and how large it becomes. What a
//! browser makes of it is tested in `tests/page`.

use std::fs;
use std::io::Read as _;

use base64ct::{Base64, Encoding as _};
use flate2::read::ZlibDecoder;
use serde_json::Value;

use crate::common::few::{camgi, command};
use crate::common::{FIXTURES, Scratch, files_below, fixture, gz, real_archives, run, tarball};

/// A page, taken apart.
pub(crate) struct Page {
    data: Value,
    blobs: Vec<String>,
}

fn unpacked(text: &str) -> Vec<u8> {
    let packed = Base64::decode_vec(text).expect("base64");
    let mut bytes = Vec::new();
    ZlibDecoder::new(packed.as_slice()).read_to_end(&mut bytes).expect("a zlib stream");
    bytes
}

impl Page {
    pub(crate) fn of(html: &str) -> Self {
        let part = |id: &str| -> Option<&str> {
            let (_, rest) = html.split_once(&format!(" id=\"{id}\">"))?;
            rest.split_once("</script>").map(|(text, _)| text)
        };
        let outer: Value = serde_json::from_str(part("camgi-data").expect("the data")).expect("JSON");
        let data = unpacked(outer["data"].as_str().expect("a text"));
        let blobs = (0..).map_while(|nr| part(&format!("camgi-blob-{nr}")));
        let blobs = blobs.map(|blob| String::from_utf8(unpacked(blob)).expect("UTF-8")).collect();
        Self { data: serde_json::from_slice(&data).expect("JSON"), blobs }
    }

    /// A list of the data, or of the report in it.
    pub(crate) fn list(&self, name: &str) -> &Vec<Value> {
        let data = if name == "findings" { &self.data["report"] } else { &self.data };
        data[name].as_array().expect("a list")
    }

    /// A line of a file, if it is carried.
    fn line(&self, path: &str, line: u64) -> Option<&str> {
        let file = self.list("files").iter().find(|file| file["path"] == path)?;
        let number = |value: &Value| value.as_u64().expect("a number");
        let part = file["parts"].as_array()?.iter().find(|part| {
            (number(&part["from"])..number(&part["from"]) + number(&part["lines"])).contains(&line)
        })?;
        let at = number(&part["skip"]) + line - number(&part["from"]);
        self.blobs[number(&part["blob"]) as usize].lines().nth(at as usize)
    }

    /// All that the page shows.
    pub(crate) fn texts(&self) -> String {
        format!("{}{}", self.blobs.concat(), self.data)
    }
}

fn text(path: &std::path::Path) -> String {
    path.to_string_lossy().into_owned()
}

#[test]
fn a_path_alone_is_the_page_and_fails_no_job() {
    let path = text(&fixture("machine-failed"));
    let bare = camgi(&[&path]);
    assert_eq!((bare.status, bare.stderr.as_str()), (0, ""));
    assert!(bare.stdout.starts_with("<!doctype html>"));
    let check = camgi(&["check", &path, "--format", "html"]);
    assert_eq!(check.status, 1);
    assert!(check.stdout == bare.stdout, "the same page");
    assert!(camgi(&["-j1", "--html-budget", "5MB", &path]).stdout.starts_with("<!doctype html>"));
    assert!(camgi(&[&path, "--help"]).stdout.contains("--html-budget"));
    assert!(camgi(&[&path, "--format", "json", "--exit-zero"]).json()["findings"].is_array());
    let scratch = Scratch::new();
    scratch.write("x/readme.txt", "<b>no must-gather</b>");
    let told = camgi(&[&text(&scratch.path("x"))]);
    assert_eq!(told.status, 0);
    assert!(
        told.stdout.contains("<p>x is not a must-gather") && told.stderr.contains("not a must-gather"),
        "{}",
        told.stdout
    );
    let nothing = camgi(&["no-such-thing"]);
    assert_eq!(nothing.status, 2, "{}", nothing.stderr);
    assert!(camgi(&["--version"]).stdout.starts_with("camgi "));
    let wrong = camgi(&["check", &path, "--html-budget", "many"]);
    assert!(wrong.stderr.contains("a quantity such as 5M"), "{}", wrong.stderr);
}

#[test]
fn the_page_has_the_report_and_every_line_that_a_finding_shows() {
    for name in FIXTURES {
        let path = text(&fixture(name));
        let page = Page::of(&camgi(&[&path]).stdout);
        let report = camgi(&["check", &path, "--format", "json"]).json();
        assert_eq!(page.data["report"], report, "{name}: a page changes nothing");
        for finding in report["findings"].as_array().expect("findings") {
            let (file, line) = (&finding["location"]["file"], &finding["location"]["line"]);
            let file = match finding["root"].as_str().filter(|root| *root != ".") {
                Some(root) => format!("{root}/{}", file.as_str().expect("a path")),
                None => file.as_str().expect("a path").to_owned(),
            };
            let shown = finding["location"]["text"].as_str().expect("the line");
            let carried = page.line(&file, line.as_u64().expect("a number"));
            assert!(
                shown.is_empty() || carried.is_some_and(|line| line.starts_with(shown)),
                "{name}: {finding}"
            );
        }
        assert!(!page.list("tables").is_empty(), "{name} has tables");
        assert!(!page.list("moments").is_empty(), "{name} has a time line");
    }
    let page = Page::of(&camgi(&[&text(&fixture("machine-failed"))]).stdout);
    let machines = page.list("tables").iter().find(|table| table["id"] == "machines").expect("Machines");
    let failed = machines["rows"].as_array().expect("rows").iter().find(|row| row["s"] == "error");
    let row = failed.expect("a row with an error");
    let finding = &page.data["report"]["findings"][row["x"][0].as_u64().expect("a number") as usize];
    assert!(row["c"].as_array().expect("cells").contains(&finding["subject"]["name"]), "{row}");
}

#[test]
fn the_same_archive_gives_the_same_page() {
    let directory = fixture("node-lost");
    let path = text(&directory);
    let page = camgi(&[&path]).stdout;
    for threads in ["-j1", "-j8"] {
        assert!(camgi(&[&path, threads]).stdout == page, "{threads}");
    }
    let scratch = Scratch::new();
    let tar = tarball(&files_below(&directory), "must-gather/");
    for (form, bytes) in [("tar", tar.clone()), ("tar.gz", gz(&tar))] {
        let packed = scratch.write("must-gather", bytes);
        let other = Page::of(&camgi(&[&text(&packed)]).stdout);
        let same = Page::of(&page);
        for (part, data) in same.data.as_object().expect("an object") {
            assert!(other.data[part] == *data, "{form}: {part}: {} {data}", other.data[part]);
        }
        assert!(other.blobs == same.blobs, "{form}");
    }
}

#[test]
fn nothing_of_an_archive_is_markup_and_secrets_are_masked() {
    let scratch = Scratch::new();
    let evil = "</script><script>pwned=1</script><!--&lt;img onerror=x";
    let machine = format!(
        "apiVersion: machine.openshift.io/v1beta1\nkind: Machine\nmetadata:\n  name: m\n  namespace: openshift-machine-api\n\
         spec: {{}}\nstatus:\n  phase: Failed\n  errorMessage: {}\n  lastUpdated: \"2026-01-01T00:00:00Z\"\n",
        serde_json::to_string(evil).expect("JSON")
    );
    let log = format!(
        "2026-01-01T00:00:00Z {evil}\n2026-01-01T00:00:01Z proxy https://me:hunter2@proxy.example.com:3128\n"
    );
    let root = "mg/quay-io-x";
    let pod = "apiVersion: v1\nkind: Pod\nmetadata:\n  name: p\n  namespace: openshift-machine-api\nspec:\n  nodeName: n\n\
               status:\n  phase: Running\n";
    for (path, text) in [
        ("namespaces/openshift-machine-api/machine.openshift.io/machines/m.yaml", machine.as_str()),
        ("namespaces/openshift-machine-api/pods/p/p.yaml", pod),
        ("namespaces/openshift-machine-api/pods/p/c/c/logs/current.log", &log),
        ("version", "openshift/must-gather\n4.18.0\n"),
        ("timestamp", "2026-01-01 10:00:00 +0000 UTC m=+0.1\n2026-01-01 10:10:00 +0000 UTC m=+600.1\n"),
    ] {
        scratch.write(&format!("{root}/{path}"), text);
    }
    let html = camgi(&[&text(&scratch.path("mg"))]).stdout;
    assert!(!html.contains("pwned") && !html.contains("hunter2"), "no text of an archive is there as it is");
    let page = Page::of(&html);
    let texts = page.texts();
    assert!(texts.contains("pwned=1"), "it is there to be shown");
    assert!(!texts.contains("hunter2") && texts.contains("https://me:*******@proxy"), "secrets are masked");
    assert!(page.line("namespaces/openshift-machine-api/pods/p/c/c/logs/current.log", 2).is_some());
    // What shows the page may undo escapes: there are none.
    let undone = html.replace("&lt;", "<").replace("&amp;", "&").replace("&quot;", "\"");
    assert!(undone == html, "there is nothing to undo");
    let mut rest = html.as_str();
    while let Some((_, behind)) = rest.split_once('&') {
        let next = behind.chars().next().unwrap_or(' ');
        assert!(!next.is_alphanumeric() && next != '#', "&{}", &behind[..20.min(behind.len())]);
        rest = behind;
    }
}

#[test]
fn a_stream_gives_a_page_too() {
    let scratch = Scratch::new();
    let tar = scratch.write("mg.tar", tarball(&files_below(&fixture("machine-failed")), "mg/"));
    let told = run(command().arg("-").stdin(fs::File::open(tar).expect("the file")));
    assert_eq!((told.status, told.stderr.as_str()), (0, ""));
    let page = Page::of(&told.stdout);
    assert!(!page.list("files").is_empty());
    assert_eq!(page.data["report"]["archive"]["name"], "standard input");
}

#[test]
fn a_small_budget_keeps_what_findings_point_at() {
    let path = text(&fixture("machine-failed"));
    let page = Page::of(&camgi(&[&path, "--html-budget", "0"]).stdout);
    let report = &page.data["report"];
    for finding in report["findings"].as_array().expect("findings") {
        let (file, line) = (&finding["location"]["file"], &finding["location"]["line"]);
        let (file, line) = (file.as_str().expect("a path"), line.as_u64().expect("a number"));
        assert!(page.line(file, line).is_some(), "{file}:{line}");
    }
    let left_out = page.data["budget"]["files_left_out"].as_u64().expect("a number");
    assert!(left_out > 0, "the page says that something is not there");
}

#[test]
fn pages_of_real_archives_stay_within_their_budget() {
    for archive in real_archives("pages_of_real_archives_stay_within_their_budget") {
        let path = text(&archive);
        let told = run(command().args(["check", "--format", "html", "--exit-zero"]).arg(&archive));
        if told.stdout.contains("<h1>Nothing could be judged</h1>") {
            assert!(!told.stderr.is_empty(), "{path}: the reason is said");
            continue;
        }
        let page = Page::of(&told.stdout);
        let budget = page.data["budget"]["bytes"].as_u64().expect("a number");
        let most = budget + 300_000;
        assert!(told.stdout.len() as u64 <= most, "{path}: {} of {most} bytes", told.stdout.len());
        assert!((1_000_000..=20_000_000).contains(&budget), "{path}: {budget}");
        let small = camgi(&["check", &path, "--format", "html", "--exit-zero", "--html-budget", "100k"]);
        assert!(small.stdout.len() <= 400_000, "{path}: {} bytes", small.stdout.len());
    }
}
