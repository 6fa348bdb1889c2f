//! `camgi rules lint`.

use std::fs;
use std::path::{Path, PathBuf};

use super::Failure;
use super::args::LintArgs;
use super::exit::Status;
use super::rule_files::{load_texts, read_paths};
use super::terminal::{Terminal, print};
use crate::rules::written::SourceText;
use crate::rules::{Lock, builtin, lint, locked};

/// The name of a lock in a directory of rules.
const LOCK: &str = "rules.lock";

/// Runs the command.
pub(super) fn run(args: &LintArgs) -> Status {
    match complaints(args) {
        Ok(0) => Status::Ok,
        Ok(_) => Status::Findings,
        Err(failure) => failure.report(args.color.color),
    }
}

/// Shows all complaints, and says how many there are.
fn complaints(args: &LintArgs) -> Result<usize, Failure> {
    let read = || if args.paths.is_empty() { Ok(builtin(true)) } else { read_paths(&args.paths, true) };
    let texts = read()?;
    let lock = lock_path(args)?;
    if args.update {
        let Some(path) = &lock else {
            let sentence = format!(
                "--update writes {LOCK} into a directory of rules: name one directory, or --lock FILE"
            );
            return Err(Failure::Usage(vec![sentence]));
        };
        let loaded = load_texts(read()?, &[])?;
        let before = if path.exists() { text_of(path)? } else { String::new() };
        let after = locked(&before, &loaded.rules);
        if after != before {
            let failed = |error| Failure::Output(format!("{} cannot be written: {error}", path.display()));
            fs::write(path, after).map_err(failed)?;
        }
    }
    let lock = lock.filter(|path| args.lock.is_some() || path.exists());
    // Of the rules that a single file does not hold nothing is known.
    let is_whole = args.paths.is_empty() || args.paths.iter().any(|path| path.is_dir());
    let lock = lock.map(|path| {
        let text = SourceText { text: text_of(&path)?, name: path.display().to_string() };
        Ok(Lock { text, is_whole })
    });
    let builtin = load_texts(builtin(false), &[])?;
    let known: Vec<_> = builtin.rules.rules.iter().collect();
    let found = lint(&texts, &known, lock.transpose()?).map_err(Failure::Mistakes)?;
    let terminal = Terminal::stdout(args.color.color);
    let last = match found.len() {
        0 => "nothing to complain of\n".to_owned(),
        1 => "1 complaint\n".to_owned(),
        count => format!("{count} complaints\n"),
    };
    print(&[terminal.drawn(&found), last].concat())?;
    Ok(found.len())
}

/// The lock that belongs to what is looked at, whether or not it is there.
fn lock_path(args: &LintArgs) -> Result<Option<PathBuf>, Failure> {
    if let Some(path) = &args.lock {
        return Ok(Some(path.clone()));
    }
    let in_directory = |path: &Path| path.is_dir().then(|| path.join(LOCK));
    let locks: Vec<PathBuf> = args.paths.iter().filter_map(|path| in_directory(path)).collect();
    let there: Vec<&PathBuf> = locks.iter().filter(|path| path.exists()).collect();
    match (&there[..], &locks[..]) {
        ([one], _) => Ok(Some((*one).clone())),
        ([], [one]) => Ok(Some(one.clone())),
        ([], _) => Ok(None),
        _ => Err(Failure::Usage(vec![format!("there are several {LOCK}: say with --lock which one counts")])),
    }
}

fn text_of(path: &Path) -> Result<String, Failure> {
    fs::read_to_string(path)
        .map_err(|error| Failure::Usage(vec![format!("the lock {} cannot be read: {error}", path.display())]))
}
