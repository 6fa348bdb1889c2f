//! A whole run: read once, judge everything, close the report.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;

use rayon::prelude::*;

use super::error::EngineError;
use super::judge::{Judgement, Site, judge};
use super::notices::notice_of;
use super::plan::Plan;
use super::read::ReadFile;
use super::roots::{self, Root};
use crate::archive::layout::Layout;
use crate::archive::{Archive, Listing, Progress};
use crate::findings::{ArchiveInfo, Finding, Notice, Outcome, Report, RuleInfo};
use crate::rules::{Messages, Rule, RuleSet};
use crate::text::one_line;

/// Evaluates the rules over an archive, on the threads of the current rayon pool. The report does not depend on
/// how many those are.
///
/// # Errors
/// When the archive cannot be read, or there is nothing of a cluster in it.
pub fn check(archive: &Archive, rules: &RuleSet, progress: &Progress) -> Result<Report, EngineError> {
    let plan = Plan::new(rules);
    let read: Mutex<Vec<(u32, ReadFile)>> = Mutex::new(Vec::new());
    let listing = archive.read(
        progress,
        |path| plan.want(path.as_str()).need(),
        |file| {
            let (path, pass) = (file.path.as_str(), file.pass);
            let want = plan.want(path);
            // A panic over one file is our bug, but loses that file only.
            let file = catch_unwind(AssertUnwindSafe(|| ReadFile::new(path, file.content, want)))
                .unwrap_or_else(|_| ReadFile::panicked(path));
            read.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).push((pass, file));
        },
    )?;
    let read = read.into_inner().unwrap_or_else(|poisoned| poisoned.into_inner());
    // What was handed out of an archive that proved to be only a wrapping is void.
    let files: Vec<ReadFile> =
        read.into_iter().filter(|(pass, _)| *pass == listing.pass).map(|(_, file)| file).collect();
    let layout = Layout::find(listing.files.iter().map(|file| file.path.as_str()));
    if layout.roots.is_empty() {
        return Err(nothing_there(archive.name(), &listing, &files));
    }

    let mut notices: Vec<Notice> = listing.oddities.iter().map(|oddity| notice_of(oddity, &layout)).collect();
    let roots = roots::build(&layout, &listing, files, &mut notices);
    let info = describe(archive.name(), &listing, &layout, &roots);

    let judged: Vec<(RuleInfo, Outcome, Vec<Finding>)> = rules
        .rules
        .par_iter()
        .map(|rule| {
            let judgement = judge_everywhere(rule, &rules.messages, &roots, &layout);
            (rule.info.clone(), judgement.outcome, judgement.findings)
        })
        .collect();
    let (mut outcomes, mut findings) = (Vec::new(), Vec::new());
    for (rule, outcome, found) in judged {
        outcomes.push((rule, outcome));
        findings.extend(found);
    }
    Ok(Report::close(info, outcomes, findings, notices))
}

/// Judges a rule on every root and says one thing: broken, else failed, else not to be told because something could
/// not be read, else passed, else the first reason to skip. An add-on root has no Nodes, and that takes nothing from
/// the verdict on the others; a root whose Nodes could not be read does.
fn judge_everywhere(rule: &Rule, messages: &Messages, roots: &[Root], layout: &Layout) -> Judgement {
    let rank = |one: &Judgement| match one.outcome {
        Outcome::Error(_) => 0,
        Outcome::Fail => 1,
        Outcome::Skip(_) if one.is_damaged => 2,
        Outcome::Pass => 3,
        Outcome::Skip(_) => 4,
    };
    let mut all = Judgement::without_findings(Outcome::Skip("the archive has no root".to_owned()));
    for (nr, root) in roots.iter().enumerate() {
        let one = judge_safely(rule, messages, Site::new(root, layout));
        if nr == 0 || rank(&one) < rank(&all) {
            (all.outcome, all.is_damaged) = (one.outcome, one.is_damaged);
        }
        all.findings.extend(one.findings);
    }
    all
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
        bytes: listing.files.iter().map(|file| file.bytes).sum(),
        roots: names.collect(),
    }
}

/// Says what the archive is instead of what was expected.
fn nothing_there(name: &str, listing: &Listing, files: &[ReadFile]) -> EngineError {
    let mut signs = Vec::new();
    if files.iter().any(|file| file.marker.as_deref().is_some_and(|text| text.contains("must-gather"))) {
        signs.push("a `version` file");
    }
    let has = |wanted: &dyn Fn(&str) -> bool| listing.files.iter().any(|file| wanted(file.path.as_str()));
    if has(&|path| path.split('/').any(|part| part.starts_with("must-gather.local."))) {
        signs.push("a `must-gather.local` directory");
    }
    if has(&|path| path.ends_with("must-gather.logs")) {
        signs.push("a `must-gather.logs` file");
    }
    let (name, files) = (name.to_owned(), listing.files.len());
    if let Some(first) = listing.archives.first() {
        let first = one_line(first.as_str(), 200);
        return EngineError::HoldsArchives { name, first, more: listing.archives.len() - 1 };
    }
    if signs.is_empty() {
        return EngineError::NotAMustGather { name, files };
    }
    EngineError::GatherFailed { name, files, signs: format!("there is {}", signs.join(" and ")) }
}
