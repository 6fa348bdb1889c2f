//! `camgi inspect`.

use super::Failure;
use super::args::{InspectArgs, InspectFormat};
use super::exit::Status;
use super::reading;
use super::terminal::Terminal;
use crate::archive::Limits;
use crate::engine;
use crate::output::{HumanInventory, Json, Render};

/// Runs the command.
pub(super) fn run(args: &InspectArgs) -> Status {
    inspect(args).map_or_else(|failure| failure.report(args.color.color), |()| Status::Ok)
}

fn inspect(args: &InspectArgs) -> Result<(), Failure> {
    let pool = reading::pool(&args.read.how)?;
    let archive = reading::open(&args.read.path, Limits::default())?;
    let inventory =
        reading::work((&args.read.path, &args.read.how), args.quiet, &pool, &archive, |progress| {
            engine::inspect(&archive, progress)
        })?;
    let terminal = Terminal::stdout(args.color.color);
    let human = HumanInventory {
        color: terminal.color,
        width: terminal.width,
        unicode: terminal.unicode,
        verbose: args.verbose,
    };
    let format: &dyn Render<_> = match args.format {
        InspectFormat::Human => &human,
        InspectFormat::Json => &Json,
    };
    reading::write("inventory", |out| format.render(&inventory, out))
}
