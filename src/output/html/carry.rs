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
/// Bytes of the beginning of a large text by which it is told how small it may become.
const SAMPLE: usize = 64 << 10;
/// Lines before and behind a line that a finding points at, where the whole file does not fit.
const AROUND: usize = 60;
/// Bytes of such lines.
const AROUND_BYTES: usize = 24 << 10;
/// Bytes of all such lines together, unless there are more than two thousand that findings point at.
const ALL_AROUND: usize = 500_000;
/// Lines and bytes around these that are looked at for secrets.
const MARGIN_LINES: usize = 300;
const MARGIN_BYTES: usize = 40 << 10;
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
    let windows = Windows::of(&appendix.files);
    let reserved = windows.reserve().min(budget / 2);
    let most = budget - reserved;
    let units = units(&appendix.files);
    for lot in units.chunks(LOT) {
        let left = most.saturating_sub(cargo.used);
        let bundles: Vec<Option<Bundle>> = lot
            .par_iter()
            .map(|unit| {
                unit.may_fit(&appendix.files, left).then(|| Bundle::of(&appendix.files, unit.files.clone()))
            })
            .collect();
        for (unit, bundle) in lot.iter().zip(bundles) {
            match bundle.filter(|bundle| cargo.used + bundle.size() <= most) {
                Some(bundle) => cargo.take(&appendix.files, bundle),
                // A large file is alone, and was packed in vain.
                None if unit.files.len() == 1 => {
                    cargo.take_windows(&appendix.files, unit.files.start, &windows)
                }
                None => {
                    for index in unit.files.clone() {
                        let bundle = Bundle::of(&appendix.files, index..index + 1);
                        if cargo.used + bundle.size() <= most {
                            cargo.take(&appendix.files, bundle);
                        } else {
                            cargo.take_windows(&appendix.files, index, &windows);
                        }
                    }
                }
            }
        }
    }
    cargo.used += cargo.extra;
    cargo
}

impl Cargo {
    /// The list of all files as if each were carried, to know how long it is.
    pub(super) fn of_names(appendix: &Appendix) -> Self {
        let stowed = |(index, file): (usize, &Carried)| {
            let part =
                StowedPart { first_line: 1, lines: file.lines.unwrap_or_default(), blob: index, skip: 0 };
            Stowed { index, parts: vec![part], is_whole: true }
        };
        Self { files: appendix.files.iter().enumerate().map(stowed).collect(), ..Self::default() }
    }

    /// Takes files with all that there is of them.
    fn take(&mut self, files: &[Carried], bundle: Bundle) {
        self.used += bundle.size();
        self.add(files, bundle);
    }

    /// Takes of a file what findings point at, whatever the budget is.
    fn take_windows(&mut self, files: &[Carried], index: usize, windows: &Windows) {
        let Some(file) = files.get(index) else { return };
        let parts = windows.cut(file);
        if parts.is_empty() {
            self.files_left_out += 1;
            self.bytes_left_out += file.bytes;
            self.named += 1;
            if self.named <= MOST_NAMED {
                self.files.push(Stowed { index, parts: Vec::new(), is_whole: false });
            }
            return;
        }
        let bundle = Bundle::new([(index, parts.as_slice())].into_iter());
        self.extra += bundle.size();
        self.add(files, bundle);
    }

    fn add(&mut self, files: &[Carried], bundle: Bundle) {
        for (index, mut parts) in bundle.files {
            let Some(file) = files.get(index) else { continue };
            parts.iter_mut().for_each(|part| part.blob += self.blobs.len());
            let lines: u64 = parts.iter().map(|part| part.lines).sum();
            let is_whole = file.lines.is_none_or(|all| lines >= all);
            if !is_whole {
                self.files_left_out += 1;
                let all = file.lines.unwrap_or_default().max(1);
                self.bytes_left_out += file.bytes / all * all.saturating_sub(lines);
            }
            self.files.push(Stowed { index, parts, is_whole });
        }
        self.blobs.extend(bundle.blobs);
    }
}

/// Files that follow each other and are packed together: small ones, which are alike and pack much better so, or a large one.
struct Unit {
    files: Range<usize>,
    bytes: u64,
}

impl Unit {
    /// Whether it may become as small as this: told by its beginning, because packing a large text in vain takes long.
    fn may_fit(&self, files: &[Carried], left: u64) -> bool {
        let part = files.get(self.files.start).and_then(|file| file.parts.first());
        let (Some(part), true) = (part, self.bytes > TOGETHER) else { return self.bytes / BEST <= left };
        let text = part.text.as_ref().as_ref();
        let sample = &text[..text.floor_char_boundary(SAMPLE)];
        // Where more of it is alike than in its beginning, it may be half of that.
        packed(sample).len() as u64 * (self.bytes / sample.len().max(1) as u64) / 2 <= left
    }
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
                // Each by itself: a secret that one begins must not blank the next.
                text.push_str(&mask_file(own));
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
    pack(text.as_bytes()).expect("internal error: memory takes what is written to it")
}

fn count_lines(text: &str) -> u64 {
    memchr::memchr_iter(b'\n', text.as_bytes()).count() as u64
        + u64::from(!text.is_empty() && !text.ends_with('\n'))
}

/// Bytes of a file that are at hand.
fn kept(file: &Carried) -> u64 {
    file.parts.iter().map(|part| part.text.as_ref().as_ref().len() as u64).sum()
}

/// How much is shown around a line that a finding points at, where the whole file does not fit: the less, the more of these
/// there are.
struct Windows {
    /// Lines that are pointed at.
    count: u64,
    /// Lines before and behind each.
    lines: usize,
    /// Bytes of each.
    bytes: usize,
}

impl Windows {
    fn of(files: &[Carried]) -> Self {
        let count: usize = files.iter().map(|file| file.pointed.len()).sum();
        let bytes = (ALL_AROUND / count.max(1)).clamp(300, AROUND_BYTES);
        Self { count: count as u64, lines: AROUND.min(bytes / 100), bytes }
    }

    /// Bytes that they may take in the page: texts become a third or less.
    fn reserve(&self) -> u64 {
        self.count * self.bytes as u64 / 3
    }

    /// The lines around those that findings point at in a file; without secrets, because what says that there is one may be
    /// cut off.
    fn cut(&self, file: &Carried) -> Vec<Part> {
        let mut windows: Vec<(u64, String)> = Vec::new();
        for part in &file.parts {
            let lines: Vec<&str> = part.text.as_ref().as_ref().split_inclusive('\n').collect();
            let last = part.first_line + lines.len() as u64;
            for pointed in file.pointed.range(part.first_line..last) {
                let at = (pointed - part.first_line) as usize;
                let wide = around(&lines, at, MARGIN_LINES, MARGIN_BYTES);
                let masked = mask_file(&lines[wide.clone()].concat()).into_owned();
                let masked: Vec<&str> = masked.split_inclusive('\n').collect();
                let narrow = around(&masked, at - wide.start, self.lines, self.bytes);
                let first = part.first_line + (wide.start + narrow.start) as u64;
                // Neighbours may share lines.
                let begun = windows.last().map_or(0, |(first, text)| first + text.lines().count() as u64);
                let skip =
                    usize::try_from(begun.saturating_sub(first)).unwrap_or(usize::MAX).min(narrow.len());
                let text = masked[narrow.start + skip..narrow.end].concat();
                match windows.last_mut().filter(|_| begun >= first && begun > 0) {
                    Some((_, window)) => window.push_str(&text),
                    None => windows.push((first, text)),
                }
            }
        }
        let part = |(first_line, text)| Part { first_line, text: Arc::new(text) };
        windows.into_iter().map(part).collect()
    }
}

/// The lines around one of them, whole, that are not too many and not too long together. That one is there in any case.
fn around(lines: &[&str], at: usize, most: usize, most_bytes: usize) -> Range<usize> {
    let (mut start, mut end) = (at.min(lines.len()), (at + 1).min(lines.len()));
    let mut bytes = lines.get(at).map_or(0, |line| line.len());
    let (mut before, mut behind) = (true, true);
    for _ in 0..most {
        let previous = start
            .checked_sub(1)
            .map(|at| lines[at].len())
            .filter(|more| before && bytes + more <= most_bytes);
        before = previous.is_some();
        bytes += previous.unwrap_or_default();
        start -= usize::from(before);
        let next = lines.get(end).map(|line| line.len()).filter(|more| behind && bytes + more <= most_bytes);
        behind = next.is_some();
        bytes += next.unwrap_or_default();
        end += usize::from(behind);
    }
    start..end
}
