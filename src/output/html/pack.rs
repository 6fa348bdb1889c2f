//! How data travels in the page: as a zlib stream (RFC 1950) in base64 (RFC 4648), which the browser's own
//! `DecompressionStream("deflate")` reads.

use std::io::{self, Write as _};

use base64ct::{Base64, Encoding as _};
use flate2::Compression;
use flate2::write::ZlibEncoder;

/// Bytes, packed.
pub(super) fn pack(bytes: &[u8]) -> io::Result<String> {
    let mut encoder = ZlibEncoder::new(Vec::with_capacity(bytes.len() / 4), Compression::new(6));
    encoder.write_all(bytes)?;
    Ok(Base64::encode_string(&encoder.finish()?))
}
