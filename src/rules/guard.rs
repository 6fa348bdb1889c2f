//! Guards: what the cluster must be for a rule to be judged. The answer is a reason to skip, or none.

use std::cmp::Ordering;

use globset::GlobMatcher;

use crate::model::{Availability, Facts, Snapshot, Version};

/// A compiled `requires`.
#[derive(Debug, Clone, Default)]
pub struct Guard {
    /// Range of OpenShift versions.
    pub openshift: Option<VersionRange>,
    /// Range of Kubernetes versions.
    pub kubernetes: Option<VersionRange>,
    /// Platforms.
    pub platform: Vec<String>,
    /// Control-plane topologies.
    pub topology: Vec<String>,
    /// What gathered.
    pub product: Vec<String>,
    /// Installing, or not.
    pub installing: Option<bool>,
    /// Upgrading, or not.
    pub upgrading: Option<bool>,
    /// Settled, or not.
    pub settled: Option<bool>,
    /// Kinds that must have been gathered, in any group.
    pub has: Vec<String>,
}

/// Why a rule is not for a cluster.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unmet {
    /// In a sentence.
    pub reason: String,
    /// Whether it may be for it: what it asks for is not known.
    pub is_unknown: bool,
}

impl Unmet {
    fn is(reason: String) -> Self {
        Self { reason, is_unknown: false }
    }

    fn unknown(reason: String) -> Self {
        Self { reason, is_unknown: true }
    }
}

impl Guard {
    /// Why the rule cannot be judged on this cluster; `None` when it can.
    #[must_use]
    pub fn reason_to_skip(&self, snapshot: &Snapshot, any_group: &GlobMatcher) -> Option<Unmet> {
        let Facts { openshift, kubernetes, platform, topology, product, .. } = &snapshot.facts;
        let facts = &snapshot.facts;
        out_of_range("OpenShift", self.openshift.as_ref(), openshift.as_ref())
            .or_else(|| out_of_range("Kubernetes", self.kubernetes.as_ref(), kubernetes.as_ref()))
            .or_else(|| not_one_of("platform", &self.platform, platform.as_deref()))
            .or_else(|| not_one_of("control-plane topology", &self.topology, topology.as_deref()))
            .or_else(|| not_one_of("product", &self.product, product.as_deref()))
            .or_else(|| not_so("installing", self.installing, facts.installing))
            .or_else(|| not_so("upgrading", self.upgrading, facts.upgrading))
            .or_else(|| not_so("settled after its installation", self.settled, facts.settled))
            .or_else(|| {
                let missing =
                    |kind: &&String| snapshot.availability(any_group, kind) == Availability::Missing;
                self.has.iter().find(missing).map(|kind| Unmet::is(format!("no {kind} in this must-gather")))
            })
    }
}

fn out_of_range(what: &str, range: Option<&VersionRange>, version: Option<&Version>) -> Option<Unmet> {
    let range = range?;
    match version {
        None => Some(Unmet::unknown(format!("the {what} version is not known"))),
        Some(version) if range.contains(version) => None,
        Some(version) => Some(Unmet::is(format!("{what} {version} is not {}", range.text))),
    }
}

fn not_one_of(what: &str, wanted: &[String], is: Option<&str>) -> Option<Unmet> {
    if wanted.is_empty() {
        return None;
    }
    match is {
        None => Some(Unmet::unknown(format!("the {what} is not known"))),
        Some(is) if wanted.iter().any(|w| w.eq_ignore_ascii_case(is)) => None,
        Some(is) => Some(Unmet::is(format!("the {what} is {is}, not {}", wanted.join(" or ")))),
    }
}

fn not_so(what: &str, wanted: Option<bool>, is: Option<bool>) -> Option<Unmet> {
    let wanted = wanted?;
    match is {
        None => Some(Unmet::unknown(format!("whether the cluster was {what} is not known"))),
        Some(is) if is == wanted => None,
        Some(true) => Some(Unmet::is(format!("the cluster was {what}"))),
        Some(false) => Some(Unmet::is(format!("the cluster was not {what}"))),
    }
}

/// A range of versions: `>=4.10, <4.16`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VersionRange {
    text: String,
    bounds: Vec<(&'static [Ordering], Version)>,
}

impl VersionRange {
    /// Reads a range; `None` when it is none.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        const SIGNS: [(&str, &[Ordering]); 5] = [
            (">=", &[Ordering::Greater, Ordering::Equal]),
            ("<=", &[Ordering::Less, Ordering::Equal]),
            (">", &[Ordering::Greater]),
            ("<", &[Ordering::Less]),
            ("=", &[Ordering::Equal]),
        ];
        let bound = |part: &str| {
            let part = part.trim();
            let (sign, passing) = SIGNS.into_iter().find(|(sign, _)| part.starts_with(sign))?;
            Some((passing, Version::parse(&part[sign.len()..])?))
        };
        let bounds = text.split(',').map(bound).collect::<Option<Vec<_>>>()?;
        Some(Self { text: text.trim().to_owned(), bounds })
    }

    /// Whether a version is in it.
    #[must_use]
    pub fn contains(&self, version: &Version) -> bool {
        self.bounds.iter().all(|(passing, bound)| passing.contains(&version.compare_to_bound(bound)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges() {
        let contains = |range: &str, version: &str| {
            VersionRange::parse(range).map(|r| r.contains(&Version::parse(version).expect("a version")))
        };
        assert_eq!(contains(">=4.10", "4.9.59"), Some(false));
        assert_eq!(contains(">=4.10", "4.10.0-0.nightly-2022-01-01"), Some(true));
        assert_eq!(contains(">=4.10, <4.16", "4.16.0"), Some(false));
        assert_eq!(contains("=4.18.3", "4.18.3"), Some(true));
        // A bound of two numbers is the whole minor version.
        for (range, inside) in
            [("<=4.18", true), ("=4.18", true), (">4.18", false), ("<4.18", false), (">=4.18", true)]
        {
            assert_eq!(contains(range, "4.18.3"), Some(inside), "{range}");
        }
        for text in ["", "4.10", ">=4.x", "^4.10", ">=4.10 <4.16"] {
            assert_eq!(VersionRange::parse(text), None, "{text}");
        }
    }
}
