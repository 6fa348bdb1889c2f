//! Foreign text in Markdown: it stays text, and is neither markup nor mention nor link. What comes out means the same in
//! a paragraph, in a cell of a table, in `<code>` and in `<summary>`, because only references to characters and empty
//! comments are used. The one thing to keep in mind: a colon of ours right behind such a text could end the name of an emoji
//! that begins in it, so something stands between the two.
//!
//! References stop Markdown, which reads them as text. They do not stop what GitHub looks for in the finished page:
//! mentions, issues, addresses. A comment does, because nothing is looked for across one. Not stopped are hashes of
//! commits of the repository itself, whose links notify nobody.

use crate::text::one_line;

/// Stands between two characters that GitHub would read together.
const BREAK: &str = "<!-- -->";
/// A longer part of a path may be broken after a `/`.
const PART: usize = 40;

/// `raw` on one line, as text.
pub(in crate::output) fn text(raw: &str) -> String {
    let line = one_line(raw, usize::MAX);
    let mut out = String::with_capacity(line.len() + line.len() / 8);
    for (at, c) in line.char_indices() {
        let (before, behind) = (&line[..at], &line[at + c.len_utf8()..]);
        match c {
            '&' | '<' | '>' | '*' | '`' | '[' | ']' | '\\' | '|' | '$' | '~' => push_reference(&mut out, c),
            '_' if !(ends_in_a_word(before) && starts_with_a_word(behind)) => push_reference(&mut out, c),
            // At the beginning they would make a list, a heading or a rule.
            '-' | '+' | '=' if at == 0 => push_reference(&mut out, c),
            '.' | ')' if at > 0 && is_number(before) => push_reference(&mut out, c),
            '#' => {
                push_reference(&mut out, c);
                if !behind.is_empty() {
                    out.push_str(BREAK);
                }
            }
            '.' if ends_with(before, "www") => {
                out.push_str(BREAK);
                out.push(c);
            }
            _ => {
                out.push(c);
                if joins(before, c, behind) {
                    out.push_str(BREAK);
                }
            }
        }
    }
    out
}

/// `raw` as text in the face of code.
pub(in crate::output) fn code(raw: &str) -> String {
    format!("<code>{}</code>", text(raw))
}

/// A path as code, which may be broken after some of its `/`: a table would be as wide as its longest path.
pub(in crate::output) fn path(raw: &str) -> String {
    let mut out = String::from("<code>");
    let mut since = 0;
    for part in raw.split_inclusive('/') {
        let long = part.chars().count();
        if since > 0 && since + long > PART {
            out.push_str("<wbr>");
            since = 0;
        }
        out.push_str(&text(part));
        since += long;
    }
    out.push_str("</code>");
    out
}

/// Whether GitHub makes something of `c` with what stands behind it: an address, a mention, an emoji, `GH-1`.
fn joins(before: &str, c: char, behind: &str) -> bool {
    match c {
        '@' => !behind.is_empty(),
        ':' => behind.starts_with('/') || is_emoji(behind),
        '-' => ends_with(before, "gh") && behind.starts_with(|c: char| c.is_ascii_digit()),
        _ => false,
    }
}

/// Whether `behind` goes on with a name and a colon: `:tada:`, `:100:`, but not `10:05:40`.
fn is_emoji(behind: &str) -> bool {
    let Some((name, _)) = behind.split_once(':') else { return false };
    let in_names = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '+' | '-');
    !name.is_empty() && name.chars().all(in_names) && (!is_number(name) || ["100", "1234"].contains(&name))
}

fn is_number(text: &str) -> bool {
    text.chars().all(|c| c.is_ascii_digit())
}

fn ends_with(text: &str, word: &str) -> bool {
    let end = text.len().checked_sub(word.len()).and_then(|at| text.get(at..));
    end.is_some_and(|end| end.eq_ignore_ascii_case(word))
}

fn ends_in_a_word(text: &str) -> bool {
    text.chars().next_back().is_some_and(char::is_alphanumeric)
}

fn starts_with_a_word(text: &str) -> bool {
    text.chars().next().is_some_and(char::is_alphanumeric)
}

fn push_reference(out: &mut String, c: char) {
    match c {
        '&' => out.push_str("&amp;"),
        '<' => out.push_str("&lt;"),
        '>' => out.push_str("&gt;"),
        _ => {
            out.push_str("&#");
            out.push_str(&u32::from(c).to_string());
            out.push(';');
        }
    }
}
