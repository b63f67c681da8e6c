//! How much of a change in an overall rate is a change of mix, and how much a change within groups.
//!
//! Where more of the customers hold the product that always had more complaints, complaints rise
//! although nothing got worse. Kitagawa 1955 (JASA 50:1168).

use serde::Serialize;

/// A group (a product, say) before and after.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Group {
    /// Customers, orders or cases before.
    pub volume_before: f64,
    /// Complaints among them.
    pub count_before: f64,
    /// The same after.
    pub volume_after: f64,
    /// Complaints among those.
    pub count_after: f64,
}

/// What a group adds to the change of the overall rate.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Part {
    /// By having become a larger or smaller part of the whole.
    pub mix: f64,
    /// By its own rate having changed.
    pub rate: f64,
}

/// The change of the overall rate, taken apart.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Decomposition {
    /// The overall rate after, less that before.
    pub change: f64,
    /// What the mix explains.
    pub mix: f64,
    /// What the groups' own rates explain; both sum to [`Self::change`].
    pub rate: f64,
    /// The groups in the order given.
    pub groups: Vec<Part>,
}

/// Takes a change of rate apart: mix is `(share after - share before) x mean rate`, rate is
/// `(rate after - rate before) x mean share`.
///
/// A group without volume on one side takes its rate of the other side, so that its coming or going
/// is mix. `None` where there is no volume on one side.
pub fn decompose(groups: &[Group]) -> Option<Decomposition> {
    let total = |of: fn(&Group) -> f64| groups.iter().map(of).sum::<f64>();
    let (before, after) = (total(|group| group.volume_before), total(|group| group.volume_after));
    if !(before > 0.0 && after > 0.0) {
        return None;
    }
    let parts: Vec<Part> = groups.iter().map(|group| part(group, before, after)).collect();
    let (mix, rate) = parts.iter().fold((0.0, 0.0), |(mix, rate), part| (mix + part.mix, rate + part.rate));
    let change = total(|group| group.count_after) / after - total(|group| group.count_before) / before;
    Some(Decomposition { change, mix, rate, groups: parts })
}

fn part(group: &Group, before: f64, after: f64) -> Part {
    let rate = |count: f64, volume: f64| (volume > 0.0).then(|| count / volume);
    let (was, is) = (rate(group.count_before, group.volume_before), rate(group.count_after, group.volume_after));
    let (Some(was), Some(is)) = (was.or(is), is.or(was)) else { return Part { mix: 0.0, rate: 0.0 } };
    let (share_before, share_after) = (group.volume_before / before, group.volume_after / after);
    Part { mix: (share_after - share_before) * f64::midpoint(was, is), rate: (is - was) * f64::midpoint(share_before, share_after) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn group(volume_before: f64, count_before: f64, volume_after: f64, count_after: f64) -> Group {
        Group { volume_before, count_before, volume_after, count_after }
    }

    #[test]
    fn a_shift_to_the_worse_product_is_mix() {
        // Rates 1 % and 5 % stay; half and half becomes one to three: 3 % becomes 4 %.
        let found = decompose(&[group(100.0, 1.0, 50.0, 0.5), group(100.0, 5.0, 150.0, 7.5)]).expect("volumes");
        assert!((found.change - 0.01).abs() < 1e-12 && (found.mix - 0.01).abs() < 1e-12 && found.rate.abs() < 1e-12);
    }

    #[test]
    fn a_new_product_is_mix_and_no_volume_is_refused() {
        let found = decompose(&[group(100.0, 2.0, 100.0, 2.0), group(0.0, 0.0, 100.0, 10.0)]).expect("volumes");
        assert!(found.rate.abs() < 1e-12 && (found.mix - 0.04).abs() < 1e-12);
        assert_eq!(decompose(&[group(0.0, 0.0, 10.0, 1.0)]), None);
    }

    proptest! {
        #[test]
        fn both_parts_sum_to_the_change(rows in prop::collection::vec((1.0..500.0_f64, 0.0..1.0_f64, 1.0..500.0_f64, 0.0..1.0_f64), 1..8)) {
            let groups: Vec<Group> = rows.iter().map(|&(v0, r0, v1, r1)| group(v0, v0 * r0, v1, v1 * r1)).collect();
            let found = decompose(&groups).expect("volumes");
            prop_assert!((found.mix + found.rate - found.change).abs() < 1e-12);
        }
    }
}
