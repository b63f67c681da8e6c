//! Numbers of JSON keep the digits in which they are written.
//!
//! A number of 23 digits is the number of a case far more often than a quantity, and `1.10` is a
//! version or an amount of money. Read as a quantity they would lose digits; so each number that
//! would read otherwise than it is written is made a text, with a mark before it that no text has.

use serde_json::Value;
use std::borrow::Cow;

/// Stands before a number that was made a text. Unicode promises that this is never a character.
const MARK: char = '\u{fdd0}';

/// JSON text in which every number that would lose digits is a text.
pub fn marked(text: &str) -> Cow<'_, str> {
    let bytes = text.as_bytes();
    let (mut made, mut done, mut at) = (String::new(), 0, 0);
    while at < bytes.len() {
        match bytes[at] {
            b'"' => at = end_of_text(bytes, at + 1),
            b'-' | b'0'..=b'9' => {
                let length = bytes[at..].iter().take_while(|byte| is_of_number(**byte)).count();
                let number = &text[at..at + length];
                if loses_digits(number) {
                    made.push_str(&text[done..at]);
                    made.extend(['"', MARK]);
                    made.push_str(number);
                    made.push('"');
                    done = at + length;
                }
                at += length;
            }
            _ => at += 1,
        }
    }
    if done == 0 {
        return Cow::Borrowed(text);
    }
    made.push_str(&text[done..]);
    Cow::Owned(made)
}

/// A text as it stands in the file: a marked one is a number.
pub fn unmarked(text: &str) -> &str {
    text.strip_prefix(MARK).unwrap_or(text)
}

/// A value as JSON, its numbers as they stand in the file.
pub fn written(value: &Value) -> String {
    let text = value.to_string();
    let start = format!("\"{MARK}");
    let mut parts = text.split(start.as_str());
    let mut made = parts.next().unwrap_or_default().to_string();
    for part in parts {
        let (number, rest) = part.split_once('"').unwrap_or((part, ""));
        made.push_str(number);
        made.push_str(rest);
    }
    made
}

/// The place behind the quote that ends a text.
fn end_of_text(bytes: &[u8], mut at: usize) -> usize {
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'\\' => at += 2,
            b'"' => return at + 1,
            _ => at += 1,
        }
    }
    bytes.len()
}

fn is_of_number(byte: u8) -> bool {
    matches!(byte, b'0'..=b'9' | b'-' | b'+' | b'.' | b'e' | b'E')
}

/// Whether a number reads otherwise than it is written; what is no number is left for the parser to refuse.
fn loses_digits(number: &str) -> bool {
    let is_short = number.len() <= 15 && number.bytes().all(|byte| byte.is_ascii_digit());
    !is_short && serde_json::from_str::<serde_json::Number>(number).is_ok_and(|read| read.to_string() != number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_numbers_that_would_lose_digits_are_marked() {
        for text in [r#"{"a":12,"b":-3,"c":0.5,"d":18446744073709551615,"e":"20260000000000000000001 \" 1.10"}"#, "[007]", "", "\"open \\"]
        {
            assert_eq!(marked(text), text);
        }
        let found = marked(r#"{"a":20260000000000000000001,"b":[1.10,{"c":1e3}],"d":0.1234567890123456789}"#);
        let value: Value = serde_json::from_str(&found).unwrap();
        assert_eq!(unmarked(value["a"].as_str().unwrap()), "20260000000000000000001");
        assert_eq!(written(&value), r#"{"a":20260000000000000000001,"b":[1.10,{"c":1e3}],"d":0.1234567890123456789}"#);
    }
}
