//! Finding where a monotone statement becomes true.

/// The least number in `low..=high` at which `is_reached` holds, found by halving.
///
/// `is_reached` must be false below that number and true from it on; where it never holds the
/// answer is `high`. Halving stops at a bracket of relative width `within`; 0 means at the last
/// bit. Each step halves the bracket, so the search ends whatever `is_reached` says.
pub(super) fn first_where(low: f64, high: f64, within: f64, is_reached: impl Fn(f64) -> bool) -> f64 {
    let (mut low, mut high) = (low, high);
    loop {
        let middle = low + (high - low) / 2.0;
        if !(middle > low && middle < high) || high - low <= within * high {
            return high;
        }
        if is_reached(middle) {
            high = middle;
        } else {
            low = middle;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_square_root_of_two_is_found_to_the_last_bit() {
        let root = first_where(0.0, 2.0, 0.0, |x| x * x >= 2.0);
        assert!((root - 2.0_f64.sqrt()).abs() <= f64::EPSILON);
    }

    #[test]
    fn a_statement_that_never_holds_ends_at_the_upper_end() {
        assert!((first_where(0.0, 1.0, 0.0, |_| false) - 1.0).abs() < f64::EPSILON);
    }

    #[test]
    fn a_tiny_root_keeps_its_leading_digits() {
        let root = first_where(0.0, 1.0, 0.0, |x| x >= 3e-12);
        assert!((root / 3e-12 - 1.0).abs() < 1e-12);
    }
}
