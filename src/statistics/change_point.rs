//! When a series of counts changed: the single best place to cut it into two rates.
//!
//! It answers "since when", after a test has said that something changed. A cut can always be made;
//! how sure it is, is told by the p-value, and how exact, by the range of cuts nearly as good.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;
use rand_distr::{Binomial, Distribution};
use serde::Serialize;

use super::emerging::Direction;
use super::tally::Tally;

/// Fewer periods than this have no change point worth a word.
pub const LEAST_PERIODS: usize = 8;

/// Each side keeps at least so many periods.
pub const LEAST_PER_SIDE: usize = 2;

/// Cuts within this of the largest log-likelihood gain are nearly as good: half the 95 % quantile
/// of chi-squared with one degree of freedom.
pub const NEARLY_AS_GOOD: f64 = 1.92;

/// The draws are the same on every run and every machine.
const SEED: u64 = 19_550_101;

/// The best cut of a series.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ChangePoint {
    /// How many periods lie before it: the index of the first period of the new rate.
    pub at: usize,
    /// The log-likelihood gain over one rate.
    pub gain: f64,
    /// The gain of each cut: after the first period, after the second, and so on.
    pub gains: Vec<f64>,
    /// The rate before.
    pub rate_before: f64,
    /// The rate from the cut on.
    pub rate_after: f64,
    /// The first and the last cut that are nearly as good, as [`Self::at`].
    pub range: (usize, usize),
}

/// Finds the cut with the largest log-likelihood gain of two Poisson rates over one.
///
/// The gain is `sum over sides of y ln(y / e) - Y ln(Y / E)` with the counts `y` over exposures `e`
/// of the two sides and `Y` over `E` of all. `None` with fewer than four periods or nothing counted.
pub fn change_point(periods: &[Tally]) -> Option<ChangePoint> {
    let allowed = LEAST_PER_SIDE..=periods.len().checked_sub(LEAST_PER_SIDE)?;
    best_of(periods, &allowed.collect::<Vec<usize>>())
}

/// As [`change_point`], among the cuts from which on the rate is higher, or lower, and one period of the new rate is enough.
///
/// It dates what a test has told of the newest periods: they differ, so a change in the last of them alone would else be dated a
/// period too early; and an older change the other way, however large, is not where this one began.
pub fn change_towards(periods: &[Tally], direction: Direction) -> Option<ChangePoint> {
    let is_towards = |at: &usize| {
        let (before, after) = (Tally::total(&periods[..*at]).map(Tally::rate), Tally::total(&periods[*at..]).map(Tally::rate));
        match direction {
            Direction::Higher => after > before,
            Direction::Lower => after < before,
        }
    };
    let allowed = LEAST_PER_SIDE..periods.len();
    best_of(periods, &allowed.filter(is_towards).collect::<Vec<usize>>())
}

/// The best of some cuts.
fn best_of(periods: &[Tally], allowed: &[usize]) -> Option<ChangePoint> {
    let gains = gains(periods)?;
    let gain = |at: usize| gains[at - 1];
    let at = *allowed.iter().max_by(|one, other| gain(**one).total_cmp(&gain(**other)).then(other.cmp(one)))?;
    let near: Vec<usize> = allowed.iter().copied().filter(|cut| gain(*cut) >= gain(at) - NEARLY_AS_GOOD).collect();
    let rate = |side: &[Tally]| Tally::total(side).map(Tally::rate);
    Some(ChangePoint {
        at,
        gain: gain(at),
        rate_before: rate(&periods[..at])?,
        rate_after: rate(&periods[at..])?,
        range: (*near.first()?, *near.last()?),
        gains,
    })
}

/// How often a series with one rate and the same total has a best cut at least as good, 0..1.
///
/// By `draws` multinomial resamplings of the total over the exposures (Monte Carlo, fixed seed):
/// `(1 + as good) / (1 + draws)`. A drawn series may have its best cut anywhere, so that chance is not
/// made too small. `None` as for [`change_point`].
pub fn p_value(periods: &[Tally], draws: u32) -> Option<f64> {
    let observed = change_point(periods)?.gain;
    let mut random = ChaCha8Rng::seed_from_u64(SEED);
    let as_good =
        (0..draws).filter(|_| resampled(periods, &mut random).and_then(|drawn| best(&drawn)).is_some_and(|gain| gain >= observed));
    Some(f64::from(1 + as_good.count() as u32) / f64::from(1 + draws))
}

fn best(periods: &[Tally]) -> Option<f64> {
    gains(periods)?.into_iter().max_by(f64::total_cmp)
}

/// The same total thrown anew over the same exposures: each period takes its binomial part of what is left.
fn resampled(periods: &[Tally], random: &mut ChaCha8Rng) -> Option<Vec<Tally>> {
    let total = Tally::total(periods)?;
    let (mut left, mut exposure) = (total.count(), total.exposure());
    let mut drawn = Vec::with_capacity(periods.len());
    for period in periods {
        let chance = (period.exposure() / exposure).clamp(0.0, 1.0);
        let count = Binomial::new(left, chance).ok()?.sample(random);
        drawn.push(Tally::new(count, period.exposure())?);
        left -= count;
        exposure -= period.exposure();
    }
    Some(drawn)
}

fn gains(periods: &[Tally]) -> Option<Vec<f64>> {
    let total = Tally::total(periods).filter(|total| total.count() > 0 && periods.len() >= 2 * LEAST_PER_SIDE)?;
    let log_likelihood = |count: u64, exposure: f64| if count == 0 { 0.0 } else { count as f64 * (count as f64 / exposure).ln() };
    let whole = log_likelihood(total.count(), total.exposure());
    let (mut count, mut exposure) = (0, 0.0);
    let gains = periods[..periods.len() - 1].iter().map(|period| {
        count += period.count();
        exposure += period.exposure();
        log_likelihood(count, exposure) + log_likelihood(total.count() - count, total.exposure() - exposure) - whole
    });
    Some(gains.collect())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn series(counts: &[u64]) -> Vec<Tally> {
        counts.iter().map(|&count| Tally::new(count, 1.0).expect("positive")).collect()
    }

    #[test]
    fn a_clear_step_is_found_and_is_no_chance() {
        let steps = series(&[4, 5, 4, 5, 4, 12, 11, 12, 13, 12]);
        let found = change_point(&steps).expect("ten periods");
        assert_eq!((found.at, found.range), (5, (5, 5)));
        assert!((found.rate_before - 4.4).abs() < 1e-12 && (found.rate_after - 12.0).abs() < 1e-12);
        assert!(p_value(&steps, 999).expect("ten periods") <= 0.002);
    }

    #[test]
    fn a_change_in_the_last_period_is_dated_there_where_one_is_enough() {
        let burst = series(&[10, 11, 9, 10, 10, 9, 11, 10, 60]);
        assert_eq!(change_point(&burst).map(|found| found.at), Some(7));
        let found = change_towards(&burst, Direction::Higher).expect("nine periods");
        assert_eq!((found.at, found.range), (8, (8, 8)));
    }

    #[test]
    fn an_old_fall_is_not_where_a_new_rise_began() {
        // Halved after the eighth month, more than ever since the twenty-fifth: 160/8 = 20 before the fall and 232/19 = 12.2 after it,
        // 320/24 = 13.3 before the rise and 72/3 = 24 after it.
        let counts = series(&[vec![20; 8], vec![10; 16], vec![24; 3]].concat());
        assert_eq!(change_point(&counts).map(|found| found.at), Some(8));
        assert_eq!(change_towards(&counts, Direction::Higher).map(|found| found.at), Some(24));
        assert_eq!(change_towards(&counts, Direction::Lower).map(|found| found.at), Some(8));
        // No cut of a series that only rises has the lower rate behind it.
        assert_eq!(change_towards(&series(&[1, 2, 3, 4, 5, 6, 7, 8]), Direction::Lower), None);
    }

    #[test]
    fn one_gain_by_hand() {
        // 2 + 2 before, 4 + 4 after: 4 ln 2 + 8 ln 4 - 12 ln 3 = 0.679.
        let found = change_point(&series(&[2, 2, 4, 4])).expect("four periods");
        let expected = 4.0 * 2.0_f64.ln() + 8.0 * 4.0_f64.ln() - 12.0 * 3.0_f64.ln();
        assert!((found.gain - expected).abs() < 1e-12);
    }

    #[test]
    fn more_exposure_is_no_change() {
        let periods: Vec<Tally> = [(5, 1.0), (5, 1.0), (10, 2.0), (10, 2.0)].map(|(y, n)| Tally::new(y, n).expect("positive")).to_vec();
        assert!(change_point(&periods).expect("four periods").gain.abs() < 1e-12);
    }

    #[test]
    fn too_short_or_empty_series_have_none() {
        assert_eq!(change_point(&series(&[1, 2, 9])), None);
        assert_eq!(change_point(&series(&[0; 12])), None);
        assert_eq!(p_value(&series(&[0; 12]), 99), None);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]
        #[test]
        fn a_gain_is_never_a_loss_and_the_best_cut_is_within_its_range(counts in prop::collection::vec(0_u64..40, 4..30)) {
            let Some(found) = change_point(&series(&counts)) else { return Ok(()) };
            prop_assert!(found.gains.iter().all(|gain| *gain > -1e-9));
            prop_assert!(found.range.0 <= found.at && found.at <= found.range.1);
        }
    }
}
