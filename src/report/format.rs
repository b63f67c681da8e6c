//! The only place where a number is rounded or becomes text, by language.
//!
//! Thousands are separated, a rate has one decimal from 200 cases on and none below, and a share
//! that is not quite all never reads as all. A space that must not break is U+00A0. What a language
//! writes otherwise, its separators too, is under `[format]` of its texts; the command line writes English.

mod english;

pub use english::*;

use super::texts::{Language, Texts, say};
use crate::time::{Instant, Period, Span, Unit};
use chrono::{Datelike, NaiveDate};
use chrono_tz::Tz;

/// From so many cases on a rate has one decimal: with fewer, a tenth of a percent means nothing.
pub const DECIMAL_FROM: u64 = 200;

/// Fewer cases than this are told as numbers, without a rate.
pub const FEW: u64 = 10;

const NO_BREAK: char = '\u{a0}';

/// How a language writes numbers, dates and times.
#[derive(Debug, Clone, Copy)]
pub struct Locale {
    texts: &'static Texts,
}

impl Default for Locale {
    fn default() -> Self {
        Self::of(Language::default())
    }
}

impl Locale {
    /// That of a language.
    pub fn of(language: Language) -> Self {
        Self { texts: Texts::of(language) }
    }

    /// That of the language whose words these are.
    pub fn in_words_of(texts: &'static Texts) -> Self {
        Self { texts }
    }

    /// The words of the language.
    pub fn texts(self) -> &'static Texts {
        self.texts
    }

    /// 12345 as `12,345`, in German `12.345`.
    pub fn count(self, value: u64) -> String {
        let (digits, separator) = (value.to_string(), say!(self.texts, "format.thousands").plain());
        let mut text = String::with_capacity(digits.len() + digits.len() / 3);
        for (place, digit) in digits.chars().enumerate() {
            if place > 0 && (digits.len() - place).is_multiple_of(3) {
                text.push_str(&separator);
            }
            text.push(digit);
        }
        text
    }

    /// A number with so many decimals.
    pub fn decimal(self, value: f64, decimals: usize) -> String {
        format!("{value:.decimals$}").replace('.', &say!(self.texts, "format.decimal").plain())
    }

    /// A share of `n` as percent: `94.1 %` from 200 cases on, `94 %` below.
    ///
    /// What is not all never reads as 100 %, what is not nothing never as 0 %.
    pub fn share(self, value: f64, n: u64) -> String {
        format!("{}{NO_BREAK}%", self.share_end(value, n))
    }

    /// A share of `n` of which no more than the most is certain, rounded up: `at most 58 %`.
    pub fn share_at_most(self, value: f64, n: u64) -> String {
        let parts = share_parts(n);
        let told = self.share((value * parts - 1e-9).ceil() / parts, n);
        say!(self.texts, "format.at_most", share = told).plain()
    }

    /// A share of `n` of which no more than the least is certain, rounded down: `at least 42 %`.
    pub fn share_at_least(self, value: f64, n: u64) -> String {
        let parts = share_parts(n);
        let told = self.share((value * parts + 1e-9).floor() / parts, n);
        say!(self.texts, "format.at_least", share = told).plain()
    }

    /// The end of an interval of a share of `n`, in percent but without the sign: `91.5`.
    pub fn share_end(self, value: f64, n: u64) -> String {
        let decimals = usize::from(n >= DECIMAL_FROM);
        let least = 0.1_f64.powi(decimals as i32);
        let percent = value * 100.0;
        if value < 1.0 && 100.0 - percent < least / 2.0 {
            say!(self.texts, "format.over", number = self.decimal(100.0 - least, decimals)).plain()
        } else if value > 0.0 && percent < least / 2.0 {
            say!(self.texts, "format.under", number = self.decimal(least, decimals)).plain()
        } else {
            self.decimal(percent, decimals)
        }
    }

    /// A ratio: `×1.34`, `×4.2`, `×12`.
    pub fn ratio(self, value: f64) -> String {
        format!("×{}", self.ratio_end(value, value))
    }

    /// The end of an interval of a ratio, without the sign, as exact as the ratio itself is told.
    pub fn ratio_end(self, end: f64, ratio: f64) -> String {
        let decimals = if ratio < 1.5 { 2 } else { usize::from(ratio < 9.95) };
        if decimals == 0 { self.count(end.round() as u64) } else { self.decimal(end, decimals) }
    }

    /// A number that is no count, such as a mean: one decimal, none from 100 on.
    pub fn number(self, value: f64) -> String {
        let sign = if value <= -100.0 { "-" } else { "" };
        if value.abs() < 100.0 { self.decimal(value, 1) } else { format!("{sign}{}", self.count(value.abs().round() as u64)) }
    }

    /// A probability after correction for many tests: `0.03`, `under 0.001`.
    pub fn probability(self, value: f64) -> String {
        if value < 0.001 {
            say!(self.texts, "format.under", number = self.decimal(0.001, 3)).plain()
        } else {
            self.decimal(value, if value < 0.1 { 3 } else { 2 })
        }
    }

    /// Elapsed time with its unit: `5.2 days`, `1 day`, `36 hours`.
    pub fn duration(self, minutes: f64, unit: TimeUnit) -> String {
        let number = self.duration_end(minutes, unit);
        self.of_unit(unit, u64::from(number != "1") + 1, number)
    }

    /// Elapsed time without its unit: one decimal below ten where it says something, none above.
    pub fn duration_end(self, minutes: f64, unit: TimeUnit) -> String {
        let value = minutes / unit.minutes();
        if value < 9.95 && unit != TimeUnit::Minutes && !format!("{value:.1}").ends_with(".0") {
            self.decimal(value, 1)
        } else {
            self.count(value.round() as u64)
        }
    }

    /// Elapsed time within which something was done: rounded up, since it was not done within less.
    pub fn within(self, minutes: f64, unit: TimeUnit) -> String {
        self.duration(round_up(minutes, unit), unit)
    }

    /// Elapsed time that something took at least: rounded down, since no more is certain.
    pub fn at_least(self, minutes: f64, unit: TimeUnit) -> String {
        let parts = told_parts(minutes, unit);
        self.duration((minutes / unit.minutes() * parts + 1e-9).floor() / parts * unit.minutes(), unit)
    }

    /// The end of an interval of such a time, without its unit.
    pub fn within_end(self, minutes: f64, unit: TimeUnit) -> String {
        self.duration_end(round_up(minutes, unit), unit)
    }

    /// So many whole days: `1 day`, `1,214 days`.
    pub fn days(self, value: u64) -> String {
        self.of_unit(TimeUnit::Days, value, self.count(value))
    }

    /// A number with its unit of time, in the form that a count asks for.
    fn of_unit(self, unit: TimeUnit, count: u64, number: String) -> String {
        let line = match unit {
            TimeUnit::Minutes => say!(self.texts, "format.minutes", count; n = number),
            TimeUnit::Hours => say!(self.texts, "format.hours", count; n = number),
            TimeUnit::Days => say!(self.texts, "format.days", count; n = number),
        };
        line.plain()
    }

    /// A span as a procedure writes it: `7 business days`, in German `7 Arbeitstage`.
    pub fn span(self, span: Span) -> String {
        let (texts, count, n) = (self.texts, span.count.unsigned_abs(), span.count.to_string());
        let line = match (span.unit, span.word) {
            (Unit::Elapsed, "second") => say!(texts, "format.span_seconds", count; n = n),
            (Unit::Elapsed, "minute") => say!(texts, "format.span_minutes", count; n = n),
            (Unit::Elapsed, "hour") => say!(texts, "format.span_hours", count; n = n),
            (Unit::Elapsed, "week") => say!(texts, "format.span_weeks", count; n = n),
            (Unit::Elapsed, _) => say!(texts, "format.span_days", count; n = n),
            (Unit::OpenTime, "minute") => say!(texts, "format.span_business_minutes", count; n = n),
            (Unit::OpenTime, _) => say!(texts, "format.span_business_hours", count; n = n),
            (Unit::BusinessDays, _) => say!(texts, "format.span_business_days", count; n = n),
            (Unit::CalendarDays, "week") => say!(texts, "format.span_calendar_weeks", count; n = n),
            (Unit::CalendarDays, _) => say!(texts, "format.span_calendar_days", count; n = n),
            (Unit::CalendarMonths, _) => say!(texts, "format.span_calendar_months", count; n = n),
        };
        line.plain()
    }

    /// A limit of a procedure: a span, how often something is due, or a text of another kind that stays as it is.
    pub fn limit(self, written: &str) -> String {
        if let Some((limit, calendar)) = written.strip_suffix(')').and_then(|told| told.split_once(" (calendar ")) {
            return say!(self.texts, "format.limit_by_calendar", limit = self.limit(limit), calendar = calendar).plain();
        }
        written.parse().map_or_else(|_| self.texts.retold("limit", written), |span| self.span(span))
    }

    /// `30 September 2026`, in German `30. September 2026`.
    pub fn day(self, day: NaiveDate) -> String {
        say!(self.texts, "format.day", day = day.day().to_string(), month = self.month_name(day), year = day.year().to_string()).plain()
    }

    /// `30 September 2026, 23:59`, in a zone.
    pub fn instant(self, at: Instant, zone: Tz) -> String {
        let local = at.to_local(zone);
        format!("{}, {}", self.day(local.date()), local.format("%H:%M"))
    }

    /// `Sep 2026`, in German `Sep. 2026`.
    pub fn month(self, month: Period) -> String {
        let first = month.first_day();
        let names = say!(self.texts, "format.months_short").plain();
        format!("{}{NO_BREAK}{}", nth(&names, first.month0()), first.year())
    }

    /// `1 July to 30 September 2026`, in German `1. Juli bis 30. September 2026`.
    pub fn period(self, period: Period) -> String {
        let first = period.first_day();
        let last = period.end_day().pred_opt().unwrap_or(first);
        let from = if first.year() == last.year() {
            say!(self.texts, "format.day_of_month", day = first.day().to_string(), month = self.month_name(first)).plain()
        } else {
            self.day(first)
        };
        say!(self.texts, "format.range", low = from, high = self.day(last)).plain()
    }

    fn month_name(self, day: NaiveDate) -> String {
        nth(&say!(self.texts, "format.months").plain(), day.month0()).to_string()
    }
}

/// One of a list of words parted by spaces.
fn nth(words: &str, place: u32) -> &str {
    words.split(' ').nth(place as usize).unwrap_or_default()
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
}

/// Elapsed time made as much longer as it takes to be told whole, as [`Locale::duration_end`] tells it.
pub(super) fn round_up(minutes: f64, unit: TimeUnit) -> f64 {
    let parts = told_parts(minutes, unit);
    // What arithmetic adds to a whole number is no more time.
    (minutes / unit.minutes() * parts - 1e-9).ceil() / parts * unit.minutes()
}

/// Into how many parts a unit is told, as [`Locale::duration_end`] tells it.
fn told_parts(minutes: f64, unit: TimeUnit) -> f64 {
    if unit == TimeUnit::Minutes || minutes / unit.minutes() > 9.9 { 1.0 } else { 10.0 }
}

/// Into how many parts a whole of `n` is told, as [`Locale::share_end`] tells a share of it.
fn share_parts(n: u64) -> f64 {
    if n >= DECIMAL_FROM { 1_000.0 } else { 100.0 }
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
    fn a_share_that_is_a_bound_is_rounded_to_the_side_that_is_certain() {
        let (english, german) = (Locale::default(), Locale::of(Language::German));
        let told = [english.share_at_most(0.572, 136), english.share_at_most(0.4, 60), english.share_at_most(0.572_1, 438)];
        assert_eq!(told.map(|text| plain(&text)), ["at most 58 %", "at most 40 %", "at most 57.3 %"]);
        let told = [english.share_at_least(0.428, 136), english.share_at_least(0.29, 100), german.share_at_least(0.428_9, 438)];
        assert_eq!(told.map(|text| plain(&text)), ["at least 42 %", "at least 29 %", "mindestens 42,8 %"]);
        assert_eq!(plain(&german.share_at_most(0.58, 50)), "höchstens 58 %");
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
            assert_eq!(plain(&Locale::default().duration(minutes, TimeUnit::fitting(minutes))), text);
        }
        assert_eq!((plain(&days(1)), plain(&days(1_214))), ("1 day".into(), "1,214 days".into()));
    }

    #[test]
    fn what_was_not_done_within_a_time_is_not_said_to_be() {
        let within = |days: f64| plain(&Locale::default().within(days * 24.0 * 60.0, TimeUnit::Days));
        // After 17 days exactly more than one in ten still waited: it took 17.2 days.
        assert_eq!([17.2, 17.0, 5.21, 5.2, 9.94, 3.0].map(within), ["18 days", "17 days", "5.3 days", "5.2 days", "10 days", "3 days"]);
        assert_eq!(plain(&Locale::default().within(42.5, TimeUnit::Minutes)), "43 minutes");
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
        assert_eq!(plain(&Locale::default().period(period)), "1 July to 30 September 2026");
        assert_eq!(plain(&Locale::default().month("2026-09".parse().unwrap())), "Sep 2026");
        let at: Instant = "2026-09-30T22:59:00Z".parse().unwrap();
        assert_eq!(plain(&Locale::default().instant(at, chrono_tz::Europe::London)), "30 September 2026, 23:59");
    }

    #[test]
    fn a_number_far_below_zero_keeps_its_sign() {
        assert_eq!([-1_234.4, -99.9, 0.25, 99.96, 1_234.6].map(number), ["-1,234", "-99.9", "0.2", "100.0", "1,235"]);
    }

    #[test]
    fn spans_are_told_as_the_procedure_writes_them_and_in_german() {
        for (span, german) in [
            ("1 second", "1 Sekunde"),
            ("30 minutes", "30 Minuten"),
            ("24 hours", "24 Stunden"),
            ("5 days", "5 Tage"),
            ("2 weeks", "2 Wochen"),
            ("90 business minutes", "90 Arbeitsminuten"),
            ("1 business hour", "1 Arbeitsstunde"),
            ("7 business days", "7 Arbeitstage"),
            ("1 calendar day", "1 Kalendertag"),
            ("8 calendar weeks", "8 Kalenderwochen"),
            ("6 calendar months", "6 Kalendermonate"),
        ] {
            let parsed: Span = span.parse().unwrap();
            assert_eq!((parsed.to_string().as_str(), Locale::default().span(parsed).as_str()), (span, span));
            assert_eq!((Locale::default().limit(span).as_str(), Locale::of(Language::German).limit(span).as_str()), (span, german));
        }
        assert_eq!(Locale::of(Language::German).limit("every 5 business days"), "alle 5 Arbeitstage");
        assert_eq!(Locale::of(Language::German).limit("as agreed"), "as agreed");
    }

    #[test]
    fn german_has_its_own_separators_dates_and_units() {
        let german = Locale::of(Language::German);
        assert_eq!([0, 999, 1_000, 1_234_567].map(|value| german.count(value)), ["0", "999", "1.000", "1.234.567"]);
        let shares = [(412.0 / 438.0, 438), (0.941, 199), (9_999.0 / 10_000.0, 10_000), (1.0 / 10_000.0, 10_000)];
        let told = shares.map(|(value, n)| plain(&german.share(value, n)));
        assert_eq!(told, ["94,1 %", "94 %", "über 99,9 %", "unter 0,1 %"]);
        assert_eq!(
            (german.ratio(1.344), german.ratio_end(0.974, 1.08), german.number(1_234.6)),
            ("×1,34".into(), "0,97".into(), "1.235".into())
        );
        assert_eq!([0.000_2, 0.034_1].map(|value| plain(&german.probability(value))), ["unter 0,001", "0,034"]);
        let minutes = [(42.0, "42 Minuten"), (90.0, "1,5 Stunden"), (24.0 * 60.0, "24 Stunden"), (5.25 * 24.0 * 60.0, "5,2 Tage")];
        for (minutes, text) in minutes {
            assert_eq!(plain(&german.duration(minutes, TimeUnit::fitting(minutes))), text);
        }
        assert_eq!((plain(&german.days(1)), plain(&german.days(1_214))), ("1 Tag".into(), "1.214 Tage".into()));
        let (quarter, across): (Period, Period) = ("2026-Q3".parse().unwrap(), "2025-12".parse().unwrap());
        assert_eq!(plain(&german.period(quarter)), "1. Juli bis 30. September 2026");
        assert_eq!(plain(&german.period(across)), "1. Dezember bis 31. Dezember 2025");
        assert_eq!(plain(&german.month("2026-09".parse().unwrap())), "Sep. 2026");
        let at: Instant = "2026-09-30T22:59:00Z".parse().unwrap();
        assert_eq!(plain(&german.instant(at, chrono_tz::Europe::Berlin)), "1. Oktober 2026, 00:59");
    }
}
