//! Where secrets stand in a text. Every expression is linear in the text, and one of them is tried before all others:
//! most texts have nothing that could be a secret.

use std::sync::LazyLock;

use regex::Regex;

use super::super::Span;
use super::forms::{FORMS, regex};
use super::named::{NAME, named};
use super::value::is_made_up;

/// The hints of all forms, and every name.
static HINT: LazyLock<Regex> = LazyLock::new(|| {
    let forms = FORMS.iter().map(|(hint, ..)| *hint);
    regex(&forms.chain([NAME]).collect::<Vec<_>>().join("|"))
});

/// A line that is nothing but base64, as in the middle of a key; perhaps behind the time that a log writes.
static BARE_LINE: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r#"^(?:\d{4}-\d\d-\d\dT\S{1,30}\x20+(?:std(?:out|err)\x20[FP]\x20)?)?[\s>|"'-]*([A-Za-z0-9+/]{40,}={0,2})["',\s]*(?:\\n)?["',\s]*$"#,
    )
});

/// Where secrets stand, in no order; some may stand in others.
pub(super) fn secrets(text: &str) -> Vec<Span> {
    if HINT.is_match(text) { all_secrets(text) } else { Vec::new() }
}

/// The same, with all expressions tried on every text.
pub(super) fn all_secrets(text: &str) -> Vec<Span> {
    let mut found = named(text);
    for (_, form, check) in FORMS.iter() {
        let places = form.captures_iter(text).filter_map(|captures| captures.get(1));
        found.extend(
            places.filter(|place| check(place.as_str())).map(|place| Span::new(place.start(), place.end())),
        );
    }
    found
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
