//! By when half of the cases (or any share) are closed.

use serde::Serialize;

use super::{Band, KaplanMeier, Step};
use crate::statistics::interval::Confidence;

/// Shares closer than this are the same. Products of fractions miss 0.5 by a rounding or two, and
/// the midpoint rule must not depend on that (the tolerance of R's `quantile.survfit`).
const SAME_SHARE: f64 = 1.5e-8;

/// The ages between which a quantile plausibly lies.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct QuantileInterval {
    /// The least plausible age; `None` where the data set no lower bound.
    pub lower: Option<f64>,
    /// The greatest plausible age; `None` where the curve's upper limit never falls so far.
    pub upper: Option<f64>,
}

impl KaplanMeier {
    /// The age by which half of the cases are closed; `None` where it is not reached.
    ///
    /// Then say "more than [`KaplanMeier::longest_observed`]", not a number. See
    /// [`KaplanMeier::quantile`] for a curve that rests at exactly one half.
    pub fn median(&self) -> Option<f64> {
        self.quantile(0.5)
    }

    /// The age by which this share of cases (strictly between 0 and 1) is closed.
    ///
    /// `None` where it is not reached. Where the curve rests at exactly that share, the middle of
    /// that time, as R does (others take its beginning); a rest that lasts to the end of
    /// observation ends there.
    pub fn quantile(&self, closed_share: f64) -> Option<f64> {
        self.reached(closed_share, |step| Some(step.open_share))
    }

    /// The interval of a quantile: where the limits of the curve reach it (Brookmeyer & Crowley).
    pub fn quantile_interval(&self, closed_share: f64, band: Band, confidence: Confidence) -> QuantileInterval {
        let limits = |step: &Step| step.interval(band, confidence);
        QuantileInterval {
            lower: self.reached(closed_share, |step| limits(step).map(|limits| limits.lower)),
            upper: self.reached(closed_share, |step| limits(step).map(|limits| limits.upper)),
        }
    }

    /// The least age by which at least this share of cases (strictly between 0 and 1) is closed.
    ///
    /// Unlike [`KaplanMeier::quantile`] it does not look for the middle of a rest: a limit that the
    /// share kept was kept at the beginning of the rest already. `None` where it is not reached.
    pub fn reached_by(&self, closed_share: f64) -> Option<f64> {
        self.steps.iter().find(|step| 1.0 - step.open_share >= closed_share - SAME_SHARE).map(|step| step.time)
    }

    /// When a curve through the steps first falls to `1 - closed_share`; steps without a height
    /// are passed over.
    fn reached(&self, closed_share: f64, height: impl Fn(&Step) -> Option<f64>) -> Option<f64> {
        let open_share = 1.0 - closed_share;
        let is_within_reach = |h: f64| h <= open_share + SAME_SHARE;
        let is_below = |h: f64| h < open_share - SAME_SHARE;
        let first = self.steps.iter().find(|step| height(step).is_some_and(is_within_reach))?;
        if height(first).is_some_and(is_below) {
            return Some(first.time);
        }
        let next = self.steps.iter().find(|step| height(step).is_some_and(is_below));
        let rest_ends = next.map_or(self.longest_observed(), |step| step.time);
        Some(f64::midpoint(first.time, rest_ends))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::{Spell, tests::some_cases};
    use super::*;

    fn closed(durations: &[f64]) -> Vec<Spell> {
        durations.iter().map(|&duration| Spell::new(duration, true)).collect()
    }

    #[test]
    fn a_rest_at_one_half_gives_its_middle() {
        let curve = KaplanMeier::estimate(&closed(&[1.0, 2.0, 6.0, 7.0])).expect("cases");
        assert_eq!(curve.median(), Some(4.0));
    }

    #[test]
    fn a_rest_at_one_half_to_the_end_stops_where_observation_does() {
        let mut cases = closed(&[1.0, 2.0]);
        cases.extend([Spell::new(9.0, false); 2]);
        let curve = KaplanMeier::estimate(&cases).expect("cases");
        assert_eq!(curve.median(), Some(5.5));
    }

    /// Of twenty, nineteen are closed by day 3: 95 % exactly. A limit of three days is enough, though the curve rests until day 8.
    #[test]
    fn a_share_is_reached_at_the_beginning_of_a_rest() {
        let mut durations = vec![3.0; 19];
        durations.push(8.0);
        let curve = KaplanMeier::estimate(&closed(&durations)).expect("cases");
        assert_eq!(curve.reached_by(0.95), Some(3.0));
        assert_eq!(curve.quantile(0.95), Some(5.5));
        assert_eq!(curve.reached_by(0.96), Some(8.0));
    }

    #[test]
    fn a_quantile_that_is_not_reached_is_not_a_number() {
        let mut cases = closed(&[1.0]);
        cases.extend([Spell::new(9.0, false); 3]);
        let curve = KaplanMeier::estimate(&cases).expect("cases");
        assert_eq!(curve.median(), None);
        let interval = curve.quantile_interval(0.5, Band::LogLog, Confidence::P95);
        assert_eq!(interval.upper, None);
    }

    proptest! {
        #[test]
        fn quantiles_rise_and_lie_within_their_intervals(cases in some_cases()) {
            let Some(curve) = KaplanMeier::estimate(&cases) else { return Ok(()) };
            let found: Vec<f64> =
                [0.25, 0.5, 0.75, 0.9].iter().filter_map(|&share| curve.quantile(share)).collect();
            prop_assert!(found.is_sorted());
            let interval = curve.quantile_interval(0.5, Band::LogLog, Confidence::P95);
            if let (Some(lower), Some(median)) = (interval.lower, curve.median()) {
                prop_assert!(lower <= median);
            }
            if let Some(upper) = interval.upper {
                prop_assert!(curve.median().is_some_and(|median| median <= upper));
            }
        }
    }
}
