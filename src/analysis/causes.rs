//! What the cases were about, largest first.

use super::focus::dimension;
use super::measure::volumes::Segment;
use crate::statistics::pareto::{Bar, pareto, rank_certainty, vital_few};

/// At most so many causes have a bar of their own; the rest is one bar, last.
pub const BARS: usize = 12;

/// A cause, or what is not one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cause {
    /// A category as the sources name it.
    Category(String),
    /// The categories that are too small for a bar, together.
    Others(usize),
    /// Cases that name no category.
    None,
}

/// The cases of a period by cause.
#[derive(Debug, Clone)]
pub struct Causes {
    /// The bars, largest first; the rest and the cases without a category last.
    pub bars: Vec<Bar<Cause>>,
    /// All cases.
    pub total: u64,
    /// How many different categories there are.
    pub categories: usize,
    /// How many of the largest bars make up four fifths; 0 where the rest is needed to reach them.
    pub vital_few: usize,
    /// How sure it is that the first cause is truly larger than the second (0.5 to below 1: it is never certain).
    pub first_is_first: Option<f64>,
}

/// Sorts the categories of a period; `dispersion` tells how much a category varies by itself, as its past has it.
pub fn causes(segments: &[Segment], dispersion: impl Fn(&str) -> f64) -> Causes {
    let mut named: Vec<(&str, u64)> = Vec::new();
    let mut unnamed = 0;
    for segment in dimension(segments, "category").filter(|segment| segment.cases > 0) {
        match &segment.segment {
            Some(category) => named.push((category, segment.cases)),
            None => unnamed += segment.cases,
        }
    }
    named.sort_by(|left, right| right.1.cmp(&left.1).then_with(|| left.0.cmp(right.0)));
    let kept = if named.len() > BARS { BARS - 1 } else { named.len() };
    let rest: u64 = named[kept..].iter().map(|(_, cases)| cases).sum();
    let mut rows: Vec<(Cause, u64)> = named[..kept].iter().map(|(name, cases)| (Cause::Category((*name).to_string()), *cases)).collect();
    rows.push((Cause::Others(named.len() - kept), rest));
    rows.push((Cause::None, unnamed));
    let bars = pareto(&rows, |cause| !matches!(cause, Cause::Category(_)));
    let few = vital_few(&bars, 0.8);
    let vital = if few.iter().all(|bar| matches!(bar.label, Cause::Category(_))) { few.len() } else { 0 };
    let first_is_first = match named[..] {
        [first, second, ..] => rank_certainty(first.1, second.1, dispersion(first.0).max(dispersion(second.0)))
            .map(|certainty| certainty.probability_higher.min(1.0 - f64::EPSILON)),
        _ => None,
    };
    Causes { total: bars.iter().map(|bar| bar.count).sum(), bars, categories: named.len(), vital_few: vital, first_is_first }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn segment(category: Option<&str>, cases: u64) -> Segment {
        Segment { dimension: "category".into(), segment: category.map(Into::into), cases, previous: 0 }
    }

    #[test]
    fn causes_stand_in_order_with_the_rest_and_the_unnamed_last() {
        let causes =
            causes(&[segment(None, 50), segment(Some("delivery"), 12), segment(Some("billing"), 30), segment(Some("damage"), 8)], |_| 1.0);
        let bars: Vec<_> = causes.bars.iter().map(|bar| (bar.label.clone(), bar.count)).collect();
        let category = |name: &str| Cause::Category(name.into());
        assert_eq!(bars, [(category("billing"), 30), (category("delivery"), 12), (category("damage"), 8), (Cause::None, 50)]);
        // 30 + 12 + 8 of 100 are half: the named causes alone never make four fifths.
        assert_eq!((causes.total, causes.categories, causes.vital_few), (100, 3, 0));
        assert!((causes.bars[1].cumulative_share - 0.42).abs() < 1e-12);
    }

    #[test]
    fn an_order_is_as_sure_as_the_months_before_let_it_be() {
        let segments = [segment(Some("delivery"), 92), segment(Some("billing"), 63)];
        let sure = |delivery: f64| causes(&segments, |name| if name == "delivery" { delivery } else { 1.0 }).first_is_first.unwrap();
        // 29 more of 155: 29 / sqrt(155) are 2.33 standard deviations, 99 %.
        assert!((0.985..0.995).contains(&sure(1.0)), "{}", sure(1.0));
        // Where months vary 6.25 times as much as chance, 2.33 / 2.5 are 0.93 of them, 82 %: the larger dispersion of the two counts.
        assert!((0.81..0.84).contains(&sure(6.25)), "{}", sure(6.25));
    }

    #[test]
    fn small_causes_are_taken_together() {
        let many: Vec<Segment> = (1..=20).map(|n| segment(Some(&format!("cause {n:02}")), n)).collect();
        let causes = causes(&many, |_| 1.0);
        assert_eq!(causes.bars.len(), BARS);
        // Causes 1 to 9 are left over: 45 cases.
        assert_eq!(causes.bars.last().map(|bar| (bar.label.clone(), bar.count)), Some((Cause::Others(9), 45)));
    }

    #[test]
    fn no_cases_have_no_causes() {
        assert!(causes(&[], |_| 1.0).bars.is_empty());
    }
}
