//! How a tar is compressed, and its bytes. The decompressors are libraries; here is only what bounds and joins them.

use std::io::{self, BufRead, Read};

use flate2::bufread::GzDecoder;
use liblzma::bufread::XzDecoder;

use super::parts::{Ahead, Parts};
use super::zstd::Zstd;

/// How a tar is compressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::archive) enum Packing {
    Plain,
    Gzip,
    Xz,
    Zstd,
}

impl Packing {
    /// What such a tarball is called.
    pub(in crate::archive) fn name(self) -> &'static str {
        match self {
            Self::Plain => "tar",
            Self::Gzip => "tar.gz",
            Self::Xz => "tar.xz",
            Self::Zstd => "tar.zst",
        }
    }

    /// What a file so compressed is called, with its article.
    pub(super) fn file(self) -> &'static str {
        match self {
            Self::Plain => "a file",
            Self::Gzip => "a gzip file",
            Self::Xz => "an xz file",
            Self::Zstd => "a zstd file",
        }
    }

    /// The bytes of the tar. Several gzip members, xz streams or zstd frames after each other are one tar; what follows
    /// the last of them is ignored, as `gzip -d` does.
    pub(super) fn decoder<'r>(self, stored: impl BufRead + 'r) -> io::Result<Box<dyn Read + 'r>> {
        Ok(match self {
            Self::Plain => Box::new(stored),
            Self::Gzip => Box::new(Parts::<_, GzDecoder<_>>::new(stored)?),
            Self::Xz => Box::new(Parts::<_, XzDecoder<_>>::new(stored)?),
            Self::Zstd => Box::new(Zstd::new(Ahead::new(stored))),
        })
    }
}
