//! What is in the page and what may never be; and which files are carried.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use super::carry::{Cargo, carry};
use super::*;
use crate::findings::{Carried, FileKind, Part};
use crate::output::sample;

fn page(appendix: &Appendix) -> String {
    let mut out = Vec::new();
    let html = Html { appendix: Some(appendix), gate: Gate::default(), budget: None };
    html.render(&sample::report(), &mut out).expect("a page");
    String::from_utf8(out).expect("UTF-8")
}

/// A file of numbered lines.
fn file(path: &str, lines: u64, pointed: &[u64]) -> Carried {
    let text: String =
        (1..=lines).map(|nr| format!("{path} {nr} {:x}\n", nr.wrapping_mul(0x9e37_79b9_7f4a_7c15))).collect();
    Carried {
        path: path.to_owned(),
        kind: FileKind::Log,
        bytes: text.len() as u64,
        lines: Some(lines),
        pointed: pointed.iter().copied().collect(),
        parts: vec![Part { first_line: 1, text: Arc::new(text) }],
    }
}

/// The place of a file, its parts as first line and number of lines, and whether it is whole.
type Short = (usize, Vec<(u64, u64)>, bool);

fn carried(files: Vec<Carried>, budget: u64) -> (Vec<Short>, Cargo) {
    let cargo = carry(&Appendix { files, ..Appendix::default() }, budget);
    let files = cargo.files.iter().map(|file| {
        let parts = file.parts.iter().map(|part| (part.first_line, part.lines)).collect();
        (file.index, parts, file.is_whole)
    });
    (files.collect(), cargo)
}

#[test]
fn the_page_may_run_its_own_parts_and_nothing_else() {
    let page = page(&Appendix::default());
    for (begin, end, directive) in
        [("<script type=\"module\">", "</script>", "script-src"), ("<style>", "</style>", "style-src")]
    {
        let (_, rest) = page.split_once(begin).expect("the part");
        let (text, _) = rest.split_once(end).expect("its end");
        assert!(page.contains(&format!("{directive} {}", source_of(text))), "{directive}");
    }
    assert!(page.contains("default-src 'none'"));
    for address in ["http://", "https://", "src=", "@import", "url("] {
        let own = SCRIPT.replace("http://www.w3.org/2000/svg", "").replace("src/", "") + STYLE;
        let loads = own
            .lines()
            .filter(|line| line.contains(address) && !line.contains("startsWith") && !line.contains("/^"));
        assert_eq!(loads.collect::<Vec<_>>(), Vec::<&str>::new(), "{address}");
    }
}

#[test]
fn what_shows_the_page_may_undo_escapes() {
    let page = page(&Appendix::default());
    let ands = page.match_indices('&').map(|(at, _)| page[at + 1..].chars().next().unwrap_or(' '));
    assert!(ands.clone().all(|next| !next.is_alphanumeric() && next != '#'), "an escape");
    assert_eq!(plain("a<b>&\"c\n"), "a b   c ");
}

/// The modules become one: what two of them call the same would be an error in the browser, or worse, none.
#[test]
fn modules_do_not_share_names() {
    let app = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/output/html/app");
    let mut names: BTreeMap<String, String> = BTreeMap::new();
    let mut modules = 0;
    for entry in fs::read_dir(app).expect("the scripts") {
        let path = entry.expect("an entry").path();
        let module = path.file_name().expect("a name").to_string_lossy().into_owned();
        let text = fs::read_to_string(&path).expect("a script");
        if !module.ends_with(".js") {
            continue;
        }
        modules += 1;
        assert!(SCRIPT.contains(text.lines().last().expect("a line").trim()), "{module} is in the page");
        for line in text.lines() {
            let line = line.strip_prefix("export ").unwrap_or(line);
            let line = line.strip_prefix("async ").unwrap_or(line);
            let kinds = ["function ", "class ", "const ", "let "];
            let Some(rest) = kinds.iter().find_map(|kind| line.strip_prefix(kind)) else { continue };
            let name: String = rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            let other = names.insert(name.clone(), module.clone());
            assert_eq!(other, None, "`{name}` of {module}");
        }
    }
    assert!(modules > 10 && names.len() > 50, "the modules were found");
}

#[test]
fn what_fits_is_carried_whole_and_small_files_share_a_text() {
    let (files, cargo) =
        carried(vec![file("a", 10, &[]), file("b", 20, &[3]), file("c", 9000, &[])], 1 << 20);
    assert_eq!(files, [(0, vec![(1, 10)], true), (1, vec![(1, 20)], true), (2, vec![(1, 9000)], true)]);
    assert_eq!(cargo.blobs.len(), 2, "the small ones are packed together");
    assert_eq!((cargo.files[1].parts[0].blob, cargo.files[1].parts[0].skip), (0, 10));
    assert_eq!((cargo.files_left_out, cargo.bytes_left_out), (0, 0));
    assert_eq!(cargo.used, cargo.blobs.iter().map(|blob| blob.len() as u64).sum::<u64>());
}

#[test]
fn what_does_not_fit_keeps_the_lines_that_findings_point_at() {
    let many = vec![file("a", 90_000, &[5, 100, 70_000]), file("b", 10, &[]), file("c", 90_000, &[])];
    let (files, cargo) = carried(many, 10_000);
    assert_eq!(
        files,
        [(0, vec![(1, 160), (69_940, 121)], false), (1, vec![(1, 10)], true), (2, vec![], false)],
        "what comes later and fits is there"
    );
    assert_eq!(cargo.files_left_out, 2);
    assert!(cargo.bytes_left_out > 1_000_000);
}

#[test]
fn very_long_lines_and_very_many_places_do_not_break_the_budget() {
    let long = format!("{}\n", "x1".repeat(500_000));
    let text = [long.clone(), "y\n".to_owned(), long].concat();
    let parts = vec![Part { first_line: 1, text: Arc::new(text) }];
    let long = Carried { parts, lines: Some(3), ..file("a", 1, &[2]) };
    let (files, _) = carried(vec![long], 0);
    assert_eq!(files, [(0, vec![(2, 1)], false)], "its neighbours are too long");
    let everywhere: Vec<u64> = (1..90_000).step_by(500).collect();
    let (files, cargo) = carried((0..50).map(|_| file("a", 90_000, &everywhere)).collect(), 0);
    assert!(cargo.used < 9_000 * 300, "{}", cargo.used);
    assert_eq!(files.len(), 50, "all are there");
    for (_, parts, _) in files {
        let has = |line: &u64| parts.iter().any(|(first, lines)| (*first..first + lines).contains(line));
        assert!(everywhere.iter().all(has), "what findings point at is there: {parts:?}");
    }
}

#[test]
fn no_file_blanks_another_and_no_cut_lets_a_secret_out() {
    let of = |text: &str, pointed: &[u64]| Carried {
        bytes: text.len() as u64,
        lines: Some(text.lines().count() as u64),
        parts: vec![Part { first_line: 1, text: Arc::new(text.to_owned()) }],
        ..file("a", 1, pointed)
    };
    let begun = of("a: |\n  -----BEGIN PRIVATE KEY-----\n  MIIEvQIBADANBgkq\n", &[]);
    let ended = of("b: fine\nc: |\n  -----BEGIN CERTIFICATE-----\n  x\n  -----END CERTIFICATE-----\n", &[]);
    let (_, cargo) = carried(vec![begun, ended], 1 << 20);
    let text = unpacked(&cargo.blobs[0]);
    assert!(text.contains("b: fine") && !text.contains("MIIEvQIBADANBgkq"), "{text}");

    let filler = "filler: none of it is secret\n".repeat(900);
    let text = format!("{filler}password: |\n  Sup3rS3cretPw\n{filler}");
    // Of many places each is shown with few lines.
    let mut places: Vec<u64> = (1..=800).collect();
    places.push(902);
    let (_, cargo) = carried(vec![of(&text, &places)], 0);
    let shown: String = cargo.blobs.iter().map(|blob| unpacked(blob)).collect();
    assert!(shown.contains("*************") && !shown.contains("Sup3rS3cretPw"), "{}", shown.len());
}

fn unpacked(blob: &str) -> String {
    let packed = Base64::decode_vec(blob).expect("base64");
    std::io::read_to_string(flate2::read::ZlibDecoder::new(packed.as_slice())).expect("text")
}

#[test]
fn the_budget_follows_the_archive() {
    for (archive, budget) in [(0, 1_000_000), (50_000_000, 5_000_000), (3_000_000_000, 20_000_000)] {
        assert_eq!(Html::budget_for(archive), budget);
    }
}
