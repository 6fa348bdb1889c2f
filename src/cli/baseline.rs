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
use crate::text::decode;

/// Runs the command.
pub(super) fn run(command: &BaselineCommand) -> Status {
    let (args, done) = match command {
        BaselineCommand::Write(args) => (args, write(args)),
        BaselineCommand::Prune(args) => (args, take_out(args)),
    };
    done.unwrap_or_else(|failure| failure.report(args.judged.color.color))
}

/// Reads a baseline.
pub(super) fn read(path: &Path) -> Result<Baseline, Failure> {
    let wrong = |why: String| Failure::Usage(vec![format!("the baseline {} {why}", path.display())]);
    let bytes = fs::read(path)
        .map_err(|error| wrong(format!("cannot be read: {error}; `camgi baseline write` makes one")))?;
    read_baseline(&decode(bytes).text).map_err(|error| wrong(format!("is none: {error}")))
}

/// What there is to compare, or why nothing is written.
fn judged(digests: &Digests<'_>, args: &BaselineArgs) -> Result<Digest, Failure> {
    let run = digests.of(&args.path)?;
    if run.is_empty() {
        let sentence =
            format!("no rule could be judged on {}, so nothing is known of it", args.path.display());
        return Err(Failure::Archive(sentence));
    }
    Ok(run)
}

/// How the command ends when all was written: what a rule that broke would have found is not in it.
fn ended(run: &Digest) -> Status {
    if run.broke() > 0 { Status::Incomplete } else { Status::Ok }
}

fn write(args: &BaselineArgs) -> Result<Status, Failure> {
    let digests = Digests::new(&args.judged, std::slice::from_ref(&args.path))?;
    let run = judged(&digests, args)?;
    let baseline = Baseline::from(&run);
    let Some(path) = &args.baseline else {
        reading::write("baseline", |out| Json.render(&baseline, out))?;
        return Ok(ended(&run));
    };
    outputs::write(path, |out| Json.render(&baseline, out)).map_err(Failure::Output)?;
    let untold = run.rules.values().filter(|told| told.untold.is_some()).count();
    say(args, &format!("{}: {} known", path.display(), findings(baseline.known.len())));
    if untold > 0 {
        let what = "rules could not tell all; what they find later is new";
        say(args, &format!("{untold} of {} {what}", run.rules.len()));
    }
    Ok(ended(&run))
}

fn take_out(args: &BaselineArgs) -> Result<Status, Failure> {
    let digests = Digests::new(&args.judged, std::slice::from_ref(&args.path))?;
    let Some(path) = digests.baseline(args.baseline.as_deref()) else {
        return Err(Failure::Usage(vec!["`baseline prune` needs --baseline FILE".to_owned()]));
    };
    let baseline = read(&path)?;
    let run = judged(&digests, args)?;
    let is_other = match (&baseline.cluster_id, &run.archive.cluster_id) {
        (Some(known), Some(cluster)) => known != cluster,
        _ => false,
    };
    if is_other && !args.any_cluster {
        let sentence = format!(
            "the baseline {} is of another cluster, of which {} says nothing; with --any-cluster it is pruned",
            path.display(),
            args.path.display()
        );
        return Err(Failure::Usage(vec![sentence]));
    }
    let Pruned { kept, untold, gone } = prune(&baseline, &run);
    if !gone.is_empty() {
        outputs::write(&path, |out| Json.render(&kept, out)).map_err(Failure::Output)?;
    }
    for known in &gone {
        say(args, &format!("gone: {}[{}] {}", known.severity, known.rule, known.subject));
    }
    let only = match untold {
        0 => String::new(),
        some => format!(", {some} of them because their rules could not tell"),
    };
    say(args, &format!("{} gone, {} kept{only}", findings(gone.len()), kept.known.len()));
    Ok(ended(&run))
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
