//! What the fuzz targets hold: one file for each, with `check(bytes)`, which panics when something is wrong. The
//! integration tests use the same files on the seeds, so that a crash that became a seed stays a test.

pub(crate) mod archives;
pub(crate) mod documents;
pub(crate) mod logs;
pub(crate) mod paths;
pub(crate) mod rules;
