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
        "{name} is a must-gather whose gather failed: its {files} files hold no object of the cluster ({signs}, but neither `cluster-scoped-resources/` nor `namespaces/`); gather again, and look at must-gather.logs for the reason"
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
        "{name} is not a must-gather: none of its {files} files lies in a `cluster-scoped-resources/` or `namespaces/` directory; expected what `oc adm must-gather` writes, its image directory, or a tarball of either"
    )]
    NotAMustGather {
        /// Base name of the input.
        name: String,
        /// How many files there are.
        files: usize,
    },
}
