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
    /// Of those, cases with a promised deadline past its due and not done.
    pub overdue: u64,
    /// Of those, cases of which it cannot be shown whether a promised deadline past its due was done.
    pub cannot_show: u64,
}

/// What is open at an instant.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Backlog {
    /// The buckets, youngest first.
    pub buckets: Vec<AgeBucket>,
    /// All cases known to be open.
    pub open: u64,
    /// Of those, overdue.
    pub overdue: u64,
    /// Of those, cases of which it cannot be shown whether they are overdue.
    pub cannot_show: u64,
    /// Of those, cases in which an update promised at intervals was missed; it is no deadline, so they need not be overdue.
    pub missing_updates: u64,
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
        .map(|(place, from)| AgeBucket { from_days: *from, to_days: edges.get(place + 1).copied(), cases: 0, overdue: 0, cannot_show: 0 })
        .collect();
    let mut backlog = Backlog::default();
    for row in rows {
        if !row.is_known {
            backlog.not_shown += row.cases;
            continue;
        }
        backlog.open += row.cases;
        backlog.oldest_days = backlog.oldest_days.max(Some(row.age_days));
        let overdue = if row.is_overdue == Some(true) { row.cases } else { 0 };
        let cannot_show = if row.is_overdue.is_none() { row.cases } else { 0 };
        backlog.overdue += overdue;
        backlog.cannot_show += cannot_show;
        backlog.missing_updates += if row.misses_updates { row.cases } else { 0 };
        let place = edges.partition_point(|edge| *edge <= row.age_days).saturating_sub(1);
        buckets[place].cases += row.cases;
        buckets[place].overdue += overdue;
        buckets[place].cannot_show += cannot_show;
    }
    backlog.buckets = buckets;
    backlog
}

impl Backlog {
    /// Whether no open case is overdue, and that is all there is to say: nothing is unshown, and no update was missed.
    pub fn is_surely_in_time(&self) -> bool {
        self.overdue + self.cannot_show + self.missing_updates == 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn open(age_days: u64, is_overdue: bool, cases: u64) -> OpenCases {
        OpenCases { is_known: true, age_days, is_overdue: Some(is_overdue), misses_updates: false, cases }
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
    fn what_cannot_be_shown_is_neither_overdue_nor_in_time() {
        let unshown = OpenCases { is_overdue: None, ..open(20, false, 3) };
        let silent = OpenCases { misses_updates: true, ..open(60, false, 2) };
        let found = backlog(&[open(5, false, 1), unshown, silent]);
        assert_eq!((found.open, found.overdue, found.cannot_show, found.missing_updates), (6, 0, 3, 2));
        let rows: Vec<(u64, u64, u64)> = found.buckets.iter().map(|row| (row.cases, row.overdue, row.cannot_show)).collect();
        assert_eq!(rows, [(1, 0, 0), (3, 0, 3), (0, 0, 0), (2, 0, 0), (0, 0, 0)]);
        assert!(!found.is_surely_in_time() && !backlog(&[unshown]).is_surely_in_time() && !backlog(&[silent]).is_surely_in_time());
        assert!(backlog(&[open(5, false, 1)]).is_surely_in_time());
    }

    #[test]
    fn nothing_open_has_no_oldest() {
        assert_eq!(backlog(&[]).oldest_days, None);
    }
}
