//! When the archive was gathered. The archive's own word first, then what its objects let us conclude; the wall
//! clock and file times never.

use jiff::Timestamp;
use memchr::memmem;

use super::time::parse_time;

/// How well the gather time is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Precision {
    /// Taken from node heartbeats, which come every few minutes, from condition changes, and from the beginning of a
    /// gather that was killed: the gather was then or later. An age reckoned from it is at least so long, so "older than" is proven and "newer than" is not.
    LowerBound,
    /// Taken from the newest event or lease: right to a few seconds on a live cluster.
    Observed,
    /// Written down by the gather itself.
    Recorded,
}

/// The time that rules call `now`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GatherTime {
    /// The time.
    pub at: Timestamp,
    /// How well it is known.
    pub precision: Precision,
}

/// The newest time seen in one file, and what it is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClockHint {
    /// The time.
    pub at: Timestamp,
    /// What it is worth.
    pub precision: Precision,
}

/// The last time in a `timestamp` file, and whether every start in it has an end: then it is the end of the gather, else
/// the start of a run that was killed.
/// Source: openshift/oc:pkg/cli/admin/inspect/inspect.go (`logTimestamp`) writes one line at the start and one at
/// the end of each run.
#[must_use]
pub fn parse_timestamp_file(text: &str) -> (Option<Timestamp>, bool) {
    let lines = text.lines().filter(|line| !line.trim().is_empty());
    let (mut newest, mut count) = (None, 0_usize);
    for line in lines {
        count += 1;
        newest = newest.max(parse_time(line));
    }
    (newest, count.is_multiple_of(2))
}

/// The newest time that stands behind one of the field names that a live cluster keeps fresh. A textual look, so
/// that event lists need not be parsed for it; works on YAML and JSON.
#[must_use]
pub fn newest_stamp(text: &str) -> Option<ClockHint> {
    // "astTimestamp" is lastTimestamp and deprecatedLastTimestamp.
    const LIVE: [&str; 4] = ["astTimestamp", "astObservedTime", "eventTime", "renewTime"];
    // A condition that changed did so before the gather: a lower bound too, and often the sharpest.
    const BOUNDS: [&str; 2] = ["astHeartbeatTime", "astTransitionTime"];
    let newest = |fields: &[&str]| fields.iter().filter_map(|field| newest_after(text, field)).max();
    let (live, bound) = (newest(&LIVE), newest(&BOUNDS));
    let precision = if live >= bound { Precision::Observed } else { Precision::LowerBound };
    live.max(bound).map(|at| ClockHint { at, precision })
}

fn newest_after(text: &str, field: &str) -> Option<Timestamp> {
    let mut newest: Option<&str> = None;
    let mut parsed = None;
    for at in memmem::find_iter(text.as_bytes(), field) {
        let rest = &text[at + field.len()..];
        let value = rest.trim_start_matches(['"', ':', ' ', '\'']);
        // No time is longer than this; a text without an end is none.
        let mut most = value.len().min(64);
        while !value.is_char_boundary(most) {
            most -= 1;
        }
        let value = &value[..most];
        let end = value.find(['"', '\'', '\n', ',', '}']).unwrap_or(value.len());
        let value = value[..end].trim_end();
        // Times of one file have one form, in which the text sorts as the time does: parse only new maxima.
        if newest.is_none_or(|n| value > n)
            && let Some(time) = parse_time(value)
        {
            newest = Some(value);
            parsed = parsed.max(Some(time));
        }
    }
    parsed
}

/// The gather time: the record if there is one, else the newest hint.
#[must_use]
pub fn gather_time(recorded: Option<Timestamp>, hints: &[ClockHint]) -> Option<GatherTime> {
    if let Some(at) = recorded {
        return Some(GatherTime { at, precision: Precision::Recorded });
    }
    // A condition may have changed after the last event: the newest is nearest to the gather, and is worth what it is.
    let newest = hints.iter().max_by_key(|hint| (hint.at, hint.precision))?;
    Some(GatherTime { at: newest.at, precision: newest.precision })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utc(text: &str) -> Timestamp {
        text.parse().expect("a time")
    }

    #[test]
    fn the_timestamp_file_ends_the_gather() {
        let two = "2021-08-03 12:11:56.9 +0200 CEST m=+1.65\n2021-08-03 12:15:00 +0200 CEST m=+185\n";
        assert_eq!(parse_timestamp_file(two), (Some(utc("2021-08-03T10:15:00Z")), true));
        assert_eq!(
            parse_timestamp_file("2021-08-03 10:00:00 +0000 UTC\n"),
            (Some(utc("2021-08-03T10:00:00Z")), false)
        );
        assert_eq!(parse_timestamp_file("nonsense\n\n"), (None, false));
        assert_eq!(parse_timestamp_file(""), (None, true));
    }

    #[test]
    fn finds_the_newest_time_by_name() {
        let events = "- lastTimestamp: \"2026-01-01T00:00:05Z\"\n- lastTimestamp: null\n- series:\n    lastObservedTime: '2026-01-01T00:00:09.5Z'\n";
        let hint = newest_stamp(events).expect("a hint");
        assert_eq!((hint.at, hint.precision), (utc("2026-01-01T00:00:09.5Z"), Precision::Observed));
        let json = "{\"deprecatedLastTimestamp\":\"2026-01-01T00:00:05Z\",\"a\":1}";
        assert_eq!(newest_stamp(json).map(|h| h.at), Some(utc("2026-01-01T00:00:05Z")));
        let node = "  - lastHeartbeatTime: \"2026-01-01T00:00:05Z\"\n    lastTransitionTime: \"2026-01-01T00:00:07Z\"\n";
        let bound = ClockHint { at: utc("2026-01-01T00:00:07Z"), precision: Precision::LowerBound };
        assert_eq!(newest_stamp(node), Some(bound));
        assert_eq!(newest_stamp("creationTimestamp: \"2026-01-01T00:00:05Z\""), None);
    }

    #[test]
    fn the_record_wins_and_nothing_is_nothing() {
        let hint = |text, precision| ClockHint { at: utc(text), precision };
        let old = hint("2026-01-01T00:00:00Z", Precision::Observed);
        let new = hint("2026-01-01T00:01:00Z", Precision::LowerBound);
        assert_eq!(
            gather_time(Some(utc("2025-01-01T00:00:00Z")), &[new]).map(|g| g.precision),
            Some(Precision::Recorded)
        );
        assert_eq!(
            gather_time(None, &[old, new]),
            Some(GatherTime { at: new.at, precision: Precision::LowerBound })
        );
        assert_eq!(gather_time(None, &[new]).map(|g| g.precision), Some(Precision::LowerBound));
        assert_eq!(gather_time(None, &[]), None);
    }
}
