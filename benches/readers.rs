//! How fast documents are read: the fast reader against the full one, from memory, on one core. Reads every YAML file
//! below `CAMGI_BENCH_DIR` (our fixtures unless set) and prints megabytes a second and the ratio.
//!
//! `CAMGI_BENCH_DIR=/path/to/must-gather cargo bench --bench readers`

use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use std::{env, fs};

use camgi::model::{Document, DocumentLimits};

/// Each reader runs at least this long.
const LONG_ENOUGH: Duration = Duration::from_secs(2);

fn collect(directory: &Path, texts: &mut Vec<String>) {
    for entry in fs::read_dir(directory).expect("a directory") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            collect(&path, texts);
        } else if path.extension().is_some_and(|extension| extension == "yaml")
            && let Ok(text) = fs::read_to_string(&path)
        {
            texts.push(text);
        }
    }
}

/// Megabytes (10^6) a second, the best of all rounds.
fn measure(texts: &[&String], read: impl Fn(String) -> bool) -> f64 {
    let bytes: usize = texts.iter().map(|text| text.len()).sum();
    let (start, mut best) = (Instant::now(), f64::MAX);
    while start.elapsed() < LONG_ENOUGH {
        let round = Instant::now();
        for text in texts {
            black_box(read((*text).clone()));
        }
        best = best.min(round.elapsed().as_secs_f64());
    }
    bytes as f64 / 1e6 / best
}

#[expect(clippy::print_stdout, reason = "a benchmark prints what it measured")]
fn main() {
    let directory = env::var_os("CAMGI_BENCH_DIR").map_or_else(|| PathBuf::from("fixtures"), PathBuf::from);
    let mut texts = Vec::new();
    collect(&directory, &mut texts);
    let taken: Vec<&String> = texts.iter().filter(|text| Document::is_dialect(text)).collect();
    let megabytes = taken.iter().map(|text| text.len()).sum::<usize>() as f64 / 1e6;
    println!(
        "{}: {} files, {} of them Go's dialect, {megabytes:.1} MB",
        directory.display(),
        texts.len(),
        taken.len()
    );
    let limits = DocumentLimits::default();
    let fast = measure(&taken, |text| Document::parse(text, limits).is_ok());
    let full = measure(&taken, |text| Document::parse_fully(text, limits).is_ok());
    println!("fast {fast:.0} MB/s, full {full:.0} MB/s, ratio {:.1}", fast / full);
}
