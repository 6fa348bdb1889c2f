//! Which logs of a pod there are.

use std::collections::BTreeMap;

use crate::archive::layout::Layout;
use crate::archive::logs::{LogFile, whose};
use crate::engine::appendix::look::Seen;
use crate::engine::roots::Root;

/// The kind of a log, its container, and its path inside of its root: in this order they are shown.
type Log<'s> = (&'s str, LogFile, &'s str);

/// Logs of pods, by the index of the root, the namespace and the pod.
#[derive(Debug, Default)]
pub(super) struct Logs<'s> {
    of_pods: BTreeMap<(usize, &'s str, &'s str), Vec<Log<'s>>>,
    /// What stands before a path, by the index of the root.
    prefixes: BTreeMap<usize, String>,
}

impl<'s> Logs<'s> {
    /// The logs of all roots; also of those that only stand in for another, because what they lent has its logs there.
    pub(super) fn of(roots: &'s [Root], layout: &Layout) -> Self {
        let mut logs = Self::default();
        for root in roots {
            let is_base = layout.roots.len() == 1 || root.name == ".";
            let prefix = if is_base { String::new() } else { format!("{}/", root.name) };
            logs.prefixes.insert(root.index, prefix);
            for path in &root.snapshot.logs {
                let whose = whose(path);
                let is_empty = root.snapshot.files.get(path).is_some_and(|facts| facts.bytes == 0);
                // A gather leaves an empty file where there was no instance before; that one logged nothing is worth to know.
                if is_empty && whose.file != Some(LogFile::PodCurrent) {
                    continue;
                }
                if let (Some(file), Some(namespace), Some(pod)) = (whose.file, whose.namespace, whose.pod) {
                    let log = (whose.container.unwrap_or_default(), file, path.as_str());
                    logs.of_pods.entry((root.index, namespace, pod)).or_default().push(log);
                }
            }
        }
        logs.of_pods.values_mut().for_each(|logs| logs.sort_unstable());
        logs
    }

    /// The logs of a pod with labels, by container, and what it logs now before what it logged. The paths are inside the
    /// root where there is only one, else below the base.
    pub(super) fn of_pod(&self, seen: &Seen<'_>, layout: &Layout) -> Vec<(String, String)> {
        let key = &seen.resource.key;
        let of_file = layout.place(&seen.resource.file.path).map(|(index, _)| index);
        let lender = of_file.filter(|index| *index != seen.root.index);
        let roots = std::iter::once(seen.root.index).chain(lender);
        roots
            .flat_map(|index| {
                let prefix = self.prefixes.get(&index).map_or("", String::as_str);
                let logs = self.of_pods.get(&(index, key.namespace.as_str(), key.name.as_str()));
                logs.into_iter().flatten().map(move |log| (label(log), format!("{prefix}{}", log.2)))
            })
            .collect()
    }
}

/// What a log is called: its container, and what sets it apart from what that one logs now.
fn label((container, file, path): &Log<'_>) -> String {
    let name = path.rsplit('/').next().unwrap_or(path);
    let mut label = (*container).to_owned();
    match file {
        LogFile::PodPrevious => label.push_str(", previous"),
        LogFile::PodRotated => {
            label.push_str(", ");
            label.push_str(name);
        }
        _ => {}
    }
    if name.contains(".insecure.") {
        label.push_str(", insecure");
    }
    label
}
