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
use crate::text::decode;

/// How paths become what is compared.
pub(super) struct Digests<'a> {
    args: &'a JudgedArgs,
    settings: RuleSettings,
}

impl<'a> Digests<'a> {
    /// For these paths.
    pub(super) fn new(args: &'a JudgedArgs, paths: &[PathBuf]) -> Result<Self, Failure> {
        Ok(Self { args, settings: RuleSettings::new(&args.rules, paths, args.quiet)? })
    }

    /// The baseline that is named, or else that of the environment or the configuration.
    pub(super) fn baseline(&self, named: Option<&Path>) -> Option<PathBuf> {
        self.settings.baseline(named.map(Path::to_owned)).value
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
    // A pipe would lose what is read of it here.
    if !path.is_file() {
        return false;
    }
    let mut head = [0; 64];
    let read = File::open(path).and_then(|mut file| file.read(&mut head));
    let text =
        |many: usize| head[..many].strip_prefix(b"\xef\xbb\xbf").unwrap_or(&head[..many]).trim_ascii_start();
    read.is_ok_and(|many| text(many).starts_with(b"{"))
}

fn read(path: &Path) -> Result<Digest, Failure> {
    let wrong = |why: String| Failure::Archive(format!("{} {why}", path.display()));
    let bytes = std::fs::read(path).map_err(|error| wrong(format!("cannot be read: {error}")))?;
    read_report(&decode(bytes).text).map_err(|error| wrong(format!("cannot be compared: {error}")))
}
