//! How long cases waited, and which still do.

use super::{Measured, Param, Query, bounds, count, measure, measure_columns, query};
use crate::error::Result;
use crate::time::{Instant, Period};
use arrow::array::{Array, AsArray, RecordBatch};
use arrow::datatypes::{Float64Type, Int64Type};
use chrono_tz::Tz;
use duckdb::Connection;

/// See `queries/measure/time_to_event.sql`.
pub const TIME_TO_EVENT: Query = query!("time_to_event");
/// See `queries/measure/open_cases.sql`.
pub const OPEN_CASES: Query = query!("open_cases");

/// What a wait ends with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Ending {
    /// The first acknowledgement.
    Acknowledge,
    /// The first proposal of a resolution, or closing.
    Resolve,
}

impl Ending {
    /// The word that the measure and the ids of facts use.
    pub fn name(self) -> &'static str {
        match self {
            Self::Acknowledge => "acknowledge",
            Self::Resolve => "resolve",
        }
    }

    /// The events that end the wait, in order of their names.
    pub fn events(self) -> &'static [&'static str] {
        match self {
            Self::Acknowledge => &["acknowledged"],
            Self::Resolve => &["closed", "resolution_proposed"],
        }
    }
}

/// Cases of one cohort that waited equally long.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Wait {
    /// What they waited for.
    pub ending: Ending,
    /// The cohort's place among those asked for.
    pub cohort: usize,
    /// Elapsed minutes, at most where a day alone is known; `None` where the source cannot report the ending.
    pub minutes: Option<f64>,
    /// Whether the wait ended; else it went on beyond `minutes`.
    pub is_done: bool,
    /// Whether the ending is a proxy or presumed.
    pub is_stand_in: bool,
    /// Whether of the receipt or of the ending the day alone is known.
    pub is_by_day: bool,
    /// The least that `minutes` may have been.
    pub least_minutes: f64,
    /// How many cases.
    pub cases: u64,
}

/// How long the cases received in periods that follow one another waited.
pub fn time_to_event(connection: &Connection, cohorts: &[Period], zone: Tz, as_of: Instant, kind: Option<&str>) -> Result<Measured<Wait>> {
    let params = vec![("bounds", bounds(cohorts, zone)), ("as_of", Param::Instant(as_of)), ("kind", Param::text(kind))];
    measure_columns(connection, TIME_TO_EVENT, params, waits)
}

fn waits(batch: &RecordBatch) -> Option<Vec<Wait>> {
    let endings = batch.column_by_name("measure")?.as_string_opt::<i32>()?;
    let cohorts = batch.column_by_name("cohort_index")?.as_primitive_opt::<Int64Type>()?;
    let minutes = batch.column_by_name("duration_minutes")?.as_primitive_opt::<Float64Type>()?;
    let done = batch.column_by_name("is_done")?.as_boolean_opt()?;
    let stand_ins = batch.column_by_name("is_stand_in")?.as_boolean_opt()?;
    let by_day = batch.column_by_name("is_by_day")?.as_boolean_opt()?;
    let least = batch.column_by_name("least_minutes")?.as_primitive_opt::<Float64Type>()?;
    let cases = batch.column_by_name("case_count")?.as_primitive_opt::<Int64Type>()?;
    let wait = |row: usize| Wait {
        ending: if endings.value(row) == Ending::Acknowledge.name() { Ending::Acknowledge } else { Ending::Resolve },
        cohort: cohorts.value(row) as usize,
        minutes: minutes.is_valid(row).then(|| minutes.value(row)),
        is_done: done.value(row),
        is_stand_in: stand_ins.value(row),
        is_by_day: by_day.value(row),
        least_minutes: least.value(row),
        cases: cases.value(row) as u64,
    };
    Some((0..batch.num_rows()).map(wait).collect())
}

/// Open cases of one age.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OpenCases {
    /// Whether their source can report closing; else nothing is known of them.
    pub is_known: bool,
    /// Whole elapsed days since receipt.
    pub age_days: u64,
    /// Whether a promised deadline has passed undone; `None` where of one that has passed it cannot be shown whether it was done.
    pub is_overdue: Option<bool>,
    /// Whether an update promised at intervals was missed.
    pub misses_updates: bool,
    /// How many.
    pub cases: u64,
}

/// The cases open at an instant, by age.
pub fn open_cases(connection: &Connection, as_of: Instant, kind: Option<&str>, policy: Option<&str>) -> Result<Measured<OpenCases>> {
    let params = vec![("as_of", Param::Instant(as_of)), ("kind", Param::text(kind)), ("policy", Param::text(policy))];
    measure(connection, OPEN_CASES, params, |row| {
        Ok(OpenCases {
            is_known: row.get("is_known")?,
            age_days: count(row, "age_days")?,
            is_overdue: row.get("is_overdue")?,
            misses_updates: row.get("misses_updates")?,
            cases: count(row, "case_count")?,
        })
    })
}
