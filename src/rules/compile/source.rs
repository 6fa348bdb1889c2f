//! Where a rule looks: selectors, and what of it counts.

use std::time::Duration;

use globset::{Glob, GlobBuilder, GlobMatcher, GlobSet, GlobSetBuilder};

use super::{Compiler, text};
use crate::model::logs::{LazyRegex, Patterns};
use crate::model::parse_duration;
use crate::rules::fields::{EVENT, LINE};
use crate::rules::matcher::{ParamValue, Params};
use crate::rules::path::Path;
use crate::rules::source::{Aggregate, Count, Decode, Events, Logs, Paths, Per, Resources, Select, Source};
use crate::rules::spec::{
    AggregateSpec, CountSpec, EventSelector, LogPart, LogSelector, ParamType, ResourceSelector, SourceSpec,
};
use crate::rules::written::{Raw, Spanned, Words, did_you_mean};

/// Names that templates know already.
const RESERVED: [&str; 10] =
    ["params", "now", "object", "age", "cond", "metadata", "spec", "status", "data", "key"];

/// Lines of one file that are kept for one source, the newest, because windows of time end at the gather; a count cannot
/// ask for more.
pub const MOST_LINES: usize = 2_000;

/// What a selector of logs asks for, for a person.
fn in_words(written: &LogSelector) -> String {
    let parts = [
        ("", &written.path),
        ("namespace ", &written.namespace),
        ("pod ", &written.pod),
        ("container ", &written.container),
        ("node ", &written.node),
        ("unit ", &written.unit),
    ];
    let said = parts.iter().filter(|(_, words)| !words.0.is_empty());
    let said: Vec<String> = said
        .map(|(what, words)| format!("{what}{}", words.iter().collect::<Vec<_>>().join(" or ")))
        .collect();
    if said.is_empty() { "any pod or node".to_owned() } else { said.join(", ") }
}

impl Compiler<'_> {
    pub(super) fn source(&mut self, name: &Spanned<String>, spec: &SourceSpec, params: &Params) -> Source {
        self.source_name(name);
        let select = self.select(name, spec);
        let each: Vec<Path> =
            spec.each.iter().flat_map(|words| &words.0).filter_map(|path| self.path(path)).collect();
        let has_parent = spec.each.as_ref().is_some_and(|words| !words.0.is_empty());
        let is_seen = matches!(select, Select::Logs(_) | Select::Events(_));
        if !is_seen && (spec.settled || spec.count.is_some()) {
            let key = if spec.settled { "settled" } else { "count" };
            let message = format!("`{key}` is for `logs` and `events`, which have times");
            let help = (key == "count").then(|| "`aggregate` counts objects".to_owned());
            self.mistakes.add_with_help(name.span, message, "this source has none", help);
        }
        let decode =
            spec.parse.0.iter().filter_map(|(path, decoding)| {
                Some(Decode { path: self.path(path)?, decoding: decoding.value })
            });
        let decode = decode.collect();
        let own = [name.value.as_str()];
        let count = spec.count.as_ref().map(|count| self.count(count, &select, params));
        Source {
            number: 0,
            name: name.value.clone(),
            decode,
            each,
            keep: spec.keep.map(|raw| self.condition(raw, params, has_parent, &own)),
            unless: spec.unless.map(|raw| self.condition(raw, params, has_parent, &own)),
            settled: spec.settled,
            count,
            aggregate: spec.aggregate.as_ref().map(|aggregate| self.aggregate(aggregate, params)),
            optional: spec.optional,
            select,
        }
    }

    pub(super) fn source_name(&mut self, name: &Spanned<String>) {
        let plain = name.value.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
        if !plain || name.value.is_empty() || name.value.starts_with(|c: char| c.is_ascii_digit()) {
            let message =
                format!("`{}` is no name for a source; messages use it: a-z, 0-9 and `_`", name.value);
            self.mistakes.add(name.span, message, "not a name");
        }
        if RESERVED.contains(&name.value.as_str()) {
            self.mistakes.add(
                name.span,
                format!("`{}` means something else in messages and paths", name.value),
                "choose another",
            );
        }
    }

    fn select(&mut self, name: &Spanned<String>, spec: &SourceSpec) -> Select {
        let given = [
            ("resources", spec.resources.is_some()),
            ("logs", spec.logs.is_some()),
            ("events", spec.events.is_some()),
            ("documents", spec.documents.is_some()),
            ("files", spec.files.is_some()),
        ];
        let given: Vec<&str> = given.into_iter().filter(|(_, is)| *is).map(|(key, _)| key).collect();
        if given.len() != 1 {
            let message = format!("the source `{}` looks at {} things", name.value, given.len());
            let message = if given.is_empty() {
                format!("the source `{}` looks at nothing", name.value)
            } else {
                message
            };
            let help = "write one of `resources`, `logs`, `events`, `documents` and `files`".to_owned();
            self.mistakes.add_with_help(name.span, message, "one of five", Some(help));
        }
        if spec.matches.is_some() && spec.logs.is_none() && spec.events.is_none() {
            let message = "`match` is for `logs` and `events`";
            let help = "elsewhere `where` compares: `message|re: …`".to_owned();
            self.mistakes.add_with_help(
                name.span,
                message,
                "this source has neither lines nor messages",
                Some(help),
            );
        }
        if let Some(logs) = &spec.logs {
            return Select::Logs(self.logs(name, logs, spec.matches.as_ref()));
        }
        if let Some(events) = &spec.events {
            return Select::Events(self.events(events, spec.matches.as_ref()));
        }
        if let Some(documents) = &spec.documents {
            return Select::Documents(self.paths(&documents.file));
        }
        if let Some(files) = &spec.files {
            return Select::Files(self.paths(&files.path));
        }
        Select::Resources(self.resources(&spec.resources.clone().unwrap_or_default(), given.is_empty()))
    }

    fn resources(&mut self, written: &ResourceSelector, is_absent: bool) -> Resources {
        Resources {
            group: self.api_group(written.group.as_ref()),
            kind: if is_absent { String::new() } else { self.kind(written.kind.as_ref()) },
            version: written.version.clone(),
            namespaces: self.globs(&written.namespace),
            names: self.globs(&written.name),
            labels: written
                .labels
                .0
                .iter()
                .map(|(name, value)| (name.value.clone(), value.clone()))
                .collect(),
        }
    }

    fn logs(&mut self, name: &Spanned<String>, written: &LogSelector, matches: Option<&Words>) -> Logs {
        let others = [&written.namespace, &written.pod, &written.container, &written.node, &written.unit];
        if let Some(path) = written.path.0.first()
            && (others.iter().any(|words| !words.0.is_empty()) || !written.files.is_empty())
        {
            self.mistakes.add(path.span, "`path` takes the place of the other keys", "both are here");
        }
        // A line that was counted has a count, and an element has the object that it is in.
        let taken: Vec<&str> = LINE.into_iter().chain(["count", "object"]).collect();
        let expressions: Vec<String> = matches
            .into_iter()
            .flat_map(|words| &words.0)
            .cloned()
            .filter_map(|word| self.regex(&word, &taken))
            .collect();
        if matches.is_none_or(|words| words.0.is_empty()) {
            let message = format!("the source `{}` has no `match`: which lines count?", name.value);
            self.mistakes.add(name.span, message, "logs are looked through for expressions");
        }
        Logs {
            number: 0,
            text: in_words(written),
            expressions,
            namespaces: self.globs(&written.namespace),
            pods: self.globs(&written.pod),
            containers: self.globs(&written.container),
            nodes: self.globs(&written.node),
            units: self.globs(&written.unit),
            parts: if written.files.is_empty() { vec![LogPart::Current] } else { written.files.clone() },
            format: written.format,
            paths: (!written.path.0.is_empty()).then(|| self.paths(&written.path)),
        }
    }

    fn regex(&mut self, written: &Spanned<String>, taken: &[&str]) -> Option<String> {
        match Patterns::groups_of(&written.value) {
            Ok(groups) => {
                if let Some(group) = groups.iter().find(|group| taken.contains(&group.as_str())) {
                    let place = self.word(written.span, group);
                    let message = format!(
                        "a group cannot be called `{group}`: that is a field already, as are {}",
                        taken.join(", ")
                    );
                    self.mistakes.add(place, message, "choose another");
                }
                Some(written.value.clone())
            }
            Err(error) => {
                let place = self.range(written, error.place);
                let message = format!("not a regular expression: {}", error.reason);
                self.mistakes.add(place, message, error.reason);
                None
            }
        }
    }

    fn events(&mut self, written: &EventSelector, matches: Option<&Words>) -> Events {
        let words = matches.into_iter().flat_map(|words| &words.0);
        let expressions = words.filter_map(|word| {
            let text = self.regex(word, &EVENT)?;
            // What is one for the bytes of a log may be none for a text.
            let made = LazyRegex::new(&text).map_err(|error| {
                self.mistakes.add(
                    word.span,
                    format!("not a regular expression for a text: {error}"),
                    "not one",
                );
            });
            made.ok()
        });
        let expressions = expressions.collect();
        Events {
            expressions,
            namespaces: self.globs(&written.namespace),
            reasons: self.globs(&written.reasons),
            types: self.globs(&written.types),
            kinds: self.globs(&written.object.kind),
            object_namespaces: self.globs(&written.object.namespace),
            object_names: self.globs(&written.object.name),
        }
    }

    fn paths(&mut self, written: &Words) -> Paths {
        let mut globs = GlobSetBuilder::new();
        for word in &written.0 {
            if word.value.starts_with('/') || word.value.split('/').any(|part| part == "..") {
                let help =
                    "write it as it lies below the image directory: `monitoring/alerts.json`".to_owned();
                let message = format!("`{}` is no path inside of a must-gather", word.value);
                self.mistakes.add_with_help(word.span, message, "not inside", Some(help));
            }
            match GlobBuilder::new(&word.value).literal_separator(true).build() {
                Ok(glob) => {
                    globs.add(glob);
                }
                Err(error) => {
                    self.mistakes.add(word.span, format!("not a glob: {}", error.kind()), "not a glob");
                }
            }
        }
        let texts = written.iter().map(str::to_owned).collect();
        Paths::new(texts, globs.build().unwrap_or_else(|_| GlobSet::empty()))
    }

    fn count(&mut self, written: &CountSpec, select: &Select, params: &Params) -> Count {
        let min = written.min.and_then(|raw| {
            let value = self.value(raw, params, ParamType::Integer)?;
            let number =
                value.text.parse::<u64>().ok().filter(|number| (1..=MOST_LINES as u64).contains(number));
            if number.is_none() {
                let span = self.document.node(raw.0).span();
                let message = format!("`{}` is no number from 1 to {MOST_LINES}", value.text);
                self.mistakes.add(span, message, "so many at least");
            }
            number
        });
        let within = written.within.and_then(|raw| self.duration(raw, params));
        let per = match &written.per {
            Some(word) if word.value == "file" => Per::File,
            Some(word) if word.value == "object" && matches!(select, Select::Events(_)) => Per::Object,
            Some(path) => self.path(path).map_or(Per::File, Per::Path),
            None if matches!(select, Select::Events(_)) => Per::Object,
            None => Per::File,
        };
        Count { min: min.unwrap_or(1), within, per }
    }

    fn aggregate(&mut self, written: &AggregateSpec, params: &Params) -> Aggregate {
        let by: Vec<(String, Path)> =
            written.by.0.iter().filter_map(|word| Some((word.value.clone(), self.path(word)?))).collect();
        let mut path = |word: &Option<Spanned<String>>| word.as_ref().and_then(|word| self.path(word));
        let (distinct, min) = (path(&written.distinct), path(&written.min));
        let (max, sum) = (path(&written.max), path(&written.sum));
        let having = written.having.map(|raw| self.condition(raw, params, false, &[]));
        Aggregate { by, distinct, min, max, sum, having }
    }

    /// A duration, or a parameter that is one.
    pub(super) fn duration(&mut self, raw: Raw, params: &Params) -> Option<Duration> {
        let value = self.value(raw, params, ParamType::Duration)?;
        let duration = parse_duration(&value.text).and_then(|duration| duration.try_into().ok());
        if duration.is_none() {
            let span = self.document.node(raw.0).span();
            let message = format!("`{}` is no duration; write `90s`, `30m`, `1h30m` or `2d`", value.text);
            self.mistakes.add(span, message, "not a duration");
        }
        duration
    }

    /// A literal, or the value of a parameter.
    pub(super) fn value(&mut self, raw: Raw, params: &Params, sort: ParamType) -> Option<ParamValue> {
        let node = self.document.node(raw.0);
        let Some(name) = node.get("param") else {
            return Some(ParamValue { sort, text: node.text().unwrap_or_default().to_owned() });
        };
        let text = name.text().unwrap_or_default();
        if let Some(value) = params.get(text) {
            return Some(value.clone());
        }
        let help = did_you_mean(text, params.keys().map(String::as_str))
            .or_else(|| Some("declare it under `params`".to_owned()));
        let message = format!("there is no parameter `{text}`");
        self.mistakes.add_with_help(name.span(), message, "not declared", help);
        None
    }

    fn api_group(&mut self, written: Option<&Spanned<String>>) -> GlobMatcher {
        let text = written.map_or("", |group| group.value.as_str());
        let text = if text == "core" { "" } else { text };
        if let Some(group) = written.filter(|group| group.value.contains('/')) {
            let help = "the version stands under `version`".to_owned();
            let message = format!("`{}` is no API group", group.value);
            self.mistakes.add_with_help(group.span, message, "a group has no `/`", Some(help));
        }
        if let Some(known) = self.groups.get(text) {
            return known.clone();
        }
        match Glob::new(text) {
            Ok(glob) => {
                let group = glob.compile_matcher();
                self.groups.insert(text.to_owned(), group.clone());
                group
            }
            Err(error) => {
                let span = written.map(|group| group.span).unwrap_or_default();
                self.mistakes.add(span, format!("not a glob: {}", error.kind()), "not a glob");
                Glob::new("").expect("internal error: the empty glob is one").compile_matcher()
            }
        }
    }

    /// A kind is compared exactly, so a misspelt one would find nothing, and that for ever.
    pub(super) fn kind(&mut self, written: Option<&Spanned<String>>) -> String {
        if let Some(kind) = written {
            let is_kind = kind.value.starts_with(|c: char| c.is_ascii_uppercase())
                && kind.value.chars().all(|c| c.is_ascii_alphanumeric());
            if !is_kind {
                let message = format!("`{}` is no kind; it is written as in the object: `Node`", kind.value);
                self.mistakes.add(kind.span, message, "not a kind");
            }
        }
        text(written)
    }

    fn globs(&mut self, words: &Words) -> Option<GlobSet> {
        if words.0.is_empty() {
            return None;
        }
        let mut set = GlobSetBuilder::new();
        for word in &words.0 {
            match Glob::new(&word.value) {
                Ok(glob) => {
                    set.add(glob);
                }
                Err(error) => {
                    self.mistakes.add(word.span, format!("not a glob: {}", error.kind()), "not a glob")
                }
            }
        }
        set.build().ok()
    }
}
