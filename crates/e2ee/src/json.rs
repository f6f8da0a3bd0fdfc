//! Types read from JSON with little code: key packages from memory, and in a browser what comes from the page and from
//! the node.
//!
//! A text is read into a tree first, and every type then from the tree. Reading each type from the text itself would
//! bring the whole reader of JSON anew into the code of each of some two hundred types, once for objects and once for
//! lists in their place, and a browser would load all of it.

use serde::de::{
    DeserializeOwned, DeserializeSeed, Deserializer, EnumAccess, Error as _, Expected, MapAccess,
    SeqAccess, Unexpected, VariantAccess, Visitor, value::StrDeserializer,
};
use serde::{Deserialize, forward_to_deserialize_any};
use serde_json::{Error, Number};
use std::{fmt, mem, vec};

/// # Errors
/// When `text` isn't JSON, or isn't what a `T` is.
pub fn read<T: DeserializeOwned>(text: &[u8]) -> Result<T, Error> {
    T::deserialize(serde_json::from_slice::<Json>(text)?)
}

/// A value. Of an object every field stays, so that one that comes twice is refused by whoever reads it.
enum Json {
    Null,
    Bool(bool),
    Number(Number),
    Text(String),
    List(Vec<Json>),
    Object(Vec<(String, Json)>),
}

impl Json {
    /// A variant's name and what it holds: a text, or an object of one field.
    fn variant(self, expected: &dyn Expected) -> Result<Variant, Error> {
        match self {
            Self::Text(name) => Ok(Variant { name, held: None }),
            Self::Object(mut fields) if fields.len() == 1 => {
                let (name, held) = fields.remove(0);
                Ok(Variant {
                    name,
                    held: Some(held),
                })
            }
            other => Err(other.instead_of(expected)),
        }
    }

    #[cold]
    fn instead_of(&self, expected: &dyn Expected) -> Error {
        let found = match self {
            Self::Null => Unexpected::Unit,
            Self::Bool(value) => Unexpected::Bool(*value),
            Self::Number(_) => Unexpected::Other("number"),
            Self::Text(text) => Unexpected::Str(text),
            Self::List(_) => Unexpected::Seq,
            Self::Object(_) => Unexpected::Map,
        };
        Error::invalid_type(found, expected)
    }
}

impl<'de> Deserialize<'de> for Json {
    fn deserialize<D: Deserializer<'de>>(input: D) -> Result<Self, D::Error> {
        input.deserialize_any(Whole)
    }
}

struct Whole;

impl<'de> Visitor<'de> for Whole {
    type Value = Json;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Json, E> {
        Ok(Json::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Json, E> {
        Ok(Json::Bool(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Json, E> {
        Ok(Json::Number(value.into()))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Json, E> {
        Ok(Json::Number(value.into()))
    }

    fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<Json, E> {
        let number = Number::from_f64(value).ok_or_else(|| E::custom("not a number"))?;
        Ok(Json::Number(number))
    }

    fn visit_str<E>(self, text: &str) -> Result<Json, E> {
        Ok(Json::Text(text.to_owned()))
    }

    fn visit_string<E>(self, text: String) -> Result<Json, E> {
        Ok(Json::Text(text))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut input: A) -> Result<Json, A::Error> {
        let mut list = Vec::new();
        while let Some(value) = input.next_element()? {
            list.push(value);
        }
        Ok(Json::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut input: A) -> Result<Json, A::Error> {
        let mut fields = Vec::new();
        while let Some(field) = input.next_entry()? {
            fields.push(field);
        }
        Ok(Json::Object(fields))
    }
}

impl<'de> Deserializer<'de> for Json {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self {
            Self::Null => visitor.visit_unit(),
            Self::Bool(value) => visitor.visit_bool(value),
            Self::Number(number) => number.deserialize_any(visitor),
            Self::Text(text) => visitor.visit_string(text),
            list @ Self::List(_) => list.deserialize_seq(visitor),
            object @ Self::Object(_) => object.deserialize_map(visitor),
        }
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self {
            Self::Bool(value) => visitor.visit_bool(value),
            other => Err(other.instead_of(&visitor)),
        }
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self {
            Self::Text(text) => visitor.visit_string(text),
            other => Err(other.instead_of(&visitor)),
        }
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.deserialize_str(visitor)
    }

    fn deserialize_identifier<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.deserialize_str(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self {
            Self::Null => visitor.visit_none(),
            some => visitor.visit_some(some),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Error> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        let mut elements = Elements::of(self, &visitor)?;
        let value = visitor.visit_seq(&mut elements)?;
        elements.end()?;
        Ok(value)
    }

    fn deserialize_tuple<V: Visitor<'de>>(
        self,
        _len: usize,
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _len: usize,
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        let mut fields = Fields::of(self, &visitor)?;
        visitor.visit_map(&mut fields)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.deserialize_map(visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        let variant = self.variant(&visitor)?;
        visitor.visit_enum(variant)
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_unit()
    }

    forward_to_deserialize_any! {
        i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char bytes byte_buf unit unit_struct
    }
}

// What doesn't depend on the type that is read is in functions of its own, once for all of them.

struct Elements(vec::IntoIter<Json>);

impl Elements {
    #[inline(never)]
    fn of(value: Json, expected: &dyn Expected) -> Result<Self, Error> {
        match value {
            Json::List(list) => Ok(Self(list.into_iter())),
            other => Err(other.instead_of(expected)),
        }
    }

    #[inline(never)]
    fn step(&mut self) -> Option<Json> {
        self.0.next()
    }

    #[inline(never)]
    fn end(&self) -> Result<(), Error> {
        match self.0.len() {
            0 => Ok(()),
            more => Err(Error::custom(format_args!("{more} elements too many"))),
        }
    }
}

impl<'de> SeqAccess<'de> for Elements {
    type Error = Error;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Error> {
        match self.step() {
            Some(value) => seed.deserialize(value).map(Some),
            None => Ok(None),
        }
    }
}

struct Fields {
    rest: vec::IntoIter<(String, Json)>,
    name: String,
    value: Json,
}

impl Fields {
    #[inline(never)]
    fn of(value: Json, expected: &dyn Expected) -> Result<Self, Error> {
        match value {
            Json::Object(fields) => Ok(Self {
                rest: fields.into_iter(),
                name: String::new(),
                value: Json::Null,
            }),
            other => Err(other.instead_of(expected)),
        }
    }

    #[inline(never)]
    fn step(&mut self) -> Option<&str> {
        (self.name, self.value) = self.rest.next()?;
        Some(&self.name)
    }

    #[inline(never)]
    fn value(&mut self) -> Json {
        mem::replace(&mut self.value, Json::Null)
    }
}

impl<'de> MapAccess<'de> for Fields {
    type Error = Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Error> {
        match self.step() {
            Some(name) => seed.deserialize(StrDeserializer::new(name)).map(Some),
            None => Ok(None),
        }
    }

    fn next_value_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<T::Value, Error> {
        seed.deserialize(self.value())
    }
}

struct Variant {
    name: String,
    held: Option<Json>,
}

impl<'de> EnumAccess<'de> for Variant {
    type Error = Error;
    type Variant = Held;

    fn variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<(T::Value, Held), Error> {
        let name = seed.deserialize(StrDeserializer::<Error>::new(&self.name))?;
        Ok((name, Held(self.held)))
    }
}

struct Held(Option<Json>);

impl Held {
    fn some(self) -> Result<Json, Error> {
        let missing = || Error::custom("a name alone, where something follows it");
        self.0.ok_or_else(missing)
    }
}

impl<'de> VariantAccess<'de> for Held {
    type Error = Error;

    fn unit_variant(self) -> Result<(), Error> {
        match self.0 {
            None | Some(Json::Null) => Ok(()),
            Some(other) => Err(other.instead_of(&"a name alone")),
        }
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, Error> {
        seed.deserialize(self.some()?)
    }

    fn tuple_variant<V: Visitor<'de>>(self, _len: usize, visitor: V) -> Result<V::Value, Error> {
        self.some()?.deserialize_seq(visitor)
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        _fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.some()?.deserialize_map(visitor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    #[derive(Debug, PartialEq, Deserialize)]
    #[serde(rename_all = "kebab-case", deny_unknown_fields)]
    enum Said {
        Alone,
        One(u8),
        Two(u8, String),
        Fields {
            whole: Inner,
            list: Vec<Option<i64>>,
        },
    }

    #[derive(Debug, PartialEq, Deserialize)]
    struct Inner {
        yes: bool,
        #[serde(default)]
        half: Option<f64>,
        by_name: BTreeMap<String, (u16, char)>,
        either: Either,
        #[serde(flatten)]
        more: More,
    }

    #[derive(Debug, PartialEq, Deserialize)]
    #[serde(untagged)]
    enum Either {
        Number(u32),
        Text(String),
    }

    #[derive(Debug, PartialEq, Deserialize)]
    struct More {
        unit: (),
        #[serde(default)]
        tagged: Option<Tagged>,
    }

    #[derive(Debug, PartialEq, Deserialize)]
    #[serde(tag = "is", rename_all = "kebab-case")]
    enum Tagged {
        This { n: i8 },
        That,
    }

    #[test]
    fn a_text_says_the_same_as_it_does_to_serde_json() {
        for (text, is_read) in [
            (r#""alone""#, true),
            (r#"{"alone":null}"#, true),
            (r#"{"one":255}"#, true),
            (r#"{"one":256}"#, false),
            (r#"{"one":-1}"#, false),
            (r#"{"one":1.0}"#, false),
            (r#"{"one":"1"}"#, false),
            (r#"{"two":[1,"\u00e9\n"]}"#, true),
            (r#"{"two":[1]}"#, false),
            (r#"{"two":[1,"a",2]}"#, false),
            (
                r#"{"fields":{"whole":{"yes":true,"half":0.5,"by_name":{"a":[1,"b"]},"either":7,"unit":null,
                   "tagged":{"is":"this","n":-3}},"list":[1,null,-9007199254740993]}}"#,
                true,
            ),
            (
                r#"{"fields":{"whole":{"yes":false,"half":null,"by_name":{},"either":"x","unit":null,"other":[{}],
                   "tagged":{"is":"that"}},"list":[]}}"#,
                true,
            ),
            // A field that comes twice, one that nobody knows, one that is missing.
            (r#"{"fields":{"list":[],"list":[]}}"#, false),
            (r#"{"fields":{"list":[],"lists":[]}}"#, false),
            (r#"{"fields":{"list":[]}}"#, false),
            (r#"{"one":1,"two":[1,"a"]}"#, false),
            (r#"{}"#, false),
            (r#""one""#, false),
            (r#""none""#, false),
            (r#"{"one":1} x"#, false),
            (r#"{"one":1"#, false),
            ("", false),
        ] {
            let ours = read::<Said>(text.as_bytes());
            let theirs = serde_json::from_str::<Said>(text);
            assert_eq!(ours.is_ok(), is_read, "{text}: {ours:?}");
            assert_eq!(ours.ok(), theirs.ok(), "{text}");
        }
    }

    #[test]
    fn an_object_is_an_object() {
        // Where serde_json takes a list of its fields, too.
        let list = b"[null]";
        assert!(serde_json::from_slice::<More>(list).is_ok());
        assert!(read::<More>(list).is_err());
    }

    #[test]
    fn a_refusal_names_what_was_expected() {
        for (text, wanted) in [
            (r#"{"one":"x"}"#, "invalid type: string \"x\", expected u8"),
            (
                r#"{"fields":{"list":[],"list":[]}}"#,
                "duplicate field `list`",
            ),
            (
                r#"{"fields":{"odd":1}}"#,
                "unknown field `odd`, expected `whole` or `list`",
            ),
            (r#"[]"#, "invalid type: sequence, expected enum Said"),
        ] {
            assert_eq!(
                read::<Said>(text.as_bytes()).unwrap_err().to_string(),
                wanted,
                "{text}"
            );
        }
        // As deep as serde_json goes, and no deeper.
        let deep = format!("{}{}", "[".repeat(200), "]".repeat(200));
        assert!(
            read::<Said>(deep.as_bytes())
                .unwrap_err()
                .to_string()
                .contains("recursion limit")
        );
    }
}
