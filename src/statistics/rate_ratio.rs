//! How many times as often: one rate over another, with its interval and its p-values.
//!
//! Given the sum of two Poisson counts, the first is binomial with chance `R t1 / (R t1 + t0)`,
//! where `R` is the ratio of the rates. Everything conditional follows from that binomial
//! (Przyborowski & Wilenski 1940; Rothman, Modern Epidemiology). Counts that vary more than Poisson
//! are divided by their dispersion first.
//!
//! Two-sided p-values are twice the smaller tail, so that p < 0.05 and "the 95 % interval leaves
//! out 1" always say the same. Some programs sum the less likely outcomes instead and differ.

use serde::Serialize;

use super::interval::{Confidence, Interval, normal_two_sided};
use super::tail;
use super::tally::Tally;

/// The plausible ratios of two rates.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct RatioInterval {
    /// The least plausible ratio; 0 when nothing was counted on the newer side.
    pub lower: f64,
    /// The greatest plausible ratio; `None` (no upper limit) when nothing was counted on the older.
    pub upper: Option<f64>,
}

/// A newer tally held against an older one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Comparison {
    newer: Tally,
    older: Tally,
    dispersion: f64,
}

impl Comparison {
    /// Compares two tallies of the same unit of exposure, each count taken as Poisson.
    ///
    /// `None` where the counts together reach ten thousand million, more than is computed.
    pub fn new(newer: Tally, older: Tally) -> Option<Self> {
        tail::is_computable(newer.count() as f64, older.count() as f64).then_some(Self { newer, older, dispersion: 1.0 })
    }

    /// The same comparison for counts whose variance is `dispersion` times their mean.
    ///
    /// A dispersion below 1 (or not a number) counts as 1: less than Poisson variation in a few
    /// periods is luck, and must not sharpen the test.
    #[must_use]
    pub fn with_dispersion(self, dispersion: f64) -> Self {
        let dispersion = if dispersion.is_finite() { dispersion.max(1.0) } else { 1.0 };
        Self { dispersion, ..self }
    }

    /// The newer rate over the older; `None` when nothing was counted on the older side.
    ///
    /// Multiplying both exposures by the same number changes nothing.
    pub fn ratio(&self) -> Option<f64> {
        (self.older.count() > 0).then(|| self.newer.rate() / self.older.rate())
    }

    /// The ratio at which higher and lower are equally likely, by mid-p.
    ///
    /// 0 when nothing is new; `None` when nothing was counted on the older side.
    pub fn median_unbiased_ratio(&self) -> Option<f64> {
        if self.older.count() == 0 {
            return None;
        }
        let median = tail::limits(self.newer_count(), self.older_count(), 0.5, tail::mid_p);
        self.odds_to_ratio(median.lower)
    }

    /// The mid-p interval of the ratio: the recommended one (Rothman; Lancaster 1961).
    ///
    /// `None` when nothing was counted at all: then there is nothing to say.
    pub fn mid_p_interval(&self, confidence: Confidence) -> Option<RatioInterval> {
        self.interval(confidence, tail::mid_p)
    }

    /// The exact interval of the ratio, from Clopper-Pearson: wider, never covers too seldom.
    ///
    /// `None` when nothing was counted at all.
    pub fn exact_interval(&self, confidence: Confidence) -> Option<RatioInterval> {
        self.interval(confidence, tail::at_least)
    }

    /// The one-sided mid-p value of "the newer rate is higher"; one half when nothing was counted.
    ///
    /// With a dispersion the counts are divided by it and the tail becomes
    /// `(I_p(x, s + 1) + I_p(x + 1, s)) / 2`, which for dispersion 1 is the binomial mid-p.
    pub fn p_higher(&self) -> f64 {
        let (p, q) = self.shares_of_exposure();
        tail::mid_p(self.newer_count(), self.older_count(), p, q)
    }

    /// The one-sided mid-p value of "the newer rate is lower"; with [`Self::p_higher`] it sums to 1.
    pub fn p_lower(&self) -> f64 {
        let (p, q) = self.shares_of_exposure();
        tail::mid_p(self.older_count(), self.newer_count(), q, p)
    }

    /// The two-sided mid-p value of "the rates differ": twice the smaller tail.
    pub fn p_two_sided(&self) -> f64 {
        tail::doubled(self.p_higher(), self.p_lower())
    }

    /// The exact one-sided p-value of "the newer rate is higher": at least as many as counted.
    ///
    /// Never too small, so too large on average; [`Self::p_higher`] is the recommended one.
    pub fn exact_p_higher(&self) -> f64 {
        let (p, q) = self.shares_of_exposure();
        tail::at_least(self.newer_count(), self.older_count(), p, q)
    }

    fn newer_count(&self) -> f64 {
        self.newer.count() as f64 / self.dispersion
    }

    fn older_count(&self) -> f64 {
        self.older.count() as f64 / self.dispersion
    }

    fn shares_of_exposure(&self) -> (f64, f64) {
        let (newer, older) = (self.newer.exposure(), self.older.exposure());
        // Quotients first: the sum of two huge exposures may not be finite.
        (1.0 / (1.0 + older / newer), 1.0 / (1.0 + newer / older))
    }

    fn interval(&self, confidence: Confidence, tail: tail::Tail) -> Option<RatioInterval> {
        if self.newer.count() + self.older.count() == 0 {
            return None;
        }
        let shares = tail::limits(self.newer_count(), self.older_count(), confidence.tail(), tail);
        Some(RatioInterval { lower: self.odds_to_ratio(shares.lower)?, upper: self.odds_to_ratio(shares.upper) })
    }

    /// The ratio that makes `share` of all cases new; `None` for all of them.
    fn odds_to_ratio(&self, share: f64) -> Option<f64> {
        let odds = share / (1.0 - share);
        let ratio = odds * (self.older.exposure() / self.newer.exposure());
        ratio.is_finite().then_some(ratio)
    }
}

/// A ratio with a normal interval on its logarithm.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct LogWald {
    /// The newer rate over the older.
    pub ratio: f64,
    /// Its interval.
    pub interval: Interval,
    /// The two-sided p-value of "the rates differ".
    pub p_two_sided: f64,
}

/// The ratio with a log-Wald interval, its standard error times the root of the dispersion.
///
/// `sqrt(phi (1 / x1 + 1 / x0))` (Rothman, Modern Epidemiology). For larger overdispersed counts,
/// say ten a side; below that use [`Comparison`]. `None` where either count is 0. A dispersion
/// below 1 counts as 1.
pub fn log_wald(newer: Tally, older: Tally, dispersion: f64, confidence: Confidence) -> Option<LogWald> {
    if newer.count() == 0 || older.count() == 0 {
        return None;
    }
    let ratio = newer.rate() / older.rate();
    let variance = 1.0 / newer.count() as f64 + 1.0 / older.count() as f64;
    let error = (dispersion.max(1.0) * variance).sqrt();
    let factor = (confidence.z() * error).exp();
    Some(LogWald {
        ratio,
        interval: Interval { lower: ratio / factor, upper: ratio * factor },
        p_two_sided: normal_two_sided(ratio.ln() / error),
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn compare(newer: (u64, f64), older: (u64, f64)) -> Comparison {
        let tally = |(count, exposure)| Tally::new(count, exposure).expect("positive exposure");
        Comparison::new(tally(newer), tally(older)).expect("computable")
    }

    #[test]
    fn nothing_on_either_side_says_nothing() {
        let nothing = compare((0, 1.0), (0, 4.0));
        assert_eq!(nothing.ratio(), None);
        assert_eq!(nothing.mid_p_interval(Confidence::P95), None);
        assert!((nothing.p_higher() - 0.5).abs() < 1e-15);
        assert!((nothing.p_two_sided() - 1.0).abs() < 1e-15);
    }

    #[test]
    fn a_first_appearance_has_a_lower_limit_only() {
        let first = compare((3, 1.0), (0, 1.0));
        let interval = first.mid_p_interval(Confidence::P95).expect("three cases");
        // Half of p^3 is 0.025, and the limit is the odds of that p.
        let p = 0.05_f64.cbrt();
        assert!((interval.lower - p / (1.0 - p)).abs() < 1e-12);
        assert_eq!(interval.upper, None);
        assert_eq!(first.ratio(), None);
    }

    #[test]
    fn dispersion_makes_the_same_counts_less_surprising() {
        let plain = compare((30, 1.0), (80, 4.0));
        let spread = plain.with_dispersion(2.5);
        assert!(spread.p_higher() > plain.p_higher());
        assert_eq!(plain.with_dispersion(0.4), plain);
        assert_eq!(plain.with_dispersion(f64::NAN), plain);
    }

    #[test]
    fn too_little_variation_does_not_narrow_the_log_wald_interval() {
        let tally = |count| Tally::new(count, 1.0).expect("positive exposure");
        let at = |dispersion| log_wald(tally(45), tally(80), dispersion, Confidence::P95);
        assert_eq!(at(0.3), at(1.0));
        assert!(at(4.0).expect("counts").interval.upper > at(1.0).expect("counts").interval.upper);
        assert_eq!(log_wald(tally(0), tally(80), 1.0, Confidence::P95), None);
    }

    #[test]
    fn huge_counts_are_answered() {
        let huge = compare((4_000_000_000, 1.0), (4_000_000_000, 1.0));
        assert!((huge.p_higher() - 0.5).abs() < 1e-6);
        let interval = huge.mid_p_interval(Confidence::P95).expect("counts");
        assert!((interval.lower - 1.0).abs() < 1e-4);
    }

    proptest! {
        #[test]
        fn higher_and_lower_sum_to_one(
            x in 0_u64..400, s in 0_u64..4000, t in 0.1..50.0_f64, phi in 1.0..6.0_f64
        ) {
            let comparison = compare((x, 1.0), (s, t)).with_dispersion(phi);
            let sum = comparison.p_higher() + comparison.p_lower();
            prop_assert!((sum - 1.0).abs() < 1e-10, "{sum}");
        }

        #[test]
        fn scaling_the_exposure_leaves_ratios_unchanged(
            x in 0_u64..400, s in 1_u64..4000, t in 0.1..50.0_f64, scale in 0.001..1e6_f64
        ) {
            let one = compare((x, 1.0), (s, t));
            let other = compare((x, scale), (s, t * scale));
            let close = |a: f64, b: f64| (a - b).abs() <= 1e-9 * b.abs();
            prop_assert!(close(one.ratio().expect("s > 0"), other.ratio().expect("s > 0")));
            let one = one.mid_p_interval(Confidence::P95).expect("s > 0");
            let other = other.mid_p_interval(Confidence::P95).expect("s > 0");
            prop_assert!(close(one.lower, other.lower));
            prop_assert!(close(one.upper.expect("s > 0"), other.upper.expect("s > 0")));
        }

        #[test]
        fn p_below_one_in_twenty_and_an_interval_without_one_are_the_same(
            x in 0_u64..60, s in 1_u64..60, t in 0.5..8.0_f64, phi in 1.0..4.0_f64
        ) {
            let comparison = compare((x, 1.0), (s, t)).with_dispersion(phi);
            let p = comparison.p_two_sided();
            prop_assume!((p - 0.05).abs() > 1e-9);
            let interval = comparison.mid_p_interval(Confidence::P95).expect("s > 0");
            let holds_one = interval.lower <= 1.0 && interval.upper.is_none_or(|u| 1.0 <= u);
            prop_assert_eq!(holds_one, p > 0.05);
        }
    }
}
