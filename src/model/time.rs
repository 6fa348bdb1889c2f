//! The times and durations that stand in archives and rules. Never reads a clock.

use jiff::fmt::strtime::BrokenDownTime;
use jiff::{SignedDuration, Span, SpanRelativeTo, Timestamp};

/// A point in time in any of the forms that archives have: RFC 3339 (with or without fraction), Go's
/// `time.String()` (`2021-08-03 12:11:56.9 +0200 CEST m=+1.65`), or Unix seconds (ten digits).
#[must_use]
pub fn parse_time(text: &str) -> Option<Timestamp> {
    let text = text.trim();
    if let Ok(time) = text.parse::<Timestamp>() {
        return Some(time);
    }
    if text.len() == 10 && text.bytes().all(|b| b.is_ascii_digit()) {
        return text.parse().ok().and_then(|seconds| Timestamp::from_second(seconds).ok());
    }
    let mut words = text.split_ascii_whitespace();
    let (date, clock, offset) = (words.next()?, words.next()?, words.next()?);
    let head = format!("{date} {clock} {offset}");
    BrokenDownTime::parse("%Y-%m-%d %H:%M:%S%.f %z", &head).ok()?.to_timestamp().ok()
}

/// A duration as people write it: `90s`, `30m`, `1h30m`, `2d`, `2 days`. A day has 24 hours.
#[must_use]
pub fn parse_duration(text: &str) -> Option<SignedDuration> {
    if let Ok(duration) = text.trim().parse::<SignedDuration>() {
        return Some(duration);
    }
    let span: Span = text.trim().parse().ok()?;
    span.to_duration(SpanRelativeTo::days_are_24_hours()).ok()
}

/// A duration in its two largest units: `2d3h`, `47m`, `1h5m`, `12s`. Never negative: less than a second is `0s`.
#[must_use]
pub fn format_age(age: SignedDuration) -> String {
    let seconds = age.as_secs().max(0);
    let parts =
        [(seconds / 86_400, 'd'), (seconds / 3_600 % 24, 'h'), (seconds / 60 % 60, 'm'), (seconds % 60, 's')];
    let Some(first) = parts.iter().position(|(count, _)| *count > 0) else { return "0s".to_owned() };
    let mut out = String::new();
    for (count, unit) in parts.iter().skip(first).take(2).filter(|(count, _)| *count > 0) {
        // Seconds beside minutes are noise in an age.
        if *unit == 's' && !out.is_empty() {
            break;
        }
        out.push_str(&count.to_string());
        out.push(*unit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_of_archives() {
        for (text, utc) in [
            ("2026-01-15T10:05:40Z", "2026-01-15T10:05:40Z"),
            ("2026-01-15T11:05:40.123456789+01:00", "2026-01-15T10:05:40.123456789Z"),
            ("2021-08-03 12:11:56.9 +0200 CEST m=+1.65", "2021-08-03T10:11:56.9Z"),
            ("2020-12-21 12:20:35.290095 -0300 -03 m=+1.319903938", "2020-12-21T15:20:35.290095Z"),
            ("2021-08-03 10:11:56 +0000 UTC", "2021-08-03T10:11:56Z"),
            ("1700000000", "2023-11-14T22:13:20Z"),
        ] {
            assert_eq!(parse_time(text).map(|t| t.to_string()).as_deref(), Some(utc), "{text}");
        }
        for text in ["", "null", "yesterday", "2026-01-15", "12", "2026-13-01T00:00:00Z"] {
            assert_eq!(parse_time(text), None, "{text}");
        }
    }

    #[test]
    fn durations_of_rules() {
        for (text, seconds) in
            [("90s", 90), ("30m", 1800), ("1h30m", 5400), ("2d", 172_800), ("1d12h", 129_600)]
        {
            assert_eq!(parse_duration(text).map(|d| d.as_secs()), Some(seconds), "{text}");
        }
        for text in ["", "30", "m", "soon"] {
            assert_eq!(parse_duration(text), None, "{text}");
        }
    }

    #[test]
    fn ages_are_short() {
        for (seconds, shown) in [
            (-5, "0s"),
            (0, "0s"),
            (12, "12s"),
            (60, "1m"),
            (125, "2m"),
            (3_900, "1h5m"),
            (7_200, "2h"),
            (86_400 + 59, "1d"),
            (200_000, "2d7h"),
        ] {
            assert_eq!(format_age(SignedDuration::from_secs(seconds)), shown);
        }
    }
}
