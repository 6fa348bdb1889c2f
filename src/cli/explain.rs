//! `camgi explain`: a rule's documentation.

use std::fmt::Write as _;

use super::Failure;
use super::args::ExplainArgs;
use super::exit::Status;
use super::rule_files::{load_texts, read_paths};
use super::terminal::print;
use crate::rules::written::did_you_mean;
use crate::rules::{Loaded, Rule, builtin};
use crate::text::{one_line, printable};

/// Runs the command.
pub(super) fn run(args: &ExplainArgs) -> Status {
    explain(args).map_or_else(|failure| failure.report(args.color.color), |()| Status::Ok)
}

fn explain(args: &ExplainArgs) -> Result<(), Failure> {
    let loaded = load_all(args)?;
    let rule = find(&loaded, args)?;
    print(&printable(&page(rule)))
}

/// The built-in rules, and those of the paths.
pub(super) fn load_all(args: &ExplainArgs) -> Result<Loaded, Failure> {
    let mut texts = builtin(false);
    texts.extend(read_paths(&args.paths, false)?);
    load_texts(texts, &[])
}

/// The rule that was named, or what was probably meant.
pub(super) fn find<'l>(loaded: &'l Loaded, args: &ExplainArgs) -> Result<&'l Rule, Failure> {
    let Some(rule) = loaded.rules.get(&args.rule) else {
        let help = did_you_mean(&args.rule, loaded.rules.ids());
        let help = help.unwrap_or_else(|| "`camgi rules list` shows all".to_owned());
        let known = if args.paths.is_empty() {
            format!("there is no built-in rule `{}` (for one of your own add --rules PATH)", args.rule)
        } else {
            format!("there is no rule `{}`", args.rule)
        };
        return Err(Failure::Usage(vec![format!("{known}; {help}")]));
    };
    Ok(rule)
}

fn page(rule: &Rule) -> String {
    let info = &rule.info;
    let mut page = format!("{}: {}\n\n", info.id, one_line(&info.title, usize::MAX));
    let mut line = |name: &str, value: &str| {
        if !value.is_empty() {
            writeln!(page, "  {name:<11}{}", one_line(value, usize::MAX))
                .expect("internal error: writing to a String cannot fail");
        }
    };
    line("severity", info.severity.as_str());
    for (severity, _) in &rule.ladder {
        line("", &format!("or {severity}, by its `escalate`"));
    }
    line("confidence", info.confidence.as_str());
    line("status", info.status.as_str());
    line("component", &info.component);
    line("sig", &info.sig);
    line("owners", &info.owners.join(", "));
    line("tags", &info.tags.join(", "));
    line("was", &rule.info.renamed_from.join(", "));
    line("file", &rule.origin.name);
    page.push_str(&section("Why it matters", &info.description));
    page.push_str(&section("What to do", &info.help));
    let params: Vec<String> = rule
        .declared
        .iter()
        .map(|p| {
            format!("{} = {}  {}\n  --param {}.{}=VALUE", p.name, p.default, p.description, info.id, p.name)
        })
        .collect();
    page.push_str(&section("Parameters", &params.join("\n")));
    let links: Vec<String> =
        rule.links.iter().map(|(name, place)| format!("{name}: {}", place.text)).collect();
    page.push_str(&section("Links", &links.join("\n")));
    let causes: Vec<String> = info
        .explained_by
        .iter()
        .map(|cause| {
            let by = cause.by.join(" and ");
            let how = match &cause.named_in {
                Some(path) => format!(" whose {by} is named in {path}"),
                None if by.is_empty() => String::new(),
                None => format!(" with the same {by}"),
            };
            let when = if cause.is_conditional { ", under a condition" } else { "" };
            format!("{}{how}{when}", cause.rule)
        })
        .collect();
    page.push_str(&section("Explained by", &causes.join("\n")));
    page.push_str(&section("References", &info.references.join("\n")));
    page
}

/// The word that a rule file has for it.
fn section(title: &str, text: &str) -> String {
    if text.is_empty() {
        return String::new();
    }
    let indented: Vec<String> =
        text.lines().map(|line| if line.is_empty() { String::new() } else { format!("  {line}") }).collect();
    format!("\n{title}\n{}\n", indented.join("\n"))
}
