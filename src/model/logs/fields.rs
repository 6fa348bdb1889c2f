//! Log lines made of named fields: JSON and logfmt. Reads the time, the level and the message, and leaves the others.

use std::borrow::Cow;
use std::fmt;

use jiff::Timestamp;
use serde::Deserializer as _;
use serde::de::{IgnoredAny, MapAccess, Visitor};
use serde_json::Value;

use super::level::Level;
use super::stamp;

/// What was found. Of a field that is there twice, the first.
#[derive(Default)]
pub(super) struct Fields<'t> {
    pub(super) time: Option<Timestamp>,
    pub(super) level: Option<Level>,
    pub(super) message: Option<Cow<'t, str>>,
}

enum Field {
    Time,
    Level,
    Message,
}

impl Field {
    fn of(name: &str) -> Option<Self> {
        match name {
            "ts" | "time" | "timestamp" | "@timestamp" | "t" | "requestReceivedTimestamp" => Some(Self::Time),
            "level" | "lvl" | "severity" => Some(Self::Level),
            "msg" | "message" => Some(Self::Message),
            _ => None,
        }
    }
}

/// The fields of an object; `None` when the text is none. Of one that is cut off, those before the cut.
pub(super) fn json(text: &str) -> Option<Fields<'_>> {
    if !text.starts_with('{') {
        return None;
    }
    let mut fields = Fields::default();
    let mut reader = serde_json::Deserializer::from_str(text);
    let result = reader.deserialize_map(Collector(&mut fields));
    let has_any = fields.time.is_some() || fields.level.is_some() || fields.message.is_some();
    (result.is_ok() || has_any).then_some(fields)
}

struct Collector<'f, 't>(&'f mut Fields<'t>);

impl<'de> Visitor<'de> for Collector<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(name) = map.next_key::<String>()? {
            match Field::of(&name) {
                None => {
                    map.next_value::<IgnoredAny>()?;
                }
                Some(field) => {
                    let value = map.next_value::<Value>()?;
                    match field {
                        Field::Time => self.0.time = self.0.time.or_else(|| json_time(&value)),
                        Field::Level => {
                            self.0.level = self.0.level.or_else(|| Level::of_word(value.as_str()?));
                        }
                        Field::Message => {
                            if let (None, Value::String(text)) = (&self.0.message, value) {
                                self.0.message = Some(text.into());
                            }
                        }
                    }
                }
            }
        }
        Ok(())
    }
}

fn json_time(value: &Value) -> Option<Timestamp> {
    match value {
        Value::String(text) => time(text),
        Value::Number(number) => unix(number.as_f64()?),
        _ => None,
    }
}

fn time(text: &str) -> Option<Timestamp> {
    stamp::date_and_time(text).map(|(time, _)| time).or_else(|| unix(text.parse().ok()?))
}

/// Seconds since 1970, or milliseconds when they would be thousands of years.
fn unix(number: f64) -> Option<Timestamp> {
    const THIS_AGE: f64 = 1e11;
    let seconds = if number < THIS_AGE { number } else { number / 1000.0 };
    // What is not a time of a log, such as a number of lines.
    if !(1e8..THIS_AGE).contains(&seconds) {
        return None;
    }
    // A float has no more than microseconds of these.
    #[expect(clippy::cast_possible_truncation, reason = "the range was checked")]
    let micros = (seconds * 1e6).round() as i64;
    Timestamp::from_microsecond(micros).ok()
}

/// The fields of a line of `name=value`; `None` when it does not begin with one or has none that counts.
pub(super) fn logfmt(text: &str) -> Option<Fields<'_>> {
    let mut fields = Fields::default();
    let mut rest = text;
    while let Some((name, value, behind)) = pair(rest) {
        rest = behind;
        match Field::of(name) {
            Some(Field::Time) => fields.time = fields.time.or_else(|| time(&value)),
            Some(Field::Level) => fields.level = fields.level.or_else(|| Level::of_word(&value)),
            Some(Field::Message) if fields.message.is_none() => fields.message = Some(value),
            _ => {}
        }
    }
    (fields.time.is_some() || fields.level.is_some()).then_some(fields)
}

/// The next field, and what comes behind it.
fn pair(text: &str) -> Option<(&str, Cow<'_, str>, &str)> {
    let text = text.trim_start_matches(' ');
    let (name, value) = text.split_once('=')?;
    if name.is_empty() || name.contains([' ', '"']) {
        return None;
    }
    let Some(quoted) = value.strip_prefix('"') else {
        let end = value.find(' ').unwrap_or(value.len());
        return Some((name, value[..end].into(), &value[end..]));
    };
    let mut is_escaped = false;
    let end = quoted.find(|c| {
        let ends = c == '"' && !is_escaped;
        is_escaped = c == '\\' && !is_escaped;
        ends
    });
    let (value, rest) = end.map_or((quoted, ""), |end| (&quoted[..end], &quoted[end + 1..]));
    Some((name, unescaped(value), rest))
}

/// Go's escapes of quotes, backslashes, line ends and tabs; others stay as they are.
fn unescaped(text: &str) -> Cow<'_, str> {
    if !text.contains('\\') {
        return text.into();
    }
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match (c, chars.clone().next()) {
            ('\\', Some(escaped @ ('"' | '\\' | 'n' | 't'))) => {
                chars.next();
                out.push(match escaped {
                    'n' => '\n',
                    't' => '\t',
                    other => other,
                });
            }
            _ => out.push(c),
        }
    }
    out.into()
}
