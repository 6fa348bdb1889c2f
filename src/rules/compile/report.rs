//! What a finding says, and where: templates, places and paths, with every mistake at its place.

use std::collections::BTreeSet;

use super::{Compiler, Names};
use crate::rules::message::FUNCTIONS;
use crate::rules::path::Path;
use crate::rules::rule::{About, From, Place, Report};
use crate::rules::spec::RuleSpec;
use crate::rules::template_check::{Unknown, unknown_words};
use crate::rules::written::{Spanned, did_you_mean};
use crate::text::Span;

impl Compiler<'_> {
    pub(super) fn report(&mut self, spec: &RuleSpec, id: &str, names: &Names<'_>, is_script: bool) -> Report {
        if spec.report.message.is_none()
            && !is_script
            && let Some(id) = &spec.id
        {
            let help = "write under `report` what is wrong with the object: `message: …`".to_owned();
            self.mistakes.add_with_help(id.span, "the rule has no message", "what does it say?", Some(help));
        }
        let params: Vec<&str> = spec.params.keys().collect();
        let written = &spec.report;
        let mut template = |part: &str, text: Option<&Spanned<String>>| {
            let text = text?;
            let name = format!("{id}/{part}");
            self.template(&name, text, names, &params);
            Some(name)
        };
        let message = template("message", written.message.as_ref()).unwrap_or_default();
        let label = template("label", written.label.as_ref());
        let key = template("key", written.key.as_ref());
        let subject = written.subject.as_ref().map(|subject| About {
            group: subject.group.clone(),
            kind: subject.kind.clone(),
            namespace: template("namespace", subject.namespace.as_ref()),
            name: template("name", subject.name.as_ref()).unwrap_or_default(),
        });
        let at = written.at.as_ref().and_then(|at| self.place(at, names));
        let evidence = written.evidence.iter().filter_map(|path| self.place(path, names)).collect();
        Report { message, label, key, subject, at, evidence }
    }

    pub(super) fn template(
        &mut self,
        name: &str,
        text: &Spanned<String>,
        names: &Names<'_>,
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
        let asked = self.messages.names(name);
        for deep in &asked {
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
            } else if head == names.item && field == "object" && !names.has_parent && !names.has_object {
                let place = self.word(text.span, field);
                let help = "the item is the object; `object` is there with `each` only".to_owned();
                self.mistakes.add_with_help(place, "there is no `object` here", "unknown", Some(help));
            }
        }
        let heads: BTreeSet<&str> = asked.iter().map(|deep| deep.split('.').next().unwrap_or(deep)).collect();
        for word in heads {
            let bound = || std::iter::once(names.item).chain(names.bound.iter().copied());
            let known = || bound().chain(FUNCTIONS).chain(["params", "now"]);
            if !known().any(|name| name == word) {
                let help = did_you_mean(word, known())
                    .or_else(|| Some(format!("known here: {}", known().collect::<Vec<_>>().join(", "))));
                let place = self.word(text.span, word);
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
    pub(super) fn range(&self, text: &Spanned<String>, range: Option<std::ops::Range<usize>>) -> Span {
        let source = text.span.of(self.document.text());
        match (range, source.find(&text.value)) {
            (Some(range), Some(at)) => {
                Span::new(text.span.start + at + range.start, text.span.start + at + range.end)
            }
            _ => text.span,
        }
    }

    /// Where `word` stands inside a place of the file.
    pub(super) fn word(&self, span: Span, word: &str) -> Span {
        let source = span.of(self.document.text());
        let is_word = |c: char| c.is_alphanumeric() || c == '_';
        let found = source.match_indices(word).find(|(at, _)| {
            let before = source[..*at].chars().next_back();
            let after = source[at + word.len()..].chars().next();
            !before.is_some_and(is_word) && !after.is_some_and(is_word)
        });
        found.map_or(span, |(at, _)| Span::new(span.start + at, span.start + at + word.len()))
    }

    pub(super) fn place(&mut self, written: &Spanned<String>, names: &Names<'_>) -> Option<Place> {
        let text = written.value.clone();
        let mut path = self.path(written)?;
        if let Some(name) = path.head().filter(|head| names.bound.contains(head)) {
            let from = From::Bound(name.to_owned());
            return Some(Place { text, from, path: path.without_head() });
        }
        if path.head() == Some(names.item) {
            path = path.without_head();
        }
        if path.head() != Some("object") || names.has_object {
            return Some(Place { text, from: From::Item, path });
        }
        if !names.has_parent {
            let message = "the item is the object; `object.` is there with `each` only";
            self.mistakes.add(written.span, message, "there is no `object` here");
        }
        Some(Place { text, from: From::Object, path: path.without_head() })
    }

    pub(super) fn path(&mut self, written: &Spanned<String>) -> Option<Path> {
        Path::parse(&written.value)
            .map_err(|error| {
                let message = format!("`{}` is no path: {}", written.value, error.message);
                let place = self.range(written, Some(error.span.start..error.span.end));
                self.mistakes.add(place, message, error.message);
            })
            .ok()
    }
}
