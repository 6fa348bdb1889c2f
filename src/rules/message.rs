//! Messages: minijinja templates over the items of a rule. Objects are looked at lazily, a name that is not there
//! is an error unless it has a `default`, and every rendering has a budget.

use std::collections::BTreeMap;
use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use minijinja::value::{Enumerator, Object, ObjectRepr, ValueKind};
use minijinja::{AutoEscape, Environment, Error, ErrorKind, State, UndefinedBehavior, Value, filters, tests};

use super::path::Path;
use crate::model::{GatherTime, Node, NodeId, Precision, Shape, SourceFile, format_age, parse_time};
use crate::text::clip;

/// Names that every template knows.
pub(super) const FUNCTIONS: [&str; 2] = ["age", "cond"];
/// Steps that one rendering may take.
const FUEL: u64 = 50_000;
/// Whether `now` is a lower bound; no name that a template could have.
const LOWER_BOUND: &str = "now is a lower bound";
/// Longer texts are cut. It is more than is shown, so that a secret is still whole when it is looked for.
const MOST: usize = 6_000;

/// The templates of all rules.
pub struct Messages {
    environment: Environment<'static>,
    /// Templates that were made elsewhere.
    others: Vec<Environment<'static>>,
    /// Which of these a template is in, by its name.
    places: BTreeMap<String, usize>,
}

impl fmt::Debug for Messages {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Messages")
    }
}

/// Why a text is no template; the author's fault.
#[derive(Debug)]
pub struct TemplateMistake {
    /// What is wrong.
    pub message: String,
    /// Where in the text, if known.
    pub range: Option<Range<usize>>,
}

impl Default for Messages {
    fn default() -> Self {
        // Nothing is there but what is put in here: built-in filters such as `indent` make any size out of nothing.
        let mut environment = Environment::empty();
        // Lookups chain, so that `a.b.c | default("x")` works when there is no `b`; printing what is not there is
        // an error, by the formatter.
        environment.set_undefined_behavior(UndefinedBehavior::Chainable);
        environment.set_auto_escape_callback(|_| AutoEscape::None);
        environment.set_formatter(|out, state, value| {
            if value.is_undefined() {
                return Err(Error::new(
                    ErrorKind::UndefinedError,
                    "a value that is not there; give it a `default`",
                ));
            }
            match bool::try_from(value.clone()) {
                // As YAML has it, and not as Python does.
                Ok(truth) if value.kind() == ValueKind::Bool => write!(out, "{truth}").map_err(Error::from),
                _ => minijinja::escape_formatter(out, state, value),
            }
        });
        environment.set_fuel(Some(FUEL));
        environment.add_function("age", age);
        environment.add_filter("age", age);
        environment.add_filter("default", filters::default);
        environment.add_filter("first", filters::first);
        environment.add_filter("join", filters::join);
        environment.add_filter("last", filters::last);
        environment.add_filter("length", filters::length);
        environment.add_filter("lower", filters::lower);
        environment.add_filter("trim", filters::trim);
        environment.add_filter("unique", filters::unique);
        environment.add_filter("upper", filters::upper);
        environment.add_test("defined", tests::is_defined);
        environment.add_test("undefined", tests::is_undefined);
        environment.add_function("cond", condition);
        Self { environment, others: Vec::new(), places: BTreeMap::new() }
    }
}

impl Messages {
    /// Adds a template under a name of its own.
    ///
    /// # Errors
    /// When the text is no template.
    pub fn add(&mut self, name: &str, text: &str) -> Result<(), TemplateMistake> {
        self.environment.add_template_owned(name.to_owned(), text.to_owned()).map_err(|error| {
            TemplateMistake {
                message: error.detail().map_or_else(|| error.kind().to_string(), str::to_owned),
                range: error.range(),
            }
        })
    }

    /// Takes in the templates of others, so that these can be made on several threads.
    pub fn join(&mut self, other: Self) {
        let mut add = |environment: Environment<'static>| {
            let names = environment.templates().map(|(name, _)| (name.to_owned(), self.others.len()));
            self.places.extend(names.collect::<Vec<_>>());
            self.others.push(environment);
        };
        add(other.environment);
        other.others.into_iter().for_each(add);
    }

    fn environment_of(&self, name: &str) -> &Environment<'static> {
        self.places.get(name).map_or(&self.environment, |place| &self.others[*place])
    }

    /// The names that a template asks for and does not set itself, with what is looked up in them
    /// (`params.grace`).
    #[must_use]
    pub fn names(&self, name: &str) -> Vec<String> {
        let Ok(template) = self.environment_of(name).get_template(name) else { return Vec::new() };
        let mut names: Vec<String> = template.undeclared_variables(true).into_iter().collect();
        names.sort();
        names
    }

    /// Renders a template.
    ///
    /// # Errors
    /// A sentence with the line in the template: a missing name, a wrong type, or out of budget.
    pub fn render(&self, name: &str, context: &Context) -> Result<String, String> {
        let template = self.environment_of(name).get_template(name).map_err(|error| error.to_string())?;
        let text = template.render(Value::from_object(context.clone())).map_err(|error| {
            let line =
                error.line().map(|line| format!(" in line {line} of the template")).unwrap_or_default();
            format!("{}{line}", error.detail().map_or_else(|| error.kind().to_string(), str::to_owned))
        })?;
        Ok(clip(text.trim(), MOST).into_owned())
    }
}

/// What a template sees: items by the names of their sources, `params`, `now`.
#[derive(Debug, Clone, Default)]
pub struct Context {
    values: BTreeMap<String, Value>,
}

impl Context {
    /// A context with the gather time and the parameters.
    #[must_use]
    pub fn new(now: Option<GatherTime>, params: &super::matcher::Params) -> Self {
        let mut values = BTreeMap::new();
        if let Some(now) = now {
            values.insert("now".to_owned(), Value::from(now.at.to_string()));
            values.insert(LOWER_BOUND.to_owned(), Value::from(now.precision == Precision::LowerBound));
        }
        let params: BTreeMap<String, Value> =
            params.iter().map(|(name, value)| (name.clone(), Value::from(value.text.clone()))).collect();
        values.insert("params".to_owned(), Value::from_object(Self { values: params }));
        Self { values }
    }

    /// Adds an item under the name of its source.
    pub fn bind(&mut self, name: &str, file: &Arc<SourceFile>, item: NodeId, parent: Option<NodeId>) {
        let view = View { file: Arc::clone(file), node: item, parent };
        self.values.insert(name.to_owned(), view.value());
    }
}

impl Object for Context {
    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        self.values.get(key.as_str()?).cloned()
    }
}

/// A node as a template sees it.
#[derive(Debug, Clone)]
struct View {
    file: Arc<SourceFile>,
    node: NodeId,
    /// The object that an element is in; its name in templates is `object`.
    parent: Option<NodeId>,
}

impl View {
    fn node(&self) -> Node<'_> {
        self.file.document.node(self.node)
    }

    fn at(&self, node: NodeId) -> Value {
        Self { file: Arc::clone(&self.file), node, parent: None }.value()
    }

    /// Scalars become values, collections stay views; null is as good as absent.
    fn value(self) -> Value {
        let node = self.node();
        match node.shape() {
            Shape::Map | Shape::List => Value::from_object(self),
            Shape::Scalar if node.is_null() => Value::UNDEFINED,
            Shape::Scalar => {
                let text = node.text().unwrap_or_default();
                let number = || text.parse::<i64>().ok().filter(|_| node.is_plain());
                node.as_bool()
                    .map(Value::from)
                    .or_else(|| number().map(Value::from))
                    .unwrap_or_else(|| text.into())
            }
        }
    }
}

impl Object for View {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        match self.node().shape() {
            Shape::List => ObjectRepr::Seq,
            _ => ObjectRepr::Map,
        }
    }

    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        if let Some(index) = key.as_usize() {
            return self.node().items().nth(index).map(|node| self.at(node.id()));
        }
        let key = key.as_str()?;
        if key == "object"
            && let Some(parent) = self.parent
        {
            return Some(self.at(parent));
        }
        let value = self.at(self.node().get(key)?.id());
        (!value.is_undefined()).then_some(value)
    }

    fn enumerate(self: &Arc<Self>) -> Enumerator {
        match self.node().shape() {
            // The values at once: looking each up by its index would walk the list again and again.
            Shape::List => Enumerator::Values(self.node().items().map(|node| self.at(node.id())).collect()),
            _ => {
                let keys = self.node().entries().filter_map(|(key, _)| key.text()).map(Value::from);
                Enumerator::Values(keys.collect())
            }
        }
    }
}

/// `age(time)`: how long before the gather, as people say it (`2h5m`); `at least 2h5m` where the gather time is a
/// lower bound.
fn age(state: &mut State<'_, '_>, time: &Value) -> Result<Value, Error> {
    let Some(text) = time.as_str() else { return Ok(Value::UNDEFINED) };
    let now = state.lookup("now").and_then(|now| now.as_str().and_then(parse_time));
    let at_least = state.lookup(LOWER_BOUND).is_some_and(|bound| bound.is_true());
    Ok(match now.zip(parse_time(text)) {
        Some((now, time)) if at_least => {
            Value::from(format!("at least {}", format_age(now.duration_since(time))))
        }
        Some((now, time)) => Value::from(format_age(now.duration_since(time))),
        None => Value::UNDEFINED,
    })
}

/// `cond(object, "Ready")`: the condition of that type.
fn condition(object: &Value, kind: &str) -> Result<Value, Error> {
    let Some(view) = object.downcast_object_ref::<View>() else { return Ok(Value::UNDEFINED) };
    let path = Path::parse(&format!("cond({kind})"))
        .map_err(|error| Error::new(ErrorKind::InvalidOperation, error.to_string()))?;
    Ok(path.first(view.node()).map_or(Value::UNDEFINED, |node| view.at(node.id())))
}

#[cfg(test)]
mod unit_tests {
    use super::*;
    use crate::model::{Document, ReadOptions};

    fn render(template: &str) -> Result<String, String> {
        let text = "metadata: {name: n, labels: {a/b: c}}\nstatus:\n  on: true\n  phase:\n  count: 3\n  list: [x, y]\n  conditions:\n  - {type: Ready, status: 'False', lastTransitionTime: '2026-01-01T00:00:00Z'}\n";
        let document = Document::parse(text.to_owned(), ReadOptions::default()).expect("YAML");
        let file = Arc::new(SourceFile { path: "f".into(), document });
        let root = file.document.roots().next().expect("one document").id();
        let at = "2026-01-01T02:05:00Z".parse().expect("a time");
        let now = Some(GatherTime { at, precision: Precision::Recorded });
        let mut context = Context::new(now, &super::super::matcher::Params::new());
        context.bind("node", &file, root, None);
        let mut messages = Messages::default();
        messages.add("t", template).map_err(|mistake| mistake.message)?;
        messages.render("t", &context)
    }

    #[test]
    fn reads_objects() {
        for (template, text) in [
            ("Node {{ node.metadata.name }}", "Node n"),
            ("{{ node.metadata.labels['a/b'] }}", "c"),
            ("{{ node.status.phase | default('<none>') }}", "<none>"),
            ("{{ node.a.b.c | default('<none>') }}", "<none>"),
            ("{{ node.status.count + 1 }}", "4"),
            ("{{ node.status.on }}", "true"),
            ("{{ node.status.list | join(', ') }}", "x, y"),
            ("{{ cond(node, 'Ready').status }}", "False"),
            ("{{ age(cond(node, 'Ready').lastTransitionTime) }}", "2h5m"),
            ("{{ cond(node, 'Ready').lastTransitionTime | age }}", "2h5m"),
            ("{{ cond(node, 'Gone').status | default('?') }}", "?"),
            ("{% if node.status.phase %}yes{% else %}no{% endif %}", "no"),
            ("{% for x in node.status.list %}{{ x }};{% endfor %}", "x;y;"),
        ] {
            assert_eq!(render(template).as_deref(), Ok(text), "{template}");
        }
    }

    #[test]
    fn what_is_not_there_is_an_error() {
        for template in
            ["{{ node.metadata.nam }}", "{{ nod }}", "{{ node.status.phase }}", "{{ age('soon') }}"]
        {
            let error = render(template).expect_err(template);
            assert!(error.contains("not there"), "{template}: {error}");
        }
        let nested = "{% for a in L %}{% for b in L %}{% for c in L %}{% for d in L %}x\
                      {% endfor %}{% endfor %}{% endfor %}{% endfor %}";
        let twenty = format!("[{}]", ["1"; 20].join(","));
        assert!(render(&nested.replace('L', &twenty)).is_err(), "out of fuel");
        assert!(render("{{ 'a' | indent(9999999999) }}").is_err(), "no such filter");
        assert!(render("{{ node.").is_err());
    }

    #[test]
    fn knows_the_names_it_asks_for() {
        let mut messages = Messages::default();
        messages
            .add("t", "{{ machin.metadata.name }} {% for x in [1] %}{{ x }}{% endfor %} {{ age(machin.t) }}")
            .expect("a template");
        assert_eq!(messages.names("t"), ["age", "machin.metadata.name", "machin.t"]);
    }
}
