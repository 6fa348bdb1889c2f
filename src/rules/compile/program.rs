//! Expressions and scripts of a rule, with their mistakes at their places in the rule file.

use super::Compiler;
use crate::rules::script::{Program, ScriptError};
use crate::rules::spec::RuleSpec;
use crate::rules::written::{Spanned, did_you_mean};
use crate::text::Span;

impl Compiler<'_> {
    pub(super) fn expression(&mut self, text: &Spanned<String>, spec: &RuleSpec) -> Option<Program> {
        let names: Vec<&str> = spec.sources.keys().chain(spec.join.keys()).collect();
        let compiled = Program::expression(&text.value, &names, self.first_of(text));
        compiled.map_err(|error| self.program_mistake(text, &error, "expression", &names)).ok()
    }

    pub(super) fn script(&mut self, text: &Spanned<String>, spec: &RuleSpec) -> Option<Program> {
        let others = [
            ("foreach", spec.foreach.is_some()),
            ("join", !spec.join.0.is_empty()),
            ("correlate", spec.correlate.is_some()),
            ("condition", spec.condition.is_some()),
            ("group", spec.group.is_some()),
            ("links", !spec.links.0.is_empty()),
            ("explained_by.when", spec.explained_by.iter().any(|cause| cause.when.is_some())),
            ("explained_by.named_in", spec.explained_by.iter().any(|cause| cause.named_in.is_some())),
            ("escalate", !spec.escalate.is_empty()),
            ("report.message", spec.report.message.is_some()),
            ("report.subject", spec.report.subject.is_some()),
            ("report.at", spec.report.at.is_some()),
            ("report.label", spec.report.label.is_some()),
            ("report.evidence", !spec.report.evidence.is_empty()),
            ("report.key", spec.report.key.is_some()),
        ];
        if let Some((key, _)) = others.into_iter().find(|(_, is_there)| *is_there) {
            let message = format!("a `script` takes the place of `{key}`");
            self.mistakes.add(text.span, message, "both are here");
        }
        let names: Vec<&str> = spec.sources.keys().collect();
        let compiled = Program::script(&text.value, &names, self.first_of(text));
        compiled.map_err(|error| self.program_mistake(text, &error, "script", &names)).ok()
    }

    fn program_mistake(&mut self, text: &Spanned<String>, error: &ScriptError, what: &str, names: &[&str]) {
        let span = error.place.map_or(text.span, |(line, column)| {
            let (first_line, first_column) = self.first_of(text);
            let file = self.document.text();
            let start = file.split_inclusive('\n').take(first_line + line - 2).map(str::len).sum::<usize>();
            let rest = file.get(start..).unwrap_or_default();
            let at = rest.char_indices().nth(first_column + column - 2).map_or(0, |(at, _)| at);
            Span::new(start + at, start + at + 1)
        });
        let unknown = error.message.strip_prefix("Undefined variable: ");
        let known = || names.iter().copied().chain(["params"]);
        let help = unknown
            .and_then(|word| did_you_mean(word, known()))
            .or_else(|| unknown.map(|_| format!("known here: {}", known().collect::<Vec<_>>().join(", "))));
        let label = if unknown.is_some() { "unknown name".to_owned() } else { error.message.clone() };
        self.mistakes.add_with_help(span, format!("the {what}: {}", error.message), label, help);
    }

    /// Line and column in the file of the first character of a text; 1-based.
    fn first_of(&self, text: &Spanned<String>) -> (usize, usize) {
        let file = self.document.text();
        let raw = text.span.of(file);
        let point = self.document.lines().point(file, text.span.start);
        if !raw.starts_with(['|', '>']) {
            return (point.line, point.column + usize::from(raw.starts_with(['"', '\''])));
        }
        let mut lines = raw.lines().enumerate().skip(1);
        let first = lines.find(|(_, line)| !line.trim().is_empty());
        let indent = first.map_or(0, |(_, line)| line.len() - line.trim_start().len());
        (point.line + 1, indent + 1)
    }
}
