//! serde over our document tree. It never meets a wrong shape: the schema was checked before, and the nodes that
//! failed are left out here, so that the rest of the file is read and its mistakes are found too.

use std::collections::BTreeSet;

use serde::de::value::{StrDeserializer, U32Deserializer};
use serde::de::{self, DeserializeSeed, Deserializer, IntoDeserializer, MapAccess, SeqAccess, Visitor};
use serde::forward_to_deserialize_any;
use thiserror::Error;

use super::spanned::{RAW, SPANNED};
use crate::model::{Node, NodeId, Shape};

/// What serde had to say. A reader of checked nodes meets it only when a type asks for more than its schema.
#[derive(Debug, Error)]
#[error("{0}")]
pub struct ReadError(String);

impl de::Error for ReadError {
    fn custom<T: std::fmt::Display>(message: T) -> Self {
        Self(message.to_string())
    }
}

/// Reads a `T` out of `node`, as if the nodes in `bad` were not there.
///
/// # Errors
/// When `T` needs what its schema does not ask for; ours, not the author's.
pub fn from_node<'d, T: de::Deserialize<'d>>(node: Node<'d>, bad: &BTreeSet<NodeId>) -> Result<T, ReadError> {
    T::deserialize(Reader { node, bad })
}

#[derive(Clone, Copy)]
struct Reader<'d, 'b> {
    node: Node<'d>,
    bad: &'b BTreeSet<NodeId>,
}

impl<'d, 'b> Reader<'d, 'b> {
    fn items(self) -> Items<'b, impl Iterator<Item = Node<'d>>> {
        let Self { node, bad } = self;
        Items { nodes: node.items().filter(move |item| !bad.contains(&item.id())), bad }
    }

    fn scalar<V: Visitor<'d>>(self, visitor: V) -> Result<V::Value, ReadError> {
        let text = self.node.text().unwrap_or_default();
        if self.node.is_null() {
            return visitor.visit_unit();
        }
        if let Some(truth) = self.node.as_bool() {
            return visitor.visit_bool(truth);
        }
        if self.node.is_plain() {
            if let Ok(number) = text.parse::<i64>() {
                return visitor.visit_i64(number);
            }
            if let Ok(number) = text.parse::<f64>() {
                return visitor.visit_f64(number);
            }
        }
        visitor.visit_borrowed_str(text)
    }
}

impl<'d> Deserializer<'d> for Reader<'d, '_> {
    type Error = ReadError;

    fn deserialize_any<V: Visitor<'d>>(self, visitor: V) -> Result<V::Value, ReadError> {
        match self.node.shape() {
            Shape::Map => self.deserialize_map(visitor),
            Shape::List => visitor.visit_seq(self.items()),
            Shape::Scalar => self.scalar(visitor),
        }
    }

    fn deserialize_str<V: Visitor<'d>>(self, visitor: V) -> Result<V::Value, ReadError> {
        match self.node.text() {
            Some(text) => visitor.visit_borrowed_str(text),
            None => self.deserialize_any(visitor),
        }
    }

    fn deserialize_string<V: Visitor<'d>>(self, visitor: V) -> Result<V::Value, ReadError> {
        self.deserialize_str(visitor)
    }

    fn deserialize_option<V: Visitor<'d>>(self, visitor: V) -> Result<V::Value, ReadError> {
        if self.node.is_null() { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_seq<V: Visitor<'d>>(self, visitor: V) -> Result<V::Value, ReadError> {
        match self.node.shape() {
            Shape::Scalar if !self.node.is_null() => {
                visitor.visit_seq(Items { nodes: std::iter::once(self.node), bad: self.bad })
            }
            _ => visitor.visit_seq(self.items()),
        }
    }

    fn deserialize_map<V: Visitor<'d>>(self, visitor: V) -> Result<V::Value, ReadError> {
        let Self { node, bad } = self;
        let entries = node.entries().filter(move |(_, value)| !bad.contains(&value.id()));
        visitor.visit_map(Entries { entries, value: None, bad })
    }

    fn deserialize_struct<V: Visitor<'d>>(
        self,
        _name: &'static str,
        _fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, ReadError> {
        self.deserialize_map(visitor)
    }

    fn deserialize_newtype_struct<V: Visitor<'d>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, ReadError> {
        if name == RAW {
            return visitor.visit_u64(u64::from(self.node.id().number()));
        }
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_tuple_struct<V: Visitor<'d>>(
        self,
        name: &'static str,
        _len: usize,
        visitor: V,
    ) -> Result<V::Value, ReadError> {
        if name == SPANNED {
            return visitor.visit_seq(WithPlace { reader: self, next: 0 });
        }
        self.deserialize_any(visitor)
    }

    fn deserialize_enum<V: Visitor<'d>>(
        self,
        _name: &'static str,
        _variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, ReadError> {
        let name: StrDeserializer<'_, ReadError> = self.node.text().unwrap_or_default().into_deserializer();
        visitor.visit_enum(name)
    }

    forward_to_deserialize_any! {
        <V: Visitor<'d>>
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char bytes byte_buf unit unit_struct tuple
        identifier ignored_any
    }
}

struct Items<'b, I> {
    nodes: I,
    bad: &'b BTreeSet<NodeId>,
}

impl<'d, I: Iterator<Item = Node<'d>>> SeqAccess<'d> for Items<'_, I> {
    type Error = ReadError;

    fn next_element_seed<T: DeserializeSeed<'d>>(&mut self, seed: T) -> Result<Option<T::Value>, ReadError> {
        let bad = self.bad;
        self.nodes.next().map(|node| seed.deserialize(Reader { node, bad })).transpose()
    }
}

struct Entries<'d, 'b, I> {
    entries: I,
    value: Option<Node<'d>>,
    bad: &'b BTreeSet<NodeId>,
}

impl<'d, I: Iterator<Item = (Node<'d>, Node<'d>)>> MapAccess<'d> for Entries<'d, '_, I> {
    type Error = ReadError;

    fn next_key_seed<K: DeserializeSeed<'d>>(&mut self, seed: K) -> Result<Option<K::Value>, ReadError> {
        let Some((key, value)) = self.entries.next() else { return Ok(None) };
        self.value = Some(value);
        seed.deserialize(Key(Reader { node: key, bad: self.bad })).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'d>>(&mut self, seed: V) -> Result<V::Value, ReadError> {
        let node = self.value.take().ok_or_else(|| ReadError("a value without its key".to_owned()))?;
        seed.deserialize(Reader { node, bad: self.bad })
    }
}

/// A key is a text whatever it looks like: `on`, `1`, `null`.
struct Key<'d, 'b>(Reader<'d, 'b>);

impl<'d> Deserializer<'d> for Key<'d, '_> {
    type Error = ReadError;

    fn deserialize_any<V: Visitor<'d>>(self, visitor: V) -> Result<V::Value, ReadError> {
        self.0.deserialize_str(visitor)
    }

    fn deserialize_tuple_struct<V: Visitor<'d>>(
        self,
        name: &'static str,
        len: usize,
        visitor: V,
    ) -> Result<V::Value, ReadError> {
        self.0.deserialize_tuple_struct(name, len, visitor)
    }

    forward_to_deserialize_any! {
        <V: Visitor<'d>>
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit
        unit_struct newtype_struct seq tuple map struct enum identifier ignored_any
    }
}

/// Start, end, value: what [`super::Spanned`] is read from.
struct WithPlace<'d, 'b> {
    reader: Reader<'d, 'b>,
    next: u8,
}

impl<'d> SeqAccess<'d> for WithPlace<'d, '_> {
    type Error = ReadError;

    fn next_element_seed<T: DeserializeSeed<'d>>(&mut self, seed: T) -> Result<Option<T::Value>, ReadError> {
        let span = self.reader.node.span();
        // Documents are under 4 GiB, so places fit.
        let number = |at: usize| U32Deserializer::<ReadError>::new(u32::try_from(at).unwrap_or(u32::MAX));
        self.next += 1;
        match self.next {
            1 => seed.deserialize(number(span.start)).map(Some),
            2 => seed.deserialize(number(span.end)).map(Some),
            3 => seed.deserialize(self.reader).map(Some),
            _ => Ok(None),
        }
    }
}
