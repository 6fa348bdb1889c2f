//! End to end: the real binary on our fixtures, and on the real archives where `../shared` is there.

mod authoring;
#[path = "../fuzz/checks/mod.rs"]
mod checks;
mod cli;
mod common;
mod could_not_tell;
mod damaged;
mod differential;
mod encodings;
mod examples;
mod exit_status;
mod fixtures;
mod generated;
mod handbook;
mod hostile;
mod inner_archives;
mod inspect;
mod language;
mod limits;
mod logs;
mod managed_fields;
mod many_lines;
mod mistakes;
mod pack;
mod places;
mod roots;
mod same_report;
mod schemas;
mod seeds;
mod shell;
mod verdicts;
