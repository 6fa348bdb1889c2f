//! What a file is, by its first bytes. A file's name is never looked at: gathered archives are renamed, and
//! object stores serve gzip without its ending.

use std::io::{self, Read};

use crate::text::one_line;

/// As many bytes as a tar header has; all that is looked at.
pub(super) const HEAD: usize = 512;
/// What a gzip file begins with.
pub(super) const GZIP: &[u8] = b"\x1f\x8b";

/// What the first bytes of a file look like.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// A tar header, or the zero block of an empty tar.
    Tar,
    Gzip,
    Xz,
    Zstd,
    Zip,
    /// An archive we do not read, with its name and article.
    Unsupported(&'static str),
    /// Anything else, described.
    Other(String),
}

const UNSUPPORTED: [(&[u8], &str); 8] = [
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"Rar!\x1a\x07", "a rar archive"),
    (b"BZh", "a bzip2 file"),
    (b"\x04\x22\x4d\x18", "an lz4 file"),
    (b"\x1f\x9d", "a compress (.Z) file"),
    (b"LZIP", "an lzip file"),
    (b"!<arch>\n", "an ar archive"),
    (b"070701", "a cpio archive"),
];

const OTHER: [(&[u8], &str); 8] = [
    (b"<!doctype html", "an HTML page"),
    (b"<html", "an HTML page"),
    (b"<?xml", "an XML file"),
    (b"%pdf-", "a PDF file"),
    (b"\x7felf", "a program"),
    (b"sqlite format 3", "a database"),
    (b"\x89png", "a picture"),
    (b"---\n", "a YAML file"),
];

/// What a file that starts with `head` is. `head` should have [`HEAD`] bytes if the file has as many.
pub(super) fn form(head: &[u8]) -> Form {
    if head.starts_with(GZIP) {
        return Form::Gzip;
    }
    if head.starts_with(b"\xfd7zXZ\0") {
        return Form::Xz;
    }
    // Before the other magic numbers: the first bytes of a tar are a file's name, which may look like one.
    if is_tar(head) {
        return Form::Tar;
    }
    if head.starts_with(b"\x28\xb5\x2f\xfd") || is_skippable_zstd(head) {
        return Form::Zstd;
    }
    if [&b"PK\x03\x04"[..], b"PK\x05\x06", b"PK\x07\x08"].iter().any(|magic| head.starts_with(magic)) {
        return Form::Zip;
    }
    match UNSUPPORTED.iter().find(|(magic, _)| head.starts_with(magic)) {
        Some((_, form)) => Form::Unsupported(form),
        None => Form::Other(describe(head)),
    }
}

/// A zstd file may begin with a frame to skip, as pzstd writes it (RFC 8878, section 3.1.2).
fn is_skippable_zstd(head: &[u8]) -> bool {
    matches!(head, [0x50..=0x5f, 0x2a, 0x4d, 0x18, ..])
}

fn is_tar(head: &[u8]) -> bool {
    // The magic word is enough: cut off or with a wrong sum it is a damaged tar, which the reading reports.
    if head.get(257..262) == Some(b"ustar") {
        return true;
    }
    let Some(block) = head.get(..HEAD) else { return false };
    if block.iter().all(|&byte| byte == 0) {
        return true;
    }
    // Tars older than the magic word are known by the sum of their header, counted with a blank sum field.
    let sum: u64 = block
        .iter()
        .enumerate()
        .map(|(at, &byte)| u64::from(if (148..156).contains(&at) { b' ' } else { byte }))
        .sum();
    let field = String::from_utf8_lossy(&block[148..156]);
    let digits = field.trim_matches(|c: char| c == ' ' || c == '\0');
    u64::from_str_radix(digits, 8) == Ok(sum)
}

fn describe(head: &[u8]) -> String {
    if head.is_empty() {
        return "an empty file".into();
    }
    let lower: Vec<u8> = head.trim_ascii_start().iter().take(16).map(u8::to_ascii_lowercase).collect();
    if let Some((_, form)) = OTHER.iter().find(|(magic, _)| lower.starts_with(magic)) {
        return (*form).into();
    }
    // The head may end inside a character.
    let text = match std::str::from_utf8(head) {
        Ok(text) => Some(text),
        Err(error) if error.error_len().is_none() => std::str::from_utf8(&head[..error.valid_up_to()]).ok(),
        Err(_) => None,
    };
    match text {
        Some(text) if !text.chars().any(|c| c.is_control() && !c.is_whitespace() && c != '\x1b') => {
            format!("text that starts with `{}`", one_line(text, 40))
        }
        _ => {
            let bytes: Vec<String> = head.iter().take(4).map(|byte| format!("{byte:02x}")).collect();
            format!("data that starts with the bytes {}", bytes.join(" "))
        }
    }
}

/// The first [`HEAD`] bytes of `reader`, or all it has, and the error that stopped it before that.
pub(super) fn head(reader: &mut dyn Read) -> (Vec<u8>, Option<io::Error>) {
    let mut head = Vec::with_capacity(HEAD);
    let error = reader.take(HEAD as u64).read_to_end(&mut head).err();
    (head, error)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_forms_by_their_first_bytes() {
        let mut tar = tar::Header::new_gnu();
        tar.set_size(3);
        tar.set_cksum();
        let mut old = tar::Header::new_old();
        old.as_mut_bytes()[..6].copy_from_slice(b"BZh/a\0");
        old.set_size(0);
        old.set_cksum();
        for (head, expected) in [
            (&tar.as_bytes()[..], Form::Tar),
            (&old.as_bytes()[..], Form::Tar),
            (&[0; 1024], Form::Tar),
            (b"\x1f\x8b\x08", Form::Gzip),
            (b"\xfd7zXZ\0\0", Form::Xz),
            (b"PK\x03\x04\x14", Form::Zip),
            (b"\x28\xb5\x2f\xfd", Form::Zstd),
            (b"7z\xbc\xaf\x27\x1c", Form::Unsupported("a 7z archive")),
            (b"Rar!\x1a\x07\x01", Form::Unsupported("a rar archive")),
        ] {
            assert_eq!(form(head), expected);
        }
    }

    #[test]
    fn says_what_else_it_looks_like() {
        for (head, expected) in [
            (&b""[..], "an empty file"),
            (b"\n <!DOCTYPE html><html>", "an HTML page"),
            (b"kind: Pod\nspec: {}", "text that starts with `kind: Pod spec: {}`"),
            (b"caf\xc3", "text that starts with `caf`"),
            (b"\x1b[31mred", "text that starts with `\\x1b[31mred`"),
            (b"\x00\x01\xfe\xff\x00", "data that starts with the bytes 00 01 fe ff"),
            (&[0; 100], "data that starts with the bytes 00 00 00 00"),
            (&[b'x'; 600], "text that starts with `xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…`"),
        ] {
            assert_eq!(form(head), Form::Other(expected.into()));
        }
    }
}
