//! The last line: how much there is, and whether something is known to be missing.

use std::fmt::{self, Write};

use crate::findings::{Inventory, NoticeCode};
use crate::output::human::look::{Colour, Look};
use crate::output::human::wrap::count;

pub(super) fn write(page: &mut String, look: &Look, inventory: &Inventory) -> fmt::Result {
    let objects: u64 = inventory.roots.iter().flat_map(|root| &root.kinds).map(|kind| kind.objects).sum();
    let logs: u64 = inventory.roots.iter().flat_map(|root| &root.logs).map(|log| log.amount.files).sum();
    let (colour, verdict) = verdict(inventory);
    writeln!(page, "{}, {}: {}", count(objects, "object"), count(logs, "log"), look.paint(colour, &verdict))
}

/// That nothing is known to be missing does not prove that the gather asked for everything.
fn verdict(inventory: &Inventory) -> (Colour, String) {
    let roots = &inventory.roots;
    let unreadable: u64 = roots.iter().map(|root| root.unreadable).sum();
    let has = |code: NoticeCode| inventory.notices.iter().any(|notice| notice.code == code);
    let mut missing = Vec::new();
    if has(NoticeCode::TruncatedArchive) {
        missing.push("the archive is cut off".to_owned());
    }
    if roots.iter().any(|root| root.ended == Some(false)) {
        missing.push("the gather was cut off".to_owned());
    }
    if unreadable > 0 {
        missing.push(format!("{} of objects could not be read", count(unreadable, "file")));
    }
    if has(NoticeCode::OverLimit) {
        missing.push("something was over a limit".to_owned());
    }
    let is_told = |code: NoticeCode| {
        // What the lines above say already.
        matches!(code, NoticeCode::TruncatedArchive | NoticeCode::OverLimit | NoticeCode::IncompleteGather)
            || (unreadable > 0 && code.is_about_content())
    };
    let others = inventory.notices.iter().filter(|notice| notice.code.is_left_out() && !is_told(notice.code));
    let others = others.count() as u64;
    if others > 0 {
        missing.push(format!("{} left out", count(others, "thing")));
    }
    if !missing.is_empty() {
        return (Colour::Yellow, format!("INCOMPLETE, {}", missing.join(", ")));
    }
    if roots.iter().all(|root| root.ended == Some(true)) {
        return (Colour::Green, "all could be read, and the gather came to its end".to_owned());
    }
    (Colour::Cyan, "all could be read; whether the gather came to its end is not recorded".to_owned())
}
