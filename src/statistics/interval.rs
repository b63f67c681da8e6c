//! Intervals, and the confidence they are drawn at.

use serde::Serialize;
use statrs::distribution::{ContinuousCDF, Normal};

/// The values that stay plausible, from `lower` to `upper`, both included.
///
/// The unit is that of the estimate it surrounds (a share, a count, a rate).
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Interval {
    /// The least plausible value.
    pub lower: f64,
    /// The greatest plausible value.
    pub upper: f64,
}

impl Interval {
    /// Whether `value` is plausible; the ends count as inside.
    pub fn contains(self, value: f64) -> bool {
        self.lower <= value && value <= self.upper
    }

    /// The same interval with both ends divided by a positive number, as from a count to a rate.
    #[must_use]
    pub fn divided_by(self, divisor: f64) -> Self {
        Self { lower: self.lower / divisor, upper: self.upper / divisor }
    }
}

/// How often intervals drawn in this way cover the truth: a share strictly between 0 and 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Confidence(f64);

impl Confidence {
    /// 95 %: the level of every interval in a report ("have a look").
    pub const P95: Self = Self(0.95);

    /// 99.8 %: about three standard errors, the outlier level of funnel plots
    /// (Spiegelhalter 2005, Stat Med 24:1185).
    pub const P99_8: Self = Self(0.998);

    /// A level such as 0.9; `None` unless it lies strictly between 0 and 1.
    pub fn new(share: f64) -> Option<Self> {
        (share > 0.0 && share < 1.0).then_some(Self(share))
    }

    /// The level as a share: 0.95 for 95 %.
    pub fn share(self) -> f64 {
        self.0
    }

    /// The chance left over on each side: 0.025 for 95 %.
    pub fn tail(self) -> f64 {
        (1.0 - self.0) / 2.0
    }

    /// The standard normal deviate that leaves [`Self::tail`] above it: 1.96 for 95 %.
    pub fn z(self) -> f64 {
        -Normal::standard().inverse_cdf(self.tail())
    }
}

/// The chance that a standard normal variable lies further from zero than `z`, on either side.
pub(super) fn normal_two_sided(z: f64) -> f64 {
    2.0 * Normal::standard().sf(z.abs())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_level_outside_zero_to_one_is_refused() {
        for share in [0.0, 1.0, -0.5, 95.0, f64::NAN] {
            assert_eq!(Confidence::new(share), None);
        }
    }

    #[test]
    fn the_deviates_are_the_textbook_ones() {
        assert!((Confidence::P95.z() - 1.959_963_984_540_054).abs() < 1e-12);
        assert!((Confidence::P99_8.z() - 3.090_232_306_167_813_5).abs() < 1e-11);
    }
}
