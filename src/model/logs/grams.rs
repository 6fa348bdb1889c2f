//! The search for many texts at once: looks at every fourth (or second) place of a buffer whether the four bytes there
//! are a gram of any text, and compares whole texts only where they are. Knows nothing of lines and regexes.

use super::literal::Literal;
use super::rarity::{GRAM, Stride, rarest};

/// Bits of a hash, and so the size of the map: 8 KiB, which stay in the first cache.
const HASH_BITS: u32 = 16;
const WORDS: usize = 1 << (HASH_BITS - 6);
/// Places that are looked at before anything is decided.
const BLOCK: usize = 8;

/// Texts of one stride, each with the pattern that asks for it.
#[derive(Debug)]
pub(super) struct GramFilter {
    stride: Stride,
    /// A bit for each hash that a gram has.
    map: Box<[u64; WORDS]>,
    table: Table,
    literals: Vec<(Literal, usize)>,
}

/// Where a gram stands in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    gram: u32,
    literal: u32,
    offset: u32,
}

impl GramFilter {
    /// A text must be as long as the stride asks for.
    pub(super) fn new(stride: Stride, literals: Vec<(Literal, usize)>) -> Self {
        let mut places = Vec::new();
        for (nr, (literal, _)) in (0_u32..).zip(&literals) {
            let (start, _) = rarest(literal, stride);
            for offset in start..start + stride.grams() {
                for spelling in literal.spellings(offset, GRAM) {
                    let offset = u32::try_from(offset).unwrap_or(u32::MAX);
                    places.push(Place { gram: gram_at(&spelling, 0), literal: nr, offset });
                }
            }
        }
        let mut map = Box::new([0; WORDS]);
        for place in &places {
            let hash = hash(place.gram);
            map[(hash >> 6) as usize] |= 1 << (hash & 63);
        }
        Self { stride, map, table: Table::new(places), literals }
    }

    /// Calls for each text that is in the buffer: where it starts, how long it is and which pattern asks for it. In the
    /// order of the buffer, but for texts that overlap.
    pub(super) fn search(&self, text: &[u8], found: impl FnMut(usize, usize, usize)) {
        if self.literals.is_empty() {
            return;
        }
        match self.stride {
            Stride::Four => self.walk::<4>(text, found),
            Stride::Two => self.walk::<2>(text, found),
            Stride::Short => {}
        }
    }

    fn walk<const STEP: usize>(&self, text: &[u8], mut found: impl FnMut(usize, usize, usize)) {
        let mut at = 0;
        // No early exit inside of a block: so the compiler can overlap its lookups.
        while let Some(block) = text.get(at..at + (BLOCK - 1) * STEP + GRAM) {
            let mut hits = 0_u64;
            for nr in 0..BLOCK {
                hits |= self.bit(gram_at(block, nr * STEP)) << nr;
            }
            while hits != 0 {
                let place = at + hits.trailing_zeros() as usize * STEP;
                self.compare(text, place, &mut found);
                hits &= hits - 1;
            }
            at += BLOCK * STEP;
        }
        while at + GRAM <= text.len() {
            self.compare(text, at, &mut found);
            at += STEP;
        }
    }

    fn bit(&self, gram: u32) -> u64 {
        let hash = hash(gram);
        (self.map[(hash >> 6) as usize] >> (hash & 63)) & 1
    }

    fn compare(&self, text: &[u8], at: usize, found: &mut impl FnMut(usize, usize, usize)) {
        for place in self.table.places(gram_at(text, at)) {
            let Some(start) = at.checked_sub(place.offset as usize) else { continue };
            let (literal, pattern) = &self.literals[place.literal as usize];
            if literal.is_at(text, start) {
                found(start, literal.len(), *pattern);
            }
        }
    }
}

/// The four bytes at a place; zeros for what is behind the end.
fn gram_at(text: &[u8], at: usize) -> u32 {
    let bytes = text.get(at..at + GRAM).and_then(|bytes| bytes.try_into().ok());
    u32::from_le_bytes(bytes.unwrap_or_default())
}

fn hash(gram: u32) -> u32 {
    gram.wrapping_mul(0x9E37_79B1) >> (u32::BITS - HASH_BITS)
}

/// From a gram to its places.
#[derive(Debug)]
struct Table {
    /// Open addressing: the gram and where its places begin and end; those of no gram are empty.
    slots: Vec<(u32, u32, u32)>,
    /// Sorted by gram.
    places: Vec<Place>,
}

impl Table {
    fn new(mut places: Vec<Place>) -> Self {
        places.sort_unstable();
        // At least half of it stays free, so that every search ends.
        let mut slots = vec![(0, 0, 0); (2 * places.len()).next_power_of_two().max(2)];
        let mut start = 0_u32;
        for same in places.chunk_by(|a, b| a.gram == b.gram) {
            let end = start + u32::try_from(same.len()).unwrap_or(u32::MAX);
            let gram = same[0].gram;
            let mut slot = Self::first_slot(gram, slots.len());
            while slots[slot].1 != slots[slot].2 {
                slot = (slot + 1) % slots.len();
            }
            slots[slot] = (gram, start, end);
            start = end;
        }
        Self { slots, places }
    }

    fn first_slot(gram: u32, slots: usize) -> usize {
        (gram.wrapping_mul(0x85EB_CA6B) >> 8) as usize & (slots - 1)
    }

    fn places(&self, gram: u32) -> &[Place] {
        let mut slot = Self::first_slot(gram, self.slots.len());
        loop {
            let (there, start, end) = self.slots[slot];
            if start == end {
                return &[];
            }
            if there == gram {
                return &self.places[start as usize..end as usize];
            }
            slot = (slot + 1) & (self.slots.len() - 1);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn search(stride: Stride, literals: &[&str], text: &str) -> Vec<(usize, usize)> {
        let literals = literals.iter().zip(0..).map(|(t, nr)| (Literal::exactly(t.as_bytes()), nr)).collect();
        let mut all = Vec::new();
        GramFilter::new(stride, literals).search(text.as_bytes(), |start, _, nr| all.push((start, nr)));
        all.sort_unstable();
        all
    }

    #[test]
    fn a_text_is_found_at_every_place() {
        for length in [7, 8, 30] {
            let text: String = ('a'..='z').chain('A'..='Z').take(length).collect();
            for start in 0..70 {
                for behind in 0..5 {
                    let buffer = format!("{}{text}{}", ".".repeat(start), ".".repeat(behind));
                    assert_eq!(search(Stride::Four, &["never there", &text], &buffer), [(start, 1)]);
                    assert_eq!(search(Stride::Two, &[&text[..5], "never"], &buffer), [(start, 0)]);
                }
            }
        }
    }

    #[test]
    fn texts_that_overlap_are_all_found() {
        assert_eq!(search(Stride::Four, &["aaaaaaa", "aaaaaaab"], "aaaaaaaab").len(), 3);
        assert_eq!(
            search(Stride::Four, &["out of memory", "memory cgroup"], "out of memory cgroup").len(),
            2
        );
    }

    #[test]
    fn nothing_is_found_where_nothing_is() {
        assert_eq!(search(Stride::Four, &["out of memory"], "out of memor"), []);
        assert_eq!(search(Stride::Four, &["out of memory"], "ut of memory"), []);
        assert_eq!(search(Stride::Four, &[], "out of memory"), []);
        assert_eq!(search(Stride::Four, &["out of memory"], ""), []);
    }

    #[test]
    fn both_cases_are_found_where_case_does_not_matter() {
        let letters = b"quorum".iter().map(|b| Literal::letter(*b));
        let literal = letters.fold(Literal::default(), |all, letter| all.then(&letter));
        let literal = literal.then(&Literal::exactly(b"X"));
        let filter = GramFilter::new(Stride::Four, vec![(literal, 7)]);
        let mut count = 0;
        filter.search(b"QuOrUmX quorumX QUORUMX quorumx uorumX", |_, length, pattern| {
            assert_eq!((length, pattern), (7, 7));
            count += 1;
        });
        assert_eq!(count, 3);
    }
}
