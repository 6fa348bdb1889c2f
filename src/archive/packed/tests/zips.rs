//! Zip files.

use super::{kinds, messages};
use crate::archive::testing::{Gathered, Scratch, ZipMember, gather, paths, raw_zip, sample, zip_of};
use crate::archive::{ArchiveError, Limits, OddityKind};

fn read(bytes: &[u8], limits: Limits) -> Result<Gathered, ArchiveError> {
    gather(&Scratch::new().file("x", bytes), limits)
}

fn stored(name: &'static [u8], data: &[u8]) -> ZipMember {
    let mut crc = flate2::Crc::new();
    crc.update(data);
    let (bytes, crc) = (data.len() as u64, crc.sum());
    ZipMember { name, flags: 0, method: 0, mode: 0, bytes, crc, data: data.to_vec(), overlaps: false }
}

fn deflated(name: &'static [u8], data: &[u8]) -> ZipMember {
    use std::io::Write as _;

    let mut encoder = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(data).expect("deflate");
    ZipMember { method: 8, data: encoder.finish().expect("deflate"), ..stored(name, data) }
}

#[test]
fn hostile_entries_are_left_out_and_told() {
    let zip = raw_zip(&[
        stored(b"good/a", b"1"),
        stored(b"../climbs", b"2"),
        stored(b"/etc/absolute", b"3"),
        ZipMember { mode: 0o120_777, ..stored(b"soft", b"/etc/passwd") },
        ZipMember { flags: 1, ..stored(b"secret", b"xxxxxxxxxxxx") },
        stored(b"dir/", b""),
        ZipMember { overlaps: true, ..stored(b"b-overlaps", b"1") },
        stored(b"windows\\b", b"4"),
        stored(b"bad\xff\xfename", b"5"),
        stored(b"\x1b[31m", b"6"),
        stored(b"good/a", b"again"),
        ZipMember { method: 14, ..stored(b"lzma", b"7") },
        ZipMember { crc: 1, ..stored(b"wrong-sum", b"8") },
        ZipMember { bytes: 2, ..deflated(b"wrong-size", b"more than two bytes") },
        ZipMember { bytes: 9, ..stored(b"too-short", b"1234") },
        deflated(b"z", b"9"),
    ]);
    let (listing, handed) = read(&zip, Limits::default()).expect("a listing");
    let files: Vec<(&str, &[u8])> =
        handed.iter().map(|(path, bytes)| (path.as_str(), bytes.as_slice())).collect();
    // `dir/` has no data, so what claims to share it is whole.
    let expected: [(&str, &[u8]); 5] = [
        ("\x1b[31m", b"6"),
        ("bad\u{fffd}\u{fffd}name", b"5"),
        ("good/a", b"1"),
        ("windows/b", b"4"),
        ("z", b"9"),
    ];
    assert_eq!(files, expected, "{:?}", messages(&listing));
    let odd = [
        ("../climbs", OddityKind::UnsafeEntry),
        ("/etc/absolute", OddityKind::UnsafeEntry),
        ("b-overlaps", OddityKind::Unreadable),
        ("good/a", OddityKind::Duplicate),
        ("lzma", OddityKind::Unreadable),
        ("secret", OddityKind::UnsafeEntry),
        ("soft", OddityKind::UnsafeEntry),
        ("too-short", OddityKind::Unreadable),
        ("wrong-size", OddityKind::Unreadable),
        ("wrong-sum", OddityKind::Unreadable),
    ];
    assert_eq!(kinds(&listing), odd.map(|(path, kind)| (kind, Some(path))), "{:?}", messages(&listing));
}

#[test]
fn members_that_share_their_data_are_left_out() {
    let zeros = vec![0; 1 << 20];
    let mut members = vec![deflated(b"a", &zeros)];
    members.extend([&b"b"[..], b"c"].map(|name| ZipMember { overlaps: true, ..deflated(name, &zeros) }));
    let (listing, handed) = read(&raw_zip(&members), Limits::default()).expect("a listing");
    assert_eq!((paths(&listing), handed.len()), (vec!["a", "b", "c"], 1));
    let unsafe_entry = |path| (OddityKind::UnsafeEntry, Some(path));
    assert_eq!(kinds(&listing), [unsafe_entry("b"), unsafe_entry("c")]);
}

#[test]
fn sizes_that_cannot_be_added_up_are_refused() {
    let huge = |name| ZipMember { bytes: (1 << 63) + 5, ..stored(name, b"1") };
    let zip = raw_zip(&[stored(b"a", b"1"), huge(b"b"), huge(b"c")]);
    let (listing, handed) = read(&zip, Limits::default()).expect("a listing");
    assert_eq!((paths(&listing), handed.len()), (vec!["a"], 1));
    assert_eq!(kinds(&listing), ["b", "c"].map(|path| (OddityKind::OverLimit, Some(path))));
    assert!(
        messages(&listing)[0].starts_with("b: it has 9223372036854775813 bytes, more than the limit of ")
    );
}

#[test]
fn bombs_stop_at_their_limits() {
    let zeros = vec![0; 4 << 20];
    let zip = raw_zip(&[stored(b"a", b"1"), deflated(b"bomb", &zeros)]);
    let cases = [
        (
            Limits { ratio: 50, ratio_floor: 1 << 20, ..Limits::default() },
            Some("bomb"),
            "more than 50 bytes for each byte stored",
        ),
        (
            Limits { entry_bytes: 1 << 20, ..Limits::default() },
            Some("bomb"),
            "more than the limit of 1048576",
        ),
        (
            Limits { total_bytes: 1 << 20, ..Limits::default() },
            Some("bomb"),
            "more than the limit of 1048576 for an archive",
        ),
    ];
    for (limits, path, message) in cases {
        let (listing, handed) = read(&zip, limits).expect("a listing");
        assert_eq!(handed.len(), 1, "{message}");
        assert_eq!(kinds(&listing), [(OddityKind::OverLimit, path)]);
        assert!(listing.oddities[0].message.contains(message), "{}", listing.oddities[0].message);
    }
    // The table says that much is stored, which would allow for any size.
    let mut lying = raw_zip(&[stored(b"a", b"1"), deflated(b"bomb", &zeros)]);
    let line = lying.windows(4).rposition(|four| four == b"PK\x01\x02").expect("the last line of the table");
    lying[line + 20..][..4].copy_from_slice(&(1_u32 << 30).to_le_bytes());
    let limits = Limits { ratio: 50, ratio_floor: 1 << 20, ..Limits::default() };
    let (listing, handed) = read(&lying, limits).expect("a listing");
    assert_eq!((handed.len(), kinds(&listing)), (1, vec![(OddityKind::OverLimit, Some("bomb"))]));
    // The table says little, the data gives much.
    let lying = raw_zip(&[ZipMember { bytes: 10, ..deflated(b"bomb", &zeros) }]);
    let (listing, handed) = read(&lying, Limits::default()).expect("a listing");
    assert_eq!((handed.len(), kinds(&listing)), (0, vec![(OddityKind::Unreadable, Some("bomb"))]));
}

#[test]
fn a_cut_or_damaged_zip_gives_a_listing_or_an_error() {
    let scratch = Scratch::new();
    let whole = zip_of(&sample());
    let mut read = 0;
    for at in (0..whole.len()).step_by(whole.len() / 300) {
        let cut = gather(&scratch.file("cut", &whole[..at]), Limits::default());
        assert!(cut.is_err(), "the table is at the end");
        let mut flipped = whole.clone();
        flipped[at] ^= 0x55;
        read += usize::from(gather(&scratch.file("flipped", &flipped), Limits::default()).is_ok());
    }
    assert!(read > 100, "only {read} could be read");
}
