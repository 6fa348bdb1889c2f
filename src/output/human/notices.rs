//! What was odd about the archive: warnings one by one, because something was not judged; the rest a count.

use std::collections::BTreeMap;
use std::fmt::{self, Write};

use super::look::{Colour, Look};
use super::wrap::{count, wrap};
use crate::findings::{Notice, NoticeCode, Report, Severity};
use crate::output::place;
use crate::text::one_line;

/// More warnings are counted only.
const MOST: usize = 8;
/// A longer message is cut.
const MESSAGE: usize = 240;

/// One line about the warnings among the notices, as plain text and without a newline; none if there are none.
#[must_use]
pub fn warnings(report: &Report) -> Option<String> {
    let is_warning = |notice: &&Notice| notice.code.severity() != Severity::Info;
    let warnings: Vec<&Notice> = report.notices.iter().filter(is_warning).collect();
    (!warnings.is_empty()).then(|| format!("{}: --format human shows them", by_code(&warnings, "notice")))
}

pub(super) fn write(page: &mut String, look: &Look, notices: &[Notice], verbose: bool) -> fmt::Result {
    let (apart, archive): (Vec<&Notice>, Vec<&Notice>) =
        notices.iter().partition(|notice| notice.code.is_about_suppressions());
    if !apart.is_empty() {
        writeln!(page, "{}", look.paint(Colour::Bold, "About the suppressions:"))?;
        apart.iter().try_for_each(|notice| line(page, look, notice))?;
        writeln!(page)?;
    }
    about_archive(page, look, &archive, verbose)
}

fn about_archive(page: &mut String, look: &Look, notices: &[&Notice], verbose: bool) -> fmt::Result {
    // The head of the page says that the gather time is estimated.
    let said = |notice: &&Notice| !verbose && notice.code == NoticeCode::GatherTimeEstimated;
    if notices.iter().all(said) {
        return Ok(());
    }
    let (infos, warnings): (Vec<&Notice>, Vec<&Notice>) =
        notices.iter().partition(|notice| notice.code.severity() == Severity::Info);
    writeln!(page, "{}", look.paint(Colour::Bold, "About the archive:"))?;
    let most = if verbose { usize::MAX } else { MOST };
    for notice in warnings.iter().take(most) {
        line(page, look, notice)?;
    }
    if warnings.len() > most {
        writeln!(page, "  … and {}", by_code(&warnings[most..], "more warning"))?;
    }
    if verbose {
        for notice in &infos {
            line(page, look, notice)?;
        }
    } else if !infos.is_empty() {
        writeln!(page, "  {}: -v shows them", by_code(&infos, "info"))?;
    }
    writeln!(page)
}

fn line(page: &mut String, look: &Look, notice: &Notice) -> fmt::Result {
    let severity = notice.code.severity();
    let head = format!("{severity}[{}]", notice.code.as_str());
    let file =
        notice.file.as_deref().map(|file| format!(" {}:", place::file(None, file))).unwrap_or_default();
    let text = format!("{head}{file} {}", one_line(&notice.message, MESSAGE));
    for (nr, line) in wrap(&text, look.width.saturating_sub(4)).iter().enumerate() {
        match line.strip_prefix(&head).filter(|_| nr == 0) {
            Some(rest) => writeln!(page, "  {}{rest}", look.paint(severity.into(), &head))?,
            None => writeln!(page, "    {line}")?,
        }
    }
    Ok(())
}

/// `3 infos (2 empty-file, 1 redacted-file)`.
pub(in crate::output) fn by_code(notices: &[&Notice], one: &str) -> String {
    let mut codes: BTreeMap<_, usize> = BTreeMap::new();
    for notice in notices {
        *codes.entry(notice.code).or_default() += 1;
    }
    let codes: Vec<String> = codes.iter().map(|(code, nr)| format!("{nr} {}", code.as_str())).collect();
    format!("{} ({})", count(notices.len(), one), codes.join(", "))
}
