//! `camgi rules show`: a rule as it is written, with its tests.

use super::Failure;
use super::args::ExplainArgs;
use super::exit::Status;
use super::explain::{find, load_all};
use super::terminal::print;
use crate::model::{Document, ReadOptions};
use crate::rules::Rule;
use crate::text::printable;

/// Runs the command.
pub(super) fn run(args: &ExplainArgs) -> Status {
    show(args).map_or_else(|failure| failure.report(args.color.color), |()| Status::Ok)
}

fn show(args: &ExplainArgs) -> Result<(), Failure> {
    let loaded = load_all(args)?;
    print(&printable(&written(find(&loaded, args)?)))
}

/// The document of the rule, of a file that may hold several.
fn written(rule: &Rule) -> String {
    let text = &rule.origin.text;
    let options = ReadOptions { keep_managed_fields: true, ..ReadOptions::default() };
    let Ok(document) = Document::parse(text.clone(), options) else { return text.clone() };
    if document.roots().count() < 2 {
        return text.clone();
    }
    let is_it = |root: &crate::model::Node<'_>| root.get_text("id") == Some(rule.info.id.as_str());
    let part = document.roots().find(is_it).map(|root| root.span().of(text).trim_end().to_owned());
    part.map_or_else(|| text.clone(), |part| part + "\n")
}
