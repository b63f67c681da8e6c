//! Intervals for a count of independent events, and for the rate it makes.

use statrs::distribution::{Continuous, ContinuousCDF, Gamma};
use statrs::function::gamma::ln_gamma;

use super::interval::{Confidence, Interval};
use super::tally::Tally;

/// Up to this count the gamma quantile behind Garwood's limits was checked to nine digits; beyond
/// it Byar's approximation is closer than that and cannot be slow.
const MAX_EXACT_COUNT: u64 = 100_000;

/// The exact interval of Garwood 1936 (Biometrika 28:437) for the mean behind `count` events.
///
/// Half the chi-square quantiles: `qchisq(tail, 2x) / 2` to `qchisq(1 - tail, 2x + 2) / 2`. No
/// events give 0 to 3.689 at 95 %. Right only where events come singly; a burst that belongs
/// together needs [`super::dispersion`]. Above 100 000 events the answer is [`byar`], which
/// differs there by less than one part in a thousand million.
pub fn garwood(count: u64, confidence: Confidence) -> Interval {
    if count > MAX_EXACT_COUNT {
        return byar(count, confidence);
    }
    let (x, tail) = (count as f64, confidence.tail());
    let lower = if count == 0 { 0.0 } else { gamma_quantile(x, tail) };
    Interval { lower, upper: gamma_quantile(x + 1.0, 1.0 - tail) }
}

/// Byar's approximation as English public health uses it: `x` below and `x + 1` above.
///
/// Breslow & Day 1987, Statistical Methods in Cancer Research II, p. 69. For checking published
/// figures; [`garwood`] is exact and as easy.
pub fn byar(count: u64, confidence: Confidence) -> Interval {
    let (x, z) = (count as f64, confidence.z());
    let lower = if count == 0 { 0.0 } else { wilson_hilferty(x, -z) };
    Interval { lower, upper: wilson_hilferty(x + 1.0, z) }
}

/// The other variant in print under Byar's name: `x + 1/2` in both limits (Rothman & Boice 1979).
///
/// It approximates the mid-p interval and is narrower than [`byar`]. The lower limit of no events
/// would be negative and is 0.
pub fn byar_midpoint(count: u64, confidence: Confidence) -> Interval {
    let (x, z) = (count as f64 + 0.5, confidence.z());
    Interval { lower: wilson_hilferty(x, -z).max(0.0), upper: wilson_hilferty(x, z) }
}

/// The interval of [`garwood`] for a rate: events per unit of the tally's exposure.
pub fn rate_interval(tally: Tally, confidence: Confidence) -> Interval {
    garwood(tally.count(), confidence).divided_by(tally.exposure())
}

/// The gamma quantile by the cube-root normal approximation of Wilson & Hilferty 1931.
fn wilson_hilferty(x: f64, z: f64) -> f64 {
    let root = 1.0 - 1.0 / (9.0 * x) + z / (3.0 * x.sqrt());
    x * root.powi(3)
}

/// The quantile of a gamma distribution of scale one: half of that of chi-squared with twice the degrees of freedom.
///
/// Where next to nothing is expected it lies next to zero, where a search that is exact to some decimal places finds none of
/// its digits; there the beginning of the series `P(a, x) = x^a / Γ(a + 1) (1 - a x / (a + 1) + ...)` is solved (DLMF 8.7.1).
pub(super) fn gamma_quantile(shape: f64, p: f64) -> f64 {
    let near_zero = ((p.ln() + ln_gamma(shape + 1.0)) / shape).exp();
    if near_zero < NEAR_ZERO {
        return near_zero * (1.0 + near_zero / (shape + 1.0));
    }
    let Ok(gamma) = Gamma::new(shape, 1.0) else { return f64::NAN };
    // Newton's steps make the last digits good.
    (0..2).fold(gamma.inverse_cdf(p), |found, _| {
        let slope = gamma.pdf(found);
        if slope > 0.0 { found - (gamma.cdf(found) - p) / slope } else { found }
    })
}

/// Below this the next term of the series is none of the digits that are asked for.
const NEAR_ZERO: f64 = 1e-5;

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_limits_of_next_to_nothing_are_found_to_their_last_digits() {
        // Shape 1 is the exponential distribution: its quantile is -ln(1 - p). Shape 1/2 is half the square of a normal number,
        // so that P = erf(sqrt x); of a shape a so small that x^a is all, x = (p Γ(a + 1))^(1/a).
        assert!((gamma_quantile(1.0, 0.001) / -f64::ln_1p(-0.001) - 1.0).abs() < 1e-12);
        assert!((gamma_quantile(1.0, 1e-8) / -f64::ln_1p(-1e-8) - 1.0).abs() < 1e-12);
        let x = gamma_quantile(0.5, 0.025);
        assert!((statrs::function::erf::erf(x.sqrt()) / 0.025 - 1.0).abs() < 1e-9, "{x}");
        let tiny = gamma_quantile(0.01, 0.025);
        assert!((tiny.ln() / ((0.025_f64.ln() + ln_gamma(1.01)) / 0.01) - 1.0).abs() < 1e-12, "{tiny}");
    }

    #[test]
    fn no_events_are_not_a_rate_of_zero_for_certain() {
        // The mean m at which nothing happens with chance 0.025: exp(-m) = 0.025.
        let interval = garwood(0, Confidence::P95);
        assert!(interval.lower.abs() < f64::EPSILON);
        assert!((interval.upper - -(0.025_f64.ln())).abs() < 1e-9);
    }

    #[test]
    fn the_approximation_takes_over_without_a_jump() {
        let exact = garwood(MAX_EXACT_COUNT, Confidence::P95);
        let approximate = byar(MAX_EXACT_COUNT, Confidence::P95);
        assert!((exact.lower / approximate.lower - 1.0).abs() < 1e-8, "{exact:?} {approximate:?}");
        assert!((exact.upper / approximate.upper - 1.0).abs() < 1e-8, "{exact:?} {approximate:?}");
    }

    #[test]
    fn the_largest_count_is_answered_at_once() {
        assert!(garwood(u64::MAX, Confidence::P95).upper.is_finite());
    }

    proptest! {
        #[test]
        fn the_interval_contains_the_count_and_rises_with_it(count in 0_u64..200_000) {
            let interval = garwood(count, Confidence::P95);
            let next = garwood(count + 1, Confidence::P95);
            prop_assert!(interval.contains(count as f64), "{interval:?}");
            prop_assert!(interval.lower < next.lower && interval.upper < next.upper);
        }

        #[test]
        fn a_rate_scales_with_its_exposure(count in 0_u64..1000, exposure in 0.1..1e6_f64) {
            let once = Tally::new(count, exposure).expect("positive");
            let twice = Tally::new(count, 2.0 * exposure).expect("positive");
            let (once, twice) =
                (rate_interval(once, Confidence::P95), rate_interval(twice, Confidence::P95));
            prop_assert!((once.upper / twice.upper - 2.0).abs() < 1e-12);
        }
    }
}
