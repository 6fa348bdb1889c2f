//! Changes as GitHub Flavored Markdown, for a comment or a job summary: what is new stands open, the rest is collapsed, and
//! the whole fits into a comment.

use std::io::Write;

use super::story::{self, Group, archive, by_severity, remarks, summary};
use crate::findings::{Changes, Digested};
use crate::output::markdown::escape::{code, path, text};
use crate::output::{Markdown, Render, RenderError};
use crate::text::one_line;

/// A longer message is cut.
const MESSAGE: usize = 300;
/// Bytes that are kept for what stands around rows: heads, ends and counts.
const AROUND: usize = 2_000;

/// Changes as Markdown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MarkdownChanges {
    /// So many bytes at most.
    pub limit: usize,
}

impl Default for MarkdownChanges {
    fn default() -> Self {
        Self { limit: Markdown::COMMENT }
    }
}

impl Render<Changes> for MarkdownChanges {
    fn render(&self, changes: &Changes, out: &mut dyn Write) -> Result<(), RenderError> {
        out.write_all(self.page(changes).as_bytes())?;
        Ok(())
    }
}

impl MarkdownChanges {
    fn page(self, changes: &Changes) -> String {
        let mut page = format!("## camgi diff: {}\n\n", summary(changes));
        for (which, of) in [("old", &changes.old), ("new", &changes.new)] {
            page.push_str(&["- ", which, ": ", &text(&one_line(&archive(of), MESSAGE)), "\n"].concat());
        }
        for remark in remarks(changes) {
            page.push_str(&["- note: ", &text(&one_line(&remark, MESSAGE)), "\n"].concat());
        }
        let appeared = by_severity(changes.appeared.iter().map(|one| &one.finding));
        page.push_str(&["\n### New: ", &appeared, "\n\n"].concat());
        self.rows(&mut page, &story::appeared(changes));
        let worse = changes.still.iter().filter(|still| still.is_worse());
        let worse = by_severity(worse.map(|still| &still.finding));
        let still = changes.still.iter().filter(|still| !still.is_worse());
        let still = by_severity(still.map(|still| &still.finding));
        let untold = by_severity(changes.untold.iter().map(|untold| &untold.finding));
        for (title, what, groups) in [
            ("Worse than before", worse, story::worse(changes)),
            ("Gone", by_severity(changes.gone.iter()), story::gone(changes)),
            ("Still there", still, story::still(changes)),
            ("Could not tell whether they are still there", untold, story::untold(changes)),
        ] {
            if groups.is_empty() {
                continue;
            }
            page.push_str(&["<details><summary>", title, ": ", &what, "</summary>\n\n"].concat());
            self.rows(&mut page, &groups);
            page.push_str("</details>\n\n");
        }
        page
    }

    /// A table of as many findings as there is room for, and the number of the others.
    fn rows(self, page: &mut String, groups: &[Group<'_>]) {
        let mut all =
            groups.iter().flat_map(|group| group.findings.iter().map(move |one| (group, one))).peekable();
        if all.peek().is_none() {
            return;
        }
        page.push_str("| Severity | What | Where |\n|---|---|---|\n");
        while let Some((group, (finding, remarks))) = all.peek() {
            let row = row(group, finding, remarks);
            if page.len() + row.len() + AROUND > self.limit {
                break;
            }
            page.push_str(&row);
            all.next();
        }
        page.push('\n');
        let left = all.count();
        if left > 0 {
            page.push_str(&["… and ", &left.to_string(), " more: `--format json` has all.\n\n"].concat());
        }
    }
}

fn row(group: &Group<'_>, finding: &Digested, remarks: &[String]) -> String {
    let name = finding.subject.rsplit('/').next().unwrap_or_default();
    let message = one_line(&finding.message, MESSAGE);
    let message = if message.contains(name) { message } else { format!("{}: {message}", finding.subject) };
    let remarks: String =
        remarks.iter().map(|remark| format!("<br>{}", text(&one_line(remark, MESSAGE)))).collect();
    format!(
        "| {} | {} {}{remarks} | {} |\n",
        finding.severity,
        code(group.rule),
        text(&message),
        path(&finding.place)
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::findings::Digest;
    use crate::output::sample;

    #[test]
    fn it_has_all_there_is_room_for_and_stays_whole() {
        let (old, new) = (Digest::from(&sample::report()), Digest::from(&sample::realistic()));
        let changes = Changes::between(&old, &new);
        let whole = MarkdownChanges::default().page(&changes);
        let listed = story::appeared(&changes).iter().map(|group| group.findings.len()).sum::<usize>();
        let rows =
            whole.lines().filter(|line| line.starts_with("| ") && !line.starts_with("| Severity")).count();
        assert_eq!(rows, listed + changes.gone.len() + changes.still.len() + changes.untold.len());
        assert!(!whole.contains("… and "), "{whole}");
        for limit in [3_000, 4_000, 6_000, 9_000] {
            let page = MarkdownChanges { limit }.page(&changes);
            assert!(page.len() <= limit, "{} of {limit}", page.len());
            assert_eq!(page.matches("<details>").count(), page.matches("</details>").count());
            assert!(page.contains(" more: `--format json` has all."), "{page}");
        }
        // Text of an archive is data here, too.
        for bare in ["\u{1b}", "\u{202e}", "<script", "@admin"] {
            assert!(!whole.contains(bare), "{whole}");
        }
    }
}
