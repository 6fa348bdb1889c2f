//! What programs can call, in one place: what it is, and what `camgi rules functions` prints of it.

use std::cmp::Ordering;

use rhai::{Dynamic, Engine, ImmutableString, NativeCallContext};

use super::program::{finding, now, skip};
use super::view::View;
use crate::model::{compare_versions, parse_duration, parse_time, quantity};
use crate::rules::Path;

/// A function as its users see it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Function {
    /// How it is called.
    pub call: &'static str,
    /// What it gives.
    pub gives: &'static str,
}

/// All of them, in the order in which they are shown.
pub const FUNCTIONS: [Function; 13] = [
    Function {
        call: "age(time)",
        gives: "seconds from a time to the gather; () when it is no time, or one of them is not known",
    },
    Function { call: "dur(\"1h30m\")", gives: "seconds of a duration" },
    Function { call: "time(text)", gives: "seconds since 1970 of a time; () when it is none" },
    Function { call: "now()", gives: "seconds since 1970 of the gather; () when it is not known" },
    Function { call: "cond(object, \"Ready\")", gives: "the condition of that type, or ()" },
    Function {
        call: "get(object, \"a.b[*].c ?? 0\")",
        gives: "the first that a path leads to, its default, or ()",
    },
    Function { call: "all(object, \"a.b[*].c\")", gives: "a list of all that a path leads to" },
    Function {
        call: "index(list, \"a.b\")",
        gives: "a map from the texts at a path to lists of the elements",
    },
    Function { call: "qty(\"10Gi\")", gives: "the number that a quantity is; () when it is none" },
    Function { call: "num(text)", gives: "a whole number, or the number that it is; () when it is none" },
    Function { call: "version_cmp(\"4.9\", \"4.10\")", gives: "-1, 0 or 1; () when one is no version" },
    Function {
        call: "finding(#{message, object, subject, at, severity, key, links})",
        gives: "a finding; in scripts only. `message` and `object` are needed, or `subject` (\"Pod/namespace/name\"); `at` is a path, `key` sets findings of one subject apart, and `links` is a map of texts or lists of texts",
    },
    Function { call: "skip(\"reason\")", gives: "ends the script: it could not tell" },
];

type Outcome<T> = Result<T, Box<rhai::EvalAltResult>>;

pub(super) fn register(engine: &mut Engine) {
    engine
        .register_fn("age", |time: ImmutableString| match (now(), parse_time(&time)) {
            (Some(now), Some(time)) => Dynamic::from(now.duration_since(time).as_secs()),
            _ => Dynamic::UNIT,
        })
        // What the archive has in the place of a text is no mistake of the rule: it is taken where nothing else fits.
        .register_fn("age", |_: Dynamic| Dynamic::UNIT)
        .register_fn("dur", |text: ImmutableString| -> Outcome<i64> {
            parse_duration(&text)
                .map(|duration| duration.as_secs())
                .ok_or_else(|| format!("`{text}` is no duration; write `90s`, `30m`, `1h30m` or `2d`").into())
        })
        .register_fn("dur", |seconds: i64| seconds)
        .register_fn("time", |text: ImmutableString| {
            parse_time(&text).map_or(Dynamic::UNIT, |time| Dynamic::from(time.as_second()))
        })
        .register_fn("time", |_: Dynamic| Dynamic::UNIT)
        .register_fn("now", || now().map_or(Dynamic::UNIT, |now| Dynamic::from(now.as_second())))
        .register_fn("cond", |view: View, kind: ImmutableString| -> Outcome<Dynamic> {
            let path = path(&format!("cond({kind})"))?;
            Ok(view.all(&path).into_iter().next().unwrap_or(Dynamic::UNIT))
        })
        .register_fn("cond", |(): (), _: ImmutableString| Dynamic::UNIT)
        .register_fn("get", |view: View, text: ImmutableString| -> Outcome<Dynamic> {
            let path = path(&text)?;
            let found = view.all(&path).into_iter().find(|value| !value.is_unit());
            let default = || path.default.as_deref().map(|text| Dynamic::from(ImmutableString::from(text)));
            Ok(found.or_else(default).unwrap_or(Dynamic::UNIT))
        })
        .register_fn("get", |(): (), _: ImmutableString| Dynamic::UNIT)
        .register_fn("all", |view: View, text: ImmutableString| -> Outcome<rhai::Array> {
            Ok(view.all(&path(&text)?))
        })
        .register_fn("all", |(): (), _: ImmutableString| rhai::Array::new())
        .register_fn("index", |_: NativeCallContext<'_>, list: rhai::Array, text: ImmutableString| {
            index(&list, &text)
        })
        .register_fn("qty", |text: ImmutableString| quantity(&text).map_or(Dynamic::UNIT, Dynamic::from))
        .register_fn("qty", |number: i64| number as f64)
        .register_fn("qty", |number: f64| number)
        .register_fn("qty", |_: Dynamic| Dynamic::UNIT)
        .register_fn("num", |text: ImmutableString| {
            text.trim().parse::<i64>().map_or(Dynamic::UNIT, Dynamic::from)
        })
        .register_fn("num", |number: i64| number)
        .register_fn("num", |number: f64| number)
        .register_fn("num", |_: Dynamic| Dynamic::UNIT)
        .register_fn("version_cmp", |a: ImmutableString, b: ImmutableString| match compare_versions(&a, &b) {
            Some(Ordering::Less) => Dynamic::from(-1_i64),
            Some(Ordering::Equal) => Dynamic::from(0_i64),
            Some(Ordering::Greater) => Dynamic::from(1_i64),
            None => Dynamic::UNIT,
        })
        .register_fn("finding", finding)
        .register_fn("skip", skip);
    for operator in ["<", "<=", ">", ">="] {
        engine
            .register_fn(operator, |text: ImmutableString, _: i64| unlike(&text))
            .register_fn(operator, |_: i64, text: ImmutableString| unlike(&text))
            .register_fn(operator, |text: ImmutableString, _: f64| unlike(&text))
            .register_fn(operator, |_: f64, text: ImmutableString| unlike(&text));
    }
}

/// Without this a text would be neither less nor more than any number, and nobody would be told.
fn unlike(text: &str) -> Outcome<bool> {
    let text = crate::text::clip(text, 100);
    Err(format!("the text `{text}` is compared with a number; num(…) and qty(…) make numbers of texts")
        .into())
}

fn path(text: &str) -> Outcome<Path> {
    Path::parse(text).map_err(|error| format!("`{text}` is no path: {error}").into())
}

/// Elements by the texts at a path: made here, because a map that a program fills is looked through at every step.
fn index(list: &rhai::Array, text: &str) -> Outcome<rhai::Map> {
    let path = path(text)?;
    let mut found = rhai::Map::new();
    for element in list {
        let Some(view) = element.read_lock::<View>() else { continue };
        for value in view.all(&path) {
            let key = value.to_string();
            let place = found.entry(key.into()).or_insert_with(|| Dynamic::from(rhai::Array::new()));
            if let Some(mut elements) = place.write_lock::<rhai::Array>() {
                elements.push(element.clone());
            }
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::model::{Document, ReadOptions, SourceFile};
    use crate::rules::matcher::Params;
    use crate::rules::script::{Program, Thing};

    #[test]
    fn what_is_no_text_is_no_time_and_no_number() {
        let text = "{map: {a: 1}, list: [1], truth: true, whole: 7, half: 7.5, text: '8', odd: x}".to_owned();
        let document = Document::parse(text, ReadOptions::default()).expect("YAML");
        let root = document.roots().next().expect("a map").id();
        let thing =
            Thing { file: Arc::new(SourceFile { path: String::new(), document }), node: root, parent: None };
        let now = parse_time("2026-01-01T00:00:00Z");
        let gives = |text: &str| {
            let program = Program::expression(text, &["x"], (1, 1)).expect("an expression");
            let things = [("x", Some(thing.clone()))];
            program.gives(&things, &[], &Params::default(), now).unwrap_or_else(|reason| panic!("{reason}"))
        };
        for function in ["age", "time", "num", "qty"] {
            for key in ["map", "list", "truth", "odd", "absent"] {
                assert_eq!(gives(&format!("{function}(x.{key})")), None, "{function} of {key}");
            }
        }
        for function in ["age", "time"] {
            for key in ["whole", "half", "text"] {
                assert_eq!(gives(&format!("{function}(x.{key})")), None, "{function} of {key}");
            }
        }
        for (expression, number) in [
            ("num(x.whole)", "7"),
            ("num(x.half)", "7.5"),
            ("num(x.text)", "8"),
            ("qty(x.whole)", "7.0"),
            ("qty(x.half)", "7.5"),
            ("qty(x.text)", "8.0"),
            ("num([1]) ?? 2", "2"),
        ] {
            assert_eq!(gives(expression).as_deref(), Some(number), "{expression}");
        }
    }
}
