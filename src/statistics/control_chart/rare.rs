//! Charts for issues too rare for a count per period: how far apart the cases lie.
//!
//! Where fewer than about two a month are usual, a month's count says little and a month without
//! any says nothing. The distance between neighbouring cases says more, and it is known on the day
//! of each case: the t chart takes the days between them, the g chart the cases of other kinds.

use serde::Serialize;

use super::limits::{LimitWidth, SIGMAS_TO_LIMIT, Screening, limits};
use crate::statistics::runs::median;

/// Below this many a period, gaps are charted in place of counts.
pub const RARE_BELOW_PER_PERIOD: f64 = 2.0;

/// Days between rare events, raised to `1 / 3.6`, are nearly normal (Nelson 1994, J Quality
/// Technology 26:239).
const NEARLY_NORMAL_ROOT: f64 = 3.6;

/// A chart of gaps: one centre and one pair of limits for all.
///
/// A gap below the lower limit means that cases come more often than they did; above the upper one,
/// less often.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct GapChart {
    /// The centre line.
    pub centre: f64,
    /// The lower limit, at least 0.
    pub lower: f64,
    /// The upper limit; `None` where there are too few gaps for one.
    pub upper: Option<f64>,
}

impl GapChart {
    /// Strictly beyond a limit.
    pub fn excludes(&self, gap: f64) -> bool {
        gap < self.lower || self.upper.is_some_and(|upper| gap > upper)
    }
}

/// The g chart: cases of other kinds (or units) between two of this one, 0 allowed.
///
/// Its centre is the median, its limits `m -+ 3 sqrt(m (m + 1))` around the mean `m` (Benneyan 2001,
/// Health Care Management Science 4:305). `None` without gaps.
pub fn g_chart(gaps: &[f64]) -> Option<GapChart> {
    let values: Vec<Option<f64>> = gaps.iter().copied().map(Some).collect();
    let centre = median(&values)?;
    let mean = gaps.iter().sum::<f64>() / gaps.len() as f64;
    let reach = SIGMAS_TO_LIMIT * (mean * (mean + 1.0)).sqrt();
    Some(GapChart { centre, lower: (mean - reach).max(0.0), upper: Some(mean + reach) })
}

/// The t chart: days between two cases, above zero; fractions of a day for two on one day.
///
/// An individuals chart of the gaps raised to `1 / 3.6`, turned back. `None` without gaps.
pub fn t_chart(gaps: &[f64], screening: Screening) -> Option<GapChart> {
    let roots: Vec<Option<f64>> = gaps.iter().map(|gap| Some(gap.powf(1.0 / NEARLY_NORMAL_ROOT))).collect();
    let back = |root: f64| root.max(0.0).powf(NEARLY_NORMAL_ROOT);
    let Some(limits) = limits(&roots, LimitWidth::ThreeSigma, screening) else {
        let only = gaps.first()?;
        return Some(GapChart { centre: *only, lower: 0.0, upper: None });
    };
    if !limits.has_variation() {
        // Raised and turned back a number is nearly itself, and would stand out from its own limits.
        let only = gaps.first()?;
        return Some(GapChart { centre: *only, lower: *only, upper: Some(*only) });
    }
    Some(GapChart { centre: back(limits.mean), lower: back(limits.lower), upper: Some(back(limits.upper)) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_g_chart_by_hand() {
        // Mean 4, median 3; 4 + 3 sqrt(4 x 5) = 17.416.
        let chart = g_chart(&[1.0, 3.0, 8.0]).expect("gaps");
        assert!((chart.centre - 3.0).abs() < 1e-12 && chart.lower.abs() < 1e-12);
        assert!((chart.upper.unwrap() - (4.0 + 3.0 * 20.0_f64.sqrt())).abs() < 1e-12);
    }

    #[test]
    fn equal_gaps_have_no_variation_and_do_not_stand_out() {
        for gap in (1..400).map(f64::from).chain([0.1, 1.0 / 3.0, 1e6]) {
            for screening in [Screening::Off, Screening::On] {
                let chart = t_chart(&[gap; 8], screening).expect("gaps");
                assert!(!chart.excludes(gap), "{gap} {chart:?}");
                assert!((chart.centre - gap).abs() < 1e-9 && (chart.upper.unwrap() - gap).abs() < 1e-9, "{gap} {chart:?}");
            }
        }
    }

    #[test]
    fn a_gap_far_longer_than_the_rest_stands_out() {
        let gaps = [12.0, 9.0, 11.0, 14.0, 10.0, 12.0, 13.0, 9.0, 11.0];
        let chart = t_chart(&gaps, Screening::Off).expect("gaps");
        assert!(chart.excludes(90.0) && chart.excludes(0.5) && !chart.excludes(11.0));
    }

    #[test]
    fn no_gaps_give_no_chart_and_one_gives_no_limits() {
        assert_eq!((g_chart(&[]), t_chart(&[], Screening::Off)), (None, None));
        assert_eq!(t_chart(&[7.0], Screening::Off).expect("a gap").upper, None);
    }
}
