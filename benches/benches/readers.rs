//! Each reader of YAML over all files below `CAMGI_BENCH_DIR`, from memory, on one core: how long one pass takes and
//! how many bytes a second that is. The copies that the readers consume are made outside of the timed part; dropping
//! what was read is inside.
//!
//! `CAMGI_BENCH_DIR=/path/to/must-gather cargo bench --manifest-path benches/Cargo.toml --bench readers`

use std::sync::LazyLock;

use camgi_benches::{Corpus, fast, full, serde};
use divan::Bencher;
use divan::counter::BytesCount;

static CORPUS: LazyLock<Corpus> = LazyLock::new(Corpus::load);

fn main() {
    println!("{}: {} bytes", CORPUS.directory.display(), CORPUS.bytes);
    divan::main();
}

fn pass<T>(bencher: Bencher<'_, '_>, read: impl Fn(String) -> T + Sync) {
    bencher.counter(BytesCount::new(CORPUS.bytes)).with_inputs(|| CORPUS.texts.clone()).bench_values(
        |texts| {
            for text in texts {
                divan::black_box(read(text));
            }
        },
    );
}

#[divan::bench(sample_count = 20, sample_size = 1)]
fn fast_reader(bencher: Bencher<'_, '_>) {
    pass(bencher, fast);
}

#[divan::bench(sample_count = 3, sample_size = 1)]
fn full_reader(bencher: Bencher<'_, '_>) {
    pass(bencher, full);
}

#[divan::bench(sample_count = 3, sample_size = 1)]
fn serde_yaml(bencher: Bencher<'_, '_>) {
    pass(bencher, serde);
}
