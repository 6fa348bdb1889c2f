//! Lines of logs that findings show.

use super::{Happened, Told};
use crate::archive::layout::{Layout, Role, role};
use crate::engine::appendix::look::{shown_roots, shown_text, time};
use crate::engine::roots::Root;
use crate::findings::{Finding, MomentKind};

/// Takes in the findings that know when their lines were logged. Those on events know it too, and their events are on the
/// time line already.
pub(super) fn collect<'s>(
    roots: &'s [Root],
    layout: &'s Layout,
    findings: &'s [Finding],
    all: &mut Vec<Happened<'s>>,
) {
    for finding in findings.iter().filter(|finding| role(&finding.location.file) == Role::Other) {
        let first = finding.first_seen.as_deref().and_then(time);
        let Some(at) = finding.last_seen.as_deref().and_then(time).or(first) else { continue };
        let root = shown_roots(roots).find(|root| layout.root_name(root.index) == finding.root);
        all.push(Happened {
            at,
            since: first,
            kind: MomentKind::Log,
            severity: Some(finding.severity),
            root,
            tell: Box::new(|| told(finding)),
        });
    }
}

fn told(finding: &Finding) -> Told {
    Told {
        what: shown_text(&finding.message),
        subject: finding.subject.clone(),
        host: finding.links.get("node").and_then(|nodes| nodes.first()).cloned(),
        count: finding.count,
        root: finding.root.clone(),
        file: finding.location.file.clone(),
        line: finding.location.start.line,
    }
}
