//! Funnel plots: does a team differ from all teams by more than its few cases explain?
//!
//! Spiegelhalter 2005 (Stat Med 24:1185). The funnel is drawn round what all teams have together;
//! inside it, the order of teams is chance, so nothing here ranks them. Beyond the 95 % limits one
//! looks, beyond the 99.8 % limits a team stands apart. Case mix is not allowed for.

use serde::Serialize;
use statrs::distribution::{Binomial, Discrete, DiscreteCDF};

use super::poisson::gamma_quantile;

/// A tenth of the teams on each side count as no further out than the next one (Spiegelhalter 2012).
pub const WINSORISED_SHARE: f64 = 0.1;

/// With fewer teams than this their own variation cannot be told, and limits are exact ones.
pub const LEAST_TEAMS_FOR_VARIATION: usize = 10;

/// A pair of limits: 95 % to look, 99.8 % to stand apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// One steady team in twenty lies outside.
    P95,
    /// One in five hundred.
    P99_8,
}

impl Level {
    /// The normal deviate, to six decimals as the published implementations have it.
    fn z(self) -> f64 {
        match self {
            Self::P95 => 1.959_964,
            Self::P99_8 => 3.090_232,
        }
    }

    /// The chance below the lower limit.
    fn tail(self) -> f64 {
        match self {
            Self::P95 => 0.025,
            Self::P99_8 => 0.001,
        }
    }
}

/// Lower and upper limit of a team.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct FunnelLimits {
    /// Below it lies what stands apart.
    pub lower: f64,
    /// Above it.
    pub upper: f64,
}

impl FunnelLimits {
    /// Strictly beyond a limit.
    pub fn excludes(&self, value: f64) -> bool {
        value < self.lower || value > self.upper
    }
}

/// How much the teams vary beyond chance.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Variation {
    /// Each team's distance from the target in standard deviations.
    pub z: Vec<f64>,
    /// The same, with the outermost drawn in.
    pub z_winsorised: Vec<f64>,
    /// The mean of their squares: about 1 where only chance is at work.
    pub phi: f64,
    /// The variance between teams that is added to the limits; 0 where chance explains it all.
    pub tau_squared: f64,
}

/// A funnel of shares, each `(with the property, of)`: late cases of a team's cases, say.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ShareFunnel {
    /// The share of all teams together.
    pub target: f64,
    /// How the teams vary.
    pub variation: Variation,
    sizes: Vec<u64>,
}

impl ShareFunnel {
    /// The funnel of these teams; teams without cases must be left out before.
    ///
    /// Shares are put on the arcsine scale, where their deviation is `1 / (2 sqrt(n))`. `None` without
    /// teams, or where one has no cases or more with the property than it has.
    pub fn new(teams: &[(u64, u64)], winsorised_share: f64) -> Option<Self> {
        let (with, all) = teams.iter().fold((0, 0), |(with, all), (y, n)| (with + y, all + n));
        if all == 0 || teams.iter().any(|(y, n)| *n == 0 || y > n) {
            return None;
        }
        let target = with as f64 / all as f64;
        let angle = |y: u64, n: u64| (y as f64 / n as f64).sqrt().asin();
        let z: Vec<f64> = teams.iter().map(|&(y, n)| (angle(y, n) - target.sqrt().asin()) * 2.0 * (n as f64).sqrt()).collect();
        let precision: Vec<f64> = teams.iter().map(|(_, n)| 4.0 * *n as f64).collect();
        let variation = variation(z, &precision, winsorised_share);
        Some(Self { target, variation, sizes: teams.iter().map(|(_, n)| *n).collect() })
    }

    /// The limits of each team where only chance is at work, on the arcsine scale.
    pub fn limits(&self, level: Level) -> Vec<FunnelLimits> {
        self.around(level, 0.0)
    }

    /// The limits that allow for the variation between teams as well.
    pub fn limits_with_variation(&self, level: Level) -> Vec<FunnelLimits> {
        self.around(level, self.variation.tau_squared)
    }

    /// The exact limits of each team: binomial quantiles, interpolated so that they are smooth.
    pub fn exact_limits(&self, level: Level) -> Vec<FunnelLimits> {
        self.sizes.iter().map(|n| exact_limits(self.target, *n, level)).collect()
    }

    fn around(&self, level: Level, tau_squared: f64) -> Vec<FunnelLimits> {
        let centre = self.target.sqrt().asin();
        let back = |angle: f64| angle.clamp(0.0, std::f64::consts::FRAC_PI_2).sin().powi(2);
        let limits = |n: &u64| {
            let reach = level.z() * (1.0 / (4.0 * *n as f64) + tau_squared).sqrt();
            FunnelLimits { lower: back(centre - reach), upper: back(centre + reach) }
        };
        self.sizes.iter().map(limits).collect()
    }
}

/// Exact limits of a share with this target in `n` cases (Spiegelhalter 2005, appendix A.1.1).
///
/// The quantile `r` of the binomial, less `alpha = (P(R <= r) - p) / P(R = r)`, over `n`; within 0..1.
pub fn exact_limits(target: f64, n: u64, level: Level) -> FunnelLimits {
    let Ok(binomial) = Binomial::new(target, n) else { return FunnelLimits { lower: 0.0, upper: 1.0 } };
    let limit = |p: f64| {
        let r = binomial.inverse_cdf(p);
        let alpha = (binomial.cdf(r) - p) / binomial.pmf(r);
        ((r as f64 - alpha) / n as f64).clamp(0.0, 1.0)
    };
    FunnelLimits { lower: limit(level.tail()), upper: limit(1.0 - level.tail()) }
}

/// A funnel of counts over what was to be expected of each team.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RatioFunnel {
    /// Observed over expected.
    pub ratios: Vec<f64>,
    /// How the teams vary.
    pub variation: Variation,
    expected: Vec<f64>,
}

impl RatioFunnel {
    /// The funnel of teams, each `(observed, expected)`, around a ratio of 1.
    ///
    /// Ratios are put on the log scale, where their deviation is `1 / sqrt(expected)`. A team without
    /// a case counts as half a case there. `None` without teams or where one expects nothing.
    pub fn new(teams: &[(u64, f64)], winsorised_share: f64) -> Option<Self> {
        if teams.is_empty() || teams.iter().any(|(_, expected)| !(*expected > 0.0 && expected.is_finite())) {
            return None;
        }
        let ratio = |observed: u64, expected: f64| (observed as f64).max(0.5) / expected;
        let z = teams.iter().map(|&(observed, expected)| ratio(observed, expected).ln() * expected.sqrt()).collect();
        let expected: Vec<f64> = teams.iter().map(|(_, expected)| *expected).collect();
        let ratios = teams.iter().map(|(observed, expected)| *observed as f64 / expected).collect();
        Some(Self { ratios, variation: variation(z, &expected, winsorised_share), expected })
    }

    /// The exact Poisson limits of each team (gamma quantiles), as ratios.
    pub fn limits(&self, level: Level) -> Vec<FunnelLimits> {
        let limits =
            |e: &f64| FunnelLimits { lower: gamma_quantile(*e, level.tail()) / e, upper: gamma_quantile(e + 1.0, 1.0 - level.tail()) / e };
        self.expected.iter().map(limits).collect()
    }

    /// The limits that allow for the variation between teams as well, on the log scale.
    pub fn limits_with_variation(&self, level: Level) -> Vec<FunnelLimits> {
        let limits = |e: &f64| {
            let reach = level.z() * (1.0 / e + self.variation.tau_squared).sqrt();
            FunnelLimits { lower: (-reach).exp(), upper: reach.exp() }
        };
        self.expected.iter().map(limits).collect()
    }
}

/// `tau2 = (n phi - (n - 1)) / (sum w - sum w^2 / sum w)` with `w = 1 / s^2`, at least 0.
fn variation(z: Vec<f64>, precision: &[f64], winsorised_share: f64) -> Variation {
    let (low, high) = (quantile(&z, winsorised_share), quantile(&z, 1.0 - winsorised_share));
    let z_winsorised: Vec<f64> = z.iter().map(|z| z.clamp(low, high)).collect();
    let n = z.len() as f64;
    let phi = z_winsorised.iter().map(|z| z * z).sum::<f64>() / n;
    let sum: f64 = precision.iter().sum();
    let squares: f64 = precision.iter().map(|w| w * w).sum();
    let spread = sum - squares / sum;
    let tau_squared = if spread > 0.0 { ((n * phi - (n - 1.0)) / spread).max(0.0) } else { 0.0 };
    Variation { z, z_winsorised, phi, tau_squared }
}

/// The sample quantile of type 7: linear between the order statistics.
fn quantile(values: &[f64], share: f64) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let place = (sorted.len() - 1) as f64 * share;
    let (below, part) = (place.floor() as usize, place.fract());
    let above = (below + 1).min(sorted.len() - 1);
    sorted[below] + part * (sorted[above] - sorted[below])
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn equal_teams_are_inside_whatever_their_size() {
        let funnel = ShareFunnel::new(&[(1, 10), (10, 100), (100, 1000)], WINSORISED_SHARE).expect("teams");
        assert!((funnel.target - 0.1).abs() < 1e-12 && funnel.variation.tau_squared.abs() < 1e-12);
        for level in [Level::P95, Level::P99_8] {
            assert!(funnel.exact_limits(level).iter().all(|limits| !limits.excludes(0.1)));
        }
    }

    #[test]
    fn exact_limits_of_ten_coins_by_hand() {
        // P(R <= 1) = 11/1024 < 0.025 <= P(R <= 2) = 56/1024, P(R = 2) = 45/1024.
        let alpha = (56.0 / 1024.0 - 0.025) / (45.0 / 1024.0);
        let limits = exact_limits(0.5, 10, Level::P95);
        assert!((limits.lower - (2.0 - alpha) / 10.0).abs() < 1e-12);
    }

    #[test]
    fn teams_without_cases_or_with_too_many_are_refused() {
        assert_eq!(ShareFunnel::new(&[], 0.1), None);
        assert_eq!(ShareFunnel::new(&[(0, 0)], 0.1), None);
        assert_eq!(ShareFunnel::new(&[(3, 2)], 0.1), None);
        assert_eq!(RatioFunnel::new(&[(3, 0.0)], 0.1), None);
    }

    proptest! {
        #[test]
        fn allowing_for_variation_never_narrows(teams in prop::collection::vec((0_u64..50, 50_u64..300), 2..20)) {
            let Some(funnel) = ShareFunnel::new(&teams, WINSORISED_SHARE) else { return Ok(()) };
            for (plain, wide) in funnel.limits(Level::P95).iter().zip(funnel.limits_with_variation(Level::P95)) {
                prop_assert!(wide.lower <= plain.lower && plain.upper <= wide.upper);
                prop_assert!(0.0 <= wide.lower && wide.upper <= 1.0);
            }
        }
    }
}
