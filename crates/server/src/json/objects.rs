//! Reads a JSON value into a type of the contract, structs from objects alone.

use serde::de::value::{MapAccessDeserializer, MapDeserializer, SeqDeserializer};
use serde::de::{Deserializer, Error, IntoDeserializer, Unexpected, Visitor};
use serde_json::{Number, Value};

use super::complaint::Complaint;

/// The key under which serde_json hands on a number that no number of Rust holds exactly.
pub(super) const PRECISE: &str = "$serde_json::private::Number";

/// A JSON value from which a struct is read only where it is an object: left to itself, serde takes a list as well, for
/// the fields in the order in which the program declares them. No complaint of it repeats a value.
pub(super) struct Objects(pub(super) Value);

impl Objects {
    /// What kind of value this is, without the value.
    fn kind(&self) -> Unexpected<'static> {
        match &self.0 {
            Value::Null => Unexpected::Unit,
            Value::Bool(_) => Unexpected::Bool(true),
            Value::Number(number) if number.is_f64() => Unexpected::Float(0.0),
            Value::Number(_) => Unexpected::Unsigned(0),
            Value::String(_) => Unexpected::Str(""),
            Value::Array(_) => Unexpected::Seq,
            Value::Object(_) => Unexpected::Map,
        }
    }

    /// A value for a type that is no list and no object: a number only if a number of Rust is near enough to it.
    fn read_plain<'de, V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Complaint> {
        let Value::Number(number) = &self.0 else { return self.deserialize_any(visitor) };
        if number.is_u64() || number.is_i64() {
            return read_number(number, visitor);
        }
        let is_whole = !number.to_string().contains(['.', 'e', 'E']);
        match number.as_f64() {
            Some(float) if !is_whole => visitor.visit_f64(float),
            _ => Err(Complaint::invalid_value(self.kind(), &visitor)),
        }
    }
}

/// Whether this number of Rust is written just so.
fn is_exact(float: f64, number: &Number) -> bool {
    let digits = number.to_string();
    float.to_string() == digits
        || Number::from_f64(float).is_some_and(|written| written.to_string() == digits)
}

fn read_number<'de, V: Visitor<'de>>(number: &Number, visitor: V) -> Result<V::Value, Complaint> {
    if let Some(whole) = number.as_u64() {
        return visitor.visit_u64(whole);
    }
    if let Some(whole) = number.as_i64() {
        return visitor.visit_i64(whole);
    }
    match number.as_f64() {
        Some(float) if is_exact(float, number) => visitor.visit_f64(float),
        _ => {
            let digits = std::iter::once((PRECISE, number.to_string()));
            visitor.visit_map(MapDeserializer::new(digits))
        }
    }
}

impl<'de> IntoDeserializer<'de, Complaint> for Objects {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

macro_rules! like_anything {
    ($($name:ident)*) => {$(
        fn $name<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
            self.deserialize_any(visitor)
        }
    )*};
}

macro_rules! plain {
    ($($name:ident)*) => {$(
        fn $name<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
            self.read_plain(visitor)
        }
    )*};
}

impl<'de> Deserializer<'de> for Objects {
    type Error = Complaint;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
        match self.0 {
            Value::Null => visitor.visit_unit(),
            Value::Bool(flag) => visitor.visit_bool(flag),
            Value::Number(number) => read_number(&number, visitor),
            Value::String(text) => visitor.visit_string(text),
            Value::Array(items) => {
                let mut items = SeqDeserializer::new(items.into_iter().map(Objects));
                let read = visitor.visit_seq(&mut items)?;
                items.end().map(|()| read)
            }
            Value::Object(entries) => {
                let entries = entries.into_iter().map(|(name, value)| (name, Objects(value)));
                let mut entries = MapDeserializer::new(entries);
                let read = visitor.visit_map(&mut entries)?;
                entries.end().map(|()| read)
            }
        }
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Self::Error> {
        if self.0.is_array() {
            return Err(Error::invalid_type(Unexpected::Seq, &visitor));
        }
        self.deserialize_any(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
        if self.0.is_null() { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Self::Error> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Self::Error> {
        match self.0 {
            Value::String(variant) => visitor.visit_enum(variant.into_deserializer()),
            Value::Object(entries) if entries.len() == 1 => {
                let entries = entries.into_iter().map(|(name, value)| (name, Objects(value)));
                visitor.visit_enum(MapAccessDeserializer::new(MapDeserializer::new(entries)))
            }
            _ => Err(Error::unknown_variant("", variants)),
        }
    }

    fn deserialize_tuple<V: Visitor<'de>>(
        self,
        _: usize,
        visitor: V,
    ) -> Result<V::Value, Self::Error> {
        self.deserialize_any(visitor)
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: usize,
        visitor: V,
    ) -> Result<V::Value, Self::Error> {
        self.deserialize_any(visitor)
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Self::Error> {
        self.read_plain(visitor)
    }

    like_anything! { deserialize_seq deserialize_map deserialize_ignored_any }

    plain! {
        deserialize_bool deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64 deserialize_u8
        deserialize_u16 deserialize_u32 deserialize_u64 deserialize_f32 deserialize_f64 deserialize_char
        deserialize_str deserialize_string deserialize_bytes deserialize_byte_buf deserialize_unit
        deserialize_identifier
    }
}
