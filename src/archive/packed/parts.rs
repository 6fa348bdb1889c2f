//! A compressed file that is several after each other: gzip members or xz streams. Where the next one should begin and
//! does not, the data ends: tapes and object stores pad files, and whether a tar is whole, its own end says.

use std::io::{self, BufRead, Read};

use flate2::bufread::GzDecoder;
use liblzma::bufread::XzDecoder;
use liblzma::stream::Stream;

use crate::archive::sniff::{self, Form};

/// Memory that an xz file may ask for. `xz -9` needs 65 MiB; a hostile header can ask for 4 GiB.
const XZ_MEMORY: u64 = 1 << 30;
/// As many bytes as tell one form of compression from another.
const PEEKED: usize = 6;

/// A reader that can be looked at before it is read.
pub(super) struct Ahead<R> {
    inner: R,
    bytes: [u8; PEEKED],
    /// What was looked at and not read yet is `at..filled` of the bytes.
    at: usize,
    filled: usize,
}

impl<R: BufRead> Ahead<R> {
    pub(super) fn new(inner: R) -> Self {
        Self { inner, bytes: [0; PEEKED], at: 0, filled: 0 }
    }

    /// The next bytes; fewer than [`PEEKED`] only at the end.
    pub(super) fn peek(&mut self) -> io::Result<&[u8]> {
        self.bytes.copy_within(self.at..self.filled, 0);
        (self.at, self.filled) = (0, self.filled - self.at);
        while self.filled < PEEKED {
            match self.inner.read(&mut self.bytes[self.filled..]) {
                Ok(0) => break,
                Ok(count) => self.filled += count,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(&self.bytes[..self.filled])
    }
}

impl<R: BufRead> Read for Ahead<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let count = self.fill_buf()?.read(into)?;
        self.consume(count);
        Ok(count)
    }
}

impl<R: BufRead> BufRead for Ahead<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.at < self.filled { Ok(&self.bytes[self.at..self.filled]) } else { self.inner.fill_buf() }
    }

    fn consume(&mut self, count: usize) {
        if self.at < self.filled { self.at += count } else { self.inner.consume(count) }
    }
}

/// A reader of one of several.
pub(super) trait Part<R: BufRead>: Read + Sized {
    /// Goes to where the next one should begin, and says whether it does.
    fn is_next(stored: &mut Ahead<R>) -> io::Result<bool>;
    fn open(stored: Ahead<R>) -> io::Result<Self>;
    fn close(self) -> Ahead<R>;
}

impl<R: BufRead> Part<R> for GzDecoder<Ahead<R>> {
    fn is_next(stored: &mut Ahead<R>) -> io::Result<bool> {
        Ok(sniff::form(stored.peek()?) == Form::Gzip)
    }

    fn open(stored: Ahead<R>) -> io::Result<Self> {
        Ok(Self::new(stored))
    }

    fn close(self) -> Ahead<R> {
        self.into_inner()
    }
}

impl<R: BufRead> Part<R> for XzDecoder<Ahead<R>> {
    fn is_next(stored: &mut Ahead<R>) -> io::Result<bool> {
        // Zeros may stand between two streams.
        while stored.peek()?.first() == Some(&0) {
            stored.consume(1);
        }
        Ok(sniff::form(stored.peek()?) == Form::Xz)
    }

    fn open(stored: Ahead<R>) -> io::Result<Self> {
        Ok(Self::new_stream(stored, Stream::new_stream_decoder(XZ_MEMORY, 0)?))
    }

    fn close(self) -> Ahead<R> {
        self.into_inner()
    }
}

/// The data of all parts.
pub(super) struct Parts<R, P> {
    state: State<R, P>,
}

enum State<R, P> {
    In(P),
    Between(Ahead<R>),
    End,
}

impl<R: BufRead, P: Part<R>> Parts<R, P> {
    /// The first part must be one; that it is none shows when it is read.
    pub(super) fn new(stored: R) -> io::Result<Self> {
        Ok(Self { state: State::In(P::open(Ahead::new(stored))?) })
    }
}

impl<R: BufRead, P: Part<R>> Read for Parts<R, P> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if into.is_empty() {
            return Ok(0);
        }
        loop {
            if let State::In(part) = &mut self.state {
                let count = part.read(into)?;
                if count > 0 {
                    return Ok(count);
                }
            }
            self.state = match std::mem::replace(&mut self.state, State::End) {
                State::In(part) => State::Between(part.close()),
                State::Between(mut stored) => {
                    if !P::is_next(&mut stored)? {
                        return Ok(0);
                    }
                    State::In(P::open(stored)?)
                }
                State::End => return Ok(0),
            };
        }
    }
}
