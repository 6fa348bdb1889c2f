//! One file that is searched for patterns, piece by piece: from texts to lines, from lines to hits, and their numbers.
//!
//! A piece is searched in windows that stay in the cache, with each filter over all of a window. Lines are looked for
//! only around texts that were found, and counted only where there is a hit.

use super::hit::Hit;
use super::patterns::{PatternSet, Patterns};
use super::unaided::Unaided;

/// Bytes that are searched at a time. More when a line is longer.
const WINDOW: usize = 64 << 10;

/// The search of one file.
pub struct Scan<'p> {
    patterns: &'p Patterns,
    wanted: &'p PatternSet,
    /// Line feeds so far.
    line_feeds: u64,
    open: OpenLine,
    finder: Finder,
}

/// The last line so far, when its end has not come yet.
#[derive(Default)]
struct OpenLine {
    /// Its bytes so far.
    bytes: u64,
    /// The patterns that it matched.
    patterns: Vec<usize>,
}

impl<'p> Scan<'p> {
    /// The search of a file for some of the patterns, before its first byte.
    #[must_use]
    pub fn new(patterns: &'p Patterns, wanted: &'p PatternSet) -> Self {
        let finder = Finder { tested: vec![0; wanted.of()], ..Finder::default() };
        Self { patterns, wanted, line_feeds: 0, open: OpenLine::default(), finder }
    }

    /// Searches the next piece of the file, which has to end at a line end unless its last line comes in parts. Hits
    /// come in the order of their lines, and those on one line in the order of their patterns.
    ///
    /// A pattern hits a line once at most. Each part of a line that comes in parts is searched by itself, as if it were
    /// the whole line, under the number of that line: what reaches over two parts is not found, and `^` and `$` match
    /// at the ends of each part.
    pub fn piece(&mut self, piece: &[u8], hits: &mut dyn FnMut(Hit<'_>)) {
        let mut rest = piece;
        while !rest.is_empty() {
            let window = first_lines(rest);
            self.window(window, hits);
            rest = &rest[window.len()..];
        }
    }

    /// How many lines there were so far.
    #[must_use]
    pub fn lines(&self) -> u64 {
        self.line_feeds + u64::from(self.open.bytes > 0)
    }

    fn window(&mut self, text: &[u8], hits: &mut dyn FnMut(Hit<'_>)) {
        self.finder.search(self.patterns, self.wanted, text);
        let mut counted = 0;
        for found in &self.finder.found {
            self.line_feeds += line_feeds(&text[counted..found.start]);
            counted = found.start;
            let before = if found.start == 0 { self.open.bytes } else { 0 };
            if before > 0 && self.open.patterns.contains(&found.pattern) {
                continue;
            }
            hits(Hit {
                pattern: found.pattern,
                line: self.line_feeds + 1,
                text: &text[found.start..found.end],
                before,
                patterns: self.patterns,
            });
        }
        self.line_feeds += line_feeds(&text[counted..]);
        self.close(text);
    }

    /// Remembers the last line of a window if it goes on.
    fn close(&mut self, text: &[u8]) {
        let last = line_start(text, text.len());
        if last > 0 {
            self.open = OpenLine::default();
        }
        if last < text.len() {
            self.open.bytes += (text.len() - last) as u64;
            let found = self.finder.found.iter().filter(|found| found.start == last);
            self.open.patterns.extend(found.map(|found| found.pattern));
        }
    }
}

/// The lines of a text that fit into a window, or its first one.
fn first_lines(text: &[u8]) -> &[u8] {
    let Some(window) = text.get(..WINDOW) else { return text };
    let end = memchr::memrchr(b'\n', window).or_else(|| memchr::memchr(b'\n', text));
    end.map_or(text, |end| &text[..=end])
}

fn line_feeds(text: &[u8]) -> u64 {
    memchr::memchr_iter(b'\n', text).count() as u64
}

/// Where the line of a place begins.
fn line_start(text: &[u8], at: usize) -> usize {
    memchr::memrchr(b'\n', &text[..at]).map_or(0, |end| end + 1)
}

/// A line that a pattern matches, without its end, in a window.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct FoundLine {
    start: usize,
    end: usize,
    pattern: usize,
}

/// What is needed to search a window, kept from one to the next.
#[derive(Default)]
struct Finder {
    /// Of the last window: sorted, each line once for a pattern.
    found: Vec<FoundLine>,
    /// For each pattern the last line that it was tried on, in the numbering of `line.nr`.
    tested: Vec<u64>,
    line: Line,
}

/// The line that is looked at.
#[derive(Default, Clone, Copy)]
struct Line {
    nr: u64,
    start: usize,
    /// Without its line end.
    end: usize,
    /// Where the next line begins.
    next: usize,
}

impl Line {
    /// The line of a place in a text, with this number.
    fn of(text: &[u8], at: usize, nr: u64) -> Self {
        let start = line_start(text, at);
        let (mut end, mut next) = (text.len(), text.len());
        if let Some(feed) = memchr::memchr(b'\n', &text[at..]) {
            next = at + feed + 1;
            end = next - 1;
            end -= usize::from(text[start..end].ends_with(b"\r"));
        }
        Self { nr, start, end, next }
    }
}

impl Finder {
    fn search(&mut self, patterns: &Patterns, wanted: &PatternSet, text: &[u8]) {
        self.found.clear();
        for (is_wanted, filter) in
            [(wanted.by_fours, &patterns.by_fours), (wanted.by_twos, &patterns.by_twos)]
        {
            if is_wanted {
                // Each filter begins anew, so its first line is a new one.
                self.line = Line { nr: self.line.nr, ..Line::default() };
                filter.search(text, |start, length, pattern| {
                    if wanted.has(pattern) {
                        self.text_found(patterns, text, start..start + length, pattern);
                    }
                });
            }
        }
        for (is_wanted, unaided) in [(wanted.short, &patterns.short), (wanted.without, &patterns.without)] {
            if is_wanted {
                self.unaided(patterns, wanted, unaided, text);
            }
        }
        self.found.sort_unstable();
        self.found.dedup();
    }

    /// A text that a pattern asks for is there. Texts have no line feed, so they come in the order of lines.
    fn text_found(
        &mut self,
        patterns: &Patterns,
        text: &[u8],
        place: std::ops::Range<usize>,
        pattern: usize,
    ) {
        if place.start >= self.line.next {
            self.line = Line::of(text, place.start, self.line.nr + 1);
        }
        let Line { nr, start, end, .. } = self.line;
        if self.tested[pattern] == nr {
            return;
        }
        let matches = if patterns.is_decided_by_text(pattern) {
            // It may end in the carriage return of a line end; then the line may still have it elsewhere.
            if place.end > end {
                return;
            }
            true
        } else {
            patterns.regex(pattern).is_match(&text[start..end])
        };
        self.tested[pattern] = nr;
        if matches {
            self.found.push(FoundLine { start, end, pattern });
        }
    }

    fn unaided(&mut self, patterns: &Patterns, wanted: &PatternSet, unaided: &Unaided, text: &[u8]) {
        let mut from = 0;
        while from < text.len()
            && let Some(at) = unaided.next(text, from)
        {
            let Line { start, end, next, .. } = Line::of(text, at, 0);
            // Behind the last line end there is no line.
            if start == text.len() {
                break;
            }
            let tried = unaided.patterns.iter().copied().filter(|pattern| wanted.has(*pattern));
            let matching = tried.filter(|pattern| patterns.regex(*pattern).is_match(&text[start..end]));
            self.found.extend(matching.map(|pattern| FoundLine { start, end, pattern }));
            from = next;
        }
    }
}

#[cfg(test)]
mod tests;
