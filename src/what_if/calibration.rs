//! Limit calibration: the share of the duties that each limit from half to twice the one in force would have kept.
//!
//! The clocks that started in the period are followed as far as they ran; open ones are censored, and a case that
//! ended without the duty would have kept no limit. So the share at the limit in force need not be the rate of the
//! period, which counts what fell due in it.

use super::limits::{Amount, Limits, limits, tallies};
use crate::statistics::interval::{Confidence, Interval};
use crate::statistics::survival::{Band, KaplanMeier, Step};
use crate::time::{Span, Unit};

/// The limits that are tried, as parts of the one in force.
const PARTS: [(i64, i64); 6] = [(1, 2), (3, 4), (1, 1), (5, 4), (3, 2), (2, 1)];

/// A limit, and what it would have kept.
#[derive(Debug, Clone, PartialEq)]
pub struct Point {
    /// The limit as it would be written.
    pub span: Span,
    /// The limit in minutes, days or months.
    pub amount: i64,
    /// Whether it is the one in force.
    pub is_limit: bool,
    /// The share kept; `None` where no duty was followed that far.
    pub share: Option<f64>,
    /// Its 95 % interval; `None` where the data set none.
    pub interval: Option<Interval>,
}

/// One limit, calibrated.
#[derive(Debug, Clone, PartialEq)]
pub struct Calibration {
    /// The policy's id.
    pub policy: String,
    /// The clause's id.
    pub clause: String,
    /// The limit in force.
    pub span: Span,
    /// Whether it is the longest silence of an "every", not the end of one wait.
    pub is_cadence: bool,
    /// How many duties are followed: done, open and never done.
    pub followed: usize,
    /// What the duties needed, and what cannot be shown.
    pub limits: Limits,
    /// From half to twice the limit.
    pub points: Vec<Point>,
    /// The share kept by limit: amount, share and interval, at each amount at which it changes.
    pub curve: Vec<(f64, f64, Option<Interval>)>,
}

/// How much of a span's amount one of the measured units is: times are measured in minutes.
pub fn measured_unit(unit: Unit) -> i64 {
    match unit {
        Unit::Elapsed | Unit::OpenTime => 60_000_000,
        Unit::BusinessDays | Unit::CalendarDays | Unit::CalendarMonths => 1,
    }
}

/// Calibrates a limit by what its duties needed; `None` where there is no duty of which anything is known.
pub fn calibrate(policy: &str, clause: &str, span: Span, is_cadence: bool, amounts: &[Amount]) -> Option<Calibration> {
    let limits = limits(amounts).into_iter().next()?;
    let followed = limits.done_count + limits.open_count + limits.never_count;
    let curve = KaplanMeier::of_tallies(&tallies(amounts), limits.never_count);
    let points = spans(span)
        .into_iter()
        .map(|(span, amount, is_limit)| {
            let (share, interval) = curve.as_ref().map_or((None, None), |curve| kept_by(curve, amount, limits.never_count));
            Point { span, amount, is_limit, share, interval }
        })
        .collect();
    let changes = curve.iter().flat_map(KaplanMeier::steps).filter(|step| step.closed > 0);
    let curve = changes.map(|step| (step.time, 1.0 - step.open_share, interval(step))).collect();
    Some(Calibration { policy: policy.into(), clause: clause.into(), span, is_cadence, followed, limits, points, curve })
}

/// The limits that are tried: written, measured, and whether it is the one in force.
fn spans(span: Span) -> Vec<(Span, i64, bool)> {
    let unit = measured_unit(span.unit);
    let mut spans: Vec<(Span, i64, bool)> = Vec::new();
    for (part, whole) in PARTS {
        // To the nearest whole minute, day or month; halves go up.
        let amount = ((2 * span.amount / unit * part + whole) / (2 * whole)).max(1);
        if !spans.iter().any(|known| known.1 == amount) {
            spans.push((written(span, amount), amount, part == whole));
        }
    }
    spans
}

/// So many minutes, days or months in the words of a span, or in smaller ones of its clock where its own do not fit.
fn written(span: Span, amount: i64) -> Span {
    let exact = amount * measured_unit(span.unit);
    let hour = match span.unit {
        Unit::Elapsed => "1 hour".parse().ok(),
        Unit::OpenTime => "1 business hour".parse().ok(),
        _ => None,
    };
    let words = [Some(span), hour, Some(Span::one(span.unit))];
    let fitting = words.into_iter().flatten().map(|words: Span| words.at_least(exact)).find(|written| written.amount == exact);
    fitting.unwrap_or_else(|| span.at_least(exact))
}

/// The share kept by a limit, as far as duties were followed to it.
fn kept_by(curve: &KaplanMeier, amount: i64, never: usize) -> (Option<f64>, Option<Interval>) {
    let at = amount as f64;
    let last = curve.steps().iter().take_while(|step| step.time <= at).last();
    let Some(step) = last else { return (Some(0.0), None) };
    let left = step.at_risk - step.closed - step.censored;
    if at > step.time && left == 0 && step.censored > 0 && never == 0 && step.open_share > 0.0 {
        // All that were not done were lost from sight before.
        return (None, None);
    }
    (Some(1.0 - step.open_share), interval(step))
}

/// The interval of the share kept.
fn interval(step: &Step) -> Option<Interval> {
    let open = step.interval(Band::LogLog, Confidence::P95)?;
    Some(Interval { lower: 1.0 - open.upper, upper: 1.0 - open.lower })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn amount(status: &str, amount: Option<i64>, duties: usize) -> Amount {
        Amount { measure: 1, segment: None, status: status.into(), amount, duties }
    }

    fn shares(found: &Calibration) -> Vec<(String, Option<f64>)> {
        found.points.iter().map(|point| (point.span.to_string(), point.share.map(|share| (share * 1e4).round() / 1e4))).collect()
    }

    /// 20 duties, limit 24 hours, none open: 8 done by 12 h, 4 more at 20 h, 5 more at 30 h, 1 at 50 h, 2 cases ended without.
    /// 12 h: 8/20; 18 h: 8/20; 24 h: 12/20; 30 h: 17/20; 36 h: 17/20; 48 h: 17/20 (50 h is beyond).
    #[test]
    fn without_open_duties_the_share_is_a_plain_count() {
        let hours = |hours: i64| Some(60 * hours);
        let amounts = [
            amount("met", hours(12), 8),
            amount("met", hours(20), 4),
            amount("met", hours(30), 5),
            amount("met", hours(50), 1),
            amount("missed", None, 2),
            amount("unknown", None, 7),
        ];
        let found = calibrate("p", "c", "24 hours".parse().unwrap(), false, &amounts).unwrap();
        let expected =
            [("12 hours", 0.4), ("18 hours", 0.4), ("24 hours", 0.6), ("30 hours", 0.85), ("36 hours", 0.85), ("48 hours", 0.85)];
        assert_eq!(shares(&found), expected.map(|(span, share)| (span.to_string(), Some(share))));
        assert_eq!((found.followed, found.limits.not_shown_count), (20, 7));
        assert!(found.points.iter().all(|point| point.is_limit == (point.span.to_string() == "24 hours")));
    }

    /// Limit 2 business days: 1, 2 (1.5 and 2 are one), 3 (2.5 and 3 are one) and 4. Four done on day 1, one open since day 1
    /// (it has missed a limit of 1), five done on day 3: by day 1 4/10; the open one leaves; by day 3 all.
    /// A limit of 4 days is beyond what was seen, but nobody is left open.
    #[test]
    fn limits_are_whole_days_and_open_duties_leave_where_they_were_last_seen() {
        let amounts = [amount("met", Some(1), 4), amount("met", Some(3), 5), amount("pending", Some(1), 1)];
        let found = calibrate("p", "c", "2 business days".parse().unwrap(), false, &amounts).unwrap();
        let expected = [("1 business day", 0.4), ("2 business days", 0.4), ("3 business days", 1.0), ("4 business days", 1.0)];
        assert_eq!(shares(&found), expected.map(|(span, share)| (span.to_string(), Some(share))));
    }

    /// Two done on day 1, eight last seen open on day 2: nothing is known of longer limits.
    #[test]
    fn beyond_what_was_seen_nothing_is_claimed() {
        let amounts = [amount("met", Some(1), 2), amount("pending", Some(2), 8)];
        let found = calibrate("p", "c", "2 calendar days".parse().unwrap(), false, &amounts).unwrap();
        assert_eq!(
            found.points.iter().map(|point| point.share).collect::<Vec<_>>(),
            [Some(0.199_999_999_999_999_96), Some(0.199_999_999_999_999_96), None, None]
        );
        assert_eq!(calibrate("p", "c", "1 hour".parse().unwrap(), false, &[]), None);
    }

    #[test]
    fn half_of_an_hour_is_written_in_minutes() {
        let written: Vec<String> = spans("1 hour".parse().unwrap()).iter().map(|span| span.0.to_string()).collect();
        assert_eq!(written, ["30 minutes", "45 minutes", "1 hour", "75 minutes", "90 minutes", "2 hours"]);
        let written: Vec<String> = spans("7 days".parse().unwrap()).iter().map(|span| span.0.to_string()).collect();
        assert_eq!(written, ["84 hours", "126 hours", "7 days", "210 hours", "252 hours", "14 days"]);
        let written: Vec<String> = spans("7 business days".parse().unwrap()).iter().map(|span| span.0.to_string()).collect();
        assert_eq!(
            written,
            ["4 business days", "5 business days", "7 business days", "9 business days", "11 business days", "14 business days"]
        );
    }
}
