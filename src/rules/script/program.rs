//! A compiled expression or script: how it is run, what it gives, and where in the rule file its errors are.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fmt;

use jiff::Timestamp;
use rhai::{AST, Dynamic, EvalAltResult, ImmutableString, Position, Scope};

use super::engine::{ENGINE, OPERATIONS, begin};
use super::view::{Thing, View};
use crate::model::{NodeId, parse_duration, quantity};
use crate::rules::matcher::Params;
use crate::rules::spec::ParamType;

thread_local! {
    /// The gather time, for the run on this thread.
    static NOW: RefCell<Option<Timestamp>> = const { RefCell::new(None) };
    /// What the script on this thread has said so far.
    static SAID: RefCell<Collected> = RefCell::new(Collected::default());
}

/// A program.
pub struct Program {
    ast: AST,
    /// Line of the rule file in which its first line stands, and the column of that line's first character; 1-based.
    first: (usize, usize),
    is_script: bool,
    asks_time: bool,
}

impl fmt::Debug for Program {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Program at line {}", self.first.0)
    }
}

/// What went wrong in a program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScriptError {
    /// What, in a sentence.
    pub message: String,
    /// 1-based line and column in the text of the program.
    pub place: Option<(usize, usize)>,
}

/// What a script said.
#[derive(Debug, Default)]
pub struct Collected {
    /// Its findings.
    pub findings: Vec<ScriptFinding>,
    /// That it could not tell, and why.
    pub skip: Option<String>,
}

/// One finding of a script.
#[derive(Debug)]
pub struct ScriptFinding {
    /// What is wrong.
    pub message: String,
    /// The object that it is about: the document and the node.
    pub object: Option<(std::sync::Arc<crate::model::SourceFile>, NodeId)>,
    /// What it is about, as `Kind/namespace/name`, where that is not the object.
    pub subject: Option<String>,
    /// The path in the object that is underlined.
    pub at: Option<String>,
    /// Its severity, if not the rule's.
    pub severity: Option<String>,
    /// What sets it apart from others about the same subject.
    pub key: Option<String>,
    /// What it has to do with, by name.
    pub links: BTreeMap<String, Vec<String>>,
}

impl Program {
    /// Compiles an expression, which can use these names.
    ///
    /// # Errors
    /// When it is none, or uses another name.
    pub fn expression(text: &str, names: &[&str], first: (usize, usize)) -> Result<Self, ScriptError> {
        let ast = ENGINE.compile_expression_with_scope(&scope_of(names), text);
        let asks_time = asks_time(text);
        ast.map(|ast| Self { ast, first, is_script: false, asks_time })
            .map_err(|error| mistake(&error.into()))
    }

    /// Compiles a script, which can use these names.
    ///
    /// # Errors
    /// When it is none, or uses another name.
    pub fn script(text: &str, names: &[&str], first: (usize, usize)) -> Result<Self, ScriptError> {
        let ast = ENGINE.compile_with_scope(&scope_of(names), text);
        let asks_time = asks_time(text);
        ast.map(|ast| Self { ast, first, is_script: true, asks_time }).map_err(|error| mistake(&error.into()))
    }

    /// Whether it calls what needs the gather time. One that only names it is taken for one that does.
    #[must_use]
    pub fn asks_time(&self) -> bool {
        self.asks_time
    }

    /// Whether an expression holds. The time that it may take runs from `begin`, for all items of the rule together.
    ///
    /// # Errors
    /// A sentence with the place in the rule file.
    pub fn holds(
        &self,
        things: &[(&str, Option<Thing>)],
        lists: &[(&str, Vec<Thing>)],
        params: &Params,
        now: Option<Timestamp>,
    ) -> Result<bool, String> {
        let value = self.run(things, lists, params, now)?;
        value.as_bool().map_err(|sort| {
            format!("the expression in line {} gives {sort}, not true or false", self.first.0)
        })
    }

    /// What an expression gives, for a person to read; nothing where it gives `false` or `()`.
    ///
    /// # Errors
    /// A sentence with the place in the rule file.
    pub fn gives(
        &self,
        things: &[(&str, Option<Thing>)],
        lists: &[(&str, Vec<Thing>)],
        params: &Params,
        now: Option<Timestamp>,
    ) -> Result<Option<String>, String> {
        let value = self.run(things, lists, params, now)?;
        Ok(match value.as_bool() {
            Ok(true) => Some(String::new()),
            Ok(false) => None,
            Err(_) => Some(value).filter(|value| !value.is_unit()).map(|value| value.to_string()),
        })
    }

    /// What a script says.
    ///
    /// # Errors
    /// A sentence with the place in the rule file.
    pub fn say(
        &self,
        lists: &[(&str, Vec<Thing>)],
        params: &Params,
        now: Option<Timestamp>,
    ) -> Result<Collected, String> {
        SAID.set(Collected::default());
        begin();
        let ended = self.run(&[], lists, params, now);
        let said = SAID.take();
        match ended {
            Err(_) if said.skip.is_some() => Ok(said),
            Err(reason) => Err(reason),
            Ok(_) => Ok(said),
        }
    }

    fn run(
        &self,
        things: &[(&str, Option<Thing>)],
        lists: &[(&str, Vec<Thing>)],
        params: &Params,
        now: Option<Timestamp>,
    ) -> Result<Dynamic, String> {
        let mut scope = Scope::new();
        for (name, thing) in things {
            scope.push_dynamic(*name, thing.as_ref().map_or(Dynamic::UNIT, Thing::value));
        }
        for (name, list) in lists {
            let values: rhai::Array = list.iter().map(Thing::value).collect();
            scope.push_dynamic(*name, Dynamic::from(values));
        }
        let values: rhai::Map = params
            .iter()
            .map(|(name, value)| {
                let text = || Dynamic::from(ImmutableString::from(value.text.as_str()));
                let value = match value.sort {
                    ParamType::Integer => value.text.parse::<i64>().map_or_else(|_| text(), Dynamic::from),
                    ParamType::Boolean => Dynamic::from(value.text == "true"),
                    // As texts they would be less than no number, and nobody would be told.
                    ParamType::Duration => parse_duration(&value.text)
                        .map_or_else(text, |duration| Dynamic::from(duration.as_secs())),
                    ParamType::Quantity => quantity(&value.text).map_or_else(text, Dynamic::from),
                    ParamType::String => text(),
                };
                (name.as_str().into(), value)
            })
            .collect();
        scope.push_dynamic("params", Dynamic::from(values));
        NOW.set(now);
        ENGINE.eval_ast_with_scope::<Dynamic>(&mut scope, &self.ast).map_err(|error| {
            let ScriptError { message, place } = mistake(&error);
            let what = if self.is_script { "script" } else { "expression" };
            match place {
                Some(place) => {
                    let (line, column) = self.place(place);
                    format!("the {what}, line {line}, column {column}: {message}")
                }
                None => format!("the {what} in line {}: {message}", self.first.0),
            }
        })
    }

    /// Line and column in the rule file.
    fn place(&self, (line, column): (usize, usize)) -> (usize, usize) {
        (self.first.0 + line - 1, self.first.1 + column - 1)
    }
}

fn asks_time(text: &str) -> bool {
    text.contains("age(") || text.contains("now(")
}

fn scope_of(names: &[&str]) -> Scope<'static> {
    let mut scope = Scope::new();
    for name in names.iter().chain(&["params"]) {
        scope.push_dynamic((*name).to_owned(), Dynamic::UNIT);
    }
    scope
}

fn mistake(error: &EvalAltResult) -> ScriptError {
    let message = match error.unwrap_inner() {
        EvalAltResult::ErrorTooManyOperations(_) => {
            format!(
                "more than {OPERATIONS} steps; a program that takes so long is taken for one that never ends"
            )
        }
        EvalAltResult::ErrorDataRace(name, _) => format!(
            "`{name}` is used inside of a function that walks through `{name}`; copy it into another variable first"
        ),
        EvalAltResult::ErrorTerminated(why, _) => why.to_string(),
        EvalAltResult::ErrorRuntime(why, _) => why.to_string(),
        other => {
            let text = other.to_string();
            // The place is told apart.
            let text = text.split(" (line ").next().unwrap_or(&text);
            text.strip_prefix("Syntax error: ").unwrap_or(text).to_owned()
        }
    };
    let at = |position: Position| position.line().map(|line| (line, position.position().unwrap_or(1)));
    ScriptError { message, place: at(error.position()) }
}

pub(super) fn now() -> Option<Timestamp> {
    NOW.with_borrow(|now| *now)
}

type Said = Result<(), Box<EvalAltResult>>;

pub(super) fn finding(parts: rhai::Map) -> Said {
    const KNOWN: [&str; 7] = ["message", "object", "subject", "at", "severity", "key", "links"];
    if let Some(other) = parts.keys().find(|key| !KNOWN.contains(&key.as_str())) {
        return Err(format!("`{other}` is no part of a finding; these are: {}", KNOWN.join(", ")).into());
    }
    for key in ["subject", "at", "severity", "key"] {
        let odd = parts.get(key).filter(|value| !value.is_unit() && !value.is_string());
        if let Some(odd) = odd {
            let form =
                if key == "subject" { " such as `Node/worker-a` or `Pod/openshift-dns/dns-1`" } else { "" };
            return Err(format!("`{key}` of a finding is a text{form}, and not {}", odd.type_name()).into());
        }
    }
    let text = |key: &str| parts.get(key).filter(|value| !value.is_unit()).map(ToString::to_string);
    let Some(message) = text("message") else { return Err("a finding needs a `message`".into()) };
    let object = parts.get("object").and_then(|value| value.clone().try_cast::<View>());
    if object.is_none() && text("subject").is_none() {
        return Err("a finding needs the `object` that it is about".into());
    }
    let links = parts.get("links").map(links).transpose()?.unwrap_or_default();
    SAID.with_borrow_mut(|said| {
        said.findings.push(ScriptFinding {
            message,
            object: object.map(|view| (view.file.clone(), view.node)),
            subject: text("subject"),
            at: text("at"),
            severity: text("severity"),
            key: text("key"),
            links,
        });
    });
    Ok(())
}

/// The links of a finding: texts or lists of texts by name. What is `()` names nothing, as a path that leads nowhere does.
fn links(written: &Dynamic) -> Result<BTreeMap<String, Vec<String>>, Box<EvalAltResult>> {
    if written.is_unit() {
        return Ok(BTreeMap::new());
    }
    let Some(map) = written.read_lock::<rhai::Map>() else {
        let odd = written.type_name();
        return Err(format!("`links` of a finding is a map such as `#{{node: \"a\"}}`, and not {odd}").into());
    };
    let mut links = BTreeMap::new();
    for (name, value) in map.iter() {
        let values = match value.read_lock::<View>() {
            Some(view) => view.clone().into_iter().collect(),
            None => value.clone().into_array().unwrap_or_else(|_| vec![value.clone()]),
        };
        let texts = values.iter().filter(|value| !value.is_unit()).map(|value| {
            let text = value.read_lock::<ImmutableString>().map(|text| text.to_string());
            text.ok_or_else(|| {
                let odd = value.type_name();
                format!("the link `{name}` of a finding is a text or a list of texts, and not {odd}").into()
            })
        });
        links.insert(name.to_string(), texts.collect::<Result<_, Box<EvalAltResult>>>()?);
    }
    Ok(links)
}

pub(super) fn skip(reason: ImmutableString) -> Said {
    SAID.with_borrow_mut(|said| said.skip = Some(reason.to_string()));
    Err(EvalAltResult::ErrorTerminated("it could not tell".into(), Position::NONE).into())
}
