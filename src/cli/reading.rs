//! Reading an archive for a command: threads, opening, progress, and what to say when it cannot be read.

use std::io::{self, IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};

use rayon::{ThreadPool, ThreadPoolBuilder};

use super::Failure;
use super::args::HowArgs;
use super::progress::with_progress;
use crate::archive::{Archive, Limits, Progress};
use crate::engine::EngineError;
use crate::output::RenderError;

/// What standard input is called in reports.
const STANDARD_INPUT: &str = "standard input";

/// The threads for one command.
pub(super) fn pool(how: &HowArgs) -> Result<ThreadPool, Failure> {
    let mut pool = ThreadPoolBuilder::new();
    if let Some(threads) = how.threads {
        pool = pool.num_threads(threads.into());
    }
    pool.build().map_err(|error| Failure::Usage(vec![format!("threads cannot be started: {error}")]))
}

/// Opens the archive; `-` is standard input.
pub(super) fn open(path: &Path, limits: Limits) -> Result<Archive, Failure> {
    let opened = if path == Path::new("-") {
        if io::stdin().is_terminal() {
            let sentence = "standard input is a terminal; write `- < FILE`, or give a path";
            return Err(Failure::Usage(vec![sentence.to_owned()]));
        }
        Archive::from_stream(STANDARD_INPUT, Box::new(io::stdin()), limits)
    } else {
        Archive::open(path, limits)
    };
    opened.map_err(|error| Failure::Archive(error.to_string()))
}

/// Does `work` on the threads of `pool`, and shows meanwhile how far it is.
pub(super) fn work<T: Send>(
    (path, how): (&Path, &HowArgs),
    quiet: bool,
    pool: &ThreadPool,
    archive: &Archive,
    work: impl FnOnce(&Progress) -> Result<T, EngineError> + Send,
) -> Result<T, Failure> {
    let progress = Progress::default();
    let wanted = !how.no_progress && !quiet;
    with_progress(wanted, archive.name(), &progress, || pool.install(|| work(&progress)))
        .map_err(|error| Failure::Archive(refused(&error, path)))
}

/// Why nothing is known of it; with advice for whoever stands in a must-gather already.
fn refused(error: &EngineError, path: &Path) -> String {
    let advice = match error {
        EngineError::NotAMustGather { .. } => above(path),
        _ => None,
    };
    match advice {
        Some(above) => {
            format!("{error}; this looks like a part of one: try the directory above, {}", above.display())
        }
        None => error.to_string(),
    }
}

/// The directory above `path`, if that is one of the two that a must-gather consists of.
fn above(path: &Path) -> Option<PathBuf> {
    let is_part = |path: &Path| {
        path.file_name().is_some_and(|name| name == "namespaces" || name == "cluster-scoped-resources")
    };
    if is_part(path) {
        return path.parent().map(|above| if above == Path::new("") { ".".into() } else { above.into() });
    }
    // `.` has no name of its own.
    let real = path.canonicalize().ok().filter(|_| path.file_name().is_none())?;
    if is_part(&real) { real.parent().map(Into::into) } else { None }
}

/// Writes a page or a document to standard output, whole.
pub(super) fn write(
    what: &str,
    render: impl FnOnce(&mut dyn io::Write) -> Result<(), RenderError>,
) -> Result<(), Failure> {
    let mut out = io::BufWriter::new(io::stdout().lock());
    let written = render(&mut out).and_then(|()| out.flush().map_err(Into::into));
    match written {
        // Whoever read the output had enough of it.
        Err(error) if error.is_broken_pipe() => Ok(()),
        Err(error) => Err(Failure::Output(format!("the {what} cannot be written: {}", chain(&error)))),
        Ok(()) => Ok(()),
    }
}

/// An error with all its reasons, on one line.
pub(super) fn chain(error: &dyn std::error::Error) -> String {
    let reasons = std::iter::successors(Some(error), |error| error.source());
    reasons.map(ToString::to_string).collect::<Vec<_>>().join(": ")
}
