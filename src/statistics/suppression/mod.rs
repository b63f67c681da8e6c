//! Hiding small numbers, so that no table tells who complained.
//!
//! A count below the threshold is hidden (*primary*). Where a total would give it back, a second
//! number is hidden with it (*secondary*). Whether that was enough is not believed but tried: see
//! [`attack`], which computes all that a reader could deduce. Zero is shown, since it tells of nobody.

mod attack;

pub use attack::{Bounds, Hidden, Relation, Sum, attack_jointly, attack_line, attack_with};

/// Counts from 1 up to, not including, this are hidden: the common local rule ("fewer than five").
pub const DEFAULT_THRESHOLD: u64 = 5;

/// What stands for a hidden number, primary and secondary alike.
pub const MARK: &str = "*";

/// The NHS Digital rule for sub-national tables hides counts up to this ...
const NHS_HIDDEN_UP_TO: u64 = 7;

/// ... and rounds the others to this.
const NHS_ROUNDED_TO: u64 = 5;

/// Whether a count is small enough to be hidden: 1 up to, not including, the threshold.
pub fn is_small(count: u64, threshold: u64) -> bool {
    count > 0 && count < threshold
}

/// Which counts of one line are hidden, where their total is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The small ones.
    pub primary: Vec<usize>,
    /// Those hidden so that the total does not give the only small one back.
    pub secondary: Vec<usize>,
}

/// The rule of thumb: where exactly one count is small, the smallest other count above zero goes with it.
///
/// Of equals the first. It is not enough where the small ones fill their sum, as 4 and 4 of 8 do:
/// see [`protect`].
pub fn line(counts: &[u64], threshold: u64) -> Line {
    let primary: Vec<usize> = (0..counts.len()).filter(|place| is_small(counts[*place], threshold)).collect();
    let secondary = if primary.len() == 1 { smallest_shown(counts, &primary).into_iter().collect() } else { Vec::new() };
    Line { primary, secondary }
}

/// What is shown of one line and its total after the rule of thumb was tried by an attack.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Protected {
    /// Which counts are hidden.
    pub hidden: Vec<bool>,
    /// Whether the total may be shown.
    pub shows_total: bool,
}

/// Hides counts until no small one can be narrowed down, even by a reader who knows which are small.
///
/// Beginning with [`line`], the smallest shown count is hidden too for as long as an attack excludes
/// any value from 1 up to the threshold for a small one. Where nothing is left to hide, the total is
/// hidden.
///
/// # Example: three and four
/// ```
/// use ombud::statistics::suppression::protect;
///
/// // Hidden alone, 3 and 4 sum to 7, and of numbers below five only 3 and 4 do.
/// assert_eq!(protect(&[3, 4, 25], 5).hidden, [true, true, true]);
/// assert_eq!(protect(&[3, 10, 25], 5).hidden, [true, true, false]);
/// assert!(!protect(&[2], 5).shows_total);
/// ```
pub fn protect(counts: &[u64], threshold: u64) -> Protected {
    let Line { primary, secondary } = line(counts, threshold);
    let mut hidden: Vec<usize> = primary.iter().chain(&secondary).copied().collect();
    while !is_safe(counts, &primary, &hidden, threshold) {
        let Some(next) = smallest_shown(counts, &hidden) else {
            return Protected { hidden: marked(counts.len(), &hidden), shows_total: false };
        };
        hidden.push(next);
    }
    Protected { hidden: marked(counts.len(), &hidden), shows_total: true }
}

fn is_safe(counts: &[u64], primary: &[usize], hidden: &[usize], threshold: u64) -> bool {
    let total: u64 = hidden.iter().map(|place| counts[*place]).sum();
    let cells: Vec<Hidden> =
        hidden.iter().map(|place| if primary.contains(place) { Hidden::small(threshold) } else { Hidden::at_least(1) }).collect();
    let bounds = attack_line(&cells, total);
    bounds.iter().zip(hidden).filter(|(_, place)| primary.contains(place)).all(|(bounds, _)| bounds.hides_small(threshold))
}

fn smallest_shown(counts: &[u64], hidden: &[usize]) -> Option<usize> {
    (0..counts.len()).filter(|place| counts[*place] > 0 && !hidden.contains(place)).min_by_key(|place| (counts[*place], *place))
}

fn marked(length: usize, places: &[usize]) -> Vec<bool> {
    (0..length).map(|place| places.contains(&place)).collect()
}

/// A count by the NHS Digital rule: 0 as it is, 1 to 7 as `None`, others to the nearest five.
pub fn nhs_rounded(count: u64) -> Option<u64> {
    match count {
        0 => Some(0),
        1..=NHS_HIDDEN_UP_TO => None,
        count => Some((count + NHS_ROUNDED_TO / 2) / NHS_ROUNDED_TO * NHS_ROUNDED_TO),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn zero_tells_of_nobody_and_five_is_not_small() {
        assert_eq!([0, 1, 4, 5].map(|count| is_small(count, 5)), [false, true, true, false]);
    }

    #[test]
    fn the_partner_is_the_smallest_other_and_of_equals_the_first() {
        assert_eq!(line(&[12, 3, 12], 5), Line { primary: vec![1], secondary: vec![0] });
        assert_eq!(line(&[0, 2, 0], 5), Line { primary: vec![1], secondary: vec![] });
    }

    #[test]
    fn a_sum_that_fits_only_one_way_hides_more() {
        // 4 and 4 of 8, 1 and 1 and 1 of 3: known, though hidden.
        assert_eq!(protect(&[4, 4, 30], 5).hidden, [true, true, true]);
        assert_eq!(protect(&[1, 1, 1], 5), Protected { hidden: vec![true; 3], shows_total: false });
        assert_eq!(protect(&[9, 8], 5), Protected { hidden: vec![false; 2], shows_total: true });
    }

    #[test]
    fn nhs_rounding_by_hand() {
        assert_eq!([0, 7, 8, 12, 13, 1000].map(nhs_rounded), [Some(0), None, Some(10), Some(10), Some(15), Some(1000)]);
    }

    proptest! {
        #[test]
        fn no_small_count_can_be_narrowed_down(counts in prop::collection::vec(0_u64..20, 1..12)) {
            let Protected { hidden, shows_total } = protect(&counts, 5);
            let primary: Vec<usize> = (0..counts.len()).filter(|place| is_small(counts[*place], 5)).collect();
            prop_assert!(primary.iter().all(|place| hidden[*place]));
            if shows_total {
                let places: Vec<usize> = (0..counts.len()).filter(|place| hidden[*place]).collect();
                prop_assert!(is_safe(&counts, &primary, &places, 5));
            }
        }
    }
}
