//! What is compared of a path: an archive is judged, and a JSON report is read.

use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use super::Failure;
use super::args::JudgedArgs;
use super::judging::Judging;
use super::settings::RuleSettings;
use super::timing::Timing;
use crate::findings::Digest;
use crate::output::json::read_report;

/// How paths become what is compared.
pub(super) struct Digests<'a> {
    args: &'a JudgedArgs,
    settings: RuleSettings,
}

impl<'a> Digests<'a> {
    /// For these paths.
    pub(super) fn new(args: &'a JudgedArgs, paths: &[PathBuf]) -> Result<Self, Failure> {
        Ok(Self { args, settings: RuleSettings::new(&args.rules, paths)? })
    }

    /// Judges or reads one.
    pub(super) fn of(&self, path: &Path) -> Result<Digest, Failure> {
        if is_report(path) {
            return read(path);
        }
        let suppressions = match self.args.no_suppressions {
            true => &[][..],
            false => &self.settings.config.suppress,
        };
        let judging = Judging {
            rules: &self.settings,
            suppressions,
            how: &self.args.how,
            quiet: self.args.quiet,
            verbose: false,
        };
        Ok(Digest::from(&judging.report(path, &mut Timing::new(false))?))
    }
}

/// Whether a file is a document of JSON: no archive begins so.
fn is_report(path: &Path) -> bool {
    let mut head = [0; 64];
    let read = File::open(path).and_then(|mut file| file.read(&mut head));
    let is_file = path.is_file();
    is_file && read.is_ok_and(|many| head[..many].trim_ascii_start().starts_with(b"{"))
}

fn read(path: &Path) -> Result<Digest, Failure> {
    let wrong = |why: String| Failure::Archive(format!("{} {why}", path.display()));
    let text = std::fs::read_to_string(path).map_err(|error| wrong(format!("cannot be read: {error}")))?;
    read_report(&text).map_err(|error| wrong(format!("cannot be compared: {error}")))
}
