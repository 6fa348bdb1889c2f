//! How many times as fast as `serde_yaml` and as the full reader the fast reader is, on the files below
//! `CAMGI_BENCH_DIR`, from memory, on one core. The readers take turns, so that a machine that is busy for a while is
//! busy for all of them; medians of `CAMGI_BENCH_ROUNDS` (5) rounds.
//!
//! Timed is what stands between a text and its tree, file by file. Making the copy that a reader consumes and dropping
//! what it made are not: dropping costs `serde_yaml` more than the tape.
//!
//! `CAMGI_BENCH_DIR=/path/to/must-gather cargo bench --manifest-path benches/Cargo.toml --bench ratio`

use std::env;
use std::hint::black_box;
use std::time::{Duration, Instant};

use camgi_benches::{Corpus, fast, full, serde};

/// The fast reader takes this many passes a round, for they are short.
const FAST_PASSES: usize = 5;

/// Seconds that one pass takes.
fn pass<T>(texts: &[String], read: impl Fn(String) -> T) -> f64 {
    let mut taken = Duration::ZERO;
    for text in texts {
        let copy = text.clone();
        let start = Instant::now();
        let made = black_box(read(black_box(copy)));
        taken += start.elapsed();
        drop(made);
    }
    taken.as_secs_f64()
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

fn main() {
    let corpus = Corpus::load();
    let rounds = env::var("CAMGI_BENCH_ROUNDS").ok().and_then(|n| n.parse().ok()).unwrap_or(5_usize).max(1);
    let (mut by_fast, mut by_full, mut by_serde) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..rounds {
        by_fast.push(median((0..FAST_PASSES).map(|_| pass(&corpus.texts, fast)).collect()));
        by_serde.push(pass(&corpus.texts, serde));
        by_full.push(pass(&corpus.texts, full));
    }
    let pairs =
        |others: &[f64]| median(others.iter().zip(&by_fast).map(|(other, fast)| other / fast).collect());
    let (to_serde, to_full) = (pairs(&by_serde), pairs(&by_full));
    let megabytes = corpus.bytes as f64 / 1e6;
    let speed = |times| megabytes / median(times);
    println!("{} files, {} taken by the fast reader: {megabytes:.1} MB", corpus.files, corpus.texts.len());
    println!(
        "fast {:.0} MB/s, full {:.1} MB/s, serde_yaml {:.1} MB/s; fast is {to_serde:.1} x serde_yaml, {to_full:.1} x full",
        speed(by_fast),
        speed(by_full),
        speed(by_serde)
    );
}
