//! What last year's changes of a procedure did to its clauses: the quarters before each held against those after it.
//!
//! The quarter of a change is left out, because cases of both versions fall due in it. Where the change is a new version,
//! each side counts the duties judged by its own version alone: those of older cases fall due long after it. The cases of the
//! new version are all young then, so only duties that fell due as soon after the receipt count, on both sides. Neither side
//! reaches beyond the change next to it, and the side before has at most a year.

use super::{by_period, is_of};
use crate::analysis::measure::clauses::{Clause, ClauseCount};
use crate::analysis::measure::{Measured, Origin};
use crate::analysis::scorecard::is_same_limit;
use crate::statistics::before_after::{BeforeAfter, before_after};
use crate::statistics::tally::Tally;
use crate::time::Period;
use crate::time::period::Length;
use chrono::NaiveDate;
use std::sync::Arc;

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

impl Change {
    /// Within so many days of the receipt duties must fall due to be compared. At the start of the first quarter after a new version none
    /// of its cases is older; nor is any of the version that it `replaced`, at the start of the quarters before, if that was new itself.
    /// `None` for a change that was only recorded, which has cases of every age on both sides.
    pub fn age_days(&self, replaced: Option<NaiveDate>) -> Option<i64> {
        let quarter = Period::containing(self.from, Length::Quarter);
        let year_before = (0..QUARTERS_BEFORE).fold(quarter, |quarter, _| quarter.previous()).first_day();
        let own = (quarter.end_day() - self.from).num_days();
        let others = replaced.map(|since| (Period::containing(since, Length::Quarter).end_day().max(year_before) - since).num_days());
        self.is_version.then(|| others.map_or(own, |others| own.min(others)))
    }

    /// The first day of the version that it replaced, if it is one and that one names any.
    pub fn replaced(&self, versions: &[Option<NaiveDate>]) -> Option<NaiveDate> {
        versions.iter().copied().rev().find(|from| *from < Some(self.from)).flatten().filter(|_| self.is_version)
    }
}

/// What a change did to one clause.
#[derive(Debug, Clone, PartialEq)]
pub struct Effect {
    /// The clause's place in the list that was asked about.
    pub clause: usize,
    /// Duties not kept, over duties judged, before and after.
    pub result: BeforeAfter,
    /// The limits before and after, where they differ: then the two sides do not tell whether the work got better.
    pub limits: Option<(String, String)>,
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
    /// Whether there is a whole quarter before it that belongs to no other change, whatever fell due in it.
    pub is_whole_before: bool,
    /// The same after it.
    pub is_whole_after: bool,
    /// The clauses that could be compared.
    pub effects: Vec<Effect>,
    /// How many clauses had too few duties on a side.
    pub too_few: usize,
    /// Within so many days of the receipt duties fell due that were compared; `None`: of every age.
    pub age_days: Option<i64>,
    /// How many are schedules of updates, which have no one age and are not compared after a new version.
    pub schedules: usize,
    /// Where the counts come from.
    pub origin: Arc<Origin>,
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

/// What is compared on one side of a change.
struct Side {
    /// The quarters that have a duty to judge.
    quarters: Vec<Period>,
    /// Whether there is a quarter at all.
    is_whole: bool,
    /// The counts by the version of this side.
    counts: Vec<ClauseCount>,
}

impl Side {
    /// `version` is the first day of the version that was in force, if it names one.
    fn new(quarters: Vec<Period>, version: Option<NaiveDate>, clauses: &[Clause], counts: &[ClauseCount]) -> Self {
        let is_asked = |row: &ClauseCount| clauses.iter().any(|clause| is_of(clause, row));
        let counts: Vec<ClauseCount> = counts.iter().filter(|row| row.since == version && is_asked(row)).cloned().collect();
        let has_duties = |quarter: &Period| counts.iter().any(|row| row.period_start == quarter.first_day() && row.counts.judged() > 0);
        let is_whole = !quarters.is_empty();
        Self { quarters: quarters.into_iter().filter(has_duties).collect(), is_whole, counts }
    }

    /// Duties not kept over duties judged, quarter by quarter; a quarter in which none was judged has no rate.
    fn tallies(&self, clause: &Clause) -> Vec<Tally> {
        let counts = by_period(clause, &self.counts, &self.quarters);
        counts.iter().filter_map(|counts| Tally::new(counts.broken(), counts.judged() as f64)).collect()
    }

    fn limit(&self, clause: &Clause) -> Option<&str> {
        self.counts.iter().find(|row| is_of(clause, row))?.span.as_deref()
    }
}

/// What each change did to each clause of a procedure.
///
/// Each change comes with the counts to compare. `versions` are the first days of the procedure's versions, and `quarters` those that are
/// over, both oldest first.
pub fn effects(
    changes: Vec<(Change, Measured<ClauseCount>)>,
    versions: &[Option<NaiveDate>],
    clauses: &[Clause],
    quarters: &[Period],
) -> Vec<Changed> {
    let of_change: Vec<Period> = changes.iter().map(|(change, _)| Period::containing(change.from, Length::Quarter)).collect();
    let newest = |is_meant: &dyn Fn(Option<NaiveDate>) -> bool| versions.iter().copied().rev().find(|from| is_meant(*from)).flatten();
    let sides = |place: usize, change: &Change, counts: &[ClauseCount]| {
        let since = newest(&|from| from <= Some(change.from));
        let replaced = if change.is_version { change.replaced(versions) } else { since };
        let begun = change.replaced(versions).map(|since| Period::containing(since, Length::Quarter));
        let after_last =
            |quarter: &&Period| (place == 0 || **quarter > of_change[place - 1]) && begun.is_none_or(|begun| **quarter > begun);
        let before_next = |quarter: &&Period| of_change.get(place + 1).is_none_or(|next| *quarter < next);
        let mut before: Vec<Period> = quarters.iter().filter(|quarter| **quarter < of_change[place]).filter(after_last).copied().collect();
        before.drain(..before.len().saturating_sub(QUARTERS_BEFORE));
        let after = quarters.iter().filter(|quarter| **quarter > of_change[place]).filter(before_next).copied().collect();
        (Side::new(before, replaced, clauses, counts), Side::new(after, since, clauses, counts))
    };
    let told = changes.into_iter().enumerate().map(|(place, (change, counts))| {
        let (before, after) = sides(place, &change, &counts.rows);
        let is_left_out = |clause: &Clause| change.is_version && clause.kind == "cadence";
        let schedules = clauses.iter().filter(|clause| is_left_out(clause)).count();
        let effects: Vec<Effect> = clauses
            .iter()
            .enumerate()
            .filter(|(_, clause)| !is_left_out(clause))
            .filter_map(|(place, clause)| {
                let result = compared(&before.tallies(clause), &after.tallies(clause))?;
                let limits = before.limit(clause).zip(after.limit(clause)).filter(|(before, after)| !is_same_limit(before, after));
                Some(Effect { clause: place, result, limits: limits.map(|(before, after)| (before.into(), after.into())) })
            })
            .collect();
        Changed {
            too_few: clauses.len() - effects.len() - schedules,
            schedules,
            age_days: change.age_days(change.replaced(versions)),
            change,
            origin: counts.origin,
            effects,
            is_whole_before: before.is_whole,
            is_whole_after: after.is_whole,
            before: before.quarters,
            after: after.quarters,
        }
    });
    told.collect()
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
            requires: vec!["acknowledged".into()],
            is_plain_wait: true,
            is_repeated: false,
            is_in_force: true,
            is_in_force_throughout: true,
            is_gone: false,
            begins: vec![None],
            version: None,
        }
    }

    /// 40 duties a quarter from 2025-Q1 on, so many of them not kept, judged by the version that is in force at the quarter's start.
    fn counts(broken: &[u64], versions: &[Option<NaiveDate>]) -> (Vec<ClauseCount>, Vec<Period>) {
        let first: Period = "2025-Q1".parse().unwrap();
        let quarters: Vec<Period> = std::iter::successors(Some(first), |quarter| Some(quarter.next())).take(broken.len()).collect();
        let row = |(quarter, broken): (&Period, &u64)| {
            let since = versions.iter().copied().rfind(|from| *from <= Some(quarter.first_day())).flatten();
            count(*quarter, since, 40, *broken)
        };
        (quarters.iter().zip(broken).map(row).collect(), quarters)
    }

    /// Each change with the same counts.
    fn with(changes: Vec<Change>, counts: &[ClauseCount]) -> Vec<(Change, Measured<ClauseCount>)> {
        let origin = Arc::new(Origin { query: "clause_counts", params: vec![] });
        let counts = || Measured { rows: counts.to_vec(), origin: Arc::clone(&origin) };
        changes.into_iter().map(|change| (change, counts())).collect()
    }

    fn count(quarter: Period, since: Option<NaiveDate>, judged: u64, broken: u64) -> ClauseCount {
        ClauseCount {
            policy: "own".into(),
            clause: "answer".into(),
            reading: "main".into(),
            period_start: quarter.first_day(),
            since,
            is_commitment: true,
            span: Some(if since.is_none() { "8 days" } else { "9 days" }.into()),
            cite: "1".into(),
            asks: "Answer.".into(),
            kind: "deadline".into(),
            is_assumed: false,
            aim: 1.0,
            counts: Counts { met: judged - broken, missed: broken, ..Counts::default() },
        }
    }

    #[test]
    fn the_quarter_of_a_change_is_left_out_and_a_second_change_ends_the_first() {
        let versions = [None, Some(day("2026-02-01")), Some(day("2026-11-10"))];
        let (counts, quarters) = counts(&[10, 10, 10, 10, 39, 4, 4, 20, 4], &versions);
        let changes = changes(
            &[day("2026-02-01"), day("2026-11-10")],
            &[(day("2026-03-30"), Some("3".into()))],
            day("2025-01-01"),
            day("2027-01-01"),
        );
        let told = effects(with(changes, &counts), &versions, &[clause()], &quarters);
        assert_eq!(told.iter().map(|one| (one.before.len(), one.after.len())).collect::<Vec<_>>(), [(4, 2), (2, 1)]);
        assert_eq!((told[0].change.is_version, told[0].change.name.as_deref()), (true, Some("3")));
        // 40 of 160 before; 8 of 80 after: a ratio of (8 / 80) / (40 / 160) = 0.4. The 39 of the quarter itself count nowhere.
        let result = &told[0].effects[0].result;
        assert_eq!((result.before.count(), result.after.count()), (40, 8));
        assert!((result.ratio.unwrap() - 0.4).abs() < 1e-12);
        // The first change came with another limit, the second did not.
        assert_eq!(told[0].effects[0].limits, Some(("8 days".into(), "9 days".into())));
        assert_eq!(told[1].effects[0].limits, None);
    }

    #[test]
    fn duties_of_older_cases_do_not_count_for_the_new_version() {
        let versions = [None, Some(day("2026-03-30"))];
        let (mut counts, quarters) = counts(&[10, 10, 10, 10, 10, 13], &versions);
        // In the quarter after it 27 duties of older cases fall due, 13 of them not kept, and 18 of new cases, all kept.
        let last = quarters[5];
        counts[5] = count(last, None, 27, 13);
        counts.push(count(last, versions[1], 18, 0));
        let told = |updates: &[(NaiveDate, Option<String>)], versions: &[NaiveDate], all: &[Option<NaiveDate>]| {
            effects(with(changes(versions, updates, day("2025-01-01"), day("2027-01-01")), &counts), all, &[clause()], &quarters)
        };
        let result = told(&[], &[day("2026-03-30")], &versions)[0].effects[0].result;
        let sides = |result: &BeforeAfter| [&result.before, &result.after].map(|side| (side.count(), side.exposure() as u64));
        assert_eq!(sides(&result), [(40, 160), (0, 18)]);
        // A change that was only recorded has one version on both sides; the cases of another one tell nothing of it.
        let recorded = told(&[(day("2025-11-01"), None)], &[], &[None]);
        assert_eq!(sides(&recorded[0].effects[0].result), [(30, 120), (10 + 13, 40 + 27)]);
    }

    #[test]
    fn a_whole_quarter_in_which_nothing_fell_due_is_a_whole_quarter() {
        let versions = [None, Some(day("2025-08-01"))];
        let (counts, quarters) = counts(&[10, 10, 10, 10], &[None]);
        let told = effects(
            with(changes(&[day("2025-08-01")], &[], day("2025-01-01"), day("2026-01-01")), &counts),
            &versions,
            &[clause()],
            &quarters,
        );
        assert_eq!((told[0].after.len(), told[0].is_whole_after, told[0].is_whole_before), (0, true, true));
        let told = effects(
            with(changes(&[day("2025-08-01")], &[], day("2025-01-01"), day("2026-01-01")), &counts),
            &versions,
            &[clause()],
            &quarters[..3],
        );
        assert_eq!((told[0].after.len(), told[0].is_whole_after), (0, false));
    }

    #[test]
    fn too_few_duties_are_told_and_not_compared() {
        let versions = [None, Some(day("2025-05-01"))];
        let (mut counts, quarters) = counts(&[1, 1, 1], &versions);
        for row in &mut counts {
            row.counts = Counts { met: 3, missed: 1, ..Counts::default() };
        }
        let told = effects(
            with(changes(&[day("2025-05-01")], &[], day("2025-01-01"), day("2026-01-01")), &counts),
            &versions,
            &[clause()],
            &quarters,
        );
        assert_eq!((told[0].effects.len(), told[0].too_few), (0, 1));
        assert!(changes(&[day("2024-05-01")], &[], day("2025-01-01"), day("2026-01-01")).is_empty());
    }

    #[test]
    fn a_new_version_is_compared_on_duties_of_one_age_and_without_schedules() {
        // From 10 July to the end of September there are 22 + 31 + 30 = 83 days.
        let [version, recorded] = [true, false].map(|is_version| Change { from: day("2026-07-10"), is_version, name: None });
        assert_eq!((version.age_days(None), recorded.age_days(None)), (Some(83), None));
        // The version before began on 20 May: on 1 July its cases were 12 + 30 = 42 days old. One of 2024 has cases of every age by then.
        assert_eq!(version.age_days(Some(day("2026-05-20"))), Some(42));
        assert_eq!(version.age_days(Some(day("2024-05-20"))), Some(83));
        let versions = [None, Some(day("2026-07-10"))];
        let (mut counts, quarters) = counts(&[10, 10, 10, 10, 10, 10, 10, 10], &versions[..1]);
        counts[7].since = versions[1];
        let schedule = || Clause { kind: "cadence".into(), ..clause() };
        let of = |change: &Change, clause: Clause| effects(with(vec![change.clone()], &counts), &versions, &[clause], &quarters).remove(0);
        let told = of(&version, clause());
        assert_eq!((told.effects.len(), told.too_few, told.schedules), (1, 0, 0));
        let told = of(&version, schedule());
        assert_eq!((told.effects.len(), told.too_few, told.schedules), (0, 0, 1));
    }
}
