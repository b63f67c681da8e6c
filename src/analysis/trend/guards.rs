//! What may be wrong with the newest months before any statistic speaks.

use crate::analysis::measure::volumes::{BusyDay, busy_days, registration_lag};
use crate::error::Result;
use crate::time::{Instant, Period};
use chrono::NaiveDate;
use chrono_tz::Tz;
use duckdb::Connection;

/// A day with more than so many times the usual cases gets a note (`statistics.md`, 6.1).
const BUSY_TIMES: u32 = 10;

/// Fewer registered cases than this do not tell how late registration is.
const LEAST_FOR_LAG: u64 = 20;

/// What a reader must know of the newest months.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Guards {
    /// Within so many days after receipt 95 % of cases are registered; `None` where no source tells.
    pub late_days: Option<f64>,
    /// The complete months that may still grow by late registration, as places.
    pub provisional: Vec<usize>,
    /// Days on which a source brought many times its usual cases.
    pub busy: Vec<Busy>,
    /// Months in which categories were cut anew.
    pub recoded: Vec<Period>,
}

/// A day with far more cases than usual.
#[derive(Debug, Clone, PartialEq)]
pub struct Busy {
    /// Whose cases.
    pub source: String,
    /// The day.
    pub day: NaiveDate,
    /// How many.
    pub cases: u64,
    /// The median of the source's days with cases.
    pub usual: f64,
}

/// Looks at the months of a question; `complete` are the places of those that count.
pub fn guards(
    connection: &Connection,
    months: &[Period],
    complete: &[usize],
    zone: Tz,
    as_of: Instant,
    kind: Option<&str>,
) -> Result<Guards> {
    let (Some(first), Some(last)) = (months.first(), months.last()) else { return Ok(Guards::default()) };
    let lags = registration_lag(connection, first.start_at(zone), last.end_at(zone), as_of, kind)?;
    let late_days = lags.rows.iter().filter(|lag| lag.cases >= LEAST_FOR_LAG).map(|lag| lag.late_days).max_by(f64::total_cmp);
    let still_open = |month: &usize| late_days.is_some_and(|late| days_between(months[*month].end_at(zone), as_of) < late);
    let provisional = complete.iter().copied().filter(still_open).collect();
    let days: Vec<NaiveDate> = first.first_day().iter_days().take_while(|day| *day < last.end_day()).collect();
    let busy = busy_days(connection, &days, zone, as_of, kind, BUSY_TIMES)?.rows;
    let busy = busy
        .into_iter()
        .filter_map(|BusyDay { source, day, cases, usual }| days.get(day).map(|day| Busy { source, day: *day, cases, usual }));
    Ok(Guards { late_days, provisional, busy: busy.collect(), recoded: Vec::new() })
}

fn days_between(earlier: Instant, later: Instant) -> f64 {
    (later.0 - earlier.0) as f64 / crate::time::instant::DAY as f64
}
