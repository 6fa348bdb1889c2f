//! Judging a cluster that is in memory already, for benchmarks: the second phase of a run and nothing else of it.

use rayon::prelude::*;

use super::judge::Site;
use super::run::judge_safely;
use super::shortlist::shortlist;
use crate::archive::layout::Layout;
use crate::findings::Outcome;
use crate::model::Snapshot;
use crate::rules::RuleSet;

/// Judges rules on a cluster as a run does, on the threads of the current rayon pool: the outcome of each, and how many
/// findings it has.
#[doc(hidden)]
#[must_use]
pub fn judge_in_memory(rules: &RuleSet, snapshot: &mut Snapshot) -> Vec<(Outcome, usize)> {
    shortlist(rules, snapshot);
    let layout = Layout { base: String::new(), roots: vec![String::new()], left_out: 0 };
    let site = Site { snapshot, layout: &layout, index: 0 };
    let judged = rules.rules.par_iter().map(|rule| {
        let judgement = judge_safely(rule, &rules.messages, site);
        (judgement.outcome, judgement.findings.len())
    });
    judged.collect()
}
