//! `camgi man`: the manual page, made of what `--help` says. With a directory, one page more for each command.

use std::path::Path;

use clap::CommandFactory as _;

use super::Failure;
use super::args::{Cli, ManArgs, When};
use super::exit::Status;
use super::terminal::print;

/// Prints the page, or writes all of them.
pub(super) fn run(args: &ManArgs) -> Status {
    let written = match &args.dir {
        Some(directory) => write_all(directory),
        None => page().and_then(|page| print(&page)),
    };
    written.map_or_else(|failure| failure.report(When::Auto), |()| Status::Ok)
}

fn page() -> Result<String, Failure> {
    let mut page = Vec::new();
    let rendered = clap_mangen::Man::new(Cli::command()).render(&mut page);
    rendered.map_err(|error| Failure::Output(format!("the page cannot be written: {error}")))?;
    Ok(String::from_utf8_lossy(&page).into_owned())
}

fn write_all(directory: &Path) -> Result<(), Failure> {
    let written =
        std::fs::create_dir_all(directory).and_then(|()| clap_mangen::generate_to(Cli::command(), directory));
    written.map_err(|error| {
        Failure::Output(format!("the pages cannot be written to {}: {error}", directory.display()))
    })
}
