//! Fills the JSON inventory, field by field, so that a change of our own types cannot change the interface unseen.

use super::v1;
use crate::findings::{
    DirectoryCount, Inventory, KindCount, LogCount, ResourceCount, RootInventory, TimeSource,
};
use crate::output::json::build::{notice, tool};

impl<'i> From<&'i Inventory> for v1::Document<'i> {
    fn from(inventory: &'i Inventory) -> Self {
        Self {
            schema: "camgi/inventory/v1",
            tool: tool(),
            archive: v1::Archive {
                name: &inventory.name,
                form: &inventory.form,
                files: inventory.files.files,
                bytes: inventory.files.bytes,
            },
            roots: inventory.roots.iter().map(root).collect(),
            outside: inventory.outside.iter().map(directory).collect(),
            notices: inventory.notices.iter().map(notice).collect(),
        }
    }
}

fn root(root: &RootInventory) -> v1::Root<'_> {
    v1::Root {
        path: &root.path,
        product: root.product.as_deref(),
        image_version: root.image_version.as_deref(),
        cluster: cluster(root),
        gather: gather(root),
        files: root.files.files,
        bytes: root.files.bytes,
        namespaces: root.namespaces,
        objects: v1::Objects {
            files: root.objects.files,
            bytes: root.objects.bytes,
            unreadable: root.unreadable,
        },
        kinds: root.kinds.iter().map(kind).collect(),
        without_objects: root.without_objects.iter().map(resource).collect(),
        logs: root.logs.iter().map(log).collect(),
        others: root.others.iter().map(directory).collect(),
    }
}

fn cluster(root: &RootInventory) -> v1::Cluster<'_> {
    let cluster = &root.cluster;
    v1::Cluster {
        openshift_version: cluster.openshift.as_deref(),
        kubernetes_version: cluster.kubernetes.as_deref(),
        platform: cluster.platform.as_deref(),
        topology: cluster.topology.as_deref(),
        cluster_id: cluster.id.as_deref(),
        installing: cluster.installing,
        upgrading: cluster.upgrading,
        settled: cluster.settled,
    }
}

fn gather(root: &RootInventory) -> v1::Gather<'_> {
    let gathered = root.gathered.as_ref();
    v1::Gather {
        at: gathered.map(|gathered| gathered.at.as_str()),
        source: gathered.map(|gathered| match gathered.source {
            TimeSource::Recorded => v1::TimeSource::Recorded,
            TimeSource::NewestEvent => v1::TimeSource::NewestEvent,
            TimeSource::AtLeast => v1::TimeSource::AtLeast,
        }),
        ended: root.ended,
    }
}

fn kind(kind: &KindCount) -> v1::Kind<'_> {
    v1::Kind {
        group: &kind.group,
        kind: &kind.kind,
        objects: kind.objects,
        namespaces: kind.namespaces,
        files: kind.files,
        unreadable: kind.unreadable,
    }
}

fn resource(resource: &ResourceCount) -> v1::Resource<'_> {
    v1::Resource {
        group: &resource.group,
        plural: &resource.plural,
        files: resource.files,
        unreadable: resource.unreadable,
    }
}

fn log(log: &LogCount) -> v1::Log {
    let amount = log.amount;
    v1::Log { kind: log.kind.as_str(), files: amount.files, bytes: amount.bytes, empty: amount.empty }
}

fn directory(count: &DirectoryCount) -> v1::Directory<'_> {
    v1::Directory {
        directory: &count.directory,
        files: count.amount.files,
        bytes: count.amount.bytes,
        packed: count.packed,
    }
}
