//! Objects as a program sees them: a node of a document that is looked at when a field is asked for. A field that is not
//! there is `()`, and so is every field of `()`.

use std::ops::ControlFlow;
use std::sync::Arc;

use rhai::{Dynamic, Engine, ImmutableString};

use crate::model::{Node, NodeId, Shape, SourceFile};

/// A map or a list of a document.
#[derive(Debug, Clone)]
pub struct View {
    pub(super) file: Arc<SourceFile>,
    pub(super) node: NodeId,
    /// The object that an element is in; its name is `object`.
    pub(super) parent: Option<NodeId>,
}

/// Something that a program is given: an item, with the object that it is in.
#[derive(Debug, Clone)]
pub struct Thing {
    /// The document.
    pub file: Arc<SourceFile>,
    /// The node.
    pub node: NodeId,
    /// The object around it.
    pub parent: Option<NodeId>,
}

impl Thing {
    pub(super) fn value(&self) -> Dynamic {
        let view = View { file: Arc::clone(&self.file), node: self.node, parent: self.parent };
        // What stands alone in a list is a text or a number.
        if view.node().shape() == Shape::Scalar { view.at(view.node()) } else { Dynamic::from(view) }
    }
}

impl View {
    pub(super) fn node(&self) -> Node<'_> {
        self.file.document.node(self.node)
    }

    /// What a program sees of another node of the document.
    pub(super) fn at(&self, node: Node<'_>) -> Dynamic {
        if node.shape() != Shape::Scalar {
            let view = Self { file: Arc::clone(&self.file), node: node.id(), parent: None };
            return Dynamic::from(view);
        }
        if node.is_null() {
            return Dynamic::UNIT;
        }
        if let Some(truth) = node.as_bool() {
            return Dynamic::from(truth);
        }
        let text = node.text().unwrap_or_default();
        if node.is_plain() {
            if let Ok(number) = text.parse::<i64>() {
                return Dynamic::from(number);
            }
            if let Ok(number) = text.parse::<f64>() {
                return Dynamic::from(number);
            }
        }
        Dynamic::from(ImmutableString::from(text))
    }

    fn field(&self, key: &str) -> Dynamic {
        match self.node().get(key) {
            Some(node) => self.at(node),
            None if key == "object" => match self.parent {
                Some(parent) => self.at(self.file.document.node(parent)),
                None => Dynamic::UNIT,
            },
            None => Dynamic::UNIT,
        }
    }

    fn element(&self, index: i64) -> Dynamic {
        let node = self.node();
        let at = if index < 0 { node.items().count() as i64 + index } else { index };
        let found = usize::try_from(at).ok().and_then(|at| node.items().nth(at));
        found.map_or(Dynamic::UNIT, |node| self.at(node))
    }

    /// All that a path leads to.
    pub(super) fn all(&self, path: &crate::rules::Path) -> Vec<Dynamic> {
        let mut found = Vec::new();
        let _ = path.visit(self.node(), &mut |node| {
            found.push(self.at(node));
            ControlFlow::Continue(())
        });
        found
    }
}

impl IntoIterator for View {
    type Item = Dynamic;
    type IntoIter = std::vec::IntoIter<Dynamic>;

    /// Elements of a list, values of a map.
    fn into_iter(self) -> Self::IntoIter {
        let node = self.node();
        let all: Vec<Dynamic> = match node.shape() {
            Shape::Map => node.entries().map(|(_, value)| self.at(value)).collect(),
            _ => node.items().map(|item| self.at(item)).collect(),
        };
        all.into_iter()
    }
}

pub(super) fn register(engine: &mut Engine) {
    engine
        .register_type_with_name::<View>("Object")
        .register_iterator::<View>()
        .register_indexer_get(|view: &mut View, key: ImmutableString| view.field(&key))
        .register_indexer_get(|view: &mut View, index: i64| view.element(index))
        .register_indexer_get(|_: &mut (), _: ImmutableString| Dynamic::UNIT)
        .register_indexer_get(|_: &mut (), _: i64| Dynamic::UNIT)
        .register_fn("len", |view: &mut View| size(view) as i64)
        .register_get("len", |view: &mut View| size(view) as i64)
        .register_fn("is_empty", |view: &mut View| size(view) == 0)
        .register_fn("contains", |view: &mut View, key: ImmutableString| {
            let node = view.node();
            node.get(&key).is_some() || node.items().any(|item| item.text() == Some(key.as_str()))
        })
        .register_fn("keys", |view: &mut View| -> rhai::Array {
            let node = view.node();
            let keys = node.entries().filter_map(|(key, _)| key.text());
            keys.map(|key| Dynamic::from(ImmutableString::from(key))).collect()
        })
        .register_fn("to_array", |view: &mut View| -> rhai::Array { view.clone().into_iter().collect() });
}

fn size(view: &View) -> usize {
    let node = view.node();
    match node.shape() {
        Shape::Map => node.entries().count(),
        _ => node.items().count(),
    }
}
