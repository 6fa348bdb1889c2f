//! From the written rule to the compiled one. Everything that can be wrong is found here, at its place, and what
//! has no mistake goes on being checked.

use std::sync::Arc;

use globset::{Glob, GlobMatcher, GlobSet, GlobSetBuilder};

use super::guard::{Guard, VersionRange};
use super::matcher::{Condition, ParamValue, Params, parse_condition};
use super::message::{FUNCTIONS, Messages};
use super::path::Path;
use super::rule::{Declared, Place, Report, Rule, Source};
use super::spec::{ParamType, RuleSpec, SourceSpec};
use super::template_check::{Unknown, unknown_words};
use super::written::{Mistakes, Raw, Spanned, Words, did_you_mean};
use crate::findings::{Confidence, RuleInfo, Severity, Status};
use crate::model::{Document, Node, parse_duration, quantity};
use crate::text::Span;

/// Values that a user set for the parameters of one rule.
pub(super) type Overrides = [(String, String)];

/// Compiles one rule. Always returns one; it is of use only when no mistake was added.
pub(super) fn compile(
    spec: &RuleSpec,
    place: Span,
    document: &Document,
    overrides: &Overrides,
    messages: &mut Messages,
    mistakes: &mut Mistakes,
) -> Rule {
    let mut compiler = Compiler { document, messages, mistakes };
    compiler.rule(spec, place, overrides)
}

struct Compiler<'c> {
    document: &'c Document,
    messages: &'c mut Messages,
    mistakes: &'c mut Mistakes,
}

impl Compiler<'_> {
    fn rule(&mut self, spec: &RuleSpec, place: Span, overrides: &Overrides) -> Rule {
        let info = self.info(spec);
        let (declared, params) = self.params(spec, overrides);
        if spec.sources.0.is_empty() {
            self.mistakes.add(head(place), "a rule needs a source", "`sources` is missing or empty");
        }
        let sources: Vec<Source> =
            spec.sources.0.iter().map(|(name, s)| self.source(name, s, &params)).collect();
        let foreach = self.foreach(spec, &sources);
        let has_parent = sources.get(foreach).is_some_and(|source| source.each.is_some());
        let ladder = spec
            .escalate
            .iter()
            .filter_map(|step| Some((step.to?, self.condition(step.when?, &params, has_parent))))
            .collect();
        let report = self.report(spec, &info.id, &sources, foreach, has_parent);
        Rule {
            renamed_from: spec.renamed_from.iter().map(|id| id.value.clone()).collect(),
            info,
            declared,
            params,
            guard: self.guard(spec),
            sources,
            foreach,
            ladder,
            report,
            reads_managed_fields: self.names_managed_fields(place),
            origin: Arc::clone(self.mistakes.source()),
        }
    }

    fn names_managed_fields(&self, place: Span) -> bool {
        // Any key or value counts: what is a path, what a template and what prose need not be told apart.
        fn names(node: Node<'_>) -> bool {
            node.text().is_some_and(|text| text.contains("managedFields"))
                || node.entries().any(|(key, value)| names(key) || names(value))
                || node.items().any(names)
        }
        self.document.roots().filter(|root| root.span() == place).any(names)
    }

    fn info(&mut self, spec: &RuleSpec) -> RuleInfo {
        if let Some(id) = &spec.id
            && !is_kebab(&id.value)
        {
            let message = format!("`{}` is no id: lower-case words with `-` between them", id.value);
            self.mistakes.add(id.span, message, "not kebab-case");
        }
        for old in &spec.renamed_from {
            if !is_kebab(&old.value) {
                self.mistakes.add(old.span, format!("`{}` is no id", old.value), "not kebab-case");
            }
        }
        if let Some(title) = &spec.title
            && (title.value.trim().is_empty() || title.value.contains(['\n', '{']))
        {
            let message = "a title is one static line; it becomes part of a test name";
            self.mistakes.add(title.span, message, "empty, several lines or a template");
        }
        RuleInfo {
            id: text(spec.id.as_ref()),
            title: text(spec.title.as_ref()).trim().to_owned(),
            severity: spec.severity.unwrap_or(Severity::Error),
            confidence: spec.confidence.unwrap_or(Confidence::High),
            status: spec.status.unwrap_or(Status::Stable),
            component: spec.component.clone(),
            sig: spec.sig.clone().unwrap_or_else(|| spec.component.clone()),
            owners: spec.owners.clone(),
            tags: spec.tags.clone(),
            description: spec.description.trim().to_owned(),
            help: spec.help.trim().to_owned(),
            references: spec.references.clone(),
        }
    }

    fn params(&mut self, spec: &RuleSpec, overrides: &Overrides) -> (Vec<Declared>, Params) {
        let (mut declared, mut params) = (Vec::new(), Params::new());
        for (name, param) in &spec.params.0 {
            let default = text(param.default.as_ref());
            if let Some(given) = &param.default
                && let Err(message) = check_param(param.sort, &given.value)
            {
                self.mistakes.add(given.span, message, "the default does not fit its type");
            }
            let set =
                overrides.iter().rev().find(|(key, _)| *key == name.value).map(|(_, value)| value.clone());
            let text = set.unwrap_or_else(|| default.clone());
            params.insert(name.value.clone(), ParamValue { sort: param.sort, text });
            declared.push(Declared {
                name: name.value.clone(),
                sort: param.sort,
                default,
                description: param.description.clone(),
            });
        }
        (declared, params)
    }

    fn source(&mut self, name: &Spanned<String>, spec: &SourceSpec, params: &Params) -> Source {
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
        let resources = spec.resources.clone().unwrap_or_default();
        let each = spec.each.as_ref().and_then(|path| self.path(path));
        let has_parent = each.is_some();
        Source {
            name: name.value.clone(),
            group: self.group(resources.group.as_ref()),
            kind: self.kind(resources.kind.as_ref()),
            version: resources.version,
            namespaces: self.globs(&resources.namespace),
            names: self.globs(&resources.name),
            labels: resources.labels.0.into_iter().map(|(name, value)| (name.value, value)).collect(),
            each,
            keep: spec.keep.map(|raw| self.condition(raw, params, has_parent)),
            unless: spec.unless.map(|raw| self.condition(raw, params, has_parent)),
            optional: spec.optional,
        }
    }

    fn foreach(&mut self, spec: &RuleSpec, sources: &[Source]) -> usize {
        match &spec.foreach {
            Some(name) => sources.iter().position(|source| source.name == name.value).unwrap_or_else(|| {
                let help = did_you_mean(&name.value, spec.sources.keys());
                self.mistakes.add_with_help(
                    name.span,
                    format!("there is no source `{}`", name.value),
                    "no such source",
                    help,
                );
                0
            }),
            None if sources.len() > 1 => {
                let second = &spec.sources.0[1].0;
                let message = "a rule with several sources says which one it judges: `foreach`";
                self.mistakes.add(second.span, message, "the second source");
                0
            }
            None => 0,
        }
    }

    fn guard(&mut self, spec: &RuleSpec) -> Guard {
        let requires = &spec.requires;
        let words = |words: &Words| words.iter().map(str::to_owned).collect();
        Guard {
            openshift: self.versions(requires.openshift.as_ref()),
            kubernetes: self.versions(requires.kubernetes.as_ref()),
            platform: words(&requires.platform),
            topology: words(&requires.topology),
            product: words(&requires.product),
            installing: requires.installing,
            upgrading: requires.upgrading,
            settled: requires.settled,
            has: words(&requires.has),
        }
    }

    fn versions(&mut self, written: Option<&Spanned<String>>) -> Option<VersionRange> {
        let written = written?;
        let range = VersionRange::parse(&written.value);
        if range.is_none() {
            let message =
                format!("`{}` is no range of versions; write `>=4.10` or `>=4.10, <4.16`", written.value);
            self.mistakes.add(written.span, message, "not a range");
        }
        range
    }

    fn report(
        &mut self,
        spec: &RuleSpec,
        id: &str,
        sources: &[Source],
        foreach: usize,
        has_parent: bool,
    ) -> Report {
        let foreach_name = sources.get(foreach).map_or("", |source| source.name.as_str());
        let params: Vec<&str> = spec.params.keys().collect();
        let written = &spec.report;
        let mut template = |part: &str, text: Option<&Spanned<String>>| {
            let text = text?;
            let name = format!("{id}/{part}");
            self.template(&name, text, foreach_name, has_parent, &params);
            Some(name)
        };
        let message = template("message", written.message.as_ref()).unwrap_or_default();
        let label = template("label", written.label.as_ref());
        let key = template("key", written.key.as_ref());
        let at = written.at.as_ref().and_then(|at| self.place(at, foreach_name, has_parent));
        let evidence =
            written.evidence.iter().filter_map(|path| self.place(path, foreach_name, has_parent)).collect();
        Report { message, label, key, at, evidence }
    }

    fn template(
        &mut self,
        name: &str,
        text: &Spanned<String>,
        source: &str,
        has_parent: bool,
        params: &[&str],
    ) {
        if let Err(mistake) = self.messages.add(name, &text.value) {
            let place = self.range(text, mistake.range);
            self.mistakes.add(place, format!("not a template: {}", mistake.message), mistake.message);
            return;
        }
        for Unknown { word, sort, known } in unknown_words(&text.value) {
            let help = did_you_mean(&word, known.iter().copied())
                .unwrap_or_else(|| format!("known here: {}", known.join(", ")));
            let place = self.word(text.span, &word);
            self.mistakes.add_with_help(place, format!("there is no {sort} `{word}`"), "unknown", Some(help));
        }
        for deep in self.messages.names(name, true) {
            let Some((head, field)) = deep.split_once('.') else { continue };
            let field = field.split('.').next().unwrap_or_default();
            if head == "params" && !params.contains(&field) {
                let help = did_you_mean(field, params.iter().copied())
                    .or_else(|| Some("declare it under `params`".to_owned()));
                let place = self.word(text.span, field);
                self.mistakes.add_with_help(
                    place,
                    format!("there is no parameter `{field}`"),
                    "not declared",
                    help,
                );
            } else if head == source && field == "object" && !has_parent {
                let place = self.word(text.span, field);
                let help = "the item is the object; `object` is there with `each` only".to_owned();
                self.mistakes.add_with_help(place, "there is no `object` here", "unknown", Some(help));
            }
        }
        for word in self.messages.names(name, false) {
            let known = || [source].into_iter().chain(FUNCTIONS).chain(["params", "now"]);
            if !known().any(|name| name == word) {
                let help = did_you_mean(&word, known())
                    .or_else(|| Some(format!("known here: {}", known().collect::<Vec<_>>().join(", "))));
                let place = self.word(text.span, &word);
                self.mistakes.add_with_help(
                    place,
                    format!("the template asks for `{word}`, which is not there"),
                    "unknown name",
                    help,
                );
            }
        }
    }

    /// A part of a text as a place in the file, where the text stands in the file as it is; else the whole text.
    fn range(&self, text: &Spanned<String>, range: Option<std::ops::Range<usize>>) -> Span {
        let source = text.span.of(self.document.text());
        match (range, source.find(&text.value)) {
            (Some(range), Some(at)) => {
                Span::new(text.span.start + at + range.start, text.span.start + at + range.end)
            }
            _ => text.span,
        }
    }

    /// Where `word` stands inside a place of the file.
    fn word(&self, span: Span, word: &str) -> Span {
        let source = span.of(self.document.text());
        let is_word = |c: char| c.is_alphanumeric() || c == '_';
        let found = source.match_indices(word).find(|(at, _)| {
            let before = source[..*at].chars().next_back();
            let after = source[at + word.len()..].chars().next();
            !before.is_some_and(is_word) && !after.is_some_and(is_word)
        });
        found.map_or(span, |(at, _)| Span::new(span.start + at, span.start + at + word.len()))
    }

    fn place(&mut self, written: &Spanned<String>, foreach: &str, has_parent: bool) -> Option<Place> {
        let text = written.value.clone();
        let mut path = self.path(written)?;
        if path.head() == Some(foreach) {
            path = path.without_head();
        }
        let from_object = path.head() == Some("object");
        if from_object && !has_parent {
            let message = "the item is the object; `object.` is there with `each` only";
            self.mistakes.add(written.span, message, "there is no `object` here");
        }
        if from_object {
            path = path.without_head();
        }
        Some(Place { text, from_object, path })
    }

    fn path(&mut self, written: &Spanned<String>) -> Option<Path> {
        Path::parse(&written.value)
            .map_err(|error| {
                let message = format!("`{}` is no path: {}", written.value, error.message);
                let place = self.range(written, Some(error.span.start..error.span.end));
                self.mistakes.add(place, message, error.message);
            })
            .ok()
    }

    fn condition(&mut self, raw: Raw, params: &Params, has_parent: bool) -> Condition {
        parse_condition(self.document.node(raw.0), params, has_parent, self.mistakes)
    }

    fn group(&mut self, written: Option<&Spanned<String>>) -> GlobMatcher {
        let text = written.map_or("", |group| group.value.as_str());
        let text = if text == "core" { "" } else { text };
        if let Some(group) = written.filter(|group| group.value.contains('/')) {
            let help = "the version stands under `version`".to_owned();
            let message = format!("`{}` is no API group", group.value);
            self.mistakes.add_with_help(group.span, message, "a group has no `/`", Some(help));
        }
        match Glob::new(text) {
            Ok(glob) => glob.compile_matcher(),
            Err(error) => {
                let span = written.map(|group| group.span).unwrap_or_default();
                self.mistakes.add(span, format!("not a glob: {}", error.kind()), "not a glob");
                Glob::new("").expect("internal error: the empty glob is one").compile_matcher()
            }
        }
    }

    /// A kind is compared exactly, so a misspelt one would find nothing, and that for ever.
    fn kind(&mut self, written: Option<&Spanned<String>>) -> String {
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

/// Names that templates know already.
const RESERVED: [&str; 9] = ["params", "now", "object", "age", "cond", "metadata", "spec", "status", "data"];

/// Whether a text is a value of this sort; if not, the sentence that says so.
pub(super) fn check_param(sort: ParamType, text: &str) -> Result<(), String> {
    let (fits, what) = match sort {
        ParamType::Duration => {
            (parse_duration(text).is_some_and(|d| !d.is_negative()), "a duration such as `30m` or `2d`")
        }
        ParamType::Integer => (text.parse::<i64>().is_ok(), "a whole number"),
        ParamType::Quantity => (quantity(text).is_some(), "a number or quantity such as `0.8` or `10Gi`"),
        ParamType::Boolean => (matches!(text, "true" | "false"), "`true` or `false`"),
        ParamType::String => (true, "a text"),
    };
    if fits { Ok(()) } else { Err(format!("`{text}` is not {what}")) }
}

fn is_kebab(id: &str) -> bool {
    let word =
        |word: &str| !word.is_empty() && word.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit());
    id.split('-').all(word)
}

fn text(written: Option<&Spanned<String>>) -> String {
    written.map(|text| text.value.clone()).unwrap_or_default()
}

fn head(place: Span) -> Span {
    Span::new(place.start, place.start + 1)
}
