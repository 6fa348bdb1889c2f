//! A reader that stops at a number of bytes. The tar crate reads long names and extended headers whole into
//! memory, however long they claim to be; this bounds them, and the stream as a whole.

use std::cell::Cell;
use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom};
use std::rc::Rc;

/// Bytes that the headers of one member may have: names and extended attributes.
pub(super) const HEADER_BYTES: u64 = 256 << 10;

/// What the reader and those who watch it share.
#[derive(Debug)]
pub(super) struct Gauge {
    /// Bytes that may be read until the next [`Gauge::allow`].
    step: Cell<u64>,
    /// Bytes that may be read at all.
    total: Cell<u64>,
    over: Cell<Option<Bound>>,
    dry: Cell<bool>,
}

/// Which bound stopped the reader.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Bound {
    Step,
    Total,
}

impl Gauge {
    pub(super) fn new(total: u64) -> Rc<Self> {
        let (over, dry) = (Cell::new(None), Cell::new(false));
        Rc::new(Self { step: Cell::new(HEADER_BYTES), total: Cell::new(total), over, dry })
    }

    /// Lets `bytes` more be read.
    pub(super) fn allow(&self, bytes: u64) {
        self.step.set(bytes);
    }

    /// The bound that was met, if one was.
    pub(super) fn over(&self) -> Option<Bound> {
        self.over.get()
    }

    /// Whether the end of the data was met.
    pub(super) fn is_dry(&self) -> bool {
        self.dry.get()
    }
}

/// A reader under a gauge.
pub(super) struct Gauged<R> {
    inner: R,
    gauge: Rc<Gauge>,
    at: u64,
}

impl<R> Gauged<R> {
    pub(super) fn new(inner: R, gauge: Rc<Gauge>) -> Self {
        Self { inner, gauge, at: 0 }
    }
}

impl<R: Read> Read for Gauged<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if into.is_empty() {
            return Ok(0);
        }
        let gauge = &self.gauge;
        let left = gauge.step.get().min(gauge.total.get());
        if left == 0 {
            gauge.over.set(Some(if gauge.total.get() == 0 { Bound::Total } else { Bound::Step }));
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
        Ok(count)
    }
}

impl Seek for Gauged<BufReader<File>> {
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

        let gauge = Gauge::new(50);
        let mut reader = Gauged::new(&[1; 7][..], Rc::clone(&gauge));
        assert_eq!(reader.read_to_end(&mut Vec::new()).expect("within"), 7);
        assert_eq!((gauge.over(), gauge.is_dry()), (None, true));
    }
}
