//! Values that stand behind a name which says that they are secrets, in whatever way names and values are written.

use std::sync::LazyLock;

use regex::{Captures, Regex};

use super::super::Span;
use super::forms::regex;
use super::value::{Name, Standing, is_secret, placeholders};

/// What names a value that may be a secret ends so.
pub(super) const NAME: &str = r"(?i-u:passw(?:or)?d|passphrase|passcode|bindpw|pass|pwd|psk|secret|token|(?:api|access|secret|private|account|shared|encryption|signing)[_-]?key|client-key-data)";

/// A whole name: `db_password`, `clientSecret`.
fn whole() -> String {
    format!(r"[A-Za-z0-9_.-]*{NAME}")
}

/// How a value is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Written {
    /// `password: x`, `password=x`.
    Named,
    /// `--password x`: a sentence may go on behind the flag.
    Flag,
    /// Where nothing but a value can stand.
    Value,
}

/// Expressions that end where a value begins. The first group is the name.
static BEFORE: LazyLock<[(Regex, Written); 5]> = LazyLock::new(|| {
    let name = whole();
    [
        (format!(r#"({name})\\*["']?[\x20\t]*(?::=|=>|==?|:|%3[AaDd])[\x20\t]*"#), Written::Named),
        (r"((?i-u:password))\x20for\x20[^\s:]+:\x20".to_owned(), Written::Named),
        (format!(r"--({name})\x20+"), Written::Flag),
        // Pairs, as environment variables are written.
        (
            format!(
                r#"(?i-u:name|key)\\*["']?[\x20\t]*[:=][\x20\t]*\\*["']?({name})\\*["']?[,\s]*\\*["']?(?i-u:value)\\*["']?[\x20\t]*[:=][\x20\t]*"#
            ),
            Written::Value,
        ),
        // Arguments, in a line and one below the other.
        (
            format!(
                r#"\\*["']--?({name})\\*["'],\s*|-\x20+["']?--?({name})["']?[\x20\t]*\n[\x20\t]*-\x20+"#
            ),
            Written::Value,
        ),
    ]
    .map(|(text, written)| (regex(&text), written))
});
/// A pair with the value before the name.
static TURNED: LazyLock<Regex> = LazyLock::new(|| {
    let name = whole();
    regex(&format!(
        r#"(?i-u:\bvalue)\\*["']?[\x20\t]*[:=][\x20\t]*(?:\\*["']([^"'\\\n]*)\\*["']|([^\s,"'{{}}\\]+))[,\s]*\\*["']?(?i-u:\b(?:name|key))\\*["']?[\x20\t]*[:=][\x20\t]*\\*["']?({name})(?:[\\"',\s}}]|$)"#
    ))
});
/// A name with its value in the lines below.
static BLOCK: LazyLock<Regex> = LazyLock::new(|| {
    let name = whole();
    regex(&format!(
        r#"(?m)^([\x20\t-]*)["']?({name})["']?:[\x20\t]+[|>][+-]?[0-9]?[+-]?[\x20\t]*(?:\x20\#.*)?\r?\n"#
    ))
});

/// Where the values of names stand that are secrets.
pub(super) fn named(text: &str) -> Vec<Span> {
    let mut found = Vec::new();
    for (before, written) in BEFORE.iter() {
        found.extend(before.captures_iter(text).filter_map(|captures| {
            let (all, name) = (captures.get(0)?, captures.iter().skip(1).flatten().next()?);
            value(text, (name.start(), all.end()), Name::of(name.as_str())?, *written)
        }));
    }
    found.extend(TURNED.captures_iter(text).filter_map(|captures| {
        let value = captures.get(1).or_else(|| captures.get(2))?;
        let standing = if captures.get(1).is_some() { Standing::Quoted } else { Standing::Set };
        let is_meant = is_secret(Name::of(captures.get(3)?.as_str())?, value.as_str(), standing);
        is_meant.then(|| Span::new(value.start(), value.end()))
    }));
    BLOCK.captures_iter(text).for_each(|captures| found.extend(block(text, &captures)));
    found
}

/// The lines of a block scalar that are secrets.
fn block(text: &str, captures: &Captures<'_>) -> Vec<Span> {
    let mut found = Vec::new();
    let (Some(all), Some(indent), Some(name)) = (captures.get(0), captures.get(1), captures.get(2)) else {
        return found;
    };
    let Some(name) = Name::of(name.as_str()) else { return found };
    let mut at = all.end();
    for line in text[at..].split_inclusive('\n') {
        let inside = line.trim();
        let blanks = line.len() - line.trim_start().len();
        if !inside.is_empty() && blanks <= indent.len() {
            break;
        }
        if is_secret(name, inside, Standing::Set) {
            found.push(Span::new(at + blanks, at + blanks + inside.len()));
        }
        at += line.len();
    }
    found
}

/// The value behind a name, if it is a secret: in quotes, which may be escaped, or up to what ends a word.
fn value(text: &str, (name_at, value_at): (usize, usize), name: Name, written: Written) -> Option<Span> {
    let rest = &text[value_at..];
    let escapes = rest.len() - rest.trim_start_matches('\\').len();
    let quote = rest[escapes..].chars().next().filter(|c| matches!(c, '"' | '\''));
    if let Some(quote) = quote {
        let inside = &rest[escapes + 1..];
        let end = closing(inside, quote, escapes).unwrap_or(inside.len());
        let start = value_at + escapes + 1;
        // The argument behind one without a value.
        let is_next = written == Written::Value && inside.starts_with("--");
        return (!is_next && is_secret(name, &inside[..end], Standing::Quoted))
            .then(|| Span::new(start, start + end));
    }
    let before = &text[..value_at];
    let line_of = |at: usize| text[..at].rfind('\n').map_or(0, |at| at + 1);
    let is_line = text[line_of(name_at)..name_at].chars().all(|c| matches!(c, ' ' | '\t' | '-'))
        || (written == Written::Value
            && before[line_of(value_at)..]
                .trim_start_matches([' ', '\t', '-'])
                .eq_ignore_ascii_case("value: "));
    // In a line of its own a value ends with the line; elsewhere it may stand in anything.
    let ends = |c: char| c.is_whitespace() || (!is_line && "\"'`,;&{}()[]\\".contains(c));
    let kept = placeholders(rest);
    if kept > 0
        && rest[kept..].chars().next().is_none_or(|c| c.is_whitespace() || "\"'`,;&{}()[]\\".contains(c))
    {
        return None;
    }
    let value = &rest[..rest.find(ends).unwrap_or(rest.len())];
    let is_block = value.starts_with(['|', '>'])
        && value[1..].chars().all(|c| matches!(c, '+' | '-') || c.is_ascii_digit());
    let is_odd = value.starts_with(['&', '|', '>', '(', '<', '$', '%', '*', '!']) && !value.starts_with("$2");
    if is_block || value.starts_with(['{', '[']) || (is_odd && !name.is_password()) {
        return None;
    }
    let behind = rest[value.len()..].trim_start_matches([' ', '\t']);
    let is_last = behind.len() == rest.len() - value.len()
        || behind.starts_with(['\n', '\r', '#'])
        || behind.is_empty();
    let is_set = before.ends_with('=')
        || before.trim_end().ends_with('=')
        || before.ends_with("%3D")
        || before.ends_with("%3d");
    let standing = match written {
        Written::Value => Standing::Set,
        Written::Flag => Standing::Inside,
        // Behind `password=x` no sentence goes on.
        Written::Named if is_set => Standing::Set,
        Written::Named if is_last && is_line => Standing::Line,
        Written::Named if is_last => Standing::Last,
        Written::Named => Standing::Inside,
    };
    let end = match name {
        // A password that is all of a line may have blanks in it.
        Name::Password if is_line && before.ends_with(": ") => {
            let line = rest.split(['\n', '\r']).next().unwrap_or_default();
            line.find(" #").unwrap_or(line.trim_end().len()).max(value.len())
        }
        _ => value.len(),
    };
    is_secret(name, value, standing).then(|| Span::new(value_at, value_at + end))
}

/// Where a text in quotes ends: at the quote with as many escapes before it as the first had.
fn closing(inside: &str, quote: char, escapes: usize) -> Option<usize> {
    let mut from = 0;
    loop {
        let at = from + inside[from..].find([quote, '\n'])?;
        let before = inside[..at].len() - inside[..at].trim_end_matches('\\').len();
        if before <= escapes || inside[at..].starts_with('\n') {
            return Some(at - before.min(escapes));
        }
        from = at + 1;
    }
}
