//! JSON whose objects say each thing once.
//!
//! Of a key that stands twice in one object a parser keeps the last value, or the first: which one was meant nobody knows.

use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};
use std::fmt;

/// A value in which no key has two different values.
pub struct Once(pub Value);

impl<'de> Deserialize<'de> for Once {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(OnceVisitor).map(Self)
    }
}

struct OnceVisitor;

impl<'de> Visitor<'de> for OnceVisitor {
    type Value = Value;

    fn expecting(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str("a JSON value")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(Number::from_f64(value).map_or(Value::Null, Value::Number))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<Value, A::Error> {
        let mut values = Vec::new();
        while let Some(Once(value)) = elements.next_element()? {
            values.push(value);
        }
        Ok(Value::Array(values))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let mut object = Map::new();
        while let Some((key, Once(value))) = entries.next_entry::<String, Once>()? {
            if object.get(&key).is_some_and(|before| *before != value) {
                return Err(A::Error::custom(format_args!("the key \"{key}\" stands twice, with different values")));
            }
            object.insert(key, value);
        }
        Ok(Value::Object(object))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Value, String> {
        serde_json::from_str::<Once>(text).map(|once| once.0).map_err(|cause| cause.to_string())
    }

    #[test]
    fn what_is_said_once_reads_as_it_is_written() {
        for text in [r#"{"b":[1,-2,0.5,null,true,"x\n"],"a":{"b":{}}}"#, "[]", "7", "\"a\"", r#"[{"a":1},{"a":2}]"#] {
            assert_eq!(read(text).unwrap().to_string(), text);
        }
        assert_eq!(read(r#"{"a":1,"b":2,"a":1}"#).unwrap().to_string(), r#"{"a":1,"b":2}"#);
    }

    #[test]
    fn a_key_with_two_values_is_refused_wherever_it_stands() {
        for text in [r#"{"a":1,"a":2}"#, r#"{"x":[{"a":"1","b":0,"a":1}]}"#] {
            assert!(read(text).unwrap_err().starts_with("the key \"a\" stands twice, with different values"), "{text}");
        }
    }
}
