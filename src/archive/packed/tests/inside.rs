//! What is compressed or packed inside of an archive.

use super::{kinds, messages};
use crate::archive::testing::{
    Scratch, gather, gather_all, gz, member, paths, raw_tar, tar_of, xz, zip_of, zst,
};
use crate::archive::{Archive, Limits, Need, OddityKind};

fn files(of: &[(&str, &[u8])]) -> Vec<(String, Vec<u8>)> {
    of.iter().map(|(path, bytes)| ((*path).to_owned(), bytes.to_vec())).collect()
}

#[test]
fn gzip_files_are_decompressed_whatever_their_name() {
    let log = "a line\n".repeat(1_000_000).into_bytes();
    let cut = &gz(&log)[..5000];
    let all = [
        ("a.log.gz", &gz(&log)[..]),
        ("b.log", &gz(b"x")),
        ("c.gz", b"no gzip"),
        ("cut.gz", cut),
        ("d.gz", b"\x1f"),
        ("two.gz", &[gz(b"one\n"), gz(b"two\n")].concat()),
    ];
    let scratch = Scratch::new();
    for (path, bytes) in all {
        scratch.file(&format!("mg/{path}"), bytes);
    }
    let tar = tar_of(&files(&all));
    for path in
        [scratch.path().join("mg"), scratch.file("mg.tar", &tar), scratch.file("z", &zip_of(&files(&all)))]
    {
        for need in [Need::Whole, Need::Lines] {
            let archive = Archive::open(&path, Limits::default()).expect("an archive");
            let (listing, handed) = gather_all(&archive, need).expect("a listing");
            let of =
                |name: &str| handed.iter().find(|(path, _)| path == name).map(|(_, bytes)| bytes.as_slice());
            assert!(of("a.log.gz") == Some(&log[..]));
            assert_eq!(
                (of("b.log"), of("c.gz"), of("d.gz")),
                (Some(&b"x"[..]), Some(&b"no gzip"[..]), Some(&b"\x1f"[..]))
            );
            assert_eq!(of("two.gz"), Some(&b"one\ntwo\n"[..]));
            // Of lines, those before the damage are there; half a document is none.
            assert_eq!(
                of("cut.gz").map(|bytes| log.starts_with(bytes)),
                (need == Need::Lines).then_some(true)
            );
            assert_eq!(kinds(&listing), [(OddityKind::Unreadable, Some("cut.gz"))]);
            assert!(messages(&listing)[0].starts_with("cut.gz: its gzip data is damaged or cut off ("));
        }
    }
}

#[test]
fn bombs_inside_stop_at_their_limits() {
    let bomb = gz(&vec![b'\n'; 8 << 20]);
    let tar = tar_of(&files(&[("a", b"1"), ("bomb.gz", &bomb)]));
    let scratch = Scratch::new();
    let path = scratch.file("mg.tar", &tar);
    for (limits, need, message) in [
        (
            Limits { entry_bytes: 1 << 20, ..Limits::default() },
            Need::Whole,
            "it has more bytes than the limit of 1048576",
        ),
        (
            Limits { ratio: 50, ratio_floor: 1 << 20, ..Limits::default() },
            Need::Whole,
            "more than 50 bytes for each byte",
        ),
        (
            Limits { ratio: 50, ratio_floor: 1 << 20, ..Limits::default() },
            Need::Lines,
            "more than 50 bytes for each byte",
        ),
        (
            Limits { total_bytes: 1 << 20, ..Limits::default() },
            Need::Lines,
            "more bytes than the limit for an archive",
        ),
    ] {
        let archive = Archive::open(&path, limits).expect("an archive");
        let (listing, handed) = gather_all(&archive, need).expect("a listing");
        assert_eq!(handed[0], ("a".into(), b"1".to_vec()));
        assert!(handed.get(1).is_none_or(|(_, bytes)| bytes.len() <= 1 << 20));
        assert_eq!(kinds(&listing), [(OddityKind::OverLimit, Some("bomb.gz"))]);
        assert!(messages(&listing)[0].contains(message), "{}", messages(&listing)[0]);
    }
    // An entry of just the limit is read.
    let archive =
        Archive::open(&path, Limits { entry_bytes: 8 << 20, ..Limits::default() }).expect("an archive");
    assert_eq!(gather_all(&archive, Need::Whole).expect("a listing").1.len(), 2);
}

#[test]
fn of_gzip_files_that_are_too_much_together_none_is_used() {
    let part = gz(&vec![b'\n'; 400 << 10]);
    let all: Vec<(String, Vec<u8>)> =
        (0..8).map(|nr| (format!("{nr}.gz"), part.clone())).chain([("a".into(), b"1".to_vec())]).collect();
    let scratch = Scratch::new();
    all.iter().for_each(|(path, bytes)| drop(scratch.file(&format!("mg/{path}"), bytes)));
    let forms =
        [scratch.path().join("mg"), scratch.file("t", &tar_of(&all)), scratch.file("z", &zip_of(&all))];
    let pool = |threads| rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool");
    for (path, threads, need) in forms.iter().flat_map(|path| {
        [(path, 1, Need::Whole), (path, 4, Need::Whole), (path, 1, Need::Lines), (path, 4, Need::Lines)]
    }) {
        for (total, is_over) in [((8 * 400) << 10, false), (((8 * 400) << 10) - 1, true)] {
            let limits = Limits { total_bytes: total, ..Limits::default() };
            let archive = Archive::open(path, limits).expect("an archive");
            let (listing, handed) = pool(threads).install(|| gather_all(&archive, need).expect("a listing"));
            let what = format!("{} on {threads} threads, {need:?}", path.display());
            assert_eq!(handed.len(), if is_over { 1 } else { 9 }, "{what}");
            assert_eq!(listing.oddities.len(), if is_over { 8 } else { 0 }, "{what}");
            for oddity in &listing.oddities {
                assert_eq!(oddity.kind, OddityKind::OverLimit, "{what}");
                assert!(oddity.message.ends_with("none of them was used"), "{what}");
            }
        }
    }
}

#[test]
fn long_lines_are_told_and_kept() {
    let long = [vec![b'x'; 5 << 20], b"\nshort\n".to_vec()].concat();
    let scratch = Scratch::new();
    let path = scratch.file("mg.tar", &tar_of(&files(&[("long.log", &long), ("short.log", b"1\n")])));
    let archive = Archive::open(&path, Limits::default()).expect("an archive");
    let (listing, handed) = gather_all(&archive, Need::Lines).expect("a listing");
    assert!(handed[0].1 == long);
    assert_eq!(messages(&listing), ["long.log: 1 line is longer than 1048576 bytes and read in parts"]);
    assert_eq!(kinds(&listing), [(OddityKind::LongLine, Some("long.log"))]);
}

#[test]
fn a_large_log_that_is_cut_off_says_so() {
    let log = "a line\n".repeat(1_000_000).into_bytes();
    let tar = tar_of(&files(&[("a.log", &log)]));
    let scratch = Scratch::new();
    let path = scratch.file("cut.tar", &tar[..6_000_000]);
    let archive = Archive::open(&path, Limits::default()).expect("an archive");
    let (listing, handed) = gather_all(&archive, Need::Lines).expect("a listing");
    assert_eq!(kinds(&listing), [(OddityKind::Truncated, Some("a.log"))]);
    assert!(log.starts_with(&handed[0].1) && handed[0].1.len() > 5_900_000);
}

#[test]
fn an_archive_that_only_wraps_another_is_read_as_that() {
    let inner = files(&[("mg/namespaces/a/core/pods.yaml", b"kind: List\n"), ("mg/timestamp", b"now\n")]);
    let plain = tar_of(&inner);
    let scratch = Scratch::new();
    let wrap = |name: &str, bytes: &[u8]| {
        files(&[
            ("build-log.txt", b"log\n"),
            ("timestamp", b"another\n"),
            (name, bytes),
            ("x/other.zip", b"PK\x03\x04"),
        ])
    };
    let outers = [
        scratch.file("1", &tar_of(&wrap("a/must-gather.tar", &plain))),
        scratch.file("2", &gz(&tar_of(&wrap("a/mg.tar.gz", &gz(&plain))))),
        scratch.file("3", &zip_of(&wrap("mg.tar.xz", &xz(&plain)))),
        scratch.file("4", &xz(&tar_of(&wrap("mg.zip", &zip_of(&inner))))),
        scratch.file("5", &zip_of(&wrap("mg.tgz", &zst(&plain)))),
    ];
    for path in outers {
        let (listing, handed) = gather(&path, Limits::default()).expect("a listing");
        assert_eq!(handed, inner, "{}", path.display());
        assert_eq!(paths(&listing), ["mg/namespaces/a/core/pods.yaml", "mg/timestamp"]);
        assert_eq!(kinds(&listing), [(OddityKind::NotRead, Some("x/other.zip"))]);
        // A stream cannot be gone through twice; what lies inside is named.
        let stream = Box::new(std::fs::File::open(&path).expect("the file"));
        let archive = Archive::from_stream("-", stream, Limits::default()).expect("an archive");
        let (listing, _) = gather_all(&archive, Need::Nothing).expect("a listing");
        assert_eq!((listing.archives.paths.len(), listing.files.len()), (2, 4));
    }
}

#[test]
fn a_zip_inside_that_is_too_large_for_memory_is_told() {
    let zip = zip_of(&files(&[("mg/namespaces/a/core/pods.yaml", b"kind: List\n")]));
    let limits = Limits { buffered_bytes: zip.len() as u64 - 1, ..Limits::default() };
    let scratch = Scratch::new();
    let outer = files(&[("a/mg.zip", &zip), ("b/c.tar", &tar_of(&[]))]);
    for path in [scratch.file("1.tar", &tar_of(&outer)), scratch.file("2.zip", &zip_of(&outer))] {
        let (listing, _) = gather(&path, limits.clone()).expect("a listing");
        let (inside, why) = listing.archives.trouble.expect("the reason");
        assert_eq!((inside.as_str(), listing.archives.looked_into), ("a/mg.zip", 2));
        let most = limits.buffered_bytes;
        assert_eq!(why, format!("a zip file of more than the {most} bytes that are kept in memory"));
    }
}

#[test]
fn of_two_members_with_the_path_of_an_archive_the_first_file_is_read() {
    let plain = tar_of(&files(&[("mg/namespaces/a/core/pods.yaml", b"kind: List\n")]));
    let tar = raw_tar(&[
        member(b"mg.tar", tar::EntryType::Directory, b""),
        member(b"./mg.tar", tar::EntryType::Regular, &plain),
        member(b"mg.tar", tar::EntryType::Regular, b"again"),
    ]);
    let scratch = Scratch::new();
    let (listing, handed) = gather(&scratch.file("x", &tar), Limits::default()).expect("a listing");
    assert_eq!((paths(&listing), handed.len()), (vec!["mg/namespaces/a/core/pods.yaml"], 1));
}

#[test]
fn archives_beside_a_must_gather_are_left_alone() {
    let all = files(&[
        ("mg/namespaces/a/core/pods.yaml", b"kind: List\n"),
        ("mg/nodes/a/sysinfo.tgz", b"\x1f\x8b"),
    ]);
    let scratch = Scratch::new();
    let (listing, _) = gather_all(
        &Archive::open(&scratch.file("x", &tar_of(&all)), Limits::default()).expect("an archive"),
        Need::Nothing,
    )
    .expect("a listing");
    assert_eq!(
        (listing.pass, listing.archives.paths.len(), listing.oddities.len(), listing.files.len()),
        (0, 0, 0, 2)
    );
}
