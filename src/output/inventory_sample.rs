//! An inventory for the tests of its formats: two roots, one of everything, and names that try to steer a terminal. No
//! archive stands behind it.

use super::sample::HOSTILE;
use crate::findings::{
    Amount, ClusterInfo, DirectoryCount, Gathered, Inventory, KindCount, LogCount, LogKind, Notice,
    NoticeCode, ResourceCount, RootInventory, TimeSource,
};

/// A root that tells everything, and one that tells nothing.
pub(crate) fn inventory() -> Inventory {
    let notices = vec![
        Notice::about(NoticeCode::UnparseableFile, format!("nodes/{HOSTILE}.yaml"), HOSTILE),
        Notice::about(NoticeCode::EmptyFile, "pods.yaml", "the file is empty"),
    ];
    let inventory = Inventory {
        name: "mg".into(),
        form: format!("directory {HOSTILE}"),
        files: amount(120, 83_200_000, 7),
        roots: vec![full(), RootInventory { path: "b".into(), ..RootInventory::default() }],
        outside: vec![directory(".", 2, 0)],
        notices,
    };
    inventory.close()
}

fn full() -> RootInventory {
    let known = |text: &str| Some(text.to_owned());
    RootInventory {
        path: format!("a{HOSTILE}"),
        product: known(HOSTILE),
        image_version: known("4.18.0-2024"),
        cluster: ClusterInfo {
            openshift: known(HOSTILE),
            kubernetes: known("1.31.1"),
            platform: known("AWS"),
            topology: known(HOSTILE),
            id: known(HOSTILE),
            installing: Some(false),
            upgrading: Some(true),
            settled: Some(true),
        },
        gathered: Some(Gathered { at: "2026-01-01T10:00:00.5Z".into(), source: TimeSource::Recorded }),
        ended: Some(false),
        files: amount(118, 83_000_000, 7),
        objects: amount(60, 3_000_000, 1),
        unreadable: 3,
        namespaces: 2,
        kinds: vec![
            kind("", "Node", 6, 2),
            kind(HOSTILE, HOSTILE, 1, 0),
            kind("g.example.com", "Thing", 9, 0),
        ],
        without_objects: vec![resource("", "pods", 0), resource(HOSTILE, HOSTILE, 1)],
        logs: vec![
            LogCount { kind: LogKind::PodCurrent, amount: amount(40, 70_000_000, 6) },
            LogCount { kind: LogKind::Audit, amount: amount(1, 4_000, 0) },
        ],
        // More than are shown unless somebody asks for all.
        others: (0..22).map(|nr| directory(&format!("d{nr:02}{HOSTILE}"), nr + 1, 1)).collect(),
    }
}

fn amount(files: u64, bytes: u64, empty: u64) -> Amount {
    Amount { files, bytes, empty }
}

fn directory(name: &str, files: u64, packed: u64) -> DirectoryCount {
    DirectoryCount { directory: name.into(), amount: amount(files, files * 1000, 0), packed }
}

fn kind(group: &str, kind: &str, objects: u64, unreadable: u64) -> KindCount {
    KindCount { group: group.into(), kind: kind.into(), objects, namespaces: 0, files: objects, unreadable }
}

fn resource(group: &str, plural: &str, unreadable: u64) -> ResourceCount {
    ResourceCount { group: group.into(), plural: plural.into(), files: 1, unreadable }
}
