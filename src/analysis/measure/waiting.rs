//! How long cases waited, and which still do.

use super::{Measured, Param, Query, bounds, count, index, measure, query};
use crate::error::Result;
use crate::time::{Instant, Period};
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
}

/// Cases of one cohort that waited equally long.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Wait {
    /// What they waited for.
    pub ending: Ending,
    /// The cohort's place among those asked for.
    pub cohort: usize,
    /// Elapsed minutes; `None` where the source cannot report the ending.
    pub minutes: Option<f64>,
    /// Whether the wait ended; else it went on beyond `minutes`.
    pub is_done: bool,
    /// Whether the ending is a proxy or presumed.
    pub is_stand_in: bool,
    /// How many cases.
    pub cases: u64,
}

/// How long the cases received in periods that follow one another waited.
pub fn time_to_event(connection: &Connection, cohorts: &[Period], zone: Tz, as_of: Instant, kind: Option<&str>) -> Result<Measured<Wait>> {
    let params = vec![("bounds", bounds(cohorts, zone)), ("as_of", Param::Instant(as_of)), ("kind", Param::text(kind))];
    measure(connection, TIME_TO_EVENT, params, |row| {
        let ending: String = row.get("measure")?;
        Ok(Wait {
            ending: if ending == "acknowledge" { Ending::Acknowledge } else { Ending::Resolve },
            cohort: index(row, "cohort_index")?,
            minutes: row.get("duration_minutes")?,
            is_done: row.get("is_done")?,
            is_stand_in: row.get("is_stand_in")?,
            cases: count(row, "case_count")?,
        })
    })
}

/// Open cases of one age.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OpenCases {
    /// Whether their source can report closing; else nothing is known of them.
    pub is_known: bool,
    /// Whole elapsed days since receipt.
    pub age_days: u64,
    /// Whether a commitment's due has passed undone.
    pub is_overdue: bool,
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
            cases: count(row, "case_count")?,
        })
    })
}
