//! Bytes of a file to text. Knows what editors and shells put in front of a text; guesses nothing beyond that.

/// A file's text.
#[derive(Debug, PartialEq, Eq)]
pub struct Decoded {
    /// The text, without a byte order mark.
    pub text: String,
    /// Whether something in it could not be decoded and is a replacement character now.
    pub is_lossy: bool,
}

/// Reads bytes as UTF-8, or as UTF-16 when they begin with its byte order mark, as `>` in Windows PowerShell writes it.
///
/// Lines and columns, counted in characters, are those that an editor shows.
#[must_use]
pub fn decode(mut bytes: Vec<u8>) -> Decoded {
    match bytes.as_slice() {
        [0xff, 0xfe, rest @ ..] => decode_utf16(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => decode_utf16(rest, u16::from_be_bytes),
        _ => {
            if bytes.starts_with(b"\xef\xbb\xbf") {
                bytes.drain(..3);
            }
            match String::from_utf8(bytes) {
                Ok(text) => Decoded { text, is_lossy: false },
                Err(error) => {
                    let text = String::from_utf8_lossy(error.as_bytes()).into_owned();
                    Decoded { text, is_lossy: true }
                }
            }
        }
    }
}

fn decode_utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Decoded {
    let (pairs, odd) = bytes.as_chunks();
    let mut is_lossy = !odd.is_empty();
    let characters = char::decode_utf16(pairs.iter().map(|pair| unit(*pair)));
    let text = characters
        .map(|character| {
            character.unwrap_or_else(|_| {
                is_lossy = true;
                char::REPLACEMENT_CHARACTER
            })
        })
        .collect();
    Decoded { text, is_lossy }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utf16(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(bytes).collect()
    }

    #[test]
    fn a_mark_in_front_says_the_encoding_and_is_no_text() {
        let sound = |text: &str| Decoded { text: text.to_owned(), is_lossy: false };
        assert_eq!(decode(b"a: \xc3\xa9\n".to_vec()), sound("a: é\n"));
        assert_eq!(decode(b"\xef\xbb\xbfa: 1\n".to_vec()), sound("a: 1\n"));
        for text in ["a: é 😀\n", ""] {
            assert_eq!(decode(utf16(&format!("\u{feff}{text}"), u16::to_le_bytes)), sound(text));
            assert_eq!(decode(utf16(&format!("\u{feff}{text}"), u16::to_be_bytes)), sound(text));
        }
    }

    #[test]
    fn what_cannot_be_decoded_is_replaced_and_told() {
        let lossy = |text: &str| Decoded { text: text.to_owned(), is_lossy: true };
        assert_eq!(decode(b"a\xffb".to_vec()), lossy("a\u{fffd}b"));
        assert_eq!(decode(b"\xff\xfea\0\x00\xd8b\0".to_vec()), lossy("a\u{fffd}b"), "half a pair");
        assert_eq!(decode(b"\xff\xfea\0b".to_vec()), lossy("a"), "half a unit");
    }
}
