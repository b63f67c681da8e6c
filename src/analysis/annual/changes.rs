//! What last year's changes of a procedure did to its clauses: the quarters before each held against those after it.
//!
//! The quarter of a change is left out, because cases of both versions fall due in it. Neither side reaches beyond the
//! change next to it, and the side before has at most a year.

use super::by_period;
use crate::analysis::measure::clauses::{Clause, ClauseCount};
use crate::statistics::before_after::{BeforeAfter, before_after};
use crate::statistics::tally::Tally;
use crate::time::Period;
use crate::time::period::Length;
use chrono::NaiveDate;

/// So many quarters before a change are looked at, at most: every season once.
const QUARTERS_BEFORE: usize = 4;

/// Fewer duties than this on either side are not compared.
pub const FEWEST: u64 = 10;

/// A change of the procedure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The day from which on it holds.
    pub from: NaiveDate,
    /// Whether it is a version of the policy's file; else it was recorded as an event.
    pub is_version: bool,
    /// The version's name, where one was recorded.
    pub name: Option<String>,
}

/// What a change did to one clause.
#[derive(Debug, Clone, PartialEq)]
pub struct Effect {
    /// The clause's place in the list that was asked about.
    pub clause: usize,
    /// Duties not kept, over duties judged, before and after.
    pub result: BeforeAfter,
}

/// A change with what it did.
#[derive(Debug, Clone, PartialEq)]
pub struct Changed {
    /// The change.
    pub change: Change,
    /// The quarters before it that were looked at and had a duty to judge.
    pub before: Vec<Period>,
    /// The quarters after it.
    pub after: Vec<Period>,
    /// The clauses that could be compared.
    pub effects: Vec<Effect>,
    /// How many clauses had too few duties on a side.
    pub too_few: usize,
}

/// The changes from `since` on, oldest first; of a version and an event in one quarter the version is the change.
pub fn changes(versions: &[NaiveDate], updates: &[(NaiveDate, Option<String>)], since: NaiveDate, end: NaiveDate) -> Vec<Change> {
    let mut all: Vec<Change> = versions.iter().map(|from| Change { from: *from, is_version: true, name: None }).collect();
    for (from, name) in updates {
        let quarter = Period::containing(*from, Length::Quarter);
        match all.iter_mut().find(|change| Period::containing(change.from, Length::Quarter) == quarter) {
            Some(change) => change.name = change.name.take().or_else(|| name.clone()),
            None => all.push(Change { from: *from, is_version: false, name: name.clone() }),
        }
    }
    all.retain(|change| change.from >= since && change.from < end);
    all.sort_by_key(|change| change.from);
    all
}

/// What each change did to each clause; `quarters` are those that are over, oldest first.
pub fn effects(changes: Vec<Change>, clauses: &[Clause], counts: &[ClauseCount], quarters: &[Period]) -> Vec<Changed> {
    let of_change: Vec<Period> = changes.iter().map(|change| Period::containing(change.from, Length::Quarter)).collect();
    let has_duties = |quarter: &Period| counts.iter().any(|row| row.period_start == quarter.first_day() && row.counts.judged() > 0);
    let sides = |place: usize| {
        let after_last = |quarter: &&Period| place == 0 || **quarter > of_change[place - 1];
        let before_next = |quarter: &&Period| of_change.get(place + 1).is_none_or(|next| *quarter < next);
        let mut before: Vec<Period> = quarters.iter().filter(|quarter| **quarter < of_change[place]).filter(after_last).copied().collect();
        before.drain(..before.len().saturating_sub(QUARTERS_BEFORE));
        before.retain(has_duties);
        let after =
            quarters.iter().filter(|quarter| **quarter > of_change[place]).filter(before_next).copied().filter(has_duties).collect();
        (before, after)
    };
    let told = changes.iter().cloned().enumerate().map(|(place, change)| {
        let (before, after): (Vec<Period>, Vec<Period>) = sides(place);
        let results: Vec<Option<BeforeAfter>> =
            clauses.iter().map(|clause| compared(&tallies(clause, counts, &before), &tallies(clause, counts, &after))).collect();
        let effects: Vec<Effect> =
            results.iter().enumerate().filter_map(|(clause, result)| Some(Effect { clause, result: (*result)? })).collect();
        Changed { change, before, after, too_few: clauses.len() - effects.len(), effects }
    });
    told.collect()
}

/// Duties not kept over duties judged, quarter by quarter; a quarter in which none was judged has no rate.
fn tallies(clause: &Clause, counts: &[ClauseCount], quarters: &[Period]) -> Vec<Tally> {
    by_period(clause, counts, quarters).iter().filter_map(|counts| Tally::new(counts.broken(), counts.judged() as f64)).collect()
}

fn compared(before: &[Tally], after: &[Tally]) -> Option<BeforeAfter> {
    let has_enough = |side: &[Tally]| Tally::total(side).is_some_and(|total| total.exposure() >= FEWEST as f64);
    if has_enough(before) && has_enough(after) { before_after(before, after) } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::measure::clauses::Counts;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn clause() -> Clause {
        Clause {
            policy: "own".into(),
            policy_title: "Own".into(),
            clause: "answer".into(),
            reading: "main".into(),
            cite: "1".into(),
            asks: "Answer.".into(),
            kind: "deadline".into(),
            is_commitment: true,
            is_assumed: false,
            span: None,
            aim: 1.0,
            kinds: None,
            is_in_force: true,
        }
    }

    /// 40 duties a quarter from 2025-Q1 on, so many of them not kept.
    fn counts(broken: &[u64]) -> (Vec<ClauseCount>, Vec<Period>) {
        let first: Period = "2025-Q1".parse().unwrap();
        let quarters: Vec<Period> = std::iter::successors(Some(first), |quarter| Some(quarter.next())).take(broken.len()).collect();
        let row = |(quarter, broken): (&Period, &u64)| ClauseCount {
            policy: "own".into(),
            clause: "answer".into(),
            reading: "main".into(),
            period_start: quarter.first_day(),
            counts: Counts { met: 40 - broken, missed: *broken, ..Counts::default() },
        };
        (quarters.iter().zip(broken).map(row).collect(), quarters)
    }

    #[test]
    fn the_quarter_of_a_change_is_left_out_and_a_second_change_ends_the_first() {
        let (counts, quarters) = counts(&[10, 10, 10, 10, 39, 4, 4, 20, 4]);
        let changes = changes(
            &[day("2026-02-01"), day("2026-11-10")],
            &[(day("2026-03-30"), Some("3".into()))],
            day("2025-01-01"),
            day("2027-01-01"),
        );
        let told = effects(changes, &[clause()], &counts, &quarters);
        assert_eq!(told.iter().map(|one| (one.before.len(), one.after.len())).collect::<Vec<_>>(), [(4, 2), (2, 1)]);
        assert_eq!((told[0].change.is_version, told[0].change.name.as_deref()), (true, Some("3")));
        // 40 of 160 before; 8 of 80 after: a ratio of (8 / 80) / (40 / 160) = 0.4. The 39 of the quarter itself count nowhere.
        let result = &told[0].effects[0].result;
        assert_eq!((result.before.count(), result.after.count()), (40, 8));
        assert!((result.ratio.unwrap() - 0.4).abs() < 1e-12);
    }

    #[test]
    fn too_few_duties_are_told_and_not_compared() {
        let (mut counts, quarters) = counts(&[1, 1, 1]);
        for row in &mut counts {
            row.counts = Counts { met: 3, missed: 1, ..Counts::default() };
        }
        let told = effects(changes(&[day("2025-05-01")], &[], day("2025-01-01"), day("2026-01-01")), &[clause()], &counts, &quarters);
        assert_eq!((told[0].effects.len(), told[0].too_few), (0, 1));
        assert!(changes(&[day("2024-05-01")], &[], day("2025-01-01"), day("2026-01-01")).is_empty());
    }
}
