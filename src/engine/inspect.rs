//! What an archive holds, without judging it.

use std::collections::BTreeSet;

use super::census::{self, Census};
use super::error::EngineError;
use super::intake::Intake;
use super::plan::Plan;
use super::roots::{self, Root};
use crate::archive::logs::LogFile;
use crate::archive::{Archive, Progress};
use crate::findings::{
    Amount, ClusterInfo, Gathered, Inventory, KindCount, LogCount, LogKind, ResourceCount, RootInventory,
    TimeSource,
};
use crate::model::{GatherTime, Precision, Snapshot};

/// Counts what is in an archive, on the threads of the current rayon pool. The inventory does not depend on how many
/// those are.
///
/// # Errors
/// As [`super::check`].
pub fn inspect(archive: &Archive, progress: &Progress) -> Result<Inventory, EngineError> {
    let mut intake = Intake::read(archive, &Plan::names(), progress)?;
    let (counts, outside) = census::take(&mut intake);
    let Intake { listing, layout, files, hits, mut notices } = intake;
    let mut all = Amount::default();
    listing.files.iter().for_each(|file| all.add(file.bytes));
    let roots = roots::build(&layout, &listing, files, hits, &mut notices);
    let mut counts: Vec<Option<Census>> = counts.into_iter().map(Some).collect();
    let roots = roots.iter().map(|root| describe(root, counts[root.index].take().unwrap_or_default()));
    let inventory = Inventory {
        name: archive.name().to_owned(),
        form: archive.describe(),
        files: all,
        roots: roots.collect(),
        outside: outside.counts(),
        notices,
    };
    Ok(inventory.close())
}

fn describe(root: &Root, census: Census) -> RootInventory {
    let snapshot = &root.snapshot;
    let namespaces: BTreeSet<&String> = census
        .kinds
        .values()
        .flat_map(|objects| objects.names.keys())
        .filter(|name| !name.is_empty())
        .collect();
    RootInventory {
        path: root.name.clone(),
        product: snapshot.facts.product.clone(),
        image_version: root.image_version.clone(),
        cluster: cluster(snapshot),
        gathered: snapshot.now.map(gathered),
        ended: root.ended,
        files: census.files,
        objects: census.objects,
        unreadable: census.resources.values().map(|files| files.unreadable).sum(),
        namespaces: namespaces.len() as u64,
        kinds: kinds(&census),
        without_objects: without_objects(&census),
        logs: census.logs.into_iter().map(|(log, amount)| LogCount { kind: kind_of(log), amount }).collect(),
        others: census.others.counts(),
    }
}

fn cluster(snapshot: &Snapshot) -> ClusterInfo {
    let facts = &snapshot.facts;
    ClusterInfo {
        openshift: facts.openshift_text.clone(),
        kubernetes: facts.kubernetes.as_ref().map(ToString::to_string),
        platform: facts.platform.clone(),
        topology: facts.topology.clone(),
        id: facts.cluster_id.clone(),
        installing: facts.installing,
        upgrading: facts.upgrading,
        settled: facts.settled,
    }
}

fn gathered(now: GatherTime) -> Gathered {
    let source = match now.precision {
        Precision::Recorded => TimeSource::Recorded,
        Precision::Observed => TimeSource::NewestEvent,
        Precision::LowerBound => TimeSource::AtLeast,
    };
    Gathered { at: now.at.to_string(), source }
}

fn kinds(census: &Census) -> Vec<KindCount> {
    let unreadable = |kind: &census::Kind| {
        census
            .resources
            .values()
            .filter(|files| files.kinds.contains(kind))
            .map(|files| files.unreadable)
            .sum()
    };
    let count = |(kind, objects): (&census::Kind, &census::Objects)| KindCount {
        group: kind.0.clone(),
        kind: kind.1.clone(),
        objects: objects.names.values().map(|names| names.len() as u64).sum(),
        namespaces: objects.names.keys().filter(|namespace| !namespace.is_empty()).count() as u64,
        files: objects.files,
        unreadable: unreadable(kind),
    };
    census.kinds.iter().map(count).collect()
}

fn without_objects(census: &Census) -> Vec<ResourceCount> {
    let empty = census.resources.iter().filter(|(_, files)| files.kinds.is_empty());
    empty
        .map(|((group, plural), files)| ResourceCount {
            group: group.clone(),
            plural: plural.clone(),
            files: files.files,
            unreadable: files.unreadable,
        })
        .collect()
}

fn kind_of(log: LogFile) -> LogKind {
    match log {
        LogFile::PodCurrent => LogKind::PodCurrent,
        LogFile::PodPrevious => LogKind::PodPrevious,
        LogFile::PodRotated => LogKind::PodRotated,
        LogFile::Node => LogKind::Node,
        LogFile::Audit => LogKind::Audit,
        LogFile::Other => LogKind::Other,
    }
}
