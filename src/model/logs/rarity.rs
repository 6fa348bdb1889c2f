//! How dear it is to search logs for a text: which part of it is rare. Goes by a sample of made-up log lines; a bad
//! guess costs time and never a hit.

use std::sync::LazyLock;

use super::literal::Literal;

/// Bytes of a gram.
pub(super) const GRAM: usize = 4;

/// Lines of the kinds that a cluster writes, with the words that are common in them.
const SAMPLE: &str = include_str!("sample.txt");

/// How a text is searched for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Stride {
    /// One of four grams in a row is met by a look at every fourth place.
    Four,
    /// One of two by a look at every second.
    Two,
    /// Too short for grams.
    Short,
}

impl Stride {
    pub(super) fn of(literal: &Literal) -> Self {
        match literal.len() {
            0..=4 => Self::Short,
            5..=6 => Self::Two,
            _ => Self::Four,
        }
    }

    /// How many grams in a row are needed.
    pub(super) fn grams(self) -> usize {
        match self {
            Self::Four => 4,
            Self::Two => 2,
            Self::Short => 0,
        }
    }

    /// What a pass over the text costs in itself: the first is there anyway.
    fn price(self) -> f64 {
        match self {
            Self::Four => 0.0,
            Self::Two => 0.1,
            Self::Short => 1.0,
        }
    }
}

/// The start of the part of a text whose grams are rarest, and how rare they are together.
pub(super) fn rarest(literal: &Literal, stride: Stride) -> (usize, f64) {
    let frequencies: Vec<f64> = (0..(literal.len() + 1).saturating_sub(GRAM))
        .map(|start| literal.spellings(start, GRAM).iter().map(|gram| frequency(gram)).sum())
        .collect();
    let windows = frequencies.windows(stride.grams().max(1)).map(|grams| grams.iter().sum());
    let numbered = windows.enumerate();
    numbered.min_by(|(_, a): &(usize, f64), (_, b)| a.total_cmp(b)).unwrap_or((0, 0.0))
}

/// What it costs to search for all of these; `None` when one of them is empty, for that is everywhere.
pub(super) fn cost(set: &[Literal]) -> Option<f64> {
    let mut windows = Vec::with_capacity(set.len());
    let mut price = 0.0_f64;
    for literal in set {
        if literal.len() == 0 {
            return None;
        }
        let stride = Stride::of(literal);
        let (start, frequency) = rarest(literal, stride);
        price = price.max(stride.price() / literal.len() as f64);
        windows.push((literal.part(start, stride.grams() + GRAM - 1), frequency));
    }
    windows.sort_by(|(a, _), (b, _)| a.cmp(b));
    windows.dedup_by(|(a, _), (b, _)| a == b);
    Some(price + windows.iter().map(|(_, frequency)| frequency).sum::<f64>() + 1e-6 * set.len() as f64)
}

/// How often a gram begins at a place of a log.
fn frequency(gram: &[u8]) -> f64 {
    let known = &*KNOWN;
    let seen = known.grams.partition_point(|other| other.as_slice() <= gram)
        - known.grams.partition_point(|other| other.as_slice() < gram);
    // A gram that the sample does not have may still be made of pairs that are common.
    let mut guess = 1.0;
    for (nr, pair) in gram.windows(2).enumerate() {
        let [first, second] = [class(pair[0]), class(pair[1])];
        let row = f64::from(known.singles[first]);
        let pairs = f64::from(known.pairs[first * CLASSES + second]);
        let share = (pairs + 0.05) / (row + 0.05 * CLASSES as f64);
        guess *= if nr == 0 { share * (row + 1.0) / known.length } else { share };
    }
    seen as f64 / known.length + guess
}

/// Printable ASCII apart, and all other bytes as one.
const CLASSES: usize = 96;

fn class(byte: u8) -> usize {
    if (b' '..=b'~').contains(&byte) { usize::from(byte - b' ') } else { CLASSES - 1 }
}

struct Known {
    /// All grams of the sample, sorted.
    grams: Vec<[u8; GRAM]>,
    pairs: Vec<u32>,
    singles: [u32; CLASSES],
    length: f64,
}

static KNOWN: LazyLock<Known> = LazyLock::new(|| {
    let sample = SAMPLE.as_bytes();
    let mut grams: Vec<[u8; GRAM]> = sample.windows(GRAM).filter_map(|gram| gram.try_into().ok()).collect();
    grams.sort_unstable();
    let (mut pairs, mut singles) = (vec![0; CLASSES * CLASSES], [0; CLASSES]);
    for pair in sample.windows(2) {
        pairs[class(pair[0]) * CLASSES + class(pair[1])] += 1;
        singles[class(pair[0])] += 1;
    }
    Known { grams, pairs, singles, length: sample.len() as f64 }
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rare_parts_are_chosen() {
        for (text, rare) in [("failed to drain the xylophone now", "xylophone"), ("error: kube qzjx", "qzjx")]
        {
            let (start, _) = rarest(&Literal::exactly(text.as_bytes()), Stride::Four);
            let part = &text[start..start + 7];
            assert!(part.contains(&rare[..3]) || rare.contains(&part[..3]), "{text}: {part}");
        }
    }

    #[test]
    fn longer_texts_cost_less_and_empty_ones_cannot_be_searched() {
        let cost =
            |texts: &[&str]| cost(&texts.iter().map(|t| Literal::exactly(t.as_bytes())).collect::<Vec<_>>());
        assert!(cost(&["OOMKilled"]) < cost(&["OOMKi"]));
        assert!(cost(&["OOMKi"]) < cost(&["OOM"]));
        assert!(cost(&["OOM"]) < cost(&["O"]));
        assert!(cost(&["OOMKilled"]) < cost(&["OOMKilled", "out of memory"]));
        assert_eq!(cost(&["OOMKilled", ""]), None);
        assert_eq!(cost(&[]), Some(0.0));
    }
}
