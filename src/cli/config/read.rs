//! From the text of a configuration file to what it says, or every mistake in it. Where the file is found is not known here.

use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};

use super::spec::{ConfigSpec, LimitsSpec, OutputSpec, SuppressSpec};
use crate::archive::Limits;
use crate::cli::args::{BelowArg, FailOnArg};
use crate::cli::outputs::Output;
use crate::findings::{Fingerprint, Pattern, Severity, Suppression, Target};
use crate::model::quantity;
use crate::rules::written::{
    Mistake, Mistakes, Shapes, SourceText, Spanned, Words, parse_document, read_document,
};
use crate::rules::{ParamOverride, ParamPlace, Selection};
use crate::text::Span;

/// What a configuration file says. What it leaves out is empty.
#[derive(Debug, Clone, Default)]
pub(in crate::cli) struct Config {
    /// The file.
    pub(in crate::cli) source: Option<Arc<SourceText>>,
    /// Rule files and directories.
    pub(in crate::cli) rules: Vec<PathBuf>,
    /// Whether the built-in rules take part.
    pub(in crate::cli) builtin: Option<bool>,
    /// Which rules take part.
    pub(in crate::cli) selection: Selection,
    /// The threshold of the gate.
    pub(in crate::cli) fail_on: Option<FailOnArg>,
    /// Parameters of rules.
    pub(in crate::cli) params: Vec<ParamOverride>,
    /// Severities of rules, with the places of their ids.
    pub(in crate::cli) severity: Vec<(Spanned<String>, Severity)>,
    /// Findings that are set aside.
    pub(in crate::cli) suppress: Vec<Suppression>,
    /// The baseline.
    pub(in crate::cli) baseline: Option<PathBuf>,
    /// Files to write.
    pub(in crate::cli) output: Vec<Output>,
    /// Bounds on an archive.
    pub(in crate::cli) limits: Limits,
    /// Name of the JUnit suite.
    pub(in crate::cli) junit_suite: Option<String>,
    /// What findings below the threshold are in JUnit.
    pub(in crate::cli) junit_below: Option<BelowArg>,
}

/// What the file may hold.
static SHAPES: LazyLock<Shapes> = LazyLock::new(Shapes::of::<ConfigSpec>);

/// The JSON Schema of the configuration; `schemas/config.schema.json` is this.
pub(in crate::cli) fn schema() -> &'static serde_json::Value {
    SHAPES.as_json()
}

/// Reads the text of a file that lies in `directory`.
///
/// # Errors
/// Every mistake in it.
pub(in crate::cli) fn read(source: SourceText, directory: &Path) -> Result<Config, Vec<Mistake>> {
    let source = Arc::new(source);
    let mut mistakes = Mistakes::new(&source);
    let document = parse_document(&mut mistakes);
    let mut roots = document.roots().filter(|root| !root.is_null());
    let spec: Option<ConfigSpec> = roots.next().and_then(|root| read_document(root, &SHAPES, &mut mistakes));
    if let Some(second) = roots.next() {
        mistakes.add(head(second.span()), "a configuration is one document", "this is a second one");
    }
    let config = config(spec.unwrap_or_default(), directory, &mut mistakes);
    if mistakes.is_empty() { Ok(config) } else { Err(mistakes.into_sorted()) }
}

fn config(spec: ConfigSpec, directory: &Path, mistakes: &mut Mistakes) -> Config {
    let source = Arc::clone(mistakes.source());
    let inside = |path: &str| directory.join(path);
    let words = |words: &Words| words.iter().map(str::to_owned).collect::<Vec<_>>();
    let params = spec.params.0.iter().flat_map(|(rule, values)| {
        let source = &source;
        values.0.iter().map(move |(name, value)| ParamOverride {
            rule: rule.value.clone(),
            name: name.value.clone(),
            value: value.value.clone(),
            place: Some(ParamPlace { source: Arc::clone(source), spans: [rule.span, name.span, value.span] }),
        })
    });
    let suppress: Vec<Suppression> =
        spec.suppress.iter().filter_map(|written| suppression(written, mistakes)).collect();
    let mut outputs = Vec::new();
    for OutputSpec { format, path } in &spec.output {
        match Output::check(&path.value) {
            Ok(()) => outputs.push(Output { format: *format, path: inside(&path.value) }),
            Err(error) => mistakes.add(path.span, error, "here"),
        }
    }
    if let Some(baseline) = spec.baseline.as_ref().filter(|path| path.value.is_empty()) {
        mistakes.add(baseline.span, "a baseline is a file", "this is empty");
    }
    Config {
        rules: spec.rules.iter().map(inside).collect(),
        builtin: spec.builtin,
        selection: Selection {
            select: words(&spec.select),
            extend: words(&spec.extend_select),
            ignore: words(&spec.ignore),
        },
        fail_on: spec.fail_on,
        params: params.collect(),
        suppress,
        severity: spec.severity.0.clone(),
        baseline: spec.baseline.map(|path| inside(&path.value)),
        output: outputs,
        limits: limits(&spec.limits, mistakes),
        junit_suite: spec.junit.suite,
        junit_below: spec.junit.below_threshold,
        source: Some(source),
    }
}

fn head(span: Span) -> Span {
    Span::new(span.start, span.start + 1)
}

fn suppression(written: &SuppressSpec, mistakes: &mut Mistakes) -> Option<Suppression> {
    let reason = written.reason.as_ref()?;
    if reason.value.trim().is_empty() {
        mistakes.add(reason.span, "a suppression needs a reason", "this is empty");
    }
    if let Some(until) = &written.until
        && !is_day(&until.value)
    {
        mistakes.add(until.span, "`until` is a day such as `2026-03-31`", "this is none");
    }
    let target = target(written, reason.span, mistakes)?;
    let parts = [&written.rule, &written.subject, &written.fingerprint, &written.reason, &written.until];
    let begins = parts.into_iter().flatten().map(|part| part.span.start).min().unwrap_or(reason.span.start);
    let line = mistakes.source().text[..begins].matches('\n').count() + 1;
    let file = Path::new(&mistakes.source().name).file_name().unwrap_or_default().to_string_lossy();
    Some(Suppression {
        target,
        reason: reason.value.trim().to_owned(),
        until: written.until.as_ref().map(|until| until.value.clone()),
        link: written.link.clone(),
        origin: format!("{file}:{line}"),
        is_idle: false,
    })
}

/// What is set aside; `place` is shown where nothing says it.
fn target(written: &SuppressSpec, place: Span, mistakes: &mut Mistakes) -> Option<Target> {
    let mut pattern = |written: &Spanned<String>| {
        Pattern::new(&written.value)
            .map_err(|error| mistakes.add(written.span, format!("no glob: {error}"), "here"))
            .ok()
    };
    match (&written.rule, &written.subject, &written.fingerprint) {
        (Some(rule), subject, None) => {
            let subject = match subject {
                None => None,
                Some(subject) => Some(pattern(subject)?),
            };
            Some(Target::Rule { rule: pattern(rule)?, subject })
        }
        (rule, None, Some(fingerprint)) => {
            let rule = match rule {
                None => None,
                Some(rule) => Some(pattern(rule)?),
            };
            let read = Fingerprint::parse(&fingerprint.value);
            if read.is_none() {
                let message = "a fingerprint is `v1:` and 32 hexadecimal digits";
                mistakes.add(fingerprint.span, message, "this is none");
            }
            Some(Target::Fingerprint { fingerprint: read?, rule })
        }
        (None, Some(subject), None) => {
            let message = "a suppression by `subject` needs a `rule`, too; `rule: '*'` is every rule";
            mistakes.add(subject.span, message, "of which rule?");
            None
        }
        (None, None, None) => {
            let message = "a suppression needs a `rule` or a `fingerprint`";
            mistakes.add(place, message, "nothing says what this is about");
            None
        }
        (_, Some(subject), Some(_)) => {
            let message = "a fingerprint is that of one finding: `subject` has nothing to say beside it";
            mistakes.add(subject.span, message, "take it out");
            None
        }
    }
}

fn is_day(text: &str) -> bool {
    text.len() == 10 && text.parse::<jiff::civil::Date>().is_ok()
}

fn limits(written: &LimitsSpec, mistakes: &mut Mistakes) -> Limits {
    let mut limits = Limits::default();
    for (written, limit) in [
        (&written.entries, &mut limits.entries),
        (&written.file_bytes, &mut limits.entry_bytes),
        (&written.total_bytes, &mut limits.total_bytes),
        (&written.buffered_bytes, &mut limits.buffered_bytes),
    ] {
        let Some(written) = written else { continue };
        match whole(&written.value) {
            Some(number) => *limit = number,
            None => {
                let message = "a limit is a whole number, or a quantity such as `512Mi`";
                mistakes.add(written.span, message, "this is none");
            }
        }
    }
    limits
}

/// A whole number from 1 on, perhaps written as a quantity.
fn whole(text: &str) -> Option<u64> {
    let number = quantity(text).filter(|number| number.fract() == 0.0 && *number >= 1.0)?;
    // Every whole number that a user can mean is far below 2^53, where a float has them all.
    format!("{number:.0}").parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> Result<Config, Vec<String>> {
        let source = SourceText { name: "dir/camgi.yaml".into(), text: text.to_owned() };
        read(source, Path::new("dir"))
            .map_err(|mistakes| mistakes.into_iter().map(|mistake| mistake.message).collect())
    }

    #[test]
    fn everything_that_can_be_said() {
        let config = parsed(
            "rules: [mine, other.yaml]\nbuiltin: false\nselect: [a, b]\nextend-select: c\nignore: [d]\n\
             fail-on: warning\nparams: {csr-pending: {grace: 1h}}\nseverity: {mcp-paused: info}\n\
             suppress:\n- rule: a\n  subject: Node/*\n  reason: known\n  until: 2026-03-31\n  link: https://x.example\n\
             - fingerprint: v1:0123456789abcdef0123456789abcdef\n  reason: known\n\
             baseline: known.json\noutput: [{format: json, path: out.json}]\n\
             limits: {entries: 10, file-bytes: 1Mi}\njunit: {suite: s, below-threshold: pass}\n",
        )
        .expect("no mistakes");
        assert_eq!(config.rules, [PathBuf::from("dir/mine"), PathBuf::from("dir/other.yaml")]);
        assert_eq!((config.builtin, config.fail_on), (Some(false), Some(FailOnArg::Warning)));
        assert_eq!((config.selection.select.len(), config.selection.extend.len()), (2, 1));
        assert_eq!(config.params[0].value, "1h");
        assert_eq!(config.severity[0].1, Severity::Info);
        assert_eq!(config.suppress[0].origin, "camgi.yaml:10");
        assert!(matches!(config.suppress[1].target, Target::Fingerprint { rule: None, .. }));
        assert_eq!(config.baseline, Some(PathBuf::from("dir/known.json")));
        assert_eq!(config.output[0].path, PathBuf::from("dir/out.json"));
        assert_eq!((config.limits.entries, config.limits.entry_bytes), (10, 1 << 20));
        assert_eq!(config.junit_suite.as_deref(), Some("s"));
    }

    #[test]
    fn the_schema_file_is_what_the_types_say() {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("schemas/config.schema.json");
        let text = format!("{}\n", serde_json::to_string_pretty(schema()).expect("JSON"));
        if std::env::var_os("CAMGI_UPDATE").is_some() {
            std::fs::write(&file, &text).expect("the schema can be written");
        }
        let written = std::fs::read_to_string(&file).unwrap_or_default();
        assert!(written == text, "schemas/config.schema.json is old: run the tests with CAMGI_UPDATE=1");
        jsonschema::meta::validate(schema()).expect("the schema is one");
    }

    #[test]
    fn every_mistake_is_told() {
        for (text, expected) in [
            ("suppress: [{rule: a}]", "`suppress` has no `reason`"),
            ("suppress: [{reason: x}]", "a suppression needs a `rule` or a `fingerprint`"),
            ("suppress: [{rule: a, reason: ' '}]", "a suppression needs a reason"),
            ("suppress: [{rule: a, reason: x, until: tomorrow}]", "`until` is a day such as `2026-03-31`"),
            ("suppress: [{rule: a, reason: x, until: 2026-02-30}]", "`until` is a day such as `2026-03-31`"),
            ("suppress: [{rule: '[', reason: x}]", "no glob: "),
            ("suppress: [{subject: Node/a, reason: x}]", "a suppression by `subject` needs a `rule`"),
            ("suppress: [{fingerprint: v1:x, reason: x}]", "a fingerprint is"),
            ("sellect: [a]", "unknown key `sellect`"),
            ("fail-on: fatal", "`fail-on` cannot be `fatal`"),
            ("output: [{format: json, path: '-'}]", "standard output is for"),
            ("output: [{format: json, path: ''}]", "an output is a file"),
            ("baseline: ''", "a baseline is a file"),
            (
                "suppress: [{fingerprint: v1:x, subject: a, reason: x}]",
                "a fingerprint is that of one finding",
            ),
            ("limits: {entries: many}", "a limit is a whole number"),
            ("limits: {entries: 0}", "a limit is a whole number"),
            ("output: [{format: pdf, path: a}]", "`format` cannot be `pdf`"),
            ("- a", "the document must be a map"),
            ("a: b\n---\nc: d", "a configuration is one document"),
            ("a: [", "not YAML"),
        ] {
            let mistakes = parsed(text).expect_err(text);
            assert!(mistakes.iter().any(|mistake| mistake.starts_with(expected)), "{text}: {mistakes:?}");
        }
        assert!(parsed("").is_ok(), "an empty file says nothing");
        assert!(parsed("# nothing\n").is_ok());
    }
}
