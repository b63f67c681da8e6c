//! The regularised incomplete beta function, also where library code fails.
//!
//! `I_x(a, b)` is the area of a beta density below `x`, and by a well-known identity the tail of a
//! binomial. The routine of the statistics library in use loses all digits for shapes beyond about
//! a million and its inverse may not return, so the function is computed here: the density from
//! deviances that do not cancel (Loader 2000, "Fast and accurate computation of binomial
//! probabilities"), times the continued fraction DLMF 8.17.22 by Lentz's method.
//!
//! It never hangs and never guesses: outside its range the answer is NaN, which the callers within
//! this module turn into `None`.

#![expect(clippy::many_single_char_names, reason = "the names of the formulas")]

use std::f64::consts::TAU;

use statrs::function::gamma::ln_gamma;

/// The largest `a + b` computed: ten thousand million cases, far beyond any complaints register.
pub(super) const MAX_SHAPE_SUM: f64 = 1e10;

/// The fraction needs terms in the order of `sqrt(a + b)`; some ten times that for the largest sum.
const MAX_TERMS: u32 = 1_000_000;

/// A factor this close to one changes nothing more.
const CONVERGED: f64 = 1e-15;

/// From here on five terms of Stirling's series leave an error below 1e-13.
const STIRLING_SERIES_FROM: f64 = 10.0;

/// `I_x(a, b)`, with `y = 1 - x` given separately so that neither loses digits near zero.
///
/// NaN unless `a` and `b` are positive and sum to at most [`MAX_SHAPE_SUM`].
pub(super) fn regularised(a: f64, b: f64, x: f64, y: f64) -> f64 {
    if !(a > 0.0 && b > 0.0 && a + b <= MAX_SHAPE_SUM) {
        return f64::NAN;
    }
    if x <= 0.0 {
        0.0
    } else if y <= 0.0 {
        1.0
    } else if x < (a + 1.0) / (a + b + 2.0) {
        area_below(a, b, x, y)
    } else {
        1.0 - area_below(b, a, y, x)
    }
}

/// `x^a y^b / (a B(a, b))` times the continued fraction; converges fast for `x` below the mean.
fn area_below(a: f64, b: f64, x: f64, y: f64) -> f64 {
    binomial_density(a, b, x, y) * b / (a + b) * continued_fraction(a, b, x)
}

/// `Gamma(n + 1) / (Gamma(a + 1) Gamma(b + 1)) x^a y^b` with `n = a + b`, for real `a` and `b`.
fn binomial_density(a: f64, b: f64, x: f64, y: f64) -> f64 {
    let n = a + b;
    let exponent = stirling_error(n) - stirling_error(a) - stirling_error(b) - deviance(a, n * x) - deviance(b, n * y);
    exponent.exp() * (n / (TAU * a * b)).sqrt()
}

/// What Stirling's formula misses: `ln Gamma(z + 1) - ln(sqrt(2 pi z) (z / e)^z)`.
fn stirling_error(z: f64) -> f64 {
    if z < STIRLING_SERIES_FROM {
        return ln_gamma(z + 1.0) - (z + 0.5) * z.ln() + z - TAU.ln() / 2.0;
    }
    let w = 1.0 / (z * z);
    let series = 1.0 / 12.0 - w * (1.0 / 360.0 - w * (1.0 / 1260.0 - w * (1.0 / 1680.0 - w / 1188.0)));
    series / z
}

/// `k ln(k / expected) + expected - k`, without cancellation where `k` is near `expected`.
fn deviance(k: f64, expected: f64) -> f64 {
    let v = (k - expected) / (k + expected);
    if v.abs() > 0.1 {
        return k * (k / expected).ln() + expected - k;
    }
    // ln(k / expected) = 2 (v + v^3/3 + v^5/5 + ...), and 2kv + expected - k = (k - expected) v.
    let mut power = v * v * v;
    let mut series = 0.0;
    for odd in [3.0, 5.0, 7.0, 9.0, 11.0, 13.0, 15.0, 17.0] {
        series += power / odd;
        power *= v * v;
    }
    (k - expected) * v + 2.0 * k * series
}

/// The continued fraction of DLMF 8.17.22; NaN where it does not settle in [`MAX_TERMS`].
fn continued_fraction(a: f64, b: f64, x: f64) -> f64 {
    let mut c = 1.0;
    let mut d = 1.0 / away_from_zero(1.0 - (a + b) * x / (a + 1.0));
    let mut value = d;
    for m in 1..=MAX_TERMS {
        let m = f64::from(m);
        let even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        let mut change = 1.0;
        for term in [even, odd] {
            d = 1.0 / away_from_zero(1.0 + term * d);
            c = away_from_zero(1.0 + term / c);
            change = c * d;
            value *= change;
        }
        if (change - 1.0).abs() <= CONVERGED {
            return value;
        }
    }
    f64::NAN
}

/// Lentz's method divides by this, so an exact zero becomes a very small number.
fn away_from_zero(value: f64) -> f64 {
    if value.abs() < f64::MIN_POSITIVE { f64::MIN_POSITIVE } else { value }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(got: f64, expected: f64, relative: f64) {
        assert!((got / expected - 1.0).abs() < relative, "{got} is not {expected}");
    }

    #[test]
    fn shape_one_is_a_plain_power() {
        // I_x(a, 1) = x^a and I_x(1, b) = 1 - (1 - x)^b.
        close(regularised(7.0, 1.0, 0.9, 0.1), 0.9_f64.powi(7), 1e-12);
        close(regularised(1.0, 5.0, 0.2, 0.8), 1.0 - 0.8_f64.powi(5), 1e-12);
    }

    #[test]
    fn the_ends_are_exact() {
        assert!(regularised(3.0, 4.0, 0.0, 1.0).abs() < f64::EPSILON);
        assert!((regularised(3.0, 4.0, 1.0, 0.0) - 1.0).abs() < f64::EPSILON);
    }

    #[test]
    fn both_sides_sum_to_one() {
        for (a, b, x) in [(0.3, 0.7, 0.2), (12.0, 988.0, 0.013), (2.5, 4e6, 1e-6)] {
            close(regularised(a, b, x, 1.0 - x) + regularised(b, a, 1.0 - x, x), 1.0, 1e-12);
        }
    }

    #[test]
    fn large_shapes_keep_their_digits() {
        // Summed term by term in 40 digits (mpmath 1.3.0).
        let cases = [
            (12.0, 1e6, 1e-5, 0.303_235_796_138_380_84),
            (0.4, 3.2, 0.25, 0.850_135_969_618_414_2),
            (20.5, 30.25, 0.7, 0.999_993_352_324_004_3),
            (300.0, 200.0, 0.45, 8.611_159_912_107_467e-12),
            (5000.0, 995_001.0, 0.0051, 0.921_202_780_632_539_2),
            (5000.0, 995_001.0, 0.004_95, 0.239_940_882_614_207_1),
            (5e5, 5e5, 0.4995, 0.158_655_253_931_426_8),
            (5e6, 5e6, 0.4999, 0.263_544_631_531_418_26),
            (1e6, 9e6, 0.0999, 0.145_913_090_774_167_2),
            (3.0, 1e9, 1e-9, 0.080_301_397_347_303_78),
            (5e7, 5e7, 0.499_95, 0.158_655_253_931_457_05),
        ];
        for (a, b, x, expected) in cases {
            close(regularised(a, b, x, 1.0 - x), expected, 1e-9);
        }
    }

    #[test]
    fn the_largest_shapes_are_answered_near_and_far_from_the_mean() {
        let half = MAX_SHAPE_SUM / 2.0;
        for x in [0.4999, 0.499_99, 0.5, 0.500_001] {
            assert!((0.0..=1.0).contains(&regularised(half, half, x, 1.0 - x)), "{x}");
        }
        for (a, x) in [(1.0, 1e-10), (2.0, 3e-10), (1000.0, 1e-7)] {
            let (low, high) = (regularised(a, MAX_SHAPE_SUM - a, x, 1.0 - x), 1.0 - x);
            // Near the mean of so lopsided a density the fraction keeps seven digits.
            close(low + regularised(MAX_SHAPE_SUM - a, a, high, x), 1.0, 1e-7);
        }
    }

    #[test]
    fn what_is_out_of_range_is_not_a_number() {
        for (a, b) in [(0.0, 1.0), (1.0, -1.0), (1e10, 1e10), (f64::NAN, 1.0)] {
            assert!(regularised(a, b, 0.5, 0.5).is_nan());
        }
    }
}
