//! Archives that did not arrive whole: cut anywhere, or with any byte changed, there is a report or an error, and a
//! report says what it could not see. `CAMGI_DAMAGE=100000 cargo test damaged` tries that many places.

use std::env;
use std::time::{Duration, Instant};

use camgi::archive::Limits;
use camgi::engine::Plan;
use camgi::findings::{NoticeCode, Outcome, Report};

use crate::checks::archives::{RULES, judge, with_checksums};
use crate::common::{files_below, fixture, gz, members, real_archives, tarball, unpacked, xz, zip, zst};

/// Longer than any archive of these tests takes on a slow machine.
const PATIENCE: Duration = Duration::from_secs(10);

/// Bytes of the part of a real archive that is packed again.
const PART: usize = 60_000;

type Files = Vec<(String, Vec<u8>)>;

/// A sound archive, which has a report.
struct Sound {
    /// What it is, for messages.
    name: String,
    form: &'static str,
    bytes: Vec<u8>,
    report: Report,
}

/// A fixture, and where the real archives are a part of one, in every form.
fn sound(test: &str) -> Vec<Sound> {
    let mut samples = vec![("machine-failed", files_below(&fixture("machine-failed")))];
    let real = real_archives(test).into_iter().find(|path| path.ends_with("must-gather-azure.tar.xz"));
    samples.extend(real.map(|path| ("must-gather-azure", judged_part(members(&unpacked(&path))))));
    let mut all = Vec::new();
    for (sample, files) in samples {
        for (form, bytes) in forms(&files) {
            let report = report(&bytes).expect("a report");
            assert!(!says(&report, &[NoticeCode::TruncatedArchive]), "{sample} as {form} is whole");
            all.push(Sound { name: format!("{sample} as {form}"), form, bytes, report });
        }
    }
    all
}

/// The files that the rules look at, up to a size.
fn judged_part(files: Files) -> Files {
    let plan = Plan::new(&RULES);
    let mut left = PART;
    let fits = |(path, bytes): &(String, Vec<u8>)| {
        let is_taken =
            plan.want(path).need() != camgi::archive::Need::Nothing && bytes.len() <= left.min(PART / 8);
        left -= if is_taken { bytes.len() } else { 0 };
        is_taken
    };
    let part: Files = files.into_iter().filter(fits).collect();
    assert!(left < PART / 2, "most of the part is there");
    part
}

fn forms(files: &Files) -> [(&'static str, Vec<u8>); 5] {
    let tar = tarball(files, "mg/");
    [("tar.gz", gz(&tar)), ("tar.xz", xz(&tar)), ("tar.zst", zst(&tar)), ("zip", zip(files)), ("tar", tar)]
}

/// How many places to damage, over all samples and forms.
fn count(unless_told: usize) -> usize {
    env::var("CAMGI_DAMAGE").map_or(unless_told, |count| count.parse().expect("CAMGI_DAMAGE is a number"))
}

/// Places below `below` and what to change there; always the same.
fn places(count: usize, below: usize) -> Vec<(usize, u8)> {
    let mut state = below as u64;
    let mut next = || {
        // Knuth's MMIX generator.
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((state >> 33) as usize % below, (state >> 25) as u8 | 1)
    };
    (0..count).map(|_| next()).collect()
}

/// Judges an archive in good time. Only its name, which is that of a scratch file, is left out of the report.
fn report(bytes: &[u8]) -> Option<Report> {
    let limits =
        Limits { entry_bytes: 1 << 20, total_bytes: 8 << 20, ratio_floor: 4 << 20, ..Limits::default() };
    let start = Instant::now();
    let mut report = judge(bytes, &limits);
    assert!(start.elapsed() < PATIENCE, "took {:?}", start.elapsed());
    if let Some(report) = &mut report {
        report.archive.name.clear();
    }
    report
}

fn says(report: &Report, codes: &[NoticeCode]) -> bool {
    report.notices.iter().any(|notice| codes.contains(&notice.code))
}

#[test]
fn what_is_cut_off_is_told() {
    let all = sound("damaged::what_is_cut_off_is_told");
    for Sound { name, form, bytes, report: whole } in &all {
        let mut judged = 0;
        let places = places(count(400) / all.len(), bytes.len());
        for (cut, _) in &places {
            let Some(report) = report(&bytes[..*cut]) else { continue };
            judged += 1;
            let what = format!("{name}, cut at {cut} of {}", bytes.len());
            if !says(&report, &[NoticeCode::TruncatedArchive]) {
                assert!(report == *whole, "{what}: something is missing, and nothing says so");
                continue;
            }
            let passed: Vec<&str> = report
                .rules
                .iter()
                .filter(|rule| rule.outcome == Outcome::Pass)
                .map(|rule| rule.info.id.as_str())
                .collect();
            assert!(passed.is_empty(), "{what}: how can {passed:?} be told?");
        }
        match *form {
            "zip" => assert_eq!(judged, 0, "the table of a zip file is at its end"),
            "tar" => assert!(judged > places.len() / 2, "only {judged} reports of {name}"),
            _ => {}
        }
    }
}

#[test]
fn a_changed_byte_is_told_where_there_are_checksums() {
    let all = sound("damaged::a_changed_byte_is_told_where_there_are_checksums");
    for Sound { name, form, bytes, report: whole } in &all {
        // A tar has checksums only of its headers, and a zip file none of its table.
        let summed = match *form {
            "tar" => 0,
            "zip" => table_of(bytes),
            _ => bytes.len(),
        };
        let mut judged = 0;
        for (at, change) in places(count(2000) / all.len(), bytes.len()) {
            let mut changed = bytes.clone();
            changed[at] ^= change;
            let sound = if *form == "tar" { with_checksums(&changed) } else { Vec::new() };
            if !sound.is_empty() && sound != changed {
                report(&sound);
            }
            let Some(report) = report(&changed) else { continue };
            judged += 1;
            let told = says(&report, &[NoticeCode::TruncatedArchive, NoticeCode::UnreadableFile]);
            assert!(
                told || report == *whole || at >= summed,
                "{name}, byte {at} xor {change:#x}: something is changed, and nothing says so"
            );
        }
        assert!(judged > 0, "no {name} gave a report");
    }
}

/// Where the table of a zip file without a comment begins (APPNOTE.TXT, section 4.3.16).
fn table_of(zip: &[u8]) -> usize {
    let end = &zip[zip.len() - 22..];
    assert!(end.starts_with(b"PK\x05\x06"));
    u32::from_le_bytes([end[16], end[17], end[18], end[19]]) as usize
}

/// As they are, by the real binary. With `CAMGI_DAMAGE` all of them.
#[cfg(target_os = "linux")]
#[test]
fn real_archives_take_bounded_memory_and_time() {
    use crate::common::{Scratch, command_within, run};

    let mut archives = real_archives("damaged::real_archives_take_bounded_memory_and_time");
    if env::var_os("CAMGI_DAMAGE").is_none() {
        archives.retain(|path| path.ends_with("oc-ocpbugs-60768.tar.xz"));
    }
    for archive in archives {
        let packed = std::fs::read(&archive).expect("the archive");
        let scratch = Scratch::new();
        for (at, change) in places(count(4), packed.len()) {
            let mut changed = packed.clone();
            changed[at] ^= change;
            for (what, bytes) in [("cut", &packed[..at]), ("changed", &changed[..])] {
                let start = Instant::now();
                let path = scratch.write("damaged.tar.xz", bytes);
                let run = run(command_within(2048).args(["check", "-j2", "--format", "json"]).arg(&path));
                let what = format!("{} {what} at {at}: {}", archive.display(), run.stderr);
                assert!(start.elapsed() < PATIENCE, "{what}: took {:?}", start.elapsed());
                let is_refused = run.status == 3 && run.stderr.starts_with("error: ");
                assert_eq!(is_refused, run.stdout.is_empty(), "{what}");
                assert!([0, 1, 3].contains(&run.status), "{what}: status {}", run.status);
            }
        }
    }
}
