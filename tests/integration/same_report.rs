//! The same archive gives the same report, but for the archive's name: from a directory, a tarball of any sort, files in any
//! order, any number of threads.

use std::io::Write as _;

use serde_json::Value;

use crate::common::{FIXTURES, Scratch, check_json, files_below, fixture, tarball};

fn without_name(mut report: Value) -> String {
    report["archive"]["name"] = Value::Null;
    serde_json::to_string_pretty(&report).expect("JSON")
}

fn gz(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).expect("gz");
    encoder.finish().expect("gz")
}

fn xz(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = liblzma::write::XzEncoder::new(Vec::new(), 1);
    encoder.write_all(bytes).expect("xz");
    encoder.finish().expect("xz")
}

#[test]
fn from_every_form_and_on_any_number_of_threads() {
    for name in FIXTURES {
        let directory = fixture(name);
        let expected = without_name(check_json(&directory, &["-j1"]));
        let files = files_below(&directory);
        let mut reversed = files.clone();
        reversed.reverse();

        let scratch = Scratch::new();
        let plain = tarball(&files, "");
        let mut inputs = vec![
            directory,
            scratch.write("plain.tar", &plain),
            scratch.write("dotted.tar", tarball(&files, "./")),
            scratch.write("outer.tar", tarball(&files, "must-gather.local.4711/")),
            scratch.write("reversed.tar", tarball(&reversed, "")),
            scratch.write("packed.tar.gz", gz(&plain)),
            scratch.write("packed.tar.xz", xz(&plain)),
            // Told apart by content: the name lies.
            scratch.write("really-a-tar-gz.txt", gz(&plain)),
        ];
        // As CI stores it: a tarball in a directory, with other files beside it.
        scratch.write("ci/must-gather.tar", &plain);
        scratch.write("ci/event-filter.html", "<html></html>");
        inputs.push(scratch.path("ci"));
        for input in &inputs {
            for threads in ["-j1", "-j8"] {
                let report = without_name(check_json(input, &[threads]));
                assert!(report == expected, "{name} differs from {} with {threads}", input.display());
            }
        }
    }
}

#[test]
fn the_image_directory_gives_the_findings_of_the_outer_one() {
    let outer = fixture("node-lost");
    let image = std::fs::read_dir(&outer)
        .expect("the fixture")
        .map(|entry| entry.expect("an entry").path())
        .find(|path| path.is_dir())
        .expect("an image directory");
    let (outer, image) = (check_json(&outer, &[]), check_json(&image, &[]));
    assert_eq!(outer["findings"], image["findings"]);
    assert_eq!(image["archive"]["roots"], serde_json::json!(["."]));
    assert_ne!(outer["archive"]["roots"], image["archive"]["roots"]);
}
