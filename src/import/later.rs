//! Instants that an export gives only as a length of time behind another: "first reply after 90 minutes".
//!
//! The time runs day and night, or in the open hours of a calendar. A length is a number of its
//! unit (`90`, `1.5`, `1,5`), or hours, minutes and seconds (`12:30:00`) whatever the unit.
//!
//! Refused: `1,500`, which is one and a half in one country and fifteen hundred in another.

use super::instants::{Dates, DatesBuilder, END, FIRST, MIDNIGHT, NO_LENGTH, OUT_OF_RANGE};
use crate::calendar::Calendars;
use crate::calendar::timeline::Timeline;
use crate::error::{Error, Place, Result};
use crate::source::mapping::{Mapping, Origin};
use crate::time::Instant;
use chrono::NaiveDate;
use polars::prelude::StringChunked;
use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

/// The calendars that a mapping names, laid out over all years that are believed.
#[derive(Debug, Clone, Default)]
pub struct Clocks(HashMap<String, Arc<Timeline>>);

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
        let laid_out = |id: &String| -> Result<(String, Arc<Timeline>)> {
            let calendar = calendars.named(id).map_err(|error| in_mapping(error, mapping, id))?;
            Ok((id.clone(), Arc::new(Timeline::new(calendar, first, last))))
        };
        Ok(Self(ids.into_iter().map(laid_out).collect::<Result<_>>()?))
    }

    /// The open hours of a calendar that the mapping names.
    pub fn get(&self, id: &str) -> Option<Arc<Timeline>> {
        self.0.get(id).cloned()
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

/// The dates, each later by the length in the same row; nothing where either is blank.
pub fn add(dates: &Dates, lengths: &StringChunked, unit_us: i64, open: Option<&Timeline>) -> Dates {
    let mut made = DatesBuilder::new(lengths.len());
    for (row, length) in lengths.iter().enumerate() {
        let sum = length.and_then(|length| {
            let Some((at, last, flags)) = dates.get(row) else { return dates.flags.get(row).map(Err) };
            Some(match parse(length, unit_us) {
                None => Err(NO_LENGTH),
                Some(length) => later(at, length, open)
                    .zip(later(last, length, open))
                    .map(|(at, last)| (at, last, flags & !MIDNIGHT))
                    .ok_or(OUT_OF_RANGE),
            })
        });
        made.add(sum);
    }
    made.finish()
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

/// A length of time in microseconds.
fn parse(text: &str, unit_us: i64) -> Option<i64> {
    if text.contains(':') {
        let parts: Vec<i64> = text.split(':').map(|part| part.trim().parse().ok()).collect::<Option<_>>()?;
        return match parts[..] {
            [hours @ 0..=i64::MAX, minutes @ 0..60] => hours.checked_mul(60)?.checked_add(minutes)?.checked_mul(60_000_000),
            [hours @ 0..=i64::MAX, minutes @ 0..60, seconds @ 0..60] => {
                hours.checked_mul(3_600)?.checked_add(minutes * 60 + seconds)?.checked_mul(1_000_000)
            }
            _ => None,
        };
    }
    let length = (number_of(text)? * unit_us as f64).round();
    (0.0..END as f64).contains(&length).then_some(length as i64)
}

/// A number with a point or a comma before its fraction, where it can be read in one way only.
fn number_of(text: &str) -> Option<f64> {
    let Some((whole, fraction)) = text.rsplit_once([',', '.']) else { return text.parse().ok() };
    let (decimal, between) = if text[whole.len()..].starts_with(',') { (',', '.') } else { ('.', ',') };
    if whole.contains(between) {
        return is_grouped(whole, between).then(|| format!("{}.{fraction}", whole.replace(between, "")).parse().ok())?;
    }
    if decimal == ',' && fraction.len() == 3 && is_grouped(text, ',') && !whole.starts_with('0') {
        return None;
    }
    format!("{whole}.{fraction}").parse().ok()
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
            ("90", Some(90 * MINUTE)),
            ("1.5", Some(90_000_000)),
            ("0", Some(0)),
            ("1:30", Some(90 * MINUTE)),
            ("12:34:56", Some((12 * 3_600 + 34 * 60 + 56) * 1_000_000)),
            ("-1", None),
            ("1:75", None),
            ("soon", None),
            ("NaN", None),
            ("1,5", Some(90_000_000)),
            ("0,250", Some(15_000_000)),
            ("1500,125", Some(90_007_500_000)),
            ("1.000,5", Some(60_030_000_000)),
            ("1,000.5", Some(60_030_000_000)),
            ("1,500", None),
            ("1,500,000", None),
            ("1,5,5", None),
            ("1,00.5", None),
            ("-1,5", None),
            ("1e300", None),
        ] {
            assert_eq!(parse(text, MINUTE), expected, "{text}");
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
        let made = add(&dates.finish(), &lengths, 10, None);
        assert_eq!((0..4).map(|row| made.get(row)).collect::<Vec<_>>(), [Some((1_020, 1_020, 0)), None, None, None]);
        assert_eq!((0..4).map(|row| made.fault(row)).collect::<Vec<_>>(), [None, None, Some("is no length of time"), None]);
    }
}
