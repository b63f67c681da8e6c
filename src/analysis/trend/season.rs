//! The same quarter a year ago, and whether the year itself explains what stands out.

use super::issue::LastYear;
use super::judge::{Basis, MONTHS_PER_QUARTER, MONTHS_PER_YEAR, Series};
use crate::statistics::emerging::Direction;
use crate::statistics::interval::Confidence;
use crate::statistics::rate_ratio::{Comparison, RatioInterval};
use crate::statistics::tally::Tally;

/// A series, looked at by the year.
pub(super) struct Season<'a> {
    pub basis: &'a Basis<'a>,
    pub series: &'a Series,
    pub newest: Tally,
}

impl Season<'_> {
    pub fn last_year(&self, dispersion: f64) -> Option<LastYear> {
        let before = Basis::tally(self.series, &self.year_ago()?)?;
        let comparison = Comparison::new(self.newest, before)?.with_dispersion(dispersion);
        Some(LastYear { cases: before.count(), ratio: comparison.ratio(), interval: comparison.mid_p_interval(Confidence::P95) })
    }

    /// As in the same quarter a year ago, and both apart from the months between: then the year itself explains it.
    ///
    /// The season itself makes a category's months vary, so its own dispersion would hide it; that
    /// of all categories together is taken instead. Both quarters must stand out, each with a chance
    /// of 2.5 % at most, so of two thousand steady categories about one is called seasonal.
    pub fn direction(&self, pooled_dispersion: f64) -> Option<Direction> {
        let tally = |months: &[usize]| Basis::tally(self.series, months);
        let year_ago = tally(&self.year_ago()?)?;
        let first = self.basis.newest.first()?;
        let is_between = |month: &usize| month + MONTHS_PER_YEAR >= first + MONTHS_PER_QUARTER;
        let between: Vec<usize> = self.basis.usual(self.series).into_iter().filter(is_between).collect();
        let between = tally(&between)?;
        let interval =
            |one: Tally, other: Tally| Comparison::new(one, other)?.with_dispersion(pooled_dispersion).mid_p_interval(Confidence::P95);
        let side = |tally: Tally| match interval(tally, between)? {
            RatioInterval { lower, .. } if lower > 1.0 => Some(Direction::Higher),
            RatioInterval { upper: Some(upper), .. } if upper < 1.0 => Some(Direction::Lower),
            _ => None,
        };
        let is_as_a_year_ago = interval(self.newest, year_ago)
            .is_some_and(|interval| interval.lower <= 1.0 && interval.upper.is_none_or(|upper| upper >= 1.0));
        let (now, then) = (side(self.newest)?, side(year_ago)?);
        (is_as_a_year_ago && now == then).then_some(now)
    }

    /// The same months a year before; `None` where the data do not cover them.
    fn year_ago(&self) -> Option<Vec<usize>> {
        let months: Vec<usize> = self.basis.newest.iter().map(|month| month.checked_sub(MONTHS_PER_YEAR)).collect::<Option<_>>()?;
        (!months.is_empty() && months.iter().all(|month| self.basis.coverage.is_complete(*month))).then_some(months)
    }
}
