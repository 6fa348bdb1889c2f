//! What the benchmarks share: the YAML that is read, and the three readers with one face. Nothing is measured here.

use std::path::{Path, PathBuf};
use std::{env, fs};

use camgi::model::{Document, DocumentLimits};
use serde_yaml::Value;

/// The YAML files that are read.
pub struct Corpus {
    /// The directory they lie below.
    pub directory: PathBuf,
    /// How many YAML files are there.
    pub files: usize,
    /// The texts of those that the fast reader takes, so that all readers do the same work.
    pub texts: Vec<String>,
    /// Their length together.
    pub bytes: usize,
}

impl Corpus {
    /// All below `CAMGI_BENCH_DIR`; the fixtures unless it is set.
    ///
    /// # Panics
    /// When that is no directory, or there is nothing to read in it.
    #[must_use]
    pub fn load() -> Self {
        let fixtures = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures");
        let directory = env::var_os("CAMGI_BENCH_DIR").map_or_else(fixtures, PathBuf::from);
        let mut all = Vec::new();
        collect(&directory, &mut all);
        let files = all.len();
        let texts: Vec<String> = all.into_iter().filter(|text| Document::is_dialect(text)).collect();
        assert!(!texts.is_empty(), "no YAML that the fast reader takes below {}", directory.display());
        let bytes = texts.iter().map(String::len).sum();
        Self { directory, files, texts, bytes }
    }
}

fn collect(directory: &Path, texts: &mut Vec<String>) {
    let mut entries: Vec<PathBuf> =
        fs::read_dir(directory).expect("a directory").map(|entry| entry.expect("an entry").path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            collect(&path, texts);
        } else if path.extension().is_some_and(|extension| extension == "yaml")
            && let Ok(text) = fs::read_to_string(&path)
            && !text.trim().is_empty()
        {
            texts.push(text);
        }
    }
}

/// The fast reader: the tape, with places.
///
/// # Panics
/// When the text is not YAML; [`Corpus`] has none of those.
#[must_use]
pub fn fast(text: String) -> Document {
    Document::parse(text, DocumentLimits::default()).expect("the fast reader takes it")
}

/// The full reader: the same tape from saphyr-parser's events.
///
/// # Panics
/// As [`fast`].
#[must_use]
pub fn full(text: String) -> Document {
    Document::parse_fully(text, DocumentLimits::default()).expect("the full reader takes it")
}

/// `serde_yaml` 0.9 into its generic value, without places.
///
/// # Panics
/// As [`fast`].
#[must_use]
pub fn serde(text: String) -> Value {
    serde_yaml::from_str(&text).expect("serde_yaml takes it")
}
