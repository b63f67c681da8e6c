//! Categories that were cut anew: some end in the month in which others begin.
//!
//! Renaming a category makes one that "fell to nothing" and one that is "new". Both are true of the
//! column and false of the complaints. Where what ended had about as many cases as what began, the
//! series is broken there and said to be, never spliced in silence: what ended is listed as nothing,
//! and what began is held against its own months since the break, so that a rise of it is not hidden.
//! The months before the break are gaps of it, not zeros: zeros would look like bursts.

use super::judge::{Series, sum};
use crate::statistics::interval::Confidence;
use crate::statistics::rate_ratio::Comparison;
use crate::statistics::tally::Tally;

/// Nothing where seven cases are expected has a chance below 0.1 % (`exp(-7)`).
const SURELY_GONE: f64 = 7.0;

/// What ended may differ from what began by this factor.
const ABOUT_AS_MANY: f64 = 1.5;

/// A month in which categories were cut anew.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Break {
    /// The place of the first month of what began.
    pub month: usize,
    /// The places of the series that ended.
    pub ended: Vec<usize>,
    /// The places of the series that began.
    pub begun: Vec<usize>,
}

/// Finds the breaks; `baseline` and `newest` are the places of the complete months, oldest first.
pub fn breaks(series: &[Series], baseline: &[usize], newest: &[usize]) -> Vec<Break> {
    let months: Vec<usize> = baseline.iter().chain(newest).copied().collect();
    let found = (1..months.len()).filter_map(|cut| {
        let (before, after) = months.split_at(cut);
        let places = |with: &[usize], without: &[usize]| -> Vec<usize> {
            (0..series.len()).filter(|place| is_one_sided(&series[*place], with, without)).collect()
        };
        let (ended, begun) = (places(before, after), places(after, before));
        // What rises in the newest quarter is still the same category: where there are others, its months tell how many there were.
        let since = baseline.get(cut..).filter(|since| !since.is_empty()).unwrap_or(after);
        let tally = |places: &[usize], months: &[usize]| {
            Tally::new(places.iter().map(|place| sum(&series[*place].counts, months)).sum(), months.len() as f64)
        };
        let (was, is) = (tally(&ended, before)?, tally(&begun, since)?);
        (!ended.is_empty() && !begun.is_empty() && are_alike(was, is)).then_some(Break { month: after[0], ended, begun })
    });
    found.collect()
}

/// Breaks the series: what ended existed up to the break, what began from there on.
pub fn rebase(series: &mut [Series], breaks: &[Break]) {
    for found in breaks {
        found.ended.iter().for_each(|place| series[*place].existed.end = found.month);
        found.begun.iter().for_each(|place| series[*place].existed.start = found.month);
    }
}

/// Cases up to the cut in the month beside it, none beyond it, and enough that chance does not explain it.
fn is_one_sided(series: &Series, with: &[usize], without: &[usize]) -> bool {
    let cases = sum(&series.counts, with);
    let is_at_the_cut = if with.first() < without.first() { with.last() } else { with.first() };
    let touches = is_at_the_cut.is_some_and(|month| series.counts[*month] > 0);
    let missing = cases as f64 / with.len() as f64 * without.len() as f64;
    touches && sum(&series.counts, without) == 0 && missing >= SURELY_GONE && cases as f64 >= SURELY_GONE
}

/// About as many a month, as far as chance can tell.
fn are_alike(ended: Tally, begun: Tally) -> bool {
    let interval = Comparison::new(begun, ended).and_then(|comparison| comparison.mid_p_interval(Confidence::P95));
    interval.is_some_and(|interval| interval.lower < ABOUT_AS_MANY && interval.upper.is_some_and(|upper| upper > 1.0 / ABOUT_AS_MANY))
}
