//! The times that log lines begin with. Never reads a clock: a time without a year gets one from a time that is given.

use jiff::civil::DateTime;
use jiff::tz::Offset;
use jiff::{SignedDuration, Timestamp};

/// A date and a time of day at the beginning of a text: RFC 3339, or with a blank, slashes or a decimal comma as others
/// write them. Without an offset it is UTC, as on every node. With what comes behind it.
pub(super) fn date_and_time(text: &str) -> Option<(Timestamp, &str)> {
    let (year, rest) = digits(text, 4)?;
    let separator = if rest.starts_with('/') { '/' } else { '-' };
    let (month, rest) = digits(rest.strip_prefix(separator)?, 2)?;
    let (day, rest) = digits(rest.strip_prefix(separator)?, 2)?;
    let (clock, rest) = time_of_day(rest.strip_prefix(['T', ' '])?)?;
    let (offset, rest) = offset(rest)?;
    let date = Date { month, day, clock };
    let time = offset.to_timestamp(date.in_year(i16::try_from(year).ok()?)?).ok()?;
    Some((time, rest))
}

/// What `oc` and the kubelet put before each line of a container: RFC 3339, with an offset, and a blank.
pub(super) fn container(text: &str) -> Option<(Timestamp, &str)> {
    let (time, rest) = date_and_time(text)?;
    let stamp = &text[..text.len() - rest.len()];
    let is_whole = stamp.as_bytes().get(10) == Some(&b'T') && has_offset(stamp);
    is_whole.then_some(())?;
    // An empty line has not even the blank when somebody trimmed it.
    Some((time, if rest.is_empty() { rest } else { rest.strip_prefix(' ')? }))
}

fn has_offset(stamp: &str) -> bool {
    stamp.get(19..).is_some_and(|behind| behind.contains(['Z', '+', '-']))
}

/// `0115 09:12:45.123456`, as klog writes it, with what comes behind it.
pub(super) fn klog(text: &str) -> Option<(Date, &str)> {
    let (month, rest) = digits(text, 2)?;
    let (day, rest) = digits(rest, 2)?;
    let (clock, rest) = time_of_day(rest.strip_prefix(' ')?)?;
    Some((Date { month, day, clock }, rest))
}

/// `Jan 15 09:12:45.123456`, as the journal writes it, with what comes behind it.
pub(super) fn journal(text: &str) -> Option<(Date, &str)> {
    const MONTHS: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let (name, rest) = text.split_at_checked(3)?;
    let month = (1..).zip(MONTHS).find(|(_, month)| *month == name)?.0;
    let rest = rest.strip_prefix(' ')?;
    let (day, rest) = digits(rest, 2).or_else(|| digits(rest.strip_prefix(' ')?, 1))?;
    let (clock, rest) = time_of_day(rest.strip_prefix(' ')?)?;
    Some((Date { month, day, clock }, rest))
}

/// A date and a time of day without a year, in UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Date {
    month: u32,
    day: u32,
    /// Hour, minute, second, nanosecond.
    clock: [u32; 4],
}

impl Date {
    /// In the latest year in which that is not later than the reference and a day. Clocks differ a little, and nothing in
    /// an archive was written long after it was gathered.
    pub(super) fn before(self, reference: Timestamp) -> Option<Timestamp> {
        // Between two 29ths of February there may be eight years.
        const YEARS: i16 = 9;
        let latest = reference.checked_add(SignedDuration::from_hours(24)).ok()?;
        let year = Offset::UTC.to_datetime(latest).year();
        (0..YEARS)
            .filter_map(|back| Offset::UTC.to_timestamp(self.in_year(year.checked_sub(back)?)?).ok())
            .find(|time| *time <= latest)
    }

    fn in_year(self, year: i16) -> Option<DateTime> {
        let [hour, minute, second, nanosecond] = self.clock;
        let small = |number: u32| i8::try_from(number).ok();
        // A leap second is shown as the last one before it.
        let second = if second == 60 { 59 } else { second };
        let (date, nanosecond) = ((small(self.month)?, small(self.day)?), i32::try_from(nanosecond).ok()?);
        DateTime::new(year, date.0, date.1, small(hour)?, small(minute)?, small(second)?, nanosecond).ok()
    }
}

/// `09:12:45`, with a fraction or without.
fn time_of_day(text: &str) -> Option<([u32; 4], &str)> {
    let (hour, rest) = digits(text, 2)?;
    let (minute, rest) = digits(rest.strip_prefix(':')?, 2)?;
    let (second, rest) = digits(rest.strip_prefix(':')?, 2)?;
    let Some(fraction) = rest.strip_prefix(['.', ',']) else {
        return Some(([hour, minute, second, 0], rest));
    };
    let length = fraction.bytes().take_while(u8::is_ascii_digit).count();
    if length == 0 {
        return Some(([hour, minute, second, 0], rest));
    }
    // Nine digits are nanoseconds; what is finer is left out.
    let value =
        fraction.bytes().take(length.min(9)).fold(0, |value, byte| 10 * value + u32::from(byte - b'0'));
    let nanosecond = (length..9).fold(value, |value, _| 10 * value);
    Some(([hour, minute, second, nanosecond], fraction.get(length..)?))
}

/// `Z`, `+01:00`, `+0100`, or nothing.
fn offset(text: &str) -> Option<(Offset, &str)> {
    if let Some(rest) = text.strip_prefix('Z') {
        return Some((Offset::UTC, rest));
    }
    let Some(behind) = text.strip_prefix(['+', '-']) else { return Some((Offset::UTC, text)) };
    let (hours, rest) = digits(behind, 2)?;
    let (minutes, rest) = digits(rest.strip_prefix(':').unwrap_or(rest), 2)?;
    let seconds = i32::try_from(3600 * hours + 60 * minutes).ok()?;
    Some((Offset::from_seconds(if text.starts_with('-') { -seconds } else { seconds }).ok()?, rest))
}

/// A number of just so many digits.
fn digits(text: &str, count: usize) -> Option<(u32, &str)> {
    let (number, rest) = text.split_at_checked(count)?;
    let is_number = number.bytes().all(|byte| byte.is_ascii_digit());
    Some((is_number.then(|| number.parse().ok())??, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_with_a_year() {
        for (text, time, rest) in [
            ("2026-01-15T09:12:45.123456789Z x", "2026-01-15T09:12:45.123456789Z", " x"),
            ("2026-01-15T09:12:45Z|1", "2026-01-15T09:12:45Z", "|1"),
            ("2026-01-15T09:12:45.5+01:00", "2026-01-15T08:12:45.5Z", ""),
            ("2026-01-15 09:12:45,123 INFO", "2026-01-15T09:12:45.123Z", " INFO"),
            ("2026/01/15 09:12:45 http: x", "2026-01-15T09:12:45Z", " http: x"),
            ("2026-01-15 09:12:45. Then", "2026-01-15T09:12:45Z", ". Then"),
            ("2026-01-15T09:12:45.12345678987-0330", "2026-01-15T12:42:45.123456789Z", ""),
        ] {
            let expected = (time.parse().expect("a time"), rest);
            assert_eq!(date_and_time(text), Some(expected), "{text}");
        }
        for text in [
            "",
            "2026",
            "2026-01-15",
            "2026-13-15T09:12:45Z",
            "2026-01-15T25:12:45Z",
            "2026-01/15 09:12:45",
            "\u{e9}",
        ] {
            assert_eq!(date_and_time(text), None, "{text}");
        }
    }

    #[test]
    fn only_what_oc_writes_is_the_prefix_of_a_container() {
        assert!(container("2026-01-15T09:12:45.123456789Z x").is_some_and(|(_, rest)| rest == "x"));
        assert!(container("2026-01-15T09:12:45+01:00  x").is_some_and(|(_, rest)| rest == " x"));
        assert!(container("2026-01-15T09:12:45Z").is_some_and(|(_, rest)| rest.is_empty()));
        for text in ["2026-01-15T09:12:45 x", "2026-01-15 09:12:45Z x", "2026-01-15T09:12:45Z|00123|x", "x"] {
            assert_eq!(container(text), None, "{text}");
        }
    }

    #[test]
    fn a_year_is_found() {
        for (text, reference, time) in [
            ("0115 09:12:45.5", "2026-01-15T10:00:00Z", "2026-01-15T09:12:45.5Z"),
            ("0116 09:12:45", "2026-01-15T10:00:00Z", "2026-01-16T09:12:45Z"),
            ("0116 10:00:01", "2026-01-15T10:00:00Z", "2025-01-16T10:00:01Z"),
            ("1231 23:00:00", "2026-01-01T01:00:00Z", "2025-12-31T23:00:00Z"),
            ("0101 00:10:00", "2025-12-31T23:55:00Z", "2026-01-01T00:10:00Z"),
            ("0229 00:00:00", "2026-01-01T00:00:00Z", "2024-02-29T00:00:00Z"),
            ("0229 00:00:00", "1904-02-01T00:00:00Z", "1896-02-29T00:00:00Z"),
        ] {
            let (date, _) = klog(text).expect("a date");
            let time: Timestamp = time.parse().expect("a time");
            assert_eq!(date.before(reference.parse().expect("a time")), Some(time), "{text}");
        }
        let (date, _) = klog("0230 00:00:00").expect("digits");
        assert_eq!(date.before("2026-01-01T00:00:00Z".parse().expect("a time")), None);
    }

    #[test]
    fn dates_of_the_journal() {
        let at = |text: &str| journal(text).map(|(date, rest)| ((date.month, date.day), rest.to_owned()));
        assert_eq!(at("Jan 15 09:12:45.123456 host x"), Some(((1, 15), " host x".to_owned())));
        assert_eq!(at("Dec  5 09:12:45 host"), Some(((12, 5), " host".to_owned())));
        for text in ["Jan", "Jen 15 09:12:45", "Jan 15", "jan 15 09:12:45", "J\u{e9}n 15 09:12:45"] {
            assert_eq!(at(text), None, "{text}");
        }
    }
}
