//! `camgi rules new`: a rule that passes its tests, to be changed step by step into the one that is meant.

use std::fs::OpenOptions;
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use super::Failure;
use super::args::{NewArgs, SourceArg};
use super::exit::Status;
use super::terminal::print;
use crate::rules::is_id;

/// Where the schema lies in a checkout.
const SCHEMA: &str = "schemas/rule.schema.json";
/// So many directories up a checkout is looked for.
const UP: usize = 6;

/// Runs the command.
pub(super) fn run(args: &NewArgs) -> Status {
    write(args).map_or_else(|failure| failure.report(args.color.color), |()| Status::Ok)
}

fn write(args: &NewArgs) -> Result<(), Failure> {
    let usage = |sentence: String| Failure::Usage(vec![sentence]);
    if !is_id(&args.id) {
        let sentence = format!(
            "`{}` is no id: lower-case words with `-` between them, as `widget-not-available`",
            args.id
        );
        return Err(usage(sentence));
    }
    let path = args.dir.join(format!("{}.yaml", args.id));
    let schema = schema_above(&args.dir);
    let text = template(args.source).replace("RULE-ID", &args.id);
    let text = text.replace("SCHEMA", schema.as_deref().unwrap_or("rule.schema.json"));
    let opened = OpenOptions::new().write(true).create_new(true).open(&path);
    let mut file = opened.map_err(|error| {
        usage(match error.kind() {
            ErrorKind::AlreadyExists => format!("{} is there already; nothing was written", path.display()),
            _ => format!("{} cannot be written: {error}", path.display()),
        })
    })?;
    file.write_all(text.as_bytes())
        .map_err(|error| usage(format!("{} cannot be written: {error}", path.display())))?;
    print(&what_next(&path, &args.dir, schema.is_some()))
}

fn template(source: SourceArg) -> &'static str {
    match source {
        SourceArg::Resources => include_str!("templates/resources.yaml"),
        SourceArg::Logs => include_str!("templates/logs.yaml"),
        SourceArg::Events => include_str!("templates/events.yaml"),
        SourceArg::Documents => include_str!("templates/documents.yaml"),
        SourceArg::Files => include_str!("templates/files.yaml"),
    }
}

/// The way from a directory to the schema of the checkout that it lies in.
fn schema_above(dir: &Path) -> Option<String> {
    let real = dir.canonicalize().ok()?;
    let found = real.ancestors().take(UP).position(|above| above.join(SCHEMA).is_file())?;
    Some(format!("{}{SCHEMA}", "../".repeat(found)))
}

fn what_next(path: &Path, dir: &Path, has_schema: bool) -> String {
    let path = path.display();
    let mut text = format!("{path}: written\n\n");
    let mut step = |command: String, what: &str| text.extend(["  ", &command, "\n      ", what, "\n"]);
    if !has_schema {
        let schema: PathBuf = dir.join("rule.schema.json");
        step(format!("camgi rules schema > {}", schema.display()), "so that your editor knows every key");
    }
    step(format!("camgi rules test {path}"), "runs its tests, which pass as they are");
    step(format!("camgi rules lint {path}"), "says what a reviewer would");
    step(
        format!("camgi check MUST-GATHER -r {path} --no-builtin-rules"),
        "shows what it finds in an archive",
    );
    text
}
