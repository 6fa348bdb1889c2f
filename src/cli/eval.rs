//! `camgi eval`: a rule is made of what was typed, and everything that it keeps is shown.

use std::fmt::Write as _;
use std::io::Write as _;

use super::Failure;
use super::args::EvalArgs;
use super::exit::Status;
use super::reading;
use super::rule_files::load_texts;
use super::terminal::{Terminal, print};
use crate::archive::Limits;
use crate::engine::{self, Match, Probed, Show};
use crate::model::{Document, ReadOptions};
use crate::rules::written::SourceText;
use crate::rules::{Path, RuleSet};
use crate::text::one_line;

/// What a mistake in what was typed is shown in.
const TYPED: &str = "<command line>";

/// Runs the command.
pub(super) fn run(args: &EvalArgs) -> Status {
    match eval(args) {
        Ok(probed) if probed.errors.is_empty() => Status::Ok,
        Ok(_) => Status::Incomplete,
        Err(failure) => failure.report(args.color.color),
    }
}

fn eval(args: &EvalArgs) -> Result<Probed, Failure> {
    let pool = reading::pool(&args.read.how)?;
    let sources = match &args.source {
        Some(source) => vec![source_of(source)?],
        None => all_kinds(args, &pool)?,
    };
    let asked = Asked::of(&args.expr);
    let rules = rules_of(&asked, &sources)?;
    let archive = reading::open(&args.read.path, Limits::default())?;
    let show = asked.show();
    let probed = reading::work((&args.read.path, &args.read.how), false, &pool, &archive, |progress| {
        engine::probe(&archive, &rules, &show, progress)
    })?;
    let lines: String = probed.matches.iter().map(line).collect();
    print(&lines)?;
    summarise(&probed, sources.len(), Terminal::stderr(args.color.color));
    Ok(probed)
}

/// What was typed.
enum Asked<'a> {
    /// A path; what is there is shown.
    Path(Path),
    /// A condition as under `where`, and the path of its first key.
    Where(&'a str, Option<Path>),
    /// An expression over `item`.
    Expression(&'a str),
}

impl<'a> Asked<'a> {
    fn of(text: &'a str) -> Self {
        let text = text.trim();
        if text.starts_with(['{', '[']) {
            return Self::Where(text, first_path(text));
        }
        // What is no name of a field is no path, although it could be written as one.
        if matches!(text, "true" | "false") || text.starts_with('!') {
            return Self::Expression(text);
        }
        match Path::parse(text) {
            Ok(path) if path.head() == Some("item") => Self::Path(path.without_head()),
            Ok(path) => Self::Path(path),
            Err(_) => Self::Expression(text),
        }
    }

    fn show(&self) -> Show {
        match self {
            Self::Path(path) => Show { path: Some(path.clone()), must_exist: true },
            Self::Where(_, path) => Show { path: path.clone(), must_exist: false },
            Self::Expression(_) => Show::default(),
        }
    }
}

/// The path of the first key of a condition.
fn first_path(text: &str) -> Option<Path> {
    let document = Document::parse(text.to_owned(), ReadOptions::default()).ok()?;
    let root = document.roots().next()?;
    let map = root.items().next().unwrap_or(root);
    let key = map.entries().next()?.0.text()?.split('|').next()?.to_owned();
    Path::parse(&key).ok()
}

/// A source as it is written, or the kind that was named: `Pod`, `Machine.machine.openshift.io`.
///
/// # Errors
/// When it is one word that is neither: as YAML it would be a text, and what is said of that helps nobody.
fn source_of(text: &str) -> Result<String, Failure> {
    let text = text.trim();
    let is_kind = text.starts_with(|c: char| c.is_ascii_uppercase())
        && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-'));
    if is_kind {
        let (kind, group) = text.split_once('.').unwrap_or((text, "*"));
        return Ok(format!("resources: {{group: \"{group}\", kind: {kind}}}"));
    }
    if text == "events" {
        return Ok("events: {}".to_owned());
    }
    if !text.contains([':', '{', '\n']) {
        let sentence = format!(
            "--source `{text}` is no source: write a kind (`Node`, `Machine.machine.openshift.io`), `events`, or a source \
             in YAML (`logs: {{namespace: openshift-etcd}}`)"
        );
        return Err(Failure::Usage(vec![sentence]));
    }
    Ok(text.to_owned())
}

/// A source for each kind of which the archive has an object.
fn all_kinds(args: &EvalArgs, pool: &rayon::ThreadPool) -> Result<Vec<String>, Failure> {
    if args.read.path.as_os_str() == "-" {
        let sentence =
            "standard input is read once only: say with --source where to look, for example --source Pod";
        return Err(Failure::Usage(vec![sentence.to_owned()]));
    }
    let archive = reading::open(&args.read.path, Limits::default())?;
    let inventory = reading::work((&args.read.path, &args.read.how), false, pool, &archive, |progress| {
        engine::inspect(&archive, progress)
    })?;
    let kinds = inventory.roots.iter().flat_map(|root| &root.kinds);
    let mut sources: Vec<String> = kinds
        .filter(|kind| kind.kind.chars().all(|c| c.is_ascii_alphanumeric()))
        .filter(|kind| kind.group.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-')))
        .map(|kind| format!("resources: {{group: \"{}\", kind: {}}}", kind.group, kind.kind))
        .collect();
    sources.sort();
    sources.dedup();
    Ok(sources)
}

/// A rule for each source.
fn rules_of(asked: &Asked<'_>, sources: &[String]) -> Result<RuleSet, Failure> {
    let mut text = String::new();
    for (nr, source) in sources.iter().enumerate() {
        let inner = source.trim().strip_prefix('{').and_then(|inner| inner.strip_suffix('}'));
        let source = match (inner, asked) {
            (Some(inner), Asked::Where(map, _)) => format!("    {{{inner}, where: {map}}}\n"),
            _ => indented(source, "    "),
        };
        write!(
            text,
            "---\nid: eval-{nr}\napiVersion: camgi/v1\nkind: Rule\ntitle: eval\nseverity: info\ncomponent: eval\n\
             description: eval\nhelp: eval\nreport: {{message: eval}}\nsources:\n  item:\n{source}"
        )
        .expect("internal error: writing to a String cannot fail");
        match asked {
            Asked::Path(_) => {}
            Asked::Where(..) if inner.is_some() => {}
            Asked::Where(map, _) => {
                text.push_str("    where:\n");
                text.push_str(&indented(map, "      "));
            }
            Asked::Expression(expression) => {
                text.push_str("condition: |\n");
                text.push_str(&indented(expression, "  "));
            }
        }
        // What is wrong in one of them is wrong in all; it is shown once.
        if nr == 0 {
            load_texts(vec![SourceText { name: TYPED.to_owned(), text: text.clone() }], &[])?;
        }
    }
    if sources.is_empty() {
        return Ok(RuleSet::default());
    }
    Ok(load_texts(vec![SourceText { name: TYPED.to_owned(), text }], &[])?.rules)
}

fn indented(text: &str, indent: &str) -> String {
    text.lines().flat_map(|line| [indent, line, "\n"]).collect()
}

fn line(found: &Match) -> String {
    let root = found.root.as_ref().map(|root| format!("{root}/")).unwrap_or_default();
    let subject = &found.subject;
    let start = found.location.start;
    let value = found.value.as_ref().map(|value| format!(": {value}"));
    let text = match value {
        Some(value) => value,
        None if found.location.text.is_empty() => String::new(),
        None => format!(": {}", found.location.text.trim()),
    };
    let line = format!("{root}{}:{}:{}: {subject}{text}", found.location.file, start.line, start.column);
    format!("{}\n", one_line(&line, usize::MAX))
}

/// Says on standard error how many there were, and what could not be tried.
fn summarise(probed: &Probed, sources: usize, terminal: Terminal) {
    for error in &probed.errors {
        terminal.error(error);
    }
    let mut err = std::io::stderr();
    // What was not there is of no interest where everything was asked.
    let skipped = probed.skipped.iter().filter(|_| sources == 1);
    for reason in skipped.chain(&probed.incomplete) {
        // If standard error is closed there is nobody to tell.
        let _ = writeln!(err, "{}", one_line(reason, usize::MAX));
    }
    let count = probed.matches.len();
    let noun = if count == 1 { "match" } else { "matches" };
    let _ = writeln!(err, "{count} {noun}");
}
