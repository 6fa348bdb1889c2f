//! Archives: any bytes are a report or an error with a sentence. The built-in rules judge what is in them, and every
//! format writes it without a raw control character.

use std::io::Cursor;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU32, Ordering};
use std::{env, fs, process};

use camgi::archive::{Archive, ArchiveError, Limits, Progress};
use camgi::engine;
use camgi::findings::{Inventory, Report};
use camgi::output::{
    Concise, Github, Human, HumanInventory, Json, Jsonl, Junit, Markdown, Render, Sarif, View,
};
use camgi::rules::{RuleSet, builtin, load};
use camgi::text::is_unsafe;

pub(crate) static RULES: LazyLock<RuleSet> =
    LazyLock::new(|| load(builtin(false), &[]).expect("the built-in rules").rules);

/// Bytes of an archive. A change to a member of a tarball spoils its checksum, and what comes behind is not read; so
/// it is read once more with checksums that hold.
pub(crate) fn check(bytes: &[u8]) {
    judge(bytes, &limits());
    let sound = with_checksums(bytes);
    if sound != bytes {
        judge(&sound, &limits());
    }
}

/// The report of a file, unless it ends in an error. From a file and from a stream: where both can be judged, both get
/// the same report. Only a file is read again for an archive inside of it.
pub(crate) fn judge(bytes: &[u8], limits: &Limits) -> Option<Report> {
    let scratch = Scratch::new(bytes);
    inspect(bytes);
    let stream = Box::new(Cursor::new(bytes.to_vec()));
    let from_file = report(Archive::open(&scratch.0, limits.clone()));
    let from_stream = report(Archive::from_stream(&scratch.name(), stream, limits.clone()));
    match (&from_file, &from_stream) {
        (Some(from_file), Some(from_stream)) => {
            assert_eq!(from_file, from_stream, "the report of a file and that of a stream");
            write(from_file);
        }
        (Some(report), None) | (None, Some(report)) => write(report),
        (None, None) => {}
    }
    from_file
}

fn report(archive: Result<Archive, ArchiveError>) -> Option<Report> {
    let report = archive.map_err(|error| error.to_string()).and_then(|archive| {
        safe(&archive.describe());
        engine::check(&archive, &RULES, &Progress::default()).map_err(|error| error.to_string())
    });
    report.map_err(|error| safe(&error)).ok()
}

/// What `camgi inspect` says of it.
fn inspect(bytes: &[u8]) {
    let stream = Box::new(Cursor::new(bytes.to_vec()));
    let Ok(archive) = Archive::from_stream("fuzzed", stream, limits()) else { return };
    match engine::inspect(&archive, &Progress::default()) {
        Ok(inventory) => {
            let human = HumanInventory { color: false, width: 100, unicode: true, verbose: true };
            for format in [&human as &dyn Render<Inventory>, &Json] {
                let mut out = Vec::new();
                format.render(&inventory, &mut out).expect("an inventory can be written");
                safe(std::str::from_utf8(&out).expect("inventories are UTF-8"));
            }
        }
        Err(error) => safe(&error.to_string()),
    }
}

/// Small enough that a bomb costs no time.
fn limits() -> Limits {
    Limits {
        entries: 200,
        entry_bytes: 1 << 16,
        total_bytes: 1 << 20,
        ratio_floor: 1 << 18,
        buffered_bytes: 1 << 20,
        inner_archives: 3,
        path_bytes: 300,
        depth: 12,
        ..Limits::default()
    }
}

fn write(report: &Report) {
    let human =
        Human { color: false, width: 100, view: View::default(), unicode: true, verbose: true, links: false };
    let mut text = String::new();
    let markdown = Markdown { view: View::default(), limit: Markdown::COMMENT };
    let (concise, github, junit) = (Concise::default(), Github::default(), Junit::default());
    let formats: [&dyn Render; 8] = [&human, &concise, &Json, &Jsonl, &Sarif, &junit, &markdown, &github];
    for format in formats {
        let mut out = Vec::new();
        format.render(report, &mut out).expect("a report can be written");
        text.push_str(std::str::from_utf8(&out).expect("reports are UTF-8"));
    }
    safe(&text);
    let ours = report.notices.iter().find(|notice| notice.message.contains("camgi panicked"));
    assert!(ours.is_none(), "{ours:?}");
}

pub(crate) fn safe(text: &str) {
    let bad = text.chars().find(|c| *c != '\n' && is_unsafe(*c));
    assert_eq!(bad, None, "an unsafe character is shown: {text:?}");
}

/// The same blocks, with the right checksum in each that stands where the header of a member is expected.
pub(crate) fn with_checksums(bytes: &[u8]) -> Vec<u8> {
    let mut out = bytes.to_vec();
    let mut at = 0;
    while let Some(header) = out.get_mut(at..at + 512) {
        let Some(size) = octal(&header[124..136]) else { break };
        if header.iter().any(|byte| *byte != 0) {
            header[148..156].fill(b' ');
            let sum: u32 = header.iter().map(|byte| u32::from(*byte)).sum();
            header[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
        }
        at += 512 + size.next_multiple_of(512);
    }
    out
}

fn octal(field: &[u8]) -> Option<usize> {
    let text = std::str::from_utf8(field).ok()?.trim_matches(['\0', ' ']);
    if text.is_empty() { Some(0) } else { usize::from_str_radix(text, 8).ok() }.filter(|size| *size < 1 << 30)
}

/// A file that goes away; in memory where the system has such a place.
struct Scratch(PathBuf);

impl Scratch {
    fn new(bytes: &[u8]) -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let memory = Path::new("/dev/shm");
        let directory = if memory.is_dir() { memory.into() } else { env::temp_dir() };
        let nr = NEXT.fetch_add(1, Ordering::Relaxed);
        let path = directory.join(format!("camgi-fuzz-{}-{nr}", process::id()));
        fs::write(&path, bytes).expect("a file");
        Self(path)
    }

    fn name(&self) -> String {
        self.0.file_name().expect("a name").to_string_lossy().into_owned()
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
    }
}
