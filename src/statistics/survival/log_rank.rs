//! Whether two groups of cases are closed at different speeds, open cases included.

use serde::Serialize;
use statrs::distribution::{ChiSquared, ContinuousCDF};

use super::Spell;

/// The log-rank test of two groups.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct LogRank {
    /// Cases closed in each group.
    pub observed: [f64; 2],
    /// Cases that would have been closed in each, had both the same chances at every age.
    pub expected: [f64; 2],
    /// The test's chi-squared, one degree of freedom.
    pub chi_squared: f64,
    /// The chance of a difference at least this large between groups that are alike.
    pub p_value: f64,
}

/// The log-rank test (Mantel 1966, Cancer Chemotherapy Reports 50:163), late entries allowed.
///
/// At each age at which a case was closed, the closed are compared with the part of both groups that
/// was open just before. `None` where nothing was closed or all cases are in one group.
pub fn log_rank(first: &[Spell], second: &[Spell]) -> Option<LogRank> {
    let mut ages: Vec<f64> = first.iter().chain(second).filter(|spell| spell.is_closed).map(|spell| spell.duration).collect();
    ages.sort_by(f64::total_cmp);
    ages.dedup();
    let (mut observed, mut expected, mut variance) = ([0.0; 2], [0.0; 2], 0.0);
    let groups = [Group::of(first), Group::of(second)];
    for age in ages {
        let at_risk = [groups[0].at_risk(age), groups[1].at_risk(age)];
        let closed = [groups[0].closed(age), groups[1].closed(age)];
        let (n, d) = (at_risk[0] + at_risk[1], closed[0] + closed[1]);
        for group in 0..2 {
            observed[group] += closed[group];
            expected[group] += d * at_risk[group] / n;
        }
        if n > 1.0 {
            variance += d * (at_risk[0] / n) * (at_risk[1] / n) * (n - d) / (n - 1.0);
        }
    }
    let chi_squared = (observed[0] - expected[0]).powi(2) / variance;
    let p_value = ChiSquared::new(1.0).ok().map(|distribution| distribution.sf(chi_squared))?;
    (variance > 0.0).then_some(LogRank { observed, expected, chi_squared, p_value })
}

/// A group's ages in order, so that each question is a search.
struct Group {
    entries: Vec<f64>,
    ends: Vec<f64>,
    closures: Vec<f64>,
}

impl Group {
    fn of(spells: &[Spell]) -> Self {
        let sorted = |ages: Vec<f64>| {
            let mut ages = ages;
            ages.sort_by(f64::total_cmp);
            ages
        };
        Self {
            entries: sorted(spells.iter().map(|spell| spell.entry.unwrap_or(f64::NEG_INFINITY)).collect()),
            ends: sorted(spells.iter().map(|spell| spell.duration).collect()),
            closures: sorted(spells.iter().filter(|spell| spell.is_closed).map(|spell| spell.duration).collect()),
        }
    }

    fn at_risk(&self, age: f64) -> f64 {
        let entered = self.entries.partition_point(|entry| *entry < age);
        let gone = self.ends.partition_point(|end| *end < age);
        entered as f64 - gone as f64
    }

    fn closed(&self, age: f64) -> f64 {
        (self.closures.partition_point(|closure| *closure <= age) - self.closures.partition_point(|closure| *closure < age)) as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn closed(durations: &[f64]) -> Vec<Spell> {
        durations.iter().map(|&duration| Spell::new(duration, true)).collect()
    }

    #[test]
    fn equal_groups_do_not_differ() {
        let test = log_rank(&closed(&[3.0, 5.0, 8.0]), &closed(&[3.0, 5.0, 8.0])).expect("closures");
        assert!(test.chi_squared.abs() < 1e-12 && (test.p_value - 1.0).abs() < 1e-12);
    }

    #[test]
    fn two_against_two_by_hand() {
        // Ages 1, 2 | 3, 4. At 1: 2 of 4 at risk, expect 1/2; at 2: 1 of 3, expect 1/3; then none.
        // Variance: 1/4 + 2/9 = 17/36; (2 - 5/6)^2 / (17/36) = 2.882.
        let test = log_rank(&closed(&[1.0, 2.0]), &closed(&[3.0, 4.0])).expect("closures");
        assert!((test.expected[0] - 5.0 / 6.0).abs() < 1e-12);
        assert!((test.chi_squared - (7.0_f64 / 6.0).powi(2) / (17.0 / 36.0)).abs() < 1e-12);
    }

    #[test]
    fn without_closures_or_a_second_group_there_is_no_test() {
        assert_eq!(log_rank(&[Spell::new(4.0, false)], &[Spell::new(5.0, false)]), None);
        assert_eq!(log_rank(&closed(&[1.0, 2.0]), &[]), None);
    }
}
