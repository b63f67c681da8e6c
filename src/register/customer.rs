//! Pseudonyms: the log counts a customer's complaints without knowing whose they are.
//!
//! A customer's first complaint draws a random pseudonym, `c-` and sixteen hexadecimal digits; every later
//! one under the same name, number or address bears it too. Who stands behind it is known to
//! `customers.jsonl` alone, a line a customer. A random pseudonym says nothing once that line is erased,
//! whereas one derived from the name by a key could be tried out as long as the key lives.
//!
//! Two people of one name share a pseudonym: where that happens, a customer number or an address tells them apart.

use super::Salts;
use super::canonical::canonical;
use super::line_file::LineFile;
use crate::error::{Error, Place, Result};
use crate::fingerprint::hex;
use serde_json::Value;
use std::collections::{BTreeSet, HashMap};

/// How many of the sixteen random bytes make a pseudonym.
const PSEUDONYM_BYTES: usize = 8;

/// How often a name is sought in the file before all are read at once: a few are faster sought, many are faster known.
const SOUGHT_ALONE: usize = 4;

/// The file of pseudonyms, and the ones that are yet to be written.
#[derive(Debug)]
pub(super) struct Customers {
    file: LineFile,
    known: HashMap<String, String>,
    is_all_known: bool,
    sought: usize,
    unwritten: String,
}

impl Customers {
    pub fn new(file: LineFile) -> Self {
        Self { file, known: HashMap::new(), is_all_known: false, sought: 0, unwritten: String::new() }
    }

    pub fn file_mut(&mut self) -> &mut LineFile {
        &mut self.file
    }

    /// The pseudonym of whoever goes by `identity`: the one they have, or a new one.
    pub fn pseudonym(&mut self, identity: &str, salts: Salts<'_>) -> Result<String> {
        if let Some(pseudonym) = self.known(identity)? {
            return Ok(pseudonym);
        }
        let pseudonym = format!("c-{}", hex(&salts()?[..PSEUDONYM_BYTES]));
        self.unwritten.push_str(&line_of(&pseudonym, identity));
        self.known.insert(identity.to_string(), pseudonym.clone());
        Ok(pseudonym)
    }

    /// The pseudonym that `identity` has already.
    pub fn known(&mut self, identity: &str) -> Result<Option<String>> {
        if self.known.contains_key(identity) || self.is_all_known {
            return Ok(self.known.get(identity).cloned());
        }
        self.sought += 1;
        if self.sought > SOUGHT_ALONE {
            // What was made in this run is known already, and holds.
            for (name, pseudonym) in read(&self.file)? {
                self.known.entry(name).or_insert(pseudonym);
            }
            self.is_all_known = true;
            return Ok(self.known.get(identity).cloned());
        }
        let found = seek(&self.file, identity)?;
        if let Some(pseudonym) = &found {
            self.known.insert(identity.to_string(), pseudonym.clone());
        }
        Ok(found)
    }

    /// Writes the new ones; should that fail, they are forgotten.
    pub fn write(&mut self) -> Result<()> {
        let lines = std::mem::take(&mut self.unwritten);
        self.file.add(lines.as_bytes()).inspect_err(|_| self.forget())
    }

    /// Takes the lines of these pseudonyms out of the file.
    pub fn erase(&mut self, pseudonyms: &BTreeSet<String>) -> Result<()> {
        let is_kept = |line: &str| {
            let value: Option<Value> = serde_json::from_str(line).ok();
            !value.as_ref().and_then(|value| value.get("customer")).and_then(Value::as_str).is_some_and(|one| pseudonyms.contains(one))
        };
        self.forget();
        self.file.keep(is_kept)
    }

    /// Forgets the new ones that were not written.
    pub fn forget_unwritten(&mut self) {
        if !self.unwritten.is_empty() {
            self.unwritten.clear();
            self.forget();
        }
    }

    fn forget(&mut self) {
        self.known.clear();
        self.is_all_known = false;
    }
}

fn line_of(pseudonym: &str, identity: &str) -> String {
    let line = serde_json::json!({ "customer": pseudonym, "name": identity });
    canonical(&line).unwrap_or_else(|| line.to_string()) + "\n"
}

/// Looks for one name among the lines, without reading the others.
fn seek(file: &LineFile, identity: &str) -> Result<Option<String>> {
    let line = line_of("", identity);
    let end = &line[line.find(",\"name\"").unwrap_or_default()..];
    let Some(place) = file.position_of(end.as_bytes())? else { return Ok(None) };
    let value: Option<Value> = serde_json::from_slice(&file.line_around(place)?).ok();
    Ok(value.and_then(|value| value.get("customer").and_then(Value::as_str).map(str::to_string)))
}

/// The name and the pseudonym that a line tells.
pub(super) fn name_of(line: &[u8]) -> Option<(String, String)> {
    let value: Value = serde_json::from_slice(line).ok()?;
    let text = |key| value.get(key).and_then(Value::as_str).map(str::to_string);
    text("name").zip(text("customer"))
}

/// The pseudonyms of everyone who is known, by name.
pub(super) fn read(file: &LineFile) -> Result<HashMap<String, String>> {
    let mut known = HashMap::new();
    for (place, line) in file.lines_from(0)?.enumerate() {
        let Some((name, customer)) = name_of(&line?) else {
            return Err(Error::new("this line tells no pseudonym")
                .at(Place { line: place + 1, ..Place::file(file.path()) })
                .accepted("an object with customer and name")
                .remedy("Put the line right or take it out; that customer will then count as a new one."));
        };
        known.insert(name, customer);
    }
    Ok(known)
}
