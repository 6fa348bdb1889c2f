//! How long ago something was, in the words of `kubectl`.

use jiff::Timestamp;

const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;
const YEAR: i64 = 365 * DAY;

/// The time from `at` to `now`: `23s`, `5m30s`, `47m`, `7h5m`, `30h`, `5d3h`, `180d`, `2y40d`. What is later than `now`
/// was just then: objects change while they are gathered.
///
/// Source: kubernetes/apimachinery:pkg/util/duration/duration.go (`HumanDuration`).
pub(super) fn age(at: Timestamp, now: Timestamp) -> String {
    let seconds = now.duration_since(at).as_secs().max(0);
    // Up to when an age has a form, its unit with its letter, and the smaller one beside it.
    let forms = [
        (2 * MINUTE, (1, 's'), None),
        (10 * MINUTE, (MINUTE, 'm'), Some((1, 's'))),
        (3 * HOUR, (MINUTE, 'm'), None),
        (8 * HOUR, (HOUR, 'h'), Some((MINUTE, 'm'))),
        (2 * DAY, (HOUR, 'h'), None),
        (8 * DAY, (DAY, 'd'), Some((HOUR, 'h'))),
        (2 * YEAR, (DAY, 'd'), None),
        (8 * YEAR, (YEAR, 'y'), Some((DAY, 'd'))),
    ];
    let form = forms.into_iter().find(|(end, ..)| seconds < *end);
    let (unit, letter, smaller) =
        form.map_or((YEAR, 'y', None), |(_, (unit, letter), smaller)| (unit, letter, smaller));
    let mut out = format!("{}{letter}", seconds / unit);
    if let Some((smaller, letter)) = smaller.filter(|(smaller, _)| seconds % unit >= *smaller) {
        out.push_str(&(seconds % unit / smaller).to_string());
        out.push(letter);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ages_are_those_of_kubectl() {
        let now: Timestamp = "2026-01-02T12:00:00Z".parse().expect("a time");
        for (seconds, shown) in [
            (-5, "0s"),
            (0, "0s"),
            (23, "23s"),
            (119, "119s"),
            (120, "2m"),
            (330, "5m30s"),
            (600, "10m"),
            (179 * MINUTE + 59, "179m"),
            (3 * HOUR, "3h"),
            (7 * HOUR + 5 * MINUTE, "7h5m"),
            (30 * HOUR, "30h"),
            (2 * DAY, "2d"),
            (5 * DAY + 3 * HOUR + 59, "5d3h"),
            (8 * DAY + 5 * HOUR, "8d"),
            (729 * DAY, "729d"),
            (2 * YEAR, "2y"),
            (2 * YEAR + 40 * DAY, "2y40d"),
            (9 * YEAR + 40 * DAY, "9y"),
        ] {
            let at = Timestamp::from_second(now.as_second() - seconds).expect("a time");
            assert_eq!(age(at, now), shown, "{seconds}");
        }
    }
}
