//! What a reader can deduce of hidden numbers from everything that is shown.
//!
//! Totals, percentages and sentences are relations between whole numbers; the least and the greatest
//! value that each hidden one can take is found from all of them together. One line with its total
//! has a closed answer; anything else is searched: bounds are narrowed by every relation in turn, and
//! where that leaves a choice, both halves of it are tried.

/// What is known of a hidden number beforehand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hidden {
    /// It is at least this.
    pub least: u64,
    /// It is at most this; `None`: nothing is known.
    pub most: Option<u64>,
}

impl Hidden {
    /// A number known to be below the threshold, and not zero.
    pub fn small(threshold: u64) -> Self {
        Self { least: 1, most: Some(threshold.saturating_sub(1)) }
    }

    /// A number of which only a least value is known.
    pub fn at_least(least: u64) -> Self {
        Self { least, most: None }
    }
}

/// The values that a hidden number can have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bounds {
    /// The least.
    pub lower: u64,
    /// The greatest.
    pub upper: u64,
}

impl Bounds {
    /// Whether every small value remains possible, so that nothing was learnt of a small number.
    pub fn hides_small(&self, threshold: u64) -> bool {
        self.lower <= 1 && self.upper + 1 >= threshold && self.lower < self.upper
    }
}

/// Something shown: a weighted sum of hidden numbers lies within `from..=to`.
#[derive(Debug, Clone, PartialEq)]
pub struct Relation {
    /// Places of hidden numbers with their weights.
    pub terms: Vec<(usize, f64)>,
    /// The least that the sum can be.
    pub from: f64,
    /// The greatest.
    pub to: f64,
}

/// The bounds of hidden numbers whose sum is known; in order.
pub fn attack_line(hidden: &[Hidden], sum: u64) -> Vec<Bounds> {
    let least: u64 = hidden.iter().map(|cell| cell.least).sum();
    let most: u64 = hidden.iter().filter_map(|cell| cell.most).sum();
    let without_limit = hidden.iter().filter(|cell| cell.most.is_none()).count();
    let bounds = |cell: &Hidden| {
        let others_have_limits = without_limit == usize::from(cell.most.is_none());
        let rest_most = others_have_limits.then(|| most - cell.most.unwrap_or(0));
        let by_rest = sum.saturating_sub(least - cell.least);
        Bounds {
            lower: rest_most.map_or(cell.least, |rest| cell.least.max(sum.saturating_sub(rest))),
            upper: cell.most.map_or(by_rest, |most| most.min(by_rest)),
        }
    };
    hidden.iter().map(bounds).collect()
}

/// The bounds of hidden numbers under any relations between them; in order.
///
/// Where the relations contradict each other, or the search grows too long, the number counts as found
/// out: an audit that could not be done has not been passed.
pub fn attack_with(hidden: &[Hidden], relations: &[Relation]) -> Vec<Bounds> {
    let start: Option<Vec<Range>> = narrowed(hidden.iter().map(Range::of).collect(), relations);
    let Some(start) = start else { return vec![Bounds { lower: 0, upper: 0 }; hidden.len()] };
    let bounds = |place: usize| {
        let mut steps = MOST_STEPS;
        let mut is_possible = |value: f64| {
            let mut ranges = start.clone();
            ranges[place] = Range { lower: value, upper: value };
            // A search that is given up must not go on with the next value.
            is_feasible(ranges, relations, &mut steps) || steps == 0
        };
        let lower = start[place].values().find(|value| is_possible(*value))?;
        let upper = start[place].values().rev().find(|value| is_possible(*value))?;
        (steps > 0).then_some(Bounds { lower: lower as u64, upper: upper as u64 })
    };
    (0..hidden.len()).map(|place| bounds(place).unwrap_or(Bounds { lower: 0, upper: 0 })).collect()
}

/// A search that takes more steps than this is given up.
const MOST_STEPS: u32 = 100_000;

/// No count is larger.
const UNLIMITED: f64 = 1e12;

/// Sums are exact to about this.
const ROUNDING: f64 = 1e-9;

/// The whole numbers that a hidden one can still be.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Range {
    lower: f64,
    upper: f64,
}

impl Range {
    fn of(hidden: &Hidden) -> Self {
        Self { lower: hidden.least as f64, upper: hidden.most.map_or(UNLIMITED, |most| most as f64) }
    }

    fn values(&self) -> impl DoubleEndedIterator<Item = f64> + use<> {
        (self.lower as u64..=self.upper as u64).map(|value| value as f64)
    }

    fn width(&self) -> f64 {
        self.upper - self.lower
    }
}

/// Narrows all ranges by all relations until nothing changes; `None` where nothing is possible.
fn narrowed(mut ranges: Vec<Range>, relations: &[Relation]) -> Option<Vec<Range>> {
    loop {
        let before = ranges.clone();
        for relation in relations {
            let end = |of: fn(&Range) -> f64, ranges: &[Range]| {
                relation.terms.iter().map(|(place, weight)| weight * of(&ranges[*place])).sum::<f64>()
            };
            let (least, most) = (end(|range| range.lower, &ranges), end(|range| range.upper, &ranges));
            for (place, weight) in &relation.terms {
                let range = ranges[*place];
                let lower = (relation.from - (most - weight * range.upper)) / weight;
                let upper = (relation.to - (least - weight * range.lower)) / weight;
                let narrow =
                    Range { lower: range.lower.max((lower - ROUNDING).ceil()), upper: range.upper.min((upper + ROUNDING).floor()) };
                if narrow.width() < 0.0 {
                    return None;
                }
                ranges[*place] = narrow;
            }
        }
        if ranges == before {
            return Some(ranges);
        }
    }
}

/// Whether some whole numbers within the ranges meet all relations; false when the steps are used up.
fn is_feasible(ranges: Vec<Range>, relations: &[Relation], steps: &mut u32) -> bool {
    *steps = steps.saturating_sub(1);
    let Some(ranges) = narrowed(ranges, relations).filter(|_| *steps > 0) else { return false };
    let open = (0..ranges.len())
        .filter(|place| ranges[*place].width() > 0.0)
        .min_by(|one, other| ranges[*one].width().total_cmp(&ranges[*other].width()));
    let Some(open) = open else { return true };
    let middle = (ranges[open].lower + ranges[open].width() / 2.0).floor();
    let halves = [Range { upper: middle, ..ranges[open] }, Range { lower: middle + 1.0, ..ranges[open] }];
    halves.into_iter().any(|half| {
        let mut ranges = ranges.clone();
        ranges[open] = half;
        is_feasible(ranges, relations, steps)
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn two_small_numbers_that_fill_their_sum_are_known() {
        assert_eq!(attack_line(&[Hidden::small(5); 2], 8), [Bounds { lower: 4, upper: 4 }; 2]);
        assert_eq!(attack_line(&[Hidden::small(5); 3], 3), [Bounds { lower: 1, upper: 1 }; 3]);
        assert_eq!(attack_line(&[Hidden::small(5); 2], 7), [Bounds { lower: 3, upper: 4 }; 2]);
    }

    #[test]
    fn a_small_number_beside_one_without_limit_stays_hidden() {
        let bounds = attack_line(&[Hidden::small(5), Hidden::at_least(1)], 13);
        assert_eq!(bounds, [Bounds { lower: 1, upper: 4 }, Bounds { lower: 9, upper: 12 }]);
        assert!(bounds[0].hides_small(5));
    }

    #[test]
    fn a_percentage_gives_a_hidden_number_away() {
        // "12 % of 33": between 11.5 and 12.5 % of 33 lies only 4.
        let percent = Relation { terms: vec![(0, 100.0 / 33.0)], from: 11.5, to: 12.5 };
        let with = attack_with(&[Hidden::small(5)], std::slice::from_ref(&percent));
        assert_eq!(with, [Bounds { lower: 4, upper: 4 }]);
        assert!(!with[0].hides_small(5));
    }

    #[test]
    fn what_cannot_be_solved_counts_as_found_out() {
        let impossible = Relation { terms: vec![(0, 1.0)], from: 90.0, to: 90.0 };
        assert!(!attack_with(&[Hidden::small(5)], &[impossible])[0].hides_small(5));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]
        #[test]
        fn the_closed_answer_and_the_programme_agree(
            cells in prop::collection::vec((1_u64..9, any::<bool>()), 1..6)
        ) {
            let hidden: Vec<Hidden> =
                cells.iter().map(|(count, is_small)| if *is_small && *count < 5 { Hidden::small(5) } else { Hidden::at_least(1) }).collect();
            let sum: u64 = cells.iter().map(|(count, _)| count).sum();
            let total = Relation { terms: (0..cells.len()).map(|place| (place, 1.0)).collect(), from: sum as f64, to: sum as f64 };
            prop_assert_eq!(attack_line(&hidden, sum), attack_with(&hidden, &[total]));
        }
    }
}
