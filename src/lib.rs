//! camgi: a rule-based diagnostics linter for OpenShift must-gather archives.
//!
//! Data flows one way, and the rooms depend one way (`tests/architecture.rs` holds them to it):
//!
//! 1. [`cli`] turns arguments into options; nothing below it reads arguments, the environment or a clock.
//! 2. [`rules`] turns rule files into compiled rules, or shows every mistake in them.
//! 3. [`archive`] opens a directory or an archive, hands out the files somebody wants, and says where the roots are.
//! 4. [`model`] turns files into resources with places, and a root into a snapshot of a cluster.
//! 5. [`engine`] plans who wants which file, reads and judges in parallel, and closes the report.
//! 6. [`findings`] is that report: findings, outcomes of rules, notices.
//! 7. [`output`] writes the report, and sees nothing else.
//!
//! [`text`] is under all of them: spans, excerpts, and showing foreign text safely.

pub mod archive;
pub mod cli;
pub mod engine;
pub mod findings;
pub mod model;
pub mod output;
pub mod rules;
pub mod text;
