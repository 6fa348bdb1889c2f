//! What a finding says of its causes: its links with all their values, and which rules may explain it. Which finding does
//! in the end is found when the report is closed.

use std::collections::BTreeMap;
use std::ops::ControlFlow;

use super::combine::Case;
use crate::findings::MayExplain;
use crate::model::{GatherTime, Node, Shape};
use crate::rules::{From, Place, Rule};
use crate::text::clip;

/// Longer values of links and groups are cut.
pub(super) const LINK_KEPT: usize = 300;
/// A link with more values than these has so many things to do with that no cause explains them all.
const MOST_VALUES: usize = 1_000;
/// Of a text that names causes so much is searched.
const TEXT_KEPT: usize = 32 * 1024;

/// The links that a script says of a finding.
pub(super) fn said_links(said: BTreeMap<String, Vec<String>>) -> BTreeMap<String, Vec<String>> {
    let mut links = BTreeMap::new();
    for (name, texts) in said {
        let mut values = Vec::new();
        let _ = texts.iter().try_for_each(|text| keep(&mut values, text));
        put(&mut links, &name, values);
    }
    links
}

pub(super) fn links(rule: &Rule, case: &Case<'_>) -> BTreeMap<String, Vec<String>> {
    let mut links = BTreeMap::new();
    for (name, place) in &rule.links {
        let mut values: Vec<String> = Vec::new();
        visit(case, place, &mut |text| keep(&mut values, text));
        put(&mut links, name, values);
    }
    links
}

/// Adds a value of a link, as long as there are not too many.
fn keep(values: &mut Vec<String>, text: &str) -> ControlFlow<()> {
    // Two that name nothing do not name the same.
    if !text.is_empty() && !values.iter().any(|known| known == text) {
        values.push(clip(text, LINK_KEPT).into_owned());
    }
    if values.len() > MOST_VALUES { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
}

fn put(links: &mut BTreeMap<String, Vec<String>>, name: &str, values: Vec<String>) {
    if !values.is_empty() && values.len() <= MOST_VALUES {
        links.insert(name.to_owned(), values);
    }
}

pub(super) fn explained_by(rule: &Rule, case: &Case<'_>, now: Option<GatherTime>) -> Vec<MayExplain> {
    let entries = rule.info.explained_by.iter().zip(&rule.causes);
    let holds =
        entries.filter(|(_, cause)| cause.when.as_ref().is_none_or(|when| when.holds(case.item.scope(now))));
    holds
        .map(|(explained, cause)| MayExplain {
            rule: explained.rule.clone(),
            by: explained.by.clone(),
            text: cause.named_in.as_ref().map(|place| text_at(case, place)),
        })
        .collect()
}

/// All texts at a place, a line each.
fn text_at(case: &Case<'_>, place: &Place) -> String {
    let mut all = String::new();
    visit(case, place, &mut |text| {
        if !all.is_empty() {
            all.push('\n');
        }
        all.push_str(&clip(text, TEXT_KEPT.saturating_sub(all.len())));
        if all.len() + 1 >= TEXT_KEPT { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    all
}

/// All texts that a place leads to, in all that is bound to its name; those of the elements where it is a list.
fn visit(case: &Case<'_>, place: &Place, each: &mut dyn FnMut(&str) -> ControlFlow<()>) {
    let mut told = |node: Node<'_>| {
        let text = node.text().filter(|_| !node.is_null());
        text.map_or(ControlFlow::Continue(()), &mut *each)
    };
    let mut take = |node: Node<'_>| match node.shape() {
        Shape::List => node.items().try_for_each(&mut told),
        _ => told(node),
    };
    match &place.from {
        From::Item => {
            let _ = place.path.visit(case.item.node(), &mut take);
        }
        From::Object => {
            let _ = place.path.visit(case.item.object(), &mut take);
        }
        From::Bound(name) => {
            let bound = case.bound.iter().filter(|(bound, _)| bound == name).flat_map(|(_, items)| items);
            bound.for_each(|item| item.visit(&place.path, &mut take));
        }
    }
}
