//! What a root is: its product, its cluster, when it was gathered, and whether that gather came to its end.

use std::fmt::{self, Write};

use crate::findings::{ClusterInfo, RootInventory, TimeSource};
use crate::output::human::head::{size, whole_seconds};
use crate::output::human::look::{Colour, Look};
use crate::output::human::wrap::{count, wrap};
use crate::text::one_line;

/// A longer value is cut.
const VALUE: usize = 120;
/// Paths are shown whole.
const PATH: usize = 4096;
/// The column of the words before the values.
const WORD: usize = 9;

pub(super) fn write(page: &mut String, look: &Look, root: &RootInventory) -> fmt::Result {
    if root.path != "." {
        writeln!(page, "{}", look.paint(Colour::Bold, &format!("Root {}/", one_line(&root.path, PATH))))?;
    }
    for (word, text, colour) in [
        ("cluster", cluster(&root.cluster), None),
        ("", identity(&root.cluster), None),
        ("gathered", gathered(root), None),
        ("", ended(root), (root.ended == Some(false)).then_some(Colour::Yellow)),
        ("by", product(root), None),
        ("files", files(root), None),
    ] {
        for (nr, line) in wrap(&text, look.width.saturating_sub(WORD + 3)).iter().enumerate() {
            let word = if nr == 0 { word } else { "" };
            let line = colour.map_or_else(|| line.clone(), |colour| look.paint(colour, line));
            writeln!(page, "  {word:WORD$} {line}")?;
        }
    }
    writeln!(page)
}

fn known(word: &str, value: Option<&str>, unknown: &str) -> String {
    match value.map(|value| one_line(value, VALUE)) {
        Some(value) if !value.is_empty() => format!("{word}{value}"),
        _ => unknown.to_owned(),
    }
}

fn cluster(cluster: &ClusterInfo) -> String {
    let mut facts = vec![known("OpenShift ", cluster.openshift.as_deref(), "OpenShift version unknown")];
    facts.extend(
        cluster.kubernetes.as_deref().map(|version| format!("Kubernetes {}", one_line(version, VALUE))),
    );
    facts.push(known("platform ", cluster.platform.as_deref(), "platform unknown"));
    facts.extend(cluster.topology.as_deref().map(|topology| one_line(topology, VALUE)));
    facts.join(", ")
}

fn identity(cluster: &ClusterInfo) -> String {
    if cluster.openshift.is_none() && cluster.id.is_none() {
        return "no ClusterVersion tells more".to_owned();
    }
    let state = match (cluster.installing, cluster.upgrading, cluster.settled) {
        (Some(true), ..) => "still being installed",
        (_, Some(true), _) => "being updated",
        (.., Some(true)) => "installed, no update under way",
        (.., Some(false)) => "installed less than ten minutes before",
        _ => "whether it was installed is unknown",
    };
    format!("{}, {state}", known("id ", cluster.id.as_deref(), "id unknown"))
}

fn gathered(root: &RootInventory) -> String {
    match &root.gathered {
        None => "at an unknown time: no file tells it".to_owned(),
        Some(gathered) => {
            let at = whole_seconds(&one_line(&gathered.at, VALUE));
            match gathered.source {
                TimeSource::Recorded => format!("{at}, as its timestamp file says"),
                TimeSource::NewestEvent => format!("about {at}, the newest event or lease"),
                TimeSource::AtLeast => format!("{at} or later: the newest heartbeat or condition change"),
            }
        }
    }
}

fn ended(root: &RootInventory) -> String {
    match root.ended {
        Some(true) => "the gather came to its end",
        Some(false) => "the gather was cut off: objects and logs may be missing",
        None => "no timestamp file tells whether the gather came to its end",
    }
    .to_owned()
}

fn product(root: &RootInventory) -> String {
    let image = root.image_version.as_deref().map(|version| format!(" {}", one_line(version, VALUE)));
    let unknown = "an unknown product: no version file names it (`oc adm inspect` writes none)";
    format!("{}{}", known("", root.product.as_deref(), unknown), image.unwrap_or_default())
}

fn files(root: &RootInventory) -> String {
    let logs: u64 = root.logs.iter().map(|log| log.amount.files).sum();
    let others: u64 = root.others.iter().map(|other| other.amount.files).sum();
    format!(
        "{}, {}: {} of objects, {}, {}",
        count(root.files.files, "file"),
        size(root.files.bytes),
        root.objects.files,
        count(logs, "log"),
        count(others, "other"),
    )
}
