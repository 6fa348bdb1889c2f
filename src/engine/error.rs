//! Why there is no report at all. Everything less than that is a notice or an outcome.

use thiserror::Error;

use crate::archive::ArchiveError;

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
        "{name} is not a must-gather: nothing in its {} lies in a `cluster-scoped-resources/` or `namespaces/` directory; expected what `oc adm must-gather` writes, its image directory, or a tarball of either",
        counted(*files)
    )]
    NotAMustGather {
        /// Base name of the input.
        name: String,
        /// How many files there are.
        files: usize,
    },
    /// It is something else, with archives in it.
    #[error(
        "{name} is not a must-gather, and none was found in what it holds: {first}{}; take that archive out and give its path",
        if *more == 0 { String::new() } else { format!(" and {} more", archives(*more)) }
    )]
    HoldsArchives {
        /// Base name of the input.
        name: String,
        /// The first archive in it.
        first: String,
        /// How many others there are.
        more: usize,
    },
}

fn archives(count: usize) -> String {
    if count == 1 { "1 archive".to_owned() } else { format!("{count} archives") }
}

fn counted(files: usize) -> String {
    if files == 1 { "1 file".to_owned() } else { format!("{files} files") }
}
