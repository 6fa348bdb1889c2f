//! Tests of directories with more in them than plain files.

use std::fs;
use std::os::unix::fs::symlink;
use std::os::unix::net::UnixListener;

use crate::archive::testing::{Scratch, gather, paths};
use crate::archive::{Content, FileData, Limits, Listing, Need, OddityKind};

fn kinds(listing: &Listing) -> Vec<(OddityKind, Option<&str>)> {
    listing.oddities.iter().map(|oddity| (oddity.kind, oddity.path.as_deref())).collect()
}

#[test]
fn links_are_not_followed_and_sockets_not_opened() {
    let scratch = Scratch::new();
    scratch.file("mg/a/file", b"1");
    scratch.file("secret", b"not of the archive");
    let mg = scratch.path().join("mg");
    for (target, link) in
        [("..", "a/loop"), ("loop-b", "loop-a"), ("loop-a", "loop-b"), ("nowhere", "dangling")]
    {
        symlink(target, mg.join(link)).expect("a link");
    }
    symlink(scratch.path().join("secret"), mg.join("out")).expect("a link");
    let _socket = UnixListener::bind(mg.join("socket")).expect("a socket");
    let (listing, handed) = gather(&mg, Limits::default()).expect("a listing");
    assert_eq!(handed, [("a/file".into(), b"1".to_vec())]);
    let odd = ["a/loop", "dangling", "loop-a", "loop-b", "out", "socket"];
    assert_eq!(kinds(&listing), odd.map(|path| (OddityKind::UnsafeEntry, Some(path))));

    // The path as given is the caller's word, and may be a link.
    symlink(&mg, scratch.path().join("link")).expect("a link");
    assert_eq!(gather(&scratch.path().join("link"), Limits::default()).expect("a listing").1, handed);
}

#[test]
fn limits_leave_out_or_stop() {
    let scratch = Scratch::new();
    for (name, size) in [("a", 2000), ("b/c/d", 1), ("long-name", 1), ("z", 1)] {
        scratch.file(&format!("mg/{name}"), &vec![b'x'; size]);
    }
    for (limits, listed, handed, odd) in [
        (
            Limits { entry_bytes: 1999, ..Limits::default() },
            "a b/c/d long-name z",
            "b/c/d long-name z",
            (OddityKind::OverLimit, Some("a")),
        ),
        (
            Limits { total_bytes: 2001, ..Limits::default() },
            "a b/c/d long-name z",
            "a b/c/d",
            (OddityKind::OverLimit, Some("long-name")),
        ),
        // Entries `a`, `b` and `long-name` of the top come before what is below.
        (
            Limits { entries: 3, ..Limits::default() },
            "a long-name",
            "a long-name",
            (OddityKind::OverLimit, None),
        ),
        (
            Limits { depth: 1, ..Limits::default() },
            "a long-name z",
            "a long-name z",
            (OddityKind::OverLimit, Some("b/c")),
        ),
        (
            Limits { path_bytes: 5, ..Limits::default() },
            "a b/c/d z",
            "a b/c/d z",
            (OddityKind::OverLimit, Some("long-name")),
        ),
    ] {
        let (listing, got) = gather(&scratch.path().join("mg"), limits.clone()).expect("a listing");
        let got: Vec<String> = got.into_iter().map(|(path, _)| path).collect();
        assert_eq!((paths(&listing).join(" "), got.join(" ")), (listed.into(), handed.into()), "{limits:?}");
        assert_eq!(kinds(&listing), [odd], "{limits:?}");
    }
}

#[test]
fn a_file_that_vanishes_is_told() {
    let scratch = Scratch::new();
    for name in ["a", "b"] {
        scratch.file(name, b"1");
    }
    let archive = crate::archive::Archive::open(scratch.path(), Limits::default()).expect("an archive");
    let gone = scratch.path().join("b");
    // What is wanted is asked after the listing, so this is the moment between.
    let wants = |path: &crate::archive::ArchivePath| {
        let _first = fs::remove_file(&gone);
        if path.file_name() == "b" { Need::Whole } else { Need::Nothing }
    };
    let listing = archive.read(&crate::archive::Progress::default(), wants, |_| {}).expect("a listing");
    assert_eq!(paths(&listing), ["a", "b"]);
    assert_eq!(kinds(&listing), [(OddityKind::Unreadable, Some("b"))]);
}

#[test]
fn a_file_that_shrinks_is_told_and_one_that_grows_is_read() {
    for need in [Need::Whole, Need::Lines] {
        let scratch = Scratch::new();
        for name in ["grows", "same", "shrinks"] {
            scratch.file(name, b"one\ntwo\n");
        }
        let archive = crate::archive::Archive::open(scratch.path(), Limits::default()).expect("an archive");
        let wants = |_: &crate::archive::ArchivePath| {
            scratch.file("grows", b"one\ntwo\nthree\n");
            scratch.file("shrinks", b"one\n");
            need
        };
        let handed = std::sync::Mutex::new(Vec::new());
        let take = |file: FileData<'_>| {
            let bytes = match file.content {
                Content::Whole(bytes) => bytes.len(),
                Content::Lines(mut lines) => std::iter::from_fn(|| lines.next().map(<[u8]>::len)).sum(),
            };
            handed.lock().expect("a lock").push((file.path.as_str().to_owned(), bytes));
        };
        let listing = archive.read(&crate::archive::Progress::default(), wants, take).expect("a listing");
        let mut handed = handed.into_inner().expect("a lock");
        handed.sort();
        // Of lines, those before the end are there; half a document is none.
        let mut expected = vec![("grows".to_owned(), 14), ("same".to_owned(), 8)];
        expected.extend((need == Need::Lines).then(|| ("shrinks".to_owned(), 4)));
        assert_eq!(handed, expected);
        assert_eq!(kinds(&listing), [(OddityKind::Unreadable, Some("shrinks"))]);
        let message = "the file cannot be read (it shrank while the archive was read)";
        assert_eq!(listing.oddities[0].message, message);
    }
}

#[cfg(target_os = "linux")]
#[test]
fn names_that_are_not_utf8_are_read() {
    use std::os::unix::ffi::OsStrExt as _;

    let scratch = Scratch::new();
    for (name, bytes) in [(&b"bad\xfe"[..], b"1"), (b"bad\xff", b"2"), (b"good", b"3")] {
        fs::write(scratch.path().join(std::ffi::OsStr::from_bytes(name)), bytes).expect("a file");
    }
    let (listing, handed) = gather(scratch.path(), Limits::default()).expect("a listing");
    assert_eq!(handed, [("bad\u{fffd}".into(), b"1".to_vec()), ("good".into(), b"3".to_vec())]);
    assert_eq!(kinds(&listing), [(OddityKind::Duplicate, Some("bad\u{fffd}"))]);
}

#[test]
fn a_file_that_may_not_be_read_is_told() {
    use std::os::unix::fs::PermissionsExt as _;

    let scratch = Scratch::new();
    scratch.file("mg/a", b"1");
    let closed = scratch.file("mg/closed", b"2");
    fs::set_permissions(&closed, fs::Permissions::from_mode(0o000)).expect("permissions");
    if fs::File::open(&closed).is_ok() {
        eprintln!("skipped: permissions do not stop this user; the messages are tested in `walk`");
        return;
    }
    let (listing, handed) = gather(&scratch.path().join("mg"), Limits::default()).expect("a listing");
    assert_eq!((paths(&listing), handed), (vec!["a", "closed"], vec![("a".into(), b"1".to_vec())]));
    assert_eq!(kinds(&listing), [(OddityKind::Unreadable, Some("closed"))]);
}
