//! Which files the page carries: all that fits into its budget, those first that are wanted most; and of what does not fit
//! the lines around those that findings point at.

use std::ops::Range;
use std::sync::Arc;

use rayon::prelude::*;

use super::pack::pack;
use crate::findings::{Appendix, Carried, Part};
use crate::text::mask_file;

/// Texts that are packed side by side before it is known whether they fit.
const LOT: usize = 16;
/// Bytes of small files that are packed together.
const TOGETHER: u64 = 128 << 10;
/// Hardly any text becomes a smaller part of itself than this.
const BEST: u64 = 60;
/// Lines before and behind a line that a finding points at, where the whole file does not fit.
const AROUND: u64 = 60;
/// Bytes of such lines.
const AROUND_BYTES: usize = 24 << 10;
/// Bytes that these may take in the page, all together, beyond its budget.
const MOST_EXTRA: u64 = 70_000;
/// Paths of files that are named though nothing of them is carried.
const MOST_NAMED: usize = 1_000;

/// What the page carries.
#[derive(Debug, Default)]
pub(super) struct Cargo {
    /// What becomes of each file of the appendix; the page names no others.
    pub(super) files: Vec<Stowed>,
    /// Packed texts.
    pub(super) blobs: Vec<String>,
    /// Bytes that they take.
    pub(super) used: u64,
    /// Files of which not everything is carried.
    pub(super) files_left_out: u64,
    /// Their bytes, as far as they are not carried.
    pub(super) bytes_left_out: u64,
    /// Bytes that were spent beyond the budget.
    extra: u64,
    /// Files of which there is only the name.
    named: usize,
}

/// A file in the page.
#[derive(Debug)]
pub(super) struct Stowed {
    /// Its place in the appendix.
    pub(super) index: usize,
    /// What there is of it, in order.
    pub(super) parts: Vec<StowedPart>,
    /// Whether all of it is there.
    pub(super) is_whole: bool,
}

/// Lines of a file in the page.
#[derive(Debug, Clone, Copy)]
pub(super) struct StowedPart {
    /// The number of the first.
    pub(super) first_line: u64,
    /// How many.
    pub(super) lines: u64,
    /// The number of the packed text that they are in.
    pub(super) blob: usize,
    /// Lines before them there.
    pub(super) skip: u64,
}

/// Chooses and packs.
pub(super) fn carry(appendix: &Appendix, budget: u64) -> Cargo {
    let mut cargo = Cargo::default();
    let units = units(&appendix.files);
    for lot in units.chunks(LOT) {
        let left = budget.saturating_sub(cargo.used);
        let may_fit = |unit: &Unit| unit.bytes / BEST <= left;
        let bundles: Vec<Option<Bundle>> = lot
            .par_iter()
            .map(|unit| may_fit(unit).then(|| Bundle::of(&appendix.files, unit.files.clone())))
            .collect();
        for (unit, bundle) in lot.iter().zip(bundles) {
            match bundle.filter(|bundle| cargo.used + bundle.size() <= budget) {
                Some(bundle) => cargo.take(&appendix.files, bundle),
                None => {
                    for index in unit.files.clone() {
                        cargo.take_one(&appendix.files, index, budget);
                    }
                }
            }
        }
    }
    cargo.used += cargo.extra;
    cargo
}

impl Cargo {
    /// Takes files with all that there is of them.
    fn take(&mut self, files: &[Carried], bundle: Bundle) {
        self.used += bundle.size();
        for (index, mut parts) in bundle.files {
            let Some(file) = files.get(index) else { continue };
            parts.iter_mut().for_each(|part| part.blob += self.blobs.len());
            let is_whole =
                matches!(file.parts.as_slice(), [part] if part.first_line == 1) && kept(file) >= file.bytes;
            self.files_left_out += u64::from(!is_whole);
            self.bytes_left_out += file.bytes.saturating_sub(kept(file));
            self.files.push(Stowed { index, parts, is_whole });
        }
        self.blobs.extend(bundle.blobs);
    }

    /// Takes a file by itself if it fits, or of it what findings point at.
    fn take_one(&mut self, files: &[Carried], index: usize, budget: u64) {
        let Some(file) = files.get(index) else { return };
        if kept(file) / BEST <= budget.saturating_sub(self.used) {
            let bundle = Bundle::of(files, index..index + 1);
            if self.used + bundle.size() <= budget {
                return self.take(files, bundle);
            }
        }
        let windows = windows(file);
        let bundle = Bundle::new([(index, windows.as_slice())].into_iter());
        self.files_left_out += 1;
        let is_small = !windows.is_empty() && self.extra + bundle.size() <= MOST_EXTRA;
        if !is_small {
            self.bytes_left_out += file.bytes;
            self.named += 1;
            if self.named <= MOST_NAMED {
                self.files.push(Stowed { index, parts: Vec::new(), is_whole: false });
            }
            return;
        }
        self.extra += bundle.size();
        let raw: usize = windows.iter().map(|part| part.text.as_ref().as_ref().len()).sum();
        self.bytes_left_out += file.bytes.saturating_sub(raw as u64);
        for (index, mut parts) in bundle.files {
            parts.iter_mut().for_each(|part| part.blob += self.blobs.len());
            self.files.push(Stowed { index, parts, is_whole: false });
        }
        self.blobs.extend(bundle.blobs);
    }
}

/// Files that follow each other and are packed together: small ones, which are alike and pack much better so, or a large one.
struct Unit {
    files: Range<usize>,
    bytes: u64,
}

fn units(files: &[Carried]) -> Vec<Unit> {
    let mut units: Vec<Unit> = Vec::new();
    for (index, file) in files.iter().enumerate() {
        let bytes = kept(file);
        match units.last_mut().filter(|unit| unit.bytes + bytes <= TOGETHER) {
            Some(unit) => {
                unit.files.end = index + 1;
                unit.bytes += bytes;
            }
            None => units.push(Unit { files: index..index + 1, bytes }),
        }
    }
    units
}

/// Packed texts, and which lines of which files are in them. Numbers of blobs begin with 0 here.
struct Bundle {
    files: Vec<(usize, Vec<StowedPart>)>,
    blobs: Vec<String>,
}

impl Bundle {
    fn of(files: &[Carried], range: Range<usize>) -> Self {
        Self::new(range.filter_map(|index| Some((index, files.get(index)?.parts.as_slice()))))
    }

    /// One text of all parts together; a part that is large has one of its own.
    fn new<'p>(files: impl Iterator<Item = (usize, &'p [Part])>) -> Self {
        let mut bundle = Self { files: Vec::new(), blobs: Vec::new() };
        let (mut text, mut lines) = (String::new(), 0);
        for (index, parts) in files {
            let mut stowed = Vec::new();
            for part in parts {
                let own = part.text.as_ref().as_ref();
                if !text.is_empty() && (text.len() + own.len()) as u64 > TOGETHER {
                    bundle.blobs.push(packed(&text));
                    (text, lines) = (String::new(), 0);
                }
                text.push_str(own);
                // So that the next one begins with a line of its own.
                if !own.is_empty() && !own.ends_with('\n') {
                    text.push('\n');
                }
                let count = count_lines(own);
                let blob = bundle.blobs.len();
                stowed.push(StowedPart { first_line: part.first_line, lines: count, blob, skip: lines });
                lines += count;
            }
            bundle.files.push((index, stowed));
        }
        if !text.is_empty() {
            bundle.blobs.push(packed(&text));
        }
        bundle
    }

    fn size(&self) -> u64 {
        self.blobs.iter().map(|blob| blob.len() as u64).sum()
    }
}

fn packed(text: &str) -> String {
    pack(mask_file(text).as_bytes()).expect("internal error: memory takes what is written to it")
}

fn count_lines(text: &str) -> u64 {
    memchr::memchr_iter(b'\n', text.as_bytes()).count() as u64
        + u64::from(!text.is_empty() && !text.ends_with('\n'))
}

/// Bytes of a file that are at hand.
fn kept(file: &Carried) -> u64 {
    file.parts.iter().map(|part| part.text.as_ref().as_ref().len() as u64).sum()
}

/// The lines around those that findings point at.
fn windows(file: &Carried) -> Vec<Part> {
    let mut windows: Vec<(u64, String)> = Vec::new();
    for part in &file.parts {
        let lines: Vec<&str> = part.text.as_ref().as_ref().split_inclusive('\n').collect();
        let last = part.first_line + lines.len() as u64;
        for pointed in file.pointed.range(part.first_line..last) {
            let at = (pointed - part.first_line) as usize;
            let around = around(&lines, at);
            let first = part.first_line + around.start as u64;
            // Neighbours may share lines.
            let begun = windows.last().map_or(0, |(first, text)| first + text.lines().count() as u64);
            let skip = usize::try_from(begun.saturating_sub(first)).unwrap_or(usize::MAX).min(around.len());
            let text = lines[around.start + skip..around.end].concat();
            match windows.last_mut().filter(|_| begun >= first && begun > 0) {
                Some((_, window)) => window.push_str(&text),
                None => windows.push((first, text)),
            }
        }
    }
    windows.into_iter().map(|(first_line, text)| Part { first_line, text: Arc::new(text) }).collect()
}

/// The lines around one of them, whole, that are not too many and not too long together.
fn around(lines: &[&str], at: usize) -> Range<usize> {
    let (mut start, mut end) = (at, (at + 1).min(lines.len()));
    let mut bytes = lines.get(at).map_or(0, |line| line.len());
    for _ in 0..AROUND {
        for is_before in [true, false] {
            let next = if is_before { start.checked_sub(1) } else { Some(end) };
            let Some(line) = next.and_then(|next| lines.get(next)) else { continue };
            if bytes + line.len() > AROUND_BYTES {
                continue;
            }
            bytes += line.len();
            if is_before {
                start -= 1;
            } else {
                end += 1;
            }
        }
    }
    start..end
}
