//! Logs: many patterns in one pass over a file, and what a line says of its time, its level and who wrote it. Knows
//! bytes only: not rules, not archives, not which file is a log.
//!
//! [`Patterns`] are the regexes of all rules. From each the texts are taken of which one has to be in any line that it
//! matches (`required`), and of these the rarest part (`rarity`). One filter (`grams`) looks for all of them at once, and
//! a regex is tried only on the line of such a text. Patterns without one are searched for apart (`unaided`). [`Scan`] does
//! that for one file and gives [`Hit`]s: exactly the lines that each regex would match alone. [`LogLine`] reads one line.

mod fields;
mod grams;
mod hit;
mod lazy;
mod level;
mod line;
mod literal;
mod patterns;
mod rarity;
mod required;
mod scan;
mod size;
mod stamp;
mod unaided;

pub use hit::{Found, Hit};
pub use lazy::LazyRegex;
pub use level::Level;
pub use line::{LogFormat, LogLine};
pub use patterns::{PatternError, PatternSet, Patterns, Prepared};
pub use scan::Scan;
