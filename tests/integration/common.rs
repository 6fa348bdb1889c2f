//! Runs the binary with a scrubbed environment, and finds what the tests read.

use std::fs;
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

use serde_json::Value;

/// The repository.
pub(crate) fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The must-gather of a fixture.
pub(crate) fn fixture(name: &str) -> PathBuf {
    root().join("fixtures").join(name).join("must-gather")
}

/// Names of all fixtures.
pub(crate) const FIXTURES: [&str; 5] =
    ["healthy", "machine-failed", "degraded-operator", "node-lost", "broken-files"];

/// The folder beside the repository that holds real archives. Where it is not there, the test says so on standard
/// error, past the test runner's capture, and is skipped.
pub(crate) fn shared(test: &str) -> Option<PathBuf> {
    let shared = root().join("../shared");
    if shared.join("archives").is_dir() {
        return Some(shared);
    }
    skipped(test, "there is no ../shared beside this clone");
    None
}

/// Says that a test is skipped, past the test runner's capture.
pub(crate) fn skipped(test: &str, why: &str) {
    writeln!(std::io::stderr(), "SKIPPED {test}: {why}").expect("standard error");
}

/// The `.tar.xz` files of real archives.
pub(crate) fn real_archives(test: &str) -> Vec<PathBuf> {
    let Some(shared) = shared(test) else { return Vec::new() };
    let entries = fs::read_dir(shared.join("archives")).expect("../shared/archives");
    let mut all: Vec<PathBuf> = entries.map(|entry| entry.expect("an entry").path()).collect();
    all.retain(|path| path.to_string_lossy().ends_with(".tar.xz"));
    all.sort();
    assert!(all.len() > 20, "the real archives are there");
    all
}

/// What a run gave.
pub(crate) struct Run {
    pub(crate) status: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Run {
    /// The JSON on standard output.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.stdout)
            .unwrap_or_else(|error| panic!("{error}: {}{}", self.stdout, self.stderr))
    }
}

/// Runs camgi.
pub(crate) fn camgi(arguments: &[&str]) -> Run {
    run(command().args(arguments))
}

/// Runs `camgi check --format json` on a path.
pub(crate) fn check_json(path: &Path, more: &[&str]) -> Value {
    report(command(), path, more)
}

fn report(mut camgi: Command, path: &Path, more: &[&str]) -> Value {
    run(camgi.args(["check", "--format", "json"]).arg(path).args(more)).json()
}

/// Runs `camgi check - --format json` with an archive on standard input.
pub(crate) fn check_stream(archive: Vec<u8>, more: &[&str]) -> Run {
    let mut child = command()
        .args(["check", "-", "--format", "json"])
        .args(more)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("camgi starts");
    let mut stdin = child.stdin.take().expect("a pipe");
    // Whoever has read enough closes the pipe.
    let writer = std::thread::spawn(move || drop(stdin.write_all(&archive)));
    let output = child.wait_with_output().expect("camgi runs");
    writer.join().expect("the archive was written");
    ended(output)
}

/// The command, with nothing in the environment that changes output.
pub(crate) fn command() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_camgi"));
    command.current_dir(root());
    for name in [
        "NO_COLOR",
        "CLICOLOR_FORCE",
        "COLUMNS",
        "RAYON_NUM_THREADS",
        "TERM",
        "FORCE_HYPERLINK",
        "ARTIFACT_DIR",
        "XDG_CONFIG_HOME",
        "HOME",
        "APPDATA",
        "CAMGI_CONFIG",
        "CAMGI_RULES",
        "CAMGI_SELECT",
        "CAMGI_EXTEND_SELECT",
        "CAMGI_IGNORE",
        "CAMGI_FAIL_ON",
        "CAMGI_FORMAT",
        "CAMGI_BASELINE",
    ] {
        command.env_remove(name);
    }
    command
}

/// The same with a few rules of the pack, for what is about findings and not about rules: it then does not change with every
/// rule that is added.
pub(crate) mod few {
    use super::{Command, Path, Run, Value, run};

    const RULES: &str = "co-degraded,co-progressing-stuck,co-unavailable,csr-denied,csr-pending,csv-failed,csv-stuck,\
        cv-failing,cv-unavailable,cv-upgrade-stuck,machine-failed,mco-node-degraded,mcp-degraded,mcp-paused,\
        node-not-ready,node-pressure,node-unschedulable";

    pub(crate) fn command() -> Command {
        let mut command = super::command();
        command.env("CAMGI_SELECT", RULES);
        command
    }

    pub(crate) fn camgi(arguments: &[&str]) -> Run {
        run(command().args(arguments))
    }

    pub(crate) fn check_json(path: &Path, more: &[&str]) -> Value {
        super::report(command(), path, more)
    }
}

/// The command, which may have so much memory and no more.
#[cfg(target_os = "linux")]
pub(crate) fn command_within(megabytes: u64) -> Command {
    let mut shell = Command::new("sh");
    shell.args(["-c", "ulimit -v $0 && exec \"$@\"", &(megabytes << 10).to_string()]);
    let camgi = command();
    shell.arg(camgi.get_program()).current_dir(root());
    for (name, value) in camgi.get_envs() {
        assert_eq!(value, None, "camgi's environment is only scrubbed");
        shell.env_remove(name);
    }
    shell
}

/// Runs a command to its end.
pub(crate) fn run(command: &mut Command) -> Run {
    ended(command.output().expect("camgi runs"))
}

pub(crate) fn ended(output: Output) -> Run {
    let Output { status, stdout, stderr } = output;
    let status = status.code().expect("camgi was not killed by a signal");
    assert_ne!(status, 101, "camgi panicked: {}", String::from_utf8_lossy(&stderr));
    let text = |bytes| String::from_utf8(bytes).expect("camgi writes UTF-8");
    Run { status, stdout: text(stdout), stderr: text(stderr) }
}

/// A rule of one's own: the header that every rule has, and the rest of it.
pub(crate) fn rule(id: &str, rest: &str) -> String {
    format!(
        "apiVersion: camgi/v1\nkind: Rule\nid: {id}\ntitle: A title\nseverity: info\ncomponent: c\n\
         description: d\nhelp: h\n{rest}"
    )
}

/// How a rule ended in a report, and why.
pub(crate) fn outcome(report: &Value, rule: &str) -> (String, String) {
    let rules = report["rules"].as_array().expect("rules");
    let rule = rules.iter().find(|r| r["id"] == rule).expect("the rule");
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    (text(&rule["outcome"]), text(&rule["reason"]))
}

/// A directory of its own that goes away.
pub(crate) struct Scratch(PathBuf);

impl Scratch {
    pub(crate) fn new() -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let nr = NEXT.fetch_add(1, Ordering::Relaxed);
        let path = std::env::temp_dir().join(format!("camgi-test-{}-{nr}", std::process::id()));
        fs::create_dir_all(&path).expect("a directory for the test");
        Self(path)
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    /// Writes a file, with the directories above it.
    pub(crate) fn write(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        fs::create_dir_all(path.parent().expect("a parent")).expect("a directory");
        fs::write(&path, bytes).expect("a file");
        path
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// All files below a directory: path inside it, and bytes.
pub(crate) fn files_below(directory: &Path) -> Vec<(String, Vec<u8>)> {
    fn walk(base: &Path, directory: &Path, found: &mut Vec<(String, Vec<u8>)>) {
        for entry in fs::read_dir(directory).expect("a directory") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                walk(base, &path, found);
            } else {
                let name = path.strip_prefix(base).expect("below its base").to_string_lossy().into_owned();
                found.push((name, fs::read(&path).expect("a file")));
            }
        }
    }
    let mut found = Vec::new();
    walk(directory, directory, &mut found);
    found.sort();
    found
}

/// A tarball of files.
pub(crate) fn tarball(files: &[(String, Vec<u8>)], prefix: &str) -> Vec<u8> {
    let mut builder = tar::Builder::new(Vec::new());
    for (name, bytes) in files {
        let mut header = tar::Header::new_gnu();
        header.set_size(bytes.len() as u64);
        header.set_mode(0o644);
        builder.append_data(&mut header, format!("{prefix}{name}"), bytes.as_slice()).expect("an entry");
    }
    builder.into_inner().expect("a tarball")
}

/// The tar in a `.tar.xz` file.
pub(crate) fn unpacked(path: &Path) -> Vec<u8> {
    let mut tar = Vec::new();
    let mut packed = liblzma::read::XzDecoder::new(fs::File::open(path).expect("the archive"));
    packed.read_to_end(&mut tar).expect("an xz file");
    tar
}

/// The files in a tar: path, and bytes.
pub(crate) fn members(tar: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut files = Vec::new();
    for entry in tar::Archive::new(tar).entries().expect("a tar") {
        let mut entry = entry.expect("a member");
        if entry.header().entry_type().is_file() {
            let path = entry.path().expect("a path").to_string_lossy().into_owned();
            let mut bytes = Vec::new();
            entry.read_to_end(&mut bytes).expect("its data");
            files.push((path, bytes));
        }
    }
    files
}

pub(crate) fn gz(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).expect("gz");
    encoder.finish().expect("gz")
}

pub(crate) fn zst(bytes: &[u8]) -> Vec<u8> {
    ruzstd::encoding::compress_to_vec(bytes, ruzstd::encoding::CompressionLevel::Fastest)
}

pub(crate) fn xz(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = liblzma::write::XzEncoder::new(Vec::new(), 1);
    encoder.write_all(bytes).expect("xz");
    encoder.finish().expect("xz")
}

/// A zip file of these files.
pub(crate) fn zip<N: AsRef<[u8]>>(files: &[(N, Vec<u8>)]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut zip = rawzip::ZipArchiveWriter::new(&mut out);
    for (name, bytes) in files {
        // As they are: the library would take `a:` for the drive of a Windows path.
        let path = rawzip::path::EntryPath::verbatim(name.as_ref());
        let entry = zip.new_file(path).compression_method(rawzip::CompressionMethod::DEFLATE).start();
        let (mut entry, config) = entry.expect("an entry");
        let encoder = flate2::write::DeflateEncoder::new(&mut entry, flate2::Compression::fast());
        let mut writer = config.wrap(encoder);
        writer.write_all(bytes).expect("its data");
        let (encoder, descriptor) = writer.finish().expect("its end");
        encoder.finish().expect("its data");
        entry.finish(descriptor).expect("the entry");
    }
    zip.finish().expect("the table");
    out
}

/// The same in another order, which depends on `seed` alone.
pub(crate) fn shuffled<T: Clone>(all: &[T], seed: u64) -> Vec<T> {
    let mut all = all.to_vec();
    let mut state = seed;
    for last in (1..all.len()).rev() {
        // Knuth's MMIX generator.
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        all.swap(last, (state >> 33) as usize % (last + 1));
    }
    all
}
