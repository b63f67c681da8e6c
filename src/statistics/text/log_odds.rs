//! Which phrases are more frequent now than before, allowing for how rare they are anyway.
//!
//! Log-odds with an informative Dirichlet prior (Monroe, Colaresi & Quinn 2008, Political Analysis
//! 16:372): a phrase that was used twice and is used five times does not beat one that rose from 200
//! to 300. Give it documents, not occurrences: one angry letter says a word thirty times.

use serde::Serialize;

/// A phrase in two periods and in the background.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Usage {
    /// Documents now.
    pub now: f64,
    /// Documents before.
    pub before: f64,
    /// The weight of the phrase in the prior: its pseudo-count.
    pub prior: f64,
}

/// How far a phrase has moved.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct LogOdds {
    /// The log-odds now less those before.
    pub delta: f64,
    /// Its variance, by all four terms.
    pub variance: f64,
    /// Its variance by the two terms of the original paper; larger z for very common phrases.
    pub short_variance: f64,
}

impl LogOdds {
    /// The change in standard deviations, by all four terms.
    pub fn z(&self) -> f64 {
        self.delta / self.variance.sqrt()
    }

    /// The same by the two terms of the paper.
    pub fn short_z(&self) -> f64 {
        self.delta / self.short_variance.sqrt()
    }
}

/// The prior of each phrase: its share of the background times the prior's whole weight.
pub fn informative_prior(background: &[f64], weight: f64) -> Vec<f64> {
    let total: f64 = background.iter().sum();
    background.iter().map(|count| weight * count / total).collect()
}

/// The change of each phrase; totals are taken over all phrases given.
///
/// `delta = ln((y1 + a) / (n1 + a0 - y1 - a)) - ln((y2 + a) / (n2 + a0 - y2 - a))`, its variance
/// `1/(y1 + a) + 1/(y2 + a) + 1/(n1 + a0 - y1 - a) + 1/(n2 + a0 - y2 - a)`.
pub fn log_odds(usages: &[Usage]) -> Vec<LogOdds> {
    let total = |of: fn(&Usage) -> f64| usages.iter().map(of).sum::<f64>();
    let (now, before, prior) = (total(|usage| usage.now), total(|usage| usage.before), total(|usage| usage.prior));
    let one = |usage: &Usage| {
        let (y1, y2) = (usage.now + usage.prior, usage.before + usage.prior);
        let (rest1, rest2) = (now + prior - y1, before + prior - y2);
        let short_variance = 1.0 / y1 + 1.0 / y2;
        LogOdds { delta: (y1 / rest1).ln() - (y2 / rest2).ln(), variance: short_variance + 1.0 / rest1 + 1.0 / rest2, short_variance }
    };
    usages.iter().map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_share_has_not_moved() {
        let usages = [Usage { now: 10.0, before: 20.0, prior: 0.0 }, Usage { now: 30.0, before: 60.0, prior: 0.0 }];
        assert!(log_odds(&usages)[0].delta.abs() < 1e-12);
    }

    #[test]
    fn one_phrase_by_hand() {
        // (6 / 4) against (3 / 7), prior 1 and 1.
        let usages = [Usage { now: 5.0, before: 2.0, prior: 1.0 }, Usage { now: 3.0, before: 6.0, prior: 1.0 }];
        let found = log_odds(&usages)[0];
        assert!((found.delta - ((6.0_f64 / 4.0).ln() - (3.0_f64 / 7.0).ln())).abs() < 1e-12);
        assert!((found.variance - (1.0 / 6.0 + 1.0 / 3.0 + 1.0 / 4.0 + 1.0 / 7.0)).abs() < 1e-12);
    }

    #[test]
    fn the_prior_is_shared_out_by_the_background() {
        assert_eq!(informative_prior(&[30.0, 10.0], 8.0), [6.0, 2.0]);
    }
}
