//! Rules: how they are written, checked and compiled, and what they match. Knows neither archives nor threads nor
//! how anything is printed.

mod builtin;
mod combine;
mod compile;
mod fields;
mod file_parts;
mod guard;
mod lint;
mod load;
mod matcher;
mod message;
mod overrides;
mod path;
mod rule;
pub mod script;
mod select;
mod source;
pub mod spec;
mod template_check;
pub mod written;

pub use builtin::builtin;
pub use combine::{Correlate, Expectation, Group, Join, Key};
pub use compile::{MOST_LINES, is_id};
pub use guard::{Guard, Unmet, VersionRange};
pub use lint::{LINTS, Lint, Lock, lint, locked};
pub use load::{Loaded, RuleTest, is_test_file, load};
pub use matcher::{Condition, ParamValue, Params, Scope};
pub use message::{Context, Messages};
pub use overrides::{ParamOverride, ParamPlace};
pub use path::{Path, PathError};
pub use rule::{About, Declared, From, Place, Report, Rule, RuleSet};
pub use select::{SelectError, Selection};
pub use source::{Aggregate, Count, Decode, Events, Logs, Paths, Per, Resources, Select, Source, fits};
