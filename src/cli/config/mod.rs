//! The configuration file: where it is (`find`), how it is written (`spec`), and what it says (`read`). What flags and the
//! environment say is not known here.

mod find;
mod read;
mod spec;

use std::fs;
use std::path::{Path, PathBuf};

use super::Failure;
use crate::rules::written::SourceText;
use crate::text::{Decoded, decode, printable};

pub(super) use read::{Config, schema};

/// What was read, and what was passed over.
#[derive(Debug, Default)]
pub(super) struct Configured {
    /// What the file says; nothing without one.
    pub(super) config: Config,
    /// Files that were passed over, because they lie in an archive.
    pub(super) passed_over: Vec<PathBuf>,
}

/// Reads the configuration that is `named`, or else the one that is found.
pub(super) fn configuration(named: Option<&Path>, archives: &[PathBuf]) -> Result<Configured, Failure> {
    let (path, passed_over) = match named {
        Some(path) => (Some(path.to_owned()), Vec::new()),
        None => {
            let working = std::env::current_dir().unwrap_or_default();
            let found = find::find(&working, user_folder().as_deref(), archives);
            // A path is shown as it would be typed.
            let shown = |path: PathBuf| match fs::canonicalize(&working) {
                Ok(working) => path.strip_prefix(&working).map(Path::to_owned).unwrap_or(path),
                Err(_) => path,
            };
            (found.path.map(shown), found.in_archives.into_iter().map(shown).collect())
        }
    };
    let config = match path {
        Some(path) => read_file(&path)?,
        None => Config::default(),
    };
    Ok(Configured { config, passed_over })
}

fn read_file(path: &Path) -> Result<Config, Failure> {
    let wrong = |why: String| Failure::Usage(vec![format!("the configuration {} {why}", path.display())]);
    let bytes = fs::read(path).map_err(|error| wrong(format!("cannot be read: {error}")))?;
    let Decoded { text, is_lossy: false, .. } = decode(bytes) else {
        return Err(wrong("is not UTF-8 text".to_owned()));
    };
    let name = printable(&path.to_string_lossy()).into_owned();
    let directory = path.parent().unwrap_or(Path::new(""));
    read::read(SourceText { name, text }, directory).map_err(Failure::Config)
}

/// Where configurations of this user are; see the XDG Base Directory Specification.
fn user_folder() -> Option<PathBuf> {
    let folder = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    folder("XDG_CONFIG_HOME")
        .filter(|path| path.is_absolute())
        .or_else(|| folder("APPDATA"))
        .or_else(|| folder("HOME").map(|home| home.join(".config")))
}
