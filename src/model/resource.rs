//! One Kubernetes object of an archive: its key, and where it stands.

use std::sync::Arc;

use super::document::{Document, Node, NodeId};

/// What makes an object the same object, however many files hold it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ResourceKey {
    /// API group; empty for the core group.
    pub group: String,
    /// Kind.
    pub kind: String,
    /// Namespace; empty for cluster-scoped objects.
    pub namespace: String,
    /// Name.
    pub name: String,
}

/// A parsed file of the archive.
#[derive(Debug)]
pub struct SourceFile {
    /// Path inside the archive.
    pub path: String,
    /// Its documents.
    pub document: Document,
}

impl AsRef<str> for SourceFile {
    /// Its text.
    fn as_ref(&self) -> &str {
        self.document.text()
    }
}

/// An object of the cluster.
#[derive(Debug, Clone)]
pub struct Resource {
    /// What it is.
    pub key: ResourceKey,
    /// API version without the group.
    pub version: String,
    /// `metadata.resourceVersion` as a number; 0 where it is none.
    pub resource_version: u64,
    /// Whether it came out of a List.
    pub from_list: bool,
    /// Whether OLM made it as a copy of the original in another namespace.
    pub is_olm_copy: bool,
    /// The file it stands in.
    pub file: Arc<SourceFile>,
    node: NodeId,
}

impl Resource {
    /// The object at `node` of `file`, or `None` when it is no object: `apiVersion`, `kind` and
    /// `metadata.name` are what makes one. `outer` is the List it is an item of, which may carry the version and
    /// kind for its items (`oc` leaves them out in some typed Lists).
    #[must_use]
    pub fn read(file: &Arc<SourceFile>, node: Node<'_>, outer: Option<(&str, &str)>) -> Option<Self> {
        let api = node.get_text("apiVersion").or(outer.map(|(api, _)| api))?;
        let kind = node.get_text("kind").or(outer.map(|(_, kind)| kind))?;
        let metadata = node.get("metadata")?;
        let (group, version) = api.split_once('/').unwrap_or(("", api));
        let labels = metadata.get("labels");
        let is_olm_copy = labels.is_some_and(|labels| labels.get("olm.copiedFrom").is_some())
            || (kind == "ClusterServiceVersion"
                && node.get("status").and_then(|status| status.get_text("reason")) == Some("Copied"));
        Some(Self {
            key: ResourceKey {
                group: group.to_owned(),
                kind: kind.to_owned(),
                namespace: metadata.get_text("namespace").unwrap_or_default().to_owned(),
                name: metadata.get_text("name")?.to_owned(),
            },
            version: version.to_owned(),
            resource_version: metadata
                .get_text("resourceVersion")
                .and_then(|v| v.parse().ok())
                .unwrap_or_default(),
            from_list: false,
            is_olm_copy,
            file: Arc::clone(file),
            node: node.id(),
        })
    }

    /// The object.
    #[must_use]
    pub fn node(&self) -> Node<'_> {
        self.file.document.node(self.node)
    }

    /// The order in which copies of one object are preferred: the newest, then the List item, then by path so
    /// that the choice does not depend on the order of reading.
    #[must_use]
    pub fn is_preferred_to(&self, other: &Self) -> bool {
        let rank = |r: &Self| (r.resource_version, r.from_list);
        rank(self) > rank(other) || (rank(self) == rank(other) && self.file.path < other.file.path)
    }
}
