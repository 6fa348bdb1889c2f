//! A reader that stops at a number of bytes, and at a number of bytes for each byte that was stored. The tar crate
//! reads long names and extended headers whole into memory, however long they claim to be, and a few bytes can
//! decompress to any number; this bounds both.

use std::cell::Cell;
use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom};
use std::ops::Deref;
use std::rc::Rc;

/// What the reader and those who watch it share.
#[derive(Debug)]
pub(super) struct Gauge {
    /// Bytes that may be read until the next [`Gauge::allow`].
    step: Cell<u64>,
    /// Bytes that may be read at all.
    total: Cell<u64>,
    /// Bytes that were read.
    given: Cell<u64>,
    /// Bytes that may be read for each byte stored, and those that may always be read; none without a limit.
    ratio: Cell<Option<(u64, u64)>>,
    stored: Cell<u64>,
    over: Cell<Option<Bound>>,
    dry: Cell<bool>,
}

/// Which bound stopped the reader.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Bound {
    Step,
    Total,
    Ratio,
}

impl Gauge {
    /// Lets `total` bytes be read, and none before [`Gauge::allow`].
    pub(super) fn new(total: u64) -> Rc<Self> {
        let (over, dry, ratio) = (Cell::new(None), Cell::new(false), Cell::new(None));
        let (step, given, stored) = (Cell::new(0), Cell::new(0), Cell::new(0));
        Rc::new(Self { step, total: Cell::new(total), given, ratio, stored, over, dry })
    }

    /// Lets `bytes` more be read.
    pub(super) fn allow(&self, bytes: u64) {
        self.step.set(bytes);
    }

    /// Lets `ratio` bytes be read for each stored byte, and `always` in any case.
    pub(super) fn limit_ratio(&self, ratio: u64, always: u64) {
        self.ratio.set(Some((ratio, always)));
    }

    /// Counts bytes that are stored.
    pub(super) fn add_stored(&self, bytes: u64) {
        self.stored.set(self.stored.get().saturating_add(bytes));
    }

    /// The bound that was met, if one was.
    pub(super) fn over(&self) -> Option<Bound> {
        self.over.get()
    }

    /// Whether the end of the data was met.
    pub(super) fn is_dry(&self) -> bool {
        self.dry.get()
    }

    /// Bytes that were read.
    pub(super) fn given(&self) -> u64 {
        self.given.get()
    }

    fn left(&self) -> (u64, Bound) {
        let by_ratio = self.ratio.get().map_or(u64::MAX, |(ratio, always)| {
            self.stored.get().saturating_mul(ratio).max(always).saturating_sub(self.given.get())
        });
        let all =
            [(self.total.get(), Bound::Total), (by_ratio, Bound::Ratio), (self.step.get(), Bound::Step)];
        all.into_iter().min_by_key(|(left, _)| *left).unwrap_or((0, Bound::Total))
    }
}

/// Counts what is read of the stored bytes, before they are decompressed.
pub(super) struct Counted<R> {
    inner: R,
    gauge: Rc<Gauge>,
}

impl<R> Counted<R> {
    pub(super) fn new(inner: R, gauge: Rc<Gauge>) -> Self {
        Self { inner, gauge }
    }
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(into)?;
        self.gauge.add_stored(count as u64);
        Ok(count)
    }
}

/// A reader under a gauge.
pub(super) struct Gauged<R, G> {
    inner: R,
    gauge: G,
    at: u64,
}

impl<R, G: Deref<Target = Gauge>> Gauged<R, G> {
    pub(super) fn new(inner: R, gauge: G) -> Self {
        Self { inner, gauge, at: 0 }
    }
}

impl<R: Read, G: Deref<Target = Gauge>> Read for Gauged<R, G> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if into.is_empty() {
            return Ok(0);
        }
        let gauge = &*self.gauge;
        let (left, bound) = gauge.left();
        if left == 0 {
            // The data may end exactly where the bound is.
            if self.inner.read(&mut [0])? == 0 {
                gauge.dry.set(true);
                return Ok(0);
            }
            gauge.over.set(Some(bound));
            return Err(io::Error::other("over a limit"));
        }
        let most = usize::try_from(left).unwrap_or(usize::MAX).min(into.len());
        let count = self.inner.read(&mut into[..most])?;
        if count == 0 {
            gauge.dry.set(true);
        }
        self.at += count as u64;
        gauge.step.set(gauge.step.get() - count as u64);
        gauge.total.set(gauge.total.get() - count as u64);
        gauge.given.set(gauge.given.get() + count as u64);
        Ok(count)
    }
}

impl<G: Deref<Target = Gauge>> Seek for Gauged<BufReader<File>, G> {
    /// Only forward from here. What is passed over costs nothing and is not counted.
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let SeekFrom::Current(by) = to else {
            return Err(io::Error::new(io::ErrorKind::Unsupported, "a tarball is only read forward"));
        };
        let at = self.at.checked_add_signed(by).ok_or(io::ErrorKind::InvalidInput)?;
        self.inner.seek_relative(by)?;
        self.at = at;
        Ok(at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stops_at_each_bound_and_knows_the_end() {
        let mut into = [0; 100];
        let gauge = Gauge::new(50);
        let mut reader = Gauged::new(&[1; 200][..], Rc::clone(&gauge));
        gauge.allow(20);
        assert_eq!(reader.read(&mut into).expect("within"), 20);
        assert!(reader.read(&mut into).is_err());
        assert_eq!(gauge.over(), Some(Bound::Step));
        gauge.allow(1000);
        assert_eq!(reader.read(&mut into).expect("within"), 30);
        assert!(reader.read(&mut into).is_err());
        assert_eq!((gauge.over(), gauge.is_dry()), (Some(Bound::Total), false));

        for total in [7, 50] {
            let gauge = Gauge::new(total);
            gauge.allow(50);
            let mut reader = Gauged::new(&[1; 7][..], Rc::clone(&gauge));
            assert_eq!(reader.read_to_end(&mut Vec::new()).expect("within"), 7);
            assert_eq!((gauge.over(), gauge.is_dry(), gauge.given()), (None, true, 7));
        }
    }

    #[test]
    fn stops_at_the_ratio_to_what_was_stored() {
        let gauge = Gauge::new(u64::MAX);
        gauge.allow(u64::MAX);
        gauge.limit_ratio(10, 30);
        let mut reader = Gauged::new(io::repeat(1), Rc::clone(&gauge));
        let mut into = [0; 100];
        assert_eq!(reader.read(&mut into).expect("what is always allowed"), 30);
        Counted::new(&[0; 5][..], Rc::clone(&gauge)).read_to_end(&mut Vec::new()).expect("stored bytes");
        assert_eq!(reader.read(&mut into).expect("50 in all"), 20);
        assert!(reader.read(&mut into).is_err());
        assert_eq!(gauge.over(), Some(Bound::Ratio));
    }
}
