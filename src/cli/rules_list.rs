//! `camgi rules list`.

use std::fmt::Write as _;
use std::io::{self, Write as _};

use super::Failure;
use super::args::ListArgs;
use super::exit::Status;
use super::rule_files::load_selected;

/// Runs the command.
pub(super) fn run(args: &ListArgs) -> Status {
    list(args).map_or_else(|failure| failure.report(args.color.color), |()| Status::Ok)
}

fn list(args: &ListArgs) -> Result<(), Failure> {
    let loaded = load_selected(&args.rules)?;
    let rules = &loaded.rules.rules;
    let width = |text: fn(&crate::findings::RuleInfo) -> &str| {
        rules.iter().map(|rule| text(&rule.info).len()).max().unwrap_or_default()
    };
    let (ids, components) = (width(|info| &info.id), width(|info| &info.component));
    let mut page = String::new();
    for rule in rules {
        let info = &rule.info;
        writeln!(
            page,
            "{:<ids$}  {:<7}  {:<components$}  {}",
            info.id, info.severity, info.component, info.title
        )
        .expect("internal error: writing to a String cannot fail");
    }
    // Nobody reads the rest when the pipe is closed.
    let _ = io::stdout().write_all(page.as_bytes());
    Ok(())
}
