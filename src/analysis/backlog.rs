//! The cases that are still open, by age.

use super::measure::waiting::OpenCases;
use crate::statistics::ageing::DEFAULT_EDGES_DAYS;

/// Open cases of one range of ages: from `from_days` up to, not including, `to_days`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AgeBucket {
    /// The first age inside, in whole elapsed days.
    pub from_days: u64,
    /// The first age no longer inside; `None` for the last bucket.
    pub to_days: Option<u64>,
    /// Cases inside.
    pub cases: u64,
    /// Of those, cases with a commitment past its due and not done.
    pub overdue: u64,
}

/// What is open at an instant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Backlog {
    /// The buckets, youngest first.
    pub buckets: Vec<AgeBucket>,
    /// All cases known to be open.
    pub open: u64,
    /// Of those, overdue.
    pub overdue: u64,
    /// The age of the oldest; `None` where none is open.
    pub oldest_days: Option<u64>,
    /// Cases whose source cannot report closing: open or not, nobody can say.
    pub not_shown: u64,
}

/// Sorts open cases into ages.
pub fn backlog(rows: &[OpenCases]) -> Backlog {
    let edges: Vec<u64> = DEFAULT_EDGES_DAYS.iter().filter_map(|edge| u64::try_from(*edge).ok()).collect();
    let mut buckets: Vec<AgeBucket> = edges
        .iter()
        .enumerate()
        .map(|(place, from)| AgeBucket { from_days: *from, to_days: edges.get(place + 1).copied(), cases: 0, overdue: 0 })
        .collect();
    let mut backlog = Backlog { buckets: Vec::new(), open: 0, overdue: 0, oldest_days: None, not_shown: 0 };
    for row in rows {
        if !row.is_known {
            backlog.not_shown += row.cases;
            continue;
        }
        backlog.open += row.cases;
        backlog.oldest_days = backlog.oldest_days.max(Some(row.age_days));
        let overdue = if row.is_overdue { row.cases } else { 0 };
        backlog.overdue += overdue;
        let place = edges.partition_point(|edge| *edge <= row.age_days).saturating_sub(1);
        buckets[place].cases += row.cases;
        buckets[place].overdue += overdue;
    }
    backlog.buckets = buckets;
    backlog
}

#[cfg(test)]
mod tests {
    use super::*;

    fn open(age_days: u64, is_overdue: bool, cases: u64) -> OpenCases {
        OpenCases { is_known: true, age_days, is_overdue, cases }
    }

    #[test]
    fn ages_fall_into_half_open_buckets_and_add_up() {
        let unknown = OpenCases { is_known: false, ..open(400, false, 70) };
        let backlog = backlog(&[open(0, false, 3), open(13, true, 1), open(14, true, 2), open(56, true, 4), open(120, false, 5), unknown]);
        let cases: Vec<(u64, u64)> = backlog.buckets.iter().map(|bucket| (bucket.cases, bucket.overdue)).collect();
        assert_eq!(cases, [(4, 1), (2, 2), (0, 0), (4, 4), (5, 0)]);
        assert_eq!((backlog.open, backlog.overdue, backlog.oldest_days, backlog.not_shown), (15, 7, Some(120), 70));
    }

    #[test]
    fn nothing_open_has_no_oldest() {
        assert_eq!(backlog(&[]).oldest_days, None);
    }
}
