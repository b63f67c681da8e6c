//! London's clock and England's working days for the years of the sample.
//!
//! Written down here once more, apart from [`crate::calendar`] and [`crate::time::zone`], so that
//! a fault there cannot hide in the sample's own answers.

use chrono::{Datelike, Days, Duration, NaiveDate, NaiveDateTime, NaiveTime, Timelike, Weekday};

/// Year, month and day, as the lists here write dates.
pub(super) type CalendarDate = (i32, u32, u32);

/// Seconds of 24 elapsed hours.
pub(super) const DAY_SECONDS: i64 = 86_400;

/// British Summer Time: from 01:00 UTC of the first date up to 01:00 UTC of the second.
const SUMMERS: [(CalendarDate, CalendarDate); 3] =
    [((2024, 3, 31), (2024, 10, 27)), ((2025, 3, 30), (2025, 10, 26)), ((2026, 3, 29), (2026, 10, 25))];

/// Bank holidays in England from the first day of the sample to the end of the year after its last.
const BANK_HOLIDAYS: [CalendarDate; 18] = [
    (2024, 12, 25),
    (2024, 12, 26),
    (2025, 1, 1),
    (2025, 4, 18),
    (2025, 4, 21),
    (2025, 5, 5),
    (2025, 5, 26),
    (2025, 8, 25),
    (2025, 12, 25),
    (2025, 12, 26),
    (2026, 1, 1),
    (2026, 4, 3),
    (2026, 4, 6),
    (2026, 5, 4),
    (2026, 5, 25),
    (2026, 8, 31),
    (2026, 12, 25),
    (2026, 12, 28), // Boxing Day is a Saturday
];

/// When the office opens and closes, in minutes of the local day.
const OFFICE_MINUTES: (i64, i64) = (9 * 60, 17 * 60);

/// A date of the lists here.
pub(super) fn date((year, month, day): CalendarDate) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap_or_default()
}

/// A wall-clock time of a date.
pub(super) fn wall(day: NaiveDate, hour: u32, minute: u32, second: u32) -> NaiveDateTime {
    day.and_time(NaiveTime::from_hms_opt(hour, minute, second).unwrap_or_default())
}

/// Whether banks are closed in England that day.
pub(super) fn is_bank_holiday(day: NaiveDate) -> bool {
    BANK_HOLIDAYS.contains(&(day.year(), day.month(), day.day()))
}

/// Whether it is a Saturday or a Sunday.
pub(super) fn is_weekend(day: NaiveDate) -> bool {
    matches!(day.weekday(), Weekday::Sat | Weekday::Sun)
}

/// Whether the office works that day.
pub(super) fn is_business_day(day: NaiveDate) -> bool {
    !is_weekend(day) && !is_bank_holiday(day)
}

/// The `count`th business day after a date, which itself is day 0.
pub(super) fn business_days_after(day: NaiveDate, count: u32) -> NaiveDate {
    let mut found = day;
    let mut left = count;
    while left > 0 {
        found = found + Days::new(1);
        left -= u32::from(is_business_day(found));
    }
    found
}

/// The calendar quarter of a date, as reports name it: `2026-Q3`.
pub(super) fn quarter(day: NaiveDate) -> String {
    format!("{}-Q{}", day.year(), day.month0() / 3 + 1)
}

/// Whether London's clocks change that day.
pub(super) fn is_clock_change(day: NaiveDate) -> bool {
    SUMMERS.iter().any(|(from, to)| date(*from) == day || date(*to) == day)
}

/// A moment to the second, UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Moment(i64);

impl Moment {
    /// The moment at which London shows `wall`: in the gap of spring moved on by an hour, in the
    /// repeated hour of autumn the earlier one.
    pub(super) fn of_wall(wall: NaiveDateTime) -> Self {
        let as_summer = wall - Duration::hours(1);
        Self(if is_summer(as_summer) { as_summer } else { wall }.and_utc().timestamp())
    }

    /// That many seconds later.
    pub(super) fn plus(self, seconds: i64) -> Self {
        Self(self.0 + seconds)
    }

    /// How many seconds have passed since `earlier`.
    pub(super) fn since(self, earlier: Self) -> i64 {
        self.0 - earlier.0
    }

    /// What London's clocks show.
    pub(super) fn wall(self) -> NaiveDateTime {
        let utc = self.utc();
        utc + Duration::hours(i64::from(is_summer(utc)))
    }

    /// The date in London.
    pub(super) fn day(self) -> NaiveDate {
        self.wall().date()
    }

    /// Microseconds since 1970, UTC.
    pub(super) fn micros(self) -> i64 {
        self.0 * crate::time::instant::SECOND
    }

    /// `2026-05-01 00:15:00`, as London's clocks show it.
    pub(super) fn wall_text(self) -> String {
        self.wall().format("%Y-%m-%d %H:%M:%S").to_string()
    }

    /// London time with its offset; `separator` stands between date and time.
    pub(super) fn offset_text(self, separator: char) -> String {
        let wall = self.wall();
        let offset = if is_summer(self.utc()) { "+01:00" } else { "+00:00" };
        format!("{}{separator}{}{offset}", wall.format("%Y-%m-%d"), wall.format("%H:%M:%S"))
    }

    /// The same moment, moved out of the small hours of a day on which clocks change: three hours on.
    pub(super) fn clear_of_clock_change(self) -> Self {
        let shown = self.wall();
        if is_clock_change(shown.date()) && shown.hour() < 3 { self.plus(3 * 3600) } else { self }
    }

    fn utc(self) -> NaiveDateTime {
        chrono::DateTime::from_timestamp(self.0, 0).unwrap_or_default().naive_utc()
    }
}

fn is_summer(utc: NaiveDateTime) -> bool {
    SUMMERS.iter().any(|(from, to)| wall(date(*from), 1, 0, 0) <= utc && utc < wall(date(*to), 1, 0, 0))
}

/// Whole minutes of office time between two moments.
pub(super) fn office_minutes(from: Moment, to: Moment) -> i64 {
    let mut seconds = 0;
    let mut day = from.day();
    while day <= to.day() {
        if is_business_day(day) {
            let at = |minutes: i64| Moment::of_wall(wall(day, 0, 0, 0) + Duration::minutes(minutes));
            let opened = at(OFFICE_MINUTES.0).max(from);
            let closed = at(OFFICE_MINUTES.1).min(to);
            seconds += closed.since(opened).max(0);
        }
        day = day + Days::new(1);
    }
    seconds / 60
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> Moment {
        Moment::of_wall(text.parse().unwrap())
    }

    #[test]
    fn the_clock_agrees_with_the_time_zone_database() {
        // Every half hour of the sample's years, and so every clock change.
        let mut at = wall(date((2024, 9, 30)), 0, 0, 0);
        while at < wall(date((2026, 10, 24)), 0, 0, 0) {
            let known = crate::time::zone::resolve(at, chrono_tz::Europe::London).at;
            assert_eq!(Moment::of_wall(at).micros(), known.0, "{at}");
            at += Duration::minutes(30);
        }
    }

    #[test]
    fn offsets_follow_the_clock() {
        assert_eq!(shown("2025-03-30T01:30:00").offset_text('T'), "2025-03-30T02:30:00+01:00");
        assert_eq!(shown("2025-10-26T01:30:00").offset_text('T'), "2025-10-26T01:30:00+01:00");
        assert_eq!(shown("2025-10-26T01:30:00").plus(3600).offset_text(' '), "2025-10-26 01:30:00+00:00");
    }

    #[test]
    fn business_days_step_over_easter() {
        // Thursday 2 April 2026; Good Friday and Easter Monday are closed: 7, 8, 9, 10, 13, 14, 15.
        assert_eq!(business_days_after(date((2026, 4, 2)), 7), date((2026, 4, 15)));
        // A Saturday is day 0 too: 3, 4, 5, 6, 7, 10, 11 November 2025.
        assert_eq!(business_days_after(date((2025, 11, 1)), 7), date((2025, 11, 11)));
    }

    #[test]
    fn office_time_leaves_nights_and_weekends_out() {
        // Friday 16:30 to Monday 09:30: half an hour and half an hour.
        assert_eq!(office_minutes(shown("2025-01-03T16:30:00"), shown("2025-01-06T09:30:00")), 60);
    }
}
