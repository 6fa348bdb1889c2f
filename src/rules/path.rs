//! Paths into objects: `a.b`, `a['x.y/z']`, `a[0]`, `list[type=Ready].status`, `list[*].x`, `cond(Ready).status`,
//! `path ?? default`. A path that leads nowhere is no error; it yields nothing.

use std::ops::ControlFlow;

use thiserror::Error;

use crate::model::{Node, Shape};
use crate::text::Span;

/// A compiled path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Path {
    steps: Vec<Step>,
    /// What it yields when it leads nowhere.
    pub default: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Step {
    Key(Box<str>),
    Index(usize),
    All,
    Filter { key: Box<str>, value: Box<str> },
    Condition(Box<str>),
}

/// Why a text is no path; the author's fault.
#[derive(Debug, Error, Clone, PartialEq, Eq)]
#[error("{message}")]
pub struct PathError {
    /// What is wrong.
    pub message: String,
    /// Where in the text of the path.
    pub span: Span,
}

impl Path {
    /// Reads a path.
    ///
    /// # Errors
    /// When it is none; with the place of the first thing that does not fit.
    pub fn parse(text: &str) -> Result<Self, PathError> {
        Parser { text, at: 0 }.path()
    }

    /// The name of the field that the path ends at, if it ends at one.
    #[must_use]
    pub fn last(&self) -> Option<&str> {
        match self.steps.last()? {
            Step::Key(key) => Some(key),
            _ => None,
        }
    }

    /// Calls `visit` with each node that the path leads to from `from`, in the order of the object, until it
    /// breaks.
    pub fn visit<'d, F>(&self, from: Node<'d>, visit: &mut F) -> ControlFlow<()>
    where
        F: FnMut(Node<'d>) -> ControlFlow<()>,
    {
        walk(&self.steps, from, visit)
    }

    /// The first node that the path leads to.
    #[must_use]
    pub fn first<'d>(&self, from: Node<'d>) -> Option<Node<'d>> {
        let mut found = None;
        let _ = self.visit(from, &mut |node| {
            found = Some(node);
            ControlFlow::Break(())
        });
        found
    }

    /// Calls `visit` with each node that the path leads to, and with what says what it is: the field that it is in; of a
    /// pair, its name; or the argument before it.
    pub fn visit_named<'d, F>(&'d self, from: Node<'d>, visit: &mut F) -> ControlFlow<()>
    where
        F: FnMut(&'d str, Node<'d>) -> ControlFlow<()>,
    {
        let Some((last, steps)) = self.steps.split_last() else { return visit("", from) };
        walk(steps, from, &mut |holder| {
            let argument = |before: Option<Node<'d>>| {
                before.and_then(Node::text).filter(|text| text.starts_with('-')).unwrap_or_default()
            };
            match last {
                Step::Key(key) => {
                    let name = ["name", "key"].into_iter().find_map(|field| holder.get_text(field));
                    let name = name.filter(|_| key.eq_ignore_ascii_case("value")).unwrap_or(key);
                    holder.get(key).map_or(ControlFlow::Continue(()), |node| visit(name, node))
                }
                Step::Index(index) => {
                    let before = index.checked_sub(1).and_then(|before| holder.items().nth(before));
                    let node = holder.items().nth(*index);
                    node.map_or(ControlFlow::Continue(()), |node| visit(argument(before), node))
                }
                Step::All if holder.shape() == Shape::List => {
                    let mut before = None;
                    holder.items().try_for_each(|node| visit(argument(before.replace(node)), node))
                }
                _ => walk(std::slice::from_ref(last), holder, &mut |node| visit("", node)),
            }
        })
    }

    /// The first node that the path leads to, or the nearest node above it that exists.
    #[must_use]
    pub fn nearest<'d>(&self, from: Node<'d>) -> Node<'d> {
        for length in (1..=self.steps.len()).rev() {
            let mut found = None;
            let _ = walk(&self.steps[..length], from, &mut |node| {
                found = Some(node);
                ControlFlow::Break(())
            });
            // Null is a place too, but an empty one: there is nothing to underline.
            if let Some(node) = found
                && !(node.is_null() && node.span().end == node.span().start)
            {
                return node;
            }
        }
        from
    }

    /// The first key, if the path starts with one and goes on.
    #[must_use]
    pub fn head(&self) -> Option<&str> {
        match self.steps.as_slice() {
            [Step::Key(key), _, ..] => Some(key),
            _ => None,
        }
    }

    /// The path without its first step.
    #[must_use]
    pub fn without_head(&self) -> Self {
        let steps = self.steps.get(1..).unwrap_or_default().to_vec();
        Self { steps, default: self.default.clone() }
    }
}

fn walk<'d, F>(steps: &[Step], node: Node<'d>, visit: &mut F) -> ControlFlow<()>
where
    F: FnMut(Node<'d>) -> ControlFlow<()>,
{
    let Some((step, rest)) = steps.split_first() else { return visit(node) };
    match step {
        Step::Key(key) => match node.get(key) {
            Some(value) => walk(rest, value, visit),
            None => ControlFlow::Continue(()),
        },
        Step::Index(index) => match node.items().nth(*index) {
            Some(item) => walk(rest, item, visit),
            None => ControlFlow::Continue(()),
        },
        Step::All => match node.shape() {
            Shape::List => node.items().try_for_each(|item| walk(rest, item, visit)),
            Shape::Map => node.entries().try_for_each(|(_, value)| walk(rest, value, visit)),
            Shape::Scalar => ControlFlow::Continue(()),
        },
        Step::Filter { key, value } => node
            .items()
            .filter(|item| item.get(key).and_then(Node::text) == Some(value))
            .try_for_each(|item| walk(rest, item, visit)),
        Step::Condition(name) => {
            let Some(status) = node.get("status") else { return ControlFlow::Continue(()) };
            // Machines keep the provider's conditions one level down.
            let lists =
                [status.get("conditions"), status.get("providerStatus").and_then(|p| p.get("conditions"))];
            lists
                .into_iter()
                .flatten()
                .flat_map(Node::items)
                .filter(|item| item.get("type").and_then(Node::text) == Some(name))
                .try_for_each(|item| walk(rest, item, visit))
        }
    }
}

struct Parser<'t> {
    text: &'t str,
    at: usize,
}

impl Parser<'_> {
    fn path(mut self) -> Result<Path, PathError> {
        let mut steps = Vec::new();
        let mut default = None;
        self.skip_blanks();
        while self.at < self.text.len() {
            let blank = self.skip_blanks();
            let rest = &self.text[self.at..];
            if rest.is_empty() {
                break;
            }
            if let Some(value) = rest.strip_prefix("??") {
                default = Some(self.default(value)?);
                break;
            }
            if blank {
                return Err(self.error(1, "a blank in a path; a key with one is written `['a b']`"));
            }
            match rest.as_bytes()[0] {
                b'[' => steps.push(self.bracket()?),
                b'.' if !steps.is_empty() => {
                    self.at += 1;
                    steps.push(self.key()?);
                }
                _ if steps.is_empty() => steps.push(self.key()?),
                _ => return Err(self.error(1, "expected `.`, `[` or `??`")),
            }
        }
        if steps.is_empty() {
            return Err(self.error(1, "a path starts with a key, `[` or `cond(…)`"));
        }
        Ok(Path { steps, default })
    }

    fn skip_blanks(&mut self) -> bool {
        let rest = &self.text[self.at..];
        let blanks = rest.len() - rest.trim_start_matches(' ').len();
        self.at += blanks;
        blanks > 0
    }

    fn key(&mut self) -> Result<Step, PathError> {
        let rest = &self.text[self.at..];
        let end = rest.find(['.', '[', ']', '(', ')', ' ', '?', '|', '\'', '"', ',']).unwrap_or(rest.len());
        let name = &rest[..end];
        if name.is_empty() {
            return Err(self.error(1, "a key is missing here"));
        }
        if rest[end..].starts_with('(') {
            return self.condition(name, end);
        }
        self.at += end;
        Ok(Step::Key(name.into()))
    }

    fn condition(&mut self, name: &str, end: usize) -> Result<Step, PathError> {
        if name != "cond" {
            return Err(self.error(end, "the only function in a path is `cond(Type)`"));
        }
        let inside = &self.text[self.at + end + 1..];
        let Some(close) = inside.find(')') else { return Err(self.error(end + 1, "`cond(` has no `)`")) };
        let condition = inside[..close].trim();
        if condition.is_empty() || condition.contains(',') {
            self.at += end + 1;
            return Err(self.error(close.max(1), "`cond(…)` takes the type of one condition"));
        }
        self.at += end + 1 + close + 1;
        Ok(Step::Condition(condition.into()))
    }

    fn bracket(&mut self) -> Result<Step, PathError> {
        let rest = &self.text[self.at + 1..];
        if let Some(quote) = rest.chars().next().filter(|c| matches!(c, '\'' | '"')) {
            let inside = &rest[1..];
            let Some(close) = inside.find(quote) else {
                return Err(self.error(1, "the quote is not closed"));
            };
            if !inside[close + 1..].starts_with(']') {
                return Err(self.error(close + 3, "expected `]` after the quoted key"));
            }
            self.at += 1 + 1 + close + 1 + 1;
            return Ok(Step::Key(inside[..close].into()));
        }
        let Some(close) = rest.find(']') else { return Err(self.error(1, "`[` has no `]`")) };
        let inside = rest[..close].trim();
        let step = if inside == "*" {
            Step::All
        } else if let Ok(index) = inside.parse() {
            Step::Index(index)
        } else if let Some((key, value)) =
            inside.split_once('=').filter(|(key, _)| !key.trim().is_empty() && !key.contains(['.', '[', '|']))
        {
            let value = value.trim().trim_matches(|c| c == '\'' || c == '"');
            Step::Filter { key: key.trim().into(), value: value.into() }
        } else {
            return Err(self.error(close + 2, "in `[…]` stands a number, `*`, `key=value` or a quoted key"));
        };
        self.at += 1 + close + 1;
        Ok(step)
    }

    fn default(&mut self, value: &str) -> Result<String, PathError> {
        let value = value.trim();
        if value.is_empty() {
            return Err(self.error(2, "`??` needs a value after it"));
        }
        self.at = self.text.len();
        Ok(value.trim_matches(|c| c == '\'' || c == '"').to_owned())
    }

    fn error(&self, length: usize, message: &str) -> PathError {
        let end = (self.at + length).min(self.text.len().max(self.at + 1));
        PathError { message: message.to_owned(), span: Span::new(self.at, end) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Document, ReadOptions};

    const OBJECT: &str = "
metadata:
  name: n
  annotations:
    x.y/z: slash
spec:
  list: [{k: a, v: 1}, {k: b, v: 2}, {k: b, v: 3}]
  nothing:
status:
  conditions:
  - {type: Ready, status: 'True'}
  providerStatus:
    conditions:
    - {type: Created, status: 'False'}
";

    fn all(path: &str) -> Vec<String> {
        let document = Document::parse(OBJECT.to_owned(), ReadOptions::default()).expect("YAML");
        let root = document.roots().next().expect("one document");
        let mut found = Vec::new();
        let _ = Path::parse(path).expect(path).visit(root, &mut |node| {
            found.push(node.text().unwrap_or("<collection>").to_owned());
            ControlFlow::Continue(())
        });
        found
    }

    #[test]
    fn leads_where_it_says() {
        for (path, values) in [
            ("metadata.name", vec!["n"]),
            ("metadata.annotations['x.y/z']", vec!["slash"]),
            ("metadata.annotations[\"x.y/z\"]", vec!["slash"]),
            ("spec.list[0].v", vec!["1"]),
            ("spec.list[*].v", vec!["1", "2", "3"]),
            ("spec.list[k=b].v", vec!["2", "3"]),
            ("spec.list[k='b'].v", vec!["2", "3"]),
            ("cond(Ready).status", vec!["True"]),
            ("cond(Created).status", vec!["False"]),
            ("metadata", vec!["<collection>"]),
            ("spec.list[9].v", vec![]),
            ("spec.list.v", vec![]),
            ("metadata.name.deeper", vec![]),
            ("cond(Missing).status", vec![]),
            ("metadata.nam", vec![]),
        ] {
            assert_eq!(all(path), values, "{path}");
        }
        assert_eq!(Path::parse("a.b ?? 0").expect("path").default.as_deref(), Some("0"));
        assert_eq!(Path::parse("a.b??'x y'").expect("path").default.as_deref(), Some("x y"));
    }

    #[test]
    fn falls_back_to_the_nearest_parent() {
        let document = Document::parse(OBJECT.to_owned(), ReadOptions::default()).expect("YAML");
        let root = document.roots().next().expect("one document");
        let line = |path: &str| {
            let node = Path::parse(path).expect(path).nearest(root);
            crate::text::line_at(OBJECT, node.span().start).trim().to_owned()
        };
        assert_eq!(line("metadata.name"), "name: n");
        assert_eq!(line("cond(Ready).reason"), "- {type: Ready, status: 'True'}");
        assert_eq!(line("status.nodeRef.name"), "conditions:");
        assert_eq!(line("nowhere.at.all"), "metadata:");
    }

    #[test]
    fn says_where_it_is_no_path() {
        for (text, at, part) in [
            ("", 0, "starts with"),
            ("a..b", 2, "key is missing"),
            ("a[", 1, "no `]`"),
            ("a['x", 1, "not closed"),
            ("a[x]", 1, "a number"),
            ("a[=x]", 1, "a number"),
            ("a[b.c=x]", 1, "a number"),
            ("a b", 2, "blank"),
            ("cnd(Ready).status", 0, "only function"),
            ("cond(Ready", 0, "no `)`"),
            ("cond(A,B).status", 5, "one condition"),
            ("a ??", 2, "needs a value"),
            ("a]b", 1, "expected"),
        ] {
            let error = Path::parse(text).expect_err(text);
            assert!(error.message.contains(part), "{text}: {error}");
            assert_eq!(error.span.start, at, "{text}: {error}");
        }
    }
}
