//! A whole run: read once, judge everything, close the report. The only place below `cli` that looks at a clock, and only
//! when it is asked how long rules take: what it sees goes back beside the report and never into it.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

use rayon::prelude::*;

use super::appendix::{ForPage, appendix};
use super::error::EngineError;
use super::gathered::left_out;
use super::intake::Intake;
use super::judge::{Judgement, Site, judge};
use super::notices::lines_left_out;
use super::plan::Plan;
use super::relations::Relation;
use super::roots::{self, Root};
use super::shortlist::shortlist;
use crate::archive::layout::Layout;
use crate::archive::{Archive, Listing, Progress};
use crate::findings::{Appendix, ArchiveInfo, Outcome, Report};
use crate::model::Snapshot;
use crate::rules::{Messages, Rule, RuleSet};

/// Evaluates the rules over an archive, on the threads of the current rayon pool. The report does not depend on
/// how many those are.
///
/// # Errors
/// When the archive cannot be read, or there is nothing of a cluster in it.
pub fn check(archive: &Archive, rules: &RuleSet, progress: &Progress) -> Result<Report, EngineError> {
    run(archive, rules, progress, None, None).map(|(report, _)| report)
}

/// As [`check`], with more than a report.
///
/// # Errors
/// As [`check`].
pub fn check_with(
    archive: &Archive,
    rules: &RuleSet,
    progress: &Progress,
    more: More,
) -> Result<Checked, EngineError> {
    let mut timings = more.is_timed.then(Timings::default);
    let (report, appendix) = run(archive, rules, progress, timings.as_mut(), more.page)?;
    Ok(Checked { report, timings, appendix })
}

/// What is asked for beside a report. The report is the same whatever that is.
#[derive(Debug, Clone, Copy, Default)]
pub struct More {
    /// How long it took.
    pub is_timed: bool,
    /// What a page shows; of each log there are so many bytes at most.
    pub page: Option<usize>,
}

/// A report, and what was asked for beside it.
#[derive(Debug)]
pub struct Checked {
    /// The report.
    pub report: Report,
    /// How long it took.
    pub timings: Option<Timings>,
    /// What a page shows beside the report.
    pub appendix: Option<Appendix>,
}

/// How long the parts of a run took.
#[derive(Debug, Clone, Default)]
pub struct Timings {
    /// Reading the archive and making the snapshots.
    pub read: Duration,
    /// What is found out for all rules at once: objects that their sources have something in, events in one form.
    pub first_look: Duration,
    /// Judging all rules, and closing the report.
    pub judge: Duration,
    /// Judging each rule over all roots, by id. Rules are judged side by side, so that together these may be more than
    /// `judge`.
    pub rules: Vec<(String, Duration)>,
}

fn run(
    archive: &Archive,
    rules: &RuleSet,
    progress: &Progress,
    mut timings: Option<&mut Timings>,
    page: Option<usize>,
) -> Result<(Report, Option<Appendix>), EngineError> {
    let begun = timings.as_ref().map(|_| Instant::now());
    let plan = Plan::new(rules);
    let plan = match page {
        Some(log_bytes) => plan.for_page(log_bytes),
        None => plan,
    };
    let Intake { listing, layout, mut files, hits, mut notices } = Intake::read(archive, &plan, progress)?;
    let tails = files.iter_mut().filter_map(|file| Some((file.path.clone(), file.tail.take()?))).collect();
    let page = page.map(|log_bytes| ForPage { archive, log_bytes, tails });
    let mut roots = roots::build(&layout, &listing, files, hits, &mut notices);
    let read = begun.map(|begun| begun.elapsed());
    for root in roots.iter_mut().filter(|root| root.relation != Relation::FallBack) {
        shortlist(rules, &mut root.snapshot);
    }
    let info = describe(archive.name(), &listing, &layout, &roots);

    let looked = begun.map(|begun| begun.elapsed());
    let judged: Vec<(Judgement, Option<Duration>)> = rules
        .rules
        .par_iter()
        .map(|rule| {
            let begun = read.map(|_| Instant::now());
            let judgement = judge_everywhere(rule, &rules.messages, &roots, &layout);
            (judgement, begun.map(|begun| begun.elapsed()))
        })
        .collect();
    notices.extend(rules.rules.iter().zip(&judged).filter_map(|(rule, (Judgement { outcome, .. }, _))| {
        // That a rule is skipped for it is said by its reason.
        let is_told = matches!(outcome, Outcome::Skip(_));
        let roots = roots.iter().filter(|root| root.relation != Relation::FallBack);
        let all = roots.flat_map(|root| rule.sources.iter().map(|source| left_out(source, &root.snapshot)));
        Some(all.sum()).filter(|more| *more > 0 && !is_told).map(|more| lines_left_out(&rule.info.id, more))
    }));
    let (mut outcomes, mut findings, mut incomplete) = (Vec::new(), Vec::new(), BTreeMap::new());
    for (rule, (judgement, took)) in rules.rules.iter().zip(judged) {
        if let (Some(timings), Some(took)) = (&mut timings, took) {
            timings.rules.push((rule.info.id.clone(), took));
        }
        outcomes.push((rule.info.clone(), judgement.outcome));
        incomplete.extend(judgement.incomplete.map(|why| (rule.info.id.clone(), why)));
        findings.extend(judgement.findings);
    }
    let mut report = Report::close(info, outcomes, findings, notices);
    report.mark_incomplete(&incomplete);
    let appendix = page.map(|page| appendix(&roots, &layout, &report.findings, page));
    // Giving back hundreds of thousands of texts takes a while, and nobody waits for it.
    rayon::spawn(move || drop(roots));
    if let (Some(timings), Some(begun), Some(read), Some(looked)) = (timings, begun, read, looked) {
        timings.read = read;
        timings.first_look = looked.saturating_sub(read);
        timings.judge = begun.elapsed().saturating_sub(looked);
    }
    Ok((report, appendix))
}

/// Judges a rule on every root and says one thing: broken, else failed, else not to be told because something was there
/// and could not be judged, else passed, else the first reason to skip. An add-on root has no Nodes, and that takes
/// nothing from the verdict on the others; a root whose Nodes could not be read does.
fn judge_everywhere(rule: &Rule, messages: &Messages, roots: &[Root], layout: &Layout) -> Judgement {
    let rank = |one: &Judgement| match one.outcome {
        Outcome::Error(_) => 0,
        Outcome::Fail => 1,
        Outcome::Skip(_) if one.is_unproven => 2,
        Outcome::Pass => 3,
        Outcome::Skip(_) => 4,
    };
    let mut all = Judgement::without_findings(Outcome::Skip("the archive has no root".to_owned()));
    let mut main_has_said = false;
    for (nr, root) in roots.iter().enumerate().filter(|(_, root)| root.relation != Relation::FallBack) {
        let mut one = judge_safely(rule, messages, Site::new(root, layout));
        if nr == 0 {
            main_has_said = matches!(one.outcome, Outcome::Pass | Outcome::Fail);
        } else if root.relation == Relation::AddOn && main_has_said {
            leave_to(&roots[0].snapshot, &mut one);
        }
        if nr == 0 || rank(&one) < rank(&all) {
            (all.outcome, all.is_unproven) = (one.outcome.clone(), one.is_unproven);
        }
        let untold = match one.outcome {
            Outcome::Skip(why) if one.is_unproven => Some(why),
            _ => one.incomplete,
        };
        all.incomplete = all.incomplete.or(untold);
        all.findings.extend(one.findings);
    }
    all
}

/// Takes out findings on objects that the must-gather has too: its word on them counts, and was said already.
fn leave_to(main: &Snapshot, judgement: &mut Judgement) {
    judgement.findings.retain(|finding| {
        let subject = &finding.subject;
        !main.has(&subject.group, &subject.kind, &subject.namespace, &subject.name)
    });
    if judgement.outcome == Outcome::Fail && judgement.findings.is_empty() {
        judgement.outcome = Outcome::Pass;
    }
}

/// A panic while a rule is judged is our bug, but that rule's error only.
pub(super) fn judge_safely(rule: &Rule, messages: &Messages, site: Site<'_>) -> Judgement {
    catch_unwind(AssertUnwindSafe(|| judge(rule, messages, site))).unwrap_or_else(|panic| {
        let what = panic
            .downcast_ref::<&str>()
            .map(|text| (*text).to_owned())
            .or_else(|| panic.downcast_ref::<String>().cloned())
            .unwrap_or_else(|| "no message".to_owned());
        Judgement::without_findings(Outcome::Error(format!("camgi panicked, please report it: {what}")))
    })
}

fn describe(name: &str, listing: &Listing, layout: &Layout, roots: &[Root]) -> ArchiveInfo {
    let main = roots.first();
    let facts = main.map(|root| &root.snapshot.facts);
    let is_must_gather = main.is_some_and(|root| root.has_version);
    let names = layout.roots.iter().map(|root| if root.is_empty() { ".".to_owned() } else { root.clone() });
    ArchiveInfo {
        name: name.to_owned(),
        layout: if is_must_gather { "must-gather" } else { "inspect" }.to_owned(),
        product: facts.and_then(|f| f.product.clone()),
        openshift_version: facts.and_then(|f| f.openshift_text.clone()),
        platform: facts.and_then(|f| f.platform.clone()),
        cluster_id: facts.and_then(|f| f.cluster_id.clone()),
        gathered_at: main.and_then(|root| root.snapshot.now).map(|now| now.at.to_string()),
        files: listing.files.len() as u64,
        bytes: listing.files.iter().fold(0, |all, file| file.bytes.saturating_add(all)),
        roots: names.collect(),
    }
}
