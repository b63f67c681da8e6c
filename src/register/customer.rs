//! Pseudonyms: the log counts a customer's complaints without knowing whose they are.
//!
//! A customer's first complaint draws a random pseudonym, `c-` and sixteen hexadecimal digits; every later
//! one under the same name, number or address bears it too. Who stands behind it is known to
//! `customers.jsonl` alone, a line a customer. A random pseudonym says nothing once that line is erased,
//! whereas one derived from the name by a key could be tried out as long as the key lives.
//!
//! Two people of one name share a pseudonym: where that happens, a customer number or an address tells them apart.

use super::canonical::canonical;
use super::line_file::LineFile;
use super::{Salts, hex};
use crate::error::{Error, Place, Result};
use serde_json::Value;
use std::collections::HashMap;

/// How many of the sixteen random bytes make a pseudonym.
const PSEUDONYM_BYTES: usize = 8;

/// The file of pseudonyms, and the ones that are yet to be written.
#[derive(Debug)]
pub(super) struct Customers {
    file: LineFile,
    known: Option<HashMap<String, String>>,
    unwritten: String,
}

impl Customers {
    pub fn new(file: LineFile) -> Self {
        Self { file, known: None, unwritten: String::new() }
    }

    pub fn file_mut(&mut self) -> &mut LineFile {
        &mut self.file
    }

    /// The pseudonym of whoever goes by `identity`: the one they have, or a new one.
    pub fn pseudonym(&mut self, identity: &str, salts: Salts<'_>) -> Result<String> {
        if self.known.is_none() {
            self.known = Some(read(&self.file)?);
        }
        let known = self.known.get_or_insert_default();
        if let Some(pseudonym) = known.get(identity) {
            return Ok(pseudonym.clone());
        }
        let pseudonym = format!("c-{}", hex(&salts()?[..PSEUDONYM_BYTES]));
        let line = serde_json::json!({ "customer": pseudonym, "name": identity });
        self.unwritten.push_str(&canonical(&line).unwrap_or_else(|| line.to_string()));
        self.unwritten.push('\n');
        known.insert(identity.to_string(), pseudonym.clone());
        Ok(pseudonym)
    }

    /// Writes the new ones; should that fail, they are forgotten.
    pub fn write(&mut self) -> Result<()> {
        let lines = std::mem::take(&mut self.unwritten);
        self.file.add(lines.as_bytes()).inspect_err(|_| self.known = None)
    }

    /// Forgets the new ones that were not written.
    pub fn forget_unwritten(&mut self) {
        if !self.unwritten.is_empty() {
            self.unwritten.clear();
            self.known = None;
        }
    }
}

fn read(file: &LineFile) -> Result<HashMap<String, String>> {
    let mut known = HashMap::new();
    for (place, line) in file.lines_from(0)?.enumerate() {
        let line = line?;
        let value: Option<Value> = serde_json::from_slice(&line).ok();
        let text = |key| value.as_ref().and_then(|value| value.get(key)).and_then(Value::as_str).map(str::to_string);
        let (Some(name), Some(customer)) = (text("name"), text("customer")) else {
            return Err(Error::new("this line tells no pseudonym")
                .at(Place { line: place + 1, ..Place::file(file.path()) })
                .accepted("an object with customer and name")
                .remedy("Put the line right or take it out; that customer will then count as a new one."));
        };
        known.insert(name, customer);
    }
    Ok(known)
}
