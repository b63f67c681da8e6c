//! Canonical JSON: one text for one value, the text that `jq -cS .` prints.
//!
//! Keys in the order of their code points, no white space, and jq's way of writing strings. Numbers are
//! whole and exact in every JSON reader; anything else has no canonical text here.

use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::Value;
use std::borrow::Cow;
use std::fmt::{self, Write};
use std::ops::Range;

/// The greatest whole number up to which every JSON reader keeps all of them: 2^53.
pub const GREATEST_EXACT: u64 = 1 << 53;

/// The canonical text of a value; `None` where it holds a number that is not whole or not exact.
///
/// ```
/// use ombud::register::canonical::canonical;
/// let value = serde_json::json!({ "b": [1, null, true], "a": "caf\u{e9} \"1\"\n\u{7f}" });
/// assert_eq!(canonical(&value).unwrap(), "{\"a\":\"café \\\"1\\\"\\n\\u007f\",\"b\":[1,null,true]}");
/// assert_eq!(canonical(&serde_json::json!(0.5)), None);
/// ```
pub fn canonical(value: &Value) -> Option<String> {
    let mut text = String::new();
    write_value(&mut text, value)?;
    Some(text)
}

fn write_value(text: &mut String, value: &Value) -> Option<()> {
    match value {
        Value::Null => text.push_str("null"),
        Value::Bool(true) => text.push_str("true"),
        Value::Bool(false) => text.push_str("false"),
        Value::Number(number) => {
            let exact = number.as_i64().is_some_and(|number| number.unsigned_abs() <= GREATEST_EXACT);
            text.push_str(&exact.then(|| number.to_string())?);
        }
        Value::String(string) => write_string(text, string),
        Value::Array(items) => {
            text.push('[');
            for (place, item) in items.iter().enumerate() {
                if place > 0 {
                    text.push(',');
                }
                write_value(text, item)?;
            }
            text.push(']');
        }
        Value::Object(object) => {
            let mut members: Vec<_> = object.iter().collect();
            members.sort_unstable_by_key(|(key, _)| *key);
            text.push('{');
            for (place, (key, member)) in members.into_iter().enumerate() {
                if place > 0 {
                    text.push(',');
                }
                write_string(text, key);
                text.push(':');
                write_value(text, member)?;
            }
            text.push('}');
        }
    }
    Some(())
}

/// Where the member `hash` of an object stands in its canonical text, its comma included; `None` where the text is
/// not canonical, or has no such member that is a string and not the first one.
///
/// The text is read once and written again beside it; nothing is built. That is what makes verifying as fast as hashing.
///
/// ```
/// use ombud::register::canonical::hash_member;
/// let line = "{\"a\":1,\"hash\":\"00\",\"n\":2}";
/// assert_eq!(&line[hash_member(line).unwrap()], ",\"hash\":\"00\"");
/// assert_eq!(hash_member("{\"b\":1,\"a\":2,\"hash\":\"00\"}"), None);
/// ```
pub fn hash_member(line: &str) -> Option<Range<usize>> {
    let mut copy = Copy { text: String::with_capacity(line.len()), depth: 0, hash: None };
    let mut reader = serde_json::Deserializer::from_str(line);
    (&mut copy).deserialize(&mut reader).ok()?;
    reader.end().ok()?;
    if copy.text == line { copy.hash } else { None }
}

/// Writes what is read as canonical text, and refuses what is none.
struct Copy {
    text: String,
    depth: usize,
    hash: Option<Range<usize>>,
}

impl<'de> DeserializeSeed<'de> for &mut Copy {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<(), D::Error> {
        from.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for &mut Copy {
    type Value = ();

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("JSON with whole numbers")
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        self.text.push_str("null");
        Ok(())
    }

    fn visit_bool<E>(self, value: bool) -> Result<(), E> {
        self.text.push_str(if value { "true" } else { "false" });
        Ok(())
    }

    fn visit_u64<E: serde::de::Error>(self, value: u64) -> Result<(), E> {
        if value > GREATEST_EXACT {
            return Err(E::custom("not exact"));
        }
        write!(self.text, "{value}").map_err(E::custom)
    }

    fn visit_i64<E: serde::de::Error>(self, value: i64) -> Result<(), E> {
        if value.unsigned_abs() > GREATEST_EXACT {
            return Err(E::custom("not exact"));
        }
        write!(self.text, "{value}").map_err(E::custom)
    }

    fn visit_str<E>(self, value: &str) -> Result<(), E> {
        write_string(&mut self.text, value);
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        self.text.push('[');
        let from = self.text.len();
        loop {
            let before = self.text.len();
            if before > from {
                self.text.push(',');
            }
            if items.next_element_seed(&mut *self)?.is_none() {
                self.text.truncate(before);
                self.text.push(']');
                return Ok(());
            }
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<(), A::Error> {
        self.depth += 1;
        self.text.push('{');
        let mut previous: Option<Key<'de>> = None;
        while let Some(key) = members.next_key::<Key<'de>>()? {
            if previous.as_ref().is_some_and(|previous| previous.0 >= key.0) {
                return Err(serde::de::Error::custom("not sorted"));
            }
            let start = self.text.len();
            if previous.is_some() {
                self.text.push(',');
            }
            write_string(&mut self.text, &key.0);
            self.text.push(':');
            members.next_value_seed(&mut *self)?;
            if self.depth == 1 && key.0 == "hash" && previous.is_some() && self.text.ends_with('"') {
                self.hash = Some(start..self.text.len());
            }
            previous = Some(key);
        }
        self.text.push('}');
        self.depth -= 1;
        Ok(())
    }
}

/// A key, without a copy where it has no escapes.
#[derive(serde::Deserialize)]
struct Key<'a>(#[serde(borrow)] Cow<'a, str>);

/// Writes a string as jq does: U+007F is escaped, all other text beyond ASCII is not.
fn write_string(text: &mut String, string: &str) {
    text.push('"');
    let mut plain_from = 0;
    for (at, byte) in string.bytes().enumerate() {
        let escape = match byte {
            b'"' => "\\\"",
            b'\\' => "\\\\",
            b'\n' => "\\n",
            b'\r' => "\\r",
            b'\t' => "\\t",
            0x08 => "\\b",
            0x0c => "\\f",
            0..0x20 | 0x7f => "",
            _ => continue,
        };
        text.push_str(&string[plain_from..at]);
        plain_from = at + 1;
        if escape.is_empty() {
            let _ = write!(text, "\\u{byte:04x}");
        } else {
            text.push_str(escape);
        }
    }
    text.push_str(&string[plain_from..]);
    text.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn keys_are_sorted_at_every_depth_by_code_point() {
        // By code point: "A" 41, "a" 61, "é" E9, U+FB01, U+1F600; by UTF-16 the last two would change places.
        let value = json!({ "é": 1, "a": { "z": 1, "b": 2 }, "\u{1f600}": 1, "A": 1, "\u{fb01}": 1 });
        assert_eq!(canonical(&value).unwrap(), "{\"A\":1,\"a\":{\"b\":2,\"z\":1},\"é\":1,\"\u{fb01}\":1,\"\u{1f600}\":1}");
    }

    #[test]
    fn control_characters_are_written_as_jq_writes_them() {
        assert_eq!(
            canonical(&json!("\u{0}\u{8}\t\n\u{b}\u{c}\r\u{1f}/\\\u{2028}")).unwrap(),
            "\"\\u0000\\b\\t\\n\\u000b\\f\\r\\u001f/\\\\\u{2028}\""
        );
    }

    #[test]
    fn only_the_canonical_text_of_an_object_shows_where_its_hash_is() {
        let value = json!({ "attributes": { "hash": "x", "list": [1, [], {}, null, true] }, "hash": "ab", "n": 12 });
        let text = canonical(&value).unwrap();
        assert_eq!(&text[hash_member(&text).unwrap()], ",\"hash\":\"ab\"");
        for other in [
            text.replace("\"n\":12", "\"n\": 12"),
            text.replace("\"n\":12", "\"n\":12.0"),
            text.replace("\"n\":12", "\"n\":12,\"n\":12"),
            text.replace("\"n\":12", "\"n\":9007199254740993"),
            text.replace("\"n\":12", "\"n\":\"\\u0041\""),
            text.replace("\"hash\":\"ab\"", "\"hash\":7"),
            format!("{text} "),
            "{\"hash\":\"ab\"}".into(),
            String::new(),
        ] {
            assert_eq!(hash_member(&other), None, "{other}");
        }
    }

    #[test]
    fn a_number_that_readers_may_round_has_no_canonical_text() {
        assert_eq!(canonical(&json!(9_007_199_254_740_992_u64)).unwrap(), "9007199254740992");
        assert_eq!(canonical(&json!(9_007_199_254_740_993_u64)), None);
        assert_eq!(canonical(&json!({ "n": 1.0 })), None);
    }
}
