//! Files with holes in a tar.

use tar::EntryType as T;

use super::kinds;
use super::tars::read;
use crate::archive::testing::{gz, member, paths, raw_tar};
use crate::archive::{Limits, OddityKind};

/// An extended header, as POSIX has it.
fn extended(records: &[(&str, &str)]) -> Vec<u8> {
    let mut data = Vec::new();
    for (key, value) in records {
        let rest = format!(" {key}={value}\n");
        // The length counts its own digits.
        let length =
            (1..).map(|digits| rest.len() + digits).find(|all| all.to_string().len() + rest.len() == *all);
        data.extend(format!("{}{rest}", length.expect("a length")).bytes());
    }
    member(b"PaxHeaders/x", T::XHeader, &data)
}

#[test]
fn a_file_with_holes_in_extended_headers_is_told_under_its_own_name() {
    let data = [&b"1\n0\n9\n"[..], &[0; 505], b"kind: Pod"].concat();
    let newest = [
        ("GNU.sparse.major", "1"),
        ("GNU.sparse.minor", "0"),
        ("GNU.sparse.name", "mg/b"),
        ("GNU.sparse.realsize", "4096"),
    ];
    let oldest = [("GNU.sparse.size", "4097"), ("GNU.sparse.numblocks", "1")];
    let tar = raw_tar(&[
        member(b"mg/a", T::Regular, b"1"),
        extended(&newest),
        member(b"mg/GNUSparseFile.7/b", T::Regular, &data),
        extended(&oldest),
        member(b"mg/c", T::Regular, b"kind: Pod"),
        extended(&[("mtime", "1")]),
        member(b"mg/d", T::Regular, b"2"),
    ]);
    for tar in [tar.clone(), gz(&tar)] {
        let (listing, handed) = read(&tar, Limits::default()).expect("a listing");
        assert_eq!(
            (paths(&listing).join(" "), handed.join(" ")),
            ("mg/a mg/b mg/c mg/d".into(), "mg/a mg/d".into())
        );
        assert_eq!((listing.files[1].bytes, listing.files[2].bytes), (4096, 4097));
        assert_eq!(kinds(&listing), ["mg/b", "mg/c"].map(|path| (OddityKind::Unreadable, Some(path))));
        assert!(listing.oddities[0].message.ends_with("pack it again without -S"));
    }
}

/// Each of them is under the limit for a file.
#[test]
fn many_sparse_files_stop_at_the_ratio() {
    let sparse = |name: &[u8]| {
        let mut header = tar::Header::new_gnu();
        header.as_mut_bytes()[..name.len()].copy_from_slice(name);
        header.set_entry_type(T::GNUSparse);
        header.set_size(512);
        let gnu = header.as_gnu_mut().expect("a GNU header");
        gnu.set_real_size(1 << 20);
        gnu.sparse[0].offset.copy_from_slice(format!("{:011o}\0", (1 << 20) - 512).as_bytes());
        gnu.sparse[0].numbytes.copy_from_slice(format!("{:011o}\0", 512).as_bytes());
        header.set_cksum();
        [&header.as_bytes()[..], &[b'x'; 512]].concat()
    };
    let tar = raw_tar(&[b"a", b"b", b"c"].map(|name| sparse(name)));
    let limits = Limits { ratio: 50, ratio_floor: 2 << 20, ..Limits::default() };
    let (listing, handed) = read(&tar, limits).expect("a listing");
    assert_eq!(
        (handed, kinds(&listing)),
        (vec!["a".to_owned(), "b".to_owned()], vec![(OddityKind::OverLimit, None)])
    );
    assert_eq!(read(&tar, Limits::default()).expect("a listing").1, ["a", "b", "c"]);
}
