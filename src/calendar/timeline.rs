//! A calendar laid out over a stretch of time: the working-time arithmetic, once.
//!
//! Daylight saving is settled here: a [`Timeline`] holds instants only. Outside its stretch it
//! does not answer; whoever builds one asks for a stretch that holds all its questions
//! (see [`Timeline::covering`]).

use super::Calendar;
use crate::time::instant::{Instant, start_of_day};
use crate::time::{Span, Unit, zone};
use chrono::{Datelike, Days, Months, NaiveDate};

/// One local date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Day {
    /// The local date.
    pub date: NaiveDate,
    /// Its first instant.
    pub starts_at: Instant,
    /// The next local midnight, not included.
    pub ends_at: Instant,
    /// Whether it has a window.
    pub is_business: bool,
    /// How many business days lie before it, counted from the start of the timeline.
    pub business_before: i64,
}

/// One stretch of open time, `[opens_at, closes_at)`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OpenTime {
    /// When it opens.
    pub opens_at: Instant,
    /// When it closes, not included.
    pub closes_at: Instant,
    /// Open microseconds before it, counted from the start of the timeline.
    pub open_before: i64,
}

/// A calendar over a stretch of local dates.
#[derive(Debug, Clone)]
pub struct Timeline {
    days: Vec<Day>,
    open: Vec<OpenTime>,
}

impl Timeline {
    /// Lays a calendar out from one local date to another, both included.
    pub fn new(calendar: &Calendar, first: NaiveDate, last: NaiveDate) -> Self {
        let mut days = Vec::new();
        let mut open: Vec<OpenTime> = Vec::new();
        let (mut business_before, mut open_before) = (0, 0);
        for date in first.iter_days().take_while(|date| *date <= last) {
            let is_business = calendar.is_business_day(date);
            let starts_at = start_of_day(date, calendar.time_zone);
            let ends_at = start_of_day(date + Days::new(1), calendar.time_zone);
            days.push(Day { date, starts_at, ends_at, is_business, business_before });
            business_before += i64::from(is_business);
            for window in calendar.windows_on(date) {
                // Where clocks jump, a window may reach into the next one: open time counts once.
                let opened_until = open.last().map_or(Instant(i64::MIN), |open| open.closes_at);
                let opens_at = wall(calendar, date, window.open_minute).max(opened_until);
                let closes_at = wall(calendar, date, window.close_minute);
                if opens_at < closes_at {
                    open.push(OpenTime { opens_at, closes_at, open_before });
                    open_before += closes_at.0 - opens_at.0;
                }
            }
        }
        Self { days, open }
    }

    /// Lays a calendar out so that every instant of `[from, to]` can be read, and every one of
    /// `spans` that starts there finds its due.
    pub fn covering(calendar: &Calendar, from: Instant, to: Instant, spans: &[Span]) -> Self {
        let first = from.local_date(calendar.time_zone) - Days::new(2);
        let settled = to.local_date(calendar.time_zone) + Days::new(2);
        let most = |unit| spans.iter().filter(|span| span.unit == unit).map(|span| span.amount).max().unwrap_or(0);
        let (mut business_days, mut open_time) = (most(Unit::BusinessDays) + 1, most(Unit::OpenTime) + 1);
        let elapsed_days = most(Unit::Elapsed) / crate::time::instant::DAY + most(Unit::CalendarDays) + most(Unit::CalendarMonths) * 31;
        let mut last = settled + Days::new(elapsed_days as u64 + 2);
        let mut date = settled;
        while business_days > 0 || open_time > 0 {
            date = date + Days::new(1);
            if calendar.is_business_day(date) {
                business_days -= 1;
                // A window that the clocks swallow would be counted too long, so count whole days' worth twice over.
                open_time -= calendar
                    .windows_on(date)
                    .iter()
                    .map(|window| i64::from(window.close_minute - window.open_minute) * 30_000_000)
                    .sum::<i64>();
            }
        }
        last = last.max(date + Days::new(2));
        Self::new(calendar, first, last)
    }

    /// Every local date of the stretch.
    pub fn days(&self) -> &[Day] {
        &self.days
    }

    /// Every stretch of open time.
    pub fn open(&self) -> &[OpenTime] {
        &self.open
    }

    /// The local date that an instant falls on.
    pub fn day_at(&self, at: Instant) -> &Day {
        &self.days[self.days.partition_point(|day| day.starts_at <= at).max(1) - 1]
    }

    /// Open microseconds from the start of the timeline up to an instant.
    pub fn clock(&self, at: Instant) -> i64 {
        match self.open.partition_point(|open| open.opens_at <= at).checked_sub(1) {
            None => 0,
            Some(index) => {
                let open = self.open[index];
                open.open_before + (at.min(open.closes_at).0 - open.opens_at.0)
            }
        }
    }

    /// The earliest instant by which the clock shows `clock`; where a window's close uses it up exactly, that close.
    pub fn instant_of(&self, clock: i64) -> Instant {
        let index = self.open.partition_point(|open| open.open_before < clock);
        let open = self.open[index.max(1) - 1];
        Instant(open.opens_at.0 + clock - open.open_before)
    }

    /// The first close at or after an instant; none where the timeline has ended by then.
    pub fn close_at_or_after(&self, at: Instant) -> Option<Instant> {
        self.open.get(self.open.partition_point(|open| open.closes_at < at)).map(|open| open.closes_at)
    }

    /// Working time from `start` up to `end`, in microseconds; zero where `end` is not later.
    ///
    /// Exports hold replies stamped a second before receipt, and those are no errors.
    ///
    /// # Example: a weekend between
    /// Received Friday 16:30, answered Monday 09:30, open 09:00-17:00: one hour, not sixty-five.
    /// ```
    /// use ombud::calendar::{Calendars, timeline::Timeline};
    /// use ombud::time::Instant;
    /// let calendars = Calendars::built_in()?;
    /// let (received, answered): (Instant, Instant) = ("2025-01-10T16:30:00Z".parse()?, "2025-01-13T09:30:00Z".parse()?);
    /// let timeline = Timeline::covering(calendars.named("uk-office")?, received, answered, &[]);
    /// assert_eq!(timeline.working_time(received, answered), 3_600_000_000);
    /// # Ok::<(), ombud::error::Error>(())
    /// ```
    pub fn working_time(&self, start: Instant, end: Instant) -> i64 {
        (self.clock(end) - self.clock(start)).max(0)
    }

    /// How many business days there are up to and including a local date.
    pub fn business_upto(&self, day: &Day) -> i64 {
        day.business_before + i64::from(day.is_business)
    }

    /// The end of the business day that is the `ordinal`th of the timeline, from 1.
    pub fn end_of_business_day(&self, ordinal: i64) -> Instant {
        let index = self.days.partition_point(|day| self.business_upto(day) < ordinal);
        self.days[index.min(self.days.len() - 1)].ends_at
    }

    /// The end of a local date.
    pub fn end_of_date(&self, date: NaiveDate) -> Instant {
        let index = (date - self.days[0].date).num_days().clamp(0, self.days.len() as i64 - 1);
        self.days[index as usize].ends_at
    }

    /// When a span that starts at `start` falls due: `semantics.md`, section 1, "Spans".
    pub fn due(&self, span: Span, start: Instant) -> Instant {
        let day = self.day_at(start);
        match span.unit {
            Unit::Elapsed => Instant(start.0 + span.amount),
            Unit::OpenTime => self.instant_of(self.clock(start) + span.amount),
            Unit::BusinessDays => self.end_of_business_day(self.business_upto(day) + span.amount),
            Unit::CalendarDays => self.end_of_date(day.date + Days::new(span.amount as u64)),
            Unit::CalendarMonths => self.end_of_date(months_on(day.date, span.amount)),
        }
    }
}

/// The same day of the month some months on, or that month's last day where it has no such day.
pub fn months_on(date: NaiveDate, months: i64) -> NaiveDate {
    date.checked_add_months(Months::new(months.max(0) as u32)).unwrap_or(NaiveDate::MAX)
}

/// A date as days since 1970-01-01, as SQL sees it.
pub fn day_number(date: NaiveDate) -> i32 {
    date.num_days_from_ce() - FIRST_OF_1970
}

/// The date of a day number.
pub fn date_of(day_number: i32) -> Option<NaiveDate> {
    NaiveDate::from_num_days_from_ce_opt(day_number + FIRST_OF_1970)
}

/// 1 January 1970, counted from 1 January of the year 1 as day 1.
const FIRST_OF_1970: i32 = 719_163;

/// The instant of a wall-clock minute of a date; 1,440 is the next midnight.
fn wall(calendar: &Calendar, date: NaiveDate, minute: u32) -> Instant {
    let wall = date.and_hms_opt(0, 0, 0).unwrap_or_default() + chrono::Duration::minutes(i64::from(minute));
    zone::resolve(wall, calendar.time_zone).at
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::Calendars;

    fn office() -> Calendar {
        Calendars::built_in().unwrap().get("uk-office").unwrap().clone()
    }

    fn due(calendar: &Calendar, span: &str, start: &str) -> String {
        let (span, start): (Span, Instant) = (span.parse().unwrap(), start.parse().unwrap());
        Timeline::covering(calendar, start, start, &[span]).due(span, start).to_string()
    }

    #[test]
    fn a_close_that_uses_the_time_up_exactly_is_the_due() {
        // Monday 2025-01-13, 09:00 + 8 open hours = 17:00 the same day, not Tuesday 09:00.
        assert_eq!(due(&office(), "8 business hours", "2025-01-13T09:00:00Z"), "2025-01-13T17:00:00Z");
        // Received after hours: the clock stands until Tuesday 09:00.
        assert_eq!(due(&office(), "1 business hour", "2025-01-13T17:00:00Z"), "2025-01-14T10:00:00Z");
    }

    #[test]
    fn business_days_begin_after_the_day_of_receipt() {
        // Friday 2025-01-10 at any hour: 1 business day ends with Monday 13.
        assert_eq!(due(&office(), "1 business day", "2025-01-10T00:00:00Z"), "2025-01-14T00:00:00Z");
        assert_eq!(due(&office(), "1 business day", "2025-01-11T12:00:00Z"), "2025-01-14T00:00:00Z");
        // Christmas: Wednesday 2025-12-24 + 2 business days = Monday 29 (25 and 26 are holidays) and Tuesday 30.
        assert_eq!(due(&office(), "2 business days", "2025-12-24T10:00:00Z"), "2025-12-31T00:00:00Z");
    }

    #[test]
    fn days_and_months_end_at_local_midnight_through_clock_changes() {
        // London: 2026-03-28 + 1 calendar day ends at midnight BST of the 30th.
        assert_eq!(due(&office(), "1 calendar day", "2026-03-28T10:00:00Z"), "2026-03-29T23:00:00Z");
        assert_eq!(due(&office(), "1 calendar month", "2026-01-31T10:00:00Z"), "2026-03-01T00:00:00Z");
        assert_eq!(due(&office(), "24 hours", "2026-03-28T10:00:00Z"), "2026-03-29T10:00:00Z");
    }

    #[test]
    fn days_are_counted_from_1970() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        assert_eq!(day_number(day("1970-01-01")), 0);
        assert_eq!(day_number(day("1969-12-31")), -1);
        // 56 years of 365 days to 2026-01-01, 14 leap days (1972 to 2024), and 181 days to 1 July.
        assert_eq!(day_number(day("2026-07-01")), 56 * 365 + 14 + 181);
        assert_eq!(date_of(20_635), Some(day("2026-07-01")));
    }

    #[test]
    fn open_and_closed_time_add_up_to_elapsed_time() {
        let calendar = office();
        let (from, to): (Instant, Instant) = ("2026-03-20T00:00:00Z".parse().unwrap(), "2026-04-20T00:00:00Z".parse().unwrap());
        let timeline = Timeline::covering(&calendar, from, to, &[]);
        let closed: i64 = timeline.open().windows(2).map(|pair| (pair[1].opens_at.min(to).0 - pair[0].closes_at.max(from).0).max(0)).sum();
        assert_eq!(timeline.working_time(from, to) + closed, to.0 - from.0);
    }
}
