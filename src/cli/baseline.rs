//! `camgi baseline write` and `prune`, and reading the file that they make.

use std::fs;
use std::io::{self, Write as _};
use std::path::Path;

use super::args::{BaselineArgs, BaselineCommand};
use super::digest::Digests;
use super::exit::Status;
use super::{Failure, outputs, reading};
use crate::findings::{Baseline, Digest, Pruned, prune};
use crate::output::json::read_baseline;
use crate::output::{Json, Render};

/// Runs the command.
pub(super) fn run(command: &BaselineCommand) -> Status {
    let (args, done) = match command {
        BaselineCommand::Write(args) => (args, write(args)),
        BaselineCommand::Prune(args) => (args, take_out(args)),
    };
    done.map_or_else(|failure| failure.report(args.judged.color.color), |()| Status::Ok)
}

/// Reads a baseline.
pub(super) fn read(path: &Path) -> Result<Baseline, Failure> {
    let wrong = |why: String| Failure::Usage(vec![format!("the baseline {} {why}", path.display())]);
    let text = fs::read_to_string(path)
        .map_err(|error| wrong(format!("cannot be read: {error}; `camgi baseline write` makes one")))?;
    read_baseline(&text).map_err(|error| wrong(format!("is none: {error}")))
}

fn digest(args: &BaselineArgs) -> Result<Digest, Failure> {
    Digests::new(&args.judged, std::slice::from_ref(&args.path))?.of(&args.path)
}

fn write(args: &BaselineArgs) -> Result<(), Failure> {
    let run = digest(args)?;
    let baseline = Baseline::from(&run);
    let Some(path) = &args.baseline else {
        return reading::write("baseline", |out| Json.render(&baseline, out));
    };
    outputs::write(path, |out| Json.render(&baseline, out)).map_err(Failure::Output)?;
    let untold = run.rules.values().filter(|told| told.untold.is_some()).count();
    say(args, &format!("{}: {} known", path.display(), findings(baseline.known.len())));
    if untold > 0 {
        let what = "rules could not tell; what they find later is new";
        say(args, &format!("{untold} of {} {what}", run.rules.len()));
    }
    Ok(())
}

fn take_out(args: &BaselineArgs) -> Result<(), Failure> {
    let Some(path) = &args.baseline else {
        return Err(Failure::Usage(vec!["`baseline prune` needs --baseline FILE".to_owned()]));
    };
    let Pruned { kept, untold, gone } = prune(&read(path)?, &digest(args)?);
    if !gone.is_empty() {
        outputs::write(path, |out| Json.render(&kept, out)).map_err(Failure::Output)?;
    }
    for known in &gone {
        say(args, &format!("gone: {}[{}] {}", known.severity, known.rule, known.subject));
    }
    let only = match untold {
        0 => String::new(),
        some => format!(", {some} of them because their rules could not tell"),
    };
    say(args, &format!("{} gone, {} kept{only}", findings(gone.len()), kept.known.len()));
    Ok(())
}

fn findings(number: usize) -> String {
    format!("{number} {}", if number == 1 { "finding" } else { "findings" })
}

fn say(args: &BaselineArgs, sentence: &str) {
    if !args.judged.quiet {
        // If standard error is closed there is nobody to tell.
        let _ = writeln!(io::stderr(), "{}", crate::text::one_line(sentence, usize::MAX));
    }
}
