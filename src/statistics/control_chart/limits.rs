//! Where the limits of an `XmR` chart lie.

use serde::Serialize;

/// Limits lie this many mean moving ranges from the mean: 3 / d2(2), rounded as Wheeler and the NHS
/// print it (Wheeler, Understanding Variation; Making Data Count).
pub const MEAN_MOVING_RANGE_TO_LIMIT: f64 = 2.66;

/// d2(2), the expected range of two standard normal values, as printed: 1.128 of 2 / sqrt(pi).
pub const D2_OF_TWO: f64 = 1.128;

/// A moving range of this many mean moving ranges or more is extraordinary: D4(2), the upper limit
/// of the moving-range chart (3.268 in other tables).
pub const MOVING_RANGE_SCREEN: f64 = 3.267;

/// Control limits lie three standard deviations from the mean (Shewhart 1931).
pub(super) const SIGMAS_TO_LIMIT: f64 = 3.0;

/// "Near a limit" begins two thirds of the way to it, at two standard deviations.
const NEAR_SHARE: f64 = 2.0 / 3.0;

/// The two published widths, which differ in the fourth digit. A report names the one it used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum LimitWidth {
    /// 2.66 mean moving ranges: Wheeler, Making Data Count.
    Wheeler,
    /// 3 / 1.128 mean moving ranges: the textbooks, NIST.
    ThreeSigma,
}

impl LimitWidth {
    /// How many mean moving ranges lie between the mean and a limit.
    pub fn mean_moving_ranges(self) -> f64 {
        match self {
            Self::Wheeler => MEAN_MOVING_RANGE_TO_LIMIT,
            Self::ThreeSigma => SIGMAS_TO_LIMIT / D2_OF_TWO,
        }
    }
}

/// Whether extraordinary moving ranges are dropped, once, before the limits are taken.
///
/// On in the R packages, off in the official NHS spreadsheets. A report says which.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Screening {
    /// Ranges of [`MOVING_RANGE_SCREEN`] mean ranges or more are left out.
    On,
    /// Every range counts.
    Off,
}

/// The centre line and the limits, in the unit of the values.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Limits {
    /// The centre line.
    pub mean: f64,
    /// Below this a value stands out. Negative for small counts: see [`Limits::lower_for_counts`].
    pub lower: f64,
    /// Above this a value stands out.
    pub upper: f64,
    /// The mean difference between neighbours, after screening.
    pub mean_moving_range: f64,
}

impl Limits {
    /// False when neighbours never differ. Then the limits equal the mean and flag nothing.
    pub fn has_variation(&self) -> bool {
        self.mean_moving_range > 0.0
    }

    /// The lower limit for drawing: a count cannot be negative, so the line stops at zero.
    pub fn lower_for_counts(&self) -> f64 {
        self.lower.max(0.0)
    }

    /// Strictly outside; a value on a limit is not.
    pub fn excludes(&self, value: f64) -> bool {
        self.has_variation() && (value < self.lower || value > self.upper)
    }

    /// Within the limits, but more than two thirds of the way to one.
    pub fn is_near(&self, value: f64) -> bool {
        let near = NEAR_SHARE * (self.upper - self.mean);
        self.has_variation() && !self.excludes(value) && (value - self.mean).abs() > near
    }
}

/// The mean of the covered periods; `None` without any.
///
/// A second pass takes out the rounding of the first, so that values equal to the mean are on it.
pub fn mean(values: &[Option<f64>]) -> Option<f64> {
    let covered: Vec<f64> = values.iter().flatten().copied().collect();
    let count = covered.len() as f64;
    let first = covered.iter().sum::<f64>() / count;
    let rest = covered.iter().map(|value| value - first).sum::<f64>() / count;
    (count > 0.0).then_some(first + rest)
}

/// The limits of a stretch of periods; `None` unless two neighbours were both covered.
pub fn limits(values: &[Option<f64>], width: LimitWidth, screening: Screening) -> Option<Limits> {
    let mean = mean(values)?;
    let mean_moving_range = mean_moving_range(values, screening)?;
    let reach = width.mean_moving_ranges() * mean_moving_range;
    Some(Limits { mean, lower: mean - reach, upper: mean + reach, mean_moving_range })
}

/// Both differences that touch a gap drop out. Equal values have a mean moving range of zero, also
/// when screened (where the rule, taken literally, would leave no range at all). Where screening would
/// leave ranges of zero alone, nothing is screened: limits without width would flag every value or none.
pub(super) fn mean_moving_range(values: &[Option<f64>], screening: Screening) -> Option<f64> {
    let ranges: Vec<Option<f64>> =
        values.windows(2).map(|pair| pair[0].zip(pair[1]).map(|(before, after)| (after - before).abs())).collect();
    let all = mean(&ranges)?;
    let is_ordinary = |range: &f64| *range < MOVING_RANGE_SCREEN * all;
    match screening {
        Screening::Off => Some(all),
        Screening::On => {
            let kept: Vec<_> = ranges.iter().map(|range| range.filter(is_ordinary)).collect();
            mean(&kept).filter(|kept| *kept > 0.0).or(Some(all))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(values: &[f64], screening: Screening) -> Limits {
        let values: Vec<_> = values.iter().copied().map(Some).collect();
        limits(&values, LimitWidth::Wheeler, screening).expect("neighbours")
    }

    #[test]
    fn four_quarters_by_hand() {
        // Mean 14; ranges 3, 4, 7, mean 14/3; limits 14 -+ 2.66 x 14/3.
        let limits = of(&[12.0, 15.0, 11.0, 18.0], Screening::Off);
        assert!((limits.upper - (14.0 + 2.66 * 14.0 / 3.0)).abs() < 1e-12);
        assert!((limits.lower_for_counts() - limits.lower).abs() < 1e-15);
    }

    #[test]
    fn a_value_on_a_limit_does_not_stand_out() {
        let limits = Limits { mean: 10.0, lower: 7.0, upper: 13.0, mean_moving_range: 1.0 };
        assert!(!limits.excludes(13.0) && !limits.excludes(7.0));
        assert!(limits.excludes(13.1) && limits.excludes(6.9));
        assert!(limits.is_near(13.0) && limits.is_near(7.5));
        assert!(!limits.is_near(12.0) && !limits.is_near(13.1));
    }

    #[test]
    fn screening_does_not_take_all_variation_away() {
        // Eleven zeros and one 50: the only range that is none of zero would be screened. Mean 50/12, mean range 50/11,
        // upper limit 4.17 + 2.66 x 4.55 = 16.26: the 50 stands out, and the zeros do not.
        let values = [[0.0; 11].as_slice(), &[50.0]].concat();
        let limits = of(&values, Screening::On);
        assert!((limits.upper - (50.0 / 12.0 + 2.66 * 50.0 / 11.0)).abs() < 1e-12, "{limits:?}");
        assert!(limits.excludes(50.0) && !limits.excludes(0.0));
        assert!(!of(&[3.0; 5], Screening::On).has_variation());
    }

    #[test]
    fn one_value_has_a_mean_but_no_limits() {
        assert_eq!(mean(&[Some(12.0)]), Some(12.0));
        assert_eq!(limits(&[Some(12.0)], LimitWidth::Wheeler, Screening::On), None);
        assert_eq!(limits(&[Some(1.0), None, Some(2.0)], LimitWidth::Wheeler, Screening::On), None);
    }

    #[test]
    fn a_negative_lower_limit_is_drawn_at_zero() {
        let limits = of(&[0.0, 3.0, 0.0, 3.0], Screening::Off);
        assert!(limits.lower < 0.0 && limits.lower_for_counts().abs() < 1e-15);
        assert!(!limits.excludes(0.0));
    }

    #[test]
    fn the_mean_of_equal_values_is_that_value() {
        assert_eq!(mean(&[Some(0.1); 7]), Some(0.1));
    }
}
