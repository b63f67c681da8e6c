//! The days between start and due, one line each; long stretches are summed up.

use super::words;
use crate::evaluate::trace::{Closure, Counted, CountedDay};
use crate::time::Instant;
use crate::time::instant::end_of_day;
use chrono_tz::Tz;

/// Up to so many days, each has its line.
const SHOWN: usize = 7;
/// Of more, so many at the beginning, and the last one.
const SHOWN_FIRST: usize = 3;

/// The lines of a table of days; windows are read in the calendar's zone, and `kind` says what a whole day is.
pub(super) fn lines(days: &[CountedDay], zone: Tz, kind: &str) -> Vec<String> {
    if days.len() <= SHOWN {
        return days.iter().map(|day| line(day, zone)).collect();
    }
    let (first, rest) = days.split_at(SHOWN_FIRST);
    let (middle, last) = rest.split_at(rest.len() - 1);
    let mut lines: Vec<String> = first.iter().map(|day| line(day, zone)).collect();
    lines.push(summed_up(middle, kind));
    lines.extend(last.iter().map(|day| line(day, zone)));
    lines
}

/// One day: its date, its windows, and how much of it counted.
fn line(day: &CountedDay, zone: Tz) -> String {
    let date = words::day(day.date);
    match &day.what {
        Counted::Open(windows) if windows.is_empty() => format!("{date}  nothing"),
        Counted::Open(windows) => {
            let text: Vec<String> = windows.iter().map(|window| stretch(*window, day.date, zone)).collect();
            let jump = if clocks_change(windows, zone) { " (the clocks change)" } else { "" };
            format!("{date}  {}  {}{jump}", text.join(", "), words::hours_of(open_time(day)))
        }
        Counted::Day(ordinal) => format!("{date}  day {ordinal}"),
        Counted::Closed(closure) => format!("{date}  {}", closed(*closure)),
        Counted::Paused => format!("{date}  the clock stood still"),
    }
}

/// `… 12 business days, 96 h, and 4 closed days …`.
fn summed_up(days: &[CountedDay], kind: &str) -> String {
    let number = |is_such: fn(&Counted) -> bool| days.iter().filter(|day| is_such(&day.what)).count() as i64;
    let (open, whole) = (number(|what| matches!(what, Counted::Open(_))), number(|what| matches!(what, Counted::Day(_))));
    let (still, closed) = (number(|what| matches!(what, Counted::Paused)), number(|what| matches!(what, Counted::Closed(_))));
    let mut parts = Vec::new();
    if open > 0 {
        parts.push(format!("{} with {}", words::count(open, "business day"), words::hours_of(days.iter().map(open_time).sum())));
    }
    if whole > 0 {
        parts.push(words::count(whole, kind));
    }
    if still > 0 {
        parts.push(format!("{} on which the clock stood still", words::count(still, "day")));
    }
    if closed > 0 {
        parts.push(words::count(closed, "closed day"));
    }
    format!("… {} …", parts.join(", "))
}

/// The open microseconds of a day that counted.
pub(super) fn open_time(day: &CountedDay) -> i64 {
    match &day.what {
        Counted::Open(windows) => windows.iter().map(|(from, until)| until.0 - from.0).sum(),
        _ => 0,
    }
}

/// `09:00-17:00`; a close at the next midnight is `24:00`.
fn stretch((from, until): (Instant, Instant), date: chrono::NaiveDate, zone: Tz) -> String {
    let close = if until == end_of_day(date, zone) { "24:00".to_string() } else { words::clock(until, zone) };
    format!("{}-{close}", words::clock(from, zone))
}

/// Whether a window is longer or shorter than the clock on the wall shows.
fn clocks_change(windows: &[(Instant, Instant)], zone: Tz) -> bool {
    windows.iter().any(|(from, until)| {
        let on_the_wall = until.to_local(zone) - from.to_local(zone);
        on_the_wall.num_microseconds() != Some(until.0 - from.0)
    })
}

/// Why a day is closed, in a word.
pub(super) fn closed(closure: Closure) -> &'static str {
    match closure {
        Closure::Weekday => "closed",
        Closure::Holiday => "closed (holiday)",
        Closure::Special => "closed (special day)",
    }
}
