//! Two looks at a category: against all of its past, and against the past without the last half-year.
//!
//! A rise that began some months ago is in its own baseline: it lifts what is usual and widens what
//! counts as chance, and so hides itself. Outbreak detection leaves the last 26 weeks out of the
//! baseline for that reason (Farrington 1996; Noufaily 2013). Here both looks are taken. Each
//! p-value is doubled for there being two (Bonferroni), before the correction for many categories,
//! so that looking twice lists no more noise than looking once.

use crate::statistics::emerging::{Direction, Finding, Standing, Thresholds};
use crate::statistics::multiplicity::benjamini_hochberg;

/// What two looks say of a category.
#[derive(Debug, Clone, Copy)]
pub struct Seen {
    /// The look that decides, with its q-value and standing after the correction for two.
    pub finding: Finding,
    /// Whether it is the look at the past without the last half-year.
    pub is_earlier: bool,
}

/// Takes both looks together, category by category; `newest` are their newest counts.
///
/// A category without an earlier look (too short a past) has one look, and its p-value is not doubled.
pub fn both(all: &[Finding], earlier: &[Option<Finding>], newest: &[u64], direction: Direction, thresholds: &Thresholds) -> Vec<Seen> {
    let doubled = |p_value: Option<f64>| p_value.map_or(f64::NAN, |p_value| (2.0 * p_value).min(1.0));
    let looks = |(finding, earlier): (&Finding, &Option<Finding>)| match earlier {
        None => (finding.p_value.unwrap_or(f64::NAN), finding.p_value.unwrap_or(f64::NAN)),
        Some(earlier) => (doubled(finding.p_value), doubled(finding.p_value).min(doubled(earlier.p_value))),
    };
    let (of_all, of_either): (Vec<f64>, Vec<f64>) = all.iter().zip(earlier).map(looks).unzip();
    let (q_all, q_either) = (benjamini_hochberg(&of_all), benjamini_hochberg(&of_either));
    (0..all.len())
        .map(|place| {
            let judged = |finding: &Finding, q_value: f64| {
                let q_value = (!q_value.is_nan()).then_some(q_value);
                let finding = Finding { q_value, ..*finding };
                Finding { standing: standing(&finding, newest[place], direction, thresholds), ..finding }
            };
            let one = judged(&all[place], q_all[place]);
            let Some(earlier) = &earlier[place] else { return Seen { finding: one, is_earlier: false } };
            let other = judged(earlier, q_either[place]);
            let is_earlier = match (one.standing, other.standing) {
                (Standing::Listed, _) => false,
                (_, Standing::Listed) => true,
                (Standing::Watch, _) => false,
                (_, standing) => standing == Standing::Watch,
            };
            Seen { finding: if is_earlier { other } else { one }, is_earlier }
        })
        .collect()
}

/// As [`crate::statistics::emerging::assess`] says it, for a q-value that was corrected further.
fn standing(finding: &Finding, newest: u64, direction: Direction, thresholds: &Thresholds) -> Standing {
    let Some(q_value) = finding.q_value else { return Standing::Untestable };
    let extra = newest as f64 - finding.expected_count.unwrap_or(0.0);
    let (extra, ratio) = match direction {
        Direction::Higher => (extra, finding.ratio),
        Direction::Lower => (-extra, finding.ratio.map(f64::recip)),
    };
    let is_material = extra >= thresholds.least_cases && ratio.is_none_or(|ratio| ratio >= thresholds.least_ratio);
    match q_value {
        q_value if q_value >= thresholds.watch_below => Standing::Quiet,
        _ if !is_material => Standing::TooSmallToMatter,
        q_value if q_value < thresholds.list_below => Standing::Listed,
        _ => Standing::Watch,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finding(p_value: f64, expected: f64, newest: f64) -> Finding {
        Finding {
            standing: Standing::Quiet,
            ratio: Some(newest / expected),
            ratio_interval: None,
            expected_count: Some(expected),
            dispersion: 1.0,
            p_value: Some(p_value),
            q_value: None,
        }
    }

    #[test]
    fn what_hides_in_its_own_past_is_found_by_the_earlier_look() {
        let (all, earlier) = ([finding(0.2, 35.0, 60.0), finding(0.4, 30.0, 31.0)], [finding(0.001, 30.0, 60.0), finding(0.3, 30.0, 31.0)]);
        let seen = both(&all, &earlier.map(Some), &[60, 31], Direction::Higher, &Thresholds::default());
        // Twice 0.001, times two categories over rank one.
        assert!(seen[0].is_earlier && (seen[0].finding.q_value.unwrap() - 0.004).abs() < 1e-12);
        assert_eq!((seen[0].finding.standing, seen[1].finding.standing), (Standing::Listed, Standing::Quiet));
        assert!(!seen[1].is_earlier);
    }

    #[test]
    fn the_look_at_all_of_the_past_decides_where_it_can() {
        let seen =
            both(&[finding(0.001, 35.0, 60.0)], &[Some(finding(0.000_1, 30.0, 60.0))], &[60], Direction::Higher, &Thresholds::default());
        assert!(!seen[0].is_earlier && (seen[0].finding.q_value.unwrap() - 0.002).abs() < 1e-12);
    }

    #[test]
    fn a_short_past_switches_off_the_second_look_of_its_own_category_alone() {
        let all = [finding(0.2, 35.0, 60.0), finding(0.004, 30.0, 60.0)];
        let seen = both(&all, &[Some(finding(0.001, 30.0, 60.0)), None], &[60, 60], Direction::Higher, &Thresholds::default());
        assert!(seen[0].is_earlier && (seen[0].finding.q_value.unwrap() - 0.004).abs() < 1e-12);
        // One look: 0.004 is not doubled, and of two it is the first by the look at all of the past.
        assert!(!seen[1].is_earlier && (seen[1].finding.q_value.unwrap() - 0.008).abs() < 1e-12);
    }

    #[test]
    fn a_certain_trifle_does_not_matter() {
        let seen = both(
            &[finding(1e-9, 1_000.0, 1_100.0)],
            &[Some(finding(1e-9, 1_000.0, 1_100.0))],
            &[1_100],
            Direction::Higher,
            &Thresholds::default(),
        );
        assert_eq!(seen[0].finding.standing, Standing::TooSmallToMatter);
    }
}
