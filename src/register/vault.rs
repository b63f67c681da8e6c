//! Personal data, apart from the log: who the customer is, how to reach them, and all free text.
//!
//! Each entry of the log that has such data carries their salted digest, and the vault has a line
//! `{"content":{…},"n":12,"salt":"…"}`. The digest is the SHA-256 of the salt's text followed by the
//! canonical JSON of the content:
//!
//! ```text
//! jq -cjS 'select(.n == 12) | .salt, .content' vault.jsonl | sha256sum
//! ```
//!
//! So a text cannot be changed unseen, and one that is erased cannot be guessed from its digest, because the
//! salt goes with it. The file is for its owner's eyes only.

use super::Salt;
use super::canonical::canonical;
use crate::error::{Error, Result};
use crate::fingerprint::{folded_name, hex, sha256};
use serde_json::{Map, Value};

/// What an entry knows of people, and in free words.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Personal {
    /// By what the organisation knows the customer: a name, a number, an address.
    pub customer: Option<String>,
    /// How to reach them.
    pub contact: Option<String>,
    /// What the case is about, in a line.
    pub subject: Option<String>,
    /// What the customer said.
    pub description: Option<String>,
    /// What whoever recorded it wanted to add.
    pub note: Option<String>,
}

impl Personal {
    /// Its parts, by the names under which they are kept.
    pub fn parts(&self) -> [(&'static str, Option<&str>); 5] {
        [
            ("customer", self.customer.as_deref()),
            ("contact", self.contact.as_deref()),
            ("subject", self.subject.as_deref()),
            ("description", self.description.as_deref()),
            ("note", self.note.as_deref()),
        ]
    }

    /// Its parts, to be changed.
    pub fn parts_mut(&mut self) -> [(&'static str, &mut Option<String>); 5] {
        [
            ("customer", &mut self.customer),
            ("contact", &mut self.contact),
            ("subject", &mut self.subject),
            ("description", &mut self.description),
            ("note", &mut self.note),
        ]
    }

    /// Whether there is nothing to keep.
    pub fn is_empty(&self) -> bool {
        self.parts().iter().all(|(_, part)| part.is_none())
    }

    /// By what the customer is told from others: the name or number, else the contact; in lower case, white space as one blank.
    pub fn identity(&self) -> Option<String> {
        let known_as = self.customer.as_deref().or(self.contact.as_deref())?;
        Some(folded_name(known_as))
    }
}

/// One line of the vault.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VaultEntry {
    /// The entry of the log that it belongs to.
    pub n: u64,
    /// The salt, in hexadecimal.
    pub salt: String,
    content: Map<String, Value>,
}

impl VaultEntry {
    /// What is kept for entry `n`.
    pub fn new(n: u64, salt: Salt, personal: &Personal) -> Self {
        let parts = personal.parts().into_iter();
        let content = parts.filter_map(|(name, part)| part.map(|part| (name.to_string(), Value::from(part)))).collect();
        Self { n, salt: hex(&salt), content }
    }

    /// The digest that the log carries; `None` where the content has no canonical text, and so was not written by us.
    pub fn digest(&self) -> Option<String> {
        let content = canonical(&Value::Object(self.content.clone()))?;
        Some(sha256(format!("{}{content}", self.salt).as_bytes()))
    }

    /// What it says.
    pub fn personal(&self) -> Personal {
        let mut personal = Personal::default();
        for (name, part) in personal.parts_mut() {
            *part = self.content.get(name).and_then(Value::as_str).map(str::to_string);
        }
        personal
    }

    /// The line of the vault, without its end.
    pub fn line(&self) -> String {
        let line = serde_json::json!({ "content": self.content, "n": self.n, "salt": self.salt });
        canonical(&line).unwrap_or_else(|| line.to_string())
    }

    /// Reads a line.
    pub fn parse(line: &str) -> Result<Self> {
        let value: Value = serde_json::from_str(line).map_err(|_| Error::new("this is no JSON object"))?;
        let part = |key: &str| value.get(key);
        match (part("n").and_then(Value::as_u64), part("salt").and_then(Value::as_str), part("content").and_then(Value::as_object)) {
            (Some(n), Some(salt), Some(content)) => Ok(Self { n, salt: salt.to_string(), content: content.clone() }),
            _ => Err(Error::new("this is no entry of a vault").accepted("an object with content, n and salt")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_digest_is_that_of_salt_and_content_one_after_the_other() {
        let personal = Personal { customer: Some("Zoë".into()), note: Some("rang twice".into()), ..Personal::default() };
        let kept = VaultEntry::new(7, [0xab; 16], &personal);
        assert_eq!(kept.line(), r#"{"content":{"customer":"Zoë","note":"rang twice"},"n":7,"salt":"abababababababababababababababab"}"#);
        // printf %s 'abababababababababababababababab{"customer":"Zoë","note":"rang twice"}' | sha256sum
        assert_eq!(kept.digest().unwrap(), "b3a2cb4203b490b2e956047f98a3d88e4520afdca336d14c35ca7f0f7968a8d9");
        assert_eq!(VaultEntry::parse(&kept.line()).unwrap(), kept);
        assert_eq!(kept.personal(), personal);
    }

    #[test]
    fn a_customer_is_the_same_however_the_name_is_spaced() {
        let known_as = |name: &str| Personal { customer: Some(name.into()), contact: Some("x".into()), ..Personal::default() }.identity();
        assert_eq!(known_as(" Ann  SMITH "), known_as("ann smith"));
    }
}
