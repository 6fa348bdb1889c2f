//! Expressions and scripts (rhai): where maps do not reach. One constructor of the engine with every limit; objects are
//! looked at lazily and never copied; nothing of the machine can be reached.

mod engine;
mod functions;
mod program;
mod view;

pub use engine::begin;
pub use functions::{FUNCTIONS, Function};
pub use program::{Collected, Program, ScriptError, ScriptFinding};
pub use view::{Thing, View};
