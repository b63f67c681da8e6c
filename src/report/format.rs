//! The only place where a number is rounded or becomes text.
//!
//! Thousands are separated, a rate has one decimal from 200 cases on and none below, and a share
//! that is not quite all never reads as all. A space that must not break is U+00A0.

use crate::time::{Instant, Period};
use chrono::{Datelike, NaiveDate};
use chrono_tz::Tz;

/// From so many cases on a rate has one decimal: with fewer, a tenth of a percent means nothing.
pub const DECIMAL_FROM: u64 = 200;

/// Fewer cases than this are told as numbers, without a rate.
pub const FEW: u64 = 10;

const NO_BREAK: char = '\u{a0}';

/// 12345 as `12,345`.
pub fn count(value: u64) -> String {
    let digits = value.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A share of `n` as percent: `94.1 %` from 200 cases on, `94 %` below.
///
/// What is not all never reads as 100 %, what is not nothing never as 0 %.
pub fn share(value: f64, n: u64) -> String {
    format!("{}{NO_BREAK}%", share_end(value, n))
}

/// The end of an interval of a share of `n`, in percent but without the sign: `91.5`.
pub fn share_end(value: f64, n: u64) -> String {
    let decimals = decimals(n);
    let least = 0.1_f64.powi(decimals as i32);
    let percent = value * 100.0;
    if value < 1.0 && 100.0 - percent < least / 2.0 {
        format!("over{NO_BREAK}{:.decimals$}", 100.0 - least)
    } else if value > 0.0 && percent < least / 2.0 {
        format!("under{NO_BREAK}{least:.decimals$}")
    } else {
        format!("{percent:.decimals$}")
    }
}

fn decimals(n: u64) -> usize {
    usize::from(n >= DECIMAL_FROM)
}

/// A ratio: `×1.34`, `×4.2`, `×12`.
pub fn ratio(value: f64) -> String {
    format!("×{}", ratio_end(value, value))
}

/// The end of an interval of a ratio, without the sign, as exact as the ratio itself is told.
pub fn ratio_end(end: f64, ratio: f64) -> String {
    let decimals = if ratio < 1.5 { 2 } else { usize::from(ratio < 9.95) };
    if decimals == 0 { count(end.round() as u64) } else { format!("{end:.decimals$}") }
}

/// A number that is no count, such as a mean: one decimal, none from 100 on.
pub fn number(value: f64) -> String {
    if value.abs() < 100.0 { format!("{value:.1}") } else { count(value.round() as u64) }
}

/// A probability after correction for many tests: `0.03`, `under 0.001`.
pub fn probability(value: f64) -> String {
    if value < 0.001 {
        format!("under{NO_BREAK}0.001")
    } else if value < 0.1 {
        format!("{value:.3}")
    } else {
        format!("{value:.2}")
    }
}

/// The unit in which elapsed time is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TimeUnit {
    /// Up to an hour and a half.
    Minutes,
    /// Up to three days.
    Hours,
    /// Beyond.
    Days,
}

impl TimeUnit {
    /// The unit that suits a duration.
    pub fn fitting(minutes: f64) -> Self {
        if minutes < 90.0 {
            Self::Minutes
        } else if minutes < 3.0 * 24.0 * 60.0 {
            Self::Hours
        } else {
            Self::Days
        }
    }

    /// Its length in minutes.
    pub fn minutes(self) -> f64 {
        match self {
            Self::Minutes => 1.0,
            Self::Hours => 60.0,
            Self::Days => 24.0 * 60.0,
        }
    }

    /// Its name in the plural.
    pub fn name(self) -> &'static str {
        match self {
            Self::Minutes => "minutes",
            Self::Hours => "hours",
            Self::Days => "days",
        }
    }
}

/// Elapsed time with its unit: `5.2 days`, `1 day`, `36 hours`.
pub fn duration(minutes: f64, unit: TimeUnit) -> String {
    let text = duration_end(minutes, unit);
    let name = unit.name();
    let name = if text == "1" { &name[..name.len() - 1] } else { name };
    format!("{text}{NO_BREAK}{name}")
}

/// Elapsed time without its unit: one decimal below ten where it says something, none above.
pub fn duration_end(minutes: f64, unit: TimeUnit) -> String {
    let value = minutes / unit.minutes();
    if value < 9.95 && unit != TimeUnit::Minutes {
        let text = format!("{value:.1}");
        text.strip_suffix(".0").map_or(text.clone(), str::to_string)
    } else {
        count(value.round() as u64)
    }
}

/// So many whole days: `1 day`, `1,214 days`.
pub fn days(value: u64) -> String {
    format!("{}{NO_BREAK}{}", count(value), if value == 1 { "day" } else { "days" })
}

const MONTHS: [&str; 12] =
    ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];

fn month_name(day: NaiveDate) -> &'static str {
    MONTHS[day.month0() as usize % 12]
}

/// `30 September 2026`.
pub fn day(day: NaiveDate) -> String {
    format!("{}{NO_BREAK}{}{NO_BREAK}{}", day.day(), month_name(day), day.year())
}

/// `30 September 2026, 23:59`, in a zone.
pub fn instant(at: Instant, zone: Tz) -> String {
    let local = at.to_local(zone);
    format!("{}, {}", day(local.date()), local.format("%H:%M"))
}

/// `Sep 2026`.
pub fn month(month: Period) -> String {
    let first = month.first_day();
    format!("{}{NO_BREAK}{}", &month_name(first)[..3], first.year())
}

/// `1 July to 30 September 2026`.
pub fn period(period: Period) -> String {
    let first = period.first_day();
    let last = period.end_day().pred_opt().unwrap_or(first);
    let start = if first.year() == last.year() { format!("{}{NO_BREAK}{}", first.day(), month_name(first)) } else { day(first) };
    format!("{start} to {}", day(last))
}

/// The first twelve characters of a fingerprint.
pub fn fingerprint(sha256: &str) -> String {
    sha256.chars().take(12).collect()
}

/// Whether two texts differ in their spaces at most.
pub fn same_words(one: &str, other: &str) -> bool {
    one.replace(NO_BREAK, " ") == other.replace(NO_BREAK, " ")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// No-break spaces read as plain ones here.
    fn plain(text: &str) -> String {
        text.replace(NO_BREAK, " ")
    }

    #[test]
    fn thousands_are_separated() {
        for (value, text) in [(0, "0"), (999, "999"), (1_000, "1,000"), (12_345, "12,345"), (1_234_567, "1,234,567")] {
            assert_eq!(count(value), text);
        }
    }

    #[test]
    fn a_rate_has_a_decimal_from_two_hundred_cases_on() {
        for (value, n, text) in [
            (412.0 / 438.0, 438, "94.1 %"),
            (0.941, 199, "94 %"),
            (1.0, 30, "100 %"),
            (0.0, 30, "0 %"),
            (9_999.0 / 10_000.0, 10_000, "over 99.9 %"),
            (1.0 / 10_000.0, 10_000, "under 0.1 %"),
            (198.0 / 199.0, 199, "99 %"),
            (1.0, 10_000, "100.0 %"),
        ] {
            assert_eq!(plain(&share(value, n)), text);
        }
        assert_eq!((share_end(0.914_6, 438), plain(&share_end(0.000_27, 14_409))), ("91.5".into(), "under 0.1".into()));
    }

    #[test]
    fn durations_are_told_in_the_unit_that_suits() {
        for (minutes, text) in [
            (42.0, "42 minutes"),
            (90.0, "1.5 hours"),
            (24.0 * 60.0, "24 hours"),
            (3.0 * 24.0 * 60.0, "3 days"),
            (5.25 * 24.0 * 60.0, "5.2 days"),
            (214.4 * 24.0 * 60.0, "214 days"),
        ] {
            assert_eq!(plain(&duration(minutes, TimeUnit::fitting(minutes))), text);
        }
        assert_eq!((plain(&days(1)), plain(&days(1_214))), ("1 day".into(), "1,214 days".into()));
    }

    #[test]
    fn ratios_and_probabilities_are_short() {
        assert_eq!([0.456, 1.344, 2.26, 12.4].map(ratio), ["×0.46", "×1.34", "×2.3", "×12"]);
        assert_eq!((ratio_end(1.421, 1.98), ratio_end(0.974, 1.08)), ("1.4".into(), "0.97".into()));
        assert_eq!([0.000_2, 0.034_1, 0.42].map(probability).map(|text| plain(&text)), ["under 0.001", "0.034", "0.42"]);
    }

    #[test]
    fn dates_are_written_out() {
        let period: Period = "2026-Q3".parse().unwrap();
        assert_eq!(plain(&super::period(period)), "1 July to 30 September 2026");
        assert_eq!(plain(&month("2026-09".parse().unwrap())), "Sep 2026");
        let at: Instant = "2026-09-30T22:59:00Z".parse().unwrap();
        assert_eq!(plain(&instant(at, chrono_tz::Europe::London)), "30 September 2026, 23:59");
    }
}
