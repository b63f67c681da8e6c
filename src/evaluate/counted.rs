//! Which days, and which hours of them, a span counted: what a customer can check with a calendar.

use super::trace::{Closure, Counted, CountedDay, PauseEffect, PauseTaken};
use crate::calendar::Calendar;
use crate::calendar::timeline::Timeline;
use crate::time::{Instant, Span, Unit};
use chrono::{Days, NaiveDate};

/// The local dates from the start of a clock to `until`, and what of each counted for a span.
///
/// Empty for elapsed spans and months, which count no days one by one. `until` is the due of the
/// span, or where an open pause leaves none, the pause's beginning.
pub(super) fn days(
    calendar: &Calendar,
    timeline: &Timeline,
    span: Span,
    start: Instant,
    until: Instant,
    pauses: &[PauseTaken],
) -> Vec<CountedDay> {
    let first = timeline.day_at(start).date;
    // A due is the end of its day, and so the beginning of the next.
    let last = timeline.day_at(Instant(until.0 - 1).max(start)).date;
    let counting: Vec<&PauseTaken> = pauses.iter().filter(|pause| is_counted(pause)).collect();
    let dates = first.iter_days().take_while(|date| *date <= last);
    match span.unit {
        Unit::Elapsed | Unit::CalendarMonths => Vec::new(),
        Unit::OpenTime => {
            dates.map(|date| CountedDay { date, what: open_time(calendar, timeline, date, (start, until), &counting) }).collect()
        }
        Unit::BusinessDays | Unit::CalendarDays => {
            let mut ordinal = 0;
            dates
                .skip(1)
                .map(|date| {
                    let what = if span.unit == Unit::BusinessDays && !calendar.is_business_day(date) {
                        Counted::Closed(closure(calendar, date))
                    } else if counting.iter().any(|pause| is_within(timeline, pause, date)) {
                        Counted::Paused
                    } else {
                        ordinal += 1;
                        Counted::Day(ordinal)
                    };
                    CountedDay { date, what }
                })
                .collect()
        }
    }
}

fn is_counted(pause: &PauseTaken) -> bool {
    matches!(pause.effect, PauseEffect::Time(_) | PauseEffect::Days(_) | PauseEffect::Open)
}

/// Whether a date lies after the date of a pause's start, and not after that of its end.
fn is_within(timeline: &Timeline, pause: &PauseTaken, date: NaiveDate) -> bool {
    let ended = pause.ended.is_none_or(|ended| date <= timeline.day_at(ended.at).date);
    timeline.day_at(pause.from).date < date && ended
}

/// The open time of one date between start and due, less the pauses.
fn open_time(
    calendar: &Calendar,
    timeline: &Timeline,
    date: NaiveDate,
    (start, due): (Instant, Instant),
    pauses: &[&PauseTaken],
) -> Counted {
    if !calendar.is_business_day(date) {
        return Counted::Closed(closure(calendar, date));
    }
    let day_begins = timeline.end_of_date(date - Days::new(1));
    let day_ends = timeline.end_of_date(date);
    let mut stretches: Vec<(Instant, Instant)> = timeline
        .open()
        .iter()
        .filter(|open| (day_begins..day_ends).contains(&open.opens_at))
        .map(|open| (open.opens_at.max(start), open.closes_at.min(due)))
        .collect();
    stretches.retain(|(from, until)| from < until);
    let is_touched = !stretches.is_empty();
    for pause in pauses {
        let still_until = pause.ended.map_or(due, |ended| ended.at);
        stretches =
            stretches.into_iter().flat_map(|(from, until)| [(from, until.min(pause.from)), (from.max(still_until), until)]).collect();
    }
    stretches.retain(|(from, until)| from < until);
    if is_touched && stretches.is_empty() { Counted::Paused } else { Counted::Open(stretches) }
}

fn closure(calendar: &Calendar, date: NaiveDate) -> Closure {
    if calendar.special.contains_key(&date) {
        Closure::Special
    } else if calendar.holidays.contains(&date) {
        Closure::Holiday
    } else {
        Closure::Weekday
    }
}
