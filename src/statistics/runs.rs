//! Runs analysis after Anhoej: does a series wander about its centre as chance would have it?
//!
//! A second opinion that needs no limits. Its bounds grow with the length of the series, which makes
//! it fairer than "seven in a row" (Anhoej & Olesen 2014, PLOS ONE 9(11):e113825). Read it from ten
//! useful points on.

use std::cmp::Ordering;

use serde::Serialize;
use statrs::distribution::{Binomial, DiscreteCDF};

/// Fewer crossings than this share of chance series have are a signal (Chen 2010).
const CROSSINGS_TAIL: f64 = 0.05;

/// A run may be this much longer than the logarithm to base 2 of the points (Schilling 2012).
const LONGEST_RUN_ALLOWANCE: usize = 3;

/// The runs of a series about its centre.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Runs {
    /// Points with a value that is not on the centre; the others are passed over.
    pub useful_count: usize,
    /// The most useful points in a row on one side.
    pub longest_run: usize,
    /// How often the series changes sides.
    pub crossings: usize,
}

impl Runs {
    /// Whether the series wanders too little to be chance: a run too long, or too few crossings.
    pub fn is_signal(&self) -> bool {
        longest_run_limit(self.useful_count).is_some_and(|limit| self.longest_run > limit)
            || crossings_limit(self.useful_count).is_some_and(|limit| self.crossings < limit)
    }
}

/// Counts the runs of equally spaced values about `centre` (their median, or a chart's mean).
pub fn runs(values: &[Option<f64>], centre: f64) -> Runs {
    let sides: Vec<Ordering> = values.iter().flatten().filter_map(|value| value.partial_cmp(&centre)).filter(|side| side.is_ne()).collect();
    let stretches = sides.chunk_by(|one, next| one == next);
    let longest_run = stretches.clone().map(<[Ordering]>::len).max().unwrap_or(0);
    let crossings = stretches.count().saturating_sub(1);
    Runs { useful_count: sides.len(), longest_run, crossings }
}

/// The longest run chance allows: `round(log2 n) + 3`. `None` for no points.
pub fn longest_run_limit(useful_count: usize) -> Option<usize> {
    let log = (useful_count > 0).then(|| (useful_count as f64).log2().round())?;
    Some(log as usize + LONGEST_RUN_ALLOWANCE)
}

/// The fewest crossings chance allows: the 5 % quantile of a binomial with `n - 1` fair trials.
///
/// `None` for no points.
pub fn crossings_limit(useful_count: usize) -> Option<usize> {
    let trials = useful_count.checked_sub(1)? as u64;
    let crossings = Binomial::new(0.5, trials).ok()?;
    Some(crossings.inverse_cdf(CROSSINGS_TAIL) as usize)
}

/// The middle value; the mean of both middle ones for an even number; `None` without values.
pub fn median(values: &[Option<f64>]) -> Option<f64> {
    let mut sorted: Vec<f64> = values.iter().flatten().copied().collect();
    sorted.sort_by(f64::total_cmp);
    let half = sorted.len() / 2;
    let upper = *sorted.get(half)?;
    Some(if sorted.len() % 2 == 1 { upper } else { f64::midpoint(sorted[half - 1], upper) })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn covered(values: &[f64]) -> Vec<Option<f64>> {
        values.iter().copied().map(Some).collect()
    }

    #[test]
    fn points_on_the_centre_and_gaps_are_passed_over() {
        let values = [Some(1.0), Some(5.0), None, Some(1.0), Some(9.0)];
        let expected = Runs { useful_count: 3, longest_run: 2, crossings: 1 };
        assert_eq!(runs(&values, 5.0), expected);
    }

    #[test]
    fn nothing_has_no_runs_and_no_signal() {
        let nothing = runs(&[], 5.0);
        assert_eq!(nothing, Runs { useful_count: 0, longest_run: 0, crossings: 0 });
        assert!(!nothing.is_signal());
        assert_eq!(median(&[None]), None);
    }

    #[test]
    fn a_long_stay_on_one_side_is_a_signal() {
        let shifted = [[1.0; 10], [9.0; 10]].concat();
        assert!(runs(&covered(&shifted), 5.0).is_signal());
        let swinging = [1.0, 9.0].repeat(10);
        assert!(!runs(&covered(&swinging), 5.0).is_signal());
    }

    #[test]
    fn ten_points_may_run_six_long_and_must_cross_twice() {
        let series = |lengths: &[usize]| -> Vec<Option<f64>> {
            let sides = [1.0, 9.0].into_iter().cycle();
            lengths.iter().zip(sides).flat_map(|(&length, side)| vec![Some(side); length]).collect()
        };
        assert!(!runs(&series(&[6, 2, 2]), 5.0).is_signal());
        assert!(runs(&series(&[7, 2, 1]), 5.0).is_signal());
        assert!(runs(&series(&[5, 5]), 5.0).is_signal());
    }

    #[test]
    fn medians_of_odd_and_even_numbers() {
        assert_eq!(median(&covered(&[3.0, 1.0, 2.0])), Some(2.0));
        assert_eq!(median(&covered(&[4.0, 1.0, 2.0, 3.0])), Some(2.5));
    }
}
