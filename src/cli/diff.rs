//! `camgi diff`.

use super::args::{DiffArgs, DiffFormat};
use super::digest::Digests;
use super::exit::Status;
use super::terminal::Terminal;
use super::{Failure, reading};
use crate::findings::Changes;
use crate::output::{HumanChanges, Json, MarkdownChanges, Render};

/// Runs the command.
pub(super) fn run(args: &DiffArgs) -> Status {
    diff(args).unwrap_or_else(|failure| failure.report(args.judged.color.color))
}

fn diff(args: &DiffArgs) -> Result<Status, Failure> {
    let digests = Digests::new(&args.judged, &[args.old.clone(), args.new.clone()])?;
    let changes = Changes::between(&digests.of(&args.old)?, &digests.of(&args.new)?);
    let human = HumanChanges { color: Terminal::stdout(args.judged.color.color).color };
    let format: &dyn Render<Changes> = match args.format {
        DiffFormat::Human => &human,
        DiffFormat::Json => &Json,
        DiffFormat::Markdown => &MarkdownChanges::default(),
    };
    reading::write("changes", |out| format.render(&changes, out))?;
    Ok(match changes.gating(args.fail_on.into()) {
        _ if changes.broke > 0 => Status::Incomplete,
        0 => Status::Ok,
        _ => Status::Findings,
    })
}
