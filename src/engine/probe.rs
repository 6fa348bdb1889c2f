//! Trying a rule on an archive: everything that it would look at and keep, with its place, and no verdict.

use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};

use super::about::{in_file, place_of, subject};
use super::combine::{Case, cases};
use super::error::EngineError;
use super::gathered::damage;
use super::intake::Intake;
use super::items::Origin;
use super::judge::{Site, reason_to_skip};
use super::plan::Plan;
use super::programs::{gives, other_lists};
use super::relations::Relation;
use super::roots;
use crate::archive::{Archive, Progress};
use crate::findings::{Location, Subject};
use crate::model::{Node, Shape};
use crate::rules::script::begin;
use crate::rules::{Path, Rule, RuleSet};
use crate::text::{clip_masked, mask, mask_named};

/// Longer values are cut.
const VALUE_KEPT: usize = 300;

/// What a rule keeps of an archive.
#[derive(Debug, Default)]
pub struct Probed {
    /// The matches, by root, rule, and as the archive has them.
    pub matches: Vec<Match>,
    /// Why rules could not be tried, each reason once.
    pub skipped: Vec<String>,
    /// Why there may be more matches than were found, each reason once.
    pub incomplete: Vec<String>,
    /// What broke.
    pub errors: Vec<String>,
}

/// One match.
#[derive(Debug)]
pub struct Match {
    /// The root, where there are several.
    pub root: Option<String>,
    /// Where it stands.
    pub location: Location,
    /// What it is about.
    pub subject: Subject,
    /// What stands there, where a path was asked for; what an expression gives, if not only that it holds. Secrets in it
    /// are masked.
    pub value: Option<String>,
}

/// What to show of each item that is kept.
#[derive(Debug, Clone, Default)]
pub struct Show {
    /// What is at this path.
    pub path: Option<Path>,
    /// Whether an item without it is no match.
    pub must_exist: bool,
}

/// Tries rules on an archive, on the threads of the current rayon pool.
///
/// # Errors
/// As [`super::check`].
pub fn probe(
    archive: &Archive,
    rules: &RuleSet,
    show: &Show,
    progress: &Progress,
) -> Result<Probed, EngineError> {
    let Intake { listing, layout, files, hits, mut notices } =
        Intake::read(archive, &Plan::new(rules), progress)?;
    let roots = roots::build(&layout, &listing, files, hits, &mut notices);
    let mut probed = Probed::default();
    // What was inspected by hand is lent to the must-gather, and would be shown twice.
    for root in roots.iter().filter(|root| root.relation != Relation::FallBack) {
        for rule in &rules.rules {
            let site = Site::new(root, &layout);
            let tried = catch_unwind(AssertUnwindSafe(|| try_rule(rule, show, site, &mut probed)));
            if tried.is_err() {
                probed.errors.push("camgi panicked, please report it".to_owned());
            }
        }
    }
    for reasons in [&mut probed.skipped, &mut probed.incomplete] {
        reasons.sort();
        reasons.dedup();
    }
    for reason in probed.skipped.iter_mut().chain(&mut probed.incomplete).chain(&mut probed.errors) {
        *reason = mask(reason).into_owned();
    }
    Ok(probed)
}

fn try_rule(rule: &Rule, show: &Show, site: Site<'_>, probed: &mut Probed) {
    if let Some((reason, _)) = reason_to_skip(rule, site.snapshot) {
        probed.skipped.push(reason);
        return;
    }
    probed.incomplete.extend(rule.sources.iter().filter_map(|source| damage(source, site.snapshot)));
    let lists = other_lists(rule, site.snapshot);
    begin();
    for case in cases(rule, site.snapshot) {
        match gives(rule, &case, &lists, site.snapshot) {
            Ok(Some(value)) => matched(&case, show, &value, site, &mut probed.matches),
            Ok(None) => {}
            Err(reason) => {
                probed.errors.push(reason);
                return;
            }
        }
    }
}

fn matched(case: &Case<'_>, show: &Show, given: &str, site: Site<'_>, matches: &mut Vec<Match>) {
    let item = &case.item;
    let before = matches.len();
    // A line or an event says more than one field of it, unless that was asked for.
    let says_more = matches!(item.sample().origin, Origin::Line(_) | Origin::Event(_));
    if let Some(path) = show.path.as_ref().filter(|_| show.must_exist || !says_more) {
        let _ = path.visit_named(item.node(), &mut |name, node| {
            let (root, location) = match &item.origin {
                Origin::Object { resource, is_decoded: false } => in_file(&resource.file.path, node, site),
                Origin::Document { file, .. } => in_file(&file.path, node, site),
                // What was made has no places of its own.
                _ => place_of(item, None, site),
            };
            let value = mask_named(name, &shown(node)).into_owned();
            matches.push(Match { root, location, subject: subject(item), value: Some(value) });
            ControlFlow::Continue(())
        });
    }
    if matches.len() == before && !show.must_exist {
        let (root, location) = place_of(item, None, site);
        let value = Some(given)
            .filter(|given| !given.is_empty())
            .map(|given| clip_masked(given, VALUE_KEPT).into_owned());
        matches.push(Match { root, location, subject: subject(item), value });
    }
}

/// A scalar as it is, and how much there is of a map or a list.
fn shown(node: Node<'_>) -> String {
    let of = |count: usize, what: &str| format!("{count} {what}{}", if count == 1 { "" } else { "s" });
    match node.shape() {
        Shape::Map => format!("{{{}}}", of(node.entries().count(), "key")),
        Shape::List => format!("[{}]", of(node.items().count(), "item")),
        Shape::Scalar if node.is_null() => "null".to_owned(),
        Shape::Scalar => clip_masked(node.text().unwrap_or_default(), VALUE_KEPT).into_owned(),
    }
}
