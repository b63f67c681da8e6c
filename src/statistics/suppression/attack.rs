//! What a reader can deduce of hidden numbers from everything that is shown.
//!
//! Totals, percentages and sentences are relations between whole numbers; the least and the greatest
//! value that each hidden one can take is found from all of them together. One line with its total
//! has a closed answer; anything else is searched: bounds are narrowed by every relation in turn, and
//! where that leaves a choice, both halves of it are tried.

use std::collections::BTreeMap;

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
    let relations = &with_eliminated(hidden.len(), relations.to_vec());
    let start: Option<Vec<Range>> = narrowed(hidden.iter().map(Range::of).collect(), relations);
    let Some(start) = start else { return vec![Bounds { lower: 0, upper: 0 }; hidden.len()] };
    let bounds = |place: usize| {
        let mut steps = MOST_STEPS;
        let mut is_possible = |range: Range| {
            let mut ranges = start.clone();
            ranges[place] = range;
            // A search that is given up must not go on with the next value.
            is_feasible(ranges, relations, &mut steps) || steps == 0
        };
        let Range { lower, upper } = start[place];
        // Possible up to some value: possible up to every greater one.
        let least = first_possible(lower, upper, |value| is_possible(Range { lower, upper: value }))?;
        let most = -first_possible(-upper, -least, |value| is_possible(Range { lower: -value, upper }))?;
        (steps > 0).then_some(Bounds { lower: least as u64, upper: most as u64 })
    };
    (0..hidden.len()).map(|place| bounds(place).unwrap_or(Bounds { lower: 0, upper: 0 })).collect()
}

/// The first whole number from `lower` to `upper` from which on something is possible; `None`: it never is.
fn first_possible(mut lower: f64, mut upper: f64, mut is_possible: impl FnMut(f64) -> bool) -> Option<f64> {
    if !is_possible(upper) {
        return None;
    }
    while lower < upper {
        let middle = f64::midpoint(lower, upper).floor();
        if is_possible(middle) {
            upper = middle;
        } else {
            lower = middle + 1.0;
        }
    }
    Some(upper)
}

/// The bounds that many known sums of hidden numbers set together; in order.
///
/// Sums are also subtracted from one another (Gauss-Jordan elimination), so that what follows from several of them is seen:
/// every number that they determine is found. A page has too many of them for a search, so bounds may be wider than
/// [`attack_with`] would find, and are never narrower. Sums that contradict each other give every number away.
pub fn attack_jointly(hidden: &[Hidden], sums: &[Sum]) -> Vec<Bounds> {
    let relations = with_eliminated(hidden.len(), sums.iter().map(Relation::from).collect());
    match narrowed(hidden.iter().map(Range::of).collect(), &relations) {
        Some(ranges) => ranges.iter().map(|range| Bounds { lower: range.lower as u64, upper: range.upper as u64 }).collect(),
        None => vec![Bounds { lower: 0, upper: 0 }; hidden.len()],
    }
}

/// Numbers of which only the sum is known, or by how much it exceeds that of others.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Sum {
    /// The places of hidden numbers, each once.
    pub members: Vec<usize>,
    /// The places of hidden numbers that are taken off, each once.
    pub less: Vec<usize>,
    /// What is left then.
    pub sum: i64,
}

impl From<&Sum> for Relation {
    fn from(sum: &Sum) -> Self {
        let (members, less) = (sum.members.iter().map(|place| (*place, 1.0)), sum.less.iter().map(|place| (*place, -1.0)));
        Self { terms: members.chain(less).collect(), from: sum.sum as f64, to: sum.sum as f64 }
    }
}

/// Relations, and the sums among them solved for as many numbers as they can be, one number more in each.
fn with_eliminated(count: usize, relations: Vec<Relation>) -> Vec<Relation> {
    // A row has the weights of its numbers by place, and behind the last place the sum. Most numbers are in few sums.
    let is_exact = |relation: &&Relation| relation.to <= relation.from;
    let row = |relation: &Relation| relation.terms.iter().copied().chain([(count, relation.from)]).collect();
    let mut rows: Vec<BTreeMap<usize, f64>> = relations.iter().filter(is_exact).map(row).collect();
    let mut solved = 0;
    for column in 0..count {
        let weight = |row: &BTreeMap<usize, f64>| row.get(&column).copied().unwrap_or(0.0);
        let largest = (solved..rows.len()).max_by(|one, other| weight(&rows[*one]).abs().total_cmp(&weight(&rows[*other]).abs()));
        let Some(pivot) = largest.filter(|place| weight(&rows[*place]) != 0.0) else { continue };
        rows.swap(solved, pivot);
        let scale = weight(&rows[solved]);
        rows[solved].values_mut().for_each(|weight| *weight /= scale);
        let pivot = rows[solved].clone();
        for (_, row) in rows.iter_mut().enumerate().filter(|(place, _)| *place != solved) {
            let times = weight(row);
            if times != 0.0 {
                subtract(row, &pivot, times);
            }
        }
        solved += 1;
    }
    let solved_for = |mut row: BTreeMap<usize, f64>| {
        let sum = row.remove(&count).unwrap_or(0.0);
        Relation { terms: row.into_iter().collect(), from: sum - NOTHING, to: sum + NOTHING }
    };
    relations.into_iter().chain(rows.into_iter().take(solved).map(solved_for)).collect()
}

fn subtract(row: &mut BTreeMap<usize, f64>, other: &BTreeMap<usize, f64>, times: f64) {
    for (place, weight) in other {
        *row.entry(*place).or_default() -= times * weight;
    }
    row.retain(|_, weight| weight.abs() > NOTHING);
}

/// A weight that is no more than this is none: it is left of weights that should have cancelled out.
const NOTHING: f64 = 1e-6;

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

    fn width(&self) -> f64 {
        self.upper - self.lower
    }
}

/// Narrows all ranges by all relations until nothing changes; `None` where nothing is possible.
fn narrowed(mut ranges: Vec<Range>, relations: &[Relation]) -> Option<Vec<Range>> {
    loop {
        let before = ranges.clone();
        for relation in relations {
            // A negative weight turns the ends of a range around.
            let ends = |place: usize, weight: f64, ranges: &[Range]| {
                let (one, other) = (weight * ranges[place].lower, weight * ranges[place].upper);
                (one.min(other), one.max(other))
            };
            let all = relation.terms.iter().map(|(place, weight)| ends(*place, *weight, &ranges));
            let (least, most) = all.fold((0.0, 0.0), |sum, end| (sum.0 + end.0, sum.1 + end.1));
            for (place, weight) in &relation.terms {
                let range = ranges[*place];
                let own = ends(*place, *weight, &ranges);
                let (from, to) = ((relation.from - (most - own.1)) / weight, (relation.to - (least - own.0)) / weight);
                let (lower, upper) = (from.min(to), from.max(to));
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

    /// A table of hidden small numbers, all row and column totals shown, in which only some places are hidden.
    fn sums_of(table: &[[u64; 4]; 4], hidden: &[(usize, usize)]) -> Vec<Sum> {
        let line = |is_in: &dyn Fn(&(usize, usize)) -> bool| {
            let members: Vec<usize> = (0..hidden.len()).filter(|place| is_in(&hidden[*place])).collect();
            let sum = members.iter().map(|place| table[hidden[*place].0][hidden[*place].1] as i64).sum();
            (!members.is_empty()).then_some(Sum { members, less: Vec::new(), sum })
        };
        (0..4).flat_map(|at| [line(&|place| place.0 == at), line(&|place| place.1 == at)]).flatten().collect()
    }

    #[test]
    fn a_number_that_only_several_totals_give_away_is_found() {
        // Two squares of hidden numbers and one that links them: no row or column has fewer than two hidden numbers. The rows
        // and columns of the first square, added up, differ by the link alone.
        let table = [[2, 3, 3, 0], [4, 2, 0, 0], [0, 0, 3, 2], [0, 0, 2, 4]];
        let hidden = [(0, 0), (0, 1), (1, 0), (1, 1), (0, 2), (2, 2), (2, 3), (3, 2), (3, 3)];
        let sums = sums_of(&table, &hidden);
        for sum in &sums {
            let alone = attack_line(&vec![Hidden::at_least(0); sum.members.len()], sum.sum.unsigned_abs());
            assert!(alone.iter().all(|bounds| bounds.lower < bounds.upper), "{sum:?}");
        }
        let found = attack_jointly(&[Hidden::at_least(0); 9], &sums);
        assert_eq!(found[4], Bounds { lower: 3, upper: 3 });
        assert!(found.iter().enumerate().all(|(place, bounds)| place == 4 || bounds.lower < bounds.upper), "{found:?}");
    }

    #[test]
    fn what_is_left_when_others_are_taken_off_counts_too() {
        // 3 late and 12 missed are 15 broken. One team has 14 of them: 2 more than are missed, 11 more than are late.
        let sums = [
            Sum { members: vec![0, 1], less: Vec::new(), sum: 15 },
            Sum { members: vec![2], less: vec![1], sum: 2 },
            Sum { members: vec![2], less: vec![0], sum: 11 },
        ];
        let found = attack_jointly(&[Hidden::small(5), Hidden::at_least(0), Hidden::at_least(0)], &sums);
        assert_eq!(found[0], Bounds { lower: 3, upper: 3 });
        // Without the first sum nothing says how many they are.
        assert!(attack_jointly(&[Hidden::small(5), Hidden::at_least(0), Hidden::at_least(0)], &sums[1..])[0].hides_small(5));
    }

    #[test]
    fn sums_that_contradict_each_other_hide_nothing() {
        let sums = [5, 6].map(|sum| Sum { members: vec![0, 1], less: Vec::new(), sum });
        assert!(!attack_jointly(&[Hidden::small(5); 2], &sums)[0].hides_small(5));
        assert!(attack_jointly(&[Hidden::small(5)], &[])[0].hides_small(5));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]
        #[test]
        fn together_sums_tell_no_less_than_alone_and_no_more_than_there_is(
            table in prop::array::uniform4(prop::array::uniform4(1_u64..5)),
            places in prop::collection::btree_set((0_usize..4, 0_usize..4), 1..9),
        ) {
            let places: Vec<(usize, usize)> = places.into_iter().collect();
            let sums = sums_of(&table, &places);
            let cells = vec![Hidden::small(5); places.len()];
            let found = attack_jointly(&cells, &sums);
            let relations: Vec<Relation> = sums.iter().map(Relation::from).collect();
            for ((bounds, exact), place) in found.iter().zip(attack_with(&cells, &relations)).zip(&places) {
                prop_assert!(bounds.lower <= exact.lower && exact.upper <= bounds.upper, "{bounds:?} {exact:?}");
                prop_assert!((bounds.lower..=bounds.upper).contains(&table[place.0][place.1]));
            }
            for sum in &sums {
                for (place, alone) in sum.members.iter().zip(attack_line(&vec![Hidden::small(5); sum.members.len()], sum.sum.unsigned_abs())) {
                    prop_assert!(alone.lower <= found[*place].lower && found[*place].upper <= alone.upper);
                }
            }
        }

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
