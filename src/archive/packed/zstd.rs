//! The data of a zstd file. The library reads single frames; here they are joined and bounded.

use std::io::{self, BufRead, Read};

use ruzstd::decoding::BlockDecodingStrategy::UptoBlocks;
use ruzstd::decoding::FrameDecoder;
use ruzstd::decoding::errors::{FrameDecoderError, ReadFrameHeaderError};

use super::parts::Ahead;
use crate::archive::sniff::{self, Form};

/// The window that a zstd frame may ask for, as much as `zstd -d` grants unasked.
const ZSTD_WINDOW: u64 = 128 << 20;

/// The frames of a zstd file, one after the other; the library reads single frames.
pub(super) struct Zstd<R> {
    stored: Ahead<R>,
    decoder: FrameDecoder,
    in_frame: bool,
    is_first: bool,
}

impl<R: BufRead> Zstd<R> {
    pub(super) fn new(stored: Ahead<R>) -> Self {
        let mut decoder = FrameDecoder::new();
        decoder.set_max_window_size(ZSTD_WINDOW);
        Self { stored, decoder, in_frame: false, is_first: true }
    }

    /// Goes to the next frame that holds data; false behind the last.
    fn next_frame(&mut self) -> io::Result<bool> {
        loop {
            let ahead = self.stored.peek()?;
            if ahead.is_empty() || (!self.is_first && sniff::form(ahead) != Form::Zstd) {
                return Ok(false);
            }
            match self.decoder.reset(&mut self.stored) {
                Ok(()) => {
                    self.is_first = false;
                    return Ok(true);
                }
                Err(FrameDecoderError::ReadFrameHeaderError(ReadFrameHeaderError::SkipFrame {
                    length,
                    ..
                })) => {
                    let skipped = io::copy(&mut self.stored.by_ref().take(length.into()), &mut io::sink())?;
                    if skipped < u64::from(length) {
                        return Err(io::ErrorKind::UnexpectedEof.into());
                    }
                }
                Err(error) => return Err(io::Error::new(io::ErrorKind::InvalidData, error)),
            }
        }
    }
}

impl<R: BufRead> Read for Zstd<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        loop {
            if !self.in_frame {
                if into.is_empty() || !self.next_frame()? {
                    return Ok(0);
                }
                self.in_frame = true;
            }
            if self.decoder.can_collect() > 0 {
                return self.decoder.read(into);
            }
            if !self.decoder.is_finished() {
                self.decoder
                    .decode_blocks(&mut self.stored, UptoBlocks(1))
                    .map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))?;
                continue;
            }
            let told = self.decoder.get_checksum_from_data();
            if told.is_some() && told != self.decoder.get_calculated_checksum() {
                return Err(io::Error::new(io::ErrorKind::InvalidData, "the checksum does not match"));
            }
            self.in_frame = false;
        }
    }
}
