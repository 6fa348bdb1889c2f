//! What to do about the findings of a rule: its help, which is Markdown already, and where to read on. Help that could
//! reach beyond its place (a fence without an end, HTML) is made harmless or shown as it is written.

use super::escape::{code, text};
use crate::findings::RuleInfo;
use crate::text::printable;

/// More references are for `camgi explain`.
const REFERENCES: usize = 3;

/// What is seen of it.
pub(super) fn summary(info: &RuleInfo) -> String {
    let title = if info.title.is_empty() { String::new() } else { format!("{}, ", text(&info.title)) };
    format!("What to do: {title}{}", code(&info.id))
}

/// What stands in it.
pub(super) fn body(info: &RuleInfo) -> String {
    let mut body = help(&info.help);
    if !body.is_empty() {
        body.push_str("\n\n");
    }
    let links: Vec<String> = info
        .references
        .iter()
        .filter(|url| is_plain(url))
        .take(REFERENCES)
        .map(|url| format!("<{url}>"))
        .collect();
    if !links.is_empty() {
        body.push_str("Read on: ");
        body.push_str(&links.join(", "));
        body.push_str("\n\n");
    }
    body.push_str("More: ");
    body.push_str(&code(&format!("camgi explain {}", info.id)));
    body.push('\n');
    body
}

/// Whether it is an address that can stand between `<` and `>`.
fn is_plain(url: &str) -> bool {
    let known = |c: char| c.is_ascii_alphanumeric() || "-._~:/?#@!&()*+,;=%'".contains(c);
    (url.starts_with("https://") || url.starts_with("http://")) && url.chars().all(known)
}

/// Help as Markdown that ends where it ends.
fn help(markdown: &str) -> String {
    let help = printable(markdown);
    let help = help.trim_matches('\n').trim_end();
    tamed(help).unwrap_or_else(|| verbatim(help))
}

/// As it is written, in a fence that is longer than all of it.
fn verbatim(text: &str) -> String {
    let mut longest = 0;
    let mut run = 0;
    for c in text.chars() {
        run = if c == '`' { run + 1 } else { 0 };
        longest = longest.max(run);
    }
    let fence = "`".repeat((longest + 1).max(3));
    format!("{fence}text\n{text}\n{fence}")
}

/// The same Markdown without HTML. None if its fences are not plain to see.
fn tamed(help: &str) -> Option<String> {
    let mut out = String::with_capacity(help.len());
    let mut fence: Option<Fence> = None;
    // A code span over several lines could begin anywhere: then no `<` is known to be in code.
    let paired = |line: &str| Fence::opens(line).is_some() || !has_lone_backtick(line);
    let spans = !help.contains("\\`") && help.lines().all(paired);
    for line in help.lines() {
        let written = match &fence {
            Some(open) if open.is_closed_by(line) => {
                fence = None;
                line.to_owned()
            }
            Some(open) if !open.holds(line) => return None,
            Some(_) => line.to_owned(),
            None => {
                fence = Fence::opens(line);
                match &fence {
                    // Whether this is a fence, depends on the lists around it.
                    Some(open) if open.indent > 3 => return None,
                    Some(_) => line.to_owned(),
                    None => without_html(line, spans),
                }
            }
        };
        out.push_str(&written);
        out.push('\n');
    }
    fence.is_none().then(|| out.trim_end().to_owned())
}

/// The first line of a fenced block.
struct Fence {
    indent: usize,
    mark: char,
    length: usize,
}

impl Fence {
    fn opens(line: &str) -> Option<Self> {
        let text = line.trim_start_matches(' ');
        let mark = text.chars().next().filter(|c| ['`', '~'].contains(c))?;
        let length = text.chars().take_while(|&c| c == mark).count();
        let is_fence = length >= 3 && (mark == '~' || !text[length..].contains(mark));
        is_fence.then(|| Self { indent: indent(line), mark, length })
    }

    fn is_closed_by(&self, line: &str) -> bool {
        indent(line) == self.indent && self.is_like(line)
    }

    /// Whether a line is plainly inside. One with less indent could end the list in which the block stands, and one that
    /// looks like the end of it could be that.
    fn holds(&self, line: &str) -> bool {
        line.trim().is_empty() || (indent(line) >= self.indent && !self.is_like(line))
    }

    fn is_like(&self, line: &str) -> bool {
        let text = line.trim();
        text.len() >= self.length && text.chars().all(|c| c == self.mark)
    }
}

fn indent(line: &str) -> usize {
    line.len() - line.trim_start_matches(' ').len()
}

/// A line whose `<` begins nothing; what stands in code spans stays as it is where `spans` can be told.
fn without_html(line: &str, spans: bool) -> String {
    let escape = |text: &str| text.replace('<', "&lt;");
    if !spans {
        return escape(line);
    }
    let mut out = String::with_capacity(line.len());
    let mut rest = line;
    while let Some((before, span, behind)) = code_span(rest) {
        out.push_str(&escape(before));
        out.push_str(span);
        rest = behind;
    }
    out.push_str(&escape(rest));
    out
}

/// What stands before the first code span of a line, the span, and what stands behind it.
fn code_span(line: &str) -> Option<(&str, &str, &str)> {
    let (start, length) = run(line, 0)?;
    let mut from = start + length;
    while let Some((end, other)) = run(line, from) {
        if other == length {
            return Some((&line[..start], &line[start..end + other], &line[end + other..]));
        }
        from = end + other;
    }
    None
}

/// Whether a backtick has no partner on the same line.
fn has_lone_backtick(line: &str) -> bool {
    let mut rest = line;
    while let Some((_, _, behind)) = code_span(rest) {
        rest = behind;
    }
    rest.contains('`')
}

/// The first run of backticks at or behind `from`: where it is, and how long.
fn run(line: &str, from: usize) -> Option<(usize, usize)> {
    let at = from + line[from..].find('`')?;
    Some((at, line[at..].len() - line[at..].trim_start_matches('`').len()))
}
