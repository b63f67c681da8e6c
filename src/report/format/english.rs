//! English, as the command line writes it.

use super::{Locale, NaiveDate, Period};

/// As [`Locale::count`].
pub fn count(value: u64) -> String {
    Locale::default().count(value)
}

/// As [`Locale::share`].
pub fn share(value: f64, n: u64) -> String {
    Locale::default().share(value, n)
}

/// As [`Locale::share_end`].
pub fn share_end(value: f64, n: u64) -> String {
    Locale::default().share_end(value, n)
}

/// As [`Locale::ratio`].
pub fn ratio(value: f64) -> String {
    Locale::default().ratio(value)
}

/// As [`Locale::ratio_end`].
pub fn ratio_end(end: f64, ratio: f64) -> String {
    Locale::default().ratio_end(end, ratio)
}

/// As [`Locale::number`].
pub fn number(value: f64) -> String {
    Locale::default().number(value)
}

/// As [`Locale::probability`].
pub fn probability(value: f64) -> String {
    Locale::default().probability(value)
}

/// As [`Locale::days`].
pub fn days(value: u64) -> String {
    Locale::default().days(value)
}

/// As [`Locale::day`].
pub fn day(day: NaiveDate) -> String {
    Locale::default().day(day)
}

/// As [`Locale::month`].
pub fn month(month: Period) -> String {
    Locale::default().month(month)
}

/// As [`Locale::period`].
pub fn period(period: Period) -> String {
    Locale::default().period(period)
}
