//! How sources come together, how findings are grouped, and what explains them.

use super::{Compiler, Names};
use crate::findings::ExplainedBy;
use crate::model::Shape;
use crate::rules::combine::{Correlate, Group, Join, Key};
use crate::rules::matcher::{Condition, Params};
use crate::rules::path::Path;
use crate::rules::rule::{Cause, Place};
use crate::rules::source::{Select, Source};
use crate::rules::spec::{CorrelateSpec, JoinKey, JoinSpec, RuleSpec};
use crate::rules::written::{Raw, Spanned, did_you_mean};

/// Findings of a group that are shown unless the rule says otherwise.
const SHOWN: usize = 5;

impl Compiler<'_> {
    pub(super) fn joins(&mut self, spec: &RuleSpec, sources: &[Source], names: &Names<'_>) -> Vec<Join> {
        let mut joins = Vec::new();
        let mut known = names.clone();
        for (name, join) in &spec.join.0 {
            self.source_name(name);
            let is_taken = known.item == name.value || known.bound.contains(&name.value.as_str());
            // A join may have the name of the source that it looks into.
            let own = join.source.as_ref().is_some_and(|source| source.value == name.value);
            if is_taken || (!own && sources.iter().any(|source| source.name == name.value)) {
                let message = format!("`{}` is the name of something else", name.value);
                self.mistakes.add(name.span, message, "choose another");
            }
            let judged = sources.iter().find(|source| source.name == names.item);
            let is_object = judged.is_none_or(|source| source.resources().is_some());
            if let Some((path, _)) = join.on.0.iter().find(|(_, key)| key.owner.is_some() && !is_object) {
                let message = format!("`{}` is judged, and only resources have owners", names.item);
                self.mistakes.add(path.span, message, "there is no owner");
            }
            if let Some(source) = join.source.as_ref().and_then(|source| self.named_source(source, sources)) {
                joins.push(self.join(name, join, source, &known));
            }
            known.bound.push(&name.value);
        }
        joins
    }

    fn join(&mut self, name: &Spanned<String>, written: &JoinSpec, source: usize, names: &Names<'_>) -> Join {
        if written.on.0.is_empty() {
            let message = format!("the join `{}` says nothing under `on`", name.value);
            self.mistakes.add(name.span, message, "everything would match");
        }
        let on = written.on.0.iter();
        let on = on.filter_map(|(path, key)| Some((self.path(path)?, self.key(path, key, names)?))).collect();
        Join { name: name.value.clone(), source, on, expect: written.expect }
    }

    fn key(&mut self, path: &Spanned<String>, written: &JoinKey, names: &Names<'_>) -> Option<Key> {
        let JoinKey { field, selector, owner } = written;
        match (field, selector, owner) {
            (Some(field), None, None) => self.place(field, names).map(Key::Field),
            (None, Some(selector), None) => self.place(selector, names).map(Key::Selector),
            (None, None, Some(owner)) => {
                let kind = self.kind(Some(owner));
                match path.value.as_str() {
                    "metadata.name" => Some(Key::OwnerName(kind)),
                    "metadata.uid" => Some(Key::OwnerUid(kind)),
                    _ => {
                        let message = "an owner is found by `metadata.name` or `metadata.uid`";
                        self.mistakes.add(path.span, message, "another path");
                        None
                    }
                }
            }
            _ => {
                let help = "write `{field: path}`, `{selector: path}` or `{owner: Kind}`".to_owned();
                self.mistakes.add_with_help(path.span, "one of three is compared", "here", Some(help));
                None
            }
        }
    }

    pub(super) fn named_source(&mut self, name: &Spanned<String>, sources: &[Source]) -> Option<usize> {
        let found = sources.iter().position(|source| source.name == name.value);
        if found.is_none() {
            let help = did_you_mean(&name.value, sources.iter().map(|source| source.name.as_str()));
            let message = format!("there is no source `{}`", name.value);
            self.mistakes.add_with_help(name.span, message, "no such source", help);
        }
        found
    }

    pub(super) fn correlate(
        &mut self,
        written: &CorrelateSpec,
        sources: &[Source],
        params: &Params,
    ) -> Correlate {
        let mut found = Vec::new();
        for name in &written.sources.0 {
            let Some(index) = self.named_source(name, sources) else { continue };
            if let Some(path) = written.by.and_then(|by| self.by(by, name)) {
                found.push((index, path));
            }
            let is_seen = matches!(sources[index].select, Select::Logs(_) | Select::Events(_));
            let has_time = is_seen && sources[index].aggregate.is_none();
            if written.within.is_some() && !has_time {
                let message = format!("`within` compares times, and `{}` has none", name.value);
                self.mistakes.add(name.span, message, "neither lines nor events, or groups of them");
            }
        }
        if written.sources.0.len() < 2
            && let Some(only) = written.sources.0.first()
        {
            let message = "one source has nothing to be correlated with";
            self.mistakes.add(only.span, message, "name a second one");
        }
        let within = written.within.and_then(|raw| self.duration(raw, params));
        Correlate { sources: found, within }
    }

    /// The path of one source under `by`.
    fn by(&mut self, by: Raw, source: &Spanned<String>) -> Option<Path> {
        let node = self.document.node(by.0);
        let node = match node.shape() {
            Shape::Map => node.get(&source.value),
            _ => Some(node),
        };
        let Some(node) = node else {
            let message = format!("`by` has no path for `{}`", source.value);
            self.mistakes.add(source.span, message, "not under `by`");
            return None;
        };
        let value = node.text().unwrap_or_default().to_owned();
        self.path(&Spanned { value, span: node.span() })
    }

    pub(super) fn group(&mut self, spec: &RuleSpec, names: &Names<'_>) -> Option<Group> {
        let written = spec.group.as_ref()?;
        let by = self.place(written.by.as_ref()?, names)?;
        Some(Group { by, limit: written.limit.unwrap_or(SHOWN) })
    }

    pub(super) fn links(&mut self, spec: &RuleSpec, names: &Names<'_>) -> Vec<(String, Place)> {
        let links = spec.links.0.iter();
        links.filter_map(|(name, path)| Some((name.value.clone(), self.place(path, names)?))).collect()
    }

    pub(super) fn explained_by(&mut self, spec: &RuleSpec) -> Vec<ExplainedBy> {
        let mut explained = Vec::new();
        for written in &spec.explained_by {
            let Some(rule) = &written.rule else { continue };
            // The first one is in a text.
            for by in written.by.0.iter().skip(usize::from(written.named_in.is_some())) {
                // A script says the links of a finding when it runs.
                if spec.script.is_some() || spec.links.get(&by.value).is_some() {
                    continue;
                }
                let help = did_you_mean(&by.value, spec.links.keys())
                    .or_else(|| Some("write it under `links`, with its path".to_owned()));
                let message = format!("the findings have no link `{}`", by.value);
                self.mistakes.add_with_help(by.span, message, "no such link", help);
            }
            if spec.id.as_ref().is_some_and(|id| id.value == rule.value) {
                self.mistakes.add(rule.span, "a rule does not explain itself", "this rule");
            }
            if let Some(path) = written.named_in.as_ref().filter(|_| written.by.0.is_empty()) {
                let help = Some("write `by: node` beside it, or another link of that rule".to_owned());
                let message = "`named_in` needs a link whose value the text names";
                self.mistakes.add_with_help(path.span, message, "by which link?", help);
            }
            explained.push(ExplainedBy {
                rule: rule.value.clone(),
                by: written.by.iter().map(str::to_owned).collect(),
                named_in: written.named_in.as_ref().map(|path| path.value.clone()),
                is_conditional: written.when.is_some(),
            });
        }
        explained
    }

    /// One for each of [`Self::explained_by`].
    pub(super) fn causes(
        &mut self,
        spec: &RuleSpec,
        names: &Names<'_>,
        mut condition: impl FnMut(&mut Self, Raw) -> Condition,
    ) -> Vec<Cause> {
        let named = spec.explained_by.iter().filter(|written| written.rule.is_some());
        let cause = named.map(|written| Cause {
            when: written.when.map(|when| condition(self, when)),
            named_in: written.named_in.as_ref().and_then(|path| self.place(path, names)),
        });
        cause.collect()
    }
}
