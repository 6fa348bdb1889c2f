//! What a stable rule needs beside its condition: a test that hits, one that stays silent, and a source.

use super::Subject;
use crate::findings::Status;
use crate::rules::spec::{Expect, ExpectedOutcome};
use crate::rules::written::Mistake;

pub(super) fn look(subject: &Subject<'_>, found: &mut Vec<Mistake>) {
    if subject.rule.info.status != Status::Stable {
        return;
    }
    let id = &subject.rule.info.id;
    let is_there = |proves: fn(&Expect) -> bool| subject.tests.iter().any(|test| proves(&test.spec.expect));
    for (is_there, what, help) in [
        (is_there(hits), "hits", "give it what is wrong, and expect `findings`"),
        (is_there(is_silent), "stays silent", "give it what is nearly wrong, and expect `outcome: pass`"),
    ] {
        if !is_there {
            let message = format!("`{id}` is stable and has no test that {what}");
            let complaint = subject.complaint("untested", subject.id(), message, "not proven");
            found.push(complaint.with_help(format!("{help}; or let its `status` be `preview`")));
        }
    }
    if subject.rule.info.references.is_empty() {
        let message = format!("`{id}` is stable and says not where it is known from");
        let complaint = subject.complaint("no-reference", subject.id(), message, "no `references`");
        found.push(
            complaint.with_help("name documentation, a bug, a runbook or the code that sets the state"),
        );
    }
}

fn hits(expect: &Expect) -> bool {
    let fails = expect.outcome.as_ref().is_some_and(|outcome| outcome.value == ExpectedOutcome::Fail);
    fails || expect.findings.as_ref().is_some_and(|findings| !findings.is_empty())
}

fn is_silent(expect: &Expect) -> bool {
    match &expect.outcome {
        Some(outcome) => outcome.value == ExpectedOutcome::Pass,
        None => expect.findings.as_ref().is_some_and(Vec::is_empty),
    }
}
