//! How old the open cases are, in buckets whose edges are never in doubt.

use serde::Serialize;

/// Two weeks, four, eight (the limit of many procedures), about three months.
pub const DEFAULT_EDGES_DAYS: [i64; 5] = [0, 14, 28, 56, 90];

/// A bucket of ages: from `from_days` up to, not including, `to_days`.
///
/// Age is the as-of date minus the date received, so a case is 56 days old on the 56th day after,
/// and lies in the bucket that begins at 56.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Bucket {
    /// The first age inside.
    pub from_days: i64,
    /// The first age no longer inside; `None` for the last bucket, which has no end.
    pub to_days: Option<i64>,
    /// The cases inside.
    pub count: usize,
}

/// The ages of cases, every one of them counted once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Ageing {
    /// Cases younger than the first edge: with edges from 0, received after the as-of date.
    pub before_first_count: usize,
    /// The buckets, youngest first.
    pub buckets: Vec<Bucket>,
}

/// Sorts ages into the half-open buckets that begin at each edge; the last has no end.
///
/// `None` when the edges do not ascend strictly, or there are none.
pub fn ageing(ages_days: &[i64], edges_days: &[i64]) -> Option<Ageing> {
    if edges_days.is_empty() || !edges_days.is_sorted_by(|one, next| one < next) {
        return None;
    }
    let ends = edges_days.iter().skip(1).copied().map(Some).chain([None]);
    let mut buckets: Vec<Bucket> =
        edges_days.iter().zip(ends).map(|(&from_days, to_days)| Bucket { from_days, to_days, count: 0 }).collect();
    let mut before_first_count = 0;
    for age in ages_days {
        match edges_days.partition_point(|edge| edge <= age).checked_sub(1) {
            Some(bucket) => buckets[bucket].count += 1,
            None => before_first_count += 1,
        }
    }
    Some(Ageing { before_first_count, buckets })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn counts(ages_days: &[i64]) -> Vec<usize> {
        let ageing = ageing(ages_days, &DEFAULT_EDGES_DAYS).expect("ascending");
        ageing.buckets.iter().map(|bucket| bucket.count).collect()
    }

    #[test]
    fn day_fifty_six_begins_a_bucket() {
        assert_eq!(counts(&[55]), [0, 0, 1, 0, 0]);
        assert_eq!(counts(&[56]), [0, 0, 0, 1, 0]);
    }

    #[test]
    fn the_last_bucket_has_no_end() {
        assert_eq!(counts(&[90, 100_000]), [0, 0, 0, 0, 2]);
    }

    #[test]
    fn a_case_from_the_future_is_counted_apart() {
        let ageing = ageing(&[-1, 0], &DEFAULT_EDGES_DAYS).expect("ascending");
        assert_eq!((ageing.before_first_count, ageing.buckets[0].count), (1, 1));
    }

    #[test]
    fn edges_that_do_not_ascend_are_refused() {
        assert_eq!(ageing(&[1], &[]), None);
        assert_eq!(ageing(&[1], &[0, 14, 14]), None);
    }

    proptest! {
        #[test]
        fn every_case_is_counted_once(ages in prop::collection::vec(-10_i64..500, 0..100)) {
            let ageing = ageing(&ages, &DEFAULT_EDGES_DAYS).expect("ascending");
            let inside: usize = ageing.buckets.iter().map(|bucket| bucket.count).sum();
            prop_assert_eq!(inside + ageing.before_first_count, ages.len());
        }
    }
}
