//! Many tests at once: how to list findings without listing mostly noise.

/// The q-values of Benjamini & Hochberg 1995 (JRSS B 57:289), in the order of `p_values`.
///
/// `q(i) = min over j >= i of m p(j) / j`, at most 1. Listing all with `q < 0.05` means that about
/// one listed finding in twenty is expected to be noise, and with an estimated dispersion rather
/// two in twenty. A p-value that is not a number is no test: it stays so and counts for nothing.
///
/// Give only tests that could have shown something: an untestable category dilutes the others.
pub fn benjamini_hochberg(p_values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..p_values.len()).filter(|&i| !p_values[i].is_nan()).collect();
    order.sort_by(|&a, &b| p_values[a].total_cmp(&p_values[b]));
    let tests = order.len() as f64;
    let mut q_values = vec![f64::NAN; p_values.len()];
    let mut least_so_far = 1.0_f64;
    for (rank, &i) in order.iter().enumerate().rev() {
        // The quotient first: it is at least 1, so rounding cannot bring q below p.
        least_so_far = least_so_far.min(p_values[i] * (tests / (rank + 1) as f64));
        q_values[i] = least_so_far;
    }
    q_values
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn no_tests_give_no_q_values() {
        assert!(benjamini_hochberg(&[]).is_empty());
    }

    #[test]
    fn three_tests_by_hand() {
        // 3 x 0.01 / 1 = 0.03; 3 x 0.04 / 2 = 0.06, but the next, 3 x 0.05 / 3 = 0.05, is less.
        let q = benjamini_hochberg(&[0.04, 0.01, 0.05]);
        for (got, expected) in q.iter().zip([0.05, 0.03, 0.05]) {
            assert!((got - expected).abs() < 1e-15);
        }
    }

    #[test]
    fn what_is_not_a_number_is_no_test() {
        let q = benjamini_hochberg(&[0.03, f64::NAN]);
        assert!((q[0] - 0.03).abs() < 1e-15 && q[1].is_nan());
    }

    proptest! {
        #[test]
        fn q_is_never_below_p_and_keeps_its_order(p in prop::collection::vec(0.0..=1.0_f64, 1..60)) {
            let q = benjamini_hochberg(&p);
            for i in 0..p.len() {
                prop_assert!(p[i] <= q[i] && q[i] <= 1.0);
                for j in 0..p.len() {
                    prop_assert!(p[i] > p[j] || q[i] <= q[j]);
                }
            }
        }
    }
}
