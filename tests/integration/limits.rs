//! The limits on an archive: the README tells them as they are.

use camgi::archive::Limits;
use camgi::archive::layout::MOST_ROOTS;
use camgi::model::DocumentLimits;

use crate::common::root;

fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut grouped = String::new();
    for (nr, digit) in digits.chars().enumerate() {
        if nr > 0 && (digits.len() - nr).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

#[test]
fn stand_in_the_readme() {
    let readme = std::fs::read_to_string(root().join("README.md")).expect("the README");
    let Limits {
        entries,
        entry_bytes,
        total_bytes,
        ratio,
        ratio_floor,
        buffered_bytes,
        inner_archives,
        path_bytes,
        depth,
        oddities,
    } = Limits::default();
    let documents = DocumentLimits::default();
    assert_eq!(ratio_floor, 1 << 30, "the README calls it the first GiB");
    for (what, number) in [
        ("entries of any kind", grouped(entries)),
        ("bytes of all files, decompressed", format!("{} GiB", total_bytes >> 30)),
        ("bytes of all gzip files inside of an archive, decompressed", format!("{} GiB", total_bytes >> 30)),
        ("bytes of one file of objects", format!("{} MiB", entry_bytes >> 20)),
        ("decompressed bytes for each compressed one", format!("{ratio}, after the first GiB")),
        ("bytes of a zip on standard input or inside of an archive", format!("{} GiB", buffered_bytes >> 30)),
        ("archives inside of an archive or a directory that are looked into", inner_archives.to_string()),
        ("must-gathers in one archive", grouped(MOST_ROOTS as u64)),
        ("bytes of a path", grouped(path_bytes as u64)),
        ("directories in a path", depth.to_string()),
        ("nodes of a document", grouped(documents.nodes as u64)),
        ("levels of a document", documents.depth.to_string()),
        ("notices of one kind", grouped(oddities as u64)),
    ] {
        let row = format!("| {what} | {number} | ");
        assert!(readme.contains(&row), "README.md has no row {row}");
    }
}
