//! Instants that an export gives only as a length of time behind another: "first reply after 90 minutes".
//!
//! The time runs day and night, or in the open hours of a calendar. A length is a number of its
//! unit (`90`, `1.5`, `1,5`), or hours, minutes and seconds (`12:30:00`) whatever the unit, or under
//! `hours` also hours and minutes (`12:30`). So many whole days after a day is a day, however long
//! the days between were; everything else is elapsed time.
//!
//! Refused: `1,500` and `1.500`, which are one and a half in one country and fifteen hundred in another,
//! unless the mapping says which sign is before a fraction; and `05:30` under another unit than hours,
//! which may be hours and minutes, or minutes and seconds.

use super::instants::{DAY, Dates, DatesBuilder, END, FIRST, MIDNIGHT, NO_LENGTH, OUT_OF_RANGE, TWO_CLOCKS, TWO_LENGTHS};
use crate::calendar::Calendars;
use crate::calendar::timeline::Timeline;
use crate::error::{Error, Place, Result};
use crate::source::mapping::{Mapping, Origin};
use crate::time::Instant;
use crate::time::instant::{self, end_of_day, start_of_day};
use chrono::{Days, NaiveDate};
use chrono_tz::Tz;
use polars::prelude::StringChunked;
use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

/// The calendars that a mapping names, laid out over all years that are believed.
#[derive(Debug, Clone, Default)]
pub struct Clocks {
    laid_out: HashMap<String, Arc<Timeline>>,
    told: String,
}

impl Clocks {
    /// Those of a mapping, out of a workspace's folder of calendars and the built-in ones.
    pub fn of(mapping: &Mapping, calendars_dir: &Path) -> Result<Self> {
        let choices = mapping.tables.iter().flat_map(super::super::source::mapping::Table::dates).flat_map(|date| &date.choices);
        let ids: Vec<&String> = choices.filter_map(|choice| choice.later.as_ref()?.calendar.as_ref()).collect();
        if ids.is_empty() {
            return Ok(Self::default());
        }
        let calendars = Calendars::read(calendars_dir)?;
        let days = NaiveDate::from_ymd_opt(1899, 12, 1).zip(NaiveDate::from_ymd_opt(2200, 2, 1));
        let (first, last) = days.ok_or_else(|| Error::new("the years of a calendar could not be laid out"))?;
        let mut clocks = Self::default();
        for id in ids {
            let calendar = calendars.named(id).map_err(|error| in_mapping(error, mapping, id))?;
            clocks.laid_out.insert(id.clone(), Arc::new(Timeline::new(calendar, first, last)));
            clocks.told += &format!("{calendar:?}\n");
        }
        Ok(clocks)
    }

    /// All that they say, in words that are other words when anything of it changes; empty where the mapping names none.
    pub fn told(&self) -> &str {
        &self.told
    }

    /// The open hours of a calendar that the mapping names.
    pub fn get(&self, id: &str) -> Option<Arc<Timeline>> {
        self.laid_out.get(id).cloned()
    }
}

/// With the place in the mapping that names the calendar first.
fn in_mapping(error: Error, mapping: &Mapping, calendar: &str) -> Error {
    let Origin::File(file) = &mapping.origin else { return error };
    match mapping.text.find(&format!("\"{calendar}\"")) {
        Some(start) => error.at(Place::span(file, &mapping.text, start..start + calendar.len() + 2)),
        None => error.at(Place::file(file)),
    }
}

/// Microseconds of an hour.
const HOUR: i64 = 3_600 * instant::SECOND;

/// How a column of lengths is read.
#[derive(Debug, Clone)]
pub struct Reading {
    /// The unit in microseconds.
    pub unit_us: i64,
    /// The sign before a fraction, where the mapping says it.
    pub decimal: Option<char>,
    /// The open hours in which the time runs; without them, it runs day and night.
    pub open: Option<Arc<Timeline>>,
    /// Where the date that is added to has its days.
    pub zone: Tz,
}

/// The dates, each later by the length in the same row; nothing where either is blank.
pub fn add(dates: &Dates, lengths: &StringChunked, reading: &Reading) -> Dates {
    let open = reading.open.as_deref();
    let counts_days = open.is_none() && reading.unit_us == instant::DAY;
    let mut made = DatesBuilder::new(lengths.len());
    for (row, length) in lengths.iter().enumerate() {
        let sum = length.and_then(|length| {
            let Some((at, last, flags)) = dates.get(row) else { return dates.flags.get(row).map(Err) };
            Some(match parse(length, reading.unit_us, reading.decimal) {
                Err(fault) => Err(fault),
                Ok(length) if counts_days && flags & DAY == DAY => {
                    days_later(at, length, reading.zone).ok_or(OUT_OF_RANGE).map(|(at, last)| (at, last, flags))
                }
                Ok(length) => later(at, length, open)
                    .zip(later(last, length, open))
                    .map(|(at, last)| (at, last, flags & !MIDNIGHT))
                    .ok_or(OUT_OF_RANGE),
            })
        });
        made.add(sum);
    }
    made.finish()
}

/// The day that is so many whole days after the one that begins at an instant, moved by what is left of the length: a day
/// stands for the whole local day, also where clocks change between the two.
fn days_later(at: i64, length: i64, zone: Tz) -> Option<(i64, i64)> {
    let days = Days::new(u64::try_from(length / instant::DAY).ok()?);
    let date = Instant(at).local_date(zone).checked_add_days(days)?;
    let moved = |at: i64| at.checked_add(length % instant::DAY).filter(|at| (FIRST..END).contains(at));
    let (start, end) = (start_of_day(date, zone).0, end_of_day(date, zone).0);
    // A day that was skipped at the date line is the instant at which it was.
    moved(start).zip(moved((end - 1).max(start)))
}

fn later(at: i64, length: i64, open: Option<&Timeline>) -> Option<i64> {
    let end = match open {
        None => at.checked_add(length)?,
        Some(timeline) => {
            let clock = timeline.clock(Instant(at)).checked_add(length)?;
            // Nothing to wait for: it was at once, also out of hours.
            if length == 0 { at } else { timeline.instant_of(clock).0 }
        }
    };
    (FIRST..END).contains(&end).then_some(end)
}

/// A length of time in microseconds; else the flag that says why it is none.
fn parse(text: &str, unit_us: i64, decimal: Option<char>) -> std::result::Result<i64, i32> {
    if text.contains(':') {
        let length = clock_length(text).ok_or(NO_LENGTH)?;
        let is_sure = unit_us == HOUR || text.matches(':').count() > 1;
        return if is_sure { Ok(length) } else { Err(TWO_CLOCKS) };
    }
    let length = (number_of(text, decimal)? * unit_us as f64).round();
    if (0.0..END as f64).contains(&length) { Ok(length as i64) } else { Err(NO_LENGTH) }
}

/// Hours and minutes, and seconds where there are any.
fn clock_length(text: &str) -> Option<i64> {
    let parts: Vec<i64> = text.split(':').map(|part| part.trim().parse().ok()).collect::<Option<_>>()?;
    match parts[..] {
        [hours @ 0..=i64::MAX, minutes @ 0..60] => hours.checked_mul(60)?.checked_add(minutes)?.checked_mul(60_000_000),
        [hours @ 0..=i64::MAX, minutes @ 0..60, seconds @ 0..60] => {
            hours.checked_mul(3_600)?.checked_add(minutes * 60 + seconds)?.checked_mul(1_000_000)
        }
        _ => None,
    }
}

/// A number with a point or a comma before its fraction, where it can be read in one way only.
fn number_of(text: &str, decimal: Option<char>) -> std::result::Result<f64, i32> {
    let parsed = |number: &str| number.parse().map_err(|_| NO_LENGTH);
    let Some((whole, fraction)) = text.rsplit_once([',', '.']) else { return parsed(text) };
    let last = if text[whole.len()..].starts_with(',') { ',' } else { '.' };
    let is_between = decimal.is_some_and(|decimal| decimal != last);
    let between = if (last == ',') == is_between { ',' } else { '.' };
    if is_between {
        return if is_grouped(text, between) { parsed(&text.replace(between, "")) } else { Err(NO_LENGTH) };
    }
    if whole.contains(between) {
        return if is_grouped(whole, between) { parsed(&format!("{}.{fraction}", whole.replace(between, ""))) } else { Err(NO_LENGTH) };
    }
    if decimal.is_none() && is_grouped(text, last) && !whole.starts_with('0') {
        // Two of one sign are never a fraction's.
        return if whole.contains(last) { parsed(&text.replace(last, "")) } else { Err(TWO_LENGTHS) };
    }
    parsed(&format!("{whole}.{fraction}"))
}

/// Whether digits stand in groups of three between these marks.
fn is_grouped(digits: &str, between: char) -> bool {
    let mut groups = digits.split(between);
    let is_digits = |group: &str| !group.is_empty() && group.bytes().all(|byte| byte.is_ascii_digit());
    groups.next().is_some_and(|first| first.len() <= 3 && is_digits(first)) && groups.all(|group| group.len() == 3 && is_digits(group))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn office() -> Timeline {
        let day = |text: &str| text.parse().unwrap();
        Timeline::new(Calendars::built_in().unwrap().get("uk-office").unwrap(), day("2024-12-01"), day("2025-03-01"))
    }

    #[test]
    fn lengths_are_numbers_of_their_unit_or_hours_minutes_seconds() {
        const MINUTE: i64 = 60_000_000;
        for (text, expected) in [
            ("90", Ok(90 * MINUTE)),
            ("1.5", Ok(90_000_000)),
            ("0", Ok(0)),
            ("1:30", Err(TWO_CLOCKS)),
            ("0:90:00", Err(NO_LENGTH)),
            ("12:34:56", Ok((12 * 3_600 + 34 * 60 + 56) * 1_000_000)),
            ("-1", Err(NO_LENGTH)),
            ("1:75", Err(NO_LENGTH)),
            ("soon", Err(NO_LENGTH)),
            ("NaN", Err(NO_LENGTH)),
            ("1,5", Ok(90_000_000)),
            ("0,250", Ok(15_000_000)),
            ("1500,125", Ok(90_007_500_000)),
            ("1.000,5", Ok(60_030_000_000)),
            ("1,000.5", Ok(60_030_000_000)),
            ("1,500", Err(TWO_LENGTHS)),
            ("1.500", Err(TWO_LENGTHS)),
            ("1,500,000", Ok(1_500_000 * MINUTE)),
            ("1.500.000", Ok(1_500_000 * MINUTE)),
            ("0.250", Ok(15_000_000)),
            ("1500.125", Ok(90_007_500_000)),
            ("1,5,5", Err(NO_LENGTH)),
            ("1,00.5", Err(NO_LENGTH)),
            ("-1,5", Err(NO_LENGTH)),
            ("1e300", Err(NO_LENGTH)),
        ] {
            assert_eq!(parse(text, MINUTE, None), expected, "{text}");
        }
    }

    #[test]
    fn hours_and_minutes_alone_are_told_from_minutes_and_seconds_by_the_unit_hours() {
        for (unit, expected) in
            [(HOUR, Ok(19_800 * instant::SECOND)), (60 * instant::SECOND, Err(TWO_CLOCKS)), (instant::SECOND, Err(TWO_CLOCKS))]
        {
            assert_eq!(parse("05:30", unit, None), expected, "{unit}");
        }
    }

    #[test]
    fn days_after_a_day_are_days_of_the_calendar() {
        let at = |text: &str| text.parse::<Instant>().unwrap().0;
        let after = |start: &str, last: &str, flags: i32, days: &str, zone: Tz| {
            let mut dates = DatesBuilder::new(1);
            dates.add(Some(Ok((at(start), at(last), flags))));
            let lengths: StringChunked = [Some(days)].into_iter().collect();
            add(&dates.finish(), &lengths, &Reading { unit_us: instant::DAY, decimal: None, open: None, zone }).get(0).unwrap()
        };
        // Berlin's clocks go back on 25 October 2026, from UTC+2 to UTC+1. The 24th begins at 22:00Z of the 23rd, the 26th at 23:00Z of the 25th.
        let (start, last) = ("2026-10-23T22:00:00Z", "2026-10-24T21:59:59.999999Z");
        let berlin = chrono_tz::Europe::Berlin;
        let day = (at("2026-10-25T23:00:00Z"), at("2026-10-26T22:59:59.999999Z"), DAY);
        assert_eq!(after(start, last, DAY, "2", berlin), day);
        // What is left of a length is elapsed time behind the day.
        assert_eq!(after(start, last, DAY, "2.5", berlin).0, at("2026-10-26T11:00:00Z"));
        assert_eq!(after(start, last, DAY, "0", berlin), (at(start), at(last), DAY));
        // A moment is so many times 86,400 seconds later: 12:00 in summer time is 11:00 in winter time.
        assert_eq!(after("2026-10-24T10:00:00Z", "2026-10-24T10:00:00Z", 0, "2", berlin).0, at("2026-10-26T10:00:00Z"));
    }

    proptest::proptest! {
        #[test]
        fn days_after_a_day_are_the_whole_of_another(zone in 0..chrono_tz::TZ_VARIANTS.len(), start in -20_000_i64..60_000, days in 0_i64..800) {
            let zone = chrono_tz::TZ_VARIANTS[zone];
            let date = |days: i64| NaiveDate::default() + chrono::Duration::days(days);
            let (from, to) = (date(start), date(start + days));
            let found = days_later(start_of_day(from, zone).0, days * instant::DAY, zone);
            // Who moved to the other side of the date line skipped a day, and has nothing that begins or ends with it.
            let is_skipped = |date: NaiveDate| start_of_day(date, zone) == end_of_day(date, zone);
            proptest::prop_assert!(is_skipped(from) || is_skipped(to) || found == Some((start_of_day(to, zone).0, end_of_day(to, zone).0 - 1)));
        }
    }

    #[test]
    fn the_sign_before_a_fraction_decides_what_could_be_read_in_two_ways() {
        for (text, by_point, by_comma) in [
            ("1.500", Ok(1_500), Ok(1_500_000)),
            ("1,500", Ok(1_500_000), Ok(1_500)),
            ("1,500.25", Ok(1_500_250), Err(NO_LENGTH)),
            ("1.500,25", Err(NO_LENGTH), Ok(1_500_250)),
            ("1.5", Ok(1_500), Err(NO_LENGTH)),
            ("1,5", Err(NO_LENGTH), Ok(1_500)),
            ("1,500,000", Ok(1_500_000_000), Err(NO_LENGTH)),
            ("7", Ok(7_000), Ok(7_000)),
        ] {
            assert_eq!((parse(text, 1_000, Some('.')), parse(text, 1_000, Some(','))), (by_point, by_comma), "{text}");
        }
    }

    #[test]
    fn open_time_waits_for_the_desk() {
        let at = |text: &str| text.parse::<Instant>().unwrap().0;
        // Friday 2025-01-10 16:30, open 09:00-17:00: 90 minutes are half an hour on Friday and one on Monday.
        let ninety = 90 * 60_000_000;
        assert_eq!(later(at("2025-01-10T16:30:00Z"), ninety, Some(&office())), Some(at("2025-01-13T10:00:00Z")));
        assert_eq!(later(at("2025-01-10T16:30:00Z"), ninety, None), Some(at("2025-01-10T18:00:00Z")));
        assert_eq!(later(at("2025-01-11T12:00:00Z"), 0, Some(&office())), Some(at("2025-01-11T12:00:00Z")));
    }

    #[test]
    fn a_blank_length_is_no_event_and_a_strange_one_a_fault() {
        let mut dates = DatesBuilder::new(4);
        for _ in 0..3 {
            dates.add(Some(Ok((1_000, 1_000, MIDNIGHT))));
        }
        dates.add(None);
        let lengths: StringChunked = [Some("2"), None, Some("x"), Some("2")].into_iter().collect();
        let made = add(&dates.finish(), &lengths, &Reading { unit_us: 10, decimal: None, open: None, zone: Tz::UTC });
        assert_eq!((0..4).map(|row| made.get(row)).collect::<Vec<_>>(), [Some((1_020, 1_020, 0)), None, None, None]);
        assert_eq!((0..4).map(|row| made.fault(row)).collect::<Vec<_>>(), [None, None, Some("is no length of time"), None]);
    }
}
