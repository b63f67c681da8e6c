//! Timelines as rows for SQL: every instant finds its clock by one equality join on its UTC day.
//!
//! - `calendar_clock`: one row per stretch of a UTC day in which nothing changes (open or closed,
//!   one local date). An instant of that stretch reads its open time, its local date and its
//!   business-day ordinals there.
//! - `calendar_day`: one row per local date.
//! - `calendar_open`: one row per stretch of open time and bucket of [`OPEN_BUCKET`], for the way back from open time to an instant.
//! - `judge_due_from`: when a span falls due, as a function of its start ([`due_stretches`]).

use super::timeline::{Day, OpenTime, Timeline, day_number};
use crate::time::instant::{DAY, Instant};
use crate::time::{Span, Unit};
use arrow::array::{ArrayRef, BooleanArray, Int32Array, Int64Array};
use arrow::datatypes::{DataType, Field, Schema};
use arrow::record_batch::RecordBatch;
use std::sync::Arc;

/// A stretch of a UTC day in which a calendar neither opens nor closes, and the local date stays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stretch {
    /// First instant, in microseconds.
    pub from_us: i64,
    /// End, not included.
    pub to_us: i64,
    /// Whether it is open.
    pub is_open: bool,
    /// Whether the instant just before it was open.
    pub was_open: bool,
    /// Open microseconds before it.
    pub open_before: i64,
    /// The local date, by its index in the timeline.
    day: usize,
}

/// All stretches of a timeline, in order.
pub fn stretches(timeline: &Timeline) -> Vec<Stretch> {
    let days = timeline.days();
    let (start, end) = (days[0].starts_at.0, days[days.len() - 1].ends_at.0);
    let mut cuts: Vec<i64> = days.iter().map(|day| day.starts_at.0).collect();
    cuts.extend(timeline.open().iter().flat_map(|open| [open.opens_at.0, open.closes_at.0]));
    cuts.extend((start.div_euclid(DAY)..=end.div_euclid(DAY)).map(|day| day * DAY));
    cuts.push(end);
    cuts.retain(|cut| (start..=end).contains(cut));
    cuts.sort_unstable();
    cuts.dedup();
    let (mut day, mut next_open) = (0, 0);
    let mut was_open = false;
    let mut open_before = 0;
    cuts.windows(2)
        .map(|pair| {
            let (from_us, to_us) = (pair[0], pair[1]);
            while days[day].ends_at.0 <= from_us {
                day += 1;
            }
            while timeline.open().get(next_open).is_some_and(|open| open.closes_at.0 <= from_us) {
                next_open += 1;
            }
            let is_open = timeline.open().get(next_open).is_some_and(|open| open.opens_at.0 <= from_us);
            let stretch = Stretch { from_us, to_us, is_open, was_open, open_before, day };
            was_open = is_open;
            open_before += if is_open { to_us - from_us } else { 0 };
            stretch
        })
        .collect()
}

/// The rows of `calendar_clock`.
pub fn clock_rows(key: i32, timeline: &Timeline) -> arrow::error::Result<RecordBatch> {
    let rows = stretches(timeline);
    let day = |row: &Stretch| -> &Day { &timeline.days()[row.day] };
    batch(vec![
        ("calendar_key", ints(rows.iter().map(|_| key))),
        ("utc_day", ints(rows.iter().map(|row| row.from_us.div_euclid(DAY) as i32))),
        ("from_us", longs(rows.iter().map(|row| row.from_us))),
        ("to_us", longs(rows.iter().map(|row| row.to_us))),
        ("is_open", flags(rows.iter().map(|row| row.is_open))),
        ("was_open", flags(rows.iter().map(|row| row.was_open))),
        ("open_before", longs(rows.iter().map(|row| row.open_before))),
        ("day", ints(rows.iter().map(|row| day_number(day(row).date)))),
        ("business_before", longs(rows.iter().map(|row| day(row).business_before))),
        ("business_upto", longs(rows.iter().map(|row| timeline.business_upto(day(row))))),
    ])
}

/// The rows of `calendar_day`.
pub fn day_rows(key: i32, timeline: &Timeline) -> arrow::error::Result<RecordBatch> {
    let days = timeline.days();
    batch(vec![
        ("calendar_key", ints(days.iter().map(|_| key))),
        ("day", ints(days.iter().map(|day| day_number(day.date)))),
        ("starts_us", longs(days.iter().map(|day| day.starts_at.0))),
        ("ends_us", longs(days.iter().map(|day| day.ends_at.0))),
        ("is_business", flags(days.iter().map(|day| day.is_business))),
        ("business_upto", longs(days.iter().map(|day| timeline.business_upto(day)))),
    ])
}

/// Open time is cut into buckets of eight hours, so that a join on equality finds it; `due_of.sql` knows the number too.
pub const OPEN_BUCKET: i64 = 8 * 3_600_000_000;

/// The rows of `calendar_open`. A stretch of open time holds its last clock value and not its first: a close that uses the
/// time up exactly is the due.
pub fn open_rows(key: i32, timeline: &Timeline) -> arrow::error::Result<RecordBatch> {
    let rows: Vec<(i64, &OpenTime)> = timeline
        .open()
        .iter()
        .flat_map(|open| {
            let last = open.open_before + open.closes_at.0 - open.opens_at.0 - 1;
            (open.open_before / OPEN_BUCKET..=last / OPEN_BUCKET).map(move |bucket| (bucket, open))
        })
        .collect();
    batch(vec![
        ("calendar_key", ints(rows.iter().map(|_| key))),
        ("bucket", longs(rows.iter().map(|(bucket, _)| *bucket))),
        ("open_before", longs(rows.iter().map(|(_, open)| open.open_before))),
        ("open_upto", longs(rows.iter().map(|(_, open)| open.open_before + open.closes_at.0 - open.opens_at.0))),
        ("opens_us", longs(rows.iter().map(|(_, open)| open.opens_at.0))),
    ])
}

/// A stretch of starts over which a due stands still, or runs along with the start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DueStretch {
    /// First start, in microseconds.
    pub from_us: i64,
    /// End of the starts, not included.
    pub until_us: i64,
    /// When a start at `from_us` falls due.
    pub due_us: i64,
    /// Whether a later start falls due as much later.
    pub runs: bool,
}

/// When a span falls due, for every start within the given UTC days that the timeline covers.
///
/// Between two changes of the calendar a due either stands still (days; open time while closed) or runs along with the start
/// (elapsed time; open time while open, until the due reaches the close of its window).
pub fn due_stretches(timeline: &Timeline, span: Span, days: &[i32]) -> Vec<DueStretch> {
    let mut rows = Vec::new();
    for stretch in stretches(timeline) {
        if days.binary_search(&(stretch.from_us.div_euclid(DAY) as i32)).is_err() {
            continue;
        }
        let mut from_us = stretch.from_us;
        while from_us < stretch.to_us {
            let due_us = timeline.due(span, Instant(from_us)).0;
            let runs = match span.unit {
                Unit::Elapsed => true,
                Unit::OpenTime => stretch.is_open,
                Unit::BusinessDays | Unit::CalendarDays | Unit::CalendarMonths => false,
            };
            // Open time: from the start that is due at the very close on, the due is in the next window.
            let until_us = match timeline.close_at_or_after(Instant(due_us)) {
                Some(close) if span.unit == Unit::OpenTime && runs => stretch.to_us.min(from_us + close.0 - due_us + 1),
                _ => stretch.to_us,
            };
            rows.push(DueStretch { from_us, until_us, due_us, runs });
            from_us = until_us;
        }
    }
    rows
}

/// The rows of `judge_due_from`.
pub fn due_rows(rule_key: i32, rows: &[DueStretch]) -> arrow::error::Result<RecordBatch> {
    batch(vec![
        ("rule_key", ints(rows.iter().map(|_| rule_key))),
        ("utc_day", ints(rows.iter().map(|row| row.from_us.div_euclid(DAY) as i32))),
        ("from_us", longs(rows.iter().map(|row| row.from_us))),
        ("until_us", longs(rows.iter().map(|row| row.until_us))),
        ("due_us", longs(rows.iter().map(|row| row.due_us))),
        ("runs", flags(rows.iter().map(|row| row.runs))),
    ])
}

fn batch(columns: Vec<(&str, ArrayRef)>) -> arrow::error::Result<RecordBatch> {
    let fields: Vec<Field> = columns.iter().map(|(name, column)| Field::new(*name, column.data_type().clone(), false)).collect();
    debug_assert!(fields.iter().all(|field| !matches!(field.data_type(), DataType::Null)));
    RecordBatch::try_new(Arc::new(Schema::new(fields)), columns.into_iter().map(|(_, column)| column).collect())
}

fn ints(values: impl Iterator<Item = i32>) -> ArrayRef {
    Arc::new(Int32Array::from_iter_values(values))
}

fn longs(values: impl Iterator<Item = i64>) -> ArrayRef {
    Arc::new(Int64Array::from_iter_values(values))
}

fn flags(values: impl Iterator<Item = bool>) -> ArrayRef {
    Arc::new(values.map(Some).collect::<BooleanArray>())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::Calendars;
    use crate::time::Instant;

    #[test]
    fn stretches_tile_the_timeline_and_agree_with_its_clock() {
        let calendars = Calendars::built_in().unwrap();
        for id in ["always", "uk-office", "us-eastern-office", "kolkata-desk"] {
            let (from, to): (Instant, Instant) = ("2025-03-25T00:00:00Z".parse().unwrap(), "2025-04-05T00:00:00Z".parse().unwrap());
            let timeline = Timeline::covering(calendars.get(id).unwrap(), from, to, &[]);
            let rows = stretches(&timeline);
            for pair in rows.windows(2) {
                assert_eq!(pair[0].to_us, pair[1].from_us);
                assert_eq!(pair[0].is_open, pair[1].was_open);
            }
            for row in &rows {
                assert_eq!(row.from_us.div_euclid(DAY), (row.to_us - 1).div_euclid(DAY));
                assert_eq!(row.open_before, timeline.clock(Instant(row.from_us)), "{id}");
                assert_eq!(timeline.day_at(Instant(row.from_us)), &timeline.days()[row.day]);
            }
        }
    }

    #[test]
    fn every_start_of_a_stretch_falls_due_as_the_timeline_says() {
        let calendars = Calendars::built_in().unwrap();
        let (from, to): (Instant, Instant) = ("2025-03-25T00:00:00Z".parse().unwrap(), "2025-04-08T00:00:00Z".parse().unwrap());
        let days: Vec<i32> = (from.0.div_euclid(DAY)..=to.0.div_euclid(DAY)).map(|day| day as i32).collect();
        let spans = ["36 hours", "90 business minutes", "8 business hours", "20 business hours", "2 business days", "5 calendar days"];
        for id in ["always", "uk-office", "us-eastern-office", "kolkata-desk"] {
            for span in spans.map(|span| span.parse::<Span>().unwrap()) {
                let timeline = Timeline::covering(calendars.get(id).unwrap(), from, to, &[span]);
                let rows = due_stretches(&timeline, span, &days);
                assert_eq!(rows[0].from_us, from.0);
                for pair in rows.windows(2) {
                    assert_eq!(pair[0].until_us, pair[1].from_us, "stretches leave no gap");
                }
                for row in rows {
                    let middle = i64::midpoint(row.from_us, row.until_us - 1);
                    for start in [row.from_us, row.from_us + 1, middle, row.until_us - 1].into_iter().filter(|at| *at < row.until_us) {
                        let due_us = row.due_us + if row.runs { start - row.from_us } else { 0 };
                        assert_eq!(Instant(due_us), timeline.due(span, Instant(start)), "{id}, {span}, from {}", Instant(start));
                    }
                }
            }
        }
    }
}
