//! The first look at all objects: which of them each source has something in. All conditions on a few objects before the
//! next few, so that an object comes into the cache once, and not once for each of hundreds of rules. What is found is
//! looked at again when its rule is judged; nothing is decided here. And what many rules ask for is made: events in one
//! form, and for which sources there is a log.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};

use rayon::prelude::*;

use super::gathered::logs_there;
use super::items::has_items;
use crate::model::{GatherTime, Resource, Shortlist, Snapshot};
use crate::rules::{Resources, RuleSet, Select, Source, fits};

/// Objects that are looked at together: so many that what conditions read of them stays in the cache.
const BLOCK: usize = 32;

/// A source with its selector.
type Asking<'r> = (&'r Source, &'r Resources);

/// Some objects of one group and kind, and who asks for them.
struct Block<'b> {
    group: &'b str,
    /// The place of the first in the list of its group and kind.
    start: u32,
    objects: &'b [Resource],
    asking: Vec<Asking<'b>>,
}

/// Remembers in the snapshot what each source of objects with a condition has something in. Needs the gather time.
pub(super) fn shortlist(rules: &RuleSet, snapshot: &mut Snapshot) {
    let mut by_kind: BTreeMap<&str, Vec<Asking<'_>>> = BTreeMap::new();
    let mut shortlists: BTreeMap<usize, Shortlist> = BTreeMap::new();
    for source in rules.rules.iter().flat_map(|rule| &rule.sources) {
        if let Select::Resources(selector) = &source.select
            && source.decode.is_empty()
            && (source.keep.is_some() || source.unless.is_some())
        {
            by_kind.entry(&selector.kind).or_default().push((source, selector));
            shortlists.insert(source.number, Shortlist::new());
        }
    }
    let now = snapshot.now;
    let blocks = blocks(&by_kind, snapshot);
    let sources = || rules.rules.iter().flat_map(|rule| &rule.sources);
    let look_at_all = || blocks.par_iter().map(|block| look(block, now)).collect::<Vec<_>>();
    let look_at_rest = || {
        // Made here, because the first rule that asks for events would make them while all others wait for it.
        if sources().any(|source| matches!(source.select, Select::Events(_))) {
            // A panic is our bug, and an error of these rules: it comes again when they are judged.
            let _ = catch_unwind(AssertUnwindSafe(|| snapshot.events().list.len()));
        }
        logs_there(sources(), snapshot)
    };
    let (found, has_log) = rayon::join(look_at_all, look_at_rest);
    for (block, found) in blocks.iter().zip(found) {
        for (source, places) in found {
            let lists = shortlists.entry(source).or_default();
            match lists.last_mut().filter(|(group, _)| group == block.group) {
                Some((_, list)) => list.extend(places),
                None => lists.push((block.group.to_owned(), places)),
            }
        }
    }
    drop(blocks);
    snapshot.shortlist(shortlists, has_log);
}

fn blocks<'b>(by_kind: &BTreeMap<&str, Vec<Asking<'b>>>, snapshot: &'b Snapshot) -> Vec<Block<'b>> {
    let mut blocks = Vec::new();
    for (group, kind, list) in snapshot.lists() {
        let asking = by_kind.get(kind).into_iter().flatten();
        let asking: Vec<Asking<'b>> =
            asking.filter(|(_, selector)| selector.group.is_match(group)).copied().collect();
        if asking.is_empty() {
            continue;
        }
        for (nr, objects) in list.chunks(BLOCK).enumerate() {
            // A list is as long as its files are, and these are below 4 GiB.
            let start = (nr * BLOCK) as u32;
            blocks.push(Block { group, start, objects, asking: asking.clone() });
        }
    }
    blocks
}

/// The places of the objects of a block by the numbers of the sources that have something in them.
fn look(block: &Block<'_>, now: Option<GatherTime>) -> Vec<(usize, Vec<u32>)> {
    let mut found = Vec::new();
    for asking in &block.asking {
        // A panic is our bug, and an error of the rule: it comes again when that is judged.
        let places = catch_unwind(AssertUnwindSafe(|| look_for(*asking, block, now)))
            .unwrap_or_else(|_| (block.start..).zip(block.objects).map(|(place, _)| place).collect());
        if !places.is_empty() {
            found.push((asking.0.number, places));
        }
    }
    found
}

fn look_for((source, selector): Asking<'_>, block: &Block<'_>, now: Option<GatherTime>) -> Vec<u32> {
    let mut places = Vec::new();
    // Neighbours are in one namespace, and globs are slower than most conditions.
    let mut known: Option<(&str, bool)> = None;
    for (place, object) in (block.start..).zip(block.objects) {
        let namespace = object.key.namespace.as_str();
        let fits = match known.filter(|(known, _)| *known == namespace) {
            Some((_, fits)) => fits,
            None => fits(selector.namespaces.as_ref(), namespace),
        };
        known = Some((namespace, fits));
        if fits && selector.selects_in_namespace(object) && has_items(source, object.node(), now) {
            places.push(place);
        }
    }
    places
}
