//! Tail areas of a binomial, for real "counts" too, and the limits found by inverting them.
//!
//! Two counts that are each Poisson, given their sum, split like a binomial. So one tail serves the
//! compliance interval, the rate ratio, the emerging-issue test and the certainty of a Pareto rank.
//! Real arguments arise when a count is divided by a dispersion.
//!
//! Throughout, `p` is the chance of a success and `q = 1 - p`, given apart so that neither loses
//! digits; `successes + failures` is the number of trials.

use super::incomplete_beta::{MAX_SHAPE_SUM, regularised};
use super::interval::Interval;
use super::root::first_where;

/// A tail area: of `successes` and `failures`, at `p` and `q`.
pub(super) type Tail = fn(f64, f64, f64, f64) -> f64;

/// Whether these counts are within what can be computed.
pub(super) fn is_computable(successes: f64, failures: f64) -> bool {
    successes >= 0.0 && failures >= 0.0 && successes + failures + 1.0 <= MAX_SHAPE_SUM
}

/// The chance of at least this many successes; 1 for none.
pub(super) fn at_least(successes: f64, failures: f64, p: f64, q: f64) -> f64 {
    if successes <= 0.0 { 1.0 } else { regularised(successes, failures + 1.0, p, q) }
}

/// The chance of more than this many successes; 0 where every trial succeeded.
pub(super) fn more_than(successes: f64, failures: f64, p: f64, q: f64) -> f64 {
    if failures <= 0.0 { 0.0 } else { regularised(successes + 1.0, failures, p, q) }
}

/// The mid-p tail: the chance of more successes plus half the chance of exactly as many.
///
/// Lancaster 1961, JASA 56:223. It is one half where nothing was observed at all.
pub(super) fn mid_p(successes: f64, failures: f64, p: f64, q: f64) -> f64 {
    f64::midpoint(at_least(successes, failures, p, q), more_than(successes, failures, p, q))
}

/// The least and greatest `p` at which `tail` leaves at least `area` on its side.
///
/// With [`at_least`] this is Clopper-Pearson, with [`mid_p`] the mid-p interval. The lower limit
/// is exactly 0 without successes, the upper exactly 1 without failures.
pub(super) fn limits(successes: f64, failures: f64, area: f64, tail: Tail) -> Interval {
    let lower = if successes <= 0.0 { 0.0 } else { first_where(0.0, 1.0, 0.0, |p| tail(successes, failures, p, 1.0 - p) >= area) };
    let upper = if failures <= 0.0 { 1.0 } else { first_where(0.0, 1.0, 0.0, |p| tail(failures, successes, 1.0 - p, p) <= area) };
    Interval { lower, upper }
}

/// Twice the smaller tail, at most 1: the two-sided p-value that agrees with a central interval.
pub(super) fn doubled(higher: f64, lower: f64) -> f64 {
    (2.0 * higher.min(lower)).min(1.0)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn three_of_three_fair_coins_by_hand() {
        // P(3 of 3) = 1/8; the mid-p tail counts half of it.
        assert!((at_least(3.0, 0.0, 0.5, 0.5) - 0.125).abs() < 1e-15);
        assert!((mid_p(3.0, 0.0, 0.5, 0.5) - 0.0625).abs() < 1e-15);
    }

    proptest! {
        #[test]
        fn higher_and_lower_mid_p_sum_to_one(
            x in 0.0..500.0_f64, rest in 0.0..5000.0_f64, p in 0.001..0.999_f64
        ) {
            let q = 1.0 - p;
            let sum = mid_p(x, rest, p, q) + mid_p(rest, x, q, p);
            prop_assert!((sum - 1.0).abs() < 1e-10, "{sum}");
        }

        #[test]
        fn limits_leave_the_area_they_promise(x in 1_u32..200, rest in 1_u32..200) {
            let (x, rest) = (f64::from(x), f64::from(rest));
            let found = limits(x, rest, 0.025, mid_p);
            let below = mid_p(x, rest, found.lower, 1.0 - found.lower);
            let above = mid_p(rest, x, 1.0 - found.upper, found.upper);
            prop_assert!((below - 0.025).abs() < 1e-10 && (above - 0.025).abs() < 1e-10);
        }
    }
}
