//! The same archive gives the same report, but for the archive's name: from a directory, a tarball of any sort, files in any
//! order, any number of threads.

use serde_json::Value;

use crate::common::{
    FIXTURES, Scratch, check_json, check_stream, files_below, fixture, gz, members, real_archives, shuffled,
    tarball, unpacked, xz, zip, zst,
};

fn without_name(mut report: Value) -> String {
    report["archive"]["name"] = Value::Null;
    serde_json::to_string_pretty(&report).expect("JSON")
}

#[test]
fn from_every_form_and_on_any_number_of_threads() {
    for name in FIXTURES {
        let directory = fixture(name);
        let expected = without_name(check_json(&directory, &["-j1"]));
        let files = files_below(&directory);
        let outer =
            |name: &str, bytes: Vec<u8>| vec![("log".to_owned(), b"x".to_vec()), (name.to_owned(), bytes)];

        let scratch = Scratch::new();
        let plain = tarball(&files, "");
        let mut inputs = vec![
            directory,
            scratch.write("plain.tar", &plain),
            scratch.write("dotted.tar", tarball(&files, "./")),
            scratch.write("outer.tar", tarball(&files, "must-gather.local.4711/")),
            scratch.write("shuffled.tar", tarball(&shuffled(&files, 1), "")),
            scratch.write("shuffled.tar.gz", gz(&tarball(&shuffled(&files, 2), ""))),
            scratch.write("packed.tar.zst", zst(&plain)),
            scratch.write("packed.zip", zip(&files)),
            scratch.write("shuffled.zip", zip(&shuffled(&files, 3))),
            // Archives that are only the wrapping of another.
            scratch.write("wrapped.tar", tarball(&outer("a/must-gather.tar", plain.clone()), "")),
            scratch.write("case.zip", zip(&outer("mg.tar.gz", gz(&plain)))),
            scratch.write("case.tar.xz", xz(&tarball(&outer("mg.zip", zip(&files)), ""))),
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
        for (form, bytes) in [("tar", plain.clone()), ("tar.gz", gz(&plain)), ("zip", zip(&files))] {
            let run = check_stream(bytes, &[]);
            assert!(without_name(run.json()) == expected, "{name} differs as {form} on standard input");
        }
    }
}

#[test]
fn from_every_form_of_real_archives() {
    let few = ["oc-ocpbugs-60768.tar.xz", "rw3-4daddbf95-115503.tar.xz"];
    for archive in real_archives("from_every_form_of_real_archives") {
        if !few.iter().any(|name| archive.ends_with(name)) {
            continue;
        }
        let expected = without_name(check_json(&archive, &["-j1"]));
        let tar = unpacked(&archive);
        let files = members(&tar);
        let scratch = Scratch::new();
        for (path, bytes) in &files {
            scratch.write(&format!("mg/{path}"), bytes);
        }
        let shuffled = shuffled(&files, 7);
        for input in [
            scratch.path("mg"),
            scratch.write("a.tar.gz", gz(&tarball(&shuffled, ""))),
            scratch.write("a.zip", zip(&shuffled)),
            scratch.write("a.tar.zst", zst(&tar)),
        ] {
            let report = without_name(check_json(&input, &["-j8"]));
            assert!(report == expected, "{} differs as {}", archive.display(), input.display());
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
