//! Tarballs and zip files that lie or explode.

use std::io::{self, Read};
use std::path::Path;

use camgi::archive::{Archive, Limits, Progress};
use camgi::engine;
use camgi::findings::{NoticeCode, Outcome, Report};
use tar::EntryType as T;

use super::{NODES, lost, lost_node, notices, outcome, say};
use crate::checks::archives::RULES;
use crate::common::{Scratch, gz, tarball, xz, zip, zst};

const EVENTS: &str = "namespaces/n/core/events.yaml";

/// One member as it stands in a tar; hostile paths and types pass as they are.
pub(super) fn member(path: &[u8], kind: T, data: &[u8]) -> Vec<u8> {
    let mut out = header(path, kind, data.len() as u64).as_bytes().to_vec();
    out.extend_from_slice(data);
    out.resize(out.len().next_multiple_of(512), 0);
    out
}

fn header(path: &[u8], kind: T, size: u64) -> tar::Header {
    assert!(path.len() <= 100, "the field of the header has no more");
    let mut header = tar::Header::new_gnu();
    header.as_mut_bytes()[..path.len()].copy_from_slice(path);
    header.set_entry_type(kind);
    header.set_mode(0o644);
    header.set_size(size);
    header.set_cksum();
    header
}

fn lost_member() -> Vec<u8> {
    member(format!("{NODES}/lost.yaml").as_bytes(), T::Regular, lost_node("lost").as_bytes())
}

/// Limits that a bomb meets soon.
fn few_bytes() -> Limits {
    Limits { ratio: 20, ratio_floor: 8 << 20, ..Limits::default() }
}

fn judge(path: &Path, limits: Limits) -> Report {
    let archive = Archive::open(path, limits).expect("an archive");
    engine::check(&archive, &RULES, &Progress::default()).expect("a report")
}

fn told(report: &Report) -> Vec<(NoticeCode, Option<&str>)> {
    let about_time = [NoticeCode::GatherTimeEstimated, NoticeCode::GatherTimeUnknown];
    let notices = report.notices.iter().filter(|notice| !about_time.contains(&notice.code));
    notices.map(|notice| (notice.code, notice.file.as_deref())).collect()
}

/// The lost Node was found, and nothing else is said to be fine.
fn found_and_nothing_passed(report: &Report, what: &str) {
    assert_eq!(report.findings.iter().filter(|found| found.rule == "node-not-ready").count(), 1, "{what}");
    assert!(report.rules.iter().all(|rule| rule.outcome != Outcome::Pass), "{what}");
}

#[test]
fn a_tarball_of_2_gib_of_zeros_stops_at_the_ratio() {
    const SIZE: u64 = 2 << 30;
    const PART: usize = 16 << 20;
    let zeros = vec![0; PART];
    let scratch = Scratch::new();
    for (name, pack) in [("tar.gz", gz as fn(&[u8]) -> Vec<u8>), ("tar.xz", xz), ("tar.zst", zst)] {
        let part = pack(&zeros);
        // What is needed whole, what is needed by lines, and what is passed over.
        for path in [format!("{NODES}/bomb.yaml"), EVENTS.to_owned(), "namespaces/n/bomb".to_owned()] {
            let head =
                [lost_member(), header(path.as_bytes(), T::Regular, SIZE).as_bytes().to_vec()].concat();
            let mut bomb = pack(&head);
            (0..SIZE / PART as u64).for_each(|_| bomb.extend(&part));
            bomb.extend(pack(&[0; 1024]));
            let report = judge(&scratch.write(name, bomb), few_bytes());
            let what = format!("{path} in {name}");
            found_and_nothing_passed(&report, &what);
            assert!(told(&report).contains(&(NoticeCode::OverLimit, None)), "{what}: {:?}", told(&report));
        }
    }
}

#[test]
fn gzip_bombs_inside_stop_at_a_limit() {
    let part = gz(&vec![b' '; 16 << 20]);
    let bomb = part.repeat(32);
    let scratch = Scratch::new();
    let log = "namespaces/n/pods/p/c/c/logs/previous.log.gz";
    let nodes = format!("{NODES}/bomb.yaml.gz");
    let events = format!("{EVENTS}.gz");
    let mut files = vec![(format!("{NODES}/lost.yaml"), lost_node("lost").into_bytes())];
    files.extend([log, &nodes, &events].map(|path| (path.to_owned(), bomb.clone())));
    for (path, bytes) in &files {
        scratch.write(&format!("mg/{path}"), bytes);
    }
    let tar = scratch.write("mg.tar", tarball(&files, ""));
    for path in [scratch.path("mg"), tar, scratch.write("mg.zip", zip(&files))] {
        let report = judge(&path, few_bytes());
        // A log that no rule reads is not unpacked.
        let expected = [&nodes, &events].map(|path| (NoticeCode::OverLimit, Some(path.as_str())));
        assert_eq!(told(&report), expected, "{}", path.display());
        assert_eq!(report.findings.len(), 1, "{}", path.display());
    }
}

#[test]
fn a_sparse_file_of_any_size_takes_neither_time_nor_memory() {
    for real_size in [1_u64 << 30, 1 << 40, 1 << 62] {
        let mut header = header(format!("{NODES}/sparse.yaml").as_bytes(), T::GNUSparse, 512);
        let gnu = header.as_gnu_mut().expect("a GNU header");
        gnu.set_real_size(real_size);
        let octal = |field: &mut [u8], number: u64| {
            // The largest need the other notation, with the highest bit set.
            field.fill(0);
            field[4..].copy_from_slice(&number.to_be_bytes());
            field[0] |= 0x80;
        };
        octal(&mut gnu.sparse[0].offset, real_size - 512);
        octal(&mut gnu.sparse[0].numbytes, 512);
        header.set_cksum();
        let sparse = [header.as_bytes().to_vec(), vec![b'x'; 512]].concat();
        let tar = [lost_member(), sparse, vec![0; 1024]].concat();
        let scratch = Scratch::new();
        for path in [scratch.write("mg.tar", &tar), scratch.write("mg.tar.gz", gz(&tar))] {
            let report = say(&path);
            assert_eq!(lost(&report), ["lost"]);
            assert_eq!(notices(&report), [("over-limit", format!("{NODES}/sparse.yaml").as_str())]);
            assert_eq!(outcome(&report, "node-pressure"), "skip");
        }
    }
}

#[test]
fn a_member_that_is_shorter_than_its_header_says_is_told() {
    for size in [600, 1 << 20, 1 << 33, u64::MAX >> 1] {
        let lying = header(format!("{NODES}/lying.yaml").as_bytes(), T::Regular, size).as_bytes().to_vec();
        let tar = [lost_member(), lying, b"kind: Node\n".to_vec()].concat();
        let scratch = Scratch::new();
        for path in [scratch.write("mg.tar", &tar), scratch.write("mg.tar.gz", gz(&tar))] {
            let report = say(&path);
            assert_eq!(lost(&report), ["lost"], "{size}");
            assert!(notices(&report).iter().any(|(code, _)| *code == "truncated-archive"), "{size}");
            assert_eq!(outcome(&report, "node-pressure"), "skip", "{size}");
        }
    }
}

#[test]
fn a_zip_file_that_lies_is_told() {
    let name = format!("{NODES}/lying.yaml");
    let files = [(format!("{NODES}/lost.yaml"), lost_node("lost").into_bytes()), (name, vec![b'#'; 3000])];
    let whole = zip(&files);
    let table = whole.windows(4).rposition(|four| four == b"PK\x01\x02").expect("the last line of the table");
    let scratch = Scratch::new();
    // Fields of APPNOTE.TXT, section 4.3.12: checksum, and the sizes before and after decompression.
    for (what, field, value) in [
        ("checksum", 16, 0x1234_5678_u32),
        ("stored size", 20, 1),
        ("size", 24, 2999),
        ("size", 24, 3001),
        ("size", 24, 200 << 20),
        ("size", 24, u32::MAX - 1),
    ] {
        let mut lying = whole.clone();
        lying[table + field..][..4].copy_from_slice(&value.to_le_bytes());
        let report = say(&scratch.write("mg.zip", lying));
        assert_eq!(lost(&report), ["lost"], "{what} {value}");
        let [(code, file)] = notices(&report)[..] else { panic!("{what} {value}: {:?}", notices(&report)) };
        assert!(["unreadable-file", "over-limit"].contains(&code), "{what} {value}: {code}");
        assert_eq!(file, format!("{NODES}/lying.yaml"), "{what} {value}");
        assert_eq!(outcome(&report, "node-pressure"), "skip", "{what} {value}");
    }
}

/// The same path twice, with another content: the first counts, and it is told that there was another.
#[test]
fn entries_that_come_twice_are_told() {
    let path = format!("{NODES}/twice.yaml");
    let files = [(path.clone(), lost_node("first").into_bytes()), (path, lost_node("second").into_bytes())];
    let scratch = Scratch::new();
    for archive in [scratch.write("mg.tar", tarball(&files, "")), scratch.write("mg.zip", zip(&files))] {
        let report = say(&archive);
        assert_eq!(lost(&report), ["first"]);
        assert_eq!(notices(&report), [("duplicate-entry", format!("{NODES}/twice.yaml").as_str())]);
        assert_eq!(outcome(&report, "node-pressure"), "skip", "the other may be under pressure");
    }
}

/// A stream that never ends.
struct Endless(io::Cursor<Vec<u8>>);

impl Read for Endless {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if self.0.position() == self.0.get_ref().len() as u64 {
            self.0.set_position(0);
        }
        self.0.read(into)
    }
}

#[test]
fn a_stream_without_an_end_stops_at_a_limit() {
    let limits = Limits { entries: 5000, total_bytes: 32 << 20, ..few_bytes() };
    let large = member(format!("{NODES}/large.yaml").as_bytes(), T::Regular, &vec![b'#'; 1 << 20]);
    for stream in [lost_member(), gz(&lost_member()), xz(&lost_member()), [lost_member(), large].concat()] {
        let endless = Box::new(Endless(io::Cursor::new(stream)));
        let archive = Archive::from_stream("endless", endless, limits.clone()).expect("a stream");
        let report = engine::check(&archive, &RULES, &Progress::default()).expect("a report");
        found_and_nothing_passed(&report, "endless");
        assert!(told(&report).contains(&(NoticeCode::OverLimit, None)), "{:?}", told(&report));
    }
}

/// Between opening and reading.
#[test]
fn an_archive_that_changes_or_vanishes_is_told() {
    let tar = [lost_member(), member(EVENTS.as_bytes(), T::Regular, &[b'#'; 9000]), vec![0; 1024]].concat();
    let files = [(format!("{NODES}/lost.yaml"), lost_node("lost").into_bytes())];
    let scratch = Scratch::new();
    for (form, whole) in [("tar", tar.clone()), ("tar.gz", gz(&tar)), ("zip", zip(&files))] {
        let read_after = |change: &dyn Fn(&Path)| {
            let path = scratch.write(form, &whole);
            let archive = Archive::open(&path, Limits::default()).expect("an archive");
            change(&path);
            engine::check(&archive, &RULES, &Progress::default())
        };
        let gone = read_after(&|path| std::fs::remove_file(path).expect("the file"));
        assert!(gone.is_err_and(|error| error.to_string().contains("no such file")), "{form}");
        let empty = read_after(&|path| std::fs::write(path, b"").expect("the file"));
        assert!(empty.is_err(), "{form}");
        let short = read_after(&|path| std::fs::write(path, &whole[..whole.len() / 2]).expect("the file"));
        match short {
            Ok(report) => {
                assert!(told(&report).iter().any(|(code, _)| *code == NoticeCode::TruncatedArchive))
            }
            Err(error) => assert!(error.to_string().contains("damaged or cut off"), "{form}: {error}"),
        }
    }
}
