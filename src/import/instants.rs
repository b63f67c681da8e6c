//! Date columns become instants: text, then wall-clock time or day, then UTC.
//!
//! Polars parses; the zone is applied by [`crate::time::zone::resolve`], the only place of the
//! program that does so. A value is a moment (with a time of day) or a day; behind a time, `Z` or
//! an offset is obeyed and the zone plays no part.

use crate::source::dates::{Count, Formats, Order, usual};
use crate::time::instant::{end_of_day, start_of_day};
use crate::time::zone::{Certainty, resolve};
use chrono::{Datelike, NaiveDate, NaiveDateTime};
use chrono_tz::Tz;
use polars::prelude::*;

/// The value gives only a day.
pub const DAY: i32 = 1;
/// Clocks showed that time twice; the earlier instant was taken.
pub const TWICE: i32 = 2;
/// Clocks never showed that time; it was moved forward by the gap.
pub const GAP: i32 = 4;
/// The wall-clock time is exactly midnight, as where only a day was known.
pub const MIDNIGHT: i32 = 8;
/// There is a value, but it is no date in any of the formats.
pub const UNREADABLE: i32 = 16;
/// It is a date, but not one between 1900 and 2200.
pub const OUT_OF_RANGE: i32 = 32;

/// The date can be read, but not the length of time behind it.
pub const NO_LENGTH: i32 = 64;
/// Likewise, because its sign may part a fraction from it or thousands.
pub const TWO_LENGTHS: i32 = 4096;
/// Likewise, because it may be hours and minutes, or minutes and seconds.
pub const TWO_CLOCKS: i32 = 8192;

/// Day and month could be meant the other way round; the day was taken first.
pub const DAY_FIRST: i32 = 128;
/// Likewise, and the month was taken first.
pub const MONTH_FIRST: i32 = 256;
/// It is written with its day and month in numbers, and can be read in one way only.
pub const SURE_ORDER: i32 = 512;

/// It is the instant of what a rule took from its row, for want of a receipt there.
pub const OF_EVENT: i32 = 1024;
/// It is when something was written of the case, where no rule takes the row.
pub const OF_ROW: i32 = 2048;

/// 1900-01-01T00:00:00Z, the first instant that is believed.
pub const FIRST: i64 = -2_208_988_800_000_000;
/// 2200-01-01T00:00:00Z, the first instant that no longer is.
pub const END: i64 = 7_258_118_400_000_000;

/// A date column as instants.
#[derive(Debug, Clone)]
pub struct Dates {
    /// The first possible instant, in microseconds.
    pub at: Int64Chunked,
    /// The last possible instant: the same for a moment, the end of the day for a day.
    pub last: Int64Chunked,
    /// How the value was read.
    pub flags: Int32Chunked,
}

impl Dates {
    /// Takes the finished column of a frame apart.
    pub fn of(frame: &DataFrame, name: &str) -> PolarsResult<Self> {
        let parts = frame.column(name)?.as_materialized_series().struct_()?.clone();
        let field = |name: &str| parts.field_by_name(name);
        Ok(Self {
            at: field("at")?.i64()?.rechunk().into_owned(),
            last: field("last")?.i64()?.rechunk().into_owned(),
            flags: field("flags")?.i32()?.rechunk().into_owned(),
        })
    }

    /// For each row, what the first of some columns has that is not blank there.
    pub fn first(columns: Vec<Self>) -> Option<Self> {
        if columns.len() < 2 {
            return columns.into_iter().next();
        }
        let length = columns[0].flags.len();
        let mut made = DatesBuilder::new(length);
        for row in 0..length {
            let given = columns.iter().find(|dates| dates.flags.get(row).is_some());
            made.add(given.map(|dates| dates.get(row).ok_or_else(|| dates.flags.get(row).unwrap_or(UNREADABLE))));
        }
        Some(made.finish())
    }

    /// Instant, last instant and flags of a row; `None` where there is no value.
    pub fn get(&self, row: usize) -> Option<(i64, i64, i32)> {
        Some((self.at.get(row)?, self.last.get(row)?, self.flags.get(row)?))
    }

    /// What is wrong with the value of a row, if anything.
    pub fn fault(&self, row: usize) -> Option<&'static str> {
        match self.flags.get(row)? {
            UNREADABLE => Some("is not a date in a form that the mapping accepts"),
            OUT_OF_RANGE => Some("is not a date between 1900 and 2200"),
            NO_LENGTH => Some("is no length of time"),
            TWO_LENGTHS => Some("is a length of time that can be read in two ways; decimal in the mapping tells which"),
            TWO_CLOCKS => Some("is a length of time that can be read in two ways: as hours and minutes, or as minutes and seconds"),
            _ => None,
        }
    }
}

/// Collects dates row by row.
pub struct DatesBuilder {
    at: PrimitiveChunkedBuilder<Int64Type>,
    last: PrimitiveChunkedBuilder<Int64Type>,
    flags: PrimitiveChunkedBuilder<Int32Type>,
}

impl DatesBuilder {
    /// A builder for so many rows.
    pub fn new(length: usize) -> Self {
        Self {
            at: PrimitiveChunkedBuilder::new("at".into(), length),
            last: PrimitiveChunkedBuilder::new("last".into(), length),
            flags: PrimitiveChunkedBuilder::new("flags".into(), length),
        }
    }

    /// Adds a row: no value, or what was read, or the flag that says why it could not be.
    pub fn add(&mut self, read: Option<std::result::Result<(i64, i64, i32), i32>>) {
        let moment = read.and_then(std::result::Result::ok);
        self.at.append_option(moment.map(|moment| moment.0));
        self.last.append_option(moment.map(|moment| moment.1));
        self.flags.append_option(read.map(|read| read.map_or_else(|fault| fault, |moment| moment.2)));
    }

    /// The rows as columns.
    pub fn finish(self) -> Dates {
        Dates { at: self.at.finish(), last: self.last.finish(), flags: self.flags.finish() }
    }
}

/// The stages that turn the text column `name` into the column that [`Dates::of`] reads; whether day and month could be meant the
/// other way round is told where `tells_order`.
pub fn stages(name: &str, dates: &Formats, zone: Tz, tells_order: bool) -> [Vec<Expr>; 3] {
    let part = |field: &str| col(parts_name(name)).struct_().field_by_name(field);
    let parsed = |(place, format): (usize, &String), cache: bool| {
        let options = StrptimeOptions { format: Some(format.as_str().into()), strict: false, exact: true, cache };
        let wall = part("bare").str().to_datetime(Some(TimeUnit::Microseconds), None, options, lit("raise"));
        wall.cast(DataType::Int64).alias(format_name(name, place, cache))
    };
    let moments = dates.moments.iter().enumerate();
    let days = dates.days.iter().enumerate();
    let mut inputs = vec![part("offset"), part("is_next")];
    inputs.extend(moments.clone().map(|(place, _)| col(format_name(name, place, false))));
    inputs.extend(days.clone().map(|(place, _)| col(format_name(name, place, true))));
    let moment_count = dates.moments.len();
    let counts = dates.counts.clone();
    let order_of = |format: &String| if tells_order { Order::of(format) } else { None };
    let orders: Vec<Option<Order>> = dates.moments.iter().chain(&dates.days).map(order_of).collect();
    let resolved = col(name).map_many(
        move |columns| read_all(columns, moment_count, &orders, &counts, zone),
        &inputs,
        |_, fields| Ok(Field::new(fields[0].name().clone(), DataType::Struct(resolved_fields()))),
    );
    [
        vec![
            col(name)
                .map(|column| split_all(&column), |_, field| Ok(Field::new(field.name().clone(), DataType::Struct(part_fields()))))
                .alias(parts_name(name)),
        ],
        // The same few days come again and again, the same moments do not.
        moments.map(|format| parsed(format, false)).chain(days.map(|format| parsed(format, true))).collect(),
        vec![resolved.alias(name)],
    ]
}

fn parts_name(name: &str) -> String {
    format!("{name} parts")
}

fn format_name(name: &str, place: usize, is_day: bool) -> String {
    format!("{name} {} {place}", if is_day { "day" } else { "moment" })
}

fn part_fields() -> Vec<Field> {
    vec![
        Field::new("bare".into(), DataType::String),
        Field::new("offset".into(), DataType::Int32),
        Field::new("is_next".into(), DataType::Boolean),
    ]
}

fn resolved_fields() -> Vec<Field> {
    vec![Field::new("at".into(), DataType::Int64), Field::new("last".into(), DataType::Int64), Field::new("flags".into(), DataType::Int32)]
}

fn split_all(column: &Column) -> PolarsResult<Column> {
    let texts = column.str()?;
    let mut bare = StringChunkedBuilder::new("bare".into(), texts.len());
    let mut offset = PrimitiveChunkedBuilder::<Int32Type>::new("offset".into(), texts.len());
    let mut is_next = BooleanChunkedBuilder::new("is_next".into(), texts.len());
    for text in texts.iter() {
        let text = text.map(usual);
        let parts = text.as_ref().map(|text| split_offset(&text.0));
        bare.append_option(parts.map(|parts| parts.0));
        offset.append_option(parts.and_then(|parts| parts.1));
        is_next.append_option(text.as_ref().map(|text| text.1));
    }
    let series = [bare.finish().into_series(), offset.finish().into_series(), is_next.finish().into_series()];
    Ok(StructChunked::from_series(column.name().clone(), texts.len(), series.iter())?.into_column())
}

/// The text before an offset behind a time of day, and the offset in seconds.
fn split_offset(text: &str) -> (&str, Option<i32>) {
    let without = (text, None);
    for name in ["Z", "z", "UTC", "GMT"] {
        if let Some(bare) = text.strip_suffix(name) {
            let bare = bare.trim_end();
            return if ends_with_time(bare) { (bare, Some(0)) } else { without };
        }
    }
    let Some(sign) = text.rfind(['+', '-']) else { return without };
    let (bare, digits) = (text[..sign].trim_end(), &text[sign + 1..]);
    let (hours, minutes) = match digits.len() {
        2 => (digits, "0"),
        4 | 5 if digits.is_ascii() => (&digits[..2], digits[2..].strip_prefix(':').unwrap_or(&digits[2..])),
        _ => return without,
    };
    let number = |digits: &str| digits.bytes().all(|digit| digit.is_ascii_digit()).then(|| digits.parse::<i32>().ok()).flatten();
    match (number(hours), number(minutes)) {
        (Some(hours @ 0..=14), Some(minutes @ 0..=59)) if ends_with_time(bare) => {
            let seconds = hours * 3600 + minutes * 60;
            (bare, Some(if text.as_bytes()[sign] == b'-' { -seconds } else { seconds }))
        }
        _ => without,
    }
}

/// Whether the text ends with a time of day: a date has no colon, and behind a time it has no offset either (`10:17 05-03-2026`).
fn ends_with_time(text: &str) -> bool {
    let clock = text.trim_end_matches(['A', 'P', 'M', 'a', 'p', 'm', '.']).trim_end();
    let last = clock.rsplit(|letter: char| letter.is_whitespace() || matches!(letter, 'T' | 't')).next().unwrap_or_default();
    last.contains(':') && last.ends_with(|last: char| last.is_ascii_digit())
}

fn read_all(columns: &mut [Column], moment_count: usize, orders: &[Option<Order>], counts: &[Count], zone: Tz) -> PolarsResult<Column> {
    let texts = columns[0].str()?.clone();
    let offsets = columns[1].i32()?.clone();
    let is_next = columns[2].bool()?.clone();
    let parsed = columns[3..].iter().map(|column| column.i64().cloned()).collect::<PolarsResult<Vec<Int64Chunked>>>()?;
    let (moments, days) = parsed.split_at(moment_count);
    let (moment_orders, day_orders) = orders.split_at(moment_count);
    let length = texts.len();
    let mut made = DatesBuilder::new(length);
    for row in 0..length {
        let Some(text) = texts.get(row) else {
            made.add(None);
            continue;
        };
        let offset = offsets.get(row);
        let carried = if is_next.get(row) == Some(true) { crate::time::instant::DAY } else { 0 };
        let walls = |(walls, order): (&Int64Chunked, &Option<Order>)| walls.get(row).map(|wall| (wall, *order));
        let of_moments = moments
            .iter()
            .zip(moment_orders)
            .filter_map(walls)
            .map(|(wall, order)| ordered(read_moment(wall + carried, offset, zone), wall, order));
        let of_days = days.iter().zip(day_orders).filter(|_| offset.is_none()).filter_map(walls);
        let of_days = of_days.map(|(wall, order)| ordered(read_day(wall, zone), wall, order));
        let number = if counts.is_empty() { None } else { text.parse::<f64>().ok().filter(|number| number.is_finite()) };
        let of_counts = number.into_iter().flat_map(|number| counts.iter().map(move |count| read_count(number, *count, zone)));
        made.add(Some(believed(of_moments.chain(of_days).chain(of_counts))));
    }
    let Dates { at, last, flags } = made.finish();
    let series = [at.into_series(), last.into_series(), flags.into_series()];
    Ok(StructChunked::from_series(columns[0].name().clone(), length, series.iter())?.into_column())
}

/// The first reading that lies in the years that are believed: `%Y` would read `15` as the year 15.
fn believed(readings: impl Iterator<Item = Option<(i64, i64, i32)>>) -> std::result::Result<(i64, i64, i32), i32> {
    let mut fault = UNREADABLE;
    for reading in readings {
        match reading {
            Some(reading) if (FIRST..END).contains(&reading.0) => return Ok(reading),
            _ => fault = OUT_OF_RANGE,
        }
    }
    Err(fault)
}

/// A reading with what is to be said of the order of its day and month.
fn ordered(reading: Option<(i64, i64, i32)>, wall: i64, order: Option<Order>) -> Option<(i64, i64, i32)> {
    let (Some((at, last, flags)), Some(order)) = (reading, order) else { return reading };
    let date = in_reach(wall)?.date();
    let flag = match order {
        _ if date.day() > 12 => SURE_ORDER,
        _ if date.day() == date.month() => 0,
        Order::DayFirst => DAY_FIRST,
        Order::MonthFirst => MONTH_FIRST,
    };
    Some((at, last, flags | flag))
}

fn read_moment(wall: i64, offset: Option<i32>, zone: Tz) -> Option<(i64, i64, i32)> {
    if let Some(offset) = offset {
        let at = wall.checked_sub(i64::from(offset) * 1_000_000)?;
        return Some((at, at, 0));
    }
    let wall = in_reach(wall)?;
    let resolved = resolve(wall, zone);
    let certainty = match resolved.certainty {
        Certainty::Once => 0,
        Certainty::Twice => TWICE,
        Certainty::Never => GAP,
    };
    let midnight = if wall.time() == chrono::NaiveTime::MIN { MIDNIGHT } else { 0 };
    Some((resolved.at.0, resolved.at.0, certainty | midnight))
}

fn read_day(wall: i64, zone: Tz) -> Option<(i64, i64, i32)> {
    let date: NaiveDate = in_reach(wall)?.date();
    Some((start_of_day(date, zone).0, end_of_day(date, zone).0 - 1, DAY))
}

/// What a number stands for.
fn read_count(number: f64, count: Count, zone: Tz) -> Option<(i64, i64, i32)> {
    // 25,569 days lie between Excel's day 0 and 1970-01-01; its times are exact to the millisecond.
    const DAYS_TO_1970: f64 = 25_569.0;
    let micros = match count {
        Count::Seconds => number * 1e6,
        Count::Milliseconds => number * 1e3,
        Count::ExcelDays => ((number - DAYS_TO_1970) * 86_400e3).round() * 1e3,
    };
    if micros.abs() > END as f64 {
        return None;
    }
    let micros = micros.round() as i64;
    match count {
        Count::ExcelDays if number.fract() == 0.0 => read_day(micros, zone),
        Count::ExcelDays => read_moment(micros, None, zone),
        Count::Seconds | Count::Milliseconds => Some((micros, micros, 0)),
    }
}

/// The wall-clock time, unless it is so far off that no zone need be asked.
fn in_reach(wall: i64) -> Option<NaiveDateTime> {
    const LEEWAY: i64 = 2 * crate::time::instant::DAY;
    (FIRST - LEEWAY..END + LEEWAY).contains(&wall).then(|| chrono::DateTime::from_timestamp_micros(wall).map(|at| at.naive_utc())).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::dates::Formats;
    use crate::time::instant::from_utc;

    fn utc(text: &str) -> i64 {
        from_utc(text.parse().unwrap()).0
    }

    /// Reads one value by formats, as a mapping would.
    fn read(text: &str, formats: &[&str], zone: Tz) -> std::result::Result<(i64, i64, i32), &'static str> {
        let mut dates = Formats::default();
        for format in formats {
            dates.add(format).unwrap();
        }
        let frame = DataFrame::new(1, vec![Column::new("d".into(), [text])]).unwrap();
        let mut lazy = frame.lazy();
        for stage in stages("d", &dates, zone, false) {
            lazy = lazy.with_columns(stage);
        }
        let dates = Dates::of(&lazy.collect().unwrap(), "d").unwrap();
        dates.get(0).ok_or_else(|| dates.fault(0).unwrap())
    }

    #[allow(clippy::unnecessary_wraps, reason = "it stands beside what `read` gives")]
    fn moment(text: &str) -> std::result::Result<(i64, i64, i32), &'static str> {
        let at = utc(text);
        Ok((at, at, 0))
    }

    #[test]
    fn iso_moments_are_read_to_the_microsecond() {
        for (text, expected) in [
            ("2023-02-11T05:37:10.2556Z", "2023-02-11T05:37:10.2556"),
            ("2023-02-19T05:20:00.531799Z", "2023-02-19T05:20:00.531799"),
            ("2023-02-19T05:20:00.000001+00:00", "2023-02-19T05:20:00.000001"),
            ("2023-02-19T05:20:00.5317999Z", "2023-02-19T05:20:00.531799"),
            ("2023-02-19T05:20:00Z", "2023-02-19T05:20:00"),
            ("2023-02-19T05:20Z", "2023-02-19T05:20:00"),
            ("2023-02-19 05:20:00+02:00", "2023-02-19T03:20:00"),
            ("2023-02-19T05:20:00-0530", "2023-02-19T10:50:00"),
            ("2023-02-19T05:20:00+05", "2023-02-19T00:20:00"),
            ("2010-01-13 08:40:25 UTC", "2010-01-13T08:40:25"),
        ] {
            assert_eq!(read(text, &["iso"], chrono_tz::Asia::Tokyo), moment(expected), "{text}");
        }
    }

    #[test]
    fn a_date_behind_a_time_is_no_offset() {
        let tokyo = chrono_tz::Asia::Tokyo;
        for (text, format) in [
            ("10:17 05-03-2026", "%H:%M %d-%m-%Y"),
            ("10:17 05-03-2026", "%H:%M %d-%m-%y"),
            ("10:17:00 05-03-26", "%H:%M:%S %d-%m-%y"),
            ("10:17 2026-03-05", "%H:%M %Y-%m-%d"),
        ] {
            // Nine hours behind Tokyo.
            let expected = if text.ends_with("2026") && format.ends_with("%y") {
                Err("is not a date in a form that the mapping accepts")
            } else {
                moment("2026-03-05T01:17:00")
            };
            assert_eq!(read(text, &[format], tokyo), expected, "{text} by {format}");
        }
        // A two-digit year that could be the hours of an offset.
        assert_eq!(read("10:17 05-03-12", &["%H:%M %d-%m-%y"], tokyo), moment("2012-03-05T01:17:00"));
        assert_eq!(read("05-03-2026 10:17 PM -0500", &["%d-%m-%Y %I:%M %p"], tokyo), moment("2026-03-06T03:17:00"));
    }

    #[test]
    fn a_value_without_offset_is_read_in_the_zone() {
        // Kolkata is 5:30 ahead of UTC.
        assert_eq!(read("2023-04-01 05:30:00", &["%Y-%m-%d %H:%M:%S"], chrono_tz::Asia::Kolkata), moment("2023-04-01T00:00:00"));
        assert_eq!(read("06/26/2018 12:50:01 PM", &["%m/%d/%Y %I:%M:%S %p"], chrono_tz::UTC), moment("2018-06-26T12:50:01"));
        assert_eq!(read("29-02-2016 01:16", &["%d-%m-%Y %H:%M"], chrono_tz::UTC), moment("2016-02-29T01:16:00"));
    }

    #[test]
    fn a_day_stands_for_the_whole_local_day() {
        // New York, 2015-03-08: the clocks go forward, so the day has 23 hours: 05:00Z to 04:00Z.
        let day = Ok((utc("2015-03-08T05:00:00"), utc("2015-03-09T04:00:00") - 1, DAY));
        for (text, format) in [("3/8/2015", "%m/%d/%Y"), ("03/08/2015", "%m/%d/%Y"), ("2015-03-08", "iso"), ("3/8/15", "%m/%d/%y")] {
            assert_eq!(read(text, &[format], chrono_tz::America::New_York), day, "{text}");
        }
        // Under several formats, the one that gives a believable year.
        assert_eq!(read("3/8/15", &["%m/%d/%Y", "%m/%d/%y"], chrono_tz::America::New_York), day);
    }

    #[test]
    fn months_in_other_languages_and_the_midnight_that_ends_a_day_are_read() {
        let berlin = chrono_tz::Europe::Berlin;
        // Berlin is an hour ahead of UTC in winter, two in summer.
        for (text, format, expected) in [
            ("9. Januar 2026 10:00", "%d. %B %Y %H:%M", "2026-01-09T09:00:00"),
            ("20. Mai 2026 10:00", "%d. %B %Y %H:%M", "2026-05-20T08:00:00"),
            ("05-Okt-26 10:00", "%d-%b-%y %H:%M", "2026-10-05T08:00:00"),
            // Months that have no shorter name in their language.
            ("5 mars 2026 10:00", "%d %b %Y %H:%M", "2026-03-05T09:00:00"),
            ("5. Juni 2026 10:00", "%d. %b %Y %H:%M", "2026-06-05T08:00:00"),
            ("5 ao\u{fb}t 2026 10:00", "%d %b %Y %H:%M", "2026-08-05T08:00:00"),
            ("1/5/2026 9:30 p.m.", "%m/%d/%Y %I:%M %p", "2026-01-05T20:30:00"),
        ] {
            assert_eq!(read(text, &[format], berlin), moment(expected), "{text}");
        }
        let at = utc("2026-01-31T23:00:00");
        assert_eq!(read("2026-01-31 24:00", &["iso"], berlin), Ok((at, at, MIDNIGHT)));
        assert_eq!(read("2026-01-31T24:00:00Z", &["iso"], berlin), moment("2026-02-01T00:00:00"));
    }

    #[test]
    fn doubtful_wall_times_are_marked() {
        let london = chrono_tz::Europe::London;
        // 01:30 never was on 2026-03-29 and was twice on 2026-10-25.
        let gap = utc("2026-03-29T01:30:00");
        assert_eq!(read("2026-03-29T01:30:00", &["iso"], london), Ok((gap, gap, GAP)));
        let twice = utc("2026-10-25T00:30:00");
        assert_eq!(read("2026-10-25 01:30", &["iso"], london), Ok((twice, twice, TWICE)));
        let midnight = utc("2026-01-05T00:00:00");
        assert_eq!(read("2026-01-05 00:00", &["iso"], london), Ok((midnight, midnight, MIDNIGHT)));
    }

    #[test]
    fn numbers_stand_for_instants_where_the_mapping_says_so() {
        // 1,772,704,800 s after 1970 is 2026-03-05T10:00:00Z: 20,517 days and ten hours.
        assert_eq!(read("1772704800", &["epoch"], chrono_tz::Asia::Tokyo), moment("2026-03-05T10:00:00"));
        assert_eq!(read("1772704800250", &["epoch-ms"], chrono_tz::UTC), moment("2026-03-05T10:00:00.25"));
        assert_eq!(read("46086.4375", &["excel"], chrono_tz::UTC), moment("2026-03-05T10:30:00"));
        let day = Ok((utc("2026-03-05T00:00:00"), utc("2026-03-06T00:00:00") - 1, DAY));
        assert_eq!(read("46086", &["iso", "excel"], chrono_tz::UTC), day);
        assert_eq!(read("1772704800", &["iso"], chrono_tz::UTC), Err("is not a date in a form that the mapping accepts"));
        assert_eq!(read("1e300", &["epoch"], chrono_tz::UTC), Err("is not a date between 1900 and 2200"));
    }

    #[test]
    fn what_is_no_date_is_said_so() {
        for text in [
            "2025-02-30 09:10",
            "soon",
            "2025-02-29",
            "2025-13-01T00:00:00Z",
            "10:30",
            "2025-01-01T25:00:00Z",
            "2025-01-01x",
            "2023-02-19+02:00",
            "2023-02-19Z",
            "-",
        ] {
            assert_eq!(read(text, &["iso"], chrono_tz::UTC), Err("is not a date in a form that the mapping accepts"), "{text}");
        }
        for text in ["1899-12-31", "2200-01-01T00:00:00Z", "0001-01-01T00:00:00Z", "9999-12-31 23:59:59", "23-01-01"] {
            assert_eq!(read(text, &["iso"], chrono_tz::UTC), Err("is not a date between 1900 and 2200"), "{text}");
        }
        assert!(read("1900-01-01T00:00:00Z", &["iso"], chrono_tz::UTC).is_ok());
    }
}
