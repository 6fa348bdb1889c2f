//! `scan DIR PATTERNS -jN`: how many lines of the `.log` files below a directory each pattern matches, a pattern a line in
//! the file `PATTERNS`. What `rg -c` is measured against, but told apart by pattern.

use std::cell::Cell;
use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use camgi::model::logs::{PatternSet, Patterns, Scan};

/// Bytes of a line that is searched whole.
const PIECE: usize = 1 << 20;
/// Bytes that are read at a time: what the second cache still has when it is searched.
const READ: usize = 1 << 18;

thread_local! {
    static BUFFER: Cell<Vec<u8>> = const { Cell::new(Vec::new()) };
}

struct Search {
    patterns: Patterns,
    wanted: PatternSet,
    counts: Vec<AtomicU64>,
    lines: AtomicU64,
}

impl Search {
    /// Directories are listed and files are searched by whoever is idle.
    fn directory<'s>(&'s self, directory: &Path, scope: &rayon::Scope<'s>) {
        for entry in fs::read_dir(directory).expect("a directory") {
            let entry = entry.expect("an entry");
            let (path, kind) = (entry.path(), entry.file_type().expect("a type"));
            if kind.is_dir() {
                scope.spawn(move |scope| self.directory(&path, scope));
            } else if kind.is_file() && path.extension().is_some_and(|ending| ending == "log") {
                scope.spawn(move |_| self.file(&path).expect("a file that can be read"));
            }
        }
    }

    fn file(&self, path: &Path) -> io::Result<()> {
        let mut file = File::open(path)?;
        let mut scan = Scan::new(&self.patterns, &self.wanted);
        let mut counts = vec![0_u64; self.counts.len()];
        let mut buffer = BUFFER.take();
        buffer.resize(PIECE, 0);
        let mut filled = 0;
        loop {
            let more = (filled + READ).min(PIECE);
            let count = file.read(&mut buffer[filled..more])?;
            let end = buffer[filled..filled + count].iter().rposition(|byte| *byte == b'\n');
            let end = end.map(|at| filled + at + 1);
            filled += count;
            if end.is_none() && count > 0 && filled < PIECE {
                continue;
            }
            let end = if count == 0 { filled } else { end.unwrap_or(filled) };
            scan.piece(&buffer[..end], &mut |hit| counts[hit.pattern] += 1);
            buffer.copy_within(end..filled, 0);
            filled -= end;
            if count == 0 {
                break;
            }
        }
        BUFFER.set(buffer);
        self.lines.fetch_add(scan.lines(), Ordering::Relaxed);
        for (sum, count) in self.counts.iter().zip(counts).filter(|(_, count)| *count > 0) {
            sum.fetch_add(count, Ordering::Relaxed);
        }
        Ok(())
    }
}

fn main() {
    let mut arguments = std::env::args_os().skip(1);
    let usage = "usage: scan DIR PATTERNS [-jN]";
    let (directory, list) = (arguments.next().expect(usage), arguments.next().expect(usage));
    let threads =
        arguments.next().map_or(Some(1), |n| n.to_str()?.strip_prefix("-j")?.parse().ok()).expect(usage);
    let list = fs::read_to_string(list).expect("the patterns");
    let patterns =
        Patterns::new(list.lines()).unwrap_or_else(|error| panic!("{}: {error}", error.pattern + 1));
    let counts = (0..patterns.len()).map(|_| AtomicU64::new(0)).collect();
    let search = Search { wanted: patterns.all(), patterns, counts, lines: AtomicU64::new(0) };
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
    let directory = PathBuf::from(directory);
    pool.scope(|scope| search.directory(&directory, scope));
    for (pattern, count) in list.lines().zip(&search.counts) {
        println!("{}\t{pattern}", count.load(Ordering::Relaxed));
    }
    println!("{}\tlines", search.lines.load(Ordering::Relaxed));
}
