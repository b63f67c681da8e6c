//! A count together with what it was counted over.

use serde::Serialize;

/// How many were counted, and over how much exposure.
///
/// The exposure may be days, cases handled, customers or periods; whoever compares two tallies
/// must use the same unit for both. Only its proportion matters to a ratio or a test.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Tally {
    count: u64,
    exposure: f64,
}

impl Tally {
    /// A count over an exposure; `None` unless the exposure is positive and finite.
    ///
    /// A period without exposure has no rate: leave it out instead of counting zero over nothing.
    pub fn new(count: u64, exposure: f64) -> Option<Self> {
        (exposure > 0.0 && exposure.is_finite()).then_some(Self { count, exposure })
    }

    /// The tallies taken together; `None` where there are none.
    pub fn total(tallies: &[Self]) -> Option<Self> {
        let count = tallies.iter().map(|tally| tally.count).sum();
        Self::new(count, tallies.iter().map(|tally| tally.exposure).sum())
    }

    /// How many were counted.
    pub fn count(self) -> u64 {
        self.count
    }

    /// Over how much, in the unit the caller chose.
    pub fn exposure(self) -> f64 {
        self.exposure
    }

    /// The count per unit of exposure.
    pub fn rate(self) -> f64 {
        self.count as f64 / self.exposure
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_count_over_no_exposure_is_refused() {
        for exposure in [0.0, -1.0, f64::NAN, f64::INFINITY] {
            assert_eq!(Tally::new(3, exposure), None);
        }
    }

    #[test]
    fn the_total_of_nothing_is_nothing() {
        assert_eq!(Tally::total(&[]), None);
    }

    #[test]
    fn a_total_adds_counts_and_exposures() {
        let parts = [Tally::new(3, 31.0), Tally::new(0, 28.0)].map(|part| part.expect("positive"));
        assert_eq!(Tally::total(&parts), Tally::new(3, 59.0));
    }
}
