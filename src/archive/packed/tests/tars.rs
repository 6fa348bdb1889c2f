//! Tarballs.

use tar::EntryType as T;

use super::kinds;
use crate::archive::testing::{Scratch, gather, gz, member, paths, raw_tar, sample, tar_of, xz, zst};
use crate::archive::{ArchiveError, Limits, Listing, OddityKind};

pub(super) fn read(bytes: &[u8], limits: Limits) -> Result<(Listing, Vec<String>), ArchiveError> {
    let scratch = Scratch::new();
    let (listing, handed) = gather(&scratch.file("x", bytes), limits)?;
    Ok((listing, handed.into_iter().map(|(path, _)| path).collect()))
}

#[test]
fn hostile_entries_are_left_out_and_told() {
    let tar = raw_tar(&[
        member(b"good/a", T::Regular, b"1"),
        member(b"../climbs", T::Regular, b"2"),
        member(b"good/../../climbs", T::Regular, b"2"),
        member(b"/etc/absolute", T::Regular, b"3"),
        member(b"../dir/", T::Directory, b""),
        member(b"soft", T::Symlink, b""),
        member(b"hard", T::Link, b""),
        member(b"pipe", T::Fifo, b""),
        member(b"device", T::Char, b""),
        member(b"strange", T::new(b'V'), b"4"),
        member(b"comment", T::XGlobalHeader, b"11 path=abc\n"),
        member(b"old/", T::Regular, b""),
        member(b"dir/", T::Directory, b""),
        member(b"./bad\xff\xfename", T::Regular, b"5"),
        member(b"\x1b[31m", T::Regular, b"6"),
        member(b"good//./b", T::Continuous, b"7"),
    ]);
    for tar in [tar.clone(), gz(&tar), xz(&tar), zst(&tar)] {
        let (listing, handed) = read(&tar, Limits::default()).expect("a listing");
        let files = ["\x1b[31m", "bad\u{fffd}\u{fffd}name", "good/a", "good/b"];
        assert_eq!((paths(&listing), handed), (files.to_vec(), files.map(String::from).to_vec()));
        let unsafe_paths = [
            "../climbs",
            "../dir/",
            "/etc/absolute",
            "device",
            "good/../../climbs",
            "hard",
            "pipe",
            "soft",
            "strange",
        ];
        assert_eq!(kinds(&listing), unsafe_paths.map(|path| (OddityKind::UnsafeEntry, Some(path))));
    }
}

#[test]
fn of_a_path_that_comes_twice_the_first_counts() {
    let tar = raw_tar(&[
        member(b"a", T::Regular, b"first"),
        member(b"./a", T::Regular, b"second"),
        member(b"b", T::Regular, b""),
    ]);
    let scratch = Scratch::new();
    let (listing, handed) = gather(&scratch.file("x", &tar), Limits::default()).expect("a listing");
    assert_eq!(handed, [("a".into(), b"first".to_vec()), ("b".into(), Vec::new())]);
    assert_eq!((paths(&listing), listing.files[0].bytes), (vec!["a", "b"], 5));
    assert_eq!(kinds(&listing), [(OddityKind::Duplicate, Some("a"))]);
}

#[test]
fn limits_leave_out_or_stop() {
    let tar = raw_tar(&[
        member(b"a", T::Regular, &[b'x'; 2000]),
        member(b"b/c/d", T::Regular, b"1"),
        member(b"long-name", T::Regular, b"2"),
        member(b"z", T::Regular, b"3"),
    ]);
    let few = Limits { oddities: 1, path_bytes: 4, depth: 2, ..Limits::default() };
    for (limits, listed, handed, odd) in [
        (Limits::default(), "a b/c/d long-name z", "a b/c/d long-name z", vec![]),
        (
            Limits { entry_bytes: 1999, ..Limits::default() },
            "a b/c/d long-name z",
            "b/c/d long-name z",
            vec![(OddityKind::OverLimit, Some("a"))],
        ),
        (
            Limits { entry_bytes: 2000, ..Limits::default() },
            "a b/c/d long-name z",
            "a b/c/d long-name z",
            vec![],
        ),
        (
            Limits { entries: 2, ..Limits::default() },
            "a b/c/d",
            "a b/c/d",
            vec![(OddityKind::OverLimit, None)],
        ),
        (Limits { entries: 4, ..Limits::default() }, "a b/c/d long-name z", "a b/c/d long-name z", vec![]),
        (
            Limits { depth: 2, ..Limits::default() },
            "a long-name z",
            "a long-name z",
            vec![(OddityKind::OverLimit, Some("b/c/d"))],
        ),
        (
            Limits { path_bytes: 5, ..Limits::default() },
            "a b/c/d z",
            "a b/c/d z",
            vec![(OddityKind::OverLimit, Some("long-name"))],
        ),
        (few, "a z", "a z", vec![(OddityKind::OverLimit, Some("b/c/d")), (OddityKind::OverLimit, None)]),
    ] {
        for tar in [tar.clone(), gz(&tar)] {
            let (listing, got) = read(&tar, limits.clone()).expect("a listing");
            assert_eq!(
                (paths(&listing).join(" "), got.join(" ")),
                (listed.into(), handed.into()),
                "{limits:?}"
            );
            assert_eq!(kinds(&listing), odd, "{limits:?}");
        }
    }
}

#[test]
fn a_bomb_stops_at_the_limit() {
    let zeros = vec![0; 4 << 20];
    let bomb = gz(&raw_tar(&[member(b"a", T::Regular, b"1"), member(b"bomb", T::Regular, &zeros)]));
    let limits = Limits { total_bytes: 1 << 20, ..Limits::default() };
    let (listing, handed) = read(&bomb, limits).expect("a listing");
    assert_eq!(handed, ["a"]);
    assert_eq!(kinds(&listing), [(OddityKind::OverLimit, None), (OddityKind::OverLimit, Some("bomb"))]);
    assert_eq!(
        listing.oddities[0].message,
        "reading stopped after `bomb`: it has more bytes than the limit for an archive"
    );

    // Of a few bytes come many: the ratio stops it, whatever the total.
    let limits = Limits { ratio: 50, ratio_floor: 1 << 20, ..Limits::default() };
    let (listing, handed) = read(&bomb, limits).expect("a listing");
    assert_eq!(handed, ["a"]);
    let message = "reading stopped in `bomb`: it has more bytes for each byte stored than the limit";
    assert_eq!(listing.oddities[0].message, message);

    // The tar crate would take the whole name into memory.
    for kind in [T::GNULongName, T::XHeader] {
        let long = raw_tar(&[
            member(b"a", T::Regular, b"1"),
            member(b"name", kind, &zeros),
            member(b"b", T::Regular, b"2"),
        ]);
        for tar in [long.clone(), gz(&long)] {
            let (listing, handed) = read(&tar, Limits::default()).expect("a listing");
            assert_eq!(handed, ["a"]);
            assert_eq!(
                listing.oddities[0].message,
                "reading stopped after `a`: a header has more than 262144 bytes"
            );
        }
    }
}

#[test]
fn a_lying_size_takes_no_memory() {
    for size in [1 << 40, u64::MAX, u64::MAX / 2] {
        let mut header = tar::Header::new_gnu();
        header.as_mut_bytes()[0] = b'b';
        header.set_entry_type(T::Regular);
        header.set_size(size);
        header.set_cksum();
        let tar = raw_tar(&[member(b"a", T::Regular, b"1"), header.as_bytes().to_vec()]);
        for limits in [Limits::default(), Limits { entry_bytes: u64::MAX, ..Limits::default() }] {
            for tar in [tar.clone(), gz(&tar)] {
                let (listing, handed) = read(&tar, limits.clone()).expect("a listing");
                assert_eq!(handed, ["a"]);
                assert!(!listing.oddities.is_empty());
            }
        }
    }
}

#[test]
fn a_cut_or_damaged_tarball_gives_what_comes_before() {
    let scratch = Scratch::new();
    let tar = tar_of(&sample());
    let all = gather(&scratch.file("whole", &tar), Limits::default()).expect("a listing").1;
    for whole in [tar.clone(), gz(&tar), xz(&tar), zst(&tar)] {
        let mut seen = 0;
        for cut in (0..whole.len()).step_by(whole.len() / 150) {
            let mut flipped = whole.clone();
            flipped[cut] ^= 0x55;
            for (bytes, is_cut) in [(&whole[..cut], true), (&flipped[..], false)] {
                let Ok((listing, handed)) = gather(&scratch.file("cut", bytes), Limits::default()) else {
                    continue;
                };
                let truncated =
                    listing.oddities.iter().filter(|odd| odd.kind == OddityKind::Truncated).count();
                assert!(truncated <= 1);
                if is_cut {
                    // Only of the padding at the end nothing is missed.
                    assert!(truncated == 1 || handed == all, "cut at {cut} of {}", whole.len());
                    assert!(handed.iter().all(|file| all.contains(file)), "cut at {cut}: a part of a file");
                    seen += truncated;
                }
            }
        }
        assert!(seen > 20, "only {seen} cuts gave a listing");
    }
}

#[test]
fn what_stands_behind_the_compressed_data_is_no_damage() {
    let tar = tar_of(&sample());
    let (half, rest) = tar.split_at(tar.len() / 2);
    for pack in [gz, xz, zst] {
        for behind in [&[0; 1024][..], &[0; 3], b"junk", &[0x1f], &[b'x'; 3 << 20]] {
            let padded = [pack(half), pack(rest), behind.to_vec()].concat();
            let (listing, handed) = read(&padded, Limits::default()).expect("a listing");
            assert_eq!((kinds(&listing), handed.len()), (vec![], sample().len()));
            // Before the end of the tar it is damage.
            let broken = [pack(half), behind.to_vec()].concat();
            let (listing, handed) = read(&broken, Limits::default()).expect("a listing");
            assert_eq!(listing.oddities.len(), 1);
            assert_eq!(listing.oddities[0].kind, OddityKind::Truncated);
            assert!(handed.len() < sample().len());
        }
        let parted = [pack(half), vec![0; 8], pack(rest)].concat();
        let is_whole = read(&parted, Limits::default()).expect("a listing").0.oddities.is_empty();
        assert_eq!(is_whole, parted.starts_with(b"\xfd7zXZ"), "only xz files may have zeros between parts");
    }
}

#[test]
fn says_where_it_was_cut() {
    let tar = raw_tar(&[member(b"a", T::Regular, b"1"), member(b"b", T::Regular, &[b'x'; 2000])]);
    let (listing, handed) = read(&tar[..2048], Limits::default()).expect("a listing");
    assert_eq!((paths(&listing), handed), (vec!["a", "b"], vec!["a".to_owned()]));
    assert_eq!(kinds(&listing), [(OddityKind::Truncated, Some("b"))]);
    let message = "the archive is damaged or cut off in `b` (the data ends in the middle of a file); \
                   what follows was not read";
    assert_eq!(listing.oddities[0].message, message);

    // Cut between two members, where a tar shows it only by its missing end.
    let (listing, _) = read(&tar[..1024], Limits::default()).expect("a listing");
    assert_eq!(kinds(&listing), [(OddityKind::Truncated, None)]);

    // Whole to the last file, but the checksum does not match.
    let mut packed = gz(&tar);
    let sum = packed.len() - 6;
    packed[sum] ^= 1;
    let (listing, handed) = read(&packed, Limits::default()).expect("a listing");
    assert_eq!(handed, ["a", "b"]);
    assert_eq!(kinds(&listing), [(OddityKind::Truncated, None)]);
}

#[test]
fn more_than_fits_in_flight_is_read_on_any_pool() {
    let files: Vec<(String, Vec<u8>)> =
        (0..12).map(|number| (format!("f{number:02}"), vec![b'x'; 12 << 20])).collect();
    let scratch = Scratch::new();
    let path = scratch.file("x", &tar_of(&files));
    for threads in [1, 3] {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool");
        let handed = pool.install(|| gather(&path, Limits::default()).expect("a listing").1);
        assert!(handed == files, "{threads} threads");
    }
}
