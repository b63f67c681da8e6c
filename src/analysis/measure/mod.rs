//! The named measures of `queries/measure`, as typed rows with their origin.
//!
//! Each measure is one SQL file over the views of the warehouse. Parameters are bound, never
//! formatted into the text, and travel on with the rows, so that every number on a page can name
//! the query and the parameters that bring it back.

pub mod actions;
pub mod annual;
pub mod clauses;
pub mod handling;
pub mod imports;
pub mod narratives;
pub mod patterns;
pub mod volumes;
pub mod waiting;

use crate::calendar::timeline::{date_of, day_number};
use crate::error::{Error, Result};
use crate::time::{Instant, Period};
use arrow::array::RecordBatch;
use chrono::NaiveDate;
use chrono_tz::Tz;
use duckdb::types::{TimeUnit, ToSqlOutput, Value};
use duckdb::{Connection, Row, ToSql};
use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

/// A query of `queries/measure`, by the name of its file.
#[derive(Debug, Clone, Copy)]
pub struct Query {
    /// The name of the file, without its extension.
    pub name: &'static str,
    /// The text of the file.
    pub sql: &'static str,
}

macro_rules! query {
    ($name:literal) => {
        $crate::analysis::measure::Query {
            name: $name,
            sql: include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/queries/measure/", $name, ".sql")),
        }
    };
}
pub(crate) use query;

/// Every measure that the reports use, by name.
pub const ALL: &[Query] = &[
    actions::ACTIONS,
    handling::BREACH_CIRCUMSTANCES,
    clauses::BREACHES,
    volumes::BUSY_DAYS,
    clauses::CANNOT_SHOW,
    patterns::CASES_KEPT,
    clauses::CLAUSE_COUNTS,
    clauses::CLAUSES_IN_FORCE,
    patterns::COMPLAINANTS,
    volumes::DATA_REACH,
    handling::ESCALATIONS,
    handling::FEEDBACK_FLOW,
    annual::GOVERNANCE,
    imports::IMPORT_ACCOUNT,
    imports::IMPORT_FILES,
    imports::IMPORT_QUALITY,
    narratives::NAMED_WORDS,
    narratives::NARRATIVES,
    handling::NEAR_MISSES,
    clauses::NEVER_KEPT,
    waiting::OPEN_CASES,
    handling::OUTCOMES,
    clauses::POLICIES_IN_FORCE,
    handling::PROMISED_DATES,
    clauses::READING_CHANGES,
    annual::READING_FLIPS,
    volumes::RECEIVED_BY_MONTH,
    volumes::RECEIVED_BY_SEGMENT,
    patterns::RECURRENCE,
    volumes::REGISTERED_SINCE,
    volumes::REGISTRATION_LAG,
    imports::REJECT_REASONS,
    patterns::REPEAT_CASES,
    patterns::REPEATS,
    annual::SATISFACTION,
    annual::SATISFACTION_REACH,
    volumes::SEGMENT_BY_MONTH,
    handling::SILENCES,
    patterns::TIME_TO_END,
    waiting::TIME_TO_EVENT,
    clauses::UNJUDGED_CASES,
];

/// A value bound to a parameter of a measure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Param {
    /// A civil date.
    Day(NaiveDate),
    /// An instant, UTC.
    Instant(Instant),
    /// Text.
    Text(String),
    /// Nothing: the measure is not narrowed by it.
    Absent,
}

impl Param {
    /// A text where there is one.
    pub fn text(text: Option<&str>) -> Self {
        text.map_or(Self::Absent, |text| Self::Text(text.to_string()))
    }
}

impl fmt::Display for Param {
    /// As it is written on the command line: `--param first_day=2026-07-01`.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Day(day) => write!(out, "{day}"),
            Self::Instant(instant) => write!(out, "{instant}"),
            Self::Text(text) => out.write_str(text),
            Self::Absent => Ok(()),
        }
    }
}

impl ToSql for Param {
    fn to_sql(&self) -> duckdb::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Owned(match self {
            Self::Day(day) => Value::Date32(day_number(*day)),
            Self::Instant(instant) => Value::Timestamp(TimeUnit::Microsecond, instant.0),
            Self::Text(text) => Value::Text(text.clone()),
            Self::Absent => Value::Null,
        }))
    }
}

/// Where rows come from: a measure and what was bound to its parameters.
#[derive(Debug, PartialEq, Eq)]
pub struct Origin {
    /// The name of the measure.
    pub query: &'static str,
    /// Its parameters, in the order of its header.
    pub params: Vec<(&'static str, Param)>,
}

/// The rows of a measure with their origin.
#[derive(Debug, Clone)]
pub struct Measured<T> {
    /// The rows, in the order of the query.
    pub rows: Vec<T>,
    /// Where they come from.
    pub origin: Arc<Origin>,
}

/// Numbers the cases and what happened to them, where a query reads them by number and nobody has numbered them yet.
///
/// The tables stay as they are while the connection lasts, as the lake does. What is known by its day is told of judged cases alone:
/// who asks for it has judged them.
pub fn number_for(connection: &Connection, sql: &str) -> duckdb::Result<()> {
    let reads = |name: &str| sql.contains(name);
    if !["numbered_", "alive_between", "known_by_day"].into_iter().any(reads) {
        return Ok(());
    }
    let is_numbered: bool =
        connection.query_row("select count(*) > 0 from duckdb_tables() where table_name = 'numbered_event'", [], |row| row.get(0))?;
    if !is_numbered {
        connection.execute_batch(include_str!("../../../queries/view/numbered_case.sql"))?;
        connection.execute_batch(include_str!("../../../queries/view/numbered_event.sql"))?;
        connection.execute_batch(include_str!("../../../queries/view/alive_between.sql"))?;
    }
    if reads("known_by_day") {
        connection.execute_batch(include_str!("../../../queries/view/known_by_day.sql"))?;
    }
    Ok(())
}

/// Runs a measure and reads its rows.
fn measure<T>(
    connection: &Connection,
    query: Query,
    params: Vec<(&'static str, Param)>,
    read: impl Fn(&Row<'_>) -> duckdb::Result<T>,
) -> Result<Measured<T>> {
    let fault = |cause: duckdb::Error| Error::new(format!("the measure \"{}\" cannot be computed: {cause}", query.name));
    number_for(connection, query.sql).map_err(fault)?;
    let mut statement = connection.prepare(query.sql).map_err(fault)?;
    let bound: HashMap<&str, &Param> = params.iter().map(|(name, value)| (*name, value)).collect();
    let rows = statement.query_map(&bound, |row| read(row)).map_err(fault)?;
    let rows = rows.collect::<duckdb::Result<Vec<T>>>().map_err(fault)?;
    Ok(Measured { rows, origin: Arc::new(Origin { query: query.name, params }) })
}

/// As [`measure`], column by column: for measures that may have as many rows as there are cases.
///
/// `read` gives nothing where the columns are not of the types that it expects.
fn measure_columns<T>(
    connection: &Connection,
    query: Query,
    params: Vec<(&'static str, Param)>,
    read: impl Fn(&RecordBatch) -> Option<Vec<T>>,
) -> Result<Measured<T>> {
    let failed = |cause: &dyn fmt::Display| Error::new(format!("the measure \"{}\" cannot be computed: {cause}", query.name));
    number_for(connection, query.sql).map_err(|cause| failed(&cause))?;
    let mut statement = connection.prepare(query.sql).map_err(|cause| failed(&cause))?;
    let bound: HashMap<&str, &Param> = params.iter().map(|(name, value)| (*name, value)).collect();
    let mut rows = Vec::new();
    for batch in statement.query_arrow(&bound).map_err(|cause| failed(&cause))? {
        rows.extend(read(&batch).ok_or_else(|| failed(&format!("its columns are {}", batch.schema())))?);
    }
    Ok(Measured { rows, origin: Arc::new(Origin { query: query.name, params }) })
}

/// The bounds of periods that follow one another, as the measures take them.
pub fn bounds(periods: &[Period], zone: Tz) -> Param {
    let mut instants: Vec<String> = periods.iter().map(|period| period.start_at(zone).to_string()).collect();
    instants.extend(periods.last().map(|period| period.end_at(zone).to_string()));
    Param::Text(instants.join(","))
}

fn day(row: &Row<'_>, column: &str) -> duckdb::Result<Option<NaiveDate>> {
    Ok(row.get::<_, Option<i32>>(column)?.and_then(date_of))
}

fn instant(row: &Row<'_>, column: &str) -> duckdb::Result<Option<Instant>> {
    let micros: Option<i64> = row.get(column)?;
    Ok(micros.map(Instant))
}

/// A count, which is never negative.
fn count(row: &Row<'_>, column: &str) -> duckdb::Result<u64> {
    row.get(column)
}

/// An index of a period, or nothing where it would lie outside.
fn index(row: &Row<'_>, column: &str) -> duckdb::Result<usize> {
    let index: u64 = row.get(column)?;
    Ok(index as usize)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::period::Length;

    #[test]
    fn bounds_follow_the_clocks_of_the_zone() {
        // London is an hour ahead of UTC until the last Sunday of October.
        let months: Vec<Period> = "2026-Q4".parse::<Period>().unwrap().divided_into(Length::Month);
        let Param::Text(text) = bounds(&months, chrono_tz::Europe::London) else { panic!("text") };
        assert_eq!(text, "2026-09-30T23:00:00Z,2026-11-01T00:00:00Z,2026-12-01T00:00:00Z,2027-01-01T00:00:00Z");
    }

    #[test]
    fn the_measures_are_listed_once_and_in_order() {
        let names: Vec<&str> = ALL.iter().map(|query| query.name).collect();
        assert!(names.is_sorted_by(|one, next| one < next), "{names:?}");
    }
}
