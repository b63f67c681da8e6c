//! Who complains again, whose promises were broken, and how cases ended.

use super::{Measured, Origin, Param, Query, bounds, count, index, measure, query};
use crate::error::Result;
use crate::time::{Instant, Period};
use chrono_tz::Tz;
use duckdb::{Connection, Row};
use std::sync::Arc;

/// See `queries/measure/cases_kept.sql`.
pub const CASES_KEPT: Query = query!("cases_kept");
/// See `queries/measure/complainants.sql`.
pub const COMPLAINANTS: Query = query!("complainants");
/// See `queries/measure/recurrence.sql`.
pub const RECURRENCE: Query = query!("recurrence");
/// See `queries/measure/repeat_cases.sql`: the rows behind [`REPEATS`].
pub const REPEAT_CASES: Query = query!("repeat_cases");
/// See `queries/measure/repeats.sql`.
pub const REPEATS: Query = query!("repeats");
/// See `queries/measure/time_to_end.sql`.
pub const TIME_TO_END: Query = query!("time_to_end");

/// Repeats among the cases of one period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Repeats {
    /// The period's place among those asked for.
    pub period: usize,
    /// All cases.
    pub cases: u64,
    /// Cases that name a customer.
    pub named: u64,
    /// Of these, cases that name a category too.
    pub eligible: u64,
    /// Of these, with a case of the same customer and category shortly before.
    pub repeats: u64,
    /// Customers named.
    pub customers: u64,
    /// Customers with two cases or more in the period.
    pub repeat_customers: u64,
    /// The cases of those.
    pub repeat_customer_cases: u64,
}

/// How many cases of periods that follow one another are repeats.
pub fn repeats(
    connection: &Connection,
    periods: &[Period],
    zone: Tz,
    as_of: Instant,
    kind: Option<&str>,
    within_days: u32,
) -> Result<Measured<Repeats>> {
    let params = vec![
        ("bounds", bounds(periods, zone)),
        ("as_of", Param::Instant(as_of)),
        ("kind", Param::text(kind)),
        ("within_days", Param::Text(within_days.to_string())),
    ];
    measure(connection, REPEATS, params, |row| {
        Ok(Repeats {
            period: index(row, "period_index")?,
            cases: count(row, "case_count")?,
            named: count(row, "named_count")?,
            eligible: count(row, "eligible_count")?,
            repeats: count(row, "repeat_count")?,
            customers: count(row, "customer_count")?,
            repeat_customers: count(row, "repeat_customer_count")?,
            repeat_customer_cases: count(row, "repeat_customer_case_count")?,
        })
    })
}

/// Customers with so many cases in a period, as (cases of one customer, customers).
pub fn complainants(connection: &Connection, period: Period, zone: Tz, as_of: Instant, kind: Option<&str>) -> Result<Measured<(u64, u64)>> {
    let params = vec![
        ("window_start", Param::Instant(period.start_at(zone))),
        ("window_end", Param::Instant(period.end_at(zone))),
        ("as_of", Param::Instant(as_of)),
        ("kind", Param::text(kind)),
    ];
    measure(connection, COMPLAINANTS, params, |row| Ok((count(row, "case_count")?, count(row, "customer_count")?)))
}

/// Cases of one cohort that were followed equally long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Followed {
    /// The cohort's place among those asked for.
    pub cohort: usize,
    /// Whole days to the next case, or to where cases are known.
    pub days: u64,
    /// Whether the customer came back then.
    pub is_back: bool,
    /// How many cases.
    pub cases: u64,
}

/// How long after a case the same customer came back with the same category.
pub fn recurrence(
    connection: &Connection,
    cohorts: &[Period],
    zone: Tz,
    seen_until: Instant,
    kind: Option<&str>,
) -> Result<Measured<Followed>> {
    let params = vec![("bounds", bounds(cohorts, zone)), ("seen_until", Param::Instant(seen_until)), ("kind", Param::text(kind))];
    measure(connection, RECURRENCE, params, |row| {
        Ok(Followed {
            cohort: index(row, "cohort_index")?,
            days: count(row, "days")?,
            is_back: row.get("is_back")?,
            cases: count(row, "case_count")?,
        })
    })
}

/// Cases of one segment with a duty that fell due.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// The segment; `None` where the case names none.
    pub segment: Option<String>,
    /// Whether of the newest period; else of the one before.
    pub is_newest: bool,
    /// Cases that show of each such duty how it ended.
    pub cases: u64,
    /// Of these, with one that was late or missed.
    pub broken: u64,
    /// Cases with a duty that cannot be shown.
    pub unshown: u64,
}

/// Cases with a promise broken in a period and the one before, by one of [`super::volumes::DIMENSIONS`]; `without` are clauses that are
/// left out, as the query takes them.
pub fn cases_kept(connection: &Connection, period: Period, kind: Option<&str>, by: &str, without: Option<&str>) -> Result<Measured<Kept>> {
    let [kept] = cases_kept_by(connection, period, kind, [by], without)?;
    Ok(kept)
}

/// The same by several of them, for which the verdicts are read once.
pub fn cases_kept_by<const N: usize>(
    connection: &Connection,
    period: Period,
    kind: Option<&str>,
    by: [&str; N],
    without: Option<&str>,
) -> Result<[Measured<Kept>; N]> {
    let params = |by: String| {
        vec![
            ("period_start", Param::Day(period.first_day())),
            ("period_end", Param::Day(period.end_day())),
            ("previous_start", Param::Day(period.previous().first_day())),
            ("kind", Param::text(kind)),
            ("by", Param::Text(by)),
            ("without", Param::text(without)),
        ]
    };
    let read = |row: &Row<'_>| {
        let kept = Kept {
            segment: row.get("segment")?,
            is_newest: row.get("is_newest")?,
            cases: count(row, "case_count")?,
            broken: count(row, "broken_count")?,
            unshown: count(row, "unshown_count")?,
        };
        Ok((row.get::<_, String>("dimension")?, kept))
    };
    let all = measure(connection, CASES_KEPT, params(by.join(",")), read)?.rows;
    Ok(by.map(|by| Measured {
        rows: all.iter().filter(|(dimension, _)| dimension == by).map(|(_, kept)| kept.clone()).collect(),
        origin: Arc::new(Origin { query: CASES_KEPT.name, params: params(by.to_string()) }),
    }))
}

/// Cases of one cohort that ended alike.
#[derive(Debug, Clone, PartialEq)]
pub struct End {
    /// The cohort's place among those asked for.
    pub cohort: usize,
    /// resolved, withdrawn, merged or referred; `None`: still open.
    pub way: Option<String>,
    /// Elapsed hours, at most where a day alone is known; `None` where the source cannot report an end.
    pub hours: Option<f64>,
    /// The least that they may have been; `None` as for `hours`.
    pub least_hours: Option<f64>,
    /// How many cases.
    pub cases: u64,
}

/// How the cases received in periods that follow one another ended, and after how long.
pub fn time_to_end(connection: &Connection, cohorts: &[Period], zone: Tz, as_of: Instant, kind: Option<&str>) -> Result<Measured<End>> {
    let params = vec![("bounds", bounds(cohorts, zone)), ("as_of", Param::Instant(as_of)), ("kind", Param::text(kind))];
    measure(connection, TIME_TO_END, params, |row| {
        Ok(End {
            cohort: index(row, "cohort_index")?,
            way: row.get("way")?,
            hours: row.get("hours")?,
            least_hours: row.get("least_hours")?,
            cases: count(row, "case_count")?,
        })
    })
}
