//! `camgi rules list`.

use std::fmt::Write as _;

use super::Failure;
use super::args::ListArgs;
use super::exit::Status;
use super::rule_files::load_selected;
use super::settings::RuleSettings;
use super::terminal::print;
use crate::text::one_line;

/// Runs the command.
pub(super) fn run(args: &ListArgs) -> Status {
    list(args).map_or_else(|failure| failure.report(args.color.color), |()| Status::Ok)
}

fn list(args: &ListArgs) -> Result<(), Failure> {
    let rules = load_selected(&RuleSettings::new(&args.rules, &[], false)?)?.rules;
    let rows: Vec<[String; 4]> = rules
        .rules
        .iter()
        .map(|rule| {
            let info = &rule.info;
            [&info.id, info.severity.as_str(), &info.component, &info.title]
                .map(|cell| one_line(cell, usize::MAX))
        })
        .collect();
    let width = |column: usize| rows.iter().map(|row| row[column].len()).max().unwrap_or_default();
    let (ids, components) = (width(0), width(2));
    let mut page = String::new();
    for [id, severity, component, title] in &rows {
        writeln!(page, "{id:<ids$}  {severity:<7}  {component:<components$}  {title}")
            .expect("internal error: writing to a String cannot fail");
    }
    print(&page)
}
