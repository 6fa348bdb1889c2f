//! The `camgi` command: parse, run, exit status. Everything else is in the library.

use std::process::ExitCode;

fn main() -> ExitCode {
    camgi::cli::main()
}
