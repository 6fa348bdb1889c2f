//! `camgi completions SHELL`: the script by which a shell completes commands, flags and their values. Installs nothing.

use clap::CommandFactory as _;

use super::args::{Cli, CompletionsArgs, When};
use super::exit::Status;
use super::terminal::print;

/// Prints the script.
pub(super) fn run(args: &CompletionsArgs) -> Status {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "camgi", &mut script);
    print(&String::from_utf8_lossy(&script))
        .map_or_else(|failure| failure.report(When::Auto), |()| Status::Ok)
}
