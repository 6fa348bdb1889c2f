//! A text that a line may be asked for, with or without regard to case. Knows nothing of regexes.

/// Bytes that stand one after the other; a letter may stand for both of its cases.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(super) struct Literal {
    /// In lower case where the case does not matter.
    bytes: Vec<u8>,
    /// What is laid over a byte of the text before it is compared: 0x20 where the case does not matter, else 0.
    fold: Vec<u8>,
}

/// The bit in which the two cases of an ASCII letter differ.
const CASE: u8 = 0x20;

impl Literal {
    /// These bytes and no others.
    pub(super) fn exactly(bytes: &[u8]) -> Self {
        Self { bytes: bytes.to_vec(), fold: vec![0; bytes.len()] }
    }

    /// An ASCII letter in both of its cases.
    pub(super) fn letter(letter: u8) -> Self {
        Self { bytes: vec![letter | CASE], fold: vec![CASE] }
    }

    pub(super) fn len(&self) -> usize {
        self.bytes.len()
    }

    /// This and then the other.
    pub(super) fn then(&self, other: &Self) -> Self {
        let join = |a: &[u8], b: &[u8]| [a, b].concat();
        Self { bytes: join(&self.bytes, &other.bytes), fold: join(&self.fold, &other.fold) }
    }

    /// A part of it; shorter when it ends before.
    pub(super) fn part(&self, start: usize, length: usize) -> Self {
        let cut = |all: &[u8]| all.iter().skip(start).take(length).copied().collect();
        Self { bytes: cut(&self.bytes), fold: cut(&self.fold) }
    }

    /// Whether the text has this at a place. False when it would reach over the end.
    pub(super) fn is_at(&self, text: &[u8], at: usize) -> bool {
        let Some(there) = text.get(at..).and_then(|rest| rest.get(..self.len())) else { return false };
        there.iter().zip(&self.fold).zip(&self.bytes).all(|((byte, fold), want)| byte | fold == *want)
    }

    /// All texts that a part of this stands for. Their number doubles with each letter whose case does not matter, so the
    /// part has to be short.
    pub(super) fn spellings(&self, start: usize, length: usize) -> Vec<Vec<u8>> {
        let mut all = vec![Vec::with_capacity(length)];
        for (byte, fold) in self.bytes.iter().zip(&self.fold).skip(start).take(length) {
            if *fold != 0 {
                let upper = all.iter().map(|text| [text, [*byte ^ CASE].as_slice()].concat());
                let upper: Vec<Vec<u8>> = upper.collect();
                all.iter_mut().for_each(|text| text.push(*byte));
                all.extend(upper);
            } else {
                all.iter_mut().for_each(|text| text.push(*byte));
            }
        }
        all
    }

    /// As a person reads it.
    pub(super) fn shown(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_where_it_stands_and_nowhere_else() {
        let oom = Literal::letter(b'O').then(&Literal::exactly(b"OM ")).then(&Literal::letter(b'k'));
        for (text, at, is) in [
            ("OOM k", 0, true),
            ("oOM K", 0, true),
            ("xOOM k", 1, true),
            ("xOOM k", 0, false),
            ("OoM k", 0, false),
            ("OOM ", 0, false),
            ("OOM k", 9, false),
            ("/OM k", 0, false),
        ] {
            assert_eq!(oom.is_at(text.as_bytes(), at), is, "{text} {at}");
        }
    }

    #[test]
    fn spellings_are_those_of_the_part() {
        let text = Literal::exactly(b"a").then(&Literal::letter(b'B')).then(&Literal::letter(b'c'));
        let mut all = text.spellings(0, 3);
        all.sort();
        assert_eq!(all, [b"aBC", b"aBc", b"abC", b"abc"]);
        assert_eq!(text.spellings(1, 1).len(), 2);
        assert_eq!(text.spellings(0, 0), [b""]);
    }
}
