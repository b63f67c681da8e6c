//! Whether counts vary more than chance alone would make them, and by how much.
//!
//! Always with exposure where there is one: what looks like overdispersion may be volume. A category
//! has too few periods to judge its own dispersion, so each is drawn towards that of all categories.

use serde::Serialize;
use statrs::distribution::{ChiSquared, ContinuousCDF};

use super::tally::Tally;

/// The weight of the pool when a category's own dispersion is drawn towards it, in degrees of
/// freedom. Chosen by simulation: false alarms of 3-5 % where categories differ by 1, 2 and 5,
/// against 6-7 % with one dispersion for all.
pub const PRIOR_DEGREES_OF_FREEDOM: f64 = 6.0;

/// From this many degrees of freedom on, the quarters are asked too: months of one quarter may move
/// together, and then months alone show too little variation.
pub const QUARTERS_COUNT_FROM: usize = 7;

/// Months in a quarter.
const MONTHS_PER_QUARTER: usize = 3;

/// Pearson's dispersion test of counts that should share one rate.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Dispersion {
    /// The sum of `(y - e)^2 / e`, where `e` is the common rate times the exposure.
    pub chi_squared: f64,
    /// Periods less one.
    pub degrees_of_freedom: usize,
}

impl Dispersion {
    /// Variance over mean: about 1 for independent events, more where they come in bursts.
    pub fn index(&self) -> f64 {
        self.chi_squared / self.degrees_of_freedom as f64
    }

    /// The chance of varying at least this much if events were independent (chi-square, upper tail).
    ///
    /// Below 0.05, limits or intervals that assume Poisson counts are too narrow as they stand.
    pub fn p_value(&self) -> f64 {
        ChiSquared::new(self.degrees_of_freedom as f64).map_or(f64::NAN, |distribution| distribution.sf(self.chi_squared))
    }
}

/// The dispersion test of one series; `None` with fewer than two periods or nothing counted.
pub fn dispersion(periods: &[Tally]) -> Option<Dispersion> {
    let total = Tally::total(periods)?;
    if periods.len() < 2 || total.count() == 0 {
        return None;
    }
    let chi_squared = periods
        .iter()
        .map(|period| {
            let expected = total.rate() * period.exposure();
            (period.count() as f64 - expected).powi(2) / expected
        })
        .sum();
    Some(Dispersion { chi_squared, degrees_of_freedom: periods.len() - 1 })
}

/// One dispersion for all categories: the sum of chi-squares over the sum of degrees of freedom.
///
/// May be below 1. `None` where no category can be tested.
pub fn pooled_index(categories: &[&[Tally]]) -> Option<f64> {
    let tests: Vec<Dispersion> = categories.iter().filter_map(|c| dispersion(c)).collect();
    let freedom: usize = tests.iter().map(|test| test.degrees_of_freedom).sum();
    let chi_squared: f64 = tests.iter().map(|test| test.chi_squared).sum();
    (freedom > 0).then(|| chi_squared / freedom as f64)
}

/// Each category's own dispersion drawn towards the pool, never below 1, in the order given.
///
/// `max(1, (X2 + 6 pool) / (df + 6))` with `pool = max(1, pooled index)`. A category that cannot be
/// tested (nothing counted, or one period) takes the pool's.
pub fn shrunk(categories: &[&[Tally]]) -> Vec<f64> {
    let pool = pooled_index(categories).unwrap_or(1.0).max(1.0);
    let drawn = |test: Dispersion| {
        let chi_squared = test.chi_squared + PRIOR_DEGREES_OF_FREEDOM * pool;
        chi_squared / (test.degrees_of_freedom as f64 + PRIOR_DEGREES_OF_FREEDOM)
    };
    categories.iter().map(|c| dispersion(c).map_or(pool, drawn).max(1.0)).collect()
}

/// As [`shrunk`] for categories of months, but the larger of months and quarters where long enough.
///
/// Quarters are three months together, counted back from the last month; left-over months at the
/// beginning are not used for them. They count from [`QUARTERS_COUNT_FROM`] degrees of freedom on.
pub fn shrunk_by_month_and_quarter(categories: &[&[Tally]]) -> Vec<f64> {
    let quarters: Vec<Vec<Tally>> = categories.iter().map(|months| quarters(months)).collect();
    let quarters: Vec<&[Tally]> = quarters.iter().map(Vec::as_slice).collect();
    let by_quarter = shrunk(&quarters);
    let larger = |(i, by_month): (usize, f64)| {
        if quarters[i].len() > QUARTERS_COUNT_FROM { by_month.max(by_quarter[i]) } else { by_month }
    };
    shrunk(categories).into_iter().enumerate().map(larger).collect()
}

fn quarters(months: &[Tally]) -> Vec<Tally> {
    months.rchunks_exact(MONTHS_PER_QUARTER).rev().filter_map(Tally::total).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn even(counts: &[u64]) -> Vec<Tally> {
        counts.iter().map(|&count| Tally::new(count, 1.0).expect("positive")).collect()
    }

    #[test]
    fn nothing_counted_or_one_period_cannot_be_tested() {
        assert_eq!(dispersion(&even(&[0, 0, 0])), None);
        assert_eq!(dispersion(&even(&[7])), None);
        assert_eq!(dispersion(&[]), None);
        assert_eq!(shrunk(&[&even(&[0, 0])]), [1.0]);
    }

    #[test]
    fn equal_counts_vary_less_than_chance_and_still_count_as_one() {
        let equal = even(&[5, 5, 5]);
        assert!(dispersion(&equal).expect("counts").chi_squared.abs() < 1e-15);
        assert_eq!(shrunk(&[&equal]), [1.0]);
    }

    #[test]
    fn counts_that_follow_their_exposure_do_not_vary() {
        let grown = [(3, 1.0), (6, 2.0), (30, 10.0)];
        let grown = grown.map(|(count, exposure)| Tally::new(count, exposure).expect("positive"));
        assert!(dispersion(&grown).expect("counts").index() < 1e-12);
    }

    #[test]
    fn months_that_move_together_show_in_the_quarters() {
        // Eight quarters of three equal months: within a quarter nothing varies.
        let months: Vec<u64> = [4, 16, 4, 16, 4, 16, 4, 16].into_iter().flat_map(|count| [count; 3]).collect();
        let months = even(&months);
        let by_month = shrunk(&[&months])[0];
        assert!(shrunk_by_month_and_quarter(&[&months])[0] > by_month);
        assert!((shrunk_by_month_and_quarter(&[&months[..21]])[0] - shrunk(&[&months[..21]])[0]).abs() < 1e-15);
    }

    proptest! {
        #[test]
        fn a_category_is_drawn_towards_the_pool_and_never_below_one(
            a in prop::collection::vec(0_u64..40, 2..24), b in prop::collection::vec(0_u64..40, 2..24)
        ) {
            let (a, b) = (even(&a), even(&b));
            let pool = pooled_index(&[&a, &b]).unwrap_or(1.0).max(1.0);
            for (phi, own) in shrunk(&[&a, &b]).iter().zip([dispersion(&a), dispersion(&b)]) {
                let own = own.map_or(pool, |own| own.index());
                prop_assert!(*phi >= 1.0);
                prop_assert!(*phi <= own.max(pool) + 1e-9 && *phi >= own.min(pool).max(1.0) - 1e-9);
            }
        }
    }
}
