//! "7 business days": the spans that policies are written in.

use crate::error::{Error, Result};
use std::fmt;

/// What a span counts, and so how its end is found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Unit {
    /// Elapsed time: the amount is in microseconds, and a day has 86,400 seconds.
    Elapsed,
    /// Open time of a calendar: the amount is in microseconds.
    OpenTime,
    /// Business days of a calendar: due at the end of the last one.
    BusinessDays,
    /// Local dates of a calendar's zone: due at the end of the last one.
    CalendarDays,
    /// Months of the local date: due at the end of the day.
    CalendarMonths,
}

impl Unit {
    /// The name that queries use.
    pub fn name(self) -> &'static str {
        match self {
            Self::Elapsed => "elapsed",
            Self::OpenTime => "open_time",
            Self::BusinessDays => "business_days",
            Self::CalendarDays => "calendar_days",
            Self::CalendarMonths => "calendar_months",
        }
    }
}

/// A span as a policy writes it.
///
/// ```
/// use ombud::time::{Span, Unit};
/// let span: Span = "24 business hours".parse()?;
/// assert_eq!((span.unit, span.amount), (Unit::OpenTime, 24 * 3_600_000_000));
/// assert_eq!("7 working days".parse::<Span>()?.to_string(), "7 business days");
/// # Ok::<(), ombud::error::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Span {
    /// What is counted.
    pub unit: Unit,
    /// How many: microseconds for elapsed and open time, else days or months.
    pub amount: i64,
    /// How many of the unit in which it is written.
    pub count: i64,
    /// That unit in the singular: second, minute, hour, day, week or month.
    pub word: &'static str,
}

/// What is accepted, for messages.
pub const FORMS: &str = "a whole number and a unit: \"30 minutes\", \"24 hours\", \"5 days\", \"2 weeks\" (elapsed); \
\"90 business minutes\", \"24 business hours\", \"7 business days\" (or \"working\"); \"5 calendar days\", \
\"8 calendar weeks\", \"6 calendar months\"";

/// The most that a span can have of its unit.
const MOST: i64 = 100_000;

const MINUTE: i64 = 60_000_000;
const HOUR: i64 = 60 * MINUTE;
const ELAPSED_DAY: i64 = 24 * HOUR;

/// Kind of clock, unit in the singular, what it becomes.
const UNITS: &[(&str, &str, Unit, i64)] = &[
    ("", "second", Unit::Elapsed, 1_000_000),
    ("", "minute", Unit::Elapsed, MINUTE),
    ("", "hour", Unit::Elapsed, HOUR),
    ("", "day", Unit::Elapsed, ELAPSED_DAY),
    ("", "week", Unit::Elapsed, 7 * ELAPSED_DAY),
    ("business", "minute", Unit::OpenTime, MINUTE),
    ("business", "hour", Unit::OpenTime, HOUR),
    ("business", "day", Unit::BusinessDays, 1),
    ("calendar", "day", Unit::CalendarDays, 1),
    ("calendar", "week", Unit::CalendarDays, 7),
    ("calendar", "month", Unit::CalendarMonths, 1),
];

impl Span {
    /// One of a unit, in its smallest measure: one minute, one day, one month.
    pub fn one(unit: Unit) -> Self {
        let (word, amount) = match unit {
            Unit::Elapsed | Unit::OpenTime => ("minute", MINUTE),
            Unit::BusinessDays | Unit::CalendarDays => ("day", 1),
            Unit::CalendarMonths => ("month", 1),
        };
        Self { unit, amount, count: 1, word }
    }

    /// The least whole number of this span's own words that is no shorter than `amount`, and at least one.
    ///
    /// `amount` is in microseconds, days or months, as in [`Span::amount`].
    /// ```
    /// use ombud::time::Span;
    /// let hours: Span = "24 business hours".parse()?;
    /// assert_eq!(hours.at_least(91 * 60_000_000).to_string(), "2 business hours");
    /// assert_eq!(hours.at_least(0).to_string(), "1 business hour");
    /// # Ok::<(), ombud::error::Error>(())
    /// ```
    #[must_use]
    pub fn at_least(self, amount: i64) -> Self {
        let of_one = self.amount / self.count;
        let count = (amount.max(1) - 1) / of_one + 1;
        Self { count, amount: count * of_one, ..self }
    }
}

impl std::str::FromStr for Span {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let refuse = || Error::new(format!("\"{text}\" is no span")).accepted(FORMS);
        let mut words = text.split_whitespace();
        let count = words.next().filter(|word| is_whole_number(word)).ok_or_else(refuse)?;
        let rest: Vec<&str> = words.collect();
        let (clock, unit) = match rest[..] {
            [unit] => ("", unit),
            ["business" | "working", unit] => ("business", unit),
            ["calendar", unit] => ("calendar", unit),
            _ => return Err(refuse()),
        };
        let singular = unit.strip_suffix('s').unwrap_or(unit);
        let (_, word, unit, factor) = UNITS.iter().find(|entry| entry.0 == clock && entry.1 == singular).ok_or_else(refuse)?;
        let clock = if clock.is_empty() { String::new() } else { format!("{clock} ") };
        let count: i64 = count.parse().ok().filter(|count| (1..=MOST).contains(count)).ok_or_else(|| {
            let length = if count.starts_with('-') || count.trim_start_matches(['+', '0']).is_empty() { "short" } else { "long" };
            Error::new(format!("\"{text}\" is too {length}")).accepted(format!("1 {clock}{word} to {MOST} {clock}{word}s"))
        })?;
        Ok(Self { unit: *unit, amount: count * factor, count, word })
    }
}

fn is_whole_number(word: &str) -> bool {
    let digits = word.strip_prefix(['-', '+']).unwrap_or(word);
    !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
}

impl fmt::Display for Span {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let clock = match self.unit {
            Unit::Elapsed => "",
            Unit::OpenTime | Unit::BusinessDays => "business ",
            Unit::CalendarDays | Unit::CalendarMonths => "calendar ",
        };
        write!(out, "{} {clock}{}{}", self.count, self.word, if self.count == 1 { "" } else { "s" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_accepted_form_is_read() {
        for (text, unit, amount) in [
            ("30 minutes", Unit::Elapsed, 30 * MINUTE),
            ("1 hour", Unit::Elapsed, HOUR),
            ("5 days", Unit::Elapsed, 5 * ELAPSED_DAY),
            ("2 weeks", Unit::Elapsed, 14 * ELAPSED_DAY),
            ("90 working minutes", Unit::OpenTime, 90 * MINUTE),
            ("7 business days", Unit::BusinessDays, 7),
            ("8 calendar weeks", Unit::CalendarDays, 56),
            ("6 calendar months", Unit::CalendarMonths, 6),
        ] {
            let span: Span = text.parse().unwrap();
            assert_eq!((span.unit, span.amount), (unit, amount), "{text}");
        }
    }

    #[test]
    fn too_short_and_too_long_say_how_long_it_may_be() {
        let told = |text: &str| text.parse::<Span>().unwrap_err().to_string();
        assert_eq!(told("0 days"), "\"0 days\" is too short\nAccepted: 1 day to 100000 days.");
        assert_eq!(told("-2 working days"), "\"-2 working days\" is too short\nAccepted: 1 business day to 100000 business days.");
        let long = "99999999999999999999 calendar months";
        assert_eq!(told(long), format!("\"{long}\" is too long\nAccepted: 1 calendar month to 100000 calendar months."));
        assert!("100000 days".parse::<Span>().is_ok());
    }

    #[test]
    fn anything_else_is_refused() {
        for text in
            ["", "hours", "24", "1.5 hours", "0 days", "-1 days", "2 business weeks", "3 months", "7 busy days", "24hours", "1 hour late"]
        {
            assert!(text.parse::<Span>().is_err(), "{text}");
        }
    }
}
