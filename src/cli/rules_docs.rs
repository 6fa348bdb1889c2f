//! `camgi rules docs`: the index of the rules that take part, as a page for a browser.

use super::Failure;
use super::args::ListArgs;
use super::exit::Status;
use super::rule_files::load_selected;
use super::settings::RuleSettings;
use super::terminal::print;
use crate::output::rule_docs::{Documented, html_page};
use crate::rules::Rule;

/// Runs the command.
pub(super) fn run(args: &ListArgs) -> Status {
    docs(args).map_or_else(|failure| failure.report(args.color.color), |()| Status::Ok)
}

fn docs(args: &ListArgs) -> Result<(), Failure> {
    let rules = load_selected(&RuleSettings::new(&args.rules, &[], false)?)?.rules;
    let documented: Vec<Documented<'_>> = rules.rules.iter().map(documented).collect();
    let page = html_page(&documented).expect("internal error: the page of the rules is no template");
    print(&page)
}

fn documented(rule: &Rule) -> Documented<'_> {
    let directory = rule.origin.name.rsplit(['/', '\\']).nth(1).unwrap_or("rules");
    Documented {
        info: &rule.info,
        category: directory.to_owned(),
        params: rule
            .declared
            .iter()
            .map(|param| [param.name.clone(), param.default.clone(), param.description.clone()])
            .collect(),
    }
}
