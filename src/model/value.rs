//! Values that compare as what they are: numbers, Kubernetes quantities, versions, times, durations.

use std::cmp::Ordering;
use std::fmt;

use super::time::{parse_duration, parse_time};

/// A version by its numbers: `4.18.3`, `v1.29.6+abc`, `4.18.0-0.nightly-…`. What follows the numbers is not
/// compared, so a nightly of 4.18.0 satisfies `>=4.18`.
#[derive(Debug, Clone, Eq)]
pub struct Version {
    numbers: [u64; 3],
    /// How many of the numbers were written.
    parts: usize,
}

impl Version {
    /// Two or three numbers, with or without `v`; `None` for anything else.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let text = text.strip_prefix('v').unwrap_or(text);
        let core = text.split(['-', '+']).next()?;
        let mut numbers = [0; 3];
        let mut count = 0;
        for part in core.split('.') {
            if count == 3 {
                return None;
            }
            numbers[count] = part.parse().ok()?;
            count += 1;
        }
        (count >= 2).then_some(Self { numbers, parts: count })
    }
}

impl Version {
    /// Compares by as many numbers as `bound` has: 4.18.3 is equal to the bound 4.18.
    #[must_use]
    pub fn compare_to_bound(&self, bound: &Self) -> Ordering {
        self.numbers[..bound.parts].cmp(&bound.numbers[..bound.parts])
    }
}

impl Ord for Version {
    fn cmp(&self, other: &Self) -> Ordering {
        self.numbers.cmp(&other.numbers)
    }
}

impl PartialOrd for Version {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Version {
    fn eq(&self, other: &Self) -> bool {
        self.numbers == other.numbers
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [major, minor, patch] = self.numbers;
        write!(f, "{major}.{minor}.{patch}")
    }
}

/// A number or Kubernetes quantity (`10Gi`, `500m`, `1e3`) as a plain number.
/// Source: kubernetes/apimachinery:pkg/api/resource/quantity.go (the suffixes).
#[must_use]
pub fn quantity(text: &str) -> Option<f64> {
    let text = text.trim();
    let split = text.rfind(|c: char| c.is_ascii_digit() || c == '.').map(|at| at + 1)?;
    let (number, suffix) = text.split_at(split);
    if !number.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '+' | '-' | '.')) {
        return None;
    }
    let number: f64 = number.parse().ok()?;
    let factor = match suffix {
        "" => 1.0,
        "n" => 1e-9,
        "u" => 1e-6,
        "m" => 1e-3,
        "k" => 1e3,
        "M" => 1e6,
        "G" => 1e9,
        "T" => 1e12,
        "P" => 1e15,
        "E" => 1e18,
        "Ki" => 1024.0,
        "Mi" => 1024.0 * 1024.0,
        "Gi" => 1024.0 * 1024.0 * 1024.0,
        "Ti" => 1024.0_f64.powi(4),
        "Pi" => 1024.0_f64.powi(5),
        "Ei" => 1024.0_f64.powi(6),
        _ => return None,
    };
    Some(number * factor)
}

/// Compares two texts as versions if both are, else as [`compare`] does.
#[must_use]
pub fn compare_versions(a: &str, b: &str) -> Option<Ordering> {
    match (Version::parse(a), Version::parse(b)) {
        (Some(a), Some(b)) => Some(a.cmp(&b)),
        _ => compare(a, b),
    }
}

/// Compares two texts as the first of these that both are: quantity, version, time, duration. `None` when they
/// are not the same sort of thing.
#[must_use]
pub fn compare(a: &str, b: &str) -> Option<Ordering> {
    if let (Some(a), Some(b)) = (quantity(a), quantity(b)) {
        return a.partial_cmp(&b);
    }
    if let (Some(a), Some(b)) = (Version::parse(a), Version::parse(b)) {
        return Some(a.cmp(&b));
    }
    if let (Some(a), Some(b)) = (parse_time(a), parse_time(b)) {
        return Some(a.cmp(&b));
    }
    Some(parse_duration(a)?.cmp(&parse_duration(b)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions() {
        let version = |text| Version::parse(text).map(|v| v.to_string());
        assert_eq!(version("4.18.0-0.nightly-2025-08-19-180353").as_deref(), Some("4.18.0"));
        assert_eq!(version("v1.29.6+abc").as_deref(), Some("1.29.6"));
        assert_eq!(version("4.10").as_deref(), Some("4.10.0"));
        for text in ["", "4", "X.Y.Z-fake", "1.2.3.4", "4.x"] {
            assert_eq!(version(text), None, "{text}");
        }
    }

    #[test]
    fn compares_like_with_like() {
        use Ordering::{Equal, Greater, Less};
        for (a, b, order) in [
            ("9", "10", Some(Less)),
            ("10Gi", "10G", Some(Greater)),
            ("500m", "0.5", Some(Equal)),
            ("4.9.12", "4.10", Some(Less)),
            ("2026-01-01T00:00:00Z", "2026-01-01T01:00:00+01:00", Some(Equal)),
            ("90s", "1m30s", Some(Equal)),
            ("-1", "0", Some(Less)),
            ("abc", "1", None),
            ("", "0", None),
            ("1h", "5", None),
        ] {
            assert_eq!(compare(a, b), order, "{a} against {b}");
        }
    }
}
