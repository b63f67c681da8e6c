//! What a quiet chart could have seen: the smallest rise that would usually have been noticed.
//!
//! To be printed beside every "no signal". With five complaints a quarter and four baseline quarters
//! only about a threefold rise is usually seen, and a reader should know that.

use statrs::distribution::{Discrete, DiscreteCDF, Poisson};

use super::root::first_where;
use super::tail;

/// The one-sided level at which one category signals, before others are considered.
pub const ALPHA: f64 = 0.01;

/// "Usually": in four cases of five, the customary power.
pub const POWER: f64 = 0.80;

/// Baseline totals further from their mean than this many standard deviations are left out.
const REACH_IN_DEVIATIONS: f64 = 9.0;

/// At most about this many baseline totals are evaluated; a wider range is thinned evenly.
const MAX_BASELINES: u64 = 1000;

/// Beyond this expected baseline total nothing is computed; any rise worth a word would be seen.
const MAX_EXPECTED_TOTAL: f64 = 1e7;

/// Ratios are found to this relative precision, and sought up to [`MAX_RATIO`].
const RATIO_PRECISION: f64 = 1e-9;
const MAX_RATIO: f64 = 1e6;

/// A comparison as planned: how much is usual, and how long the baseline is.
#[derive(Debug, Clone, PartialEq)]
pub struct Design {
    mean_per_period: f64,
    /// Baseline totals, with their chance and the least newest count that would signal.
    baselines: Vec<Baseline>,
}

/// What a rise must come to beside being unlikely: so many times the usual, and so many cases more.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Floor {
    /// The least ratio of the newest count to what the baseline's rate would have brought.
    pub ratio: f64,
    /// The least number of cases beyond that.
    pub cases: f64,
}

impl Default for Floor {
    /// None.
    fn default() -> Self {
        Self { ratio: 0.0, cases: f64::NEG_INFINITY }
    }
}

impl Floor {
    /// The least newest count where so many are usual; both divided by the dispersion.
    fn least(&self, usual: f64, dispersion: f64) -> u64 {
        (usual * self.ratio).max(usual + self.cases / dispersion).ceil().max(0.0) as u64
    }
}

#[derive(Debug, Clone, Copy, PartialEq)]
struct Baseline {
    count: u64,
    chance: f64,
    least_signal: u64,
}

impl Design {
    /// The mid-p test at level `alpha` of one period against `baseline_periods` of the same length.
    ///
    /// `mean_per_period` is the usual count of a period, `dispersion` its variance over mean (below
    /// 1 counts as 1; the mean is divided by it, as the test divides the counts). `None` where the
    /// mean or the periods are not positive, alpha is not between 0 and one half, or the expected
    /// baseline total is above ten million.
    pub fn new(mean_per_period: f64, baseline_periods: f64, dispersion: f64, alpha: f64) -> Option<Self> {
        Self::with_floor(mean_per_period, baseline_periods, dispersion, alpha, &Floor::default())
    }

    /// As [`Self::new`], but what signals must also be large enough to matter.
    pub fn with_floor(mean_per_period: f64, baseline_periods: f64, dispersion: f64, alpha: f64, floor: &Floor) -> Option<Self> {
        let mean_per_period = mean_per_period / dispersion.max(1.0);
        let expected = mean_per_period * baseline_periods;
        let is_sound = mean_per_period > 0.0 && baseline_periods > 0.0 && alpha > 0.0 && alpha < 0.5;
        if !is_sound || expected > MAX_EXPECTED_TOTAL || !expected.is_finite() {
            return None;
        }
        let mut baselines = baselines(expected, baseline_periods, alpha)?;
        for baseline in &mut baselines {
            baseline.least_signal = baseline.least_signal.max(floor.least(baseline.count as f64 / baseline_periods, dispersion.max(1.0)));
        }
        Some(Self { mean_per_period, baselines })
    }

    /// The chance that the test signals when the newest rate is `ratio` times the usual, 0..1.
    ///
    /// At ratio 1 it is the true chance of a false alarm, which for few cases is well below alpha.
    pub fn power(&self, ratio: f64) -> f64 {
        let Ok(newest) = Poisson::new(self.mean_per_period * ratio) else { return 0.0 };
        self.baselines.iter().map(|b| b.chance * newest.sf(b.least_signal - 1)).sum()
    }

    /// The smallest ratio above 1 that is noticed with at least this power.
    ///
    /// `None` where no ratio up to a million would be.
    pub fn minimal_detectable_ratio(&self, power: f64) -> Option<f64> {
        let mut high = 2.0;
        while self.power(high) < power {
            high *= 2.0;
            if high > MAX_RATIO {
                return None;
            }
        }
        Some(first_where(1.0, high, RATIO_PRECISION, |ratio| self.power(ratio) >= power))
    }
}

/// The likely baseline totals; their chances sum to 1 also when thinned.
fn baselines(expected: f64, periods: f64, alpha: f64) -> Option<Vec<Baseline>> {
    let total = Poisson::new(expected).ok()?;
    let reach = REACH_IN_DEVIATIONS * (expected.sqrt() + 1.0);
    let first = (expected - reach).max(0.0) as u64;
    let last = (expected + reach) as u64;
    let stride = (last - first) / MAX_BASELINES + 1;
    let mut baselines = Vec::new();
    let mut least_signal = 1;
    for count in (first..=last).step_by(stride as usize) {
        least_signal = least_signal_from(least_signal, count as f64, periods, alpha);
        baselines.push(Baseline { count, chance: total.pmf(count), least_signal });
    }
    let sum: f64 = baselines.iter().map(|b| b.chance).sum();
    for baseline in &mut baselines {
        baseline.chance /= sum;
    }
    Some(baselines)
}

/// The least newest count, from `start` on, whose mid-p value is below `alpha`.
///
/// It rises with the baseline, so each search starts at the last result: first in doubling steps,
/// then by halving the last one.
fn least_signal_from(start: u64, baseline: f64, periods: f64, alpha: f64) -> u64 {
    let (p, q) = (1.0 / (1.0 + periods), periods / (1.0 + periods));
    let signals = |newest: u64| tail::mid_p(newest as f64, baseline, p, q) < alpha;
    let (mut quiet, mut step) = (start - 1, 1);
    while !signals(quiet + step) && step < u64::MAX / 4 {
        quiet += step;
        step *= 2;
    }
    let mut loud = quiet + step;
    while loud - quiet > 1 {
        let middle = quiet + (loud - quiet) / 2;
        if signals(middle) { loud = middle } else { quiet = middle }
    }
    loud
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn minimal(mean: f64, periods: f64) -> f64 {
        let design = Design::new(mean, periods, 1.0, ALPHA).expect("a sound design");
        design.minimal_detectable_ratio(POWER).expect("some ratio")
    }

    #[test]
    fn designs_without_sense_are_refused() {
        for (mean, periods) in [(0.0, 4.0), (5.0, 0.0), (-1.0, 4.0), (f64::NAN, 4.0), (1e9, 4.0)] {
            assert_eq!(Design::new(mean, periods, 1.0, ALPHA), None);
        }
    }

    #[test]
    fn more_cases_and_a_longer_baseline_see_smaller_rises() {
        assert!(minimal(20.0, 4.0) < minimal(5.0, 4.0));
        assert!(minimal(10.0, 12.0) < minimal(10.0, 4.0));
    }

    #[test]
    fn dispersion_blinds() {
        let spread = Design::new(20.0, 4.0, 2.0, ALPHA).expect("a sound design");
        let spread = spread.minimal_detectable_ratio(POWER).expect("some ratio");
        assert!((spread - minimal(10.0, 4.0)).abs() < 1e-9);
    }

    #[test]
    fn a_thinned_design_agrees_with_the_normal_approximation() {
        // Variance-stabilised: 2 (sqrt(r) - 1) sqrt(m) = (2.326 + 0.842) sqrt(1 + 1/periods).
        let (mean, periods) = (250_000.0_f64, 4.0_f64);
        let root = 1.0 + (2.326_35 + 0.841_62) * (1.0 + 1.0 / periods).sqrt() / (2.0 * mean.sqrt());
        assert!((minimal(mean, periods) - root * root).abs() < 1e-4);
    }

    #[test]
    fn where_counts_are_large_the_floor_decides() {
        // Ten thousand are usual: 12 500 must be counted. A Poisson count of mean m reaches them in four cases of five
        // where m - 0.842 sqrt(m) is 12 500, so m is 12 594; that the usual is estimated from 24 periods adds its own
        // error: 0.842 sqrt(12 594 + 1.25^2 10 000 / 24) = 97, so m is about 12 597.
        let floor = Floor { ratio: 1.25, cases: 5.0 };
        let design = Design::with_floor(10_000.0, 24.0, 1.0, ALPHA, &floor).expect("a sound design");
        let ratio = design.minimal_detectable_ratio(POWER).expect("some ratio");
        assert!((ratio - 1.259_7).abs() < 5e-4, "{ratio}");
        assert!(minimal(10_000.0, 24.0) < 1.05);
    }

    #[test]
    fn very_few_cases_still_get_an_answer() {
        assert!(minimal(0.05, 4.0) > 10.0);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]
        #[test]
        fn power_rises_with_the_ratio_and_false_alarms_stay_near_alpha(
            mean in 0.5..80.0_f64, periods in 1.0..16.0_f64
        ) {
            let design = Design::new(mean, periods, 1.0, ALPHA).expect("a sound design");
            let powers: Vec<f64> = [1.0, 1.5, 2.0, 4.0].map(|ratio| design.power(ratio)).to_vec();
            prop_assert!(powers.is_sorted(), "{powers:?}");
            prop_assert!(powers[0] < 2.0 * ALPHA && powers[3] <= 1.0 + 1e-9);
        }
    }
}
