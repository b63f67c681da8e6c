//! What is known, handed out in the forms of other tools: canonical tables, XES and OCEL 2.0.
//!
//! Everything is read range by range from the views of the warehouse, so memory does not grow with the lake.
//! Customers are pseudonyms, and free text is left out unless it is asked for.

pub mod canonical;
pub mod ocel;
pub mod xes;

use crate::error::{Error, Result};
use crate::time::Instant;
use crate::vocabulary::CASE_FIELDS;
use chrono_tz::Tz;
use duckdb::{Connection, Row, ToSql};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// How many cases are read at a time: what bounds memory.
const CASES_AT_A_TIME: i64 = 20_000;

const NUMBERS: &str = include_str!("../../queries/export/numbers.sql");
const CASES: &str = include_str!("../../queries/export/cases.sql");
const EVENTS: &str = include_str!("../../queries/export/events.sql");
const OTHER_EVENTS: &str = include_str!("../../queries/export/other_events.sql");
const WRITE_CASES: &str = include_str!("../../queries/export/write_cases.sql");
const WRITE_EVENTS: &str = include_str!("../../queries/export/write_events.sql");
const ATTRIBUTES: &str = include_str!("../../queries/export/attributes.sql");

/// When something happened: a moment, or a day.
#[derive(Debug, Clone, Copy)]
pub struct Stamp {
    /// The moment, or the first instant of the day.
    pub at: Instant,
    /// Whether only the day is known.
    pub is_day: bool,
}

impl Stamp {
    /// As the canonical tables have it: a UTC instant, or the day in the workspace's zone.
    pub fn text(self, zone: Tz) -> String {
        if self.is_day { self.at.local_date(zone).to_string() } else { self.at.to_string() }
    }
}

/// A case.
#[derive(Debug, Clone)]
pub struct Case {
    /// Where it comes from.
    pub source: String,
    /// Its identity there.
    pub case_id: String,
    /// When it was received.
    pub received: Stamp,
    /// Its text columns that are filled, by name, in the order of the canonical table.
    pub texts: Vec<(&'static str, String)>,
    /// The deadline that the source itself promised.
    pub due_at: Option<Instant>,
    /// What else is known.
    pub attributes: BTreeMap<String, String>,
}

/// An event.
#[derive(Debug, Clone)]
pub struct Event {
    number: i64,
    /// Where it comes from.
    pub source: String,
    /// The case; `None` for the organisation's own.
    pub case_id: Option<String>,
    /// Its name in the vocabulary.
    pub name: String,
    /// When it happened.
    pub at: Stamp,
    /// The date that a notice promised.
    pub expected_at: Option<Instant>,
    /// Who did it.
    pub actor: Option<String>,
    /// In what role.
    pub role: Option<String>,
    /// Whether a machine did it, if that is known.
    pub auto: Option<bool>,
    /// How it is known.
    pub evidence: Option<String>,
    /// What else is known.
    pub attributes: BTreeMap<String, String>,
}

/// What is to be handed out.
pub struct Export<'a> {
    connection: &'a Connection,
    register_only: bool,
    with_text: bool,
    case_count: i64,
}

impl<'a> Export<'a> {
    /// Everything of the lake and the register, or of the register alone.
    pub fn new(connection: &'a Connection, register_only: bool, with_text: bool) -> Result<Self> {
        connection.execute(NUMBERS, duckdb::named_params! { "register_only": register_only }).map_err(|cause| failed(NUMBERS, &cause))?;
        let count = connection.query_row("select count(*) from export_case", [], |row| row.get(0));
        Ok(Self { connection, register_only, with_text, case_count: count.map_err(|cause| failed(NUMBERS, &cause))? })
    }

    /// The cases, by source and identity, each with its events in their order.
    pub fn each_case(&self, mut take: impl FnMut(&Case, &[Event]) -> Result<()>) -> Result<()> {
        let mut first = 1;
        while first <= self.case_count {
            let last = first + CASES_AT_A_TIME - 1;
            let cases = self.rows(CASES, &[("first", &first), ("last", &last), ("with_text", &self.with_text)], case)?;
            let events = self.rows(EVENTS, &[("first", &first), ("last", &last)], event)?;
            let mut rest = events.as_slice();
            for (number, case) in (first..).zip(&cases) {
                let (own, others) = rest.split_at(rest.iter().take_while(|event| event.number == number).count());
                take(case, own)?;
                rest = others;
            }
            first = last + 1;
        }
        Ok(())
    }

    /// The events that belong to none of the cases, in their order.
    pub fn other_events(&self) -> Result<Vec<Event>> {
        self.rows(OTHER_EVENTS, &[("register_only", &self.register_only)], event)
    }

    /// The names of attributes: of cases under `case`, of events under their own name; an event without any has an empty set.
    pub fn attributes(&self) -> Result<BTreeMap<String, BTreeSet<String>>> {
        let rows =
            self.rows(ATTRIBUTES, &[("register_only", &self.register_only)], |row| Ok((row.get(0)?, row.get::<_, Option<String>>(1)?)))?;
        let mut names: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for (of, name) in rows {
            names.entry(of).or_default().extend(name);
        }
        Ok(names)
    }

    /// Writes both canonical tables as Parquet.
    pub fn write_parquet(&self, cases: &Path, events: &Path) -> Result<()> {
        let (cases, events) = (cases.to_string_lossy(), events.to_string_lossy());
        let write = |sql, parameters: &[(&str, &dyn ToSql)]| {
            self.connection.execute(sql, parameters).map(|_| ()).map_err(|cause| failed(sql, &cause))
        };
        write(WRITE_CASES, &[("path", &cases), ("with_text", &self.with_text)])?;
        write(WRITE_EVENTS, &[("path", &events), ("register_only", &self.register_only)])
    }

    fn rows<T>(&self, sql: &str, parameters: &[(&str, &dyn ToSql)], read: impl Fn(&Row<'_>) -> duckdb::Result<T>) -> Result<Vec<T>> {
        let failed = |cause: duckdb::Error| failed(sql, &cause);
        let mut statement = self.connection.prepare_cached(sql).map_err(failed)?;
        statement.query_map(parameters, |row| read(row)).map_err(failed)?.collect::<duckdb::Result<_>>().map_err(failed)
    }
}

fn case(row: &Row<'_>) -> duckdb::Result<Case> {
    let mut texts = Vec::new();
    for name in CASE_FIELDS.iter().copied() {
        texts.extend(row.get::<_, Option<String>>(name)?.map(|text| (name, text)));
    }
    Ok(Case {
        source: row.get("source")?,
        case_id: row.get("case_id")?,
        received: Stamp { at: Instant(row.get("received_us")?), is_day: row.get("is_day")? },
        texts,
        due_at: row.get::<_, Option<i64>>("due_us")?.map(Instant),
        attributes: attributes(row)?,
    })
}

fn event(row: &Row<'_>) -> duckdb::Result<Event> {
    Ok(Event {
        number: row.get("number")?,
        source: row.get("source")?,
        case_id: row.get("case_id")?,
        name: row.get("event")?,
        at: Stamp { at: Instant(row.get("at_us")?), is_day: row.get("is_day")? },
        expected_at: row.get::<_, Option<i64>>("expected_us")?.map(Instant),
        actor: row.get("actor")?,
        role: row.get("role")?,
        auto: row.get("auto")?,
        evidence: row.get("evidence")?,
        attributes: attributes(row)?,
    })
}

fn attributes(row: &Row<'_>) -> duckdb::Result<BTreeMap<String, String>> {
    let json: Option<String> = row.get("attributes")?;
    let parsed: Option<BTreeMap<String, Option<String>>> = json.and_then(|text| serde_json::from_str(&text).ok());
    Ok(parsed.unwrap_or_default().into_iter().filter_map(|(name, value)| Some((name, value?))).collect())
}

fn failed(sql: &str, cause: &duckdb::Error) -> Error {
    let purpose = crate::sql::header(sql, "purpose");
    Error::new(format!("the data could not be handed out ({purpose}): {cause}"))
}
