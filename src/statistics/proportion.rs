//! Intervals for a share of cases, such as the part that met its target.
//!
//! Wilson is the one to show: it stays within 0..1 and is right for few cases. Clopper-Pearson
//! guarantees its coverage and is wider; mid-p lies between. Wald is not here, on purpose: it gives
//! 100 % (100-100 %) for one case of one.

use super::interval::{Confidence, Interval};
use super::tail;

/// The score interval of Wilson 1927 (JASA 22:209) for `successes` of `trials`, as shares.
///
/// `None` when there were no trials (no rate exists) or more successes than trials. The ends are
/// exactly 0 without successes and exactly 1 without failures.
///
/// # Example: thirty of thirty is not "full compliance"
/// ```
/// use ombud::statistics::{interval::Confidence, proportion::wilson};
///
/// let interval = wilson(30, 30, Confidence::P95).expect("thirty trials");
/// assert!((interval.lower - 0.886_486_606_8).abs() < 1e-9);
/// assert_eq!(interval.upper, 1.0);
/// ```
pub fn wilson(successes: u64, trials: u64, confidence: Confidence) -> Option<Interval> {
    let failures = failures(successes, trials)?;
    let (n, z) = (trials as f64, confidence.z());
    let p = successes as f64 / n;
    let widening = z * z / n;
    let centre = p + widening / 2.0;
    let half_width = z * (p * (failures as f64 / n) / n + widening / (4.0 * n)).sqrt();
    let lower = (centre - half_width) / (1.0 + widening);
    let upper = (centre + half_width) / (1.0 + widening);
    Some(Interval { lower: if successes == 0 { 0.0 } else { lower.max(0.0) }, upper: if failures == 0 { 1.0 } else { upper.min(1.0) } })
}

/// The exact interval of Clopper and Pearson 1934 (Biometrika 26:404), as shares.
///
/// It covers the truth at least as often as promised, at the price of being wide. `None` when there
/// were no trials, more successes than trials, or ten thousand million trials or more.
pub fn clopper_pearson(successes: u64, trials: u64, confidence: Confidence) -> Option<Interval> {
    invert(successes, trials, confidence, tail::at_least)
}

/// The mid-p interval: exact tails that count the observed outcome half (Lancaster 1961), as shares.
///
/// It covers the truth about as often as promised. `None` as for [`clopper_pearson`].
pub fn mid_p(successes: u64, trials: u64, confidence: Confidence) -> Option<Interval> {
    invert(successes, trials, confidence, tail::mid_p)
}

/// The difference `first - second` of two independent shares, in -1..1, each `(successes, trials)`.
///
/// Newcombe 1998 (Stat Med 17:873), method 10: the Wilson intervals of both, combined by squaring
/// and adding. `None` where either share does not exist.
pub fn newcombe_difference(first: (u64, u64), second: (u64, u64), confidence: Confidence) -> Option<Interval> {
    let (p1, of_first) = (share(first)?, wilson(first.0, first.1, confidence)?);
    let (p2, of_second) = (share(second)?, wilson(second.0, second.1, confidence)?);
    let difference = p1 - p2;
    Some(Interval {
        lower: difference - (p1 - of_first.lower).hypot(of_second.upper - p2),
        upper: difference + (of_first.upper - p1).hypot(p2 - of_second.lower),
    })
}

/// The common difference `first - second` of shares in several strata, each `[(successes, trials); 2]`.
///
/// Mantel and Haenszel's weights, with the variance of Sato 1989 (Biometrics 45:1323), which holds for few large strata and for many
/// small ones. Strata without trials on either side tell nothing; `None` where no other is left.
pub fn mantel_haenszel_difference(strata: &[[(u64, u64); 2]], confidence: Confidence) -> Option<Interval> {
    let (mut difference, mut weight, mut by_difference, mut alone) = (0.0, 0.0, 0.0, 0.0);
    for [first, second] in strata.iter().filter(|[first, second]| share(*first).is_some() && share(*second).is_some()) {
        // Successes and trials of both sides.
        let [(a, m), (b, n)] = [first, second].map(|(successes, trials)| (*successes as f64, *trials as f64));
        let all = m + n;
        difference += (a * n - b * m) / all;
        weight += m * n / all;
        by_difference += (m * m * b - n * n * a + m * n * (n - m) / 2.0) / (all * all);
        alone += (a * (n - b) + b * (m - a)) / (2.0 * all);
    }
    if weight == 0.0 {
        return None;
    }
    difference /= weight;
    let half_width = confidence.z() * (difference * by_difference + alone).max(0.0).sqrt() / weight;
    Some(Interval { lower: (difference - half_width).max(-1.0), upper: (difference + half_width).min(1.0) })
}

fn share((successes, trials): (u64, u64)) -> Option<f64> {
    failures(successes, trials).map(|_| successes as f64 / trials as f64)
}

fn failures(successes: u64, trials: u64) -> Option<u64> {
    (trials > 0).then(|| trials.checked_sub(successes)).flatten()
}

fn invert(successes: u64, trials: u64, confidence: Confidence, tail: tail::Tail) -> Option<Interval> {
    let (x, rest) = (successes as f64, failures(successes, trials)? as f64);
    tail::is_computable(x, rest).then(|| tail::limits(x, rest, confidence.tail(), tail))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_share_of_no_cases_has_no_interval() {
        assert_eq!(wilson(0, 0, Confidence::P95), None);
        assert_eq!(clopper_pearson(0, 0, Confidence::P95), None);
        assert_eq!(newcombe_difference((0, 0), (1, 2), Confidence::P95), None);
    }

    #[test]
    fn more_successes_than_trials_is_refused() {
        assert_eq!(wilson(3, 2, Confidence::P95), None);
        assert_eq!(mid_p(3, 2, Confidence::P95), None);
    }

    #[test]
    fn one_of_one_by_the_exact_method_by_hand() {
        // The lower limit p solves p = 0.025, the chance of one success in one trial.
        let interval = clopper_pearson(1, 1, Confidence::P95).expect("one trial");
        assert!((interval.lower - 0.025).abs() < 1e-12);
        assert!((interval.upper - 1.0).abs() < f64::EPSILON);
    }

    #[test]
    fn a_million_trials_are_answered_and_not_guessed() {
        // Library inverses lose all but five digits here, or do not return (12 of ten million).
        let few = clopper_pearson(12, 10_000_000, Confidence::P95).expect("ten million trials");
        // Garwood's limits for 12, over ten million, agree to the order of 1/n.
        assert!((few.lower * 1e7 - 6.200_575).abs() < 1e-4, "{few:?}");
        assert!((few.upper * 1e7 - 20.961_585).abs() < 1e-4, "{few:?}");
    }

    #[test]
    fn counts_beyond_the_computable_are_refused() {
        assert_eq!(clopper_pearson(1, u64::MAX, Confidence::P95), None);
    }

    #[test]
    fn strata_are_compared_each_with_itself() {
        // Strata of 10 of 20 against 20 of 80, and 6 of 20 against 6 of 20. Difference: ((10 * 80 - 20 * 20) / 100 + 0) / (16 + 10) = 4 / 26.
        // P = (400 * 20 - 6400 * 10 + 1600 * 30) / 10000 + 0 = -0.8; Q = (10 * 60 + 20 * 10) / 200 + (6 * 14 + 6 * 14) / 80 = 6.1.
        // Variance (-0.8 * 4 / 26 + 6.1) / 676 = 0.0088416, so 0.153846 -+ 1.959964 * 0.0940298.
        let interval = mantel_haenszel_difference(&[[(10, 20), (20, 80)], [(6, 20), (6, 20)]], Confidence::P95).unwrap();
        assert!((interval.lower + 0.030_449).abs() < 1e-6 && (interval.upper - 0.338_142).abs() < 1e-6, "{interval:?}");
        // All duties together would say 10 of 21 against 40 of 180; within its own kind each is as often broken as the other.
        let interval = mantel_haenszel_difference(&[[(10, 20), (40, 80)], [(0, 1), (0, 100)]], Confidence::P95).unwrap();
        assert!(interval.contains(0.0));
        assert_eq!(mantel_haenszel_difference(&[[(1, 2), (0, 0)]], Confidence::P95), None);
    }

    proptest! {
        #[test]
        fn wilson_contains_the_share_and_stays_within_zero_to_one(
            n in 1_u64..2_000_000, part in 0.0..=1.0_f64
        ) {
            let x = (n as f64 * part) as u64;
            let interval = wilson(x, n, Confidence::P95).expect("trials");
            prop_assert!(interval.contains(x as f64 / n as f64), "{interval:?}");
            prop_assert!(0.0 <= interval.lower && interval.upper <= 1.0);
        }

        #[test]
        fn wilson_rises_with_the_successes(n in 1_u64..5000, part in 0.0..1.0_f64) {
            let x = (n as f64 * part) as u64;
            let fewer = wilson(x, n, Confidence::P95).expect("trials");
            let more = wilson(x + 1, n, Confidence::P95).expect("trials");
            prop_assert!(fewer.lower < more.lower || more.lower < 1e-12);
            prop_assert!(fewer.upper < more.upper || fewer.upper > 1.0 - 1e-12);
        }

        #[test]
        fn the_exact_interval_encloses_the_mid_p_interval(n in 1_u64..500, part in 0.0..=1.0_f64) {
            let x = (n as f64 * part) as u64;
            let exact = clopper_pearson(x, n, Confidence::P95).expect("trials");
            let middle = mid_p(x, n, Confidence::P95).expect("trials");
            prop_assert!(exact.lower <= middle.lower && middle.upper <= exact.upper);
        }
    }
}
