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
    if [&args.old, &args.new].iter().all(|path| path.as_os_str() == "-") {
        return Err(Failure::Usage(vec!["standard input holds one archive, not two".to_owned()]));
    }
    let (old, new) = (digests.of(&args.old)?, digests.of(&args.new)?);
    let changes = Changes::between(&old, &new);
    let color = Terminal::stdout(args.judged.color.color).color;
    let human = HumanChanges { color, fail_on: args.fail_on.into() };
    let format: &dyn Render<Changes> = match args.format {
        DiffFormat::Human => &human,
        DiffFormat::Json => &Json,
        DiffFormat::Markdown => &MarkdownChanges::default(),
    };
    reading::write("changes", |out| format.render(&changes, out))?;
    Ok(match changes.gating(args.fail_on.into()) {
        _ if changes.broke > 0 => Status::Incomplete,
        _ if old.is_empty() || new.is_empty() => Status::NothingToJudge,
        0 => Status::Ok,
        _ => Status::Findings,
    })
}
