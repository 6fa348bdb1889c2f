//! What a log line says of its time, its level and who wrote it, in any of the forms that a cluster's programs have. Made
//! on demand, for the lines of hits only.

use std::borrow::Cow;

use jiff::Timestamp;

use super::fields::{Fields, json, logfmt};
use super::level::Level;
use super::stamp;

/// How the lines of a log are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum LogFormat {
    /// As each line looks.
    #[default]
    Auto,
    /// `E0115 09:12:45.123456 1 file.go:12] message`.
    Klog,
    /// An object a line.
    Json,
    /// `Jan 15 09:12:45.123456 host unit[pid]: message`, where the message is in any other form.
    Journal,
    /// A text.
    Plain,
}

/// What a log line says. A line that is not in the form that is asked for is a plain text.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LogLine<'t> {
    /// When it was written. If it says so twice, what stands first counts: what `oc` or the journal put before it.
    pub time: Option<Timestamp>,
    /// How bad it is.
    pub level: Option<Level>,
    /// What is left without the times and names before it. The whole line when it has no message of its own.
    pub message: Cow<'t, str>,
    /// The node, if it is a line of the journal.
    pub host: Option<&'t str>,
    /// The program, if it is a line of the journal.
    pub unit: Option<&'t str>,
    /// The process, if it is a line of the journal and says so.
    pub pid: Option<u32>,
}

impl<'t> LogLine<'t> {
    /// Reads a line without its line end. A time that has no year gets the latest in which it is not more than a day later
    /// than `reference`, for example the gather time; without a reference it is not known.
    #[must_use]
    pub fn parse(text: &'t str, format: LogFormat, reference: Option<Timestamp>) -> Self {
        match stamp::container(text) {
            Some((time, rest)) => Self { time: Some(time), ..Self::body(whole(rest), format, reference) },
            None => Self::body(text, format, reference),
        }
    }

    fn body(text: &'t str, format: LogFormat, reference: Option<Timestamp>) -> Self {
        let form = match format {
            LogFormat::Auto => Self::json(text)
                .or_else(|| Self::klog(text, reference))
                .or_else(|| Self::journal(text, reference))
                .or_else(|| Self::logfmt(text)),
            LogFormat::Klog => Self::klog(text, reference),
            LogFormat::Json => Self::json(text),
            LogFormat::Journal => Self::journal(text, reference),
            LogFormat::Plain => None,
        };
        form.unwrap_or_else(|| Self::plain(text))
    }

    fn klog(text: &'t str, reference: Option<Timestamp>) -> Option<Self> {
        let level = Level::of_letter(*text.as_bytes().first()?)?;
        let (date, rest) = stamp::klog(text.get(1..)?)?;
        // The number of the thread, the place in the source.
        let (_, message) = rest.split_once("] ").or_else(|| Some((rest.strip_suffix(']')?, "")))?;
        let time = reference.and_then(|reference| date.before(reference));
        Some(Self { time, level: Some(level), message: message.into(), ..Self::default() })
    }

    fn journal(text: &'t str, reference: Option<Timestamp>) -> Option<Self> {
        let (date, rest) = stamp::journal(text)?;
        let (host, rest) = rest.strip_prefix(' ')?.split_once(' ')?;
        let (tag, message) = rest.split_once(": ").or_else(|| Some((rest.strip_suffix(':')?, "")))?;
        let (unit, pid) = match tag.strip_suffix(']').and_then(|tag| tag.rsplit_once('[')) {
            Some((unit, pid)) => (unit, pid.parse().ok()),
            None => (tag, None),
        };
        let inner =
            Self::json(message).or_else(|| Self::klog(message, reference)).or_else(|| Self::logfmt(message));
        let inner = inner.unwrap_or_else(|| Self::plain(message));
        let time = reference.and_then(|reference| date.before(reference)).or(inner.time);
        Some(Self { time, host: Some(host), unit: Some(unit), pid, ..inner })
    }

    fn json(text: &'t str) -> Option<Self> {
        json(text).map(|fields| Self::of_fields(fields, text))
    }

    fn logfmt(text: &'t str) -> Option<Self> {
        logfmt(text).map(|fields| Self::of_fields(fields, text))
    }

    fn of_fields(fields: Fields<'t>, text: &'t str) -> Self {
        let Fields { time, level, message } = fields;
        Self { time, level, message: message.unwrap_or(text.into()), ..Self::default() }
    }

    fn plain(text: &'t str) -> Self {
        let Some((time, rest)) = stamp::date_and_time(text) else {
            return Self { level: leading_level(text), message: text.into(), ..Self::default() };
        };
        // Open vSwitch: number, module, level and message between bars.
        let mut bars = rest.splitn(5, '|').skip(2);
        if let (Some(_), Some(level), Some(message)) = (bars.next(), bars.next(), bars.next())
            && let Some(level) = Level::of_word(level)
        {
            return Self { time: Some(time), level: Some(level), message: message.into(), ..Self::default() };
        }
        let rest = rest.trim_start();
        Self { time: Some(time), level: leading_level(rest), message: rest.into(), ..Self::default() }
    }
}

/// Without what the kubelet writes before each line of the files that it keeps: `stdout F `.
fn whole(text: &str) -> &str {
    ["stdout F ", "stderr F ", "stdout P ", "stderr P "]
        .iter()
        .find_map(|head| text.strip_prefix(head))
        .unwrap_or(text)
}

/// The level that a text begins with, in a way that no sentence does: in capitals, in brackets, or before a colon or tab.
fn leading_level(text: &str) -> Option<Level> {
    let end = text.find([' ', '\t', ':'])?;
    let (word, behind) = text.split_at(end);
    let bare = word.trim_matches(['[', ']', '<', '>']);
    let is_mark = bare.len() < word.len()
        || behind.starts_with([':', '\t'])
        || !bare.contains(|c: char| c.is_lowercase());
    Level::of_word(bare).filter(|_| is_mark)
}

#[cfg(test)]
mod tests;
