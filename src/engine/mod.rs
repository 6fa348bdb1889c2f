//! Running rules over an archive: who wants which file, reading and judging in parallel, closing the report; counting
//! what it holds; and the runner of rule tests. Knows nothing of arguments and of formats.

mod census;
mod error;
mod inspect;
mod intake;
mod judge;
mod notices;
mod plan;
mod read;
mod relations;
mod roots;
mod rule_test;
mod run;

pub use error::EngineError;
pub use inspect::inspect;
pub use plan::{Plan, Want};
pub use rule_test::{TestResult, run_tests};
pub use run::check;
