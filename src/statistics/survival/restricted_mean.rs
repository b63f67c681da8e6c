//! The mean time open up to a horizon, which exists even where the median is not reached.

use serde::Serialize;

use super::KaplanMeier;

/// The mean age at closing, with every case taken as closed at the horizon at the latest.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct RestrictedMean {
    /// The area under the curve up to the horizon, in the unit of the durations.
    pub mean: f64,
    /// Its standard error (Greenwood).
    pub standard_error: f64,
}

impl KaplanMeier {
    /// The restricted mean up to `horizon`, an age above zero.
    ///
    /// Compare periods at the same horizon only, one that observation reaches: beyond the oldest
    /// case seen, the last open share is taken to last.
    pub fn restricted_mean(&self, horizon: f64) -> RestrictedMean {
        let within = self.steps.partition_point(|step| step.time <= horizon);
        let mut area_after = 0.0;
        let mut variance = 0.0;
        let mut until = horizon;
        // From the horizon back, so that each closure meets the area that lies after it.
        for step in self.steps[..within].iter().rev() {
            area_after += step.open_share * (until - step.time);
            until = step.time;
            let (n, d) = (step.at_risk as f64, step.closed as f64);
            if step.closed < step.at_risk {
                variance += area_after * area_after * d / (n * (n - d));
            }
        }
        RestrictedMean { mean: area_after + until, standard_error: variance.sqrt() }
    }
}

#[cfg(test)]
mod tests {
    use super::super::Spell;
    use super::*;

    #[test]
    fn with_all_closed_before_the_horizon_it_is_the_plain_mean() {
        let cases = [2.0, 4.0, 9.0].map(|duration| Spell::new(duration, true));
        let curve = KaplanMeier::estimate(&cases).expect("cases");
        assert!((curve.restricted_mean(9.0).mean - 5.0).abs() < 1e-12);
    }

    #[test]
    fn before_the_first_closure_everything_is_open() {
        let curve = KaplanMeier::estimate(&[Spell::new(8.0, true)]).expect("a case");
        let mean = curve.restricted_mean(3.0);
        assert!((mean.mean - 3.0).abs() < 1e-12 && mean.standard_error.abs() < 1e-12);
    }

    #[test]
    fn cases_closed_late_count_up_to_the_horizon() {
        let cases = [2.0, 90.0].map(|duration| Spell::new(duration, true));
        let curve = KaplanMeier::estimate(&cases).expect("cases");
        // One case of 2 days and one cut at 10.
        assert!((curve.restricted_mean(10.0).mean - 6.0).abs() < 1e-12);
    }
}
