//! English, as the command line writes it.

use super::Locale;

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
