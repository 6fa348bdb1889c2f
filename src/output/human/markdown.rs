//! Markdown of a rule's help as plain text. Knows what help uses (paragraphs, lists, fences, emphasis, links),
//! not Markdown: what it does not know stays as it is written.

use super::wrap::wrap;
use crate::text::printable;

/// `markdown` in lines of at most `width` characters; fenced lines are kept whole, indented by two.
pub(super) fn plain(markdown: &str, width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut paragraph = String::new();
    let mut fenced = false;
    for line in printable(markdown).lines() {
        let text = line.trim();
        if text.starts_with("```") {
            flush(&mut paragraph, &mut lines, width);
            fenced = !fenced;
        } else if fenced {
            lines.push(format!("  {}", line.trim_end()));
        } else if text.is_empty() {
            flush(&mut paragraph, &mut lines, width);
        } else {
            if is_item(text) {
                flush(&mut paragraph, &mut lines, width);
            }
            if !paragraph.is_empty() {
                paragraph.push(' ');
            }
            paragraph.push_str(text.trim_start_matches('#').trim_start());
        }
    }
    flush(&mut paragraph, &mut lines, width);
    lines
}

fn flush(paragraph: &mut String, lines: &mut Vec<String>, width: usize) {
    if !paragraph.is_empty() {
        lines.extend(wrap(&without_marks(paragraph), width));
        paragraph.clear();
    }
}

/// Whether a list item starts here: `- `, `* `, `12. `.
fn is_item(line: &str) -> bool {
    let number = line.trim_start_matches(|c: char| c.is_ascii_digit());
    line.starts_with("- ")
        || line.starts_with("* ")
        || (number.len() < line.len() && number.starts_with(". "))
}

/// Without `**`, and with `[text](url)` as `text (url)`.
fn without_marks(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(open) = rest.find('[') {
        let link = rest[open + 1..]
            .split_once("](")
            .and_then(|(words, tail)| tail.split_once(')').map(|(url, tail)| (words, url, tail)))
            .filter(|(words, url, _)| !words.contains(['[', ']']) && !url.contains(' '));
        let Some((words, url, tail)) = link else {
            out.push_str(&rest[..=open]);
            rest = &rest[open + 1..];
            continue;
        };
        out.push_str(&rest[..open]);
        out.push_str(words);
        out.push_str(" (");
        out.push_str(url);
        out.push(')');
        rest = tail;
    }
    out.push_str(rest);
    out.replace("**", "")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_the_words() {
        for (markdown, lines) in [
            ("", vec![]),
            ("One\ntwo.\n\nThree.", vec!["One two.", "Three."]),
            ("Do:\n- a **b**\n- `c`\n  d\n12. e", vec!["Do:", "- a b", "- `c` d", "12. e"]),
            (
                "Run:\n```console\noc get  nodes | grep '[a](b)'\n```\nthen",
                vec!["Run:", "  oc get  nodes | grep '[a](b)'", "then"],
            ),
            ("See [the docs](https://e.com/x).", vec!["See the docs (https://e.com/x)."]),
            ("a[0] and b[1](", vec!["a[0] and b[1]("]),
            ("# Head", vec!["Head"]),
            ("esc\u{1b}[0m", vec!["esc\\x1b[0m"]),
        ] {
            assert_eq!(plain(markdown, 60), lines, "{markdown}");
        }
    }
}
