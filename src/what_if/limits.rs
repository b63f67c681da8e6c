//! The limit that a share of the duties would have kept, open ones censored.

use crate::report::format::FEW;
use crate::statistics::interval::{Confidence, Interval};
use crate::statistics::proportion::wilson;
use crate::statistics::survival::{Band, KaplanMeier, Tally};
use serde::Serialize;

/// Duties of one measured way and segment that need the same limit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Amount {
    /// Which measured way.
    pub measure: i32,
    /// The segment, where one was asked for.
    pub segment: Option<String>,
    /// `met`, `pending`, `missed` (the case ended undone) or `unknown`.
    pub status: String,
    /// Minutes, days or months: of `met` the least limit that is kept, of `pending` the greatest that is missed.
    pub amount: Option<i64>,
    /// Of `met` the least limit that may have been kept, for all that is known: less than `amount` where only days are known.
    pub possible: Option<i64>,
    /// How many duties.
    pub duties: usize,
}

impl Amount {
    /// Whether it cannot be shown that this limit was kept, nor that it was not: the judge would say *indeterminate*.
    pub(super) fn is_in_doubt_at(&self, limit: i64) -> bool {
        self.possible.zip(self.amount).is_some_and(|(possible, sure)| possible <= limit && limit < sure)
    }
}

/// The share of the duties that a limit of so many minutes, days or months kept, as far as duties were followed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Share {
    pub amount: f64,
    pub kept: f64,
    pub interval: Option<Interval>,
}

/// What was needed, for one measured way and segment; amounts in minutes, days or months.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Limits {
    /// Which measured way.
    pub measure: i32,
    /// The segment, where one was asked for.
    pub segment: Option<String>,
    /// Duties done.
    pub done_count: usize,
    /// Duties neither done nor over: each counts as far as its clock has run.
    pub open_count: usize,
    /// Duties whose case ended without them: no limit would have been kept.
    pub never_count: usize,
    /// Duties that the source cannot show; in no limit.
    pub not_shown_count: usize,
    /// What 90 % would have kept.
    pub limit_90: Option<i64>,
    /// The lower end of its 95 % interval; none where fewer than ten duties were followed.
    pub limit_90_low: Option<i64>,
    /// The upper end; none where the data set no bound.
    pub limit_90_high: Option<i64>,
    /// What 95 % would have kept.
    pub limit_95: Option<i64>,
    /// The lower end of its 95 % interval.
    pub limit_95_low: Option<i64>,
    /// The upper end.
    pub limit_95_high: Option<i64>,
    /// What 99 % would have kept.
    pub limit_99: Option<i64>,
    /// The lower end of its 95 % interval.
    pub limit_99_low: Option<i64>,
    /// The upper end.
    pub limit_99_high: Option<i64>,
}

/// The limits of each measured way and segment; `amounts` are grouped by both.
pub fn limits(amounts: &[Amount]) -> Vec<Limits> {
    amounts.chunk_by(|one, next| (one.measure, &one.segment) == (next.measure, &next.segment)).map(of_segment).collect()
}

fn of_segment(amounts: &[Amount]) -> Limits {
    let count = |status: &str| amounts.iter().filter(|amount| amount.status == status).map(|amount| amount.duties).sum();
    let never_count = count("missed");
    let curve = KaplanMeier::of_tallies(&tallies(amounts), never_count);
    let followed = count("met") + count("pending") + never_count;
    let shares = curve.as_ref().filter(|_| followed as u64 >= FEW).map_or_else(Vec::new, shares);
    // Where an end of the band first reaches the share (Brookmeyer & Crowley).
    let reached = |share: f64| {
        let first = |end: fn(Interval) -> f64| {
            shares.iter().find(|step| step.interval.is_some_and(|interval| end(interval) >= share)).map(|step| step.amount)
        };
        let limit = curve.as_ref().and_then(|curve| curve.reached_by(share));
        [limit, first(|interval| interval.upper), first(|interval| interval.lower)].map(|age| age.map(|age| age as i64))
    };
    let ([limit_90, limit_90_low, limit_90_high], [limit_95, limit_95_low, limit_95_high]) = (reached(0.90), reached(0.95));
    let [limit_99, limit_99_low, limit_99_high] = reached(0.99);
    Limits {
        measure: amounts[0].measure,
        segment: amounts[0].segment.clone(),
        done_count: count("met"),
        open_count: count("pending"),
        never_count,
        not_shown_count: count("unknown"),
        limit_90,
        limit_90_low,
        limit_90_high,
        limit_95,
        limit_95_low,
        limit_95_high,
        limit_99,
        limit_99_low,
        limit_99_high,
    }
}

/// The share kept by limit, at each amount at which a duty was done or lost from sight.
///
/// As long as no duty was lost from sight the share is a plain count, and its interval Wilson's. Later it is the estimate's own, which has
/// none for 0 and 1: nothing kept is Wilson's of those still followed, and where all was kept the band before the last of them still holds.
pub(super) fn shares(curve: &KaplanMeier) -> Vec<Share> {
    let of = |kept: usize, all: usize| wilson(kept as u64, all as u64, Confidence::P95);
    let all = curve.steps().first().map_or(0, |step| step.at_risk);
    let (mut kept, mut lost) = (0, 0);
    let mut shares: Vec<Share> = Vec::with_capacity(curve.steps().len());
    for step in curve.steps() {
        kept += step.closed;
        let before = shares.last().and_then(|share| share.interval);
        let interval = if lost == 0 {
            of(kept, all)
        } else if kept == 0 {
            of(0, step.at_risk)
        } else if step.closed == 0 {
            before
        } else if let Some(open) = step.interval(Band::LogLog, Confidence::P95) {
            Some(Interval { lower: 1.0 - open.upper, upper: 1.0 - open.lower })
        } else {
            let least = of(step.closed, step.at_risk).map_or(0.0, |interval| interval.lower);
            Some(Interval { lower: before.map_or(least, |before| before.lower.max(least)), upper: 1.0 })
        };
        lost += step.censored;
        shares.push(Share { amount: step.time, kept: 1.0 - step.open_share, interval });
    }
    shares
}

/// Done and open duties by amount, smallest first.
pub(super) fn tallies(amounts: &[Amount]) -> Vec<Tally> {
    let mut tallies: std::collections::BTreeMap<i64, Tally> = std::collections::BTreeMap::new();
    for amount in amounts {
        let Some(age) = amount.amount else { continue };
        let tally = tallies.entry(age).or_insert(Tally { age, closed: 0, censored: 0 });
        match amount.status.as_str() {
            "met" => tally.closed += amount.duties,
            _ => tally.censored += amount.duties,
        }
    }
    tallies.into_values().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn amount(status: &str, amount: Option<i64>, duties: usize) -> Amount {
        Amount { measure: 1, segment: None, status: status.into(), amount, possible: amount, duties }
    }

    /// Ten duties: eight done on day 1, one open since day 2 (missed for limits up to 1), one done on day 4.
    /// Dropping the open one, 8 of 9 (89 %) would keep day 1 and all day 4. With it: open beyond day 1 are 2/10;
    /// it leaves the risk set there; of the one left all keep day 4. So 90 % need four days.
    #[test]
    fn an_open_duty_counts_as_far_as_its_clock_has_run() {
        let told = &limits(&[amount("met", Some(1), 8), amount("met", Some(4), 1), amount("pending", Some(1), 1)])[0];
        assert_eq!((told.done_count, told.open_count, told.limit_90, told.limit_95), (9, 1, Some(4), Some(4)));
    }

    /// 89 of 100 are done on day 1, five on day 3 and six cases ended undone: 94 % keep three days, and 95 % keep no limit.
    #[test]
    fn what_was_never_done_would_have_kept_no_limit() {
        let told =
            &limits(&[amount("met", Some(1), 89), amount("met", Some(3), 5), amount("missed", None, 6), amount("unknown", None, 7)])[0];
        assert_eq!((told.never_count, told.not_shown_count, told.limit_90, told.limit_95), (6, 7, Some(3), None));
    }

    /// Twelve done on day 3: 90 % kept three days. Of 12 of 12, Wilson's interval is 12 / (12 + 1.96²) = 76 % to 100 %: it may have been fewer
    /// than 90 %, so no upper end; two days kept 0 of 12, at most 24 %, so the lower end is three days too.
    /// Of nine there is no interval; of 40 (91 to 100 %) there are both ends.
    #[test]
    fn an_interval_needs_ten_duties() {
        let of = |duties: usize| {
            let told = &limits(&[amount("met", Some(3), duties)])[0];
            (told.limit_90, told.limit_90_low, told.limit_90_high)
        };
        assert_eq!(of(12), (Some(3), Some(3), None));
        assert_eq!(of(40), (Some(3), Some(3), Some(3)));
        assert_eq!(of(9), (Some(3), None, None));
    }

    /// Of twenty, 19 are done by day 3 and one on day 8: 95 % kept three days. Wilson's interval of 19 of 20 is 76 to 99 %: the lower end is three
    /// days. Of 20 of 20 it is 84 to 100 %: no upper end.
    #[test]
    fn the_ends_are_where_the_band_reaches_the_share() {
        let told = &limits(&[amount("met", Some(3), 19), amount("met", Some(8), 1)])[0];
        assert_eq!((told.limit_95, told.limit_95_low, told.limit_95_high), (Some(3), Some(3), None));
    }

    /// Ten were last seen on day 1; of the ten others five are done on day 2 and five on day 3. Nothing kept, of 20: at most 16 %.
    /// All kept: of the five that were left 57 % or more (5 / (5 + 1.96²)), and no less than the day before.
    #[test]
    fn nothing_and_all_have_an_interval_too() {
        let amounts = [amount("pending", Some(1), 10), amount("met", Some(2), 5), amount("met", Some(3), 5)];
        let found = shares(&KaplanMeier::of_tallies(&tallies(&amounts), 0).unwrap());
        let percent = |place: usize| {
            let interval = found[place].interval.unwrap();
            (found[place].kept, (100.0 * interval.lower).round(), (100.0 * interval.upper).round())
        };
        assert_eq!(percent(0), (0.0, 0.0, 16.0));
        assert_eq!(percent(2), (1.0, 57.0, 100.0));
        assert!(found[2].interval.unwrap().lower >= found[1].interval.unwrap().lower);
    }

    #[test]
    fn where_nothing_is_known_there_is_no_limit() {
        assert_eq!(limits(&[]), []);
        let told = &limits(&[amount("unknown", None, 3)])[0];
        assert_eq!((told.limit_90, told.not_shown_count), (None, 3));
    }
}
