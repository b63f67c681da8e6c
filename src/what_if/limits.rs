//! The limit that a share of the duties would have kept, open ones censored.

use crate::statistics::interval::Confidence;
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
    /// How many duties.
    pub duties: usize,
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
    /// The lower end of its 95 % interval.
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
    let reached = |share: f64| {
        let curve = curve.as_ref();
        let interval = curve.map(|curve| curve.reached_by_interval(share, Band::LogLog, Confidence::P95));
        [
            curve.and_then(|curve| curve.reached_by(share)),
            interval.and_then(|interval| interval.lower),
            interval.and_then(|interval| interval.upper),
        ]
        .map(|age| age.map(|age| age as i64))
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
        Amount { measure: 1, segment: None, status: status.into(), amount, duties }
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

    #[test]
    fn where_nothing_is_known_there_is_no_limit() {
        assert_eq!(limits(&[]), []);
        let told = &limits(&[amount("unknown", None, 3)])[0];
        assert_eq!((told.limit_90, told.not_shown_count), (None, 3));
    }
}
