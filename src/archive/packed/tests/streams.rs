//! Archives on a stream.

use std::io::{self, Cursor, Read};

use crate::archive::testing::{gather_all, gz, sample, tar_of, zip_of};
use crate::archive::{Archive, ArchiveError, Limits, Need};

fn open(bytes: Vec<u8>, limits: Limits) -> Result<Archive, ArchiveError> {
    Archive::from_stream("standard input", Box::new(Cursor::new(bytes)), limits)
}

#[test]
fn a_stream_is_read_once() {
    let archive = open(gz(&tar_of(&sample())), Limits::default()).expect("an archive");
    assert_eq!(archive.describe(), "tar.gz file standard input");
    assert_eq!(gather_all(&archive, Need::Whole).expect("a listing").1.len(), sample().len());
    let again = gather_all(&archive, Need::Whole).expect_err("it is gone");
    assert_eq!(
        again.to_string(),
        "standard input: cannot be read (a stream can be read only once); check the disk or copy the archive again"
    );
}

#[test]
fn what_is_no_archive_is_told() {
    for (bytes, message) in [
        (&b""[..], "standard input: an empty file, not an archive; give "),
        (b"kind: Pod\n", "standard input: text that starts with `kind: Pod`, not an archive; give "),
    ] {
        let error = open(bytes.to_vec(), Limits::default()).expect_err("no archive").to_string();
        assert!(error.starts_with(message), "{error}");
    }
    let archive = open(gz(b"just a log\n"), Limits::default()).expect("a gzip file");
    let error = gather_all(&archive, Need::Whole).expect_err("no tar").to_string();
    assert!(
        error.starts_with("standard input: a gzip file with text that starts with `just a log` inside"),
        "{error}"
    );
}

#[test]
fn a_zip_is_kept_in_memory_up_to_a_limit() {
    let zip = zip_of(&sample());
    let limits = Limits { buffered_bytes: zip.len() as u64 - 1, ..Limits::default() };
    let archive = open(zip, limits).expect("a zip file");
    let error = gather_all(&archive, Need::Whole).expect_err("too large").to_string();
    assert!(
        error.starts_with("standard input: a zip file that cannot be read from any place, and has more"),
        "{error}"
    );
    assert!(error.ends_with("save it to a file and give its path"), "{error}");
}

#[test]
fn a_stream_that_breaks_gives_what_came_before() {
    struct Broken;
    impl Read for Broken {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            Err(io::Error::other("the pipe burst"))
        }
    }
    let tar = tar_of(&sample());
    let half = Cursor::new(tar[..tar.len() / 2].to_vec()).chain(Broken);
    let archive = Archive::from_stream("-", Box::new(half), Limits::default()).expect("a tar");
    let (listing, handed) = gather_all(&archive, Need::Whole).expect("a listing");
    assert!(!handed.is_empty() && handed.len() < sample().len());
    assert!(listing.oddities[0].message.contains("the pipe burst"), "{}", listing.oddities[0].message);
    let error = Archive::from_stream("-", Box::new(Broken), Limits::default()).expect_err("nothing came");
    assert!(matches!(error, ArchiveError::Io { .. }));
}
