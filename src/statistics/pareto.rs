//! Which categories make up most of the cases, and how sure their order is.

use std::cmp::Reverse;

use serde::Serialize;

use super::tail;

/// One bar of a Pareto chart.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Bar<L> {
    /// The category.
    pub label: L,
    /// Its cases.
    pub count: u64,
    /// Its part of all cases, 0..1.
    pub share: f64,
    /// The part of all cases in this bar and those before it, 0..1; 1 for the last.
    pub cumulative_share: f64,
}

/// Sorts categories by count, largest first, and adds up their shares of all cases.
///
/// Equal counts keep the order given, which means nothing. Categories without cases are dropped.
/// The rest category ("other", "unknown") comes last however large it is: it is no issue that could
/// be worked on. It is part of the total. No cases give no bars.
pub fn pareto<L: Clone>(rows: &[(L, u64)], is_other: impl Fn(&L) -> bool) -> Vec<Bar<L>> {
    let mut rows: Vec<&(L, u64)> = rows.iter().filter(|(_, count)| *count > 0).collect();
    rows.sort_by_key(|(label, count)| (is_other(label), Reverse(*count)));
    let total = rows.iter().map(|(_, count)| count).sum::<u64>() as f64;
    let mut so_far = 0;
    rows.into_iter()
        .map(|(label, count)| {
            so_far += count;
            Bar { label: label.clone(), count: *count, share: *count as f64 / total, cumulative_share: so_far as f64 / total }
        })
        .collect()
}

/// The first bars that together reach a share of all cases, such as 0.8.
///
/// How many they are is the finding: when most bars are needed there are no "vital few".
pub fn vital_few<L>(bars: &[Bar<L>], share: f64) -> &[Bar<L>] {
    let needed = bars.iter().position(|bar| bar.cumulative_share >= share);
    &bars[..needed.map_or(bars.len(), |last| last + 1)]
}

/// How sure it is that one category truly lies above another of the same exposure.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct RankCertainty {
    /// The chance that the upper rate is truly the higher, 0..1 (Jeffreys prior).
    pub probability_higher: f64,
    /// The two-sided mid-p value of "both rates are equal", by a binomial of one half.
    pub p_two_sided: f64,
}

/// Compares two counts of equal exposure: `1 - I_1/2(x + 1/2, y + 1/2)` for `x` above `y`.
///
/// 120 over 104 is 86 % sure, 80 over 78 only 56 %. Counts are divided by `dispersion` first (below
/// 1 it counts as 1). `None` for ten thousand million cases or more.
pub fn rank_certainty(upper: u64, lower: u64, dispersion: f64) -> Option<RankCertainty> {
    let scale = dispersion.max(1.0);
    let (x, y) = (upper as f64 / scale, lower as f64 / scale);
    // The tails below need room for half a case more on each side.
    tail::is_computable(x + 0.5, y + 0.5).then(|| RankCertainty {
        probability_higher: tail::at_least(y + 0.5, x - 0.5, 0.5, 0.5),
        p_two_sided: tail::doubled(tail::mid_p(x, y, 0.5, 0.5), tail::mid_p(y, x, 0.5, 0.5)),
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn no_cases_give_no_bars() {
        assert!(pareto(&[("fees", 0)], |_| false).is_empty());
        assert!(vital_few::<&str>(&[], 0.8).is_empty());
    }

    #[test]
    fn the_rest_comes_last_even_when_it_is_largest() {
        let bars = pareto(&[("other", 90), ("fees", 6), ("queue", 4)], |label| *label == "other");
        let order: Vec<_> = bars.iter().map(|bar| bar.label).collect();
        assert_eq!(order, ["fees", "queue", "other"]);
        assert!((bars[0].share - 0.06).abs() < 1e-15);
    }

    #[test]
    fn a_share_reached_exactly_is_reached() {
        let bars = pareto(&[("fees", 8), ("queue", 2)], |_| false);
        assert_eq!(vital_few(&bars, 0.8).len(), 1);
        assert_eq!(vital_few(&bars, 0.81).len(), 2);
    }

    #[test]
    fn equal_or_absent_counts_have_no_order() {
        for count in [0, 7] {
            let certainty = rank_certainty(count, count, 1.0).expect("small counts");
            assert!((certainty.probability_higher - 0.5).abs() < 1e-12);
            assert!((certainty.p_two_sided - 1.0).abs() < 1e-12);
        }
    }

    #[test]
    fn dispersion_makes_an_order_less_sure() {
        let plain = rank_certainty(120, 104, 1.0).expect("small counts");
        let spread = rank_certainty(120, 104, 3.0).expect("small counts");
        assert!(spread.probability_higher < plain.probability_higher);
    }

    proptest! {
        #[test]
        fn bars_fall_and_their_shares_add_up(counts in prop::collection::vec(0_u64..500, 0..20)) {
            let rows: Vec<(usize, u64)> = counts.into_iter().enumerate().collect();
            let bars = pareto(&rows, |_| false);
            prop_assert!(bars.is_sorted_by(|a, b| a.count >= b.count));
            prop_assert!(bars.is_sorted_by(|a, b| a.cumulative_share < b.cumulative_share));
            if let Some(last) = bars.last() {
                prop_assert!((last.cumulative_share - 1.0).abs() < f64::EPSILON);
            }
        }
    }
}
