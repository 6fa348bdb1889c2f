//! The lines that are kept of all logs together. What a source keeps is bounded, over all files, and which lines these are
//! depends on neither the order in which files are read nor on threads. How many are left out is counted, by file.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::model::{LineHit, LineHits};

/// Bytes that the lines of one source take at most: some thousands of lines. What one source keeps does not depend on how many
/// others there are, or a rule would end otherwise with other rules beside it.
pub(super) const ONE: usize = 2 << 20;

/// The lines of one file that one source asked for: the newest, as many as may be of use.
#[derive(Debug, Default)]
pub(super) struct FileLines {
    /// In their order.
    pub(super) newest: Vec<LineHit>,
    /// How many there are before these.
    pub(super) left_out: u64,
}

/// What one file has, by source.
pub(super) type FileHits = BTreeMap<usize, FileLines>;

/// The lines that are kept so far.
#[derive(Debug)]
pub(super) struct Hits {
    sources: BTreeMap<usize, Kept>,
    /// Bytes that each source may keep.
    budget: usize,
}

/// Where a line stands among those of its source: how many newer ones its file has, then its file. So each file keeps its
/// newest lines, and all files about as many, because windows of time end at the gather.
type Rank = (usize, Arc<str>);

/// What one source keeps: all lines before the first one, by rank, with which there would be too many bytes. Each line is
/// the same one whatever comes when.
#[derive(Debug, Default)]
struct Kept {
    lines: BTreeMap<Rank, LineHit>,
    bytes: usize,
    /// From this rank on nothing is kept.
    end: Option<Rank>,
    left_out: BTreeMap<Arc<str>, u64>,
}

impl Hits {
    /// No lines.
    pub(super) fn new() -> Self {
        Self { sources: BTreeMap::new(), budget: ONE }
    }

    /// Takes in the lines of a file.
    pub(super) fn add(&mut self, path: &Arc<str>, found: FileHits) {
        for (source, FileLines { newest, left_out }) in found {
            let kept = self.sources.entry(source).or_default();
            kept.leave_out(path, left_out);
            for (newer, line) in newest.into_iter().rev().enumerate() {
                kept.add((newer, Arc::clone(path)), line, self.budget);
            }
        }
    }

    /// Takes in what was kept elsewhere.
    pub(super) fn join(&mut self, other: Self) {
        for (source, other) in other.sources {
            let kept = self.sources.entry(source).or_default();
            other.left_out.iter().for_each(|(path, number)| kept.leave_out(path, *number));
            kept.end = [kept.end.take(), other.end].into_iter().flatten().min();
            for (rank, line) in other.lines {
                kept.add(rank, line, self.budget);
            }
            kept.shrink(self.budget);
        }
    }

    /// All that is kept.
    pub(super) fn finish(self) -> LineHits {
        let mut all = LineHits::default();
        for (source, kept) in self.sources {
            all.kept.extend(kept.lines.into_values());
            if !kept.left_out.is_empty() {
                all.left_out.insert(source, kept.left_out);
            }
        }
        all
    }
}

impl Kept {
    fn add(&mut self, rank: Rank, line: LineHit, budget: usize) {
        if self.end.as_ref().is_some_and(|end| rank >= *end) {
            return self.leave_out(&rank.1, 1);
        }
        self.bytes += weight(&line);
        self.lines.insert(rank, line);
        self.shrink(budget);
    }

    fn shrink(&mut self, budget: usize) {
        let is_over = |last: &Rank, kept: &Self| {
            kept.bytes > budget || kept.end.as_ref().is_some_and(|end| last >= end)
        };
        while let Some((last, _)) = self.lines.last_key_value()
            && is_over(last, self)
            && let Some((last, line)) = self.lines.pop_last()
        {
            self.bytes -= weight(&line);
            self.leave_out(&last.1, 1);
            self.end = [self.end.take(), Some(last)].into_iter().flatten().min();
        }
    }

    fn leave_out(&mut self, path: &Arc<str>, number: u64) {
        if number > 0 {
            *self.left_out.entry(Arc::clone(path)).or_default() += number;
        }
    }
}

/// Bytes that a line takes, about.
pub(super) fn weight(line: &LineHit) -> usize {
    let groups = line.groups.iter().map(|(name, value)| 64 + name.len() + value.len());
    // What the tree around it takes is a guess.
    let text = line.text.len() + line.head.as_ref().map_or(0, String::len);
    size_of::<LineHit>() + 64 + text + groups.sum::<usize>()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(file: &str, line: u64, length: usize) -> LineHit {
        LineHit { file: file.into(), line, text: "x".repeat(length), ..LineHit::default() }
    }

    /// Files with so many lines each, some of them long.
    fn files() -> Vec<(Arc<str>, FileHits)> {
        let counts = [3, 40, 1, 17, 90, 5, 60];
        let file = |(nr, count): (usize, &u64)| {
            let path: Arc<str> = format!("f{nr}").into();
            let lines = (0..*count).map(|at| line(&path, at, if at % 7 == 0 { 2_000 } else { 50 }));
            let lines = FileLines { newest: lines.collect(), left_out: 1 };
            (path, FileHits::from([(0, lines)]))
        };
        counts.iter().enumerate().map(file).collect()
    }

    fn hits(order: &[usize], split: usize, budget: usize) -> LineHits {
        let mut parts = [0, 1].map(|_| Hits { sources: BTreeMap::new(), budget });
        for (at, nr) in order.iter().enumerate() {
            let (path, found) = files().swap_remove(*nr);
            parts[usize::from(at >= split)].add(&path, found);
        }
        let [mut all, other] = parts;
        all.join(other);
        all.finish()
    }

    #[test]
    fn what_is_kept_does_not_depend_on_the_order() {
        let orders =
            [[0, 1, 2, 3, 4, 5, 6], [6, 5, 4, 3, 2, 1, 0], [4, 0, 6, 2, 5, 1, 3], [1, 3, 5, 0, 2, 4, 6]];
        for budget in [0, 300, 3_000, 10_000, 30_000, usize::MAX] {
            let first = hits(&orders[0], 7, budget);
            for order in &orders {
                for split in 0..=7 {
                    assert_eq!(hits(order, split, budget), first, "{order:?} {split} {budget}");
                }
            }
            let left_out: u64 = first.left_out.values().flat_map(BTreeMap::values).sum();
            // Each line is kept or counted, and one of each file was left out before.
            assert_eq!(first.kept.len() as u64 + left_out, 216 + 7, "{budget}");
            assert!(first.kept.iter().map(weight).sum::<usize>() <= budget);
        }
    }

    #[test]
    fn each_file_keeps_its_newest_lines() {
        let kept = hits(&[0, 1, 2, 3, 4, 5, 6], 7, 10_000).kept;
        let of = |file: &str| kept.iter().filter(|line| &*line.file == file).map(|line| line.line).max();
        assert_eq!((of("f0"), of("f2"), of("f4")), (Some(2), Some(0), Some(89)));
    }
}
