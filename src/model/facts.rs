//! What rules ask about the cluster as a whole, worked out once: version, platform, topology, and whether it was
//! installing, upgrading or settled when the archive was gathered. A fact that cannot be known is `None`, and a
//! rule that needs it is skipped.

use jiff::{SignedDuration, Timestamp};

use super::clock::GatherTime;
use super::document::Node;
use super::time::parse_time;
use super::value::Version;

/// Facts of one cluster at gather time.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Facts {
    /// Version of OpenShift as text: the newest completed one, else the desired one.
    pub openshift_text: Option<String>,
    /// The same, as numbers.
    pub openshift: Option<Version>,
    /// The newest kubelet's version.
    pub kubernetes: Option<Version>,
    /// `AWS`, `None`, … as the Infrastructure object has it.
    pub platform: Option<String>,
    /// `HighlyAvailable`, `SingleReplica`, `External`, … (`controlPlaneTopology`).
    pub topology: Option<String>,
    /// First line of the `version` file.
    pub product: Option<String>,
    /// `spec.clusterID`.
    pub cluster_id: Option<String>,
    /// The first installation had not completed.
    pub installing: Option<bool>,
    /// An update was under way.
    pub upgrading: Option<bool>,
    /// The installation was complete for ten minutes.
    pub settled: Option<bool>,
    /// When the installation completed.
    pub installed_at: Option<Timestamp>,
}

/// How long after its installation a cluster counts as settled.
const SETTLING: SignedDuration = SignedDuration::from_mins(10);

impl Facts {
    /// Facts from the objects that hold them. Any of them may be missing.
    /// Source: openshift/api:config/v1/types_cluster_version.go (history is newest first, `Partial` or
    /// `Completed`), types_infrastructure.go.
    #[must_use]
    pub fn read<'n>(
        version: Option<Node<'_>>,
        infrastructure: Option<Node<'_>>,
        nodes: impl Iterator<Item = Node<'n>>,
        product: Option<String>,
        now: Option<GatherTime>,
    ) -> Self {
        let mut facts = Self { product, ..Self::default() };
        if let Some(version) = version {
            facts.read_version(version, now);
        }
        if let Some(status) = infrastructure.and_then(|node| node.get("status")) {
            let by_status = status.get("platformStatus").and_then(|platform| platform.get_text("type"));
            facts.platform = by_status.or(status.get_text("platform")).map(str::to_owned);
            facts.topology = status.get_text("controlPlaneTopology").map(str::to_owned);
        }
        facts.kubernetes = nodes
            .filter_map(|node| node.get("status")?.get("nodeInfo")?.get_text("kubeletVersion"))
            .filter_map(Version::parse)
            .max();
        facts
    }

    /// Takes over every fact that is not known, but for the product, from those of the same cluster that another image
    /// gathered at the same time.
    pub fn inherit(&mut self, other: &Self) {
        let known = std::mem::take(self);
        *self = Self {
            openshift_text: known.openshift_text.or_else(|| other.openshift_text.clone()),
            openshift: known.openshift.or_else(|| other.openshift.clone()),
            kubernetes: known.kubernetes.or_else(|| other.kubernetes.clone()),
            platform: known.platform.or_else(|| other.platform.clone()),
            topology: known.topology.or_else(|| other.topology.clone()),
            product: known.product,
            cluster_id: known.cluster_id.or_else(|| other.cluster_id.clone()),
            installing: known.installing.or(other.installing),
            upgrading: known.upgrading.or(other.upgrading),
            settled: known.settled.or(other.settled),
            installed_at: known.installed_at.or(other.installed_at),
        };
    }

    /// From when on the cluster counts as settled: ten minutes after its installation.
    #[must_use]
    pub fn settled_at(&self) -> Option<Timestamp> {
        self.installed_at.and_then(|at| at.checked_add(SETTLING).ok())
    }

    fn read_version(&mut self, version: Node<'_>, now: Option<GatherTime>) {
        let status = version.get("status");
        self.cluster_id = version.get("spec").and_then(|spec| spec.get_text("clusterID")).map(str::to_owned);
        let history: Vec<Node<'_>> =
            status.and_then(|s| s.get("history")).map(|h| h.items().collect()).unwrap_or_default();
        let completed = |entry: &&Node<'_>| entry.get_text("state") == Some("Completed");
        let current = history.iter().find(completed).and_then(|entry| entry.get_text("version"));
        let desired = status.and_then(|s| s.get("desired")).and_then(|d| d.get_text("version"));
        self.openshift_text = current.or(desired).map(str::to_owned);
        self.openshift = self.openshift_text.as_deref().and_then(Version::parse);

        let Some(newest) = history.first() else { return };
        let partial = newest.get_text("state") == Some("Partial");
        let ever_completed = history.iter().any(|entry| completed(&entry));
        self.installing = Some(partial && !ever_completed);
        self.upgrading = Some(partial && ever_completed);
        self.installed_at = history
            .iter()
            .rev()
            .find(completed)
            .and_then(|e| e.get_text("completionTime"))
            .and_then(parse_time);
        self.settled = match (self.installed_at, now) {
            _ if self.installing == Some(true) => Some(false),
            (Some(installed), Some(now)) => Some(now.at.duration_since(installed) >= SETTLING),
            _ => None,
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::clock::Precision;
    use crate::model::{Document, ReadOptions};

    fn facts(version: &str) -> Facts {
        let doc = Document::parse(version.to_owned(), ReadOptions::default()).expect("YAML");
        let now =
            GatherTime { at: "2026-01-01T01:00:00Z".parse().expect("time"), precision: Precision::Recorded };
        Facts::read(doc.roots().next(), None, std::iter::empty(), None, Some(now))
    }

    #[test]
    fn installing_upgrading_settled() {
        let history =
            |entries: &str| facts(&format!("status:\n  desired: {{version: 4.18.3}}\n  history:\n{entries}"));
        let done =
            |at: &str| format!("  - {{state: Completed, version: 4.17.9, completionTime: \"{at}\"}}\n");
        let partial = "  - {state: Partial, version: 4.18.3, completionTime: null}\n";
        for (entries, version, installing, upgrading, settled) in [
            (partial.to_owned(), "4.18.3", true, false, Some(false)),
            (done("2026-01-01T00:00:00Z"), "4.17.9", false, false, Some(true)),
            (done("2026-01-01T00:55:00Z"), "4.17.9", false, false, Some(false)),
            (format!("{partial}{}", done("2026-01-01T00:00:00Z")), "4.17.9", false, true, Some(true)),
            (format!("{partial}{partial}"), "4.18.3", true, false, Some(false)),
        ] {
            let facts = history(&entries);
            assert_eq!(facts.openshift_text.as_deref(), Some(version), "{entries}");
            assert_eq!(
                (facts.installing, facts.upgrading, facts.settled),
                (Some(installing), Some(upgrading), settled),
                "{entries}"
            );
        }
    }

    #[test]
    fn what_is_not_said_is_not_known() {
        let facts = facts("status:\n  desired: {version: X.Y.Z-fake-test}\n");
        assert_eq!(facts.openshift_text.as_deref(), Some("X.Y.Z-fake-test"));
        assert_eq!((facts.openshift, facts.installing, facts.settled), (None, None, None));
    }
}
