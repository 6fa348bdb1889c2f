//! Why there is no report at all. Everything less than that is a notice or an outcome.

use thiserror::Error;

use crate::archive::{ArchiveError, ArchivePath, InnerArchives};
use crate::text::one_line;

/// Why an archive cannot be judged; the archive's fault, or the caller's who named the wrong one.
#[derive(Debug, Error)]
pub enum EngineError {
    /// It cannot be opened or read.
    #[error(transparent)]
    Archive(#[from] ArchiveError),
    /// It is a must-gather, but nothing of the cluster is in it.
    #[error(
        "{name} is a must-gather whose gather failed: its {} hold no object of the cluster ({signs}, but neither `cluster-scoped-resources/` nor `namespaces/`); gather again, and look at must-gather.logs for the reason",
        counted(*files)
    )]
    GatherFailed {
        /// Base name of the input.
        name: String,
        /// How many files there are.
        files: usize,
        /// What says that it is one.
        signs: String,
    },
    /// It is something else.
    #[error(
        "{name} is not a must-gather: nothing in its {} lies in a `cluster-scoped-resources/` or `namespaces/` directory; expected what `oc adm must-gather` writes, its image directory, or an archive of either",
        counted(*files)
    )]
    NotAMustGather {
        /// Base name of the input.
        name: String,
        /// How many files there are.
        files: usize,
    },
    /// It is something else, with archives in it.
    #[error("{name} is not a must-gather, {}; take that archive out and give its path", holds(archives))]
    HoldsArchives {
        /// Base name of the input.
        name: String,
        /// The archives in it; not none.
        archives: InnerArchives,
    },
}

fn holds(archives: &InnerArchives) -> String {
    let InnerArchives { paths, looked_into, trouble } = archives;
    let shown = |path: &ArchivePath| one_line(path.as_str(), 200);
    let first = paths.first().map(shown).unwrap_or_default();
    let more = match paths.len().saturating_sub(1) {
        0 => String::new(),
        1 => " and 1 more archive".to_owned(),
        more => format!(" and {more} more archives"),
    };
    if *looked_into == 0 {
        return format!("and what it holds cannot be looked into from standard input: {first}{more}");
    }
    let mut details = Vec::new();
    if *looked_into < paths.len() {
        details.push(format!("only the first {looked_into} by path were looked into"));
    }
    if let Some((path, reason)) = trouble {
        details.push(format!("{}: {}", shown(path), one_line(reason, 300)));
    }
    let details = if details.is_empty() { String::new() } else { format!(" ({})", details.join("; ")) };
    format!("and none was found in what it holds: {first}{more}{details}")
}

fn counted(files: usize) -> String {
    if files == 1 { "1 file".to_owned() } else { format!("{files} files") }
}
