//! Which pods are in trouble.

use jiff::SignedDuration;

use super::pod_status::{PodStatus, Restarts};
use crate::engine::appendix::look::{Seen, condition, items_at, text_at, time_at};

/// So many restarts are too many,
const MANY_RESTARTS: u64 = 5;
/// if the last was not longer ago than this.
const RECENT: SignedDuration = SignedDuration::from_hours(24);

/// Whether a pod is in trouble, as one sees it who looks for what `oc get pods -A` says that is not well. A pod is
///
/// - not in trouble when it is done: its phase is `Succeeded`, or the Job that it is of is complete, be it by another pod;
/// - not in trouble while it is being deleted and has time left, and in trouble from then on;
/// - in trouble when its status is not `Running` or `Completed`, or not all of its containers are ready;
/// - in trouble when it restarted five times or more, the last time within a day before the gather and after the cluster
///   was installed: while it is, what comes up too early restarts until what it needs is there.
///
/// Where a time is not known the worse is taken: the table says what to look at, and judges nothing.
pub(super) fn is_in_trouble(seen: &Seen<'_>) -> bool {
    let pod = seen.node();
    if text_at(pod, &["status", "phase"]) == Some("Succeeded") || is_of_complete_job(seen) {
        return false;
    }
    let status = PodStatus::of(pod);
    match status.word.as_str() {
        "Terminating" => {
            // The grace that it is given is in that time.
            let until = time_at(pod, &["metadata", "deletionTimestamp"]);
            until.zip(seen.now()).is_none_or(|(until, now)| until <= now)
        }
        "Running" => status.ready.0 < status.ready.1 || is_restless(status.restarts, seen),
        "Completed" => false,
        _ => true,
    }
}

fn is_restless(restarts: Restarts, seen: &Seen<'_>) -> bool {
    let settled = seen.snapshot().facts.settled_at();
    let is_recent = restarts.last.is_none_or(|last| {
        seen.now().is_none_or(|now| now.duration_since(last) <= RECENT)
            && settled.is_none_or(|settled| last >= settled)
    });
    restarts.count >= MANY_RESTARTS && is_recent
}

fn is_of_complete_job(seen: &Seen<'_>) -> bool {
    let mut owners = items_at(seen.node(), &["metadata", "ownerReferences"]);
    owners.any(|owner| {
        let job = owner.get_text("name").filter(|_| owner.get_text("kind") == Some("Job"));
        let job = job.and_then(|job| seen.snapshot().get("batch", "Job", &seen.resource.key.namespace, job));
        let complete = job.and_then(|job| condition(job.node(), "Complete"));
        complete.and_then(|complete| complete.get_text("status")) == Some("True")
    })
}
