//! Replacing secrets, once it is known where they stand.

use std::borrow::Cow;

use super::super::{Span, clip};
use super::find::{bare_lines, cut_token, secrets};
use super::value::{Name, Standing, is_secret};

/// What stands in the place of a secret.
pub const MASKED: &str = "[masked]";
/// So many characters behind what is kept of a text are looked at too: a secret there may begin in what is kept.
pub(in crate::text) const MARGIN: usize = 1_000;
/// What stands beside a secret may look like one only when that is masked. More rounds are never needed.
const ROUNDS: usize = 4;

/// `text` with [`MASKED`] in the place of everything that looks like a secret.
#[must_use]
pub fn mask(text: &str) -> Cow<'_, str> {
    settle(text, &secrets, &|out, _| out.push_str(MASKED))
}

/// `text` with `*` for each character of what looks like a secret, so that every other one stays where it is. Line ends
/// stay too.
#[must_use]
pub fn mask_in_place(text: &str) -> Cow<'_, str> {
    settle(text, &secrets, &stars)
}

/// As [`mask_in_place`], for a whole file, which may wrap a secret as it likes: what is all of a line and looks like the inside
/// of a key is one.
#[must_use]
pub fn mask_file(text: &str) -> Cow<'_, str> {
    mask_lines(text, false)
}

/// As [`mask_in_place`], for lines out of a file, which may begin within a secret: what is all of a line and looks like
/// the inside of a key is one. Of text that `is_cut` at its beginning, so is a token that this begins with.
pub(in crate::text) fn mask_lines(text: &str, is_cut: bool) -> Cow<'_, str> {
    let find = |text: &str| {
        let mut found = secrets(text);
        found.extend(bare_lines(text));
        found.extend(is_cut.then(|| cut_token(text)).flatten());
        found
    };
    settle(text, &find, &stars)
}

/// The value of something that has a name, which may be all that tells that it is a secret.
#[must_use]
pub fn mask_named<'t>(name: &str, value: &'t str) -> Cow<'t, str> {
    match Name::of(name) {
        Some(name) if is_secret(name, value.trim(), Standing::Set) => Cow::Borrowed(MASKED),
        _ => mask(value),
    }
}

/// `text` without its secrets, cut to `most` characters as by [`clip`]. However long the text is, only a bit more than
/// that is looked at.
#[must_use]
pub fn clip_masked(text: &str, most: usize) -> Cow<'_, str> {
    let Some((end, _)) = text.char_indices().nth(most + MARGIN) else {
        return match mask(text) {
            Cow::Borrowed(text) => clip(text, most),
            Cow::Owned(masked) => Cow::Owned(clip(&masked, most).into_owned()),
        };
    };
    // What is cut says so, also where masking made the rest short.
    Cow::Owned(clip(&format!("{}…", mask(&text[..end])), most).into_owned())
}

fn stars(out: &mut String, secret: &str) {
    out.extend(secret.chars().map(|c| if matches!(c, '\n' | '\r') { c } else { '*' }));
}

fn settle<'t>(
    text: &'t str,
    find: &dyn Fn(&str) -> Vec<Span>,
    instead: &dyn Fn(&mut String, &str),
) -> Cow<'t, str> {
    let mut masked = Cow::Borrowed(text);
    for _ in 0..ROUNDS {
        match replaced(&masked, find(&masked), instead) {
            Some(next) if next != *masked => masked = Cow::Owned(next),
            _ => break,
        }
    }
    masked
}

/// Nothing when there is nothing to replace.
fn replaced(text: &str, mut found: Vec<Span>, instead: &dyn Fn(&mut String, &str)) -> Option<String> {
    found.retain(|span| !span.of(text).is_empty());
    found.sort();
    let mut spans: Vec<Span> = Vec::with_capacity(found.len());
    for span in found {
        match spans.last_mut() {
            Some(last) if span.start <= last.end => last.end = last.end.max(span.end),
            _ => spans.push(span),
        }
    }
    let mut out = String::with_capacity(if spans.is_empty() { 0 } else { text.len() });
    let mut at = 0;
    for span in &spans {
        out.push_str(&text[at..span.start]);
        instead(&mut out, span.of(text));
        at = span.end;
    }
    (!spans.is_empty()).then(|| out + &text[at..])
}
