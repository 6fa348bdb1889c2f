//! `camgi rules schema` and `camgi rules functions`: what an author looks up.

use std::fmt::Write as _;

use super::Failure;
use super::exit::Status;
use super::terminal::print;
use crate::cli::args::{SchemaArg, SchemaArgs, When};
use crate::rules::script::FUNCTIONS;
use crate::rules::spec::shapes;

/// Prints the JSON Schema of rules, or of the configuration.
pub(super) fn schema(args: &SchemaArgs) -> Status {
    let text = match args.of {
        SchemaArg::Rule => serde_json::to_string_pretty(shapes().as_json()),
        SchemaArg::Config => serde_json::to_string_pretty(super::config::schema()),
    };
    let text = text.unwrap_or_default();
    ended(print(&(text + "\n")))
}

/// Prints what expressions and scripts can call.
pub(super) fn functions() -> Status {
    let width = FUNCTIONS.iter().map(|function| function.call.len()).max().unwrap_or_default();
    let mut page = String::new();
    for function in FUNCTIONS {
        writeln!(page, "{:<width$}  {}", function.call, function.gives)
            .expect("internal error: writing to a String cannot fail");
    }
    ended(print(&page))
}

fn ended(printed: Result<(), Failure>) -> Status {
    printed.map_or_else(|failure| failure.report(When::Auto), |()| Status::Ok)
}
