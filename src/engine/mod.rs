//! Running rules over an archive: who wants which file, reading and judging in parallel, closing the report; counting
//! what it holds; and the runner of rule tests. Knows nothing of arguments and of formats.

mod about;
mod appendix;
mod causes;
mod census;
mod combine;
mod counts;
mod decode;
mod error;
mod events;
mod gathered;
mod hits;
mod index;
mod inspect;
mod intake;
mod items;
mod judge;
mod lasting;
mod lines;
mod log_files;
mod measure;
mod notices;
mod plan;
mod probe;
mod programs;
mod read;
mod relations;
mod roots;
mod rule_test;
mod run;
mod shortlist;

pub use error::EngineError;
pub use inspect::inspect;
#[doc(hidden)]
pub use measure::judge_in_memory;
pub use plan::{Plan, Want};
pub use probe::{Match, Probed, Show, probe};
pub use rule_test::{NewText, Updates, run_tests, updates};
pub use run::{Checked, More, Timings, check, check_with};
