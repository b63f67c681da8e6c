//! Canonical JSON: one text for one value, the text that `jq -cS .` prints.
//!
//! Keys in the order of their code points, no white space, and jq's way of writing strings. Numbers are
//! whole and exact in every JSON reader; anything else has no canonical text here.

use serde_json::Value;
use std::fmt::Write;

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
    fn a_number_that_readers_may_round_has_no_canonical_text() {
        assert_eq!(canonical(&json!(9_007_199_254_740_992_u64)).unwrap(), "9007199254740992");
        assert_eq!(canonical(&json!(9_007_199_254_740_993_u64)), None);
        assert_eq!(canonical(&json!({ "n": 1.0 })), None);
    }
}
