//! Which log files the rules want, and the search of one of them for all rules at once. What a file is called decides
//! whose log it is; what lines say is looked at later, and only for those that are kept.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use globset::GlobSet;
use rayon::prelude::*;

use super::hits::{FileHits, FileLines, Hits, ONE, weight};
use crate::archive::logs::{LogFile, Whose, whose};
use crate::model::LineHit;
use crate::model::logs::{Hit, PatternSet, Patterns, Prepared, Scan};
use crate::rules::spec::LogPart;
use crate::rules::{Logs, MOST_LINES, fits};
use crate::text::Span;

/// Directories of a root in which logs lie.
const TREES: [&str; 2] = ["namespaces", "host_service_logs"];

/// What all sources of logs want.
#[derive(Debug)]
pub(super) struct LogPlan<'r> {
    sources: Vec<&'r Logs>,
    patterns: Patterns,
    /// The source of each pattern, an index into `sources`.
    source_of: Vec<usize>,
}

impl<'r> LogPlan<'r> {
    /// A plan for these sources.
    pub(super) fn new(sources: impl Iterator<Item = &'r Logs>) -> Self {
        let sources: Vec<&Logs> = sources.collect();
        let all = sources.iter().enumerate();
        let texts: Vec<(usize, &String)> =
            all.flat_map(|(nr, logs)| logs.expressions.iter().map(move |text| (nr, text))).collect();
        let source_of = texts.iter().map(|(nr, _)| *nr).collect();
        // Rules were refused when their expressions were wrong.
        let prepared: Result<Vec<Prepared>, _> =
            texts.par_iter().map(|(_, text)| Prepared::new(text)).collect();
        let patterns =
            Patterns::of(prepared.expect("internal error: an expression that was compiled before is one"));
        Self { sources, patterns, source_of }
    }

    /// The patterns that the file at this path is searched for; none when nobody wants it. Where the root ends is not
    /// known yet, so a file may be searched in vain.
    pub(super) fn wanted(&self, path: &str) -> Option<PatternSet> {
        if self.sources.is_empty() {
            return None;
        }
        let inside = below_root(path);
        // Once for all sources: taking a path apart takes longer than asking for its parts.
        let whose = whose(inside);
        let wants: Vec<bool> = self
            .sources
            .iter()
            .map(|logs| match &logs.paths {
                Some(paths) => paths.is_match_of_end(path),
                None => wants_log_of(logs, &whose),
            })
            .collect();
        let patterns = self.source_of.iter().enumerate().filter(|(_, source)| wants[**source]);
        let patterns: Vec<usize> = patterns.map(|(nr, _)| nr).collect();
        (!patterns.is_empty()).then(|| self.patterns.some(patterns))
    }

    /// The search of one file.
    pub(super) fn search<'p>(&'p self, wanted: &'p PatternSet, path: &str) -> Search<'p> {
        Search {
            scan: Scan::new(&self.patterns, wanted),
            plan_sources: &self.sources,
            source_of: &self.source_of,
            path: path.into(),
            kept: BTreeMap::new(),
            budget: ONE,
        }
    }

    /// The lines of all files, before the first one.
    pub(super) fn no_hits(&self) -> Hits {
        Hits::new()
    }
}

/// The search of one file, piece by piece.
pub(super) struct Search<'p> {
    scan: Scan<'p>,
    plan_sources: &'p [&'p Logs],
    source_of: &'p [usize],
    path: Arc<str>,
    kept: BTreeMap<usize, Newest>,
    /// Bytes of the lines that are kept for one source.
    budget: usize,
}

/// The newest lines of a file for one source.
#[derive(Default)]
struct Newest {
    kept: VecDeque<LineHit>,
    bytes: usize,
    /// How many there are before these.
    left_out: u64,
}

impl Search<'_> {
    pub(super) fn piece(&mut self, piece: &[u8]) {
        let Self { scan, plan_sources, source_of, path, kept, budget } = self;
        scan.piece(piece, &mut |hit| {
            let source = plan_sources[source_of[hit.pattern]].number;
            let lines = kept.entry(source).or_default();
            // A line counts once for a source, however many of its expressions match.
            if lines.kept.back().is_some_and(|last| last.line == hit.line) {
                return;
            }
            let hit = keep(hit, source, path);
            lines.bytes += weight(&hit);
            lines.kept.push_back(hit);
            // One line is kept always: it says that there are some.
            while lines.kept.len() > MOST_LINES || (lines.bytes > *budget && lines.kept.len() > 1) {
                lines.bytes -= lines.kept.pop_front().map_or(0, |oldest| weight(&oldest));
                lines.left_out += 1;
            }
        });
    }

    /// The path of the file, and the lines that are kept of it.
    pub(super) fn finish(self) -> (Arc<str>, FileHits) {
        let lines = self.kept.into_iter().map(|(source, Newest { kept, left_out, .. })| {
            (source, FileLines { newest: kept.into(), left_out })
        });
        (self.path, lines.collect())
    }
}

/// Bytes of the beginning of a very long line.
const HEAD: usize = 256;

fn keep(hit: Hit<'_>, source: usize, path: &Arc<str>) -> LineHit {
    let found = hit.found();
    let column = |at: u64| usize::try_from(at.saturating_sub(found.shown_from)).unwrap_or(usize::MAX);
    let (start, end) = (column(found.columns.start), column(found.columns.end).min(found.shown.len()));
    // What is no UTF-8 becomes longer when it is replaced, so the parts are decoded apart.
    let text = |from: usize, to: usize| {
        String::from_utf8_lossy(found.shown.get(from..to.max(from)).unwrap_or_default()).into_owned()
    };
    let (before, middle, after) = (text(0, start), text(start, end), text(end, found.shown.len()));
    let span = Span::new(before.len(), before.len() + middle.len());
    let groups = hit.captures().into_iter();
    let head = (found.shown_from > 0 && hit.before == 0)
        .then(|| String::from_utf8_lossy(hit.text.get(..HEAD).unwrap_or(hit.text)).into_owned());
    LineHit {
        head,
        file: Arc::clone(path),
        inside: Arc::default(),
        line: hit.line,
        source,
        text: [before, middle, after].concat(),
        text_from: usize::try_from(found.shown_from).unwrap_or(usize::MAX),
        span,
        groups: groups
            .map(|(name, value)| (name.to_owned(), String::from_utf8_lossy(value).into_owned()))
            .collect(),
    }
}

/// Whether a source wants the log at this path inside a root.
pub(super) fn wants(logs: &Logs, inside: &str) -> bool {
    if let Some(paths) = &logs.paths {
        return paths.is_match(inside);
    }
    wants_log_of(logs, &whose(inside))
}

/// The same for a source that asks for no path.
pub(super) fn wants_log_of(logs: &Logs, whose: &Whose<'_>) -> bool {
    let Whose { file, namespace, pod, container, node, unit } = *whose;
    let part = match file {
        Some(LogFile::PodCurrent) => Some(LogPart::Current),
        Some(LogFile::PodPrevious) => Some(LogPart::Previous),
        Some(LogFile::PodRotated) => Some(LogPart::Rotated),
        Some(LogFile::Node) => None,
        Some(LogFile::Audit | LogFile::Other) | None => return false,
    };
    let asks_pod = logs.namespaces.is_some() || logs.pods.is_some() || logs.containers.is_some();
    let asks_node = logs.nodes.is_some() || logs.units.is_some();
    let given = |globs: &Option<GlobSet>, text: Option<&str>| {
        globs.is_none() || text.is_some_and(|text| fits(globs.as_ref(), text))
    };
    match part {
        Some(part) => {
            !asks_node
                && logs.parts.contains(&part)
                && given(&logs.namespaces, namespace)
                && given(&logs.pods, pod)
                && given(&logs.containers, container)
        }
        // Where the path does not tell the node, the lines do.
        None => !asks_pod && (node.is_none() || given(&logs.nodes, node)) && given(&logs.units, unit),
    }
}

/// The path from the first directory on that only a root has; where the root ends is not known while an archive is read.
fn below_root(path: &str) -> &str {
    let mut start = 0;
    for component in path.split('/') {
        let is_node = component == "nodes" && path[start..].matches('/').count() == 2;
        if TREES.contains(&component) || is_node {
            return &path[start..];
        }
        start += component.len() + 1;
    }
    path
}
