//! Who may read a page, and what it then hides.
//!
//! Internal readers work on the cases and see every number. For the public, numbers from one to four
//! are hidden, and with them as many others as it takes that no total gives them back. What was
//! hidden is then attacked with everything that is shown; a page that fails is not written.

use crate::error::{Error, Result};
use crate::statistics::suppression::{Bounds, DEFAULT_THRESHOLD, Hidden, MARK, Relation, attack_line, attack_with, is_small, protect};

/// The public is told shares in so many parts: tenths of a percent.
const TOLD_PARTS: f64 = 1000.0;

/// Who reads.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Audience {
    /// Who works on the cases: nothing is hidden.
    #[default]
    Internal,
    /// Anybody: small numbers are hidden.
    Public,
}

/// A line of counts whose total a reader knows, and which of them are shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    counts: Vec<u64>,
    hidden: Vec<bool>,
    shows_total: bool,
}

impl Audience {
    /// The word for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Internal => "internal",
            Self::Public => "public",
        }
    }

    /// What is shown of counts whose total is known, or can be had.
    pub fn line(self, counts: &[u64]) -> Line {
        let protected = match self {
            Self::Internal => None,
            Self::Public => Some(protect(counts, DEFAULT_THRESHOLD)),
        };
        let (hidden, shows_total) = protected.map_or((vec![false; counts.len()], true), |found| (found.hidden, found.shows_total));
        Line { counts: counts.to_vec(), hidden, shows_total }
    }

    /// What is shown of counts whose total is known, each with the name of what it counts; `None`: what has no name.
    ///
    /// Of equals the first by name goes with a small one, wherever its row stands: views that sort differently must hide the same, or
    /// what one of them hides is seen in the other.
    ///
    /// # Example: two lists of the same categories
    /// ```
    /// use ombud::analysis::disclosure::Audience;
    ///
    /// let by_interest = Audience::Public.named_line(&[(Some("zeta"), 6), (Some("alpha"), 3), (Some("beta"), 6), (None, 9)]);
    /// let by_size = Audience::Public.named_line(&[(None, 9), (Some("beta"), 6), (Some("zeta"), 6), (Some("alpha"), 3)]);
    /// assert!(by_interest.hides(2) && !by_interest.hides(0));
    /// assert!(by_size.hides(1) && !by_size.hides(2));
    /// ```
    pub fn named_line(self, rows: &[(Option<&str>, u64)]) -> Line {
        let mut by_name: Vec<usize> = (0..rows.len()).collect();
        by_name.sort_by_cached_key(|place| (rows[*place].0.is_none(), rows[*place].0.map(|name| (slug(name), name))));
        let sorted = self.line(&by_name.iter().map(|place| rows[*place].1).collect::<Vec<_>>());
        let mut hidden = vec![false; rows.len()];
        for (at, place) in by_name.iter().enumerate() {
            hidden[*place] = sorted.hides(at);
        }
        Line { counts: rows.iter().map(|(_, count)| *count).collect(), hidden, shows_total: sorted.shows_total }
    }

    /// Whether a part of a whole may be shown: neither the part nor the rest is small.
    pub fn shows_part(self, part: u64, whole: u64) -> bool {
        let is_small = |count: u64| is_small(count, DEFAULT_THRESHOLD);
        self == Self::Internal || !(is_small(part) || is_small(whole.saturating_sub(part)) || is_small(whole))
    }

    /// Whether a count may be shown where no total is.
    pub fn shows(self, count: u64) -> bool {
        self == Self::Internal || !is_small(count, DEFAULT_THRESHOLD)
    }

    /// Which rows of counts that only grow may be shown; each is compared with the last shown one before it.
    ///
    /// Between two shown rows each count grew by none or by many, and in each the rest of the whole is none or many: else the
    /// difference of two rows would be the few cases that came between them.
    pub fn grid(self, rows: &[Vec<u64>], whole: u64) -> Vec<bool> {
        let mut last: Vec<u64> = Vec::new();
        let mut is_shown = |row: &Vec<u64>| {
            let before = |place: usize| last.get(place).copied().unwrap_or(0);
            let grows = row.iter().enumerate().all(|(place, count)| self.shows(count.saturating_sub(before(place))));
            let shows = grows && self.shows(whole.saturating_sub(row.iter().sum()));
            if shows {
                last.clone_from(row);
            }
            shows
        };
        rows.iter().map(|row| self == Self::Internal || is_shown(row)).collect()
    }

    /// A number as exact as it is handed out: the public gets no more digits than a page writes.
    ///
    /// All digits of a share, a limit or an interval tell the counts that it was made of.
    pub fn told(self, value: f64) -> f64 {
        self.told_in(value, TOLD_PARTS)
    }

    /// The same, in so many parts of one: 100 for a ratio, which is written with two decimals.
    pub fn told_in(self, value: f64, parts: f64) -> f64 {
        if self == Self::Public { (value * parts).round() / parts } else { value }
    }
}

impl Line {
    /// Whether a count is hidden.
    pub fn hides(&self, place: usize) -> bool {
        self.hidden[place]
    }

    /// Whether anything is hidden.
    pub fn hides_any(&self) -> bool {
        self.hidden.iter().any(|hidden| *hidden)
    }

    /// Whether the total may be shown.
    pub fn shows_total(&self) -> bool {
        self.shows_total
    }

    /// How many are hidden.
    pub fn hidden_count(&self) -> usize {
        self.hidden.iter().filter(|hidden| **hidden).count()
    }

    /// Attacks what is hidden with the total and with whatever else is shown; a number found out is refused.
    pub fn audit(&self, what: &str, more: &[Relation]) -> Result<()> {
        if self.withstands(more) {
            return Ok(());
        }
        Err(Error::new(format!("{what}: a hidden number could be worked out from what is shown, so nothing is written"))
            .remedy("Ask for a coarser view (another --by), or use --audience internal."))
    }

    /// Whether the attack leaves every value possible for the small ones among the hidden.
    ///
    /// `more` are relations between the counts by place, such as a percentage; one of shown counts alone
    /// tells nothing new. The reader is taken to know which numbers are small.
    pub fn withstands(&self, more: &[Relation]) -> bool {
        let places: Vec<usize> = (0..self.counts.len()).filter(|place| self.hidden[*place]).collect();
        let small = |place: &usize| is_small(self.counts[*place], DEFAULT_THRESHOLD);
        let hidden: Vec<Hidden> =
            places.iter().map(|place| if small(place) { Hidden::small(DEFAULT_THRESHOLD) } else { Hidden::at_least(1) }).collect();
        let bounds = self.bounds(&places, &hidden, more);
        places.iter().zip(&bounds).all(|(place, bounds)| !small(place) || bounds.hides_small(DEFAULT_THRESHOLD))
    }

    fn bounds(&self, places: &[usize], hidden: &[Hidden], more: &[Relation]) -> Vec<Bounds> {
        let sum: u64 = places.iter().map(|place| self.counts[*place]).sum();
        let within: Vec<Relation> = more.iter().filter_map(|relation| self.of_hidden(relation, places)).collect();
        if within.is_empty() && self.shows_total {
            return attack_line(hidden, sum);
        }
        let total = Relation { terms: (0..places.len()).map(|place| (place, 1.0)).collect(), from: sum as f64, to: sum as f64 };
        let relations: Vec<Relation> = within.into_iter().chain(self.shows_total.then_some(total)).collect();
        attack_with(hidden, &relations)
    }

    /// A relation with the shown counts put in; `None` where no hidden one is left.
    fn of_hidden(&self, relation: &Relation, places: &[usize]) -> Option<Relation> {
        let known: f64 = relation
            .terms
            .iter()
            .filter(|(place, _)| !self.hidden[*place])
            .map(|(place, weight)| weight * self.counts[*place] as f64)
            .sum();
        let place = |place: &usize| places.iter().position(|hidden| hidden == place);
        let terms: Vec<(usize, f64)> = relation.terms.iter().filter_map(|(at, weight)| Some((place(at)?, *weight))).collect();
        (!terms.is_empty()).then_some(Relation { terms, from: relation.from - known, to: relation.to - known })
    }
}

/// Rows with their places, in their order; hidden ones stand behind the others, by name: their place would tell between which two
/// numbers they lie.
pub fn hidden_last<'r, T, N: Ord>(rows: &'r [T], is_hidden: impl Fn(usize) -> bool, name: impl Fn(&'r T) -> N) -> Vec<(usize, &'r T)> {
    let mut placed: Vec<(usize, &T)> = rows.iter().enumerate().collect();
    placed.sort_by_key(|(place, row)| is_hidden(*place).then(|| name(row)));
    placed
}

/// A name in lower case, its words joined by hyphens: as it stands in the ids of a page's facts, and by what equals are put in order.
pub fn slug(name: &str) -> String {
    let words = name.split(|character: char| !character.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase);
    words.collect::<Vec<_>>().join("-")
}

/// What stands for a hidden number.
pub fn mark() -> String {
    MARK.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn internal_readers_see_everything() {
        let line = Audience::Internal.line(&[1, 2, 30]);
        assert!(!line.hides_any() && line.shows_total());
        line.audit("test", &[]).unwrap();
    }

    #[test]
    fn the_public_sees_no_small_number_and_cannot_work_it_out() {
        let line = Audience::Public.line(&[30, 3, 10, 0]);
        assert_eq!((0..4).map(|place| line.hides(place)).collect::<Vec<_>>(), [false, true, true, false]);
        line.audit("test", &[]).unwrap();
    }

    #[test]
    fn a_percentage_of_a_hidden_number_is_found_out() {
        let line = Audience::Public.line(&[30, 3, 10]);
        // "7 %" of 43, rounded: 6.5 to 7.5 % is 2.8 to 3.2 cases.
        let percent = Relation { terms: vec![(1, 100.0 / 43.0)], from: 6.5, to: 7.5 };
        let told = line.audit("by category", &[percent]).unwrap_err().to_string();
        assert!(told.contains("by category: a hidden number could be worked out"), "{told}");
        // The share of a shown number tells nothing new.
        line.audit("test", &[Relation { terms: vec![(0, 100.0 / 43.0)], from: 69.5, to: 70.5 }]).unwrap();
    }

    #[test]
    fn rows_between_which_few_cases_lie_are_not_both_shown() {
        let rows = [vec![20, 0], vec![26, 2], vec![27, 5], vec![31, 5]];
        // Two in the second row; one more of the first kind in the third would be seen beside the first row only if it were shown.
        assert_eq!(Audience::Public.grid(&rows, 60), [true, false, true, false]);
        // A rest of three is hidden, and the internal reader sees all.
        assert_eq!(Audience::Public.grid(&[vec![20, 0], vec![30, 6]], 39), [true, false]);
        assert_eq!(Audience::Public.grid(&[vec![20, 0], vec![30, 6]], 36), [true, true]);
        assert_eq!(Audience::Internal.grid(&rows, 60), [true; 4]);
    }

    #[test]
    fn the_public_gets_no_digits_that_tell_counts() {
        // 78 of 279 is 0.27956…, and no other share of so few.
        assert!((Audience::Public.told(78.0 / 279.0) - 0.28).abs() < 1e-12);
        assert!((Audience::Internal.told(78.0 / 279.0) - 78.0 / 279.0).abs() < 1e-15);
    }

    #[test]
    fn of_equals_the_first_by_name_goes_wherever_it_stands() {
        let hidden = |names: [&str; 4]| -> Vec<String> {
            let count = |name: &str| if name == "Alpha" { 3 } else { 6 };
            let line = Audience::Public.named_line(&names.map(|name| (Some(name).filter(|name| !name.is_empty()), count(name))));
            let mut hidden: Vec<String> = (0..4).filter(|place| line.hides(*place)).map(|place| names[place].to_string()).collect();
            hidden.sort();
            hidden
        };
        // As the ids of a page have it: "big" before "Big deal", and what has no name last.
        assert_eq!(hidden(["", "Big deal", "Alpha", "big"]), ["Alpha", "big"]);
        assert_eq!(hidden(["big", "Alpha", "", "Big deal"]), ["Alpha", "big"]);
    }

    #[test]
    fn a_part_is_hidden_where_it_or_the_rest_is_small() {
        let shows = |part, whole| Audience::Public.shows_part(part, whole);
        assert_eq!(
            [(3, 40), (38, 40), (20, 40), (40, 40), (0, 40), (2, 2)].map(|(part, whole)| shows(part, whole)),
            [false, false, true, true, true, false]
        );
    }
}
