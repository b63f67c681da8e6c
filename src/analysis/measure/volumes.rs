//! How many cases came, when, from where and about what.

use super::{Measured, Param, Query, bounds, count, index, instant, measure, query};
use crate::analysis::coverage::{QUIET_DAYS, is_plausible};
use crate::error::Result;
use crate::source::REGISTER;
use crate::time::instant::{DAY, end_of_day, start_of_day};
use crate::time::period::Length;
use crate::time::{Instant, Period};
use chrono::NaiveDate;
use chrono_tz::Tz;
use duckdb::Connection;

/// See `queries/measure/busy_days.sql`.
pub const BUSY_DAYS: Query = query!("busy_days");
/// See `queries/measure/data_reach.sql`.
pub const DATA_REACH: Query = query!("data_reach");
/// See `queries/measure/received_by_month.sql`.
pub const RECEIVED_BY_MONTH: Query = query!("received_by_month");
/// See `queries/measure/received_by_segment.sql`.
pub const RECEIVED_BY_SEGMENT: Query = query!("received_by_segment");
/// See `queries/measure/registered_since.sql`.
pub const REGISTERED_SINCE: Query = query!("registered_since");
/// See `queries/measure/registration_lag.sql`.
pub const REGISTRATION_LAG: Query = query!("registration_lag");
/// See `queries/measure/segment_by_month.sql`.
pub const SEGMENT_BY_MONTH: Query = query!("segment_by_month");
/// See `queries/measure/stray_events.sql`.
pub const STRAY_EVENTS: Query = query!("stray_events");

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
    /// The first receipt.
    pub first_received_at: Option<Instant>,
    /// The last receipt.
    pub last_received_at: Option<Instant>,
    /// The last receipt or event.
    pub last_at: Option<Instant>,
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
            first_received_at: instant(row, "first_received_at")?,
            last_received_at: instant(row, "last_received_at")?,
            last_at: instant(row, "last_at")?,
            day_only: count(row, "day_only_count")?,
        })
    })
}

/// How many events are of a case that is not there: one row.
pub fn stray_events(connection: &Connection) -> Result<Measured<u64>> {
    measure(connection, STRAY_EVENTS, Vec::new(), |row| count(row, "stray_event_count"))
}

impl Reach {
    /// Whether the source tells of cases, and not of the organisation alone.
    pub fn has_cases(&self) -> bool {
        self.cases + self.later_cases > 0
    }

    /// Up to where the source tells, where that is well before the instant of the report; the register tells of every day.
    pub fn ends_early(&self, as_of: Instant) -> Option<Instant> {
        let is_live = self.source == REGISTER || self.later_cases + self.later_events > 0;
        self.last_at.filter(|last| !is_live && as_of.0 - last.0 > QUIET_DAYS * DAY)
    }

    /// How many cases a day it told of while it did; 0 without any.
    fn cases_per_day(&self) -> f64 {
        let spread = self.first_received_at.zip(self.last_received_at);
        spread.map_or(0.0, |(first, last)| self.cases as f64 / ((last.0 - first.0) as f64 / DAY as f64).max(1.0))
    }
}

/// Up to where the data tell of cases, where every source of cases ends well before the instant of the report.
///
/// What is recorded of the organisation alone, by hand or by a file, is no witness that no case came.
pub fn told_until(reach: &[Reach], as_of: Instant) -> Option<Instant> {
    let of_cases = reach.iter().filter(|source| source.has_cases());
    let ends: Option<Vec<Instant>> = of_cases.map(|source| source.ends_early(as_of)).collect();
    ends?.into_iter().max()
}

/// Whether the data tell up to an instant: they reach there, or end before it by no more than chance makes of so few cases a day.
pub fn tells_up_to(reach: &[Reach], end: Instant, as_of: Instant) -> bool {
    let Some(until) = told_until(reach, as_of) else { return true };
    is_plausible(end.0 - until.0, reach.iter().map(Reach::cases_per_day).sum())
}

/// The sources of cases that end before the instant `end` while others go on, and where: longer before it than chance makes of so
/// few cases a day. Where all of them end, [`told_until`] says so of the last one.
pub fn fell_silent(reach: &[Reach], end: Instant, as_of: Instant) -> impl Iterator<Item = (&Reach, Instant)> {
    let all_until = told_until(reach, as_of);
    let ends = move |source: &Reach| {
        let until = source.ends_early(as_of).filter(|until| Some(*until) != all_until)?;
        Some(until).filter(|until| !is_plausible(end.min(as_of).0 - until.0, source.cases_per_day()))
    };
    reach.iter().filter(|source| source.cases > 0).filter_map(move |source| Some((source, ends(source)?)))
}

/// The first receipt of any case; `None` where there is no case yet.
pub fn first_receipt(reach: &[Reach]) -> Option<Instant> {
    reach.iter().filter_map(|source| source.first_received_at).min()
}

/// The first and the last receipt of any case; `None` where there is no case yet.
pub fn receipts(reach: &[Reach]) -> Option<(Instant, Instant)> {
    Some((first_receipt(reach)?, last_receipt(reach)?))
}

/// The last receipt of any case; `None` where there is no case yet.
pub fn last_receipt(reach: &[Reach]) -> Option<Instant> {
    reach.iter().filter_map(|source| source.last_received_at).max()
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
    /// A bit for each UTC day on which any came, the lowest for the one on which the month begins.
    pub day_bits: u64,
}

/// On which days behind some months a source tells of cases of a kind: what is silent at their end and goes on has not ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Later {
    /// The source's id.
    pub source: String,
    /// complaint, feedback or issue; `None` where unknown.
    pub kind: Option<String>,
    /// The UTC days, counted from 1970.
    pub days: Vec<i64>,
}

/// The days of so many months are of use.
const LATER_MONTHS: usize = 12;

impl MonthOfKind {
    /// The UTC days on which any came, counted from 1970; `month` is its own.
    pub fn days(&self, month: Period, zone: Tz) -> impl Iterator<Item = i64> {
        let (begins, bits) = (month.start_at(zone).0.div_euclid(DAY), self.day_bits);
        (0..i64::from(u64::BITS)).filter(move |bit| (bits >> bit) & 1 == 1).map(move |bit| begins + bit)
    }
}

/// On which days behind a period which sources tell of cases, for as long as is of use to tell a silence from an end.
pub fn received_later(connection: &Connection, period: Period, zone: Tz, as_of: Instant) -> Result<Vec<Later>> {
    let first = Period::containing(period.end_day(), Length::Month);
    let months = std::iter::successors(Some(first), |month| Some(month.next()));
    let months: Vec<Period> = months.take(LATER_MONTHS).take_while(|month| month.start_at(zone) <= as_of).collect();
    if months.is_empty() {
        return Ok(Vec::new());
    }
    let read = received_by_month(connection, &months, zone, as_of)?;
    let later = |row: MonthOfKind| Later { days: row.days(months[row.month], zone).collect(), source: row.source, kind: row.kind };
    Ok(read.rows.into_iter().map(later).collect())
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
            day_bits: count(row, "day_bits")?,
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

/// How trends tell cases apart.
#[derive(Debug, Clone, Copy)]
pub struct Cut<'a> {
    /// One of [`DIMENSIONS`].
    pub by: &'a str,
    /// How many steps of the category path make a segment; `None`: the column as it is.
    pub depth: Option<usize>,
    /// Only cases at or below this category path.
    pub under: Option<&'a str>,
    /// Segments with fewer cases tell the moments of each; `None`: none does.
    pub rare_below: Option<usize>,
    /// Sources whose cases are left out, separated by commas; `None`: none are.
    pub without: Option<&'a str>,
}

/// Cases of one segment and month.
#[derive(Debug, Clone)]
pub struct MonthOfSegment {
    /// The segment; `None` where the case names none.
    pub segment: Option<String>,
    /// The month's place among those asked for.
    pub month: usize,
    /// How many.
    pub cases: u64,
    /// When each was received, in order; empty for a frequent segment.
    pub moments: Vec<Instant>,
}

/// Cases received by segment in months (or weeks) that follow one another.
pub fn segment_by_month(
    connection: &Connection,
    months: &[Period],
    zone: Tz,
    as_of: Instant,
    kind: Option<&str>,
    cut: &Cut,
) -> Result<Measured<MonthOfSegment>> {
    let number = |number: Option<usize>| Param::text(number.map(|number| number.to_string()).as_deref());
    let params = vec![
        ("bounds", bounds(months, zone)),
        ("as_of", Param::Instant(as_of)),
        ("kind", Param::text(kind)),
        ("by", Param::text(Some(cut.by))),
        ("depth", number(cut.depth)),
        ("under", Param::text(cut.under)),
        ("rare_below", number(cut.rare_below)),
        ("without", Param::text(cut.without)),
    ];
    measure(connection, SEGMENT_BY_MONTH, params, |row| {
        let moments: Option<String> = row.get("moments")?;
        Ok(MonthOfSegment {
            segment: row.get("segment")?,
            month: index(row, "month_index")?,
            cases: count(row, "case_count")?,
            moments: moments.iter().flat_map(|list| list.split(',')).filter_map(|moment| moment.parse().ok().map(Instant)).collect(),
        })
    })
}

/// A day on which a source brought many times its usual cases.
#[derive(Debug, Clone)]
pub struct BusyDay {
    /// The source's id.
    pub source: String,
    /// The day's place among those asked for.
    pub day: usize,
    /// How many.
    pub cases: u64,
    /// The median of the source's days with cases.
    pub usual: f64,
}

/// Days with more than `times` the usual cases of a source.
pub fn busy_days(
    connection: &Connection,
    days: &[NaiveDate],
    zone: Tz,
    as_of: Instant,
    kind: Option<&str>,
    times: u32,
) -> Result<Measured<BusyDay>> {
    let mut starts: Vec<String> = days.iter().map(|day| start_of_day(*day, zone).to_string()).collect();
    starts.extend(days.last().map(|day| end_of_day(*day, zone).to_string()));
    let params = vec![
        ("bounds", Param::Text(starts.join(","))),
        ("as_of", Param::Instant(as_of)),
        ("kind", Param::text(kind)),
        ("times", Param::Text(times.to_string())),
    ];
    measure(connection, BUSY_DAYS, params, |row| {
        Ok(BusyDay {
            source: row.get("source")?,
            day: index(row, "day_index")?,
            cases: count(row, "case_count")?,
            usual: row.get("usual_count")?,
        })
    })
}

/// How late a source registers its cases.
#[derive(Debug, Clone)]
pub struct Lag {
    /// The source's id.
    pub source: String,
    /// Cases whose registration is known.
    pub cases: u64,
    /// Within so many days 95 % of them were registered.
    pub late_days: f64,
}

/// How long after receipt cases are registered.
pub fn registration_lag(connection: &Connection, from: Instant, to: Instant, as_of: Instant, kind: Option<&str>) -> Result<Measured<Lag>> {
    let params = vec![
        ("window_start", Param::Instant(from)),
        ("window_end", Param::Instant(to)),
        ("as_of", Param::Instant(as_of)),
        ("kind", Param::text(kind)),
    ];
    measure(connection, REGISTRATION_LAG, params, |row| {
        Ok(Lag { source: row.get("source")?, cases: count(row, "case_count")?, late_days: row.get("late_days")? })
    })
}

/// Cases of a period that were registered only after an instant.
pub fn registered_since(
    connection: &Connection,
    period: Period,
    since: Instant,
    zone: Tz,
    as_of: Instant,
    kind: Option<&str>,
) -> Result<Measured<u64>> {
    let params = vec![
        ("period_start", Param::Instant(period.start_at(zone))),
        ("period_end", Param::Instant(period.end_at(zone))),
        ("since", Param::Instant(since)),
        ("as_of", Param::Instant(as_of)),
        ("kind", Param::text(kind)),
    ];
    measure(connection, REGISTERED_SINCE, params, |row| count(row, "case_count"))
}
