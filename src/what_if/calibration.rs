//! Limit calibration: the share of the duties that each limit from half to twice the one in force would have kept.
//!
//! The clocks that started in the period are followed as far as they ran; open ones are censored, and a case that
//! ended without the duty would have kept no limit. So the share at the limit in force need not be the rate of the
//! period, which counts what fell due in it.
//!
//! Of news "every" so often the longest silence tells from where on every limit is kept, and nothing of the shorter ones. So each limit is
//! judged by itself, window by window, as the rate of the period is.

use super::limits::{Amount, Limits, limits, shares, tallies};
use crate::statistics::interval::{Confidence, Interval};
use crate::statistics::proportion::wilson;
use crate::statistics::survival::KaplanMeier;
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
    /// The duties that it is of, those aside of which only the day is known, and the day leaves open whether this limit was kept;
    /// of a cadence the windows that were judged.
    pub of: usize,
    /// The duties beside these of which it cannot be shown whether this limit was kept: what the day leaves open, and what the source
    /// does not tell; of a cadence such windows.
    pub hidden: usize,
}

impl Point {
    /// Whether the share is that of the fewer: where it cannot be shown of most, it does not speak for all.
    pub fn is_mostly_hidden(&self) -> bool {
        self.kept().is_mostly_hidden()
    }

    /// The share of all duties, if no hidden one kept this limit, and if each did.
    pub fn bounds(&self) -> Interval {
        self.kept().bounds()
    }

    fn kept(&self) -> Kept {
        let Self { share, interval, of, hidden, .. } = *self;
        Kept { share, interval, of, hidden }
    }
}

/// A length at which the share kept changes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Step {
    /// In minutes, days or months.
    pub amount: f64,
    /// The share kept from there on; `None` where it cannot be shown of most duties.
    pub share: Option<f64>,
    /// Its 95 % interval; without a share from what is sure to what may be.
    pub interval: Option<Interval>,
}

/// What a limit kept of duties followed, or of windows judged.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
struct Kept {
    share: Option<f64>,
    interval: Option<Interval>,
    of: usize,
    hidden: usize,
}

/// How many windows of a cadence one limit kept, and how many were judged by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Windows {
    /// The limit.
    pub span: Span,
    /// Windows that had their news.
    pub met: u64,
    /// Those, and the ones that had none.
    pub judged: u64,
    /// Windows of which it cannot be shown.
    pub not_shown: u64,
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
    /// The share kept by limit, at each amount at which it changes; of a cadence only its points are known.
    pub curve: Vec<Step>,
}

impl Calibration {
    /// The point of the limit in force.
    pub fn in_force(&self) -> Option<&Point> {
        self.points.iter().find(|point| point.is_limit)
    }

    /// The point of half the limit; an odd number of days or months has none.
    pub fn half(&self) -> Option<&Point> {
        let limit = self.in_force()?.amount;
        self.points.iter().find(|point| 2 * point.amount == limit)
    }
}

/// How much of a span's amount one of the measured units is: times are measured in minutes.
pub fn measured_unit(unit: Unit) -> i64 {
    match unit {
        Unit::Elapsed | Unit::OpenTime => 60_000_000,
        Unit::BusinessDays | Unit::CalendarDays | Unit::CalendarMonths => 1,
    }
}

/// Calibrates a limit by what its duties needed; `None` where there is no duty of which anything is known.
pub fn calibrate(policy: &str, clause: &str, span: Span, amounts: &[Amount]) -> Option<Calibration> {
    let limits = limits(amounts).into_iter().next()?;
    let Limits { done_count, open_count, never_count, .. } = limits;
    let not_shown = limits.not_shown_count;
    let points = points(span, |span| kept_by(amounts, never_count, measured(span)).beside(not_shown));
    let curve = curve(amounts, never_count, not_shown, points.last()?.amount);
    let followed = done_count + open_count + never_count;
    Some(Calibration { policy: policy.into(), clause: clause.into(), span, is_cadence: false, followed, limits, points, curve })
}

/// Calibrates a cadence: what each of its [`trials`] kept, beside the longest silences.
pub fn calibrate_cadence(policy: &str, clause: &str, span: Span, amounts: &[Amount], windows: &[Windows]) -> Option<Calibration> {
    let limits = limits(amounts).into_iter().next()?;
    let kept = |span: Span| {
        let count = |count: u64| usize::try_from(count).unwrap_or(usize::MAX);
        windows.iter().find(|found| found.span == span).map_or_else(Kept::default, |found| Kept {
            share: (found.judged > 0).then(|| found.met as f64 / found.judged as f64),
            interval: wilson(found.met, found.judged, Confidence::P95),
            of: count(found.judged),
            hidden: count(found.not_shown),
        })
    };
    let points = points(span, kept);
    let followed = limits.done_count + limits.open_count + limits.never_count;
    Some(Calibration { policy: policy.into(), clause: clause.into(), span, is_cadence: true, followed, limits, points, curve: Vec::new() })
}

/// The limits that are tried around the one in force, in the words of a span.
pub fn trials(span: Span) -> Vec<Span> {
    let (unit, limit) = (measured_unit(span.unit), measured(span));
    // To the nearest whole minute, day or month; halves go up. What is no other limit is the one in force itself.
    let mut amounts: Vec<i64> = PARTS.iter().map(|(part, whole)| ((2 * span.amount / unit * part + whole) / (2 * whole)).max(1)).collect();
    amounts.dedup();
    amounts.into_iter().map(|amount| if amount == limit { span } else { written(span, amount) }).collect()
}

/// A span in minutes, days or months.
fn measured(span: Span) -> i64 {
    (span.amount / measured_unit(span.unit)).max(1)
}

fn points(span: Span, kept: impl Fn(Span) -> Kept) -> Vec<Point> {
    let point = |tried: Span| {
        let Kept { share, interval, of, hidden } = kept(tried);
        Point { span: tried, amount: measured(tried), is_limit: tried == span, share, interval, of, hidden }
    };
    trials(span).into_iter().map(point).collect()
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

/// The share kept by a limit, as far as duties were followed to it; what is in doubt at it is in no share.
fn kept_by(amounts: &[Amount], never: usize, limit: i64) -> Kept {
    let (doubtful, known): (Vec<Amount>, Vec<Amount>) = amounts.iter().cloned().partition(|amount| amount.is_in_doubt_at(limit));
    let hidden = doubtful.iter().map(|amount| amount.duties).sum();
    let none_of = |of: usize| Kept { share: Some(0.0), interval: wilson(0, of as u64, Confidence::P95), of, hidden };
    let Some(curve) = KaplanMeier::of_tallies(&tallies(&known), never) else {
        return if never > 0 { none_of(never) } else { Kept { hidden, ..Kept::default() } };
    };
    let (at, of) = (limit as f64, curve.steps()[0].at_risk);
    let passed = curve.steps().partition_point(|step| step.time <= at);
    let Some(last) = passed.checked_sub(1) else { return none_of(of) };
    let step = &curve.steps()[last];
    let left = step.at_risk - step.closed - step.censored;
    if at > step.time && left == 0 && step.censored > 0 && never == 0 && step.open_share > 0.0 {
        // All that were not done were lost from sight before.
        return Kept { of, hidden, ..Kept::default() };
    }
    let found = shares(&curve)[last];
    Kept { share: Some(found.kept), interval: found.interval, of, hidden }
}

impl Kept {
    /// With duties of which nothing can be shown at any limit.
    fn beside(self, not_shown: usize) -> Self {
        Self { hidden: self.hidden + not_shown, ..self }
    }

    fn is_mostly_hidden(&self) -> bool {
        self.hidden > self.of
    }

    fn bounds(&self) -> Interval {
        let (of, hidden) = (self.of as f64, self.hidden as f64);
        let all = (of + hidden).max(1.0);
        let (least, most) = self.share.map_or((0.0, of), |share| (share * of, share * of));
        Interval { lower: least / all, upper: (most + hidden) / all }
    }

    /// What is drawn from this amount on; `None` where nothing is known of it.
    fn step(&self, amount: f64) -> Option<Step> {
        if self.is_mostly_hidden() {
            return Some(Step { amount, share: None, interval: Some(self.bounds()) });
        }
        self.share.map(|share| Step { amount, share: Some(share), interval: self.interval })
    }
}

/// The share kept at each limit, no longer than the greatest, at which it changes.
fn curve(amounts: &[Amount], never: usize, not_shown: usize, greatest: i64) -> Vec<Step> {
    let all = amounts.iter().filter(|amount| amount.status != "unknown").map(|amount| amount.duties).sum();
    // No time keeps nothing; where most cannot be shown, that is not known either.
    let none = Kept { share: Some(0.0), interval: None, of: all, hidden: not_shown };
    let start = none.step(0.0).filter(|_| none.is_mostly_hidden());
    if amounts.iter().all(|amount| amount.possible == amount.amount || amount.status != "met") {
        let Some(curve) = KaplanMeier::of_tallies(&tallies(amounts), never) else { return Vec::new() };
        let steps = curve.steps().iter().zip(shares(&curve)).filter(|(step, _)| step.closed > 0);
        let kept = steps.filter_map(|(_, found)| Kept { share: Some(found.kept), interval: found.interval, ..none }.step(found.amount));
        return start.into_iter().chain(kept).collect();
    }
    let mut changes: Vec<i64> =
        amounts.iter().filter(|amount| amount.status == "met").flat_map(|met| [met.possible, met.amount]).flatten().collect();
    changes.retain(|limit| (0..=greatest).contains(limit));
    changes.sort_unstable();
    changes.dedup();
    let step = |limit: i64| kept_by(amounts, never, limit).beside(not_shown).step(limit as f64);
    start.into_iter().chain(changes.into_iter().filter_map(step)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn amount(status: &str, amount: Option<i64>, duties: usize) -> Amount {
        Amount { measure: 1, segment: None, status: status.into(), amount, possible: amount.filter(|_| status == "met"), duties }
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
        let found = calibrate("p", "c", "24 hours".parse().unwrap(), &amounts).unwrap();
        let expected =
            [("12 hours", 0.4), ("18 hours", 0.4), ("24 hours", 0.6), ("30 hours", 0.85), ("36 hours", 0.85), ("48 hours", 0.85)];
        assert_eq!(shares(&found), expected.map(|(span, share)| (span.to_string(), Some(share))));
        assert_eq!((found.followed, found.limits.not_shown_count), (20, 7));
        assert!(found.points.iter().all(|point| point.is_limit == (point.span.to_string() == "24 hours")));
    }

    /// Twelve done in an hour, and thirteen in a source that does not tell: of most nothing can be shown at any limit, from none on.
    #[test]
    fn where_most_cannot_be_shown_no_share_speaks_for_all() {
        let of = |unknown: usize| {
            calibrate("p", "c", "2 hours".parse().unwrap(), &[amount("met", Some(60), 12), amount("unknown", None, unknown)]).unwrap()
        };
        let (most, fewer) = (of(13), of(12));
        assert!(most.points.iter().all(Point::is_mostly_hidden) && !fewer.points.iter().any(Point::is_mostly_hidden));
        assert_eq!(most.in_force().unwrap().bounds(), Interval { lower: 12.0 / 25.0, upper: 1.0 });
        assert_eq!(most.curve.iter().map(|step| (step.amount, step.share)).collect::<Vec<_>>(), [(0.0, None), (60.0, None)]);
        assert_eq!(fewer.curve.iter().map(|step| (step.amount, step.share)).collect::<Vec<_>>(), [(60.0, Some(1.0))]);
    }

    /// Limit 2 business days: 1, 2 (1.5 and 2 are one), 3 (2.5 and 3 are one) and 4. Four done on day 1, one open since day 1
    /// (it has missed a limit of 1), five done on day 3: by day 1 4/10; the open one leaves; by day 3 all.
    /// A limit of 4 days is beyond what was seen, but nobody is left open.
    #[test]
    fn limits_are_whole_days_and_open_duties_leave_where_they_were_last_seen() {
        let amounts = [amount("met", Some(1), 4), amount("met", Some(3), 5), amount("pending", Some(1), 1)];
        let found = calibrate("p", "c", "2 business days".parse().unwrap(), &amounts).unwrap();
        let expected = [("1 business day", 0.4), ("2 business days", 0.4), ("3 business days", 1.0), ("4 business days", 1.0)];
        assert_eq!(shares(&found), expected.map(|(span, share)| (span.to_string(), Some(share))));
    }

    /// Two done on day 1, eight last seen open on day 2: nothing is known of longer limits.
    #[test]
    fn beyond_what_was_seen_nothing_is_claimed() {
        let amounts = [amount("met", Some(1), 2), amount("pending", Some(2), 8)];
        let found = calibrate("p", "c", "2 calendar days".parse().unwrap(), &amounts).unwrap();
        assert_eq!(
            found.points.iter().map(|point| point.share).collect::<Vec<_>>(),
            [Some(0.199_999_999_999_999_96), Some(0.199_999_999_999_999_96), None, None]
        );
        assert_eq!(calibrate("p", "c", "1 hour".parse().unwrap(), &[]), None);
    }

    /// Of one day there is no half, and 1¼ is one day; of two days the half is one, and 1¼ are two and a half, so three.
    #[test]
    fn the_limit_in_force_is_always_among_those_tried() {
        for (limit, tried, half) in [
            ("1 business day", vec!["1 business day", "2 business days"], None),
            ("2 business days", vec!["1 business day", "2 business days", "3 business days", "4 business days"], Some("1 business day")),
            // Half of three days is no whole number of days: two days are tried, and are not called the half.
            (
                "3 calendar months",
                vec!["2 calendar months", "3 calendar months", "4 calendar months", "5 calendar months", "6 calendar months"],
                None,
            ),
            ("1 minute", vec!["1 minute", "2 minutes"], None),
        ] {
            let found = calibrate("p", "c", limit.parse().unwrap(), &[amount("met", Some(1), 20)]).unwrap();
            let written: Vec<String> = found.points.iter().map(|point| point.span.to_string()).collect();
            assert_eq!(written, tried);
            assert_eq!(found.in_force().map(|point| point.span.to_string()).as_deref(), Some(limit));
            assert_eq!(found.half().map(|point| point.span.to_string()).as_deref(), half);
        }
    }

    /// Known by the day: started on one, done on the next. A limit of up to 48 hours may have been kept or not (from the last instant of the
    /// first day to the first of the next there is no time at all), so at 24 hours nothing is known; 48 hours keep all.
    /// With twelve more that took 20 hours and four that took 30: at 24 hours 12 of 16, at 48 all 36, at 12 none of 16.
    #[test]
    fn what_the_day_leaves_open_is_in_no_share() {
        let by_day = Amount { possible: Some(0), ..amount("met", Some(48 * 60), 20) };
        let found = calibrate("p", "c", "24 hours".parse().unwrap(), std::slice::from_ref(&by_day)).unwrap();
        let known: Vec<(Option<f64>, usize)> = found.points.iter().map(|point| (point.share, point.of)).collect();
        assert_eq!(known, [(None, 0), (None, 0), (None, 0), (None, 0), (None, 0), (Some(1.0), 20)]);
        let amounts = [by_day, amount("met", Some(20 * 60), 12), amount("met", Some(30 * 60), 4)];
        let found = calibrate("p", "c", "24 hours".parse().unwrap(), &amounts).unwrap();
        let known: Vec<(Option<f64>, usize)> = found.points.iter().map(|point| (point.share, point.of)).collect();
        let three_quarters = Some(0.75);
        assert_eq!(known, [(Some(0.0), 16), (Some(0.0), 16), (three_quarters, 16), (Some(1.0), 16), (Some(1.0), 16), (Some(1.0), 36)]);
        // Of 36 duties 20 are hidden at 24 hours, more than are not: twelve kept it for sure, and 32 may have.
        let at_limit = found.in_force().unwrap();
        assert!(at_limit.is_mostly_hidden() && at_limit.hidden == 20);
        assert_eq!(at_limit.bounds(), Interval { lower: 12.0 / 36.0, upper: 32.0 / 36.0 });
        // From no time on nobody who answered to the minute had kept it, and the twenty may have; from 48 hours on all did.
        let drawn: Vec<_> = found.curve.iter().map(|step| (step.amount as i64, step.share, step.interval.unwrap().lower)).collect();
        assert_eq!(drawn[..3], [(0, None, 0.0), (20 * 60, None, 12.0 / 36.0), (30 * 60, None, 16.0 / 36.0)]);
        assert_eq!((drawn[3].0, drawn[3].1, drawn.len()), (48 * 60, Some(1.0), 4));
        // 20 of 20 and 0 of 20 are not sure: Wilson's interval of 0 of 16 ends at 3.84 / 19.84 = 19 %.
        let interval = found.points[0].interval.unwrap();
        assert_eq!((interval.lower, (100.0 * interval.upper).round()), (0.0, 19.0));
    }

    /// Twelve cases ended without: no limit kept any, and of twelve that is at most 24 % (1.96² / (12 + 1.96²)).
    #[test]
    fn what_was_never_done_was_kept_by_no_limit() {
        let found = calibrate("p", "c", "1 hour".parse().unwrap(), &[amount("missed", None, 12)]).unwrap();
        let at_limit = found.in_force().unwrap();
        assert_eq!((at_limit.share, at_limit.of), (Some(0.0), 12));
        assert!((at_limit.interval.unwrap().upper - 0.2425).abs() < 5e-5);
    }

    /// A cadence is told by its windows at each limit: of a limit that none of them was judged by nothing is known.
    #[test]
    fn a_cadence_is_told_by_its_windows() {
        let span: Span = "3 days".parse().unwrap();
        let windows =
            [Windows { span: trials(span)[0], met: 18, judged: 36, not_shown: 0 }, Windows { span, met: 36, judged: 36, not_shown: 0 }];
        let found = calibrate_cadence("p", "c", span, &[amount("met", Some(7056), 12)], &windows).unwrap();
        let shares: Vec<(String, Option<f64>, usize)> =
            found.points.iter().take(3).map(|point| (point.span.to_string(), point.share, point.of)).collect();
        let expected = [("36 hours", Some(0.5), 36), ("54 hours", None, 0), ("3 days", Some(1.0), 36)];
        assert_eq!(shares, expected.map(|(span, share, of)| (span.to_string(), share, of)));
        assert_eq!((found.followed, found.curve.is_empty()), (12, true));
    }

    #[test]
    fn half_of_an_hour_is_written_in_minutes() {
        let written: Vec<String> = trials("1 hour".parse().unwrap()).iter().map(ToString::to_string).collect();
        assert_eq!(written, ["30 minutes", "45 minutes", "1 hour", "75 minutes", "90 minutes", "2 hours"]);
        let written: Vec<String> = trials("7 days".parse().unwrap()).iter().map(ToString::to_string).collect();
        assert_eq!(written, ["84 hours", "126 hours", "7 days", "210 hours", "252 hours", "14 days"]);
        let written: Vec<String> = trials("7 business days".parse().unwrap()).iter().map(ToString::to_string).collect();
        assert_eq!(
            written,
            ["4 business days", "5 business days", "7 business days", "9 business days", "11 business days", "14 business days"]
        );
    }
}
