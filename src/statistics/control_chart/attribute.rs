//! Charts of counts, of rates per exposure and of shares: c, u and p, and Laney's u' and p'.
//!
//! Limits of c, u and p come from the Poisson or the binomial distribution, so they hold only where
//! counts vary as those say (see [`crate::statistics::dispersion`]). On large denominators they
//! flag nearly everything. Laney's charts (2002, Quality Engineering 14:531) measure how much the
//! points truly vary, in units of those limits, and widen them by it.

use serde::Serialize;

use super::limits::{D2_OF_TWO, SIGMAS_TO_LIMIT, Screening, mean_moving_range};

/// What a point is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Measure {
    /// Events per exposure (u chart); with equal exposures of 1, plain counts (c chart).
    Rate,
    /// A part of the exposure that has a property (p chart), 0..1.
    Share,
}

/// How such a chart is to be drawn.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct AttributeRecipe {
    /// What a point is.
    pub measure: Measure,
    /// Whether limits are widened (or narrowed) by the variation seen, after Laney.
    pub is_adjusted: bool,
    /// The least such adjustment: 1 never narrows the limits, 0 takes what is measured.
    pub least_adjustment: f64,
    /// Whether extraordinary differences are left out of the adjustment.
    pub screening: Screening,
    /// Centre and adjustment from the first so many periods only; `None` uses all.
    pub fix_after: Option<usize>,
}

impl AttributeRecipe {
    /// u', limits never narrower than Poisson's: the chart of rates in a report.
    pub fn rates(fix_after: Option<usize>) -> Self {
        Self { measure: Measure::Rate, is_adjusted: true, least_adjustment: 1.0, screening: Screening::Off, fix_after }
    }
}

/// One period.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct AttributePoint {
    /// The rate or share; `None` where it was not covered or the exposure is zero.
    pub value: Option<f64>,
    /// The lower limit of this period, at least 0; `None` as above.
    pub lower: Option<f64>,
    /// The upper limit of this period, for shares at most 1; `None` as above.
    pub upper: Option<f64>,
    /// Strictly beyond a limit.
    pub is_outside: bool,
}

/// A chart whose limits differ from period to period with the exposure.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AttributeChart {
    /// All events over all exposure.
    pub centre: f64,
    /// The variation of the points in units of the unadjusted limits; `None` where not asked for,
    /// or where no two neighbours were covered.
    pub adjustment: Option<f64>,
    /// The periods in order.
    pub points: Vec<AttributePoint>,
}

/// Draws events over exposures, oldest first; a period that was not covered is `None`.
///
/// A period with an exposure of zero has no rate: it has no point and no limits. `None` where no
/// period of the basis has an exposure.
///
/// # Example: 3 in 100 and 9 in 100
/// ```
/// use ombud::statistics::control_chart::{AttributeRecipe, Measure, Screening, attribute_chart};
///
/// let recipe = AttributeRecipe {
///     measure: Measure::Share,
///     is_adjusted: false,
///     least_adjustment: 0.0,
///     screening: Screening::Off,
///     fix_after: None,
/// };
/// let chart = attribute_chart(&[Some((3.0, 100.0)), Some((9.0, 100.0))], &recipe).expect("exposure");
/// // Centre 0.06; 0.06 + 3 sqrt(0.06 x 0.94 / 100) = 0.131.
/// assert!((chart.points[0].upper.unwrap() - 0.131_246).abs() < 1e-5);
/// assert_eq!(chart.points[0].lower, Some(0.0));
/// ```
pub fn attribute_chart(periods: &[Option<(f64, f64)>], recipe: &AttributeRecipe) -> Option<AttributeChart> {
    let periods: Vec<Option<(f64, f64)>> = periods.iter().map(|period| period.filter(|(_, exposure)| *exposure > 0.0)).collect();
    let basis = &periods[..recipe.fix_after.unwrap_or(periods.len()).min(periods.len())];
    let (events, exposure) = basis.iter().flatten().fold((0.0, 0.0), |(events, all), (y, n)| (events + y, all + n));
    if exposure <= 0.0 {
        return None;
    }
    let centre = events / exposure;
    let sigma = |exposure: f64| deviation(recipe.measure, centre, exposure);
    let adjustment = if recipe.is_adjusted { adjustment(basis, centre, recipe, sigma) } else { None };
    let scale = adjustment.map_or(1.0, |found| found.max(recipe.least_adjustment));
    let points = periods.iter().map(|period| point(*period, centre, scale, recipe.measure, sigma)).collect();
    Some(AttributeChart { centre, adjustment, points })
}

/// The standard deviation of a point: `sqrt(c / n)` of a rate, `sqrt(c (1 - c) / n)` of a share.
fn deviation(measure: Measure, centre: f64, exposure: f64) -> f64 {
    match measure {
        Measure::Rate => (centre / exposure).sqrt(),
        Measure::Share => (centre * (1.0 - centre) / exposure).sqrt(),
    }
}

/// Laney's sigma z: the mean moving range of the points in units of their deviation, over d2(2).
fn adjustment(basis: &[Option<(f64, f64)>], centre: f64, recipe: &AttributeRecipe, sigma: impl Fn(f64) -> f64) -> Option<f64> {
    let standardised: Vec<Option<f64>> =
        basis.iter().map(|period| period.map(|(y, n)| (y / n - centre) / sigma(n)).filter(|z| z.is_finite())).collect();
    mean_moving_range(&standardised, recipe.screening).map(|range| range / D2_OF_TWO)
}

fn point(period: Option<(f64, f64)>, centre: f64, scale: f64, measure: Measure, sigma: impl Fn(f64) -> f64) -> AttributePoint {
    let Some((y, n)) = period else { return AttributePoint { value: None, lower: None, upper: None, is_outside: false } };
    let reach = SIGMAS_TO_LIMIT * sigma(n) * scale;
    let top = if measure == Measure::Share { 1.0 } else { f64::INFINITY };
    let (value, lower, upper) = (y / n, (centre - reach).max(0.0), (centre + reach).min(top));
    AttributePoint { value: Some(value), lower: Some(lower), upper: Some(upper), is_outside: value < lower || value > upper }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const U: AttributeRecipe =
        AttributeRecipe { measure: Measure::Rate, is_adjusted: false, least_adjustment: 0.0, screening: Screening::Off, fix_after: None };

    #[test]
    fn a_period_without_exposure_has_no_rate() {
        let chart = attribute_chart(&[Some((4.0, 2.0)), Some((0.0, 0.0)), None], &U).expect("exposure");
        assert_eq!((chart.centre, chart.points[0].value), (2.0, Some(2.0)));
        assert_eq!((chart.points[1].value, chart.points[2].upper), (None, None));
        assert_eq!(attribute_chart(&[None, Some((3.0, 0.0))], &U), None);
    }

    #[test]
    fn laneys_adjustment_by_hand() {
        // Centre 10 of exposure 1; deviation sqrt(10). Points 5, 15, 5, 15: every range 10 / sqrt(10),
        // so the adjustment is sqrt(10) / 1.128, and the limits 10 -+ 3 x 10 / 1.128.
        let periods = [5.0, 15.0, 5.0, 15.0].map(|y| Some((y, 1.0)));
        let chart = attribute_chart(&periods, &AttributeRecipe { is_adjusted: true, ..U }).expect("exposure");
        assert!((chart.adjustment.unwrap() - 10.0_f64.sqrt() / 1.128).abs() < 1e-12);
        assert!((chart.points[0].upper.unwrap() - (10.0 + 30.0 / 1.128)).abs() < 1e-12);
    }

    #[test]
    fn a_reports_limits_are_never_narrower_than_chance() {
        let periods = [100.0, 101.0, 99.0, 100.0].map(|y| Some((y, 10.0)));
        let plain = attribute_chart(&periods, &U).expect("exposure");
        let cautious = attribute_chart(&periods, &AttributeRecipe::rates(None)).expect("exposure");
        assert!(cautious.adjustment.unwrap() < 1.0);
        assert_eq!(cautious.points, plain.points);
    }

    proptest! {
        #[test]
        fn the_order_of_periods_does_not_move_the_limits(
            periods in prop::collection::vec((0_u32..60, 1_u32..9), 1..20)
        ) {
            let of = |periods: &[(u32, u32)]| {
                let periods: Vec<_> = periods.iter().map(|&(y, n)| Some((f64::from(y), f64::from(n)))).collect();
                attribute_chart(&periods, &U).expect("exposure")
            };
            let turned: Vec<_> = periods.iter().rev().copied().collect();
            let (one, mut other) = (of(&periods), of(&turned));
            other.points.reverse();
            prop_assert_eq!(one, other);
        }
    }
}
