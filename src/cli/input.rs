//! The archive that a command was given: a path, or `-` for standard input.

use std::io::{self, IsTerminal};
use std::path::Path;

use super::Failure;
use crate::archive::{Archive, Limits};

/// What standard input is called in reports.
const STANDARD_INPUT: &str = "standard input";

/// Opens it.
pub(super) fn open(path: &Path) -> Result<Archive, Failure> {
    let opened = if path == Path::new("-") {
        if io::stdin().is_terminal() {
            let sentence = "standard input is a terminal; write `camgi check - < FILE`, or give a path";
            return Err(Failure::Usage(vec![sentence.to_owned()]));
        }
        Archive::from_stream(STANDARD_INPUT, Box::new(io::stdin()), Limits::default())
    } else {
        Archive::open(path, Limits::default())
    };
    opened.map_err(|error| Failure::Archive(error.to_string()))
}
