//! Judging an archive for a command: its rules are loaded, the archive is read, and what is set aside is marked.

use std::io::{self, Write as _};
use std::path::Path;

use super::Failure;
use super::args::HowArgs;
use super::reading;
use super::rule_files::{Selected, load_selected};
use super::settings::RuleSettings;
use super::timing::Timing;
use crate::archive::Archive;
use crate::findings::{Appendix, Report, Suppression};

/// How an archive is judged.
#[derive(Debug, Clone, Copy)]
pub(super) struct Judging<'a> {
    /// Which rules, and how much of the archive.
    pub(super) rules: &'a RuleSettings,
    /// Findings that are set aside.
    pub(super) suppressions: &'a [Suppression],
    /// Threads and progress.
    pub(super) how: &'a HowArgs,
    /// Whether nothing is said on standard error.
    pub(super) quiet: bool,
    /// Whether more is said there.
    pub(super) verbose: bool,
}

impl Judging<'_> {
    /// The report of an archive.
    pub(super) fn report(&self, path: &Path, timing: &mut Timing) -> Result<Report, Failure> {
        self.judge(path, timing, None).map(|(report, _)| report)
    }

    /// The same, and what a page shows beside it where that is asked for: of each log so many bytes at most.
    pub(super) fn judge(
        &self,
        path: &Path,
        timing: &mut Timing,
        page: Option<usize>,
    ) -> Result<(Report, Option<Appendix>), Failure> {
        let pool = reading::pool(self.how)?;
        let load = || timing.load(|| load_selected(self.rules));
        let open = || {
            let archive = reading::open(path, self.rules.config.limits.clone())?;
            archive.list_ahead();
            Ok(archive)
        };
        let (selected, archive): (Result<Selected, Failure>, Result<Archive, Failure>) =
            if path == Path::new("-") {
                // Whoever pipes into us is told of a mistake in a rule at once.
                let selected = Ok(pool.install(load)?);
                (selected, open())
            } else {
                pool.install(|| rayon::join(load, open))
            };
        let (Selected { rules, left_out }, archive) = (selected?, archive?);
        if self.verbose {
            // If standard error is closed there is nobody to tell.
            let _ = writeln!(io::stderr(), "rules: {}; archive: {}", rules.rules.len(), archive.describe());
        }
        let (mut report, appendix) =
            reading::work((path, self.how), self.quiet, &pool, &archive, |progress| {
                timing.check(&archive, &rules, progress, page)
            })?;
        let mut suppressions = self.suppressions.to_vec();
        for suppression in &mut suppressions {
            suppression.is_idle = left_out.iter().any(|rule| suppression.is_about(rule));
        }
        report.suppress(&suppressions);
        // The process ends soon, and giving back hundreds of thousands of texts before takes a while.
        std::mem::forget((rules, archive));
        Ok((report, appendix))
    }
}
