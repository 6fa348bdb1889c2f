//! Positions in text and showing foreign text safely: spans, points, excerpts, secrets. Knows nothing of YAML,
//! archives or findings.

mod decode;
mod excerpt;
mod lines;
mod safe;
mod secret;
mod span;

pub use decode::{Decoded, decode};
pub use excerpt::Excerpt;
pub use lines::LineIndex;
pub use safe::{clip, is_unsafe, one_line, printable};
pub use secret::{MASKED, clip_masked, mask, mask_file, mask_in_place, mask_named};
#[cfg(test)]
pub(crate) use span::line_at;
pub use span::{Point, Span};
