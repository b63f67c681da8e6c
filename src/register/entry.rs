//! One entry of the log: what it says, how it is written, and the hash that binds it to the one before.
//!
//! A line is the entry's canonical JSON. `prev` is the `hash` of the line before (64 zeros in the first), and
//! `hash` is the SHA-256 of the line without `hash`; so anyone can verify a line:
//!
//! ```text
//! sed -n 2p log.jsonl | jq -cjS 'del(.hash)' | sha256sum
//! sed -n 2p log.jsonl | jq -r .hash
//! ```
//!
//! `n`, `at`, `recorded_at`, `case_id`, `event`, `actor`, `prev` and `hash` stand in every line, the rest
//! where there is something to say. Personal data have no place here (see [`super::vault`]).

use super::canonical::{GREATEST_EXACT, canonical};
use super::raw;
use crate::error::{Error, Result};
use crate::fingerprint::sha256;
use crate::time::Instant;
use crate::time::instant::{end_of_day, start_of_day};
use chrono::NaiveDate;
use chrono_tz::Tz;
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::fmt;

/// What the first entry names as the hash of the line before.
pub const NO_PREVIOUS_HASH: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// The fields of a case that an entry can set; `customer` is apart, because only a pseudonym stands here.
pub const FIELDS: &[&str] = &["kind", "channel", "category", "subcategory", "product", "team", "owner", "severity", "region", "outcome"];

/// When something happened: a moment, or a day of which no more is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct When {
    /// The moment, or the first instant of the day.
    pub at: Instant,
    /// The last instant of the day, where only the day is known.
    pub last: Option<Instant>,
}

impl When {
    /// A moment.
    pub fn moment(at: Instant) -> Self {
        Self { at, last: None }
    }

    /// A local day, from its first instant to the microsecond before the next one.
    pub fn day(day: NaiveDate, zone: Tz) -> Self {
        Self { at: start_of_day(day, zone), last: Some(Instant(end_of_day(day, zone).0 - 1)) }
    }

    /// Reads what a user wrote: a date is a day, all else a moment in `zone` unless it has an offset.
    ///
    /// ```
    /// use ombud::register::When;
    /// let day = When::parse("2026-03-29", chrono_tz::Europe::London)?;     // 23 hours long: clocks go forward
    /// assert_eq!((day.at.to_string(), day.last.unwrap().to_string()), ("2026-03-29T00:00:00Z".into(), "2026-03-29T22:59:59.999999Z".into()));
    /// # Ok::<(), ombud::error::Error>(())
    /// ```
    pub fn parse(text: &str, zone: Tz) -> Result<Self> {
        match NaiveDate::parse_from_str(text.trim(), "%Y-%m-%d") {
            Ok(day) => Ok(Self::day(day, zone)),
            Err(_) => Instant::parse_in(text.trim(), zone).map(Self::moment),
        }
    }

    /// The instant that a promise names: a day means its end, the next local midnight.
    pub fn promised(text: &str, zone: Tz) -> Result<Instant> {
        Self::parse(text, zone).map(|when| when.last.map_or(when.at, |last| Instant(last.0 + 1)))
    }

    /// As people read it in a zone: `2026-03-05 10:00`, or the day alone.
    pub fn in_zone(self, zone: Tz) -> String {
        match self.last {
            Some(_) => self.at.local_date(zone).to_string(),
            None => self.at.in_zone(zone),
        }
    }
}

/// What an entry says happened, without number, case and chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// A word of the vocabulary; the opening of a case is its receipt, `received`.
    pub event: String,
    /// When it happened.
    pub when: When,
    /// Who did it: an id or a role, never a customer's name.
    pub actor: Option<String>,
    /// The role in which it was done.
    pub role: Option<String>,
    /// Whether a machine did it; `None` where that is not known.
    pub auto: Option<bool>,
    /// How it is known: `event` (also where nothing is said), `proxy` or `presumed`.
    pub evidence: Option<String>,
    /// The date that a notice promised.
    pub expected_at: Option<Instant>,
    /// The deadline of the case that the organisation itself promised.
    pub due_at: Option<Instant>,
    /// Fields of the case (see [`FIELDS`]) that hold from this entry on.
    pub fields: BTreeMap<String, String>,
    /// What else is to be kept.
    pub attributes: BTreeMap<String, String>,
    /// The number of the entry in whose place this one stands; always the first one, which corrects nothing itself.
    pub corrects: Option<u64>,
    /// Whether that entry is taken back altogether.
    pub retracts: bool,
    /// Whether it was recorded although it was questioned, as an event in the future.
    pub forced: bool,
}

impl Statement {
    /// That `event` happened, and nothing else yet.
    pub fn new(event: impl Into<String>, when: When) -> Self {
        Self {
            event: event.into(),
            when,
            actor: None,
            role: None,
            auto: None,
            evidence: None,
            expected_at: None,
            due_at: None,
            fields: BTreeMap::new(),
            attributes: BTreeMap::new(),
            corrects: None,
            retracts: false,
            forced: false,
        }
    }
}

/// One line of the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its number, from 1 without gaps.
    pub n: u64,
    /// When it was recorded.
    pub recorded_at: Instant,
    /// The source whose case it concerns; `None` for the register's own cases and the organisation.
    pub source: Option<String>,
    /// The case; `None` where the event is the organisation's.
    pub case_id: Option<String>,
    /// What it says.
    pub statement: Statement,
    /// The pseudonym of the customer.
    pub customer: Option<String>,
    /// The salted digest of what the vault holds for it.
    pub vault: Option<String>,
    /// The file and line that it came from, where many were recorded at once: 16 digits of the file's SHA-256, and the line.
    pub imported_from: Option<String>,
    /// How many entries the file gave, in the last one of them: without it a file was not recorded to its end.
    pub imported_entries: Option<u64>,
    /// What was erased from the vault: by the number of the entry, the names of the parts that it had there.
    pub erases: BTreeMap<u64, Vec<String>>,
    /// The hash of the entry before.
    pub prev: String,
    /// The hash of this entry.
    pub hash: String,
}

impl Entry {
    /// Whether it opens a case of the register, or corrects the opening.
    pub fn is_opening(&self) -> bool {
        self.statement.event == "received" && self.source.is_none()
    }

    /// The number of the entry in whose place it stands; its own unless it is a correction.
    pub fn place(&self) -> u64 {
        self.statement.corrects.unwrap_or(self.n)
    }

    /// Whether more entries of its file must follow it.
    pub fn is_unfinished(&self) -> bool {
        self.imported_from.is_some() && self.imported_entries.is_none()
    }

    /// The entry with the hash that belongs to all its other fields.
    #[must_use]
    pub fn sealed(mut self) -> Self {
        self.hash = sha256(text_of(self.members()).as_bytes());
        self
    }

    /// The line of the log, without its end.
    pub fn line(&self) -> String {
        let mut members = self.members();
        members.insert("hash".into(), Value::from(self.hash.as_str()));
        text_of(members)
    }

    /// Everything but the hash.
    fn members(&self) -> Map<String, Value> {
        let Statement { event, when, actor, role, auto, evidence, expected_at, due_at, fields, attributes, corrects, retracts, forced } =
            &self.statement;
        let mut members = Map::new();
        let mut put = |key: &str, value: Option<Value>| {
            if let Some(value) = value {
                members.insert(key.to_string(), value);
            }
        };
        let text = |text: &Option<String>| text.as_deref().map(Value::from);
        let instant = |at: &Option<Instant>| at.map(|at| Value::from(at.to_string()));
        let or_null = |value: Option<Value>| Some(value.unwrap_or(Value::Null));
        put("n", Some(self.n.into()));
        put("at", Some(when.at.to_string().into()));
        put("at_last", instant(&when.last));
        put("recorded_at", Some(self.recorded_at.to_string().into()));
        put("source", text(&self.source));
        put("case_id", or_null(text(&self.case_id)));
        put("event", Some(event.as_str().into()));
        put("actor", or_null(text(actor)));
        put("role", text(role));
        put("auto", auto.map(Value::from));
        put("evidence", text(evidence));
        put("expected_at", instant(expected_at));
        put("due_at", instant(due_at));
        for (name, value) in fields {
            put(name, Some(value.as_str().into()));
        }
        let attributes: Map<String, Value> = attributes.iter().map(|(key, value)| (key.clone(), value.as_str().into())).collect();
        put("attributes", (!attributes.is_empty()).then_some(Value::Object(attributes)));
        put("customer", text(&self.customer));
        put("corrects", corrects.map(Value::from));
        put("retracts", retracts.then_some(Value::Bool(true)));
        put("forced", forced.then_some(Value::Bool(true)));
        put("vault", text(&self.vault));
        put("imported_from", text(&self.imported_from));
        put("imported_entries", self.imported_entries.map(Value::from));
        let erases: Map<String, Value> = self.erases.iter().map(|(n, parts)| (n.to_string(), parts.clone().into())).collect();
        put("erases", (!erases.is_empty()).then_some(Value::Object(erases)));
        put("prev", Some(self.prev.as_str().into()));
        members
    }

    /// Reads a line. Members that are not known are passed over: a later program may have written them.
    pub fn parse(line: &str) -> Result<Self> {
        if let Some(entry) = raw::read(line).and_then(raw::Raw::into_entry) {
            return Ok(entry);
        }
        let value: Value = serde_json::from_str(line).map_err(|_| Error::new("this is no JSON object"))?;
        Self::from_value(&value)
    }

    /// Reads an entry from JSON.
    pub fn from_value(value: &Value) -> Result<Self> {
        let object = value.as_object().ok_or_else(|| Error::new("this is no JSON object"))?;
        let text = |key: &str| object.get(key).and_then(Value::as_str).map(str::to_string);
        let needed = |key: &str| text(key).ok_or_else(|| Error::new(format!("the entry has no {key}")));
        let instant = |key: &str| match object.get(key) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(text)) => text.parse().map(Some).map_err(|_| Error::new(format!("{key} is no instant"))),
            Some(_) => Err(Error::new(format!("{key} is no instant"))),
        };
        let needed_instant = |key: &str| instant(key)?.ok_or_else(|| Error::new(format!("the entry has no {key}")));
        let number = |key: &str| object.get(key).and_then(Value::as_u64).filter(|n| *n <= GREATEST_EXACT);
        let is_true = |key: &str| object.get(key).and_then(Value::as_bool).unwrap_or(false);
        let attributes = object.get("attributes").and_then(Value::as_object).into_iter().flatten();
        Ok(Self {
            n: number("n").ok_or_else(|| Error::new("the entry has no number n"))?,
            recorded_at: needed_instant("recorded_at")?,
            source: text("source"),
            case_id: text("case_id"),
            statement: Statement {
                event: needed("event")?,
                when: When { at: needed_instant("at")?, last: instant("at_last")? },
                actor: text("actor"),
                role: text("role"),
                auto: object.get("auto").and_then(Value::as_bool),
                evidence: text("evidence"),
                expected_at: instant("expected_at")?,
                due_at: instant("due_at")?,
                fields: FIELDS.iter().filter_map(|name| text(name).map(|value| ((*name).to_string(), value))).collect(),
                attributes: attributes.filter_map(|(key, value)| value.as_str().map(|value| (key.clone(), value.to_string()))).collect(),
                corrects: number("corrects"),
                retracts: is_true("retracts"),
                forced: is_true("forced"),
            },
            customer: text("customer"),
            vault: text("vault"),
            imported_from: text("imported_from"),
            imported_entries: number("imported_entries"),
            erases: object.get("erases").and_then(|erases| serde_json::from_value(erases.clone()).ok()).unwrap_or_default(),
            prev: needed("prev")?,
            hash: needed("hash")?,
        })
    }
}

impl fmt::Display for Entry {
    /// Prints the line of the log.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.line())
    }
}

fn text_of(members: Map<String, Value>) -> String {
    canonical(&Value::Object(members)).expect("an entry holds texts, truth values and numbers of entries, which are whole and exact")
}

/// The identity of the case that entry `n` opens: `R-000123`.
pub fn case_id_of(n: u64) -> String {
    format!("R-{n:06}")
}

/// The entry that opened a case, by the case's identity; `r-123` and `123` are understood too.
///
/// ```
/// use ombud::register::entry::opening_of;
/// assert_eq!((opening_of("R-000123"), opening_of("123"), opening_of("Z-1")), (Some(123), Some(123), None));
/// ```
pub fn opening_of(case_id: &str) -> Option<u64> {
    let digits = case_id.trim().strip_prefix("R-").or_else(|| case_id.trim().strip_prefix("r-")).unwrap_or(case_id.trim());
    let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    digits.parse().ok().filter(|n| is_number && *n > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn an_entry() -> Entry {
        let mut statement = Statement::new("received", When::day("2026-03-05".parse().unwrap(), chrono_tz::Europe::London));
        statement.fields.insert("channel".into(), "phone".into());
        statement.fields.insert("kind".into(), "complaint".into());
        statement.attributes.insert("règle \"1\"".into(), "a\tb".into());
        let entry = Entry {
            n: 1,
            recorded_at: "2026-03-06T09:00:00Z".parse().unwrap(),
            source: None,
            case_id: Some("R-000001".into()),
            statement,
            customer: None,
            vault: None,
            imported_from: None,
            imported_entries: None,
            erases: BTreeMap::new(),
            prev: NO_PREVIOUS_HASH.into(),
            hash: String::new(),
        };
        entry.sealed()
    }

    #[test]
    fn a_line_is_sorted_compact_and_bound_by_its_hash() {
        // The hash was made by: printf %s "$without_hash" | sha256sum
        let without_hash = concat!(
            r#"{"actor":null,"at":"2026-03-05T00:00:00Z","at_last":"2026-03-05T23:59:59.999999Z","#,
            r#""attributes":{"règle \"1\"":"a\tb"},"case_id":"R-000001","channel":"phone","event":"received","#,
            r#""kind":"complaint","n":1,"prev":"0000000000000000000000000000000000000000000000000000000000000000","#,
            r#""recorded_at":"2026-03-06T09:00:00Z"}"#
        );
        let hash = "62070976e69e082e8b32e497c9f57537db0236445e22af98fe72b7bd920bc989";
        let line = without_hash.replace(r#""kind""#, &format!(r#""hash":"{hash}","kind""#));
        assert_eq!(an_entry().line(), line);
    }

    #[test]
    fn an_entry_is_read_as_it_was_written() {
        let entry = an_entry();
        assert_eq!(Entry::parse(&entry.line()).unwrap(), entry);
    }

    #[test]
    fn a_promised_day_means_the_next_midnight() {
        let promised = |text| When::promised(text, chrono_tz::Europe::London).unwrap().to_string();
        assert_eq!(promised("2026-06-30"), "2026-06-30T23:00:00Z");
        assert_eq!(promised("2026-06-30 12:00"), "2026-06-30T11:00:00Z");
    }

    #[test]
    fn only_numbers_of_cases_are_numbers_of_cases() {
        for text in ["", "R-", "R-0", "R-+1", "R-1x", "complaint", "R--1", "99999999999999999999999"] {
            assert_eq!(opening_of(text), None, "{text}");
        }
    }
}
