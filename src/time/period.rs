//! Reporting periods: half-open, in the workspace's zone.

use super::instant::{Instant, start_of_day};
use crate::error::{Error, Result};
use chrono::{Datelike, Days, Months, NaiveDate};
use chrono_tz::Tz;
use std::fmt;

/// How long a period is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Length {
    /// Monday to Sunday.
    Week,
    /// A calendar month.
    Month,
    /// A calendar quarter.
    Quarter,
    /// A calendar year.
    Year,
}

impl Length {
    /// All of them, the shortest first.
    pub const ALL: [Self; 4] = [Self::Week, Self::Month, Self::Quarter, Self::Year];

    /// The word that users write and queries see.
    pub fn name(self) -> &'static str {
        match self {
            Self::Week => "week",
            Self::Month => "month",
            Self::Quarter => "quarter",
            Self::Year => "year",
        }
    }
}

impl std::str::FromStr for Length {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        Self::ALL
            .into_iter()
            .find(|length| length.name() == text)
            .ok_or_else(|| Error::new(format!("\"{text}\" is no length of a period")).accepted("week, month, quarter or year"))
    }
}

/// A week, month, quarter or year: `[first day, first day of the next)`.
///
/// ```
/// use ombud::time::Period;
/// let period: Period = "2026-Q3".parse()?;
/// assert_eq!((period.first_day().to_string(), period.end_day().to_string()), ("2026-07-01".into(), "2026-10-01".into()));
/// assert_eq!(period.previous().to_string(), "2026-Q2");
/// # Ok::<(), ombud::error::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Period {
    first_day: NaiveDate,
    length: Length,
}

impl Period {
    /// The period of that length which contains a day.
    pub fn containing(day: NaiveDate, length: Length) -> Self {
        let first_day = match length {
            Length::Week => day - Days::new(u64::from(day.weekday().num_days_from_monday())),
            Length::Month => day.with_day(1).unwrap_or(day),
            Length::Quarter => NaiveDate::from_ymd_opt(day.year(), (day.month0() / 3) * 3 + 1, 1).unwrap_or(day),
            Length::Year => NaiveDate::from_ymd_opt(day.year(), 1, 1).unwrap_or(day),
        };
        Self { first_day, length }
    }

    /// Its first day.
    pub fn first_day(&self) -> NaiveDate {
        self.first_day
    }

    /// The first day of the next period: the end, not included.
    pub fn end_day(&self) -> NaiveDate {
        self.next().first_day
    }

    /// How long it is.
    pub fn length(&self) -> Length {
        self.length
    }

    /// The period after it.
    #[must_use]
    pub fn next(&self) -> Self {
        let first_day = match self.length {
            Length::Week => self.first_day + Days::new(7),
            Length::Month => self.first_day + Months::new(1),
            Length::Quarter => self.first_day + Months::new(3),
            Length::Year => self.first_day + Months::new(12),
        };
        Self { first_day, ..*self }
    }

    /// The period before it.
    #[must_use]
    pub fn previous(&self) -> Self {
        Self::containing(self.first_day - Days::new(1), self.length)
    }

    /// Its first instant in a zone.
    pub fn start_at(&self, zone: Tz) -> Instant {
        start_of_day(self.first_day, zone)
    }

    /// Its end in a zone, not included.
    pub fn end_at(&self, zone: Tz) -> Instant {
        start_of_day(self.end_day(), zone)
    }

    /// The periods of another length that begin in it, in order.
    pub fn divided_into(&self, length: Length) -> Vec<Self> {
        let mut part = Self::containing(self.first_day, length);
        if part.first_day < self.first_day {
            part = part.next();
        }
        std::iter::successors(Some(part), |part| Some(part.next())).take_while(|part| part.first_day < self.end_day()).collect()
    }
}

impl fmt::Display for Period {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let day = self.first_day;
        match self.length {
            Length::Week => write!(out, "{}", day.format("%G-W%V")),
            Length::Month => write!(out, "{}", day.format("%Y-%m")),
            Length::Quarter => write!(out, "{}-Q{}", day.year(), day.month0() / 3 + 1),
            Length::Year => write!(out, "{}", day.year()),
        }
    }
}

impl std::str::FromStr for Period {
    type Err = Error;

    /// Reads `2026`, `2026-Q3`, `2026-07` or `2026-W28` (ISO week).
    fn from_str(text: &str) -> Result<Self> {
        let refuse = || {
            Error::new(format!("\"{text}\" is no period"))
                .accepted("a year 2026, a quarter 2026-Q3, a month 2026-07 or an ISO week 2026-W28")
        };
        let (year, part) = text.split_once('-').map_or((text, None), |(year, part)| (year, Some(part)));
        let year: i32 = Some(year).filter(|year| year.len() == 4).and_then(|year| year.parse().ok()).ok_or_else(refuse)?;
        let number = |digits: &str| digits.parse::<u32>().ok();
        let (first_day, length) = match part {
            None => (NaiveDate::from_ymd_opt(year, 1, 1), Length::Year),
            Some(part) => {
                if let Some(quarter) = part.strip_prefix(['Q', 'q']) {
                    let month = number(quarter).filter(|quarter| (1..=4).contains(quarter)).map(|quarter| quarter * 3 - 2);
                    (month.and_then(|month| NaiveDate::from_ymd_opt(year, month, 1)), Length::Quarter)
                } else if let Some(week) = part.strip_prefix(['W', 'w']) {
                    let monday = number(week).and_then(|week| NaiveDate::from_isoywd_opt(year, week, chrono::Weekday::Mon));
                    (monday, Length::Week)
                } else {
                    (number(part).filter(|_| part.len() == 2).and_then(|month| NaiveDate::from_ymd_opt(year, month, 1)), Length::Month)
                }
            }
        };
        first_day.map(|first_day| Self { first_day, length }).ok_or_else(refuse)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn periods_print_as_they_are_read() {
        for text in ["2026", "2026-Q1", "2026-Q4", "2026-02", "2026-12", "2026-W01", "2026-W53"] {
            assert_eq!(text.parse::<Period>().unwrap().to_string(), text);
        }
    }

    #[test]
    fn what_is_no_period_is_refused() {
        for text in ["", "26", "2026-Q5", "2026-Q0", "2026-13", "2026-1", "2025-W53", "last", "2026-Q3-1"] {
            assert!(text.parse::<Period>().is_err(), "{text}");
        }
    }

    #[test]
    fn a_quarter_has_its_three_months_and_a_year_its_four_quarters() {
        let names = |period: &str, length| -> Vec<String> {
            period.parse::<Period>().unwrap().divided_into(length).iter().map(ToString::to_string).collect()
        };
        assert_eq!(names("2026-Q1", Length::Month), ["2026-01", "2026-02", "2026-03"]);
        assert_eq!(names("2026", Length::Quarter), ["2026-Q1", "2026-Q2", "2026-Q3", "2026-Q4"]);
    }
}
