//! Where secrets stand in a text. Every expression is linear in the text, and one of them is tried before all others:
//! most texts have nothing that could be a secret.

use std::sync::LazyLock;

use regex::{Captures, Regex};

use super::super::Span;
use super::value::{Name, is_made_up, is_secret, says_nothing};

/// Something of each kind of secret below.
static HINT: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r#"(?x) -----(?:BEGIN|END)[\x20%+] | eyJ | LS0tLS1CRUdJTi | eyAiYXV0a | ewo[gJ][A-Za-z0-9]*(?:YXV0a|hdXRo|F1dGh) | sha256~
        | A[KS]IA[A-Z0-9] | gh[pousr]_ | github_pat_ | glpat- | xox[abeoprs]- | hooks\.slack\.com | AIza | ://[^\s/]*:
        | (?i-u: bearer[\ +] | basic[\ +] | \\*"auth\\*"
          | (?:passw(?:or)?d|passphrase|secret|token|key(?:-data)?) [\\"'\ ]*[:=\n,\t]
          | --[a-z-]*(?:passw(?:or)?d|passphrase|secret|token|key)\ | signature= )"#,
    )
});

/// What names a value that may be a secret: `db_password: `, `\"clientSecret\":`, `--token=`.
const NAMES: &str = r"[A-Za-z0-9_.-]*(?i-u:passw(?:or)?d|passphrase|secret|token|(?:api|access|secret|private|account|shared|encryption|signing)[_-]?key|client-key-data)";

/// A name with what stands between it and its value, which is read by hand.
static NAMED: LazyLock<Regex> =
    LazyLock::new(|| regex(&format!(r#"({NAMES})\\*["']?[\x20\t]*[:=][\x20\t]*"#)));
/// The same as a flag that has its value behind a blank.
static FLAG: LazyLock<Regex> = LazyLock::new(|| regex(&format!(r"--({NAMES})\x20+")));
/// The same as a pair, as environment variables are written.
static PAIR: LazyLock<Regex> = LazyLock::new(|| {
    regex(&format!(
        r#"(?i-u:name)\\*["']?[\x20\t]*[:=][\x20\t]*\\*["']?({NAMES})\\*["']?[,\s]*\\*["']?(?i-u:value)\\*["']?[\x20\t]*[:=][\x20\t]*"#
    ))
});

/// Secrets that are known by their form. The first group is what is masked.
static FORMS: LazyLock<Vec<(Regex, Check)>> = LazyLock::new(|| {
    let always: Check = |_| true;
    let made_up: Check = |value| is_made_up(value, 4.0);
    let said: Check = |value| !says_nothing(value);
    [
        // Private keys: whole, without their end, and without their beginning. Line ends may be escaped, also as in a URL.
        (r"-----BEGIN(?:[\x20+]|%20)(?:[A-Z0-9]+(?:[\x20+]|%20))*PRIVATE(?:[\x20+]|%20)KEY(?:(?:[\x20+]|%20)BLOCK)?-----((?s:.)*?)-----END", is_key as Check),
        (r"-----BEGIN(?:[\x20+]|%20)(?:[A-Z0-9]+(?:[\x20+]|%20))*PRIVATE(?:[\x20+]|%20)KEY(?:(?:[\x20+]|%20)BLOCK)?-----([A-Za-z0-9+/=%\\\s]*)", is_key),
        (r"([A-Za-z0-9+/=]{16,}(?:(?:\\+[nr]|%0A|\s)+[A-Za-z0-9+/=]{16,})*(?:\\+[nr]|%0A|\s)+(?:[A-Za-z0-9+/=]{1,15}(?:\\+[nr]|%0A|\s)+)?)-----END(?:[\x20+]|%20)(?:[A-Z0-9]+(?:[\x20+]|%20))*PRIVATE(?:[\x20+]|%20)KEY", is_key),
        // The same in base64, and pull secrets in base64.
        (r"(LS0tLS1CRUdJTiB(?:QUklWQVRF|SU0EgUFJJVkFURS|FQyBQUklWQVRF|EU0EgUFJJVkFURS|PUEVOU1NIIFBSSVZBVEUg|FTkNSWVBURUQgUFJJVkFURS)[A-Za-z0-9+/=]*)", always),
        (r"\b((?:eyJhdXRo|eyAiYXV0a|ew(?:og|oJ)[A-Za-z0-9]{0,16}(?:YXV0a|hdXRo|F1dGh))[A-Za-z0-9+/=]{12,})", always),
        // JSON Web Tokens; cut off behind a known beginning; and their end.
        (r"\b(eyJ[A-Za-z0-9_-]{8,}\.(?:eyJ)?[A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_-]*)*)", always),
        (r"\b(eyJ(?:hbGciOi|0eXAiOi|raWQiOi|4NXQ|lbmMiOi|jdHkiOi)[A-Za-z0-9_.-]*)", always),
        (r"\.(eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{20,})", always),
        (r"sha256~([A-Za-z0-9_-]{4,})", said),
        (r"\b(A[KS]IA[A-Z0-9]{8,})\b", |value| value.bytes().any(|byte| byte.is_ascii_digit()) || value.len() >= 20),
        (r"\b((?:gh[pousr]_|github_pat_)[A-Za-z0-9_]{10,})", always),
        (r"\b(glpat-[A-Za-z0-9_-]{10,})", always),
        (r"\b(xox[abeoprs]-[A-Za-z0-9-]{8,})", |value| value.bytes().any(|byte| byte.is_ascii_digit())),
        (r"hooks\.slack\.com/services/([A-Za-z0-9/]{8,})", said),
        (r"\b(AIza[A-Za-z0-9_-]{30,})", always),
        (r"(?i-u:[?&](?:sig|(?:x-(?:amz|goog)-)?signature|x-amz-security-token)=)([A-Za-z0-9%+/=_-]{16,})", always),
        // What a client shows to be let in.
        (r"(?i-u:authorization)\W{1,8}(?i-u:bearer|basic|token|negotiate)[\x20+]+([A-Za-z0-9._~+/=-]{6,})", said),
        (r"(?i-u:\bbearer)[\x20+]+([A-Za-z0-9._~+/=-]{12,})", made_up),
        (r"(?i-u:\bbasic)[\x20+]+([A-Za-z0-9+/]{8,}={0,2})", |value| is_made_up(value, 4.0) || (value.ends_with('=') && value.len() % 4 == 0)),
        // Passwords in URLs; also where it is cut off before its end, but for a port.
        (r#"[A-Za-z][A-Za-z0-9+.-]*://[^\s/:@"'<>?#\[\]\\]*:([^\s/"'<>\\]+)@"#, said),
        (r#"[A-Za-z][A-Za-z0-9+.-]*://[^\s/:@"'<>?#\[\]\\]*:([^\s/:@"'<>\\]*[^\s\d/:@"'<>\\…][^\s/:@"'<>\\]*)…$"#, said),
        // Pull secrets.
        (r#"\\*"(?:auth|identitytoken|registrytoken)\\*"\s*:\s*\\*"([A-Za-z0-9+/=_-]{8,})"#, |value| is_made_up(value, 4.0) || value.ends_with('=')),
    ]
    .into_iter()
    .map(|(text, check)| (regex(text), check))
    .collect()
});

/// Whether what has the form is meant.
type Check = fn(&str) -> bool;

/// A line that is nothing but base64, as in the middle of a key; perhaps behind the time that a log writes.
static BARE_LINE: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r#"^(?:\d{4}-\d\d-\d\dT\S{1,30}\x20+(?:std(?:out|err)\x20[FP]\x20)?)?[\s>|"'-]*([A-Za-z0-9+/]{40,}={0,2})["',\s]*(?:\\n)?["',\s]*$"#,
    )
});

fn regex(text: &str) -> Regex {
    Regex::new(text).expect("internal error: the expression is one")
}

/// Where secrets stand, in no order; some may stand in others.
pub(super) fn secrets(text: &str) -> Vec<Span> {
    let mut found = Vec::new();
    if !HINT.is_match(text) {
        return found;
    }
    for (form, check) in FORMS.iter() {
        let places = form.captures_iter(text).filter_map(|captures| captures.get(1));
        found.extend(
            places.filter(|place| check(place.as_str())).map(|place| Span::new(place.start(), place.end())),
        );
    }
    let named = |(captures, is_flag): (Captures<'_>, bool)| {
        let (all, name) = (captures.get(0)?, captures.get(1)?);
        named_value(text, (name.start(), all.end()), Name::of(name.as_str())?, is_flag)
    };
    let flags = FLAG.captures_iter(text).map(|captures| (captures, true));
    let others = NAMED.captures_iter(text).chain(PAIR.captures_iter(text)).map(|captures| (captures, false));
    found.extend(others.chain(flags).filter_map(named));
    found
}

/// Something of a key has a run of base64 that no word is as long as.
fn is_key(body: &str) -> bool {
    let is_base64 = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=');
    body.as_bytes().split(|byte| !is_base64(byte)).any(|run| run.len() >= 16)
}

/// The value behind a name, if it is a secret: in quotes, which may be escaped, or up to what ends a word.
fn named_value(text: &str, (name_at, value_at): (usize, usize), name: Name, is_flag: bool) -> Option<Span> {
    let rest = &text[value_at..];
    let escapes = rest.len() - rest.trim_start_matches('\\').len();
    let quote = rest[escapes..].chars().next().filter(|c| matches!(c, '"' | '\''));
    if let Some(quote) = quote {
        let inside = &rest[escapes + 1..];
        let end = closing(inside, quote, escapes).unwrap_or(inside.len());
        let start = value_at + escapes + 1;
        return is_secret(name, &inside[..end], true).then(|| Span::new(start, start + end));
    }
    let line_start = text[..name_at].rfind('\n').map_or(0, |at| at + 1);
    let is_line = text[line_start..name_at].chars().all(|c| matches!(c, ' ' | '\t' | '-'));
    // In a line of its own a value ends with the line; elsewhere it may stand in anything.
    let ends = |c: char| c.is_whitespace() || (!is_line && "\"'`,;&{}()[]\\".contains(c));
    let value = &rest[..rest.find(ends).unwrap_or(rest.len())];
    if value.starts_with(['{', '[', '&', '|', '>', '(', '<', '$', '%', '*', '!']) && !value.starts_with("$2")
    {
        return None;
    }
    let behind = rest[value.len()..].trim_start_matches([' ', '\t']);
    let is_last = behind.len() == rest.len() - value.len()
        || behind.starts_with(['\n', '\r', '#'])
        || behind.is_empty();
    // Behind `password=x` no sentence goes on.
    let stands_alone = !is_flag && (is_last || text[..value_at].ends_with('='));
    let end = match name {
        // A password that is all of a line may have blanks in it.
        Name::Password if is_line && text[..value_at].ends_with(": ") => {
            let line = rest.split(['\n', '\r']).next().unwrap_or_default();
            line.find(" #").unwrap_or(line.trim_end().len()).max(value.len())
        }
        _ => value.len(),
    };
    is_secret(name, value, stands_alone).then(|| Span::new(value_at, value_at + end))
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

/// Lines that are nothing but base64, and the short one behind them.
pub(super) fn bare_lines(text: &str) -> Vec<Span> {
    let mut found = Vec::new();
    let (mut at, mut follows) = (0, false);
    for line in text.split('\n') {
        let place = BARE_LINE.captures(line).and_then(|captures| captures.get(1));
        let place = place.filter(|place| has_all_sorts(place.as_str()));
        let last = line.trim();
        if let Some(place) = place {
            found.push(Span::new(at + place.start(), at + place.end()));
        } else if follows
            && last.len() >= 4
            && last.bytes().all(|b| b.is_ascii_alphanumeric() || b"+/=".contains(&b))
        {
            let start = at + line.find(last).unwrap_or_default();
            found.push(Span::new(start, start + last.len()));
        }
        // A line that is masked already is one of them too.
        follows = place.is_some() || (last.len() >= 40 && last.bytes().all(|byte| byte == b'*'));
        at += line.len() + 1;
    }
    found
}

/// A digest or a path in small letters is none of it.
fn has_all_sorts(text: &str) -> bool {
    let has = |is: fn(&u8) -> bool| text.as_bytes().iter().any(is);
    has(u8::is_ascii_lowercase) && has(u8::is_ascii_uppercase) && has(u8::is_ascii_digit)
}

/// What a text that is cut at its beginning begins with, if that looks like the end of a token.
pub(super) fn cut_token(text: &str) -> Option<Span> {
    let is_of_tokens = |c: char| c.is_ascii_alphanumeric() || "+/=_.~-".contains(c);
    let token = &text[..text.find(|c| !is_of_tokens(c)).unwrap_or(text.len())];
    (token.len() >= 20 && is_made_up(token, 2.7)).then(|| Span::new(0, token.len()))
}
