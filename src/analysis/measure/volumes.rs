//! How many cases came, when, from where and about what.

use super::{Measured, Param, Query, bounds, count, index, instant, measure, query};
use crate::error::Result;
use crate::time::{Instant, Period};
use chrono_tz::Tz;
use duckdb::Connection;

/// See `queries/measure/data_reach.sql`.
pub const DATA_REACH: Query = query!("data_reach");
/// See `queries/measure/received_by_month.sql`.
pub const RECEIVED_BY_MONTH: Query = query!("received_by_month");
/// See `queries/measure/received_by_segment.sql`.
pub const RECEIVED_BY_SEGMENT: Query = query!("received_by_segment");
/// See `queries/measure/segment_by_month.sql`.
pub const SEGMENT_BY_MONTH: Query = query!("segment_by_month");

/// How far one source's data reach.
#[derive(Debug, Clone)]
pub struct Reach {
    /// The source's id.
    pub source: String,
    /// Cases up to the instant of the report.
    pub cases: u64,
    /// Events up to the instant of the report.
    pub events: u64,
    /// Cases after it, left out of everything.
    pub later_cases: u64,
    /// Events after it, left out of everything.
    pub later_events: u64,
    /// Events of a case that is not there.
    pub stray_events: u64,
    /// The first receipt.
    pub first_received_at: Option<Instant>,
    /// The last receipt.
    pub last_received_at: Option<Instant>,
    /// Cases whose receipt is known only by its day.
    pub day_only: u64,
}

/// How far each source's data reach.
pub fn data_reach(connection: &Connection, as_of: Instant) -> Result<Measured<Reach>> {
    measure(connection, DATA_REACH, vec![("as_of", Param::Instant(as_of))], |row| {
        Ok(Reach {
            source: row.get::<_, Option<String>>("source")?.unwrap_or_default(),
            cases: count(row, "case_count")?,
            events: count(row, "event_count")?,
            later_cases: count(row, "later_case_count")?,
            later_events: count(row, "later_event_count")?,
            stray_events: count(row, "stray_event_count")?,
            first_received_at: instant(row, "first_received_at")?,
            last_received_at: instant(row, "last_received_at")?,
            day_only: count(row, "day_only_count")?,
        })
    })
}

/// Cases of one month, source and kind.
#[derive(Debug, Clone)]
pub struct MonthOfKind {
    /// The month's place among those asked for.
    pub month: usize,
    /// The source's id.
    pub source: String,
    /// complaint, feedback or issue; `None` where unknown.
    pub kind: Option<String>,
    /// How many.
    pub cases: u64,
    /// The first receipt.
    pub first_received_at: Option<Instant>,
    /// The last receipt.
    pub last_received_at: Option<Instant>,
}

/// Cases received in months that follow one another.
pub fn received_by_month(connection: &Connection, months: &[Period], zone: Tz, as_of: Instant) -> Result<Measured<MonthOfKind>> {
    let params = vec![("bounds", bounds(months, zone)), ("as_of", Param::Instant(as_of))];
    measure(connection, RECEIVED_BY_MONTH, params, |row| {
        Ok(MonthOfKind {
            month: index(row, "month_index")?,
            source: row.get("source")?,
            kind: row.get("kind")?,
            cases: count(row, "case_count")?,
            first_received_at: instant(row, "first_received_at")?,
            last_received_at: instant(row, "last_received_at")?,
        })
    })
}

/// Cases of one kind, channel or category in a period and in the one before it.
#[derive(Debug, Clone)]
pub struct Segment {
    /// kind, channel or category.
    pub dimension: String,
    /// Its value; `None` where the case names none.
    pub segment: Option<String>,
    /// Cases in the period.
    pub cases: u64,
    /// Cases in the period before.
    pub previous: u64,
}

/// Cases received in a period and the one before it, by kind, channel and category.
///
/// Channels and categories count only cases of `kind`, where one is given.
pub fn received_by_segment(
    connection: &Connection,
    period: Period,
    zone: Tz,
    as_of: Instant,
    kind: Option<&str>,
) -> Result<Measured<Segment>> {
    let params = vec![
        ("period_start", Param::Instant(period.start_at(zone))),
        ("period_end", Param::Instant(period.end_at(zone))),
        ("previous_start", Param::Instant(period.previous().start_at(zone))),
        ("as_of", Param::Instant(as_of)),
        ("kind", Param::text(kind)),
    ];
    measure(connection, RECEIVED_BY_SEGMENT, params, |row| {
        Ok(Segment {
            dimension: row.get("dimension")?,
            segment: row.get("segment")?,
            cases: count(row, "case_count")?,
            previous: count(row, "previous_count")?,
        })
    })
}

/// The parts of a case that trends can be told by.
pub const DIMENSIONS: &[&str] = &["category", "subcategory", "product", "channel", "team", "region"];

/// Cases of one segment and month.
#[derive(Debug, Clone)]
pub struct MonthOfSegment {
    /// The segment; `None` where the case names none.
    pub segment: Option<String>,
    /// The month's place among those asked for.
    pub month: usize,
    /// How many.
    pub cases: u64,
}

/// Cases received by segment in months that follow one another; `by` is one of [`DIMENSIONS`].
pub fn segment_by_month(
    connection: &Connection,
    months: &[Period],
    zone: Tz,
    as_of: Instant,
    kind: Option<&str>,
    by: &str,
) -> Result<Measured<MonthOfSegment>> {
    let params = vec![
        ("bounds", bounds(months, zone)),
        ("as_of", Param::Instant(as_of)),
        ("kind", Param::text(kind)),
        ("by", Param::text(Some(by))),
    ];
    measure(connection, SEGMENT_BY_MONTH, params, |row| {
        Ok(MonthOfSegment { segment: row.get("segment")?, month: index(row, "month_index")?, cases: count(row, "case_count")? })
    })
}
